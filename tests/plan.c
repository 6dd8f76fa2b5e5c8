/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plan and solve: what goes in, what is refused, and that a failure touches nothing. */
#include <math.h>

#include "reference.h"
#include "territory.h"

static const double step_minutes[] = {0, 10, 15, 20};
static const double step_values[] = {1, 2.0 / 3, 1.0 / 3, 0};

static aploc_decay steps(void)
{
    aploc_decay d = APLOC_DECAY_INIT;
    d.kind = APLOC_DECAY_STEPS;
    d.n_points = 4;
    d.minutes = step_minutes;
    d.values = step_values;
    return d;
}

static aploc_times *times_of(int32_t n_demand, int32_t n_supply, int64_t n, const int32_t *from,
                             const int32_t *to, const double *minutes)
{
    aploc_times *times = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_times_from_pairs(n_demand, n_supply, n, from, to, minutes, &times, &err),
                 err);
    return times;
}

START_TEST(ten_lines_give_an_apl)
{
    const int32_t from[] = {0, 1, 2}, to[] = {1, 0, 1};
    const double minutes[] = {12.0, 5.0, 10.0};
    const double demand[] = {1000.0, 2000.0, 500.0}, supply[] = {5400.0, 0.0, 2700.0};
    double apl[3];
    aploc_times *times;
    aploc_plan *plan;
    aploc_error err;
    aploc_decay decay = steps();
    ck_assert_ok(aploc_times_from_pairs(3, 3, 3, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_ok(aploc_solve(plan, demand, supply, apl, NULL, &err), err);
    /* Supplier 0 serves place 0 (own) and place 1 (5 minutes); supplier 2 only itself. */
    ck_assert_double_eq_tol(apl[0], 5400.0 / 3000.0, 1e-15);
    ck_assert_double_eq_tol(apl[1], 5400.0 / 3000.0, 1e-15);
    ck_assert_double_eq_tol(apl[2], 2700.0 / 500.0, 1e-15);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(own_place_is_zero_minutes_whatever_the_input_says)
{
    const int32_t from[] = {0, 0}, to[] = {0, 1};
    const double minutes[] = {45.0, 3.0};
    aploc_decay decay = steps();
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_plan *plan;
    aploc_error err;
    int32_t index[2];
    double weights[2];
    aploc_times *times = times_of(2, 2, 2, from, to, minutes);

    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_int_eq(aploc_plan_pair_count(plan), 3);
    ck_assert_int_eq(aploc_plan_reach(plan, 0, 2, index, weights), 2);
    ck_assert_int_eq(index[0], 0);
    ck_assert_int_eq(index[1], 1);
    ck_assert_bits(weights[0], 1.0);
    ck_assert_int_eq(aploc_plan_reach(plan, 1, 2, index, weights), 1);
    ck_assert_int_eq(index[0], 1);
    aploc_plan_free(plan);

    /* Said to stand apart, the pair (0, 0) is 45 minutes like any other: out of reach. */
    options.own = APLOC_OWN_AS_GIVEN;
    ck_assert_ok(aploc_plan_create(times, &decay, &options, &plan, &err), err);
    ck_assert_int_eq(aploc_plan_pair_count(plan), 1);
    ck_assert_int_eq(aploc_plan_reach(plan, 1, 0, NULL, NULL), 0);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

/* Minutes before the cut whose weight no double can hold: as far away as those beyond it. */
START_TEST(what_weighs_nothing_is_out_of_reach)
{
    const int32_t from[] = {0, 1, 1}, to[] = {1, 0, 2};
    const double minutes[] = {2.0, 800.0, 1.0};
    const double demand[] = {10.0, 20.0, 0.0}, supply[] = {5.0, 0.0, 0.0};
    double apl[3];
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    aploc_plan *plan = NULL;
    aploc_error err = {0};
    decay.kind = APLOC_DECAY_EXPONENTIAL;
    decay.rate = 1.0;
    decay.cut = 1000.0;
    options.report = &report;
    aploc_times *times = times_of(3, 3, 3, from, to, minutes);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_int_eq(aploc_plan_pair_count(plan), 5);
    ck_assert_int_eq(aploc_plan_reach(plan, 1, 0, NULL, NULL), 2);
    ck_assert_ok(aploc_solve(plan, demand, supply, apl, &options, &err), err);
    ck_assert_bits(apl[1], 0.0);
    ck_assert_int_eq(report.n_unreached, 2);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(minus_zero_is_zero_minutes)
{
    const int32_t from[] = {0, 1}, to[] = {1, 0};
    const double minutes[] = {-0.0, 5.0};
    double weights[2];
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan *plan = NULL;
    aploc_error err = {0};
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 10.0;
    aploc_times *times = times_of(2, 2, 2, from, to, minutes);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_int_eq(aploc_plan_reach(plan, 0, 2, NULL, weights), 2);
    ck_assert_bits(weights[1], 1.0);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(fewer_places_than_sites_are_none_of_them)
{
    const int32_t from[] = {0, 1}, to[] = {2, 0};
    const double minutes[] = {1.0, 2.0};
    aploc_decay decay = steps();
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_plan *plan = NULL;
    aploc_error err = {0};
    aploc_times *times = times_of(2, 3, 2, from, to, minutes);
    options.own = APLOC_OWN_ZERO;
    ck_assert_fails(aploc_plan_create(times, &decay, &options, &plan, &err), APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(plan);
    aploc_times_free(times);
}
END_TEST

/* A plan for some places of supply names those of the caller. */
START_TEST(a_fault_has_the_number_of_the_caller)
{
    const int32_t from[] = {0, 1}, to[] = {1, 2};
    const double minutes[] = {1.0, 2.0}, supply[] = {0.0, 1.0, 1e300};
    aploc_decay decay = steps();
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_plan *plan = NULL;
    aploc_error err = {0};
    double apl[2];
    aploc_times *times = times_of(2, 3, 2, from, to, minutes);
    options.supply = supply;
    ck_assert_ok(aploc_plan_create(times, &decay, &options, &plan, &err), err);
    ck_assert_fails(aploc_solve(plan, (double[]){1.0, 1e-300}, supply, apl, NULL, &err),
                    APLOC_ERR_OVERFLOW);
    ck_assert_msg(strstr(err.message, "too large for a double at place 2,"), "%s", err.message);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(sites_apart_are_rectangular)
{
    const int32_t from[] = {0, 1, 2, 2}, to[] = {0, 0, 1, 0};
    const double minutes[] = {1.0, 11.0, 2.0, 19.0};
    const double demand[] = {10.0, 20.0, 30.0}, supply[] = {100.0, 60.0};
    double dense[] = {1.0, NAN, 11.0, NAN, 19.0, 2.0}, apl[3];
    long double reference[3];
    aploc_decay decay = steps();
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_plan *plan = NULL;
    aploc_error err;
    int32_t index[3] = {-7, -7, -7};
    aploc_times *times = times_of(3, 2, 4, from, to, minutes);

    options.own = APLOC_OWN_ZERO;
    ck_assert_fails(aploc_plan_create(times, &decay, &options, &plan, &err), APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(plan);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_int_eq(aploc_plan_demand_count(plan), 3);
    ck_assert_int_eq(aploc_plan_supply_count(plan), 2);
    ck_assert_int_eq(aploc_plan_catchment(plan, 0, 2, index, NULL), 3);
    ck_assert_int_eq(index[1], 1);
    ck_assert_int_eq(index[2], -7);
    ck_assert_int_eq(aploc_plan_catchment(plan, 0, 3, index, NULL), 3);
    ck_assert_int_eq(index[2], 2);
    ck_assert_int_eq(aploc_plan_catchment(plan, 2, 3, index, NULL), 0);
    ck_assert_int_eq(aploc_plan_catchment(plan, -1, 3, index, NULL), 0);
    ck_assert_ok(aploc_solve(plan, demand, supply, apl, NULL, &err), err);
    reference_apl(3, 2, dense, 0, &decay, demand, supply, reference);
    ck_assert_double_le(reference_distance(3, apl, reference), 1e-14);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(both_orientations_hold_the_same_pairs)
{
    uint64_t seed = 11;
    territory t = random_territory(&seed, 40);
    aploc_decay decay = some_decay(2);
    aploc_plan *plan = plan_of(&t, &decay);
    int64_t n = 0;
    for (int32_t j = 0; j < t.n; j++) {
        int32_t from[40], to[40];
        double down[40], across[40];
        int64_t n_from = aploc_plan_catchment(plan, j, 40, from, down);
        ck_assert_int_le(n_from, 40);
        n += n_from;
        for (int64_t k = 0; k < n_from; k++) {
            ck_assert(k == 0 || from[k - 1] < from[k]);
            int64_t n_to = aploc_plan_reach(plan, from[k], 40, to, across), at = 0;
            while (at < n_to && to[at] != j)
                at++;
            ck_assert_int_lt(at, n_to);
            ck_assert_bits(across[at], down[k]);
        }
    }
    ck_assert_int_eq(n, aploc_plan_pair_count(plan));
    aploc_plan_free(plan);
    free_territory(&t);
}
END_TEST

START_TEST(refuses_a_wrong_call)
{
    const int32_t from[] = {0}, to[] = {1};
    const double minutes[] = {3.0};
    aploc_decay decay = steps(), no_kind = APLOC_DECAY_INIT;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_plan *plan = NULL;
    aploc_times *times = times_of(2, 2, 1, from, to, minutes);

    ck_assert_fails(aploc_plan_create(NULL, &decay, NULL, &plan, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_plan_create(times, NULL, NULL, &plan, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_plan_create(times, &decay, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_plan_create(times, &no_kind, NULL, &plan, NULL), APLOC_ERR_OPTIONS);
    options.size = 4;
    ck_assert_fails(aploc_plan_create(times, &decay, &options, &plan, NULL), APLOC_ERR_OPTIONS);
    options = (aploc_plan_options)APLOC_PLAN_OPTIONS_INIT;
    options.own = 3;
    ck_assert_fails(aploc_plan_create(times, &decay, &options, &plan, NULL), APLOC_ERR_OPTIONS);
    options = (aploc_plan_options)APLOC_PLAN_OPTIONS_INIT;
    options.n_threads = -1;
    ck_assert_fails(aploc_plan_create(times, &decay, &options, &plan, NULL), APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(plan);
    aploc_plan_free(NULL);
    ck_assert_int_eq(aploc_plan_pair_count(NULL), 0);
    aploc_times_free(times);
}
END_TEST

/* Solve, expect a failure, and see that no output was touched. */
static void expect_refused(const aploc_plan *plan, const double *demand, const double *supply,
                           aploc_status expected, const char *message)
{
    double apl[2] = {-1.0, -2.0}, ratios[2] = {-3.0, -4.0};
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    aploc_error err = {0};
    options.ratios = ratios;
    options.report = &report;
    report.mean = 7.0;
    ck_assert_fails(aploc_solve(plan, demand, supply, apl, &options, &err), expected);
    ck_assert_int_eq(err.status, expected);
    ck_assert_str_eq(err.message, message);
    ck_assert(apl[0] == -1.0 && apl[1] == -2.0 && ratios[0] == -3.0 && ratios[1] == -4.0);
    ck_assert(report.mean == 7.0);
}

START_TEST(refuses_wrong_numbers_and_touches_nothing)
{
    const int32_t from[] = {0}, to[] = {1};
    const double minutes[] = {3.0}, ones[] = {1.0, 1.0};
    aploc_decay decay = steps();
    aploc_times *times = times_of(2, 2, 1, from, to, minutes);
    aploc_plan *plan;
    aploc_error err;
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);

    expect_refused(plan, (double[]){1.0, -2.5}, ones, APLOC_ERR_NEGATIVE,
                   "found a demand of -2.5 at place 1, expected a finite number, not negative");
    expect_refused(plan, (double[]){NAN, 1.0}, ones, APLOC_ERR_NOT_FINITE,
                   "found a demand of nan at place 0, expected a finite number, not negative");
    expect_refused(plan, ones, (double[]){1.0, -INFINITY}, APLOC_ERR_NOT_FINITE,
                   "found a supply of -inf at place 1, expected a finite number, not negative");
    expect_refused(plan, ones, (double[]){-1e-300, 1.0}, APLOC_ERR_NEGATIVE,
                   "found a supply of -1e-300 at place 0, expected a finite number, not negative");
    expect_refused(plan, (double[]){1e-300, 1.0}, (double[]){1e300, 1.0}, APLOC_ERR_OVERFLOW,
                   "found a supply divided by its demand too large for a double at place 0, "
                   "expected demand and supply of usual sizes");
    expect_refused(plan, (double[]){1.7e308, 1.7e308}, ones, APLOC_ERR_OVERFLOW,
                   "found a demand in reach too large for a double at place 1, expected demand and "
                   "supply of usual sizes");
    expect_refused(plan, (double[]){1e-3, 1e-3}, (double[]){1.5e305, 3e305}, APLOC_ERR_OVERFLOW,
                   "found an APL too large for a double at place 0, expected demand and supply of "
                   "usual sizes");
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(solve_refuses_a_wrong_call)
{
    const int32_t from[] = {0}, to[] = {1};
    const double minutes[] = {3.0}, ones[] = {1.0, 1.0};
    double apl[2];
    aploc_decay decay = steps();
    aploc_times *times = times_of(2, 2, 1, from, to, minutes);
    aploc_plan *plan;
    aploc_error err;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    aploc_solve_report report = {0};
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_fails(aploc_solve(NULL, ones, ones, apl, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_solve(plan, NULL, ones, apl, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_solve(plan, ones, NULL, apl, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_solve(plan, ones, ones, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    options.report = &report; /* its size is not set */
    ck_assert_fails(aploc_solve(plan, ones, ones, apl, &options, NULL), APLOC_ERR_OPTIONS);
    options.report = NULL;
    options.n_threads = -2;
    ck_assert_fails(aploc_solve(plan, ones, ones, apl, &options, NULL), APLOC_ERR_OPTIONS);
    options.size = 0;
    ck_assert_fails(aploc_solve(plan, ones, ones, apl, &options, NULL), APLOC_ERR_OPTIONS);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(no_demand_anywhere_is_a_value)
{
    const int32_t from[] = {0}, to[] = {1};
    const double minutes[] = {3.0}, zeros[] = {0.0, 0.0}, supply[] = {5.0, 0.25};
    double apl[2];
    aploc_decay decay = steps();
    aploc_times *times = times_of(2, 2, 1, from, to, minutes);
    aploc_plan *plan;
    aploc_error err;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.report = &report;
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_ok(aploc_solve(plan, zeros, supply, apl, &options, &err), err);
    ck_assert_bits(apl[0], 0.0);
    ck_assert_bits(apl[1], 0.0);
    ck_assert_bits(report.supply_lost, 5.25);
    ck_assert_int_eq(report.n_lost, 2);
    ck_assert_bits(report.mean, 0.0);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, ten_lines_give_an_apl);
    tcase_add_test(tests, own_place_is_zero_minutes_whatever_the_input_says);
    tcase_add_test(tests, what_weighs_nothing_is_out_of_reach);
    tcase_add_test(tests, minus_zero_is_zero_minutes);
    tcase_add_test(tests, fewer_places_than_sites_are_none_of_them);
    tcase_add_test(tests, a_fault_has_the_number_of_the_caller);
    tcase_add_test(tests, sites_apart_are_rectangular);
    tcase_add_test(tests, both_orientations_hold_the_same_pairs);
    tcase_add_test(tests, refuses_a_wrong_call);
    tcase_add_test(tests, refuses_wrong_numbers_and_touches_nothing);
    tcase_add_test(tests, solve_refuses_a_wrong_call);
    tcase_add_test(tests, no_demand_anywhere_is_a_value);
}

int main(void)
{
    return run_tests("plan", add);
}
