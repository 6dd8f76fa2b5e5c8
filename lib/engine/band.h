/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_BAND_H
#define APL_ENGINE_BAND_H

/* One band at a time: which columns its rows have, and its tiles. */

#include "engine/pairs.h"
#include "engine/rows.h"

/* Rows under construction: arrays that grow. */
typedef struct apl_growing {
    apl_rows rows;
    int64_t bands_room, work_room, tiles_room, columns_room, slots_room, slices_room, entries_room,
        codes_room, weights_room;
} apl_growing;

/* The rows of a band, and the columns that they have. */
typedef struct apl_band {
    const apl_pairs *pairs;
    int32_t most_columns; /* of a list */
    int32_t n_columns;    /* so far */
    int32_t first_word, last_word;
    uint64_t *seen; /* a bit a column of the pairs */
    int32_t *rank;  /* of a column among those seen */
    int32_t *fresh; /* columns first seen in the row being added */
    int32_t n_rows;
    int64_t n_pairs;
    int32_t *members; /* its rows */
    int32_t *kept;    /* places in `members` of the rows of the tile at hand */
    int32_t *sorted;  /* the same by length */
    int32_t *lengths; /* entries of a row in the tile at hand */
    int64_t *cursors; /* the next entry of each row */
    int32_t *counts;  /* rows a length */
} apl_band;

enum { APL_BAND_ROWS = 8192, APL_BAND_PAIRS = 16384 };

/* Room to work in. Free with apl_band_free, also on failure. */
aploc_status apl_band_open(const apl_pairs *pairs, int32_t most_columns, apl_band *band,
                           aploc_error *err);

/* Add row `r`; 0 when the band is full, and is better closed first. */
int apl_band_add(apl_band *band, int32_t r);

/* Write the band, if it has rows, and begin another. */
aploc_status apl_band_close(apl_band *band, apl_growing *to, aploc_error *err);

void apl_band_free(apl_band *band);

#endif
