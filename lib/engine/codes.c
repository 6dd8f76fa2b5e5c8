/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/codes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { TABLE_BITS = 18 }; /* four places a code: looking up takes about one comparison */

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
        uint64_t key = apl_code_key(last), place = apl_code_place(codes, key);
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
        codes->codes[apl_code_place(codes, apl_code_key(times[k]))] =
            (uint16_t)(codes->weights[k + 1] > 0.0 ? k + 1 : 0);
    codes->n_weights = (int32_t)n_times;
out:
    free(times);
    return status;
}

aploc_status apl_codes_make(const aploc_decay *decay, int64_t n, const double *minutes,
                            apl_codes *codes, aploc_error *err)
{
    *codes = (apl_codes){.decay = decay, .threshold = aploc_decay_threshold(decay)};
    if (decay->kind == APLOC_DECAY_STEPS && decay->n_points <= APL_COMPARED_STEPS)
        return make_steps(codes, err);
    return make_looked_up(codes, n, minutes, err);
}

void apl_codes_free(apl_codes *codes)
{
    free(codes->weights);
    free(codes->times);
    free(codes->codes);
}
