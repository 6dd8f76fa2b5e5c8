/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FUZZ_PROBLEM_H
#define APLOC_TESTS_FUZZ_PROBLEM_H

/* Small whole problems decoded from bytes: every byte string is one. */

#include <math.h>
#include <string.h>

#include "../family.h"
#include "fuzz.h"

enum { MOST_PLACES = 12, ROOM = LARGEST }; /* what-if adds places */

/* The bytes, and zeros behind them. */
typedef struct byte_source {
    const uint8_t *at;
    size_t left;
} byte_source;

static inline int take(byte_source *s)
{
    if (s->left == 0)
        return 0;
    s->left--;
    return *s->at++;
}

typedef struct problem {
    int n, m;                   /* places of demand and of supply */
    int same;                   /* they are the same: a place is 0 minutes from itself */
    double minutes[ROOM][ROOM]; /* NaN out of reach */
    double demand[ROOM], supply[ROOM];
    aploc_decay decay;
    double points[6], values[6];
} problem;

static inline double some_amount(int byte)
{
    return byte < 48 ? 0.0 : byte < 56 ? 1e-9 * byte : byte < 64 ? 1e9 * byte : 0.37 * byte * byte;
}

static inline double minutes_of(int byte)
{
    return byte >= 208 ? (double)NAN : byte / 4.0;
}

/* So wide that the square of the least weight is a number of all its digits: a smaller one is right to its last digit,
 * of which it has few, and what is divided by it may be too large. */
#define BELL 80.0

static inline void some_shape(byte_source *s, problem *p)
{
    aploc_decay *d = &p->decay;
    *d = (aploc_decay)APLOC_DECAY_INIT;
    d->kind = 1 + take(s) % 7;
    d->cut = 0.25 + take(s) / 4.0;
    if (d->kind == APLOC_DECAY_EXPONENTIAL || d->kind == APLOC_DECAY_LOGISTIC)
        d->rate = (1 + take(s)) / 256.0;
    if (d->kind == APLOC_DECAY_POWER || d->kind == APLOC_DECAY_GAUSSIAN ||
        d->kind == APLOC_DECAY_LOGISTIC)
        d->scale = (1 + take(s)) / 8.0 * (d->kind == APLOC_DECAY_GAUSSIAN ? BELL : 1.0);
    if (d->kind == APLOC_DECAY_POWER)
        d->exponent = (1 + take(s)) / 64.0;
    if (d->kind != APLOC_DECAY_STEPS && d->kind != APLOC_DECAY_TABLE)
        return;
    d->n_points = 2 + take(s) % 5;
    for (int k = 0; k < d->n_points; k++) {
        p->points[k] = k ? p->points[k - 1] + (1 + take(s)) / 8.0 : 0.0;
        p->values[k] = k ? p->values[k - 1] * (take(s) / 255.0) : (1 + take(s)) / 128.0;
    }
    d->minutes = p->points;
    d->values = p->values;
}

static inline void decode(byte_source *s, problem *p)
{
    int form = take(s);
    p->same = form & 1;
    p->n = 1 + take(s) % MOST_PLACES;
    p->m = p->same ? p->n : 1 + take(s) % MOST_PLACES;
    some_shape(s, p);
    for (int i = 0; i < p->n; i++)
        p->demand[i] = some_amount(take(s));
    for (int j = 0; j < p->m; j++)
        p->supply[j] = some_amount(take(s));
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->m; j++)
            p->minutes[i][j] = minutes_of(take(s));
}

/* The times of a problem, as pairs. */
static inline aploc_times *problem_times(const problem *p)
{
    int32_t from[ROOM * ROOM], to[ROOM * ROOM];
    double minutes[ROOM * ROOM];
    int64_t n = 0;
    aploc_times *times = NULL;
    aploc_error err = {0};
    for (int i = 0; i < p->n; i++)
        for (int j = 0; j < p->m; j++)
            if (!isnan(p->minutes[i][j])) {
                from[n] = i;
                to[n] = j;
                minutes[n++] = p->minutes[i][j];
            }
    fuzz_law(aploc_times_from_pairs(p->n, p->m, n, from, to, minutes, &times, &err) == APLOC_OK,
             "%s", err.message);
    return times;
}

static inline aploc_plan *problem_plan(const problem *p, const aploc_times *times)
{
    aploc_plan *plan = NULL;
    aploc_error err = {0};
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    options.own = p->same ? APLOC_OWN_AS_TIMES : APLOC_OWN_AS_GIVEN;
    fuzz_law(aploc_plan_create(times, &p->decay, &options, &plan, &err) == APLOC_OK, "%s",
             err.message);
    return plan;
}

#endif
