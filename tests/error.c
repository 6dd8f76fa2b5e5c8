/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: whole, positioned, one line, never past their arrays. */
#include "base/error.h"

#include "support.h"

static const aploc_status all[] = {APLOC_OK,
                                   APLOC_ERR_ARGUMENT,
                                   APLOC_ERR_OPTIONS,
                                   APLOC_ERR_CANCELLED,
                                   APLOC_ERR_MEMORY,
                                   APLOC_ERR_TOO_LARGE,
                                   APLOC_ERR_OPEN,
                                   APLOC_ERR_READ,
                                   APLOC_ERR_WRITE,
                                   APLOC_ERR_EMPTY,
                                   APLOC_ERR_ENCODING,
                                   APLOC_ERR_LINE,
                                   APLOC_ERR_ROW_LENGTH,
                                   APLOC_ERR_COLUMN_MISSING,
                                   APLOC_ERR_COLUMN_REPEATED,
                                   APLOC_ERR_NUMBER,
                                   APLOC_ERR_NEGATIVE,
                                   APLOC_ERR_NOT_FINITE,
                                   APLOC_ERR_NO_VALUE,
                                   APLOC_ERR_RANGE,
                                   APLOC_ERR_CODE_UNKNOWN,
                                   APLOC_ERR_CODE_REPEATED,
                                   APLOC_ERR_PAIR_REPEATED,
                                   APLOC_ERR_INDEX,
                                   APLOC_ERR_CHANGE,
                                   APLOC_ERR_METHOD_SYNTAX,
                                   APLOC_ERR_METHOD_KEY,
                                   APLOC_ERR_METHOD_VALUE,
                                   APLOC_ERR_METHOD_UNKNOWN,
                                   APLOC_ERR_METHOD_NAME,
                                   APLOC_ERR_METHOD_AGES,
                                   APLOC_ERR_OVERFLOW,
                                   APLOC_ERR_NO_DEMAND,
                                   APLOC_ERR_STUDY,
                                   APLOC_ERR_CELL};

/* The numbers are part of the interface: this list only ever grows. */
static const int32_t pinned[] = {0,   101, 102, 103, 201, 202, 203, 204, 205, 301, 302, 303,
                                 304, 305, 306, 401, 402, 403, 404, 405, 501, 502, 503, 504,
                                 505, 601, 602, 603, 604, 605, 606, 701, 702, 801, 802};

START_TEST(numbers_are_pinned_and_named)
{
    ck_assert_uint_eq(sizeof all / sizeof *all, sizeof pinned / sizeof *pinned);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        ck_assert_int_eq(all[k], pinned[k]);
        ck_assert_str_ne(aploc_status_name(all[k]), "unknown status");
        ck_assert_str_ne(aploc_status_text(all[k]), "unknown status");
        for (size_t m = 0; m < k; m++)
            ck_assert_str_ne(aploc_status_name(all[k]), aploc_status_name(all[m]));
    }
    ck_assert_str_eq(aploc_status_name(APLOC_ERR_PAIR_REPEATED), "APLOC_ERR_PAIR_REPEATED");
    ck_assert_str_eq(aploc_status_name(999), "unknown status");
    ck_assert_str_eq(aploc_status_text(-1), "unknown status");
}
END_TEST

START_TEST(opens_with_the_place)
{
    aploc_error err;
    apl_place place = {"a.csv", 12, 3, "01001"};
    ck_assert_int_eq(apl_fail_at(&err, APLOC_ERR_NUMBER, place, "found '%s'", "x"),
                     APLOC_ERR_NUMBER);
    ck_assert_str_eq(err.message, "a.csv:12: found 'x'");
    ck_assert_str_eq(err.file, "a.csv");
    ck_assert_str_eq(err.code, "01001");
    ck_assert_int_eq(err.line, 12);
    ck_assert_int_eq(err.column, 3);
    apl_fail_at(&err, APLOC_ERR_EMPTY, (apl_place){.file = "b"}, "found nothing");
    ck_assert_str_eq(err.message, "b: found nothing");
    ck_assert_str_eq(err.code, "");
    apl_fail(&err, APLOC_ERR_MEMORY, "no %d", 7);
    ck_assert_str_eq(err.message, "no 7");
    ck_assert_str_eq(err.file, "");
    ck_assert_int_eq(apl_fail(NULL, APLOC_ERR_MEMORY, "nobody listens"), APLOC_ERR_MEMORY);
}
END_TEST

START_TEST(cuts_at_a_character)
{
    char text[2400] = "";
    for (int k = 0; k < 1100; k++)
        strcat(text, "é");
    aploc_error err;
    for (int shift = 0; shift < 4; shift++) {
        apl_fail(&err, APLOC_ERR_NUMBER, "%.*s%s", shift, "abc", text);
        size_t length = strlen(err.message);
        ck_assert_uint_lt(length, sizeof err.message);
        ck_assert_str_eq(err.message + length - 3, "…");
        ck_assert_str_eq(err.message + length - 5, "é…");
    }
    apl_fail_at(&err, APLOC_ERR_NUMBER, (apl_place){text, 1, 0, text}, "found");
    ck_assert_str_eq(err.file + strlen(err.file) - 5, "é…");
    ck_assert_str_eq(err.code + strlen(err.code) - 5, "é…");
    ck_assert_ptr_nonnull(strstr(err.message, "…:1: found"));
    apl_fail(&err, APLOC_ERR_NUMBER, "found '%.3s' and '%.4s', expected é", "aéé", "aéé");
    ck_assert_str_eq(err.message, "found 'aé' and 'aé…', expected é");
    apl_fail(&err, APLOC_ERR_NUMBER, "found '%.3s' and '%s'", "\xf0\x9f\x98\x80",
             "\xf0\x9f\x98\x80");
    ck_assert_str_eq(err.message, "found '…' and '\xf0\x9f\x98\x80'");
}
END_TEST

/* What a file has in the place of a text may be anything; an error is UTF-8. */
START_TEST(is_utf8)
{
    static const struct {
        const char *given, *shown;
    } texts[] = {{"01\xa7"
                  "0",
                  "01…0"},
                 {"\xc0\x80", "…"}, /* a zero in two bytes */
                 {"\xe0\x9f\xbf"
                  "b",
                  "…b"},                    /* in three what needs two */
                 {"\xed\xa0\x80", "…"},     /* half of a character of UTF-16 */
                 {"\xf4\x90\x80\x80", "…"}, /* beyond the last */
                 {"\xc3", "…"},
                 {"é\xed\x9f\xbf", "é\xed\x9f\xbf"}};
    char expected[64];
    aploc_error err;
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        apl_fail_at(&err, APLOC_ERR_CODE_UNKNOWN, (apl_place){.file = "f", .code = texts[k].given},
                    "found '%s'", texts[k].given);
        snprintf(expected, sizeof expected, "f: found '%s'", texts[k].shown);
        ck_assert_str_eq(err.message, expected);
        ck_assert_str_eq(err.code, texts[k].shown);
    }
}
END_TEST

START_TEST(is_one_line)
{
    aploc_error err;
    apl_fail_at(&err, APLOC_ERR_NUMBER, (apl_place){.file = "a\nb"}, "found '%s'", "x\r\ny\x1b");
    ck_assert_str_eq(err.message, "a b: found 'x  y '");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, numbers_are_pinned_and_named);
    tcase_add_test(tests, opens_with_the_place);
    tcase_add_test(tests, cuts_at_a_character);
    tcase_add_test(tests, is_utf8);
    tcase_add_test(tests, is_one_line);
}

int main(void)
{
    return run_tests("error", add);
}
