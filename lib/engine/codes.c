/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
    TABLE_BITS = 18, /* four places a code: looking up takes about one comparison */
    FEW_STEPS = 4
};

static uint64_t key_of(double minutes)
{
    uint64_t bits;
    minutes += 0.0; /* -0 is 0 */
    memcpy(&bits, &minutes, sizeof bits);
    return bits + 1; /* 0 is a free place */
}

/* Where a time is in the table, or would be. */
static uint64_t place_of(const apl_codes *codes, uint64_t key)
{
    uint64_t mask = ((uint64_t)1 << codes->bits) - 1;
    uint64_t place = (key * 0x9E3779B97F4A7C15U) >> (64 - codes->bits);
    while (codes->times[place] != 0 && codes->times[place] != key)
        place = (place + 1) & mask;
    return place;
}

static aploc_status make_steps(apl_codes *codes, aploc_error *err)
{
    const aploc_decay *decay = codes->decay;
    int32_t n = 0;
    while (n < decay->n_points && decay->minutes[n] < codes->threshold)
        n++;
    codes->n_steps = codes->n_weights = n;
    aploc_status status = APL_ZEROED(codes->weights, (int64_t)n + 1, err);
    if (!status)
        memcpy(codes->weights + 1, decay->values, (size_t)n * sizeof *decay->values);
    return status;
}

/* The distinct times within reach, 0 among them for places that are their own; no more than have
 * codes. */
static aploc_status collect(apl_codes *codes, int64_t n, const double *minutes, double **times,
                            int64_t *n_times, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t capacity = 0, count = 0;
    double *list = NULL, last = -1.0;
    for (int64_t k = -1; k < n && count <= APL_MOST_CODES; k++) {
        double time = k < 0 ? 0.0 : minutes[k];
        if (!(time < codes->threshold) || time == last)
            continue;
        last = time;
        uint64_t key = key_of(last), place = place_of(codes, key);
        if (codes->times[place] == key)
            continue;
        APL_TRY(APL_GROW(list, &capacity, count + 1, err));
        codes->times[place] = key;
        list[count++] = last + 0.0;
    }
out:
    *times = list;
    *n_times = count;
    return status;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Codes by ascending time: they do not depend on the order of the pairs. */
static aploc_status make_looked_up(apl_codes *codes, int64_t n, const double *minutes,
                                   aploc_error *err)
{
    aploc_status status;
    double *times = NULL;
    int64_t n_times = 0;
    codes->bits = TABLE_BITS;
    APL_TRY(APL_ZEROED(codes->times, (int64_t)1 << codes->bits, err));
    APL_TRY(collect(codes, n, minutes, &times, &n_times, err));
    if (n_times > APL_MOST_CODES)
        goto out;
    APL_TRY(APL_ZEROED(codes->codes, (int64_t)1 << codes->bits, err));
    APL_TRY(APL_ZEROED(codes->weights, n_times + 1, err));
    qsort(times, (size_t)n_times, sizeof *times, ascending);
    APL_TRY(aploc_decay_weights(codes->decay, n_times, times, codes->weights + 1, err));
    for (int64_t k = 0; k < n_times; k++)
        /* A weight too small for a double is 0, and out of reach. */
        codes->codes[place_of(codes, key_of(times[k]))] =
            (uint16_t)(codes->weights[k + 1] > 0.0 ? k + 1 : 0);
    codes->n_weights = (int32_t)n_times;
out:
    free(times);
    return status;
}

int apl_codes_need_times(const aploc_decay *decay)
{
    return decay->kind != APLOC_DECAY_STEPS || decay->n_points > APL_COMPARED_STEPS;
}

aploc_status apl_codes_make(const aploc_decay *decay, int64_t n, const double *minutes,
                            apl_codes *codes, aploc_error *err)
{
    *codes = (apl_codes){.decay = decay, .threshold = aploc_decay_threshold(decay)};
    if (!apl_codes_need_times(decay))
        return make_steps(codes, err);
    return make_looked_up(codes, n, minutes, err);
}

/* Times are compared with all steps, without a branch: they come in no order that could be guessed.
 * The number of steps is a constant to the compiler; those that are missing are never reached. */
static inline void compare(const apl_codes *codes, int most, int64_t n, const double *minutes,
                           uint16_t *out)
{
    double steps[APL_COMPARED_STEPS], threshold = codes->threshold;
    for (int s = 0; s < most; s++)
        steps[s] = s < codes->n_steps ? codes->decay->minutes[s] : (double)INFINITY;
    for (int64_t k = 0; k < n; k++) {
        int code = 0;
        for (int s = 0; s < most; s++)
            code += minutes[k] >= steps[s];
        out[k] = (uint16_t)(code & -(minutes[k] < threshold));
    }
}

void apl_codes_of(const apl_codes *codes, int64_t n, const double *minutes, uint16_t *out)
{
    if (codes->n_steps > FEW_STEPS)
        compare(codes, APL_COMPARED_STEPS, n, minutes, out);
    else if (codes->n_steps > 0)
        compare(codes, FEW_STEPS, n, minutes, out);
    else
        for (int64_t k = 0; k < n; k++)
            out[k] = minutes[k] < codes->threshold
                         ? codes->codes[place_of(codes, key_of(minutes[k]))]
                         : 0;
}

void apl_codes_free(apl_codes *codes)
{
    free(codes->weights);
    free(codes->times);
    free(codes->codes);
}
