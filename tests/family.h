/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FAMILY_H
#define APLOC_TESTS_FAMILY_H

/* The measures of the family written a second time: dense matrices of weights, long double, each
 * formula as it stands in its paper. Weights of 0 are out of reach. */

#include <math.h>

#include "reference.h"
#include "territory.h"

enum { LARGEST = 40 };

typedef struct weights {
    int n_demand, n_supply;
    long double f[LARGEST + 1][LARGEST + 1]; /* [i][j] */
} weights;

/* f(t) of a territory, own places at 0 minutes. */
static inline void reference_weights(const territory *t, const aploc_decay *decay, weights *w)
{
    w->n_demand = w->n_supply = t->n;
    for (int i = 0; i < t->n; i++)
        for (int j = 0; j < t->n; j++) {
            long double minutes = i == j ? 0.0L : (long double)t->minutes[i * t->n + j];
            w->f[i][j] = isnan(minutes) ? 0.0L : reference_weight(decay, minutes);
        }
}

static inline long double over(long double x, long double by)
{
    return by > 0.0L ? x / by : 0.0L;
}

/* R[j] = S[j] / sum_i first_ij D[i]; A[i] = sum_j second_ij R[j]: what most of them share. */
static inline void two_steps(const weights *first, const weights *second, const double *demand,
                             const double *supply, long double *result)
{
    for (int i = 0; i < first->n_demand; i++)
        result[i] = 0.0L;
    for (int j = 0; j < first->n_supply; j++) {
        long double reaching = 0.0L;
        for (int i = 0; i < first->n_demand; i++)
            reaching += first->f[i][j] * demand[i];
        for (int i = 0; i < first->n_demand; i++)
            result[i] += second->f[i][j] * over(supply[j], reaching);
    }
}

/* G_ij = f_ij / sum_l f_il over the l with supply; 0 for a j without. */
static inline void by_row(const weights *w, const double *supply, weights *g)
{
    *g = *w;
    for (int i = 0; i < w->n_demand; i++) {
        long double sum = 0.0L;
        for (int j = 0; j < w->n_supply; j++)
            sum += supply[j] > 0.0 ? w->f[i][j] : 0.0L;
        for (int j = 0; j < w->n_supply; j++)
            g->f[i][j] = supply[j] > 0.0 ? over(w->f[i][j], sum) : 0.0L;
    }
}

/* Q_ij = f_ij / sum_k f_kj over the k with demand. */
static inline void by_column(const weights *w, const double *demand, weights *q)
{
    *q = *w;
    for (int j = 0; j < w->n_supply; j++) {
        long double sum = 0.0L;
        for (int i = 0; i < w->n_demand; i++)
            sum += demand[i] > 0.0 ? w->f[i][j] : 0.0L;
        for (int i = 0; i < w->n_demand; i++)
            q->f[i][j] = over(w->f[i][j], sum);
    }
}

/* Any measure of aploc_solve. */
static inline void reference_measure(int32_t variant, const weights *w, const double *demand,
                                     const double *supply, long double *result)
{
    static weights first, second;
    first = second = *w;
    if (variant == APLOC_VARIANT_BFCA) {
        by_row(w, supply, &first);
        by_column(w, demand, &second);
    }
    if (variant == APLOC_VARIANT_3SFCA)
        by_row(w, supply, &first);
    for (int i = 0; i < w->n_demand; i++) {
        result[i] = 0.0L;
        for (int j = 0; j < w->n_supply; j++) {
            long double f = w->f[i][j];
            if (variant == APLOC_VARIANT_2SFCA)
                first.f[i][j] = second.f[i][j] = f > 0.0L;
            if (variant == APLOC_VARIANT_M2SFCA)
                second.f[i][j] = f * f;
            if (variant == APLOC_VARIANT_3SFCA)
                second.f[i][j] = first.f[i][j] = first.f[i][j] * f;
            if (variant == APLOC_VARIANT_HANSEN)
                result[i] += f * supply[j];
            if (variant == APLOC_VARIANT_CUMULATIVE)
                result[i] += f > 0.0L ? supply[j] : 0.0L;
        }
    }
    if (variant != APLOC_VARIANT_HANSEN && variant != APLOC_VARIANT_CUMULATIVE)
        two_steps(&first, &second, demand, supply, result);
}

/* C[j] = sum_i f_ij D[i] / sum_l f_il S[l]. */
static inline void reference_crowding(const weights *w, const double *demand, const double *supply,
                                      long double *result)
{
    for (int j = 0; j < w->n_supply; j++)
        result[j] = 0.0L;
    for (int i = 0; i < w->n_demand; i++) {
        long double reached = 0.0L;
        for (int l = 0; l < w->n_supply; l++)
            reached += w->f[i][l] * supply[l];
        for (int j = 0; j < w->n_supply; j++)
            result[j] += over(w->f[i][j] * demand[i], reached);
    }
}

/* A measure of aploc_solve, computed. `ratios` and `report` may be NULL. */
static inline void solve_variant(const aploc_plan *plan, int32_t variant, const double *demand,
                                 const double *supply, double *result, double *ratios,
                                 aploc_solve_report *report)
{
    aploc_error err = {0};
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.variant = variant;
    options.ratios = ratios;
    options.report = report;
    ck_assert_ok(aploc_solve(plan, demand, supply, result, &options, &err), err);
}

#endif
