/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small fixed run for counting instructions: kernels FUNCTION calls that public function on an input
 * that never changes, with one thread and the portable kernel; without FUNCTION, it lists those that it
 * knows. bench/instructions.py counts. It is linked with the objects of the library, so that the kernel
 * can be chosen and all of its instructions stand in one file. */
#include <aploc/aploc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if HAVE_KERNELS
#include "engine/kernel.h"
#endif

enum { PLACES = 3000, NEAR = 40, SCENARIOS = 16 };

typedef struct input {
    int64_t n_pairs;
    int32_t *from, *to;
    double *minutes, *demand, *supply, *apl;
    aploc_times *times;
    aploc_plan *plan;
} input;

/* Any whole number makes another one. */
static uint32_t mixed(uint32_t x)
{
    x = (x ^ (x >> 16)) * 0x45d9f3bU;
    x = (x ^ (x >> 16)) * 0x45d9f3bU;
    return x ^ (x >> 16);
}

/* Places along a road; the way back takes another time. One in three has supply. */
static int make(input *in)
{
    size_t room = (size_t)PLACES * (2 * NEAR + 1);
    *in = (input){.from = malloc(room * sizeof(int32_t)),
                  .to = malloc(room * sizeof(int32_t)),
                  .minutes = malloc(room * sizeof(double)),
                  .demand = malloc(PLACES * sizeof(double)),
                  .supply = malloc((size_t)SCENARIOS * PLACES * sizeof(double)),
                  .apl = malloc((size_t)SCENARIOS * PLACES * sizeof(double))};
    if (!in->from || !in->to || !in->minutes || !in->demand || !in->supply || !in->apl)
        return 1;
    for (int32_t i = 0; i < PLACES; i++) {
        in->demand[i] = 100 + mixed((uint32_t)i) % 5000;
        for (int32_t j = i - NEAR; j <= i + NEAR; j++) {
            if (j < 0 || j >= PLACES || j == i)
                continue;
            in->from[in->n_pairs] = i;
            in->to[in->n_pairs] = j;
            in->minutes[in->n_pairs++] =
                0.5 * abs(i - j) + mixed((uint32_t)(i * PLACES + j)) % 60 / 10.0;
        }
    }
    for (int32_t k = 0; k < SCENARIOS * PLACES; k++)
        in->supply[k] = k % 3 ? 0 : 3600 + mixed((uint32_t)k) % 2400;
    return 0;
}

static aploc_status make_times(input *in, aploc_error *err)
{
    return aploc_times_from_pairs(PLACES, PLACES, in->n_pairs, in->from, in->to, in->minutes,
                                  &in->times, err);
}

static aploc_status make_plan(input *in, aploc_error *err)
{
    static const double starts[] = {0, 10, 15, 20}, weights[] = {1, 2.0 / 3, 1.0 / 3, 0};
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 4;
    decay.minutes = starts;
    decay.values = weights;
    options.n_threads = 1;
    return aploc_plan_create(in->times, &decay, &options, &in->plan, err);
}

static aploc_status solve(input *in, aploc_error *err)
{
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.n_threads = 1;
    return aploc_solve(in->plan, in->demand, in->supply, in->apl, &options, err);
}

#if HAVE_MANY
static aploc_status solve_many(input *in, aploc_error *err)
{
    aploc_solve_many_options options = APLOC_SOLVE_MANY_OPTIONS_INIT;
    options.n_threads = 1;
    return aploc_solve_many(in->plan, SCENARIOS, 1, in->demand, SCENARIOS, in->supply, in->apl,
                            &options, err);
}
#endif

#if HAVE_WHATIF
/* A hundred changes of supply, and as many of demand. */
static aploc_status change(input *in, aploc_error *err)
{
    aploc_whatif_options options = APLOC_WHATIF_OPTIONS_INIT;
    aploc_whatif *session = NULL;
    options.n_threads = 1;
    aploc_status status =
        aploc_whatif_create(in->plan, in->demand, in->supply, &options, &session, err);
    for (int32_t k = 0; !status && k < 200; k++) {
        int32_t place = (int32_t)(mixed((uint32_t)k) % PLACES);
        status = k % 2 ? aploc_whatif_set_demand(session, place, 50.0 * k, err)
                       : aploc_whatif_set_supply(session, place, 50.0 * k, err);
        if (!status)
            status = aploc_whatif_apply(session, err);
    }
    aploc_whatif_free(session);
    return status;
}
#endif

/* What is counted, in the order in which each needs those before it. */
typedef struct counted {
    const char *function;
    aploc_status (*run)(input *, aploc_error *);
    int is_needed; /* by those after it */
} counted;

static const counted all[] = {
    {"aploc_times_from_pairs", make_times, 1},
    {"aploc_plan_create", make_plan, 1},
    {"aploc_solve", solve, 0},
#if HAVE_MANY
    {"aploc_solve_many", solve_many, 0},
#endif
#if HAVE_WHATIF
    {"aploc_whatif_apply", change, 0},
#endif
};

static int run(const char *function)
{
    input in = {0};
    aploc_error err = {0};
    aploc_status status = make(&in) ? APLOC_ERR_MEMORY : APLOC_OK;
    for (size_t k = 0; !status && k < sizeof all / sizeof *all; k++) {
        int is_it = strcmp(function, all[k].function) == 0;
        if (is_it || all[k].is_needed)
            status = all[k].run(&in, &err);
        if (is_it)
            break;
    }
    if (status)
        fprintf(stderr, "kernels: %s\n", err.message);
    aploc_plan_free(in.plan);
    aploc_times_free(in.times);
    free(in.from);
    free(in.to);
    free(in.minutes);
    free(in.demand);
    free(in.supply);
    free(in.apl);
    return status != APLOC_OK;
}

int main(int argc, char **argv)
{
#if HAVE_KERNELS
    if (!apl_kernels_use("portable"))
        return 1;
#endif
    if (argc > 1)
        return run(argv[1]);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        printf("%s\n", all[k].function);
    return 0;
}
