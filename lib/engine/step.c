/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/step.h"

#include <aploc/number.h>
#include <math.h>

#include "base/threads.h"

/* What is gathered over which rows. */
typedef struct gathering {
    const apl_rows *rows;
    apl_gather_fn *kernel;
    const double *x;
    double *sums;
} gathering;

static void gather(void *data, int64_t begin, int64_t end)
{
    gathering *g = data;
    g->kernel(g->rows->offsets, g->rows->index, g->rows->weights, g->x, begin, end, g->sums);
}

int32_t apl_step_threads(const aploc_plan *plan, int32_t requested)
{
    return apl_thread_count(requested, aploc_plan_pair_count(plan), APL_PAIRS_A_THREAD);
}

void apl_step(const apl_rows *rows, int32_t n_rows, apl_gather_fn *kernel, const double *x,
              int32_t n_threads, double *sums)
{
    gathering g = {rows, kernel, x, sums};
    apl_parallel(n_threads, n_rows, rows->offsets, gather, &g);
}

void apl_divide(int32_t n, const double *x, const double *by, double *quotients)
{
    for (int32_t i = 0; i < n; i++)
        quotients[i] = by[i] > 0.0 ? x[i] / by[i] : 0.0;
}

aploc_status apl_check_numbers(const char *what, const double *x, int32_t n, aploc_error *err)
{
    for (int32_t i = 0; i < n; i++) {
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
    for (int32_t i = 0; i < n; i++)
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
