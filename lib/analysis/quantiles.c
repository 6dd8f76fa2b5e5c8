/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted quantiles, and the tenths of a population. */
#include <aploc/statistics.h>

#include <math.h>

#include "analysis/sample.h"
#include "base/memory.h"

/* How much of the whole a sum may lack of a share and still reach it. */
static const double slack = 0x1p-46;

/* The value at which the cumulated weight reaches the share p. */
static double quantile(const apl_sample *s, double p)
{
    double wanted = (p - slack) * s->weight;
    int64_t low = 0, high = s->n - 1;
    if (s->n == 0)
        return NAN;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (s->items[middle].upto < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return s->items[low].value;
}

aploc_status aploc_stat_quantiles(int64_t n, const double *values, const double *weights,
                                  int32_t n_shares, const double *shares, double *quantiles,
                                  aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_sample sample = {0};
    aploc_status status;
    if (n_shares < 0 || (n_shares > 0 && (!shares || !quantiles)))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %s, expected %s",
                        n_shares < 0 ? "a negative number of shares"
                        : shares     ? "no place for the quantiles"
                                     : "no shares",
                        n_shares > 0 && shares ? "one" : "shares from 0 to 1");
    APL_TRY(apl_arrays_check(&a, APL_ANY_SIGN, &sample, err));
    for (int32_t k = 0; k < n_shares; k++)
        if (!(shares[k] >= 0.0 && shares[k] <= 1.0)) {
            status = apl_fail(err, APLOC_ERR_RANGE,
                              "found a share outside 0 to 1 at place %d, expected one inside", k);
            goto out;
        }
    APL_TRY(apl_sample_create(&a, NULL, &sample, err));
    for (int32_t k = 0; k < n_shares; k++)
        quantiles[k] = quantile(&sample, shares[k]);
out:
    apl_sample_free(&sample);
    return status;
}

/* Hand out the people to ten parts of the same size. A part of rounding's size that falls to a
 * neighbour moves its mean by as little. */
static void fill_tenths(const apl_sample *s, double means[10])
{
    double from = 0.0, low = 0.0, high = 0.0;
    apl_sum weight = {0}, total = {0};
    int tenth = 0;
    for (int64_t k = 0; k < s->n; k++) {
        double value = apl_scaled_value(s->items[k].value, s->scale);
        double end = s->items[k].upto;
        for (;;) {
            double bound = tenth < 9 ? s->weight * (tenth + 1) / 10.0 : INFINITY;
            double part = fmin(end, bound) - from;
            if (part > 0.0) {
                low = weight.sum > 0.0 ? low : value;
                high = value; /* ascending */
                apl_sum_add(&weight, part);
                apl_sum_add(&total, part * value);
                from += part;
            }
            if (end < bound)
                break;
            double mean = apl_sum_value(total) / apl_sum_value(weight);
            means[tenth++] = ldexp(fmin(fmax(mean, low), high), s->scale.value);
            weight = total = (apl_sum){0};
            from = bound;
        }
        from = end;
    }
    double mean = apl_sum_value(total) / apl_sum_value(weight);
    means[tenth] = ldexp(fmin(fmax(mean, low), high), s->scale.value);
}

aploc_status aploc_stat_tenths(int64_t n, const double *values, const double *weights,
                               aploc_tenths *tenths, aploc_error *err)
{
    const apl_arrays a = {n, values, weights, NULL, 1};
    apl_sample sample;
    aploc_status status = apl_arrays_check(&a, APL_ANY_SIGN, tenths, err);
    if (status)
        return status;
    if (tenths->size != sizeof *tenths)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found aploc_tenths of %zu bytes, expected %zu",
                        tenths->size, sizeof *tenths);
    status = apl_sample_create(&a, NULL, &sample, err);
    if (status)
        return status;
    for (int k = 0; k < 10; k++)
        tenths->means[k] = NAN;
    if (sample.n > 0)
        fill_tenths(&sample, tenths->means);
    for (int k = 0; k < 9; k++)
        tenths->bounds[k] = quantile(&sample, (k + 1) / 10.0);
    tenths->d9_d1 = tenths->bounds[8] / tenths->bounds[0];
    tenths->s90_s10 = tenths->means[9] / tenths->means[0];
    apl_sample_free(&sample);
    return APLOC_OK;
}
