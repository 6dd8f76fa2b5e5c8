/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_KERNEL_H
#define APL_ENGINE_KERNEL_H

/* The inner loop of both steps. It knows arrays and nothing else. */

#include <stdint.h>

/* For each row r in [begin, end): sums[r] = sum over its entries k of weights[k] * x[index[k]],
 * added in the order of the entries, so that the bits depend on nothing but the row. */
void apl_gather(const int64_t *offsets, const int32_t *index, const double *weights,
                const double *x, int64_t begin, int64_t end, double *sums);

#endif
