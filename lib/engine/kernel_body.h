/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one kind of processor: included by each file that names KERNELS (the table), NAME
 * (for people) and WIDTH (numbers in a vector of several columns), and may define GATHER(x, entries),
 * which loads 8 numbers of x at a time. The compiler is told by the build what it may use. */

#include <string.h>

/* Vectors are passed between functions of this file only. */
#pragma GCC diagnostic ignored "-Wpsabi"

/* The two ways of a sum: 8 rows side by side, or one row of WIDTH columns. */
typedef double lanes __attribute__((vector_size(8 * APL_LANES), aligned(8)));
typedef double columns __attribute__((vector_size(8 * WIDTH), aligned(8)));

/* The slices of a tile. */
typedef struct slices {
    const uint32_t *at;
    const int32_t *slots;
    int32_t n;
} slices;

static inline slices slices_of(const apl_task *t)
{
    return (slices){t->rows->slices + t->tile->slice, t->rows->slots + t->tile->slot,
                    t->tile->n_slots / APL_LANES};
}

static inline lanes begin_sums(const apl_task *t, const int32_t *slots)
{
    lanes sums = {0.0};
    if (t->tile->goes_on)
        for (int l = 0; l < APL_LANES; l++)
            sums[l] = slots[l] >= 0 ? t->sums[slots[l]] : 0.0;
    return sums;
}

static inline void end_sums(const apl_task *t, const int32_t *slots, lanes sums)
{
    for (int l = 0; l < APL_LANES; l++)
        if (slots[l] >= 0)
            t->sums[slots[l]] = sums[l];
}

#ifndef GATHER
static inline lanes gather_8(const double *x, const uint16_t *entries)
{
    lanes values;
    for (int l = 0; l < APL_LANES; l++)
        values[l] = x[entries[l]];
    return values;
}
#define GATHER(x, entries) gather_8(x, entries)
#endif

static void one_classes(const apl_task *t)
{
    slices s = slices_of(t);
    const uint16_t *first = t->rows->entries + t->tile->entry;
    for (int32_t k = 0; k < s.n; k++, s.slots += APL_LANES) {
        lanes sums = begin_sums(t, s.slots);
        const uint16_t *end = first + (size_t)s.at[k + 1] * APL_LANES;
        for (const uint16_t *e = first + (size_t)s.at[k] * APL_LANES; e < end; e += APL_LANES)
            sums += GATHER(t->x, e);
        end_sums(t, s.slots, sums);
    }
}

/* What an entry of a weight adds. */
static inline lanes weighed(apl_gather gather, lanes weights, lanes x)
{
    return gather == APL_GATHER_TWICE ? weights * (weights * x) : weights * x;
}

static void one_codes(const apl_task *t)
{
    slices s = slices_of(t);
    const uint16_t *entries = t->rows->entries + t->tile->entry;
    const uint16_t *codes = t->rows->codes + t->tile->entry;
    for (int32_t k = 0; k < s.n; k++, s.slots += APL_LANES) {
        lanes sums = begin_sums(t, s.slots);
        size_t end = (size_t)s.at[k + 1] * APL_LANES;
        for (size_t e = (size_t)s.at[k] * APL_LANES; e < end; e += APL_LANES)
            sums += weighed(t->gather, GATHER(t->table, codes + e), GATHER(t->x, entries + e));
        end_sums(t, s.slots, sums);
    }
}

static inline lanes weights_at(const apl_task *t, const double *weights)
{
    lanes w;
    memcpy(&w, weights, sizeof w);
    if (t->gather == APL_GATHER_ONES)
        for (int l = 0; l < APL_LANES; l++)
            w[l] = w[l] > 0.0;
    return w;
}

static void one_weights(const apl_task *t)
{
    slices s = slices_of(t);
    const uint16_t *entries = t->rows->entries + t->tile->entry;
    const double *weights = t->rows->weights + t->tile->entry;
    for (int32_t k = 0; k < s.n; k++, s.slots += APL_LANES) {
        lanes sums = begin_sums(t, s.slots);
        size_t end = (size_t)s.at[k + 1] * APL_LANES;
        for (size_t e = (size_t)s.at[k] * APL_LANES; e < end; e += APL_LANES)
            sums += weighed(t->gather, weights_at(t, weights + e), GATHER(t->x, entries + e));
        end_sums(t, s.slots, sums);
    }
}

/* Several columns: the 8 rows of a slice at once, each a vector of its own. */
typedef struct many_sums {
    columns row[APL_LANES];
} many_sums;

static inline void begin_many(const apl_task *t, const int32_t *slots, many_sums *sums)
{
    memset(sums, 0, sizeof *sums);
    if (t->tile->goes_on)
        for (int l = 0; l < APL_LANES; l++)
            for (int32_t c = 0; c < t->n_columns && slots[l] >= 0; c++)
                sums->row[l][c] = t->sums[c * t->stride + slots[l]];
}

static inline void end_many(const apl_task *t, const int32_t *slots, const many_sums *sums)
{
    for (int32_t c = 0; c < t->n_columns; c++)
        for (int l = 0; l < APL_LANES; l++)
            if (slots[l] >= 0)
                t->sums[c * t->stride + slots[l]] = sums->row[l][c];
}

static void many_classes(const apl_task *t)
{
    slices s = slices_of(t);
    const uint16_t *first = t->rows->entries + t->tile->entry;
    const columns *x = (const columns *)t->x;
    for (int32_t k = 0; k < s.n; k++, s.slots += APL_LANES) {
        many_sums sums;
        begin_many(t, s.slots, &sums);
        const uint16_t *end = first + (size_t)s.at[k + 1] * APL_LANES;
        for (const uint16_t *e = first + (size_t)s.at[k] * APL_LANES; e < end; e += APL_LANES)
            for (int l = 0; l < APL_LANES; l++)
                sums.row[l] += x[e[l]];
        end_many(t, s.slots, &sums);
    }
}

static inline double weight_at(const apl_task *t, int64_t entry)
{
    if (t->rows->codes)
        return t->table[t->rows->codes[entry]];
    double weight = t->rows->weights[entry];
    return t->gather == APL_GATHER_ONES ? (double)(weight > 0.0) : weight;
}

static void many_weights(const apl_task *t)
{
    slices s = slices_of(t);
    const columns *x = (const columns *)t->x;
    for (int32_t k = 0; k < s.n; k++, s.slots += APL_LANES) {
        many_sums sums;
        begin_many(t, s.slots, &sums);
        int64_t end = t->tile->entry + (int64_t)s.at[k + 1] * APL_LANES;
        for (int64_t e = t->tile->entry + (int64_t)s.at[k] * APL_LANES; e < end; e += APL_LANES)
            for (int l = 0; l < APL_LANES; l++) {
                double weight = weight_at(t, e + l);
                columns product = weight * x[t->rows->entries[e + l]];
                sums.row[l] += t->gather == APL_GATHER_TWICE ? weight * product : product;
            }
        end_many(t, s.slots, &sums);
    }
}

const apl_kernels KERNELS = {
    .name = NAME,
    .columns = WIDTH,
    .one = {[APL_FORM_CLASSES] = one_classes,
            [APL_FORM_CODES] = one_codes,
            [APL_FORM_WEIGHTS] = one_weights},
    .many = {[APL_FORM_CLASSES] = many_classes,
             [APL_FORM_CODES] = many_weights,
             [APL_FORM_WEIGHTS] = many_weights},
};
