/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program outside the tree, in C and in C++: links the installed library and nothing else. */
#include <aploc/aploc.h>
#include <stdio.h>
#include <string.h>

/* Every initialiser, in both languages without a warning. */
#define ADD(type, init)                                                                            \
    do {                                                                                           \
        const type value = init;                                                                   \
        total += value.size;                                                                       \
    } while (0)

static size_t sizes(void)
{
    size_t total = 0;
    ADD(aploc_aid_kind, APLOC_AID_KIND_INIT);
    ADD(aploc_aid_line, APLOC_AID_LINE_INIT);
    ADD(aploc_audit_finding, APLOC_AUDIT_FINDING_INIT);
    ADD(aploc_carry_options, APLOC_CARRY_OPTIONS_INIT);
    ADD(aploc_carry_report, APLOC_CARRY_REPORT_INIT);
    ADD(aploc_cell, APLOC_CELL_INIT);
    ADD(aploc_change, APLOC_CHANGE_INIT);
    ADD(aploc_compare_options, APLOC_COMPARE_OPTIONS_INIT);
    ADD(aploc_compare_report, APLOC_COMPARE_REPORT_INIT);
    ADD(aploc_convert_report, APLOC_CONVERT_REPORT_INIT);
    ADD(aploc_crowding_options, APLOC_CROWDING_OPTIONS_INIT);
    ADD(aploc_demand_options, APLOC_DEMAND_OPTIONS_INIT);
    ADD(aploc_demand_report, APLOC_DEMAND_REPORT_INIT);
    ADD(aploc_diff_options, APLOC_DIFF_OPTIONS_INIT);
    ADD(aploc_diff_row, APLOC_DIFF_ROW_INIT);
    ADD(aploc_difference_group, APLOC_DIFFERENCE_GROUP_INIT);
    ADD(aploc_edit, APLOC_EDIT_INIT);
    ADD(aploc_group_parts, APLOC_GROUP_PARTS_INIT);
    ADD(aploc_measure_options, APLOC_MEASURE_OPTIONS_INIT);
    ADD(aploc_method_ages, APLOC_METHOD_AGES_INIT);
    ADD(aploc_method_supply, APLOC_METHOD_SUPPLY_INIT);
    ADD(aploc_moves, APLOC_MOVES_INIT);
    ADD(aploc_nearest_options, APLOC_NEAREST_OPTIONS_INIT);
    ADD(aploc_part, APLOC_PART_INIT);
    ADD(aploc_places, APLOC_PLACES_INIT);
    ADD(aploc_plan_options, APLOC_PLAN_OPTIONS_INIT);
    ADD(aploc_practice, APLOC_PRACTICE_INIT);
    ADD(aploc_quality_numbers, APLOC_QUALITY_NUMBERS_INIT);
    ADD(aploc_read_options, APLOC_READ_OPTIONS_INIT);
    ADD(aploc_read_report, APLOC_READ_REPORT_INIT);
    ADD(aploc_recover_options, APLOC_RECOVER_OPTIONS_INIT);
    ADD(aploc_recover_report, APLOC_RECOVER_REPORT_INIT);
    ADD(aploc_refit_report, APLOC_REFIT_REPORT_INIT);
    ADD(aploc_rules_values, APLOC_RULES_VALUES_INIT);
    ADD(aploc_run_read_options, APLOC_RUN_READ_OPTIONS_INIT);
    ADD(aploc_run_write_options, APLOC_RUN_WRITE_OPTIONS_INIT);
    ADD(aploc_solve_file_options, APLOC_SOLVE_FILE_OPTIONS_INIT);
    ADD(aploc_solve_file_report, APLOC_SOLVE_FILE_REPORT_INIT);
    ADD(aploc_solve_many_options, APLOC_SOLVE_MANY_OPTIONS_INIT);
    ADD(aploc_solve_options, APLOC_SOLVE_OPTIONS_INIT);
    ADD(aploc_solve_report, APLOC_SOLVE_REPORT_INIT);
    ADD(aploc_study_cell, APLOC_STUDY_CELL_INIT);
    ADD(aploc_study_options, APLOC_STUDY_OPTIONS_INIT);
    ADD(aploc_study_report, APLOC_STUDY_REPORT_INIT);
    ADD(aploc_supply_options, APLOC_SUPPLY_OPTIONS_INIT);
    ADD(aploc_supply_report, APLOC_SUPPLY_REPORT_INIT);
    ADD(aploc_synth_options, APLOC_SYNTH_OPTIONS_INIT);
    ADD(aploc_synth_report, APLOC_SYNTH_REPORT_INIT);
    ADD(aploc_tenths, APLOC_TENTHS_INIT);
    ADD(aploc_times_facts, APLOC_TIMES_FACTS_INIT);
    ADD(aploc_verify_options, APLOC_VERIFY_OPTIONS_INIT);
    ADD(aploc_verify_report, APLOC_VERIFY_REPORT_INIT);
    ADD(aploc_whatif_options, APLOC_WHATIF_OPTIONS_INIT);
    ADD(aploc_whatif_place, APLOC_WHATIF_PLACE_INIT);
    ADD(aploc_zone_class, APLOC_ZONE_CLASS_INIT);
    ADD(aploc_zone_fill, APLOC_ZONE_FILL_INIT);
    ADD(aploc_zone_move, APLOC_ZONE_MOVE_INIT);
    ADD(aploc_zone_overlay, APLOC_ZONE_OVERLAY_INIT);
    ADD(aploc_zone_part, APLOC_ZONE_PART_INIT);
    ADD(aploc_zoning_options, APLOC_ZONING_OPTIONS_INIT);
    ADD(aploc_zoning_solve_options, APLOC_ZONING_SOLVE_OPTIONS_INIT);
    return total;
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
