/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Residents by age in other classes: cases computed by hand, and what must hold for any. */
#include <aploc/ages.h>

#include <math.h>

#include "support.h"

enum { OPEN = APLOC_AGE_OPEN };

/* One place, refitted; the report. */
static aploc_refit_report one(int32_t n_from, const aploc_age_class *from, const double *people,
                              int32_t n_to, const aploc_age_class *to, int32_t oldest,
                              const double *expected)
{
    double found[32];
    aploc_error err = {0};
    aploc_refit_report report = APLOC_REFIT_REPORT_INIT;
    ck_assert_ok(aploc_ages_refit(1, n_from, from, people, n_to, to, oldest, found, &report, &err),
                 err);
    for (int32_t k = 0; k < n_to; k++)
        ck_assert_bits(found[k], expected[k]);
    return report;
}

START_TEST(merges_what_lies_within)
{
    static const aploc_age_class from[] = {{0, 19}, {20, 64}, {65, 84}, {85, 89}, {90, OPEN}};
    static const aploc_age_class to[] = {{0, 64}, {65, 84}, {85, OPEN}};
    static const double people[] = {25, 60, 12, 3, 2}, expected[] = {85, 12, 5};
    aploc_refit_report r = one(5, from, people, 3, to, 0, expected);
    ck_assert_str_eq(r.changes, "0-19 20-64 into 0-64; 85-89 90+ into 85+");
    ck_assert_int_eq(r.n_merged, 2);
    ck_assert_int_eq(r.n_split, 0);
    ck_assert_int_eq(r.oldest, 0);
    ck_assert_bits(r.people, 102);
    ck_assert_bits(r.moved, 0);
    /* The same classes: the same people, and nothing to say. */
    r = one(5, from, people, 5, from, 0, people);
    ck_assert_str_eq(r.changes, "");
    ck_assert_int_eq(r.n_merged, 0);
}
END_TEST

START_TEST(splits_evenly_over_years)
{
    /* 40 people of 0-19 are two a year; 30 of 20-34 too. 15-24 takes 5 years of each. */
    static const aploc_age_class from[] = {{0, 19}, {20, 34}, {35, OPEN}};
    static const aploc_age_class to[] = {{0, 4}, {5, 14}, {15, 24}, {25, 34}, {35, OPEN}};
    static const double people[] = {40, 30, 7}, expected[] = {10, 20, 20, 20, 7};
    aploc_refit_report r = one(3, from, people, 5, to, 0, expected);
    ck_assert_str_eq(r.changes, "0-19 split into 0-4 5-14 15-24; 20-34 split into 15-24 25-34");
    ck_assert_int_eq(r.n_merged, 0);
    ck_assert_int_eq(r.n_split, 2);
    ck_assert_int_eq(r.oldest, 0);
    ck_assert_bits(r.moved, 70);
}
END_TEST

START_TEST(open_classes_end_where_told)
{
    /* 85+ has 15 years up to 99: 5 of 85-89, 10 of 90+. Up to 94 they are 10: half and half. */
    static const aploc_age_class from[] = {{0, 84}, {85, OPEN}};
    static const aploc_age_class to[] = {{0, 84}, {85, 89}, {90, OPEN}};
    static const double people[] = {100, 30}, expected[] = {100, 10, 20}, half[] = {100, 15, 15};
    aploc_refit_report r = one(2, from, people, 3, to, 0, expected);
    ck_assert_str_eq(r.changes, "85+ split into 85-89 90+");
    ck_assert_int_eq(r.oldest, 100);
    ck_assert_bits(r.moved, 30);
    ck_assert_int_eq(one(2, from, people, 3, to, 95, half).oldest, 95);
    /* And the reverse is exact. */
    static const double back[] = {100, 35}, there[] = {100, 15, 20};
    ck_assert_bits(one(3, to, there, 2, from, 0, back).moved, 0);
    /* A closed last class holds an open one; an open one a closed one that ends at the oldest age. */
    static const aploc_age_class closed[] = {{0, 84}, {85, 99}}, open[] = {{0, 84}, {85, OPEN}};
    static const double same[] = {100, 30};
    ck_assert_bits(one(2, open, same, 2, closed, 0, same).moved, 0);
    ck_assert_bits(one(2, closed, same, 2, open, 0, same).moved, 0);
}
END_TEST

START_TEST(beyond_the_oldest_age)
{
    /* Closed classes beyond it are as good as any. */
    static const aploc_age_class from[] = {{0, 94}, {95, 104}, {105, OPEN}};
    static const aploc_age_class to[] = {{0, 94}, {95, 99}, {100, OPEN}};
    static const double people[] = {100, 10, 1}, expected[] = {100, 5, 6};
    one(3, from, people, 3, to, 0, expected);
    double found[3];
    aploc_error err = {0};
    static const aploc_age_class open[] = {{0, 94}, {95, OPEN}};
    ck_assert_fails(aploc_ages_refit(1, 2, open, people, 3, to, 0, found, NULL, &err),
                    APLOC_ERR_METHOD_AGES);
    ck_assert_str_eq(err.message, "found the open age class 95+ to be split at 100+, expected an "
                                  "oldest age (--oldest-age) above 100 instead of 100");
}
END_TEST

START_TEST(no_age_is_lost_or_made_up)
{
    static const aploc_age_class all[] = {{0, 64}, {65, OPEN}}, young[] = {{0, 19}, {20, 64}};
    static const aploc_age_class hole[] = {{0, 19}, {30, OPEN}}, late[] = {{15, 64}, {65, OPEN}};
    static const double people[] = {1, 2};
    double found[2] = {42, 43};
    aploc_error err = {0};
    ck_assert_fails(aploc_ages_refit(1, 2, all, people, 2, young, 0, found, NULL, &err),
                    APLOC_ERR_METHOD_AGES);
    ck_assert_str_eq(err.message, "found residents aged 65 in the data, and no class for them in "
                                  "the method, expected one (its weight may be 0)");
    ck_assert_fails(aploc_ages_refit(1, 2, young, people, 2, all, 0, found, NULL, &err),
                    APLOC_ERR_METHOD_AGES);
    ck_assert_str_eq(err.message, "found no residents aged 65 in the data, expected some, as in "
                                  "the classes of the method");
    ck_assert_fails(aploc_ages_refit(1, 2, hole, people, 2, all, 0, found, NULL, &err),
                    APLOC_ERR_METHOD_AGES);
    ck_assert_fails(aploc_ages_refit(1, 2, all, people, 2, hole, 0, found, NULL, &err),
                    APLOC_ERR_METHOD_AGES);
    ck_assert_fails(aploc_ages_refit(1, 2, all, people, 2, late, 0, found, NULL, &err),
                    APLOC_ERR_METHOD_AGES);
    ck_assert_bits(found[0], 42);
}
END_TEST

START_TEST(missing_stays_missing)
{
    static const aploc_age_class from[] = {{0, 9}, {10, 19}, {20, OPEN}};
    static const aploc_age_class to[] = {{0, 19}, {20, OPEN}};
    const double people[] = {1, NAN, 3, 4, 5, 6};
    double found[4];
    aploc_error err = {0};
    aploc_refit_report report = APLOC_REFIT_REPORT_INIT;
    ck_assert_ok(aploc_ages_refit(2, 3, from, people, 2, to, 0, found, &report, &err), err);
    ck_assert(isnan(found[0]));
    ck_assert_bits(found[1], 3);
    ck_assert_bits(found[2], 9);
    ck_assert_bits(found[3], 6);
    ck_assert_bits(report.people, 19);
}
END_TEST

/* Random classes over all ages, ending open. */
static int32_t random_classes(uint64_t *state, aploc_age_class *classes)
{
    int32_t n = 0;
    for (int32_t from = 0; from < 90; n++) {
        int32_t next = from + 1 + random_below(state, 30);
        classes[n] = (aploc_age_class){from, next < 90 ? next - 1 : OPEN};
        from = next;
    }
    return n;
}

START_TEST(people_are_kept)
{
    uint64_t state = 12;
    for (int round = 0; round < 500; round++) {
        aploc_age_class from[90], to[90];
        int32_t n_from = random_classes(&state, from), n_to = random_classes(&state, to);
        double people[90], found[90], before = 0, after = 0;
        for (int32_t k = 0; k < n_from; k++)
            before += people[k] = floor(10000 * random_unit(&state));
        aploc_error err = {0};
        aploc_refit_report r = APLOC_REFIT_REPORT_INIT;
        ck_assert_ok(aploc_ages_refit(1, n_from, from, people, n_to, to, 0, found, &r, &err), err);
        for (int32_t k = 0; k < n_to; k++) {
            ck_assert(found[k] >= 0);
            after += found[k];
        }
        ck_assert_msg(fabs(after - before) <= 1e-12 * before, "%.17g became %.17g", before, after);
        ck_assert_bits(r.people, before);
        ck_assert(r.moved <= before);
        /* Into single years and from there is the same as straight. */
        aploc_age_class years[100];
        double by_year[100], again[90];
        for (int32_t age = 0; age < 100; age++)
            years[age] = (aploc_age_class){age, age < 99 ? age : OPEN};
        ck_assert_ok(aploc_ages_refit(1, n_from, from, people, 100, years, 0, by_year, NULL, &err),
                     err);
        ck_assert_ok(aploc_ages_refit(1, 100, years, by_year, n_to, to, 0, again, NULL, &err), err);
        for (int32_t k = 0; k < n_to; k++)
            ck_assert_msg(fabs(again[k] - found[k]) <= 1e-12 * before, "%.17g, %.17g", again[k],
                          found[k]);
    }
}
END_TEST

START_TEST(a_long_list_is_cut)
{
    aploc_age_class years[101], whole[] = {{0, OPEN}};
    double people[101], found[101];
    for (int32_t age = 0; age <= 100; age++) {
        years[age] = (aploc_age_class){age, age < 100 ? age : OPEN};
        people[age] = 1;
    }
    aploc_error err = {0};
    aploc_refit_report r = APLOC_REFIT_REPORT_INIT;
    ck_assert_ok(aploc_ages_refit(1, 101, years, people, 1, whole, 0, found, &r, &err), err);
    ck_assert_bits(found[0], 101);
    ck_assert_uint_lt(strlen(r.changes), sizeof r.changes);
    ck_assert_str_eq(r.changes + strlen(r.changes) - 3, "…");
}
END_TEST

START_TEST(calls_are_checked)
{
    static const aploc_age_class all[] = {{0, OPEN}}, bad[] = {{10, 19}, {15, OPEN}};
    static const double people[] = {1, 2};
    double found[2];
    aploc_refit_report r = {.size = 1};
    ck_assert_fails(aploc_ages_refit(-1, 1, all, people, 1, all, 0, found, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_refit(1, 1, all, NULL, 1, all, 0, found, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_refit(1, 1, all, people, 1, all, 0, NULL, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_refit(1, 0, all, people, 1, all, 0, found, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_refit(1, 1, all, people, 1, NULL, 0, found, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_refit(1, 2, bad, people, 1, all, 0, found, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    static const int32_t ages[] = {-1, 1, 151};
    for (int k = 0; k < 3; k++)
        ck_assert_fails(aploc_ages_refit(1, 1, all, people, 1, all, ages[k], found, NULL, NULL),
                        APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_ages_refit(1, 1, all, people, 1, all, 0, found, &r, NULL),
                    APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_ages_refit(0, 1, all, NULL, 1, all, 0, NULL, NULL, NULL), APLOC_OK);
}
END_TEST

START_TEST(residents_are_checked)
{
    static const aploc_age_class two[] = {{0, 19}, {20, OPEN}};
    static const aploc_age_class split[] = {{0, 9}, {10, 19}, {20, OPEN}};
    static const struct {
        double residents[4];
        aploc_status status;
        const char *words;
    } cases[] = {{{1, 2, 3, -4}, APLOC_ERR_NEGATIVE, "found -4 residents in class 2 of place 2"},
                 {{1, INFINITY, 3, 4}, APLOC_ERR_NOT_FINITE, "residents in class 2 of place 1"},
                 {{1, -INFINITY, 3, 4}, APLOC_ERR_NOT_FINITE, "residents in class 2 of place 1"},
                 {{1.7e308, 1, NAN, 4}, APLOC_ERR_OVERFLOW, "add up to 1e300 or more"},
                 {{5e299, 1, 5e299, 4}, APLOC_ERR_OVERFLOW, "add up to 1e300 or more"},
                 {{1e299, NAN, -0.0, 4}, APLOC_OK, NULL}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double found[6] = {42};
        aploc_error err = {0};
        aploc_refit_report r = APLOC_REFIT_REPORT_INIT;
        ck_assert_fails(
            aploc_ages_refit(2, 2, two, cases[k].residents, 3, split, 0, found, &r, &err),
            cases[k].status);
        if (cases[k].status) {
            ck_assert_bits(found[0], 42);
            ck_assert_msg(strstr(err.message, cases[k].words) != NULL, "%s", err.message);
        } else
            ck_assert(found[0] == 5e298 && isfinite(r.people));
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, merges_what_lies_within);
    tcase_add_test(tests, splits_evenly_over_years);
    tcase_add_test(tests, open_classes_end_where_told);
    tcase_add_test(tests, beyond_the_oldest_age);
    tcase_add_test(tests, no_age_is_lost_or_made_up);
    tcase_add_test(tests, missing_stays_missing);
    tcase_add_test(tests, people_are_kept);
    tcase_add_test(tests, a_long_list_is_cut);
    tcase_add_test(tests, calls_are_checked);
    tcase_add_test(tests, residents_are_checked);
}

int main(void)
{
    return run_tests("refit", add);
}
