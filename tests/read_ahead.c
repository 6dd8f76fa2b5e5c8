/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large table of times that is read ahead is the one that is not, and so is what is wrong with it. */
#include <zlib.h>

#include "streams.h"

enum { PLACES = 600 };

/* All pairs of all places, 13 bytes and more each; `bad` is a line to put at the end, or NULL. */
static const char *large_table(const char *name, const char *bad)
{
    size_t room = (size_t)PLACES * PLACES * 20 + 100, at = 0;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    at += (size_t)sprintf(text, "from,to,minutes\n");
    for (int i = 0; i < PLACES; i++)
        for (int j = 0; j < PLACES; j++)
            at += (size_t)sprintf(text + at,
                                  i * j % 7919 ? "p%04d,p%04d,%d.%d\n" : "p%04d,\"p%04d\",%d.%d\n",
                                  i, j, i == j ? 0 : (i * 7 + j) % 60, (i + j) % 10);
    if (bad)
        at += (size_t)sprintf(text + at, "%s\n", bad);
    const char *path = file_of_bytes(name, text, at);
    free(text);
    return path;
}

static aploc_status read_with(const char *path, const aploc_communes *communes, int32_t n_threads,
                              aploc_progress_fn progress, void *data, aploc_times **times,
                              aploc_error *err)
{
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    o.n_threads = n_threads;
    o.progress = progress;
    o.progress_data = data;
    return aploc_times_read_csv(path, communes, NULL, &o, times, NULL, err);
}

static void check_equal(const char *path, const aploc_communes *communes)
{
    aploc_error err[2] = {{0}, {0}};
    aploc_times *times[2] = {NULL, NULL};
    aploc_status first = read_with(path, communes, 1, NULL, NULL, &times[0], &err[0]);
    aploc_status second = read_with(path, communes, 2, NULL, NULL, &times[1], &err[1]);
    ck_assert_int_eq(first, second);
    ck_assert_str_eq(err[0].message, err[1].message);
    if (!first) {
        size_t n = (size_t)aploc_times_pair_count(times[0]);
        ck_assert_int_eq(aploc_times_pair_count(times[1]), (int64_t)n);
        ck_assert_mem_eq(times[0]->offsets, times[1]->offsets, (PLACES + 1) * sizeof(int64_t));
        ck_assert_mem_eq(times[0]->to, times[1]->to, n * sizeof(int32_t));
        ck_assert_mem_eq(times[0]->minutes, times[1]->minutes, n * sizeof(double));
    }
    aploc_times_free(times[0]);
    aploc_times_free(times[1]);
}

START_TEST(the_same_table_and_the_same_words)
{
    aploc_communes *communes = places_of("c.csv", PLACES, 0, 1);
    check_equal(large_table("good.csv", NULL), communes);
    check_equal(large_table("number.csv", "p0001,p0002,12x"), communes);
    check_equal(large_table("code.csv", "p0001,q0002,12"), communes);
    check_equal(large_table("twice.csv", "p0001,p0002,12"), communes);
    check_equal(large_table("quote.csv", "p0001,\"p0002,12"), communes);
    aploc_communes_free(communes);
}
END_TEST

/* Packed without compression, so that it is large; whole, and without its end. */
START_TEST(packed_tables)
{
    aploc_communes *communes = places_of("c.csv", PLACES, 0, 1);
    size_t length = 0;
    char *text = bytes_of_file(large_table("good.csv", NULL), &length);
    const char *path = file_path("good.csv.gz");
    gzFile file = gzopen(path, "wb0");
    ck_assert(file && gzwrite(file, text, (unsigned)length) == (int)length);
    ck_assert_int_eq(gzclose(file), Z_OK);
    free(text);
    check_equal(path, communes);
    char *packed = bytes_of_file(path, &length);
    check_equal(file_of_bytes("cut.csv.gz", packed, length - 5000), communes);
    free(packed);
    aploc_communes_free(communes);
}
END_TEST

static int stop_after_half(void *data, const char *what, double done)
{
    double *last = data;
    (void)what;
    ck_assert(done >= *last && done <= 1.0);
    *last = done;
    return done > 0.5;
}

START_TEST(a_caller_who_stops)
{
    aploc_communes *communes = places_of("c.csv", PLACES, 0, 1);
    const char *path = large_table("good.csv", NULL);
    for (int32_t n = 1; n <= 2; n++) {
        aploc_error err = {0};
        aploc_times *times = NULL;
        double last = 0.0;
        ck_assert_fails(read_with(path, communes, n, stop_after_half, &last, &times, &err),
                        APLOC_ERR_CANCELLED);
        ck_assert(!times && last > 0.5);
    }
    aploc_communes_free(communes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, the_same_table_and_the_same_words);
    tcase_add_test(tests, packed_tables);
    tcase_add_test(tests, a_caller_who_stops);
}

int main(void)
{
    return run_tests("read_ahead", add);
}
