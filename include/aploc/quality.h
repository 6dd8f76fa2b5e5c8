/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_QUALITY_H
#define APLOC_QUALITY_H

/** @file
 *  What a statistician must know of the inputs before trusting a result. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/export.h>
#include <aploc/plan.h>
#include <aploc/status.h>
#include <aploc/times.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Findings that come with a list of places. */
typedef enum aploc_finding {
    /** No pair, at any time, to or from another place. */
    APLOC_FINDING_NO_PAIR = 0,
    /** Pairs, but within the threshold neither reaches another place nor is reached from one. */
    APLOC_FINDING_CUT_OFF = 1,
    /** A supply that only the place's own demand reaches: its APL is its own supply over its own
     * few people, and absurd when a hole in the times is why (Montgardin, 05085: 3.11, then 40.03).
     */
    APLOC_FINDING_OWN_SUPPLY_ONLY = 2,
    /** A supply that no demand reaches (places of supply). */
    APLOC_FINDING_LOST_SUPPLY = 3,
    /** No supply in reach, whether people live there or not: APL 0. */
    APLOC_FINDING_UNREACHED = 4,
    /** A place of no demand at all. */
    APLOC_FINDING_NO_DEMAND = 5,
    /** Paris 75056, Lyon 69123 or Marseille 13055, which should be arrondissements. */
    APLOC_FINDING_WHOLE_CITY = 6,
    /** At the edge of the data: its 60 nearest places, as the crow flies, leave a sector of 90 degrees
     *  or more empty around it. Needs lon and lat. The sea counts as an edge too. (In Isère, where the
     *  true border is known, places near an edge so found hold 41.7 % of the demand, those near the
     *  border 43.3 %; 97.5 % of the demand is classed alike.) */
    APLOC_FINDING_EDGE = 7,
    /** Within the threshold of such a place, or such a place itself: its APL may miss supply or
     *  demand that lies beyond the data. */
    APLOC_FINDING_NEAR_EDGE = 8,
    APLOC_FINDING_COUNT = 9
} aploc_finding;

/** Numbers on the inputs as a whole. */
typedef struct aploc_quality_numbers {
    size_t size;             /**< set by the caller to sizeof(aploc_quality_numbers) */
    int64_t n_pairs;         /**< pairs between two different places */
    int64_t n_used;          /**< of those, pairs under the threshold */
    int64_t n_one_way;       /**< pairs whose way back is not in the data */
    int64_t n_both_ways;     /**< unordered pairs with both ways */
    int64_t n_asymmetric;    /**< of those, how many differ */
    double asymmetry_median; /**< of |t[i][j] - t[j][i]| over pairs with both ways, minutes */
    double asymmetry_p95;    /**< its 95th percentile */
    double asymmetry_max;    /**< its maximum */
    int32_t worst_from;      /**< the pair of the maximum; -1 when there is none */
    int32_t worst_to;        /**< likewise */
    int64_t n_on_step;       /**< pairs exactly on a step of the decay or on its threshold */
    double demand;           /**< sum of the demand */
    double demand_near_edge; /**< demand of the places of APLOC_FINDING_NEAR_EDGE; NaN without lon,
                                lat */
    double demand_unreached; /**< demand of the places of APLOC_FINDING_UNREACHED */
    double supply;           /**< sum of the supply */
    double supply_lost;      /**< supply of the places of APLOC_FINDING_LOST_SUPPLY */
} aploc_quality_numbers;

/** Initialiser of aploc_quality_numbers. */
#define APLOC_QUALITY_NUMBERS_INIT                                                                 \
    {                                                                                              \
        sizeof(aploc_quality_numbers), 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0, 0, 0            \
    }

/** The result of a check. */
typedef struct aploc_quality aploc_quality;

/** Check inputs.
 *
 *  With sites of their own (`sites` not NULL), findings on ways back, cut-off places and own supply
 *  do not apply, and are empty.
 *  @param[in]  communes  not NULL; where people live
 *  @param[in]  sites     where care is; NULL when care is in the communes
 *  @param[in]  times     not NULL; between these places
 *  @param[in]  decay     not NULL
 *  @param[in]  demand    one number a commune, finite, not negative
 *  @param[in]  supply    one number a commune or site, finite, not negative
 *  @param[out] quality   set on success only; freed by aploc_quality_free
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT when something is NULL or sizes differ; as
 *          aploc_plan_create and aploc_solve.
 *  Threads: any. Complexity: O(pairs log pairs). Since 0.1. */
APLOC_API aploc_status aploc_quality_check(const aploc_communes *communes,
                                           const aploc_communes *sites, const aploc_times *times,
                                           const aploc_decay *decay, const double *demand,
                                           const double *supply, aploc_quality **quality,
                                           aploc_error *err);

/** Free a check. @param[in] quality  may be NULL. */
APLOC_API void aploc_quality_free(aploc_quality *quality);

/** Copy the numbers of a check.
 *  @param[in]  quality  not NULL
 *  @param[out] numbers  not NULL, size set
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS. O(1). Since 0.1. */
APLOC_API aploc_status aploc_quality_get_numbers(const aploc_quality *quality,
                                                 aploc_quality_numbers *numbers, aploc_error *err);

/** Return the places of a finding, ascending; NULL when there are none. Borrowed. O(1).
 *  @param[in]  quality  not NULL
 *  @param[in]  finding  an aploc_finding
 *  @param[out] n        how many; may be NULL. Since 0.1. */
APLOC_API const int32_t *aploc_quality_get_places(const aploc_quality *quality, int32_t finding,
                                                  int32_t *n);

#ifdef __cplusplus
}
#endif

#endif
