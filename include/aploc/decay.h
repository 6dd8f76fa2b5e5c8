/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_DECAY_H
#define APLOC_DECAY_H

/** @file
 *  Decay: the weight f(t) of a supplier that is t minutes away.
 *
 *  f is the same in both steps of the APL, so a constant factor on f changes nothing: f(0) need not
 *  be 1 (it scales hansen and m2sfca, see family.h). Every kind is cut: f(t) = 0 for t >= cut. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The shape of a decay. Parameters not named by a kind must be 0. */
typedef enum aploc_decay_kind {
    /** f(t) = values[k] for minutes[k] <= t < minutes[k + 1]; the last value holds up to the cut.
     *  Intervals are closed on the left, open on the right. E2SFCA (Luo and Qi 2009), APL. */
    APLOC_DECAY_STEPS = 1,
    /** f(t) = 1 - t / cut. */
    APLOC_DECAY_LINEAR = 2,
    /** f(t) = 1 up to t = scale, then (t / scale)^-exponent. Hansen 1959. */
    APLOC_DECAY_POWER = 3,
    /** f(t) = exp(-rate t). */
    APLOC_DECAY_EXPONENTIAL = 4,
    /** f(t) = exp(-t^2 / scale), scale in square minutes. Dai 2010 calls it beta. */
    APLOC_DECAY_GAUSSIAN = 5,
    /** f(t) = 1 / (1 + exp(rate (t - scale))): half at t = scale. */
    APLOC_DECAY_LOGISTIC = 6,
    /** f through the points (minutes[k], values[k]), straight between two of them (GSL's linear
     *  interpolation: it neither overshoots nor rises); flat after the last, up to the cut. */
    APLOC_DECAY_TABLE = 7
} aploc_decay_kind;

/** A decay, as plain data. */
typedef struct aploc_decay {
    size_t size;           /**< sizeof(aploc_decay) */
    int32_t kind;          /**< aploc_decay_kind */
    int32_t n_points;      /**< steps: at least 1; table: at least 2 */
    double cut;            /**< minutes, above 0; steps may leave it 0 when the last value is 0 */
    double rate;           /**< per minute, above 0 */
    double scale;          /**< see the kinds, above 0 */
    double exponent;       /**< above 0 */
    const double *minutes; /**< n_points, ascending, the first 0; borrowed */
    const double
        *values; /**< n_points, finite, not negative, not rising, the first above 0; borrowed */
} aploc_decay;

/** Initialiser of aploc_decay: set kind, and what that kind needs. */
#define APLOC_DECAY_INIT                                                                           \
    {                                                                                              \
        sizeof(aploc_decay), 0, 0, 0, 0, 0, 0, NULL, NULL                                          \
    }

/** Check a decay against its domain.
 *
 *  @param[in]  decay  not NULL
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT when NULL; APLOC_ERR_OPTIONS for a size, kind or parameter
 *          outside its domain.
 *  Threads: any. Complexity: O(n_points). Since 0.1. */
APLOC_API aploc_status aploc_decay_check(const aploc_decay *decay, aploc_error *err);

/** Compute the weights of travel times.
 *
 *  @param[in]  decay    not NULL
 *  @param[in]  n        at least 0
 *  @param[in]  minutes  n times, finite, not negative
 *  @param[out] weights  n weights; the same array as `minutes`, or one that does not overlap it;
 *                       untouched on failure
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as aploc_decay_check; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE for a time.
 *  Threads: any. Complexity: O(n log n_points). Since 0.1. */
APLOC_API aploc_status aploc_decay_weights(const aploc_decay *decay, int64_t n,
                                           const double *minutes, double *weights,
                                           aploc_error *err);

/** Return the time from which every weight is 0: the cut, or the first point whose value is 0
 *  (of steps or a table).
 *  @param[in] decay  a decay that aploc_decay_check accepts. O(log n_points). Since 0.1. */
APLOC_API double aploc_decay_threshold(const aploc_decay *decay);

#ifdef __cplusplus
}
#endif

#endif
