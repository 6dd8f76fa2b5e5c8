/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "tables/times_file.h"
#include "tables/times_place.h"
#include "tables/times_tally.h"

/* Pairs at a time; bytes of the widest number. */
enum { BLOCK = APL_H5_CHUNK, WIDEST = 8 };

typedef struct work {
    apl_times_file file;
    apl_tally *tally;
    unsigned char *raw;
    int32_t *to;
    double *minutes;
} work;

/* Whether a column of the file is a place that the tables have, and one that is asked for. */
static int is_wanted(const work *w, int32_t column)
{
    const apl_times_file *f = &w->file;
    int32_t place = column >= 0 && column < f->head.n_supply ? f->columns[column] : -1;
    return place >= 0 && (!w->tally->supply || w->tally->supply[place] > 0.0);
}

static aploc_status tally_block(work *w, int64_t n, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file *f = &w->file;
    apl_tally *t = w->tally;
    APL_TRY(apl_times_column_take(&f->index, n, w->raw, err));
    (void)apl_times_decode_index(f->index.type, w->raw, n, w->to);
    APL_TRY(apl_times_column_take(&f->minutes, n, w->raw, err));
    (void)apl_times_decode_minutes(f->minutes.type, f->scale, w->raw, n, w->minutes);
    for (int64_t k = 0; k < n; k++) {
        if (!(w->minutes[k] <= t->below))
            continue;
        t->is_coarse &= rint(w->minutes[k] * 100.0) / 100.0 == w->minutes[k];
        t->n_used += is_wanted(w, w->to[k]);
    }
out:
    return status;
}

aploc_status apl_times_tally_h5(const char *path, const aploc_communes *communes,
                                const aploc_communes *sites, apl_tally *tally, aploc_error *err)
{
    aploc_status status;
    work w = {.tally = tally};
    APL_TRY(apl_times_file_open(path, communes, sites, &w.file, err));
    APL_TRY(APL_NEW(w.raw, BLOCK * WIDEST, err));
    APL_TRY(APL_NEW(w.to, BLOCK, err));
    APL_TRY(APL_NEW(w.minutes, BLOCK, err));
    tally->n_pairs = w.file.n_pairs;
    tally->is_ascending = apl_times_stay(&w.file);
    tally->is_coarse = 1;
    tally->scale = w.file.scale;
    if (apl_times_are_codes(w.file.minutes.type))
        tally->coded = apl_times_are_codes(w.file.index.type) ? 4 : 6;
    for (int64_t at = 0; at < tally->n_pairs; at += BLOCK)
        APL_TRY(tally_block(&w, tally->n_pairs - at < BLOCK ? tally->n_pairs - at : BLOCK, err));
    APL_TRY(apl_h5_check_file(w.file.h5, err));
out:
    free(w.raw);
    free(w.to);
    free(w.minutes);
    apl_times_file_close(&w.file);
    return status;
}
