/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demand from residents by age: of a table of their own, by sex, refitted, normalised. */
#include <aploc/method.h>

#include <math.h>

#include "tables.h"

#define HEAD "[method]\nname = m\n[decay]\nsteps = 0:1 20:0\n"
#define AGES HEAD "[ages]\n0-19 = 0.5\n20-64 = 1\n65+ = 2.25\n"

/* What a call gives. */
typedef struct outcome {
    aploc_status status;
    aploc_error err;
    aploc_demand_report report;
    double demand[4];
} outcome;

/* Communes, a table of ages (NULL: none), a method; the options but for the ages. */
static outcome run(const char *communes_text, const char *ages_text, const char *method_text,
                   int32_t missing, int32_t fit)
{
    outcome o = {.err = {0}, .report = APLOC_DEMAND_REPORT_INIT};
    aploc_communes *communes = read_good(file_of("communes.csv", communes_text), NULL);
    aploc_ages *ages = NULL;
    aploc_method *method = NULL;
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    options.missing = missing;
    options.fit = fit;
    if (ages_text)
        ck_assert_ok(aploc_ages_read_csv(file_of("ages.csv", ages_text), communes, NULL, &ages,
                                         NULL, &o.err),
                     o.err);
    options.ages = ages;
    ck_assert_ok(aploc_method_parse(method_text, strlen(method_text), "m.ini", &method, &o.err),
                 o.err);
    o.status = aploc_demand_standardise(communes, method, &options, o.demand, &o.report, &o.err);
    aploc_method_free(method);
    aploc_ages_free(ages);
    aploc_communes_free(communes);
    return o;
}

static void gives(outcome o, double first, double second)
{
    ck_assert_msg(o.status == APLOC_OK, "%s", o.err.message);
    ck_assert_bits(o.demand[0], first);
    ck_assert_bits(o.demand[1], second);
    ck_assert_bits(o.report.total, first + second);
    ck_assert_int_eq(o.report.source, APLOC_DEMAND_AGES);
}

static void refuses(outcome o, aploc_status status, const char *words)
{
    ck_assert_msg(o.status == status && strstr(o.err.message, words), "%d: %s", (int)o.status,
                  o.err.message);
}

static const char two[] = "code,population,standardised\n01,100,1\n02,50,1\n";
static const char sexes[] = "code,sex,0-19,20-64,65+\n01,F,10,20,4\n01,H,12,16,2\n"
                            "02,F,1,2,0\n02,H,1,1,1\n";

START_TEST(a_table_of_its_own_comes_first)
{
    /* 10 * 0.5 + 20 + 4 * 2.25 = 34; 2 * 0.5 + 1 + 0 = 2. */
    outcome o = run(two, "code,0-19,20-64,65+\n02,2,1,0\n01,10,20,4\n", AGES, 0, 0);
    gives(o, 34, 2);
    ck_assert_bits(o.report.scale, 1);
    ck_assert_str_eq(o.report.changes, "");
    refuses(run(two, "code,0+\n02,2\n01,10\n", HEAD, 0, 0), APLOC_ERR_METHOD_AGES,
            "found residents by age, and no [ages] in method 'm', expected weights for them");
}
END_TEST

START_TEST(women_alone)
{
    gives(run(two, sexes, HEAD "[ages]\nsex = women\n0-19 = 0.5\n20-64 = 1\n65+ = 2.25\n", 0, 0),
          34, 2.5);
    gives(run(two, sexes, HEAD "[ages]\nsex = men\n0-19 = 0.5\n20-64 = 1\n65+ = 2\n", 0, 0), 26,
          3.5);
    /* Both: 22 * 0.5 + 36 + 6 * 2.25. */
    gives(run(two, sexes, AGES, 0, 0), 60.5, 6.25);
    static const char women[] = HEAD "[ages]\nsex = women\n0+ = 1\n";
    refuses(run("code,population\n01,1\n02,1\n", "code,0+\n01,1\n02,1\n", women, 0, 0),
            APLOC_ERR_COLUMN_MISSING,
            "ages.csv: found no residents by age of women, expected some for method 'm' (a table "
            "of ages by sex)");
    refuses(run("code,0+\n01,1\n02,1\n", NULL, women, 0, 0), APLOC_ERR_COLUMN_MISSING,
            "found no residents by age of women");
    refuses(run("code,population\n01,1\n02,1\n", NULL, women, 0, 0), APLOC_ERR_COLUMN_MISSING,
            "found a population of both sexes, and method 'm' is for women alone: expected a "
            "column standardised, or residents by age and sex");
    /* Published standardised women need no sex; nor do unknown weights. */
    outcome o = run(two, NULL, HEAD "[ages]\nsex = women\nweights = ?\n", 0, 0);
    ck_assert_int_eq(o.status, APLOC_OK);
    ck_assert_int_eq(o.report.source, APLOC_DEMAND_STANDARDISED);
    refuses(run(two, sexes, HEAD "[ages]\nsex = women\nweights = ? DREES\n", 0, 0),
            APLOC_ERR_METHOD_UNKNOWN, "does not know [ages] weights");
}
END_TEST

START_TEST(weights_by_sex)
{
    static const char both[] = HEAD "[ages]\nwomen 0-19 = 1\nmen 0-19 = 0.5\nwomen 20-64 = 2\n"
                                    "men 20-64 = 1\nwomen  65+ = 3\nmen 65+ = 4\n";
    /* 10 + 40 + 12 + 6 + 16 + 8; 1 + 4 + 0 + 0.5 + 1 + 4. */
    gives(run(two, sexes, both, 0, 0), 92, 10.5);
    refuses(run(two, "code,sex,0-19,20-64,65+\n01,F,1,1,1\n02,F,1,1,1\n", both, 0, 0),
            APLOC_ERR_COLUMN_MISSING, "found no residents by age of men");
    /* Alike for both, they are the plain weights. */
    gives(run(two, sexes,
              HEAD "[ages]\nwomen 0-19 = 0.5\nwomen 20-64 = 1\nwomen 65+ = 2.25\nmen 0-19 = 0.5\n"
                   "men 20-64 = 1\nmen 65+ = 2.25\n",
              0, 0),
          60.5, 6.25);
    aploc_method *method = NULL;
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_parse(both, strlen(both), "m.ini", &method, &err), err);
    ck_assert_ok(aploc_method_get_ages(method, &ages, &err), err);
    ck_assert_int_eq(ages.n_classes, 3);
    ck_assert_bits(ages.weights[2], 3);
    ck_assert_bits(ages.weights_men[2], 4);
    ages.size = 1;
    ck_assert_fails(aploc_method_get_ages(method, &ages, NULL), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_method_get_ages(method, NULL, NULL), APLOC_ERR_ARGUMENT);
    aploc_method_free(method);
    ck_assert_ok(aploc_method_builtin("midwives", &method, &err), err);
    ck_assert_int_eq(aploc_method_get_sex(method), APLOC_WOMEN);
    aploc_method_free(method);
}
END_TEST

START_TEST(refits_when_told)
{
    static const char ages[] = "code,0-39,40-64,65-74,75+\n01,40,25,3,1\n02,4,0,0,0\n";
    refuses(run(two, ages, AGES, 0, 0), APLOC_ERR_METHOD_AGES,
            "found the age classes 0-39 40-64 65-74 75+ in ");
    /* 20 young, 20 + 25 between, 4 old: 10 + 45 + 9; 1 + 2. */
    outcome o = run(two, ages, AGES, 0, APLOC_AGES_REFIT);
    gives(o, 64, 3);
    ck_assert_str_eq(o.report.changes, "65-74 75+ into 65+; 0-39 split into 0-19 20-64");
    ck_assert_int_eq(o.report.n_merged, 1);
    ck_assert_int_eq(o.report.n_split, 1);
    ck_assert_bits(o.report.moved, 44);
    /* Also of the places' own columns. */
    gives(run("code,0-39,40-64,65-74,75+\n01,40,25,3,1\n02,4,0,0,0\n", NULL, AGES, 0,
              APLOC_AGES_REFIT),
          64, 3);
}
END_TEST

START_TEST(normalises_to_the_residents)
{
    /* Two thirds young at 1, one third old at 4, over both: mean 2, so everything is halved. */
    static const char ages[] = "code,0-19,20+\n01,10,0\n02,10,10\n";
    static const char plain[] = HEAD "[ages]\n0-19 = 1\n20+ = 4\n";
    gives(run(two, ages, plain, 0, 0), 10, 50);
    outcome o = run(two, ages, HEAD "[ages]\nnormalise = mean\n0-19 = 1\n20+ = 4\n", 0, 0);
    gives(o, 5, 25);
    ck_assert_bits(o.report.scale, 0.5);
    /* A factor on all weights is gone then. */
    gives(run(two, ages, HEAD "[ages]\nnormalise = mean\n0-19 = 8\n20+ = 32\n", 0, 0), 5, 25);
    gives(run(two, ages, HEAD "[ages]\nnormalise = none\n0-19 = 1\n20+ = 4\n", 0, 0), 10, 50);
}
END_TEST

START_TEST(missing_places_are_refused_or_filled_in)
{
    static const char three[] = "code,population\n01,10\n02,20\n03,8\n";
    static const char ages[] = "code,0-19,20-64,65+\n01,0,0,10\n02,20,0,0\n";
    refuses(run(three, ages, AGES, APLOC_REFUSE, 0), APLOC_ERR_NO_VALUE,
            "ages.csv: found no residents by age for place '03', expected a number");
    /* (22.5 + 10) / 30 a resident. */
    outcome o = run(three, ages, AGES, APLOC_SKIP, 0);
    ck_assert_msg(o.status == APLOC_OK, "%s", o.err.message);
    ck_assert_bits(o.demand[2], 8 * (32.5 / 30));
    ck_assert_int_eq(o.report.n_filled, 1);
    refuses(run("code\n01\n02\n03\n", ages, AGES, APLOC_SKIP, 0), APLOC_ERR_NO_VALUE,
            "ages.csv: found no residents by age nor residents for place '03'");
}
END_TEST

START_TEST(merging_then_weighting_is_weighting)
{
    /* Equal weights of the classes that are merged: the same demand to the bit, whole people. */
    uint64_t state = 5;
    for (int round = 0; round < 50; round++) {
        char ages[400], merged[400];
        int n[2][4];
        for (int i = 0; i < 2; i++)
            for (int a = 0; a < 4; a++)
                n[i][a] = random_below(&state, 1000);
        snprintf(ages, sizeof ages, "code,0-9,10-19,20-64,65+\n01,%d,%d,%d,%d\n02,%d,%d,%d,%d\n",
                 n[0][0], n[0][1], n[0][2], n[0][3] + 1, n[1][0], n[1][1], n[1][2], n[1][3]);
        snprintf(merged, sizeof merged, "code,0-19,20-64,65+\n01,%d,%d,%d\n02,%d,%d,%d\n",
                 n[0][0] + n[0][1], n[0][2], n[0][3] + 1, n[1][0] + n[1][1], n[1][2], n[1][3]);
        outcome whole = run(two, merged, AGES, 0, 0);
        gives(run(two, ages, AGES, 0, APLOC_AGES_REFIT), whole.demand[0], whole.demand[1]);
        outcome apart =
            run(two, ages, HEAD "[ages]\n0-9 = 0.5\n10-19 = 0.5\n20-64 = 1\n65+ = 2.25\n", 0, 0);
        gives(apart, whole.demand[0], whole.demand[1]);
        outcome twice =
            run(two, ages, HEAD "[ages]\n0-9 = 1\n10-19 = 1\n20-64 = 2\n65+ = 4.5\n", 0, 0);
        gives(twice, 2 * whole.demand[0], 2 * whole.demand[1]);
    }
}
END_TEST

START_TEST(ages_must_be_of_the_places)
{
    aploc_error err = {0};
    aploc_communes *one = read_good(file_of("one.csv", "code\n01\n"), NULL);
    aploc_communes *more = read_good(file_of("two.csv", "code\n01\n02\n"), NULL);
    aploc_ages *ages = NULL;
    aploc_method *method = NULL;
    double demand[2];
    ck_assert_ok(
        aploc_ages_read_csv(file_of("a.csv", "code,0+\n01,1\n"), one, NULL, &ages, NULL, &err),
        err);
    ck_assert_ok(aploc_method_parse(AGES, strlen(AGES), "m.ini", &method, &err), err);
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    options.ages = ages;
    ck_assert_fails(aploc_demand_standardise(more, method, &options, demand, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_str_eq(err.message,
                     "found residents by age of 1 places, expected those of the 2 places");
    aploc_method_free(method);
    aploc_ages_free(ages);
    aploc_communes_free(one);
    aploc_communes_free(more);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, a_table_of_its_own_comes_first);
    tcase_add_test(tests, women_alone);
    tcase_add_test(tests, weights_by_sex);
    tcase_add_test(tests, refits_when_told);
    tcase_add_test(tests, normalises_to_the_residents);
    tcase_add_test(tests, missing_places_are_refused_or_filled_in);
    tcase_add_test(tests, merging_then_weighting_is_weighting);
    tcase_add_test(tests, ages_must_be_of_the_places);
}

int main(void)
{
    return run_tests("demand_ages", add);
}
