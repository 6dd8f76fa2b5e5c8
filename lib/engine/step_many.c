/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/step_many.h"

#include "engine/step.h"

void apl_step_many(const apl_rows *rows, int32_t n_columns, const double *x, int64_t x_stride,
                   int32_t n_threads, double *sums, int64_t sums_stride)
{
    for (int32_t k = 0; k < n_columns; k++)
        apl_step(rows, rows->n_rows, apl_gather, x + k * x_stride, n_threads,
                 sums + k * sums_stride);
}
