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

/* Whether codes depend on which times there are. */
int apl_codes_need_times(const aploc_decay *decay);

/* The codes of a decay, checked, for these times. Free with apl_codes_free, also on failure.
 * APLOC_ERR_MEMORY. */
aploc_status apl_codes_make(const aploc_decay *decay, int64_t n, const double *minutes,
                            apl_codes *codes, aploc_error *err);

void apl_codes_free(apl_codes *codes);

/* The code of each of n times, which were among those that the codes were made for. */
void apl_codes_of(const apl_codes *codes, int64_t n, const double *minutes, uint16_t *out);

#endif
