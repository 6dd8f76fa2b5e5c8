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

/* Add a product; what rounding takes from it is added as well. */
static inline void apl_sum_add_product(apl_sum *s, double x, double y)
{
    double product = x * y;
    apl_sum_add(s, product);
    s->rest += fma(x, y, -product);
}

static inline double apl_sum_value(apl_sum s)
{
    return s.sum + s.rest;
}

/* One sum by another, which is not 0: a quotient, and what it leaves, divided again. */
static inline double apl_sum_quotient(apl_sum s, apl_sum by)
{
    double divisor = apl_sum_value(by), left = (by.sum - divisor) + by.rest;
    double quotient = apl_sum_value(s) / divisor;
    double rest = (fma(-quotient, divisor, s.sum) + s.rest) - quotient * left;
    return quotient + rest / divisor;
}

#endif
