/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ANALYSIS_NNLS_H
#define APL_ANALYSIS_NNLS_H

/* Least squares with unknowns that are not negative. */

#include <stdint.h>

#include "base/error.h"

/* Find x >= 0 that minimises |R x - y| for an upper triangle R of n by n without a 0 on its
 * diagonal, rows n apart (Lawson and Hanson 1974, algorithm NNLS). `errors` become the square roots
 * of the diagonal of (X'X)^-1 over the columns whose x is above 0, NaN for the others.
 * APLOC_ERR_MEMORY. */
aploc_status apl_nnls(const double *r, const double *y, int32_t n, double *x, double *errors,
                      aploc_error *err);

#endif
