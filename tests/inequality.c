/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indices of inequality against closed forms, each other and the laws that they must obey. */
#include "figures.h"

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
    /* Whatever the value and the weights, the mean is the value. */
    uint64_t seed = 3;
    for (int trial = 0; trial < 1000; trial++) {
        double weight[3];
        v[0] = v[1] = v[2] = 1.0 + random_unit(&seed);
        for (int k = 0; k < 3; k++)
            weight[k] = random_unit(&seed);
        ck_assert_ok(aploc_stat_mean(3, v, weight, &x, &err), err);
        ck_assert_bits(x, v[0]);
        ck_assert_ok(aploc_stat_theil(3, v, weight, &x, &err), err);
        ck_assert_bits(x, 0.0);
        v[1] += 0x1p-50; /* nor does rounding make an index negative */
        ck_assert_ok(aploc_stat_theil(3, v, weight, &x, &err), err);
        ck_assert(x >= 0.0 && x < 1e-15);
    }
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
    static const double far_apart[] = {97, 1}; /* 1/25 of the mean, whose power 999 overflows */
    ck_assert_ok(aploc_stat_atkinson(2, far_apart, w, 1000.0, &x, &err), err);
    near(x, 1.0 - exp(log(0.75) / -999.0) / 25.0, 1e-14); /* who has least decides */
    /* Next to 1 as at 1, to all digits but those of the step. */
    double at_1;
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 1.0, &at_1, &err), err);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 1.0 + 1e-11, &x, &err), err);
    near(x, at_1, 1e-11);
    ck_assert_ok(aploc_stat_atkinson(2, v, w, 1.0 - 1e-11, &x, &err), err);
    near(x, at_1, 1e-11);
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
    /* Nobody has anything: the diagonal. */
    static const double nothing[] = {0, 0, 0}, order[] = {3, 1, 3}, thirds[] = {0.1, 0.2, 0.3};
    ck_assert_ok(aploc_stat_curve(3, nothing, thirds, order, people, shares, &n, &err), err);
    ck_assert_int_eq(n, 3);
    near(people[1], 1.0 / 3.0, 1e-15);
    ck_assert(memcmp(people, shares, 3 * sizeof *people) == 0);
    for (uint64_t seed = 100; seed < 130; seed++) {
        fill(seed);
        ck_assert_ok(aploc_stat_curve(N, values, weights, ranks, people, shares, &n, &err), err);
        ck_assert_bits(people[n - 1], 1.0);
        ck_assert_bits(shares[n - 1], 1.0);
    }
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

static void add(TCase *tests)
{
    tcase_add_test(tests, all_equal);
    tcase_add_test(tests, two_groups_by_hand);
    tcase_add_test(tests, zeros_as_each_index_has_them);
    tcase_add_test(tests, distributions_have_their_known_indices);
    tcase_add_test(tests, gini_is_half_the_relative_mean_difference);
    tcase_add_test(tests, curves_go_from_corner_to_corner);
    tcase_add_test(tests, transfers_to_the_rich_raise_inequality);
}

int main(void)
{
    return run_tests("inequality", add);
}
