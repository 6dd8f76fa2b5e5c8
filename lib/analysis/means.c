/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, and the share under a threshold. */
#include <aploc/statistics.h>

#include <math.h>

#include "analysis/sample.h"
#include "base/memory.h"

aploc_status aploc_stat_mean(int64_t n, const double *values, const double *weights, double *mean,
                             aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_group_sums all;
    aploc_status status = apl_arrays_check(&a, APL_ANY_SIGN, mean, err);
    if (status)
        return status;
    apl_scale scale = apl_arrays_scale(&a);
    status = apl_arrays_sum(&a, scale, &all, err);
    if (!status)
        *mean = ldexp(all.mean, scale.value);
    return status;
}

aploc_status aploc_stat_mean_by_group(int64_t n, const double *values, const double *weights,
                                      const int32_t *levels, int32_t n_levels, double *means,
                                      double *totals, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, levels, n_levels};
    apl_group_sums *groups = NULL;
    aploc_status status;
    if (!levels && n > 0)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no levels, expected one a place");
    APL_TRY(apl_arrays_check(&a, APL_ANY_SIGN, means, err));
    apl_scale scale = apl_arrays_scale(&a);
    APL_TRY(APL_NEW(groups, n_levels, err));
    if (n > 0)
        APL_TRY(apl_arrays_sum(&a, scale, groups, err));
    for (int32_t g = 0; totals && n > 0 && g < n_levels; g++)
        if (!isfinite(ldexp(groups[g].weight, scale.weight))) {
            status = apl_fail(err, APLOC_ERR_OVERFLOW,
                              "found a total weight too large for a double in group %d, expected "
                              "weights of usual sizes",
                              g);
            goto out;
        }
    for (int32_t g = 0; g < n_levels; g++) {
        means[g] = n > 0 ? ldexp(groups[g].mean, scale.value) : NAN;
        if (totals)
            totals[g] = n > 0 ? ldexp(groups[g].weight, scale.weight) : 0.0;
    }
out:
    free(groups);
    return status;
}

aploc_status aploc_stat_share_below(int64_t n, const double *values, const double *weights,
                                    double threshold, double *share, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_sum below = {0}, all = {0};
    aploc_status status = apl_arrays_check(&a, APL_ANY_SIGN, share, err);
    if (status)
        return status;
    if (isnan(threshold))
        return apl_fail(err, APLOC_ERR_NOT_FINITE, "found a threshold of nan, expected a number");
    apl_scale scale = apl_arrays_scale(&a);
    for (int64_t i = 0; i < n; i++) {
        double weight = apl_scaled_weight(&a, scale, i);
        apl_sum_add(&all, weight);
        if (values[i] < threshold)
            apl_sum_add(&below, weight);
    }
    double whole = apl_sum_value(all);
    *share = whole > 0.0 ? fmin(apl_sum_value(below) / whole, 1.0) : NAN;
    return APLOC_OK;
}
