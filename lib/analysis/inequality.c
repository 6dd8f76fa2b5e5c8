/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How unequally something is shared: Gini, concentration, curves, Atkinson. */
#include <aploc/statistics.h>

#include <math.h>

#include "analysis/sample.h"
#include "base/memory.h"

/* The items of one rank, from `*k` on: their mean (scaled), and the weight up to their last. */
static double next_rank(const apl_sample *s, int64_t *k, double *upto)
{
    apl_sum weight = {0}, total = {0};
    double rank = s->items[*k].rank, low = apl_scaled_value(s->items[*k].value, s->scale);
    double high = low;
    for (; *k < s->n && s->items[*k].rank == rank; ++*k) {
        high = apl_scaled_value(s->items[*k].value, s->scale); /* ascending within a rank */
        apl_sum_add(&weight, s->items[*k].weight);
        apl_sum_add(&total, s->items[*k].weight * high);
        *upto = s->items[*k].upto;
    }
    return fmin(fmax(apl_sum_value(total) / apl_sum_value(weight), low), high);
}

/* 1 - 2 area = (1 / m) sum over the bounds between ranks of F (1 - F) (step of the mean): partial
 * integration of the area, whose terms for a Gini index are all positive, so that nothing cancels. */
static double index_of(const apl_sample *s)
{
    apl_sum sum = {0};
    double upto = 0.0, before = 0.0;
    if (s->n == 0 || s->mean == 0.0)
        return s->n ? 0.0 : NAN;
    for (int64_t k = 0; k < s->n;) {
        double share = upto / s->weight;
        double mean = next_rank(s, &k, &upto);
        if (share > 0.0)
            apl_sum_add(&sum, (mean - before) * share * (1.0 - share) / s->mean);
        before = mean;
    }
    return apl_sum_value(sum);
}

static aploc_status check_ranks(int64_t n, const double *ranks, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int64_t i = 0; !status && i < n; i++)
        status = apl_number_check("rank", ranks[i], APL_ANY_SIGN, i, err);
    return status;
}

aploc_status aploc_stat_gini(int64_t n, const double *values, const double *weights, double *gini,
                             aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_sample sample = {0};
    aploc_status status;
    APL_TRY(apl_arrays_check(&a, APL_NOT_NEGATIVE, gini, err));
    APL_TRY(apl_sample_create(&a, NULL, &sample, err));
    *gini = index_of(&sample);
out:
    apl_sample_free(&sample);
    return status;
}

aploc_status aploc_stat_concentration(int64_t n, const double *values, const double *weights,
                                      const double *ranks, double *index, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_sample sample = {0};
    aploc_status status;
    if (!ranks && n > 0)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no ranks, expected one a place");
    APL_TRY(apl_arrays_check(&a, APL_NOT_NEGATIVE, index, err));
    APL_TRY(check_ranks(n, ranks, err));
    APL_TRY(apl_sample_create(&a, ranks, &sample, err));
    *index = index_of(&sample);
out:
    apl_sample_free(&sample);
    return status;
}

/* The points after (0, 0). */
static int64_t fill_curve(const apl_sample *s, double *people, double *shares)
{
    apl_sum held = {0};
    double upto = 0.0, whole = s->mean * s->weight;
    int64_t n = 1;
    people[0] = shares[0] = 0.0;
    for (int64_t k = 0; k < s->n; n++) {
        double before = upto;
        double mean = next_rank(s, &k, &upto);
        apl_sum_add(&held, mean * (upto - before));
        people[n] = fmin(upto / s->weight, 1.0);
        shares[n] = whole > 0.0 ? fmin(apl_sum_value(held) / whole, 1.0) : people[n];
    }
    people[n - 1] = shares[n - 1] = 1.0;
    return n;
}

aploc_status aploc_stat_curve(int64_t n, const double *values, const double *weights,
                              const double *ranks, double *people, double *shares,
                              int64_t *n_points, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_sample sample = {0};
    aploc_status status;
    if (!people || !shares)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no place for the points, expected one");
    APL_TRY(apl_arrays_check(&a, APL_NOT_NEGATIVE, n_points, err));
    if (ranks)
        APL_TRY(check_ranks(n, ranks, err));
    APL_TRY(apl_sample_create(&a, ranks, &sample, err));
    *n_points = sample.n ? fill_curve(&sample, people, shares) : 0;
out:
    apl_sample_free(&sample);
    return status;
}

/* (1 - epsilon) ln(v / m), or ln(v / m) at 1; minus infinity for 0 times a positive number. */
static double exponent_of(const apl_arrays *a, apl_scale scale, double mean, double epsilon,
                          int64_t i)
{
    double logarithm = log(apl_scaled_value(a->values[i], scale) / mean);
    return epsilon == 1.0 ? logarithm : (1.0 - epsilon) * logarithm;
}

/* The logarithm of the mean of exp(exponent), the largest taken out so that no power overflows, and
 * nothing lost where all are near it. */
static double log_of_mean(const apl_arrays *a, apl_scale scale, apl_group_sums all, double epsilon,
                          double largest, double smallest)
{
    int near = largest - smallest < 0.5;
    apl_sum sum = {0};
    for (int64_t i = 0; i < a->n; i++) {
        double weight = apl_scaled_weight(a, scale, i);
        if (weight == 0.0)
            continue;
        double below = exponent_of(a, scale, all.mean, epsilon, i) - largest;
        apl_sum_add(&sum, weight * (near ? expm1(below) : exp(below)));
    }
    double mean = apl_sum_value(sum) / all.weight;
    return largest + (near ? log1p(mean) : log(mean));
}

static double atkinson_of(const apl_arrays *a, apl_scale scale, apl_group_sums all, double epsilon)
{
    double largest = -INFINITY, smallest = INFINITY;
    apl_sum logarithms = {0};
    if (all.weight == 0.0)
        return NAN;
    if (all.low == all.high || epsilon == 0.0)
        return 0.0;
    if (all.low == 0.0 && epsilon >= 1.0)
        return 1.0;
    for (int64_t i = 0; i < a->n; i++) {
        double weight = apl_scaled_weight(a, scale, i);
        if (weight == 0.0)
            continue;
        double exponent = exponent_of(a, scale, all.mean, epsilon, i);
        largest = fmax(largest, exponent);
        smallest = fmin(smallest, exponent);
        if (epsilon == 1.0)
            apl_sum_add(&logarithms, weight * exponent);
    }
    double equal = epsilon == 1.0
                       ? apl_sum_value(logarithms) / all.weight
                       : log_of_mean(a, scale, all, epsilon, largest, smallest) / (1.0 - epsilon);
    return fmin(fmax(-expm1(equal), 0.0), 1.0);
}

aploc_status aploc_stat_atkinson(int64_t n, const double *values, const double *weights,
                                 double epsilon, double *atkinson, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_group_sums all;
    aploc_status status = apl_arrays_check(&a, APL_NOT_NEGATIVE, atkinson, err);
    if (status)
        return status;
    if (!(epsilon >= 0.0 && epsilon <= 1000.0))
        return apl_fail(err, APLOC_ERR_RANGE,
                        "found an epsilon outside 0 to 1000, expected one "
                        "inside");
    apl_scale scale = apl_arrays_scale(&a);
    status = apl_arrays_sum(&a, scale, &all, err);
    if (!status)
        *atkinson = atkinson_of(&a, scale, all, epsilon);
    return status;
}
