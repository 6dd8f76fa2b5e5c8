/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of places and supply: what a file says is what the table holds. */
#include <aploc/audit.h>
#include <aploc/communes.h>

#include <math.h>

#include "folder.h"
#include "support.h"

static aploc_communes *read_good(const char *path, aploc_read_report *report)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &communes, report, &err), err);
    return communes;
}

START_TEST(columns_and_groups)
{
    const char *path =
        file_of("a.csv", "dep,code,name,5-9,population,0-4,10+,lon,lat,standardised,type\n"
                         "01,01002,B,4,20,3,13,-5.5,46,21.5,rural\n"
                         "2A,2A004,A,0,NA,1,0,8.7,-41.9,,town\n"
                         "01,01001,B,7,30,8,9,,,31,\n");
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *c = read_good(path, &report);
    ck_assert_int_eq(aploc_communes_count(c), 3);
    ck_assert_str_eq(aploc_communes_path(c), path);
    ck_assert_str_eq(aploc_communes_code(c, 2), "01001");
    ck_assert_str_eq(aploc_communes_name(c, 2), "B");
    ck_assert_ptr_null(aploc_communes_code(c, 3));
    ck_assert_ptr_null(aploc_communes_code(c, -1));
    ck_assert_ptr_null(aploc_communes_name(c, 3));
    ck_assert_int_eq(aploc_communes_find(c, "2A004"), 1);
    ck_assert_int_eq(aploc_communes_find(c, "2A00"), -1);
    ck_assert_int_eq(aploc_communes_find(c, ""), -1);
    ck_assert_int_eq(aploc_communes_find(c, NULL), -1);

    const double *population = aploc_communes_column(c, APLOC_POPULATION);
    ck_assert_bits(population[0], 20.0);
    ck_assert(isnan(population[1]));
    ck_assert_bits(population[2], 30.0);
    ck_assert(isnan(aploc_communes_column(c, APLOC_STANDARDISED)[1]));
    ck_assert_bits(aploc_communes_column(c, APLOC_LON)[0], -5.5);
    ck_assert_bits(aploc_communes_column(c, APLOC_LAT)[1], -41.9);
    ck_assert(isnan(aploc_communes_column(c, APLOC_LAT)[2]));
    ck_assert_ptr_null(aploc_communes_column(c, APLOC_SUPPLY));
    ck_assert_ptr_null(aploc_communes_column(c, APLOC_ROLE_COUNT));
    ck_assert_ptr_null(aploc_communes_column(c, -1));

    int32_t n = 0;
    const aploc_age_class *ages = aploc_communes_ages(c, &n);
    ck_assert_int_eq(n, 3);
    ck_assert_int_eq(ages[0].from, 0);
    ck_assert_int_eq(ages[1].to, 9);
    ck_assert_int_eq(ages[2].to, APLOC_AGE_OPEN);
    static const double people[] = {3, 4, 13, 1, 0, 0, 8, 7, 9};
    for (int k = 0; k < 9; k++)
        ck_assert_bits(aploc_communes_age_table(c)[k], people[k]);

    ck_assert_int_eq(aploc_communes_group_count(c), 2);
    ck_assert_str_eq(aploc_communes_group_name(c, 0), "dep");
    ck_assert_ptr_null(aploc_communes_group_name(c, 2));
    ck_assert_int_eq(aploc_communes_group_find(c, "type"), 1);
    ck_assert_int_eq(aploc_communes_group_find(c, "Type"), -1);
    const int32_t *levels = aploc_communes_group_levels(c, 0, &n);
    ck_assert_int_eq(n, 2);
    ck_assert(levels[0] == 0 && levels[1] == 1 && levels[2] == 0);
    ck_assert_str_eq(aploc_communes_group_text(c, 0, 1), "2A");
    ck_assert_str_eq(aploc_communes_group_text(c, 1, 2), "");
    ck_assert_ptr_null(aploc_communes_group_text(c, 1, 3));
    ck_assert_ptr_null(aploc_communes_group_text(c, -1, 0));
    ck_assert_ptr_null(aploc_communes_group_levels(c, 2, &n));
    ck_assert_str_eq(report.used, "code=code, name=name, population=population, "
                                  "standardised=standardised, lon=lon, lat=lat, "
                                  "ages 0-4 to 10+ (3 columns)");
    aploc_communes_free(c);
    aploc_communes_free(NULL);
    ck_assert_int_eq(aploc_communes_count(NULL), 0);
    ck_assert_int_eq(aploc_communes_find(NULL, "01"), -1);
}
END_TEST

START_TEST(many_codes_are_all_found)
{
    enum { COUNT = 50000 };
    char *text = malloc(COUNT * 16), *to = text;
    ck_assert_ptr_nonnull(text);
    to += sprintf(to, "code,dep\n");
    for (int k = 0; k < COUNT; k++)
        to += sprintf(to, "%05d,%d\n", k * 7 % 99991, k % 96);
    aploc_communes *c = read_good(file_of("a.csv", text), NULL);
    free(text);
    ck_assert_int_eq(aploc_communes_count(c), COUNT);
    for (int32_t k = 0; k < COUNT; k++) {
        ck_assert_int_eq(aploc_communes_find(c, aploc_communes_code(c, k)), k);
        ck_assert_int_eq(aploc_communes_group_levels(c, 0, NULL)[k], k % 96);
    }
    ck_assert_str_eq(aploc_communes_name(c, 5), "");
    ck_assert_int_eq(aploc_communes_find(c, "100000"), -1);
    aploc_communes_free(c);
}
END_TEST

static void refuse(const char *text, aploc_status status, int64_t line, const char *code,
                   const char *words)
{
    aploc_error err = {0};
    aploc_communes *c = NULL;
    const char *path = file_of("refused.csv", text);
    ck_assert_fails(aploc_communes_read_csv(path, NULL, &c, NULL, &err), status);
    ck_assert_ptr_null(c);
    ck_assert_int_eq(err.line, line);
    ck_assert_str_eq(err.code, code);
    ck_assert_str_eq(err.file, path);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
}

START_TEST(faults)
{
    refuse("code,name\n01,a\n\n02,b\n01,c\n", APLOC_ERR_CODE_REPEATED, 5, "01", "after line 2");
    refuse("code,name\n01,\"a\nb\"\n02,b\n02,c\n", APLOC_ERR_CODE_REPEATED, 5, "02",
           "after line 4");
    refuse("code,supply\n01,\n", APLOC_ERR_NO_VALUE, 2, "01", "found nothing in column 'supply'");
    refuse("code,0-4,5+\n01,1,\n", APLOC_ERR_NO_VALUE, 2, "01", "'5+'");
    refuse("code,population\n01,-0.5\n", APLOC_ERR_NEGATIVE, 2, "01", "'-0.5'");
    refuse("code,lon\n01,180.5\n", APLOC_ERR_RANGE, 2, "01", "-180 to 180");
    refuse("code,lat\n01,-91\n", APLOC_ERR_RANGE, 2, "01", "-90 to 90");
    refuse("code,name\n012345678901234567890123456789012345678901234567,a\n", APLOC_ERR_RANGE, 2,
           "01234567890123456789012345678901234567890123\xE2\x80\xA6", "48 bytes");
}
END_TEST

START_TEST(supply)
{
    aploc_error err = {0};
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_communes *c =
        read_good(file_of("a.csv", "code\n01001\n01002\n75101\n13201\n69381\n5003\n"), NULL);
    double values[6] = {9, 9, 9, 9, 9, 9};
    const char *path = file_of("s.csv", "INSEE;ETP\n75101;1 200,5\n01002;3\n");
    ck_assert_ok(aploc_supply_read_csv(path, c, NULL, values, &report, &err), err);
    ck_assert(values[0] == 0 && values[1] == 3 && values[2] == 1200.5 && values[3] == 0);
    ck_assert_int_eq(report.n_kept, 2);
    ck_assert_str_eq(report.used, "code=INSEE, supply=ETP");

    static const struct {
        const char *text;
        aploc_status status;
        const char *words;
    } wrong[] = {
        {"code,supply\n1001,4\n", APLOC_ERR_CODE_UNKNOWN, "'01001' is there: a leading zero"},
        {"code,supply\n05003,4\n", APLOC_ERR_CODE_UNKNOWN, "'5003' is there: a leading zero"},
        {"code,supply\n75056,4\n", APLOC_ERR_CODE_UNKNOWN, "'75101'"},
        {"code,supply\n69123,4\n", APLOC_ERR_CODE_UNKNOWN, "'69381'"},
        {"code,supply\n13055,4\n", APLOC_ERR_CODE_UNKNOWN, "'13201'"},
        {"code,supply\n01001,4\n01002,4\n01001,4\n", APLOC_ERR_CODE_REPEATED, "after line 2"},
        {"code,supply\n01001,\n", APLOC_ERR_NO_VALUE, "nothing"},
        {"code,supply\n01001,-1\n", APLOC_ERR_NEGATIVE, "-1"},
        {"code,offer\n01001,1\n", APLOC_ERR_COLUMN_MISSING, "'supply'"},
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        values[0] = 77;
        path = file_of("w.csv", wrong[k].text);
        ck_assert_fails(aploc_supply_read_csv(path, c, NULL, values, NULL, &err), wrong[k].status);
        ck_assert_msg(strstr(err.message, wrong[k].words) != NULL, "%s", err.message);
        ck_assert(values[0] == 77);
    }
    ck_assert_fails(aploc_supply_read_csv(path, NULL, NULL, values, NULL, NULL),
                    APLOC_ERR_ARGUMENT);

    options.unknown = APLOC_SKIP;
    path = file_of("u.csv", "code,supply\n99,1\n01001,2\n98,x\n99,3\n");
    ck_assert_ok(aploc_supply_read_csv(path, c, &options, values, &report, &err), err);
    ck_assert(values[0] == 2 && values[2] == 0);
    ck_assert_int_eq(report.n_rows, 4);
    ck_assert_int_eq(report.n_kept, 1);
    ck_assert_int_eq(report.n_unknown, 3);
    ck_assert_int_eq(report.n_unknown_codes, 2);
    ck_assert_str_eq(report.unknown[1].code, "98");
    ck_assert_int_eq(report.unknown[1].line, 4);
    ck_assert_int_eq(report.unknown[2].line, 0);
    aploc_communes_free(c);
}
END_TEST

START_TEST(real_communes)
{
    const char *shared = getenv("APLOC_SHARED");
    char path[600];
    snprintf(path, sizeof path, "%s/france/communes.csv", shared ? shared : "");
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("# skipped: no real data at '%s'\n", path);
        return;
    }
    fclose(file);
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *c = read_good(path, &report);
    ck_assert_int_eq(aploc_communes_count(c), 34883);
    ck_assert_int_eq(report.encoding, APLOC_UTF8);
    ck_assert_str_eq(aploc_communes_name(c, 0), "L'Abergement-Cl\xC3\xA9menciat");
    int32_t n = 0;
    aploc_communes_group_levels(c, aploc_communes_group_find(c, "dep"), &n);
    ck_assert_int_eq(n, 96);
    aploc_communes_free(c);
}
END_TEST

/* Blank lines, and names that go on over lines: what messages say of a place is where it stands. */
START_TEST(lines_of_places)
{
    aploc_communes *c = NULL;
    aploc_listing *listing = NULL;
    aploc_error err = {0};
    const char *path = file_of("lines.csv", "code,class\n\na,x\nb,\"y\nz\"\n\n\nc,x\n");
    const int64_t lines[] = {3, 4, 8};
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &c, NULL, &err), err);
    ck_assert_ok(aploc_listing_read_csv(path, "class", NULL, &listing, &err), err);
    for (int32_t i = 0; i < 3; i++) {
        ck_assert_int_eq(aploc_communes_line(c, i), lines[i]);
        ck_assert_int_eq(aploc_listing_line(listing, i), lines[i]);
    }
    ck_assert_int_eq(aploc_communes_line(c, 3) + aploc_communes_line(c, -1), 0);
    ck_assert_int_eq(aploc_listing_line(listing, 3) + aploc_listing_line(NULL, 0), 0);
    aploc_listing_free(listing);
    aploc_communes_free(c);
    const char *const codes[] = {"a"};
    aploc_places places = APLOC_PLACES_INIT;
    places.codes = codes;
    places.count = 1;
    ck_assert_ok(aploc_communes_from_arrays(&places, &c, &err), err);
    ck_assert_int_eq(aploc_communes_line(c, 0), 0);
    aploc_communes_free(c);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, lines_of_places);
    tcase_add_test(tests, columns_and_groups);
    tcase_add_test(tests, many_codes_are_all_found);
    tcase_add_test(tests, faults);
    tcase_add_test(tests, supply);
    tcase_add_test(tests, real_communes);
}

int main(void)
{
    return run_tests("communes", add);
}
