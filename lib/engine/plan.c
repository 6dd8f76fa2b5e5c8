/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From travel times and decay to the plan. */
#include "engine/plan.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "engine/order.h"
#include "engine/step.h"
#include "engine/tiles.h"
#include "method/decay.h"
#include "tables/times.h"

aploc_status apl_check_own(const aploc_times *times, int32_t own, int32_t n_threads,
                           aploc_error *err)
{
    if (own < APLOC_OWN_AS_TIMES || own > APLOC_OWN_AS_GIVEN)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found own = %d, expected an aploc_own", own);
    if (own == APLOC_OWN_ZERO && times->n_demand != times->n_supply)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d places of demand and %d of supply, expected as many, since a "
                        "place shall be 0 minutes from itself",
                        times->n_demand, times->n_supply);
    if (n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d threads, expected 0 or more", n_threads);
    return APLOC_OK;
}

int apl_own_is_zero(const aploc_times *times, int32_t own)
{
    return own == APLOC_OWN_ZERO || (own == APLOC_OWN_AS_TIMES && times->same_places);
}

aploc_status apl_plan_check(const aploc_plan_options *options, const aploc_decay *decay,
                            aploc_error *err)
{
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_plan_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    return aploc_decay_check(decay, err);
}

static aploc_status check(const aploc_times *times, const aploc_decay *decay,
                          const aploc_plan_options *options, aploc_plan **plan, aploc_error *err)
{
    if (!times || !decay || !plan)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !times ? "times" : (!decay ? "decay" : "place for the plan"));
    aploc_status status = apl_plan_check(options, decay, err);
    return status ? status : apl_check_own(times, options->own, options->n_threads, err);
}

/* The places of supply that the plan shall know, and the number of each among them. */
static aploc_status choose_supply(aploc_plan *plan, const double *supply, int32_t **rank,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    plan->n_used = plan->n_supply;
    if (!supply)
        goto out;
    APL_TRY(apl_check_numbers("a supply of", supply, plan->n_supply, err));
    APL_TRY(APL_NEW(*rank, plan->n_supply, err));
    APL_TRY(APL_NEW(plan->used, plan->n_supply, err));
    APL_TRY(APL_NEW(plan->most, plan->n_supply, err));
    plan->n_used = 0;
    for (int32_t j = 0; j < plan->n_supply; j++) {
        (*rank)[j] = supply[j] > 0.0 ? plan->n_used : -1;
        plan->most[j] = supply[j] > 0.0 ? DBL_MAX : 0.0;
        plan->used[plan->n_used] = j;
        plan->n_used += supply[j] > 0.0;
    }
out:
    return status;
}

/* Both orientations, each in an order that puts rows with the same columns together. */
static aploc_status arrange(aploc_plan *plan, apl_pairs *pairs, const apl_codes *codes,
                            int32_t n_threads, aploc_error *err)
{
    aploc_status status;
    apl_pairs turned = {0};
    int32_t *rows = NULL, *columns = NULL;
    APL_TRY(apl_pairs_transpose(pairs, n_threads, &turned, err));
    APL_TRY(apl_order_find(pairs, &turned, &rows, &columns, err));
    APL_TRY(apl_tiles_make(pairs, rows, codes, n_threads, &plan->by_demand, err));
    apl_pairs_free(pairs);
    APL_TRY(apl_tiles_make(&turned, columns, codes, n_threads, &plan->by_supply, err));
out:
    free(rows);
    free(columns);
    apl_pairs_free(&turned);
    return status;
}

aploc_status apl_plan_begin(aploc_plan *plan, const aploc_times *times, const aploc_decay *decay,
                            const aploc_plan_options *options, int32_t **rank, aploc_error *err)
{
    aploc_status status;
    const double zero = 0.0;
    plan->n_demand = times->n_demand;
    plan->n_supply = times->n_supply;
    plan->own_is_zero = apl_own_is_zero(times, options->own);
    APL_TRY(apl_decay_copy(decay, &plan->decay, &plan->points, err));
    APL_TRY(aploc_decay_weights(decay, 1, &zero, &plan->largest_weight, err));
    APL_TRY(choose_supply(plan, options->supply, rank, err));
out:
    return status;
}

aploc_status apl_plan_end(aploc_plan *plan, apl_pairs *pairs, apl_codes *codes, int32_t n_threads,
                          aploc_error *err)
{
    aploc_status status;
    APL_TRY(arrange(plan, pairs, codes, n_threads, err));
    plan->weights = codes->weights;
    codes->weights = NULL;
    APL_TRY(APL_ZEROED(plan->spare, 1, err));
    atomic_init(plan->spare, NULL);
out:
    return status;
}

static aploc_status make(const aploc_times *times, const aploc_decay *decay,
                         const aploc_plan_options *options, aploc_plan *plan, aploc_error *err)
{
    aploc_status status;
    apl_codes codes = {0};
    apl_pairs pairs = {0};
    int32_t *rank = NULL;
    int64_t n_given = times->offsets[times->n_demand];
    int32_t n_threads = apl_thread_count(options->n_threads, n_given, APL_PAIRS_A_THREAD);
    APL_TRY(apl_plan_begin(plan, times, decay, options, &rank, err));
    APL_TRY(apl_codes_make(decay, n_given, times->minutes, &codes, err));
    apl_choice choice = {
        .codes = &codes, .rank = rank, .n_wanted = plan->n_used, .own_is_zero = plan->own_is_zero};
    APL_TRY(apl_pairs_take(times, &choice, n_threads, &pairs, &plan->n_pairs, err));
    APL_TRY(apl_plan_end(plan, &pairs, &codes, n_threads, err));
out:
    free(rank);
    apl_pairs_free(&pairs);
    apl_codes_free(&codes);
    return status;
}

aploc_status aploc_plan_create(const aploc_times *times, const aploc_decay *decay,
                               const aploc_plan_options *options, aploc_plan **plan,
                               aploc_error *err)
{
    const aploc_plan_options defaults = APLOC_PLAN_OPTIONS_INIT;
    if (!options)
        options = &defaults;
    aploc_plan *made = NULL;
    aploc_status status = check(times, decay, options, plan, err);
    if (!status)
        status = APL_ZEROED(made, 1, err);
    if (!status)
        status = make(times, decay, options, made, err);
    if (status)
        aploc_plan_free(made);
    else
        *plan = made;
    return status;
}

void aploc_plan_free(aploc_plan *plan)
{
    if (!plan)
        return;
    apl_rows_free(&plan->by_demand);
    apl_rows_free(&plan->by_supply);
    free(plan->points);
    free(plan->weights);
    free(plan->used);
    free(plan->most);
    if (plan->spare)
        free(atomic_load(plan->spare));
    free(plan->spare);
    free(plan);
}

int64_t aploc_plan_pair_count(const aploc_plan *plan)
{
    return plan ? plan->n_pairs : 0;
}

int64_t aploc_plan_bytes(const aploc_plan *plan)
{
    if (!plan)
        return 0;
    return (int64_t)sizeof *plan - 2 * (int64_t)sizeof plan->by_demand +
           apl_rows_bytes(&plan->by_demand) + apl_rows_bytes(&plan->by_supply) +
           (plan->weights ? 8LL * (plan->by_demand.n_weights + 1) : 0) +
           (plan->used ? plan->n_supply * 12LL : 0);
}

int32_t aploc_plan_demand_count(const aploc_plan *plan)
{
    return plan ? plan->n_demand : 0;
}

int32_t aploc_plan_supply_count(const aploc_plan *plan)
{
    return plan ? plan->n_supply : 0;
}

int64_t aploc_plan_reach(const aploc_plan *plan, int32_t i, int64_t capacity, int32_t *to,
                         double *weights)
{
    if (i < 0 || i >= plan->n_demand)
        return 0;
    int64_t n = apl_row_get(&plan->by_demand, i, capacity, to, weights);
    for (int64_t k = 0; plan->used && to && k < n && k < capacity; k++)
        to[k] = plan->used[to[k]];
    return n;
}

/* The number of a place of supply among those the plan knows, or -1. */
static int32_t find_used(const aploc_plan *plan, int32_t j)
{
    int32_t low = 0, high = plan->n_used;
    if (!plan->used)
        return j >= 0 && j < plan->n_supply ? j : -1;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (plan->used[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->n_used && plan->used[low] == j ? low : -1;
}

int64_t aploc_plan_catchment(const aploc_plan *plan, int32_t j, int64_t capacity, int32_t *from,
                             double *weights)
{
    int32_t row = find_used(plan, j);
    return row < 0 ? 0 : apl_row_get(&plan->by_supply, row, capacity, from, weights);
}
