/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure.h"

#include <math.h>
#include <stdlib.h>

/* The report of the nearest supply: totals, who has none in reach, and the mean of the others. */
static void report_nearest(const inputs *in, measure *m)
{
    aploc_solve_report *r = &m->report;
    double minutes = 0.0, reaching = 0.0;
    for (int32_t j = 0; j < aploc_communes_count(inputs_places_of_supply(in)); j++)
        r->supply += in->supply[j];
    for (int32_t i = 0; i < aploc_communes_count(in->communes); i++) {
        r->demand += in->demand[i];
        if (isnan(m->values[i])) {
            r->n_unreached++;
            r->demand_unreached += in->demand[i];
        } else {
            minutes += in->demand[i] * m->values[i];
            reaching += in->demand[i];
        }
    }
    r->mean = reaching > 0.0 ? minutes / reaching : 0.0;
}

static aploc_status run_nearest(const inputs *in, measure *m, aploc_error *err)
{
    aploc_nearest_options options = APLOC_NEAREST_OPTIONS_INIT;
    options.n_threads = in->n_threads;
    options.threshold = aploc_decay_threshold(&in->decay);
    aploc_status status = aploc_nearest(in->times, in->supply, m->values, NULL, &options, err);
    if (!status)
        report_nearest(in, m);
    return status;
}

static aploc_status run_solve(const inputs *in, const aploc_plan *plan, measure *m,
                              aploc_error *err)
{
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.n_threads = in->n_threads;
    options.variant = m->variant;
    options.report = &m->report;
    return aploc_solve(plan, in->demand, in->supply, m->values, &options, err);
}

static aploc_status run_crowding(const inputs *in, const aploc_plan *plan, measure *m,
                                 aploc_error *err)
{
    aploc_crowding_options options = APLOC_CROWDING_OPTIONS_INIT;
    options.n_threads = in->n_threads;
    options.report = &m->report;
    return aploc_crowding(plan, in->demand, in->supply, m->values, &options, err);
}

/* From supply for one inhabitant to the method's unit. */
static aploc_status scale(measure *m, double per, aploc_error *err)
{
    for (int32_t i = 0; i < aploc_communes_count(m->places); i++)
        if (!isfinite(m->values[i] *= per) && !isnan(m->values[i]))
            return fail(
                err, APLOC_ERR_OVERFLOW,
                "found a result too large for a number at %s, expected demand and supply of "
                "usual sizes",
                aploc_communes_code(m->places, i));
    m->report.mean *= per;
    return APLOC_OK;
}

aploc_status measure_run(const inputs *in, measure *m, aploc_error *err)
{
    aploc_plan *plan = NULL;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    options.n_threads = in->n_threads;
    *m = (measure){.variant = aploc_method_get_variant(in->method),
                   .places = in->communes,
                   .report = APLOC_SOLVE_REPORT_INIT};
    if (m->variant == APLOC_VARIANT_I2SFCA)
        m->places = inputs_places_of_supply(in);
    aploc_status status = aploc_plan_create(in->times, &in->decay, &options, &plan, err);
    if (status)
        return status;
    m->n_pairs = aploc_plan_pair_count(plan);
    m->values = calloc((size_t)aploc_communes_count(m->places), sizeof *m->values);
    if (!m->values)
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    else if (m->variant == APLOC_VARIANT_NEAREST)
        status = run_nearest(in, m, err);
    else if (m->variant == APLOC_VARIANT_I2SFCA)
        status = run_crowding(in, plan, m, err);
    else
        status = run_solve(in, plan, m, err);
    aploc_plan_free(plan);
    if (!status && measure_is_per_head(m))
        status = scale(m, aploc_method_get_per(in->method), err);
    return status;
}

void measure_free(measure *m)
{
    free(m->values);
}

bool measure_is_per_head(const measure *m)
{
    switch (m->variant) {
    case APLOC_VARIANT_HANSEN:
    case APLOC_VARIANT_CUMULATIVE:
    case APLOC_VARIANT_I2SFCA:
    case APLOC_VARIANT_NEAREST:
        return false;
    default:
        return true;
    }
}
