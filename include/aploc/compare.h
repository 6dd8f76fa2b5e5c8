/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_COMPARE_H
#define APLOC_COMPARE_H

/** @file
 *  Two results of the same communes compared: what changed, for whom, and why.
 *
 *  Places are matched by their codes, whatever their order. The change is split into what supply,
 *  demand, times and method add to it: each of the 2^k states in which some of the k factors that
 *  differ are as after and the others as before is computed by aploc_measure, and aploc_stat_shapley
 *  averages what a factor adds over all the orders in which the factors can change. So the parts do
 *  not depend on an order and add up to the change, as that function says; the part of a factor that
 *  is the same on both sides, bit by bit, is 0 exactly. Of a method it is decay and variant that
 *  count here: its age weights are in the demand, and its supply rules in the supply.
 *
 *  The order of the places of a comparison is that of `before` when those of `after` stand in the
 *  same order, else that of their codes, byte by byte. So two results exchanged have the opposite
 *  changes and parts, to the bit. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/run.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Two results, place by place, and the states between them. */
typedef struct aploc_comparison aploc_comparison;

/** What a result is made of. */
typedef enum aploc_factor {
    APLOC_FACTOR_SUPPLY = 0,
    APLOC_FACTOR_DEMAND = 1,
    APLOC_FACTOR_TIMES = 2,
    APLOC_FACTOR_METHOD = 3, /**< decay and variant */
    APLOC_FACTOR_COUNT = 4
} aploc_factor;

/** How to compare. */
typedef struct aploc_compare_options {
    size_t size;       /**< sizeof(aploc_compare_options) */
    int32_t unknown;   /**< aploc_policy for codes that one side alone has: APLOC_SKIP compares the
                          others, and then there is no split: what a place left out has in reach, or
                          who else reaches it, is in no state */
    int32_t split;     /**< 1: split into factors; 0: compare the values as they are */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    int32_t reserved;  /**< 0 */
} aploc_compare_options;

/** Initialiser of aploc_compare_options. */
#define APLOC_COMPARE_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(aploc_compare_options), APLOC_REFUSE, 1, 0, 0                                       \
    }

/** Compare two cells, of one run or of two.
 *
 *  With a split the values are computed again from what the cells hold, and those of the cells must
 *  be the same to 9 digits: equal to the bit where the places have one order. Without one, `method`,
 *  `times` and `supply` may be NULL in both cells, and values are as they are; a place without a value
 *  (NaN) on a side is left out and counted.
 *  @param[in]  before   not NULL; its tables need not outlive the call
 *  @param[in]  after    not NULL; may be the same cell
 *  @param[in]  options  NULL for the defaults
 *  @param[out] made     set on success only; freed by aploc_comparison_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT for something that is needed and NULL; APLOC_ERR_OPTIONS;
 *          APLOC_ERR_CODE_UNKNOWN for codes that one side alone has, communes or (with a split) sites,
 *          naming the first; APLOC_ERR_CELL for a cell that failed, for values in another unit or of
 *          another kind than those of the other cell, for values by place of supply (i2sfca), with a
 *          split for values that can be missing (nearest) or are not those of their inputs;
 *          APLOC_ERR_NO_VALUE when no place is left; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE for a
 *          demand; as aploc_measure; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any; the same bits for any number of threads. Complexity: O(places log places), with a
 *  split also O(2^k (pairs + places)), and 2^k numbers a place kept. Since 0.1. */
APLOC_API aploc_status aploc_compare_cells(const aploc_cell *before, const aploc_cell *after,
                                           const aploc_compare_options *options,
                                           aploc_comparison **made, aploc_error *err);

/** Free a comparison. @param[in] comparison  may be NULL. */
APLOC_API void aploc_comparison_free(aploc_comparison *comparison);

/** What was compared. Totals are of all places of a side, compared or not. */
typedef struct aploc_compare_report {
    size_t size;           /**< set by the caller to sizeof(aploc_compare_report) */
    int32_t n_places;      /**< compared */
    int32_t n_only_before; /**< codes that `before` alone has */
    int32_t n_only_after;  /**< codes that `after` alone has */
    int32_t n_missing;     /**< places left out since one of the two has no value there */
    int32_t split;         /**< 1 when the change is split into factors */
    int32_t factors;       /**< bit f: aploc_factor f differs; 0 without a split */
    double lost_before;    /**< demand of the codes that `before` alone has */
    double lost_after;     /**< demand of the codes that `after` alone has */
    double demand_before;  /**< sum of D */
    double demand_after;   /**< sum of D */
    double supply_before;  /**< sum of S; NaN when not known */
    double supply_after;   /**< sum of S; NaN when not known */
    double log_mean;       /**< d ln mean(A), of the places compared */
    double log_supply;     /**< d ln S */
    double log_demand;     /**< d ln D */
    double log_rest;       /**< log_mean - (log_supply - log_demand) */
    char only_before[48];  /**< the first code that `before` alone has; "" for none */
    char only_after[48];   /**< the first code that `after` alone has; "" for none */
} aploc_compare_report;

/** Initialiser of aploc_compare_report. */
#define APLOC_COMPARE_REPORT_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_compare_report), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""       \
    }

/** Give what was compared, with the split that DREES publishes: d ln mean(A) = d ln S - d ln D.
 *
 *  That split holds since demand times APL adds up to the supply that is reached, whatever times and
 *  method are. Its rest is the change of the share of the supply that is reached, d ln(reached / S);
 *  where places are left out, also what they weigh; for a variant that does not conserve supply
 *  (m2sfca, bfca) all else. It is NaN where a total or a mean is 0 or not known, and for values that
 *  are not supply for one inhabitant.
 *  @param[in]  comparison  not NULL
 *  @param[out] report      set on success only, but for `size`, which the caller sets
 *  @param[out] err         filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS. Threads: any. O(1). Since 0.1. */
APLOC_API aploc_status aploc_comparison_get_report(const aploc_comparison *comparison,
                                                   aploc_compare_report *report, aploc_error *err);

/** Return the number of places compared; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_comparison_count(const aploc_comparison *comparison);

/** Return the number that each place has in the communes of `before` (side 0) or `after` (side 1);
 *  NULL for another side. Borrowed. O(1). Since 0.1. */
APLOC_API const int32_t *aploc_comparison_places(const aploc_comparison *comparison, int32_t side);

/** Return the value of each place before (side 0) or after (side 1); NULL for another side. Borrowed.
 *  O(1). Since 0.1. */
APLOC_API const double *aploc_comparison_values(const aploc_comparison *comparison, int32_t side);

/** Return the parts of the change of each place: that of aploc_factor `f` in place `i` at
 *  [i * APLOC_FACTOR_COUNT + f]; NULL without a split. Borrowed. O(1). Since 0.1. */
APLOC_API const double *aploc_comparison_parts(const aploc_comparison *comparison);

/** The change of a mean. */
typedef struct aploc_change {
    size_t size;                      /**< set by the caller to sizeof(aploc_change) */
    double demand_before;             /**< sum of D of its places */
    double demand_after;              /**< sum of D of its places */
    double before;                    /**< sum D A / sum D; NaN without demand */
    double after;                     /**< sum D A / sum D; NaN without demand */
    double change;                    /**< after - before */
    double parts[APLOC_FACTOR_COUNT]; /**< of the change, by aploc_factor; NaN without a split, or
                                         where a state has no mean */
    int32_t n_places;                 /**< places of the group */
    int32_t reserved;                 /**< 0 */
} aploc_change;

/** Initialiser of aploc_change. */
#define APLOC_CHANGE_INIT                                                                          \
    {                                                                                              \
        sizeof(aploc_change), 0, 0, 0, 0, 0, {0, 0, 0, 0}, 0, 0                                    \
    }

/** Compute the change of the mean of all places, or of each group of them, and its parts.
 *
 *  A mean is weighted by the demand of its state: before by that of before, after by that of after,
 *  and in the states between by the one that demand has there. So the part of demand holds both: that
 *  more people share the care, and that they live elsewhere.
 *  @param[in]  comparison  not NULL
 *  @param[in]  n_levels    how many groups, at least 1
 *  @param[in]  levels      the group of each place of the comparison, in [0, n_levels); NULL: all are
 *                          in group 0
 *  @param[out] changes     n_levels, the size of each set; the rest set on success only
 *  @param[out] err         filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_INDEX for a level out of range;
 *          APLOC_ERR_OVERFLOW, APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(2^k (places + n_levels)). Since 0.1. */
APLOC_API aploc_status aploc_comparison_changes(const aploc_comparison *comparison,
                                                int32_t n_levels, const int32_t *levels,
                                                aploc_change *changes, aploc_error *err);

/** Who gains and who loses, and who crosses a threshold: places, and the people in them. */
typedef struct aploc_moves {
    size_t size;      /**< set by the caller to sizeof(aploc_moves) */
    double rose;      /**< people where the value rose */
    double fell;      /**< people where it fell */
    double stayed;    /**< people where it is the same, to the bit */
    double up;        /**< people who were under the threshold and are not */
    double down;      /**< people who are under the threshold and were not */
    double below;     /**< people who were and are */
    int32_t n_rose;   /**< places */
    int32_t n_fell;   /**< places */
    int32_t n_stayed; /**< places */
    int32_t n_up;     /**< places */
    int32_t n_down;   /**< places */
    int32_t n_below;  /**< places */
} aploc_moves;

/** Initialiser of aploc_moves. */
#define APLOC_MOVES_INIT                                                                           \
    {                                                                                              \
        sizeof(aploc_moves), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                                    \
    }

/** Count who gains, who loses, and who crosses a threshold. A value equal to the threshold is not
 *  under it, as in aploc_stat_share_below.
 *
 *  @param[in]  comparison  not NULL
 *  @param[in]  people      one number a place of the comparison, finite, not negative; NULL: the demand
 *                          of `after`
 *  @param[in]  threshold   any number but NaN
 *  @param[out] moves       its size set; the rest set on success only
 *  @param[out] err         filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_NOT_FINITE, APLOC_ERR_NEGATIVE
 *          for the people; APLOC_ERR_RANGE for a threshold of NaN.
 *  Threads: any. Complexity: O(places). Since 0.1. */
APLOC_API aploc_status aploc_comparison_moves(const aploc_comparison *comparison,
                                              const double *people, double threshold,
                                              aploc_moves *moves, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
