/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of codes itself, arrays carried by it, and dates. */
#include "carried.h"

#include <math.h>

static const char four[] = "code,name,dep,population,supply,0-19,20+,lon,lat\n"
                           "A,Alpha,1,100,10,40,60,1,41\n"
                           "B,Beta,1,30,0,10,20,2,42\n"
                           "C,Gamma,2,7,5,3,4,3,43\n"
                           "D,Delta,2,500,1,200,300,4,44\n";

START_TEST(maps_and_arrays)
{
    aploc_error err = {0};
    aploc_communes *old = NULL;
    aploc_changes *changes = NULL;
    aploc_carry_map *map = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of("a.csv", four), NULL, &old, NULL, &err), err);
    const char *path = file_of("b.csv", "mod;date_eff;typecom_av;com_av;typecom_ap;com_ap\n"
                                        "32;01/01/2019;COM;A;COM;B\n32;01/01/2019;COM;B;COM;B\n"
                                        "21;01/01/2020;COM;D;COM;D\n21;01/01/2020;COM;D;COM;E\n"
                                        "34;1999-01-01;COMA;Z;COM;B\n");
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    ck_assert_ok(aploc_changes_read_csv(path, NULL, &changes, &report, &err), err);
    ck_assert(aploc_changes_count(changes) == 4 && report.n_kept == 4 && report.n_rows == 5);
    ck_assert_int_eq(aploc_changes_day(changes, 0), 20190101);
    ck_assert_int_eq(aploc_changes_day(changes, 1), 20200101);
    aploc_carry_options o = APLOC_CARRY_OPTIONS_INIT;
    o.splits = APLOC_SPLIT_LEAVE_OUT;
    ck_assert_ok(aploc_carry_map_create(changes, old, 20180101, 20210101, &o, &map, &err), err);
    ck_assert_int_eq(aploc_carry_map_count(map), 2);
    ck_assert_str_eq(aploc_carry_map_code(map, 1), "C");
    ck_assert_ptr_null(aploc_carry_map_code(map, 2));
    ck_assert_int_eq(aploc_carry_map_find(map, "A"), 0);
    ck_assert_int_eq(aploc_carry_map_find(map, "C"), 1);
    ck_assert_int_eq(aploc_carry_map_find(map, "D"), -1);
    ck_assert_int_eq(aploc_carry_map_find(map, "Z"), -1);
    ck_assert_int_eq(aploc_carry_map_find(map, NULL), -1);
    int32_t n = -1;
    const double *shares = NULL;
    ck_assert_int_eq(aploc_carry_map_targets(map, 1, &n, &shares)[0], 0);
    ck_assert(n == 1 && shares[0] == 1.0);
    ck_assert_ptr_null(aploc_carry_map_targets(map, 3, &n, &shares));
    ck_assert(n == 0 && !shares);
    ck_assert_int_eq(aploc_carry_map_kind(map, 3), APLOC_CHANGE_LEFT_OUT);
    ck_assert_int_eq(aploc_carry_map_kind(map, 4), -1);
    double values[] = {0.1, 0.2, NAN, 8}, carried[2];
    ck_assert_ok(aploc_carry_map_apply(map, values, carried, &err), err);
    ck_assert_bits(carried[0], 0.1 + 0.2);
    ck_assert(isnan(carried[1]));
    values[0] = values[1] = 1e308;
    ck_assert_fails(aploc_carry_map_apply(map, values, carried, &err), APLOC_ERR_OVERFLOW);
    for (int i = 0; i < 4; i++) {
        double infinite[] = {1, 2, 3, 4};
        infinite[i] = i % 2 ? -INFINITY : INFINITY;
        ck_assert_fails(aploc_carry_map_apply(map, infinite, carried, &err), APLOC_ERR_NOT_FINITE);
        ck_assert_bits(carried[0], 0.1 + 0.2);
    }
    ck_assert_fails(aploc_carry_map_apply(NULL, values, carried, &err), APLOC_ERR_ARGUMENT);
    aploc_carry_map_free(map);

    aploc_carry_map *none = NULL;
    ck_assert_fails(aploc_carry_map_create(NULL, old, 20180101, 20210101, &o, &none, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_carry_map_create(changes, old, 2018, 20210101, &o, &none, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_carry_map_create(changes, old, 20180101, 20190230, &o, &none, &err),
                    APLOC_ERR_ARGUMENT);
    o.splits = 3;
    ck_assert_fails(aploc_carry_map_create(changes, old, 20180101, 20210101, &o, &none, &err),
                    APLOC_ERR_OPTIONS);
    o.size = 1;
    ck_assert_fails(aploc_carry_map_create(changes, old, 20180101, 20210101, &o, &none, &err),
                    APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(none);
    aploc_changes_free(changes);
    aploc_communes_free(old);
    aploc_carry_map_free(NULL);
    aploc_changes_free(NULL);
    ck_assert(aploc_carry_map_count(NULL) == 0 && aploc_changes_count(NULL) == 0);
}
END_TEST

START_TEST(dates)
{
    static const struct {
        const char *text;
        int32_t date; /* 0: none */
    } cases[] = {{"2019-01-01", 20190101},
                 {"31/12/2020", 20201231},
                 {"1/2/2020", 20200201},
                 {"2020", 20200101},
                 {"2020-02-29", 20200229},
                 {"2000-02-29", 20000229},
                 {"2019-02-29", 0},
                 {"1900-02-29", 0},
                 {"2019-13-01", 0},
                 {"2019-00-01", 0},
                 {"2019-04-31", 0},
                 {"01/01/19", 0},
                 {"20190101", 0},
                 {"", 0},
                 {"2019-01-01 ", 0},
                 {"2019-01", 0},
                 {"999", 0},
                 {"janvier", 0}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int32_t date = 0;
        aploc_error err = {0};
        aploc_status status = aploc_date_read(cases[k].text, &date, &err);
        ck_assert_msg(date == cases[k].date, "'%s' gave %d", cases[k].text, (int)date);
        ck_assert_int_eq(status, cases[k].date ? APLOC_OK : APLOC_ERR_RANGE);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, maps_and_arrays);
    tcase_add_test(tests, dates);
}

int main(void)
{
    return run_tests("changes_maps", add);
}
