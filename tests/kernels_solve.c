/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solutions are, to the bit, two plain loops over a dense matrix: under each kernel, for any number of
 * threads and scenarios, and whether the plan knows all places or those with supply. */
#include "engine/kernel.h"
#include "engine/step.h"
#include "territory.h"

enum { MOST = 33 };

/* A territory, its weights row by row, and its decay. */
typedef struct dense {
    int n;
    aploc_times *times;
    aploc_decay decay;
    double *weights;
    double *demand, *supply; /* MOST times n; the places of supply are the same in all */
    double *expected;
} dense;

static double *new_numbers(int64_t n)
{
    double *x = malloc((size_t)n * sizeof *x);
    ck_assert_ptr_nonnull(x);
    return x;
}

/* Minutes that are a multiple of `unit` (0: any) and differ there and back. */
static dense make_dense(uint64_t *seed, int n, double unit, aploc_decay decay)
{
    aploc_error err = {0};
    int64_t n_pairs = (int64_t)n * n;
    dense d = {.n = n,
               .decay = decay,
               .weights = new_numbers(n_pairs),
               .demand = new_numbers((int64_t)MOST * n),
               .supply = new_numbers((int64_t)MOST * n),
               .expected = new_numbers((int64_t)MOST * n)};
    double *minutes = new_numbers(n_pairs);
    for (int64_t k = 0; k < n_pairs; k++) {
        double time = 31.0 * random_unit(seed);
        minutes[k] = k % (n + 1) == 0 ? 0.0 : unit > 0.0 ? floor(time / unit) * unit : time;
    }
    ck_assert_ok(aploc_times_from_matrix(n, n, minutes, &d.times, &err), err);
    ck_assert_ok(aploc_decay_weights(&d.decay, n_pairs, minutes, d.weights, &err), err);
    for (int64_t k = 0; k < (int64_t)MOST * n; k++) {
        d.demand[k] = random_below(seed, 9) ? 1e4 * random_unit(seed) : 0.0;
        d.supply[k] = k % n % 3 == 1 ? 5e4 * random_unit(seed) : 0.0;
    }
    free(minutes);
    return d;
}

static void free_dense(dense *d)
{
    aploc_times_free(d->times);
    free(d->weights);
    free(d->demand);
    free(d->supply);
    free(d->expected);
}

/* The definition: sums by ascending index. */
static void solve_plainly(const dense *d, const double *demand, const double *supply, double *apl)
{
    double *ratios = calloc((size_t)d->n, sizeof *ratios);
    ck_assert_ptr_nonnull(ratios);
    for (int i = 0; i < d->n; i++)
        for (int j = 0; j < d->n; j++)
            ratios[j] += d->weights[(int64_t)i * d->n + j] * demand[i];
    for (int j = 0; j < d->n; j++)
        ratios[j] = ratios[j] > 0.0 ? supply[j] / ratios[j] : 0.0;
    for (int i = 0; i < d->n; i++) {
        apl[i] = 0.0;
        for (int j = 0; j < d->n; j++)
            apl[i] += d->weights[(int64_t)i * d->n + j] * ratios[j];
    }
    free(ratios);
}

/* Scenario k of `demands` and `supplies`, which may be one for all. */
static void expect(dense *d, int n_scenarios, int n_demands, int n_supplies)
{
    for (int k = 0; k < n_scenarios; k++)
        solve_plainly(d, d->demand + (n_demands > 1 ? k * d->n : 0),
                      d->supply + (n_supplies > 1 ? k * d->n : 0), d->expected + k * d->n);
}

static aploc_plan *plan_for(const dense *d, const double *supply, int32_t n_threads)
{
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    options.supply = supply;
    options.n_threads = n_threads;
    ck_assert_ok(aploc_plan_create(d->times, &d->decay, &options, &plan, &err), err);
    return plan;
}

static void check_one(const dense *d, const aploc_plan *plan, int32_t n_threads)
{
    aploc_error err = {0};
    double *apl = new_numbers(d->n);
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.n_threads = n_threads;
    ck_assert_ok(aploc_solve(plan, d->demand, d->supply, apl, &options, &err), err);
    ck_assert_mem_eq(apl, d->expected, (size_t)d->n * sizeof *apl);
    free(apl);
}

static void check_many(const dense *d, const aploc_plan *plan, int n, int n_demands, int n_supplies,
                       int32_t n_threads)
{
    aploc_error err = {0};
    double *apl = new_numbers((int64_t)n * d->n);
    aploc_solve_many_options options = APLOC_SOLVE_MANY_OPTIONS_INIT;
    options.n_threads = n_threads;
    ck_assert_ok(
        aploc_solve_many(plan, n, n_demands, d->demand, n_supplies, d->supply, apl, &options, &err),
        err);
    ck_assert_mem_eq(apl, d->expected, (size_t)(n * d->n) * sizeof *apl);
    free(apl);
}

static aploc_decay exponential(void)
{
    aploc_decay d = APLOC_DECAY_INIT;
    d.kind = APLOC_DECAY_EXPONENTIAL;
    d.rate = 0.12;
    d.cut = 30.0;
    return d;
}

/* Steps that are compared (4 and 12) and looked up (20, at halves of minutes). */
static aploc_decay stairs(int n_points)
{
    static double minutes[20], values[20];
    aploc_decay d = APLOC_DECAY_INIT;
    for (int k = 0; k < n_points; k++) {
        minutes[k] = 1.5 * k;
        values[k] = 1.0 - (double)k / (n_points - 1);
    }
    d.kind = APLOC_DECAY_STEPS;
    d.n_points = n_points;
    d.minutes = minutes;
    d.values = values;
    return d;
}

/* The decays, and units of minutes, that lead to each form. */
static dense dense_of_kind(uint64_t *seed, int kind, int n)
{
    switch (kind) {
    case 0:
        return make_dense(seed, n, 0.0, stairs(4));
    case 1:
        return make_dense(seed, n, 0.0, stairs(12));
    case 2:
        return make_dense(seed, n, 0.5, stairs(20));
    case 3:
        return make_dense(seed, n, 1.0, exponential()); /* 30 classes */
    case 4:
        return make_dense(seed, n, 0.1, exponential()); /* codes */
    default:
        return make_dense(seed, n, 0.0, exponential()); /* more weights than have codes */
    }
}

enum { KINDS = 6, PLACES = 1300 };

/* 1.7 million pairs: work for eight threads, and rows of more columns than a list of classes holds. */
START_TEST(solutions_of_many_pairs)
{
    uint64_t seed = 51 + (uint64_t)_i;
    dense d = dense_of_kind(&seed, _i, PLACES);
    const int32_t form = _i < 4 && _i != 2 ? APL_FORM_CLASSES
                         : _i < 5          ? APL_FORM_CODES
                                           : APL_FORM_WEIGHTS;
    aploc_plan *all = plan_for(&d, NULL, 8), *some = plan_for(&d, d.supply, 3);
    ck_assert_int_eq(all->by_demand.form, form);
    ck_assert_int_eq(all->by_demand.next != NULL, _i == 1 || _i == 3);
    if (_i != 0 && _i != 1 && _i != 2)
        ck_assert_int_eq(apl_step_threads(all, 8), 8);
    const apl_kernels *kernels;
    for (int k = 0; (kernels = apl_kernels_at(k)); k++) {
        ck_assert_int_eq(apl_kernels_use(kernels->name), 1);
        expect(&d, 1, 1, 1);
        for (int32_t n_threads = 1; n_threads <= 8; n_threads++)
            check_one(&d, n_threads % 3 ? all : some, n_threads);
        expect(&d, 10, 1, 10);
        check_many(&d, all, 10, 1, 10, 8);
        check_many(&d, some, 10, 1, 10, 2);
        expect(&d, 3, 3, 3);
        check_many(&d, all, 3, 3, 3, 1);
        check_many(&d, some, 3, 3, 3, 5);
    }
    apl_kernels_use(NULL);
    aploc_plan_free(all);
    aploc_plan_free(some);
    free_dense(&d);
}
END_TEST

START_TEST(solutions_of_any_number_of_scenarios)
{
    uint64_t seed = 61 + (uint64_t)_i;
    const apl_kernels *kernels;
    for (int k = 0; (kernels = apl_kernels_at(k)); k++) {
        ck_assert_int_eq(apl_kernels_use(kernels->name), 1);
        for (int n = 1; n <= MOST; n++) {
            dense d = dense_of_kind(&seed, _i, 1 + random_below(&seed, 30));
            /* Of one place only, the second of three, the supply may be 0. */
            aploc_plan *all = plan_for(&d, NULL, 1);
            aploc_plan *some = plan_for(&d, d.supply, 1);
            for (int how = 0; how < 4; how++) {
                int n_demands = how & 1 ? n : 1, n_supplies = how & 2 ? n : 1;
                expect(&d, n, n_demands, n_supplies);
                check_many(&d, all, n, n_demands, n_supplies, how);
                check_many(&d, some, n, n_demands, n_supplies, how);
            }
            expect(&d, 1, 1, 1);
            check_one(&d, all, 1);
            check_one(&d, some, 1);
            aploc_plan_free(all);
            aploc_plan_free(some);
            free_dense(&d);
        }
    }
    apl_kernels_use(NULL);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, solutions_of_many_pairs, 0, KINDS);
    tcase_add_loop_test(tests, solutions_of_any_number_of_scenarios, 0, KINDS);
}

int main(void)
{
    return run_tests("kernels_solve", add);
}
