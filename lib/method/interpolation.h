/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_INTERPOLATION_H
#define APL_METHOD_INTERPOLATION_H

/* Interpolation: the only place of this room that knows GSL. */

#include <stdint.h>

/* The straight line through (x[k], y[k]), k < n, at x[0] <= at <= x[n - 1]. n >= 2, x ascending,
 * all finite. */
double apl_interpolate(int32_t n, const double *x, const double *y, double at);

#endif
