/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_CODES_H
#define APL_ENGINE_CODES_H

/* Weights by code: a decay of steps has few weights, and so has any decay of times in whole minutes
 * or tenths. A code takes 16 bits at most and gives back every bit of its weight. */

#include <aploc/decay.h>

#include "base/error.h"
#include "engine/rows.h"

enum { APL_COMPARED_STEPS = 16 }; /* as many thresholds are compared faster than looked up */

typedef struct apl_codes {
    const aploc_decay *decay; /* borrowed */
    double threshold;
    double *weights;   /* n_weights + 1; that of code 0, out of reach, is 0 */
    int32_t n_weights; /* 0: too many to have codes */
    int32_t n_steps;   /* steps that are compared; 0: times are looked up */
    uint64_t *times;   /* 2^bits places: the bits of a time, plus 1; 0: free */
    uint16_t *codes;   /* the code of each */
    int32_t bits;
} apl_codes;

/* The codes of a decay, checked, for these times. Free with apl_codes_free, also on failure.
 * APLOC_ERR_MEMORY. */
aploc_status apl_codes_make(const aploc_decay *decay, int64_t n, const double *minutes,
                            apl_codes *codes, aploc_error *err);

void apl_codes_free(apl_codes *codes);

/* Where `minutes` is in the table, or would be. */
static inline uint64_t apl_code_place(const apl_codes *codes, uint64_t key)
{
    uint64_t mask = ((uint64_t)1 << codes->bits) - 1;
    uint64_t place = (key * 0x9E3779B97F4A7C15U) >> (64 - codes->bits);
    while (codes->times[place] != 0 && codes->times[place] != key)
        place = (place + 1) & mask;
    return place;
}

static inline uint64_t apl_code_key(double minutes)
{
    union {
        double number;
        uint64_t bits;
    } key = {.number = minutes + 0.0}; /* -0 is 0 */
    return key.bits + 1;
}

/* The code of a time that was among those the codes were made for. Only where there are codes. */
static inline uint16_t apl_code_of(const apl_codes *codes, double minutes)
{
    if (!(minutes < codes->threshold))
        return 0;
    if (codes->n_steps == 0)
        return codes->codes[apl_code_place(codes, apl_code_key(minutes))];
    int code = 0;
    for (int32_t k = 0; k < codes->n_steps; k++)
        code += minutes >= codes->decay->minutes[k];
    return (uint16_t)code;
}

#endif
