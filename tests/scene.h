/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_SCENE_H
#define APLOC_TESTS_SCENE_H

/* Cells to compare, and the figures of a comparison. */

#include <aploc/aploc.h>
#include <math.h>

#include "support.h"

enum { N_MAX = 24 };

static const char *const decays[] = {
    "kind = exponential\nrate = 0.12\ncut = 30\n", "steps = 0:1 10:2/3 15:1/3 20:0\n",
    "kind = gaussian\nscale = 180\ncut = 30\n", "kind = linear\ncut = 25\n"};

/* A cell and what it is made of. Places of care are the communes, or sites of the same codes. */
typedef struct scene {
    int n;
    char codes[N_MAX][16];
    double minutes[N_MAX * N_MAX], demand[N_MAX], supply[N_MAX], values[N_MAX];
    aploc_method *method;
    aploc_communes *communes, *sites;
    aploc_times *times;
    aploc_cell cell;
} scene;

static inline aploc_method *method_of(const char *decay, const char *head)
{
    char text[400];
    aploc_method *method = NULL;
    aploc_error err = {0};
    snprintf(text, sizeof text, "[method]\nname = m\n%s[decay]\n%s", head, decay);
    ck_assert_ok(aploc_method_parse(text, strlen(text), "m.ini", &method, &err), err);
    return method;
}

static inline aploc_communes *communes_of(const scene *s)
{
    aploc_error err = {0};
    aploc_places places = APLOC_PLACES_INIT;
    aploc_communes *communes = NULL;
    const char *codes[N_MAX];
    for (int i = 0; i < s->n; i++)
        codes[i] = s->codes[i];
    places.codes = codes;
    places.count = s->n;
    ck_assert_ok(aploc_communes_from_arrays(&places, &communes, &err), err);
    return communes;
}

/* Make the objects of a scene whose arrays are filled, and its values. */
static inline void finish(scene *s, const char *name, const char *decay, const char *head)
{
    aploc_error err = {0};
    s->method = method_of(decay, head);
    s->communes = communes_of(s);
    s->sites = NULL;
    ck_assert_ok(aploc_times_from_matrix(s->n, s->n, s->minutes, &s->times, &err), err);
    ck_assert_ok(aploc_measure(s->method, s->times, s->demand, s->supply, s->values, NULL, &err),
                 err);
    s->cell = (aploc_cell)APLOC_CELL_INIT;
    s->cell.name = name;
    s->cell.method = s->method;
    s->cell.communes = s->communes;
    s->cell.times = s->times;
    s->cell.demand = s->demand;
    s->cell.supply = s->supply;
    s->cell.values = s->values;
}

static inline void let_go(scene *s)
{
    aploc_method_free(s->method);
    aploc_communes_free(s->communes);
    aploc_communes_free(s->sites);
    aploc_times_free(s->times);
}

/* Codes out of order, so that an order of codes is another than that of the table. */
static inline void fill(scene *s, uint64_t *seed, int n)
{
    s->n = n;
    for (int i = 0; i < n; i++) {
        snprintf(s->codes[i], sizeof s->codes[i], "%05d", (i * 7 + 3) % 29);
        s->demand[i] = random_below(seed, 6) ? 5000.0 * random_unit(seed) : 0.0;
        s->supply[i] = random_below(seed, 2) ? 50000.0 * random_unit(seed) : 0.0;
    }
    for (int k = 0; k < n * n; k++)
        s->minutes[k] = random_below(seed, 4) ? 40.0 * random_unit(seed) : NAN;
    s->demand[0] += 1.0;
    s->supply[0] += 1.0;
}

static inline aploc_comparison *compare(const aploc_cell *before, const aploc_cell *after,
                                        const aploc_compare_options *options)
{
    aploc_error err = {0};
    aploc_comparison *made = NULL;
    ck_assert_ok(aploc_compare_cells(before, after, options, &made, &err), err);
    return made;
}

static inline aploc_compare_report report_of(const aploc_comparison *c)
{
    aploc_error err = {0};
    aploc_compare_report report = APLOC_COMPARE_REPORT_INIT;
    ck_assert_ok(aploc_comparison_get_report(c, &report, &err), err);
    return report;
}

static inline aploc_change change_of(const aploc_comparison *c)
{
    aploc_error err = {0};
    aploc_change change = APLOC_CHANGE_INIT;
    ck_assert_ok(aploc_comparison_changes(c, 1, NULL, &change, &err), err);
    return change;
}

static inline void close_to(double found, long double expected, long double size)
{
    ck_assert_msg(fabsl(found - expected) <= 1e-12L * size + 1e-300L, "%.17g, expected %.17Lg",
                  found, expected);
}

#endif
