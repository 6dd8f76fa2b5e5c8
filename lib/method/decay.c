/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "method/decay.h"

#include <aploc/number.h>

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "method/interpolation.h"

/* The last point at or before t. */
static int32_t point_before(const aploc_decay *decay, double t)
{
    int32_t low = 0, high = decay->n_points;
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (decay->minutes[middle] <= t)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double steps(const aploc_decay *decay, double t)
{
    return decay->values[point_before(decay, t)];
}

static double linear(const aploc_decay *decay, double t)
{
    return 1.0 - t / decay->cut;
}

static double power(const aploc_decay *decay, double t)
{
    return t <= decay->scale ? 1.0 : pow(t / decay->scale, -decay->exponent);
}

static double exponential(const aploc_decay *decay, double t)
{
    return exp(-decay->rate * t);
}

static double gaussian(const aploc_decay *decay, double t)
{
    return exp(-(t * t) / decay->scale);
}

static double logistic(const aploc_decay *decay, double t)
{
    return 1.0 / (1.0 + exp(decay->rate * (t - decay->scale)));
}

static double table(const aploc_decay *decay, double t)
{
    int32_t last = decay->n_points - 1;
    if (t >= decay->minutes[last])
        return decay->values[last];
    return apl_interpolate(decay->n_points, decay->minutes, decay->values, t);
}

static const apl_decay_shape shapes[] = {
    {APLOC_DECAY_STEPS, 1, 0, 0, 0, "steps", "steps cut", steps},
    {APLOC_DECAY_LINEAR, 0, 0, 0, 0, "linear", "cut", linear},
    {APLOC_DECAY_POWER, 0, 0, 1, 1, "power", "scale exponent cut", power},
    {APLOC_DECAY_EXPONENTIAL, 0, 1, 0, 0, "exponential", "rate cut", exponential},
    {APLOC_DECAY_GAUSSIAN, 0, 0, 1, 0, "gaussian", "scale cut", gaussian},
    {APLOC_DECAY_LOGISTIC, 0, 1, 1, 0, "logistic", "rate scale cut", logistic},
    {APLOC_DECAY_TABLE, 2, 0, 0, 0, "table", "points cut", table},
};

const apl_decay_shape *apl_decay_shape_at(size_t k)
{
    return k < sizeof shapes / sizeof *shapes ? &shapes[k] : NULL;
}

static const apl_decay_shape *shape_of(int32_t kind)
{
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
        if (shapes[k].kind == kind)
            return &shapes[k];
    return NULL;
}

/* A parameter of the kind is above 0, any other is 0. */
static aploc_status check_parameter(const apl_decay_shape *shape, const char *name, int used,
                                    double value, aploc_error *err)
{
    char text[APLOC_NUMBER_SIZE];
    aploc_number_write(value, text);
    if (used && !(isfinite(value) && value > 0.0))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %s %s, expected a number above 0", name,
                        text);
    if (!used && value != 0.0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %s %s, expected 0, since a decay of kind %s has none", name, text,
                        shape->name);
    return APLOC_OK;
}

/* A point must continue those before it. */
static aploc_status check_point(const aploc_decay *decay, int32_t k, aploc_error *err)
{
    char here[APLOC_NUMBER_SIZE], before[APLOC_NUMBER_SIZE];
    double minutes = decay->minutes[k], value = decay->values[k];
    aploc_number_write(minutes, here);
    if (!isfinite(minutes))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found minute %s at point %d, expected a number",
                        here, (int)k + 1);
    if (k == 0 && minutes != 0.0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found minute %s at point 1, expected the first to be 0", here);
    if (k > 0 && !(minutes > decay->minutes[k - 1])) {
        aploc_number_write(decay->minutes[k - 1], before);
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found minute %s after minute %s (point %d), expected ascending minutes",
                        here, before, (int)k + 1);
    }
    aploc_number_write(value, here);
    if (!isfinite(value) || value < 0.0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found weight %s at point %d, expected a number of at least 0", here,
                        (int)k + 1);
    if (k == 0 && value == 0.0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found weight 0 at point 1, expected the first to be above 0");
    if (k > 0 && value > decay->values[k - 1]) {
        aploc_number_write(decay->values[k - 1], before);
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found weight %s after weight %s (point %d), expected weights that do not "
                        "rise",
                        here, before, (int)k + 1);
    }
    return APLOC_OK;
}

static aploc_status check_points(const aploc_decay *decay, const apl_decay_shape *shape,
                                 aploc_error *err)
{
    int32_t n = decay->n_points;
    if (shape->least_points == 0) {
        if (n != 0 || decay->minutes || decay->values)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found points, expected none, since a decay of kind %s has none",
                            shape->name);
        return APLOC_OK;
    }
    if (n < shape->least_points)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d points, expected at least %d for a decay of kind %s", (int)n,
                        (int)shape->least_points, shape->name);
    if (!decay->minutes || !decay->values)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found no array of minutes or of values, expected both for a decay of kind "
                        "%s",
                        shape->name);
    for (int32_t k = 0; k < n; k++) {
        aploc_status status = check_point(decay, k, err);
        if (status)
            return status;
    }
    return APLOC_OK;
}

aploc_status apl_decay_check(const aploc_decay *decay, const char **parameter, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    *parameter = "size";
    if (decay->size != sizeof *decay)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a decay of %zu bytes, expected %zu",
                        decay->size, sizeof *decay);
    *parameter = "kind";
    const apl_decay_shape *shape = shape_of(decay->kind);
    if (!shape)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d as the kind of a decay, expected an aploc_decay_kind",
                        (int)decay->kind);
    *parameter = "points";
    APL_TRY(check_points(decay, shape, err));
    *parameter = "rate";
    APL_TRY(check_parameter(shape, "rate", shape->uses_rate, decay->rate, err));
    *parameter = "scale";
    APL_TRY(check_parameter(shape, "scale", shape->uses_scale, decay->scale, err));
    *parameter = "exponent";
    APL_TRY(check_parameter(shape, "exponent", shape->uses_exponent, decay->exponent, err));
    *parameter = "cut";
    if (shape->kind == APLOC_DECAY_STEPS && decay->cut == 0.0) {
        if (decay->values[decay->n_points - 1] == 0.0)
            goto out;
        status = apl_fail(err, APLOC_ERR_OPTIONS,
                          "found no cut and a last step above 0, expected a cut or a last step of "
                          "0");
        goto out;
    }
    APL_TRY(check_parameter(shape, "cut", 1, decay->cut, err));
out:
    return status;
}

aploc_status aploc_decay_check(const aploc_decay *decay, aploc_error *err)
{
    const char *parameter = NULL;
    if (!decay)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no decay, expected one");
    return apl_decay_check(decay, &parameter, err);
}

aploc_status aploc_decay_weights(const aploc_decay *decay, int64_t n, const double *minutes,
                                 double *weights, aploc_error *err)
{
    aploc_status status = aploc_decay_check(decay, err);
    if (status)
        return status;
    if (n < 0 || (n > 0 && (!minutes || !weights)))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %lld times and an array missing, expected arrays and at least 0",
                        (long long)n);
    /* All are checked before the first is written: the weights may replace the times. */
    for (int64_t k = 0; k < n; k++) {
        if (isfinite(minutes[k]) && minutes[k] >= 0.0)
            continue;
        char text[APLOC_NUMBER_SIZE];
        aploc_number_write(minutes[k], text);
        return apl_fail(err, isfinite(minutes[k]) ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                        "found time %s at index %lld, expected minutes, finite and not negative",
                        text, (long long)k);
    }
    const apl_decay_shape *shape = shape_of(decay->kind);
    double threshold = aploc_decay_threshold(decay);
    for (int64_t k = 0; k < n; k++)
        weights[k] = minutes[k] < threshold ? shape->weight(decay, minutes[k]) : 0.0;
    return APLOC_OK;
}

double aploc_decay_threshold(const aploc_decay *decay)
{
    /* Values do not rise, so the first 0 ends the reach; no cut is a cut at infinity. */
    double threshold = decay->cut > 0.0 ? decay->cut : (double)INFINITY;
    int32_t low = 0, high = decay->n_points;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (decay->values[middle] > 0.0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < decay->n_points && decay->minutes[low] < threshold)
        threshold = decay->minutes[low];
    return threshold;
}

aploc_status apl_decay_copy(const aploc_decay *decay, aploc_decay *copy, double **points,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    size_t n = (size_t)decay->n_points;
    if (n > 0)
        APL_TRY(APL_NEW(*points, 2 * (int64_t)n, err));
    *copy = *decay;
    if (n > 0) {
        memcpy(*points, decay->minutes, n * sizeof **points);
        memcpy(*points + n, decay->values, n * sizeof **points);
        copy->minutes = *points;
        copy->values = *points + n;
    }
out:
    return status;
}

int apl_decay_is_same(const aploc_decay *a, const aploc_decay *b)
{
    if (a->kind != b->kind || a->n_points != b->n_points || a->rate != b->rate ||
        a->scale != b->scale || a->exponent != b->exponent || a->cut != b->cut)
        return 0;
    for (int32_t k = 0; k < a->n_points; k++)
        if (a->minutes[k] != b->minutes[k] || a->values[k] != b->values[k])
            return 0;
    return 1;
}
