/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_PLAN_H
#define APL_ENGINE_PLAN_H

/* The pairs that a run uses, stored twice: by place of demand and by place of supply, so that both
 * steps gather and no thread ever writes where another does. */

#include <aploc/plan.h>

#include "engine/rows.h"

/* Below so many pairs a thread costs more than it brings. */
enum { APL_PAIRS_A_THREAD = 200000 };

struct aploc_plan {
    int32_t n_demand;
    int32_t n_supply;
    apl_rows by_demand; /* row i: the suppliers that i reaches */
    apl_rows by_supply; /* row j: the places that reach j */
    int32_t decay_kind;
    double largest_weight; /* at 0 minutes: a decay does not rise */
};

/* Refuse an `own` (aploc_own) or a number of threads that an option cannot have. */
aploc_status apl_check_own(const aploc_times *times, int32_t own, int32_t n_threads,
                           aploc_error *err);

/* Whether place i of demand is place i of supply, 0 minutes away. */
int apl_own_is_zero(const aploc_times *times, int32_t own);

#endif
