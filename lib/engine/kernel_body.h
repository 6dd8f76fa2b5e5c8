/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one kind of processor: included by each file that names KERNELS (the table), NAME
 * (for people), WIDTH (numbers in a vector) and LOAD_GATHERED(x, entries), which makes a vector of
 * the numbers of x at these entries. The build tells the compiler what it may use. */

#include <string.h>

/* Vectors are passed between functions of this file only. */
#pragma GCC diagnostic ignored "-Wpsabi"

/* A vector: WIDTH rows side by side, or one row of WIDTH columns. */
typedef double vector __attribute__((vector_size(8 * WIDTH), aligned(8)));

static inline vector load(const double *from)
{
    vector values;
    memcpy(&values, from, sizeof values);
    return values;
}

static inline vector gather(const double *x, const uint16_t *entries)
{
    return LOAD_GATHERED(x, entries);
}

/* Runs over the slices of a tile, and WIDTH rows of each at a time: their entries are at `begin`,
 * and every 8th from there, before `end`. */
#define EACH_PART(t)                                                                               \
    double *sums = (t)->sums;                                                                      \
    for (int32_t slice = 0; slice < (t)->n_slices; slice++)                                        \
        for (size_t part = 0, end = (size_t)(t)->slices[slice + 1] * APL_LANES;                    \
             part < APL_LANES; part += WIDTH, sums += WIDTH)

static void one_classes(const apl_task *t)
{
    EACH_PART(t)
    {
        vector sum = load(sums);
        for (size_t e = (size_t)t->slices[slice] * APL_LANES + part; e < end; e += APL_LANES)
            sum += gather(t->x, t->entries + e);
        memcpy(sums, &sum, sizeof sum);
    }
}

/* What entries of these weights add. */
static inline vector weighed(apl_gather gathered, vector weights, vector x)
{
    return gathered == APL_GATHER_TWICE ? weights * (weights * x) : weights * x;
}

static void one_codes(const apl_task *t)
{
    EACH_PART(t)
    {
        vector sum = load(sums);
        for (size_t e = (size_t)t->slices[slice] * APL_LANES + part; e < end; e += APL_LANES)
            sum += weighed(t->gather, gather(t->table, t->codes + e), gather(t->x, t->entries + e));
        memcpy(sums, &sum, sizeof sum);
    }
}

static inline vector weights_at(const apl_task *t, size_t entry)
{
    vector weights = load(t->weights + entry);
    if (t->gather == APL_GATHER_ONES)
        for (int l = 0; l < WIDTH; l++)
            weights[l] = weights[l] > 0.0;
    return weights;
}

static void one_weights(const apl_task *t)
{
    EACH_PART(t)
    {
        vector sum = load(sums);
        for (size_t e = (size_t)t->slices[slice] * APL_LANES + part; e < end; e += APL_LANES)
            sum += weighed(t->gather, weights_at(t, e), gather(t->x, t->entries + e));
        memcpy(sums, &sum, sizeof sum);
    }
}

/* Several columns: the 8 rows of a slice at once, each a vector of its own. They are named one by
 * one so that they stay in registers. */
typedef struct rows_8 {
    vector a, b, c, d, e, f, g, h;
} rows_8;

static void many_classes(const apl_task *t)
{
    const vector *x = (const vector *)t->x;
    double *sums = t->sums;
    for (int32_t slice = 0; slice < t->n_slices; slice++, sums += APL_LANES * WIDTH) {
        rows_8 s;
        memcpy(&s, sums, sizeof s);
        const uint16_t *e = t->entries + (size_t)t->slices[slice] * APL_LANES;
        const uint16_t *end = t->entries + (size_t)t->slices[slice + 1] * APL_LANES;
        for (; e < end; e += APL_LANES) {
            s.a += x[e[0]];
            s.b += x[e[1]];
            s.c += x[e[2]];
            s.d += x[e[3]];
            s.e += x[e[4]];
            s.f += x[e[5]];
            s.g += x[e[6]];
            s.h += x[e[7]];
        }
        memcpy(sums, &s, sizeof s);
    }
}

static inline vector weighed_columns(const apl_task *t, size_t entry)
{
    double weight = t->codes ? t->table[t->codes[entry]] : t->weights[entry];
    vector x = ((const vector *)t->x)[t->entries[entry]];
    if (t->gather == APL_GATHER_ONES)
        return weight > 0.0 ? x : x * 0.0;
    return t->gather == APL_GATHER_TWICE ? weight * (weight * x) : weight * x;
}

static void many_weights(const apl_task *t)
{
    double *sums = t->sums;
    for (int32_t slice = 0; slice < t->n_slices; slice++, sums += APL_LANES * WIDTH) {
        rows_8 s;
        memcpy(&s, sums, sizeof s);
        size_t end = (size_t)t->slices[slice + 1] * APL_LANES;
        for (size_t e = (size_t)t->slices[slice] * APL_LANES; e < end; e += APL_LANES) {
            s.a += weighed_columns(t, e);
            s.b += weighed_columns(t, e + 1);
            s.c += weighed_columns(t, e + 2);
            s.d += weighed_columns(t, e + 3);
            s.e += weighed_columns(t, e + 4);
            s.f += weighed_columns(t, e + 5);
            s.g += weighed_columns(t, e + 6);
            s.h += weighed_columns(t, e + 7);
        }
        memcpy(sums, &s, sizeof s);
    }
}

const apl_kernels KERNELS = {
    .name = NAME,
    .width = WIDTH,
    .one = {[APL_FORM_CLASSES] = one_classes,
            [APL_FORM_CODES] = one_codes,
            [APL_FORM_WEIGHTS] = one_weights},
    .many = {[APL_FORM_CLASSES] = many_classes,
             [APL_FORM_CODES] = many_weights,
             [APL_FORM_WEIGHTS] = many_weights},
};
