/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two steps of the APL over a plan, and of the measures that are made of them. */
#include <string.h>

#include "base/memory.h"
#include "engine/recipe.h"
#include "engine/solution.h"
#include "engine/step.h"

static aploc_status check(const aploc_plan *plan, const double *demand, const double *supply,
                          const double *apl, const aploc_solve_options *options, aploc_error *err)
{
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_solve_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    aploc_status status =
        apl_check_call(plan, demand, supply, apl, "APL", options->report, options->n_threads, err);
    return status ? status : apl_check_variant(plan, options->variant, err);
}

/* The arrays of a solution; those at the end are of some variants only. */
typedef struct working {
    double *reaching; /* by supply: the demand in reach, weighted */
    double *ratios;   /* by supply: R */
    double *result;   /* by demand: A, apart from the caller's array, untouched on failure */
    double *choices;  /* by demand: the weights of the supply in reach */
    double *wanted;   /* by demand: the demand on one weight of them */
    double *crowd;    /* by supply: the weights of the places with demand in reach */
    double *shares;   /* by supply: the ratio on one weight of them */
} working;

/* For every row the weights of those in its reach that have something. */
static aploc_status sum_weights(const apl_rows *rows, const double *x, int32_t n_x,
                                int32_t n_threads, double *sums, aploc_error *err)
{
    aploc_status status;
    double *has = NULL;
    APL_TRY(APL_NEW(has, n_x, err));
    for (int32_t k = 0; k < n_x; k++)
        has[k] = x[k] > 0.0;
    APL_TRY(apl_step(rows, APL_GATHER, 1, has, n_threads, sums, err));
    APL_TRY(apl_check_results("a sum of weights", sums, rows->n_rows, err));
out:
    free(has);
    return status;
}

static aploc_status split_demand(const aploc_plan *plan, const double *demand, const double *supply,
                                 int32_t n_threads, working *w, aploc_error *err)
{
    aploc_status status;
    APL_TRY(APL_NEW(w->choices, plan->n_demand, err));
    APL_TRY(APL_NEW(w->wanted, plan->n_demand, err));
    APL_TRY(sum_weights(&plan->by_demand, supply, plan->n_supply, n_threads, w->choices, err));
    apl_divide(plan->n_demand, demand, w->choices, w->wanted);
    APL_TRY(apl_check_results("a demand divided by its weights", w->wanted, plan->n_demand, err));
out:
    return status;
}

static aploc_status split_supply(const aploc_plan *plan, const double *demand, int32_t n_threads,
                                 working *w, aploc_error *err)
{
    aploc_status status;
    APL_TRY(APL_NEW(w->crowd, plan->n_supply, err));
    APL_TRY(APL_NEW(w->shares, plan->n_supply, err));
    APL_TRY(sum_weights(&plan->by_supply, demand, plan->n_demand, n_threads, w->crowd, err));
    apl_divide(plan->n_supply, w->ratios, w->crowd, w->shares);
    APL_TRY(apl_check_results("a ratio divided by its weights", w->shares, plan->n_supply, err));
out:
    return status;
}

static aploc_status run_recipe(const aploc_plan *plan, const apl_recipe *recipe,
                               const double *demand, const double *supply, int32_t n_threads,
                               working *w, aploc_error *err)
{
    aploc_status status;
    if (recipe->splits_demand)
        APL_TRY(split_demand(plan, demand, supply, n_threads, w, err));
    APL_TRY(apl_step(&plan->by_supply, recipe->first, 1,
                     recipe->splits_demand ? w->wanted : demand, n_threads, w->reaching, err));
    APL_TRY(apl_check_results("a demand in reach", w->reaching, plan->n_supply, err));
    if (recipe->competes)
        apl_divide(plan->n_supply, supply, w->reaching, w->ratios);
    else
        memcpy(w->ratios, supply, (size_t)plan->n_supply * sizeof *supply);
    APL_TRY(apl_check_results("a supply divided by its demand", w->ratios, plan->n_supply, err));

    if (recipe->splits_supply)
        APL_TRY(split_supply(plan, demand, n_threads, w, err));
    APL_TRY(apl_step(&plan->by_demand, recipe->second, 1,
                     recipe->splits_supply ? w->shares : w->ratios, n_threads, w->result, err));
    if (recipe->splits_result)
        apl_divide(plan->n_demand, w->result, w->choices, w->result);
    APL_TRY(apl_check_results("an APL", w->result, plan->n_demand, err));
out:
    return status;
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
    working w = {0};
    int32_t n_threads = apl_step_threads(plan, options->n_threads);
    APL_TRY(APL_NEW(w.reaching, plan->n_supply, err));
    APL_TRY(APL_NEW(w.ratios, plan->n_supply, err));
    APL_TRY(APL_NEW(w.result, plan->n_demand, err));
    APL_TRY(run_recipe(plan, apl_recipe_of(options->variant), demand, supply, n_threads, &w, err));
    if (options->report)
        APL_TRY(apl_fill_report(plan, demand, supply, w.reaching, w.result, options->report, err));
    if (options->ratios)
        memcpy(options->ratios, w.ratios, (size_t)plan->n_supply * sizeof *w.ratios);
    memcpy(apl, w.result, (size_t)plan->n_demand * sizeof *w.result);
out:
    free(w.shares);
    free(w.crowd);
    free(w.wanted);
    free(w.choices);
    free(w.result);
    free(w.ratios);
    free(w.reaching);
    return status;
}
