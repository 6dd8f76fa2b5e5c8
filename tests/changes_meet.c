/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of one place that meet again, and days and histories of many rows. */
#include "carried.h"

#include <stdarg.h>
#include <time.h>

#include <aploc/number.h>

/* A text that grows. */
typedef struct text {
    char *bytes;
    size_t used, room;
} text;

__attribute__((format(printf, 2, 3))) static void put(text *t, const char *format, ...)
{
    va_list arguments;
    if (t->room - t->used < 256) {
        t->room = 2 * t->room + 1024;
        t->bytes = realloc(t->bytes, t->room);
        ck_assert_ptr_nonnull(t->bytes);
    }
    va_start(arguments, format);
    int n = vsnprintf(t->bytes + t->used, t->room - t->used, format, arguments);
    va_end(arguments);
    ck_assert(n >= 0 && n < 256);
    t->used += (size_t)n;
}

/* Each year A parts in two, and its new half comes back: as many ways as years, and more to the power
 * of two, but one commune. */
START_TEST(one_place_by_many_ways)
{
    enum { YEARS = 60 };
    text t = {0};
    put(&t, "date,from,to,share\n");
    for (int k = 0; k < YEARS; k++)
        put(&t, "%d-01-01,A,A,0.5\n%d-01-01,A,B%d,0.5\n%d-06-01,B%d,A,\n%d-06-01,A,A,\n", 1950 + k,
            1950 + k, k, 1950 + k, k, 1950 + k);
    aploc_carry_report r = carries(
        (carriage){"code,population\nA,7\nC,1\n", t.bytes, 19490101, 20200101, 0, NULL, NULL},
        "code,population\nA,7\nC,1\n");
    ck_assert_int_eq(r.kinds[APLOC_CHANGE_NONE], 2);
    /* In the midst of the last year, half of all ways lead to each of the two. */
    carries((carriage){"code,population\nA,7\nC,1\n", t.bytes, 19490101, 20090301, 0, NULL, NULL},
            "code,population\nA,3.5\nB59,3.5\nC,1\n");
    /* The same where other parts stay away for ever, so that A is never whole again. */
    t.used = 0;
    put(&t, "date,from,to,share\n1949-06-01,A,A,0.5\n1949-06-01,A,D,0.5\n");
    for (int k = 0; k < YEARS; k++)
        put(&t, "%d-01-01,A,A,0.5\n%d-01-01,A,B%d,0.5\n%d-06-01,B%d,A,\n%d-06-01,A,A,\n", 1950 + k,
            1950 + k, k, 1950 + k, k, 1950 + k);
    carries((carriage){"code,population\nA,7\n", t.bytes, 19490101, 20200101, 0, NULL, NULL},
            "code,population\nD,3.5\nA,3.5\n"); /* A came back to itself later */
    free(t.bytes);
}
END_TEST

/* 0.7 + 0.1 + 0.2 is not 1, in doubles; all of Q in Z is. Z comes first, and does not take the rest. */
START_TEST(what_is_whole_again_is_whole)
{
    static const char changes[] = "date,from,to,share\n2020,A,P,0.5\n2020,A,Q,0.5\n"
                                  "2021,Q,X,0.1\n2021,Q,Y,0.2\n2021,Q,Z,0.7\n"
                                  "2022,X,Z,\n2022,Y,Z,\n2022,Z,Z,\n2023,P,P2,\n";
    carries((carriage){"code,population\nA,10\n", changes, 20190101, 20240101, 0, NULL, NULL},
            "code,population\nZ,5\nP2,5\n");
    /* Shares that nobody knows do not matter when the parts are one again, nor later. */
    static const char unknown[] = "date,from,to,share\n2020,A,A,\n2020,A,N,\n2021,N,A,\n2021,A,A,\n"
                                  "2022,A,A,0.25\n2022,A,M,0.75\n";
    carries((carriage){"code,population\nA,8\n", unknown, 20190101, 20230101, 0, NULL, NULL},
            "code,population\nA,2\nM,6\n");
}
END_TEST

/* The way back is that of before the parts parted. */
START_TEST(the_way_back_of_what_met_again)
{
    static const char both[] = "mod,date,from,to,share\n21,2020,A,A,0.5\n21,2020,A,X,0.5\n"
                               "32,2021,A,B,\n32,2021,B,B,\n32,2022,X,B,\n32,2022,B,B,\n"
                               "21,2023,B,B,\n21,2023,B,A,\n";
    carriage c = {
        "code,population\nA,10\nB,3\n", both, 20190101, 20240101, APLOC_SPLIT_REFUSE, NULL, NULL};
    carries(c, "code,population\nA,10\nB,3\n");
    /* A that was whole in between splits as a table of that time would. */
    c.old = "code,population\nA,10\n";
    c.changes = "date,from,to,share\n2020,A,A,0.5\n2020,A,N,0.5\n2021,N,A,\n2021,A,A,\n"
                "2022,A,A,\n2022,A,N,\n";
    refuses(c, APLOC_ERR_CHANGE, 6, "found that 'A' splits on 2022-01-01");
    c.from = 20210601;
    refuses(c, APLOC_ERR_CHANGE, 6, "found that 'A' splits on 2022-01-01");
}
END_TEST

enum { CODES = 6, YEARS = 14, FIRST = 2001 };

/* A history of splits into halves and quarters and of mergers; new codes never come back. */
static void make_history(text *t, uint64_t *seed)
{
    char codes[64][16];
    int n = CODES, n_new = 0;
    t->used = 0;
    put(t, "date,from,to,share\n");
    for (int k = 0; k < n; k++)
        snprintf(codes[k], sizeof codes[k], "P%d", k);
    for (int year = FIRST; year < FIRST + YEARS; year++) {
        int a = random_below(seed, n), b = random_below(seed, n);
        if (random_below(seed, 2) && n < 60) {
            int quarter = random_below(seed, 2);
            int stays = random_below(seed, 2);
            char old[16];
            strcpy(old, codes[a]);
            if (!stays)
                snprintf(codes[a], sizeof codes[a], "N%d", n_new++ % 1000);
            snprintf(codes[n], sizeof codes[n], "N%d", n_new++ % 1000);
            put(t, "%d,%s,%s,%s\n%d,%s,%s,%s\n", year, old, codes[a], quarter ? "0.25" : "0.5",
                year, old, codes[n], quarter ? "0.75" : "0.5");
            n++;
        } else if (a != b) {
            put(t, "%d,%s,%s,\n%d,%s,%s,\n", year, codes[a], codes[b], year, codes[b], codes[b]);
            n--;
            memmove(codes[a], codes[n], sizeof codes[a]);
        }
    }
    put(t, "%d,Z,Z,\n", FIRST + YEARS + 1);
}

static aploc_communes *table_of(const char *name, const char *bytes)
{
    aploc_error err = {0};
    aploc_communes *table = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of(name, bytes), NULL, &table, NULL, &err), err);
    return table;
}

/* Any way through the years is the straight way, to the last bit, where shares are exact. */
START_TEST(ways_through_splits)
{
    uint64_t seed = 21;
    text t = {0};
    for (int trial = 0; trial < trials(200); trial++) {
        make_history(&t, &seed);
        int middle = FIRST - 1 + random_below(&seed, YEARS);
        char *whole = NULL, *half = NULL, *both = NULL;
        aploc_error err = {0};
        carriage c = {"code,population\nP0,64\nP1,3\nP2,1000\nP3,17\nP4,5\nP5,77\n",
                      t.bytes,
                      20000101,
                      (FIRST + YEARS) * 10000 + 101,
                      0,
                      NULL,
                      NULL};
        ck_assert_ok(carry_texts(&c, &whole, NULL, &err), err);
        c.to = middle * 10000 + 601;
        ck_assert_ok(carry_texts(&c, &half, NULL, &err), err);
        c.old = half;
        c.from = c.to;
        c.to = (FIRST + YEARS) * 10000 + 101;
        ck_assert_ok(carry_texts(&c, &both, NULL, &err), err);
        aploc_communes *one = table_of("one.csv", whole), *two = table_of("two.csv", both);
        double people = 0.0;
        ck_assert_int_eq(aploc_communes_count(one), aploc_communes_count(two));
        for (int32_t k = 0; k < aploc_communes_count(one); k++) {
            int32_t j = aploc_communes_find(two, aploc_communes_code(one, k));
            ck_assert_int_ge(j, 0);
            ck_assert_bits(aploc_communes_column(one, APLOC_POPULATION)[k],
                           aploc_communes_column(two, APLOC_POPULATION)[j]);
            people += aploc_communes_column(one, APLOC_POPULATION)[k];
        }
        ck_assert_bits(people, 1166.0);
        aploc_communes_free(one);
        aploc_communes_free(two);
        free(whole);
        free(half);
        free(both);
    }
    free(t.bytes);
}
END_TEST

/* A chain of a day, its codes in either order. */
START_TEST(a_long_chain_of_a_day)
{
    enum { ROWS = 100000 };
    for (int turned = 0; turned < 2; turned++) {
        text t = {0};
        char expected[64];
        put(&t, "mod,date,from,to\n");
        for (int k = 0; k < ROWS; k++) {
            int from = turned ? ROWS - 1 - k : k;
            put(&t, "41,2020,X%d,X%d\n", from, from + 1);
        }
        snprintf(expected, sizeof expected, "code,population\nX%d,13\n", ROWS);
        carriage c = {
            "code,population\nX0,5\nX777,8\n", t.bytes, 20190101, 20210101, 0, NULL, NULL};
        carries(c, expected);
        /* One more row makes a circle of it. */
        put(&t, "41,2020,X%d,X5\n", ROWS);
        c.changes = t.bytes;
        aploc_error err = {0};
        char *made = NULL;
        ck_assert_fails(carry_texts(&c, &made, NULL, &err), APLOC_ERR_CHANGE);
        ck_assert_ptr_nonnull(strstr(err.message, "goes round to itself on 2020-01-01"));
        free(t.bytes);
    }
}
END_TEST

/* What leads into a circle is not of it: the message names one that is. */
START_TEST(a_circle_with_a_tail)
{
    refuses((carriage){"code,population\nT,1\n", "date,from,to\n2020,T,A\n2020,A,B\n2020,B,A\n",
                       20190101, 20210101, 0, NULL, NULL},
            APLOC_ERR_CHANGE, 3, "'A' goes round to itself on 2020-01-01");
}
END_TEST

/* A code that splits into very many, some of them said twice. */
START_TEST(a_split_into_many)
{
    enum { PARTS = 1 << 18 };
    text t = {0}, expected = {0};
    char share[APLOC_NUMBER_SIZE];
    aploc_number_write(1.0 / PARTS, share);
    put(&t, "date,from,to,share\n");
    put(&expected, "code,population\n");
    for (int k = 0; k < PARTS; k++) {
        put(&t, "2020,A,N%d,%s\n", k, share);
        if (k % 1000 == 0)
            put(&t, "2020,A,N%d,%s\n", k / 2, share);
        put(&expected, "N%d,3\n", k);
    }
    char old[64];
    snprintf(old, sizeof old, "code,population\nA,%d\n", 3 * PARTS);
    clock_t begin = clock();
    carriage c = {old, t.bytes, 20190101, 20210101, 0, NULL, NULL};
    aploc_error err = {0};
    char *made = NULL;
    aploc_carry_report r = APLOC_CARRY_REPORT_INIT;
    ck_assert_ok(carry_texts(&c, &made, &r, &err), err);
    ck_assert(r.n_after == PARTS && r.after[APLOC_POPULATION] == 3.0 * PARTS);
    ck_assert(strncmp(made, expected.bytes, strlen(made)) == 0); /* its first MiB */
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    ck_assert_msg(seconds < 10.0, "took %g s", seconds);
    free(made);
    free(t.bytes);
    free(expected.bytes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, one_place_by_many_ways);
    tcase_add_test(tests, what_is_whole_again_is_whole);
    tcase_add_test(tests, the_way_back_of_what_met_again);
    tcase_add_test(tests, ways_through_splits);
    tcase_add_test(tests, a_long_chain_of_a_day);
    tcase_add_test(tests, a_circle_with_a_tail);
    tcase_add_test(tests, a_split_into_many);
}

int main(void)
{
    return run_tests("changes_meet", add);
}
