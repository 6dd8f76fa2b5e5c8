/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file, row after row: the bits of the table in memory, whatever may be held. */
#include "base/ahead.h"
#include "streams.h"
#include "tables/stretch.h"

static void check_reports(const aploc_solve_report *a, const aploc_solve_report *b)
{
    ck_assert_bits(a->demand, b->demand);
    ck_assert_bits(a->supply, b->supply);
    ck_assert_bits(a->supply_reached, b->supply_reached);
    ck_assert_bits(a->supply_lost, b->supply_lost);
    ck_assert_int_eq(a->n_lost, b->n_lost);
    ck_assert_int_eq(a->n_unreached, b->n_unreached);
    ck_assert_bits(a->demand_unreached, b->demand_unreached);
    ck_assert_bits(a->mean, b->mean);
}

/* What the usual way gives. */
typedef struct answer {
    double *apl, *ratios;
    aploc_solve_report report;
    aploc_read_report rows;
    int64_t n_pairs;
} answer;

static answer usual_way(const scene *s, const aploc_decay *decay, int32_t variant, int32_t own)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    answer a = {.report = APLOC_SOLVE_REPORT_INIT, .rows = APLOC_READ_REPORT_INIT};
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    a.apl = calloc((size_t)s->n, sizeof *a.apl);
    a.ratios = calloc((size_t)s->m, sizeof *a.ratios);
    ck_assert(a.apl && a.ratios);
    how.own = own;
    options.variant = variant;
    options.ratios = a.ratios;
    options.report = &a.report;
    ck_assert_ok(aploc_times_read_h5(s->path, s->communes, s->sites, NULL, &times, &a.rows, &err),
                 err);
    ck_assert_ok(aploc_plan_create(times, decay, &how, &plan, &err), err);
    ck_assert_ok(aploc_solve(plan, s->demand, s->supply, a.apl, &options, &err), err);
    a.n_pairs = aploc_plan_pair_count(plan);
    aploc_plan_free(plan);
    aploc_times_free(times);
    return a;
}

/* The same from the file; returns the passes it took. */
static int32_t check_stream(const scene *s, const aploc_decay *decay, const answer *a,
                            int32_t variant, int32_t own, int32_t n_threads, int64_t memory)
{
    aploc_error err = {0};
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_read_report rows = APLOC_READ_REPORT_INIT;
    aploc_solve_file_report work = APLOC_SOLVE_FILE_REPORT_INIT;
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    double *apl = calloc((size_t)s->n, sizeof *apl), *ratios = calloc((size_t)s->m, sizeof *ratios);
    ck_assert(apl && ratios);
    options.memory = memory;
    options.n_threads = n_threads;
    options.variant = variant;
    options.own = own;
    options.ratios = ratios;
    options.report = &report;
    options.rows = &rows;
    options.work = &work;
    ck_assert_ok(aploc_solve_file(s->path, s->communes, s->sites, decay, s->demand, s->supply, apl,
                                  &options, &err),
                 err);
    ck_assert_mem_eq(apl, a->apl, (size_t)s->n * sizeof *apl);
    ck_assert_mem_eq(ratios, a->ratios, (size_t)s->m * sizeof *ratios);
    check_reports(&report, &a->report);
    ck_assert_int_eq(work.n_pairs, a->n_pairs);
    ck_assert_int_eq(rows.n_rows, a->rows.n_rows);
    ck_assert_int_eq(rows.n_kept, a->rows.n_kept);
    ck_assert_int_eq(rows.n_own, a->rows.n_own);
    ck_assert_int_eq(rows.n_own_not_zero, a->rows.n_own_not_zero);
    ck_assert_str_eq(rows.used, a->rows.used);
    ck_assert(memory == 0 || work.bytes <= memory);
    free(apl);
    free(ratios);
    return work.n_passes;
}

/* What one pass needs, from the message that says so. */
static int64_t least_memory(const scene *s, const aploc_decay *decay, int32_t variant)
{
    aploc_error err = {0};
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    aploc_solve_file_report work = APLOC_SOLVE_FILE_REPORT_INIT;
    double *apl = calloc((size_t)s->n, sizeof *apl);
    options.memory = 1;
    options.variant = variant;
    options.work = &work;
    ck_assert_fails(aploc_solve_file(s->path, s->communes, s->sites, decay, s->demand, s->supply,
                                     apl, &options, &err),
                    APLOC_ERR_OPTIONS);
    const char *words = strstr(err.message, "expected ");
    ck_assert_msg(words && strstr(err.message, "found 1 bytes of memory"), "'%s'", err.message);
    ck_assert_int_eq(work.bytes, atoll(words + 9));
    ck_assert_int_eq(work.n_passes, 0);
    free(apl);
    return atoll(words + 9);
}

START_TEST(the_bits_of_the_table_in_memory)
{
    uint64_t seed = 61;
    int passes[3] = {0};
    for (int k = 0; k < trials(60); k++) {
        scene s = make_scene(&seed, 70);
        aploc_decay decay = some_decay((uint64_t)k);
        for (int32_t variant = 0; variant <= APLOC_VARIANT_CUMULATIVE; variant++) {
            int32_t own = s.sites ? 0 : random_below(&seed, 3);
            if (variant == APLOC_VARIANT_KD2SFCA && decay.kind == APLOC_DECAY_STEPS)
                continue;
            answer a = usual_way(&s, &decay, variant, own);
            int64_t least = least_memory(&s, &decay, variant);
            passes[check_stream(&s, &decay, &a, variant, own, 1, 0)]++;
            passes[check_stream(&s, &decay, &a, variant, own, 2, least)]++;
            passes[check_stream(&s, &decay, &a, variant, own, 0, least + 5000)]++;
            free(a.apl);
            free(a.ratios);
        }
        free_scene(&s);
    }
    ck_assert_int_gt(passes[1], trials(100));
    ck_assert_int_gt(passes[2], trials(100));
}
END_TEST

/* More pairs than a chunk, a slot and a block hold; and one table for the file, another for the call. */
START_TEST(large_rows_and_places_that_are_left_out)
{
    uint64_t seed = 67;
    aploc_decay decay = some_decay(2);
    for (int k = 0; k < 2; k++) {
        scene s = make_scene(&seed, 2);
        free_scene(&s);
        while (s.n < 350 || s.m < 350) {
            s = make_scene(&seed, 700);
            if (s.n < 350 || s.m < 350)
                free_scene(&s);
        }
        answer a = usual_way(&s, &decay, 0, 0);
        check_stream(&s, &decay, &a, 0, 0, 2, least_memory(&s, &decay, 0));
        check_stream(&s, &decay, &a, 0, 0, 1, 0);
        free(a.apl);
        free(a.ratios);
        free_scene(&s);
    }
}
END_TEST

/* ---- stretches ---- */

static void check_stretches(apl_stretches *stretches, const aploc_times *times)
{
    aploc_error err = {0};
    apl_stretch stretch;
    for (int pass = 0; pass < 2; pass++) {
        int32_t row = 0;
        ck_assert_ok(apl_stretches_begin(stretches, &err), err);
        for (;;) {
            ck_assert_ok(apl_stretches_next(stretches, &stretch, &err), err);
            if (stretch.n_rows == 0)
                break;
            ck_assert_int_eq(stretch.first, row);
            for (int32_t r = 0; r < stretch.n_rows; r++, row++) {
                const int32_t *to;
                const double *minutes;
                int64_t n = aploc_times_row(times, row, &to, &minutes), at = stretch.offsets[r];
                ck_assert_int_eq(stretch.offsets[r + 1] - at, n);
                ck_assert_mem_eq(stretch.to + at, to, (size_t)n * sizeof *to);
                ck_assert_mem_eq(stretch.minutes + at, minutes, (size_t)n * sizeof *minutes);
                for (int64_t k = at; stretch.codes && k < at + n; k++)
                    ck_assert_bits(stretch.codes[k] / (double)apl_stretches_scale(stretches),
                                   stretch.minutes[k]);
            }
        }
        ck_assert_int_eq(row, aploc_times_demand_count(times));
        ck_assert_int_eq(apl_stretches_pair_count(stretches), aploc_times_pair_count(times));
    }
}

/* Few rows among many places, so that gaps are longer than a stretch. */
START_TEST(stretches_are_the_rows_of_the_table)
{
    enum { PLACES = 65537 }; /* one column more than 16 bits count */
    static char text[PLACES * 8];
    aploc_error err = {0};
    aploc_communes *communes = NULL, *few = NULL;
    aploc_times *times = NULL, *wide = NULL;
    apl_stretches *stretches = NULL;
    size_t at = (size_t)sprintf(text, "code\n");
    for (int k = 0; k < PLACES; k++)
        at += (size_t)sprintf(text + at, "q%05d\n", k);
    ck_assert_ok(aploc_communes_read_csv(file_of("many.csv", text), NULL, &communes, NULL, &err),
                 err);
    ck_assert_ok(
        aploc_communes_read_csv(file_of("few.csv", "code\nq00003\nq00004\nq40000\nq65536\n"), NULL,
                                &few, NULL, &err),
        err);
    const int32_t from[] = {0, 0, 1, 3}, to[] = {1, 3, 0, 2};
    const double minutes[] = {1.5, 20, 3, 4.1};
    ck_assert_ok(aploc_times_from_pairs(4, 4, 4, from, to, minutes, &times, &err), err);
    const char *path = file_path("few.h5");
    ck_assert_ok(aploc_times_write_h5(path, times, few, NULL, &err), err);
    aploc_times_free(times);
    ck_assert_ok(aploc_times_read_h5(path, communes, NULL, NULL, &wide, NULL, &err), err);
    for (int ahead = 0; ahead < 2; ahead++) {
        const apl_stretch_options options = {.ahead = ahead, .wants_minutes = 1};
        ck_assert_ok(apl_stretches_open(path, communes, NULL, &options, &stretches, &err), err);
        ck_assert_int_eq(apl_stretches_scale(stretches), 10);
        check_stretches(stretches, wide);
        apl_stretches_close(stretches);
    }
    /* Kept between the passes, columns and all. */
    aploc_plan *plan = NULL;
    aploc_decay decay = APLOC_DECAY_INIT;
    double *numbers = malloc(4 * PLACES * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    for (int k = 0; k < 2 * PLACES; k++)
        numbers[k] = k % 7 + 1;
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 30;
    ck_assert_ok(aploc_plan_create(wide, &decay, NULL, &plan, &err), err);
    ck_assert_ok(aploc_solve(plan, numbers, numbers + PLACES, numbers + 2 * PLACES, NULL, &err),
                 err);
    ck_assert_ok(aploc_solve_file(path, communes, NULL, &decay, numbers, numbers + PLACES,
                                  numbers + 3 * PLACES, NULL, &err),
                 err);
    ck_assert_mem_eq(numbers + 2 * PLACES, numbers + 3 * PLACES, PLACES * sizeof *numbers);
    aploc_plan_free(plan);
    free(numbers);
    ck_assert_ok(apl_stretches_of(wide, &stretches, &err), err);
    check_stretches(stretches, wide);
    aploc_read_report rows = APLOC_READ_REPORT_INIT;
    apl_stretches_report(stretches, &rows);
    ck_assert(rows.n_rows == 4 && rows.n_kept == 4);
    apl_stretches_close(stretches);
    aploc_times_free(wide);
    aploc_communes_free(communes);
    aploc_communes_free(few);
}
END_TEST

/* ---- work ahead ---- */

typedef struct counting {
    int filled, last, fails;
    int slots[APL_AHEAD_SLOTS];
} counting;

static aploc_status count_up(void *data, int slot, int *is_last, aploc_error *err)
{
    counting *c = data;
    c->slots[slot] = c->filled++;
    *is_last = c->filled == c->last;
    if (c->fails && *is_last)
        return apl_fail(err, APLOC_ERR_READ, "found the end");
    return APLOC_OK;
}

START_TEST(work_ahead_comes_in_order_and_ends)
{
    for (int threaded = 0; threaded < 2; threaded++) {
        for (int last = 1; last < 40; last++) {
            counting c = {.last = last, .fails = last % 3 == 0};
            apl_ahead *ahead = NULL;
            aploc_error err = {0};
            int slot = 0, n = 0;
            ck_assert_ok(apl_ahead_start(threaded, count_up, &c, &ahead, &err), err);
            aploc_status status = APLOC_OK;
            for (;; n++) {
                status = apl_ahead_next(ahead, &slot, &err);
                if (status || slot < 0)
                    break;
                ck_assert_int_eq(c.slots[slot], n);
            }
            ck_assert_int_eq(n, last - c.fails);
            ck_assert_int_eq(status, c.fails ? APLOC_ERR_READ : APLOC_OK);
            ck_assert_str_eq(err.message, c.fails ? "found the end" : "");
            apl_ahead_stop(ahead);
            /* And one that is given up at once. */
            ck_assert_ok(apl_ahead_start(threaded, count_up, &c, &ahead, &err), err);
            apl_ahead_stop(ahead);
        }
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, the_bits_of_the_table_in_memory);
    tcase_add_test(tests, large_rows_and_places_that_are_left_out);
    tcase_add_test(tests, stretches_are_the_rows_of_the_table);
    tcase_add_test(tests, work_ahead_comes_in_order_and_ends);
}

int main(void)
{
    return run_tests("stream", add);
}
