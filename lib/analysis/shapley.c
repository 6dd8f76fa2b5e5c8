/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each factor adds to a change, averaged over the orders in which they can change. */
#include <aploc/statistics.h>

#include <math.h>

#include "analysis/sample.h"
#include "analysis/statistics.h"

/* Terms of a part: half of the sets, a difference in two terms each, times a whole number of at most
 * two binary digits (6 for 4 factors). */
enum { TERMS_MAX = (1 << APLOC_FACTORS_MAX) * 2 };

static int factorial(int n)
{
    return n < 2 ? 1 : n * factorial(n - 1);
}

static int count_bits(int set)
{
    int n = 0;
    for (; set; set &= set - 1)
        n++;
    return n;
}

/* Add up terms from the largest in size, those below 0 and those above apart: the order they came in
 * makes no difference, and the opposite terms give the opposite sum, to the bit. */
static double sum_sorted(double *terms, int n)
{
    apl_sum below = {0}, above = {0};
    apl_sort(terms, n);
    for (int k = 0; k < n && terms[k] < 0.0; k++)
        apl_sum_add(&below, terms[k]);
    for (int k = n - 1; k >= 0 && terms[k] > 0.0; k--)
        apl_sum_add(&above, terms[k]);
    /* What rounding takes from the sum of both, exactly (Knuth). */
    double sum = below.sum + above.sum, added = sum - below.sum;
    double rest = (below.sum - (sum - added)) + (above.sum - added);
    return sum + (rest + (below.rest + above.rest));
}

/* The part of factor j. Every term is exact: the weights are whole numbers over k!, taken by their
 * binary digits, and each difference comes in two terms, itself and what rounding took from it
 * (Knuth). Both are 0 when the factor changes nothing. */
static double part_of(int n_factors, const double *values, int j)
{
    double terms[TERMS_MAX];
    int n = 0;
    for (int set = 0; set < 1 << n_factors; set++) {
        if (set >> j & 1)
            continue;
        int others = count_bits(set);
        int orders = factorial(others) * factorial(n_factors - 1 - others);
        double from = values[set], to = values[set | 1 << j];
        double difference = to - from, subtracted = to - difference;
        double rest = (to - (difference + subtracted)) + (subtracted - from);
        for (int digit = 1; digit <= orders; digit *= 2)
            if (orders & digit) {
                terms[n++] = digit * difference;
                terms[n++] = digit * rest;
            }
    }
    return sum_sorted(terms, n) / factorial(n_factors);
}

/* Give the largest part, if there is one, what the parts lack to the whole. */
static void give_rest(int n_factors, double from, double to, double *parts)
{
    double terms[APLOC_FACTORS_MAX + 2];
    int largest = 0, alike = 0;
    for (int j = 0; j < n_factors; j++) {
        terms[j] = -parts[j];
        if (fabs(parts[j]) > fabs(parts[largest]))
            largest = j;
    }
    for (int j = 0; j < n_factors; j++)
        alike += fabs(parts[j]) == fabs(parts[largest]);
    terms[n_factors] = to;
    terms[n_factors + 1] = -from;
    if (alike == 1)
        parts[largest] += sum_sorted(terms, n_factors + 2);
}

aploc_status aploc_stat_shapley(int32_t n_factors, const double *values, double *parts,
                                aploc_error *err)
{
    double p[APLOC_FACTORS_MAX];
    aploc_status status = APLOC_OK;
    if (n_factors < 1 || n_factors > APLOC_FACTORS_MAX)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %d factors, expected 1 to %d",
                        (int)n_factors, APLOC_FACTORS_MAX);
    if (!values || !parts)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        values ? "place for the parts" : "value");
    for (int set = 0; !status && set < 1 << n_factors; set++)
        status = apl_number_check("value", values[set], APL_ANY_SIGN, set, err);
    if (status)
        return status;
    for (int j = 0; j < n_factors; j++)
        p[j] = part_of(n_factors, values, j);
    give_rest(n_factors, values[0], values[(1 << n_factors) - 1], p);
    for (int j = 0; j < n_factors; j++)
        if (!isfinite(p[j]))
            return apl_fail(err, APLOC_ERR_OVERFLOW,
                            "found a part too large for a double, expected values of usual sizes");
    for (int j = 0; j < n_factors; j++)
        parts[j] = p[j];
    return APLOC_OK;
}
