/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Studies that are run again: what is kept from a run before is what would have been computed; cells
 * that fail stop no other. */
#include "studies.h"

/* The same cells, to the bit. */
static void check_same(const aploc_run *one, const aploc_run *two)
{
    int32_t n = aploc_run_cell_count(one);
    ck_assert_int_eq(aploc_run_cell_count(two), n);
    for (int32_t k = 0; k < n; k++) {
        aploc_cell a = cell_of(one, k), b = cell_of(two, k);
        ck_assert_str_eq(a.name, b.name);
        ck_assert_str_eq(a.territory, b.territory);
        ck_assert_str_eq(a.people, b.people);
        ck_assert_str_eq(a.fingerprint, b.fingerprint);
        ck_assert_str_eq(a.message, b.message);
        ck_assert_int_eq(a.status, b.status);
        ck_assert_int_eq(a.variant, b.variant);
        ck_assert_bits(a.max_age, b.max_age);
        if (a.status)
            continue;
        for (int32_t i = 0; i < aploc_communes_count(a.communes); i++) {
            ck_assert_str_eq(aploc_communes_code(a.communes, i),
                             aploc_communes_code(b.communes, i));
            ck_assert_bits(a.demand[i], b.demand[i]);
            ck_assert_bits(a.supply[i], b.supply[i]);
            ck_assert_bits(a.values[i], b.values[i]);
        }
        ck_assert(memcmp(a.report, b.report, sizeof *a.report) == 0);
        ck_assert(memcmp(a.demand_report, b.demand_report, sizeof *a.demand_report) == 0);
        ck_assert(memcmp(a.supply_report, b.supply_report, sizeof *a.supply_report) == 0);
    }
}

/* Run again after a change, with what was there before and without. */
static aploc_study_report check_rerun(const char *text, const aploc_run *before)
{
    aploc_study_report report = APLOC_STUDY_REPORT_INIT, fresh = APLOC_STUDY_REPORT_INIT;
    aploc_study *study = read_study(text);
    aploc_run *again = run_study(study, before, 2, &report);
    aploc_run *anew = run_study(study, NULL, 1, &fresh);
    check_same(again, anew);
    ck_assert_int_eq(fresh.n_kept, 0);
    ck_assert_int_eq(fresh.n_failed, report.n_failed);
    ck_assert_int_eq(fresh.n_computed, report.n_computed + report.n_kept);
    aploc_run_free(again);
    aploc_run_free(anew);
    aploc_study_free(study);
    return report;
}

#define CHECK_RERUN(text, before, computed, kept, failed)                                          \
    do {                                                                                           \
        aploc_study_report r_ = check_rerun(text, before);                                         \
        ck_assert_int_eq(r_.n_computed, computed);                                                 \
        ck_assert_int_eq(r_.n_kept, kept);                                                         \
        ck_assert_int_eq(r_.n_failed, failed);                                                     \
    } while (0)

START_TEST(computes_what_changed)
{
    write_tables();
    aploc_study *study = read_study(STUDY TABLES METHODS);
    aploc_run *before = run_study(study, NULL, 0, NULL);
    CHECK_RERUN(STUDY TABLES METHODS, before, 0, 30, 0);
    /* What is only said, or asked for in other words, computes nothing. */
    CHECK_RERUN(STUDY "title = A title\nbelow = 3\ngroups = zone\ntables = full\n" TABLES
                      "year = {vintage}\n" METHODS,
                before, 0, 30, 0);
    file_of("moved.csv", times);
    CHECK_RERUN(STUDY TABLES "[vintage 2021]\ntimes = moved.csv\n" METHODS, before, 0, 30, 0);
    /* One method: its cells, in both vintages. */
    file_of("gp.ini", "[method]\nname = gp\n[decay]\nsteps = 0:1 10:1/4 15:0\n[supply]\ncap = 9\n");
    CHECK_RERUN(STUDY TABLES METHODS, before, 12, 18, 0);
    file_of("gp.ini", gp);
    /* One file of one vintage; one setting; one profession's. */
    file_of("p-2021.csv", "id,commune,profession,birth_year,acts\n2,A,gp,1990,5200\n"
                          "5,C,nurse,1985,700\n");
    CHECK_RERUN(STUDY TABLES METHODS, before, 15, 15, 0);
    file_of("p-2021.csv", practices_b);
    CHECK_RERUN(STUDY TABLES "[vintage 2020]\nyear = 2019\n" METHODS, before, 15, 15, 0);
    CHECK_RERUN(STUDY TABLES "[vintage 2020]\ncolumn standardised = population\n" METHODS, before,
                15, 15, 0);
    CHECK_RERUN(STUDY TABLES "missing = error\n" METHODS, before, 30, 0, 0);
    CHECK_RERUN(STUDY TABLES METHODS "max_ages = none 60\n", before, 2, 26, 0);
    aploc_run_free(before);
    /* A run of a part is a run before the whole. */
    aploc_study_free(study);
    study = read_study("[study]\nname = s\nvintages = 2020\nprofessions = gp\n"
                       "max_ages = 65\n" TABLES
                       "[profession gp]\nmethods = gp.ini\npractitioners = gp\n");
    before = run_study(study, NULL, 0, NULL);
    ck_assert_int_eq(aploc_run_cell_count(before), 1);
    CHECK_RERUN(STUDY TABLES METHODS, before, 29, 1, 0);
    aploc_run_free(before);
    aploc_study_free(study);
}
END_TEST

/* A run before that lies: cells under the fingerprints of the study, at other places. */
START_TEST(other_places_are_computed)
{
    write_tables();
    aploc_study *study = read_study(STUDY TABLES METHODS);
    aploc_run *honest = run_study(study, NULL, 0, NULL), *forged = NULL;
    const char *const codes[] = {"A"};
    const double one[] = {1};
    aploc_places places = APLOC_PLACES_INIT;
    aploc_communes *communes = NULL;
    aploc_times *t = NULL;
    aploc_error err = {0};
    places.codes = codes;
    places.count = 1;
    ck_assert_ok(aploc_communes_from_arrays(&places, &communes, &err), err);
    ck_assert_ok(aploc_times_from_pairs(1, 1, 0, NULL, NULL, NULL, &t, &err), err);
    ck_assert_ok(aploc_run_create(&forged, &err), err);
    for (int32_t k = 0; k < aploc_run_cell_count(honest) - 1; k++) {
        aploc_cell cell = cell_of(honest, k);
        cell.communes = communes;
        cell.sites = NULL;
        cell.times = t;
        cell.demand = cell.supply = cell.values = one;
        ck_assert_ok(aploc_run_add(forged, &cell, &err), err);
    }
    aploc_communes_free(communes);
    aploc_times_free(t);
    aploc_study_report report = APLOC_STUDY_REPORT_INIT;
    aploc_run *again = run_study(study, forged, 1, &report);
    /* The vintage of the cell that lacks is read, and nothing of it kept. */
    int kept_of_last = 0;
    for (int32_t k = 0; k < aploc_run_cell_count(again); k++)
        if (strcmp(cell_of(again, k).vintage, "2021") == 0)
            kept_of_last += aploc_communes_count(cell_of(again, k).communes) != 3;
    ck_assert_int_eq(kept_of_last, 0);
    ck_assert_int_ge(report.n_computed, 15);
    aploc_run_free(again);
    aploc_run_free(forged);
    aploc_run_free(honest);
    aploc_study_free(study);
}
END_TEST

START_TEST(failed_cells_stop_no_other)
{
    static const char more[] =
        STUDY TABLES "[profession gp]\nmethods = gp.ini unknown.ini none.ini\npractitioners = gp\n"
                     "[profession nurse]\nmethods = other.ini\npractitioners = midwife\n";
    write_tables();
    ck_assert_int_eq(remove(file_path("p-2021.csv")), 0);
    aploc_study *study = read_study(more);
    aploc_study_report report = APLOC_STUDY_REPORT_INIT;
    aploc_run *run = run_study(study, NULL, 0, &report);
    ck_assert_int_eq(aploc_run_cell_count(run), 24);
    ck_assert_int_eq(report.n_computed, 3);
    ck_assert_int_eq(report.n_failed, 21);
    aploc_cell cell = cell_named(run, "2020-gp-gp-65");
    ck_assert_int_eq(cell.status, 0);
    cell = cell_named(run, "2020-gp-unknown-65");
    ck_assert_int_eq(cell.status, APLOC_ERR_METHOD_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(cell.message, "does not know [decay] steps"));
    ck_assert_uint_eq(strlen(cell.fingerprint), 64);
    cell = cell_named(run, "2020-gp-none-65");
    ck_assert_int_eq(cell.status, APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(cell.message, "none.ini: found nothing that can be opened"));
    ck_assert_str_eq(cell.fingerprint, "");
    cell = cell_named(run, "2020-nurse-all");
    ck_assert_int_eq(cell.status, APLOC_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(cell.message, "midwife"));
    cell = cell_named(run, "2021-gp-gp-all");
    ck_assert_int_eq(cell.status, APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(cell.message, "p-2021.csv"));
    ck_assert_str_eq(cell.vintage, "2021");
    ck_assert_ptr_null(cell.values);
    /* What failed is tried again, what did not is kept. */
    CHECK_RERUN(more, run, 0, 3, 21);
    file_of("p-2021.csv", practices_b);
    CHECK_RERUN(more, run, 3, 3, 18);
    /* The tables of a vintage that are gone: its cells fail, though some were known before. */
    ck_assert_int_eq(remove(file_path("c-2020.csv")), 0);
    CHECK_RERUN(more, run, 3, 0, 21);
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, computes_what_changed);
    tcase_add_test(tests, other_places_are_computed);
    tcase_add_test(tests, failed_cells_stop_no_other);
}

int main(void)
{
    return run_tests("study_again", add);
}
