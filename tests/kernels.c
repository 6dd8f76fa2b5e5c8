/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kernel of this machine gives the bits of a plain loop by ascending index. */
#include <float.h>
#include <math.h>

#include "engine/step.h"
#include "engine/sweep.h"
#include "random_pairs.h"

static const apl_gather gathers[] = {APL_GATHER, APL_GATHER_ONES, APL_GATHER_TWICE};

enum { GUARD = 16 };

/* n numbers and a guard behind them, of NaN. */
static double *guarded(int64_t n)
{
    double *x = malloc(((size_t)n + GUARD) * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (int64_t k = 0; k < n + GUARD; k++)
        x[k] = NAN;
    return x;
}

static void free_guarded(double *x, int64_t n)
{
    for (int64_t k = n; k < n + GUARD; k++)
        ck_assert(isnan(x[k]));
    free(x);
}

static double *some_numbers(uint64_t *seed, int64_t n)
{
    double *x = malloc(((size_t)n + 1) * sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (int64_t k = 0; k < n; k++)
        x[k] = random_below(seed, 5) ? 1e9 * random_unit(seed) * random_unit(seed) : 0.0;
    return x;
}

/* Tile after tile, as a step does for a task; `n_columns` apart, or side by side for 0. */
static void check_tiles(const apl_kernels *kernels, const random_pairs *r, const apl_rows *rows,
                        apl_gather gather, int many, int32_t n_columns, const double *x)
{
    int32_t width = many ? kernels->width : 1, n = r->pairs.n_rows;
    int64_t stride = n_columns ? n + 3 : 0;
    int64_t n_room = apl_rows_room(rows) * width;
    int64_t n_sums = n_columns ? n_columns * stride : (int64_t)n * width;
    double *ones = calloc((size_t)rows->n_weights + 1, sizeof *ones);
    double *room = guarded(n_room), *sums = guarded(n_sums);
    atomic_int wrong = 0;
    apl_task task = {.rows = rows,
                     .gather = gather,
                     .table = rows->table,
                     .x = x,
                     .sums = sums,
                     .n_columns = n_columns,
                     .stride = stride,
                     .far = n_columns % 2,
                     .wrong = &wrong};
    ck_assert_ptr_nonnull(ones);
    for (int32_t k = 1; k <= rows->n_weights; k++)
        ones[k] = 1.0;
    if (gather == APL_GATHER_ONES && rows->form == APL_FORM_CODES)
        task.table = ones;
    for (int32_t t = 0; t < rows->n_tiles; t++)
        (many ? kernels->many : kernels->one)(&task, &rows->tiles[t], room);
    ck_assert_int_eq(wrong, 0);
    for (int32_t i = 0; i < n; i++)
        for (int32_t c = 0; c < (n_columns ? n_columns : width); c++) {
            double found = n_columns ? sums[c * stride + i] : sums[i * width + c];
            double expected = plain_sum(r, gather, i, x, width, c);
            ck_assert_msg(memcmp(&found, &expected, sizeof found) == 0,
                          "%s, gather %d, form %d, row %d, column %d: %.17g for %.17g",
                          kernels->name, (int)gather, rows->form, i, c, found, expected);
        }
    for (int32_t c = 0; c < n_columns; c++)
        for (int64_t k = n; k < stride; k++)
            ck_assert(isnan(sums[c * stride + k]));
    free_guarded(room, n_room);
    free_guarded(sums, n_sums);
    free(ones);
}

START_TEST(tiles_are_summed_one_after_the_other)
{
    uint64_t seed = 31;
    int n_going_on = 0, n_in_order = 0;
    for (int trial = 0; trial < trials(5 * N_WEIGHT_COUNTS); trial++) {
        int32_t n_rows =
            1 + random_below(&seed, (int[]){2, 1400, 300}[trial % 7 < 2 ? trial % 7 : 2]);
        int32_t n_columns = 1 + random_below(&seed, trial % 5 ? 100 : 2);
        random_pairs r =
            make_pairs(&seed, n_rows, n_columns, weight_counts[trial % N_WEIGHT_COUNTS]);
        int32_t *order = some_order(&seed, n_rows);
        apl_rows rows;
        aploc_error err = {0};
        ck_assert_ok(apl_tiles_make_within(&r.pairs, trial % 2 ? order : NULL, &r.codes,
                                           trial % 7 == 1 ? apl_usual_limits(&r.codes)
                                                          : some_limits(&seed, &r.codes),
                                           1, &rows, &err),
                     err);
        n_going_on += rows.next != NULL;
        for (int32_t t = 0; t < rows.n_tiles; t++)
            n_in_order += rows.tiles[t].n_rows > 0;
        const apl_kernels *kernels;
        for (int k = 0; (kernels = apl_kernels_at(k)); k++) {
            double *x = some_numbers(&seed, (int64_t)n_columns * kernels->width);
            for (int g = 0; g < 3; g++) {
                check_tiles(kernels, &r, &rows, gathers[g], 0, 0, x);
                for (int32_t c = 0; c <= kernels->width; c++)
                    check_tiles(kernels, &r, &rows, gathers[g], 1, c, x);
            }
            free(x);
        }
        apl_rows_free(&rows);
        free(order);
        free_pairs(&r);
    }
    ck_assert_int_gt(n_going_on, trials(10));
    ck_assert_int_gt(n_in_order, trials(10));
}
END_TEST

/* A step of several threads: each its own bands, whether there are as many or not. */
START_TEST(steps_of_any_number_of_threads)
{
    uint64_t seed = 32;
    for (int trial = 0; trial < N_WEIGHT_COUNTS; trial++) {
        random_pairs r =
            make_pairs(&seed, trial % 4 ? 900 : 3, 60, weight_counts[trial % N_WEIGHT_COUNTS]);
        aploc_plan plan = {.n_demand = r.pairs.n_rows, .n_supply = 60};
        aploc_error err = {0};
        apl_pairs turned;
        apl_limits limits = {.columns = 30, .stretch_pairs = 300};
        ck_assert_ok(apl_pairs_transpose(&r.pairs, 1, &turned, &err), err);
        ck_assert_ok(
            apl_tiles_make_within(&r.pairs, NULL, &r.codes, limits, 1, &plan.by_demand, &err), err);
        ck_assert_ok(
            apl_tiles_make_within(&turned, NULL, &r.codes, limits, 1, &plan.by_supply, &err), err);
        const apl_kernels *kernels;
        for (int k = 0; (kernels = apl_kernels_at(k)); k++)
            for (int32_t n_threads = 1; n_threads <= 8; n_threads++) {
                int32_t width = n_threads % 2 ? kernels->width : 1;
                apl_gather gather = gathers[(trial + n_threads) % 3];
                int64_t n = (int64_t)r.pairs.n_rows * width;
                int64_t n_room = apl_step_room(&plan, width, n_threads);
                double *x = some_numbers(&seed, 60 * width), *sums = guarded(n);
                double *room = guarded(n_room);
                int wrong = 1;
                ck_assert_ok(apl_step(kernels, &plan.by_demand, gather, width, x, n_threads, room,
                                      sums, &wrong, &err),
                             err);
                ck_assert_int_eq(wrong, 0);
                for (int64_t s = 0; s < n; s++)
                    ck_assert_bits(sums[s], plain_sum(&r, gather, (int32_t)(s / width), x, width,
                                                      (int32_t)(s % width)));
                free_guarded(sums, n);
                free_guarded(room, n_room);
                free(x);
            }
        apl_pairs_free(&turned);
        apl_rows_free(&plan.by_demand);
        apl_rows_free(&plan.by_supply);
        free_pairs(&r);
    }
}
END_TEST

START_TEST(columns_are_put_side_by_side)
{
    enum { PLACES = 50, STRIDE = 70 };
    uint64_t seed = 33;
    int32_t names[PLACES];
    for (int32_t p = 0; p < PLACES; p++)
        names[p] = random_below(&seed, STRIDE);
    const apl_kernels *kernels;
    for (int k = 0; (kernels = apl_kernels_at(k)); k++) {
        int32_t width = kernels->width;
        double *columns = some_numbers(&seed, width * STRIDE);
        for (int32_t n = 1; n <= width; n++)
            for (int how = 0; how < 4; how++) {
                double *x = guarded(PLACES * width);
                int64_t stride = how & 2 ? STRIDE : 0, begin = 3, end = PLACES - 2;
                kernels->place(columns, stride, n, how & 1 ? names : NULL, begin, end, x);
                for (int64_t p = 0; p < PLACES; p++)
                    for (int32_t c = 0; c < width; c++) {
                        double found = x[p * width + c];
                        if (p < begin || p >= end)
                            ck_assert(isnan(found));
                        else
                            ck_assert_bits(found,
                                           c < n ? columns[(how & 1 ? names[p] : p) + c * stride]
                                                 : 0.0);
                    }
                free_guarded(x, PLACES * width);
            }
        free(columns);
    }
}
END_TEST

START_TEST(quotients_and_what_is_too_large)
{
    enum { PLACES = 20 };
    uint64_t seed = 34;
    const apl_kernels *kernels;
    for (int k = 0; (kernels = apl_kernels_at(k)); k++)
        for (int trial = 0; trial < 200; trial++) {
            int32_t width = kernels->width;
            int by_one = trial % 2, wrong = trial % 5, large = 0;
            double *x = some_numbers(&seed, PLACES * width);
            double *by = some_numbers(&seed, PLACES * width), *given = malloc(PLACES * 64);
            ck_assert_ptr_nonnull(given);
            int32_t at = random_below(&seed, PLACES * width);
            x[at] = wrong == 1 ? DBL_MAX : 5.0;
            by[by_one ? at / width : at] = wrong == 1   ? 0.5
                                           : wrong == 2 ? (double)INFINITY
                                           : wrong == 3 ? 0.0
                                                        : 0x1p-1022;
            memcpy(given, x, (size_t)(PLACES * width) * sizeof *x);
            large = kernels->divide(x, by, by_one, 1, PLACES - 1);
            int expected = 0;
            for (int32_t s = 0; s < PLACES * width; s++) {
                double divisor = by[by_one ? s / width : s];
                double quotient = divisor > 0.0 ? given[s] / divisor : 0.0;
                int taken = s >= width && s < (PLACES - 1) * width;
                ck_assert_bits(x[s], taken ? quotient : given[s]);
                expected |= taken && (isinf(quotient) || isinf(divisor));
            }
            ck_assert_int_eq(large, expected);
            free(given);
            free(by);
            free(x);
        }
}
END_TEST

START_TEST(numbers_that_are_none)
{
    enum { MOST = 40 };
    const double none[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, -1.0, -0x1p-1074};
    const double some[] = {0.0, -0.0, DBL_MAX, 0x1p-1074, 3.0};
    const apl_kernels *kernels;
    for (int k = 0; (kernels = apl_kernels_at(k)); k++)
        for (int32_t n = 0; n <= MOST; n++) {
            double x[MOST] = {0}, most[MOST];
            for (int32_t i = 0; i < n; i++)
                most[i] = x[i] = some[(i + n) % 5];
            ck_assert_int_eq(kernels->any_wrong(x, NULL, n), 0);
            ck_assert_int_eq(kernels->any_wrong(x, most, n), 0);
            for (int32_t i = 0; i < n; i++) {
                double kept = x[i];
                for (size_t w = 0; w < sizeof none / sizeof *none; w++) {
                    x[i] = none[w];
                    ck_assert_int_ne(kernels->any_wrong(x, NULL, n), 0);
                    ck_assert_int_ne(kernels->any_wrong(x, most, n), 0);
                }
                x[i] = kept;
                most[i] = nextafter(kept, -1.0);
                ck_assert_int_eq(kernels->any_wrong(x, NULL, n), 0);
                ck_assert_int_ne(kernels->any_wrong(x, most, n), 0);
                most[i] = kept;
            }
        }
}
END_TEST

/* Long enough for four threads, each with its own part. */
START_TEST(numbers_are_looked_at_in_every_part)
{
    enum { MANY = 400001 };
    double *x = calloc(MANY, sizeof *x), *most = calloc(MANY, sizeof *most);
    ck_assert(x && most);
    for (int32_t threads = 1; threads <= 4; threads++) {
        ck_assert_int_eq(apl_all_numbers(x, most, MANY, threads), 1);
        for (int64_t k = 0; k < MANY; k += MANY / 8) {
            x[k] = 2.0;
            ck_assert_int_eq(apl_all_numbers(x, NULL, MANY, threads), 1);
            ck_assert_int_eq(apl_all_numbers(x, most, MANY, threads), 0);
            most[k] = 2.0;
            ck_assert_int_eq(apl_all_numbers(x, most, MANY, threads), 1);
            x[k] = -1.0;
            ck_assert_int_eq(apl_all_numbers(x, NULL, MANY, threads), 0);
            x[k] = most[k] = 0.0;
        }
    }
    free(x);
    free(most);
}
END_TEST

START_TEST(kernels_are_chosen_by_name)
{
    const apl_kernels *best = apl_kernels_at(0), *kernels;
    ck_assert_ptr_nonnull(best);
    for (int k = 0; (kernels = apl_kernels_at(k)); k++) {
        ck_assert_int_eq(apl_kernels_use(kernels->name), 1);
        ck_assert_ptr_eq(apl_kernels_in_use(), kernels);
        ck_assert_int_eq(apl_kernels_use("none of them"), 0);
        ck_assert_ptr_eq(apl_kernels_in_use(), kernels);
        if (!apl_kernels_at(k + 1))
            ck_assert_str_eq(kernels->name, "portable");
    }
    ck_assert_int_eq(apl_kernels_use(NULL), 1);
    ck_assert_ptr_eq(apl_kernels_in_use(), best);
    ck_assert_ptr_null(apl_kernels_at(-1));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, tiles_are_summed_one_after_the_other);
    tcase_add_test(tests, steps_of_any_number_of_threads);
    tcase_add_test(tests, columns_are_put_side_by_side);
    tcase_add_test(tests, quotients_and_what_is_too_large);
    tcase_add_test(tests, numbers_that_are_none);
    tcase_add_test(tests, numbers_are_looked_at_in_every_part);
    tcase_add_test(tests, kernels_are_chosen_by_name);
}

int main(void)
{
    return run_tests("kernels", add);
}
