/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demand: which source it is taken from, what it sums to, what it is refused for. */
#include <aploc/method.h>

#include <math.h>
#include <unistd.h>

#include "support.h"

#define HEAD "[method]\nname = m\n[decay]\nsteps = 0:1 20:0\n"
#define AGES HEAD "[ages]\n0-19 = 0.5\n20-64 = 1\n65+ = 2.25\n"

static char path[] = "/tmp/aploc-demand-XXXXXX";

/* A file with this text, read; the file is gone when this returns. */
static aploc_communes *places(const char *text)
{
    strcpy(path + strlen(path) - 6, "XXXXXX");
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, text, strlen(text)), (int)strlen(text));
    close(descriptor);
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    aploc_status status = aploc_communes_read_csv(path, NULL, &communes, NULL, &err);
    unlink(path);
    ck_assert_msg(status == APLOC_OK, "%s", err.message);
    return communes;
}

static aploc_method *parse(const char *text)
{
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_parse(text, strlen(text), "m.ini", &method, &err), err);
    return method;
}

/* Compute and compare to the bit. */
static aploc_demand_report computes(const char *table, const char *text, int32_t missing,
                                    const double *expected)
{
    aploc_communes *communes = places(table);
    aploc_method *method = parse(text);
    double demand[8] = {0};
    aploc_error err = {0};
    aploc_demand_report report = APLOC_DEMAND_REPORT_INIT;
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    options.missing = missing;
    ck_assert_ok(aploc_demand_standardise(communes, method, &options, demand, &report, &err), err);
    double total = 0;
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        ck_assert_bits(demand[i], expected[i]);
        total += expected[i];
    }
    ck_assert_bits(report.total, total);
    ck_assert_uint_eq(report.size, sizeof report);
    ck_assert_ok(aploc_demand_standardise(communes, method, &options, demand, NULL, &err), err);
    aploc_communes_free(communes);
    aploc_method_free(method);
    return report;
}

/* Fail with this status, and with this message when it is not NULL; nothing is written. */
static void refuses(const char *table, const char *text, int32_t missing, aploc_status expected,
                    const char *format)
{
    aploc_communes *communes = places(table);
    aploc_method *method = parse(text);
    double demand[8] = {42, 43};
    aploc_error err = {0};
    aploc_demand_report report = APLOC_DEMAND_REPORT_INIT;
    report.total = 44;
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    options.missing = missing;
    ck_assert_fails(aploc_demand_standardise(communes, method, &options, demand, &report, &err),
                    expected);
    ck_assert_int_eq(err.status, expected);
    if (format) {
        /* "FILE" stands for the path, which is another each time. */
        char message[1024] = "";
        const char *mark = strstr(format, "FILE");
        if (mark)
            snprintf(message, sizeof message, "%.*s%s%s", (int)(mark - format), format, path,
                     mark + 4);
        else
            snprintf(message, sizeof message, "%s", format);
        ck_assert_str_eq(err.message, message);
    }
    ck_assert_bits(demand[0], 42);
    ck_assert_bits(demand[1], 43);
    ck_assert_bits(report.total, 44);
    aploc_communes_free(communes);
    aploc_method_free(method);
}

START_TEST(standardised_comes_first)
{
    static const double expected[] = {110.5, 0, 30};
    aploc_demand_report report =
        computes("code,population,standardised,age_0_19,age_20_64,age_65_plus\n"
                 "01001,100,110.5,1,2,3\n01002,20,0,1,2,3\n01004,30,30,1,2,3\n",
                 AGES, APLOC_REFUSE, expected);
    ck_assert_int_eq(report.source, APLOC_DEMAND_STANDARDISED);
    ck_assert_int_eq(report.n_filled, 0);
    ck_assert_bits(report.filled, 0);
    ck_assert_bits(report.fill_ratio, 0);
}
END_TEST

START_TEST(fills_in_by_the_ratio)
{
    /* Only the places that have both make the ratio: (90 + 60) / (100 + 20) = 1.25. */
    static const double expected[] = {90, 60, 12.5, 7, 50};
    static const char table[] = "code,population,standardised\n"
                                "01001,100,90\n01002,20,60\n01004,10,\n01005,NA,7\n01006,40,NA\n";
    aploc_demand_report report = computes(table, HEAD, APLOC_SKIP, expected);
    ck_assert_int_eq(report.source, APLOC_DEMAND_STANDARDISED);
    ck_assert_int_eq(report.n_filled, 2);
    ck_assert_bits(report.filled, 62.5);
    ck_assert_bits(report.fill_ratio, 1.25);
    refuses(
        table, HEAD, APLOC_REFUSE, APLOC_ERR_NO_VALUE,
        "FILE:4: found no standardised population for place '01004' and 1 more, expected a number");
    refuses("code,population,standardised\n01001,100,90\n01002,,\n", HEAD, APLOC_SKIP,
            APLOC_ERR_NO_VALUE,
            "FILE:3: found no standardised population nor residents for place '01002', expected a "
            "number");
    refuses("code,standardised\n01001,90\n01002,\n", HEAD, APLOC_SKIP, APLOC_ERR_NO_VALUE, NULL);
    refuses("code,population,standardised\n01001,0,90\n01002,5,\n", HEAD, APLOC_SKIP,
            APLOC_ERR_NO_VALUE,
            "FILE: found no place with residents and a standardised population, expected some, to "
            "fill in the missing ones");
}
END_TEST

START_TEST(ages_times_weights)
{
    /* 10 * 0.5 + 20 * 1 + 4 * 2.25 = 34. */
    static const double expected[] = {34, 0.5};
    aploc_demand_report report = computes("code,population,age_0_19,age_20_64,age_65_plus\n"
                                          "01001,34,10,20,4\n01002,1,1,0,0\n",
                                          AGES, APLOC_REFUSE, expected);
    ck_assert_int_eq(report.source, APLOC_DEMAND_AGES);
}
END_TEST

START_TEST(population_comes_last)
{
    static const double expected[] = {34, 7};
    aploc_demand_report report =
        computes("code,population\n01001,34\n01002,7\n", AGES, APLOC_REFUSE, expected);
    ck_assert_int_eq(report.source, APLOC_DEMAND_POPULATION);
    /* A method without ages does not standardise. */
    report = computes("code,population,age_0_19,age_20_plus\n01001,34,1,2\n01002,7,3,4\n", HEAD,
                      APLOC_REFUSE, expected);
    ck_assert_int_eq(report.source, APLOC_DEMAND_POPULATION);
    refuses("code,population\n01001,34\n01002,\n", HEAD, APLOC_SKIP, APLOC_ERR_NO_VALUE,
            "FILE:3: found no population for place '01002', expected a number");
    refuses("code,name\n01001,a\n01002,b\n", AGES, APLOC_REFUSE, APLOC_ERR_COLUMN_MISSING, NULL);
    refuses("code,age_0_19\n01001,1\n01002,2\n", HEAD, APLOC_REFUSE, APLOC_ERR_COLUMN_MISSING,
            NULL);
}
END_TEST

START_TEST(classes_must_agree)
{
    refuses(
        "code,population,age_0_19,age_20_59,age_60_plus\n01001,6,1,2,3\n01002,6,1,2,3\n", AGES,
        APLOC_REFUSE, APLOC_ERR_METHOD_AGES,
        "found the age classes 0-19 20-59 60+ in FILE, expected those of method 'm': 0-19 20-64 "
        "65+ (class 2 is 20-59, expected 20-64), or --age-classes refit to merge and split them");
    refuses(
        "code,population,age_0_19,age_20_64\n01001,6,1,2\n01002,6,1,2\n", AGES, APLOC_REFUSE,
        APLOC_ERR_METHOD_AGES,
        "found the age classes 0-19 20-64 in FILE, expected those of method 'm': 0-19 20-64 65+ "
        "(class 3 is none, expected 65+), or --age-classes refit to merge and split them");
    refuses("code,age_0_19,age_20_64,age_65_74,age_75_84,age_85_plus\n01001,1,1,1,1,1\n"
            "01002,1,1,1,1,1\n",
            HEAD "[ages]\n0-19 = 1\n20-64 = 1\n", APLOC_REFUSE, APLOC_ERR_METHOD_AGES,
            "found the age classes 0-19 20-64 65-74 75-84 85+ in FILE, expected those of method "
            "'m': 0-19 20-64 (class 3 is 65-74, expected none), or --age-classes refit to merge "
            "and split them");
    aploc_method *method = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_method_builtin("mg-2010", &method, &err), err);
    const char *text = aploc_method_get_text(method, APLOC_METHOD_FILE);
    refuses("code,age_0_19,age_20_plus\n01001,1,2\n01002,1,2\n", text, APLOC_REFUSE,
            APLOC_ERR_METHOD_AGES,
            "found the age classes 0-19 20+ in FILE, expected those of method 'mg-2010': 0-4 5-9 … "
            "90+ (class 1 is 0-19, expected 0-4), or --age-classes refit to merge and split them");
    aploc_method_free(method);
}
END_TEST

START_TEST(unknown_weights_are_refused_when_needed)
{
    static const char unknown[] = HEAD "[ages]\nweights = ? DREES\n";
    static const double expected[] = {5, 6};
    refuses(
        "code,population,age_0_plus\n01001,5,5\n01002,6,6\n", unknown, APLOC_REFUSE,
        APLOC_ERR_METHOD_UNKNOWN,
        "method 'm' does not know [ages] weights (m.ini:6); who publishes it: DREES; fill it in "
        "a copy of the file");
    computes("code,standardised,age_0_plus\n01001,5,5\n01002,6,6\n", unknown, APLOC_REFUSE,
             expected);
}
END_TEST

START_TEST(sums_are_checked)
{
    refuses("code,standardised\n01001,1e308\n01002,1e308\n", HEAD, APLOC_REFUSE, APLOC_ERR_OVERFLOW,
            "FILE: found a demand whose sum exceeds what a number can hold, expected populations "
            "of usual sizes");
    refuses("code,age_0_19,age_20_64,age_65_plus\n01001,0,0,1e308\n01002,0,0,0\n", AGES,
            APLOC_REFUSE, APLOC_ERR_OVERFLOW, NULL);
    refuses("code,population,standardised\n01001,1e308,1\n01002,1e308,1\n01004,1,\n", HEAD,
            APLOC_SKIP, APLOC_ERR_OVERFLOW, NULL);
    refuses("code,population\n01001,0\n01002,0\n", HEAD, APLOC_REFUSE, APLOC_ERR_NO_DEMAND,
            "FILE: found a demand of 0 in all places, expected one above 0");
}
END_TEST

START_TEST(arguments_are_checked)
{
    aploc_communes *communes = places("code,population\n01001,34\n");
    aploc_method *method = parse(HEAD);
    double demand = 42;
    aploc_demand_report report = {.size = 1};
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    ck_assert_fails(aploc_demand_standardise(NULL, method, NULL, &demand, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_demand_standardise(communes, NULL, NULL, &demand, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_demand_standardise(communes, method, NULL, NULL, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    options.missing = 2;
    ck_assert_fails(aploc_demand_standardise(communes, method, &options, &demand, NULL, NULL),
                    APLOC_ERR_OPTIONS);
    options = (aploc_demand_options)APLOC_DEMAND_OPTIONS_INIT;
    options.fit = 2;
    ck_assert_fails(aploc_demand_standardise(communes, method, &options, &demand, NULL, NULL),
                    APLOC_ERR_OPTIONS);
    options = (aploc_demand_options)APLOC_DEMAND_OPTIONS_INIT;
    options.oldest = 1;
    ck_assert_fails(aploc_demand_standardise(communes, method, &options, &demand, NULL, NULL),
                    APLOC_ERR_OPTIONS);
    options = (aploc_demand_options)APLOC_DEMAND_OPTIONS_INIT;
    options.size = 1;
    ck_assert_fails(aploc_demand_standardise(communes, method, &options, &demand, NULL, NULL),
                    APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_demand_standardise(communes, method, NULL, &demand, &report, NULL),
                    APLOC_ERR_OPTIONS);
    ck_assert_bits(demand, 42);
    aploc_communes_free(communes);
    aploc_method_free(method);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, standardised_comes_first);
    tcase_add_test(tests, fills_in_by_the_ratio);
    tcase_add_test(tests, ages_times_weights);
    tcase_add_test(tests, population_comes_last);
    tcase_add_test(tests, classes_must_agree);
    tcase_add_test(tests, unknown_weights_are_refused_when_needed);
    tcase_add_test(tests, sums_are_checked);
    tcase_add_test(tests, arguments_are_checked);
}

int main(void)
{
    return run_tests("demand", add);
}
