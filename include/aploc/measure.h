/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_MEASURE_H
#define APLOC_MEASURE_H

/** @file
 *  What a method makes of times, demand and supply: the APL, or the measure of the family that its
 *  [family] variant names, in the method's unit. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/family.h>
#include <aploc/method.h>
#include <aploc/plan.h>
#include <aploc/status.h>
#include <aploc/times.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For aploc_measure_options.variant: the one that the method names. */
#define APLOC_VARIANT_OF_METHOD (-1)

/** How to measure, and what to give besides the values. */
typedef struct aploc_measure_options {
    size_t size;       /**< sizeof(aploc_measure_options) */
    int32_t variant;   /**< aploc_variant in place of the method's, or APLOC_VARIANT_OF_METHOD */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    const aploc_plan *plan;     /**< made of the same times and of the method's decay, to be used by
                                     many calls; NULL: made for this one */
    aploc_solve_report *report; /**< may be NULL; `mean` is in the unit of the values */
} aploc_measure_options;

/** Initialiser of aploc_measure_options. */
#define APLOC_MEASURE_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(aploc_measure_options), APLOC_VARIANT_OF_METHOD, 0, NULL, NULL                      \
    }

/** Compute the measure of a method.
 *
 *  aploc_plan_create with the method's decay; then aploc_solve, aploc_crowding or aploc_nearest, as
 *  the variant asks; where the unit is supply for one inhabitant (aploc_variant_is_per_head) times
 *  aploc_method_get_per. For the nearest supply the report has the totals, the places with none in
 *  reach, and as `mean` the minutes of the others, weighted by demand; nothing is lost there.
 *  @param[in]  method   not NULL
 *  @param[in]  times    may be NULL with a `plan`, but for the variant nearest
 *  @param[in]  demand   aploc_times_demand_count(times) numbers, finite, not negative
 *  @param[in]  supply   aploc_times_supply_count(times) numbers, finite, not negative
 *  @param[out] values   aploc_times_demand_count(times) numbers, or aploc_times_supply_count(times)
 *                       for a variant that aploc_variant_is_of_supply; NaN where no supply is near
 *                       (nearest); another array than `demand` and `supply`; on failure its content
 *                       is undefined
 *  @param[in]  options  NULL for the defaults
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS; APLOC_ERR_METHOD_UNKNOWN when the decay
 *          stands as "?"; as aploc_plan_create, aploc_solve, aploc_crowding, aploc_nearest;
 *          APLOC_ERR_OVERFLOW for a value too large in the method's unit.
 *  Threads: any; the same bits for any number of threads, and with or without `plan`.
 *  Complexity: O(pairs). Since 0.1. */
APLOC_API aploc_status aploc_measure(const aploc_method *method, const aploc_times *times,
                                     const double *demand, const double *supply, double *values,
                                     const aploc_measure_options *options, aploc_error *err);

/** Return 1 when the values of a variant are supply for one inhabitant, as the APL is; 0 for minutes,
 *  crowding, and supply as such.
 *  @param[in] variant  an aploc_variant. O(1). Since 0.1. */
APLOC_API int32_t aploc_variant_is_per_head(int32_t variant);

/** Return 1 when a variant has one value a place of supply (i2sfca), 0 when one a place of demand.
 *  @param[in] variant  an aploc_variant. O(1). Since 0.1. */
APLOC_API int32_t aploc_variant_is_of_supply(int32_t variant);

#ifdef __cplusplus
}
#endif

#endif
