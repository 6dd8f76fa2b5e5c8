/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FIGURES_H
#define APLOC_TESTS_FIGURES_H

/* What the tests of statistics share: made-up places, and every figure of them. */

#include <aploc/aploc.h>
#include <math.h>

#include "support.h"

enum { N = 2000 };

static double values[N], weights[N], ranks[N];
static int32_t levels[N];

static inline void near(double found, double expected, double tolerance)
{
    ck_assert_msg(fabs(found - expected) <= tolerance, "found %.17g, expected %.17g", found,
                  expected);
}

/* Values with ties, zeros and places without weight. */
static inline void fill(uint64_t seed)
{
    for (int i = 0; i < N; i++) {
        values[i] = random_below(&seed, 5) ? 8.0 * random_unit(&seed) : random_below(&seed, 3);
        weights[i] = random_below(&seed, 7) ? 1.0 / (random_unit(&seed) + 1e-4) : 0.0;
        ranks[i] = random_below(&seed, 300) - 150.0;
        levels[i] = random_below(&seed, 12);
    }
}

/* Every figure of a sample, for the laws. */
enum { FIGURES = 9 + 10 + 9 + 2 + 3 };

static inline void figures_of(int64_t n, const double *v, const double *w, const double *r,
                              double *out)
{
    static const double shares[] = {0.0, 0.05, 1.0};
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_mean(n, v, w, out++, &err), err);
    ck_assert_ok(aploc_stat_share_below(n, v, w, 2.5, out++, &err), err);
    ck_assert_ok(aploc_stat_gini(n, v, w, out++, &err), err);
    ck_assert_ok(aploc_stat_theil(n, v, w, out++, &err), err);
    ck_assert_ok(aploc_stat_atkinson(n, v, w, 0.5, out++, &err), err);
    ck_assert_ok(aploc_stat_atkinson(n, v, w, 1.0, out++, &err), err);
    ck_assert_ok(aploc_stat_atkinson(n, v, w, 0.999, out++, &err), err);
    ck_assert_ok(aploc_stat_atkinson(n, v, w, 2.0, out++, &err), err);
    ck_assert_ok(aploc_stat_concentration(n, v, w, r, out++, &err), err);
    ck_assert_ok(aploc_stat_tenths(n, v, w, &tenths, &err), err);
    memcpy(out, tenths.means, sizeof tenths.means);
    memcpy(out + 10, tenths.bounds, sizeof tenths.bounds);
    out[19] = tenths.d9_d1;
    out[20] = tenths.s90_s10;
    ck_assert_ok(aploc_stat_quantiles(n, v, w, 3, shares, out + 21, &err), err);
}

static inline void assert_figures(const double *found, const double *expected, double tolerance)
{
    for (int k = 0; k < FIGURES; k++)
        ck_assert_msg(found[k] == expected[k] ||
                          fabs(found[k] - expected[k]) <= tolerance * (1.0 + fabs(expected[k])),
                      "figure %d is %.17g, expected %.17g", k, found[k], expected[k]);
}

#endif
