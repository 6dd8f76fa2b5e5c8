/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_WHATIF_STAGE_H
#define APLOC_TESTS_WHATIF_STAGE_H

/* A (0), B (1) and C (2) along a road, 12 minutes from one to the next, 24 from end to end; f is 1
 * under 10 minutes, 0.5 under 20, then 0. One doctor of 6000 in B.
 *     B is reached by 0.5 * 1000 + 1 * 2000 + 0.5 * 3000 = 4000: R = 1.5
 *     A has 0.75, B 1.5, C 0.75; the mean is (750 + 3000 + 2250) / 6000 = 1 */

#include <aploc/aploc.h>

#include "support.h"

static const int32_t from[] = {0, 1, 1, 2, 0, 2}, to[] = {1, 0, 2, 1, 2, 0};
static const double minutes[] = {12, 12, 12, 12, 24, 24};
static const double demand[] = {1000, 2000, 3000}, supply[] = {0, 6000, 0};
static const double starts[] = {0, 10, 20}, weights[] = {1, 0.5, 0};

static aploc_plan *plan;
static aploc_times *times;
static aploc_whatif *w;
static aploc_error err;

static inline aploc_decay the_decay(void)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 3;
    decay.minutes = starts;
    decay.values = weights;
    return decay;
}

static inline void set_up(void)
{
    aploc_decay decay = the_decay();
    aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
    ck_assert_ok(aploc_times_from_pairs(3, 3, 6, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    o.decay = &decay;
    o.times = times;
    ck_assert_ok(aploc_whatif_create(plan, demand, supply, &o, &w, &err), err);
    aploc_times_free(times);
}

static inline void tear_down(void)
{
    aploc_whatif_free(w);
    aploc_plan_free(plan);
}

#endif
