/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_STATISTICS_H
#define APLOC_STATISTICS_H

/** @file
 *  Statistics of places: means, quantiles, inequality, and what a difference is made of.
 *
 *  Every function takes plain arrays of `n` numbers, one a place: values (an APL, or anything else)
 *  and weights (people; what the French statistics use is said at the end). What holds for all:
 *
 *  - `n` is at least 0. `values` are finite. `weights` are finite and not negative; NULL gives each
 *    place the weight 1. They need not add up to anything. A place of weight 0 counts nowhere, not
 *    even as a smallest value.
 *  - Where there is nobody (no place, or no weight) the result is NaN, and the call succeeds.
 *  - Indices of inequality take values that are not negative. Where all values are 0 everybody has
 *    the same, and each index is 0.
 *  - A place split in two of the same value changes nothing, nor does the unit of the weights.
 *    Indices do not depend on the unit of the values either. There is no correction for small
 *    samples: the places are the whole of the population.
 *  - Values and weights are divided by a power of two before they are added up, so that no sum
 *    overflows, and sums are compensated (Neumaier 1974): the last digits do not depend on `n`. A
 *    value or weight less than 2^-1022 of the largest counts as 0.
 *  - The same arrays give the same bits. What is said to be sorted gives the same bits for any order
 *    of the places.
 *  - A message names the place at fault by its number, from 0.
 *
 *  Errors of all: APLOC_ERR_ARGUMENT for a NULL or a negative count; APLOC_ERR_NOT_FINITE for a NaN
 *  or an infinite number; APLOC_ERR_NEGATIVE for a negative weight, or a negative value where none
 *  may be; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. Others are named below.
 *
 *  Threads: any; nothing is shared. Since 0.1.
 *
 *  The French statistics of the APL weigh means by the standardised population, and quantiles,
 *  tenths and shares of people by the total population (DREES, Études et Résultats 795, and the
 *  notes of its data set "L'accessibilité potentielle localisée"); the means of a zoning mesh are
 *  weighted as its decree says. Swapping the weights changes the answer. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Compute the weighted mean, sum w v / sum w.
 *
 *  It lies between the smallest and the largest value; of equal values it is that value, to the bit.
 *  @param[in]  n       how many values, at least 0
 *  @param[in]  values  n numbers, of any sign
 *  @param[in]  weights n numbers, or NULL
 *  @param[out] mean    set on success only
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; as said above. Complexity: O(n). */
APLOC_API aploc_status aploc_stat_mean(int64_t n, const double *values, const double *weights,
                                       double *mean, aploc_error *err);

/** Compute the weighted mean of each group.
 *
 *  @param[in]  n        how many values, at least 0
 *  @param[in]  values   n numbers, of any sign
 *  @param[in]  weights  n numbers, or NULL
 *  @param[in]  levels   the group of each place, n indices in [0, n_levels)
 *  @param[in]  n_levels at least 1; may be 0 when n is 0, and the arrays are there
 *  @param[out] means    n_levels numbers; NaN for a group without weight; untouched on failure
 *  @param[out] totals   n_levels sums of weights; may be NULL; untouched on failure
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as said above; APLOC_ERR_INDEX for a level out of range; APLOC_ERR_OVERFLOW for
 *          a total too large for a double, when totals are asked for.
 *  Complexity: O(n + n_levels). */
APLOC_API aploc_status aploc_stat_mean_by_group(int64_t n, const double *values,
                                                const double *weights, const int32_t *levels,
                                                int32_t n_levels, double *means, double *totals,
                                                aploc_error *err);

/** Compute the share of the weight whose value lies under a threshold, strictly: a value equal to it
 *  is not under it.
 *
 *  @param[in]  n         how many values, at least 0
 *  @param[in]  values    n numbers, of any sign
 *  @param[in]  weights   n numbers, or NULL
 *  @param[in]  threshold any number but NaN
 *  @param[out] share     from 0 to 1; set on success only
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; as said above. Complexity: O(n). */
APLOC_API aploc_status aploc_stat_share_below(int64_t n, const double *values,
                                              const double *weights, double threshold,
                                              double *share, aploc_error *err);

/** Compute weighted quantiles.
 *
 *  The quantile of p is the smallest value v such that places of a value up to v hold at least p of
 *  the whole weight: the inverse of the weighted distribution function (Hyndman and Fan 1996, type
 *  1). It is always one of the values, never an interpolation between two: the people of a commune
 *  have its APL and nobody has one in between. Places of equal value count together. The quantile
 *  of 0 is the smallest value, that of 1 the largest. A sum that misses p of the whole by less than
 *  2^-46 of the whole (less than a thousandth of a person in France) reaches it, so that rounding
 *  does not decide.
 *  @param[in]  n         how many values, at least 0
 *  @param[in]  values    n numbers, of any sign
 *  @param[in]  weights   n numbers, or NULL
 *  @param[in]  n_shares  how many quantiles, at least 0
 *  @param[in]  shares    n_shares numbers p from 0 to 1, in any order
 *  @param[out] quantiles n_shares numbers; untouched on failure
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; as said above; APLOC_ERR_RANGE for a share outside 0 to 1.
 *  Sorted. Complexity: O(n log n + n_shares log n). */
APLOC_API aploc_status aploc_stat_quantiles(int64_t n, const double *values, const double *weights,
                                            int32_t n_shares, const double *shares,
                                            double *quantiles, aploc_error *err);

/** The tenths of a population. */
typedef struct aploc_tenths {
    size_t size;      /**< set by the caller to sizeof(aploc_tenths) */
    double means[10]; /**< mean value of each tenth of the people, the least endowed first */
    double
        bounds[9];  /**< D1 to D9: the quantiles of 0.1 to 0.9, as aploc_stat_quantiles has them */
    double d9_d1;   /**< D9 / D1 */
    double s90_s10; /**< mean of the last tenth / mean of the first */
} aploc_tenths;

/** Initialiser of aploc_tenths. */
#define APLOC_TENTHS_INIT                                                                          \
    {                                                                                              \
        sizeof(aploc_tenths), {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, 0    \
    }

/** Cut the people into ten equal parts by their value, and describe each.
 *
 *  Each tenth holds a tenth of the weight to the last person: a place at a boundary gives part of
 *  its people to either side. So tenths do not jump when a town passes a boundary, as those made of
 *  whole places do. A ratio to 0 is infinite, 0 to 0 is NaN.
 *  @param[in]  n       how many values, at least 0
 *  @param[in]  values  n numbers, of any sign
 *  @param[in]  weights n numbers, or NULL
 *  @param[out] tenths  its size set; the rest set on success only; all NaN where there is nobody
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; as said above; APLOC_ERR_OPTIONS for an unknown size.
 *  Sorted. Complexity: O(n log n). */
APLOC_API aploc_status aploc_stat_tenths(int64_t n, const double *values, const double *weights,
                                         aploc_tenths *tenths, aploc_error *err);

/** Compute the Gini index: twice the area between the Lorenz curve and the diagonal, from 0 (all
 *  alike) to 1 (one has all); the mean difference between two people over twice the mean.
 *
 *  @param[in]  n       how many values, at least 0
 *  @param[in]  values  n numbers, not negative
 *  @param[in]  weights n numbers, or NULL
 *  @param[out] gini    set on success only
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; as said above. Sorted. Complexity: O(n log n). */
APLOC_API aploc_status aploc_stat_gini(int64_t n, const double *values, const double *weights,
                                       double *gini, aploc_error *err);

/** Compute the concentration index: 1 minus twice the area under the concentration curve (Wagstaff,
 *  Paci and van Doorslaer 1991). From -1 to 1: negative when those who rank low have most, 0 when
 *  rank and value have nothing to do with each other; ranked by the values themselves it is the Gini
 *  index.
 *
 *  Places of the same rank count as one, with their mean.
 *  @param[in]  n       how many values, at least 0
 *  @param[in]  values  n numbers, not negative
 *  @param[in]  weights n numbers, or NULL
 *  @param[in]  ranks   n numbers, finite, of any sign: what the people are ranked by (income,
 *                      density …)
 *  @param[out] index   set on success only
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; as said above. Sorted. Complexity: O(n log n). */
APLOC_API aploc_status aploc_stat_concentration(int64_t n, const double *values,
                                                const double *weights, const double *ranks,
                                                double *index, aploc_error *err);

/** Compute the points of a Lorenz or concentration curve: the share of all that the first people
 *  hold, ranked from low to high.
 *
 *  The first point is (0, 0), the last (1, 1), both to the bit; between two points the curve is
 *  straight. There is a point for each distinct rank. Where all values are 0 the curve is the
 *  diagonal; where there is nobody it has no points.
 *  @param[in]  n        how many values, at least 0
 *  @param[in]  values   n numbers, not negative
 *  @param[in]  weights  n numbers, or NULL
 *  @param[in]  ranks    n numbers, finite; NULL: the values, which gives the Lorenz curve
 *  @param[out] people   room for n + 1 shares of the people; untouched on failure
 *  @param[out] shares   room for n + 1 shares of the whole; untouched on failure
 *  @param[out] n_points how many points there are; set on success only
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as said above. Sorted. Complexity: O(n log n). */
APLOC_API aploc_status aploc_stat_curve(int64_t n, const double *values, const double *weights,
                                        const double *ranks, double *people, double *shares,
                                        int64_t *n_points, aploc_error *err);

/** Compute the Theil index T, the mean of (v / m) ln(v / m) with m the mean; 0 ln 0 is 0. From 0 (all
 *  alike) to ln(people / the few who have all). Theil 1967.
 *
 *  @param[in]  n       how many values, at least 0
 *  @param[in]  values  n numbers, not negative
 *  @param[in]  weights n numbers, or NULL
 *  @param[out] theil   set on success only
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; as said above. Complexity: O(n). */
APLOC_API aploc_status aploc_stat_theil(int64_t n, const double *values, const double *weights,
                                        double *theil, aploc_error *err);

/** Compute the Atkinson index: the share of the whole that could be given up if the rest were shared
 *  equally, at an aversion to inequality of epsilon. Atkinson 1970.
 *
 *      1 - (mean of (v / m)^(1 - epsilon))^(1 / (1 - epsilon)), and 1 - exp(mean of ln(v / m)) at 1
 *
 *  From epsilon 1 on, somebody with 0 makes it 1, however few they are; below, zeros count as any
 *  other value. At 0 it is 0. It does not lose its digits where epsilon is near 1.
 *  @param[in]  n        how many values, at least 0
 *  @param[in]  values   n numbers, not negative
 *  @param[in]  weights  n numbers, or NULL
 *  @param[in]  epsilon  from 0 to 1000
 *  @param[out] atkinson from 0 to 1; set on success only
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as said above; APLOC_ERR_RANGE for an epsilon outside its domain.
 *  Complexity: O(n). */
APLOC_API aploc_status aploc_stat_atkinson(int64_t n, const double *values, const double *weights,
                                           double epsilon, double *atkinson, aploc_error *err);

/** What lies between groups, and what within them; the two add up to the total within rounding. */
typedef struct aploc_group_parts {
    size_t size;    /**< set by the caller to sizeof(aploc_group_parts) */
    double total;   /**< of all places, computed apart from the other two */
    double between; /**< if each had the mean of its group */
    double within;  /**< the mean of the groups' own figures */
} aploc_group_parts;

/** Initialiser of aploc_group_parts. */
#define APLOC_GROUP_PARTS_INIT                                                                     \
    {                                                                                              \
        sizeof(aploc_group_parts), 0, 0, 0                                                         \
    }

/** Decompose the Theil index: T = sum over groups of s[g] ln(m[g] / m) + sum of s[g] T[g], where s[g]
 *  is the group's share of the whole and m[g] its mean (Shorrocks 1980).
 *
 *  @param[in]  n        how many values, at least 0
 *  @param[in]  values   n numbers, not negative
 *  @param[in]  weights  n numbers, or NULL
 *  @param[in]  levels   the group of each place, n indices in [0, n_levels)
 *  @param[in]  n_levels at least 1; may be 0 when n is 0, and the arrays are there
 *  @param[out] parts    its size set; the rest set on success only
 *  @param[out] theils   n_levels numbers, the Theil index of each group; NaN for one without weight;
 *                       may be NULL; untouched on failure
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as said above; APLOC_ERR_INDEX; APLOC_ERR_OPTIONS for an unknown size.
 *  Complexity: O(n + n_levels). */
APLOC_API aploc_status aploc_stat_theil_by_group(int64_t n, const double *values,
                                                 const double *weights, const int32_t *levels,
                                                 int32_t n_levels, aploc_group_parts *parts,
                                                 double *theils, aploc_error *err);

/** Decompose the variance, the weighted mean of (v - m)^2: the variance of the groups' means, plus
 *  the mean of the groups' variances.
 *
 *  @param[in]  n        how many values, at least 0
 *  @param[in]  values   n numbers, of any sign
 *  @param[in]  weights  n numbers, or NULL
 *  @param[in]  levels   the group of each place, n indices in [0, n_levels)
 *  @param[in]  n_levels at least 1; may be 0 when n is 0, and the arrays are there
 *  @param[out] parts    its size set; the rest set on success only
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as said above; APLOC_ERR_INDEX; APLOC_ERR_OPTIONS for an unknown size;
 *          APLOC_ERR_OVERFLOW for a variance too large for a double.
 *  Complexity: O(n + n_levels). */
APLOC_API aploc_status aploc_stat_variance_by_group(int64_t n, const double *values,
                                                    const double *weights, const int32_t *levels,
                                                    int32_t n_levels, aploc_group_parts *parts,
                                                    aploc_error *err);

/** How many factors aploc_stat_shapley can tell apart at most. */
#define APLOC_FACTORS_MAX 4

/** Decompose a change into the parts of the factors that changed, whatever their order (Shapley 1953;
 *  Shorrocks 2013).
 *
 *  Say two runs differ by supply, demand, times and method, and f(S) is the mean APL with the factors
 *  of the set S as in the second run and the others as in the first. The part of a factor is what it
 *  adds when it changes, averaged over all the orders in which the factors can change:
 *
 *      part[j] = sum over the sets S without j of |S|! (k - 1 - |S|)! / k! (f(S and j) - f(S))
 *
 *  A factor that changes nothing has 0, two that act alike have the same. Factors in another order
 *  have the same parts, to the bit; two runs exchanged have the opposite ones, to the bit.
 *
 *  Rounding: each part is computed to within a unit in its last place or so. What they then lack to
 *  f(all) - f(none) goes to the part that is largest in size; when several are, to none, since it
 *  could not be shared without a preference. In exact arithmetic the parts then miss the difference
 *  by no more than half a unit in the last place of the largest (k units when several are).
 *  @param[in]  n_factors k, from 1 to APLOC_FACTORS_MAX
 *  @param[in]  values    2^k numbers, finite: f(S) at the index whose bit j says whether S has j; so
 *                        [0] is the first run and [2^k - 1] the second
 *  @param[out] parts     k numbers; untouched on failure
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_NOT_FINITE; APLOC_ERR_OVERFLOW for differences too
 *          large for a double. Complexity: O(k 2^k). */
APLOC_API aploc_status aploc_stat_shapley(int32_t n_factors, const double *values, double *parts,
                                          aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
