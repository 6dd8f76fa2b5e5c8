/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure.h"

#include <stdlib.h>

#include "memory.h"

/* The plan: of the times that were read, or straight from their file. */
static aploc_status make_plan(inputs *in, const aploc_plan_options *how, measure *m,
                              aploc_error *err)
{
    aploc_column columns[COLUMNS_MAX];
    if (!in->plans_only)
        return aploc_plan_create(in->times, &in->decay, how, &m->plan, err);
    aploc_read_options o = inputs_options(in, TABLE_TIMES, columns);
    progress_start(&in->bar, in->quiet);
    aploc_status status =
        aploc_plan_create_from_file(in->times_path, in->communes, in->sites, &in->decay, how, &o,
                                    &m->plan, &in->times_report, err);
    progress_end(&in->bar);
    if (!status)
        inputs_tell_times(in);
    return status;
}

aploc_status measure_run(inputs *in, int other_supplies, measure *m, aploc_error *err)
{
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    aploc_measure_options options = APLOC_MEASURE_OPTIONS_INIT;
    how.n_threads = in->n_threads;
    options.n_threads = in->n_threads;
    options.report = &m->report;
    *m = (measure){.variant = aploc_method_get_variant(in->method),
                   .places = in->communes,
                   .report = APLOC_SOLVE_REPORT_INIT};
    if (aploc_variant_is_of_supply(m->variant))
        m->places = inputs_places_of_supply(in);
    else if (!other_supplies)
        how.supply = in->supply;
    m->values = calloc((size_t)aploc_communes_count(m->places), sizeof *m->values);
    if (!m->values)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    if (in->streamed)
        return memory_measure(in, m, err);
    aploc_status status = make_plan(in, &how, m, err);
    if (status)
        return status;
    m->n_pairs = aploc_plan_pair_count(m->plan);
    options.plan = m->plan;
    return aploc_measure(in->method, in->times, in->demand, in->supply, m->values, &options, err);
}

aploc_status measure_again(const inputs *in, const measure *m, const double *supply, double *values,
                           aploc_error *err)
{
    aploc_measure_options options = APLOC_MEASURE_OPTIONS_INIT;
    options.n_threads = in->n_threads;
    options.plan = m->plan;
    return aploc_measure(in->method, in->times, in->demand, supply, values, &options, err);
}

void measure_free(measure *m)
{
    aploc_plan_free(m->plan);
    free(m->values);
}
