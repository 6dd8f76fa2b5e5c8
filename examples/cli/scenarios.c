/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios: which there are, and the measure in each. */
#include "scenarios.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So many are handed to the engine, which has room for so many at a time. */
enum { AT_ONCE = 32, ENGINE_AT_ONCE = 8 };

/* What the comparison takes for a scenario: a report, and a row of texts. */
enum { BYTES_OF_A_ROW = 640 };

static const char base_name[] = "base";

static bool is_supply(const char *role)
{
    const char *colon = strrchr(role, ':');
    return strcmp(colon ? colon + 1 : role, "supply") == 0;
}

void scenarios_split(scenarios_call *call, inputs *in, struct argp_state *state)
{
    aploc_column *bound = NULL;
    for (int32_t k = 0; k < in->n_columns && !bound; k++)
        if (is_supply(in->columns[k].role) && strchr(in->columns[k].name, ','))
            bound = &in->columns[k];
    if (!bound)
        return;
    if (in->scenarios_path || in->practitioners_path)
        argp_error(state,
                   "found several columns in --column %s and --%s, expected one or the other",
                   bound->role, in->scenarios_path ? "scenarios" : "practitioners");
    call->words = strdup(bound->name);
    bound->name = call->words;
    for (char *name = call->words, *comma; name; name = comma ? comma + 1 : NULL) {
        comma = strchr(name, ',');
        if (comma)
            *comma = '\0';
        if (!*name || call->n_columns == SCENARIO_COLUMNS_MAX)
            argp_error(state, "found %s in --column %s, expected up to %d names",
                       *name ? "more columns" : "an empty name", bound->role, SCENARIO_COLUMNS_MAX);
        call->columns[call->n_columns++] = name;
    }
}

const char *scenario_name(const scenario_results *r, int32_t k)
{
    if (k > 0)
        return aploc_scenarios_name(r->table, k - 1);
    return r->call->n_columns ? r->call->columns[0] : base_name;
}

aploc_status scenario_supply(const scenario_results *r, int32_t k, double *supply, aploc_error *err)
{
    const inputs *in = r->in;
    if (k > 0)
        return aploc_scenarios_supply(r->table, k - 1, in->supply, in->supply_scale, supply, err);
    memcpy(supply, in->supply,
           (size_t)aploc_communes_count(inputs_places_of_supply(in)) * sizeof *supply);
    return APLOC_OK;
}

/* Read the table of scenarios, or the further columns of the one where the supply stands. */
static aploc_status read_table(scenario_results *r, inputs *in, aploc_error *err)
{
    const scenarios_call *call = r->call;
    aploc_column columns[COLUMNS_MAX];
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    inputs_table which = call->n_columns == 0 ? TABLE_SCENARIOS
                         : in->supply_path    ? TABLE_SUPPLY
                         : in->sites_path     ? TABLE_SITES
                                              : TABLE_COMMUNES;
    const char *path = which == TABLE_SCENARIOS ? in->scenarios_path
                       : which == TABLE_SUPPLY  ? in->supply_path
                       : which == TABLE_SITES   ? in->sites_path
                                                : in->communes_path;
    int32_t n_names = call->n_columns ? call->n_columns - 1 : 0;
    aploc_read_options o = inputs_options(in, which, columns);
    aploc_status status = aploc_scenarios_read_csv(path, inputs_places_of_supply(in), n_names,
                                                   (const char *const *)call->columns + 1, &o,
                                                   &r->table, &report, err);
    if (status)
        return status;
    r->path = path;
    inputs_tell(in, path, &report);
    if (which == TABLE_SCENARIOS)
        inputs_warn_of_unknown(in, path, &report);
    r->n = 1 + aploc_scenarios_count(r->table);
    for (int32_t k = 1; k < r->n; k++)
        if (strcmp(scenario_name(r, k), scenario_name(r, 0)) == 0)
            return fail(err, APLOC_ERR_CODE_REPEATED,
                        "%s: found a scenario named '%s', expected another name: this one is the "
                        "supply as given",
                        path, scenario_name(r, 0));
    return APLOC_OK;
}

/* Give the values and the mean of a scenario the method's unit. */
static aploc_status scale(const scenario_results *r, int32_t k, aploc_error *err)
{
    double per = aploc_method_get_per(r->in->method);
    double *values = r->values + (size_t)k * (size_t)r->n_places;
    if (!aploc_variant_is_per_head(r->base->variant))
        return APLOC_OK;
    r->reports[k].mean *= per;
    for (int32_t i = 0; i < r->n_places; i++)
        if (!isfinite(values[i] *= per))
            return fail(
                err, APLOC_ERR_OVERFLOW,
                "found a result too large for a number at %s in the scenario '%s', expected "
                "demand and supply of usual sizes",
                aploc_communes_code(r->in->communes, i), scenario_name(r, k));
    return APLOC_OK;
}

/* What is wrong with the scenarios from `first` on, which the engine calls by number, from 0. */
static aploc_status fault_of(const scenario_results *r, int32_t first, aploc_status status,
                             aploc_error *err)
{
    char message[sizeof err->message];
    int k = 0, behind = 0;
    status = measure_fault(status, r->in, err);
    if (!status || sscanf(err->message, "scenario %d: %n", &k, &behind) != 1 || !behind || k < 0 ||
        first + k >= r->n)
        return status;
    memcpy(message, err->message, sizeof message);
    return fail(err, status, "%.200s: scenario '%.100s': %.700s", r->path,
                scenario_name(r, first + k), message + behind);
}

/* Scenarios first … first + n - 1, with room for their supplies. */
static aploc_status solve_some(const scenario_results *r, int32_t first, int32_t n, double *supply,
                               aploc_error *err)
{
    aploc_solve_many_options o = APLOC_SOLVE_MANY_OPTIONS_INIT;
    size_t n_supply = (size_t)aploc_communes_count(inputs_places_of_supply(r->in));
    aploc_status status = APLOC_OK;
    o.n_threads = r->in->n_threads;
    o.variant = r->base->variant;
    o.reports = r->reports + first;
    for (int32_t k = 0; k < n && !status; k++)
        status = scenario_supply(r, first + k, supply + (size_t)k * n_supply, err);
    if (!status)
        status =
            fault_of(r, first,
                     aploc_solve_many(r->base->plan, n, 1, r->in->demand, n, supply,
                                      r->values + (size_t)first * (size_t)r->n_places, &o, err),
                     err);
    for (int32_t k = first; k < first + n && !status; k++)
        status = scale(r, k, err);
    return status;
}

static aploc_status solve_all(scenario_results *r, aploc_error *err)
{
    const aploc_solve_report empty = APLOC_SOLVE_REPORT_INIT;
    size_t n_supply = (size_t)aploc_communes_count(inputs_places_of_supply(r->in));
    aploc_status status = APLOC_OK;
    r->values = calloc((size_t)r->n * (size_t)r->n_places, sizeof *r->values);
    r->reports = calloc((size_t)r->n, sizeof *r->reports);
    double *supply = calloc(AT_ONCE * n_supply, sizeof *supply);
    if (!r->values || !r->reports || !supply)
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for %d scenarios", (int)r->n);
    for (int32_t k = 0; k < r->n && !status; k++)
        r->reports[k] = empty;
    if (!status) {
        memcpy(r->values, r->base->values, (size_t)r->n_places * sizeof *r->values);
        r->reports[0] = r->base->report;
    }
    for (int32_t k = 1; k < r->n && !status; k += AT_ONCE)
        status = solve_some(r, k, r->n - k < AT_ONCE ? r->n - k : AT_ONCE, supply, err);
    free(supply);
    return status;
}

/* All results stand side by side until they are written; those at hand and their supplies beside them. */
static void count_memory(const scenario_results *r, inputs *in)
{
    double n_supply = (double)aploc_communes_count(inputs_places_of_supply(in));
    double places = (double)r->n * r->n_places + AT_ONCE * n_supply +
                    ENGINE_AT_ONCE * (3.0 * n_supply + r->n_places) + 2.0 * r->n_places;
    in->also = places * sizeof(double) + (double)r->n * BYTES_OF_A_ROW;
    snprintf(in->also_what, sizeof in->also_what, "the results of %s scenarios", readable(r->n, 0));
}

aploc_status scenarios_read(const scenarios_call *call, inputs *in, scenario_results *results,
                            aploc_error *err)
{
    *results =
        (scenario_results){.call = call, .in = in, .n_places = aploc_communes_count(in->communes)};
    aploc_status status = read_table(results, in, err);
    if (!status)
        count_memory(results, in);
    return status;
}

aploc_status scenarios_run(scenario_results *results, const measure *base, aploc_error *err)
{
    results->base = base;
    aploc_status status = solve_all(results, err);
    if (!status && results->call->output)
        status = scenarios_write(results, err);
    return status;
}

void scenarios_free(scenario_results *results)
{
    aploc_scenarios_free(results->table);
    free(results->values);
    free(results->reports);
}
