/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ANALYSIS_NEAREST_H
#define APL_ANALYSIS_NEAREST_H

/* The nearest points in a plane. */

#include "base/error.h"

typedef struct apl_point {
    double x;
    double y;
} apl_point;

/* Points in square cells. */
typedef struct apl_cells {
    const apl_point *points; /* borrowed */
    int32_t n;
    apl_point low;
    double side;
    int32_t n_columns, n_rows;
    int64_t *offsets; /* n_columns * n_rows + 1 */
    int32_t *index;   /* points, cell by cell */
} apl_cells;

/* Put finite points into cells of a few points each; freed by apl_cells_free. */
aploc_status apl_cells_create(const apl_point *points, int32_t n, apl_cells *cells,
                              aploc_error *err);

void apl_cells_free(apl_cells *cells);

/* Find the (up to) `k` points nearest to point `i`, without itself, in any order; returns how many.
 * Of equally distant ones the first in the table are taken. `nearest` and `squares` (their squared
 * distances) have room for k. */
int32_t apl_cells_nearest(const apl_cells *cells, int32_t i, int32_t k, int32_t *nearest,
                          double *squares);

#endif
