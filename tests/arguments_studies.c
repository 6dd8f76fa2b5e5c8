/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs, their files, comparisons and studies. */
#include "arguments.h"
#include "runs.h"

static aploc_error err;

START_TEST(cells)
{
    static char longest[70000];
    world w = make_world();
    aploc_run *run = NULL;
    aploc_demand_report demand = APLOC_DEMAND_REPORT_INIT;
    aploc_supply_report supply = APLOC_SUPPLY_REPORT_INIT;
    aploc_cell cell;
    memset(longest, 'x', sizeof longest - 1);
    ck_assert_ok(aploc_run_create(&run, &err), err);
#define WRONG(change, expected, words)                                                             \
    do {                                                                                           \
        cell = cell_of(&w, "c");                                                                   \
        change;                                                                                    \
        REFUSED(aploc_run_add(run, &cell, &err), expected, words);                                 \
    } while (0)
    WRONG(cell.name = NULL, APLOC_ERR_ARGUMENT, "found the name ''");
    WRONG(cell.name = "", APLOC_ERR_ARGUMENT, "found the name ''");
    WRONG(cell.name = ".c", APLOC_ERR_ARGUMENT, "found the name '.c'");
    WRONG(cell.name = "a/b", APLOC_ERR_ARGUMENT, "found the name 'a/b'");
    WRONG(cell.name = "a[b", APLOC_ERR_ARGUMENT, "found the name 'a[b'");
    WRONG(cell.name = "a{b", APLOC_ERR_ARGUMENT, "found the name 'a{b'");
    WRONG(cell.name = longest, APLOC_ERR_ARGUMENT, "found the name 'xxx");
    WRONG(cell.territory = "a b", APLOC_ERR_ARGUMENT, "found the name 'a b'");
    WRONG(cell.people = "a:b", APLOC_ERR_ARGUMENT, "found the name 'a:b'");
    WRONG(cell.vintage = "\xe9", APLOC_ERR_ENCODING, "cell c: found a text that is not UTF-8");
    WRONG(cell.profession = longest, APLOC_ERR_ARGUMENT, "cell c: found a text of 69999 bytes");
    WRONG(cell.notes = longest, APLOC_ERR_ARGUMENT, "cell c: found notes of 69999 bytes");
    WRONG(cell.variant = -1, APLOC_ERR_ARGUMENT, "cell c: found a variant out of its domain");
    WRONG(cell.missing = 7, APLOC_ERR_ARGUMENT, "cell c: found a missing out of its domain");
    WRONG(cell.demand_origin = APLOC_ORIGIN_PRACTITIONERS, APLOC_ERR_ARGUMENT,
          "cell c: found a demand_origin out of its domain");
    WRONG(cell.supply_origin = -1, APLOC_ERR_ARGUMENT, "found a supply_origin out of its domain");
    WRONG(cell.supply_origin = APLOC_ORIGIN_PRACTITIONERS + 1, APLOC_ERR_ARGUMENT,
          "found a supply_origin out of its domain");
    WRONG(cell.max_age = NAN, APLOC_ERR_ARGUMENT, "found a max_age out of its domain");
    WRONG(cell.max_age = -1, APLOC_ERR_ARGUMENT, "found a max_age out of its domain");
    WRONG(cell.supply_scale = 0, APLOC_ERR_ARGUMENT, "found a supply_scale out of its domain");
    WRONG(cell.supply_scale = INFINITY, APLOC_ERR_ARGUMENT, "found a supply_scale out of");
    WRONG((demand.size = 3, cell.demand_report = &demand), APLOC_ERR_OPTIONS,
          "cell c: found a report of an unknown size");
    WRONG((supply.size = 3, cell.supply_report = &supply), APLOC_ERR_OPTIONS,
          "cell c: found a report of an unknown size");
    demand = (aploc_demand_report)APLOC_DEMAND_REPORT_INIT;
    supply = (aploc_supply_report)APLOC_SUPPLY_REPORT_INIT;
    WRONG((demand.reserved = 1, cell.demand_report = &demand), APLOC_ERR_OPTIONS,
          "found aploc_demand_report with reserved = 1, expected 0");
    WRONG((supply.reserved = 7, cell.supply_report = &supply), APLOC_ERR_OPTIONS,
          "found aploc_supply_report with reserved = 7, expected 0");
    WRONG(cell.method = NULL, APLOC_ERR_ARGUMENT, "cell c: found no method");
    WRONG(cell.communes = NULL, APLOC_ERR_ARGUMENT, "cell c: found no communes");
    WRONG(cell.times = NULL, APLOC_ERR_ARGUMENT, "cell c: found no times");
    WRONG(cell.demand = NULL, APLOC_ERR_ARGUMENT, "cell c: found no demand");
    WRONG(cell.supply = NULL, APLOC_ERR_ARGUMENT, "cell c: found no supply");
    WRONG(cell.values = NULL, APLOC_ERR_ARGUMENT, "cell c: found no values");
    WRONG(cell.times = w.to_sites, APLOC_ERR_ARGUMENT,
          "cell c: found times of 5 to 3 places, expected 5 to 5");
    WRONG((cell.communes = w.sites, cell.sites = w.communes), APLOC_ERR_ARGUMENT,
          "cell c: found times of 5 to 5 places, expected 3 to 5");
    ck_assert_int_eq(aploc_run_cell_count(run), 0);
    cell = cell_of(&w, "c");
    cell.territory = cell.people = "t";
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    REFUSED(aploc_run_add(run, &cell, &err), APLOC_ERR_CELL, "found two cells named c");
    /* Under a name that is taken, other tables, or other people. */
    aploc_times *again = NULL;
    const int32_t one = 0;
    const double minutes = 1;
    ck_assert_ok(aploc_times_from_pairs(5, 5, 1, &one, &one, &minutes, &again, &err), err);
    cell.name = "d";
    cell.times = again;
    REFUSED(aploc_run_add(run, &cell, &err), APLOC_ERR_CELL,
            "cell d: found another territory under the name 't'");
    cell.times = w.times;
    cell.demand = w.supply;
    REFUSED(aploc_run_add(run, &cell, &err), APLOC_ERR_CELL, "under the name 't'");
    ck_assert(aploc_run_cell_count(run) == 1 && aploc_run_find(run, "d") == -1);
    aploc_times_free(again);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(comparisons)
{
    world w = make_world();
    aploc_comparison *made = NULL;
    aploc_compare_report report = APLOC_COMPARE_REPORT_INIT;
    aploc_compare_options o = APLOC_COMPARE_OPTIONS_INIT;
    const aploc_compare_options good = APLOC_COMPARE_OPTIONS_INIT;
    aploc_cell cell = cell_of(&w, "c"), bad = cell;
    REFUSED(aploc_compare_cells(NULL, &cell, NULL, &made, &err), APLOC_ERR_ARGUMENT,
            "found no cell before");
    REFUSED(aploc_compare_cells(&cell, NULL, NULL, &made, &err), APLOC_ERR_ARGUMENT,
            "found no cell after");
    o.unknown = 7;
    REFUSED(aploc_compare_cells(&cell, &cell, &o, &made, &err), APLOC_ERR_OPTIONS, "unknown = 7");
    o = good;
    o.split = -1;
    REFUSED(aploc_compare_cells(&cell, &cell, &o, &made, &err), APLOC_ERR_OPTIONS, "split = -1");
    o.split = 2;
    REFUSED(aploc_compare_cells(&cell, &cell, &o, &made, &err), APLOC_ERR_OPTIONS, "split = 2");
    o = good;
    o.n_threads = -1;
    REFUSED(aploc_compare_cells(&cell, &cell, &o, &made, &err), APLOC_ERR_OPTIONS,
            "n_threads = -1");
    o = good;
    o.reserved = 1;
    REFUSED(aploc_compare_cells(&cell, &cell, &o, &made, &err), APLOC_ERR_OPTIONS,
            "found aploc_compare_options with reserved = 1, expected 0");
    bad.name = NULL;
    REFUSED(aploc_compare_cells(&cell, &bad, NULL, &made, &err), APLOC_ERR_ARGUMENT,
            "found a cell without a name");
    bad = cell;
    bad.status = APLOC_ERR_OPTIONS; /* of which nobody noted why */
    REFUSED(aploc_compare_cells(&cell, &bad, NULL, &made, &err), APLOC_ERR_CELL,
            "cell c: found no values, since it failed ()");
    bad = cell;
    bad.variant = APLOC_VARIANT_COUNT;
    REFUSED(aploc_compare_cells(&bad, &cell, NULL, &made, &err), APLOC_ERR_CELL,
            "cell c: found values of the variant ?");
    bad.variant = APLOC_VARIANT_I2SFCA;
    o = good;
    o.split = 0;
    REFUSED(aploc_compare_cells(&bad, &cell, &o, &made, &err), APLOC_ERR_CELL,
            "expected one that has a value for each commune");
    REFUSED(aploc_comparison_get_report(NULL, &report, &err), APLOC_ERR_ARGUMENT,
            "found no comparison");
    ck_assert(!made && aploc_comparison_count(NULL) == 0 && !aploc_comparison_parts(NULL));
    ck_assert(!aploc_comparison_places(NULL, 0) && !aploc_comparison_values(NULL, 1));
    ck_assert_ok(aploc_compare_cells(&cell, &cell, &o, &made, &err), err);
    REFUSED(aploc_comparison_get_report(made, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the result");
    REFUSED(aploc_comparison_changes(made, 1, NULL, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the result");
    report.size--;
    REFUSED(aploc_comparison_get_report(made, &report, &err), APLOC_ERR_OPTIONS,
            "found an aploc_compare_report of");
    ck_assert(!aploc_comparison_places(made, 2) && !aploc_comparison_values(made, -1));
    ck_assert(!aploc_comparison_places(made, -1) && !aploc_comparison_values(made, 2));
    aploc_comparison_free(made);
    free_world(&w);
}
END_TEST

START_TEST(run_files_and_studies)
{
    aploc_run *run = NULL;
    aploc_study *study = NULL;
    aploc_study_cell cell = APLOC_STUDY_CELL_INIT;
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    aploc_verify_options o = APLOC_VERIFY_OPTIONS_INIT;
    const char *no = file_path("no");
    REFUSED(aploc_run_create(NULL, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_run_read_h5(NULL, NULL, &run, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_run_read_h5(no, NULL, NULL, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_run_write_h5(NULL, no, NULL, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_verify_h5(NULL, NULL, &report, &err), APLOC_ERR_ARGUMENT, "");
    o.inputs_folder = no;
    REFUSED(aploc_verify_h5(no, &o, &report, &err), APLOC_ERR_ARGUMENT, no);
    o.inputs_folder = file_of("f", "x");
    REFUSED(aploc_verify_h5(no, &o, &report, &err), APLOC_ERR_ARGUMENT, o.inputs_folder);
    REFUSED(aploc_study_read(NULL, &study, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_study_read(no, NULL, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_study_run(NULL, NULL, &run, NULL, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_study_get_cell(NULL, 0, &cell, &err), APLOC_ERR_ARGUMENT, "");
    ck_assert(aploc_study_cell_count(NULL) == 0 && !aploc_study_get_group(NULL, 0));
    ck_assert(!aploc_study_get_table(NULL, 0) && !aploc_study_get_file(NULL, 0, 0, NULL));
    ck_assert(!run && !study);
}
END_TEST

/* Members that have no meaning yet. */
START_TEST(reserved_members)
{
    aploc_run *run = NULL, *made = NULL;
    aploc_study *study = NULL;
    aploc_run_write_options writing = APLOC_RUN_WRITE_OPTIONS_INIT;
    aploc_verify_options verifying = APLOC_VERIFY_OPTIONS_INIT;
    aploc_study_options running = APLOC_STUDY_OPTIONS_INIT;
    const char *path = file_path("reserved.h5");
    writing.reserved = verifying.reserved = running.reserved = 1;
    ck_assert_ok(aploc_run_create(&run, &err), err);
    REFUSED(aploc_run_write_h5(run, path, &writing, &err), APLOC_ERR_OPTIONS,
            "found aploc_run_write_options with reserved = 1, expected 0");
    ck_assert_int_ne(access(path, F_OK), 0);
    REFUSED(aploc_verify_h5(path, &verifying, NULL, &err), APLOC_ERR_OPTIONS,
            "found aploc_verify_options with reserved = 1, expected 0");
    const char *text = "[study]\nname = s\nvintages = a\nprofessions = gp\n"
                       "[vintage a]\ncommunes = c.csv\ntimes = t.csv\nsupply = s.csv\n"
                       "[profession gp]\nmethods = mg-2015\n";
    ck_assert_ok(aploc_study_read(file_of("s.ini", text), &study, &err), err);
    REFUSED(aploc_study_run(study, &running, &made, NULL, &err), APLOC_ERR_OPTIONS,
            "found aploc_study_options with reserved = 1, expected 0");
    ck_assert_ptr_null(made);
    aploc_study_free(study);
    aploc_run_free(run);
}
END_TEST

/* Every reader says of an empty path that it is one. */
START_TEST(empty_paths)
{
    aploc_communes *communes = NULL;
    aploc_method *method = NULL;
    aploc_run *run = NULL;
    REFUSED(aploc_communes_read_csv("", NULL, &communes, NULL, &err), APLOC_ERR_OPEN,
            "found an empty path, expected a table");
    REFUSED(aploc_method_read("", &method, &err), APLOC_ERR_OPEN,
            "found an empty path, expected a method file");
    if (aploc_run_read_h5("", NULL, &run, &err) != APLOC_ERR_UNSUPPORTED)
        REFUSED(aploc_run_read_h5("", NULL, &run, &err), APLOC_ERR_OPEN,
                "found an empty path, expected an HDF5 file");
    ck_assert(!communes && !method && !run);
}
END_TEST

void add_studies(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, cells);
    tcase_add_test(tests, comparisons);
    tcase_add_test(tests, run_files_and_studies);
    tcase_add_test(tests, reserved_members);
    tcase_add_test(tests, empty_paths);
}
