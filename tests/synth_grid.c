/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Territories whose times are HDF5, and grids: what is counted adds up, threads change nothing. */
#include <math.h>
#include <sys/stat.h>

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"
#include "synth/territory.h"

static const char *in_folder(const char *folder, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return file_path(path);
}

static aploc_synth_report make(const char *folder, uint64_t seed, int32_t n_communes,
                               int32_t n_cells, int32_t format, int32_t n_threads)
{
    aploc_error err = {0};
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    aploc_synth_report report = APLOC_SYNTH_REPORT_INIT;
    options.seed = seed;
    options.n_communes = n_communes;
    options.n_cells = n_cells;
    options.times_format = format;
    options.max_minutes = 40.0;
    options.n_threads = n_threads;
    ck_assert_ok(aploc_synth_write(file_path(folder), &options, &report, &err), err);
    return report;
}

static void clear(const char *folder)
{
    static const char *const names[] = {"communes.csv", "practitioners.csv", "cells.csv",
                                        "sites.csv",    "times.csv",         "times.h5"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        unlink(in_folder(folder, names[k]));
    rmdir(file_path(folder));
}

static aploc_communes *read_places(const char *path)
{
    aploc_error err = {0};
    aploc_communes *places = NULL;
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &places, NULL, &err), err);
    return places;
}

static aploc_times *read_times(const char *path, const aploc_communes *communes,
                               const aploc_communes *sites)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    ck_assert_ok(aploc_times_read(path, communes, sites, NULL, &times, NULL, &err), err);
    return times;
}

static int same_files(const char *a, const char *b)
{
    int same = 1;
    FILE *one = fopen(a, "rb"), *other = fopen(b, "rb");
    ck_assert(one && other);
    while (same) {
        int c = getc(one);
        same = c == getc(other);
        if (c == EOF)
            break;
    }
    fclose(one);
    fclose(other);
    return same;
}

START_TEST(times_in_hdf5_are_those_of_the_text)
{
    aploc_synth_report text = make("a", 5, 400, 0, APLOC_SYNTH_CSV, 1);
    aploc_synth_report h5 = make("b", 5, 400, 0, APLOC_SYNTH_H5, 2);
    ck_assert_int_eq(text.n_pairs, h5.n_pairs);
    ck_assert(same_files(in_folder("a", "communes.csv"), in_folder("b", "communes.csv")));
    aploc_communes *communes = read_places(in_folder("a", "communes.csv"));
    aploc_times *one = read_times(in_folder("a", "times.csv"), communes, NULL);
    aploc_times *other = read_times(in_folder("b", "times.h5"), communes, NULL);
    ck_assert_int_eq(aploc_times_pair_count(other), h5.n_pairs);
    for (int32_t i = 0; i < aploc_times_demand_count(one); i++) {
        const int32_t *to[2];
        const double *minutes[2];
        int64_t n = aploc_times_row(one, i, &to[0], &minutes[0]);
        ck_assert_int_eq(aploc_times_row(other, i, &to[1], &minutes[1]), n);
        ck_assert_mem_eq(to[0], to[1], (size_t)n * sizeof **to);
        ck_assert_mem_eq(minutes[0], minutes[1], (size_t)n * sizeof **minutes);
    }
    aploc_times_free(one);
    aploc_times_free(other);
    aploc_communes_free(communes);
    clear("a");
    clear("b");
}
END_TEST

START_TEST(threads_change_no_byte_and_seeds_do)
{
    static const char *const names[] = {"communes.csv", "cells.csv", "sites.csv", "times.h5"};
    make("a", 9, 120, 4000, APLOC_SYNTH_H5, 1);
    for (int32_t n_threads = 0; n_threads <= 5; n_threads++) {
        make("b", 9, 120, 4000, APLOC_SYNTH_H5, n_threads);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            ck_assert_msg(same_files(in_folder("a", names[k]), in_folder("b", names[k])),
                          "%s differs with %d threads", names[k], (int)n_threads);
        clear("b");
    }
    make("b", 10, 120, 4000, APLOC_SYNTH_H5, 1);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        ck_assert(!same_files(in_folder("a", names[k]), in_folder("b", names[k])));
    clear("a");
    clear("b");
}
END_TEST

/* The commune of a cell, by the code that its own begins with. */
static int32_t commune_of(const aploc_communes *cells, int32_t k, const aploc_communes *communes)
{
    char code[32];
    snprintf(code, sizeof code, "%s", aploc_communes_code(cells, k));
    char *dash = strchr(code, '-');
    ck_assert_ptr_nonnull(dash);
    *dash = '\0';
    ck_assert_str_eq(aploc_communes_name(cells, k), code); /* the column is one of names */
    return aploc_communes_find(communes, code);
}

static int compare_points(const void *a, const void *b)
{
    return memcmp(a, b, 2 * sizeof(double));
}

static void check_cells(const aploc_communes *cells, const aploc_communes *communes)
{
    int32_t n = aploc_communes_count(cells), m = aploc_communes_count(communes), last = -1;
    const double *people = aploc_communes_column(cells, APLOC_POPULATION);
    const double *standardised = aploc_communes_column(cells, APLOC_STANDARDISED);
    const double *lon = aploc_communes_column(cells, APLOC_LON);
    const double *lat = aploc_communes_column(cells, APLOC_LAT);
    double *sums = calloc(2 * (size_t)m, sizeof *sums);
    double(*points)[2] = calloc((size_t)n, sizeof *points);
    ck_assert(sums && points && people && standardised && lon && lat);
    for (int32_t k = 0; k < n; k++) {
        int32_t i = commune_of(cells, k, communes);
        ck_assert_int_ge(i, 0);
        ck_assert(i == last || i == last + 1);
        last = i;
        ck_assert(people[k] >= 1.0 && people[k] == floor(people[k]));
        sums[2 * i] += people[k];
        sums[2 * i + 1] += standardised[k];
        points[k][0] = lon[k];
        points[k][1] = lat[k];
    }
    ck_assert_int_eq(last, m - 1);
    for (int32_t i = 0; i < m; i++) {
        ck_assert_bits(sums[2 * i], aploc_communes_column(communes, APLOC_POPULATION)[i]);
        ck_assert_double_eq_tol(sums[2 * i + 1],
                                aploc_communes_column(communes, APLOC_STANDARDISED)[i], 2.5);
    }
    qsort(points, (size_t)n, sizeof *points, compare_points);
    for (int32_t k = 1; k < n; k++)
        ck_assert(memcmp(points[k - 1], points[k], sizeof *points) != 0);
    free(sums);
    free(points);
}

static void check_sites(const aploc_communes *sites, const aploc_communes *communes)
{
    int32_t n = 0;
    const double *supply = aploc_communes_column(communes, APLOC_SUPPLY);
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        if (!(supply[i] > 0.0))
            continue;
        ck_assert_str_eq(aploc_communes_code(sites, n), aploc_communes_code(communes, i));
        ck_assert_bits(aploc_communes_column(sites, APLOC_SUPPLY)[n], supply[i]);
        n++;
    }
    ck_assert_int_eq(n, aploc_communes_count(sites));
}

/* Square kilometres, near enough: the map's own scale. */
static double away(const aploc_communes *a, int32_t i, const aploc_communes *b, int32_t j)
{
    double east =
        76.6 * (aploc_communes_column(a, APLOC_LON)[i] - aploc_communes_column(b, APLOC_LON)[j]);
    double north =
        111.2 * (aploc_communes_column(a, APLOC_LAT)[i] - aploc_communes_column(b, APLOC_LAT)[j]);
    return sqrt(east * east + north * north);
}

/* Times keep the cut, and grow with distance, but not with it alone; who is near is never left out. */
static void check_times(const aploc_times *times, const aploc_communes *cells,
                        const aploc_communes *sites)
{
    int64_t n_odd = 0;
    for (int32_t i = 0; i < aploc_times_demand_count(times); i++) {
        const int32_t *to;
        const double *minutes;
        int64_t n = aploc_times_row(times, i, &to, &minutes), n_near = 0, n_reached = 0;
        for (int64_t k = 0; k < n; k++) {
            double distance = away(cells, i, sites, to[k]);
            ck_assert(minutes[k] > 0.0 && minutes[k] <= 40.0);
            ck_assert(minutes[k] >= distance / 64.0 * 60.0 - 0.2);
            n_reached += distance < 4.0;
            n_odd += k > 0 &&
                     (minutes[k] < minutes[k - 1]) != (distance < away(cells, i, sites, to[k - 1]));
        }
        for (int32_t j = 0; j < aploc_communes_count(sites); j++)
            n_near += away(cells, i, sites, j) < 4.0;
        ck_assert(n == 0 || n_reached == n_near);
    }
    ck_assert_int_gt(n_odd, 100);
}

START_TEST(a_grid_adds_up)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        aploc_synth_report report = make("a", seed, 110, 6000, APLOC_SYNTH_H5, 2);
        aploc_communes *communes = read_places(in_folder("a", "communes.csv"));
        aploc_communes *cells = read_places(in_folder("a", "cells.csv"));
        aploc_communes *sites = read_places(in_folder("a", "sites.csv"));
        aploc_times *times = read_times(in_folder("a", "times.h5"), cells, sites);
        ck_assert_int_eq(report.n_cells, 6000);
        ck_assert_int_eq(aploc_communes_count(cells), 6000);
        ck_assert_int_eq(aploc_communes_count(sites), report.n_sites);
        ck_assert_int_eq(aploc_times_pair_count(times), report.n_pairs);
        ck_assert_int_gt(report.n_pairs, 6000);
        check_cells(cells, communes);
        check_sites(sites, communes);
        check_times(times, cells, sites);
        aploc_times_free(times);
        aploc_communes_free(communes);
        aploc_communes_free(cells);
        aploc_communes_free(sites);
        clear("a");
    }
}
END_TEST

/* More cells than people or squares for them: as many as can be; as many as communes: all in one cell. */
START_TEST(grids_of_all_sizes)
{
    static const int32_t asked[] = {100000, 12};
    for (int k = 0; k < 2; k++) {
        aploc_synth_report report = make("a", 4, 12, asked[k], APLOC_SYNTH_H5, 2);
        aploc_communes *communes = read_places(in_folder("a", "communes.csv"));
        aploc_communes *cells = read_places(in_folder("a", "cells.csv"));
        const double *people = aploc_communes_column(communes, APLOC_POPULATION);
        double most = 0.0;
        for (int32_t i = 0; i < 12; i++)
            most += people[i] < 400.0 ? people[i] : 400.0;
        ck_assert_int_eq(report.n_cells, k ? 12 : (int32_t)most);
        check_cells(cells, communes);
        for (int32_t i = 0; k && i < 12; i++)
            ck_assert_bits(aploc_communes_column(cells, APLOC_POPULATION)[i], people[i]);
        aploc_communes_free(communes);
        aploc_communes_free(cells);
        clear("a");
    }
}
END_TEST

/* Codes of départements that no real one has, each of its own, however many there are. */
START_TEST(department_codes)
{
    static const struct {
        int32_t department;
        const char *code;
    } pinned[] = {{0, "00"},    {1, "A0"},    {10, "A9"},    {11, "B0"},    {260, "Z9"},
                  {261, "AA"},  {286, "AZ"},  {287, "BA"},   {936, "ZZ"},   {937, "AAA"},
                  {938, "AAB"}, {963, "ABA"}, {1613, "BAA"}, {18512, "ZZZ"}};
    for (size_t k = 0; k < sizeof pinned / sizeof *pinned; k++) {
        char text[APL_CODE_SIZE];
        apl_department_code(pinned[k].department, text);
        ck_assert_str_eq(text, pinned[k].code);
    }
}
END_TEST

static int stop_at_times(void *data, const char *what, double done)
{
    (void)data;
    return strcmp(what, "writing times.h5") == 0 && done > 0.0;
}

START_TEST(refuses_bad_options_and_leaves_no_trace)
{
    aploc_error err = {0};
    const aploc_synth_options good = APLOC_SYNTH_OPTIONS_INIT;
    aploc_synth_options bad[6] = {good, good, good, good, good, good};
    bad[0].n_cells = 299; /* fewer than communes */
    bad[0].times_format = APLOC_SYNTH_H5;
    bad[1].n_cells = 400; /* times would be CSV */
    bad[2].n_cells = 400;
    bad[2].times_format = APLOC_SYNTH_H5;
    bad[2].n_vintages = 2;
    bad[3].times_format = 2;
    bad[4].n_threads = -1;
    bad[5].n_cells = -1;
    for (int k = 0; k < 6; k++)
        ck_assert_fails(aploc_synth_write(file_path("no"), &bad[k], NULL, &err), APLOC_ERR_OPTIONS);
    aploc_synth_options told = good;
    told.times_format = APLOC_SYNTH_H5;
    told.n_cells = 2000;
    told.progress = stop_at_times;
    ck_assert_fails(aploc_synth_write(file_path("no"), &told, NULL, &err), APLOC_ERR_CANCELLED);
    struct stat facts;
    ck_assert_int_ne(stat(file_path("no"), &facts), 0);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, times_in_hdf5_are_those_of_the_text);
    tcase_add_test(tests, threads_change_no_byte_and_seeds_do);
    tcase_add_test(tests, a_grid_adds_up);
    tcase_add_test(tests, grids_of_all_sizes);
    tcase_add_test(tests, department_codes);
    tcase_add_test(tests, refuses_bad_options_and_leaves_no_trace);
}

int main(void)
{
    return run_tests("synth_grid", add);
}
