/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios as a table, a column each or one after the other; and side by side, a row each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios.h"
#include "table.h"

/* What every row says of its commune, however the scenarios stand. */
typedef struct common {
    const double *population;   /* NULL: not known */
    const double *standardised; /* NULL: the demand is that of plain residents */
    const double *supply;       /* NULL: care stands elsewhere */
} common;

static common common_of(const scenario_results *r)
{
    const inputs *in = r->in;
    return (common){
        .population = aploc_communes_column(in->communes, APLOC_POPULATION),
        .standardised = in->demand_report.source == APLOC_DEMAND_POPULATION ? NULL : in->demand,
    };
}

static void put_number(aploc_writer *writer, const double *column, int32_t i)
{
    aploc_writer_number(writer, column ? column[i] : NAN);
}

/* Long: as 'aploc compute' writes one result, with the scenario before it. */
static aploc_status write_long(const scenario_results *r, aploc_error *err)
{
    static const char *const header[] = {"scenario",   "code",         "name",  "apl",
                                         "population", "standardised", "supply"};
    const inputs *in = r->in;
    common c = common_of(r);
    aploc_writer *writer;
    double *supply =
        calloc((size_t)aploc_communes_count(inputs_places_of_supply(in)), sizeof *supply);
    if (!supply)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for a supply");
    aploc_status status =
        output_create(r->call->output, header, sizeof header / sizeof *header, &writer, err);
    if (status) {
        free(supply);
        return status;
    }
    c.supply = in->sites ? NULL : supply;
    for (int32_t k = 0; k < r->n && !status; k++) {
        const double *values = r->values + (size_t)k * (size_t)r->n_places;
        status = scenario_supply(r, k, supply, err);
        for (int32_t i = 0; i < r->n_places && !status; i++) {
            aploc_writer_text(writer, scenario_name(r, k));
            aploc_writer_text(writer, aploc_communes_code(in->communes, i));
            aploc_writer_text(writer, aploc_communes_name(in->communes, i));
            aploc_writer_number(writer, values[i]);
            put_number(writer, c.population, i);
            put_number(writer, c.standardised, i);
            put_number(writer, c.supply, i);
            aploc_writer_end_row(writer);
        }
    }
    free(supply);
    return output_commit(writer, status, err);
}

/* Wide: "apl_NAME" for each, so that no scenario can have the name of another column. */
static aploc_status write_wide(const scenario_results *r, aploc_error *err)
{
    const inputs *in = r->in;
    common c = common_of(r);
    aploc_writer *writer;
    aploc_status status = output_create(r->call->output, NULL, 0, &writer, err);
    if (status)
        return status;
    aploc_writer_text(writer, "code");
    aploc_writer_text(writer, "name");
    for (int32_t k = 0; k < r->n && !status; k++) {
        char *name = NULL;
        if (asprintf(&name, "apl_%s", scenario_name(r, k)) < 0) {
            status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the name of a column");
        } else {
            aploc_writer_text(writer, name);
            free(name);
        }
    }
    aploc_writer_text(writer, "population");
    aploc_writer_text(writer, "standardised");
    aploc_writer_end_row(writer);
    for (int32_t i = 0; i < r->n_places && !status; i++) {
        aploc_writer_text(writer, aploc_communes_code(in->communes, i));
        aploc_writer_text(writer, aploc_communes_name(in->communes, i));
        for (int32_t k = 0; k < r->n; k++)
            aploc_writer_number(writer, r->values[(size_t)k * (size_t)r->n_places + (size_t)i]);
        put_number(writer, c.population, i);
        put_number(writer, c.standardised, i);
        aploc_writer_end_row(writer);
    }
    return output_commit(writer, status, err);
}

aploc_status scenarios_write(const scenario_results *r, aploc_error *err)
{
    return r->call->is_long ? write_long(r, err) : write_wide(r, err);
}

/* The people in places whose value is above (`sign` 1) or below (-1) that of the first scenario.
 * Places that a change does not reach have the same bits. */
static double people_who(const scenario_results *r, int32_t k, int sign, const double *people)
{
    const double *values = r->values + (size_t)k * (size_t)r->n_places;
    double sum = 0.0;
    for (int32_t i = 0; i < r->n_places; i++)
        if (sign > 0 ? values[i] > r->values[i] : values[i] < r->values[i])
            sum += people[i];
    return sum;
}

/* With a sign where three decimals show one. */
static const char *with_sign(double change)
{
    static char text[64];
    if (fabs(change) < 0.0005)
        return "0.000";
    snprintf(text, sizeof text, "%s%s", change > 0.0 ? "+" : "", readable(change, 3));
    return text;
}

static aploc_status add_row(const scenario_results *r, int32_t k, const double *people, table *t,
                            aploc_error *err)
{
    const double *values = r->values + (size_t)k * (size_t)r->n_places;
    const aploc_solve_report *report = &r->reports[k];
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    double below = 0.0;
    char text[64];
    aploc_status status = aploc_stat_tenths(r->n_places, values, people, &tenths, err);
    if (!status)
        status = aploc_stat_share_below(r->n_places, values, people, r->call->below, &below, err);
    if (status)
        return status;
    table_add(t, scenario_name(r, k));
    table_add(t, readable(report->supply, report->supply < 1000.0 ? 1 : 0));
    table_add(t, report->demand > 0.0 ? readable(report->mean, 3) : "-");
    table_add(t, k && report->demand > 0.0 ? with_sign(report->mean - r->reports[0].mean) : "-");
    table_add(t, isfinite(tenths.d9_d1) ? readable(tenths.d9_d1, 2) : "-");
    if (r->call->has_below) {
        snprintf(text, sizeof text, "%.1f %%", 100.0 * below);
        table_add(t, isnan(below) ? "-" : text);
    }
    table_add(t, k ? readable(people_who(r, k, 1, people), 0) : "-");
    table_add(t, k ? readable(people_who(r, k, -1, people), 0) : "-");
    return APLOC_OK;
}

aploc_status scenarios_print(const scenario_results *r, aploc_error *err)
{
    const inputs *in = r->in;
    const double *known = aploc_communes_column(in->communes, APLOC_POPULATION);
    bool is_mixed = r->call->output && strcmp(r->call->output, "/dev/stdout") == 0;
    char below[64], limit[APLOC_NUMBER_SIZE];
    if (is_mixed && in->quiet)
        return APLOC_OK;
    double *people = calloc((size_t)r->n_places, sizeof *people);
    if (!people)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the comparison");
    for (int32_t i = 0; i < r->n_places; i++)
        people[i] = !known ? in->demand[i] : isnan(known[i]) ? 0.0 : known[i];
    aploc_number_write(r->call->below, limit);
    snprintf(below, sizeof below, "below %s", limit);
    table t = table_create(r->call->has_below ? 8 : 7);
    table_add(&t, "scenario");
    table_add(&t, "supply");
    table_add(&t, "mean");
    table_add(&t, "change");
    table_add(&t, "P90/P10");
    if (r->call->has_below)
        table_add(&t, below);
    table_add(&t, known ? "people gain" : "demand gains");
    table_add(&t, known ? "people lose" : "demand loses");
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < r->n && !status; k++)
        status = add_row(r, k, people, &t, err);
    free(people);
    aploc_error unprinted;
    t.failed = t.failed || status; /* a part of the rows is not shown */
    aploc_status printed = table_print(&t, is_mixed ? stderr : stdout, status ? &unprinted : err);
    return status ? status : printed;
}
