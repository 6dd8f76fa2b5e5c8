/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file of times takes in memory, told before it is read. */
#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"

enum { N = 50, N_ALL = N * N };

/* 50 places, by code, or the other way round. */
static aploc_communes *make_places(const char *name, int falls)
{
    char text[1024] = "code\n";
    aploc_error err = {0};
    aploc_communes *places = NULL;
    for (int k = 0; k < N; k++)
        sprintf(text + strlen(text), "%d\n", falls ? 100 + N - 1 - k : 100 + k);
    ck_assert_ok(aploc_communes_read_csv(file_of(name, text), NULL, &places, NULL, &err), err);
    return places;
}

/* The facts of a file, for some decay that reaches 30 minutes. */
static aploc_times_facts look_at(const char *path, const aploc_communes *c, int32_t kind,
                                 const double *supply)
{
    static const double minutes[] = {0.0, 30.0}, values[] = {1.0, 0.0};
    aploc_error err = {0};
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    options.supply = supply;
    decay.kind = kind;
    decay.scale = 100.0;
    decay.cut = 30.0;
    if (kind == APLOC_DECAY_STEPS) {
        decay = (aploc_decay){.size = sizeof decay,
                              .kind = kind,
                              .n_points = 2,
                              .minutes = minutes,
                              .values = values};
    }
    ck_assert_ok(aploc_plan_look_file(path, c, NULL, &decay, &options, NULL, &facts, &err), err);
    return facts;
}

static aploc_times_facts look(const char *path, const aploc_communes *c, const double *supply)
{
    return look_at(path, c, APLOC_DECAY_GAUSSIAN, supply);
}

/* A text of all pairs of 50 places: `step` 1 or -1 says in which order; minutes end in `digits`. */
static const char *square(const char *name, int step, const char *digits)
{
    static char text[64 * N_ALL];
    int used = sprintf(text, "from,to,minutes\n");
    for (int k = 0, pair = step > 0 ? 0 : N_ALL - 1; k < N_ALL; k++, pair += step)
        used += sprintf(text + used, "%d,%d,%d.%s\n", 100 + pair / N, 100 + pair % N, pair % 60,
                        digits);
    return file_of(name, text);
}

START_TEST(a_text)
{
    double supply[N] = {0};
    aploc_communes *c = make_places("c.csv", 0);
    aploc_times_facts usual = look(square("u.csv", 1, "5"), c, supply);
    ck_assert_int_eq(usual.from_count, N);
    ck_assert_int_eq(usual.to_count, N);
    ck_assert_int_eq(usual.pair_count, N_ALL);
    ck_assert_int_eq(usual.bytes_of_plan, usual.bytes_in_memory);
    /* As it is read, 16 bytes a pair; 29 in another order; the rest are places and lines. */
    ck_assert_int_ge(usual.bytes_in_memory, N_ALL * 16);
    ck_assert_int_lt(usual.bytes_in_memory, N_ALL * 16 + 10000);
    ck_assert_int_ge(look(square("d.csv", -1, "5"), c, supply).bytes_in_memory, N_ALL * 29);
    /* With supply everywhere a plan takes more than to read it, for 1240 pairs below 30 minutes and one at 30;
     * without codes for its weights twice as much. */
    int64_t coded = look(square("u.csv", 1, "5"), c, NULL).bytes_in_memory;
    ck_assert_int_ge(coded, N_ALL * 12 + 1240 * 22);
    ck_assert_int_ge(look(square("f.csv", 1, "512"), c, NULL).bytes_in_memory, coded + 1240 * 22);
    supply[7] = 1.0;
    ck_assert_int_lt(look(square("u.csv", 1, "5"), c, supply).bytes_in_memory, coded);
    /* A row that says nothing new takes its place. */
    const char *twice = file_of("t.csv", "from,to,minutes\n100,101,5\n100,101,6\n");
    ck_assert_int_eq(look(twice, c, NULL).pair_count, 2);
    aploc_communes_free(c);
}
END_TEST

/* A text as HDF5; NULL in a build without. */
static const char *as_h5(const char *text, const char *name)
{
    aploc_error err = {0};
    const char *path = file_path(name);
    aploc_status status = aploc_times_convert(text, path, NULL, NULL, &err);
    if (status == APLOC_ERR_UNSUPPORTED)
        return NULL;
    ck_assert_ok(status, err);
    return path;
}

/* The pairs of square() below 30 minutes that go to the places first … last - 1; all are below 30 or not. */
static int64_t pairs_to(int first, int last)
{
    int64_t n = 0;
    for (int pair = 0; pair < N_ALL; pair++)
        n += pair % 60 < 30 && pair % N >= first && pair % N < last;
    return n;
}

START_TEST(codes_of_minutes)
{
    double supply[N] = {0};
    aploc_communes *c = make_places("c.csv", 0), *falls = make_places("f.csv", 1);
    const char *path = as_h5(square("u.csv", 1, "5"), "u.h5");
    if (!path)
        return;
    aploc_times_facts none = look(path, c, supply), all = look(path, c, NULL);
    ck_assert_int_eq(all.from_count, N);
    ck_assert_int_eq(all.to_count, N);
    ck_assert_int_eq(all.pair_count, N_ALL);
    /* A plan that uses no pair takes their codes and those of columns, and places; with a table, that and a code
     * a pair while they are chosen. */
    int64_t places = none.bytes_of_plan - N_ALL * 4;
    ck_assert_int_ge(places, 0);
    ck_assert_int_lt(places, 10000);
    ck_assert_int_ge(none.bytes_in_memory, N_ALL * 14);
    ck_assert_int_lt(none.bytes_in_memory, N_ALL * 14 + 10000);
    /* Every pair that is used takes its part, and no other does. */
    for (int j = 0; j < N / 2; j++)
        supply[j] = 2.0;
    aploc_times_facts half = look(path, c, supply);
    ck_assert_int_eq(all.bytes_of_plan - half.bytes_of_plan, 22 * pairs_to(N / 2, N));
    ck_assert_int_eq(all.bytes_in_memory - half.bytes_in_memory, 22 * pairs_to(N / 2, N));
    ck_assert_int_ge(half.bytes_of_plan, 22 * pairs_to(0, N / 2));
    ck_assert_int_eq(look_at(path, c, APLOC_DECAY_STEPS, NULL).bytes_of_plan, all.bytes_of_plan);
    /* Another order: a table is there twice meanwhile, a plan takes the same. Supply goes by place. */
    ck_assert_int_eq(look(path, falls, NULL).bytes_of_plan, all.bytes_of_plan);
    ck_assert_int_ge(look(path, falls, (const double[N]){0}).bytes_in_memory, N_ALL * 24);
    ck_assert_int_eq(look(path, falls, supply).bytes_of_plan,
                     all.bytes_of_plan - 22 * pairs_to(0, N / 2));
    /* No more than what the file says of itself. */
    aploc_error err = {0};
    aploc_times_facts most = APLOC_TIMES_FACTS_INIT;
    ck_assert_ok(aploc_times_look_h5(path, &most, &err), err);
    ck_assert_int_ge(most.bytes_of_plan, look(path, falls, NULL).bytes_in_memory);
    ck_assert_int_eq(most.bytes_in_memory, most.bytes_of_plan);
    aploc_communes_free(c);
    aploc_communes_free(falls);
}
END_TEST

START_TEST(other_minutes)
{
    aploc_communes *c = make_places("c.csv", 0), *falls = make_places("f.csv", 1);
    const char *path = as_h5(square("f.csv", 1, "512345678901234"), "f.h5");
    if (!path)
        return;
    /* No codes: a table, with weights that have none, either; or that are of steps, which do. */
    aploc_times_facts all = look(path, c, NULL), steps = look_at(path, c, APLOC_DECAY_STEPS, NULL);
    ck_assert_int_eq(all.bytes_of_plan, all.bytes_in_memory);
    ck_assert_int_ge(all.bytes_of_plan, N_ALL * 12 + pairs_to(0, N) * 44);
    ck_assert_int_eq(all.bytes_of_plan - steps.bytes_of_plan, (pairs_to(0, N) + 2 * N) * 22);
    aploc_error err = {0};
    aploc_times_facts most = APLOC_TIMES_FACTS_INIT;
    ck_assert_ok(aploc_times_look_h5(path, &most, &err), err);
    ck_assert_int_ge(most.bytes_in_memory, all.bytes_in_memory);
    ck_assert_int_ge(most.bytes_in_memory, N_ALL * 56);
    aploc_communes_free(c);
    aploc_communes_free(falls);
}
END_TEST

START_TEST(what_is_wrong)
{
    aploc_error err = {0};
    aploc_communes *c = make_places("c.csv", 0);
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT, kept = facts;
    aploc_decay decay = APLOC_DECAY_INIT;
    const char *other = file_of("o.csv", "from,to,minutes\n100,900,5\n");
    ck_assert_fails(aploc_plan_look_file(other, c, NULL, &decay, NULL, NULL, &facts, &err),
                    APLOC_ERR_OPTIONS);
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 20.0;
    ck_assert_fails(aploc_plan_look_file(other, c, NULL, &decay, NULL, NULL, &facts, &err),
                    APLOC_ERR_CODE_UNKNOWN);
    ck_assert_int_eq(err.line, 2);
    const char *cut = file_of("cut.h5", "\x89HDF\r\n\x1a\nand no more");
    aploc_status status = aploc_plan_look_file(cut, c, NULL, &decay, NULL, NULL, &facts, &err);
    ck_assert(status == APLOC_ERR_FORMAT || status == APLOC_ERR_UNSUPPORTED);
    ck_assert_fails(
        aploc_plan_look_file(file_path("no.csv"), c, NULL, &decay, NULL, NULL, &facts, &err),
        APLOC_ERR_OPEN);
    ck_assert_mem_eq(&facts, &kept, sizeof facts);
    facts.size = 1;
    ck_assert_fails(aploc_plan_look_file(other, c, NULL, &decay, NULL, NULL, &facts, &err),
                    APLOC_ERR_OPTIONS);
    aploc_communes_free(c);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, a_text);
    tcase_add_test(tests, codes_of_minutes);
    tcase_add_test(tests, other_minutes);
    tcase_add_test(tests, what_is_wrong);
}

int main(void)
{
    return run_tests("look", add);
}
