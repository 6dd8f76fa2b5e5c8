/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two steps of the APL over a plan. */
#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "base/threads.h"
#include "engine/kernel.h"
#include "engine/plan.h"

/* One step: what is gathered over which rows. */
typedef struct gathering {
    const apl_rows *rows;
    const double *x;
    double *sums;
} gathering;

static void gather(void *data, int64_t begin, int64_t end)
{
    gathering *g = data;
    apl_gather(g->rows->offsets, g->rows->index, g->rows->weights, g->x, begin, end, g->sums);
}

static aploc_status check_numbers(const char *what, const double *x, int32_t n, aploc_error *err)
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

/* A result must be finite: an infinite one would spread to every neighbour. */
static aploc_status check_results(const char *what, const double *x, int32_t n, aploc_error *err)
{
    for (int32_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return apl_fail(err, APLOC_ERR_OVERFLOW,
                            "found %s too large for a double at place %d, expected demand and "
                            "supply of usual sizes",
                            what, i);
    return APLOC_OK;
}

static aploc_status check(const aploc_plan *plan, const double *demand, const double *supply,
                          const double *apl, const aploc_solve_options *options, aploc_error *err)
{
    if (!plan || !demand || !supply || !apl)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !plan     ? "plan"
                        : !demand ? "demand"
                        : !supply ? "supply"
                                  : "place for the APL");
    if (options->size != sizeof *options || options->reserved != 0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_solve_options of %zu bytes with reserved = %d, expected %zu "
                        "and 0",
                        options->size, options->reserved, sizeof *options);
    if (options->report && options->report->size != sizeof *options->report)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_solve_report of %zu bytes, expected %zu",
                        options->report->size, sizeof *options->report);
    if (options->n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d threads, expected 0 or more",
                        options->n_threads);
    aploc_status status = check_numbers("a demand of", demand, plan->n_demand, err);
    return status ? status : check_numbers("a supply of", supply, plan->n_supply, err);
}

static int has_supply_in_reach(const aploc_plan *plan, int32_t i, const double *supply)
{
    const apl_rows *rows = &plan->by_demand;
    for (int64_t k = rows->offsets[i]; k < rows->offsets[i + 1]; k++)
        if (supply[rows->index[k]] > 0.0)
            return 1;
    return 0;
}

static aploc_status fill_report(const aploc_plan *plan, const double *demand, const double *supply,
                                const double *reaching, const double *apl,
                                aploc_solve_report *report, aploc_error *err)
{
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    double obtained = 0.0;
    for (int32_t j = 0; j < plan->n_supply; j++) {
        r.supply += supply[j];
        if (reaching[j] > 0.0) {
            r.supply_reached += supply[j];
        } else if (supply[j] > 0.0) {
            r.supply_lost += supply[j];
            r.n_lost++;
        }
    }
    for (int32_t i = 0; i < plan->n_demand; i++) {
        r.demand += demand[i];
        obtained += demand[i] * apl[i];
        /* An APL above 0 has a supply in reach; one of 0 may too, when that supply is lost. */
        if (apl[i] == 0.0 && !has_supply_in_reach(plan, i, supply)) {
            r.n_unreached++;
            r.demand_unreached += demand[i];
        }
    }
    if (!isfinite(r.supply) || !isfinite(r.demand) || !isfinite(obtained))
        return apl_fail(err, APLOC_ERR_OVERFLOW,
                        "found totals too large for a double, expected demand and supply of usual "
                        "sizes");
    r.mean = r.demand > 0.0 ? obtained / r.demand : 0.0;
    *report = r;
    return APLOC_OK;
}

aploc_status aploc_solve(const aploc_plan *plan, const double *demand, const double *supply,
                         double *apl, const aploc_solve_options *options, aploc_error *err)
{
    const aploc_solve_options defaults = APLOC_SOLVE_OPTIONS_INIT;
    if (!options)
        options = &defaults;
    aploc_status status = check(plan, demand, supply, apl, options, err);
    if (status)
        return status;
    double *reaching = NULL; /* sum_i f(t[i][j]) D[i] */
    double *ratios = NULL;
    double *result = NULL; /* apart from `apl`, which stays untouched on failure */
    int32_t n_threads =
        apl_thread_count(options->n_threads, aploc_plan_pair_count(plan), APL_PAIRS_A_THREAD);
    APL_TRY(APL_NEW(reaching, plan->n_supply, err));
    APL_TRY(APL_NEW(ratios, plan->n_supply, err));
    APL_TRY(APL_NEW(result, plan->n_demand, err));

    gathering first = {&plan->by_supply, demand, reaching};
    apl_parallel(n_threads, plan->n_supply, plan->by_supply.offsets, gather, &first);
    APL_TRY(check_results("a demand in reach", reaching, plan->n_supply, err));
    for (int32_t j = 0; j < plan->n_supply; j++)
        ratios[j] = reaching[j] > 0.0 ? supply[j] / reaching[j] : 0.0;
    APL_TRY(check_results("a supply divided by its demand", ratios, plan->n_supply, err));

    gathering second = {&plan->by_demand, ratios, result};
    apl_parallel(n_threads, plan->n_demand, plan->by_demand.offsets, gather, &second);
    APL_TRY(check_results("an APL", result, plan->n_demand, err));

    if (options->report)
        APL_TRY(fill_report(plan, demand, supply, reaching, result, options->report, err));
    if (options->ratios)
        memcpy(options->ratios, ratios, (size_t)plan->n_supply * sizeof *ratios);
    memcpy(apl, result, (size_t)plan->n_demand * sizeof *result);
out:
    free(result);
    free(ratios);
    free(reaching);
    return status;
}
