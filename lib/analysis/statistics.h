/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ANALYSIS_STATISTICS_H
#define APL_ANALYSIS_STATISTICS_H

/* Statistics by GSL: the only file of the room that includes it. */

#include <stdint.h>

/* Sort ascending. The values are not NaN. */
void apl_sort(double *values, int64_t n);

/* The quantile p, from 0 to 1, of sorted values: linear between the order statistics (Hyndman and
 * Fan's type 7). 0 when there are none. */
double apl_quantile(const double *sorted, int64_t n, double p);

#endif
