/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies between groups and within them; what each factor adds to a change. */
#include <float.h>

#include "figures.h"

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
static void walk_orders(int k, const double *f, int set, long double orders, long double *parts)
{
    int left = 0;
    for (int j = 0; j < k; j++)
        left += !(set >> j & 1);
    for (int j = 0; j < k; j++)
        if (!(set >> j & 1)) {
            parts[j] += ((long double)f[set | 1 << j] - f[set]) / (orders * left);
            walk_orders(k, f, set | 1 << j, orders * left, parts);
        }
}

/* In more digits than a double has, where there are more. */
START_TEST(shapley_is_the_mean_over_all_orders)
{
    uint64_t seed = 77;
    aploc_error err = {0};
    for (int trial = 0; trial < 400; trial++) {
        int k = 1 + trial % APLOC_FACTORS_MAX, all = (1 << k) - 1;
        double f[16], parts[4], largest = 0.0;
        long double mean[4] = {0}, sum = 0.0L;
        for (int set = 0; set <= all; set++)
            f[set] = 0.1 + 3.7 * random_unit(&seed);
        ck_assert_ok(aploc_stat_shapley(k, f, parts, &err), err);
        walk_orders(k, f, 0, 1.0L, mean);
        for (int j = 0; j < k; j++) {
            sum += parts[j];
            largest = fmax(largest, fabs(parts[j]));
        }
        double unit = nextafter(largest, INFINITY) - largest;
        ck_assert_double_le((double)fabsl(sum - ((long double)f[all] - f[0])), unit / 2.0);
        for (int j = 0; j < k; j++) /* the largest takes the rest of the others */
            near((double)(parts[j] - mean[j]), 0.0,
                 fabs(parts[j]) < largest ? 0x1p-52 * fabs(parts[j]) + 0x1p-61 : 2.0 * unit);
    }
}
END_TEST

START_TEST(shapley_does_not_depend_on_the_order_of_factors_or_runs)
{
    uint64_t seed = 78;
    aploc_error err = {0};
    for (int trial = 0; trial < 8000; trial++) {
        int k = 1 + trial % APLOC_FACTORS_MAX, all = (1 << k) - 1;
        double f[16], parts[4], renamed[16], exchanged[16], again[4], opposite[4];
        /* Three sizes so far apart, and the larger ones so often the same, that even a compensated
         * sum depends on the order of its terms. */
        const double sizes[] = {1.1 * 0x1p110, 1.3 * 0x1p55};
        for (int set = 0; set <= all; set++) {
            int size = random_below(&seed, 3);
            f[set] = size < 2 ? sizes[size] : random_unit(&seed);
        }
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
            exchanged[all ^ set] = f[set];
        }
        ck_assert_ok(aploc_stat_shapley(k, f, parts, &err), err);
        ck_assert_ok(aploc_stat_shapley(k, renamed, again, &err), err);
        ck_assert_ok(aploc_stat_shapley(k, exchanged, opposite, &err), err);
        for (int j = 0; j < k; j++) {
            ck_assert_bits(again[order[j]], parts[j]);
            ck_assert(opposite[j] == -parts[j]);
        }
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

static void add(TCase *tests)
{
    tcase_add_test(tests, decompositions_add_up);
    tcase_add_test(tests, shapley_is_the_mean_over_all_orders);
    tcase_add_test(tests, shapley_does_not_depend_on_the_order_of_factors_or_runs);
    tcase_add_test(tests, shapley_by_hand);
}

int main(void)
{
    return run_tests("decomposition", add);
}
