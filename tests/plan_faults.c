/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out: the n-th allocation of a call fails, for every n. Nothing leaks, the status is
 * right, no output is touched, and the next call is as good as ever. The linker puts the functions of
 * this file in the place of those of the C library (tests/meson.build). */
#include <math.h>
#include <stdatomic.h>

#include "territory.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

static atomic_int watched;    /* the library is at work, not the test */
static atomic_long n_blocks;  /* in use */
static atomic_long n_allowed; /* allocations until one fails; that and those after it */
static atomic_int forever;    /* all from then on fail, or one */

static void give_memory(void)
{
    atomic_store(&n_allowed, INT32_MAX);
}

static int is_refused(void)
{
    if (!atomic_load(&watched))
        return 0;
    long left = atomic_fetch_sub(&n_allowed, 1);
    return left == 0 || (left < 0 && atomic_load(&forever));
}

static void *counted(void *block)
{
    if (block && atomic_load(&watched))
        atomic_fetch_add(&n_blocks, 1);
    return block;
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return is_refused() ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (is_refused())
        return NULL;
    return block ? __real_realloc(block, size) : counted(__real_realloc(NULL, size));
}

void __wrap_free(void *block)
{
    if (block && atomic_load(&watched))
        atomic_fetch_sub(&n_blocks, 1);
    __real_free(block);
}

/* A call of the library, whose allocations count. */
#define WATCH(call)                                                                                \
    do {                                                                                           \
        atomic_store(&watched, 1);                                                                 \
        call;                                                                                      \
        atomic_store(&watched, 0);                                                                 \
    } while (0)

/* What is called; it checks its own outputs. */
typedef aploc_status (*call)(void *data, aploc_error *err);

/* Let each allocation of a call fail, or each `stride`th, one after the other. Returns how many there
 * are, about. */
static long fail_some(call what, void *data, long stride)
{
    long n = 0;
    for (;; n += stride) {
        aploc_error err = {0};
        long before = atomic_load(&n_blocks);
        atomic_store(&n_allowed, n);
        aploc_status status = what(data, &err);
        int reached = atomic_load(&n_allowed) < 0;
        give_memory();
        ck_assert_int_eq(atomic_load(&n_blocks), before);
        ck_assert_int_eq(status != APLOC_OK, reached);
        if (!status)
            return n;
        ck_assert_int_eq(status, APLOC_ERR_MEMORY);
        ck_assert_int_eq(err.status, APLOC_ERR_MEMORY);
        ck_assert_msg(strstr(err.message, "not enough memory for") != NULL, "%s", err.message);
    }
}

static long fail_each(call what, void *data)
{
    return fail_some(what, data, 1);
}

typedef struct creation {
    aploc_times *times;
    aploc_decay decay;
    aploc_plan_options options;
} creation;

static aploc_status create(void *data, aploc_error *err)
{
    creation *c = data;
    aploc_plan *plan = NULL;
    aploc_status status;
    WATCH(status = aploc_plan_create(c->times, &c->decay, &c->options, &plan, err));
    ck_assert_int_eq(status != APLOC_OK, plan == NULL);
    WATCH(aploc_plan_free(plan));
    return status;
}

/* Of each form of rows; 0, 7 and so on are steps. With and without a supply. */
START_TEST(plans_of_every_decay)
{
    uint64_t seed = 81;
    for (uint64_t kind = 0; kind < 7; kind++) {
        territory t = random_territory(&seed, 90);
        creation c = {.decay = some_decay(kind), .options = APLOC_PLAN_OPTIONS_INIT};
        aploc_error err = {0};
        ck_assert_ok(aploc_times_from_matrix(t.n, t.n, t.minutes, &c.times, &err), err);
        ck_assert_int_gt(fail_each(create, &c), 40);
        c.options.supply = t.supply;
        ck_assert_int_gt(fail_each(create, &c), 40);
        aploc_times_free(c.times);
        free_territory(&t);
    }
}
END_TEST

/* 420 000 pairs in no order: an order is looked for, and two stretches are put into bands, by two
 * threads. 0: with codes, one allocation fails; 1: with more weights than have codes, all fail from
 * some point on. */
START_TEST(large_plans)
{
    enum { AROUND = 20000, A_PLACE = 21 };
    uint64_t seed = 82;
    int64_t n = (int64_t)AROUND * A_PLACE;
    int32_t *from = malloc((size_t)n * sizeof *from), *to = malloc((size_t)n * sizeof *to);
    double *minutes = malloc((size_t)n * sizeof *minutes);
    aploc_error err = {0};
    creation c = {.decay = some_decay(3), .options = APLOC_PLAN_OPTIONS_INIT};
    ck_assert(from && to && minutes);
    for (int64_t k = 0; k < n; k++) {
        from[k] = (int32_t)(k / A_PLACE);
        to[k] = (int32_t)((from[k] + k % A_PLACE * 907) % AROUND);
        minutes[k] = 30.0 * random_unit(&seed);
        if (_i == 0)
            minutes[k] = floor(10.0 * minutes[k]) / 10.0;
    }
    ck_assert_ok(aploc_times_from_pairs(AROUND, AROUND, n, from, to, minutes, &c.times, &err), err);
    free(from);
    free(to);
    free(minutes);
    c.options.n_threads = 2;
    atomic_store(&forever, _i);
    ck_assert_int_gt(fail_some(create, &c, 7), 100);
    aploc_times_free(c.times);
}
END_TEST

enum { PLACES = 60, SCENARIOS = 11 };

/* A call over a plan that is made afresh, since a plan keeps room from one solution to the next. */
typedef struct solution {
    const creation *plan;
    int32_t variant;
    const double *demand, *supply;
    double apl[SCENARIOS * PLACES], ratios[SCENARIOS * PLACES];
    aploc_solve_report reports[SCENARIOS];
} solution;

static aploc_plan *begin(solution *s)
{
    const aploc_solve_report empty = APLOC_SOLVE_REPORT_INIT;
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    long allowed = atomic_load(&n_allowed);
    give_memory();
    aploc_status status;
    WATCH(status =
              aploc_plan_create(s->plan->times, &s->plan->decay, &s->plan->options, &plan, &err));
    ck_assert_ok(status, err);
    for (int k = 0; k < SCENARIOS * PLACES; k++)
        s->apl[k] = s->ratios[k] = -7.0;
    for (int k = 0; k < SCENARIOS; k++) {
        s->reports[k] = empty;
        s->reports[k].supply = -7.0;
    }
    atomic_store(&n_allowed, allowed);
    return plan;
}

/* Free the plan; after a failure, nothing is written from scenario `from` on, and the plan is as good
 * as ever. */
static aploc_status end(solution *s, aploc_plan *plan, aploc_status status, int from)
{
    aploc_error err = {0};
    for (int k = from * PLACES; status && k < SCENARIOS * PLACES; k++) {
        ck_assert_bits(s->apl[k], -7.0);
        ck_assert_bits(s->ratios[k], -7.0);
    }
    for (int k = from; status && k < SCENARIOS; k++)
        ck_assert_bits(s->reports[k].supply, -7.0);
    long left = atomic_load(&n_allowed);
    aploc_status again = APLOC_OK;
    give_memory();
    if (status)
        WATCH(again = aploc_solve(plan, s->demand, s->supply, s->apl, NULL, &err));
    ck_assert_ok(again, err);
    WATCH(aploc_plan_free(plan));
    atomic_store(&n_allowed, left);
    return status;
}

static aploc_status solve_one(void *data, aploc_error *err)
{
    solution *s = data;
    aploc_plan *plan = begin(s);
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.variant = s->variant;
    options.ratios = s->ratios;
    options.report = s->reports;
    aploc_status status;
    WATCH(status = aploc_solve(plan, s->demand, s->supply, s->apl, &options, err));
    return end(s, plan, status, 0);
}

static aploc_status crowd(void *data, aploc_error *err)
{
    solution *s = data;
    aploc_plan *plan = begin(s);
    aploc_crowding_options options = APLOC_CROWDING_OPTIONS_INIT;
    options.ratios = s->ratios;
    options.report = s->reports;
    aploc_status status;
    WATCH(status = aploc_crowding(plan, s->demand, s->supply, s->apl, &options, err));
    return end(s, plan, status, 0);
}

/* Variants that are solved one after the other may have written those before. */
static aploc_status solve_many(void *data, aploc_error *err)
{
    solution *s = data;
    aploc_plan *plan = begin(s);
    aploc_solve_many_options options = APLOC_SOLVE_MANY_OPTIONS_INIT;
    int from = 0, together = s->variant == APLOC_VARIANT_E2SFCA;
    options.variant = s->variant;
    options.ratios = s->ratios;
    options.reports = s->reports;
    aploc_status status;
    WATCH(status = aploc_solve_many(plan, SCENARIOS, SCENARIOS, s->demand, SCENARIOS, s->supply,
                                    s->apl, &options, err));
    if (status && !together)
        ck_assert_int_eq(sscanf(err->message, "scenario %d: not enough", &from), 1);
    return end(s, plan, status, from);
}

START_TEST(solutions)
{
    static solution s;
    static double demand[SCENARIOS * PLACES], supply[SCENARIOS * PLACES];
    static double minutes[PLACES * PLACES];
    uint64_t seed = 83;
    aploc_error err = {0};
    for (int k = 0; k < PLACES * PLACES; k++)
        minutes[k] = floor(300.0 * random_unit(&seed)) / 10.0;
    for (int k = 0; k < SCENARIOS * PLACES; k++) {
        demand[k] = 1e4 * random_unit(&seed);
        supply[k] = k % PLACES % 2 ? 1e4 * random_unit(&seed) : 0.0;
    }
    for (int how = 0; how < 4; how++) {
        creation c = {.decay = some_decay(how & 1 ? 3 : 0), .options = APLOC_PLAN_OPTIONS_INIT};
        ck_assert_ok(aploc_times_from_matrix(PLACES, PLACES, minutes, &c.times, &err), err);
        c.options.supply = how & 2 ? supply : NULL;
        for (int32_t v = APLOC_VARIANT_E2SFCA; v <= APLOC_VARIANT_CUMULATIVE; v++) {
            if (v == APLOC_VARIANT_KD2SFCA)
                continue; /* steps do not go with it; it is e2sfca */
            s = (solution){.plan = &c, .variant = v, .demand = demand, .supply = supply};
            long n = fail_each(solve_one, &s), n_ones = (v == APLOC_VARIANT_2SFCA) * 2;
            if (v == APLOC_VARIANT_CUMULATIVE)
                n_ones = 2;
            /* The room, and the weights of codes in what counts as in reach only. */
            ck_assert_int_eq(n, 1 + (how & 1 ? n_ones : 0));
            n = fail_each(solve_many, &s);
            ck_assert_int_eq(n, 1 + (how & 1 ? n_ones * SCENARIOS : 0));
        }
        if (!c.options.supply)
            ck_assert_int_eq(fail_each(crowd, &s), 1);
        aploc_times_free(c.times);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, plans_of_every_decay);
    tcase_add_loop_test(tests, large_plans, 0, 2);
    tcase_add_test(tests, solutions);
}

int main(void)
{
    return run_tests("plan_faults", add);
}
