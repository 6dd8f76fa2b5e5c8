/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_FAMILY_H
#define APLOC_FAMILY_H

/** @file
 *  The family of accessibility measures: other questions to the same plan. aploc_solve computes the
 *  APL (e2sfca) unless aploc_solve_options.variant names another of them; the last two have
 *  functions of their own below, since one has a result a place of supply and the other needs times.
 *
 *  Notation: D demand, S supply, f the weights of the plan, 0 out of reach. Sums run over the pairs of
 *  the plan. A division by a sum of 0 gives 0, and what was to be divided is lost or unreached.
 *  Every paper has its own decay, often of its own shape; here all take the plan's. "The decay does
 *  not scale" says that a constant factor on f changes nothing, so that f(0) need not be 1. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/plan.h>
#include <aploc/status.h>
#include <aploc/times.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A measure; its formula, its paper, the unit of the result, and its law: what it conserves. */
typedef enum aploc_variant {
    /** Enhanced two-step floating catchment area (Luo and Qi 2009): the APL.
     *      R[j] = S[j] / sum_i f_ij D[i]      A[i] = sum_j f_ij R[j]
     *  Unit: S for one D. Law: sum_i D[i] A[i] = sum of the S that some demand reaches. The decay
     *  does not scale. */
    APLOC_VARIANT_E2SFCA = 0,

    /** Two-step floating catchment area (Luo and Wang 2003): e2sfca with a weight of 1 wherever
     *  f > 0. Of the decay only the threshold counts. Luo and Wang take t <= t0 as within the
     *  catchment; here t < threshold, as everywhere in this library. Unit and law: as e2sfca. */
    APLOC_VARIANT_2SFCA = 1,

    /** Kernel density two-step floating catchment area (Dai and Wang 2011): e2sfca, to the bit, by
     *  the name that it has with a continuous f; so a decay of steps is refused. Their kernel
     *  (Epanechnikov) falls to 0 at the cut; here any decay that is continuous before the cut will
     *  do, and a table of points can hold theirs. Unit and law: as e2sfca. */
    APLOC_VARIANT_KD2SFCA = 2,

    /** Modified two-step floating catchment area (Delamater 2013): distance also wears the supply.
     *      R[j] = S[j] / sum_i f_ij D[i]      A[i] = sum_j f_ij^2 R[j]
     *  Weights are shares, so f(0) must be at most 1, and scale the result. Unit: S for one D.
     *  Law: sum_i D[i] A[i] <= sum of the S that some demand reaches, equal when every weight is 1;
     *  what is missing is supply that distance keeps from being used. */
    APLOC_VARIANT_M2SFCA = 3,

    /** Three-step floating catchment area (Wan, Zou and Sternberg 2012): people spread over their
     *  choices.
     *      G_ij = f_ij / sum_l f_il           over the places l that have supply
     *      R[j] = S[j] / sum_i G_ij f_ij D[i]      A[i] = sum_j G_ij f_ij R[j]
     *  As published, but for the weights: the paper has one Gaussian weight a travel zone. A place
     *  without supply is no choice. Unit and law: as e2sfca. The decay does not scale. */
    APLOC_VARIANT_3SFCA = 4,

    /** Balanced floating catchment area (Paez, Higgins and Vivona 2019): each person and each level
     *  of service is handed out once.
     *      P_ij = f_ij / sum_l f_il           over the places l that have supply
     *      Q_ij = f_ij / sum_k f_kj           over the places k that have demand
     *      R[j] = S[j] / sum_i P_ij D[i]      A[i] = sum_j Q_ij R[j]
     *  Unit: S for one D. Laws: sum_i P_ij D[i] over the j with supply = the D that reaches supply;
     *  sum_i A[i] over the i with demand = sum_j R[j]. It is the level of service R that is
     *  conserved on the side of supply: sum_i D[i] A[i] is not the S. Q counts places, not people, so
     *  that cutting a place in two changes the result. The paper's sums take every place of its
     *  tables; here places without supply or demand change nothing. The decay does not scale. */
    APLOC_VARIANT_BFCA = 5,

    /** Gravity, or potential (Hansen 1959): supply in reach, without competition.
     *      A[i] = sum_j f_ij S[j]
     *  Demand counts in the report only. Unit: S. Laws: linear in S and in f; no supply is in the way
     *  of another. */
    APLOC_VARIANT_HANSEN = 6,

    /** Cumulative opportunities (Wachs and Kumagai 1973): hansen with a weight of 1 wherever f > 0.
     *      A[i] = sum of S[j] over the j with t_ij under the threshold
     *  Unit: S. Law: linear in S; A[i] is the sum of some of the S. */
    APLOC_VARIANT_CUMULATIVE = 7,

    /** Inverted two-step floating catchment area (Wang 2018): how crowded each place of supply is,
     *  by aploc_crowding; aploc_solve refuses it.
     *      C[j] = sum_i f_ij D[i] / sum_l f_il S[l]
     *  Unit: D for one S. Law: sum_j S[j] C[j] = sum of the D that reaches supply; it is e2sfca with
     *  the roles of demand and supply exchanged. The decay does not scale. */
    APLOC_VARIANT_I2SFCA = 8,

    /** Minutes to the nearest place that has supply, by aploc_nearest; aploc_solve refuses it. Of the
     *  decay only the threshold could count. Unit: minutes. Law: a minimum; more supply never makes
     *  it longer, and how much supply a place has does not matter. */
    APLOC_VARIANT_NEAREST = 9,

    APLOC_VARIANT_COUNT = 10
} aploc_variant;

/** Return the name of a variant in method files: "e2sfca", "2sfca", … "nearest".
 *  @param[in] variant  an aploc_variant
 *  @return a static string; NULL when there is no such variant. Threads: any. O(1). Since 0.1. */
APLOC_API const char *aploc_variant_name(int32_t variant);

/** Return what a variant is called at length, with its paper, for people.
 *  @param[in] variant  an aploc_variant
 *  @return a static string; NULL when there is no such variant. Threads: any. O(1). Since 0.1. */
APLOC_API const char *aploc_variant_title(int32_t variant);

/** How to compute the crowding, and what to give besides. */
typedef struct aploc_crowding_options {
    size_t size;       /**< sizeof(aploc_crowding_options) */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    int32_t reserved;  /**< 0 */
    double *ratios; /**< where to put D[i] / sum_l f_il S[l], one a place of demand; may be NULL */
    aploc_solve_report *report; /**< may be NULL */
} aploc_crowding_options;

/** Initialiser of aploc_crowding_options. */
#define APLOC_CROWDING_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(aploc_crowding_options), 0, 0, NULL, NULL                                           \
    }

/** Compute how crowded every place of supply is (Wang 2018, i2SFCA): the demand that falls on one
 *  unit of its supply, when each place of demand spreads over the supply in its reach.
 *
 *      C[j] = sum_i f_ij D[i] / sum_l f_il S[l]
 *
 *  A place without supply has a C too: what the first unit there would meet. In the report
 *  n_unreached and demand_unreached are the places whose reach holds no supply and their demand,
 *  supply_lost and n_lost the supply that no demand reaches (C = 0), and mean is
 *  sum_j S[j] C[j] / sum_j S[j].
 *  @param[in]  plan      not NULL
 *  @param[in]  demand    aploc_plan_demand_count(plan) numbers, finite, not negative
 *  @param[in]  supply    aploc_plan_supply_count(plan) numbers, finite, not negative
 *  @param[out] crowding  aploc_plan_supply_count(plan) numbers, D for one S; may be the same array
 *                        as `supply`; untouched on failure, as are the outputs in `options`
 *  @param[in]  options   NULL for the defaults
 *  @param[out] err       filled on failure; the message names the place by number; may be NULL
 *  @return as aploc_solve; APLOC_ERR_ARGUMENT also for a plan made for one supply
 *          (aploc_plan_options.supply): places without supply have a crowding too.
 *  Threads: any number of calls on one plan at once. The same input gives the same bits for any
 *  number of threads, and those of aploc_solve on the plan of the transposed times with demand and
 *  supply exchanged. Complexity: O(pairs). Since 0.1. */
APLOC_API aploc_status aploc_crowding(const aploc_plan *plan, const double *demand,
                                      const double *supply, double *crowding,
                                      const aploc_crowding_options *options, aploc_error *err);

/** How to look for the nearest supply. */
typedef struct aploc_nearest_options {
    size_t size;       /**< sizeof(aploc_nearest_options) */
    int32_t own;       /**< aploc_own: whether a place is 0 minutes from itself */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    double threshold; /**< minutes: what is as far or farther is out of reach, as everywhere in this
                            library; 0: nothing in the table is */
} aploc_nearest_options;

/** Initialiser of aploc_nearest_options. */
#define APLOC_NEAREST_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(aploc_nearest_options), APLOC_OWN_AS_TIMES, 0, 0                                    \
    }

/** Find the nearest place that has supply, and the minutes to it, for every place of demand.
 *
 *      minutes[i] = min of t_ij over the j with S[j] > 0
 *
 *  It takes times, since a plan keeps weights and no minutes. Of equally near places the first in the
 *  table is taken.
 *  @param[in]  times    not NULL
 *  @param[in]  supply   aploc_times_supply_count(times) numbers, finite, not negative; only whether
 *                       one is above 0 counts
 *  @param[out] minutes  aploc_times_demand_count(times) numbers, NaN where no supply is in reach;
 *                       another array than `supply`; untouched on failure
 *  @param[out] index    which place it is, -1 where none is in reach; may be NULL; untouched on
 *                       failure
 *  @param[in]  options  NULL for the defaults
 *  @param[out] err      filled on failure; the message names the place by number; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS, also for a threshold that is negative or
 *          NaN; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE for a supply.
 *  Threads: any number of calls on one table at once; the same result for any number of threads.
 *  Complexity: O(pairs of the table). Since 0.1. */
APLOC_API aploc_status aploc_nearest(const aploc_times *times, const double *supply,
                                     double *minutes, int32_t *index,
                                     const aploc_nearest_options *options, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
