/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program outside the tree, in C and in C++: links the installed library and nothing else. */
#include <aploc/aploc.h>
#include <stdio.h>
#include <string.h>

/* Every initialiser, in both languages without a warning. */
static size_t sizes(void)
{
    const aploc_read_options read = APLOC_READ_OPTIONS_INIT;
    const aploc_read_report found = APLOC_READ_REPORT_INIT;
    const aploc_method_supply rules = APLOC_METHOD_SUPPLY_INIT;
    const aploc_demand_report demand = APLOC_DEMAND_REPORT_INIT;
    const aploc_practice practice = APLOC_PRACTICE_INIT;
    const aploc_supply_options asked = APLOC_SUPPLY_OPTIONS_INIT;
    const aploc_supply_report done = APLOC_SUPPLY_REPORT_INIT;
    const aploc_plan_options plan = APLOC_PLAN_OPTIONS_INIT;
    const aploc_crowding_options crowding = APLOC_CROWDING_OPTIONS_INIT;
    const aploc_nearest_options nearest = APLOC_NEAREST_OPTIONS_INIT;
    const aploc_quality_numbers quality = APLOC_QUALITY_NUMBERS_INIT;
    const aploc_synth_options synth = APLOC_SYNTH_OPTIONS_INIT;
    const aploc_synth_report made = APLOC_SYNTH_REPORT_INIT;
    const aploc_tenths tenths = APLOC_TENTHS_INIT;
    const aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    const aploc_measure_options measure = APLOC_MEASURE_OPTIONS_INIT;
    const aploc_places places = APLOC_PLACES_INIT;
    const aploc_cell cell = APLOC_CELL_INIT;
    const aploc_rules_values values = APLOC_RULES_VALUES_INIT;
    const aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    const aploc_zoning_options zoning = APLOC_ZONING_OPTIONS_INIT;
    const aploc_zone_part part = APLOC_ZONE_PART_INIT;
    return read.size + found.size + rules.size + demand.size + plan.size + quality.size +
           synth.size + made.size + crowding.size + nearest.size + practice.size + asked.size +
           done.size + tenths.size + parts.size + measure.size + cell.size + places.size +
           values.size + zone.size + zoning.size + part.size;
}

int main(void)
{
    const int32_t from[] = {1}, to[] = {0};
    const double minutes[] = {12.5}, demand[] = {1000, 500}, supply[] = {5400, 0};
    double apl[2];
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_method *method = NULL;
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_error err;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    options.report = &report;
    int failed = aploc_method_builtin("mg-2015", &method, &err) ||
                 aploc_method_get_decay(method, &decay, &err) ||
                 aploc_times_from_pairs(2, 2, 1, from, to, minutes, &times, &err) ||
                 aploc_plan_create(times, &decay, NULL, &plan, &err) ||
                 aploc_solve(plan, demand, supply, apl, &options, &err);
    if (failed || sizes() < 8)
        printf("%s\n", err.message);
    else
        printf("%s %.3f %.3f %.0f\n", aploc_version(), apl[0], apl[1], report.supply_reached);
    aploc_plan_free(plan);
    aploc_times_free(times);
    aploc_method_free(method);
    return failed;
}
