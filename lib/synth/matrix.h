/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_MATRIX_H
#define APL_SYNTH_MATRIX_H

/* Times written to HDF5 while they are made, by many threads, a batch of rows at a time: nobody holds
 * all pairs. */

#include "base/h5.h"
#include "synth/territory.h"

/* Rows that one thread makes, one after the other. */
typedef struct apl_lane {
    int32_t *counts; /* pairs of each row */
    int64_t n_rows, rows_room;
    int32_t *to;
    uint16_t *tenths; /* of a minute */
    int64_t n, to_room, tenths_room;
    void *own; /* what the maker of rows keeps there */
} apl_lane;

/* Let both arrays of pairs have room for so many in all. APLOC_ERR_MEMORY. */
aploc_status apl_lane_grow(apl_lane *lane, int64_t pairs, aploc_error *err);

/* End a row, whose pairs stand in the arrays and are counted in `n`. APLOC_ERR_MEMORY. */
aploc_status apl_lane_end_row(apl_lane *lane, int64_t n_pairs, aploc_error *err);

/* A matrix, made block by block: each is some rows, and they follow each other. */
typedef struct apl_matrix {
    const apl_territory *territory;
    const char *what; /* for whoever is told how far it is */
    int32_t n_rows, n_columns, n_blocks;
    int same_places;
    const char *const *from, *const *to; /* codes; `to` NULL: those of the rows */
    int32_t n_threads;
    /* Make the rows of a block at the end of a lane. Any thread, a lane each. */
    aploc_status (*make)(void *data, int32_t block, apl_lane *lane, aploc_error *err);
    void (*end_lane)(void *own);
    void *data;
} apl_matrix;

/* Write the whole of it into a file that was created on disk; apl_h5_commit lets it appear. */
aploc_status apl_matrix_write(const apl_matrix *matrix, apl_h5 *h5, int64_t *n_pairs,
                              aploc_error *err);

#endif
