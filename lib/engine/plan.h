/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_PLAN_H
#define APL_ENGINE_PLAN_H

/* The pairs that a run uses, stored twice: by place of demand and by place of supply, so that both
 * steps gather and no thread ever writes where another does. */

#include <aploc/plan.h>

/* Below so many pairs a thread costs more than it brings. */
enum { APL_PAIRS_A_THREAD = 200000 };

/* Compressed sparse rows. */
typedef struct apl_rows {
    int64_t *offsets; /* n_rows + 1 */
    int32_t *index;   /* ascending within a row */
    double *weights;  /* above 0 */
} apl_rows;

struct aploc_plan {
    int32_t n_demand;
    int32_t n_supply;
    apl_rows by_demand; /* row i: the suppliers that i reaches */
    apl_rows by_supply; /* row j: the places that reach j */
};

#endif
