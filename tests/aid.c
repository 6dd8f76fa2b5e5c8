/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aid: what classes open, and what installations come to, by hand. */
#include <math.h>

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"

static aploc_aid *aid_of(const char *text)
{
    aploc_aid *aid = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_aid_parse(text, strlen(text), "a.ini", &aid, &err), err);
    return aid;
}

static aploc_aid *aid_named(const char *name)
{
    aploc_aid *aid = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_aid_builtin(name, &aid, &err), err);
    return aid;
}

/* The numbers of the source, typed again by hand. */
START_TEST(what_each_class_opens)
{
    static const struct {
        const char *aid, *kind, *per;
        double zip, zac, hz, cap;
        int32_t years, over, most, fees;
    } rows[] = {
        {"aid-2026", "first installation", "installation", 10000, 5000, 0, -1, 0, 0, 0, 0},
        {"aid-2026", "secondary practice", "practice", 3000, 0, 0, -1, 0, 0, 0, 0},
        {"aid-2026", "advanced consultation", "half-day", 200, 0, 0, -1, 0, 0, 0, 0},
        {"aid-2026", "training supervisor", "supervision", 800, 500, 500, -1, 0, 0, 0, 0},
        {"aid-2025", "CAIM", "contract", 50000, 0, 0, -1, 0, 5, 1, 0},
        {"aid-2025", "COSCOM", "year", 5000, 0, 0, -1, 0, 0, 0, 0},
        {"aid-2025", "COSCOM supplement", "supplement", 1250, 0, 0, -1, 0, 0, 0, 0},
        {"aid-2025", "COTRAM", "year", 0.1, 0, 0, 20000, 3, 0, 0, 1},
        {"aid-2025", "CSTM", "year", 0.25, 0, 0, 50000, 0, 0, 0, 1},
    };
    ck_assert_str_eq(aploc_aid_builtin_name(0), "aid-2025");
    ck_assert_str_eq(aploc_aid_builtin_name(1), "aid-2026");
    ck_assert_ptr_null(aploc_aid_builtin_name(2));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        static const char *const classes[] = {"ZIP", "ZAC", "HZ"};
        const double expected[] = {rows[k].zip, rows[k].zac, rows[k].hz};
        aploc_aid_kind kind = APLOC_AID_KIND_INIT;
        aploc_aid *aid = aid_named(rows[k].aid);
        int32_t at = aploc_aid_find_kind(aid, rows[k].kind);
        ck_assert_int_eq(aploc_aid_get_kind(aid, at, &kind, NULL), APLOC_OK);
        ck_assert_str_eq(kind.name, rows[k].kind);
        ck_assert_str_eq(kind.per, rows[k].per);
        ck_assert_double_eq(isnan(kind.cap) ? -1 : kind.cap, rows[k].cap);
        ck_assert_int_eq(kind.years, rows[k].years);
        ck_assert_int_eq(kind.over, rows[k].over);
        ck_assert_int_eq(kind.most, rows[k].most);
        ck_assert_int_eq(kind.fees, rows[k].fees);
        ck_assert_int_eq(kind.yearly, strcmp(kind.per, "year") == 0);
        ck_assert_int_eq(aploc_aid_class_count(aid), 3);
        for (int32_t c = 0; c < 3; c++) {
            double opens = -1;
            ck_assert_str_eq(aploc_aid_class(aid, c), classes[c]);
            ck_assert_int_eq(aploc_aid_find_class(aid, classes[c]), c);
            ck_assert_int_eq(aploc_aid_opens(aid, at, c, &opens, NULL), APLOC_OK);
            ck_assert_double_eq(opens, expected[c]);
        }
        ck_assert_ptr_null(aploc_aid_get_gap(aid, 0));
        aploc_aid_free(aid);
    }
    aploc_aid *aid = aid_named("aid-2026");
    ck_assert_int_eq(aploc_aid_kind_count(aid), 4);
    ck_assert_str_eq(aploc_aid_get_text(aid, APLOC_AID_FROM), "2026-01-01");
    ck_assert_str_eq(aploc_aid_get_text(aid, APLOC_AID_TO), "");
    ck_assert_str_eq(aploc_aid_get_text(aid, APLOC_AID_CURRENCY), "€");
    ck_assert_ptr_null(aploc_aid_get_text(aid, APLOC_AID_TEXT_COUNT));
    aploc_aid_free(aid);
    aid = aid_named("aid-2025");
    ck_assert_int_eq(aploc_aid_kind_count(aid), 5);
    ck_assert_str_eq(aploc_aid_get_text(aid, APLOC_AID_TO), "2025-12-31");
    aploc_aid_free(aid);
}
END_TEST

static const aploc_listed list[] = {{"z", "ZIP", NULL},
                                    {"a", "ZAC", NULL},
                                    {"h", "HZ", NULL},
                                    {"q", "ZIP", NULL},
                                    {"z", "HZ", NULL}};

#define NONE ((double)NAN)

START_TEST(installations_by_hand)
{
    static const struct {
        const char *aid;
        aploc_installation row;
        double amount;
        const char *words;
    } rows[] = {
        /* One-off, by class; half-days by count; elsewhere is ZAC and HZ alike. */
        {"aid-2026",
         {"z", "first installation", "D", NONE, NONE, 0, 20260315, 1},
         10000,
         "1 × 10000"},
        {"aid-2026", {"a", "first installation", "D", 3, NONE, 0, 0, 1}, 15000, "3 × 5000"},
        {"aid-2026", {"h", "first installation", "E", 3, NONE, 0, 0, 1}, 0, "HZ opens nothing"},
        {"aid-2026", {"a", "secondary practice", "D", NONE, NONE, 0, 0, 1}, 0, "ZAC opens nothing"},
        {"aid-2026", {"q", "advanced consultation", NULL, 47, NONE, 0, 0, 1}, 9400, "47 × 200"},
        {"aid-2026", {"z", "training supervisor", "D", 2, NONE, 0, 0, 1}, 1600, "2 × 800"},
        {"aid-2026", {"h", "training supervisor", "E", 2, NONE, 0, 0, 1}, 1000, "2 × 500"},
        {"aid-2026", {"z", "advanced consultation", "D", 0, NONE, 0, 0, 1}, 0, "0 × 200"},
        /* CAIM is for five years, whatever they are. */
        {"aid-2025",
         {"z", "CAIM", "D", 2, NONE, 0, 20251231, 1},
         100000,
         "2 × at most 50000 over 5 years"},
        /* 5 000 a year + 1 250. */
        {"aid-2025", {"z", "COSCOM", "D", NONE, NONE, 3, 0, 1}, 15000, "1 × 3 years of 5000"},
        {"aid-2025", {"z", "COSCOM supplement", "D", 2, NONE, 0, 0, 1}, 2500, "2 × 1250"},
        /* Below, at and past the cap: 25 % of 200 000 are 50 000. */
        {"aid-2025",
         {"z", "CSTM", "D", NONE, 120000.5, 0, 0, 1},
         30000.13,
         "1 × 1 year of 25 % of 120000.5, at most 50000 a year"},
        {"aid-2025",
         {"z", "CSTM", "D", NONE, 200000, 1, 0, 1},
         50000,
         "1 × 1 year of 25 % of 200000, at most 50000 a year"},
        {"aid-2025",
         {"z", "CSTM", "D", NONE, 240000, 2, 0, 1},
         100000,
         "1 × 2 years of 25 % of 240000, at most 50000 a year"},
        {"aid-2025",
         {"z", "CSTM", "D", NONE, 199999.96, 1, 0, 1},
         49999.99,
         "1 × 1 year of 25 % of 199999.96, at most 50000 a year"},
        /* 131 554.925, halves up. */
        {"aid-2025",
         {"z", "CSTM", "D", 5, 105243.94, 1, 0, 1},
         131554.93,
         "5 × 1 year of 25 % of 105243.94, at most 50000 a year"},
        {"aid-2025", {"a", "CSTM", "D", NONE, NONE, 1, 0, 1}, 0, "ZAC opens nothing"},
        /* The cap is of each year, not of the three. */
        {"aid-2025",
         {"z", "COTRAM", "D", NONE, 150000, 3, 0, 1},
         45000,
         "1 × 3 years of 10 % of 150000, at most 20000 a year"},
        {"aid-2025",
         {"z", "COTRAM", "D", NONE, 210000, 3, 0, 1},
         60000,
         "1 × 3 years of 10 % of 210000, at most 20000 a year"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aploc_aid *aid = aid_named(rows[k].aid);
        aploc_aid_sum *sum = NULL;
        aploc_aid_line line = APLOC_AID_LINE_INIT;
        aploc_error err = {0};
        ck_assert_ok(aploc_aid_sum_create(aid, list, 4, &rows[k].row, 1, "i.csv", &sum, &err), err);
        aploc_aid_free(aid);
        ck_assert_ok(aploc_aid_sum_get(sum, 0, &line, &err), err);
        ck_assert_double_eq(line.amount, rows[k].amount);
        ck_assert_str_eq(line.words, rows[k].words);
        ck_assert_int_eq(line.most, strcmp(rows[k].row.kind, "CAIM") == 0);
        ck_assert_str_eq(aploc_aid_sum_area(sum, line.area),
                         rows[k].row.area ? rows[k].row.area : "");
        aploc_aid_sum_free(sum);
    }
}
END_TEST

START_TEST(totals_by_area_and_class)
{
    const aploc_installation rows[] = {
        {"z", "first installation", "D", NONE, NONE, 0, 0, 1}, /* 10000 */
        {"a", "first installation", "E", 2, NONE, 0, 0, 2},    /* 10000 */
        {"h", "secondary practice", "E", NONE, NONE, 0, 0, 3}, /* 0 */
        {"q", "advanced consultation", "E", 10, NONE, 0, 0, 4} /* 2000 */
    };
    /* Amount and count by area (all, D, E) and class (all, ZIP, ZAC, HZ). */
    static const double expected[3][4][2] = {{{22000, 14}, {12000, 11}, {10000, 2}, {0, 1}},
                                             {{10000, 1}, {10000, 1}, {0, 0}, {0, 0}},
                                             {{12000, 13}, {2000, 10}, {10000, 2}, {0, 1}}};
    aploc_aid *aid = aid_named("aid-2026");
    aploc_aid_sum *sum = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_aid_sum_create(aid, list, 4, rows, 4, NULL, &sum, &err), err);
    ck_assert_int_eq(aploc_aid_sum_area_count(sum), 2);
    for (int32_t a = -1; a < 2; a++)
        for (int32_t zone = -1; zone < 3; zone++) {
            double count = -1;
            ck_assert_double_eq(aploc_aid_sum_total(sum, a, zone, &count),
                                expected[a + 1][zone + 1][0]);
            ck_assert_double_eq(count, expected[a + 1][zone + 1][1]);
        }
    ck_assert_double_nan(aploc_aid_sum_total(sum, 2, 0, NULL));
    ck_assert_double_nan(aploc_aid_sum_total(sum, 0, 3, NULL));
    ck_assert_double_nan(aploc_aid_sum_total(NULL, -1, -1, NULL));
    ck_assert_ptr_null(aploc_aid_sum_area(sum, 2));
    aploc_aid_line line = APLOC_AID_LINE_INIT;
    ck_assert_int_eq(aploc_aid_sum_get(sum, 4, &line, &err), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_aid_sum_get(NULL, 0, &line, &err), APLOC_ERR_ARGUMENT);
    line.size = 3;
    ck_assert_int_eq(aploc_aid_sum_get(sum, 0, &line, &err), APLOC_ERR_OPTIONS);
    aploc_aid_sum_free(sum);
    aploc_aid_free(aid);
}
END_TEST

/* Of two classes of a code none is the right one. */
START_TEST(a_list_that_has_a_code_twice)
{
    aploc_error err = {0};
    aploc_aid *aid = NULL;
    aploc_aid_sum *sum = NULL;
    ck_assert_ok(aploc_aid_builtin("aid-2026", &aid, &err), err);
    ck_assert_fails(aploc_aid_sum_create(aid, list, 5, NULL, 0, NULL, &sum, &err),
                    APLOC_ERR_CODE_REPEATED);
    ck_assert_str_eq(err.code, "z");
    ck_assert_ptr_null(sum);
    aploc_aid_free(aid);
}
END_TEST

START_TEST(installations_that_cannot_be)
{
    static const struct {
        const char *aid;
        aploc_installation row;
        aploc_status status;
        const char *message;
    } rows[] = {
        {"aid-2026",
         {"z", "CAIM", NULL, NONE, NONE, 0, 0, 3},
         APLOC_ERR_RANGE,
         "i.csv:3: found the kind 'CAIM', expected one of aid 'aid-2026': first installation, "
         "secondary "
         "practice, advanced consultation, training supervisor"},
        {"aid-2026",
         {"x", "first installation", NULL, NONE, NONE, 0, 0, 3},
         APLOC_ERR_CODE_UNKNOWN,
         "i.csv:3: found the code 'x', expected one of the zoning"},
        {"aid-2026",
         {"r", "first installation", NULL, NONE, NONE, 0, 0, 4},
         APLOC_ERR_UNIT,
         "i.csv:4: found the class 'ZAR' of 'r', expected one of aid 'aid-2026': ZIP, ZAC, HZ"},
        {"aid-2026",
         {"z", "first installation", NULL, 1.5, NONE, 0, 0, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found a wrong count of 'first installation', expected a whole number of at "
         "least 0"},
        {"aid-2026",
         {"z", "first installation", NULL, NONE, 1000, 0, 0, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found fees of 'first installation', which does not go by fees, expected none"},
        {"aid-2026",
         {"z", "first installation", NULL, NONE, NONE, 2, 0, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found 2 years of 'first installation', which is paid per installation, expected "
         "none"},
        {"aid-2026",
         {"z", "first installation", NULL, NONE, NONE, 0, 20251231, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found an installation of 2025-12-31, expected the time of aid 'aid-2026': from "
         "2026-01-01"},
        {"aid-2025",
         {"z", "CAIM", NULL, NONE, NONE, 0, 20260101, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found an installation of 2026-01-01, expected the time of aid 'aid-2025': to "
         "2025-12-31"},
        {"aid-2025",
         {"z", "COTRAM", NULL, NONE, 1000, 4, 0, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found 4 years of 'COTRAM', expected at most 3"},
        {"aid-2025",
         {"z", "CSTM", NULL, NONE, NONE, 0, 0, 2},
         APLOC_ERR_NO_VALUE,
         "i.csv:2: found no fees of 'CSTM', expected those of a year"},
        {"aid-2025",
         {"z", "CSTM", NULL, NONE, -1, 0, 0, 2},
         APLOC_ERR_RANGE,
         "i.csv:2: found wrong fees of 'CSTM', expected a number of at least 0"},
        {"aid-2025",
         {NULL, "CSTM", NULL, NONE, NONE, 0, 0, 2},
         APLOC_ERR_ARGUMENT,
         "i.csv:2: found an installation without code or kind, expected both"},
    };
    const aploc_listed odd[] = {{"z", "ZIP", NULL}, {"r", "ZAR", NULL}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aploc_aid *aid = aid_named(rows[k].aid);
        aploc_aid_sum *sum = NULL;
        aploc_error err = {0};
        ck_assert_int_eq(aploc_aid_sum_create(aid, odd, 2, &rows[k].row, 1, "i.csv", &sum, &err),
                         rows[k].status);
        ck_assert_str_eq(err.message, rows[k].message);
        ck_assert_ptr_null(sum);
        ck_assert_int_eq(aploc_aid_sum_create(aid, odd, 2, &rows[k].row, 1, NULL, &sum, NULL),
                         rows[k].status);
        aploc_aid_free(aid);
    }
    aploc_aid_sum *sum = NULL;
    ck_assert_int_eq(aploc_aid_sum_create(NULL, odd, 2, NULL, 0, NULL, &sum, NULL),
                     APLOC_ERR_ARGUMENT);
}
END_TEST

START_TEST(years_of_a_file)
{
    static const char *const wrong[] = {"0", "1.5", "101"};
    aploc_installations *rows = NULL;
    aploc_error err = {0};
    int32_t n = 0;
    const char *path = file_of("years.csv", "code,kind,years\nz,k,1\nz,k,100\nz,k,\n");
    ck_assert_ok(aploc_installations_read_csv(path, NULL, &rows, &err), err);
    const aploc_installation *row = aploc_installations_rows(rows, &n);
    ck_assert_int_eq(n, 3);
    ck_assert(row[0].years == 1 && row[1].years == 100 && row[2].years == 0);
    aploc_installations_free(rows);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        char text[64];
        snprintf(text, sizeof text, "code,kind,years\nz,k,%s\n", wrong[k]);
        ck_assert_fails(aploc_installations_read_csv(file_of("years.csv", text), NULL, &rows, &err),
                        APLOC_ERR_RANGE);
    }
}
END_TEST

#define HEAD "[aid]\nname = a\n[class Z]\n[class H]\n"

START_TEST(files_that_say_what_they_should_not)
{
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"[aid]\ntitle = a\n[class Z]\n[kind k]\nper = x\n",
         "a.ini:1: found no key 'name' in [aid], expected one"},
        {"[aid]\nname = a\nto = 2025-02-30\n",
         "a.ini:3: found to '2025-02-30', expected a day such as 2026-01-01"},
        {"[aid]\nname = a\nfrom = 2026-01-02\nto = 2026-01-01\n",
         "a.ini:3: found from 2026-01-02 after to 2026-01-01, expected the first day before the "
         "last"},
        {"[aid]\nname = a\n", "a.ini: found no section [class …], expected one at least"},
        {HEAD, "a.ini: found no section [kind …], expected one at least"},
        {HEAD "[kind k]\nZ = 3\n",
         "a.ini:5: found no key 'per' in [kind k], expected what an amount is for"},
        {HEAD "[kind k]\nper = x\nZAP = 3\n",
         "a.ini:7: found key 'ZAP' in [kind k], expected title, per, cap, years, over, most, a "
         "class, or * for the classes that are not named"},
        {HEAD "[kind k]\nper = x\nZ = much\n",
         "a.ini:7: found 'much', expected a number for 'Z' in [kind k]"},
        {HEAD "[kind k]\nper = x\nZ = -3\n",
         "a.ini:7: found Z -3, expected a number of at least 0"},
        {HEAD "[kind k]\nper = year\nZ = 110 %\n", "a.ini:7: found Z 110 %, expected 0 % to 100 %"},
        {HEAD "[kind k]\nper = year\nZ = 10 %\nH = 3\n",
         "a.ini:8: found '3' beside '10 %', expected shares of fees for all classes or none"},
        {HEAD "[kind k]\nper = contract\nZ = 10 %\n",
         "a.ini:5: found shares of fees in [kind k], expected per = year"},
        {HEAD "[kind k]\nper = year\nZ = 10\ncap = 3\n",
         "a.ini:8: found a cap in [kind k], which has no share of fees, expected none"},
        {HEAD "[kind k]\nper = x\nZ = 10\nyears = 3\n",
         "a.ini:8: found years in [kind k], expected per = year (or over)"},
        {HEAD "[kind k]\nper = year\nZ = 10\nover = 3\n",
         "a.ini:8: found over in [kind k], which is paid per year, expected years"},
        {HEAD "[kind k]\nper = year\nZ = 10\nyears = 2.5\n",
         "a.ini:8: found years 2.5, expected a whole number from 1 to 100"},
        {HEAD "[kind k]\nper = x\nmost = all\n", "a.ini:7: found most 'all', expected yes or no"},
        {"[zoning]\nname = a\n",
         "a.ini:1: found section [zoning], expected one of [aid] [class …] [kind …]"},
    };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        aploc_aid *aid = NULL;
        aploc_error err = {0};
        ck_assert_int_eq(aploc_aid_parse(bad[k].text, strlen(bad[k].text), "a.ini", &aid, &err),
                         APLOC_ERR_RULES);
        ck_assert_str_eq(err.message, bad[k].message);
        ck_assert_ptr_null(aid);
    }
    /* An aid may be of one day. */
    aploc_aid_free(aid_of("[aid]\nname = a\nfrom = 2026-01-01\nto = 2026-01-01\n[class Z]\n"
                          "[kind k]\nper = x\nZ = 3\n"));
    aploc_aid *aid = NULL;
    aploc_error err = {0};
    ck_assert_int_eq(aploc_aid_builtin("aid-1999", &aid, &err), APLOC_ERR_METHOD_NAME);
    ck_assert_str_eq(err.message, "found aid 'aid-1999', expected one of aid-2025 aid-2026");
    ck_assert_int_eq(aploc_aid_read(NULL, &aid, &err), APLOC_ERR_ARGUMENT);
    ck_assert_int_eq(aploc_aid_read("/none.ini", &aid, &err), APLOC_ERR_OPEN);
}
END_TEST

/* A value that is not known is asked for where it is needed, and nowhere else. */
START_TEST(values_that_are_not_known)
{
    aploc_aid *aid = aid_of(HEAD "[kind k]\nper = year\nZ = ? the ministry\nH = 7\n[kind f]\n"
                                 "per = year\nZ = 10 %\ncap = ? the fund\n");
    aploc_error err = {0};
    double opens = -1;
    ck_assert_int_eq(aploc_aid_opens(aid, 0, 1, &opens, &err), APLOC_OK);
    ck_assert_double_eq(opens, 7);
    ck_assert_int_eq(aploc_aid_opens(aid, 1, 1, &opens, &err), APLOC_OK);
    ck_assert_double_eq(opens, 0);
    ck_assert_int_eq(aploc_aid_opens(aid, 0, 0, &opens, &err), APLOC_ERR_RULES_UNKNOWN);
    ck_assert_str_eq(err.message,
                     "a.ini:7: found no value of [kind k] Z (?), expected one in a copy "
                     "of the file; who publishes it: the ministry");
    ck_assert_int_eq(aploc_aid_opens(aid, 1, 0, &opens, &err), APLOC_ERR_RULES_UNKNOWN);
    ck_assert_int_eq(err.line, 12);
    ck_assert_str_eq(aploc_aid_get_gap(aid, 0)->key, "Z");
    ck_assert_str_eq(aploc_aid_get_gap(aid, 1)->hint, "the fund");
    ck_assert_ptr_null(aploc_aid_get_gap(aid, 2));
    ck_assert_int_eq(aploc_aid_opens(aid, 2, 0, &opens, &err), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_aid_opens(aid, 0, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    aploc_aid_kind kind = APLOC_AID_KIND_INIT;
    ck_assert_int_eq(aploc_aid_get_kind(aid, 2, &kind, &err), APLOC_ERR_INDEX);
    kind.size = 1;
    ck_assert_int_eq(aploc_aid_get_kind(aid, 0, &kind, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_aid_find_kind(aid, "g"), -1);
    ck_assert_int_eq(aploc_aid_kind_count(NULL), 0);
    ck_assert_int_eq(aploc_aid_class_count(NULL), 0);
    ck_assert_ptr_null(aploc_aid_class(aid, 2));
    aploc_aid_free(aid);
    aploc_aid_free(NULL);
    aploc_aid_sum_free(NULL);
    aploc_installations_free(NULL);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, what_each_class_opens);
    tcase_add_test(tests, installations_by_hand);
    tcase_add_test(tests, totals_by_area_and_class);
    tcase_add_test(tests, a_list_that_has_a_code_twice);
    tcase_add_test(tests, installations_that_cannot_be);
    tcase_add_test(tests, years_of_a_file);
    tcase_add_test(tests, files_that_say_what_they_should_not);
    tcase_add_test(tests, values_that_are_not_known);
}

int main(void)
{
    return run_tests("aid", add);
}
