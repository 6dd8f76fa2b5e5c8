/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of practices: what a file says is what the table holds, and what is refused. */
#include <aploc/practitioners.h>

#include "folder.h"
#include "support.h"

static aploc_communes *places;

static void read_places(void)
{
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(file_of("c.csv", "code\n01001\n01002\n"), NULL, &places,
                                         NULL, &err),
                 err);
}

static void free_places(void)
{
    aploc_communes_free(places);
}

static aploc_practice get(const aploc_practitioners *table, int32_t k)
{
    aploc_practice row = APLOC_PRACTICE_INIT;
    aploc_error err = {0};
    ck_assert_ok(aploc_practitioners_get(table, k, &row, &err), err);
    return row;
}

static void check_row(const aploc_practitioners *table, int32_t k, aploc_practice expected)
{
    aploc_practice row = get(table, k);
    ck_assert_uint_eq(row.size, sizeof row);
    ck_assert_int_eq(row.line, expected.line);
    ck_assert_str_eq(row.id, expected.id);
    ck_assert_int_eq(row.replaces == NULL, expected.replaces == NULL);
    if (row.replaces)
        ck_assert_str_eq(row.replaces, expected.replaces);
    ck_assert_bits(row.acts, expected.acts);
    ck_assert_bits(row.months, expected.months);
    ck_assert_int_eq(row.place, expected.place);
    ck_assert_int_eq(row.profession, expected.profession);
    ck_assert_int_eq(row.birth_year, expected.birth_year);
    ck_assert_int_eq(row.age, expected.age);
    ck_assert_int_eq(row.opened, expected.opened);
    ck_assert_int_eq(row.rank, expected.rank);
    ck_assert_int_eq(row.status, expected.status);
}

START_TEST(columns_in_english)
{
    const char *path = file_of(
        "p.csv", "id,commune,profession,birth_year,acts,months,rank,status,replaces,opened\n"
                 "L,01002,GP,,10.5,1,,locum,P,\n"
                 "P,01001,gp,1970,4000,12,main,Liberal,,2001\n"
                 "\n"
                 "P,01002,Gp,,300,,SECONDARY,salaried,,\n"
                 "N,01001,nurse,2000,9,0.5,primary,liberal,,\n");
    aploc_practitioners *t = NULL;
    aploc_error err = {0};
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    ck_assert_ok(aploc_practitioners_read_csv(path, places, NULL, &t, &report, &err), err);
    ck_assert_int_eq(aploc_practitioners_count(t), 4);
    ck_assert_str_eq(aploc_practitioners_path(t), path);
    ck_assert_str_eq(aploc_practitioners_profession(t, 0), "GP");
    ck_assert_str_eq(aploc_practitioners_profession(t, 1), "nurse");
    ck_assert_ptr_null(aploc_practitioners_profession(t, 2));
    ck_assert_ptr_null(aploc_practitioners_profession(t, -1));
    enum { S = sizeof(aploc_practice) };
    check_row(t, 0, (aploc_practice){S, 2, "L", "P", 10.5, 1, 1, 0, 0, -1, 0, 0, 2});
    check_row(t, 1, (aploc_practice){S, 3, "P", NULL, 4000, 12, 0, 0, 1970, -1, 2001, 0, 0});
    check_row(t, 2, (aploc_practice){S, 5, "P", NULL, 300, 12, 1, 0, 1970, -1, 0, 1, 1});
    check_row(t, 3, (aploc_practice){S, 6, "N", NULL, 9, 0.5, 0, 1, 2000, -1, 0, 0, 0});
    ck_assert_int_eq(report.n_rows, 4);
    ck_assert_int_eq(report.n_kept, 4);
    ck_assert_ptr_nonnull(strstr(report.used, "practice:birth_year=birth_year"));
    aploc_practice row = APLOC_PRACTICE_INIT;
    ck_assert_fails(aploc_practitioners_get(NULL, 0, &row, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_practitioners_get(t, 0, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_practitioners_get(t, 4, &row, NULL), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_practitioners_get(t, -1, &row, NULL), APLOC_ERR_INDEX);
    row.size = 1;
    ck_assert_fails(aploc_practitioners_get(t, 0, &row, NULL), APLOC_ERR_OPTIONS);
    aploc_practitioners_free(t);
    aploc_practitioners_free(NULL);
    ck_assert_int_eq(aploc_practitioners_count(NULL), 0);
    ck_assert_ptr_null(aploc_practitioners_path(NULL));
    ck_assert_ptr_null(aploc_practitioners_profession(NULL, 0));
}
END_TEST

START_TEST(columns_in_french)
{
    /* Windows-1252, semicolons, decimal commas; the code stands beside the name of the commune. */
    const char *path =
        file_of("p.csv", "Num\xE9ro;Commune;CODGEO;Ann\xE9"
                         "e de naissance;Honoraires;Mois;Rang;Statut;Titulaire;Ann\xE9"
                         "e installation\n"
                         "1;X;01001;1971;1 234,5;11,5;Principal;Lib\xE9ral;;1999\n"
                         "2;Y;01002;;8;2;;rempla\xE7"
                         "ante;1;\n"
                         "1;Y;01002;1971;7;;secondaire;SALARI\xC9"
                         "E;;\n");
    enum { S = sizeof(aploc_practice) };
    aploc_practitioners *t = NULL;
    aploc_error err = {0};
    static const aploc_column columns[] = {{"practice:replaces", "Titulaire"}};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.columns = columns;
    ck_assert_fails(aploc_practitioners_read_csv(path, places, &options, &t, NULL, &err),
                    APLOC_ERR_COLUMN_MISSING);
    ck_assert_int_eq(err.line, 3);
    ck_assert_ptr_nonnull(strstr(err.message, "found a locum and no column for "
                                              "'practice:replaces', expected the id of the "
                                              "practitioner whom this locum replaces"));
    options.n_columns = 1;
    ck_assert_ok(aploc_practitioners_read_csv(path, places, &options, &t, NULL, &err), err);
    check_row(t, 0, (aploc_practice){S, 2, "1", NULL, 1234.5, 11.5, 0, 0, 1971, -1, 1999, 0, 0});
    check_row(t, 1, (aploc_practice){S, 3, "2", "1", 8, 2, 1, 0, 0, -1, 0, 0, 2});
    check_row(t, 2, (aploc_practice){S, 4, "1", NULL, 7, 12, 1, 0, 1971, -1, 0, 1, 1});
    aploc_practitioners_free(t);
    path = file_of("p.csv", "num\xC3\xA9ro;Commune;CODGEO;age;actes;nb_mois;Rang;Statut;remplac\xC3"
                            "\xA9;ouverture\n"
                            "1;X;01001;52;1 234,5;11,5;Principale;Lib\xC3\xA9rale;;1999\n"
                            "2;Y;01002;;8;2;;Rempla\xC3\xA7"
                            "ant;1;\n"
                            "3;Y;01002;0;8;;main;SALARI\xC3\x89;-;\n");
    ck_assert_ok(aploc_practitioners_read_csv(path, places, NULL, &t, NULL, &err), err);
    check_row(t, 0, (aploc_practice){S, 2, "1", NULL, 1234.5, 11.5, 0, 0, 0, 52, 1999, 0, 0});
    check_row(t, 1, (aploc_practice){S, 3, "2", "1", 8, 2, 1, 0, 0, -1, 0, 0, 2});
    check_row(t, 2, (aploc_practice){S, 4, "3", NULL, 8, 12, 1, 0, 0, 0, 0, 0, 1});
    ck_assert_ptr_null(aploc_practitioners_profession(t, 0));
    aploc_practitioners_free(t);
}
END_TEST

START_TEST(columns_bound_by_the_caller)
{
    const char *path =
        file_of("p.csv", "a,b,c,id,commune,acts\nP,01001,5,x,y,z\nQ,01002,6,x,y,z\n");
    static const aploc_column columns[] = {{"practice:id", "a"},
                                           {"practice:commune", "b"},
                                           {"practice:acts", "c"},
                                           {"population", "nowhere"}};
    aploc_practitioners *t = NULL;
    aploc_error err = {0};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.columns = columns;
    options.n_columns = 4;
    ck_assert_ok(aploc_practitioners_read_csv(path, places, &options, &t, NULL, &err), err);
    enum { S = sizeof(aploc_practice) };
    check_row(t, 1, (aploc_practice){S, 3, "Q", NULL, 6, 12, 1, 0, 0, -1, 0, 0, 0});
    aploc_practitioners_free(t);
    /* Roles of practices are none of the communes' business. */
    aploc_communes *c = NULL;
    options.n_columns = 3;
    ck_assert_ok(aploc_communes_read_csv(file_of("d.csv", "code\n1\n"), &options, &c, NULL, &err),
                 err);
    aploc_communes_free(c);
}
END_TEST

START_TEST(unknown_places_are_refused_or_kept_apart)
{
    const char *path = file_of("p.csv", "id,commune,acts\nP,01001,5\nQ,99999,6\nR,99999,7\n");
    aploc_practitioners *t = NULL;
    aploc_error err = {0};
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    ck_assert_fails(aploc_practitioners_read_csv(path, places, &options, &t, &report, &err),
                    APLOC_ERR_CODE_UNKNOWN);
    ck_assert_ptr_null(t);
    ck_assert_int_eq(err.line, 3);
    ck_assert_str_eq(err.code, "99999");
    options.unknown = APLOC_SKIP;
    ck_assert_ok(aploc_practitioners_read_csv(path, places, &options, &t, &report, &err), err);
    ck_assert_int_eq(report.n_kept, 3);
    ck_assert_int_eq(report.n_unknown, 2);
    ck_assert_int_eq(report.n_unknown_codes, 1);
    ck_assert_int_eq(report.unknown[0].line, 3);
    ck_assert_int_eq(get(t, 0).place, 0);
    ck_assert_int_eq(get(t, 2).place, -1);
    aploc_practitioners_free(t);
}
END_TEST

#define TABLE "id,commune,acts,birth_year,age,months,rank,status,replaces,profession,opened\n"
#define GOOD "P,01001,5,1970,,12,main,liberal,,gp,\n"

static const struct {
    aploc_status status;
    int line, column;
    const char *code, *text, *message; /* after "FILE:LINE: " */
} bad[] = {
    {APLOC_ERR_COLUMN_MISSING, 1, 0, "", "id,commune\nP,01001\n",
     "found the columns 'id', 'commune', expected one for 'practice:acts' (named acts, fees, "
     "activity, actes, nb_actes, nombre_actes, honoraires, activite, or as --column says)"},
    {APLOC_ERR_NO_VALUE, 2, 1, "", "id,commune,acts\n,01001,5\n",
     "found nothing in column 'id', expected a code"},
    {APLOC_ERR_NO_VALUE, 2, 2, "", "id,commune,acts\nP,,5\n",
     "found nothing in column 'commune', expected a code"},
    {APLOC_ERR_CODE_UNKNOWN, 2, 2, "1001", "id,commune,acts\nP,1001,5\n",
     "found the code '1001' in column 'commune', expected one of the 2 codes of "},
    {APLOC_ERR_NO_VALUE, 2, 3, "P", "id,commune,acts\nP,01001,\n",
     "found nothing in column 'acts', expected a number"},
    {APLOC_ERR_NEGATIVE, 2, 3, "P", "id,commune,acts\nP,01001,-5\n",
     "found '-5' in column 'acts', expected a number that is not negative"},
    {APLOC_ERR_RANGE, 3, 4, "Q", TABLE GOOD "Q,01001,5,1899,,12,main,liberal,,gp,\n",
     "found '1899' in column 'birth_year', expected a whole year from 1900 to 2100, or nothing"},
    {APLOC_ERR_RANGE, 2, 4, "Q", TABLE "Q,01001,5,2101,,12,main,liberal,,gp,\n",
     "found '2101' in column 'birth_year', expected a whole year from 1900 to 2100, or nothing"},
    {APLOC_ERR_RANGE, 2, 4, "Q", TABLE "Q,01001,5,1970.5,,12,main,liberal,,gp,\n",
     "found '1970.5' in column 'birth_year', expected a whole year from 1900 to 2100, or nothing"},
    {APLOC_ERR_RANGE, 2, 5, "Q", TABLE "Q,01001,5,,121,12,main,liberal,,gp,\n",
     "found '121' in column 'age', expected whole years from 0 to 120, or nothing"},
    {APLOC_ERR_RANGE, 2, 6, "Q", TABLE "Q,01001,5,,,12.5,main,liberal,,gp,\n",
     "found '12.5' in column 'months', expected months from 0 to 12, or nothing for 12"},
    {APLOC_ERR_NEGATIVE, 2, 6, "Q", TABLE "Q,01001,5,,,-1,main,liberal,,gp,\n",
     "found '-1' in column 'months', expected a number that is not negative"},
    {APLOC_ERR_RANGE, 2, 7, "Q", TABLE "Q,01001,5,,,12,third,liberal,,gp,\n",
     "found 'third' in column 'rank', expected main (principal) or secondary (secondaire)"},
    {APLOC_ERR_NO_VALUE, 2, 7, "Q", TABLE "Q,01001,5,,,12,,liberal,,gp,\n",
     "found nothing in column 'rank', expected main (principal) or secondary (secondaire)"},
    {APLOC_ERR_RANGE, 2, 8, "Q", TABLE "Q,01001,5,,,12,main,retired,,gp,\n",
     "found 'retired' in column 'status', expected liberal (libéral), salaried (salarié) or locum "
     "(remplaçant)"},
    {APLOC_ERR_NO_VALUE, 2, 8, "Q", TABLE "Q,01001,5,,,12,main,,,gp,\n",
     "found nothing in column 'status', expected liberal (libéral), salaried (salarié) or locum "
     "(remplaçant)"},
    {APLOC_ERR_NO_VALUE, 3, 9, "L", TABLE GOOD "L,01001,5,,,12,,locum,,gp,\n",
     "found nothing in column 'replaces', expected the id of the practitioner whom this locum "
     "replaces"},
    {APLOC_ERR_RANGE, 3, 9, "Q", TABLE GOOD "Q,01001,5,,,12,main,liberal,P,gp,\n",
     "found 'P' in column 'replaces', expected nothing, since the practice is not a locum's"},
    {APLOC_ERR_CODE_UNKNOWN, 3, 9, "L", TABLE GOOD "L,01001,5,,,12,,locum,Z,gp,\n",
     "found 'Z' in column 'replaces', expected the id of another practitioner with a practice in "
     "this file"},
    {APLOC_ERR_CODE_UNKNOWN, 4, 9, "M",
     TABLE GOOD "L,01001,5,,,12,,locum,P,gp,\nM,01001,5,,,12,,locum,L,gp,\n",
     "found 'L' in column 'replaces', expected the id of another practitioner with a practice in "
     "this file"},
    {APLOC_ERR_CODE_UNKNOWN, 3, 9, "P", TABLE GOOD "P,01001,5,,,12,,locum,P,gp,\n",
     "found 'P' in column 'replaces', expected the id of another practitioner with a practice in "
     "this file"},
    {APLOC_ERR_RANGE, 2, 9, "L", TABLE "L,01001,5,,,12,,locum,P,Nurse,\n" GOOD,
     "found a locum 'Nurse' who replaces 'P', 'gp', expected the same profession"},
    {APLOC_ERR_CODE_REPEATED, 3, 7, "P", TABLE GOOD "P,01002,5,,,12,principal,salaried,,gp,\n",
     "found a second main practice of 'P', after line 2, expected one, and 'secondary' in the "
     "column for 'practice:rank' of the others"},
    {APLOC_ERR_CODE_REPEATED, 4, 1, "P", "id,commune,acts\nP,01001,5\nQ,01001,5\nP,01002,6\n",
     "found a second main practice of 'P', after line 2, expected one, and 'secondary' in the "
     "column for 'practice:rank' of the others"},
    {APLOC_ERR_RANGE, 4, 4, "P",
     TABLE GOOD "Q,01001,5,,,12,main,liberal,,gp,\nP,01002,5,1971,,12,secondary,liberal,,gp,\n",
     "found '1971' in column 'birth_year', expected 1970 as for the same id in line 2"},
    {APLOC_ERR_RANGE, 3, 5, "P",
     TABLE "P,01001,5,,40,12,main,liberal,,gp,\nP,01002,5,,41,12,secondary,liberal,,gp,\n",
     "found '41' in column 'age', expected 40 as for the same id in line 2"},
    {APLOC_ERR_RANGE, 3, 10, "P", TABLE GOOD "P,01002,5,,,12,secondary,liberal,,nurse,\n",
     "found 'nurse' in column 'profession', expected 'gp' as for the same id in line 2"},
    {APLOC_ERR_NO_VALUE, 2, 10, "P", TABLE "P,01002,5,,,12,secondary,liberal,,,\n",
     "found nothing in column 'profession', expected a profession"},
    {APLOC_ERR_RANGE, 2, 11, "P", TABLE "P,01002,5,,,12,main,liberal,,gp,23\n",
     "found '23' in column 'opened', expected a whole year from 1900 to 2100, or nothing"},
};

START_TEST(faults_in_their_place)
{
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        const char *path = file_of("p.csv", bad[k].text);
        aploc_practitioners *t = NULL;
        aploc_error err = {0};
        char message[1200];
        ck_assert_fails(aploc_practitioners_read_csv(path, places, NULL, &t, NULL, &err),
                        bad[k].status);
        ck_assert_ptr_null(t);
        snprintf(message, sizeof message, "%s:%d: %s", path, bad[k].line, bad[k].message);
        if (bad[k].message[strlen(bad[k].message) - 1] == ' ')
            ck_assert_msg(strncmp(err.message, message, strlen(message)) == 0, "%s", err.message);
        else
            ck_assert_str_eq(err.message, message);
        ck_assert_int_eq(err.status, bad[k].status);
        ck_assert_int_eq(err.line, bad[k].line);
        ck_assert_int_eq(err.column, bad[k].column);
        ck_assert_str_eq(err.code, bad[k].code);
        ck_assert_fails(aploc_practitioners_read_csv(path, places, NULL, &t, NULL, NULL),
                        bad[k].status);
    }
}
END_TEST

START_TEST(arguments_are_checked)
{
    const char *path = file_of("p.csv", "id,commune,acts\nP,01001,5\n");
    aploc_practitioners *t = NULL;
    aploc_error err = {0};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_read_report report = {.size = 1};
    ck_assert_fails(aploc_practitioners_read_csv(NULL, places, NULL, &t, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_practitioners_read_csv(path, NULL, NULL, &t, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_practitioners_read_csv(path, places, NULL, NULL, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_practitioners_read_csv(path, places, NULL, &t, &report, &err),
                    APLOC_ERR_OPTIONS);
    options.size = 1;
    ck_assert_fails(aploc_practitioners_read_csv(path, places, &options, &t, NULL, &err),
                    APLOC_ERR_OPTIONS);
    ck_assert_fails(
        aploc_practitioners_read_csv(file_path("none.csv"), places, NULL, &t, NULL, &err),
        APLOC_ERR_OPEN);
    ck_assert_ptr_null(t);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_checked_fixture(tests, read_places, free_places);
    tcase_add_test(tests, columns_in_english);
    tcase_add_test(tests, columns_in_french);
    tcase_add_test(tests, columns_bound_by_the_caller);
    tcase_add_test(tests, unknown_places_are_refused_or_kept_apart);
    tcase_add_test(tests, faults_in_their_place);
    tcase_add_test(tests, arguments_are_checked);
}

int main(void)
{
    return run_tests("practices", add);
}
