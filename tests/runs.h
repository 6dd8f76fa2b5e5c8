/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_RUNS_H
#define APLOC_TESTS_RUNS_H

/* A small world, and cells computed in it: five communes, three sites apart from them, times that
 * are not the same both ways, missing values, names and groups of odd letters. */

#include <aploc/aploc.h>
#include <math.h>

#include "support.h"

enum { N_COMMUNES = 5, N_SITES = 3 };

typedef struct world {
    aploc_communes *communes, *sites;
    aploc_times *times, *to_sites;
    aploc_method *method;
    aploc_demand_report demand_report;
    double demand[N_COMMUNES];
    double supply[N_COMMUNES]; /* the column of the communes times 1.5; of sites: as it is */
} world;

static const char method_of_world[] =
    "# five communes\n[method]\nname = five\nunit = acts\n[decay]\nsteps = 0:1 10:1/2 20:0\n"
    "[ages]\n0-19 = 0.5\n20-64 = 1\n65+ = 2\n[family]\nvariant = e2sfca\n";

static inline world make_world(void)
{
    static const char *const codes[] = {"01001", "2A004", "97\xc3\xa9", "D", "zone 5"};
    static const char *const names[] = {"L'Abergement", "\xc3\x89vosges", "", "d;\"q\"", "L"};
    static const char *const departments[] = {"01", "2A", "01", "", "2A"};
    static const char *const types[] = {"x", "x", "x", "x", "x"};
    static const char *const *const texts[] = {departments, types};
    static const char *const groups[] = {"department", "Type / 2021 (\xc3\xa9)"};
    static const char *const site_codes[] = {"S1", "S2", "S3"};
    static const double population[] = {1000, 250.5, 0, 80, 1e7};
    const double standardised[] = {990, 260, 0, NAN, 9.5e6}, lon[] = {-1.5, NAN, 9, 2, 3};
    static const double supply[] = {3000, 0, 1.25, 0, 7e6}, site_supply[] = {10, 0, 5.5};
    static const double ages[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    static const aploc_age_class classes[] = {{0, 19}, {20, 64}, {65, APLOC_AGE_OPEN}};
    static const int32_t from[] = {0, 1, 1, 2, 4, 3, 0}, to[] = {1, 0, 2, 1, 3, 4, 0};
    static const double minutes[] = {9.5, 10, 19.999, 20, 0.1, 1e300, 3};
    static const int32_t to_site[] = {0, 1, 2, 0, 2, 1, 1};
    world w = {.demand_report = APLOC_DEMAND_REPORT_INIT};
    aploc_error err = {0};
    aploc_places places = APLOC_PLACES_INIT;
    places.path = "communes.csv";
    places.codes = codes;
    places.names = names;
    places.columns[APLOC_POPULATION] = population;
    places.columns[APLOC_STANDARDISED] = standardised;
    places.columns[APLOC_SUPPLY] = supply;
    places.columns[APLOC_LON] = lon;
    places.ages = classes;
    places.n_ages = 3;
    places.age_table = ages;
    places.group_names = groups;
    places.group_texts = texts;
    places.n_groups = 2;
    places.count = N_COMMUNES;
    ck_assert_ok(aploc_communes_from_arrays(&places, &w.communes, &err), err);
    places = (aploc_places)APLOC_PLACES_INIT;
    places.codes = site_codes;
    places.count = N_SITES;
    places.columns[APLOC_SUPPLY] = site_supply;
    ck_assert_ok(aploc_communes_from_arrays(&places, &w.sites, &err), err);
    ck_assert_ok(aploc_times_from_pairs(5, 5, 7, from, to, minutes, &w.times, &err), err);
    ck_assert_ok(aploc_times_from_pairs(5, 3, 6, from + 1, to_site + 1, minutes, &w.to_sites, &err),
                 err);
    ck_assert_ok(
        aploc_method_parse(method_of_world, strlen(method_of_world), "five.ini", &w.method, &err),
        err);
    ck_assert_ok(aploc_demand_standardise(w.communes, w.method, APLOC_SKIP, w.demand,
                                          &w.demand_report, &err),
                 err);
    for (int i = 0; i < N_COMMUNES; i++)
        w.supply[i] = 1.5 * supply[i];
    return w;
}

static inline void free_world(world *w)
{
    aploc_communes_free(w->communes);
    aploc_communes_free(w->sites);
    aploc_times_free(w->times);
    aploc_times_free(w->to_sites);
    aploc_method_free(w->method);
    *w = (world){0};
}

/* A cell of the world, without values. */
static inline aploc_cell cell_of(const world *w, const char *name)
{
    aploc_cell cell = APLOC_CELL_INIT;
    cell.name = name;
    cell.missing = APLOC_SKIP;
    cell.demand_origin = cell.supply_origin = APLOC_ORIGIN_COLUMN;
    cell.supply_scale = 1.5;
    cell.method = w->method;
    cell.communes = w->communes;
    cell.times = w->times;
    cell.demand = w->demand;
    cell.supply = w->supply;
    cell.values = w->demand; /* taken as they are: to be replaced where that matters */
    cell.demand_report = &w->demand_report;
    return cell;
}

/* Compute a variant in the world, in its communes or at its sites, and add it to a run. The cells of
 * one kind of care share a territory, all share their people by it. */
static inline void add_computed(aploc_run *run, const world *w, const char *name, int32_t variant,
                                int at_sites, int32_t n_threads)
{
    static double site_supply[N_SITES];
    double values[N_COMMUNES];
    aploc_error err = {0};
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_measure_options how = APLOC_MEASURE_OPTIONS_INIT;
    aploc_cell cell = cell_of(w, name);
    cell.territory = at_sites ? "to-sites" : "communes";
    cell.people = at_sites ? "people-of-sites" : "people";
    cell.variant = how.variant = variant;
    cell.vintage = "2023";
    cell.profession = "g\xc3\xa9n\xc3\xa9raliste";
    cell.fingerprint = "abc";
    cell.year = 2022;
    if (at_sites) {
        const double *column = aploc_communes_column(w->sites, APLOC_SUPPLY);
        for (int j = 0; j < N_SITES; j++)
            site_supply[j] = column[j];
        cell.sites = w->sites;
        cell.times = w->to_sites;
        cell.supply = site_supply;
        cell.supply_scale = 1.0;
    }
    how.n_threads = n_threads;
    how.report = &report;
    ck_assert_ok(aploc_measure(w->method, cell.times, cell.demand, cell.supply, values, &how, &err),
                 err);
    cell.values = values;
    cell.report = &report;
    ck_assert_ok(aploc_run_add(run, &cell, &err), err);
}

#endif
