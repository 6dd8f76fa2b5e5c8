/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_PLAN_H
#define APLOC_PLAN_H

/** @file
 *  The APL: a plan, made once of times and decay, and its solution for a demand and a supply.
 *
 *      R[j] = S[j] / sum_i f(t[i][j]) D[i]        step 1: supply a standardised inhabitant in reach
 *      A[i] = sum_j f(t[i][j]) R[j]               step 2: the APL of place i
 *
 *  Enhanced two-step floating catchment area (Luo and Qi 2009) with age-standardised demand (Barlet
 *  et al., DREES / IRDES 2012; IRDES, Document de travail 70, 2016, section 2.2). Other measures of
 *  the same plan are in family.h. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/decay.h>
#include <aploc/export.h>
#include <aploc/progress.h>
#include <aploc/status.h>
#include <aploc/times.h>

#ifdef __cplusplus
extern "C" {
#endif

/** All that depends on times and decay alone; immutable, usable from many threads at once. */
typedef struct aploc_plan aploc_plan;

/** Whether a place is 0 minutes from itself. */
typedef enum aploc_own {
    APLOC_OWN_AS_TIMES = 0, /**< as the table of times holds (times.h) */
    APLOC_OWN_ZERO = 1,     /**< yes; needs as many places of supply as of demand, the same ones */
    APLOC_OWN_AS_GIVEN =
        2 /**< no: demand and supply stand apart, pairs (i, i) are like any other */
} aploc_own;

/** How to make a plan. */
typedef struct aploc_plan_options {
    size_t size;       /**< sizeof(aploc_plan_options) */
    int32_t own;       /**< aploc_own */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    const double *supply; /**< which places have supply: one number a place of supply, finite, not
                               negative; the plan knows only the places of those above 0. NULL: all
                               places. Not needed afterwards */
} aploc_plan_options;

/** Initialiser of aploc_plan_options. */
#define APLOC_PLAN_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_plan_options), APLOC_OWN_AS_TIMES, 0, NULL                                    \
    }

/** Make a plan: the pairs of a weight above 0, and their weights, by place of demand and of supply.
 *
 *  Made for one supply (options->supply) it leaves out the pairs to places without, and is smaller
 *  and faster by their part. It gives the same bits for that supply, and for any other that is 0
 *  where that one is; the R of the places left out is 0, also where demand reaches them. A supply
 *  elsewhere is refused, and so is the plan by aploc_crowding and aploc_whatif_create, which ask for
 *  places without supply.
 *  @param[in]  times    not NULL; not needed afterwards
 *  @param[in]  decay    not NULL; not needed afterwards
 *  @param[in]  options  NULL for the defaults
 *  @param[out] plan     set on success only; freed by aploc_plan_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS, also for a decay outside its domain;
 *          APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE for options->supply; APLOC_ERR_MEMORY,
 *          APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(pairs + places). Equal input gives an equal plan for any number of
 *  threads. Since 0.1. */
APLOC_API aploc_status aploc_plan_create(const aploc_times *times, const aploc_decay *decay,
                                         const aploc_plan_options *options, aploc_plan **plan,
                                         aploc_error *err);

/** Make a plan from a file of times, as aploc_times_read and aploc_plan_create do together: the same
 *  plan, report, statuses and messages, without a table of times where it can be done without one.
 *
 *  That is so of an HDF5 file whose minutes are whole numbers of 16 bits over a scale, as `aploc
 *  convert` writes them mostly, and whose values are sound, in whatever order its places stand; and of a
 *  decay of no more than 65 534 different weights.
 *  @param[in]  path, communes, sites, reading, report  as aploc_times_read (its `options`)
 *  @param[in]  decay, options                          as aploc_plan_create
 *  @param[out] plan     set on success only; freed by aploc_plan_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return as aploc_times_read and aploc_plan_create; the decay and the size of the options are looked
 *          at before the file is.
 *  Threads: as aploc_times_read_h5. Complexity: as both; memory, besides the plan, 4 bytes a pair of such
 *  a file (6 where columns do not fit 16 bits) and 6 a pair with a weight, for which there is address space
 *  as for all; else 12 and 6. Since 0.1. */
APLOC_API aploc_status aploc_plan_create_from_file(
    const char *path, const aploc_communes *communes, const aploc_communes *sites,
    const aploc_decay *decay, const aploc_plan_options *options, const aploc_read_options *reading,
    aploc_plan **plan, aploc_read_report *report, aploc_error *err);

/** Free a plan. @param[in] plan  may be NULL. */
APLOC_API void aploc_plan_free(aploc_plan *plan);

/** Return the number of pairs with a weight above 0, own places included, and those to places that a
 *  plan made for one supply leaves out; 0 for NULL. O(1). */
APLOC_API int64_t aploc_plan_pair_count(const aploc_plan *plan);

/** Return the memory that a plan takes for its pairs and places, in bytes; 0 for NULL. Not counted is
 *  the room to work in that a plan keeps from one solution to the next: some 70 bytes a place, after
 *  aploc_solve_many some 210, and at most 3 MB a thread. O(1). */
APLOC_API int64_t aploc_plan_bytes(const aploc_plan *plan);

/** Return the number of places of demand; 0 for NULL. O(1). */
APLOC_API int32_t aploc_plan_demand_count(const aploc_plan *plan);

/** Return the number of places of supply; 0 for NULL. O(1). */
APLOC_API int32_t aploc_plan_supply_count(const aploc_plan *plan);

/** Give the places of supply that place `i` of demand reaches, ascending, and the weight of each; of a
 *  plan made for one supply, those that it knows.
 *
 *  @param[in]  plan      not NULL
 *  @param[in]  i         out of range gives 0
 *  @param[in]  capacity  of the arrays: no more entries are written
 *  @param[out] to        which they are; may be NULL
 *  @param[out] weights   f(t), above 0; may be NULL
 *  @return how many there are, also beyond the capacity.
 *  Threads: any. Complexity: O(entries). Since 0.1. */
APLOC_API int64_t aploc_plan_reach(const aploc_plan *plan, int32_t i, int64_t capacity, int32_t *to,
                                   double *weights);

/** Give the places of demand that reach place `j` of supply, likewise; none for a place that a plan
 *  made for one supply leaves out.
 *
 *  @param[in]  plan, capacity, weights  as aploc_plan_reach
 *  @param[in]  j                        out of range gives 0
 *  @param[out] from                     which they are; may be NULL
 *  @return as aploc_plan_reach. Since 0.1. */
APLOC_API int64_t aploc_plan_catchment(const aploc_plan *plan, int32_t j, int64_t capacity,
                                       int32_t *from, double *weights);

/** What a solution leaves out, and its totals. Sums run in the order of the places. */
typedef struct aploc_solve_report {
    size_t size;           /**< set by the caller to sizeof(aploc_solve_report) */
    double demand;         /**< sum of D */
    double supply;         /**< sum of S */
    double supply_reached; /**< sum of S over the places that some demand reaches: sum_i D[i] A[i]
                            (where the variant conserves it) */
    double supply_lost;  /**< sum of S over the others: it reaches nobody, and is in no A (of hansen
                            and cumulative: in none of a place with demand) */
    int32_t n_lost;      /**< places with a supply above 0 that no demand reaches */
    int32_t n_unreached; /**< places of demand, people or none, with no supply in reach: A = 0 */
    double demand_unreached; /**< their demand */
    double mean;             /**< sum_i D[i] A[i] / sum_i D[i]; 0 when there is no demand */
} aploc_solve_report;

/** Initialiser of aploc_solve_report. */
#define APLOC_SOLVE_REPORT_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_solve_report), 0, 0, 0, 0, 0, 0, 0, 0                                         \
    }

/** How to solve, and what to give besides the APL. */
typedef struct aploc_solve_options {
    size_t size;       /**< sizeof(aploc_solve_options) */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    int32_t variant;   /**< aploc_variant (family.h): another measure than the APL; 0: the APL */
    double *ratios; /**< where to put R, one a place of supply; may be NULL. hansen, cumulative: S
                        */
    aploc_solve_report *report; /**< may be NULL */
} aploc_solve_options;

/** Initialiser of aploc_solve_options. */
#define APLOC_SOLVE_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_solve_options), 0, 0, NULL, NULL                                              \
    }

/** Compute the APL of every place of demand, or another measure of the family.
 *
 *  A supply that no demand reaches has R = 0: it is lost, and reported. A place that reaches no
 *  supply has A = 0 exactly. The unit of A is that of S for one unit of D; family.h has the formula
 *  and the unit of the other variants.
 *  @param[in]  plan     not NULL
 *  @param[in]  demand   aploc_plan_demand_count(plan) numbers, finite, not negative
 *  @param[in]  supply   aploc_plan_supply_count(plan) numbers, finite, not negative
 *  @param[out] apl      aploc_plan_demand_count(plan) numbers; may be the same array as `demand`;
 *                       untouched on failure, as are the outputs in `options`
 *  @param[in]  options  NULL for the defaults
 *  @param[out] err      filled on failure; the message names the place by number; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for a supply at a place that a plan made for one supply
 *          leaves out; APLOC_ERR_OPTIONS, also for a variant that is not one of
 *          aploc_solve (i2sfca, nearest) or does not go with the plan (kd2sfca with steps, m2sfca
 *          with a weight above 1); APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE for a demand or supply;
 *          APLOC_ERR_OVERFLOW when a result, or a quantity on the way to it, exceeds a double (a supply
 *          divided by next to no demand), or a total does and a report was asked for; APLOC_ERR_MEMORY.
 *  Threads: any number of calls on one plan at once. The same input gives the same bits for any
 *  number of threads. Complexity: O(pairs). Since 0.1. */
APLOC_API aploc_status aploc_solve(const aploc_plan *plan, const double *demand,
                                   const double *supply, double *apl,
                                   const aploc_solve_options *options, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
