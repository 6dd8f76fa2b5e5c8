/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roles of columns: usual names, names bound by the caller, age classes. */
#include "tables.h"

START_TEST(usual_names)
{
    static const char *const headers[] = {
        "CODGEO;LIBGEO;Pop. totale;Pop_Standardis\303\251e;Offre;Longitude;Latitude;APL",
        "Code-INSEE;Nom;PTOT;popstd;ETP;long;lat;apl",
        "d\xC3\xA9pcom;Libell\xC3\xA9;population municipale;standardized;fte;LON;LAT;A.P.L.",
        "id;commune;pmun;standardised;supply;lon;lat;Apl",
    };
    for (size_t k = 0; k < sizeof headers / sizeof *headers; k++) {
        char text[300];
        snprintf(text, sizeof text, "%s\n01;Un;1;2;3;4;5;6\n", headers[k]);
        aploc_communes *communes = read_good(file_of("a.csv", text), NULL);
        ck_assert_str_eq(aploc_communes_code(communes, 0), "01");
        ck_assert_str_eq(aploc_communes_name(communes, 0), "Un");
        for (int role = 0; role < APLOC_ROLE_COUNT; role++)
            ck_assert_bits(aploc_communes_column(communes, role)[0], role + 1.0);
        ck_assert_int_eq(aploc_communes_group_count(communes), 0);
        aploc_communes_free(communes);
    }
    /* The name that stands first in the list wins; the other column is a group. */
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *communes = read_good(file_of("b.csv", "id,insee,pop\n7,01,3\n"), &report);
    ck_assert_str_eq(aploc_communes_code(communes, 0), "01");
    ck_assert_str_eq(aploc_communes_group_name(communes, 0), "id");
    ck_assert_str_eq(report.used, "code=insee, population=pop");
    aploc_communes_free(communes);
    refuse_text("code,name,Code\n01,a,b\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "'Code' at field 3");
    /* Which of two quantities is meant the caller says. */
    refuse_text("pop,code,nom,population\n1,01,a,2\n", APLOC_ERR_COLUMN_REPEATED, 1, 4,
                "found the columns 'pop' and 'population', both usual names for 'population'");
    refuse_text("code,population,pmun\n01,1,2\n", APLOC_ERR_COLUMN_REPEATED, 1, 3,
                "expected one of them, or --column population=NAME");
    refuse_text("code,etp,offre\n01,1,2\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "for 'supply'");
    refuse_text("key,nom\n01,a\n", APLOC_ERR_COLUMN_MISSING, 1, 0, "the columns 'key', 'nom'");
}
END_TEST

START_TEST(bound_names)
{
    aploc_column bound[] = {{"code", "place"}, {"population", "code"}, {"age:0-4", "babies"}};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.columns = bound;
    options.n_columns = 3;
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    const char *path = file_of("a.csv", "code,place,babies,0-4,times\n7,01,2,99,x\n");
    ck_assert_ok(aploc_communes_read_csv(path, &options, &communes, NULL, &err), err);
    ck_assert_str_eq(aploc_communes_code(communes, 0), "01");
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[0], 7.0);
    ck_assert_bits(aploc_communes_age_table(communes)[0], 2.0);
    ck_assert_int_eq(aploc_communes_group_find(communes, "0-4"), 0);
    aploc_communes_free(communes);
    refuse(file_of("b.csv", "code,Place,babies\n1,2,3\n"), &options, APLOC_ERR_COLUMN_MISSING, 1, 0,
           "expected 'place'");
    refuse(file_of("c.csv", "code,place,babies,place\n1,2,3,4\n"), &options,
           APLOC_ERR_COLUMN_REPEATED, 1, 4, "expected it once");
    bound[1] = (aploc_column){"foo", "code"};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "the role 'foo'");
    bound[1] = (aploc_column){"age:9-4", "code"};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "the role 'age:9-4'");
    bound[1] = (aploc_column){"code", "code"};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "bound twice");
    bound[1] = (aploc_column){"code", NULL};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "NULL");
    /* A role that this table has no use for is not looked for. */
    bound[1] = (aploc_column){"minutes", "nowhere"};
    ck_assert_ok(aploc_communes_read_csv(path, &options, &communes, NULL, &err), err);
    aploc_communes_free(communes);
}
END_TEST

START_TEST(options_are_checked)
{
    const char *path = file_of("a.csv", "code\n01\n");
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.size = 3;
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "3 bytes");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.separator = 'x';
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "'x'");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.decimal = ';';
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "';'");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.n_columns = 1;
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "NULL");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.unknown = 7;
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "7");
    aploc_communes *communes = NULL;
    aploc_read_report report = {.size = 1};
    ck_assert_fails(aploc_communes_read_csv(path, NULL, &communes, &report, NULL),
                    APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_communes_read_csv(NULL, NULL, &communes, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_communes_read_csv(path, NULL, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
}
END_TEST

START_TEST(age_columns)
{
    static const char *const names[] = {"0-4",
                                        "0_4",
                                        "age_0_4",
                                        "age:0-4",
                                        "Age 0 to 4",
                                        "0\303\2404ans",
                                        "0 \303\240 4 ans",
                                        "0 A 4",
                                        "de 0 \303\240 4 ans",
                                        "00-04",
                                        "0\342\200\2234"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char text[100];
        int32_t n = 0;
        snprintf(text, sizeof text, "code;%s\n01;5\n", names[k]);
        aploc_communes *communes = read_good(file_of("a.csv", text), NULL);
        const aploc_age_class *ages = aploc_communes_ages(communes, &n);
        ck_assert_msg(n == 1 && ages[0].from == 0 && ages[0].to == 4, "'%s'", names[k]);
        aploc_communes_free(communes);
    }
    static const char *const open[] = {
        "90+",     "age_90_plus",    "90_et_plus", "90ansetplus", "age:90+",
        "age_90+", "90 ans et plus", "90 et +",    "90 ans et +", "ages 90 and over"};
    for (size_t k = 0; k < sizeof open / sizeof *open; k++) {
        char text[100];
        int32_t n = 0;
        snprintf(text, sizeof text, "code;%s\n01;5\n", open[k]);
        aploc_communes *communes = read_good(file_of("a.csv", text), NULL);
        const aploc_age_class *ages = aploc_communes_ages(communes, &n);
        ck_assert_msg(n == 1 && ages[0].from == 90 && ages[0].to == APLOC_AGE_OPEN, "'%s'",
                      open[k]);
        aploc_communes_free(communes);
    }
    aploc_communes *none = read_good(
        file_of("b.csv", "code,2016,bv2012,apl_65,apl_mg2018_65,p16_17,04,200-204,9-4,pop_0_4,f\n"
                         "01,a,b,c,d,e,f,g,h,i,j\n"),
        NULL);
    ck_assert_ptr_null(aploc_communes_ages(none, NULL));
    ck_assert_ptr_null(aploc_communes_age_table(none));
    ck_assert_int_eq(aploc_communes_group_count(none), 10);
    aploc_communes_free(none);
    refuse_text("code,0-4,4-9\n01,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "do not overlap");
    refuse_text("code,0-4,age_0_4\n01,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "do not overlap");
    refuse_text("code,90+,95-99\n01,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "do not overlap");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, usual_names);
    tcase_add_test(tests, bound_names);
    tcase_add_test(tests, options_are_checked);
    tcase_add_test(tests, age_columns);
}

int main(void)
{
    return run_tests("columns", add);
}
