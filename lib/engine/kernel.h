/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_KERNEL_H
#define APL_ENGINE_KERNEL_H

/* The inner loops of all steps: the sums of the rows of one tile. They know arrays and nothing else.
 *
 * Every kernel adds the entries of a row one after the other, product and sum rounded once each, in
 * as many rows (or columns of x) at a time as it has lanes: all give the same bits. */

#include "engine/rows.h"

/* What is gathered. */
typedef enum apl_gather {
    APL_GATHER = 1,      /* weight * x */
    APL_GATHER_ONES = 2, /* 1 * x: whatever is in reach */
    APL_GATHER_TWICE = 3 /* weight * (weight * x), no square that could underflow */
} apl_gather;

/* One tile: what its sums are, so far and with its entries.
 *
 * Of classes, `x` holds the products: x[0] = 0, x[1 + k * n_columns + column] = weight k + 1 times
 * that of the column, n_columns those of the tile. Of codes and weights, `x` is by column of the
 * tile. With several columns at once every element of `x` and of `sums` is `apl_kernels.width`
 * numbers, side by side. */
typedef struct apl_task {
    int32_t n_slices;
    apl_gather gather;       /* of codes and weights; products have it in them */
    const uint32_t *slices;  /* n_slices + 1: entries before each, by 8 */
    const uint16_t *entries; /* of the tile, as all below */
    const uint16_t *codes;
    const double *weights;
    const double *table; /* of codes: the weights by code */
    const double *x;
    double *sums; /* by slot of the tile */
} apl_task;

typedef void apl_kernel(const apl_task *task);

/* The kernels of one kind of processor. */
typedef struct apl_kernels {
    const char *name;
    int32_t width;   /* the columns that `many` take at once */
    apl_kernel *one[4];  /* by apl_form */
    apl_kernel *many[4]; /* by apl_form */
} apl_kernels;

extern const apl_kernels apl_kernels_portable;
extern const apl_kernels apl_kernels_avx2;
extern const apl_kernels apl_kernels_avx512;

/* The k-th kind that this processor can run, the best first; NULL past the last. */
const apl_kernels *apl_kernels_at(int k);

/* The kernels to use: the best, unless a test has asked for others. */
const apl_kernels *apl_kernels_in_use(void);

/* For tests: use the kind of this name from now on; NULL: the best. 0 when there is none. */
int apl_kernels_use(const char *name);

#endif
