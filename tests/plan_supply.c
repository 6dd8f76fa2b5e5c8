/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan made for the places of one supply: what it knows, gives and refuses. */
#include "territory.h"

static aploc_times *times_of(const territory *t)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    ck_assert_ok(aploc_times_from_matrix(t->n, t->n, t->minutes, &times, &err), err);
    return times;
}

static aploc_plan *plan_for(const territory *t, const aploc_decay *decay, const double *supply)
{
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_times *times = times_of(t);
    options.supply = supply;
    ck_assert_ok(aploc_plan_create(times, decay, &options, &plan, &err), err);
    aploc_times_free(times);
    return plan;
}

/* Every measure, its ratios and its report are those of a plan of all places. */
START_TEST(gives_what_the_whole_plan_gives)
{
    uint64_t seed = 71;
    int n_unequal = 0;
    for (uint64_t trial = 0; trial < 210; trial++) {
        territory t = random_territory(&seed, 40);
        aploc_decay decay = some_decay(trial);
        aploc_plan *all = plan_for(&t, &decay, NULL), *some = plan_for(&t, &decay, t.supply);
        double expected[40], found[40], expected_ratios[40], found_ratios[40];
        aploc_error err = {0};
        size_t bytes = sizeof *found * (size_t)t.n;
        ck_assert_int_eq(aploc_plan_pair_count(some), aploc_plan_pair_count(all));
        ck_assert_int_eq(aploc_plan_supply_count(some), t.n);
        for (int32_t v = APLOC_VARIANT_E2SFCA; v <= APLOC_VARIANT_CUMULATIVE; v++) {
            aploc_solve_report whole = APLOC_SOLVE_REPORT_INIT, part = APLOC_SOLVE_REPORT_INIT;
            aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
            options.variant = v;
            options.ratios = expected_ratios;
            options.report = &whole;
            aploc_status status = aploc_solve(all, t.demand, t.supply, expected, &options, &err);
            options.ratios = found_ratios;
            options.report = &part;
            ck_assert_fails(aploc_solve(some, t.demand, t.supply, found, &options, &err), status);
            if (status)
                continue;
            ck_assert_mem_eq(found, expected, bytes);
            ck_assert_mem_eq(&part, &whole, sizeof part);
            for (int j = 0; j < t.n; j++)
                ck_assert_bits(found_ratios[j], t.supply[j] > 0.0 ? expected_ratios[j] : 0.0);
            n_unequal += part.n_lost > 0 || part.n_unreached > 0;
        }
        aploc_plan_free(all);
        aploc_plan_free(some);
        free_territory(&t);
    }
    ck_assert_int_gt(n_unequal, 20);
}
END_TEST

START_TEST(gives_the_pairs_of_its_places)
{
    uint64_t seed = 72;
    for (uint64_t trial = 0; trial < 70; trial++) {
        territory t = random_territory(&seed, 40);
        aploc_decay decay = some_decay(trial);
        aploc_plan *all = plan_for(&t, &decay, NULL), *some = plan_for(&t, &decay, t.supply);
        for (int32_t i = 0; i < t.n; i++) {
            int32_t to[40], found_to[41];
            double weights[40], found[41];
            int64_t n = aploc_plan_reach(all, i, 40, to, weights), n_known = 0;
            found_to[40] = -7;
            int64_t n_found = aploc_plan_reach(some, i, 40, found_to, found);
            for (int64_t k = 0; k < n; k++)
                if (t.supply[to[k]] > 0.0) {
                    ck_assert_int_eq(found_to[n_known], to[k]);
                    ck_assert_bits(found[n_known++], weights[k]);
                }
            ck_assert_int_eq(n_found, n_known);
            ck_assert_int_eq(aploc_plan_reach(some, i, 0, NULL, NULL), n_known);
            found_to[0] = -7;
            ck_assert_int_eq(aploc_plan_reach(some, i, 0, found_to, NULL), n_known);
            ck_assert_int_eq(found_to[0], -7);

            n = aploc_plan_catchment(all, i, 40, to, weights);
            n_found = aploc_plan_catchment(some, i, 40, found_to, found);
            ck_assert_int_eq(n_found, t.supply[i] > 0.0 ? n : 0);
            ck_assert_mem_eq(found_to, to, (size_t)n_found * sizeof *to);
            ck_assert_mem_eq(found, weights, (size_t)n_found * sizeof *weights);
        }
        ck_assert_int_eq(aploc_plan_catchment(some, -1, 0, NULL, NULL), 0);
        ck_assert_int_eq(aploc_plan_catchment(some, t.n, 0, NULL, NULL), 0);
        ck_assert_int_eq(aploc_plan_reach(some, t.n, 0, NULL, NULL), 0);
        aploc_plan_free(all);
        aploc_plan_free(some);
        free_territory(&t);
    }
}
END_TEST

/* Three places in a row; supply at the second. */
static territory three(double *demand, double *supply)
{
    static double minutes[] = {0, 5, 12, 5, 0, 5, 12, 5, 0};
    return (territory){.n = 3, .minutes = minutes, .demand = demand, .supply = supply};
}

#define REFUSED(call, status, words)                                                               \
    do {                                                                                           \
        err = (aploc_error){0};                                                                    \
        ck_assert_fails(call, status);                                                             \
        ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);  \
        for (int k_ = 0; k_ < 6; k_++)                                                             \
            ck_assert_bits(apl[k_], 7.0);                                                          \
    } while (0)

START_TEST(refuses_a_supply_elsewhere)
{
    double demand[] = {1, 2, 3}, supply[] = {0, 4, 0};
    double more[] = {0, 4, 0x1p-1074}, first[] = {1, 0, 0}, none[] = {0, 0, 0};
    double two[] = {0, 9, 0, 0, 0, 5}, apl[] = {7, 7, 7, 7, 7, 7};
    territory t = three(demand, supply);
    aploc_decay decay = some_decay(0);
    aploc_plan *plan = plan_for(&t, &decay, supply);
    aploc_error err;
    aploc_whatif *session = NULL;
    REFUSED(aploc_solve(plan, demand, more, apl, NULL, &err), APLOC_ERR_ARGUMENT,
            "found a supply at place 2, expected none there");
    REFUSED(aploc_solve(plan, demand, first, apl, NULL, &err), APLOC_ERR_ARGUMENT,
            "found a supply at place 0, expected none there");
    REFUSED(aploc_solve_many(plan, 2, 1, demand, 2, two, apl, NULL, &err), APLOC_ERR_ARGUMENT,
            "scenario 1: found a supply at place 2, expected none there");
    REFUSED(aploc_solve_many(plan, 2, 1, demand, 1, first, apl, NULL, &err), APLOC_ERR_ARGUMENT,
            "found a supply at place 0, expected none there");
    REFUSED(aploc_crowding(plan, demand, supply, apl, NULL, &err), APLOC_ERR_ARGUMENT,
            "found a plan that was made for one supply");
    REFUSED(aploc_whatif_create(plan, demand, supply, NULL, &session, &err), APLOC_ERR_ARGUMENT,
            "found a plan that was made for one supply");
    ck_assert_ptr_null(session);
    ck_assert_int_eq(aploc_solve(plan, demand, more, apl, NULL, NULL), APLOC_ERR_ARGUMENT);
    /* Less supply than the plan was made for, and other sizes of it, are fine. */
    ck_assert_ok(aploc_solve(plan, demand, none, apl, NULL, &err), err);
    ck_assert_mem_eq(apl, none, sizeof none);
    ck_assert_ok(
        aploc_solve_many(plan, 2, 1, demand, 2, (double[]){0, 6, 0, 0, 12, 0}, apl, NULL, &err),
        err);
    ck_assert_mem_eq(apl, ((double[]){1, 1, 1, 2, 2, 2}), sizeof apl);
    aploc_plan_free(plan);
}
END_TEST

START_TEST(a_supply_of_none_reaches_nobody)
{
    double demand[] = {1, 2, 3}, none[] = {0, 0, -0.0}, apl[6];
    territory t = three(demand, none);
    for (uint64_t kind = 0; kind < 7; kind++) {
        aploc_decay decay = some_decay(kind);
        aploc_plan *plan = plan_for(&t, &decay, none);
        aploc_error err = {0};
        aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
        aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
        options.report = &report;
        ck_assert_ok(aploc_solve(plan, demand, none, apl, &options, &err), err);
        ck_assert_mem_eq(apl, ((double[]){0, 0, 0}), sizeof none);
        ck_assert_int_eq(report.n_unreached, 3);
        ck_assert_bits(report.demand_unreached, 6.0);
        ck_assert_bits(report.supply, 0.0);
        ck_assert_ok(aploc_solve_many(plan, 2, 1, demand, 1, none, apl, NULL, &err), err);
        ck_assert_mem_eq(apl, ((double[]){0, 0, 0, 0, 0, 0}), sizeof apl);
        ck_assert_int_eq(aploc_plan_reach(plan, 0, 0, NULL, NULL), 0);
        ck_assert_int_gt(aploc_plan_bytes(plan), 0);
        aploc_plan_free(plan);
    }
}
END_TEST

START_TEST(refuses_what_is_no_supply)
{
    static const struct {
        double bad;
        aploc_status status;
        const char *words;
    } cases[] = {
        {-1.0, APLOC_ERR_NEGATIVE, "found a supply of -1 at place 1"},
        {(double)INFINITY, APLOC_ERR_NOT_FINITE, "found a supply of inf at place 1"},
        {(double)NAN, APLOC_ERR_NOT_FINITE, "found a supply of nan at place 1"},
    };
    double demand[] = {1, 2, 3}, supply[] = {1, 0, 2};
    territory t = three(demand, supply);
    aploc_decay decay = some_decay(0);
    aploc_times *times = times_of(&t);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
        aploc_plan *plan = NULL;
        aploc_error err = {0};
        supply[1] = cases[k].bad;
        options.supply = supply;
        ck_assert_fails(aploc_plan_create(times, &decay, &options, &plan, &err), cases[k].status);
        ck_assert_ptr_null(plan);
        ck_assert_msg(strstr(err.message, cases[k].words) != NULL, "%s", err.message);
    }
    aploc_times_free(times);
}
END_TEST

/* Pairs go, and so does what they take: half the suppliers, about half the plan. */
START_TEST(is_smaller)
{
    enum { PLACES = 600 };
    uint64_t seed = 73;
    territory t = {.n = PLACES};
    static double minutes[PLACES * PLACES], supply[PLACES];
    for (int k = 0; k < PLACES * PLACES; k++)
        minutes[k] = 25.0 * random_unit(&seed);
    for (int j = 0; j < PLACES; j++)
        supply[j] = j % 2;
    t.minutes = minutes;
    aploc_decay decay = some_decay(0);
    aploc_plan *all = plan_for(&t, &decay, NULL), *some = plan_for(&t, &decay, supply);
    ck_assert_int_lt(aploc_plan_bytes(some), aploc_plan_bytes(all) * 6 / 10);
    ck_assert_int_gt(aploc_plan_bytes(some), aploc_plan_pair_count(all) / 2 * 2);
    aploc_plan_free(all);
    aploc_plan_free(some);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, gives_what_the_whole_plan_gives);
    tcase_add_test(tests, gives_the_pairs_of_its_places);
    tcase_add_test(tests, refuses_a_supply_elsewhere);
    tcase_add_test(tests, a_supply_of_none_reaches_nobody);
    tcase_add_test(tests, refuses_what_is_no_supply);
    tcase_add_test(tests, is_smaller);
}

int main(void)
{
    return run_tests("plan_supply", add);
}
