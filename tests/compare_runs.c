/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command on run files of several cells. */
#include "folder.h"
#include "scene.h"

static char before[400], after[400];
static int has_run_files = 1;

/* A run of three cells: two with values, the second with care for `factor` times as many, and one
 * that failed. */
static void write_run(const char *path, double factor, const char *last)
{
    aploc_error err = {0};
    aploc_run *run = NULL;
    scene s;
    uint64_t seed = 9;
    fill(&s, &seed, 20);
    finish(&s, "all", decays[1], "");
    ck_assert_ok(aploc_run_create(&run, &err), err);
    s.cell.territory = s.cell.people = "here";
    ck_assert_ok(aploc_run_add(run, &s.cell, &err), err);
    for (int i = 0; i < s.n; i++) {
        s.supply[i] *= factor;
        s.values[i] *= factor;
    }
    s.cell.name = "65";
    ck_assert_ok(aploc_run_add(run, &s.cell, &err), err);
    aploc_cell failed = APLOC_CELL_INIT;
    failed.name = last;
    failed.status = APLOC_ERR_OPEN;
    failed.message = "no practitioners";
    ck_assert_ok(aploc_run_add(run, &failed, &err), err);
    aploc_status status = aploc_run_write_h5(run, path, NULL, &err);
    if (status == APLOC_ERR_UNSUPPORTED)
        has_run_files = 0;
    else
        ck_assert_ok(status, err);
    aploc_run_free(run);
    let_go(&s);
}

static void make(void)
{
    folder_make();
    strcpy(before, file_path("before.h5"));
    strcpy(after, file_path("after.h5"));
    write_run(before, 0.5, "60");
    write_run(after, 0.25, "60");
}

/* Run `aploc compare BEFORE AFTER options`; what it says on both streams. */
static int run(const char *one, const char *other, const char *options, char said[8000])
{
    char call[4000];
    snprintf(call, sizeof call, "'%s' compare '%s' '%s' %s 2>&1", getenv("APLOC_COMMAND"), one,
             other, options);
    FILE *pipe = popen(call, "r");
    ck_assert_ptr_nonnull(pipe);
    said[fread(said, 1, 7999, pipe)] = '\0';
    int status = pclose(pipe);
    return status == -1 || status % 256 ? -1 : status / 256;
}

static void says(const char *said, const char *words)
{
    ck_assert_msg(strstr(said, words) != NULL, "'%s' lacks '%s'", said, words);
}

START_TEST(every_cell_of_one_name)
{
    char said[8000];
    if (!has_run_files)
        return;
    ck_assert_int_eq(run(before, after, "--format csv", said), 0);
    says(said, "aploc: warning: cell 60: found no values, since it failed (no practitioners)");
    says(said, "\nby,group,communes,");
    says(said, "\ncell,all,20,");
    says(said, ",0,0,0,0,0\ncell,65,20,"); /* what is all the same has no change */
    ck_assert_int_eq(run(before, after, "-q", said), 0);
    says(said, "cell  communes");
    ck_assert_ptr_null(strstr(said, "warning"));
    ck_assert_int_eq(run(before, after, "--by type", said), 2);
    says(said, "aploc: found --by for run files of several cells, expected --cell NAME");
    ck_assert_int_eq(run(before, after, "--list x.csv", said), 2);
}
END_TEST

START_TEST(one_cell_by_name)
{
    char said[8000];
    if (!has_run_files)
        return;
    ck_assert_int_eq(run(before, after, "--cell 65", said), 0);
    says(said, "-50.0 %");
    ck_assert_int_eq(run(before, before, "--before-cell all --after-cell 65", said), 0);
    says(said, "-50.0 %");
    ck_assert_int_eq(run(before, after, "--before-cell all --after-cell 65", said), 0);
    says(said, "-75.0 %");
    ck_assert_int_eq(run(before, after, "--cell all --after-cell 65", said), 0);
    says(said, "-75.0 %");
    /* The name of one side will do for the other. */
    ck_assert_int_eq(run(before, after, "--after-cell 65", said), 0);
    says(said, "-50.0 %");
    ck_assert_int_eq(run(before, after, "--cell 60", said), 1);
    says(said, "aploc: cell 60: found no values, since it failed (no practitioners), expected a "
               "cell with values\n");
    ck_assert_int_eq(run(before, after, "--cell 62", said), 2);
    says(said, "before.h5: found no cell '62', expected the name of one of its cells, as 'all'\n");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, make, folder_remove);
    tcase_add_test(tests, every_cell_of_one_name);
    tcase_add_test(tests, one_cell_by_name);
}

int main(void)
{
    return run_tests("compare_runs", add);
}
