/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_REFERENCE_H
#define APLOC_TESTS_REFERENCE_H

/* The APL written a second time, apart from the engine: a dense matrix, long double, the formula of
 * the definition and nothing clever. It is the oracle of the other tests. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include <aploc/decay.h>

/* f(t), from the definitions in decay.h. */
static inline long double reference_weight(const aploc_decay *d, long double t)
{
    long double f = 0.0L;
    if (d->cut > 0.0 && t >= (long double)d->cut)
        return 0.0L;
    switch (d->kind) {
    case APLOC_DECAY_STEPS:
        for (int k = 0; k < d->n_points; k++)
            if (t >= (long double)d->minutes[k])
                f = d->values[k];
        return f;
    case APLOC_DECAY_LINEAR:
        return 1.0L - t / d->cut;
    case APLOC_DECAY_POWER:
        return t <= (long double)d->scale ? 1.0L : powl(t / d->scale, -(long double)d->exponent);
    case APLOC_DECAY_EXPONENTIAL:
        return expl(-(long double)d->rate * t);
    case APLOC_DECAY_GAUSSIAN:
        return expl(-t * t / d->scale);
    case APLOC_DECAY_LOGISTIC:
        return 1.0L / (1.0L + expl((long double)d->rate * (t - d->scale)));
    case APLOC_DECAY_TABLE:
        for (int k = 0; k + 1 < d->n_points; k++)
            if (t >= (long double)d->minutes[k] && t < (long double)d->minutes[k + 1])
                return d->values[k] + ((long double)d->values[k + 1] - d->values[k]) *
                                          (t - d->minutes[k]) /
                                          ((long double)d->minutes[k + 1] - d->minutes[k]);
        return d->values[d->n_points - 1];
    default:
        abort();
    }
}

/* The APL of n_demand places; minutes[i * n_supply + j] is NaN where j is out of reach of i. With
 * `same_places` the diagonal counts as 0 minutes. */
static inline void reference_apl(int n_demand, int n_supply, const double *minutes, int same_places,
                                 const aploc_decay *decay, const double *demand,
                                 const double *supply, long double *apl)
{
    for (int i = 0; i < n_demand; i++)
        apl[i] = 0.0L;
    for (int j = 0; j < n_supply; j++) {
        long double reaching = 0.0L;
        for (int step = 1; step <= 2; step++) {
            for (int i = 0; i < n_demand; i++) {
                long double t = minutes[(size_t)i * (size_t)n_supply + (size_t)j];
                if (same_places && i == j)
                    t = 0.0L;
                if (isnan(t))
                    continue;
                long double f = reference_weight(decay, t);
                if (step == 1)
                    reaching += f * demand[i];
                else if (reaching > 0.0L)
                    apl[i] += f * (supply[j] / reaching);
            }
        }
    }
}

/* The largest relative difference between a result and the reference; a 0 must be 0 exactly. */
static inline double reference_distance(int n, const double *apl, const long double *reference)
{
    double worst = 0.0;
    for (int i = 0; i < n; i++) {
        long double gap = fabsl(apl[i] - reference[i]);
        double relative =
            reference[i] == 0.0L ? (apl[i] == 0.0 ? 0.0 : INFINITY) : (double)(gap / reference[i]);
        if (!(relative <= worst))
            worst = relative;
    }
    return worst;
}

#endif
