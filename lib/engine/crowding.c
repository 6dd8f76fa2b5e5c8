/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crowding: the two steps from the side of supply. Each place of demand is divided by the supply in
 * its reach, and each place of supply gathers the ratios of those who reach it. */
#include <aploc/family.h>
#include <string.h>

#include "engine/room.h"
#include "engine/step.h"

static aploc_status check(const aploc_plan *plan, const double *demand, const double *supply,
                          const double *crowding, const aploc_crowding_options *options,
                          aploc_error *err)
{
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_crowding_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    aploc_status status = apl_check_reserved("aploc_crowding_options", options->reserved, err);
    if (!status)
        status = apl_check_call(plan, demand, supply, crowding, "crowding", options->report,
                                options->n_threads, err);
    if (!status && plan->used)
        status = apl_fail(err, APLOC_ERR_ARGUMENT,
                          "found a plan that was made for one supply, expected one of all places, "
                          "since those without supply have a crowding too");
    return status;
}

static aploc_status fill_report(const aploc_plan *plan, const double *demand, const double *supply,
                                const double *reached, const double *crowding,
                                aploc_solve_report *report, aploc_error *err)
{
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    double received = 0.0;
    for (int32_t j = 0; j < plan->n_supply; j++) {
        r.supply += supply[j];
        received += supply[j] * crowding[j];
        if (crowding[j] > 0.0) {
            r.supply_reached += supply[j];
        } else if (supply[j] > 0.0) {
            r.supply_lost += supply[j];
            r.n_lost++;
        }
    }
    for (int32_t i = 0; i < plan->n_demand; i++) {
        r.demand += demand[i];
        if (reached[i] == 0.0) {
            r.n_unreached++;
            r.demand_unreached += demand[i];
        }
    }
    aploc_status status = apl_check_totals(r.demand, r.supply, received, err);
    if (status)
        return status;
    r.mean = r.supply > 0.0 ? received / r.supply : 0.0;
    *report = r;
    return APLOC_OK;
}

aploc_status aploc_crowding(const aploc_plan *plan, const double *demand, const double *supply,
                            double *crowding, const aploc_crowding_options *options,
                            aploc_error *err)
{
    const aploc_crowding_options defaults = APLOC_CROWDING_OPTIONS_INIT;
    if (!options)
        options = &defaults;
    aploc_status status = check(plan, demand, supply, crowding, options, err);
    if (status)
        return status;
    apl_room room = {0};
    int wrong = 0;
    const apl_kernels *kernels = apl_kernels_in_use();
    int32_t n_threads = apl_step_threads(plan, options->n_threads);
    int64_t n_steps = apl_step_room(plan, 1, n_threads);
    APL_TRY(apl_room_take(
        plan, apl_room_of(n_steps) + 2 * apl_room_of(plan->n_demand) + apl_room_of(plan->n_supply),
        &room, err));
    double *steps = apl_room_array(&room, n_steps);
    double *reached = apl_room_array(&room, plan->n_demand); /* sum_l f(t[i][l]) S[l] */
    double *ratios = apl_room_array(&room, plan->n_demand);
    /* Apart from `crowding`, which stays untouched on failure. */
    double *result = apl_room_array(&room, plan->n_supply);

    APL_TRY(apl_step(kernels, &plan->by_demand, APL_GATHER, 1, supply, n_threads, steps, reached,
                     &wrong, err));
    if (wrong)
        APL_TRY(apl_check_results("a supply in reach", reached, plan->n_demand, NULL, err));
    apl_divide(plan->n_demand, demand, reached, ratios);
    APL_TRY(apl_check_results("a demand divided by its supply", ratios, plan->n_demand, NULL, err));
    APL_TRY(apl_step(kernels, &plan->by_supply, APL_GATHER, 1, ratios, n_threads, steps, result,
                     &wrong, err));
    if (wrong)
        APL_TRY(apl_check_results("a crowding", result, plan->n_supply, NULL, err));

    if (options->report)
        APL_TRY(fill_report(plan, demand, supply, reached, result, options->report, err));
    if (options->ratios)
        memcpy(options->ratios, ratios, (size_t)plan->n_demand * sizeof *ratios);
    memcpy(crowding, result, (size_t)plan->n_supply * sizeof *result);
out:
    apl_room_give(plan, &room);
    return status;
}
