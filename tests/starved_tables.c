/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and methods without memory. */
#include "starved.h"

START_TEST(small_things)
{
    aploc_error err = {0};
    double value = 7;
    int32_t date = 7;
    char text[APLOC_NUMBER_SIZE];
    NEEDS_NONE(*aploc_status_name(0) && *aploc_status_text(APLOC_ERR_MEMORY));
    NEEDS_NONE(*aploc_version() && *aploc_build_facts());
    NEEDS_NONE(aploc_number_write(1.5, text) == 3 && aploc_number_write_fixed(1.5, 2, text) == 4);
    NEEDS_NONE(aploc_number_read("1.5", 3, &value, &err) == 0 && value == 1.5);
    NEEDS_NONE(aploc_date_read("2021-01-02", &date, &err) == 0 && date > 7);
    NEEDS_NONE(*aploc_variant_name(0) && *aploc_variant_title(0));
    NEEDS_NONE(!aploc_variant_is_of_supply(0) && aploc_variant_is_per_head(0));
}
END_TEST

static const char *row_text(const void *data, int32_t row)
{
    static const char *const texts[] = {"a", "b, \"c\""};
    (void)data;
    return texts[row % 2];
}

START_TEST(writers)
{
    enum { ROWS = 10000 };
    static double numbers[ROWS];
    const aploc_write_column columns[] = {{numbers, NULL, NULL}, {NULL, row_text, NULL}};
    aploc_error err = {0};
    aploc_writer *to = NULL;
    char path[400];
    for (int packed = 0; packed < 2; packed++) {
        snprintf(path, sizeof path, "%s", file_path(packed ? "w.csv.gz" : "w.csv"));
        SWEEP(aploc_writer_create(path, ',', &to, &err), aploc_writer_free(to), OUT(to));
        /* A writer keeps what fails for the end. */
        SWEEP((aploc_writer_create(path, ',', &to, &err)
                   ? err.status
                   : (aploc_writer_text(to, "a, \"b\""), aploc_writer_number(to, 1.5),
                      aploc_writer_end_row(to), aploc_writer_line(to, "c"),
                      aploc_writer_commit(to, &err))),
              (void)0, OUT(*path));
    }
    for (int32_t n_threads = 1; n_threads <= 2; n_threads++)
        SWEEP((aploc_writer_create(path, ',', &to, &err)
                   ? err.status
                   : (aploc_writer_rows(to, ROWS, 2, columns, n_threads),
                      aploc_writer_commit(to, &err))),
              (void)0, OUT(*path));
    ck_assert_int_eq(folder_count(1), 2);
}
END_TEST

START_TEST(communes)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_communes *made = NULL, *carried = NULL;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_carry_report carry = APLOC_CARRY_REPORT_INIT;
    aploc_places places = APLOC_PLACES_INIT;
    static const char *const codes[] = {"A", "B"}, *const names[] = {"a", "b"};
    static const char *const texts[] = {"x", "y"}, *const *const groups[] = {texts};
    static const char *const group = "g", *const poles = "tvs";
    static const double column[] = {1, 2};
    const char *path = demo_file("communes.csv");
    aploc_writer *to = NULL;
    int32_t n = 0;
    SWEEP(aploc_communes_read_csv(path, NULL, &made, &report, &err), aploc_communes_free(made),
          OUT(made), OUT(report));
    places.codes = codes;
    places.names = names;
    places.columns[APLOC_POPULATION] = column;
    places.group_names = &group;
    places.group_texts = groups;
    places.n_groups = 1;
    places.count = 2;
    SWEEP(aploc_communes_from_arrays(&places, &made, &err), aploc_communes_free(made), OUT(made));
    char out[400];
    snprintf(out, sizeof out, "%s", file_path("c.csv"));
    SWEEP_ON(must(aploc_writer_create(out, ',', &to, &err) == 0),
             aploc_communes_write(d.communes, to, &err), aploc_writer_free(to), OUT(*out));
    NEEDS_NONE(aploc_communes_count(d.communes) == 300 && *aploc_communes_path(d.communes));
    NEEDS_NONE(aploc_communes_line(d.communes, 7) == 9);
    NEEDS_NONE(*aploc_communes_code(d.communes, 0) && *aploc_communes_name(d.communes, 0));
    NEEDS_NONE(aploc_communes_find(d.communes, "00003") >= 0);
    NEEDS_NONE(aploc_communes_group_count(d.communes) > 0 &&
               aploc_communes_group_find(d.communes, "tvs") >= 0 &&
               *aploc_communes_group_name(d.communes, 0));
    NEEDS_NONE(aploc_communes_group_levels(d.communes, 0, &n) &&
               aploc_communes_group_text(d.communes, 0, 0));
    NEEDS_NONE(aploc_communes_column(d.communes, APLOC_SUPPLY) != NULL);
    NEEDS_NONE(aploc_communes_ages(d.communes, &n) && aploc_communes_age_table(d.communes));

    aploc_changes *changes = NULL;
    aploc_carry_map *map = NULL;
    const double *shares = NULL;
    const char *events =
        file_of("e.csv", "date,from,to,share\n2024-06-01,00017,00102,\n2024-06-01,00102,00102,\n"
                         "2024-07-01,00003,00003,0.5\n2024-07-01,00003,00004,0.5\n");
    SWEEP(aploc_changes_read_csv(events, NULL, &changes, &report, &err),
          aploc_changes_free(changes), OUT(changes), OUT(report));
    ck_assert_ok(aploc_changes_read_csv(events, NULL, &changes, NULL, &err), err);
    NEEDS_NONE(aploc_changes_count(changes) == 4 &&
               aploc_changes_day(changes, 1) > aploc_changes_day(changes, 0));
    int32_t from = 0, until = 0;
    ck_assert_ok(aploc_date_read("2024-01-01", &from, &err), err);
    ck_assert_ok(aploc_date_read("2025-01-01", &until, &err), err);
    SWEEP(aploc_carry_map_create(changes, d.communes, from, until, NULL, &map, &err),
          aploc_carry_map_free(map), OUT(map));
    ck_assert_ok(aploc_carry_map_create(changes, d.communes, from, until, NULL, &map, &err), err);
    SWEEP(aploc_communes_carry(map, &poles, 1, &carried, &carry, &err),
          aploc_communes_free(carried), OUT(carried), OUT(carry));
    NEEDS_NONE(aploc_carry_map_count(map) == 299 && *aploc_carry_map_code(map, 0));
    NEEDS_NONE(aploc_carry_map_find(map, "00102") >= 0);
    NEEDS_NONE(aploc_carry_map_kind(map, 0) >= 0 && !aploc_carry_map_is_stray(map, 0));
    NEEDS_NONE(aploc_carry_map_targets(map, 0, &n, &shares) && n == 1);
    SWEEP(aploc_carry_map_apply(map, d.population, d.other, &err), (void)0, OUTS(d.other, d.n));
    aploc_carry_map_free(map);
    aploc_changes_free(changes);
    demo_free(&d);
}
END_TEST

START_TEST(times)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_times *made = NULL;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_convert_report converted = APLOC_CONVERT_REPORT_INIT;
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    static const int32_t from[] = {0, 1}, to[] = {1, 0}, *row = NULL;
    static const double minutes[] = {0, 3, 4, 0}, *of_row = NULL;
    char csv[500], h5[400], out[400];
    snprintf(csv, sizeof csv, "%s", demo_file("times.csv"));
    snprintf(h5, sizeof h5, "%s", file_path("t.h5"));
    snprintf(out, sizeof out, "%s", file_path("t.csv"));
    SWEEP(aploc_times_from_pairs(2, 2, 2, from, to, minutes, &made, &err), aploc_times_free(made),
          OUT(made));
    SWEEP(aploc_times_from_matrix(2, 2, minutes, &made, &err), aploc_times_free(made), OUT(made));
    SWEEP(aploc_times_read_csv(csv, d.communes, NULL, NULL, &made, &report, &err),
          aploc_times_free(made), OUT(made), OUT(report));
    SWEEP(aploc_times_read(csv, d.communes, NULL, NULL, &made, &report, &err),
          aploc_times_free(made), OUT(made), OUT(report));
    static const double steps[] = {0, 20}, values[] = {1, 0};
    const aploc_decay decay = {.size = sizeof decay,
                               .kind = APLOC_DECAY_STEPS,
                               .n_points = 2,
                               .minutes = steps,
                               .values = values};
    SWEEP(aploc_plan_look_file(csv, d.communes, NULL, &decay, NULL, NULL, &facts, &err), (void)0,
          OUT(facts));
    facts = (aploc_times_facts)APLOC_TIMES_FACTS_INIT;
    SWEEP(aploc_times_convert(csv, h5, NULL, &converted, &err), (void)0, OUT(converted));
    SWEEP(aploc_times_write_h5(h5, d.times, d.communes, NULL, &err), (void)0, OUT(*h5));
    if (aploc_times_look_h5(h5, &facts, &err) != APLOC_ERR_UNSUPPORTED) {
        SWEEP(aploc_times_read_h5(h5, d.communes, NULL, NULL, &made, &report, &err),
              aploc_times_free(made), OUT(made), OUT(report));
        /* Beside a table in another order, which lacks most of its places. */
        aploc_communes *few = NULL;
        const aploc_read_options skip = {.size = sizeof skip, .unknown = APLOC_SKIP};
        ck_assert_ok(aploc_communes_read_csv(file_of("few.csv", "code\n00005\n00002\n00009\n"),
                                             NULL, &few, NULL, &err),
                     err);
        SWEEP(aploc_times_read_h5(h5, few, NULL, &skip, &made, &report, &err),
              aploc_times_free(made), OUT(made), OUT(report));
        aploc_communes_free(few);
        SWEEP(aploc_times_convert(h5, out, NULL, &converted, &err), (void)0, OUT(converted));
        facts = (aploc_times_facts)APLOC_TIMES_FACTS_INIT;
        SWEEP(aploc_times_look_h5(h5, &facts, &err), (void)0, OUT(facts));
        facts = (aploc_times_facts)APLOC_TIMES_FACTS_INIT;
        SWEEP(aploc_plan_look_file(h5, d.communes, NULL, &decay, NULL, NULL, &facts, &err), (void)0,
              OUT(facts));
    } else {
        SWEEP(aploc_times_read_h5(h5, d.communes, NULL, NULL, &made, &report, &err),
              aploc_times_free(made), OUT(made), OUT(report));
        SWEEP(aploc_times_look_h5(h5, &facts, &err), (void)0, OUT(facts));
    }
    NEEDS_NONE(aploc_times_demand_count(d.times) == 300 &&
               aploc_times_supply_count(d.times) == 300 && aploc_times_pair_count(d.times) > 40000);
    NEEDS_NONE(aploc_times_row(d.times, 0, &row, &of_row) > 0);
    demo_free(&d);
}
END_TEST

START_TEST(ages_practitioners_and_lists)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_ages *ages = NULL;
    aploc_practitioners *people = NULL;
    aploc_edits *edits = NULL;
    aploc_scenarios *scenarios = NULL;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_refit_report refit = APLOC_REFIT_REPORT_INIT;
    aploc_supply_report supply_report = APLOC_SUPPLY_REPORT_INIT;
    aploc_supply_options options = APLOC_SUPPLY_OPTIONS_INIT;
    aploc_practice practice = APLOC_PRACTICE_INIT;
    aploc_edit edit = APLOC_EDIT_INIT;
    static const aploc_age_class wide[] = {{0, 59}, {60, APLOC_AGE_OPEN}};
    static const aploc_age_class narrow[] = {{0, 29}, {30, APLOC_AGE_OPEN}};
    static const double residents[] = {10, 20};
    double refitted[2] = {7, 7};
    int32_t n = 0;
    aploc_communes *two = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of("2.csv", "code,population\nA,1\nB,2\n"), NULL,
                                         &two, NULL, &err),
                 err);
    const char *path = file_of("a.csv", "code,0-29,30+\nA,1,2\nB,3,4\n");
    SWEEP(aploc_ages_read_csv(path, two, NULL, &ages, &report, &err), aploc_ages_free(ages),
          OUT(ages), OUT(report));
    ck_assert_ok(aploc_ages_read_csv(path, two, NULL, &ages, NULL, &err), err);
    NEEDS_NONE(aploc_ages_count(ages) == 2 && aploc_ages_classes(ages, &n) && n == 2 &&
               aploc_ages_table(ages, 0) && *aploc_ages_path(ages));
    aploc_ages_free(ages);
    aploc_communes_free(two);
    SWEEP(aploc_ages_refit(1, 2, narrow, residents, 2, wide, 110, refitted, &refit, &err), (void)0,
          OUT(refitted), OUT(refit));

    const char *doctors = demo_file("practitioners.csv");
    SWEEP(aploc_practitioners_read_csv(doctors, d.communes, NULL, &people, &report, &err),
          aploc_practitioners_free(people), OUT(people), OUT(report));
    ck_assert_ok(aploc_practitioners_read_csv(doctors, d.communes, NULL, &people, NULL, &err), err);
    NEEDS_NONE(aploc_practitioners_count(people) > 100 && *aploc_practitioners_path(people) &&
               *aploc_practitioners_profession(people, 0));
    SWEEP(aploc_practitioners_get(people, 0, &practice, &err), (void)0, OUT(practice));
    options.profession = "gp";
    options.year = 2023;
    SWEEP(aploc_supply_from_practitioners(d.communes, people, d.method, &options, d.other,
                                          &supply_report, &err),
          (void)0, OUTS(d.other, d.n), OUT(supply_report));
    aploc_practitioners_free(people);
    path = file_of("s.csv", "code,supply\n00003,5\n");
    SWEEP(aploc_supply_read_csv(path, d.communes, NULL, d.other, &report, &err), (void)0,
          OUTS(d.other, d.n), OUT(report));

    path = file_of("edits.csv", "change,code,to,amount\nadd,00005,,+2\ntime,00015,00005,9.5\n"
                                "appears,NEW,,800\ntime,NEW,00005,4\n");
    SWEEP(aploc_edits_read_csv(path, d.communes, NULL, NULL, &edits, &report, &err),
          aploc_edits_free(edits), OUT(edits), OUT(report));
    ck_assert_ok(aploc_edits_read_csv(path, d.communes, NULL, NULL, &edits, NULL, &err), err);
    NEEDS_NONE(aploc_edits_count(edits) == 4);
    SWEEP(aploc_edits_get(edits, 0, &edit, &err), (void)0, OUT(edit));
    aploc_edits_free(edits);
    path = file_of("o.csv", "scenario,code,supply\nx,00003,+5400\ny,00017,0\n");
    SWEEP(aploc_scenarios_read_csv(path, d.communes, 0, NULL, NULL, &scenarios, &report, &err),
          aploc_scenarios_free(scenarios), OUT(scenarios), OUT(report));
    ck_assert_ok(aploc_scenarios_read_csv(path, d.communes, 0, NULL, NULL, &scenarios, NULL, &err),
                 err);
    NEEDS_NONE(aploc_scenarios_count(scenarios) == 2 && *aploc_scenarios_name(scenarios, 0));
    SWEEP(aploc_scenarios_supply(scenarios, 0, d.supply, 1, d.other, &err), (void)0,
          OUTS(d.other, d.n));
    aploc_scenarios_free(scenarios);
    demo_free(&d);
}
END_TEST

START_TEST(methods)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_method *made = NULL, *open = NULL;
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    aploc_method_supply supply = APLOC_METHOD_SUPPLY_INIT;
    aploc_demand_report report = APLOC_DEMAND_REPORT_INIT;
    aploc_decay decay = APLOC_DECAY_INIT;
    static const char text[] =
        "[method]\nname = x\n[decay]\nkind = exponential\nrate = ?\ncut = 20\n";
    static const double minutes[] = {1, 30};
    double weights[] = {7, 7};
    const char *path = demo_file("gp.ini");
    SWEEP(aploc_method_read(path, &made, &err), aploc_method_free(made), OUT(made));
    SWEEP(aploc_method_builtin("mg-2015", &made, &err), aploc_method_free(made), OUT(made));
    SWEEP(aploc_method_parse(text, strlen(text), "x.ini", &made, &err), aploc_method_free(made),
          OUT(made));
    ck_assert_ok(aploc_method_parse(text, strlen(text), "x.ini", &open, &err), err);
    NEEDS_NONE(*aploc_method_builtin_name(0) && aploc_method_get_gap(open, 0) &&
               *aploc_method_get_text(open, APLOC_METHOD_NAME));
    NEEDS_NONE(aploc_method_get_per(open) == 1 && aploc_method_get_sex(open) >= 0 &&
               aploc_method_get_variant(open) >= 0);
    aploc_method_free(open);
    SWEEP(aploc_method_get_decay(d.method, &decay, &err), (void)0, OUT(decay));
    SWEEP(aploc_method_get_supply(d.method, &supply, &err), (void)0, OUT(supply));
    NEEDS_NONE(aploc_decay_check(&d.decay, &err) == 0 && aploc_decay_threshold(&d.decay) == 20);
    SWEEP(aploc_decay_weights(&d.decay, 2, minutes, weights, &err), (void)0, OUT(weights));
    aploc_demand_options of_ages = APLOC_DEMAND_OPTIONS_INIT;
    of_ages.source = APLOC_DEMAND_AGES;
    SWEEP(aploc_demand_standardise(d.communes, d.method, NULL, d.other, &report, &err), (void)0,
          OUTS(d.other, d.n), OUT(report));
    ck_assert_ok(aploc_method_read(path, &made, &err), err);
    SWEEP(aploc_demand_standardise(d.communes, made, &of_ages, d.other, &report, &err), (void)0,
          OUTS(d.other, d.n), OUT(report));
    SWEEP(aploc_method_get_ages(made, &ages, &err), (void)0, OUT(ages));
    aploc_method_free(made);
    demo_free(&d);
}
END_TEST

void add_tables(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, small_things);
    tcase_add_test(tests, writers);
    tcase_add_test(tests, communes);
    tcase_add_test(tests, times);
    tcase_add_test(tests, ages_practitioners_and_lists);
    tcase_add_test(tests, methods);
}
