/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_STRETCH_H
#define APL_TABLES_STRETCH_H

/* The pairs of a matrix, a stretch of rows at a time, from a table in memory or from an HDF5 file that is
 * read ahead: for whoever goes over all pairs once, or again and again, and needs no table of them. */

#include <aploc/communes.h>
#include <aploc/progress.h>

#include "tables/times.h"

/* Whole rows, one after the other; those without pairs are there too. Borrowed until the next call. */
typedef struct apl_stretch {
    int32_t first;  /* row; places of demand count from 0 */
    int32_t n_rows; /* 0: there are no more */
    const int64_t
        *offsets; /* n_rows + 1: row first + r has the pairs offsets[r] … offsets[r + 1] - 1 */
    const int32_t *to;     /* of each pair, ascending within a row */
    const double *minutes; /* of each pair; NULL where there are codes, unless asked for */
    const uint16_t *codes; /* of each pair: its minutes × the scale; NULL where there are none */
} apl_stretch;

typedef struct apl_stretches apl_stretches;

/* How to read; all zero: on the caller's thread, codes unless there are none, unknown codes refused. */
typedef struct apl_stretch_options {
    int ahead;                  /* read on a thread of its own */
    int wants_minutes;          /* always */
    int32_t unknown;            /* aploc_policy */
    aploc_progress_fn progress; /* called by apl_stretches_next, on the caller's thread */
    void *progress_data;
} apl_stretch_options;

/* The pairs of a table, which must outlive it. */
aploc_status apl_stretches_of(const aploc_times *times, apl_stretches **stretches,
                              aploc_error *err);

/* The pairs of an HDF5 file, by the places of the tables (which must outlive it); `sites` NULL: care is
 * in the communes. The file must have its rows and columns in the order of the tables, since nothing
 * is sorted: APLOC_ERR_ARGUMENT otherwise. Values are checked as they come, and at the end of every
 * pass held against their digests. As aploc_times_read_h5. */
aploc_status apl_stretches_open(const char *path, const aploc_communes *communes,
                                const aploc_communes *sites, const apl_stretch_options *options,
                                apl_stretches **stretches, aploc_error *err);

void apl_stretches_close(apl_stretches *stretches);

int32_t apl_stretches_supply_count(const apl_stretches *stretches);

/* Pairs in the source, those with an unknown code included. */
int64_t apl_stretches_pair_count(const apl_stretches *stretches);

/* What codes are divided by to be minutes, in double precision; 0 when the source has none. */
int64_t apl_stretches_scale(const apl_stretches *stretches);

/* Bytes that it takes and holds. */
int64_t apl_stretches_bytes(const apl_stretches *stretches);

/* Go back to the first row. Must be called before the first `next`, and may be at any time. */
aploc_status apl_stretches_begin(apl_stretches *stretches, aploc_error *err);

/* The next stretch; of no rows at the end, when all that was given is known to be sound. A failure ends
 * the pass. APLOC_ERR_CANCELLED, APLOC_ERR_CODE_UNKNOWN, and as aploc_times_read_h5. */
aploc_status apl_stretches_next(apl_stretches *stretches, apl_stretch *stretch, aploc_error *err);

/* After a whole pass: what was found and left out, as aploc_times_read_h5 has it. Of a table, nothing
 * but the rows. */
void apl_stretches_report(const apl_stretches *stretches, aploc_read_report *report);

/* ---- what the two sources fill in ---- */

struct apl_stretches {
    int32_t n_demand, n_supply;
    int same_places;
    int64_t n_pairs, scale, bytes;
    int64_t n_own, n_own_not_zero;
    aploc_status (*begin)(apl_stretches *stretches, aploc_error *err);
    aploc_status (*next)(apl_stretches *stretches, apl_stretch *stretch, aploc_error *err);
    void (*report)(const apl_stretches *stretches, aploc_read_report *report);
    void (*close)(apl_stretches *stretches);
};

#endif
