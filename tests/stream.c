/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file, row after row: the bits of the table in memory, whatever may be held. */
#include <math.h>

#include <aploc/aploc.h>

#include "base/ahead.h"
#include "folder.h"
#include "support.h"
#include "tables/stretch.h"
#include "territory.h"

/* Places "p0000", "p0001" …, every `step`-th one, `n` of them. */
static aploc_communes *places_of(const char *name, int n, int first, int step)
{
    aploc_communes *places = NULL;
    aploc_error err = {0};
    size_t room = (size_t)n * 6 + 16, at = 5;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "code\n");
    for (int k = 0; k < n; k++)
        at += (size_t)snprintf(text + at, room - at, "p%04d\n", first + k * step);
    ck_assert_ok(aploc_communes_read_csv(file_of(name, text), NULL, &places, NULL, &err), err);
    free(text);
    return places;
}

/* A matrix in memory and in a file, with its numbers. */
typedef struct scene {
    aploc_communes *communes, *sites; /* of the file */
    int n, m;
    double *minutes, *demand, *supply; /* minutes: n × m, NaN out of reach */
    const char *path;
} scene;

static double some_minutes(uint64_t *seed, int form)
{
    double minutes = 45.0 * random_unit(seed);
    return form == 0   ? floor(minutes * 10.0) / 10.0 /* uint16 over 10 */
           : form == 1 ? floor(minutes)               /* uint16 over 1 */
           : form == 2 ? floor(minutes * 1e6) / 1e6   /* uint32 */
           : form == 3 ? (double)(float)minutes
                       : minutes;
}

static scene make_scene(uint64_t *seed, int largest)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    int square = random_below(seed, 2), form = random_below(seed, 5);
    scene s = {.n = 1 + random_below(seed, largest), .path = file_path("scene.h5")};
    s.m = square ? s.n : 1 + random_below(seed, largest);
    s.minutes = malloc((size_t)s.n * (size_t)s.m * sizeof *s.minutes);
    s.demand = malloc((size_t)s.n * sizeof *s.demand);
    s.supply = malloc((size_t)s.m * sizeof *s.supply);
    ck_assert(s.minutes && s.demand && s.supply);
    double known = random_unit(seed), served = random_unit(seed);
    for (int k = 0; k < s.n * s.m; k++)
        s.minutes[k] = random_unit(seed) < known ? some_minutes(seed, form) : (double)NAN;
    for (int i = 0; i < s.n; i++)
        s.demand[i] = random_below(seed, 6) ? 1e4 * random_unit(seed) : 0.0;
    for (int j = 0; j < s.m; j++)
        s.supply[j] = random_unit(seed) < served ? 5e4 * random_unit(seed) : 0.0;
    s.communes = places_of("communes.csv", s.n, 0, 1);
    s.sites = square ? NULL : places_of("sites.csv", s.m, 1, 2);
    ck_assert_ok(aploc_times_from_matrix(s.n, s.m, s.minutes, &times, &err), err);
    times->same_places = square;
    ck_assert_ok(aploc_times_write_h5(s.path, times, s.communes, s.sites, &err), err);
    aploc_times_free(times);
    return s;
}

static void free_scene(scene *s)
{
    aploc_communes_free(s->communes);
    aploc_communes_free(s->sites);
    free(s->minutes);
    free(s->demand);
    free(s->supply);
}

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
    double *apl = calloc((size_t)s->n, sizeof *apl);
    options.memory = 1;
    options.variant = variant;
    ck_assert_fails(aploc_solve_file(s->path, s->communes, s->sites, decay, s->demand, s->supply,
                                     apl, &options, &err),
                    APLOC_ERR_OPTIONS);
    const char *words = strstr(err.message, "expected ");
    ck_assert_msg(words && strstr(err.message, "found 1 bytes of memory"), "'%s'", err.message);
    free(apl);
    return atoll(words + 9);
}

START_TEST(the_bits_of_the_table_in_memory)
{
    uint64_t seed = 61;
    int passes[3] = {0};
    for (int k = 0; k < 120; k++) {
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
    ck_assert_int_gt(passes[1], 100);
    ck_assert_int_gt(passes[2], 100);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, the_bits_of_the_table_in_memory);
}

int main(void)
{
    return run_tests("stream", add);
}
