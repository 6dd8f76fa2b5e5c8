/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bits at 1, 2, 3, 4 and 8 threads, for plan and solution; many solutions at once. */
#include <aploc/aploc.h>
#include <pthread.h>

#include "base/threads.h"
#include "engine/plan.h"
#include "support.h"
#include "territory.h"

enum { PLACES = 5000, PAIRS_A_PLACE = 400 };

static aploc_times *times;
static double demand[PLACES], supply[PLACES];

/* Two million pairs: enough for the work to be split into eight. */
static void build(void)
{
    int64_t n = (int64_t)PLACES * PAIRS_A_PLACE;
    int32_t *from = malloc((size_t)n * sizeof *from), *to = malloc((size_t)n * sizeof *to);
    double *minutes = malloc((size_t)n * sizeof *minutes);
    uint64_t seed = 21;
    aploc_error err = {0};
    ck_assert(from && to && minutes);
    for (int32_t i = 0; i < PLACES; i++) {
        int32_t first = random_below(&seed, PLACES);
        for (int32_t k = 0; k < PAIRS_A_PLACE; k++) {
            int64_t at = (int64_t)i * PAIRS_A_PLACE + k;
            from[at] = i;
            to[at] = (int32_t)((first + (int64_t)k * 7) % PLACES);
            minutes[at] = 25.0 * random_unit(&seed);
        }
        demand[i] = 3000.0 * random_unit(&seed);
        supply[i] = i % 3 ? 0.0 : 20000.0 * random_unit(&seed);
    }
    ck_assert_ok(aploc_times_from_pairs(PLACES, PLACES, n, from, to, minutes, &times, &err), err);
    free(from);
    free(to);
    free(minutes);
}

static void solve_with(int32_t n_threads, const aploc_decay *decay, double *apl)
{
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_plan_options plan_options = APLOC_PLAN_OPTIONS_INIT;
    aploc_solve_options solve_options = APLOC_SOLVE_OPTIONS_INIT;
    plan_options.n_threads = solve_options.n_threads = n_threads;
    ck_assert_ok(aploc_plan_create(times, decay, &plan_options, &plan, &err), err);
    ck_assert_ok(aploc_solve(plan, demand, supply, apl, &solve_options, &err), err);
    aploc_plan_free(plan);
}

START_TEST(do_not_depend_on_the_number_of_threads)
{
    static double one[PLACES], many[PLACES];
    static const int32_t counts[] = {2, 3, 4, 8, 0};
    const uint64_t kinds_apart = (uint64_t)trials_apart(1);
    build();
    ck_assert_int_eq(apl_thread_count(8, aploc_times_pair_count(times), APL_PAIRS_A_THREAD), 8);
    for (uint64_t kind = 0; kind < 7; kind += kinds_apart) {
        aploc_decay decay = some_decay(kind);
        solve_with(1, &decay, one);
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            memset(many, 0, sizeof many);
            solve_with(counts[k], &decay, many);
            ck_assert_mem_eq(one, many, sizeof one);
        }
    }
    aploc_times_free(times);
}
END_TEST

/* Every measure of the family, one after the other in `results`. */
static void measure_all(const aploc_plan *plan, int32_t n_threads,
                        double results[APLOC_VARIANT_COUNT][PLACES])
{
    aploc_error err = {0};
    aploc_solve_options solve = APLOC_SOLVE_OPTIONS_INIT;
    aploc_crowding_options crowding = APLOC_CROWDING_OPTIONS_INIT;
    aploc_nearest_options nearest = APLOC_NEAREST_OPTIONS_INIT;
    solve.n_threads = crowding.n_threads = nearest.n_threads = n_threads;
    for (int32_t k = APLOC_VARIANT_E2SFCA; k <= APLOC_VARIANT_CUMULATIVE; k++) {
        solve.variant = k;
        ck_assert_ok(aploc_solve(plan, demand, supply, results[k], &solve, &err), err);
    }
    ck_assert_ok(
        aploc_crowding(plan, demand, supply, results[APLOC_VARIANT_I2SFCA], &crowding, &err), err);
    ck_assert_ok(aploc_nearest(times, supply, results[APLOC_VARIANT_NEAREST], NULL, &nearest, &err),
                 err);
}

START_TEST(do_not_depend_on_the_number_of_threads_in_any_measure)
{
    static double one[APLOC_VARIANT_COUNT][PLACES], many[APLOC_VARIANT_COUNT][PLACES];
    static const int32_t counts[] = {2, 3, 4, 8, 0};
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_decay decay = some_decay(3); /* exponential, which all of them take */
    build();
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_int_eq(apl_thread_count(8, aploc_plan_pair_count(plan), 200000), 8);
    measure_all(plan, 1, one);
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        memset(many, 0, sizeof many);
        measure_all(plan, counts[k], many);
        for (int32_t v = 0; v < APLOC_VARIANT_COUNT; v++)
            ck_assert_msg(memcmp(one[v], many[v], sizeof one[v]) == 0, "%s at %d threads",
                          aploc_variant_name(v), counts[k]);
    }
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

typedef struct job {
    const aploc_plan *plan;
    double apl[PLACES];
    aploc_status status;
} job;

static void *run_job(void *data)
{
    job *j = data;
    for (int k = 0; k < 20 && !j->status; k++)
        j->status = aploc_solve(j->plan, demand, supply, j->apl, NULL, NULL);
    return NULL;
}

START_TEST(do_not_depend_on_others_using_the_plan)
{
    static job jobs[8];
    static double alone[PLACES];
    pthread_t threads[8];
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_decay decay = some_decay(0);
    build();
    solve_with(1, &decay, alone);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    for (int k = 0; k < 8; k++) {
        jobs[k].plan = plan;
        ck_assert_int_eq(pthread_create(&threads[k], NULL, run_job, &jobs[k]), 0);
    }
    for (int k = 0; k < 8; k++) {
        pthread_join(threads[k], NULL);
        ck_assert_int_eq(jobs[k].status, APLOC_OK);
        ck_assert_mem_eq(jobs[k].apl, alone, sizeof alone);
    }
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, do_not_depend_on_the_number_of_threads);
    tcase_add_test(tests, do_not_depend_on_the_number_of_threads_in_any_measure);
    tcase_add_test(tests, do_not_depend_on_others_using_the_plan);
}

int main(void)
{
    return run_tests("bits", add);
}
