/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measure that a method asks for, by the engine's call that has it, in the method's unit. */
#include <aploc/measure.h>

#include <math.h>

#include "base/error.h"

/* What one measurement works with. */
typedef struct work {
    const aploc_method *method;
    const aploc_times *times;
    const aploc_plan *plan;
    const double *demand, *supply;
    double *values;
    int32_t variant, n_threads;
    aploc_decay decay;
    aploc_solve_report report;
} work;

int32_t aploc_variant_is_per_head(int32_t variant)
{
    return variant >= 0 && variant < APLOC_VARIANT_COUNT && variant != APLOC_VARIANT_HANSEN &&
           variant != APLOC_VARIANT_CUMULATIVE && variant != APLOC_VARIANT_I2SFCA &&
           variant != APLOC_VARIANT_NEAREST;
}

int32_t aploc_variant_is_of_supply(int32_t variant)
{
    return variant == APLOC_VARIANT_I2SFCA;
}

/* The report of the nearest supply: totals, who has none in reach, and the mean of the others. */
static void report_nearest(work *w)
{
    aploc_solve_report *r = &w->report;
    double minutes = 0.0, reaching = 0.0;
    for (int32_t j = 0; j < aploc_times_supply_count(w->times); j++)
        r->supply += w->supply[j];
    for (int32_t i = 0; i < aploc_times_demand_count(w->times); i++) {
        r->demand += w->demand[i];
        if (isnan(w->values[i])) {
            r->n_unreached++;
            r->demand_unreached += w->demand[i];
        } else {
            minutes += w->demand[i] * w->values[i];
            reaching += w->demand[i];
        }
    }
    r->mean = reaching > 0.0 ? minutes / reaching : 0.0;
}

static aploc_status run_nearest(work *w, aploc_error *err)
{
    aploc_nearest_options options = APLOC_NEAREST_OPTIONS_INIT;
    options.n_threads = w->n_threads;
    options.threshold = aploc_decay_threshold(&w->decay);
    aploc_status status = aploc_nearest(w->times, w->supply, w->values, NULL, &options, err);
    if (!status)
        report_nearest(w);
    return status;
}

static aploc_status run_crowding(work *w, aploc_error *err)
{
    aploc_crowding_options options = APLOC_CROWDING_OPTIONS_INIT;
    options.n_threads = w->n_threads;
    options.report = &w->report;
    return aploc_crowding(w->plan, w->demand, w->supply, w->values, &options, err);
}

static aploc_status run_solve(work *w, aploc_error *err)
{
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.n_threads = w->n_threads;
    options.variant = w->variant;
    options.report = &w->report;
    return aploc_solve(w->plan, w->demand, w->supply, w->values, &options, err);
}

/* From supply for one inhabitant to the method's unit. */
static aploc_status scale(work *w, aploc_error *err)
{
    double per = aploc_method_get_per(w->method);
    for (int32_t i = 0; i < aploc_plan_demand_count(w->plan); i++)
        if (!isfinite(w->values[i] *= per))
            return apl_fail(err, APLOC_ERR_OVERFLOW,
                            "place %d: found a result too large for a number, expected demand and "
                            "supply of usual sizes",
                            (int)i);
    w->report.mean *= per;
    return APLOC_OK;
}

/* The nearest supply is looked for in the times; all else is in the plan. */
static int needs_times(const aploc_method *method, const aploc_measure_options *options)
{
    int32_t variant = options->variant == APLOC_VARIANT_OF_METHOD ? aploc_method_get_variant(method)
                                                                  : options->variant;
    return !options->plan || variant == APLOC_VARIANT_NEAREST;
}

static aploc_status check(const aploc_method *method, const aploc_times *times,
                          const double *demand, const double *supply, const double *values,
                          const aploc_measure_options *options, aploc_error *err)
{
    if (!method || !demand || !supply || !values)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !method   ? "method"
                        : !demand ? "demand"
                        : !supply ? "supply"
                                  : "room for the values");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_measure_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if (!times && needs_times(method, options))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no times, expected some");
    if (options->report && options->report->size != sizeof *options->report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        options->report->size, sizeof *options->report);
    if (options->variant != APLOC_VARIANT_OF_METHOD && !aploc_variant_name(options->variant))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found variant = %d, expected an aploc_variant",
                        (int)options->variant);
    if (options->plan && times &&
        (aploc_plan_demand_count(options->plan) != aploc_times_demand_count(times) ||
         aploc_plan_supply_count(options->plan) != aploc_times_supply_count(times)))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a plan of %d places of demand and %d of supply, expected %d and %d, "
                        "as in the times",
                        (int)aploc_plan_demand_count(options->plan),
                        (int)aploc_plan_supply_count(options->plan),
                        (int)aploc_times_demand_count(times), (int)aploc_times_supply_count(times));
    return APLOC_OK;
}

aploc_status aploc_measure(const aploc_method *method, const aploc_times *times,
                           const double *demand, const double *supply, double *values,
                           const aploc_measure_options *options, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_measure_options defaults = APLOC_MEASURE_OPTIONS_INIT;
    aploc_plan *made = NULL;
    options = options ? options : &defaults;
    APL_TRY(check(method, times, demand, supply, values, options, err));
    work w = {.method = method,
              .times = times,
              .plan = options->plan,
              .demand = demand,
              .supply = supply,
              .values = values,
              .variant = options->variant,
              .n_threads = options->n_threads,
              .decay = APLOC_DECAY_INIT,
              .report = APLOC_SOLVE_REPORT_INIT};
    if (w.variant == APLOC_VARIANT_OF_METHOD)
        w.variant = aploc_method_get_variant(method);
    APL_TRY(aploc_method_get_decay(method, &w.decay, err));
    if (!w.plan && w.variant != APLOC_VARIANT_NEAREST) {
        aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
        how.n_threads = w.n_threads;
        how.supply = w.variant == APLOC_VARIANT_I2SFCA ? NULL : supply;
        APL_TRY(aploc_plan_create(times, &w.decay, &how, &made, err));
        w.plan = made;
    }
    if (w.variant == APLOC_VARIANT_NEAREST)
        APL_TRY(run_nearest(&w, err));
    else if (w.variant == APLOC_VARIANT_I2SFCA)
        APL_TRY(run_crowding(&w, err));
    else
        APL_TRY(run_solve(&w, err));
    if (aploc_variant_is_per_head(w.variant))
        APL_TRY(scale(&w, err));
    if (options->report)
        *options->report = w.report;
out:
    aploc_plan_free(made);
    return status;
}
