/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of one kind of processor: included by each file that names KERNELS (the table), NAME
 * (for people), WIDTH (numbers in a vector), LOAD_GATHERED(x, entries), which makes a vector of
 * the numbers of x at these entries, STREAM(to, values), which writes a vector to where it is aligned,
 * past the caches if it can, and STREAMED(), before others read that. The build tells the compiler what
 * it may use. */

#include <float.h>
#include <stdint.h>
#include <string.h>

/* Vectors are passed between functions of this file only. */
#pragma GCC diagnostic ignored "-Wpsabi"

/* A vector: WIDTH rows side by side, or one row of WIDTH columns; and one in memory, where numbers stand
 * at any multiple of 8 bytes. */
typedef double vector __attribute__((vector_size(8 * WIDTH)));
typedef vector loose __attribute__((aligned(8), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE vector load(const double *from)
{
    vector values;
    memcpy(&values, from, sizeof values);
    return values;
}

INLINE vector gather(const double *x, const uint16_t *entries)
{
    return LOAD_GATHERED(x, entries);
}

/* What a tile has of the rows. */
typedef struct slots {
    int32_t n_slices;
    const uint32_t *slices;
    const uint16_t *entries;
    const uint16_t *codes;
    const double *weights;
    const double *table;
    const double *x; /* what entries name: products of classes, or columns */
    double *sums;    /* by slot */
    int goes_on;     /* they are there to be added to, not to be begun */
    const apl_task *task;
    const int32_t
        *names; /* of the rows in the slots, where sums go apart and out of order; else NULL */
} slots;

/* What a sum starts with. */
INLINE vector begun(const slots *t, const double *sums)
{
    return t->goes_on ? load(sums) : (vector){0};
}

/* Runs over the slices of a tile, and WIDTH rows of each at a time: their entries are every 8th from
 * the slice's first on, before `end`. */
#define EACH_PART(t)                                                                               \
    double *sums = (t)->sums;                                                                      \
    for (int32_t slice = 0; slice < (t)->n_slices; slice++)                                        \
        for (size_t lane = 0, end = (size_t)(t)->slices[slice + 1] * APL_LANES; lane < APL_LANES;  \
             lane += WIDTH, sums += WIDTH)

static void add_classes(const slots *t)
{
    EACH_PART(t)
    {
        vector sum = begun(t, sums);
        for (size_t e = (size_t)t->slices[slice] * APL_LANES + lane; e < end; e += APL_LANES)
            sum += gather(t->x, t->entries + e);
        memcpy(sums, &sum, sizeof sum);
    }
}

/* What entries of these weights add. */
INLINE vector weighed(apl_gather gathered, vector weights, vector x)
{
    return gathered == APL_GATHER_TWICE ? weights * (weights * x) : weights * x;
}

INLINE void add_codes_as(const slots *t, apl_gather gathered)
{
    EACH_PART(t)
    {
        vector sum = begun(t, sums);
        for (size_t e = (size_t)t->slices[slice] * APL_LANES + lane; e < end; e += APL_LANES)
            sum += weighed(gathered, gather(t->table, t->codes + e), gather(t->x, t->entries + e));
        memcpy(sums, &sum, sizeof sum);
    }
}

INLINE vector weights_at(const slots *t, apl_gather gathered, size_t entry)
{
    vector weights = load(t->weights + entry);
    if (gathered == APL_GATHER_ONES)
        for (int l = 0; l < WIDTH; l++)
            weights[l] = weights[l] > 0.0;
    return weights;
}

INLINE void add_weights_as(const slots *t, apl_gather gathered)
{
    EACH_PART(t)
    {
        vector sum = begun(t, sums);
        for (size_t e = (size_t)t->slices[slice] * APL_LANES + lane; e < end; e += APL_LANES)
            sum += weighed(gathered, weights_at(t, gathered, e), gather(t->x, t->entries + e));
        memcpy(sums, &sum, sizeof sum);
    }
}

/* Several columns: the 8 rows of a slice at once, each a vector of its own. They are named one by
 * one so that they stay in registers. */
typedef struct rows_8 {
    vector a, b, c, d, e, f, g, h;
} rows_8;

INLINE rows_8 rows_begun(const slots *t, const double *sums)
{
    rows_8 s;
    memset(&s, 0, sizeof s);
    if (t->goes_on)
        memcpy(&s, sums, sizeof s);
    return s;
}

/* Have the lines that the sums of a slice go to, apart, come from memory while it is summed: of 8 rows
 * that follow each other one is enough. */
INLINE void fetch_lines(const slots *t, int32_t slice)
{
    const int32_t *names = t->names + (size_t)slice * APL_LANES;
    for (int lane = 0; lane < APL_LANES; lane++)
        for (int32_t k = 0; names[lane] % 8 == 0 && k < t->task->n_columns; k++)
            __builtin_prefetch(t->task->sums + k * t->task->stride + names[lane], 1);
}

static void add_classes_many(const slots *t)
{
    const loose *x = (const loose *)t->x;
    double *sums = t->sums;
    for (int32_t slice = 0; slice < t->n_slices; slice++, sums += APL_LANES * WIDTH) {
        rows_8 s = rows_begun(t, sums);
        if (t->names)
            fetch_lines(t, slice);
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

INLINE vector weighed_columns(const slots *t, apl_gather gathered, size_t entry)
{
    double weight = t->codes ? t->table[t->codes[entry]] : t->weights[entry];
    vector x = ((const loose *)t->x)[t->entries[entry]];
    if (gathered == APL_GATHER_ONES)
        return weight > 0.0 ? x : x * 0.0;
    return gathered == APL_GATHER_TWICE ? weight * (weight * x) : weight * x;
}

static void add_weights_many(const slots *t, apl_gather gathered)
{
    double *sums = t->sums;
    for (int32_t slice = 0; slice < t->n_slices; slice++, sums += APL_LANES * WIDTH) {
        rows_8 s = rows_begun(t, sums);
        if (t->names)
            fetch_lines(t, slice);
        size_t end = (size_t)t->slices[slice + 1] * APL_LANES;
        for (size_t e = (size_t)t->slices[slice] * APL_LANES; e < end; e += APL_LANES) {
            s.a += weighed_columns(t, gathered, e);
            s.b += weighed_columns(t, gathered, e + 1);
            s.c += weighed_columns(t, gathered, e + 2);
            s.d += weighed_columns(t, gathered, e + 3);
            s.e += weighed_columns(t, gathered, e + 4);
            s.f += weighed_columns(t, gathered, e + 5);
            s.g += weighed_columns(t, gathered, e + 6);
            s.h += weighed_columns(t, gathered, e + 7);
        }
        memcpy(sums, &s, sizeof s);
    }
}

/* With the kind of gathering a constant of the loops. */
static void add_codes(const slots *t, apl_gather gathered)
{
    if (gathered == APL_GATHER_TWICE)
        add_codes_as(t, APL_GATHER_TWICE);
    else
        add_codes_as(t, APL_GATHER);
}

static void add_weights(const slots *t, apl_gather gathered)
{
    if (gathered == APL_GATHER_TWICE)
        add_weights_as(t, APL_GATHER_TWICE);
    else if (gathered == APL_GATHER_ONES)
        add_weights_as(t, APL_GATHER_ONES);
    else
        add_weights_as(t, APL_GATHER);
}

/* What a tile needs of x: `width` numbers of each of its columns. */
INLINE void copy_columns(const apl_task *task, const apl_tile *tile, int width, double *x)
{
    const int32_t *columns = task->rows->columns + tile->column;
    for (int32_t k = 0; k < tile->n_columns; k++)
        memcpy(x + (size_t)k * width, task->x + (size_t)columns[k] * width,
               (size_t)width * sizeof *x);
}

/* Each class of weight times each column: what an entry of classes adds. */
INLINE void make_products(const apl_task *task, const apl_tile *tile, int width, double *products)
{
    size_t n = (size_t)tile->n_columns * width;
    memset(products, 0, (size_t)width * sizeof *products);
    products += width;
    copy_columns(task, tile, width, products);
    /* Those of the first class take the place of x, last. */
    for (int32_t w = task->rows->n_weights; w > 0; w--) {
        double weight = task->gather == APL_GATHER_ONES ? 1.0 : task->table[w];
        double *to = products + (size_t)(w - 1) * n;
        if (task->gather == APL_GATHER_TWICE)
            for (size_t k = 0; k < n; k++)
                to[k] = weight * (weight * products[k]);
        else
            for (size_t k = 0; k < n; k++)
                to[k] = weight * products[k];
    }
}

/* What a comparison of vectors gives: -1 where it holds. */
typedef int64_t flags __attribute__((vector_size(8 * WIDTH)));

INLINE int any(flags found)
{
    int64_t all = 0;
    for (int l = 0; l < WIDTH; l++)
        all |= found[l];
    return all != 0;
}

INLINE vector choose(flags which, vector these, vector those)
{
    return (vector)(((flags)these & which) | ((flags)those & ~which));
}

INLINE int any_above(const double *x, const double *most, int64_t n)
{
    flags wrong = {0};
    int64_t k = 0;
    int found = 0;
    for (; k + WIDTH <= n; k += WIDTH) {
        vector v = load(x + k), end = most ? load(most + k) : DBL_MAX - (vector){0};
        wrong |= ~((v >= 0.0) & (v <= end));
    }
    for (; k < n; k++)
        found |= !(x[k] >= 0.0) | !(x[k] <= (most ? most[k] : DBL_MAX));
    return found || any(wrong);
}

static int any_wrong(const double *x, const double *most, int64_t n)
{
    return most ? any_above(x, most, n) : any_above(x, NULL, n);
}

/* What the tiles before gave to the rows in the slots. */
INLINE void begin_sums(const apl_task *task, const apl_tile *tile, int width, double *sums)
{
    const int32_t *names = task->rows->slots + tile->slot;
    memset(sums, 0, (size_t)tile->n_slots * width * sizeof *sums);
    for (int32_t s = 0; s < tile->n_slots && names[s] >= 0; s++, sums += width)
        if (task->stride)
            for (int32_t k = 0; k < task->n_columns; k++)
                sums[k] = task->sums[k * task->stride + names[s]];
        else
            memcpy(sums, task->sums + (size_t)names[s] * width, (size_t)width * sizeof *sums);
}

/* Put the sums of n slots where they belong. */
INLINE void end_apart(const apl_task *task, const int32_t *names, int32_t n, int width,
                      const double *sums)
{
    for (int32_t k = 0; k < task->n_columns; k++) {
        double *column = task->sums + k * task->stride;
        for (int32_t s = 0; s < n; s++)
            column[names[s]] = sums[(size_t)s * width + k];
    }
}

/* One column of the sums at `at`, by row. */
INLINE void end_column(const double *sums, const uint16_t *at, int32_t n, int far, double *to)
{
    int32_t r = 0;
    for (; r < n && (uintptr_t)(to + r) % sizeof(vector); r++)
        to[r] = sums[at[r]];
    for (; r + WIDTH <= n; r += WIDTH) {
        vector values = gather(sums, at + r);
        if (far)
            STREAM(to + r, values);
        else
            memcpy(to + r, &values, sizeof values);
    }
    for (; r < n; r++)
        to[r] = sums[at[r]];
}

/* The same for a tile whose rows follow each other: each column is written from its first row to its
 * last, so that whole lines of the cache are, and none is read before. */
INLINE void end_in_order(const apl_task *task, const apl_tile *tile, const double *sums)
{
    enum { NEAR = 512 };
    const int32_t *where = task->rows->where + tile->first_row;
    for (int32_t begin = 0; begin < tile->n_rows; begin += NEAR) {
        uint16_t at[NEAR];
        int32_t n = tile->n_rows - begin < NEAR ? tile->n_rows - begin : NEAR;
        double *to = task->sums + tile->first_row + begin;
        for (int32_t r = 0; r < n; r++)
            at[r] = (uint16_t)((where[begin + r] - tile->slot) * WIDTH);
        for (int32_t k = 0; k < task->n_columns; k++, to += task->stride)
            if (task->far)
                end_column(sums + k, at, n, 1, to);
            else
                end_column(sums + k, at, n, 0, to);
    }
    if (task->far)
        STREAMED();
}

INLINE void end_sums(const apl_task *task, const apl_tile *tile, int width, const double *sums)
{
    /* So many sums of WIDTH columns, and where they go, stay in the first cache. */
    enum { NEAR = 128 };
    const int32_t *names = task->rows->slots + tile->slot;
    int32_t n = tile->n_slots;
    if (task->stride && tile->n_rows > 0) {
        end_in_order(task, tile, sums);
        return;
    }
    while (n > 0 && names[n - 1] < 0)
        n--;
    for (int32_t s = 0; task->stride && s < n; s += NEAR)
        end_apart(task, names + s, n - s < NEAR ? n - s : NEAR, width, sums + (size_t)s * width);
    for (int32_t s = 0; !task->stride && s < n; s++)
        memcpy(task->sums + (size_t)names[s] * width, sums + (size_t)s * width,
               (size_t)width * sizeof *sums);
}

INLINE void gather_tile(const apl_task *task, const apl_tile *tile, int width, double *room)
{
    const apl_rows *rows = task->rows;
    double *x = room + (size_t)tile->n_slots * width;
    slots t = {.n_slices = tile->n_slots / APL_LANES,
               .slices = rows->slices + tile->slice,
               .entries = rows->entries + tile->entry,
               .codes = rows->codes ? rows->codes + tile->entry : NULL,
               .weights = rows->weights ? rows->weights + tile->entry : NULL,
               .table = task->table,
               .x = x,
               .sums = room,
               .goes_on = tile->goes_on,
               .task = task,
               .names = task->stride && !tile->n_rows ? rows->slots + tile->slot : NULL};
    if (tile->goes_on)
        begin_sums(task, tile, width, room);
    if (rows->form == APL_FORM_CLASSES)
        make_products(task, tile, width, x);
    else
        copy_columns(task, tile, width, x);
    if (width > 1 && rows->form == APL_FORM_CLASSES)
        add_classes_many(&t);
    else if (width > 1)
        add_weights_many(&t, task->gather);
    else if (rows->form == APL_FORM_CLASSES)
        add_classes(&t);
    else if (rows->form == APL_FORM_CODES)
        add_codes(&t, task->gather);
    else
        add_weights(&t, task->gather);
    if (any_wrong(room, NULL, (int64_t)tile->n_slots * width))
        atomic_store(task->wrong, 1);
    end_sums(task, tile, width, room);
}

static void gather_one(const apl_task *task, const apl_tile *tile, double *room)
{
    gather_tile(task, tile, 1, room);
}

static void gather_many(const apl_task *task, const apl_tile *tile, double *room)
{
    gather_tile(task, tile, WIDTH, room);
}

static void place(const double *columns, int64_t stride, int32_t n, const int32_t *names,
                  int64_t begin, int64_t end, double *x)
{
    x += begin * WIDTH;
    for (int64_t p = begin; p < end; p++, x += WIDTH) {
        const double *from = columns + (names ? names[p] : p);
        if (n == WIDTH)
            for (int k = 0; k < WIDTH; k++)
                x[k] = from[k * stride];
        else
            for (int k = 0; k < WIDTH; k++)
                x[k] = k < n ? from[k * stride] : 0.0;
    }
}

INLINE int divide_by(double *x, const double *by, int by_one, int64_t begin, int64_t end)
{
    flags wrong = {0};
    for (int64_t p = begin; p < end; p++) {
        vector divisor = by_one ? by[p] - (vector){0.0} : load(by + p * WIDTH);
        vector dividend = load(x + p * WIDTH);
        flags some = divisor > 0.0;
        /* Nothing is divided by 0, not even in a lane that is thrown away. */
        vector quotient = dividend / choose(some, divisor, 1.0 - (vector){0.0});
        quotient = choose(some, quotient, (vector){0.0});
        wrong |= ~((quotient <= DBL_MAX) & (divisor <= DBL_MAX));
        memcpy(x + p * WIDTH, &quotient, sizeof quotient);
    }
    return any(wrong);
}

static int divide(double *x, const double *by, int by_one, int64_t begin, int64_t end)
{
    return by_one ? divide_by(x, by, 1, begin, end) : divide_by(x, by, 0, begin, end);
}

const apl_kernels KERNELS = {.name = NAME,
                             .width = WIDTH,
                             .one = gather_one,
                             .many = gather_many,
                             .place = place,
                             .divide = divide,
                             .any_wrong = any_wrong};
