/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies between groups and what within them: Theil's index, the variance. */
#include <aploc/statistics.h>

#include <math.h>

#include "analysis/sample.h"
#include "base/memory.h"

/* What a place of value v and share f of the people adds to a figure around the mean m. */
typedef double (*term)(double f, double v, double m);

/* f (x ln x - x + 1), x = v / m: the terms of Theil's index, and 0 on average besides, so that none is
 * negative. f x is at most 1 where x may be very large. */
static double theil_term(double f, double v, double m)
{
    if (m == 0.0)
        return 0.0;
    double x = v / m, part = f * x;
    return v > 0.0 ? part * log(x) - (part - f) : f;
}

static double variance_term(double f, double v, double m)
{
    return f * (v - m) * (v - m);
}

/* The figure of each group of places. */
static aploc_status figures_of(const apl_arrays *a, apl_scale scale, const apl_group_sums *groups,
                               term add, double *figures, aploc_error *err)
{
    int32_t n_levels = a->levels ? a->n_levels : 1;
    apl_sum *sums = NULL;
    aploc_status status = APL_ZEROED(sums, n_levels, err);
    if (status)
        return status;
    for (int64_t i = 0; i < a->n; i++) {
        const apl_group_sums *group = &groups[a->levels ? a->levels[i] : 0];
        double weight = apl_scaled_weight(a, scale, i);
        if (weight > 0.0)
            apl_sum_add(
                &sums[a->levels ? a->levels[i] : 0],
                add(weight / group->weight, apl_scaled_value(a->values[i], scale), group->mean));
    }
    for (int32_t g = 0; g < n_levels; g++)
        figures[g] = groups[g].weight > 0.0 ? fmax(apl_sum_value(sums[g]), 0.0) : NAN;
    free(sums);
    return APLOC_OK;
}

/* The figure of all, computed without groups. */
static aploc_status total_of(const apl_arrays *a, apl_scale scale, term add, apl_group_sums *all,
                             double *total, aploc_error *err)
{
    apl_arrays whole = *a;
    whole.levels = NULL;
    aploc_status status = apl_arrays_sum(&whole, scale, all, err);
    return status ? status : figures_of(&whole, scale, all, add, total, err);
}

aploc_status aploc_stat_theil(int64_t n, const double *values, const double *weights, double *theil,
                              aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_group_sums all;
    aploc_status status = apl_arrays_check(&a, APL_NOT_NEGATIVE, theil, err);
    return status ? status : total_of(&a, apl_arrays_scale(&a), theil_term, &all, theil, err);
}

/* Both decompositions. Groups' variances are averaged by their people, Theil indices by what they
 * have: their people times their mean. */
static aploc_status decompose(const apl_arrays *a, apl_sign sign, term add,
                              aploc_group_parts *parts, double *figures, aploc_error *err)
{
    apl_group_sums *groups = NULL, all;
    double *own = NULL;
    apl_sum between = {0}, within = {0};
    aploc_group_parts p = APLOC_GROUP_PARTS_INIT;
    aploc_status status;
    if (!a->levels && a->n > 0)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no levels, expected one a place");
    APL_TRY(apl_arrays_check(a, sign, parts, err));
    if (parts->size != sizeof *parts)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_group_parts of %zu bytes, expected %zu", parts->size,
                        sizeof *parts);
    int32_t n_levels = a->n ? a->n_levels : 0;
    apl_scale scale = apl_arrays_scale(a);
    APL_TRY(APL_NEW(groups, n_levels, err));
    APL_TRY(APL_NEW(own, n_levels, err));
    APL_TRY(total_of(a, scale, add, &all, &p.total, err));
    if (n_levels) {
        APL_TRY(apl_arrays_sum(a, scale, groups, err));
        APL_TRY(figures_of(a, scale, groups, add, own, err));
    }
    for (int32_t g = 0; g < n_levels; g++) {
        double people = groups[g].weight / all.weight;
        if (groups[g].weight == 0.0)
            continue;
        apl_sum_add(&between, add(people, groups[g].mean, all.mean));
        if (add == variance_term)
            apl_sum_add(&within, people * own[g]);
        else if (all.mean > 0.0)
            apl_sum_add(&within, people * groups[g].mean / all.mean * own[g]);
    }
    p.between = all.weight > 0.0 ? fmax(apl_sum_value(between), 0.0) : NAN;
    p.within = all.weight > 0.0 ? apl_sum_value(within) : NAN;
    if (add == variance_term) {
        p.total = ldexp(p.total, 2 * scale.value);
        p.between = ldexp(p.between, 2 * scale.value);
        p.within = ldexp(p.within, 2 * scale.value);
        if (isinf(p.total)) {
            status = apl_fail(err, APLOC_ERR_OVERFLOW,
                              "found a variance too large for a double, expected values of usual "
                              "sizes");
            goto out;
        }
    }
    *parts = p;
    for (int32_t g = 0; figures && g < a->n_levels; g++)
        figures[g] = g < n_levels ? own[g] : NAN;
out:
    free(own);
    free(groups);
    return status;
}

aploc_status aploc_stat_theil_by_group(int64_t n, const double *values, const double *weights,
                                       const int32_t *levels, int32_t n_levels,
                                       aploc_group_parts *parts, double *theils, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, levels, n_levels};
    return decompose(&a, APL_NOT_NEGATIVE, theil_term, parts, theils, err);
}

aploc_status aploc_stat_variance_by_group(int64_t n, const double *values, const double *weights,
                                          const int32_t *levels, int32_t n_levels,
                                          aploc_group_parts *parts, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, levels, n_levels};
    return decompose(&a, APL_ANY_SIGN, variance_term, parts, NULL, err);
}
