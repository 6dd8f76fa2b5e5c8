/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "numbered.h"

static const char *code_of_input(const void *data, int of_supply, int32_t place)
{
    const inputs *in = data;
    return aploc_communes_code(of_supply ? inputs_places_of_supply(in) : in->communes, place);
}

void measure_sources(const inputs *in, char text[SOURCES_SIZE])
{
    const char *demand = in->by_age.path ? in->by_age.path : in->communes_path;
    const char *supply = in->practitioners_path ? in->practitioners_path
                         : in->supply_path      ? in->supply_path
                         : in->sites_path       ? in->sites_path
                                                : in->communes_path;
    if (strcmp(demand, supply) == 0)
        snprintf(text, SOURCES_SIZE, "demand and supply of %.190s", demand);
    else
        snprintf(text, SOURCES_SIZE, "demand of %.180s, supply of %.180s", demand, supply);
}

aploc_status measure_fault(aploc_status status, const inputs *in, aploc_error *err)
{
    char sources[SOURCES_SIZE];
    measure_sources(in, sources);
    return name_places(status, code_of_input, in, sources, err);
}

bool is_in_consultations(const aploc_method *method, int32_t variant)
{
    return aploc_variant_is_per_head(variant) && aploc_method_get_per(method) == 1.0 &&
           strncmp(aploc_method_get_text(method, APLOC_METHOD_UNIT), "consultations", 13) == 0;
}

void warn_of_heads(const aploc_method *method, int32_t variant, double mean)
{
    if (is_in_consultations(method, variant) && mean > 0.0 && mean < 0.1)
        warn("a mean of %.4f consultations a year: the supply may be a head count, which "
             "--supply-scale ACTS_A_HEAD turns into consultations",
             mean);
}

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

aploc_status measure_run(inputs *in, measure *m, aploc_error *err)
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
    else if (!in->other_supplies)
        how.supply = in->supply;
    m->values = calloc((size_t)aploc_communes_count(m->places), sizeof *m->values);
    if (!m->values)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the APL");
    if (in->streamed)
        return measure_fault(memory_measure(in, m, err), in, err);
    aploc_status status = make_plan(in, &how, m, err);
    if (status)
        return status;
    m->n_pairs = aploc_plan_pair_count(m->plan);
    options.plan = m->plan;
    status = aploc_measure(in->method, in->times, in->demand, in->supply, m->values, &options, err);
    return measure_fault(status, in, err);
}

aploc_status measure_again(const inputs *in, const measure *m, const double *supply, double *values,
                           aploc_error *err)
{
    aploc_measure_options options = APLOC_MEASURE_OPTIONS_INIT;
    options.n_threads = in->n_threads;
    options.plan = m->plan;
    return measure_fault(
        aploc_measure(in->method, in->times, in->demand, supply, values, &options, err), in, err);
}

void measure_free(measure *m)
{
    aploc_plan_free(m->plan);
    free(m->values);
}
