/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run files: what was written is read, equal runs are equal bytes, and verifying says what is so. */
#include <unistd.h>

#include "runs.h"
#include "same_runs.h"

static aploc_run *new_run(void)
{
    aploc_error err = {0};
    aploc_run *run = NULL;
    ck_assert_ok(aploc_run_create(&run, &err), err);
    return run;
}

/* Every variant in the communes and at the sites, a cell that failed among them, inputs, a study. */
static aploc_run *full_run(const world *w, int32_t n_threads)
{
    aploc_run *run = new_run();
    aploc_error err = {0};
    for (int32_t v = 0; v < APLOC_VARIANT_COUNT; v++) {
        char name[64];
        /* kd2sfca wants a continuous decay: it has none here. */
        if (v == APLOC_VARIANT_KD2SFCA) {
            aploc_cell cell = APLOC_CELL_INIT;
            cell.name = "failed";
            cell.status = APLOC_ERR_OPTIONS;
            cell.message = "found steps; expected \xe2\x80\xa6";
            ck_assert_ok(aploc_run_add(run, &cell, &err), err);
            continue;
        }
        snprintf(name, sizeof name, "z-%s", aploc_variant_name(v));
        add_computed(run, w, name, v, 0, n_threads);
        name[0] = 'a';
        add_computed(run, w, name, v, 1, n_threads);
    }
    const char *path = file_of("input.csv", "from,to,minutes\n");
    ck_assert_ok(aploc_run_add_input(run, "times", path, "in put.csv", &err), err);
    ck_assert_ok(aploc_run_add_input(run, "practitioners", path, "p.csv", &err), err);
    ck_assert_ok(aploc_run_set_study(run, "[study]\nname = all\n", &err), err);
    return run;
}

static const char *write_run(const aploc_run *run, const char *name)
{
    aploc_error err = {0};
    const char *path = file_path(name);
    ck_assert_ok(aploc_run_write_h5(run, path, NULL, &err), err);
    return path;
}

static aploc_run *read_run(const char *path)
{
    aploc_error err = {0};
    aploc_run *run = NULL;
    ck_assert_ok(aploc_run_read_h5(path, NULL, &run, &err), err);
    return run;
}

START_TEST(read_as_written)
{
    world w = make_world();
    aploc_run *run = full_run(&w, 1);
    const char *first = write_run(run, "first.h5");
    free_world(&w); /* the run holds what it needs */
    aploc_run *read = read_run(first);
    same_run(run, read);
    same_file(first, write_run(read, "second.h5"));
    same_file(first, write_run(run, "first.h5"));
    aploc_run_free(run);
    aploc_run_free(read);
}
END_TEST

/* A run without anything is one, too. */
START_TEST(empty_run)
{
    aploc_error err = {0};
    aploc_run *run = new_run();
    const char *path = write_run(run, "empty.h5");
    aploc_run *read = read_run(path);
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    ck_assert_int_eq(aploc_run_cell_count(read), 0);
    ck_assert_ok(aploc_verify_h5(path, NULL, &report, &err), err);
    ck_assert(report.n_cells == 0 && report.n_faults == 0);
    aploc_run_free(run);
    aploc_run_free(read);
}
END_TEST

START_TEST(supply_report_kept)
{
    world w = make_world();
    aploc_error err = {0};
    aploc_run *run = new_run();
    aploc_supply_report report = APLOC_SUPPLY_REPORT_INIT;
    int32_t *whole = &report.n_practices;
    double *numbers = &report.max_age;
    for (int k = 0; k < 11; k++) /* n_practices … opened_unknown */
        whole[k] = 100 + k;
    for (int k = 0; k < 11; k++) /* max_age … supply */
        numbers[k] = k ? 1.0 / k : NAN;
    aploc_cell cell = cell_of(&w, "gp");
    cell.supply_origin = APLOC_ORIGIN_PRACTITIONERS;
    cell.supply_report = &report;
    cell.max_age = 62.5;
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    aploc_run *read = read_run(write_run(run, "gp.h5"));
    same_run(run, read);
    aploc_run_free(run);
    aploc_run_free(read);
    free_world(&w);
}
END_TEST

/* ---- verifying ---- */

typedef struct heard {
    int n[APLOC_VERDICT_OTHER_INPUT + 1];
    char last[1300];
    int stop_at; /* the call that says to stop; 0: none */
    int calls;
} heard;

static int hear(void *data, const aploc_verdict *v)
{
    heard *h = data;
    ck_assert_uint_eq(v->size, sizeof *v);
    ck_assert(v->kind >= 0 && v->kind <= APLOC_VERDICT_OTHER_INPUT);
    ck_assert(v->object && v->cell && v->code && *v->message && !strchr(v->message, '\n'));
    h->n[v->kind]++;
    snprintf(h->last, sizeof h->last, "%s", v->message);
    return ++h->calls == h->stop_at;
}

static aploc_verify_report verify(const char *path, heard *h, const char *inputs, int32_t n_threads)
{
    aploc_error err = {0};
    aploc_verify_options how = APLOC_VERIFY_OPTIONS_INIT;
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    *h = (heard){.stop_at = 0};
    how.verdict = hear;
    how.verdict_data = h;
    how.inputs_folder = inputs;
    how.n_threads = n_threads;
    ck_assert_ok(aploc_verify_h5(path, &how, &report, &err), err);
    return report;
}

START_TEST(computed_again)
{
    world w = make_world();
    heard h;
    aploc_run *run = full_run(&w, 1);
    const char *path = write_run(run, "run.h5");
    for (int32_t n_threads = 1; n_threads <= 8; n_threads++) {
        aploc_verify_report report = verify(path, &h, NULL, n_threads);
        ck_assert_msg(report.n_faults == 0, "%s", h.last);
        ck_assert_int_eq(report.n_cells, 2 * (APLOC_VARIANT_COUNT - 1) + 1);
        ck_assert_int_eq(report.n_equal, report.n_cells - 1);
        ck_assert_int_eq(report.n_without, 1);
        ck_assert_str_eq(report.version, aploc_version());
        ck_assert_int_gt(report.n_datasets, 40);
        ck_assert_int_eq(h.calls, report.n_cells);
        ck_assert_int_eq(h.n[APLOC_VERDICT_EQUAL], report.n_equal);
        ck_assert_int_eq(h.n[APLOC_VERDICT_WITHOUT], 1);
    }
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

/* A demand of refitted ages is computed again as it was made, though the communes have another. */
START_TEST(refitted_demand)
{
    world w = make_world();
    heard h;
    aploc_error err = {0};
    aploc_method *method = NULL;
    static const char finer[] = "[method]\nname = finer\n[decay]\nsteps = 0:1 10:1/2 20:0\n"
                                "[ages]\n0-9 = 0.5\n10-19 = 1\n20-64 = 2\n65+ = 3\n";
    ck_assert_ok(aploc_method_parse(finer, strlen(finer), "finer.ini", &method, &err), err);
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    options.fit = APLOC_AGES_REFIT;
    options.source = APLOC_DEMAND_AGES;
    options.missing = APLOC_SKIP;
    ck_assert_ok(
        aploc_demand_standardise(w.communes, method, &options, w.demand, &w.demand_report, &err),
        err);
    aploc_method_free(w.method);
    w.method = method;
    double values[N_COMMUNES];
    ck_assert_ok(aploc_measure(w.method, w.times, w.demand, w.supply, values, NULL, &err), err);
    aploc_cell cell = cell_of(&w, "refitted");
    cell.demand_origin = APLOC_ORIGIN_COLUMN;
    cell.values = values;
    aploc_run *run = NULL;
    ck_assert_ok(aploc_run_create(&run, &err), err);
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    const char *path = write_run(run, "refitted.h5");
    aploc_verify_report report = verify(path, &h, NULL, 1);
    ck_assert_msg(report.n_faults == 0, "%s", h.last);
    aploc_run *read = read_run(path);
    aploc_cell back = APLOC_CELL_INIT;
    ck_assert_ok(aploc_run_get_cell(read, 0, &back, &err), err);
    ck_assert_str_eq(back.demand_report->changes, "0-19 split into 0-9 10-19");
    aploc_run_free(read);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

/* A value that is another by one unit in the last place, and one that is missing. */
START_TEST(one_unit_in_the_last_place)
{
    world w = make_world();
    aploc_error err = {0};
    heard h;
    aploc_run *run = full_run(&w, 1), *other = new_run();
    aploc_cell cell = APLOC_CELL_INIT;
    double values[N_COMMUNES];
    ck_assert_ok(aploc_run_get_cell(run, 0, &cell, &err), err);
    memcpy(values, cell.values, sizeof values);
    ck_assert(values[2] > 0.0);
    values[2] = nextafter(values[2], 0.0);
    values[4] = NAN;
    cell.values = values;
    ck_assert_ok(aploc_run_add(other, &cell, &err), err);
    aploc_verify_report report = verify(write_run(other, "other.h5"), &h, NULL, 0);
    ck_assert_int_eq(report.n_faults, 1);
    ck_assert_int_eq(h.n[APLOC_VERDICT_DIFFERENT], 1);
    ck_assert_msg(strstr(h.last, "found 2 of 5 values different, the first at 97\xc3\xa9: ") &&
                      strstr(h.last, ", 1 units in the last place)"),
                  "%s", h.last);
    aploc_run_free(run);
    aploc_run_free(other);
    free_world(&w);
}
END_TEST

/* Demand and supply of other origins are taken as they are. */
START_TEST(given_numbers)
{
    world w = make_world();
    aploc_error err = {0};
    heard h;
    aploc_run *run = new_run();
    double demand[N_COMMUNES] = {5, 4, 3, 2, 1}, supply[N_COMMUNES] = {1, 0, 2, 0, 3};
    double values[N_COMMUNES];
    aploc_cell cell = cell_of(&w, "given");
    ck_assert_ok(aploc_measure(w.method, w.times, demand, supply, values, NULL, &err), err);
    cell.demand = demand;
    cell.supply = supply;
    cell.values = values;
    cell.demand_report = NULL;
    cell.demand_origin = cell.supply_origin = APLOC_ORIGIN_GIVEN;
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    ck_assert_int_eq(verify(write_run(run, "given.h5"), &h, NULL, 0).n_faults, 0);
    aploc_run_free(run);
    run = new_run();
    cell.demand_origin = cell.supply_origin = APLOC_ORIGIN_COLUMN; /* which they are not */
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
    ck_assert_int_eq(verify(write_run(run, "given.h5"), &h, NULL, 0).n_faults, 2);
    ck_assert_int_eq(h.n[APLOC_VERDICT_DIFFERENT], 2);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

typedef struct told {
    int calls, stop_at;
    const char *until; /* stop when told of this, too; NULL: of nothing */
    char last[64];
} told;

static int stop(void *data, const char *what, double done)
{
    told *t = data;
    ck_assert(done >= 0.0 && done <= 1.0);
    snprintf(t->last, sizeof t->last, "%s", what);
    return ++t->calls == t->stop_at || (t->until && strcmp(what, t->until) == 0);
}

START_TEST(stopped)
{
    world w = make_world();
    aploc_error err = {0};
    aploc_run *run = full_run(&w, 1);
    const char *path = write_run(run, "run.h5");
    aploc_verify_options how = APLOC_VERIFY_OPTIONS_INIT;
    heard h = {.stop_at = 2};
    told t = {.stop_at = 3};
    how.verdict = hear;
    how.verdict_data = &h;
    ck_assert_fails(aploc_verify_h5(path, &how, NULL, &err), APLOC_ERR_CANCELLED);
    ck_assert_int_eq(h.calls, 2);
    how.verdict = NULL;
    how.progress = stop;
    how.progress_data = &t;
    ck_assert_fails(aploc_verify_h5(path, &how, NULL, &err), APLOC_ERR_CANCELLED);
    /* While it digests, piece by piece, as while it computes. */
    ck_assert(t.calls == 3 && strcmp(t.last, "looking at digests") == 0);
    t = (told){.until = "verifying"};
    ck_assert_fails(aploc_verify_h5(path, &how, NULL, &err), APLOC_ERR_CANCELLED);
    ck_assert(t.calls > 20 && strcmp(t.last, "verifying") == 0);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

/* ---- threads and a territory worth of them ---- */

START_TEST(same_bytes_on_any_number_of_threads)
{
    enum { N = 400 };
    static const int32_t counts[] = {1, 2, 3, 4, 8};
    static char codes[N][16];
    static const char *code_of[N];
    static double demand[N], supply[N], values[N], minutes[N * N];
    uint64_t seed = 7;
    world w = make_world();
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    aploc_times *times = NULL;
    aploc_places places = APLOC_PLACES_INIT;
    for (int i = 0; i < N; i++) {
        snprintf(codes[i], sizeof codes[i], "%05d", i);
        code_of[i] = codes[i];
        demand[i] = 1000.0 * random_unit(&seed);
        supply[i] = random_below(&seed, 3) ? 0.0 : 5000.0 * random_unit(&seed);
    }
    for (int k = 0; k < N * N; k++)
        minutes[k] = random_below(&seed, 4) ? NAN : 30.0 * random_unit(&seed);
    places.codes = code_of;
    places.count = N;
    ck_assert_ok(aploc_communes_from_arrays(&places, &communes, &err), err);
    ck_assert_ok(aploc_times_from_matrix(N, N, minutes, &times, &err), err);
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        aploc_run *run = new_run();
        aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
        aploc_measure_options how = APLOC_MEASURE_OPTIONS_INIT;
        how.n_threads = counts[k];
        how.report = &report;
        ck_assert_ok(aploc_measure(w.method, times, demand, supply, values, &how, &err), err);
        aploc_cell cell = cell_of(&w, "large");
        cell.demand_origin = cell.supply_origin = APLOC_ORIGIN_GIVEN;
        cell.communes = communes;
        cell.times = times;
        cell.demand = demand;
        cell.supply = supply;
        cell.values = values;
        cell.demand_report = NULL;
        cell.report = &report;
        ck_assert_ok(aploc_run_add(run, &cell, &err), err);
        const char *path = write_run(run, k ? "more.h5" : "one.h5");
        if (k)
            same_file(file_path("one.h5"), path);
        aploc_run_free(run);
    }
    aploc_communes_free(communes);
    aploc_times_free(times);
    free_world(&w);
}
END_TEST

/* ---- times that stay in their own file ---- */

static const char times_of_world[] =
    "from,to,minutes\n01001,2A004,9.5\n2A004,01001,10\n2A004,97\xc3\xa9,19.999\n"
    "97\xc3\xa9,2A004,20\nzone 5,D,0.1\nD,zone 5,1e300\n01001,01001,3\n";

START_TEST(times_by_digest)
{
    world w = make_world();
    aploc_error err = {0};
    heard h;
    aploc_run *run = new_run(), *read = NULL, *whole = NULL;
    aploc_run_write_options sparing = APLOC_RUN_WRITE_OPTIONS_INIT;
    aploc_run_read_options where = APLOC_RUN_READ_OPTIONS_INIT;
    const char *path = file_path("run.h5"), *times = file_of("t.csv", times_of_world);
    char elsewhere[128];
    add_computed(run, &w, "a", APLOC_VARIANT_E2SFCA, 0, 1);
    ck_assert_ok(aploc_run_add_input(run, "times", times, "some/where/t.csv", &err), err);
    sparing.times_by_digest = 1;
    ck_assert_ok(aploc_run_write_h5(run, path, &sparing, &err), err);
    /* Beside the run file, by its name alone. */
    read = read_run(path);
    same_run(run, read);
    whole = read_run(write_run(read, "whole.h5"));
    same_run(run, whole);
    ck_assert_int_eq(verify(path, &h, NULL, 0).n_faults, 0);
    /* In a folder that is named, by its path. */
    snprintf(elsewhere, sizeof elsewhere, "%s", file_path("."));
    where.times_folder = elsewhere;
    aploc_run_free(read);
    read = NULL;
    ck_assert_ok(aploc_run_read_h5(path, &where, &read, &err), err);
    aploc_run_free(read);
    read = NULL;
    /* Others under its name, or none. */
    file_of("t.csv", "from,to,minutes\n01001,2A004,9\n");
    ck_assert_fails(aploc_run_read_h5(path, NULL, &read, &err), APLOC_ERR_OPEN);
    ck_assert_msg(
        strstr(err.message, "found no file with the times of /times/communes, of digest") &&
            strstr(err.message, "some/where/t.csv"),
        "%s", err.message);
    ck_assert_int_eq(unlink(times), 0);
    ck_assert_fails(aploc_run_read_h5(path, &where, &read, &err), APLOC_ERR_OPEN);
    ck_assert_int_eq(verify(path, &h, elsewhere, 0).n_faults, 1);
    ck_assert(h.n[APLOC_VERDICT_REFUSED] == 1 && h.n[APLOC_VERDICT_NO_INPUT] == 1);
    ck_assert_ptr_null(read);
    aploc_run_free(run);
    aploc_run_free(whole);
    free_world(&w);
}
END_TEST

/* ---- calls ---- */

START_TEST(wrong_calls)
{
    aploc_error err = {0};
    aploc_run *run = new_run(), *read = NULL;
    aploc_run_write_options writing = APLOC_RUN_WRITE_OPTIONS_INIT;
    aploc_run_read_options reading = APLOC_RUN_READ_OPTIONS_INIT;
    aploc_verify_options verifying = APLOC_VERIFY_OPTIONS_INIT;
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    const char *path = file_path("x.h5");
    writing.size = reading.size = verifying.size = 1;
    ck_assert_fails(aploc_run_write_h5(NULL, path, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_write_h5(run, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_write_h5(run, path, &writing, &err), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_run_write_h5(run, file_path("no/x.h5"), NULL, &err), APLOC_ERR_OPEN);
    ck_assert_int_eq(access(path, F_OK), -1);
    ck_assert_fails(aploc_run_read_h5(NULL, NULL, &read, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_read_h5(path, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_run_read_h5(path, &reading, &read, &err), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_run_read_h5(path, NULL, &read, &err), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_run_read_h5(path, NULL, &read, NULL), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_verify_h5(NULL, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_verify_h5(path, &verifying, NULL, &err), APLOC_ERR_OPTIONS);
    report.size = 1;
    ck_assert_fails(aploc_verify_h5(path, NULL, &report, &err), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_verify_h5(path, NULL, NULL, &err), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_verify_h5(file_of("t.h5", "text"), NULL, NULL, &err), APLOC_ERR_FORMAT);
    ck_assert_fails(aploc_run_read_h5(file_path("t.h5"), NULL, &read, &err), APLOC_ERR_FORMAT);
    ck_assert_ptr_null(read);
    aploc_run_free(run);
}
END_TEST

/* A text that was changed by somebody who does not know of digests. */
START_TEST(changed_bytes)
{
    world w = make_world();
    aploc_error err = {0};
    heard h;
    aploc_run *run = full_run(&w, 1), *read = NULL;
    const char *path = write_run(run, "run.h5");
    size_t n = 0;
    char *bytes = bytes_of_file(path, &n), *at = memmem(bytes, n, "0:1 10:1/2", 10);
    ck_assert_ptr_nonnull(at);
    at[2] = '2';
    file_of_bytes("run.h5", bytes, n);
    ck_assert_fails(aploc_run_read_h5(path, NULL, &read, &err), APLOC_ERR_DIGEST);
    ck_assert_msg(strstr(err.message, "/method/five: found values of digest") != NULL, "%s",
                  err.message);
    aploc_verify_report report = verify(path, &h, NULL, 0);
    ck_assert_int_eq(h.n[APLOC_VERDICT_DAMAGED], 1);
    ck_assert_int_eq(h.n[APLOC_VERDICT_SEAL], 0);
    ck_assert_int_gt(h.n[APLOC_VERDICT_DIFFERENT], 0);
    ck_assert_int_lt(report.n_equal, report.n_cells - 1);
    ck_assert_int_gt(report.n_equal, 0); /* the nearest supply is where it was */
    free(bytes);
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, read_as_written);
    tcase_add_test(tests, empty_run);
    tcase_add_test(tests, supply_report_kept);
    tcase_add_test(tests, computed_again);
    tcase_add_test(tests, refitted_demand);
    tcase_add_test(tests, one_unit_in_the_last_place);
    tcase_add_test(tests, given_numbers);
    tcase_add_test(tests, stopped);
    tcase_add_test(tests, same_bytes_on_any_number_of_threads);
    tcase_add_test(tests, times_by_digest);
    tcase_add_test(tests, wrong_calls);
    tcase_add_test(tests, changed_bytes);
}

int main(void)
{
    return run_tests("run_file", add);
}
