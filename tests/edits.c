/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of changes to be tried: what each row says, in both languages; calls that are wrong. The
 * messages of wrong tables stand in bad_inputs.txt. */
#include <aploc/edits.h>
#include <math.h>

#include "tables.h"

static aploc_error err;

static aploc_communes *table_of(const char *name, const char *text)
{
    aploc_communes *made = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of(name, text), NULL, &made, NULL, &err), err);
    return made;
}

/* What a row shall be. */
typedef struct expected {
    int32_t kind, place, to, in_fte;
    double amount;
    const char *code, *to_code;
} expected;

static void assert_edits(const aploc_edits *edits, const expected *rows, int n)
{
    ck_assert_int_eq(aploc_edits_count(edits), n);
    for (int k = 0; k < n; k++) {
        aploc_edit e = APLOC_EDIT_INIT;
        ck_assert_ok(aploc_edits_get(edits, k, &e, &err), err);
        ck_assert_int_eq(e.kind, rows[k].kind);
        ck_assert_int_eq(e.place, rows[k].place);
        ck_assert_int_eq(e.to, rows[k].to);
        ck_assert_int_eq(e.in_fte, rows[k].in_fte);
        ck_assert_bits(e.amount, rows[k].amount);
        ck_assert_str_eq(e.code, rows[k].code);
        ck_assert_str_eq(e.to_code, rows[k].to_code);
        ck_assert_int_eq(e.line, k + 2);
    }
}

START_TEST(every_word)
{
    const expected rows[] = {
        {APLOC_EDIT_SUPPLY, 1, -1, 0, 12.5, "b", ""},   {APLOC_EDIT_SUPPLY, 1, -1, 1, 2, "b", ""},
        {APLOC_EDIT_ADD, 0, -1, 1, 1, "a", ""},         {APLOC_EDIT_ADD, 0, -1, 0, -2700, "a", ""},
        {APLOC_EDIT_CLOSE, 1, -1, 0, 0, "b", ""},       {APLOC_EDIT_DEMAND, 0, -1, 0, 3, "a", ""},
        {APLOC_EDIT_APPEARS, 2, -1, 0, 7, "c", ""},     {APLOC_EDIT_TIME, 2, 0, 0, 4, "c", "a"},
        {APLOC_EDIT_TIME, 0, 2, 0, INFINITY, "a", "c"}, {APLOC_EDIT_APPEARS, 3, -1, 0, 0, "d", ""},
        {APLOC_EDIT_GOES, 1, -1, 0, 0, "b", ""}};
    aploc_communes *communes = table_of("communes.csv", "code\na\nb\n");
    aploc_edits *edits = NULL;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    const char *english = file_of("english.csv", "change,code,to,amount\nsupply,b,,12.5\n"
                                                 "Supply,b,,2 FTE\nadd,a,,+1fte\nadd,a,,-2700\n"
                                                 "close,b,,\ndemand,a,,3\nappears,c,,7\n"
                                                 "time,c,a,4\ntime,a,c,none\nappears,d,,\n"
                                                 "goes,b,,\n");
    ck_assert_ok(aploc_edits_read_csv(english, communes, NULL, NULL, &edits, &report, &err), err);
    assert_edits(edits, rows, 11);
    ck_assert_int_eq(report.n_kept, 11);
    aploc_edits_free(edits);
    const char *french =
        file_of("french.csv", "Changement;Insee;Dest;Montant\noffre;b;;12,5\nOFFRE;b;;2etp\n"
                              "ajout;a;;+1 ETP\nAjout;a;;-2 700\nfermeture;b;;\ndemande;a;;3\n"
                              "Apparaît;c;;7\ntemps;c;a;4\ntemps;a;c;Aucun\napparaît;d;;\n"
                              "disparaît;b;;\n");
    ck_assert_ok(aploc_edits_read_csv(french, communes, NULL, NULL, &edits, NULL, &err), err);
    assert_edits(edits, rows, 11);
    aploc_edits_free(edits);
    aploc_communes_free(communes);
}
END_TEST

START_TEST(sites_stand_apart)
{
    const expected rows[] = {
        {APLOC_EDIT_SITE_APPEARS, 1, -1, 0, 0, "y", ""}, {APLOC_EDIT_SUPPLY, 1, -1, 0, 5, "y", ""},
        {APLOC_EDIT_APPEARS, 2, -1, 0, 1, "y", ""},      {APLOC_EDIT_TIME, 2, 1, 0, 3, "y", "y"},
        {APLOC_EDIT_SITE_GOES, 0, -1, 0, 0, "a", ""},    {APLOC_EDIT_DEMAND, 0, -1, 0, 1, "a", ""}};
    aploc_communes *communes = table_of("communes.csv", "code\na\nb\n");
    aploc_communes *sites = table_of("sites.csv", "code\na\n");
    aploc_edits *edits = NULL;
    const char *path = file_of("edits.csv", "change,code,to,amount\nsite_appears,y,,\nsupply,y,,5\n"
                                            "appears,y,,1\ntime,y,y,3\nsite goes,a,,\n"
                                            "demand,a,,1\n");
    ck_assert_ok(aploc_edits_read_csv(path, communes, sites, NULL, &edits, NULL, &err), err);
    assert_edits(edits, rows, 6);
    aploc_edits_free(edits);
    /* b is no site, and a went as one. */
    path = file_of("b.csv", "change,code,amount\nclose,b,\n");
    edits = NULL;
    ck_assert_fails(aploc_edits_read_csv(path, communes, sites, NULL, &edits, NULL, &err),
                    APLOC_ERR_CODE_UNKNOWN);
    path = file_of("a.csv", "change,code,amount\nsite_goes,a,\nadd,a,1\n");
    ck_assert_fails(aploc_edits_read_csv(path, communes, sites, NULL, &edits, NULL, &err),
                    APLOC_ERR_CODE_UNKNOWN);
    ck_assert_int_eq(err.line, 3);
    ck_assert_int_eq(err.column, 2);
    ck_assert_str_eq(err.code, "a");
    /* The word as it was written, not as it is looked up. */
    path = file_of("c.csv", "change,code,amount\nSite Appears,y,3\n");
    ck_assert_fails(aploc_edits_read_csv(path, communes, sites, NULL, &edits, NULL, &err),
                    APLOC_ERR_NUMBER);
    ck_assert_ptr_nonnull(
        strstr(err.message, "c.csv:2: found the amount '3', expected none for 'Site Appears'"));
    ck_assert_ptr_null(edits);
    aploc_communes_free(communes);
    aploc_communes_free(sites);
}
END_TEST

START_TEST(named_columns)
{
    const aploc_column columns[] = {{"edit:change", "x"}, {"code", "y"}, {"edit:amount", "z"}};
    aploc_communes *communes = table_of("communes.csv", "code\na\n");
    aploc_edits *edits = NULL;
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    o.columns = columns;
    o.n_columns = 3;
    const char *path = file_of("named.csv", "z,y,x,change\n4,a,add,goes\n");
    ck_assert_ok(aploc_edits_read_csv(path, communes, NULL, &o, &edits, NULL, &err), err);
    aploc_edit e = APLOC_EDIT_INIT;
    ck_assert_ok(aploc_edits_get(edits, 0, &e, &err), err);
    ck_assert_int_eq(e.kind, APLOC_EDIT_ADD);
    aploc_edits_free(edits);
    aploc_communes_free(communes);
}
END_TEST

START_TEST(wrong_calls)
{
    aploc_communes *communes = table_of("communes.csv", "code\na\n");
    aploc_edits *edits = NULL;
    aploc_edit e = APLOC_EDIT_INIT;
    const char *path = file_of("edits.csv", "change,code,amount\nadd,a,1\n");
    ck_assert_fails(aploc_edits_read_csv(NULL, communes, NULL, NULL, &edits, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_edits_read_csv(path, NULL, NULL, NULL, &edits, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_edits_read_csv(path, communes, NULL, NULL, NULL, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_edits_read_csv("none.csv", communes, NULL, NULL, &edits, NULL, NULL),
                    APLOC_ERR_OPEN);
    ck_assert_ptr_null(edits);
    ck_assert_ok(aploc_edits_read_csv(path, communes, NULL, NULL, &edits, NULL, &err), err);
    ck_assert_fails(aploc_edits_get(edits, 1, &e, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_edits_get(edits, -1, &e, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_edits_get(NULL, 0, &e, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_edits_get(edits, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    e.size = 1;
    ck_assert_fails(aploc_edits_get(edits, 0, &e, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_edits_count(NULL), 0);
    aploc_edits_free(NULL);
    aploc_edits_free(edits);
    aploc_communes_free(communes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, every_word);
    tcase_add_test(tests, sites_stand_apart);
    tcase_add_test(tests, named_columns);
    tcase_add_test(tests, wrong_calls);
}

int main(void)
{
    return run_tests("edits", add);
}
