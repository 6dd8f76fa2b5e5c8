/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs in memory: what goes in comes out, tables are held, and nothing half-added stays. */
#include "folder.h"
#include "runs.h"

static aploc_run *new_run(void)
{
    aploc_error err = {0};
    aploc_run *run = NULL;
    ck_assert_ok(aploc_run_create(&run, &err), err);
    return run;
}

static aploc_cell get(const aploc_run *run, int32_t k)
{
    aploc_error err = {0};
    aploc_cell cell = APLOC_CELL_INIT;
    ck_assert_ok(aploc_run_get_cell(run, k, &cell, &err), err);
    return cell;
}

START_TEST(cell_as_added)
{
    world w = make_world();
    aploc_run *run = new_run();
    ck_assert_int_eq(aploc_run_cell_count(run), 0);
    add_computed(run, &w, "a", APLOC_VARIANT_E2SFCA, 0, 1);
    add_computed(run, &w, "b", APLOC_VARIANT_I2SFCA, 1, 1);
    ck_assert_int_eq(aploc_run_cell_count(run), 2);
    ck_assert_int_eq(aploc_run_find(run, "b"), 1);
    ck_assert_int_eq(aploc_run_find(run, "c"), -1);
    ck_assert_int_eq(aploc_run_find(NULL, "a"), -1);
    ck_assert_int_eq(aploc_run_find(run, NULL), -1);
    aploc_cell a = get(run, 0), b = get(run, 1);
    ck_assert_str_eq(a.name, "a");
    ck_assert_str_eq(a.territory, "communes");
    ck_assert_str_eq(a.people, "people");
    ck_assert_str_eq(a.vintage, "2023");
    ck_assert_str_eq(a.profession, "g\xc3\xa9n\xc3\xa9raliste");
    ck_assert_str_eq(a.message, "");
    ck_assert_int_eq(a.year, 2022);
    ck_assert(a.communes == w.communes && !a.sites && a.times == w.times && a.method == w.method);
    ck_assert(b.sites == w.sites && b.times == w.to_sites);
    for (int i = 0; i < N_COMMUNES; i++) {
        ck_assert_bits(a.demand[i], w.demand[i]);
        ck_assert_bits(a.supply[i], w.supply[i]);
    }
    ck_assert(a.demand != w.demand && a.supply != w.supply);
    ck_assert_ptr_nonnull(a.report);
    ck_assert_ptr_nonnull(a.demand_report);
    ck_assert_ptr_null(a.supply_report);
    ck_assert_bits(a.demand_report->total, w.demand_report.total);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(names_and_texts_default)
{
    world w = make_world();
    aploc_run *run = new_run();
    aploc_error err = {0};
    aploc_cell cell = cell_of(&w, "2023-gp-all");
    cell.demand_report = NULL;
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    cell = get(run, 0);
    ck_assert_str_eq(cell.territory, "2023-gp-all");
    ck_assert_str_eq(cell.people, "2023-gp-all");
    ck_assert_str_eq(cell.vintage, "");
    ck_assert_str_eq(cell.profession, "");
    ck_assert_str_eq(cell.fingerprint, "");
    ck_assert(!cell.report && !cell.demand_report && !cell.supply_report);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

/* Whoever frees first, the other still has the tables. */
START_TEST(tables_are_held)
{
    world w = make_world();
    aploc_run *one = new_run(), *two = new_run();
    add_computed(one, &w, "a", APLOC_VARIANT_BFCA, 0, 1);
    add_computed(one, &w, "b", APLOC_VARIANT_BFCA, 1, 1);
    add_computed(two, &w, "b", APLOC_VARIANT_BFCA, 1, 1);
    aploc_run_free(one);
    ck_assert_str_eq(aploc_communes_code(w.communes, 1), "2A004");
    free_world(&w);
    aploc_cell cell = get(two, 0);
    ck_assert_str_eq(aploc_communes_code(cell.communes, 1), "2A004");
    ck_assert_str_eq(aploc_communes_code(cell.sites, 2), "S3");
    ck_assert_int_eq(aploc_times_supply_count(cell.times), N_SITES);
    ck_assert_str_eq(aploc_method_get_text(cell.method, APLOC_METHOD_NAME), "five");
    aploc_run_free(two);
    aploc_run_free(NULL);
}
END_TEST

START_TEST(failed_cell)
{
    aploc_run *run = new_run();
    aploc_error err = {0};
    aploc_cell cell = APLOC_CELL_INIT;
    cell.name = "2019-nurse-all";
    cell.status = APLOC_ERR_OPEN;
    cell.message = "found nothing";
    cell.vintage = "2019";
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    cell = get(run, 0);
    ck_assert_int_eq(cell.status, APLOC_ERR_OPEN);
    ck_assert_str_eq(cell.message, "found nothing");
    ck_assert_str_eq(cell.vintage, "2019");
    ck_assert(!cell.values && !cell.demand && !cell.supply && !cell.communes && !cell.times &&
              !cell.method);
    ck_assert_str_eq(cell.territory, "");
    aploc_run_free(run);
}
END_TEST

/* Refused, and the run as it was: the same cell, put right, goes in. */
static void refuse_cell(aploc_run *run, const aploc_cell *cell, aploc_status status,
                        const char *words)
{
    aploc_error err = {0};
    int32_t before = aploc_run_cell_count(run);
    ck_assert_fails(aploc_run_add(run, cell, &err), status);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_int_eq(aploc_run_add(run, cell, NULL), status);
    ck_assert_int_eq(aploc_run_cell_count(run), before);
}

START_TEST(what_is_needed)
{
    world w = make_world();
    aploc_run *run = new_run();
    aploc_error err = {0};
    aploc_cell good = cell_of(&w, "a"), cell;
    ck_assert_fails(aploc_run_create(NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_add(NULL, &good, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_add(run, NULL, &err), APLOC_ERR_ARGUMENT);
    cell = good;
    cell.size--;
    refuse_cell(run, &cell, APLOC_ERR_OPTIONS, "found an aploc_cell of");
#define LACKS(member)                                                                              \
    cell = good;                                                                                   \
    cell.member = NULL;                                                                            \
    refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found no " #member)
    LACKS(method);
    LACKS(communes);
    LACKS(times);
    LACKS(demand);
    LACKS(supply);
    LACKS(values);
    cell = good;
    cell.sites = w.sites;
    refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found times of 5 to 5 places, expected 5 to 3");
    cell = good;
    cell.times = w.to_sites;
    refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found times of 5 to 3 places, expected 5 to 5");
#define OUTSIDE(member, value)                                                                     \
    cell = good;                                                                                   \
    cell.member = value;                                                                           \
    refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found a " #member " out of its domain")
    OUTSIDE(variant, APLOC_VARIANT_COUNT);
    OUTSIDE(missing, 7);
    OUTSIDE(demand_origin, APLOC_ORIGIN_PRACTITIONERS);
    OUTSIDE(supply_origin, 3);
    OUTSIDE(max_age, -1.0);
    OUTSIDE(max_age, NAN);
    OUTSIDE(supply_scale, 0.0);
    OUTSIDE(supply_scale, HUGE_VAL);
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    report.size++;
    cell = good;
    cell.report = &report;
    refuse_cell(run, &cell, APLOC_ERR_OPTIONS, "found a report of an unknown size");
    ck_assert_ok(aploc_run_add(run, &good, &err), err);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(names_of_another_form)
{
    world w = make_world();
    aploc_run *run = new_run();
    char longest[122], text[257];
    memset(longest, 'n', sizeof longest);
    longest[121] = '\0';
    memset(text, 't', sizeof text);
    text[256] = '\0';
    const char *const bad[] = {"", ".a", "a b", "a/b", "\xc3\xa9", "a\n", longest};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        aploc_cell cell = cell_of(&w, bad[k]);
        refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found the name '");
        cell = cell_of(&w, "a");
        cell.territory = bad[k];
        refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found the name '");
        cell.territory = NULL;
        cell.people = bad[k];
        refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found the name '");
    }
    aploc_cell cell = cell_of(&w, "a");
    cell.vintage = text;
    refuse_cell(run, &cell, APLOC_ERR_ARGUMENT, "found a text of 256 bytes");
    cell.vintage = text + 1;
    cell.name = longest + 1;
    aploc_error err = {0};
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

/* One name, one thing. */
START_TEST(names_for_two_things)
{
    world w = make_world(), other = make_world();
    aploc_run *run = new_run();
    aploc_error err = {0};
    add_computed(run, &w, "a", APLOC_VARIANT_E2SFCA, 0, 1);
    aploc_cell cell = cell_of(&w, "a");
    refuse_cell(run, &cell, APLOC_ERR_CELL, "found two cells named a");
    cell = cell_of(&w, "b");
    cell.territory = "communes";
    cell.communes = other.communes;
    refuse_cell(run, &cell, APLOC_ERR_CELL, "another territory under the name 'communes'");
    cell = cell_of(&w, "b");
    cell.people = "people"; /* of the territory "b" */
    refuse_cell(run, &cell, APLOC_ERR_CELL, "another people under the name 'people'");
    /* What the refused cell brought along is gone: the name is free. */
    aploc_cell free_again = cell_of(&other, "c");
    free_again.territory = "b";
    free_again.method = w.method;
    ck_assert_ok(aploc_run_add(run, &free_again, &err), err);
    double demand[N_COMMUNES] = {1, 2, 3, 4, 5};
    cell.territory = "communes";
    cell.demand = demand;
    refuse_cell(run, &cell, APLOC_ERR_CELL, "another people under the name 'people'");
    aploc_method *method = NULL;
    static const char text[] = "[method]\nname = five\n[decay]\nsteps = 0:1 30:0\n";
    ck_assert_ok(aploc_method_parse(text, strlen(text), "x", &method, &err), err);
    cell = cell_of(&w, "b");
    cell.method = method;
    refuse_cell(run, &cell, APLOC_ERR_CELL, "another method under the name 'five'");
    /* Read twice, a method is the same one. */
    cell.method = other.method;
    cell.territory = "communes";
    cell.people = "people";
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    ck_assert(get(run, 2).method == w.method && get(run, 2).demand == get(run, 0).demand);
    aploc_run_free(run);
    aploc_method_free(method);
    free_world(&w);
    free_world(&other);
}
END_TEST

/* A run file holds UTF-8 alone; a message, which may name a file in other bytes, is made so. */
START_TEST(texts_are_utf8)
{
    world w = make_world();
    aploc_run *run = new_run();
    aploc_cell cell = cell_of(&w, "a");
    char text[3000];
    cell.profession = "m\351decins";
    refuse_cell(run, &cell, APLOC_ERR_ENCODING, "not UTF-8");
    cell.profession = "m\xc3\xa9"
                      "decins";
    cell.vintage = "\xff";
    refuse_cell(run, &cell, APLOC_ERR_ENCODING, "not UTF-8");
    ck_assert_fails(aploc_run_set_study(run, "\xff\xfe", NULL), APLOC_ERR_ENCODING);
    cell = (aploc_cell)APLOC_CELL_INIT;
    cell.name = "failed";
    cell.status = APLOC_ERR_OPEN;
    cell.message = "m\xe9"
                   "d/c.csv: found nothing";
    ck_assert_fails(aploc_run_add(run, &cell, NULL), APLOC_OK);
    ck_assert_str_eq(get(run, 0).message, "m?d/c.csv: found nothing");
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cell.name = "long";
    cell.message = text;
    ck_assert_fails(aploc_run_add(run, &cell, NULL), APLOC_OK);
    ck_assert_uint_lt(strlen(get(run, 1).message), sizeof((aploc_error *)0)->message);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(cells_by_number)
{
    world w = make_world();
    aploc_run *run = new_run();
    aploc_error err = {0};
    aploc_cell cell = APLOC_CELL_INIT;
    add_computed(run, &w, "a", APLOC_VARIANT_E2SFCA, 0, 1);
    ck_assert_fails(aploc_run_get_cell(run, 1, &cell, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_run_get_cell(run, -1, &cell, &err), APLOC_ERR_INDEX);
    ck_assert_ptr_null(cell.name);
    ck_assert_fails(aploc_run_get_cell(NULL, 0, &cell, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_get_cell(run, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    cell.size = 8;
    ck_assert_fails(aploc_run_get_cell(run, 0, &cell, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_run_cell_count(NULL), 0);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(inputs_and_study)
{
    aploc_run *run = new_run();
    aploc_error err = {0};
    const char *path = file_of("abc", "abc");
    ck_assert_str_eq(aploc_run_get_study(run), "");
    ck_assert_ptr_null(aploc_run_get_study(NULL));
    ck_assert_ok(aploc_run_set_study(run, "[study]\n", &err), err);
    ck_assert_str_eq(aploc_run_get_study(run), "[study]\n");
    ck_assert_ok(aploc_run_set_study(run, NULL, &err), err);
    ck_assert_str_eq(aploc_run_get_study(run), "");
    ck_assert_fails(aploc_run_set_study(NULL, "", &err), APLOC_ERR_ARGUMENT);
    ck_assert_ok(aploc_run_add_input(run, "times", path, "t.csv", &err), err);
    ck_assert_ok(aploc_run_add_input(run, "times", path, "t.csv", &err), err);
    ck_assert_ok(aploc_run_add_input(run, "communes", path, NULL, &err), err);
    const aploc_input *input = aploc_run_get_input(run, 0);
    ck_assert_str_eq(input->role, "times");
    ck_assert_str_eq(input->path, "t.csv");
    ck_assert_int_eq(input->bytes, 3);
    /* FIPS 180-2, appendix B.1 */
    ck_assert_str_eq(input->sha256,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_str_eq(aploc_run_get_input(run, 1)->path, path);
    ck_assert_ptr_null(aploc_run_get_input(run, 2));
    ck_assert_ptr_null(aploc_run_get_input(run, -1));
    ck_assert_ptr_null(aploc_run_get_input(NULL, 0));
    ck_assert_fails(aploc_run_add_input(run, "x", file_path("nowhere"), NULL, &err),
                    APLOC_ERR_OPEN);
    ck_assert_fails(aploc_run_add_input(run, NULL, path, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_add_input(run, "x", NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_add_input(NULL, "x", path, NULL, &err), APLOC_ERR_ARGUMENT);
    aploc_run_free(run);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, cell_as_added);
    tcase_add_test(tests, names_and_texts_default);
    tcase_add_test(tests, tables_are_held);
    tcase_add_test(tests, failed_cell);
    tcase_add_test(tests, what_is_needed);
    tcase_add_test(tests, names_of_another_form);
    tcase_add_test(tests, names_for_two_things);
    tcase_add_test(tests, texts_are_utf8);
    tcase_add_test(tests, cells_by_number);
    tcase_add_test(tests, inputs_and_study);
}

int main(void)
{
    return run_tests("run", add);
}
