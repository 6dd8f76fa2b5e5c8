/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a file of times is, and what it would take in memory. */
#include <aploc/stream.h>

#include "base/error.h"
#include "base/threads.h"
#include "engine/codes.h"
#include "tables/dialect.h"
#include "tables/times.h"
#include "tables/times_csv.h"
#include "tables/times_h5.h"

enum {
    BYTES_A_PAIR =
        44, /* 12 of the table; 24 of the plan in both orientations, 8 while it is made */
    BYTES_A_PLACE = 40,
};

/* Bytes a pair of a table of text. */
enum {
    IN_ORDER = 16,     /* as it is read; a table takes most of it as it stands */
    OUT_OF_ORDER = 28, /* the same, and the table beside it */
    REPEATED = 1,      /* to find which pairs they are */
    TABLE = 12,        /* while a plan is made of it */
    SORTED = 12,       /* of the longest row, a thread */
    CODED = 2,         /* a code each, while those that are used are chosen; a weight: */
    WEIGHED = 8,
    USED_CODED = 22, /* both orientations, and what becomes of one of them */
    USED_WEIGHED = 44,
    BYTES_A_RUN = 40, /* of lines that follow each other: a list that grows */
};

static aploc_status check_facts(const aploc_times_facts *facts, aploc_error *err)
{
    if (facts->size != sizeof *facts)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_times_facts of %zu bytes, expected %zu", facts->size,
                        sizeof *facts);
    return APLOC_OK;
}

aploc_status aploc_times_look_h5(const char *path, aploc_times_facts *facts, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    aploc_times head = {0};
    int64_t n_pairs = 0, bytes = 0;
    if (!path || !facts)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found NULL, expected a path and somewhere to put the facts");
    APL_TRY(check_facts(facts, err));
    APL_TRY(apl_h5_open(path, &h5, err));
    APL_TRY(apl_h5_check_format(h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    APL_TRY(apl_times_read_counts(h5, "/", &head, &n_pairs, err));
    int64_t places = (int64_t)head.n_demand + head.n_supply;
    if (__builtin_mul_overflow(n_pairs, BYTES_A_PAIR, &bytes) ||
        __builtin_add_overflow(bytes, BYTES_A_PLACE * places, &bytes))
        bytes = INT64_MAX;
    *facts = (aploc_times_facts){sizeof *facts, head.n_demand, head.n_supply, n_pairs, bytes};
out:
    apl_h5_close(h5);
    return status;
}

/* The most that is held at a time: while the table is read, or while the plan is made of it. */
static int64_t bytes_of(const apl_tally *t, const aploc_decay *decay, int64_t places,
                        int32_t n_threads)
{
    int has_codes =
        !apl_codes_need_times(decay) || (t->is_coarse && t->below * 100.0 < APL_MOST_CODES);
    int64_t reading = t->n_pairs * IN_ORDER, making = t->n_pairs * TABLE;
    if (!t->is_ascending)
        reading = t->n_pairs * (OUT_OF_ORDER + REPEATED) + t->longest * SORTED * n_threads;
    int64_t choosing = t->n_pairs * (has_codes ? CODED : WEIGHED);
    int64_t used = (t->n_used + places) * (has_codes ? USED_CODED : USED_WEIGHED);
    making += used > choosing + used / 3 ? used : choosing + used / 3;
    return (reading > making ? reading : making) + t->n_runs * BYTES_A_RUN + places * BYTES_A_PLACE;
}

aploc_status aploc_times_look_csv(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, const aploc_decay *decay,
                                  const double *supply, const aploc_read_options *options,
                                  aploc_times_facts *facts, aploc_error *err)
{
    aploc_status status;
    if (!path || !communes || !decay || !facts)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found NULL, expected a path, communes, a decay and somewhere to put the "
                        "facts");
    APL_TRY(check_facts(facts, err));
    APL_TRY(aploc_decay_check(decay, err));
    APL_TRY(apl_options_check(&options, NULL, err));
    apl_tally tally = {.below = aploc_decay_threshold(decay), .supply = supply};
    APL_TRY(apl_times_tally_csv(path, communes, sites, options, &tally, err));
    int32_t n = aploc_communes_count(communes), n_sites = sites ? aploc_communes_count(sites) : n;
    int32_t n_threads = apl_thread_count(0, tally.n_pairs, APL_PAIRS_GRAIN);
    *facts = (aploc_times_facts){sizeof *facts, n, n_sites, tally.n_pairs,
                                 bytes_of(&tally, decay, (int64_t)n + n_sites, n_threads)};
out:
    return status;
}
