/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of residents by age: wide and long, by sex, what is kept, added up and refused. */
#include <aploc/ages.h>
#include <aploc/weights.h>

#include <math.h>

#include "tables.h"
#include "tables/ages.h"

enum { OPEN = APLOC_AGE_OPEN };

static aploc_communes *places(void)
{
    return read_good(file_of("places.csv", "code\n01\n02\n"), NULL);
}

static aploc_ages *read_ages(const char *text, const aploc_read_options *options,
                             aploc_read_report *report)
{
    aploc_communes *communes = places();
    aploc_ages *ages = NULL;
    aploc_error err = {0};
    ck_assert_ok(
        aploc_ages_read_csv(file_of("ages.csv", text), communes, options, &ages, report, &err),
        err);
    aploc_communes_free(communes);
    ck_assert_int_eq(aploc_ages_count(ages), 2);
    return ages;
}

/* The text gives these residents, of two places in the classes 0-9, 10-19, 20+. */
static void gives(const char *text, int32_t sex, const double expected[6])
{
    static const aploc_age_class classes[] = {{0, 9}, {10, 19}, {20, OPEN}};
    int32_t n = 0;
    aploc_ages *ages = read_ages(text, NULL, NULL);
    const aploc_age_class *found = aploc_ages_classes(ages, &n);
    ck_assert_int_eq(n, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_int_eq(found[k].from, classes[k].from);
        ck_assert_int_eq(found[k].to, classes[k].to);
    }
    const double *table = aploc_ages_table(ages, sex);
    ck_assert_int_eq(!table, !expected);
    for (int k = 0; expected && k < 6; k++)
        if (isnan(expected[k]))
            ck_assert_msg(isnan(table[k]), "%d is %g", k, table[k]);
        else
            ck_assert_bits(table[k], expected[k]);
    aploc_ages_free(ages);
}

/* The text is refused, at this line. */
static void refuses(const char *text, const aploc_read_options *options, aploc_status expected,
                    int64_t line, const char *words)
{
    aploc_communes *communes = places();
    aploc_ages *ages = NULL;
    aploc_error err = {0};
    ck_assert_fails(
        aploc_ages_read_csv(file_of("ages.csv", text), communes, options, &ages, NULL, &err),
        expected);
    ck_assert_ptr_null(ages);
    ck_assert_msg(strstr(err.message, words) && err.line == line, "line %d: %s", (int)err.line,
                  err.message);
    aploc_communes_free(communes);
}

START_TEST(wide_and_long_are_the_same)
{
    static const double expected[] = {1, 2, 3, 4, 5, 6};
    gives("code,0-9,10-19,20+\n02,4,5,6\n01,1,2,3\n", APLOC_BOTH_SEXES, expected);
    gives("insee;20 ans et plus;Total;10 à 19 ans;0à9ans\n01;3;6;2;1\n02;6;15;5;4\n",
          APLOC_BOTH_SEXES, expected);
    gives("code,age_class,population\n01,20+,3\n01,0-9,1\n01,10-19,2\n02,0-9,4\n02,10-19,5\n"
          "02,20+,6\n01,Total,6\n02,ensemble,15\n",
          APLOC_BOTH_SEXES, expected);
    gives("codgeo;age_from;age_to;pop\n01;0;9;1\n01;10;19;2\n01;20;;3\n02;0;9;4\n02;10;19;5\n"
          "02;20;;6\n",
          APLOC_BOTH_SEXES, expected);
    gives("code,0-9,10-19,20+\n02,4,5,6\n01,1,2,3\n", APLOC_WOMEN, NULL);
    /* Single years. */
    aploc_ages *ages =
        read_ages("code,age,pop\n01,0,1\n01,1 an,2\n01,2 ans,3\n01,3+,4\n", NULL, NULL);
    int32_t n = 0;
    const aploc_age_class *classes = aploc_ages_classes(ages, &n);
    ck_assert_int_eq(n, 4);
    ck_assert_int_eq(classes[2].from, 2);
    ck_assert_int_eq(classes[2].to, 2);
    ck_assert_int_eq(classes[3].to, OPEN);
    aploc_ages_free(ages);
}
END_TEST

START_TEST(sexes_are_never_counted_twice)
{
    static const char all[] = "code,sexe,0-9,10-19,20+\n01,T,1,2,4\n01,H,1,1,1\n01,Femmes,0,1,3\n"
                              "02,f,4,4,4\n02,ensemble,9,9,9\n02,M,5,5,5\n";
    static const double both[] = {1, 2, 4, 9, 9, 9}, women[] = {0, 1, 3, 4, 4, 4};
    static const double men[] = {1, 1, 1, 5, 5, 5};
    gives(all, APLOC_BOTH_SEXES, both);
    gives(all, APLOC_WOMEN, women);
    gives(all, APLOC_MEN, men);
    /* Women and men add up where there is nothing else; INSEE's 1 is men, 2 women. */
    gives("code,sex,0-9,10-19,20+\n01,1,1,1,1\n01,2,0,1,3\n02,1,5,5,5\n02,2,4,4,4\n",
          APLOC_BOTH_SEXES, both);
    /* Their own total wins, even where it says something else; women alone make none. */
    static const double mixed[] = {7, 7, 7, NAN, NAN, NAN};
    gives("code,sex,0-9,10-19,20+\n01,_T,7,7,7\n01,M,1,1,1\n01,F,0,1,3\n02,F,4,4,4\n",
          APLOC_BOTH_SEXES, mixed);
    gives("code,sex,0-9,10-19,20+\n01,F,0,1,3\n02,F,4,4,4\n", APLOC_BOTH_SEXES, NULL);
    gives("code,sex,0-9,10-19,20+\n01,F,0,1,3\n02,F,4,4,4\n", APLOC_WOMEN, women);
}
END_TEST

START_TEST(what_is_missing_is_missing)
{
    static const double gaps[] = {1, NAN, 3, NAN, NAN, NAN};
    gives("code,0-9,10-19,20+\n01,1,,3\n", APLOC_BOTH_SEXES, gaps);
    gives("code,age_class,population\n01,20+,3\n01,0-9,1\n01,10-19,NA\n", APLOC_BOTH_SEXES, gaps);
}
END_TEST

START_TEST(keeps_rows_by_column)
{
    static const char text[] = "year,code,sex,0+\n2016,01,T,1\n2018, 01,T,2\n2018,02,T,3\n"
                               " 2018 ,02,F,1\n2018,99,T,9\n";
    const aploc_keep keep[] = {{"year", "2018"}, {"sex", "T"}};
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    o.keep = keep;
    o.n_keep = 2;
    o.unknown = APLOC_SKIP;
    aploc_ages *ages = read_ages(text, &o, &report);
    ck_assert_bits(aploc_ages_table(ages, APLOC_BOTH_SEXES)[0], 2);
    ck_assert_bits(aploc_ages_table(ages, APLOC_BOTH_SEXES)[1], 3);
    ck_assert_ptr_null(aploc_ages_table(ages, APLOC_WOMEN));
    ck_assert_int_eq(report.n_rows, 3);
    ck_assert_int_eq(report.n_kept, 2);
    ck_assert_int_eq(report.n_unknown, 1);
    ck_assert_str_eq(report.unknown[0].code, "99");
    aploc_ages_free(ages);
    o.n_keep = 0;
    refuses(text, &o, APLOC_ERR_CODE_REPEATED, 3,
            "found the residents of 0+ of '01' again, after line 2, expected them once");
    const aploc_keep wrong[] = {{"annee", "2018"}};
    o.keep = wrong;
    o.n_keep = 1;
    refuses(text, &o, APLOC_ERR_COLUMN_MISSING, 1, "found no column 'annee', expected one");
    const aploc_keep none[] = {{"year", "2017"}};
    o.keep = none;
    refuses(text, &o, APLOC_ERR_EMPTY, 1, "found no row with year = '2017' among 5");
    const aploc_keep null[] = {{"year", NULL}};
    o.keep = null;
    refuses(text, &o, APLOC_ERR_OPTIONS, 0, "found NULL in the condition on rows 0");
    o.keep = NULL;
    refuses(text, &o, APLOC_ERR_OPTIONS, 0, "found 1 conditions on rows at NULL");
}
END_TEST

START_TEST(refuses_what_is_wrong)
{
    refuses("code,0-9\n03,1\n", NULL, APLOC_ERR_CODE_UNKNOWN, 2, "found the code '03'");
    refuses("code,sex,0-9\n01,X,1\n", NULL, APLOC_ERR_RANGE, 2,
            "found 'X' in column 'sex', expected T, F or H");
    refuses("code,age,pop\n01,young,1\n", NULL, APLOC_ERR_RANGE, 2,
            "found 'young' in column 'age', expected an age class such as 0-4, 17 or 90+");
    refuses("code,age,pop\n01,0-9,1\n01,0-4,1\n", NULL, APLOC_ERR_COLUMN_REPEATED, 3,
            "found the age classes 0-9 and 0-4, expected classes that do not overlap");
    refuses("code,age,pop\n01,0-9,1\n01,5-14,1\n", NULL, APLOC_ERR_COLUMN_REPEATED, 0,
            "found the age classes 0-9 and 5-14");
    refuses("code,age,pop\n01,0-9,1\n01,0-9,1\n", NULL, APLOC_ERR_CODE_REPEATED, 3,
            "found the residents of 0-9 of '01' again, after line 2");
    refuses("code,sex,age,pop\n01,F,0-9,1\n01,T,0-9,1\n01,F,0-9,1\n", NULL, APLOC_ERR_CODE_REPEATED,
            4, "of 0-9 (women) of '01' again, after line 2");
    refuses("code,age,pop\n01,0-9,-1\n", NULL, APLOC_ERR_NEGATIVE, 2, "found '-1'");
    refuses("code,age_from,age_to,pop\n01,1.5,4,1\n", NULL, APLOC_ERR_RANGE, 2,
            "found the age 1.5 in column 'age_from', expected a whole number from 0 to 150");
    refuses("code,age_from,age_to,pop\n01,5,4,1\n", NULL, APLOC_ERR_RANGE, 2,
            "found the age 4 in column 'age_to', expected a whole number from 5 to 150");
    refuses("code,name\n01,A\n", NULL, APLOC_ERR_COLUMN_MISSING, 1, "found no residents by age");
    refuses("code,age\n01,0-9\n", NULL, APLOC_ERR_COLUMN_MISSING, 1, "found no residents by age");
    refuses("name,0-9\n01,1\n", NULL, APLOC_ERR_COLUMN_MISSING, 1, "expected one for 'code'");
    refuses("code,age,pop\n01,Total,1\n", NULL, APLOC_ERR_EMPTY, 0,
            "found no row of a known place");
    aploc_communes *communes = places();
    aploc_ages *ages = NULL;
    ck_assert_fails(aploc_ages_read_csv(NULL, communes, NULL, &ages, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_read_csv("x", NULL, NULL, &ages, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_ages_read_csv("x", communes, NULL, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    aploc_communes_free(communes);
    aploc_ages_free(NULL);
    ck_assert_int_eq(aploc_ages_count(NULL), 0);
    ck_assert_ptr_null(aploc_ages_path(NULL));
    ck_assert_ptr_null(aploc_ages_classes(NULL, NULL));
    ck_assert_ptr_null(aploc_ages_table(NULL, 0));
}
END_TEST

static aploc_status read_consumption(const char *text, int32_t *n, double *consumption,
                                     double *population, aploc_error *err)
{
    aploc_age_class classes[APLOC_CLASSES_MAX];
    return aploc_consumption_read_csv(file_of("consumption.csv", text), NULL, classes, consumption,
                                      population, n, NULL, err);
}

START_TEST(reads_consumption)
{
    double consumption[APLOC_CLASSES_MAX], population[APLOC_CLASSES_MAX];
    int32_t n = 7;
    aploc_error err = {0};
    ck_assert_ok(
        read_consumption("classe;consommation;pop\n20+;30,5;10\n0-19;5;20\nTotal;35,5;30\n", &n,
                         consumption, population, &err),
        err);
    ck_assert_int_eq(n, 2);
    ck_assert_bits(consumption[0], 5);
    ck_assert_bits(consumption[1], 30.5);
    ck_assert_bits(population[0], 20);
    ck_assert_bits(population[1], 10);
    static const struct {
        const char *text;
        aploc_status status;
        int64_t line;
    } bad[] = {{"age,consumption,pop\n0-9,1,2\n0-9,1,2\n", APLOC_ERR_CODE_REPEATED, 3},
               {"age,consumption,pop\n5-9,1,2\n0-5,1,2\n", APLOC_ERR_COLUMN_REPEATED, 2},
               {"age,consumption\n0-9,1\n", APLOC_ERR_COLUMN_MISSING, 1},
               {"consumption,pop\n1,2\n", APLOC_ERR_COLUMN_MISSING, 1},
               {"age_from,consumption,pop\n0,1,2\n", APLOC_ERR_COLUMN_MISSING, 1},
               {"age_from,age_to,consumption,pop\n9,0,1,2\n", APLOC_ERR_RANGE, 2},
               {"age,consumption,pop\n0-9,1,\n", APLOC_ERR_NO_VALUE, 2},
               {"age,consumption,pop\n0-9,,2\n", APLOC_ERR_NO_VALUE, 2},
               {"age,consumption,pop\nall,1,2\n", APLOC_ERR_EMPTY, 0}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        ck_assert_fails(read_consumption(bad[k].text, &n, consumption, population, &err),
                        bad[k].status);
        ck_assert_int_eq(err.line, bad[k].line);
        ck_assert_int_eq(n, 2);
    }
}
END_TEST

/* Names of columns, and the classes that they say; to -1: none. */
START_TEST(classes_in_names_of_columns)
{
    static const struct {
        const char *name;
        int32_t from, to;
    } cases[] = {{"0-4", 0, 4},
                 {"age_0_4", 0, 4},
                 {"de 5 \xc3\xa0 9 ans", 5, 9},
                 {"Ages 10 to 14 years", 10, 14},
                 {"90+", 90, OPEN},
                 {"95 ans et plus", 95, OPEN},
                 {"04", 0, -1},
                 {"0x4", 0, -1},
                 {"0 4 5", 0, -1},
                 {"0 4 x", 0, -1},
                 {"4 0", 0, -1},
                 {"0 200", 0, -1},
                 {"1000 2", 0, -1},
                 {"zone 0 4", 0, -1},
                 {"agesagesagesages0", 0, -1},
                 {"0agesagesagesages4", 0, -1},
                 {"0 4 agesagesagesages", 0, -1},
                 {"age", 0, -1},
                 {"", 0, -1}};
    static const struct {
        const char *text;
        int32_t from, to;
    } roles[] = {{"5-9", 5, 9},  {"5-5", 5, 5},   {"75+", 75, OPEN}, {"x", 0, -1},
                 {"5", 0, -1},   {"5_9", 0, -1},  {"5-", 0, -1},     {"5-9x", 0, -1},
                 {"9-5", 0, -1}, {"5-151", 0, -1}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_age_class ages = {0, -1};
        ck_assert_msg(apl_ages_of_column(cases[k].name, &ages) == (cases[k].to >= 0) &&
                          ages.from == cases[k].from && ages.to == cases[k].to,
                      "%s: %d to %d", cases[k].name, (int)ages.from, (int)ages.to);
    }
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
        aploc_age_class ages = {0, -1};
        ck_assert_msg(apl_ages_of_role(roles[k].text, &ages) == (roles[k].to >= 0) &&
                          ages.from == roles[k].from && ages.to == roles[k].to,
                      "%s: %d to %d", roles[k].text, (int)ages.from, (int)ages.to);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, wide_and_long_are_the_same);
    tcase_add_test(tests, sexes_are_never_counted_twice);
    tcase_add_test(tests, what_is_missing_is_missing);
    tcase_add_test(tests, keeps_rows_by_column);
    tcase_add_test(tests, refuses_what_is_wrong);
    tcase_add_test(tests, reads_consumption);
    tcase_add_test(tests, classes_in_names_of_columns);
}

int main(void)
{
    return run_tests("ages", add);
}
