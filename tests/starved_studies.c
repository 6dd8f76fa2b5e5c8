/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs, run files, studies, comparisons and synthetic territories without memory. */
#include <sys/stat.h>

#include "runs.h"
#include "starved.h"

static const char study_text[] =
    "[study]\nname = s\nvintages = 2020 2021\nprofessions = gp\nmax_ages = none 65\ngroups = zone\n"
    "[vintage]\ncommunes = c.csv\ntimes = t.csv\npractitioners = p.csv\n"
    "[profession gp]\nmethods = gp.ini\nvariants = method nearest\npractitioners = gp\n"
    "demand = ages\n";

static const char *write_study(void)
{
    file_of("c.csv", "code,population,standardised,age_0_59,age_60_plus,zone\n"
                     "A,100,111,80,20,x\nB,200,190,150,50,x\nC,50,64,20,30,y\n");
    file_of("t.csv", "from,to,minutes\nA,B,8\nB,A,9\nB,C,12\nC,B,11\n");
    file_of("p.csv", "id,commune,profession,birth_year,acts\n1,A,gp,1950,4000\n2,A,gp,1990,5000\n"
                     "3,C,gp,1955,2000\n");
    file_of("gp.ini", "[method]\nname = gp\n[decay]\nsteps = 0:1 10:1/2 15:0\n"
                      "[ages]\n0-59 = 0.75\n60+ = 2\n"
                      "[supply]\nfloor = 3000\ncap = 4500\nmax_age = 65\n");
    return file_of("s.ini", study_text);
}

START_TEST(studies)
{
    aploc_error err = {0};
    aploc_study *study = NULL;
    aploc_run *run = NULL, *before = NULL;
    aploc_study_cell cell = APLOC_STUDY_CELL_INIT;
    aploc_study_report report = APLOC_STUDY_REPORT_INIT;
    aploc_study_options options = APLOC_STUDY_OPTIONS_INIT;
    char path[400];
    snprintf(path, sizeof path, "%s", write_study());
    SWEEP(aploc_study_read(path, &study, &err), aploc_study_free(study), OUT(study));
    ck_assert_ok(aploc_study_read(path, &study, &err), err);
    NEEDS_NONE(aploc_study_cell_count(study) == 8 &&
               *aploc_study_get_text(study, APLOC_STUDY_NAME));
    NEEDS_NONE(aploc_study_get_file(study, 0, 0, NULL) && aploc_study_get_table(study, 0) &&
               *aploc_study_get_group(study, 0));
    SWEEP(aploc_study_get_cell(study, 0, &cell, &err), (void)0, OUT(cell));
    for (int again = 0; again < 2; again++) {
        options.before = before;
        SWEEP(aploc_study_run(study, &options, &run, &report, &err), aploc_run_free(run), OUT(run),
              OUT(report));
        if (!again)
            ck_assert_ok(aploc_study_run(study, NULL, &before, NULL, &err), err);
    }
    aploc_run_free(before);
    aploc_study_free(study);
}
END_TEST

/* A run of one cell, as it was before something is added. */
static aploc_run *run_of(const world *w)
{
    aploc_run *run = NULL;
    aploc_error err = {0};
    aploc_cell cell = cell_of(w, "first");
    must(aploc_run_create(&run, &err) == 0 && aploc_run_add(run, &cell, &err) == 0);
    return run;
}

/* Add a second cell of its own territory; a run is as it was when that fails. */
static aploc_status add_second(aploc_run *run, const world *w, aploc_error *err)
{
    aploc_cell cell = cell_of(w, "second");
    cell.sites = w->sites;
    cell.times = w->to_sites;
    cell.territory = "to-sites";
    cell.supply_origin = APLOC_ORIGIN_GIVEN;
    aploc_status status = NOTED(aploc_run_add(run, &cell, err));
    must(!status || (aploc_run_cell_count(run) == 1 && aploc_run_find(run, "second") == -1));
    return status;
}

START_TEST(runs)
{
    world w = make_world();
    aploc_error err = {0};
    aploc_run *run = NULL;
    aploc_cell cell = APLOC_CELL_INIT;
    int spare = 0;
    char input[400];
    snprintf(input, sizeof input, "%s", file_of("input.csv", "x\n"));
    SWEEP(aploc_run_create(&run, &err), aploc_run_free(run), OUT(run));
    SWEEP_ON(run = run_of(&w), add_second(run, &w, &err), aploc_run_free(run), OUT(spare));
    SWEEP_ON(run = run_of(&w), aploc_run_add_input(run, "communes", input, NULL, &err),
             aploc_run_free(run), OUT(spare));
    SWEEP_ON(run = run_of(&w), aploc_run_set_study(run, "[study]\n", &err), aploc_run_free(run),
             OUT(spare));
    run = run_of(&w);
    ck_assert_ok(aploc_run_add_input(run, "communes", input, NULL, &err), err);
    ck_assert_ok(aploc_run_set_study(run, "[study]\n", &err), err);
    NEEDS_NONE(aploc_run_cell_count(run) == 1 && aploc_run_find(run, "first") == 0);
    NEEDS_NONE(aploc_run_get_input(run, 0) && *aploc_run_get_study(run));
    SWEEP(aploc_run_get_cell(run, 0, &cell, &err), (void)0, OUT(cell));
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(run_files)
{
    world w = make_world();
    aploc_error err = {0};
    aploc_run *run = NULL, *made = NULL;
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    char path[400];
    snprintf(path, sizeof path, "%s", file_path("run.h5"));
    ck_assert_ok(aploc_run_create(&run, &err), err);
    add_computed(run, &w, "first", APLOC_VARIANT_E2SFCA, 0, 1);
    add_computed(run, &w, "second", APLOC_VARIANT_NEAREST, 1, 1);
    SWEEP(aploc_run_write_h5(run, path, NULL, &err), (void)0, OUT(*path));
    (void)aploc_run_write_h5(run, path, NULL, &err);
    SWEEP(aploc_run_read_h5(path, NULL, &made, &err), aploc_run_free(made), OUT(made));
    SWEEP(aploc_verify_h5(path, NULL, &report, &err), (void)0, OUT(report));
    aploc_run_free(run);
    free_world(&w);
}
END_TEST

START_TEST(comparisons)
{
    demo d = demo_make();
    aploc_error err = {0};
    aploc_comparison *made = NULL;
    aploc_compare_report report = APLOC_COMPARE_REPORT_INIT;
    aploc_change change = APLOC_CHANGE_INIT;
    aploc_moves moves = APLOC_MOVES_INIT;
    aploc_cell before = APLOC_CELL_INIT, after;
    static int32_t levels[300];
    double *supply = calloc((size_t)d.n, sizeof *supply);
    ck_assert_ptr_nonnull(supply);
    for (int32_t i = 0; i < d.n; i++)
        supply[i] = d.supply[i] * (1 + i % 3);
    before.name = "c";
    before.method = d.method;
    before.communes = d.communes;
    before.times = d.times;
    before.demand = d.demand;
    before.supply = d.supply;
    before.values = d.apl;
    before.demand_origin = before.supply_origin = APLOC_ORIGIN_GIVEN;
    before.supply_scale = 1;
    after = before;
    ck_assert_ok(aploc_solve(d.plan, d.demand, supply, d.other, NULL, &err), err);
    after.supply = supply;
    after.values = d.other;
    SWEEP(aploc_compare_cells(&before, &after, NULL, &made, &err), aploc_comparison_free(made),
          OUT(made));
    ck_assert_ok(aploc_compare_cells(&before, &after, NULL, &made, &err), err);
    SWEEP(aploc_comparison_get_report(made, &report, &err), (void)0, OUT(report));
    SWEEP(aploc_comparison_changes(made, 1, levels, &change, &err), (void)0, OUT(change));
    SWEEP(aploc_comparison_moves(made, d.population, 2.5, &moves, &err), (void)0, OUT(moves));
    NEEDS_NONE(aploc_comparison_count(made) == 300 && aploc_comparison_places(made, 0) &&
               aploc_comparison_values(made, 1) && aploc_comparison_parts(made));
    aploc_comparison_free(made);
    free(supply);
    demo_free(&d);
}
END_TEST

/* Remove what a synthetic territory left. */
static void remove_made(const char *folder)
{
    static const char *const names[] = {"communes.csv",      "times.csv", "times.h5",
                                        "practitioners.csv", "cells.csv", "sites.csv"};
    char path[500];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[k]);
        (void)unlink(path);
    }
}

START_TEST(synthetic_territories)
{
    aploc_error err = {0};
    aploc_synth_report report = APLOC_SYNTH_REPORT_INIT;
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    char folder[400];
    snprintf(folder, sizeof folder, "%s", file_path("made"));
    options.n_communes = 12;
    for (int format = 0; format < 2; format++) {
        options.times_format = format;
        SWEEP_ON(remove_made(folder), aploc_synth_write(folder, &options, &report, &err), (void)0,
                 OUT(report));
    }
    options.n_cells = 40;
    options.n_threads = 1;
    SWEEP_ON(remove_made(folder), aploc_synth_write(folder, &options, &report, &err), (void)0,
             OUT(report));
    remove_made(folder);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

void add_studies(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, studies);
    tcase_add_test(tests, runs);
    tcase_add_test(tests, run_files);
    tcase_add_test(tests, comparisons);
    tcase_add_test(tests, synthetic_territories);
}
