/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics against closed forms, against laws that each must obey, and what they refuse. */
#include <aploc/aploc.h>
#include <float.h>
#include <math.h>

#include "support.h"

enum { N = 2000 };

static double values[N], weights[N], ranks[N];
static int32_t levels[N];

static void near(double found, double expected, double tolerance)
{
    ck_assert_msg(fabs(found - expected) <= tolerance, "found %.17g, expected %.17g", found,
                  expected);
}

/* Values with ties, zeros and places without weight. */
static void fill(uint64_t seed)
{
    for (int i = 0; i < N; i++) {
        values[i] = random_below(&seed, 5) ? 8.0 * random_unit(&seed) : random_below(&seed, 3);
        weights[i] = random_below(&seed, 7) ? floor(1.0 / (random_unit(&seed) + 1e-4)) : 0.0;
        ranks[i] = random_below(&seed, 300) - 150.0;
        levels[i] = random_below(&seed, 12);
    }
}

/* Every figure of a sample, for the laws. */
enum { FIGURES = 9 + 10 + 9 + 2 + 3 };

static void figures_of(int64_t n, const double *v, const double *w, const double *r, double *out)
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

static void assert_figures(const double *found, const double *expected, double tolerance)
{
    for (int k = 0; k < FIGURES; k++)
        ck_assert_msg(found[k] == expected[k] ||
                          fabs(found[k] - expected[k]) <= tolerance * (1.0 + fabs(expected[k])),
                      "figure %d is %.17g, expected %.17g", k, found[k], expected[k]);
}

START_TEST(all_equal)
{
    /* A mean that a rounded division would miss. */
    static const double w[] = {0.1, 0.7, 3.3, 1e-9};
    double v[] = {3.26, 3.26, 3.26, 3.26}, x;
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_error err = {0};
    for (int k = 0; k < 2; k++) {
        ck_assert_ok(aploc_stat_mean(4, v, w, &x, &err), err);
        ck_assert_bits(x, v[0]);
        ck_assert_ok(aploc_stat_gini(4, v, w, &x, &err), err);
        ck_assert_bits(x, 0.0);
        ck_assert_ok(aploc_stat_theil(4, v, w, &x, &err), err);
        ck_assert_bits(x, 0.0);
        for (double epsilon = 0.0; epsilon < 3.0; epsilon += 0.5) {
            ck_assert_ok(aploc_stat_atkinson(4, v, w, epsilon, &x, &err), err);
            ck_assert_bits(x, 0.0);
        }
        ck_assert_ok(aploc_stat_concentration(4, v, NULL, w, &x, &err), err);
        ck_assert_bits(x, 0.0);
        ck_assert_ok(aploc_stat_tenths(4, v, w, &tenths, &err), err);
        for (int t = 0; t < 10; t++)
            ck_assert_bits(tenths.means[t], v[0]);
        v[0] = v[1] = v[2] = v[3] = 0.0; /* nobody has anything: all alike too */
    }
    ck_assert(isnan(tenths.d9_d1) && isnan(tenths.s90_s10));
}
END_TEST

START_TEST(two_groups_by_hand)
{
    /* 30 people with 1, 10 people with 5: the mean is 2, the poor hold 3/8. */
    static const double v[] = {5, 1}, w[] = {10, 30}, up[] = {2, 1}, down[] = {1, 2};
    double x, people[3], shares[3];
    int64_t n;
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_mean(2, v, w, &x, &err), err);
    ck_assert_bits(x, 2.0);
    ck_assert_ok(aploc_stat_gini(2, v, w, &x, &err), err);
    ck_assert_bits(x, 0.375); /* 3/4 of the people hold 3/8: 3/4 - 3/8 */
    ck_assert_ok(aploc_stat_concentration(2, v, w, up, &x, &err), err);
    ck_assert_bits(x, 0.375);
    ck_assert_ok(aploc_stat_concentration(2, v, w, down, &x, &err), err);
    ck_assert_bits(x, -0.375);
    ck_assert_ok(aploc_stat_theil(2, v, w, &x, &err), err);
    near(x, 0.375 * log(0.5) + 0.625 * log(2.5), 1e-15);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 1.0, &x, &err), err);
    near(x, 1.0 - pow(0.5, 0.75) * pow(2.5, 0.25), 1e-15);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 2.0, &x, &err), err);
    near(x, 1.0 - 1.0 / (0.75 * 2.0 + 0.25 * 0.4), 1e-15); /* harmonic mean 1.25 of 2 */
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 0.5, &x, &err), err);
    near(x, 1.0 - pow(0.75 * sqrt(0.5) + 0.25 * sqrt(2.5), 2.0), 1e-15);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 1000.0, &x, &err), err);
    near(x, 0.5, 2e-3); /* who has least decides: 1 - 1/2 */
    ck_assert_ok(aploc_stat_curve(2, v, w, NULL, people, shares, &n, &err), err);
    ck_assert_int_eq(n, 3);
    ck_assert_bits(people[1], 0.75);
    ck_assert_bits(shares[1], 0.375);
    ck_assert_ok(aploc_stat_curve(2, v, w, down, people, shares, &n, &err), err);
    ck_assert_bits(people[1], 0.25);
    ck_assert_bits(shares[1], 0.625);
    ck_assert_ok(aploc_stat_share_below(2, v, w, 5.0, &x, &err), err);
    ck_assert_bits(x, 0.75); /* strictly under */
    ck_assert_ok(aploc_stat_share_below(2, v, w, 1.0, &x, &err), err);
    ck_assert_bits(x, 0.0);
    ck_assert_ok(aploc_stat_share_below(2, v, w, INFINITY, &x, &err), err);
    ck_assert_bits(x, 1.0);
}
END_TEST

START_TEST(zeros_as_each_index_has_them)
{
    static const double v[] = {0, 4}, w[] = {1, 3};
    double x;
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_gini(2, v, w, &x, &err), err);
    ck_assert_bits(x, 0.25);
    ck_assert_ok(aploc_stat_theil(2, v, w, &x, &err), err);
    near(x, log(4.0 / 3.0), 1e-15); /* 0 ln 0 is 0 */
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 0.5, &x, &err), err);
    near(x, 0.25, 1e-15); /* 1 - (3/4 sqrt(4/3))^2 */
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 0.999, &x, &err), err);
    near(x, 1.0 - pow(0.75 * pow(4.0 / 3.0, 0.001), 1000.0), 1e-12);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 1.0, &x, &err), err);
    ck_assert_bits(x, 1.0);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 3.0, &x, &err), err);
    ck_assert_bits(x, 1.0);
    ck_assert_ok(aploc_stat_tenths(2, v, w, &tenths, &err), err);
    ck_assert(isinf(tenths.d9_d1) && isinf(tenths.s90_s10));
    /* A zero without people is nobody's. */
    static const double nobody[] = {0, 3};
    ck_assert_ok(aploc_stat_atkinson(2, v, nobody, 3.0, &x, &err), err);
    ck_assert_bits(x, 0.0);
}
END_TEST

START_TEST(distributions_have_their_known_indices)
{
    static double pareto[100000], uniform[100000];
    enum { MANY = 100000 };
    double x;
    aploc_error err = {0};
    /* A Pareto distribution of exponent 3, and a uniform one on [0, 1), at even quantiles. */
    for (int i = 0; i < MANY; i++) {
        pareto[i] = pow(1.0 - (i + 0.5) / MANY, -1.0 / 3.0);
        uniform[i] = (i + 0.5) / MANY;
    }
    ck_assert_ok(aploc_stat_gini(MANY, pareto, NULL, &x, &err), err);
    near(x, 1.0 / 5.0, 1e-3); /* 1 / (2 a - 1) */
    ck_assert_ok(aploc_stat_theil(MANY, pareto, NULL, &x, &err), err);
    near(x, 1.0 / 2.0 + log(2.0 / 3.0), 3e-3); /* 1 / (a - 1) + ln((a - 1) / a) */
    ck_assert_ok(aploc_stat_atkinson(MANY, pareto, NULL, 1.0, &x, &err), err);
    near(x, 1.0 - 2.0 / 3.0 * exp(1.0 / 3.0), 1e-3);
    ck_assert_ok(aploc_stat_gini(MANY, uniform, NULL, &x, &err), err);
    near(x, 1.0 / 3.0, 1e-9);
    ck_assert_ok(aploc_stat_theil(MANY, uniform, NULL, &x, &err), err);
    near(x, log(2.0) - 0.5, 1e-6);
    ck_assert_ok(aploc_stat_atkinson(MANY, uniform, NULL, 1.0, &x, &err), err);
    near(x, 1.0 - 2.0 / exp(1.0), 1e-5);
    ck_assert_ok(aploc_stat_atkinson(MANY, uniform, NULL, 0.5, &x, &err), err);
    near(x, 1.0 / 9.0, 1e-6);
}
END_TEST

/* The Gini index as the mean difference of every pair, far from how the library has it. */
START_TEST(gini_is_half_the_relative_mean_difference)
{
    double pairs = 0.0, people = 0.0, all = 0.0, found;
    aploc_error err = {0};
    fill(5);
    for (int i = 0; i < N; i++) {
        people += weights[i];
        all += weights[i] * values[i];
        for (int j = 0; j < N; j++)
            pairs += weights[i] * weights[j] * fabs(values[i] - values[j]);
    }
    ck_assert_ok(aploc_stat_gini(N, values, weights, &found, &err), err);
    near(found, pairs / people / all / 2.0, 1e-12);
}
END_TEST

/* Both indices are what lies under their curves. */
START_TEST(curves_go_from_corner_to_corner)
{
    static double people[N + 1], shares[N + 1];
    int64_t n;
    aploc_error err = {0};
    fill(6);
    for (int ranked = 0; ranked < 2; ranked++) {
        const double *by = ranked ? ranks : NULL;
        double area = 0.0, index;
        ck_assert_ok(aploc_stat_curve(N, values, weights, by, people, shares, &n, &err), err);
        ck_assert(n > 100 && n <= (ranked ? 301 : N + 1));
        ck_assert_bits(people[0], 0.0);
        ck_assert_bits(shares[0], 0.0);
        ck_assert_bits(people[n - 1], 1.0);
        ck_assert_bits(shares[n - 1], 1.0);
        for (int64_t k = 1; k < n; k++) {
            ck_assert(people[k] > people[k - 1] && shares[k] >= shares[k - 1]);
            if (!ranked && k > 1) /* convex */
                ck_assert((shares[k] - shares[k - 1]) * (people[k - 1] - people[k - 2]) >=
                          (shares[k - 1] - shares[k - 2]) * (people[k] - people[k - 1]) - 1e-15);
            area += (people[k] - people[k - 1]) * (shares[k] + shares[k - 1]) / 2.0;
        }
        if (ranked)
            ck_assert_ok(aploc_stat_concentration(N, values, weights, by, &index, &err), err);
        else
            ck_assert_ok(aploc_stat_gini(N, values, weights, &index, &err), err);
        near(index, 1.0 - 2.0 * area, 1e-12);
    }
}
END_TEST

START_TEST(quantiles_by_hand)
{
    static const double v[] = {7, 1, 3, 3, 9}, w[] = {0, 2, 1, 3, 4};
    /* 1 up to 0.2, 3 up to 0.6, 9 up to 1; the 7 is nobody's. */
    static const double p[] = {0, 0.2, 0.2000001, 0.5, 0.6, 0.61, 1}, q[] = {1, 1, 3, 3, 3, 9, 9};
    double found[7];
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_quantiles(5, v, w, 7, p, found, &err), err);
    for (int k = 0; k < 7; k++)
        ck_assert_bits(found[k], q[k]);
    /* k of 1000 places hold k thousandths, whatever rounding says of p times the sum. */
    for (int i = 0; i < 1000; i++) {
        values[i] = 1000 - i;
        weights[i] = 0.1;
    }
    for (int k = 1; k <= 1000; k++) {
        double share = k / 1000.0;
        ck_assert_ok(aploc_stat_quantiles(1000, values, weights, 1, &share, found, &err), err);
        ck_assert_bits(found[0], (double)k);
    }
    ck_assert_ok(aploc_stat_quantiles(5, v, w, 0, NULL, NULL, &err), err);
}
END_TEST

START_TEST(tenths_by_hand)
{
    /* 100 people: 4 with 1, 12 with 2, 74 with 3, 10 with 8. The second commune lies over the first
     * boundary: 6 of its people are in the first tenth, 6 in the second. */
    static const double v[] = {3, 8, 2, 1}, w[] = {74, 10, 12, 4};
    aploc_tenths t = APLOC_TENTHS_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_tenths(4, v, w, &t, &err), err);
    near(t.means[0], 1.6, 1e-15);
    near(t.means[1], 2.4, 1e-15);
    for (int k = 2; k < 9; k++)
        ck_assert_bits(t.means[k], 3.0);
    ck_assert_bits(t.means[9], 8.0);
    ck_assert_bits(t.bounds[0], 2.0);
    ck_assert_bits(t.bounds[1], 3.0);
    ck_assert_bits(t.bounds[8], 3.0); /* 90 people have 3 or less */
    near(t.d9_d1, 1.5, 0.0);
    near(t.s90_s10, 5.0, 1e-14);
    /* One commune is all of the tenths. */
    ck_assert_ok(aploc_stat_tenths(1, v, w, &t, &err), err);
    for (int k = 0; k < 10; k++)
        ck_assert_bits(t.means[k], 3.0);
    /* The tenths' mean is the mean, each lies between its bounds. */
    double mean, sum = 0.0;
    fill(9);
    ck_assert_ok(aploc_stat_tenths(N, values, weights, &t, &err), err);
    ck_assert_ok(aploc_stat_mean(N, values, weights, &mean, &err), err);
    for (int k = 0; k < 10; k++) {
        sum += t.means[k];
        ck_assert(k == 0 || t.means[k] >= t.bounds[k - 1]);
        ck_assert(k == 9 || t.means[k] <= t.bounds[k]);
    }
    near(sum / 10.0, mean, 1e-13);
}
END_TEST

START_TEST(laws_of_scale_order_and_replication)
{
    static double v[2 * N], w[2 * N], r[2 * N];
    double plain[FIGURES], found[FIGURES];
    uint64_t seed = 21;
    fill(22);
    figures_of(N, values, weights, ranks, plain);
    /* The same places in another order: what is sorted has the same bits. */
    for (int i = 0; i < N; i++) {
        v[i] = values[i];
        w[i] = weights[i];
        r[i] = ranks[i];
    }
    for (int i = N - 1; i > 0; i--) {
        int32_t j = random_below(&seed, i + 1);
        double a = v[i], b = w[i], c = r[i];
        v[i] = v[j], w[i] = w[j], r[i] = r[j];
        v[j] = a, w[j] = b, r[j] = c;
    }
    figures_of(N, v, w, r, found);
    assert_figures(found, plain, 1e-14);
    ck_assert_bits(found[2], plain[2]);
    ck_assert(memcmp(found + 8, plain + 8, sizeof plain - 8 * sizeof *plain) == 0);
    /* Weights of another unit, to the bit for a power of two. */
    for (int i = 0; i < N; i++)
        w[i] = weights[i] * 0x1p-900;
    figures_of(N, values, w, ranks, found);
    ck_assert(memcmp(found, plain, sizeof plain) == 0);
    for (int i = 0; i < N; i++)
        w[i] = weights[i] / 3.0;
    figures_of(N, values, w, ranks, found);
    assert_figures(found, plain, 1e-12);
    /* Values of another unit: indices and ratios stay. */
    for (int i = 0; i < N; i++)
        v[i] = values[i] * 0x1p+1000;
    figures_of(N, v, weights, ranks, found);
    ck_assert(memcmp(found + 2, plain + 2, 7 * sizeof *plain) == 0);
    ck_assert(memcmp(found + 28, plain + 28, 2 * sizeof *plain) == 0);
    ck_assert_bits(found[0], plain[0] * 0x1p+1000);
    ck_assert_bits(found[12], plain[12] * 0x1p+1000);
    /* Each place split in two, unevenly. */
    for (int i = 0; i < N; i++) {
        v[2 * i] = v[2 * i + 1] = values[i];
        r[2 * i] = r[2 * i + 1] = ranks[i];
        w[2 * i] = 0.3 * weights[i];
        w[2 * i + 1] = weights[i] - w[2 * i];
    }
    figures_of(2 * N, v, w, r, found);
    assert_figures(found, plain, 1e-12);
    /* A weight of 2 is two places; no weights are weights of 1. */
    for (int i = 0; i < N; i++)
        w[i] = i % 3;
    figures_of(N, values, w, ranks, plain);
    int n = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < i % 3; k++, n++) {
            v[n] = values[i];
            r[n] = ranks[i];
        }
    figures_of(n, v, NULL, r, found);
    assert_figures(found, plain, 1e-13);
}
END_TEST

/* A little from the poor to the rich raises every index of inequality. */
START_TEST(transfers_to_the_rich_raise_inequality)
{
    double before[FIGURES], after[FIGURES];
    for (int i = 0; i < N; i++) {
        values[i] = 1.0 + i % 50;
        ranks[i] = values[i];
    }
    figures_of(N, values, NULL, ranks, before);
    values[0] -= 0.5;
    values[49] += 0.5;
    figures_of(N, values, NULL, ranks, after);
    for (int k = 2; k < 8; k++)
        ck_assert_msg(after[k] > before[k], "figure %d", k);
}
END_TEST

START_TEST(sums_do_not_overflow_or_lose)
{
    double x;
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    aploc_error err = {0};
    const double large[] = {DBL_MAX, DBL_MAX, DBL_MAX / 2.0}, tiny[] = {5e-324, 1e-323, 0.0};
    ck_assert_ok(aploc_stat_mean(2, large, large, &x, &err), err);
    ck_assert_bits(x, DBL_MAX);
    ck_assert_ok(aploc_stat_gini(3, large, large, &x, &err), err);
    near(x, 0.2 - 1.0 / 9.0, 1e-15);
    ck_assert_ok(aploc_stat_mean(2, tiny, tiny, &x, &err), err);
    ck_assert_bits(x, 1e-323); /* 5/3 of the least number, rounded to a double */
    ck_assert_ok(aploc_stat_theil(3, tiny, NULL, &x, &err), err);
    near(x, log(3.0) + log(1.0 / 3.0) / 3.0 + 2.0 / 3.0 * log(2.0 / 3.0), 1e-15);
    /* 10^6 numbers that a plain sum would lose beside a large one. */
    for (int i = 0; i < N; i++)
        values[i] = i ? 1.0 : 0x1p53;
    ck_assert_ok(aploc_stat_mean(N, values, NULL, &x, &err), err);
    ck_assert_bits(x, (0x1p53 + (N - 1 + 1)) / N); /* 2^53 + 1999 rounds to even */
    static const int32_t two[] = {0, 1};
    const double apart[] = {-1e200, 1e200};
    double means[2], totals[2] = {-1, -1};
    ck_assert_fails(aploc_stat_variance_by_group(2, apart, NULL, two, 2, &parts, &err),
                    APLOC_ERR_OVERFLOW);
    ck_assert_bits(parts.total, 0.0);
    static const int32_t one[] = {0, 0};
    ck_assert_fails(aploc_stat_mean_by_group(2, apart, large, one, 1, means, totals, &err),
                    APLOC_ERR_OVERFLOW);
    ck_assert_bits(totals[0], -1.0);
    ck_assert_ok(aploc_stat_mean_by_group(2, apart, large, one, 1, means, NULL, &err), err);
    ck_assert_bits(means[0], 0.0);
}
END_TEST

START_TEST(groups_have_their_means)
{
    static const double v[] = {1, 2, 3, 4, 5}, w[] = {1, 3, 0, 2, 2};
    static const int32_t g[] = {2, 2, 0, 1, 1};
    double means[4], totals[4];
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_mean_by_group(5, v, w, g, 4, means, totals, &err), err);
    ck_assert(isnan(means[0]) && isnan(means[3])); /* without weight; without a place */
    ck_assert_bits(means[1], 4.5);
    ck_assert_bits(means[2], 1.75);
    ck_assert_bits(totals[0] + totals[3], 0.0);
    ck_assert_bits(totals[1], 4.0);
    ck_assert_bits(totals[2], 4.0);
    ck_assert_ok(aploc_stat_mean_by_group(5, v, NULL, g, 4, means, totals, &err), err);
    ck_assert_bits(means[0], 3.0);
    ck_assert_bits(totals[2], 2.0);
}
END_TEST

START_TEST(decompositions_add_up)
{
    static double theils[12], v[N], w[N];
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    aploc_error err = {0};
    double x;
    /* By hand: within 1, between 4. */
    static const double four[] = {1, 3, 5, 7};
    static const int32_t pairs[] = {0, 0, 1, 1};
    ck_assert_ok(aploc_stat_variance_by_group(4, four, NULL, pairs, 2, &parts, &err), err);
    near(parts.total, 5.0, 1e-15);
    near(parts.between, 4.0, 1e-15);
    near(parts.within, 1.0, 1e-15);
    /* Groups of one value: all lies between them. One group: all within. */
    static const double twice[] = {1, 1, 5, 5};
    ck_assert_ok(aploc_stat_theil_by_group(4, twice, NULL, pairs, 2, &parts, NULL, &err), err);
    ck_assert_bits(parts.within, 0.0);
    near(parts.between, 1.0 / 6.0 * log(1.0 / 3.0) + 5.0 / 6.0 * log(5.0 / 3.0), 1e-15);
    static const int32_t one[] = {0, 0, 0, 0};
    ck_assert_ok(aploc_stat_theil_by_group(4, twice, NULL, one, 1, &parts, theils, &err), err);
    ck_assert_bits(parts.between, 0.0);
    ck_assert_bits(theils[0], parts.total);

    for (uint64_t seed = 40; seed < 60; seed++) {
        fill(seed);
        for (int i = 0; i < N; i++)
            if (levels[i] == 3) /* a group that has nothing, and one of nobody */
                values[i] = 0.0;
            else if (levels[i] == 4)
                weights[i] = 0.0;
        ck_assert_ok(
            aploc_stat_theil_by_group(N, values, weights, levels, 12, &parts, theils, &err), err);
        ck_assert_ok(aploc_stat_theil(N, values, weights, &x, &err), err);
        ck_assert_bits(parts.total, x);
        near(parts.between + parts.within, parts.total, 4e-16);
        ck_assert(parts.between > 0.0 && parts.within > 0.0);
        ck_assert(isnan(theils[4]) && theils[3] == 0.0);
        int n = 0;
        for (int i = 0; i < N; i++)
            if (levels[i] == 7) {
                v[n] = values[i];
                w[n++] = weights[i];
            }
        ck_assert_ok(aploc_stat_theil(n, v, w, &x, &err), err);
        near(theils[7], x, 1e-15);
        ck_assert_ok(aploc_stat_variance_by_group(N, values, weights, levels, 12, &parts, &err),
                     err);
        near(parts.between + parts.within, parts.total, 1e-15 * parts.total);
    }
}
END_TEST

/* The average over the orders in which factors can change, one by one. */
static void walk_orders(int k, const double *f, int set, double orders, double *parts)
{
    int left = 0;
    for (int j = 0; j < k; j++)
        left += !(set >> j & 1);
    for (int j = 0; j < k; j++)
        if (!(set >> j & 1)) {
            parts[j] += (f[set | 1 << j] - f[set]) / (orders * left);
            walk_orders(k, f, set | 1 << j, orders * left, parts);
        }
}

START_TEST(shapley_is_the_mean_over_all_orders)
{
    uint64_t seed = 77;
    aploc_error err = {0};
    for (int trial = 0; trial < 200; trial++) {
        int k = 1 + trial % APLOC_FACTORS_MAX, all = (1 << k) - 1;
        double f[16], parts[4], mean[4] = {0}, renamed[16], again[4];
        for (int set = 0; set <= all; set++)
            f[set] = 3.0 + 0.7 * random_unit(&seed);
        ck_assert_ok(aploc_stat_shapley(k, f, parts, &err), err);
        walk_orders(k, f, 0, 1.0, mean);
        /* The sum in more digits than a double has, where there are more. */
        long double sum = 0.0L;
        double largest = 0.0;
        for (int j = 0; j < k; j++) {
            near(parts[j], mean[j], 1e-15);
            sum += parts[j];
            largest = fmax(largest, fabs(parts[j]));
        }
        double unit = nextafter(largest, INFINITY) - largest;
        ck_assert_double_le((double)fabsl(sum - ((long double)f[all] - f[0])), unit / 2.0);
        /* Factors in another order. */
        int order[4] = {0, 1, 2, 3};
        for (int j = k - 1; j > 0; j--) {
            int with = random_below(&seed, j + 1), one = order[j];
            order[j] = order[with];
            order[with] = one;
        }
        for (int set = 0; set <= all; set++) {
            int to = 0;
            for (int j = 0; j < k; j++)
                to |= (set >> j & 1) << order[j];
            renamed[to] = f[set];
        }
        ck_assert_ok(aploc_stat_shapley(k, renamed, again, &err), err);
        for (int j = 0; j < k; j++)
            ck_assert_bits(again[order[j]], parts[j]);
    }
}
END_TEST

START_TEST(shapley_by_hand)
{
    /* mean = supply / demand: 3.6 = 7.2/2 becomes 6 = 9/1.5; by supply first 0.9 then 1.5, by demand
     * first 1.2 then 1.2. The third factor does nothing. */
    static const double f[] = {3.6, 4.5, 4.8, 6.0, 3.6, 4.5, 4.8, 6.0};
    static const double halves[] = {1.0, 1.5, 2.25, 4.0};
    static const double symmetric[] = {0.1, 0.3, 0.3, 0.7};
    double parts[3] = {-1, -1, -1};
    aploc_error err = {0};
    ck_assert_ok(aploc_stat_shapley(3, f, parts, &err), err);
    near(parts[0], 1.05, 1e-15);
    near(parts[1], 1.35, 1e-15);
    ck_assert_bits(parts[2], 0.0);
    ck_assert_ok(aploc_stat_shapley(2, halves, parts, &err), err);
    ck_assert_bits(parts[0], 1.125); /* (0.5 + 1.75) / 2 */
    ck_assert_bits(parts[1], 1.875);
    ck_assert_ok(aploc_stat_shapley(2, symmetric, parts, &err), err);
    ck_assert_bits(parts[0], parts[1]);
    ck_assert_ok(aploc_stat_shapley(1, f, parts, &err), err);
    ck_assert_bits(parts[0], 4.5 - 3.6);
    /* What is refused touches nothing. */
    static const double bad[] = {1.0, NAN}, far[] = {-DBL_MAX, DBL_MAX};
    ck_assert_fails(aploc_stat_shapley(0, f, parts, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_shapley(5, f, parts, &err), APLOC_ERR_ARGUMENT);
    ck_assert_str_eq(err.message, "found 5 factors, expected 1 to 4");
    ck_assert_fails(aploc_stat_shapley(1, NULL, parts, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_shapley(1, f, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_shapley(1, bad, parts, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_str_eq(err.message, "found a value of nan at place 1, expected a finite number");
    ck_assert_fails(aploc_stat_shapley(1, far, parts, NULL), APLOC_ERR_OVERFLOW);
    ck_assert_bits(parts[0], 4.5 - 3.6);
}
END_TEST

START_TEST(nobody_gives_nan)
{
    static const double v[] = {1, 2}, w[] = {0, 0};
    static const int32_t g[] = {0, 1};
    double figures[FIGURES], means[2], totals[2], points[3];
    int64_t n_points = -1;
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    aploc_error err = {0};
    for (int n = 0; n <= 2; n += 2) {
        figures_of(n, v, w, v, figures);
        for (int k = 0; k < FIGURES - 3; k++)
            ck_assert_msg(isnan(figures[k]), "figure %d of nobody is %g", k, figures[k]);
        ck_assert_ok(aploc_stat_mean_by_group(n, v, w, g, 2, means, totals, &err), err);
        ck_assert(isnan(means[0]) && isnan(means[1]) && totals[0] == 0.0 && totals[1] == 0.0);
        ck_assert_ok(aploc_stat_theil_by_group(n, v, w, g, 2, &parts, means, &err), err);
        ck_assert(isnan(parts.total) && isnan(parts.between) && isnan(parts.within));
        ck_assert(isnan(means[0]) && isnan(means[1]));
        ck_assert_ok(aploc_stat_variance_by_group(n, v, w, g, 2, &parts, &err), err);
        ck_assert(isnan(parts.total));
        ck_assert_ok(aploc_stat_curve(n, v, w, NULL, points, points, &n_points, &err), err);
        ck_assert_int_eq(n_points, 0);
    }
    ck_assert_ok(aploc_stat_mean(0, NULL, NULL, means, &err), err);
    ck_assert(isnan(means[0]));
}
END_TEST

/* Each function with the same faulty arrays: what it says, and that it touches nothing. */
START_TEST(refuses_what_makes_no_sense)
{
    static const double good[] = {1, 2, 3}, nan_at_1[] = {1, NAN, 3}, inf_at_2[] = {1, 2, INFINITY},
                        negative[] = {-1, 2, 3};
    static const struct {
        int64_t n;
        const double *v, *w;
        aploc_status status;
        const char *says;
    } faults[] = {
        {-1, good, good, APLOC_ERR_ARGUMENT, "found -1 places, expected 0 or more"},
        {3, NULL, good, APLOC_ERR_ARGUMENT, "found no value, expected one"},
        {3, nan_at_1, good, APLOC_ERR_NOT_FINITE,
         "found a value of nan at place 1, expected a finite number"},
        {3, inf_at_2, NULL, APLOC_ERR_NOT_FINITE,
         "found a value of inf at place 2, expected a finite number"},
        {3, good, nan_at_1, APLOC_ERR_NOT_FINITE,
         "found a weight of nan at place 1, expected a finite number, not negative"},
        {3, good, inf_at_2, APLOC_ERR_NOT_FINITE,
         "found a weight of inf at place 2, expected a finite number, not negative"},
        {3, good, negative, APLOC_ERR_NEGATIVE,
         "found a weight of -1 at place 0, expected a finite number, not negative"},
        {3, negative, good, APLOC_ERR_NEGATIVE,
         "found a value of -1 at place 0, expected a finite number, not negative"},
    };
    static const int32_t g[] = {0, 1, 1}, far[] = {0, 1, 2}, below[] = {0, -1, 0};
    static const double half = 0.5, outside = 1.5;
    double x = 5.0, points[4];
    int64_t n_points = -1;
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    aploc_error err = {0};
    for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
        int64_t n = faults[k].n;
        const double *v = faults[k].v, *w = faults[k].w;
        int any_sign = v == negative;
        const aploc_status outcome[] = {
            aploc_stat_gini(n, v, w, &x, &err),
            aploc_stat_theil(n, v, w, &x, &err),
            aploc_stat_atkinson(n, v, w, 0.5, &x, &err),
            aploc_stat_concentration(n, v, w, good, &x, &err),
            aploc_stat_curve(n, v, w, NULL, points, points, &n_points, &err),
            aploc_stat_theil_by_group(n, v, w, g, 2, &parts, NULL, &err),
            any_sign ? faults[k].status : aploc_stat_mean(n, v, w, &x, &err),
            any_sign ? faults[k].status
                     : aploc_stat_mean_by_group(n, v, w, g, 2, points, NULL, &err),
            any_sign ? faults[k].status : aploc_stat_share_below(n, v, w, 1.0, &x, &err),
            any_sign ? faults[k].status : aploc_stat_quantiles(n, v, w, 1, &half, &x, &err),
            any_sign ? faults[k].status : aploc_stat_tenths(n, v, w, &tenths, &err),
            any_sign ? faults[k].status : aploc_stat_variance_by_group(n, v, w, g, 2, &parts, &err),
        };
        for (size_t c = 0; c < sizeof outcome / sizeof *outcome; c++)
            ck_assert_msg(outcome[c] == faults[k].status, "fault %zu, call %zu: status %d", k, c,
                          (int)outcome[c]);
        if (v == good || any_sign || v == NULL)
            ck_assert_str_eq(err.message, faults[k].says);
        ck_assert_fails(aploc_stat_gini(n, v, w, &x, &err), faults[k].status);
        if (!any_sign && v != nan_at_1 && v != inf_at_2)
            ck_assert_str_eq(err.message, faults[k].says);
    }
    ck_assert_fails(aploc_stat_mean(3, nan_at_1, NULL, &x, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_str_eq(err.message, faults[2].says);
    ck_assert_fails(aploc_stat_mean(3, good, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_str_eq(err.message, "found no place for the result, expected one");
    ck_assert_fails(aploc_stat_mean_by_group(3, good, good, far, 2, points, NULL, &err),
                    APLOC_ERR_INDEX);
    ck_assert_str_eq(err.message, "found the level 2 at place 2, expected 0 to 1");
    ck_assert_fails(aploc_stat_theil_by_group(3, good, good, below, 2, &parts, NULL, &err),
                    APLOC_ERR_INDEX);
    ck_assert_fails(aploc_stat_variance_by_group(3, good, good, NULL, 2, &parts, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_mean_by_group(3, good, good, NULL, 2, points, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_mean_by_group(3, good, good, g, 0, points, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_share_below(3, good, good, NAN, &x, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_stat_quantiles(3, good, good, 1, &outside, &x, &err), APLOC_ERR_RANGE);
    ck_assert_fails(aploc_stat_quantiles(3, good, good, 1, nan_at_1 + 1, &x, &err),
                    APLOC_ERR_RANGE);
    ck_assert_fails(aploc_stat_quantiles(3, good, good, 1, NULL, &x, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_quantiles(3, good, good, 1, &half, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_quantiles(3, good, good, -1, &half, &x, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_atkinson(3, good, good, -0.1, &x, &err), APLOC_ERR_RANGE);
    ck_assert_fails(aploc_stat_atkinson(3, good, good, NAN, &x, &err), APLOC_ERR_RANGE);
    ck_assert_fails(aploc_stat_concentration(3, good, good, NULL, &x, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_stat_concentration(3, good, good, inf_at_2, &x, &err),
                    APLOC_ERR_NOT_FINITE);
    ck_assert_str_eq(err.message, "found a rank of inf at place 2, expected a finite number");
    ck_assert_fails(aploc_stat_curve(3, good, good, nan_at_1, points, points, &n_points, &err),
                    APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_stat_curve(3, good, good, NULL, NULL, points, &n_points, &err),
                    APLOC_ERR_ARGUMENT);
    tenths.size = parts.size = 4;
    ck_assert_fails(aploc_stat_tenths(3, good, good, &tenths, &err), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_stat_theil_by_group(3, good, good, g, 2, &parts, NULL, &err),
                    APLOC_ERR_OPTIONS);
    ck_assert_bits(x, 5.0);
    ck_assert_int_eq(n_points, -1);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, all_equal);
    tcase_add_test(tests, two_groups_by_hand);
    tcase_add_test(tests, zeros_as_each_index_has_them);
    tcase_add_test(tests, distributions_have_their_known_indices);
    tcase_add_test(tests, gini_is_half_the_relative_mean_difference);
    tcase_add_test(tests, curves_go_from_corner_to_corner);
    tcase_add_test(tests, quantiles_by_hand);
    tcase_add_test(tests, tenths_by_hand);
    tcase_add_test(tests, laws_of_scale_order_and_replication);
    tcase_add_test(tests, transfers_to_the_rich_raise_inequality);
    tcase_add_test(tests, sums_do_not_overflow_or_lose);
    tcase_add_test(tests, groups_have_their_means);
    tcase_add_test(tests, decompositions_add_up);
    tcase_add_test(tests, shapley_is_the_mean_over_all_orders);
    tcase_add_test(tests, shapley_by_hand);
    tcase_add_test(tests, nobody_gives_nan);
    tcase_add_test(tests, refuses_what_makes_no_sense);
}

int main(void)
{
    return run_tests("statistics", add);
}
