/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_KERNEL_H
#define APL_ENGINE_KERNEL_H

/* The inner loops of all steps: the sums of the rows of one tile. They know arrays and nothing else.
 *
 * Every kernel adds the entries of a row one after the other, product and sum rounded once each, in
 * as many rows (or columns of x) at a time as it has lanes: all give the same bits. */

#include <stdatomic.h>

#include "engine/rows.h"

/* What is gathered. */
typedef enum apl_gather {
    APL_GATHER = 1,      /* weight * x */
    APL_GATHER_ONES = 2, /* 1 * x: whatever is in reach */
    APL_GATHER_TWICE = 3 /* weight * (weight * x), no square that could underflow */
} apl_gather;

/* What is gathered over which rows. With a `width` other than 1 every place has that many numbers of
 * x and of sums, side by side: the columns. */
typedef struct apl_task {
    const apl_rows *rows;
    apl_gather gather;
    const double *table; /* of codes: the weights that count */
    const double *x;
    double *sums; /* by row of the caller */
    /* Where `stride` is not 0, the sums of each of the first n columns stand together instead, those
     * of the next column `stride` after them. */
    int32_t n_columns;
    int64_t stride;
    int far; /* so many sums go there that no cache holds them: they are written past it */
    atomic_int *wrong; /* set where a sum is not finite */
} apl_task;

/* The kernels of one kind of processor. */
typedef struct apl_kernels {
    const char *name;
    int32_t width; /* columns that are taken at once */

    /* The sums of the rows of a tile, in one column and in `width`; those of a tile that goes on are
     * read first. `room` has what apl_rows_room says, times the width. */
    void (*one)(const apl_task *task, const apl_tile *tile, double *room);
    void (*many)(const apl_task *task, const apl_tile *tile, double *room);

    /* Put n columns, `stride` apart, side by side, for the places from begin to end, whose numbers in
     * a column are `names` (NULL: the same); n <= width, the others are 0. */
    void (*place)(const double *columns, int64_t stride, int32_t n, const int32_t *names,
                  int64_t begin, int64_t end, double *x);
    /* x = x / by, 0 where `by` is 0, side by side; `by` has `width` numbers a place, or one
     * (`by_one`). Returns whether a number of either is not finite. */
    int (*divide)(double *x, const double *by, int by_one, int64_t begin, int64_t end);
    /* Whether one of n numbers is negative, not finite, or above its `most` (NULL: none has one). */
    int (*any_wrong)(const double *x, const double *most, int64_t n);
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
