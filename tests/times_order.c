/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in HDF5 beside tables in any order, that lack some of their places and have others: what is read is
 * what the same times give as text, which knows nothing of orders. */
#include "streams.h"
#include "tables/ascend.h"

/* Some places in any order: those of the file but for a few, and others. */
static aploc_communes *shuffled(const char *name, const aploc_communes *places, int lack, int more,
                                uint64_t *seed)
{
    int n = aploc_communes_count(places), count = 0;
    char(*codes)[16] = calloc(2 * (size_t)n + 2, sizeof *codes);
    char *text = calloc(2 * (size_t)n + 3, 8);
    aploc_communes *made = NULL;
    aploc_error err = {0};
    ck_assert(codes && text);
    for (int i = 0; i < n; i++)
        if (!lack || random_below(seed, 5))
            strcpy(codes[count++], aploc_communes_code(places, i));
    for (int i = 0; i < n && (more || count == 0); i++)
        if (count == 0 || random_below(seed, 4) == 0)
            snprintf(codes[count++], sizeof *codes, "q%04d", i);
    strcpy(text, "code\n");
    for (int left = count, at = 5; left > 0; left--) {
        int k = random_below(seed, left);
        at += sprintf(text + at, "%s\n", codes[k]);
        memcpy(codes[k], codes[left - 1], sizeof *codes);
    }
    ck_assert_ok(aploc_communes_read_csv(file_of(name, text), NULL, &made, NULL, &err), err);
    free(codes);
    free(text);
    return made;
}

static void check_same_report(const aploc_read_report *a, const aploc_read_report *b)
{
    ck_assert_int_eq(a->n_rows, b->n_rows);
    ck_assert_int_eq(a->n_kept, b->n_kept);
    ck_assert_int_eq(a->n_own, b->n_own);
    ck_assert_int_eq(a->n_own_not_zero, b->n_own_not_zero);
    ck_assert_int_eq(a->n_unknown, b->n_unknown);
    ck_assert_int_eq(a->n_unknown_codes, b->n_unknown_codes);
    for (int k = 0; k < APLOC_LEFT_OUT_MAX; k++)
        ck_assert_str_eq(a->unknown[k].code, b->unknown[k].code);
}

static void check_same_times(const aploc_times *a, const aploc_times *b)
{
    int64_t n = aploc_times_pair_count(a);
    ck_assert_int_eq(a->n_demand, b->n_demand);
    ck_assert_int_eq(a->n_supply, b->n_supply);
    ck_assert_int_eq(a->same_places, b->same_places);
    ck_assert_mem_eq(a->offsets, b->offsets, ((size_t)a->n_demand + 1) * sizeof *a->offsets);
    if (n > 0) {
        ck_assert_mem_eq(a->to, b->to, (size_t)n * sizeof *a->to);
        ck_assert_mem_eq(a->minutes, b->minutes, (size_t)n * sizeof *a->minutes);
    }
}

/* The scene made last read beside other tables, as text and as HDF5, as a table and as a plan; the status. */
static aploc_status check_scene(const aploc_communes *communes, const aploc_communes *sites,
                                const aploc_decay *decay, int32_t unknown, uint64_t *seed)
{
    aploc_error usual = {0}, err = {0};
    aploc_read_options how = APLOC_READ_OPTIONS_INIT;
    aploc_plan_options of_plan = APLOC_PLAN_OPTIONS_INIT;
    aploc_read_report text = APLOC_READ_REPORT_INIT, h5 = text, short_way = text;
    aploc_times *times = NULL, *read = NULL;
    aploc_plan *plan = NULL, *made = NULL;
    int32_t m = aploc_communes_count(sites ? sites : communes);
    double *supply = calloc((size_t)m + 1, sizeof *supply);
    ck_assert_ptr_nonnull(supply);
    for (int32_t j = 0; j < m; j++)
        supply[j] = random_below(seed, 2);
    how.unknown = unknown;
    how.n_threads = of_plan.n_threads = 1 + random_below(seed, 3);
    of_plan.own = sites ? APLOC_OWN_AS_TIMES : random_below(seed, 3);
    of_plan.supply = random_below(seed, 3) ? supply : NULL;
    char path[400], csv[400];
    snprintf(path, sizeof path, "%s", file_path("scene.h5"));
    snprintf(csv, sizeof csv, "%s", file_path("scene.csv"));
    ck_assert_ok(aploc_times_convert(path, csv, NULL, NULL, &err), err);
    aploc_status status = aploc_times_read_csv(csv, communes, sites, &how, &times, &text, &usual);
    aploc_status found = aploc_times_read_h5(path, communes, sites, &how, &read, &h5, &err);
    if (status == APLOC_ERR_EMPTY) /* a text without pairs is refused, a file is not */
        status = APLOC_OK;
    ck_assert_int_eq(found, status);
    if (status) {
        ck_assert_str_eq(usual.code, err.code);
        ck_assert_fails(aploc_plan_create_from_file(path, communes, sites, decay, &of_plan, &how,
                                                    &made, &short_way, &err),
                        status);
        ck_assert_str_eq(usual.code, err.code);
    } else if (times) {
        check_same_times(times, read);
        check_same_report(&text, &h5);
        ck_assert_ok(aploc_plan_create(times, decay, &of_plan, &plan, &err), err);
        ck_assert_ok(aploc_plan_create_from_file(path, communes, sites, decay, &of_plan, &how,
                                                 &made, &short_way, &err),
                     err);
        check_same_plan(plan, made);
        check_same_report(&text, &short_way);
    }
    aploc_plan_free(plan);
    aploc_plan_free(made);
    aploc_times_free(times);
    aploc_times_free(read);
    free(supply);
    return status;
}

START_TEST(any_order_some_places)
{
    uint64_t seed = 101;
    int refused = 0, good = 0;
    for (int k = 0; k < trials(60); k++) {
        scene s = make_scene(&seed, k % 8 ? 50 : 220); /* rows beyond a hundred places, too */
        int lack = random_below(&seed, 2), more = random_below(&seed, 2);
        aploc_communes *communes = shuffled("c.csv", s.communes, lack, more, &seed);
        aploc_communes *sites = s.sites ? shuffled("s.csv", s.sites, lack, more, &seed) : NULL;
        aploc_decay decay = some_decay((uint64_t)k);
        refused += check_scene(communes, sites, &decay, APLOC_REFUSE, &seed) != APLOC_OK;
        good += check_scene(communes, sites, &decay, APLOC_SKIP, &seed) == APLOC_OK;
        aploc_communes_free(communes);
        aploc_communes_free(sites);
        free_scene(&s);
    }
    ck_assert_int_gt(refused, trials(15));
    ck_assert_int_lt(refused, trials(45));
    ck_assert_int_eq(good, trials(60));
}
END_TEST

/* Rows in the order of the tables and columns in another, and the reverse. */
START_TEST(one_side_in_another_order)
{
    uint64_t seed = 103;
    for (int k = 0; k < trials(15); k++) {
        scene s = make_scene(&seed, 40);
        aploc_decay decay = some_decay((uint64_t)k);
        while (!s.sites) {
            free_scene(&s);
            s = make_scene(&seed, 40);
        }
        aploc_communes *communes = shuffled("c.csv", s.communes, 0, 0, &seed),
                       *sites = shuffled("s.csv", s.sites, 0, 0, &seed);
        ck_assert_int_eq(check_scene(s.communes, sites, &decay, APLOC_REFUSE, &seed), APLOC_OK);
        ck_assert_int_eq(check_scene(communes, s.sites, &decay, APLOC_REFUSE, &seed), APLOC_OK);
        aploc_communes_free(communes);
        aploc_communes_free(sites);
        free_scene(&s);
    }
}
END_TEST

/* More pairs than a thread is worth. */
START_TEST(by_several_threads)
{
    uint64_t seed = 107;
    for (int k = 0; k < 2; k++) {
        scene s = make_scene(&seed, 2);
        do {
            free_scene(&s);
            s = make_scene(&seed, 500);
        } while (s.n < 400 || s.m < 400 || !isnan(s.minutes[0]));
        aploc_decay decay = some_decay((uint64_t)k);
        aploc_communes *communes = shuffled("c.csv", s.communes, k, 1, &seed);
        aploc_communes *sites = s.sites ? shuffled("s.csv", s.sites, k, 1, &seed) : NULL;
        ck_assert_int_eq(check_scene(communes, sites, &decay, APLOC_SKIP, &seed), APLOC_OK);
        aploc_communes_free(communes);
        aploc_communes_free(sites);
        free_scene(&s);
    }
}
END_TEST

static int compare(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Distinct columns below `limit`, the largest among them, and how they ascend, beside the C library's sort. */
static void check_ascend(int32_t n, int32_t limit, uint64_t *seed)
{
    enum { MOST = 1000 };
    static int32_t columns[MOST], sorted[MOST], order[MOST];
    apl_ascend room = {0};
    aploc_error err = {0};
    int32_t step = limit / n, falls = 0;
    ck_assert_ok(apl_ascend_new(&room, n, &err), err);
    for (int32_t k = 0; k < n; k++)
        columns[k] = limit - 1 - k * step - (k ? random_below(seed, step) : 0);
    for (int32_t k = n - 1; k > 0; k--) {
        int32_t other = random_below(seed, k + 1), was = columns[k];
        columns[k] = columns[other];
        columns[other] = was;
    }
    for (int32_t k = 1; k < n; k++)
        falls |= columns[k] < columns[k - 1];
    memcpy(sorted, columns, sizeof sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, compare);
    ck_assert_int_eq(apl_ascend_find(&room, columns, n, limit, order), falls);
    for (int32_t k = 0; k < n; k++)
        ck_assert_int_eq(columns[order[k]], sorted[k]);
    ck_assert_int_eq(apl_ascend_find(&room, sorted, n, limit, order), 0);
    for (int32_t k = 0; k < n; k++)
        ck_assert_int_eq(order[k], k);
    apl_ascend_free(&room);
}

START_TEST(columns_ascend)
{
    static const int32_t lengths[] = {1, 2, 3, 127, 128, 129, 255, 256, 257, 1000};
    uint64_t seed = 109;
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        int32_t n = lengths[k];
        check_ascend(n, n, &seed);
        check_ascend(n, 2 * n, &seed);
        for (int bits = 10; bits < 31; bits++)
            check_ascend(n, (1 << bits) + (bits > 10), &seed);
        check_ascend(n, INT32_MAX, &seed);
    }
}
END_TEST

/* Change a byte of what stands once in a file. */
static void damage(const char *path, const void *what, size_t size, size_t at, char to)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    char *found = memmem(bytes, length, what, size);
    ck_assert_ptr_nonnull(found);
    ck_assert_int_eq(fseek(file, found - bytes + (long)at, SEEK_SET), 0);
    ck_assert_int_eq(fputc(to, file), to);
    ck_assert_int_eq(fclose(file), 0);
}

/* Offsets and codes that were changed to others that could be: their digests tell. */
START_TEST(what_is_read_once_is_held_against_its_digest)
{
    static const int32_t from[] = {0, 0, 0, 1, 2}, to[] = {0, 1, 2, 1, 2};
    static const double minutes[] = {0, 1, 2, 3, 4};
    static const int64_t offsets[] = {0, 3, 4, 5};
    double ones[] = {1, 1, 1}, apl[3];
    aploc_communes *communes = places_of("c.csv", 3, 0, 1);
    aploc_decay decay = some_decay(0);
    const aploc_read_options skip = {.size = sizeof skip, .unknown = APLOC_SKIP};
    for (int k = 0; k < 2; k++) {
        aploc_error err = {0};
        aploc_times *times = NULL, *none = NULL;
        aploc_plan *plan = NULL;
        const char *path = file_path("digest.h5");
        ck_assert_ok(aploc_times_from_pairs(3, 3, 5, from, to, minutes, &times, &err), err);
        ck_assert_ok(aploc_times_write_h5(path, times, communes, NULL, &err), err);
        if (k == 0)
            damage(path, offsets, sizeof offsets, 16, 5);
        else
            damage(path, "p0000p0001p0002", 15, 9, '7');
        ck_assert_fails(aploc_times_read_h5(path, communes, NULL, &skip, &none, NULL, &err),
                        APLOC_ERR_DIGEST);
        ck_assert_ptr_nonnull(strstr(err.message, k ? "/from: found values of digest "
                                                    : "/offsets: found values of digest "));
        ck_assert_fails(aploc_plan_create_from_file(path, communes, NULL, &decay, NULL, &skip,
                                                    &plan, NULL, &err),
                        APLOC_ERR_DIGEST);
        ck_assert_fails(aploc_solve_file(path, communes, NULL, &decay, ones, ones, apl, NULL, &err),
                        APLOC_ERR_DIGEST);
        aploc_times_free(times);
    }
    aploc_communes_free(communes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, any_order_some_places);
    tcase_add_test(tests, one_side_in_another_order);
    tcase_add_test(tests, by_several_threads);
    tcase_add_test(tests, columns_ascend);
    tcase_add_test(tests, what_is_read_once_is_held_against_its_digest);
}

int main(void)
{
    return run_tests("times_order", add);
}
