/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a file of times is, and what it would take in memory. */
#include <aploc/stream.h>

#include "base/error.h"
#include "base/threads.h"
#include "engine/codes.h"
#include "engine/plan.h"
#include "tables/dialect.h"
#include "tables/times.h"
#include "tables/times_h5.h"
#include "tables/times_tally.h"

/* Bytes a pair. */
enum {
    TABLE = 12,
    PLACED = 2 * TABLE, /* HDF5 in another order than the tables */
    IN_ORDER = 16,      /* text, as it is read; a table takes most of it as it stands */
    OUT_OF_ORDER = 28,  /* the same, and the table beside it */
    REPEATED = 1,       /* to find which pairs are given again */
    SORTED = 12,        /* of the longest row, a thread */
    /* While a plan is made: the code or the weight of each pair, while those that are used are chosen; of those,
     * both orientations, and what becomes of one of them. */
    CODE = 2,
    WEIGHT = 8,
    CHOSEN_CODED = 6,
    USED_CODED = 22,
    USED_WEIGHED = 44,
    BYTES_A_RUN = 40, /* of lines that follow each other: a list that grows */
    BYTES_A_PLACE = 40,
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
    if (__builtin_mul_overflow(n_pairs, TABLE + USED_WEIGHED, &bytes) ||
        __builtin_add_overflow(bytes, (BYTES_A_PLACE + USED_WEIGHED) * places, &bytes))
        bytes = INT64_MAX;
    *facts =
        (aploc_times_facts){sizeof *facts, head.n_demand, head.n_supply, n_pairs, bytes, bytes};
out:
    apl_h5_close(h5);
    return status;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Whether weights have codes, whichever of the times they are of. */
static int has_codes(const apl_tally *t, const aploc_decay *decay)
{
    if (!apl_codes_need_times(decay) || (t->is_coarse && t->below * 100.0 < APL_MOST_CODES))
        return 1;
    return t->coded && t->below * (double)t->scale < APL_MOST_CODES;
}

/* The most that is held at a time: while the table is read, or while the plan is made of it. */
static void add_sizes(const apl_tally *t, int has_codes, int is_h5, int32_t n_threads,
                      aploc_times_facts *facts)
{
    int64_t places = (int64_t)facts->from_count + facts->to_count;
    int64_t n_used = t->n_used + places; /* each with itself */
    int64_t reading = t->n_pairs * (is_h5 ? TABLE : IN_ORDER);
    if (!t->is_ascending)
        reading = is_h5 ? t->n_pairs * PLACED
                        : t->n_pairs * (OUT_OF_ORDER + REPEATED) + t->longest * SORTED * n_threads;
    int64_t choosing = t->n_pairs * (has_codes ? CODE : WEIGHT);
    int64_t used = n_used * (has_codes ? USED_CODED : USED_WEIGHED);
    int64_t making = t->n_pairs * TABLE + larger(used, choosing + used / 3);
    int64_t others = t->n_runs * BYTES_A_RUN + places * BYTES_A_PLACE;
    facts->bytes_in_memory = larger(reading, making) + others;
    facts->bytes_of_plan = facts->bytes_in_memory;
    if (t->coded && has_codes)
        facts->bytes_of_plan = larger(t->n_pairs * t->coded + n_used * CHOSEN_CODED, used) + others;
}

aploc_status aploc_plan_look_file(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, const aploc_decay *decay,
                                  const aploc_plan_options *options,
                                  const aploc_read_options *reading, aploc_times_facts *facts,
                                  aploc_error *err)
{
    aploc_status status;
    const aploc_plan_options defaults = APLOC_PLAN_OPTIONS_INIT;
    if (!path || !communes || !decay || !facts)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !path       ? "path"
                        : !communes ? "communes"
                        : !decay    ? "decay"
                                    : "place for the facts");
    options = options ? options : &defaults;
    APL_TRY(check_facts(facts, err));
    APL_TRY(apl_plan_check(options, decay, err));
    APL_TRY(apl_options_check(&reading, NULL, err));
    apl_tally tally = {.below = aploc_decay_threshold(decay), .supply = options->supply};
    int is_h5 = apl_h5_is(path);
    if (is_h5)
        APL_TRY(apl_times_tally_h5(path, communes, sites, &tally, err));
    else
        APL_TRY(apl_times_tally_csv(path, communes, sites, reading, &tally, err));
    aploc_times_facts found = APLOC_TIMES_FACTS_INIT;
    found.from_count = aploc_communes_count(communes);
    found.to_count = sites ? aploc_communes_count(sites) : found.from_count;
    found.pair_count = tally.n_pairs;
    add_sizes(&tally, has_codes(&tally, decay), is_h5,
              apl_thread_count(options->n_threads, tally.n_pairs, APL_PAIRS_GRAIN), &found);
    *facts = found;
out:
    return status;
}
