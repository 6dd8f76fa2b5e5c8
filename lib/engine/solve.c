/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two steps of the APL over a plan, and of the measures that are made of them. */
#include <string.h>

#include "base/memory.h"
#include "engine/recipe.h"
#include "engine/room.h"
#include "engine/solution.h"
#include "engine/step.h"
#include "engine/sweep.h"

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
    const aploc_plan *plan;
    int32_t n_threads;
    const double *demand;
    const double *supply; /* of the places that the plan knows, as all by supply here */
    double *steps;        /* room for the steps */
    double *reaching;     /* by supply: the demand in reach, weighted */
    double *ratios;       /* by supply: R */
    double *result;       /* by demand: A, apart from the caller's array, untouched on failure */
    double *choices;      /* by demand: the weights of the supply in reach */
    double *wanted;       /* by demand: the demand on one weight of them */
    double *crowd;        /* by supply: the weights of the places with demand in reach */
    double *shares;       /* by supply: the ratio on one weight of them */
    double *has;          /* by either: 1 where there is something */
    aploc_error *err;
} working;

/* Where numbers are too large, which. */
static aploc_status check_by_supply(const working *w, const char *what, const double *x)
{
    if (apl_all_numbers(x, NULL, w->plan->n_used, w->n_threads))
        return APLOC_OK;
    return apl_check_results(what, x, w->plan->n_used, w->plan->used, w->err);
}

static aploc_status check_by_demand(const working *w, const char *what, const double *x)
{
    if (apl_all_numbers(x, NULL, w->plan->n_demand, w->n_threads))
        return APLOC_OK;
    return apl_check_results(what, x, w->plan->n_demand, NULL, w->err);
}

/* A step, whose sums are called `what`. */
static aploc_status step(const working *w, const apl_rows *rows, apl_gather gather, const double *x,
                         const char *what, double *sums)
{
    int wrong = 0;
    aploc_status status = apl_step(apl_kernels_in_use(), rows, gather, 1, x, w->n_threads, w->steps,
                                   sums, &wrong, w->err);
    if (status || !wrong)
        return status;
    return rows == &w->plan->by_supply ? check_by_supply(w, what, sums)
                                       : check_by_demand(w, what, sums);
}

/* For every row the weights of those in its reach that have something. */
static aploc_status sum_weights(const working *w, const apl_rows *rows, const double *x,
                                double *sums)
{
    for (int32_t k = 0; k < rows->n_x; k++)
        w->has[k] = x[k] > 0.0;
    return step(w, rows, APL_GATHER, w->has, "a sum of weights", sums);
}

static aploc_status split_demand(const working *w)
{
    aploc_status status;
    APL_TRY(sum_weights(w, &w->plan->by_demand, w->supply, w->choices));
    apl_divide(w->plan->n_demand, w->demand, w->choices, w->wanted);
    APL_TRY(check_by_demand(w, "a demand divided by its weights", w->wanted));
out:
    return status;
}

static aploc_status split_supply(const working *w)
{
    aploc_status status;
    APL_TRY(sum_weights(w, &w->plan->by_supply, w->demand, w->crowd));
    apl_divide(w->plan->n_used, w->ratios, w->crowd, w->shares);
    APL_TRY(check_by_supply(w, "a ratio divided by its weights", w->shares));
out:
    return status;
}

static aploc_status run_recipe(const working *w, const apl_recipe *recipe)
{
    aploc_status status;
    const aploc_plan *plan = w->plan;
    if (recipe->splits_demand)
        APL_TRY(split_demand(w));
    APL_TRY(step(w, &plan->by_supply, recipe->first, recipe->splits_demand ? w->wanted : w->demand,
                 "a demand in reach", w->reaching));
    if (recipe->competes)
        apl_divide(plan->n_used, w->supply, w->reaching, w->ratios);
    else
        memcpy(w->ratios, w->supply, (size_t)plan->n_used * sizeof *w->ratios);
    APL_TRY(check_by_supply(w, "a supply divided by its demand", w->ratios));

    if (recipe->splits_supply)
        APL_TRY(split_supply(w));
    APL_TRY(step(w, &plan->by_demand, recipe->second, recipe->splits_supply ? w->shares : w->ratios,
                 "an APL", w->result));
    if (recipe->splits_result) {
        apl_divide(plan->n_demand, w->result, w->choices, w->result);
        APL_TRY(check_by_demand(w, "an APL", w->result));
    }
out:
    return status;
}

/* Room for the arrays, and the supply of the places that the plan knows. */
static aploc_status make_room(working *w, const double *supply, apl_room *room)
{
    const aploc_plan *plan = w->plan;
    int64_t n_steps = apl_step_room(plan, 1, w->n_threads);
    int64_t n_has = plan->n_used > plan->n_demand ? plan->n_used : plan->n_demand;
    int64_t n = apl_room_of(n_steps) + 5 * apl_room_of(plan->n_used) +
                3 * apl_room_of(plan->n_demand) + apl_room_of(n_has);
    aploc_status status = apl_room_take(plan, n, room, w->err);
    if (status)
        return status;
    w->steps = apl_room_array(room, n_steps);
    w->reaching = apl_room_array(room, plan->n_used);
    w->ratios = apl_room_array(room, plan->n_used);
    w->result = apl_room_array(room, plan->n_demand);
    w->choices = apl_room_array(room, plan->n_demand);
    w->wanted = apl_room_array(room, plan->n_demand);
    w->crowd = apl_room_array(room, plan->n_used);
    w->shares = apl_room_array(room, plan->n_used);
    w->has = apl_room_array(room, n_has);
    w->supply = supply;
    if (plan->used) {
        double *used = apl_room_array(room, plan->n_used);
        apl_copy_numbers(supply, plan->used, plan->n_used, w->n_threads, used);
        w->supply = used;
    }
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
    apl_room room = {0};
    working w = {.plan = plan,
                 .demand = demand,
                 .n_threads = apl_step_threads(plan, options->n_threads),
                 .err = err};
    APL_TRY(make_room(&w, supply, &room));
    APL_TRY(run_recipe(&w, apl_recipe_of(options->variant)));
    if (options->report)
        APL_TRY(apl_fill_report(plan, demand, supply, w.reaching, w.result, options->report, err));
    if (options->ratios)
        apl_scatter_used(plan, w.ratios, options->ratios);
    apl_copy_numbers(w.result, NULL, plan->n_demand, w.n_threads, apl);
out:
    apl_room_give(plan, &room);
    return status;
}
