/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text: read back to the same bits, and read as strtod reads them. */
#include <aploc/number.h>

#include <math.h>

#include "support.h"

static double number(const char *text)
{
    double value = -1.0;
    aploc_error err = {0};
    ck_assert_ok(aploc_number_read(text, strlen(text), &value, &err), err);
    return value;
}

START_TEST(reads_back_the_same_bits)
{
    static const double hard[] = {0.0,
                                  -0.0,
                                  1.0,
                                  0.1,
                                  0.2,
                                  0.3,
                                  2.0 / 3,
                                  1e15,
                                  1e16,
                                  1e22,
                                  1e23,
                                  123456789012345678.0,
                                  5e-324,
                                  2.2250738585072014e-308,
                                  1.7976931348623157e308,
                                  9007199254740993.0,
                                  0.000123,
                                  1e-5,
                                  4.35,
                                  8.41,
                                  3.11,
                                  40.03,
                                  1e21,
                                  123456.789,
                                  -2.5};
    char text[APLOC_NUMBER_SIZE];
    for (size_t k = 0; k < sizeof hard / sizeof *hard; k++) {
        ck_assert_uint_eq(aploc_number_write(hard[k], text), strlen(text));
        ck_assert_bits(number(text), hard[k]);
    }
    uint64_t seed = 1;
    for (int k = 0; k < trials(300000); k++) {
        uint64_t bits = random_bits(&seed);
        double value;
        if (k % 3 == 0)
            memcpy(&value, &bits, sizeof value);
        else if (k % 3 == 1)
            value = (double)(bits % 100000000) / 1000.0;
        else
            value = (double)(bits >> 12) * 0x1p-40;
        if (!isfinite(value))
            continue;
        ck_assert_uint_lt(aploc_number_write(value, text), APLOC_NUMBER_SIZE);
        ck_assert_bits(number(text), value);
    }
}
END_TEST

START_TEST(writes_the_short_form)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.0, "0"},
                 {-0.0, "-0"},
                 {1.0, "1"},
                 {12.5, "12.5"},
                 {0.1, "0.1"},
                 {0.05, "0.05"},
                 {100.0, "100"},
                 {-3.25, "-3.25"},
                 {1e14, "100000000000000"},
                 {1e22, "1e+22"},
                 {2.0 / 3, "0.6666666666666666"},
                 {NAN, "nan"},
                 {INFINITY, "inf"},
                 {-INFINITY, "-inf"},
                 {0.007, "0.007"},
                 {1e-7, "1e-07"},
                 {4226.0, "4226"},
                 {1e15 + 1, "1000000000000001"}};
    char text[APLOC_NUMBER_SIZE];
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_number_write(cases[k].value, text);
        ck_assert_str_eq(text, cases[k].text);
    }
}
END_TEST

/* The fewest of 15 to 17 digits that read back, rounded by the C library. */
static void check_shortest(double value)
{
    char text[APLOC_NUMBER_SIZE], expected[64];
    if (!(value >= 1e-4 && value < 1e15))
        return;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(expected, sizeof expected, "%.*g", digits, value);
        if (strtod(expected, NULL) == value)
            break;
    }
    aploc_number_write(value, text);
    ck_assert_str_eq(text, expected);
}

START_TEST(writes_the_digits_of_the_c_library)
{
    uint64_t seed = 12;
    for (int k = 0; k < trials(300000); k++) {
        double value = ldexp(1.0 + random_unit(&seed), random_below(&seed, 66) - 15);
        check_shortest(value);
        /* Beside a number of few digits, a power of ten and a power of two. */
        double few = (double)random_below(&seed, 1000000) / pow(10.0, random_below(&seed, 8));
        check_shortest(nextafter(few, 0.0));
        check_shortest(nextafter(few, 1e20));
        check_shortest(few * 1.0000000000000002 * 3.0);
    }
    for (int e = -4; e <= 15; e++)
        for (int near = -3; near <= 3; near++)
            check_shortest(pow(10.0, e) * (1.0 + near * 0x1p-52));
    for (int e = -14; e <= 50; e++)
        for (int near = -3; near <= 3; near++) {
            check_shortest(ldexp(1.0 + near * 0x1p-52, e));
            check_shortest(ldexp(1.0 + near * 0x1p-52, e) / 3.0);
        }
}
END_TEST

START_TEST(reads_as_strtod_does)
{
    uint64_t seed = 2;
    char text[80];
    for (int k = 0; k < trials(200000); k++) {
        snprintf(text, sizeof text, "%llu.%llue%d",
                 (unsigned long long)(random_bits(&seed) >> (k % 60)),
                 (unsigned long long)(random_bits(&seed) >> (k % 50)), (int)(k % 640) - 330);
        double expected = strtod(text, NULL);
        double value = 0.0;
        aploc_status status = aploc_number_read(text, strlen(text), &value, NULL);
        if (isfinite(expected)) {
            ck_assert_int_eq(status, APLOC_OK);
            ck_assert_bits(value, expected);
        } else {
            ck_assert_int_eq(status, APLOC_ERR_RANGE);
        }
    }
}
END_TEST

START_TEST(reads_fractions)
{
    ck_assert_bits(number("2/3"), 2.0 / 3.0);
    ck_assert_bits(number("-1.5/0.5"), -3.0);
    ck_assert_bits(number("+7"), 7.0);
    ck_assert_bits(number(".5"), 0.5);
    ck_assert_bits(number("5."), 5.0);
}
END_TEST

START_TEST(refuses_what_is_no_number)
{
    static const struct {
        const char *text;
        aploc_status status;
    } cases[] = {{"", APLOC_ERR_NUMBER},
                 {" 1", APLOC_ERR_NUMBER},
                 {"1 ", APLOC_ERR_NUMBER},
                 {"nan", APLOC_ERR_NUMBER},
                 {"inf", APLOC_ERR_NUMBER},
                 {"0x10", APLOC_ERR_NUMBER},
                 {"1e", APLOC_ERR_NUMBER},
                 {"1e+", APLOC_ERR_NUMBER},
                 {".", APLOC_ERR_NUMBER},
                 {"-", APLOC_ERR_NUMBER},
                 {"1,5", APLOC_ERR_NUMBER},
                 {"1.2.3", APLOC_ERR_NUMBER},
                 {"1e400", APLOC_ERR_RANGE},
                 {"-1e309", APLOC_ERR_RANGE},
                 {"1/0", APLOC_ERR_RANGE},
                 {"1/", APLOC_ERR_NUMBER},
                 {"/2", APLOC_ERR_NUMBER},
                 {"1/2/3", APLOC_ERR_NUMBER},
                 {"1e999999999999999999999", APLOC_ERR_RANGE}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double value = 42.0;
        aploc_error err = {0};
        aploc_status status = aploc_number_read(cases[k].text, strlen(cases[k].text), &value, &err);
        ck_assert_msg(status == cases[k].status, "'%s': status %d", cases[k].text, (int)status);
        ck_assert_int_eq(err.status, status);
        ck_assert_bits(value, 42.0);
    }
    ck_assert_fails(aploc_number_read(NULL, 0, NULL, NULL), APLOC_ERR_ARGUMENT);
}
END_TEST

/* The exact value is rounded, halves to the even digit, whatever a decimal of 15 digits would say. */
START_TEST(writes_fixed_decimals)
{
    static const struct {
        double value;
        int32_t decimals;
        const char *text;
    } cases[] = {{2.0625, 3, "2.062"},
                 {2.1875, 3, "2.188"},
                 {1.0005, 3, "1.000"}, /* 1.000499999999999989… */
                 {1.0015, 3, "1.002"}, /* 1.001500000000000056… */
                 {1.0025, 3, "1.002"}, /* 1.002499999999999946… */
                 {2.0005, 3, "2.001"}, /* 2.000500000000000167… */
                 {-2.0625, 3, "-2.062"},
                 {0.5, 0, "0"},
                 {1.5, 0, "2"},
                 {2.5, -4, "2"},
                 {-0.0004, 3, "0.000"},
                 {-0.0, 3, "0.000"},
                 {-0.0006, 3, "-0.001"},
                 {0.1, 99, "0.100000000000"},
                 {123456789012345.0, 3, "123456789012345.000"},
                 {999999999999999.9, 12, "999999999999999.875000000000"},
                 {1e15, 3, "1e+15"},
                 {NAN, 3, "nan"},
                 {-INFINITY, 3, "-inf"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[APLOC_NUMBER_SIZE];
        size_t length = aploc_number_write_fixed(cases[k].value, cases[k].decimals, text);
        ck_assert_str_eq(text, cases[k].text);
        ck_assert_uint_eq(length, strlen(text));
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, writes_fixed_decimals);
    tcase_add_test(tests, reads_back_the_same_bits);
    tcase_add_test(tests, writes_the_short_form);
    tcase_add_test(tests, writes_the_digits_of_the_c_library);
    tcase_add_test(tests, reads_as_strtod_does);
    tcase_add_test(tests, reads_fractions);
    tcase_add_test(tests, refuses_what_is_no_number);
}

int main(void)
{
    return run_tests("decimal", add);
}
