/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the caller's order scatters are put together, which changes no bit of a result. */
#include <math.h>

#include "engine/order.h"
#include "engine/plan.h"
#include "engine/tiles.h"
#include "territory.h"

enum { SIDE = 72, PLACES = SIDE * SIDE, RADIUS = 4, LEAST = 1 << 18 };

/* Places on a grid, each reaching those nearby. `name` says which number a place of the grid has. */
typedef struct grid {
    int64_t n;
    int32_t *from, *to;
    double *minutes;
    int32_t name[PLACES];
} grid;

static void connect(grid *g, uint64_t *seed, int32_t a, int32_t b)
{
    int32_t x = a / SIDE - b / SIDE, y = a % SIDE - b % SIDE;
    g->from[g->n] = g->name[a];
    g->to[g->n] = g->name[b];
    g->minutes[g->n++] = sqrt((double)(x * x + y * y)) + random_unit(seed);
}

/* Shuffled or row by row; `hub`: a place that all reach. */
static grid make_grid(uint64_t seed, int shuffled, int hub)
{
    grid g = {0};
    size_t room = (size_t)PLACES * ((2 * RADIUS + 1) * (2 * RADIUS + 1) + 1);
    g.from = malloc(room * sizeof *g.from);
    g.to = malloc(room * sizeof *g.to);
    g.minutes = malloc(room * sizeof *g.minutes);
    ck_assert(g.from && g.to && g.minutes);
    for (int32_t p = 0; p < PLACES; p++)
        g.name[p] = p;
    for (int32_t p = PLACES - 1; shuffled && p > 0; p--) {
        int32_t other = random_below(&seed, p + 1), kept = g.name[p];
        g.name[p] = g.name[other];
        g.name[other] = kept;
    }
    for (int32_t a = 0; a < PLACES; a++) {
        int met_hub = !hub;
        for (int32_t x = a / SIDE - RADIUS; x <= a / SIDE + RADIUS; x++)
            for (int32_t y = a % SIDE - RADIUS; y <= a % SIDE + RADIUS; y++)
                if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) {
                    connect(&g, &seed, a, x * SIDE + y);
                    met_hub |= x * SIDE + y == 0;
                }
        if (!met_hub)
            connect(&g, &seed, a, 0);
    }
    return g;
}

static void free_grid(grid *g)
{
    free(g->from);
    free(g->to);
    free(g->minutes);
}

static aploc_plan *plan_of_grid(const grid *g, int32_t n_threads)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_decay decay = APLOC_DECAY_INIT;
    options.own = APLOC_OWN_AS_GIVEN;
    options.n_threads = n_threads;
    decay.kind = APLOC_DECAY_EXPONENTIAL;
    decay.rate = 0.05;
    decay.cut = 1000.0;
    ck_assert_ok(
        aploc_times_from_pairs(PLACES, PLACES, g->n, g->from, g->to, g->minutes, &times, &err),
        err);
    ck_assert_ok(aploc_plan_create(times, &decay, &options, &plan, &err), err);
    aploc_times_free(times);
    return plan;
}

/* The pairs of a plan, as they were before they were put into bands. */
static apl_pairs pairs_of(const aploc_plan *plan)
{
    int64_t n = aploc_plan_pair_count(plan), at = 0;
    apl_pairs pairs = {.n_rows = PLACES, .n_columns = PLACES};
    pairs.offsets = calloc(PLACES + 1, sizeof *pairs.offsets);
    pairs.index = malloc((size_t)n * sizeof *pairs.index);
    pairs.weights = malloc((size_t)n * sizeof *pairs.weights);
    ck_assert(pairs.offsets && pairs.index && pairs.weights);
    for (int32_t i = 0; i < PLACES; i++) {
        at += aploc_plan_reach(plan, i, n - at, pairs.index + at, pairs.weights + at);
        pairs.offsets[i + 1] = at;
    }
    ck_assert_int_eq(at, n);
    return pairs;
}

static void solve_plainly(const apl_pairs *pairs, const double *demand, const double *supply,
                          double *apl)
{
    static double ratios[PLACES];
    memset(ratios, 0, sizeof ratios);
    for (int32_t i = 0; i < PLACES; i++)
        for (int64_t k = pairs->offsets[i]; k < pairs->offsets[i + 1]; k++)
            ratios[pairs->index[k]] += pairs->weights[k] * demand[i];
    for (int32_t j = 0; j < PLACES; j++)
        ratios[j] = ratios[j] > 0.0 ? supply[j] / ratios[j] : 0.0;
    for (int32_t i = 0; i < PLACES; i++) {
        apl[i] = 0.0;
        for (int64_t k = pairs->offsets[i]; k < pairs->offsets[i + 1]; k++)
            apl[i] += pairs->weights[k] * ratios[pairs->index[k]];
    }
}

static void check_is_order(const int32_t *order)
{
    static char seen[PLACES];
    memset(seen, 0, sizeof seen);
    ck_assert_ptr_nonnull(order);
    for (int32_t k = 0; k < PLACES; k++) {
        ck_assert(order[k] >= 0 && order[k] < PLACES);
        ck_assert_int_eq(seen[order[k]], 0);
        seen[order[k]] = 1;
    }
}

/* Columns in the lists of both orientations, in the caller's order. */
static int64_t columns_without(const apl_pairs *pairs, const apl_pairs *turned)
{
    apl_codes none = {0};
    apl_rows rows, columns;
    aploc_error err = {0};
    ck_assert_ok(apl_tiles_make(pairs, NULL, &none, 1, &rows, &err), err);
    ck_assert_ok(apl_tiles_make(turned, NULL, &none, 1, &columns, &err), err);
    int64_t n = rows.n_columns + columns.n_columns;
    apl_rows_free(&rows);
    apl_rows_free(&columns);
    return n;
}

static void check_plan(const grid *g, const aploc_plan *plan, const apl_pairs *pairs)
{
    static double demand[PLACES], supply[PLACES], apl[PLACES], expected[PLACES];
    aploc_error err = {0};
    uint64_t seed = 3;
    for (int32_t p = 0; p < PLACES; p++) {
        demand[p] = 1e4 * random_unit(&seed);
        supply[p] = p % 2 ? 1e5 * random_unit(&seed) : 0.0;
    }
    ck_assert_int_eq(aploc_plan_pair_count(plan), g->n);
    solve_plainly(pairs, demand, supply, expected);
    ck_assert_ok(aploc_solve(plan, demand, supply, apl, NULL, &err), err);
    ck_assert_mem_eq(apl, expected, sizeof apl);
}

/* 0: scattered; 1: scattered, with a hub. */
START_TEST(scattered_rows_are_put_together)
{
    grid g = make_grid(41, 1, _i);
    aploc_plan *plan = plan_of_grid(&g, 1), *other = plan_of_grid(&g, 3);
    apl_pairs pairs = pairs_of(plan), turned;
    aploc_error err = {0};
    int32_t *rows = NULL, *columns = NULL;
    ck_assert_int_gt(g.n, LEAST);
    ck_assert_ok(apl_pairs_transpose(&pairs, 1, &turned, &err), err);
    ck_assert_ok(apl_order_find(&pairs, &turned, &rows, &columns, &err), err);
    check_is_order(rows);
    check_is_order(columns);
    check_plan(&g, plan, &pairs);
    /* Lists in the caller's order would be as long as the columns are many. */
    int64_t with = plan->by_demand.n_columns + plan->by_supply.n_columns;
    int64_t without = columns_without(&pairs, &turned);
    ck_assert_msg(4 * with < without, "%d columns with an order, %d without", (int)with,
                  (int)without);
    ck_assert_int_eq(aploc_plan_bytes(other), aploc_plan_bytes(plan));
    ck_assert_mem_eq(other->by_demand.slots, plan->by_demand.slots,
                     (size_t)plan->by_demand.n_slots * 4);
    free(rows);
    free(columns);
    apl_pairs_free(&pairs);
    apl_pairs_free(&turned);
    aploc_plan_free(plan);
    aploc_plan_free(other);
    free_grid(&g);
}
END_TEST

START_TEST(neighbours_stay_as_they_are)
{
    grid g = make_grid(42, 0, 0);
    aploc_plan *plan = plan_of_grid(&g, 1);
    apl_pairs pairs = pairs_of(plan), turned;
    aploc_error err = {0};
    int32_t *rows = NULL, *columns = NULL;
    ck_assert_ok(apl_pairs_transpose(&pairs, 1, &turned, &err), err);
    ck_assert_ok(apl_order_find(&pairs, &turned, &rows, &columns, &err), err);
    ck_assert_ptr_null(rows);
    ck_assert_ptr_null(columns);
    check_plan(&g, plan, &pairs);
    apl_pairs_free(&pairs);
    apl_pairs_free(&turned);
    aploc_plan_free(plan);
    free_grid(&g);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, scattered_rows_are_put_together, 0, 2);
    tcase_add_test(tests, neighbours_stay_as_they_are);
}

int main(void)
{
    return run_tests("order", add);
}
