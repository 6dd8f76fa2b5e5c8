/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_ROWS_H
#define APL_ENGINE_ROWS_H

/* The rows of a plan in one of its two orientations, one row at a time. */

#include <stdint.h>

typedef struct apl_rows {
    int32_t n_rows;
    int64_t *offsets; /* n_rows + 1 */
    int32_t *index;   /* ascending within a row */
    double *weights;  /* above 0 */
} apl_rows;

/* How many entries row `r` has. */
int64_t apl_row_length(const apl_rows *rows, int32_t r);

/* The first `capacity` entries of row `r`, by ascending index; either array may be NULL. Returns how
 * many the row has. */
int64_t apl_row_get(const apl_rows *rows, int32_t r, int64_t capacity, int32_t *index,
                    double *weights);

/* The sum of weight times x over row `r`, added by ascending index: to the bit what a step gives. */
double apl_row_sum(const apl_rows *rows, int32_t r, const double *x);

#endif
