/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a file, row after row: what is wrong is told as the careful reading tells it. */
#include "base/h5.h"
#include "streams.h"
#include "tables/times_h5.h"

/* The answer of both ways for tables that are not those of the file; equal in all that is told. */
static aploc_status both_ways(const scene *s, const aploc_communes *communes,
                              const aploc_communes *sites, int32_t unknown, aploc_error *err)
{
    aploc_decay decay = some_decay(3);
    aploc_error careful = {0};
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_read_report rows[2] = {APLOC_READ_REPORT_INIT, APLOC_READ_REPORT_INIT};
    aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    size_t n = (size_t)aploc_communes_count(communes);
    size_t m = (size_t)aploc_communes_count(sites ? sites : communes);
    double *numbers = malloc((3 * n + m) * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    double *demand = numbers, *apl = numbers + n, *streamed = apl + n, *supply = streamed + n;
    for (size_t i = 0; i < n; i++)
        demand[i] = (double)(i % 7) * 10.0;
    for (size_t j = 0; j < m; j++)
        supply[j] = (double)(j % 5) * 100.0;
    reading.unknown = options.unknown = unknown;
    options.rows = &rows[1];
    aploc_status status =
        aploc_times_read_h5(s->path, communes, sites, &reading, &times, &rows[0], &careful);
    ck_assert_int_eq(
        aploc_solve_file(s->path, communes, sites, &decay, demand, supply, streamed, &options, err),
        status);
    if (status) {
        ck_assert_str_eq(err->message, careful.message);
        ck_assert_str_eq(err->code, careful.code);
    } else {
        ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, err), *err);
        ck_assert_ok(aploc_solve(plan, demand, supply, apl, NULL, err), *err);
        ck_assert_mem_eq(apl, streamed, n * sizeof *apl);
        ck_assert_int_eq(rows[0].n_kept, rows[1].n_kept);
        ck_assert_int_eq(rows[0].n_own, rows[1].n_own);
        ck_assert_int_eq(rows[0].n_unknown, rows[1].n_unknown);
        ck_assert_int_eq(rows[0].n_unknown_codes, rows[1].n_unknown_codes);
        ck_assert_str_eq(rows[0].unknown[0].code, rows[1].unknown[0].code);
    }
    aploc_plan_free(plan);
    aploc_times_free(times);
    free(numbers);
    return status;
}

START_TEST(tables_that_lack_codes_or_have_more)
{
    uint64_t seed = 71;
    aploc_error err = {0};
    int refused = 0;
    for (int k = 0; k < trials(60); k++) {
        scene s = make_scene(&seed, 40);
        int first = random_below(&seed, 4), step = 1 + random_below(&seed, 3);
        aploc_communes *other = places_of("other.csv", 1 + random_below(&seed, 60), first, step);
        aploc_communes *sites =
            s.sites ? places_of("o.csv", 1 + random_below(&seed, 60), first, step) : NULL;
        ck_assert_ok(both_ways(&s, other, sites, APLOC_SKIP, &err), err);
        refused += both_ways(&s, other, sites, APLOC_REFUSE, &err) == APLOC_ERR_CODE_UNKNOWN;
        aploc_communes_free(other);
        aploc_communes_free(sites);
        free_scene(&s);
    }
    ck_assert_int_gt(refused, trials(10));
    ck_assert_int_lt(refused, trials(60));
}
END_TEST

/* Change a byte here and there; how often it was found. */
static int damage(int least, int largest, uint64_t *seed, int step, int *n)
{
    aploc_error err = {0};
    int found = 0;
    size_t length = 0;
    scene s = make_scene(seed, 2);
    do {
        free_scene(&s);
        s = make_scene(seed, largest);
    } while (s.n < least || !s.sites || s.m < least);
    char *bytes = bytes_of_file(s.path, &length);
    for (size_t at = 48; at < length; at += 1 + (size_t)random_below(seed, step)) {
        char was = bytes[at];
        bytes[at] ^= (char)(1 << random_below(seed, 8));
        file_of_bytes("scene.h5", bytes, length);
        aploc_status status = both_ways(&s, s.communes, s.sites, APLOC_REFUSE, &err);
        found += status == APLOC_ERR_DIGEST || status == APLOC_ERR_FORMAT;
        ++*n;
        bytes[at] = was;
    }
    free(bytes);
    free_scene(&s);
    return found;
}

/* Whatever byte is changed: the same answer as the careful reading has, in the same words. Values lie as
 * they are in small tables, where nothing but the digest knows them, and deflated in others. */
START_TEST(damage_is_told_as_by_the_careful_reading)
{
    uint64_t seed = 73;
    int n = 0;
    int found =
        damage(15, 25, &seed, trials_apart(60), &n) + damage(40, 60, &seed, trials_apart(240), &n);
    ck_assert_int_gt(n, trials(100));
    ck_assert_int_gt(found, n / 4);
}
END_TEST

/* A file of values that cannot be, without digests: made by hand, as others may. */
static const char *file_with(const uint16_t index[4], const double minutes[4])
{
    static const char *const codes[] = {"p0000", "p0001", "p0002"};
    const int64_t offsets[] = {0, 2, 2, 4};
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    const char *path = file_path("hand.h5");
    ck_assert_ok(apl_h5_create(path, &h5, &err), err);
    ck_assert_ok(apl_h5_write_format(h5, "aploc times", 1, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "from_count", 3, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "to_count", 3, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "pair_count", 4, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "same_places", 1, &err), err);
    ck_assert_ok(apl_h5_write_texts(h5, "/from", 3, codes, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/offsets", APL_H5_I64, 4, 0, offsets, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/index", APL_H5_U16, 4, 0, index, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/minutes", APL_H5_F64, 4, 0, minutes, &err), err);
    ck_assert_ok(apl_h5_commit(h5, &err), err);
    apl_h5_close(h5);
    return path;
}

START_TEST(values_that_cannot_be)
{
    static const struct {
        uint16_t index[4];
        double minutes[4];
        aploc_status status;
    } cases[] = {{{0, 2, 1, 2}, {0, 1, 2, 3.25}, APLOC_OK},
                 {{0, 3, 1, 2}, {0, 1, 2, 3}, APLOC_ERR_INDEX},
                 {{2, 0, 1, 2}, {0, 1, 2, 3}, APLOC_ERR_FORMAT},
                 {{0, 2, 1, 1}, {0, 1, 2, 3}, APLOC_ERR_PAIR_REPEATED},
                 {{0, 2, 1, 2}, {0, 1, -2, 3}, APLOC_ERR_NEGATIVE},
                 {{0, 2, 1, 2}, {0, 1, 2, INFINITY}, APLOC_ERR_NOT_FINITE},
                 {{0, 2, 1, 2}, {NAN, 1, 2, 3}, APLOC_ERR_NOT_FINITE}};
    aploc_communes *communes = places_of("c.csv", 3, 0, 1);
    aploc_error err = {0};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        scene s = {.path = file_with(cases[k].index, cases[k].minutes)};
        ck_assert_int_eq(both_ways(&s, communes, NULL, APLOC_REFUSE, &err), cases[k].status);
    }
    aploc_communes_free(communes);
}
END_TEST

START_TEST(another_order_is_refused)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    aploc_decay decay = some_decay(0);
    const uint16_t index[] = {0, 2, 1, 2};
    const double minutes[] = {0, 1, 2, 3};
    double demand[] = {1, 2, 3}, apl[] = {7, 7, 7};
    const char *path = file_with(index, minutes);
    ck_assert_ok(aploc_communes_read_csv(file_of("c.csv", "code\np0001\np0000\np0002\n"), NULL,
                                         &communes, NULL, &err),
                 err);
    ck_assert_fails(aploc_solve_file(path, communes, NULL, &decay, demand, demand, apl, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "hand.h5: found the rows in another order than in "));
    ck_assert_bits(apl[0], 7.0);
    aploc_communes_free(communes);
}
END_TEST

/* ---- calls ---- */

static int stop(void *data, const char *what, double done)
{
    (void)done;
    ck_assert_str_eq(what, "reading hand.h5");
    return ++*(int *)data == 2;
}

START_TEST(wrong_calls_and_a_caller_who_stops)
{
    aploc_error err = {0};
    aploc_communes *communes = places_of("c.csv", 3, 0, 1);
    aploc_decay decay = some_decay(0);
    const uint16_t index[] = {0, 2, 1, 2};
    const double minutes[] = {0, 1, 2, 3};
    double demand[] = {1, 2, 3}, apl[] = {7, 7, 7};
    int calls = 0;
    const char *path = file_with(index, minutes);
    const aploc_solve_file_options good = APLOC_SOLVE_FILE_OPTIONS_INIT;
    aploc_solve_file_options bad[8] = {good, good, good, good, good, good, good, good};
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    bad[0].size = 8;
    bad[1].memory = -1;
    bad[2].n_threads = -1;
    bad[3].variant = APLOC_VARIANT_I2SFCA;
    bad[4].variant = APLOC_VARIANT_NEAREST;
    bad[5].variant = 99;
    bad[6].own = 7;
    bad[7].unknown = 7;
    for (int k = 0; k < 8; k++)
        ck_assert_fails(
            aploc_solve_file(path, communes, NULL, &decay, demand, demand, apl, &bad[k], &err),
            APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_solve_file(NULL, communes, NULL, &decay, demand, demand, apl, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(
        aploc_solve_file("/no/such.h5", communes, NULL, &decay, demand, demand, apl, NULL, &err),
        APLOC_ERR_OPEN);
    aploc_solve_file_options told = good;
    told.progress = stop;
    told.progress_data = &calls;
    ck_assert_fails(
        aploc_solve_file(path, communes, NULL, &decay, demand, demand, apl, &told, &err),
        APLOC_ERR_CANCELLED);
    ck_assert_bits(apl[0], 7.0);
    demand[1] = -1.0;
    ck_assert_fails(aploc_solve_file(path, communes, NULL, &decay, demand, apl, apl, NULL, &err),
                    APLOC_ERR_NEGATIVE);
    ck_assert_ok(aploc_times_look_h5(path, &facts, &err), err);
    ck_assert_int_eq(facts.from_count, 3);
    ck_assert_int_eq(facts.to_count, 3);
    ck_assert_int_eq(facts.pair_count, 4);
    ck_assert_int_ge(facts.bytes_in_memory, 4 * 36);
    facts.size = 1;
    ck_assert_fails(aploc_times_look_h5(path, &facts, &err), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_times_look_h5(NULL, &facts, &err), APLOC_ERR_ARGUMENT);
    aploc_communes_free(communes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, tables_that_lack_codes_or_have_more);
    tcase_add_test(tests, damage_is_told_as_by_the_careful_reading);
    tcase_add_test(tests, values_that_cannot_be);
    tcase_add_test(tests, another_order_is_refused);
    tcase_add_test(tests, wrong_calls_and_a_caller_who_stops);
}

int main(void)
{
    return run_tests("stream_faults", add);
}
