/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_CSV_H
#define APL_TABLES_TIMES_CSV_H

/* What a table of times as text would be, without keeping it: it decides what it takes in memory. */

#include <aploc/communes.h>
#include <aploc/csv.h>

#include "base/error.h"

/* `below` and `supply` are asked for, all else is zero before and found. */
typedef struct apl_tally {
    double below;         /* minutes up to which a pair may be used */
    const double *supply; /* a place; pairs to those without are not used; NULL: any */
    int64_t n_pairs, n_used;
    int64_t longest;  /* the most pairs of one place */
    int64_t n_runs;   /* of rows whose lines follow each other */
    int is_ascending; /* whether the pairs come as in the table */
    int is_coarse;    /* whether the minutes that may be used are whole hundredths */
    /* Of the work: the last pair, and the pairs of each place so far. */
    int32_t from, to;
    int64_t *lengths;
} apl_tally;

/* Read a file as aploc_times_read_csv does, to its statuses, but for pairs that are given again. */
aploc_status apl_times_tally_csv(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, const aploc_read_options *options,
                                 apl_tally *tally, aploc_error *err);

#endif
