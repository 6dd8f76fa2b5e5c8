/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lists compared, by hand: each place once, in and out of each class, covered or not. */
#include "zones.h"

#define RULES                                                                                      \
    "[zoning]\nname = r\n[units]\nweight = population\n[assignment]\nby = list\n"                  \
    "[class ZIP]\n[class ZAC]\n[class HZ]\n"

static const char communes[] = "a u R D1 100 1\nb u R D1 50 1\nc v R D2 30 1\nd v R D2 20 1\n";
static const aploc_qpv quarters[] = {{"q", "a", NULL, 40, (double)NAN}};
/* a with its quarter in ZIP, then apart from it; b leaves; c comes to a class; d has none after. */
static const aploc_listed before[] = {
    {"a", "ZIP", NULL}, {"b", "ZAC", NULL}, {"c", "", NULL}, {"d", "HZ", NULL}};
static const aploc_listed after[] = {
    {"a", "ZAC", NULL}, {"q", "ZIP", NULL}, {"b", "HZ", NULL}, {"c", "ZIP", NULL}};

/* "BY GROUP FROM CLASS communes before/in/out/after/all people …". */
static const char *text_of(const aploc_zoning_diff *diff)
{
    static const char *const kinds[] = {"", "none", "covered", ""};
    static char text[4000];
    text[0] = '\0';
    for (int32_t k = 0; k < aploc_zoning_diff_count(diff); k++) {
        aploc_diff_row r = APLOC_DIFF_ROW_INIT;
        ck_assert_int_eq(aploc_zoning_diff_get(diff, k, &r, NULL), APLOC_OK);
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "%s%s%s %s%s%s%s %g/%g/%g/%g/%g %g/%g/%g/%g/%g\n", r.by, *r.by ? "=" : "", r.group,
                 r.from, r.kind == APLOC_DIFF_MOVE ? ">" : "", r.zone, kinds[r.kind],
                 r.communes.before, r.communes.in, r.communes.out, r.communes.after, r.communes.all,
                 r.people.before, r.people.in, r.people.out, r.people.after, r.people.all);
    }
    return text;
}

static aploc_status compare(const char *rules_text, aploc_diff_options o, char **text,
                            aploc_error *err)
{
    static zones_table t;
    aploc_zoning_diff *diff = NULL;
    aploc_rules *rules = rules_text ? rules_of(rules_text) : NULL;
    zones_parse(&t, communes);
    o.rules = rules;
    o.qpvs = quarters;
    o.n_qpvs = 1;
    aploc_status status = aploc_zoning_diff_create(t.communes, before, 4, after, 4, &o, &diff, err);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
    if (!status)
        *text = strdup(text_of(diff));
    aploc_zoning_diff_free(diff);
    return status;
}

START_TEST(two_lists_by_hand)
{
    static const char *const by[] = {"department"};
    aploc_diff_options o = APLOC_DIFF_OPTIONS_INIT;
    aploc_error err = {0};
    char *text = NULL;
    o.by = by;
    o.n_by = 1;
    ck_assert_ok(compare(RULES, o, &text, &err), err);
    ck_assert_str_eq(text, " ZIP 1/1/1/1/4 100/30/60/70/200\n"
                           " ZAC 1/1/1/1/4 50/60/50/60/200\n"
                           " HZ 1/1/1/1/4 20/50/20/50/200\n"
                           " none 1/1/1/1/4 30/20/30/20/200\n"
                           " covered 2/1/1/2/4 150/30/50/130/200\n"
                           " >ZIP 0/1/0/0/0 0/30/0/0/0\n"
                           " ZIP>ZAC 0/1/0/0/0 0/60/0/0/0\n"
                           " ZAC>HZ 0/1/0/0/0 0/50/0/0/0\n"
                           " HZ> 0/1/0/0/0 0/20/0/0/0\n"
                           "department=D1 ZIP 1/0/1/0/2 100/0/60/40/150\n"
                           "department=D1 ZAC 1/1/1/1/2 50/60/50/60/150\n"
                           "department=D1 HZ 0/1/0/1/2 0/50/0/50/150\n"
                           "department=D1 covered 2/0/1/1/2 150/0/50/100/150\n"
                           "department=D2 ZIP 0/1/0/1/2 0/30/0/30/50\n"
                           "department=D2 HZ 1/0/1/0/2 20/0/20/0/50\n"
                           "department=D2 none 1/1/1/1/2 30/20/30/20/50\n"
                           "department=D2 covered 0/1/0/1/2 0/30/0/30/50\n");
    free(text);
    /* Without rules: classes as they come, nothing covered unless said. */
    o.n_by = 0;
    ck_assert_ok(compare(NULL, o, &text, &err), err);
    ck_assert_ptr_null(strstr(text, "covered"));
    free(text);
    static const char *const covered[] = {"HZ", "ZIP"};
    o.covered = covered;
    o.n_covered = 2;
    ck_assert_ok(compare(NULL, o, &text, &err), err);
    ck_assert_ptr_nonnull(strstr(text, " covered 2/2/2/2/4 120/80/80/120/200\n"));
    free(text);
}
END_TEST

START_TEST(comparisons_that_cannot_be)
{
    static zones_table t;
    static const char *const by[] = {"canton"}, *const covered[] = {"ZIPP"};
    aploc_diff_options o = APLOC_DIFF_OPTIONS_INIT;
    aploc_zoning_diff *diff = NULL;
    aploc_error err = {0};
    char *text = NULL;
    o.before = "old.csv";
    o.after = "new.csv";
    ck_assert_int_eq(compare("[zoning]\nname = r\n[units]\nweight = population\n[assignment]\n"
                             "by = list\n[class ZIP]\n[class ZAC]\n",
                             o, &text, &err),
                     APLOC_ERR_UNIT);
    ck_assert_str_eq(err.message,
                     "old.csv: found the class 'HZ' of 'd', expected one of rules 'r'");
    o.covered = covered;
    o.n_covered = 1;
    ck_assert_int_eq(compare(RULES, o, &text, &err), APLOC_ERR_OPTIONS);
    ck_assert_str_eq(err.message, "found the covered class 'ZIPP', expected one of the rules");
    o.n_covered = 0;
    o.by = by;
    o.n_by = 1;
    ck_assert_int_eq(compare(RULES, o, &text, &err), APLOC_ERR_COLUMN_MISSING);
    o.n_by = 0;
    zones_parse(&t, communes);
    const aploc_listed twice[] = {{"a", "x", NULL}, {"a", "x", NULL}}, gone = {"z", "x", NULL};
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, twice, 2, NULL, 0, &o, &diff, &err),
                     APLOC_ERR_CODE_REPEATED);
    ck_assert_str_eq(err.message, "old.csv: found the code 'a' again, expected each code once");
    const aploc_listed none_twice[] = {{"a", "", NULL}, {"a", "x", NULL}};
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, none_twice, 2, NULL, 0, &o, &diff, &err),
                     APLOC_ERR_CODE_REPEATED);
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 0, &gone, 1, &o, &diff, &err),
                     APLOC_ERR_CODE_UNKNOWN);
    ck_assert_str_eq(err.message, "new.csv: found the code 'z', expected a code of test.csv");
    const aploc_qpv large = {"q", "a", NULL, 101, (double)NAN}, same = {"b", "a", NULL, 1, 1};
    o.n_qpvs = 1;
    o.qpvs = &large;
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 0, NULL, 0, &o, &diff, &err),
                     APLOC_ERR_UNIT);
    o.qpvs = &same;
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 0, NULL, 0, &o, &diff, &err),
                     APLOC_ERR_CODE_REPEATED);
    o.qpvs = NULL;
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 0, NULL, 0, &o, &diff, &err),
                     APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 1, NULL, 0, NULL, &diff, &err),
                     APLOC_ERR_ARGUMENT);
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 0, NULL, 0, NULL, NULL, &err),
                     APLOC_ERR_ARGUMENT);
    o.size = 1;
    ck_assert_int_eq(aploc_zoning_diff_create(t.communes, NULL, 0, NULL, 0, &o, &diff, &err),
                     APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(diff);
    ck_assert_ok(aploc_zoning_diff_create(t.communes, NULL, 0, NULL, 0, NULL, &diff, &err), err);
    ck_assert_str_eq(text_of(diff), " none 4/0/0/4/4 200/0/0/200/200\n");
    aploc_diff_row row = APLOC_DIFF_ROW_INIT;
    ck_assert_int_eq(aploc_zoning_diff_get(diff, 1, &row, &err), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_zoning_diff_get(NULL, 0, &row, &err), APLOC_ERR_ARGUMENT);
    row.size = 1;
    ck_assert_int_eq(aploc_zoning_diff_get(diff, 0, &row, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_zoning_diff_count(NULL), 0);
    aploc_zoning_diff_free(diff);
    aploc_zoning_diff_free(NULL);
    aploc_communes_free(t.communes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, two_lists_by_hand);
    tcase_add_test(tests, comparisons_that_cannot_be);
}

int main(void)
{
    return run_tests("zoning_diff", add);
}
