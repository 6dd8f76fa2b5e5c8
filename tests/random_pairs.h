/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_RANDOM_PAIRS_H
#define APLOC_TESTS_RANDOM_PAIRS_H

/* Random pairs in the three forms that rows have, and what their sums are, one pair after another. */

#include "engine/kernel.h"
#include "engine/tiles.h"
#include "support.h"

typedef struct random_pairs {
    apl_pairs pairs;
    apl_codes codes; /* as many as asked for; 0: the pairs have weights */
} random_pairs;

static inline double some_weight(uint64_t *seed)
{
    switch (random_below(seed, 12)) {
    case 0:
        return 0x1p-1074; /* the least there is: its square is 0 */
    case 1:
        return 3e-200;
    default:
        return 1.0 - random_unit(seed); /* above 0 */
    }
}

/* Rows without pairs, rows with all, and rows in between; columns that nobody has. */
static inline random_pairs make_pairs(uint64_t *seed, int32_t n_rows, int32_t n_columns,
                                      int32_t n_weights)
{
    random_pairs r = {.pairs = {.n_rows = n_rows, .n_columns = n_columns},
                      .codes = {.n_weights = n_weights}};
    size_t room = (size_t)n_rows * (size_t)n_columns + 1;
    int64_t n = 0;
    int32_t unused = random_below(seed, n_columns);
    r.pairs.offsets = calloc((size_t)n_rows + 1, sizeof *r.pairs.offsets);
    r.pairs.index = malloc(room * sizeof *r.pairs.index);
    r.pairs.codes = n_weights ? malloc(room * sizeof *r.pairs.codes) : NULL;
    r.pairs.weights = n_weights ? NULL : malloc(room * sizeof *r.pairs.weights);
    r.codes.weights = n_weights ? calloc((size_t)n_weights + 1, sizeof(double)) : NULL;
    ck_assert(r.pairs.offsets && r.pairs.index && (r.pairs.codes || r.pairs.weights));
    for (int32_t k = 1; k <= n_weights; k++)
        r.codes.weights[k] = some_weight(seed);
    for (int32_t i = 0; i < n_rows; i++) {
        int kind = random_below(seed, 10);
        double density = kind < 2 ? 0.0 : kind == 2 ? 1.0 : 0.4 * random_unit(seed);
        for (int32_t j = 0; j < n_columns; j++) {
            if ((j == unused && n_columns > 1) || random_unit(seed) >= density)
                continue;
            r.pairs.index[n] = j;
            if (n_weights)
                r.pairs.codes[n++] = (uint16_t)(1 + random_below(seed, n_weights));
            else
                r.pairs.weights[n++] = some_weight(seed);
        }
        r.pairs.offsets[i + 1] = n;
    }
    return r;
}

static inline void free_pairs(random_pairs *r)
{
    apl_pairs_free(&r->pairs);
    free(r->codes.weights);
}

static inline double weight_at(const random_pairs *r, int64_t k)
{
    return r->pairs.codes ? r->codes.weights[r->pairs.codes[k]] : r->pairs.weights[k];
}

/* The sum over row `i`, by ascending column, of column `c` of x, which has `width` of them. */
static inline double plain_sum(const random_pairs *r, apl_gather gather, int32_t i, const double *x,
                               int32_t width, int32_t c)
{
    double sum = 0.0;
    for (int64_t k = r->pairs.offsets[i]; k < r->pairs.offsets[i + 1]; k++) {
        double weight = weight_at(r, k);
        double value = x[(int64_t)r->pairs.index[k] * width + c];
        if (gather == APL_GATHER_TWICE)
            value = weight * value;
        sum += gather == APL_GATHER_ONES ? value : weight * value;
    }
    return sum;
}

/* An order of the rows: none, backwards, or shuffled. */
static inline int32_t *some_order(uint64_t *seed, int32_t n)
{
    int kind = random_below(seed, 4);
    if (kind == 0)
        return NULL;
    int32_t *order = malloc(((size_t)n + 1) * sizeof *order);
    ck_assert_ptr_nonnull(order);
    for (int32_t k = 0; k < n; k++)
        order[k] = n - 1 - k;
    /* As they are, but for one that comes last. */
    for (int32_t k = 0; kind == 3 && k < n; k++)
        order[k] = k < 1 || n < 2 ? k : k == n - 1 ? 1 : k + 1;
    for (int32_t k = n - 1; kind == 2 && k > 0; k--) {
        int32_t other = random_below(seed, k + 1), kept = order[k];
        order[k] = order[other];
        order[other] = kept;
    }
    return order;
}

/* Parts so small that rows have several tiles and the whole several stretches. */
static inline apl_limits some_limits(uint64_t *seed, const apl_codes *codes)
{
    apl_limits limits = apl_usual_limits(codes);
    if (random_below(seed, 4) != 0)
        limits.columns = 1 + random_below(seed, 40);
    if (random_below(seed, 4) != 0)
        limits.stretch_pairs = 1 + random_below(seed, 3000);
    return limits;
}

/* Weights of each form: one class, some, as many as can be; codes; none. */
static const int32_t weight_counts[] = {
    1, 4, 7, 8, APL_MOST_CLASSES, APL_MOST_CLASSES + 1, 300, APL_MOST_CODES, 0};
enum { N_WEIGHT_COUNTS = sizeof weight_counts / sizeof *weight_counts };

#endif
