/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_SHADOW_H
#define APLOC_TESTS_SHADOW_H

/* A territory that is changed beside a session, as a dense matrix, and solved anew each time: nothing of
 * it is kept from one run to the next. */

#include "territory.h"

enum { SHADOW_MAX = 40 };

typedef struct shadow {
    int same;     /* demand and supply stand at the same places */
    int n_d, n_s; /* places, those that went included */
    int32_t variant;
    aploc_decay decay;
    double minutes[SHADOW_MAX][SHADOW_MAX]; /* NaN: out of reach */
    double demand[SHADOW_MAX], supply[SHADOW_MAX];
    int there_d[SHADOW_MAX], there_s[SHADOW_MAX];
} shadow;

/* What a full run gives. */
typedef struct solution {
    int n_d, n_s, n_gone; /* of demand, which a full run of all places takes for empty ones */
    double apl[SHADOW_MAX], ratios[SHADOW_MAX];
    aploc_solve_report report;
} solution;

static inline double some_minutes(uint64_t *seed)
{
    double minutes = 40.0 * random_unit(seed);
    return random_below(seed, 3) == 0 ? floor(minutes) : minutes;
}

/* Random places: the same on both sides, or others. */
static inline shadow some_shadow(uint64_t *seed, int same, int32_t variant)
{
    shadow s = {.same = same, .variant = variant};
    s.decay = some_decay(random_bits(seed));
    while (variant == APLOC_VARIANT_KD2SFCA && s.decay.kind == APLOC_DECAY_STEPS)
        s.decay = some_decay(random_bits(seed));
    s.n_d = 1 + random_below(seed, 24);
    s.n_s = same ? s.n_d : 1 + random_below(seed, 24);
    double known = random_unit(seed), served = random_unit(seed);
    for (int i = 0; i < SHADOW_MAX; i++) {
        for (int j = 0; j < SHADOW_MAX; j++)
            s.minutes[i][j] =
                i < s.n_d && j < s.n_s && random_unit(seed) < known ? some_minutes(seed) : NAN;
        s.there_d[i] = i < s.n_d;
        s.there_s[i] = i < s.n_s;
        if (s.there_d[i] && random_below(seed, 8))
            s.demand[i] = 10000.0 * random_unit(seed);
        if (s.there_s[i] && random_unit(seed) < served)
            s.supply[i] = 50000.0 * random_unit(seed);
    }
    return s;
}

static inline aploc_times *shadow_times(const shadow *s)
{
    double minutes[SHADOW_MAX * SHADOW_MAX];
    aploc_error err = {0};
    aploc_times *times = NULL;
    for (int i = 0; i < s->n_d; i++)
        for (int j = 0; j < s->n_s; j++)
            minutes[i * s->n_s + j] = s->minutes[i][j];
    ck_assert_ok(aploc_times_from_matrix(s->n_d, s->n_s, minutes, &times, &err), err);
    return times;
}

static inline aploc_plan *shadow_plan(const shadow *s)
{
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    aploc_times *times = shadow_times(s);
    how.own = s->same ? APLOC_OWN_ZERO : APLOC_OWN_AS_GIVEN;
    ck_assert_ok(aploc_plan_create(times, &s->decay, &how, &plan, &err), err);
    aploc_times_free(times);
    return plan;
}

static inline solution shadow_solve(const shadow *s)
{
    solution x = {.n_d = s->n_d, .n_s = s->n_s, .report = APLOC_SOLVE_REPORT_INIT};
    for (int i = 0; i < s->n_d; i++)
        x.n_gone += !s->there_d[i];
    aploc_solve_options how = APLOC_SOLVE_OPTIONS_INIT;
    aploc_error err = {0};
    aploc_plan *plan = shadow_plan(s);
    how.variant = s->variant;
    how.ratios = x.ratios;
    how.report = &x.report;
    ck_assert_ok(aploc_solve(plan, s->demand, s->supply, x.apl, &how, &err), err);
    aploc_plan_free(plan);
    return x;
}

/* A session over the plan of a shadow as it is. */
static inline aploc_whatif *shadow_session(const shadow *s, const aploc_plan *plan)
{
    aploc_whatif_options how = APLOC_WHATIF_OPTIONS_INIT;
    aploc_error err = {0};
    aploc_whatif *w = NULL;
    how.variant = s->variant;
    how.own = s->same ? APLOC_OWN_ZERO : APLOC_OWN_AS_GIVEN;
    how.decay = &s->decay;
    ck_assert_ok(aploc_whatif_create(plan, s->demand, s->supply, &how, &w, &err), err);
    return w;
}

/* A place that is there, or -1. */
static inline int some_there(const int *there, int n, uint64_t *seed)
{
    int from = random_below(seed, n);
    for (int k = 0; k < n; k++)
        if (there[(from + k) % n])
            return (from + k) % n;
    return -1;
}

static inline double some_number(uint64_t *seed, double most)
{
    return random_below(seed, 5) ? most * random_unit(seed) : 0.0;
}

static inline void change_supply(shadow *s, aploc_whatif *w, uint64_t *seed)
{
    aploc_error err = {0};
    int j = some_there(s->there_s, s->n_s, seed);
    if (j < 0)
        return;
    s->supply[j] = some_number(seed, 50000.0);
    ck_assert_ok(aploc_whatif_set_supply(w, j, s->supply[j], &err), err);
}

static inline void change_demand(shadow *s, aploc_whatif *w, uint64_t *seed)
{
    aploc_error err = {0};
    int i = some_there(s->there_d, s->n_d, seed);
    if (i < 0)
        return;
    s->demand[i] = some_number(seed, 10000.0);
    ck_assert_ok(aploc_whatif_set_demand(w, i, s->demand[i], &err), err);
}

static inline void change_time(shadow *s, aploc_whatif *w, uint64_t *seed)
{
    aploc_error err = {0};
    int i = some_there(s->there_d, s->n_d, seed), j = some_there(s->there_s, s->n_s, seed);
    if (i < 0 || j < 0 || (s->same && i == j))
        return;
    s->minutes[i][j] = random_below(seed, 3) ? some_minutes(seed) : NAN;
    double minutes = isnan(s->minutes[i][j]) ? INFINITY : s->minutes[i][j];
    ck_assert_ok(aploc_whatif_set_time(w, i, j, minutes, &err), err);
}

static inline void change_add(shadow *s, aploc_whatif *w, uint64_t *seed)
{
    int32_t to[SHADOW_MAX], from[SHADOW_MAX];
    double to_minutes[SHADOW_MAX], from_minutes[SHADOW_MAX];
    aploc_error err = {0};
    aploc_whatif_place p = APLOC_WHATIF_PLACE_INIT;
    int sides = s->same ? 3 : 1 + random_below(seed, 3), i = s->n_d, j = s->n_s;
    if (i == SHADOW_MAX || j == SHADOW_MAX)
        return;
    p.has_demand = sides & 1;
    p.has_supply = sides >> 1;
    p.to = to;
    p.to_minutes = to_minutes;
    p.from = from;
    p.from_minutes = from_minutes;
    if (p.has_demand) {
        s->n_d++;
        s->there_d[i] = 1;
        p.demand = s->demand[i] = some_number(seed, 10000.0);
    }
    /* From the last to the first: the order in which they are given does not count. */
    for (int k = j - 1; p.has_demand && k >= 0; k--)
        if (s->there_s[k] && random_below(seed, 2)) {
            to[p.n_to] = k;
            to_minutes[p.n_to++] = s->minutes[i][k] = some_minutes(seed);
        }
    if (p.has_supply) {
        s->n_s++;
        s->there_s[j] = 1;
        p.supply = s->supply[j] = some_number(seed, 50000.0);
    }
    for (int k = 0; p.has_supply && k < i; k++)
        if (s->there_d[k] && random_below(seed, 2)) {
            from[p.n_from] = k;
            from_minutes[p.n_from++] = s->minutes[k][j] = some_minutes(seed);
        }
    ck_assert_ok(aploc_whatif_add_place(w, &p, &err), err);
}

static inline void change_remove(shadow *s, aploc_whatif *w, uint64_t *seed)
{
    aploc_error err = {0};
    int sides = s->same ? 3 : 1 + random_below(seed, 3);
    int i = sides & 1 ? some_there(s->there_d, s->n_d, seed) : -1;
    int j = s->same ? i : sides & 2 ? some_there(s->there_s, s->n_s, seed) : -1;
    if (i < 0 && j < 0)
        return;
    ck_assert_ok(aploc_whatif_remove_place(w, i, j, &err), err);
    for (int k = 0; k < SHADOW_MAX; k++) {
        if (i >= 0)
            s->minutes[i][k] = NAN;
        if (j >= 0)
            s->minutes[k][j] = NAN;
    }
    if (i >= 0) {
        s->there_d[i] = 0;
        s->demand[i] = 0.0;
    }
    if (j >= 0) {
        s->there_s[j] = 0;
        s->supply[j] = 0.0;
    }
}

/* Change something on both sides: queued in the session. */
static inline void change_something(shadow *s, aploc_whatif *w, uint64_t *seed)
{
    switch (random_below(seed, 10)) {
    case 0:
    case 1:
    case 2:
        change_supply(s, w, seed);
        break;
    case 3:
    case 4:
        change_demand(s, w, seed);
        break;
    case 5:
    case 6:
    case 7:
        change_time(s, w, seed);
        break;
    case 8:
        change_add(s, w, seed);
        break;
    default:
        change_remove(s, w, seed);
        break;
    }
}

static inline void assert_numbers(int n, const double *found, const double *expected,
                                  const char *what)
{
    for (int k = 0; k < n; k++)
        ck_assert_msg(memcmp(&found[k], &expected[k], sizeof *found) == 0,
                      "%s of place %d is %.17g, expected %.17g", what, k, found[k], expected[k]);
}

/* The session stands where a full run does, to the bit. */
static inline void assert_solved(const aploc_whatif *w, const solution *x)
{
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_error err = {0};
    ck_assert_int_eq(aploc_whatif_demand_count(w), x->n_d);
    ck_assert_int_eq(aploc_whatif_supply_count(w), x->n_s);
    assert_numbers(x->n_d, aploc_whatif_get_apl(w), x->apl, "the APL");
    assert_numbers(x->n_s, aploc_whatif_get_ratios(w), x->ratios, "the ratio");
    ck_assert_ok(aploc_whatif_get_report(w, &report, &err), err);
    ck_assert_bits(report.demand, x->report.demand);
    ck_assert_bits(report.supply, x->report.supply);
    ck_assert_bits(report.supply_reached, x->report.supply_reached);
    ck_assert_bits(report.supply_lost, x->report.supply_lost);
    ck_assert_bits(report.demand_unreached, x->report.demand_unreached);
    ck_assert_bits(report.mean, x->report.mean);
    ck_assert_int_eq(report.n_lost, x->report.n_lost);
    ck_assert_int_eq(report.n_unreached, x->report.n_unreached - x->n_gone);
}

#endif
