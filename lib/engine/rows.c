/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rows.h"

#include <string.h>

#include "engine/kernel.h"

int64_t apl_row_length(const apl_rows *rows, int32_t r)
{
    return rows->offsets[r + 1] - rows->offsets[r];
}

int64_t apl_row_get(const apl_rows *rows, int32_t r, int64_t capacity, int32_t *index,
                    double *weights)
{
    int64_t begin = rows->offsets[r], length = apl_row_length(rows, r);
    size_t n = (size_t)(length < capacity ? length : capacity);
    if (index && n > 0)
        memcpy(index, rows->index + begin, n * sizeof *index);
    if (weights && n > 0)
        memcpy(weights, rows->weights + begin, n * sizeof *weights);
    return length;
}

double apl_row_sum(const apl_rows *rows, int32_t r, const double *x)
{
    double sum = 0.0;
    for (int64_t k = rows->offsets[r]; k < rows->offsets[r + 1]; k++)
        sum += rows->weights[k] * x[rows->index[k]];
    return sum;
}
