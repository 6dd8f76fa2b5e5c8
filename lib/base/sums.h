/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_SUMS_H
#define APL_BASE_SUMS_H

/* Compensated sums, after Neumaier (1974). */

#include <math.h>

/* A sum, and what rounding took from it; {0} to start with. */
typedef struct apl_sum {
    double sum;
    double rest;
} apl_sum;

static inline void apl_sum_add(apl_sum *s, double x)
{
    double sum = s->sum + x;
    s->rest += fabs(s->sum) >= fabs(x) ? (s->sum - sum) + x : (x - sum) + s->sum;
    s->sum = sum;
}

static inline double apl_sum_value(apl_sum s)
{
    return s.sum + s.rest;
}

#endif
