/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/step.h"

#include <aploc/number.h>
#include <math.h>

#include "base/memory.h"
#include "base/threads.h"
#include "engine/sweep.h"

enum {
    PIECES_A_THREAD = 8, /* of the bands */
    FAR = 1 << 19        /* so many numbers do not stay in the caches of a processor */
};

/* A task, and the pieces that it is done in: each is some bands of one group of columns. */
typedef struct gathering {
    apl_task task; /* of the first group, as if it had all columns */
    const apl_kernels *kernels;
    int32_t width; /* of a group: 1, or that of the kernels */
    int32_t n_groups;
    int32_t n_parts; /* of the bands */
    double *room;    /* a thread each: what a tile needs */
    int64_t room_size;
} gathering;

int32_t apl_step_threads(const aploc_plan *plan, int32_t requested)
{
    return apl_thread_count(requested, plan->by_demand.n_entries, APL_PAIRS_A_THREAD);
}

/* The first band at or after which a share part / parts of the work lies behind. */
static int32_t band_at(const gathering *g, int64_t part)
{
    const apl_rows *rows = g->task.rows;
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

static void gather_piece(void *data, int64_t piece, int32_t thread)
{
    const gathering *g = data;
    const apl_rows *rows = g->task.rows;
    int64_t part = piece % g->n_parts, before = piece / g->n_parts * g->width;
    int32_t first = rows->bands[band_at(g, part)], last = rows->bands[band_at(g, part + 1)];
    apl_task task = g->task;
    task.x += before * rows->n_x;
    task.sums += before * (task.stride ? task.stride : rows->n_rows);
    if (task.n_columns - before < g->width)
        task.n_columns -= (int32_t)before;
    else
        task.n_columns = g->width;
    for (int32_t t = first; t < last; t++)
        (g->width > 1 ? g->kernels->many : g->kernels->one)(&task, &rows->tiles[t],
                                                            g->room + thread * g->room_size);
}

/* Where only what is in reach counts, the weights of codes are 1. */
static aploc_status make_ones(apl_task *task, double **ones, aploc_error *err)
{
    int64_t n = task->rows->n_weights;
    if (task->gather != APL_GATHER_ONES || task->rows->form != APL_FORM_CODES)
        return APLOC_OK;
    aploc_status status = APL_NEW(*ones, n + 1, err);
    if (status)
        return status;
    for (int64_t k = 0; k <= n; k++)
        (*ones)[k] = k > 0;
    task->table = *ones;
    return APLOC_OK;
}

static int64_t room_of(const apl_rows *rows, int32_t width)
{
    return (apl_rows_room(rows) * width + 15) / 16 * 16; /* threads share no cache line */
}

int64_t apl_step_room(const aploc_plan *plan, int32_t width, int32_t n_threads)
{
    int64_t one = room_of(&plan->by_demand, width), other = room_of(&plan->by_supply, width);
    return (one > other ? one : other) * n_threads;
}

aploc_status apl_step_apart(const apl_kernels *kernels, const apl_rows *rows, apl_gather gather,
                            int32_t n_columns, const double *x, int32_t n_threads, double *room,
                            double *sums, int64_t stride, int *wrong, aploc_error *err)
{
    atomic_int found = 0;
    double *ones = NULL;
    gathering g = {.task = {.rows = rows,
                            .gather = gather,
                            .table = rows->table,
                            .x = x,
                            .sums = sums,
                            .n_columns = n_columns,
                            .stride = stride,
                            .far = stride * n_columns > FAR,
                            .wrong = &found},
                   .kernels = kernels,
                   .width = n_columns == 1 && !stride ? 1 : kernels->width,
                   .n_parts = n_threads > 1 ? n_threads * PIECES_A_THREAD : 1,
                   .room = room};
    g.n_groups = (n_columns + g.width - 1) / g.width;
    g.room_size = room_of(rows, g.width);
    aploc_status status = make_ones(&g.task, &ones, err);
    if (!status)
        apl_parallel_pieces(n_threads, (int64_t)g.n_parts * g.n_groups, gather_piece, &g);
    free(ones);
    *wrong = found;
    return status;
}

aploc_status apl_step(const apl_kernels *kernels, const apl_rows *rows, apl_gather gather,
                      int32_t n_columns, const double *x, int32_t n_threads, double *room,
                      double *sums, int *wrong, aploc_error *err)
{
    return apl_step_apart(kernels, rows, gather, n_columns, x, n_threads, room, sums, 0, wrong,
                          err);
}

void apl_divide(int32_t n, const double *x, const double *by, double *quotients)
{
    for (int32_t i = 0; i < n; i++)
        quotients[i] = by[i] > 0.0 ? x[i] / by[i] : 0.0;
}

aploc_status apl_check_numbers(const char *what, const double *x, int32_t n, aploc_error *err)
{
    int right = apl_all_numbers(x, NULL, n, 1);
    for (int32_t i = 0; !right && i < n; i++) {
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
    aploc_status status = APLOC_OK;
    n_threads = apl_step_threads(plan, n_threads);
    if (!apl_all_numbers(demand, NULL, plan->n_demand, n_threads))
        status = apl_check_numbers("a demand of", demand, plan->n_demand, err);
    return status ? status : apl_check_supply(plan, supply, n_threads, err);
}

aploc_status apl_check_supply(const aploc_plan *plan, const double *supply, int32_t n_threads,
                              aploc_error *err)
{
    if (apl_all_numbers(supply, plan->most, plan->n_supply, n_threads))
        return APLOC_OK;
    aploc_status status = apl_check_numbers("a supply of", supply, plan->n_supply, err);
    for (int32_t j = 0; !status && j < plan->n_supply; j++)
        if (plan->most && supply[j] > plan->most[j])
            status = apl_fail(err, APLOC_ERR_ARGUMENT,
                              "found a supply at place %d, expected none there, since the plan was "
                              "made for a supply without it",
                              j);
    return status;
}

aploc_status apl_check_results(const char *what, const double *x, int32_t n, const int32_t *names,
                               aploc_error *err)
{
    int right = apl_all_numbers(x, NULL, n, 1);
    for (int32_t i = 0; !right && i < n; i++)
        if (!isfinite(x[i]))
            return apl_fail(err, APLOC_ERR_OVERFLOW,
                            "found %s too large for a double at place %d, expected demand and "
                            "supply of usual sizes",
                            what, names ? names[i] : i);
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
