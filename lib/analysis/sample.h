/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ANALYSIS_SAMPLE_H
#define APL_ANALYSIS_SAMPLE_H

/* The arrays of a caller: checked, scaled, in groups, or sorted. */

#include <stdint.h>

#include "base/sums.h"
#include "base/error.h"

/* Arrays as the caller gives them. */
typedef struct apl_arrays {
    int64_t n;
    const double *values;
    const double *weights; /* NULL: 1 each */
    const int32_t *levels; /* NULL: one group */
    int32_t n_levels;
} apl_arrays;

/* What the values may be. */
typedef enum apl_sign { APL_ANY_SIGN, APL_NOT_NEGATIVE } apl_sign;

/* The powers of two by which values and weights are divided, so that the largest of either with
 * weight lies between a half and 1. */
typedef struct apl_scale {
    int value;
    int weight;
} apl_scale;

/* One group: values and weights are scaled. */
typedef struct apl_group_sums {
    double weight;
    double mean; /* NaN without weight */
    double low, high;
} apl_group_sums;

/* One place of weight above 0. */
typedef struct apl_item {
    double rank;
    double value;  /* as given */
    double weight; /* scaled */
    double upto;   /* weight of the items up to this one */
} apl_item;

/* The places of weight above 0, ascending by rank, then value, then weight: an order of the input
 * that makes no difference makes none here. */
typedef struct apl_sample {
    apl_item *items;
    int64_t n;
    apl_scale scale;
    double weight; /* scaled */
    double mean;   /* scaled; NaN when n is 0 */
} apl_sample;

/* Refuse what statistics.h does not allow. `result` is where the result is to go. */
aploc_status apl_arrays_check(const apl_arrays *a, apl_sign sign, const void *result,
                              aploc_error *err);

/* Refuse a number that is NaN, infinite or (unless any sign will do) negative: "a value of". */
aploc_status apl_number_check(const char *what, double x, apl_sign sign, int64_t place,
                              aploc_error *err);

/* Find the scale of checked arrays. */
apl_scale apl_arrays_scale(const apl_arrays *a);

/* A value, or the weight of place i, scaled; 0 when it is too small to count. */
double apl_scaled_value(double value, apl_scale scale);
double apl_scaled_weight(const apl_arrays *a, apl_scale scale, int64_t i);

/* Sum up each group, into n_levels (1 without levels) groups. */
aploc_status apl_arrays_sum(const apl_arrays *a, apl_scale scale, apl_group_sums *groups,
                            aploc_error *err);

/* Sort checked arrays by `ranks`, or by value when it is NULL; freed by apl_sample_free. */
aploc_status apl_sample_create(const apl_arrays *a, const double *ranks, apl_sample *sample,
                               aploc_error *err);

void apl_sample_free(apl_sample *sample);

#endif
