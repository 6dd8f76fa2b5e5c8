/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sample.h"

#include <float.h>
#include <math.h>

#include <aploc/number.h>

#include "base/memory.h"

aploc_status apl_number_check(const char *what, double x, apl_sign sign, int64_t place,
                              aploc_error *err)
{
    char text[APLOC_NUMBER_SIZE];
    int finite = isfinite(x) != 0;
    if (finite && (sign == APL_ANY_SIGN || x >= 0.0))
        return APLOC_OK;
    aploc_number_write(x, text);
    return apl_fail(err, finite ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                    "found a %s of %s at place %lld, expected a finite number%s", what, text,
                    (long long)place, sign == APL_ANY_SIGN ? "" : ", not negative");
}

static aploc_status check_levels(const apl_arrays *a, aploc_error *err)
{
    if (a->n_levels < 0 || (a->n_levels == 0 && a->n > 0))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %d levels, expected at least 1",
                        (int)a->n_levels);
    for (int64_t i = 0; a->levels && i < a->n; i++)
        if (a->levels[i] < 0 || a->levels[i] >= a->n_levels)
            return apl_fail(err, APLOC_ERR_INDEX,
                            "found the level %d at place %lld, expected 0 to %d", a->levels[i],
                            (long long)i, a->n_levels - 1);
    return APLOC_OK;
}

aploc_status apl_arrays_check(const apl_arrays *a, apl_sign sign, const void *result,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (a->n < 0)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %lld places, expected 0 or more",
                        (long long)a->n);
    if (!result || (!a->values && a->n > 0))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        result ? "value" : "place for the result");
    for (int64_t i = 0; i < a->n; i++) {
        APL_TRY(apl_number_check("value", a->values[i], sign, i, err));
        if (a->weights)
            APL_TRY(apl_number_check("weight", a->weights[i], APL_NOT_NEGATIVE, i, err));
    }
    APL_TRY(check_levels(a, err));
out:
    return status;
}

static double weight_of(const apl_arrays *a, int64_t i)
{
    return a->weights ? a->weights[i] : 1.0;
}

apl_scale apl_arrays_scale(const apl_arrays *a)
{
    apl_scale scale = {0, 0};
    double value = 0.0, weight = 0.0;
    for (int64_t i = 0; i < a->n; i++)
        weight = fmax(weight, weight_of(a, i));
    (void)frexp(weight, &scale.weight);
    for (int64_t i = 0; i < a->n; i++)
        if (apl_scaled_weight(a, scale, i) > 0.0)
            value = fmax(value, fabs(a->values[i]));
    (void)frexp(value, &scale.value);
    return scale;
}

/* x / 2^exponent, or 0 where the division would take digits away. */
static double scaled(double x, int exponent)
{
    double y = ldexp(x, -exponent);
    return fabs(y) < DBL_MIN ? 0.0 : y;
}

double apl_scaled_value(double value, apl_scale scale)
{
    return scaled(value, scale.value);
}

double apl_scaled_weight(const apl_arrays *a, apl_scale scale, int64_t i)
{
    return scaled(weight_of(a, i), scale.weight);
}

/* sum / weight, which rounding cannot push past the values it is the mean of. */
static double mean_of(apl_sum sum, double weight, double low, double high)
{
    return fmin(fmax(apl_sum_value(sum) / weight, low), high);
}

aploc_status apl_arrays_sum(const apl_arrays *a, apl_scale scale, apl_group_sums *groups,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n_levels = a->levels ? a->n_levels : 1;
    apl_sum *weights = NULL, *totals = NULL;
    APL_TRY(APL_ZEROED(weights, n_levels, err));
    APL_TRY(APL_ZEROED(totals, n_levels, err));
    for (int32_t g = 0; g < n_levels; g++)
        groups[g] = (apl_group_sums){.mean = NAN, .low = INFINITY, .high = -INFINITY};
    for (int64_t i = 0; i < a->n; i++) {
        int32_t g = a->levels ? a->levels[i] : 0;
        double weight = apl_scaled_weight(a, scale, i),
               value = apl_scaled_value(a->values[i], scale);
        if (weight == 0.0)
            continue;
        apl_sum_add(&weights[g], weight);
        apl_sum_add(&totals[g], weight * value);
        groups[g].low = fmin(groups[g].low, value);
        groups[g].high = fmax(groups[g].high, value);
    }
    for (int32_t g = 0; g < n_levels; g++) {
        groups[g].weight = apl_sum_value(weights[g]);
        if (groups[g].weight > 0.0)
            groups[g].mean = mean_of(totals[g], groups[g].weight, groups[g].low, groups[g].high);
    }
out:
    free(totals);
    free(weights);
    return status;
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_items(const void *one, const void *other)
{
    const apl_item *a = one, *b = other;
    int order = compare_numbers(a->rank, b->rank);
    if (!order)
        order = compare_numbers(a->value, b->value);
    return order ? order : compare_numbers(a->weight, b->weight);
}

aploc_status apl_sample_create(const apl_arrays *a, const double *ranks, apl_sample *sample,
                               aploc_error *err)
{
    apl_sample s = {.scale = apl_arrays_scale(a), .mean = NAN};
    apl_sum weight = {0}, total = {0};
    aploc_status status = APL_NEW(s.items, a->n, err);
    if (status)
        return status;
    for (int64_t i = 0; i < a->n; i++) {
        double part = apl_scaled_weight(a, s.scale, i);
        if (part > 0.0)
            s.items[s.n++] = (apl_item){
                .rank = ranks ? ranks[i] : a->values[i], .value = a->values[i], .weight = part};
    }
    qsort(s.items, (size_t)s.n, sizeof *s.items, compare_items);
    double low = INFINITY, high = -INFINITY;
    for (int64_t k = 0; k < s.n; k++) {
        double value = apl_scaled_value(s.items[k].value, s.scale);
        apl_sum_add(&weight, s.items[k].weight);
        apl_sum_add(&total, s.items[k].weight * value);
        s.items[k].upto = apl_sum_value(weight);
        low = fmin(low, value);
        high = fmax(high, value);
    }
    s.weight = apl_sum_value(weight);
    if (s.n)
        s.mean = mean_of(total, s.weight, low, high);
    *sample = s;
    return APLOC_OK;
}

void apl_sample_free(apl_sample *sample)
{
    free(sample->items);
    *sample = (apl_sample){0};
}
