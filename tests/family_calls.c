/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measures of the family: the two that have functions of their own, and what is refused. */
#include "engine/recipe.h"
#include "family.h"

enum { TRIALS = 300 };

static void assert_close(double a, double b)
{
    ck_assert_msg(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)), "%.17g is not %.17g", a, b);
}

START_TEST(every_variant_has_a_name_and_a_title)
{
    static const char *const names[] = {"e2sfca", "2sfca",  "kd2sfca",    "m2sfca", "3sfca",
                                        "bfca",   "hansen", "cumulative", "i2sfca", "nearest"};
    ck_assert_int_eq(APLOC_VARIANT_COUNT, sizeof names / sizeof *names);
    for (int32_t k = 0; k < APLOC_VARIANT_COUNT; k++) {
        ck_assert_str_eq(aploc_variant_name(k), names[k]);
        ck_assert_int_gt(strlen(aploc_variant_title(k)), 20);
    }
    ck_assert_ptr_null(aploc_variant_name(-1));
    ck_assert_ptr_null(aploc_variant_name(APLOC_VARIANT_COUNT));
    ck_assert_ptr_null(aploc_variant_title(-1));
    ck_assert_ptr_null(aploc_variant_title(APLOC_VARIANT_COUNT));
    /* Two have functions of their own, and no steps. */
    for (int32_t k = -1; k <= APLOC_VARIANT_COUNT; k++)
        ck_assert_int_eq(apl_recipe_of(k) != NULL, k >= 0 && k < APLOC_VARIANT_COUNT &&
                                                       k != APLOC_VARIANT_I2SFCA &&
                                                       k != APLOC_VARIANT_NEAREST);
}
END_TEST

START_TEST(crowding_is_the_apl_with_roles_exchanged)
{
    uint64_t seed = 2100;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST), back = t;
        aploc_decay decay = some_decay(trial);
        double crowding[LARGEST], apl[LARGEST], ratios[LARGEST], mirrored[LARGEST], placed = 0.0;
        aploc_solve_report report = APLOC_SOLVE_REPORT_INIT, mirror = APLOC_SOLVE_REPORT_INIT;
        aploc_crowding_options options = APLOC_CROWDING_OPTIONS_INIT;
        aploc_error err = {0};
        back.minutes = malloc(sizeof(double) * (size_t)t.n * (size_t)t.n);
        ck_assert_ptr_nonnull(back.minutes);
        for (int i = 0; i < t.n; i++)
            for (int j = 0; j < t.n; j++)
                back.minutes[j * t.n + i] = t.minutes[i * t.n + j];
        aploc_plan *plan = plan_of(&t, &decay), *transposed = plan_of(&back, &decay);
        options.ratios = ratios;
        options.report = &report;
        ck_assert_ok(aploc_crowding(plan, t.demand, t.supply, crowding, &options, &err), err);
        solve_variant(transposed, APLOC_VARIANT_E2SFCA, t.supply, t.demand, apl, mirrored, &mirror);
        ck_assert_mem_eq(crowding, apl, (size_t)t.n * sizeof *apl);
        ck_assert_mem_eq(ratios, mirrored, (size_t)t.n * sizeof *ratios);
        /* Conserved: all demand that has supply in reach is placed. */
        for (int j = 0; j < t.n; j++)
            placed += t.supply[j] * crowding[j];
        assert_close(placed, mirror.supply_reached);
        ck_assert_bits(report.demand, mirror.supply);
        ck_assert_bits(report.supply, mirror.demand);
        assert_close(report.demand - report.demand_unreached, mirror.supply_reached);
        assert_close(report.supply_reached + report.supply_lost, report.supply);
        assert_close(report.mean, mirror.mean);
        int n_lost = 0, n_unreached = 0;
        for (int k = 0; k < t.n; k++) {
            n_lost += t.supply[k] > 0.0 && crowding[k] == 0.0;
            /* Without demand the ratio says nothing: ask what the place has in reach. */
            int32_t to[LARGEST];
            int64_t n = aploc_plan_reach(plan, k, LARGEST, to, NULL), has = 0;
            ck_assert_int_le(n, LARGEST);
            for (int64_t at = 0; at < n; at++)
                has |= t.supply[to[at]] > 0.0;
            n_unreached += !has;
        }
        ck_assert_int_eq(report.n_lost, n_lost);
        ck_assert_int_eq(report.n_unreached, n_unreached);
        /* In place. */
        ck_assert_ok(aploc_crowding(plan, t.demand, t.supply, t.supply, NULL, &err), err);
        ck_assert_mem_eq(t.supply, crowding, (size_t)t.n * sizeof *crowding);
        aploc_plan_free(transposed);
        aploc_plan_free(plan);
        free(back.minutes);
        free_territory(&t);
    }
}
END_TEST

START_TEST(the_nearest_is_the_least_of_the_minutes)
{
    uint64_t seed = 2200;
    int n_ties = 0, n_none = 0;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        double minutes[LARGEST], more[LARGEST];
        int32_t index[LARGEST];
        aploc_times *times = NULL;
        aploc_error err = {0};
        aploc_nearest_options options = APLOC_NEAREST_OPTIONS_INIT;
        for (int k = 0; k < t.n * t.n; k++)
            t.minutes[k] = floor(t.minutes[k] / 5.0) * 5.0; /* many ties, many at 0 and at 20 */
        options.own = trial % 3 == 1 ? APLOC_OWN_AS_GIVEN : APLOC_OWN_AS_TIMES;
        options.threshold = trial % 2 ? 20.0 : 0.0;
        double threshold = trial % 2 ? 20.0 : (double)INFINITY;
        ck_assert_ok(aploc_times_from_matrix(t.n, t.n, t.minutes, &times, &err), err);
        ck_assert_ok(aploc_nearest(times, t.supply, minutes, index, &options, &err), err);
        for (int i = 0; i < t.n; i++) {
            double least = NAN;
            int at = -1;
            for (int j = 0; j < t.n; j++) {
                double m = t.minutes[i * t.n + j];
                if (i == j && options.own == APLOC_OWN_AS_TIMES)
                    m = 0.0;
                if (t.supply[j] == 0.0 || isnan(m) || m >= threshold)
                    continue;
                n_ties += m == least;
                if (at < 0 || m < least) {
                    least = m;
                    at = j;
                }
            }
            ck_assert_int_eq(index[i], at);
            ck_assert(at < 0 ? isnan(minutes[i]) : minutes[i] == least);
            n_none += at < 0;
        }
        /* How much there is does not matter; more places never make it longer. */
        for (int j = 0; j < t.n; j++)
            t.supply[j] *= 3.0;
        ck_assert_ok(aploc_nearest(times, t.supply, more, NULL, &options, &err), err);
        ck_assert_mem_eq(more, minutes, (size_t)t.n * sizeof *more);
        t.supply[random_below(&seed, t.n)] = 1.0;
        ck_assert_ok(aploc_nearest(times, t.supply, more, NULL, &options, &err), err);
        for (int i = 0; i < t.n; i++)
            ck_assert(isnan(minutes[i]) || more[i] <= minutes[i]);
        aploc_times_free(times);
        free_territory(&t);
    }
    ck_assert_int_gt(n_ties, trials(TRIALS));
    ck_assert_int_gt(n_none, trials(TRIALS));
}
END_TEST

/* Two places 3 minutes apart (from 0 to 1), with the weights of a decay. */
static aploc_plan *two_places(double near, double far)
{
    double minutes[4] = {NAN, 3.0, NAN, NAN}, values[] = {near, far, 0};
    const double starts[] = {0, 2, 20};
    aploc_decay decay = APLOC_DECAY_INIT;
    territory t = {2, minutes, NULL, NULL};
    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 3;
    decay.minutes = starts;
    decay.values = values;
    return plan_of(&t, &decay);
}

/* Solve, expect a failure, and see that no output was touched. */
static void expect_refused(const aploc_plan *plan, int32_t variant, const double *demand,
                           const double *supply, aploc_status expected, const char *message)
{
    double apl[2] = {-1.0, -2.0}, ratios[2] = {-3.0, -4.0};
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_error err = {0};
    report.mean = 7.0;
    if (variant == APLOC_VARIANT_COUNT) { /* stands for aploc_crowding */
        aploc_crowding_options options = {sizeof options, 0, 0, ratios, &report};
        ck_assert_fails(aploc_crowding(plan, demand, supply, apl, &options, &err), expected);
    } else {
        aploc_solve_options options = {sizeof options, 0, variant, ratios, &report};
        ck_assert_fails(aploc_solve(plan, demand, supply, apl, &options, &err), expected);
    }
    ck_assert_int_eq(err.status, expected);
    ck_assert_str_eq(err.message, message);
    ck_assert(apl[0] == -1.0 && apl[1] == -2.0 && ratios[0] == -3.0 && ratios[1] == -4.0);
    ck_assert(report.mean == 7.0);
}

START_TEST(refuses_what_does_not_go_together)
{
    const double ones[] = {1.0, 1.0};
    double apl[2];
    aploc_plan *plan = two_places(1.5, 1.0), *usual = two_places(1.0, 0.5);
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    expect_refused(plan, APLOC_VARIANT_M2SFCA, ones, ones, APLOC_ERR_OPTIONS,
                   "found variant m2sfca with a weight of 1.5 at 0 minutes, expected at most 1, "
                   "since its weights are shares of the supply");
    expect_refused(plan, APLOC_VARIANT_KD2SFCA, ones, ones, APLOC_ERR_OPTIONS,
                   "found variant kd2sfca with a decay of steps, expected a continuous decay (with "
                   "steps it is e2sfca)");
    expect_refused(plan, APLOC_VARIANT_I2SFCA, ones, ones, APLOC_ERR_OPTIONS,
                   "found variant i2sfca, expected it in aploc_crowding, whose "
                   "result is one number a place of supply");
    expect_refused(plan, APLOC_VARIANT_NEAREST, ones, ones, APLOC_ERR_OPTIONS,
                   "found variant nearest, expected it in aploc_nearest, which takes "
                   "times");
    expect_refused(plan, -1, ones, ones, APLOC_ERR_OPTIONS,
                   "found variant = -1, expected an aploc_variant");
    options.variant = APLOC_VARIANT_COUNT;
    ck_assert_fails(aploc_solve(plan, ones, ones, apl, &options, NULL), APLOC_ERR_OPTIONS);
    solve_variant(usual, APLOC_VARIANT_M2SFCA, ones, ones, apl, NULL, NULL);
    aploc_plan_free(usual);
    aploc_plan_free(plan);
}
END_TEST

START_TEST(refuses_results_that_no_double_holds)
{
    const double ones[] = {1.0, 1.0}, big[] = {1e300, 1e300}, small[] = {1e-300, 1e-300};
    aploc_plan *huge = two_places(1.7e308, 1.7e308), *tiny = two_places(1e-300, 1e-300);
    aploc_plan *usual = two_places(1.0, 1.0);
    expect_refused(huge, APLOC_VARIANT_3SFCA, ones, ones, APLOC_ERR_OVERFLOW,
                   "found a sum of weights too large for a double at place 0, expected demand and "
                   "supply of usual sizes");
    expect_refused(tiny, APLOC_VARIANT_BFCA, big, ones, APLOC_ERR_OVERFLOW,
                   "found a demand divided by its weights too large for a double at place 0, "
                   "expected demand and supply of usual sizes");
    expect_refused(tiny, APLOC_VARIANT_BFCA, ones, big, APLOC_ERR_OVERFLOW,
                   "found a ratio divided by its weights too large for a double at place 0, "
                   "expected demand and supply of usual sizes");
    expect_refused(usual, APLOC_VARIANT_2SFCA, small, big, APLOC_ERR_OVERFLOW,
                   "found a supply divided by its demand too large for a double at place 0, "
                   "expected demand and supply of usual sizes");
    expect_refused(usual, APLOC_VARIANT_HANSEN, ones, (double[]){1.7e308, 1.7e308},
                   APLOC_ERR_OVERFLOW,
                   "found an APL too large for a double at place 0, expected demand and supply of "
                   "usual sizes");
    int32_t crowding = APLOC_VARIANT_COUNT;
    expect_refused(usual, crowding, ones, (double[]){1.7e308, 1.7e308}, APLOC_ERR_OVERFLOW,
                   "found a supply in reach too large for a double at place 0, expected demand and "
                   "supply of usual sizes");
    expect_refused(usual, crowding, big, small, APLOC_ERR_OVERFLOW,
                   "found a demand divided by its supply too large for a double at place 0, "
                   "expected demand and supply of usual sizes");
    expect_refused(usual, crowding, (double[]){1.6e308, 1.6e308}, (double[]){0.5, 0.75},
                   APLOC_ERR_OVERFLOW,
                   "found a demand divided by its supply too large for a double at place 1, "
                   "expected demand and supply of usual sizes");
    expect_refused(usual, crowding, (double[]){1.6e308, 1.6e308}, (double[]){0.5, 1.0},
                   APLOC_ERR_OVERFLOW,
                   "found a crowding too large for a double at place 1, expected demand and supply "
                   "of usual sizes");
    expect_refused(usual, crowding, (double[]){1.6e308, 1.6e308}, (double[]){5.0, 4.0},
                   APLOC_ERR_OVERFLOW,
                   "found totals too large for a double, expected demand and supply of usual "
                   "sizes");
    expect_refused(usual, crowding, (double[]){1.0, -1.0}, ones, APLOC_ERR_NEGATIVE,
                   "found a demand of -1 at place 1, expected a finite number, not negative");
    expect_refused(usual, crowding, ones, (double[]){NAN, 1.0}, APLOC_ERR_NOT_FINITE,
                   "found a supply of nan at place 0, expected a finite number, not negative");
    aploc_plan_free(usual);
    aploc_plan_free(tiny);
    aploc_plan_free(huge);
}
END_TEST

START_TEST(crowding_refuses_a_wrong_call)
{
    const double ones[] = {1.0, 1.0};
    double result[2];
    aploc_plan *plan = two_places(1.0, 0.5);
    aploc_crowding_options options = APLOC_CROWDING_OPTIONS_INIT;
    aploc_solve_report report = {0};
    ck_assert_fails(aploc_crowding(NULL, ones, ones, result, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_crowding(plan, NULL, ones, result, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_crowding(plan, ones, NULL, result, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_crowding(plan, ones, ones, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    options.report = &report; /* its size is not set */
    ck_assert_fails(aploc_crowding(plan, ones, ones, result, &options, NULL), APLOC_ERR_OPTIONS);
    options.report = NULL;
    options.n_threads = -1;
    ck_assert_fails(aploc_crowding(plan, ones, ones, result, &options, NULL), APLOC_ERR_OPTIONS);
    options.n_threads = 0;
    options.reserved = 1;
    ck_assert_fails(aploc_crowding(plan, ones, ones, result, &options, NULL), APLOC_ERR_OPTIONS);
    options.reserved = 0;
    options.size = 3;
    ck_assert_fails(aploc_crowding(plan, ones, ones, result, &options, NULL), APLOC_ERR_OPTIONS);
    aploc_plan_free(plan);
}
END_TEST

/* Look for the nearest, expect a failure, and see that no output was touched. */
static void expect_lost(const aploc_times *times, const double *supply,
                        const aploc_nearest_options *options, aploc_status expected,
                        const char *message)
{
    double minutes[3] = {-1.0, -1.0, -1.0};
    int32_t index[3] = {7, 7, 7};
    aploc_error err = {0};
    ck_assert_fails(aploc_nearest(times, supply, minutes, index, options, &err), expected);
    ck_assert_str_eq(err.message, message);
    for (int i = 0; i < 3; i++)
        ck_assert(minutes[i] == -1.0 && index[i] == 7);
}

START_TEST(nearest_refuses_a_wrong_call)
{
    const int32_t from[] = {0, 2}, to[] = {1, 0};
    const double given[] = {3.0, 4.0}, ones[] = {1.0, 1.0};
    double minutes[3];
    aploc_times *times = NULL;
    aploc_error err = {0};
    aploc_nearest_options options = APLOC_NEAREST_OPTIONS_INIT;
    ck_assert_ok(aploc_times_from_pairs(3, 2, 2, from, to, given, &times, &err), err);
    ck_assert_fails(aploc_nearest(NULL, ones, minutes, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_nearest(times, ones, NULL, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    expect_lost(times, NULL, NULL, APLOC_ERR_ARGUMENT, "found no supply, expected one");
    expect_lost(times, (double[]){1.0, -1.0}, NULL, APLOC_ERR_NEGATIVE,
                "found a supply of -1 at place 1, expected a finite number, not negative");
    expect_lost(times, (double[]){INFINITY, 1.0}, NULL, APLOC_ERR_NOT_FINITE,
                "found a supply of inf at place 0, expected a finite number, not negative");
    options.threshold = -1.0;
    expect_lost(times, ones, &options, APLOC_ERR_OPTIONS,
                "found a threshold of -1 minutes, expected 0 or more");
    options.threshold = NAN;
    expect_lost(times, ones, &options, APLOC_ERR_OPTIONS,
                "found a threshold of nan minutes, expected 0 or more");
    options.threshold = INFINITY;
    options.own = APLOC_OWN_ZERO;
    expect_lost(
        times, ones, &options, APLOC_ERR_OPTIONS,
        "found 3 places of demand and 2 of supply, expected as many, since a place shall be "
        "0 minutes from itself");
    options.own = 9;
    expect_lost(times, ones, &options, APLOC_ERR_OPTIONS, "found own = 9, expected an aploc_own");
    options.own = APLOC_OWN_AS_GIVEN;
    options.n_threads = -4;
    expect_lost(times, ones, &options, APLOC_ERR_OPTIONS, "found -4 threads, expected 0 or more");
    options.n_threads = 1;
    options.size = 1;
    ck_assert_fails(aploc_nearest(times, ones, minutes, NULL, &options, NULL), APLOC_ERR_OPTIONS);
    options.size = sizeof options;
    ck_assert_ok(aploc_nearest(times, ones, minutes, NULL, &options, &err), err);
    ck_assert(minutes[0] == 3.0 && isnan(minutes[1]) && minutes[2] == 4.0);
    aploc_times_free(times);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, every_variant_has_a_name_and_a_title);
    tcase_add_test(tests, crowding_is_the_apl_with_roles_exchanged);
    tcase_add_test(tests, the_nearest_is_the_least_of_the_minutes);
    tcase_add_test(tests, refuses_what_does_not_go_together);
    tcase_add_test(tests, refuses_results_that_no_double_holds);
    tcase_add_test(tests, crowding_refuses_a_wrong_call);
    tcase_add_test(tests, nearest_refuses_a_wrong_call);
}

int main(void)
{
    return run_tests("family_calls", add);
}
