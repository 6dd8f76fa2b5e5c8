/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernel.h"

void apl_gather(const int64_t *offsets, const int32_t *index, const double *weights,
                const double *x, int64_t begin, int64_t end, double *sums)
{
    for (int64_t r = begin; r < end; r++) {
        double sum = 0.0;
        for (int64_t k = offsets[r]; k < offsets[r + 1]; k++)
            sum += weights[k] * x[index[k]];
        sums[r] = sum;
    }
}

void apl_gather_ones(const int64_t *offsets, const int32_t *index, const double *weights,
                     const double *x, int64_t begin, int64_t end, double *sums)
{
    (void)weights;
    for (int64_t r = begin; r < end; r++) {
        double sum = 0.0;
        for (int64_t k = offsets[r]; k < offsets[r + 1]; k++)
            sum += x[index[k]];
        sums[r] = sum;
    }
}

void apl_gather_twice(const int64_t *offsets, const int32_t *index, const double *weights,
                      const double *x, int64_t begin, int64_t end, double *sums)
{
    for (int64_t r = begin; r < end; r++) {
        double sum = 0.0;
        for (int64_t k = offsets[r]; k < offsets[r + 1]; k++)
            sum += weights[k] * (weights[k] * x[index[k]]);
        sums[r] = sum;
    }
}
