/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_TALLY_H
#define APL_TABLES_TIMES_TALLY_H

/* What a file of times would be as a table, without keeping it: it decides what it takes in memory. */

#include <aploc/communes.h>
#include <aploc/csv.h>

#include "base/error.h"

/* `below` and `supply` are asked for, all else is zero before and found. */
typedef struct apl_tally {
    double below;         /* minutes up to which a pair may be used */
    const double *supply; /* a place; pairs to those without are not used; NULL: any */
    int64_t n_pairs, n_used;
    int64_t longest;  /* the most pairs of one place; of text */
    int64_t n_runs;   /* of rows whose lines follow each other; of text */
    int is_ascending; /* whether the pairs come as in the table */
    int is_coarse;    /* whether the minutes that may be used are whole hundredths */
    int coded;     /* bytes a pair with a code of 16 bits, of an HDF5 file that has them; 0: none */
    int64_t scale; /* what those codes are divided by to be minutes */
    /* Of the work: the last pair, and the pairs of each place so far. */
    int32_t from, to;
    int64_t *lengths;
} apl_tally;

/* Read a file as aploc_times_read_csv does, to its statuses, but for pairs that are given again. */
aploc_status apl_times_tally_csv(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, const aploc_read_options *options,
                                 apl_tally *tally, aploc_error *err);

/* Go over the pairs of an HDF5 file, in whatever order: those of places that the tables lack count, too. What is
 * wrong with them is left to who reads them. As apl_times_file_open. */
aploc_status apl_times_tally_h5(const char *path, const aploc_communes *communes,
                                const aploc_communes *sites, apl_tally *tally, aploc_error *err);

#endif
