/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_PLAN_H
#define APL_ENGINE_PLAN_H

/* The pairs that a run uses, stored twice: by place of demand and by place of supply, so that both
 * steps gather and no thread ever writes where another does.
 *
 * How it is made, one file after the other:
 *
 *     codes    times -> a code of 16 bits for each weight; too many weights have none
 *     pairs    the pairs of a weight above 0, as sparse rows, and turned over
 *     order    where the caller's order scatters neighbours, one that does not
 *     band     rows of the order with what columns they have, as one list: 16 bits name a column
 *     tiles    stretches of bands, by several threads; joined to
 *     rows     (its head tells the form), one for each orientation
 *
 * An entry takes 2 bytes where the weights are few (classes: column and weight in one number), 4 where
 * they have codes, 10 where they do not; lists, slots and slices add little where neighbours stand
 * together. Most rows are read from one tile, whose part of x,
 * times each weight, and whose sums fit the nearest caches: what a step reads from memory is the
 * entries, once, in their order.
 *
 * How it is read:
 *
 *     kernel, kernels    the sums of one tile, for each kind of processor
 *     step               all tiles, by threads that each have some bands; the checks around it
 *     room               room to work in, kept by the plan
 *     solve, solve_many  one solution, and several side by side
 *
 * None of this shows in a result: each sum is taken one entry after the other by ascending index of
 * the caller, product and sum rounded once each. */

#include <aploc/plan.h>
#include <stdatomic.h>

#include "engine/pairs.h"
#include "engine/rows.h"

/* Below so many pairs a thread costs more than it brings. */
enum { APL_PAIRS_A_THREAD = 200000 };

struct aploc_plan {
    int32_t n_demand;
    int32_t n_supply;
    int64_t n_pairs; /* of a weight above 0 */
    double *weights; /* by code; NULL: they have none */
    int32_t n_used;  /* places of supply that the plan knows */
    int32_t *used;   /* which they are, ascending; NULL: all */
    double *most; /* what may be supplied: 0 where it is not used, else anything; NULL as `used` */
    apl_rows by_demand;       /* row i: the suppliers that i reaches, as places in `used` */
    apl_rows by_supply;       /* row j of those used: the places that reach it */
    _Atomic(double *) *spare; /* room.h */
    aploc_decay decay;        /* its points are: */
    double *points;           /* NULL: it has none */
    double largest_weight;    /* at 0 minutes: a decay does not rise */
    int own_is_zero;          /* place i of demand is place i of supply, 0 minutes away */
};

/* What the ways to a plan share. Begin: sizes, decay, and the places of supply that the plan knows, with
 * the number of each among them in `rank` (freed by free; NULL: all are). End: the pairs, which it
 * frees, in both orientations, and the weights of their codes. */
aploc_status apl_plan_begin(aploc_plan *plan, const aploc_times *times, const aploc_decay *decay,
                            const aploc_plan_options *options, int32_t **rank, aploc_error *err);
aploc_status apl_plan_end(aploc_plan *plan, apl_pairs *pairs, apl_codes *codes, int32_t n_threads,
                          aploc_error *err);

/* Refuse options of another size, or a decay outside its domain. */
aploc_status apl_plan_check(const aploc_plan_options *options, const aploc_decay *decay,
                            aploc_error *err);

/* Refuse an `own` (aploc_own) or a number of threads that an option cannot have. */
aploc_status apl_check_own(const aploc_times *times, int32_t own, int32_t n_threads,
                           aploc_error *err);

/* Whether place i of demand is place i of supply, 0 minutes away. */
int apl_own_is_zero(const aploc_times *times, int32_t own);

#endif
