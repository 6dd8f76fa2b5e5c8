/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_TERRITORY_H
#define APLOC_TESTS_TERRITORY_H

/* Small random territories for property tests: asymmetric times, places without supply, places
 * without demand, pairs out of reach, times exactly on a step. */

#include <aploc/aploc.h>
#include <math.h>

#include "support.h"

typedef struct territory {
    int n;           /* places; demand and supply stand at the same ones */
    double *minutes; /* n * n, NaN where out of reach */
    double *demand;
    double *supply;
} territory;

static inline territory random_territory(uint64_t *seed, int largest)
{
    territory t = {.n = 1 + random_below(seed, largest)};
    size_t n = (size_t)t.n;
    t.minutes = malloc(n * n * sizeof *t.minutes);
    t.demand = malloc(n * sizeof *t.demand);
    t.supply = malloc(n * sizeof *t.supply);
    ck_assert(t.minutes && t.demand && t.supply);
    double known = random_unit(seed), served = random_unit(seed);
    for (size_t k = 0; k < n * n; k++) {
        double minutes = 40.0 * random_unit(seed);
        if (random_below(seed, 3) == 0)
            minutes = floor(minutes);
        t.minutes[k] = random_unit(seed) < known ? minutes : NAN;
    }
    for (size_t i = 0; i < n; i++) {
        t.demand[i] = random_below(seed, 8) == 0 ? 0.0 : 10000.0 * random_unit(seed);
        t.supply[i] = random_unit(seed) < served ? 50000.0 * random_unit(seed) : 0.0;
    }
    return t;
}

static inline void free_territory(territory *t)
{
    free(t->minutes);
    free(t->demand);
    free(t->supply);
}

/* A decay of each kind in turn, with parameters of usual sizes. */
static inline aploc_decay some_decay(uint64_t k)
{
    static const double step_minutes[] = {0, 10, 15, 20};
    static const double step_values[] = {1, 2.0 / 3, 1.0 / 3, 0};
    static const double table_minutes[] = {0, 5, 12.5, 30};
    static const double table_values[] = {1, 0.9, 0.25, 0.125};
    aploc_decay d = APLOC_DECAY_INIT;
    d.kind = (int32_t)(1 + k % 7);
    switch (d.kind) {
    case APLOC_DECAY_STEPS:
        d.n_points = 4;
        d.minutes = step_minutes;
        d.values = step_values;
        return d;
    case APLOC_DECAY_TABLE:
        d.n_points = 4;
        d.minutes = table_minutes;
        d.values = table_values;
        break;
    case APLOC_DECAY_POWER:
        d.scale = 2.0;
        d.exponent = 1.5;
        break;
    case APLOC_DECAY_EXPONENTIAL:
        d.rate = 0.12;
        break;
    case APLOC_DECAY_GAUSSIAN:
        d.scale = 180.0;
        break;
    case APLOC_DECAY_LOGISTIC:
        d.rate = 0.4;
        d.scale = 15.0;
        break;
    default:
        break;
    }
    d.cut = 30.0;
    return d;
}

/* The plan of a territory, own places at 0 minutes. */
static inline aploc_plan *plan_of(const territory *t, const aploc_decay *decay)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    ck_assert_ok(aploc_times_from_matrix(t->n, t->n, t->minutes, &times, &err), err);
    ck_assert_ok(aploc_plan_create(times, decay, NULL, &plan, &err), err);
    aploc_times_free(times);
    return plan;
}

/* The APL of a territory, and the report unless NULL. */
static inline void solve(const territory *t, const aploc_decay *decay, double *apl,
                         aploc_solve_report *report)
{
    aploc_error err = {0};
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.report = report;
    aploc_plan *plan = plan_of(t, decay);
    ck_assert_ok(aploc_solve(plan, t->demand, t->supply, apl, &options, &err), err);
    aploc_plan_free(plan);
}

#endif
