/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_KERNEL_H
#define APL_ENGINE_KERNEL_H

/* The inner loops of all steps. They know arrays and nothing else. */

#include <stdint.h>

/* For each row r in [begin, end): sums[r] = sum over its entries k of a weight times x[index[k]],
 * added in the order of the entries, so that the bits depend on nothing but the row. */
typedef void apl_gather_fn(const int64_t *offsets, const int32_t *index, const double *weights,
                           const double *x, int64_t begin, int64_t end, double *sums);

apl_gather_fn apl_gather;       /* weights[k] * x */
apl_gather_fn apl_gather_ones;  /* 1 * x: whatever is in reach */
apl_gather_fn apl_gather_twice; /* weights[k] * (weights[k] * x), no square that could underflow */

#endif
