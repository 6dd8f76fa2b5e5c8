/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_STEP_MANY_H
#define APL_ENGINE_STEP_MANY_H

/* One step of the APL for many columns over the same rows. */

#include "engine/rows.h"

/* Gather each of `n_columns` columns, weighted: column k of x starts at x + k * x_stride, its sums,
 * one a row, at sums + k * sums_stride. The bits of a column are those of apl_step. */
void apl_step_many(const apl_rows *rows, int32_t n_columns, const double *x, int64_t x_stride,
                   int32_t n_threads, double *sums, int64_t sums_stride);

#endif
