/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run files that keep times by their digest: where the files of times are looked for, and how read; and
 * methods of all names. */
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "runs.h"

static world w;
static aploc_error err;

/* The times of the world as a table of these columns. */
static void write_times(const char *name, const char *header)
{
    char text[600];
    size_t at = (size_t)snprintf(text, sizeof text, "%s\n", header);
    for (int32_t i = 0; i < N_COMMUNES; i++) {
        const int32_t *to = NULL;
        const double *minutes = NULL;
        int64_t n = aploc_times_row(w.times, i, &to, &minutes);
        for (int64_t k = 0; k < n; k++)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s,%s,%.17g\n",
                                   aploc_communes_code(w.communes, i),
                                   aploc_communes_code(w.communes, to[k]), minutes[k]);
    }
    file_of(name, text);
}

/* A run of one cell whose inputs are noted as these names, up to NULL; "run.h5". */
static void write_run(const char *const *inputs)
{
    aploc_run *run = NULL;
    aploc_run_write_options by_digest = APLOC_RUN_WRITE_OPTIONS_INIT;
    by_digest.times_by_digest = 1;
    ck_assert_ok(aploc_run_create(&run, &err), err);
    add_computed(run, &w, "c", APLOC_VARIANT_E2SFCA, 0, 1);
    ck_assert_ok(aploc_run_add_input(run, "communes", file_of("any.csv", "x\n"), "c.csv", &err),
                 err);
    for (; *inputs; inputs++)
        ck_assert_ok(aploc_run_add_input(run, "times", file_path("any.csv"), *inputs, &err), err);
    ck_assert_ok(aploc_run_write_h5(run, file_path("run.h5"), &by_digest, &err), err);
    aploc_run_free(run);
}

/* Read it again: its times are those of the world, or they are not found, in these words. */
static void expect(const char *path, const aploc_run_read_options *options, const char *words)
{
    aploc_run *run = NULL;
    aploc_cell cell = APLOC_CELL_INIT;
    aploc_status status = aploc_run_read_h5(path, options, &run, &err);
    if (words) {
        ck_assert_msg(status == APLOC_ERR_OPEN && !run, "%d, expected '%s'", (int)status, words);
        ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
        return;
    }
    ck_assert_msg(status == APLOC_OK, "%s", err.message);
    ck_assert_ok(aploc_run_get_cell(run, 0, &cell, &err), err);
    ck_assert_int_eq(aploc_times_pair_count(cell.times), aploc_times_pair_count(w.times));
    aploc_run_free(run);
}

static const char usual[] = "from,to,minutes";

START_TEST(beside_the_run_file)
{
    static const char *const inputs[] = {"far/times.csv", NULL};
    write_run(inputs);
    expect(file_path("run.h5"), NULL, "expected far/times.csv beside the run file");
    write_times("times.csv", usual); /* by its name */
    expect(file_path("run.h5"), NULL, NULL);
    ck_assert_int_eq(chdir(test_folder), 0);
    expect("run.h5", NULL, NULL);
    ck_assert_int_eq(mkdir("far", 0700), 0);
    ck_assert_int_eq(rename("times.csv", "far/times.csv"), 0); /* by its path */
    expect("run.h5", NULL, NULL);
    expect(file_path("run.h5"), NULL, NULL);
    ck_assert_int_eq(chdir("/"), 0);
    expect(file_path("run.h5"), NULL, NULL);
    ck_assert_int_eq(unlink(file_path("far/times.csv")), 0);
    ck_assert_int_eq(rmdir(file_path("far")), 0);
}
END_TEST

START_TEST(in_a_folder_that_is_named)
{
    static const char *const inputs[] = {"times.csv", NULL};
    aploc_run_read_options o = APLOC_RUN_READ_OPTIONS_INIT;
    char folder[400], words[500];
    write_run(inputs);
    snprintf(folder, sizeof folder, "%s", file_path("named"));
    snprintf(words, sizeof words, "expected times.csv in %s", folder);
    o.times_folder = folder;
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    write_times("times.csv", usual); /* beside the run file: not where it is asked for */
    expect(file_path("run.h5"), &o, words);
    ck_assert_int_eq(rename(file_path("times.csv"), file_path("named/times.csv")), 0);
    expect(file_path("run.h5"), &o, NULL);
    ck_assert_int_eq(unlink(file_path("named/times.csv")), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(under_its_own_path)
{
    char path[400];
    const char *const inputs[] = {path, NULL};
    aploc_run_read_options o = APLOC_RUN_READ_OPTIONS_INIT;
    snprintf(path, sizeof path, "%s", file_path("away.csv"));
    write_times("away.csv", usual);
    write_run(inputs);
    expect(file_path("run.h5"), NULL, NULL);
    o.times_folder = "/"; /* then nowhere else */
    expect(file_path("run.h5"), &o, " in /");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0); /* a folder is no file */
    expect(file_path("run.h5"), NULL, "found no file with the times");
    ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

START_TEST(of_other_columns_and_several_files)
{
    static const char *const one[] = {"times.csv", NULL}, *const none[] = {NULL};
    static const char *const two[] = {"a/times.csv", "b/times.csv", "other.csv", NULL};
    static const aploc_column columns[] = {{"from", "x"}, {"to", "y"}, {"minutes", "z"}};
    aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
    aploc_run_read_options o = APLOC_RUN_READ_OPTIONS_INIT;
    reading.columns = columns;
    reading.n_columns = 3;
    o.times = &reading;
    write_run(one);
    write_times("times.csv", "x,y,z");
    expect(file_path("run.h5"), NULL, "found no file with the times of /times/communes");
    expect(file_path("run.h5"), &o, NULL);
    write_times("times.csv", usual);
    write_run(two); /* of two of one name none is taken by its name alone */
    expect(file_path("run.h5"), NULL, "expected a/times.csv, b/times.csv, other.csv beside");
    file_of("other.csv", "from,to,minutes\n01001,2A004,1\n"); /* other times */
    expect(file_path("run.h5"), NULL, "found no file with the times");
    write_times("other.csv", usual);
    expect(file_path("run.h5"), NULL, NULL);
    write_run(none);
    expect(file_path("run.h5"), NULL, "expected the file they came from beside the run file");
}
END_TEST

/* A method of any name goes into a run file and comes out of it, or is too long for one. */
START_TEST(methods_of_any_name)
{
    static const struct {
        const char *letter;
        int times, is_kept;
    } cases[] = {{"a b", 1, 1},       {".a", 1, 1},        {"a/b", 1, 1},
                 {"%", 2, 1},         {"x", 190, 1},       {"\xc3\xa9", 41, 1},
                 {"\xc3\xa9", 50, 1}, {"\xc3\xa9", 83, 1}, {"\xc3\xa9", 90, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[1500] = "[method]\nname = ";
        aploc_run *run = NULL, *read = NULL;
        aploc_cell cell = cell_of(&w, "c");
        aploc_method *method = NULL;
        for (int i = 0; i < cases[k].times; i++)
            strcat(text, cases[k].letter);
        strcat(text, "\n[decay]\nsteps = 0:1 10:0\n");
        ck_assert_ok(aploc_method_parse(text, strlen(text), "m.ini", &method, &err), err);
        cell.method = method;
        ck_assert_ok(aploc_run_create(&run, &err), err);
        ck_assert_ok(aploc_run_add(run, &cell, &err), err);
        aploc_status status = aploc_run_write_h5(run, file_path("m.h5"), NULL, &err);
        ck_assert_msg(status == (cases[k].is_kept ? APLOC_OK : APLOC_ERR_ARGUMENT), "%zu: %d, %s",
                      k, (int)status, err.message);
        if (status) {
            ck_assert_ptr_nonnull(strstr(err.message, "expected a shorter name"));
        } else {
            aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
            ck_assert_ok(aploc_run_read_h5(file_path("m.h5"), NULL, &read, &err), err);
            ck_assert_ok(aploc_verify_h5(file_path("m.h5"), NULL, &report, &err), err);
            ck_assert_int_eq(report.n_cells, 1);
            ck_assert_ok(aploc_run_get_cell(read, 0, &cell, &err), err);
            ck_assert_str_eq(aploc_method_get_text(cell.method, APLOC_METHOD_NAME),
                             aploc_method_get_text(method, APLOC_METHOD_NAME));
        }
        aploc_run_free(read);
        aploc_run_free(run);
        aploc_method_free(method);
    }
}
END_TEST

static void world_make(void)
{
    w = make_world();
}

static void world_free(void)
{
    free_world(&w);
}

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_checked_fixture(tests, world_make, world_free);
    tcase_add_test(tests, beside_the_run_file);
    tcase_add_test(tests, in_a_folder_that_is_named);
    tcase_add_test(tests, under_its_own_path);
    tcase_add_test(tests, of_other_columns_and_several_files);
    tcase_add_test(tests, methods_of_any_name);
}

int main(void)
{
    return run_tests("run_times", add);
}
