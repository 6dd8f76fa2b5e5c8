/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, quantiles and tenths by hand; laws of all statistics, and what they refuse. */
#include <float.h>

#include "base/sums.h"
#include "figures.h"

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
    /* A weight too small beside the largest is none; a small value is 0. */
    static const double few[] = {1e-310, 1}, far_apart[] = {1e-310, 1}, poor[] = {1e-5, 1};
    ck_assert_ok(aploc_stat_quantiles(2, v + 3, few, 1, p, found, &err), err);
    ck_assert_bits(found[0], 9.0);
    ck_assert_ok(aploc_stat_atkinson(2, far_apart, poor, 1.0, found, &err), err);
    ck_assert_bits(found[0], 1.0);
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

/* (1 + e)^2 - (1 + 2 e) is e^2, which no double beside 1 holds. */
START_TEST(products_lose_nothing)
{
    const double e = 0x1p-30;
    apl_sum sum = {0};
    apl_sum_add_product(&sum, 1.0 + e, 1.0 + e);
    apl_sum_add(&sum, -(1.0 + 2.0 * e));
    ck_assert_bits(apl_sum_value(sum), e * e);
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

/* Calls that take values of any sign, and those that take none below 0; each with a result of its
 * own that a refusal must leave alone. */
enum { ANY_SIGN = 6, CALLS = 12 };

static aploc_status call(int which, int64_t n, const double *v, const double *w, double *result,
                         aploc_error *err)
{
    static const double half = 0.5, by[] = {1, 2, 3};
    static const int32_t g[] = {0, 1, 1};
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    int64_t n_points;
    aploc_status status;
    switch (which) {
    case 0:
        return aploc_stat_mean(n, v, w, result, err);
    case 1:
        return aploc_stat_mean_by_group(n, v, w, g, 2, result, result, err);
    case 2:
        return aploc_stat_share_below(n, v, w, 1.0, result, err);
    case 3:
        return aploc_stat_quantiles(n, v, w, 1, &half, result, err);
    case 4:
        status = aploc_stat_tenths(n, v, w, &tenths, err);
        *result += tenths.d9_d1;
        return status;
    case 5:
        status = aploc_stat_variance_by_group(n, v, w, g, 2, &parts, err);
        *result += parts.total;
        return status;
    case ANY_SIGN:
        return aploc_stat_gini(n, v, w, result, err);
    case 7:
        return aploc_stat_theil(n, v, w, result, err);
    case 8:
        return aploc_stat_atkinson(n, v, w, 0.5, result, err);
    case 9:
        return aploc_stat_concentration(n, v, w, by, result, err);
    case 10:
        return aploc_stat_curve(n, v, w, NULL, result, result, &n_points, err);
    default:
        return aploc_stat_theil_by_group(n, v, w, g, 2, &parts, result, err);
    }
}

START_TEST(refuses_faulty_arrays)
{
    static const double good[] = {1, 2, 3}, no[] = {1, NAN, 3}, all[] = {1, 2, INFINITY},
                        negative[] = {-1, 2, 3};
    /* What is said of a value ends in ", not negative" where values may not be. */
    static const struct {
        int64_t n;
        const double *v, *w;
        aploc_status status;
        int of_value;
        const char *says;
    } faults[] = {
        {-1, good, good, APLOC_ERR_ARGUMENT, 0, "found -1 places, expected 0 or more"},
        {3, NULL, good, APLOC_ERR_ARGUMENT, 0, "found no value, expected one"},
        {3, no, good, APLOC_ERR_NOT_FINITE, 1,
         "found a value of nan at place 1, expected a finite number"},
        {3, all, NULL, APLOC_ERR_NOT_FINITE, 1,
         "found a value of inf at place 2, expected a finite number"},
        {3, good, no, APLOC_ERR_NOT_FINITE, 0,
         "found a weight of nan at place 1, expected a finite number, not negative"},
        {3, good, all, APLOC_ERR_NOT_FINITE, 0,
         "found a weight of inf at place 2, expected a finite number, not negative"},
        {3, good, negative, APLOC_ERR_NEGATIVE, 0,
         "found a weight of -1 at place 0, expected a finite number, not negative"},
    };
    for (int c = 0; c < CALLS; c++) {
        double result[4] = {5, 5, 5, 5};
        aploc_error err = {0};
        for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
            char says[200];
            snprintf(says, sizeof says, "%s%s", faults[k].says,
                     faults[k].of_value && c >= ANY_SIGN ? ", not negative" : "");
            aploc_status status = call(c, faults[k].n, faults[k].v, faults[k].w, result, &err);
            ck_assert_msg(status == faults[k].status, "call %d, fault %zu: status %d", c, k,
                          (int)status);
            ck_assert_msg(strcmp(err.message, says) == 0, "call %d: %s", c, err.message);
        }
        if (c >= ANY_SIGN) {
            ck_assert_fails(call(c, 3, negative, good, result, &err), APLOC_ERR_NEGATIVE);
            ck_assert_str_eq(err.message,
                             "found a value of -1 at place 0, expected a finite number, not "
                             "negative");
        }
        for (int k = 0; k < 4; k++)
            ck_assert_bits(result[k], 5.0);
        ck_assert_ok(call(c, 3, c < ANY_SIGN ? negative : good, good, result, &err), err);
        ck_assert_msg(result[0] != 5.0, "call %d", c);
    }
}
END_TEST

START_TEST(refuses_what_makes_no_sense)
{
    static const double good[] = {1, 2, 3}, nan_at_1[] = {1, NAN, 3}, inf_at_2[] = {1, 2, INFINITY};
    static const int32_t g[] = {0, 1, 1}, far[] = {0, 1, 2}, below[] = {0, -1, 0};
    static const double half = 0.5, outside = 1.5;
    double x = 5.0, points[4];
    int64_t n_points = -1;
    aploc_tenths tenths = APLOC_TENTHS_INIT;
    aploc_group_parts parts = APLOC_GROUP_PARTS_INIT;
    aploc_error err = {0};
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
    tcase_add_test(tests, quantiles_by_hand);
    tcase_add_test(tests, tenths_by_hand);
    tcase_add_test(tests, groups_have_their_means);
    tcase_add_test(tests, laws_of_scale_order_and_replication);
    tcase_add_test(tests, sums_do_not_overflow_or_lose);
    tcase_add_test(tests, products_lose_nothing);
    tcase_add_test(tests, nobody_gives_nan);
    tcase_add_test(tests, refuses_faulty_arrays);
    tcase_add_test(tests, refuses_what_makes_no_sense);
}

int main(void)
{
    return run_tests("statistics", add);
}
