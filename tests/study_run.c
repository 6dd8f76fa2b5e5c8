/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Studies that are run: every cell equals what is computed by hand from the same tables. */
#include <math.h>

#include "studies.h"
#include "watch.h"

/* Read the tables apart from any study, and measure. */
typedef struct by_hand {
    const char *vintage, *profession, *method;
    int32_t variant, year, asked; /* asked: 1 for residents by age, whatever else there is */
    double max_age, scale;
} by_hand;

static void check_cell(const aploc_run *run, const char *name, const by_hand *h)
{
    aploc_error err = {0};
    aploc_cell cell = cell_named(run, name);
    aploc_communes *communes = NULL;
    aploc_times *t = NULL;
    aploc_practitioners *practitioners = NULL;
    aploc_method *method = NULL;
    aploc_supply_options how = APLOC_SUPPLY_OPTIONS_INIT;
    aploc_supply_report report = APLOC_SUPPLY_REPORT_INIT;
    aploc_measure_options measure = APLOC_MEASURE_OPTIONS_INIT;
    char path[100];
    double demand[3], supply[3], values[3];
    snprintf(path, sizeof path, "c-%s.csv", h->vintage);
    ck_assert_ok(aploc_communes_read_csv(file_path(path), NULL, &communes, NULL, &err), err);
    ck_assert_ok(aploc_times_read_csv(file_path("t.csv"), communes, NULL, NULL, &t, NULL, &err),
                 err);
    snprintf(path, sizeof path, "p-%s.csv", h->vintage);
    ck_assert_ok(
        aploc_practitioners_read_csv(file_path(path), communes, NULL, &practitioners, NULL, &err),
        err);
    ck_assert_ok(aploc_method_read(file_path(h->method), &method, &err), err);
    const double *residents = aploc_communes_age_table(communes);
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    ck_assert_ok(aploc_method_get_ages(method, &ages, &err), err);
    for (int i = 0; i < 3; i++)
        demand[i] =
            h->asked ? ages.weights[0] * residents[2 * i] + ages.weights[1] * residents[2 * i + 1]
                     : aploc_communes_column(communes, APLOC_STANDARDISED)[i];
    how.profession = h->profession;
    how.max_age = h->max_age;
    how.year = h->year;
    ck_assert_ok(aploc_supply_from_practitioners(communes, practitioners, method, &how, supply,
                                                 &report, &err),
                 err);
    for (int i = 0; i < 3; i++)
        supply[i] *= h->scale;
    measure.variant = h->variant;
    ck_assert_ok(aploc_measure(method, t, demand, supply, values, &measure, &err), err);
    ck_assert_int_eq(cell.status, 0);
    for (int i = 0; i < 3; i++) {
        ck_assert_bits(cell.demand[i], demand[i]);
        ck_assert_bits(cell.supply[i], supply[i]);
        ck_assert(memcmp(&cell.values[i], &values[i], sizeof *values) == 0 ||
                  (isnan(cell.values[i]) && isnan(values[i])));
    }
    ck_assert_bits(cell.max_age, report.max_age);
    ck_assert_bits(cell.supply_scale, h->scale);
    ck_assert_bits(cell.supply_report->excluded, report.excluded);
    ck_assert_int_eq(cell.year, h->year);
    ck_assert_int_eq(cell.demand_report->source,
                     h->asked ? APLOC_DEMAND_AGES : APLOC_DEMAND_STANDARDISED);
    ck_assert_int_eq(cell.demand_origin, APLOC_ORIGIN_COLUMN);
    ck_assert_int_eq(cell.supply_origin, APLOC_ORIGIN_PRACTITIONERS);
    ck_assert_str_eq(cell.vintage, h->vintage);
    ck_assert_str_eq(cell.territory, h->vintage);
    ck_assert_str_eq(cell.profession, h->profession);
    ck_assert_int_eq(cell.variant, h->variant < 0 ? aploc_method_get_variant(method) : h->variant);
    ck_assert_uint_eq(strlen(cell.fingerprint), 64);
    aploc_communes_free(communes);
    aploc_times_free(t);
    aploc_practitioners_free(practitioners);
    aploc_method_free(method);
}

START_TEST(equals_what_is_measured_by_hand)
{
    static const char *const limits[] = {"all", "65", "method"};
    static const double ages[] = {APLOC_NO_MAX_AGE, 65, 0};
    write_tables();
    aploc_study *study = read_study(STUDY TABLES METHODS);
    aploc_study_report report = APLOC_STUDY_REPORT_INIT;
    aploc_run *run = run_study(study, NULL, 0, &report);
    aploc_study_free(study); /* the run stands by itself */
    ck_assert_int_eq(aploc_run_cell_count(run), 30);
    ck_assert_int_eq(report.n_computed, 30);
    ck_assert_int_eq(report.n_kept + report.n_failed, 0);
    ck_assert_str_eq(aploc_run_get_study(run), STUDY TABLES METHODS);
    for (int v = 0; v < 2; v++)
        for (int a = 0; a < 3; a++) {
            char name[100];
            by_hand h = {v ? "2021" : "2020",
                         "gp",
                         "gp.ini",
                         APLOC_VARIANT_OF_METHOD,
                         2020 + v,
                         0,
                         ages[a],
                         1.0};
            snprintf(name, sizeof name, "%s-gp-gp-method-%s", h.vintage, limits[a]);
            ck_assert_str_eq(cell_of(run, 15 * v + a).name, name);
            check_cell(run, name, &h);
            h.variant = APLOC_VARIANT_NEAREST;
            snprintf(name, sizeof name, "%s-gp-gp-nearest-%s", h.vintage, limits[a]);
            check_cell(run, name, &h);
            h.method = "other.ini";
            snprintf(name, sizeof name, "%s-gp-other-nearest-%s", h.vintage, limits[a]);
            check_cell(run, name, &h);
            h.variant = APLOC_VARIANT_OF_METHOD;
            h.profession = "nurse";
            h.asked = 1;
            h.scale = 0.5;
            snprintf(name, sizeof name, "%s-nurse-%s", h.vintage, limits[a]);
            ck_assert_str_eq(cell_of(run, 15 * v + 12 + a).name, name);
            check_cell(run, name, &h);
        }
    aploc_run_free(run);
}
END_TEST

START_TEST(notes_each_file_once)
{
    static const struct {
        const char *role, *path;
    } expected[] = {{"communes", "c-2020.csv"},      {"times", "t.csv"},
                    {"practitioners", "p-2020.csv"}, {"method", "gp.ini"},
                    {"method", "other.ini"},         {"communes", "c-2021.csv"},
                    {"practitioners", "p-2021.csv"}};
    write_tables();
    aploc_study *study = read_study(STUDY TABLES METHODS);
    aploc_run *run = run_study(study, NULL, 0, NULL);
    int32_t n = sizeof expected / sizeof *expected;
    for (int32_t k = 0; k < n; k++) {
        const aploc_input *input = aploc_run_get_input(run, k);
        ck_assert_ptr_nonnull(input);
        ck_assert_str_eq(input->role, expected[k].role);
        ck_assert_str_eq(input->path, expected[k].path);
    }
    ck_assert_ptr_null(aploc_run_get_input(run, n));
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

START_TEST(methods_of_one_name_and_two_texts_do_not_mix)
{
    write_tables();
    file_of("copy.ini", "[method]\nname = gp\n[decay]\nsteps = 0:1 5:0\n");
    aploc_study *study =
        read_study("[study]\nname = s\nvintages = 2020\nprofessions = gp\n" TABLES
                   "[profession gp]\nmethods = gp.ini copy.ini\npractitioners = gp\n");
    aploc_study_report report = APLOC_STUDY_REPORT_INIT;
    aploc_run *run = run_study(study, NULL, 0, &report);
    ck_assert_int_eq(report.n_computed, 1);
    ck_assert_int_eq(report.n_failed, 1);
    ck_assert_int_eq(cell_named(run, "2020-gp-copy").status, APLOC_ERR_CELL);
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

/* Supply from a column, a file, a file's column; sites; demand from each source. */
START_TEST(takes_supply_and_demand_from_elsewhere)
{
    static const char *const demands[] = {"auto", "standardised", "ages", "population"};
    static const double expected[] = {111, 111, 100, 100}; /* 0.75 * 80 + 2 * 20 = 100 */
    write_tables();
    file_of("supply.csv", "code,supply,idel\nB,7,1\nZ,3,3\n");
    file_of("sites.csv", "code,supply\nS,70\n");
    file_of("site_times.csv", "from,to,minutes\nA,S,3\nC,S,12\n");
    for (int k = 0; k < 4; k++) {
        char text[1000];
        snprintf(text, sizeof text,
                 "[study]\nname = s\nvintages = v\nprofessions = a b c\ndemand = %s\n"
                 "[vintage]\ncommunes = c-2020.csv\ntimes = t.csv\nunknown = skip\n"
                 "[profession a]\nmethods = gp.ini\n"
                 "[profession b]\nmethods = gp.ini\nsupply = supply.csv\n"
                 "[profession c]\nmethods = gp.ini\nsupply = supply.csv\nsupply_column = idel\n",
                 demands[k]);
        aploc_study *study = read_study(text);
        aploc_run *run = run_study(study, NULL, 0, NULL);
        aploc_cell a = cell_named(run, "v-a"), b = cell_named(run, "v-b"),
                   c = cell_named(run, "v-c");
        ck_assert_int_eq(a.status + b.status + c.status, 0);
        ck_assert_bits(a.demand[0], expected[k]);
        ck_assert_bits(a.supply[0], 500);
        ck_assert_int_eq(a.supply_origin, APLOC_ORIGIN_COLUMN);
        ck_assert_bits(b.supply[1], 7);
        ck_assert_int_eq(b.supply_origin, APLOC_ORIGIN_GIVEN);
        ck_assert_bits(c.supply[1], 1);
        ck_assert_ptr_null(c.supply_report);
        aploc_run_free(run);
        aploc_study_free(study);
    }
    aploc_study *study = read_study("[study]\nname = s\nvintages = v\nprofessions = a\n"
                                    "[vintage]\ncommunes = c-2020.csv\nsites = sites.csv\n"
                                    "times = site_times.csv\n[profession a]\nmethods = gp.ini\n"
                                    "variants = e2sfca i2sfca\n");
    aploc_run *run = run_study(study, NULL, 0, NULL);
    aploc_cell cell = cell_named(run, "v-a-e2sfca");
    ck_assert_int_eq(aploc_communes_count(cell.sites), 1);
    ck_assert_bits(cell.values[0], 70.0 / (111 + 0.5 * 64));
    ck_assert_bits(cell.values[1], 0.0);
    ck_assert_bits(cell_named(run, "v-a-i2sfca").values[0], (111 + 64) / 70.0);
    aploc_run_free(run);
    aploc_study_free(study);
    /* What is asked for and not there. */
    file_of("c-2020.csv", "code,population,supply\nA,1,1\n");
    file_of("t.csv", "from,to,minutes\nA,A,0\n");
    study = read_study("[study]\nname = s\nvintages = v\nprofessions = a b\n"
                       "[vintage]\ncommunes = c-2020.csv\ntimes = t.csv\n"
                       "[profession a]\nmethods = gp.ini\ndemand = ages\n"
                       "[profession b]\nmethods = gp.ini\ndemand = standardised\n");
    run = run_study(study, NULL, 0, NULL);
    cell = cell_named(run, "v-a");
    ck_assert_int_eq(cell.status, APLOC_ERR_COLUMN_MISSING);
    ck_assert_ptr_nonnull(strstr(cell.message,
                                 "c-2020.csv: found no residents by age, expected some "
                                 "to make the demand of"));
    ck_assert_int_eq(cell_named(run, "v-b").status, APLOC_ERR_COLUMN_MISSING);
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

/* What was left out of its tables stands with a cell, and names its files. */
START_TEST(notes_what_was_left_out)
{
    static const char *const files[] = {"c-2020.csv", "t.csv", "supply.csv", "a.csv", "gp.ini"};
    static const char *const roles[] = {"communes", "times", "supply", "ages", "method"};
    write_tables();
    file_of("supply.csv", "code,supply\nB,7\nZ,3\nY,2\n");
    file_of("t.csv", "from,to,minutes\nA,B,8\nX,A,9\nA,B,9\n");
    file_of("a.csv", "code,0-49,50-79,80+\nA,10,10,10\nB,10,10,10\nC,10,10,10\n");
    aploc_study *study = read_study("[study]\nname = s\nvintages = v\nprofessions = a b\n"
                                    "[vintage]\ncommunes = c-2020.csv\ntimes = t.csv\n"
                                    "unknown = skip\nrepeated = skip\nsupply = supply.csv\n"
                                    "ages = a.csv\n[profession a]\nmethods = gp.ini\n"
                                    "age_classes = refit\n[profession b]\nmethods = gp.ini\n"
                                    "demand = standardised\n");
    aploc_run *run = run_study(study, NULL, 0, NULL);
    aploc_cell a = cell_named(run, "v-a"), b = cell_named(run, "v-b");
    ck_assert_str_eq(b.notes, "times unknown 1 1 3 X\ntimes repeated 1\n"
                              "supply unknown 2 2 3 Z\n");
    ck_assert_str_eq(a.notes, "times unknown 1 1 3 X\ntimes repeated 1\n"
                              "supply unknown 2 2 3 Z\n"
                              "demand classes 50-79 split into 0-59 60+\n");
    ck_assert_int_eq(a.demand_origin, APLOC_ORIGIN_GIVEN);
    ck_assert_int_eq(b.demand_origin, APLOC_ORIGIN_COLUMN);
    ck_assert_int_eq(a.missing, APLOC_REFUSE);
    ck_assert_int_eq(b.missing, APLOC_SKIP);
    ck_assert_bits(a.demand[0], 0.75 * (10 + 10 / 3.0) + 2 * (10 + 20 / 3.0));
    for (int32_t k = 0; k < 5; k++) {
        const char *role = NULL;
        ck_assert_str_eq(aploc_study_get_file(study, 0, k, &role), files[k]);
        ck_assert_str_eq(role, roles[k]);
    }
    ck_assert_ptr_null(aploc_study_get_file(study, 0, 5, NULL));
    ck_assert_str_eq(aploc_study_get_file(study, 1, 3, NULL), "gp.ini");
    ck_assert_ptr_null(aploc_study_get_file(study, 2, 0, NULL));
    ck_assert_ptr_null(aploc_study_get_file(NULL, 0, 0, NULL));
    aploc_run *again = run_study(study, run, 0, NULL);
    ck_assert_str_eq(cell_named(again, "v-a").notes, a.notes);
    ck_assert_int_eq(cell_named(again, "v-a").demand_origin, APLOC_ORIGIN_GIVEN);
    aploc_run_free(again);
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

/* Refitted ages of the communes are in the run: their demand can be made again from it. */
START_TEST(refitted_demand_is_made_again)
{
    write_tables();
    file_of("wide.ini", "[method]\nname = wide\n[decay]\nsteps = 0:1 20:0\n[ages]\n0+ = 2\n");
    aploc_study *study = read_study("[study]\nname = s\nvintages = v\nprofessions = a\n"
                                    "age_classes = refit\n[vintage]\ncommunes = c-2020.csv\n"
                                    "times = t.csv\n[profession a]\nmethods = wide.ini\n"
                                    "demand = ages\n");
    aploc_run *run = run_study(study, NULL, 0, NULL);
    aploc_cell cell = cell_named(run, "v-a");
    ck_assert_int_eq(cell.status, 0);
    ck_assert_int_eq(cell.demand_report->n_merged, 1);
    ck_assert_bits(cell.demand[0], 200.0);
    ck_assert_int_eq(cell.demand_origin, APLOC_ORIGIN_COLUMN);
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

/* What becomes of a table at a call of progress: a line more, another file of the same text, or none. */
typedef struct late_line {
    const char *path;
    int calls, at, how;
} late_line;

static int add_late(void *data, const char *what, double done)
{
    late_line *late = data;
    (void)what;
    (void)done;
    if (++late->calls != late->at)
        return 0;
    size_t length = 0;
    char *text = bytes_of_file(late->path, &length);
    ck_assert_ptr_nonnull(text);
    if (late->how > 0)
        ck_assert_int_eq(rename(late->path, file_path("away.csv")), 0);
    if (late->how < 2) {
        FILE *file = fopen(late->path, "w");
        ck_assert(file && fwrite(text, 1, length, file) == length);
        ck_assert(late->how || fputc('\n', file) == '\n');
        ck_assert_int_eq(fclose(file), 0);
    }
    free(text);
    return 0;
}

/* A run that says of a file what it no longer is would be kept for it the next time. */
START_TEST(a_table_that_changes_meanwhile_ends_the_study)
{
    aploc_error err = {0};
    aploc_study_options options = APLOC_STUDY_OPTIONS_INIT;
    int ended = 0;
    for (int at = 1, calls = 1; at <= calls; at += 7) {
        write_tables();
        char path[400];
        snprintf(path, sizeof path, "%s", file_path("c-2020.csv"));
        late_line late = {path, 0, at, at / 7 % 3};
        aploc_run *run = NULL;
        aploc_study *study = read_study(STUDY TABLES METHODS);
        options.progress = add_late;
        options.progress_data = &late;
        aploc_status status = aploc_study_run(study, &options, &run, NULL, &err);
        calls = late.calls;
        /* What is written before its digest is taken is of the run. */
        ck_assert(status == APLOC_ERR_READ || (status == APLOC_OK && at < 10));
        ck_assert((status == APLOC_OK) == (run != NULL));
        ended += status == APLOC_ERR_READ;
        ck_assert(!status || strstr(err.message, "changed while the study was run"));
        aploc_run_free(run);
        aploc_study_free(study);
    }
    ck_assert_int_ge(ended, 6);
}
END_TEST

/* Progress: it rises from 0 to less than 1, and stops the study at any call. */
START_TEST(tells_and_can_be_stopped)
{
    aploc_error err = {0};
    aploc_study_options options = APLOC_STUDY_OPTIONS_INIT;
    aploc_run *run = NULL;
    watch all = {.stop_at = 0};
    write_tables();
    aploc_study *study = read_study(STUDY TABLES METHODS);
    options.progress = watch_progress;
    options.progress_data = &all;
    ck_assert_ok(aploc_study_run(study, &options, &run, NULL, &err), err);
    ck_assert_str_eq(all.what, "2021-nurse-method");
    ck_assert_int_ge(all.calls, 60);
    aploc_run_free(run);
    for (int k = 1; k <= all.calls; k++) {
        watch w = {.stop_at = k};
        run = NULL;
        options.progress_data = &w;
        ck_assert_fails(aploc_study_run(study, &options, &run, NULL, &err), APLOC_ERR_CANCELLED);
        ck_assert_ptr_null(run);
        ck_assert_int_eq(w.calls, k);
        ck_assert_int_eq(err.status, APLOC_ERR_CANCELLED);
    }
    aploc_study_free(study);
}
END_TEST

/* Methods share a plan where their decays are one, and only there: each has the values of its own. */
START_TEST(methods_of_like_decays_do_not_mix)
{
    static const char *const decays[] = {
        "steps = 0:1 10:1/2 15:0",
        "steps = 0:1 10:1/2 15:0",
        "steps = 0:1 8.5:1/2 15:0",
        "steps = 0:1 10:1/4 15:0",
        "steps = 0:1 15:0",
        "kind = linear\ncut = 15",
        "kind = linear\ncut = 12",
        "kind = exponential\nrate = 0.1\ncut = 15",
        "kind = exponential\nrate = 0.2\ncut = 15",
        "kind = gaussian\nscale = 180\ncut = 15",
        "kind = gaussian\nscale = 90\ncut = 15",
        "kind = power\nscale = 2\nexponent = 1.5\ncut = 15",
        "kind = power\nscale = 2\nexponent = 2\ncut = 15",
    };
    enum { N = sizeof decays / sizeof *decays };
    char text[600] = "[study]\nname = s\nvintages = v\nprofessions = a\n"
                     "[vintage]\ncommunes = c-2020.csv\ntimes = t.csv\n[profession a]\nmethods =";
    write_tables();
    for (int k = 0; k < N; k++) {
        char name[16], method[200];
        snprintf(name, sizeof name, "m%d.ini", k);
        snprintf(method, sizeof method, "[method]\nname = m%d\n[decay]\n%s\n", k, decays[k]);
        file_of(name, method);
        snprintf(text + strlen(text), sizeof text - strlen(text), " %s", name);
    }
    aploc_study *study = read_study(strcat(text, "\n"));
    aploc_run *run = run_study(study, NULL, 0, NULL);
    ck_assert_int_eq(aploc_run_cell_count(run), N);
    for (int k = 0; k < N; k++) {
        char name[16];
        double values[3];
        aploc_error err = {0};
        snprintf(name, sizeof name, "v-a-m%d", k);
        aploc_cell cell = cell_named(run, name);
        ck_assert_msg(!cell.status, "%s", cell.message);
        ck_assert_ok(
            aploc_measure(cell.method, cell.times, cell.demand, cell.supply, values, NULL, &err),
            err);
        for (int i = 0; i < 3; i++)
            ck_assert_bits(cell.values[i], values[i]);
    }
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

/* Supply that is not there, or grows too large for a number, fails its cell. */
START_TEST(supply_that_cannot_be)
{
    write_tables();
    file_of("no.csv", "code,population,standardised\nA,100,111\nB,200,190\nC,50,64\n");
    aploc_study *study = read_study("[study]\nname = s\nvintages = v\nprofessions = a b\n"
                                    "[vintage]\ncommunes = no.csv\ntimes = t.csv\n"
                                    "[profession a]\nmethods = gp.ini\n"
                                    "[profession b]\nmethods = gp.ini\nsupply = c-2020.csv\n"
                                    "supply_scale = 1e306\n");
    aploc_run *run = run_study(study, NULL, 0, NULL);
    aploc_cell cell = cell_named(run, "v-a");
    ck_assert_int_eq(cell.status, APLOC_ERR_COLUMN_MISSING);
    ck_assert_ptr_nonnull(
        strstr(cell.message, "no.csv: found no supply column, expected one, or "));
    cell = cell_named(run, "v-b");
    ck_assert_int_eq(cell.status, APLOC_ERR_OVERFLOW);
    ck_assert_ptr_nonnull(strstr(cell.message, "found a supply too large for a number at A"));
    aploc_run_free(run);
    aploc_study_free(study);
}
END_TEST

START_TEST(refuses_wrong_calls)
{
    aploc_error err = {0};
    aploc_run *run = NULL;
    aploc_study_options options = APLOC_STUDY_OPTIONS_INIT;
    aploc_study_report report = APLOC_STUDY_REPORT_INIT;
    write_tables();
    aploc_study *study = read_study(STUDY TABLES METHODS);
    ck_assert_fails(aploc_study_run(NULL, NULL, &run, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_study_run(study, NULL, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    options.size++;
    ck_assert_fails(aploc_study_run(study, &options, &run, NULL, &err), APLOC_ERR_OPTIONS);
    options.size--;
    options.n_threads = -1;
    ck_assert_fails(aploc_study_run(study, &options, &run, NULL, &err), APLOC_ERR_OPTIONS);
    report.size--;
    ck_assert_fails(aploc_study_run(study, NULL, &run, &report, &err), APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(run);
    aploc_study_free(study);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, refitted_demand_is_made_again);
    tcase_add_test(tests, equals_what_is_measured_by_hand);
    tcase_add_test(tests, notes_each_file_once);
    tcase_add_test(tests, methods_of_one_name_and_two_texts_do_not_mix);
    tcase_add_test(tests, takes_supply_and_demand_from_elsewhere);
    tcase_add_test(tests, methods_of_like_decays_do_not_mix);
    tcase_add_test(tests, supply_that_cannot_be);
    tcase_add_test(tests, notes_what_was_left_out);
    tcase_add_test(tests, a_table_that_changes_meanwhile_ends_the_study);
    tcase_add_test(tests, tells_and_can_be_stopped);
    tcase_add_test(tests, refuses_wrong_calls);
}

int main(void)
{
    return run_tests("study_run", add);
}
