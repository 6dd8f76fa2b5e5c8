/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/step.h"

#include <aploc/number.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"

/* What is gathered over which rows, and where each part of the bands works. */
typedef struct gathering {
    const apl_rows *rows;
    const apl_kernels *kernels;
    apl_gather gather;
    const double *table; /* of codes: the weights that count */
    int32_t width;       /* numbers of x a column: 1, or what the kernels take at once */
    const double *x;
    double *sums;
    int32_t n_parts;
    double *room; /* n_parts times: the sums of a tile, and what it needs of x */
    int64_t sums_size, room_size;
} gathering;

int32_t apl_step_threads(const aploc_plan *plan, int32_t requested)
{
    return apl_thread_count(requested, plan->by_demand.n_entries, APL_PAIRS_A_THREAD);
}

/* What the tile needs of x, column by column: `width` numbers each. */
static void copy(const gathering *g, const apl_tile *tile, double *values)
{
    const int32_t *columns = g->rows->columns + tile->column;
    const double *x = g->x;
    size_t size = (size_t)g->width * sizeof *x;
    if (g->width == 1)
        for (int32_t k = 0; k < tile->n_columns; k++)
            values[k] = x[columns[k]];
    else
        for (int32_t k = 0; k < tile->n_columns; k++)
            memcpy(values + (size_t)k * g->width, x + (size_t)columns[k] * g->width, size);
}

static void multiply(apl_gather gather, double weight, int64_t n, const double *x, double *products)
{
    if (gather == APL_GATHER_ONES)
        memmove(products, x, (size_t)n * sizeof *x);
    else if (gather == APL_GATHER_TWICE)
        for (int64_t k = 0; k < n; k++)
            products[k] = weight * (weight * x[k]);
    else
        for (int64_t k = 0; k < n; k++)
            products[k] = weight * x[k];
}

/* Each class of weight times each column of the tile: what an entry of classes adds. */
static void make_products(const gathering *g, const apl_tile *tile, double *room)
{
    int64_t n = (int64_t)tile->n_columns * g->width;
    double *products = room + g->width;
    for (int32_t c = 0; c < g->width; c++)
        room[c] = 0.0;
    copy(g, tile, products);
    for (int32_t w = g->rows->n_weights - 1; w >= 0; w--)
        multiply(g->gather, g->rows->table[w + 1], n, products, products + w * n);
}

/* The sums of the rows in the slots of a tile: what the tiles before it gave. */
static void begin_sums(const gathering *g, const apl_tile *tile, double *sums)
{
    const int32_t *slots = g->rows->slots + tile->slot;
    size_t size = (size_t)g->width * sizeof *sums;
    memset(sums, 0, (size_t)tile->n_slots * size);
    for (int32_t s = 0; tile->goes_on && s < tile->n_slots; s++)
        if (slots[s] >= 0)
            memcpy(sums + s * g->width, g->sums + (size_t)slots[s] * g->width, size);
}

static void end_sums(const gathering *g, const apl_tile *tile, const double *sums)
{
    const int32_t *slots = g->rows->slots + tile->slot;
    size_t size = (size_t)g->width * sizeof *sums;
    int32_t n = tile->n_slots;
    while (n > 0 && slots[n - 1] < 0)
        n--;
    if (g->width == 1)
        for (int32_t s = 0; s < n; s++)
            g->sums[slots[s]] = sums[s];
    else
        for (int32_t s = 0; s < n; s++)
            memcpy(g->sums + (size_t)slots[s] * g->width, sums + s * g->width, size);
}

static void gather_tile(const gathering *g, const apl_tile *tile, double *room)
{
    const apl_rows *rows = g->rows;
    double *x = room + g->sums_size;
    apl_task task = {.n_slices = tile->n_slots / APL_LANES,
                     .gather = g->gather,
                     .slices = rows->slices + tile->slice,
                     .entries = rows->entries + tile->entry,
                     .codes = rows->codes ? rows->codes + tile->entry : NULL,
                     .weights = rows->weights ? rows->weights + tile->entry : NULL,
                     .table = g->table,
                     .x = x,
                     .sums = room};
    if (rows->form == APL_FORM_CLASSES)
        make_products(g, tile, x);
    else
        copy(g, tile, x);
    begin_sums(g, tile, room);
    (g->width > 1 ? g->kernels->many : g->kernels->one)[rows->form](&task);
    end_sums(g, tile, room);
}

/* The first band at or after which a share part / parts of the work lies behind. */
static int32_t band_at(const gathering *g, int64_t part)
{
    const apl_rows *rows = g->rows;
    int64_t total = rows->work[rows->n_bands], low = 0, high = rows->n_bands;
    int64_t goal = total / g->n_parts * part + total % g->n_parts * part / g->n_parts;
    if (part == g->n_parts)
        return rows->n_bands;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (rows->work[middle] < goal)
            low = middle + 1;
        else
            high = middle;
    }
    return (int32_t)low;
}

static void gather_parts(void *data, int64_t begin, int64_t end)
{
    const gathering *g = data;
    const apl_rows *rows = g->rows;
    for (int64_t part = begin; part < end; part++) {
        int32_t first = rows->bands[band_at(g, part)], last = rows->bands[band_at(g, part + 1)];
        for (int32_t t = first; t < last; t++)
            gather_tile(g, &rows->tiles[t], g->room + part * g->room_size);
    }
}

/* Where only what is in reach counts, the weights of codes are 1. */
static aploc_status make_ones(gathering *g, double **ones, aploc_error *err)
{
    int64_t n = g->rows->n_weights;
    if (g->gather != APL_GATHER_ONES || g->rows->form != APL_FORM_CODES)
        return APLOC_OK;
    aploc_status status = APL_NEW(*ones, n + 1, err);
    if (status)
        return status;
    for (int64_t k = 0; k <= n; k++)
        (*ones)[k] = k > 0;
    g->table = *ones;
    return APLOC_OK;
}

aploc_status apl_step(const apl_rows *rows, apl_gather gather, int32_t width, const double *x,
                      int32_t n_threads, double *sums, aploc_error *err)
{
    aploc_status status;
    double *ones = NULL;
    int64_t n_x, n_sums;
    gathering g = {.rows = rows,
                   .kernels = apl_kernels_in_use(),
                   .gather = gather,
                   .table = rows->table,
                   .width = width,
                   .x = x,
                   .sums = sums,
                   .n_parts = n_threads};
    apl_rows_room(rows, &n_x, &n_sums);
    g.sums_size = n_sums * width;
    g.room_size = (g.sums_size + n_x * width + 15) / 16 * 16; /* threads share no cache line */
    APL_TRY(APL_NEW(g.room, g.room_size * n_threads, err));
    APL_TRY(make_ones(&g, &ones, err));
    apl_parallel(n_threads, n_threads, NULL, gather_parts, &g);
out:
    free(ones);
    free(g.room);
    return status;
}

int32_t apl_step_width(void)
{
    return apl_kernels_in_use()->width;
}

void apl_divide(int32_t n, const double *x, const double *by, double *quotients)
{
    for (int32_t i = 0; i < n; i++)
        quotients[i] = by[i] > 0.0 ? x[i] / by[i] : 0.0;
}

aploc_status apl_check_numbers(const char *what, const double *x, int32_t n, aploc_error *err)
{
    int wrong = 0;
    for (int32_t i = 0; i < n; i++)
        wrong |= !(x[i] >= 0.0) | !(x[i] <= DBL_MAX);
    for (int32_t i = 0; wrong && i < n; i++) {
        char text[APLOC_NUMBER_SIZE];
        if (x[i] >= 0.0 && isfinite(x[i]))
            continue;
        aploc_number_write(x[i], text);
        int negative = x[i] < 0.0 && isfinite(x[i]);
        return apl_fail(err, negative ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                        "found %s %s at place %d, expected a finite number, not negative", what,
                        text, i);
    }
    return APLOC_OK;
}

aploc_status apl_check_call(const aploc_plan *plan, const double *demand, const double *supply,
                            const double *result, const char *what,
                            const aploc_solve_report *report, int32_t n_threads, aploc_error *err)
{
    if (!plan || !demand || !supply)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !plan ? "plan" : (!demand ? "demand" : "supply"));
    if (!result)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no place for the %s, expected one", what);
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_solve_report of %zu bytes, expected %zu", report->size,
                        sizeof *report);
    if (n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d threads, expected 0 or more", n_threads);
    aploc_status status = apl_check_numbers("a demand of", demand, plan->n_demand, err);
    return status ? status : apl_check_numbers("a supply of", supply, plan->n_supply, err);
}

aploc_status apl_check_results(const char *what, const double *x, int32_t n, aploc_error *err)
{
    int wrong = 0;
    for (int32_t i = 0; i < n; i++)
        wrong |= !(x[i] <= DBL_MAX);
    for (int32_t i = 0; wrong && i < n; i++)
        if (!isfinite(x[i]))
            return apl_fail(err, APLOC_ERR_OVERFLOW,
                            "found %s too large for a double at place %d, expected demand and "
                            "supply of usual sizes",
                            what, i);
    return APLOC_OK;
}

aploc_status apl_check_totals(double demand, double supply, double obtained, aploc_error *err)
{
    if (isfinite(supply) && isfinite(demand) && isfinite(obtained))
        return APLOC_OK;
    return apl_fail(err, APLOC_ERR_OVERFLOW,
                    "found totals too large for a double, expected demand and supply of usual "
                    "sizes");
}
