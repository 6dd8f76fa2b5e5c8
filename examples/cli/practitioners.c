/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Supply from practitioners: read them, let the method's rules make a supply of them, and say what
 * each rule did. */
#include <math.h>

#include "inputs.h"

aploc_status practitioners_read(inputs *in, aploc_error *err)
{
    const aploc_communes *places = inputs_places_of_supply(in);
    aploc_column columns[COLUMNS_MAX];
    aploc_read_options o = inputs_options(in, TABLE_PRACTITIONERS, columns);
    aploc_status status = aploc_practitioners_read_csv(in->practitioners_path, places, &o,
                                                       &in->practitioners, &in->supply_rows, err);
    if (!status)
        inputs_tell(in, in->practitioners_path, &in->supply_rows);
    return status;
}

aploc_status practitioners_supply(const inputs *in, double max_age, double *supply,
                                  aploc_supply_report *report, aploc_error *err)
{
    aploc_supply_options options = APLOC_SUPPLY_OPTIONS_INIT;
    options.profession = in->profession;
    options.year = in->year;
    options.max_age = max_age;
    aploc_status status = aploc_supply_from_practitioners(
        inputs_places_of_supply(in), in->practitioners, in->method, &options, supply, report, err);
    return status ? status : inputs_scale(in, supply, err);
}

/* "12 practitioners above 65, 40 000 acts": one rule. */
static void print_rule(const char *label, int32_t n, const char *who, double activity,
                       const char *what)
{
    fprintf(stderr, "%-16s %s %s, %s acts%s\n", label, readable(n, 0), who, readable(activity, 0),
            what);
}

void practitioners_print(const inputs *in)
{
    const aploc_supply_report *r = &in->supply_report;
    aploc_method_supply rules = APLOC_METHOD_SUPPLY_INIT;
    char text[64];
    if (!in->practitioners_path || aploc_method_get_supply(in->method, &rules, NULL))
        return;
    fprintf(stderr, "practitioners    %s with %s practices, %s acts\n",
            readable(r->n_practitioners, 0), readable(r->n_practices, 0), readable(r->before, 0));
    if (rules.locums == APLOC_LOCUMS_MOVE)
        print_rule("moved", r->n_moved, "rows of locums", r->moved, " to those they replace");
    if (r->max_age > 0.0) {
        snprintf(text, sizeof text, "practitioners above %s", readable(r->max_age, 0));
        print_rule("excluded", r->n_excluded, text, r->excluded, "");
    }
    if (rules.part_year == APLOC_PART_YEAR_SCALED)
        print_rule("scaled", r->n_scaled, "practices", r->scaled, " added to make 12 months");
    if (!isnan(rules.floor)) {
        snprintf(text, sizeof text, " added to reach %s", readable(rules.floor, 0));
        print_rule("floored", r->n_floored, "practitioners", r->floored, text);
    }
    if (!isnan(rules.cap)) {
        snprintf(text, sizeof text, " cut above %s", readable(rules.cap, 0));
        print_rule("capped", r->n_capped, "practices", r->capped, text);
    }
    if (r->n_unknown)
        print_rule("no place", r->n_unknown, "practices", r->unknown, " left out");
    fprintf(stderr, "counted          %s acts\n", readable(r->after, 0));
    if (rules.first_year == APLOC_FIRST_YEAR_FULL)
        fprintf(stderr, "first year       %s practices count full, %s %s added\n",
                readable(r->n_first_year, 0),
                readable(r->first_year, r->unit == APLOC_SUPPLY_FTE ? 1 : 0),
                r->unit == APLOC_SUPPLY_FTE ? "FTE" : "acts");
    if (r->unit == APLOC_SUPPLY_FTE)
        fprintf(stderr, "equivalents      %s FTE\n", readable(r->supply, 1));
}
