/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Study files: what each key says, the cells that this makes and their order, and every fault in its
 * place. */
#include <aploc/aploc.h>
#include <math.h>

#include "folder.h"
#include "support.h"

#define NAMES "[study]\nname = s\nvintages = a b\nprofessions = gp\n"
#define TABLES "[vintage]\ncommunes = c.csv\ntimes = t.csv\n"
#define GP "[profession gp]\nmethods = mg-2015\n"

static const char whole[] = "# a comment\n"
                            "[study]\n"
                            "name = demo.1\n"
                            "title = Three: vintages, two professions\n"
                            "output = out/tables\n"
                            "vintages = 2021\t2022 old\n"
                            "professions = gp nurse\n"
                            "max_ages = none 65 62.5 method\n"
                            "variants = method m2sfca\n"
                            "groups = department, Type de commune\n"
                            "below = 5/2\n"
                            "demand = ages\n"
                            "tables = summary full\n"
                            "[vintage]\n"
                            "communes = communes-{vintage}.csv\n"
                            "times = /data/times.csv\n"
                            "practitioners = {profession}-{vintage}.csv\n"
                            "year = {vintage}\n"
                            "unknown = skip\n"
                            "repeated = skip\n"
                            "missing = error\n"
                            "column code = Code commune\n"
                            "column age 0-4 = P_{vintage}\n"
                            "column practice acts = NB\n"
                            "[vintage old]\n"
                            "year = 1999\n"
                            "supply = s.csv\n"
                            "sites = sites.csv\n"
                            "column code = CODGEO\n"
                            "column supply code = INSEE\n"
                            "column supply = ETP\n"
                            "column sites name = NOM\n"
                            "column times from = ORIG\n"
                            "[profession gp]\n"
                            "methods = mg-2015 ./mine.ini\n"
                            "practitioners = generalist\n"
                            "[profession nurse]\n"
                            "methods = nurses\n"
                            "supply_column = idel\n"
                            "supply = nurses-{vintage}.csv\n"
                            "supply_scale = 1/2\n"
                            "variants = e2sfca\n"
                            "below = 60\n"
                            "demand = auto\n";

static aploc_study *read_study(const char *text)
{
    aploc_error err = {0};
    aploc_study *study = NULL;
    ck_assert_ok(aploc_study_read(file_of("s.ini", text), &study, &err), err);
    return study;
}

static aploc_study_cell cell_of(const aploc_study *study, int32_t k)
{
    aploc_error err = {0};
    aploc_study_cell cell = APLOC_STUDY_CELL_INIT;
    ck_assert_ok(aploc_study_get_cell(study, k, &cell, &err), err);
    return cell;
}

START_TEST(gives_its_texts)
{
    aploc_study *study = read_study(whole);
    char output[500];
    ck_assert_str_eq(aploc_study_get_text(study, APLOC_STUDY_NAME), "demo.1");
    ck_assert_str_eq(aploc_study_get_text(study, APLOC_STUDY_TITLE),
                     "Three: vintages, two professions");
    ck_assert_str_eq(aploc_study_get_text(study, APLOC_STUDY_FILE), whole);
    snprintf(output, sizeof output, "%s/out/tables", test_folder);
    ck_assert_str_eq(aploc_study_get_text(study, APLOC_STUDY_OUTPUT), output);
    ck_assert_ptr_null(aploc_study_get_text(study, APLOC_STUDY_TEXT_COUNT));
    ck_assert_ptr_null(aploc_study_get_text(study, -1));
    ck_assert_str_eq(aploc_study_get_group(study, 0), "department");
    ck_assert_str_eq(aploc_study_get_group(study, 1), "Type de commune");
    ck_assert_ptr_null(aploc_study_get_group(study, 2));
    ck_assert_str_eq(aploc_study_get_table(study, 0), "summary");
    ck_assert_str_eq(aploc_study_get_table(study, 1), "full");
    ck_assert_ptr_null(aploc_study_get_table(study, 2));
    ck_assert_ptr_null(aploc_study_get_table(study, -1));
    aploc_study_free(study);
    aploc_study_free(NULL);
}
END_TEST

START_TEST(gives_its_cells_in_order)
{
    static const char *const limits[] = {"all", "65", "62.5", "method"};
    static const double ages[] = {APLOC_NO_MAX_AGE, 65, 62.5, 0};
    static const char *const vintages[] = {"2021", "2022", "old"};
    static const char *const methods[] = {"mg-2015", "./mine.ini"};
    static const char *const labels[] = {"mg-2015", "mine"};
    static const char *const variants[] = {"method", "m2sfca"};
    aploc_study *study = read_study(whole);
    char name[200];
    int32_t k = 0;
    ck_assert_int_eq(aploc_study_cell_count(study), 3 * (2 * 2 * 4 + 1));
    for (int v = 0; v < 3; v++) {
        for (int m = 0; m < 2; m++)
            for (int f = 0; f < 2; f++)
                for (int a = 0; a < 4; a++) {
                    aploc_study_cell cell = cell_of(study, k++);
                    snprintf(name, sizeof name, "%s-gp-%s-%s-%s", vintages[v], labels[m],
                             variants[f], limits[a]);
                    ck_assert_str_eq(cell.name, name);
                    name[strlen(name) - strlen(limits[a]) - 1] = '\0';
                    ck_assert_str_eq(cell.series, name);
                    ck_assert_str_eq(cell.vintage, vintages[v]);
                    ck_assert_str_eq(cell.profession, "gp");
                    ck_assert_str_eq(cell.method, methods[m]);
                    ck_assert_int_eq(cell.variant,
                                     f ? APLOC_VARIANT_M2SFCA : APLOC_VARIANT_OF_METHOD);
                    ck_assert_bits(cell.max_age, ages[a]);
                    ck_assert_bits(cell.below, 2.5);
                }
        aploc_study_cell cell = cell_of(study, k++);
        snprintf(name, sizeof name, "%s-nurse", vintages[v]);
        ck_assert_str_eq(cell.name, name);
        ck_assert_str_eq(cell.series, name);
        ck_assert_str_eq(cell.method, "nurses");
        ck_assert_int_eq(cell.variant, APLOC_VARIANT_E2SFCA);
        ck_assert_bits(cell.max_age, 0.0);
        ck_assert_bits(cell.below, 60.0);
    }
    aploc_study_free(study);
}
END_TEST

START_TEST(has_defaults)
{
    aploc_study *study = read_study(NAMES TABLES GP);
    aploc_study_cell cell = cell_of(study, 1);
    char output[500];
    snprintf(output, sizeof output, "%s/s", test_folder);
    ck_assert_str_eq(aploc_study_get_text(study, APLOC_STUDY_OUTPUT), output);
    ck_assert_str_eq(aploc_study_get_text(study, APLOC_STUDY_TITLE), "");
    ck_assert_ptr_null(aploc_study_get_group(study, 0));
    ck_assert_str_eq(aploc_study_get_table(study, 7), "report");
    ck_assert_int_eq(aploc_study_cell_count(study), 2);
    ck_assert_str_eq(cell.name, "b-gp");
    ck_assert_str_eq(cell.series, "b-gp");
    ck_assert_bits(cell.max_age, 0.0);
    ck_assert(isnan(cell.below));
    ck_assert_int_eq(cell.variant, APLOC_VARIANT_OF_METHOD);
    aploc_study_free(study);
}
END_TEST

/* Age limits are for practitioners: those of [study] pass over a profession that has none. */
START_TEST(takes_limits_where_there_are_practitioners)
{
    aploc_study *study =
        read_study("[study]\nname = s\nvintages = a b\nprofessions = gp\n"
                   "max_ages = 65 60\n" TABLES "[vintage b]\npractitioners = p.csv\n" GP);
    ck_assert_int_eq(aploc_study_cell_count(study), 3);
    ck_assert_str_eq(cell_of(study, 0).name, "a-gp");
    ck_assert_str_eq(cell_of(study, 1).name, "b-gp-65");
    ck_assert_str_eq(cell_of(study, 2).name, "b-gp-60");
    aploc_study_free(study);
}
END_TEST

/* The message is what follows the name of the file. */
static const struct {
    aploc_status status;
    const char *text, *message;
} bad[] = {
    {APLOC_ERR_EMPTY, "", ": found nothing, expected a study file"},
    {APLOC_ERR_EMPTY, "# only\n", ": found no section, expected [study]"},
    {APLOC_ERR_ENCODING, "[study]\nname = \xE9\n", ":2: found byte 0xE9, expected text in UTF-8"},
    {APLOC_ERR_STUDY, "[study]\nhello\n",
     ":2: found 'hello', expected [section], key = value or a comment"},
    {APLOC_ERR_STUDY, "name = s\n", ":1: found key 'name' before any section, expected [study]"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "[decay]\n",
     ":10: found section [decay], expected one of [study] [vintage] [vintage …] [profession …]"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "[vintage ]\n",
     ":10: found section [vintage ], expected one of [study] [vintage] [vintage …] [profession …]"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "colour = red\n",
     ":10: found key 'colour' in [profession gp], expected one of methods practitioners supply "
     "supply_column supply_scale max_ages variants below demand age_classes oldest_age"},
    {APLOC_ERR_STUDY, NAMES "years = 2021\n",
     ":5: found key 'years' in [study], expected one of name title output vintages professions "
     "max_ages variants groups below demand age_classes oldest_age tables"},
    {APLOC_ERR_STUDY, NAMES TABLES "path = x\n",
     ":8: found key 'path' in [vintage], expected one of communes sites times supply practitioners "
     "year unknown repeated missing ages keep … column …"},
    {APLOC_ERR_STUDY, NAMES "name = t\n",
     ":5: found key 'name' in [study] again, expected it once (line 2)"},
    {APLOC_ERR_STUDY, NAMES TABLES "[vintage]\n",
     ":8: found section [vintage] again, expected it once (line 5)"},
    {APLOC_ERR_STUDY, NAMES "title =\n", ":5: found key 'title' without a value, expected one"},
    {APLOC_ERR_STUDY, TABLES GP, ": found no section [study], expected one"},
    {APLOC_ERR_STUDY, "[study]\nvintages = a\nprofessions = gp\n" TABLES GP,
     ":1: found no key 'name' in [study], expected one"},
    {APLOC_ERR_STUDY, "[study]\nname = a b\nvintages = a\nprofessions = gp\n" TABLES GP,
     ":2: found name 'a b', expected letters, digits, '-', '_', '.' or '+', not starting with '.'"},
    {APLOC_ERR_STUDY, "[study]\nname = s\nprofessions = gp\n" TABLES GP,
     ":1: found no key 'vintages' in [study], expected one"},
    {APLOC_ERR_STUDY, "[study]\nname = s\nvintages = a\n" TABLES GP,
     ":1: found no key 'professions' in [study], expected one"},
    {APLOC_ERR_STUDY, "[study]\nname = s\nvintages = a a\nprofessions = gp\n" TABLES GP,
     ":3: found 'a' twice in 'vintages', expected it once"},
    {APLOC_ERR_STUDY, "[study]\nname = s\nvintages = a/b\nprofessions = gp\n" TABLES GP,
     ":3: found 'a/b' in 'vintages', expected letters, digits, '-', '_', '.' or '+', not starting "
     "with '.'"},
    {APLOC_ERR_STUDY,
     "[study]\nname = s\nvintages = a a-b\nprofessions = gp b-gp\n" TABLES GP
     "[profession b-gp]\nmethods = mg-2015\n",
     ":3: found two cells named 'a-b-gp', expected vintages and professions whose names go "
     "together in one way only"},
    {APLOC_ERR_STUDY,
     "[study]\nname = s\nvintages = a\nprofessions = gp-drees\n" TABLES
     "[profession gp-drees]\nmethods = mg-2015\n",
     ":3: found cells named 'a-gp-drees', expected a name that does not end as that of the table "
     "a-gp-drees.csv"},
    {APLOC_ERR_STUDY, NAMES "tables = full half\n" TABLES GP,
     ":5: found 'half' in 'tables', expected some of full drees summary tenths groups supply "
     "changes report"},
    {APLOC_ERR_STUDY, NAMES "groups = ,\n" TABLES GP,
     ":5: found no word in 'groups', expected some"},
    {APLOC_ERR_STUDY, NAMES "max_ages = 65 old\n" TABLES GP,
     ":5: found 'old' in 'max_ages', expected an age above 0, none or method"},
    {APLOC_ERR_STUDY, NAMES "max_ages = 0\n" TABLES GP,
     ":5: found '0' in 'max_ages', expected an age above 0, none or method"},
    {APLOC_ERR_STUDY, NAMES "max_ages = 65 65.0\n" TABLES GP,
     ":5: found '65' and '65.0' in 'max_ages', expected each age once"},
    {APLOC_ERR_STUDY, NAMES "oldest_age = 100\n" TABLES GP,
     ":5: found oldest_age without age_classes = refit for profession gp, expected both"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "age_classes = refit\noldest_age = 1\n",
     ":11: found oldest_age '1', expected a whole number from 2 to 150"},
    {APLOC_ERR_STUDY, NAMES "age_classes = guess\n" TABLES GP,
     ":5: found age_classes 'guess', expected one of match refit"},
    {APLOC_ERR_STUDY, NAMES TABLES "keep year = 2018\n" GP,
     ":8: found 'keep year' and no key 'ages' for vintage a, expected both"},
    {APLOC_ERR_STUDY, NAMES TABLES "ages = {profession}.csv\n" GP,
     ":8: found {profession} in 'ages', expected it in supply or practitioners only"},
    {APLOC_ERR_STUDY, NAMES "variants = e3sfca\n" TABLES GP,
     ":5: found variant 'e3sfca', expected one of method e2sfca 2sfca kd2sfca m2sfca 3sfca bfca "
     "hansen cumulative i2sfca nearest"},
    {APLOC_ERR_NUMBER, NAMES "below = low\n" TABLES GP,
     ":5: found 'low', expected a number for 'below' in [study]"},
    {APLOC_ERR_STUDY, NAMES "below = 1e999\n" TABLES GP,
     ":5: found '1e999', expected a number that fits a double for 'below' in [study]"},
    {APLOC_ERR_STUDY, NAMES "demand = people\n" TABLES GP,
     ":5: found demand 'people', expected one of auto standardised ages population"},
    {APLOC_ERR_STUDY, NAMES "[vintage]\ncommunes = c.csv\n" GP,
     ":5: found no key 'times' for vintage a, expected one in [vintage a] or [vintage]"},
    {APLOC_ERR_STUDY, NAMES "[vintage a]\ncommunes = c.csv\ntimes = t.csv\n" GP,
     ": found no key 'communes' for vintage b, expected one in [vintage b] or [vintage]"},
    {APLOC_ERR_STUDY, NAMES TABLES "[vintage c]\nyear = 2021\n" GP,
     ":8: found section [vintage c], expected one of the 'vintages' of [study]"},
    {APLOC_ERR_STUDY, NAMES TABLES "year = {vintage}\n" GP,
     ":8: found year 'a', expected a whole number from 1900 to 2100"},
    {APLOC_ERR_STUDY, NAMES TABLES "year = 2021.5\n" GP,
     ":8: found year '2021.5', expected a whole number from 1900 to 2100"},
    {APLOC_ERR_STUDY, NAMES TABLES "sites = {year}.csv\n" GP,
     ":8: found '{year}.csv' in 'sites', expected {vintage}"},
    {APLOC_ERR_STUDY, NAMES TABLES "sites = {profession}.csv\n" GP,
     ":8: found {profession} in 'sites', expected it in supply or practitioners only"},
    {APLOC_ERR_STUDY, NAMES TABLES "unknown = fill\n" GP,
     ":8: found unknown 'fill', expected one of error skip"},
    {APLOC_ERR_STUDY, NAMES TABLES "repeated = last\n" GP,
     ":8: found repeated 'last', expected one of error skip"},
    {APLOC_ERR_STUDY, NAMES TABLES "missing = skip\n" GP,
     ":8: found missing 'skip', expected one of error fill"},
    {APLOC_ERR_STUDY, NAMES TABLES "column colour = red\n" GP,
     ":8: found 'column colour', expected 'column ROLE', a role of csv.h with a blank for each "
     "colon, such as 'column age 0-4' or 'column supply code'"},
    {APLOC_ERR_STUDY, NAMES TABLES "column practice colour = red\n" GP,
     ":8: found 'column practice colour', expected 'column ROLE', a role of csv.h with a blank for "
     "each colon, such as 'column age 0-4' or 'column supply code'"},
    {APLOC_ERR_STUDY, NAMES TABLES "column age 9-0 = x\n" GP,
     ":8: found 'column age 9-0', expected 'column ROLE', a role of csv.h with a blank for each "
     "colon, such as 'column age 0-4' or 'column supply code'"},
    {APLOC_ERR_STUDY, NAMES TABLES "column = x\n" GP,
     ":8: found key 'column' in [vintage], expected one of communes sites times supply "
     "practitioners year unknown repeated missing ages keep … column …"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "[profession nurse]\nmethods = nurses\n",
     ":10: found section [profession nurse], expected one of the 'professions' of [study]"},
    {APLOC_ERR_STUDY, NAMES TABLES, ":4: found no section [profession gp], expected one"},
    {APLOC_ERR_STUDY, NAMES TABLES "[profession gp]\nbelow = 3\n",
     ":8: found no key 'methods' in [profession gp], expected one"},
    {APLOC_ERR_STUDY, NAMES TABLES "[profession gp]\nmethods = a/m.ini b/m.ini\n",
     ":9: found two methods called 'm' in 'methods', expected files of different names"},
    {APLOC_ERR_STUDY, NAMES TABLES "[profession gp]\nmethods = a/b/\n",
     ":9: found method 'a/b/', expected a file's name of letters, digits, '-', '_', '.' or '+'"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "practitioners = gp\n",
     ":10: found practitioners in [profession gp], expected a file of them for vintage a too"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "practitioners = gp\nsupply = s.csv\n",
     ":11: found practitioners and supply in [profession gp], expected one or the other"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "practitioners = gp\nsupply_column = x\n",
     ":11: found practitioners and supply_column in [profession gp], expected one or the other"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "supply_column = x\n",
     ":10: found supply_column in [profession gp], expected a file with key 'supply' for vintage a "
     "too"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "max_ages = 65\n",
     ":10: found max_ages for a profession whose supply does not come from practitioners in "
     "vintage a, expected none"},
    {APLOC_ERR_STUDY, NAMES TABLES "supply = s.csv\npractitioners = p.csv\n" GP,
     ":10: found supply and practitioners for vintage a, expected key 'practitioners', 'supply' or "
     "'supply_column' in [profession gp] to choose"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "supply = {x}.csv\n",
     ":10: found '{x}.csv' in 'supply', expected {vintage} or {profession}"},
    {APLOC_ERR_STUDY, NAMES TABLES GP "supply_scale = 0\n",
     ":10: found supply_scale 0, expected a number above 0"},
    {APLOC_ERR_NUMBER, NAMES TABLES GP "supply_scale = x\n",
     ":10: found 'x', expected a number for 'supply_scale' in [profession gp]"},
};

START_TEST(refuses_in_its_place)
{
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        aploc_study *study = NULL;
        aploc_error err = {0};
        const char *path = file_of("s.ini", bad[k].text);
        aploc_status status = aploc_study_read(path, &study, &err);
        const char *message = err.message + strlen(path);
        ck_assert_msg(status == bad[k].status && err.status == status, "row %zu: %d, %s", k,
                      (int)status, err.message);
        ck_assert_ptr_null(study);
        ck_assert_str_eq(message, bad[k].message);
        ck_assert_str_eq(err.file, path);
        ck_assert_int_eq(err.line, *message == ':' ? atoll(message + 1) : 0);
        ck_assert_int_eq(aploc_study_read(path, &study, NULL), bad[k].status);
    }
}
END_TEST

START_TEST(refuses_too_many_cells)
{
    char text[4096] = "[study]\nname = s\nprofessions = gp\nvintages =";
    aploc_study *study = NULL;
    aploc_error err = {0};
    /* 20 vintages x 26 methods x 8 variants: a little more than 4096. */
    for (int v = 0; v < 20; v++)
        sprintf(text + strlen(text), " v%d", v);
    strcat(text, "\nvariants = e2sfca 2sfca m2sfca 3sfca bfca hansen cumulative nearest\n" TABLES
                 "[profession gp]\nmethods =");
    for (int m = 0; m < 26; m++)
        sprintf(text + strlen(text), " %c.ini", 'a' + m);
    strcat(text, "\n");
    ck_assert_fails(aploc_study_read(file_of("s.ini", text), &study, &err), APLOC_ERR_STUDY);
    ck_assert_msg(strstr(err.message, ":4: found more than 4096 cells, expected fewer") != NULL,
                  "%s", err.message);
}
END_TEST

START_TEST(refuses_wrong_calls)
{
    aploc_study *study = NULL;
    aploc_study_cell cell = APLOC_STUDY_CELL_INIT;
    aploc_error err = {0};
    ck_assert_fails(aploc_study_read(NULL, &study, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_study_read("x", NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_study_read(file_path("none.ini"), &study, &err), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_study_read(test_folder, &study, &err), APLOC_ERR_OPEN);
    ck_assert_msg(strstr(err.message, "found a folder, expected a study file") != NULL, "%s",
                  err.message);
    study = read_study(NAMES TABLES GP);
    ck_assert_fails(aploc_study_get_cell(study, 2, &cell, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_study_get_cell(study, -1, &cell, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_study_get_cell(NULL, 0, &cell, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_study_get_cell(study, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    cell.size--;
    ck_assert_fails(aploc_study_get_cell(study, 0, &cell, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_study_cell_count(NULL), 0);
    ck_assert_ptr_null(aploc_study_get_text(NULL, 0));
    ck_assert_ptr_null(aploc_study_get_group(NULL, 0));
    ck_assert_ptr_null(aploc_study_get_table(NULL, 0));
    aploc_study_free(study);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, gives_its_texts);
    tcase_add_test(tests, gives_its_cells_in_order);
    tcase_add_test(tests, has_defaults);
    tcase_add_test(tests, takes_limits_where_there_are_practitioners);
    tcase_add_test(tests, refuses_in_its_place);
    tcase_add_test(tests, refuses_too_many_cells);
    tcase_add_test(tests, refuses_wrong_calls);
}

int main(void)
{
    return run_tests("study", add);
}
