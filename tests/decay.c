/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decay: every kind against arithmetic, the ends of its intervals, and its domain. */
#include <aploc/decay.h>

#include <math.h>

#include "support.h"

static const double gp_minutes[] = {0, 10, 15, 20};
static const double gp_values[] = {1, 2.0 / 3, 1.0 / 3, 0};

static aploc_decay points(int32_t kind, int32_t n, const double *minutes, const double *values)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = kind;
    decay.n_points = n;
    decay.minutes = minutes;
    decay.values = values;
    return decay;
}

static aploc_decay smooth(int32_t kind, double rate, double scale, double exponent, double cut)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = kind;
    decay.rate = rate;
    decay.scale = scale;
    decay.exponent = exponent;
    decay.cut = cut;
    return decay;
}

static double weight(aploc_decay decay, double minutes)
{
    double result = -1.0;
    aploc_error err = {0};
    ck_assert_ok(aploc_decay_weights(&decay, 1, &minutes, &result, &err), err);
    return result;
}

START_TEST(steps_are_closed_on_the_left)
{
    aploc_decay gp = points(APLOC_DECAY_STEPS, 4, gp_minutes, gp_values);
    ck_assert_bits(weight(gp, 0), 1);
    ck_assert_bits(weight(gp, nextafter(10, 0)), 1);
    ck_assert_bits(weight(gp, 10), 2.0 / 3);
    ck_assert_bits(weight(gp, nextafter(15, 0)), 2.0 / 3);
    ck_assert_bits(weight(gp, 15), 1.0 / 3);
    ck_assert_bits(weight(gp, nextafter(20, 0)), 1.0 / 3);
    ck_assert_bits(weight(gp, 20), 0);
    ck_assert_bits(weight(gp, 1e300), 0);
    ck_assert_bits(aploc_decay_threshold(&gp), 20);
    gp.cut = 12;
    ck_assert_bits(weight(gp, nextafter(12, 0)), 2.0 / 3);
    ck_assert_bits(weight(gp, 12), 0);
    ck_assert_bits(aploc_decay_threshold(&gp), 12);
    gp.cut = 60;
    ck_assert_bits(aploc_decay_threshold(&gp), 20);
    /* The last value holds up to the cut. */
    aploc_decay open = points(APLOC_DECAY_STEPS, 3, gp_minutes, gp_values);
    open.cut = 40;
    ck_assert_bits(weight(open, nextafter(40, 0)), 1.0 / 3);
    ck_assert_bits(weight(open, 40), 0);
    ck_assert_bits(aploc_decay_threshold(&open), 40);
}
END_TEST

START_TEST(steps_equal_a_plain_search)
{
    enum { N = 37 };
    double minutes[N] = {0}, values[N] = {1};
    uint64_t seed = 4;
    for (int k = 1; k < N; k++) {
        minutes[k] = minutes[k - 1] + 0.1 + random_unit(&seed);
        values[k] = k < 33 ? values[k - 1] * random_unit(&seed) : 0.0;
    }
    aploc_decay decay = points(APLOC_DECAY_STEPS, N, minutes, values);
    ck_assert_bits(aploc_decay_threshold(&decay), minutes[33]);
    for (int trial = 0; trial < 5000; trial++) {
        double t = trial < N ? minutes[trial] : random_unit(&seed) * 40;
        double expected = 0;
        for (int k = 0; k < N && minutes[k] <= t; k++)
            expected = values[k];
        ck_assert_bits(weight(decay, t), expected);
    }
}
END_TEST

START_TEST(formulas)
{
    aploc_decay linear = smooth(APLOC_DECAY_LINEAR, 0, 0, 0, 40);
    ck_assert_bits(weight(linear, 0), 1);
    ck_assert_bits(weight(linear, 10), 0.75);
    ck_assert_bits(weight(linear, 40), 0);
    aploc_decay power = smooth(APLOC_DECAY_POWER, 0, 5, 2, 60);
    ck_assert_bits(weight(power, 0), 1);
    ck_assert_bits(weight(power, 5), 1);
    ck_assert_double_eq_tol(weight(power, 10), 0.25, 1e-15);
    ck_assert_double_eq_tol(weight(power, 50), 0.01, 1e-15);
    aploc_decay exponential = smooth(APLOC_DECAY_EXPONENTIAL, 0.12, 0, 0, 30);
    ck_assert_bits(weight(exponential, 0), 1);
    ck_assert_double_eq_tol(weight(exponential, 12.5), 0.22313016014842982, 1e-15);
    aploc_decay gaussian = smooth(APLOC_DECAY_GAUSSIAN, 0, 180, 0, 30);
    ck_assert_double_eq_tol(weight(gaussian, sqrt(180)), 0.36787944117144233, 1e-15);
    aploc_decay logistic = smooth(APLOC_DECAY_LOGISTIC, 0.5, 20, 0, 60);
    ck_assert_bits(weight(logistic, 20), 0.5);
    ck_assert_double_eq_tol(weight(logistic, 22), 0.2689414213699951, 1e-15);
    ck_assert_double_eq_tol(weight(logistic, 18), 1 - 0.2689414213699951, 1e-15);
}
END_TEST

START_TEST(every_smooth_kind_is_cut)
{
    const aploc_decay decays[] = {
        smooth(APLOC_DECAY_LINEAR, 0, 0, 0, 30), smooth(APLOC_DECAY_POWER, 0, 1, 1, 30),
        smooth(APLOC_DECAY_EXPONENTIAL, 0.1, 0, 0, 30), smooth(APLOC_DECAY_GAUSSIAN, 0, 200, 0, 30),
        smooth(APLOC_DECAY_LOGISTIC, 0.1, 30, 0, 30)};
    for (size_t k = 0; k < sizeof decays / sizeof *decays; k++) {
        ck_assert_double_gt(weight(decays[k], nextafter(30, 0)), 0);
        ck_assert_bits(weight(decays[k], 30), 0);
        ck_assert_bits(weight(decays[k], 31), 0);
        ck_assert_bits(aploc_decay_threshold(&decays[k]), 30);
        for (int t = 1; t < 30; t++)
            ck_assert_double_le(weight(decays[k], t), weight(decays[k], t - 1));
    }
}
END_TEST

/* Extremes reach 0, not an error and not a NaN. */
START_TEST(underflow_is_zero)
{
    ck_assert_bits(weight(smooth(APLOC_DECAY_EXPONENTIAL, 1e300, 0, 0, 1e300), 1e200), 0);
    ck_assert_bits(weight(smooth(APLOC_DECAY_GAUSSIAN, 0, 1e-300, 0, 1e300), 1e200), 0);
    ck_assert_bits(weight(smooth(APLOC_DECAY_LOGISTIC, 1e300, 1, 0, 1e300), 1e200), 0);
    ck_assert_bits(weight(smooth(APLOC_DECAY_POWER, 0, 1e-300, 1e3, 1e300), 1e200), 0);
    double denormal = weight(smooth(APLOC_DECAY_EXPONENTIAL, 1, 0, 0, 1000), 740);
    ck_assert(denormal > 0 && denormal < 1e-308);
}
END_TEST

/* IRDES, Document de travail 70 (2016). */
START_TEST(weights_of_the_published_variants)
{
    static const double minutes[] = {3, 5, 10, 20.5, 29.5};
    static const double exponential[] = {.698, .549, .301, .085, .029};
    static const double gaussian[] = {.951, .870, .574, .097, .008};
    aploc_decay e = smooth(APLOC_DECAY_EXPONENTIAL, 0.12, 0, 0, 30);
    aploc_decay g = smooth(APLOC_DECAY_GAUSSIAN, 0, 180, 0, 30);
    for (int k = 0; k < 5; k++) {
        ck_assert_double_eq_tol(weight(e, minutes[k]), exponential[k], 0.0005);
        ck_assert_double_eq_tol(weight(g, minutes[k]), gaussian[k], 0.0005);
    }
}
END_TEST

START_TEST(table_is_straight_between_points)
{
    static const double minutes[] = {0, 10, 20, 40}, values[] = {1, 0.8, 0.3, 0.1};
    aploc_decay decay = points(APLOC_DECAY_TABLE, 4, minutes, values);
    decay.cut = 60;
    for (int k = 0; k < 4; k++)
        ck_assert_bits(weight(decay, minutes[k]), values[k]);
    ck_assert_double_eq_tol(weight(decay, 5), 0.9, 1e-15);
    ck_assert_double_eq_tol(weight(decay, 12), 0.7, 1e-15);
    ck_assert_double_eq_tol(weight(decay, 35), 0.15, 1e-15);
    ck_assert_bits(weight(decay, nextafter(40, 41)), 0.1);
    ck_assert_bits(weight(decay, 59), 0.1);
    ck_assert_bits(weight(decay, 60), 0);
    ck_assert_bits(aploc_decay_threshold(&decay), 60);
    decay.cut = 15;
    ck_assert_double_eq_tol(weight(decay, nextafter(15, 0)), 0.55, 1e-14);
    ck_assert_bits(weight(decay, 15), 0);
    static const double ends[] = {1, 0.8, 0, 0};
    decay = points(APLOC_DECAY_TABLE, 4, minutes, ends);
    decay.cut = 60;
    ck_assert_bits(aploc_decay_threshold(&decay), 20);
    ck_assert_double_gt(weight(decay, 19.999), 0);
    ck_assert_bits(weight(decay, 20), 0);
    /* Two points, the fewest; and a flat piece. */
    static const double flat[] = {0.5, 0.5};
    decay = points(APLOC_DECAY_TABLE, 2, minutes, flat);
    decay.cut = 60;
    ck_assert_bits(weight(decay, 7), 0.5);
    ck_assert_bits(weight(decay, 50), 0.5);
}
END_TEST

START_TEST(works_in_place)
{
    double times[] = {0, 5, 10, 14.9, 15, 20, -0.0};
    aploc_decay gp = points(APLOC_DECAY_STEPS, 4, gp_minutes, gp_values);
    aploc_error err = {0};
    ck_assert_ok(aploc_decay_weights(&gp, 7, times, times, &err), err);
    static const double expected[] = {1, 1, 2.0 / 3, 2.0 / 3, 1.0 / 3, 0, 1};
    for (int k = 0; k < 7; k++)
        ck_assert_bits(times[k], expected[k]);
    ck_assert_ok(aploc_decay_weights(&gp, 0, NULL, NULL, &err), err);
}
END_TEST

START_TEST(refuses_what_is_outside_the_domain)
{
    static const double late[] = {1, 10, 15, 20}, stalls[] = {0, 10, 10, 20};
    static const double endless[] = {0, 10, (double)INFINITY, 20}, nan[] = {0, (double)NAN, 15, 20};
    static const double rises[] = {1, 0.3, 0.4, 0}, zeros[] = {0, 0, 0, 0};
    static const double below[] = {1, 0.5, -0.1, 0}, high[] = {(double)INFINITY, 1, 1, 0};
    const struct {
        aploc_decay decay;
        const char *message;
    } cases[] = {
        {points(APLOC_DECAY_STEPS, 4, late, gp_values),
         "found minute 1 at point 1, expected the first to be 0"},
        {points(APLOC_DECAY_STEPS, 4, stalls, gp_values),
         "found minute 10 after minute 10 (point 3), expected ascending minutes"},
        {points(APLOC_DECAY_STEPS, 4, endless, gp_values),
         "found minute inf at point 3, expected a number"},
        {points(APLOC_DECAY_STEPS, 4, nan, gp_values),
         "found minute nan at point 2, expected a number"},
        {points(APLOC_DECAY_STEPS, 4, gp_minutes, rises),
         "found weight 0.4 after weight 0.3 (point 3), expected weights that do not rise"},
        {points(APLOC_DECAY_STEPS, 4, gp_minutes, zeros),
         "found weight 0 at point 1, expected the first to be above 0"},
        {points(APLOC_DECAY_STEPS, 4, gp_minutes, below),
         "found weight -0.1 at point 3, expected a number of at least 0"},
        {points(APLOC_DECAY_STEPS, 4, gp_minutes, high),
         "found weight inf at point 1, expected a number of at least 0"},
        {points(APLOC_DECAY_STEPS, 0, gp_minutes, gp_values),
         "found 0 points, expected at least 1 for a decay of kind steps"},
        {points(APLOC_DECAY_TABLE, 1, gp_minutes, gp_values),
         "found 1 points, expected at least 2 for a decay of kind table"},
        {points(APLOC_DECAY_STEPS, 4, gp_minutes, NULL),
         "found no array of minutes or of values, expected both for a decay of kind steps"},
        {points(APLOC_DECAY_STEPS, 3, gp_minutes, gp_values),
         "found no cut and a last step above 0, expected a cut or a last step of 0"},
        {points(APLOC_DECAY_TABLE, 4, gp_minutes, gp_values),
         "found cut 0, expected a number above 0"},
        {points(APLOC_DECAY_LINEAR, 4, gp_minutes, gp_values),
         "found points, expected none, since a decay of kind linear has none"},
        {smooth(APLOC_DECAY_LINEAR, 0, 0, 0, 0), "found cut 0, expected a number above 0"},
        {smooth(APLOC_DECAY_LINEAR, 0, 0, 0, (double)INFINITY),
         "found cut inf, expected a number above 0"},
        {smooth(APLOC_DECAY_EXPONENTIAL, -1, 0, 0, 30), "found rate -1, expected a number above 0"},
        {smooth(APLOC_DECAY_EXPONENTIAL, (double)NAN, 0, 0, 30),
         "found rate nan, expected a number above 0"},
        {smooth(APLOC_DECAY_EXPONENTIAL, 1, 2, 0, 30),
         "found scale 2, expected 0, since a decay of kind exponential has none"},
        {smooth(APLOC_DECAY_GAUSSIAN, 0, 0, 0, 30), "found scale 0, expected a number above 0"},
        {smooth(APLOC_DECAY_GAUSSIAN, 1, 180, 0, 30),
         "found rate 1, expected 0, since a decay of kind gaussian has none"},
        {smooth(APLOC_DECAY_POWER, 0, 1, 0, 30), "found exponent 0, expected a number above 0"},
        {smooth(APLOC_DECAY_LOGISTIC, 1, 20, 3, 30),
         "found exponent 3, expected 0, since a decay of kind logistic has none"},
        {smooth(8, 1, 0, 0, 30), "found 8 as the kind of a decay, expected an aploc_decay_kind"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_error err = {0};
        double time = 5, result = 42;
        ck_assert_fails(aploc_decay_check(&cases[k].decay, &err), APLOC_ERR_OPTIONS);
        ck_assert_str_eq(err.message, cases[k].message);
        ck_assert_int_eq(err.status, APLOC_ERR_OPTIONS);
        ck_assert_fails(aploc_decay_weights(&cases[k].decay, 1, &time, &result, NULL),
                        APLOC_ERR_OPTIONS);
        ck_assert_bits(result, 42);
    }
    aploc_decay small = smooth(APLOC_DECAY_LINEAR, 0, 0, 0, 30);
    small.size--;
    ck_assert_fails(aploc_decay_check(&small, NULL), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_decay_check(NULL, NULL), APLOC_ERR_ARGUMENT);
}
END_TEST

START_TEST(refuses_bad_times_and_writes_nothing)
{
    static const struct {
        double time;
        aploc_status status;
        const char *message;
    } cases[] = {{-1, APLOC_ERR_NEGATIVE,
                  "found time -1 at index 1, expected minutes, finite and not negative"},
                 {(double)NAN, APLOC_ERR_NOT_FINITE,
                  "found time nan at index 1, expected minutes, finite and not negative"},
                 {(double)INFINITY, APLOC_ERR_NOT_FINITE,
                  "found time inf at index 1, expected minutes, finite and not negative"}};
    aploc_decay gp = points(APLOC_DECAY_STEPS, 4, gp_minutes, gp_values);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double times[] = {12, cases[k].time}, weights[] = {42, 43};
        aploc_error err = {0};
        ck_assert_fails(aploc_decay_weights(&gp, 2, times, weights, &err), cases[k].status);
        ck_assert_str_eq(err.message, cases[k].message);
        ck_assert_bits(weights[0], 42);
        ck_assert_bits(weights[1], 43);
    }
    double one = 1;
    ck_assert_fails(aploc_decay_weights(&gp, -1, &one, &one, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_decay_weights(&gp, 1, NULL, &one, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_decay_weights(&gp, 1, &one, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_decay_weights(NULL, 1, &one, &one, NULL), APLOC_ERR_ARGUMENT);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, steps_are_closed_on_the_left);
    tcase_add_test(tests, steps_equal_a_plain_search);
    tcase_add_test(tests, formulas);
    tcase_add_test(tests, every_smooth_kind_is_cut);
    tcase_add_test(tests, underflow_is_zero);
    tcase_add_test(tests, weights_of_the_published_variants);
    tcase_add_test(tests, table_is_straight_between_points);
    tcase_add_test(tests, works_in_place);
    tcase_add_test(tests, refuses_what_is_outside_the_domain);
    tcase_add_test(tests, refuses_bad_times_and_writes_nothing);
}

int main(void)
{
    return run_tests("decay", add);
}
