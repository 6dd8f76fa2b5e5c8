/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of zoning rules: what those that come with the library say, and what is refused. */
#include <math.h>

#include <aploc/zoning.h>

#include "folder.h"
#include "support.h"

#define ZONING "[zoning]\nname = x\n"
#define UNITS "[units]\nweight = population\n"
#define BY "[assignment]\nby = thresholds\n"
#define CLASSES "[class A]\nmax = 2\n[class B]\n"
#define ALL ZONING UNITS BY CLASSES

/* The numbers of the texts, typed again by hand. */
START_TEST(the_rules_that_come_with_the_library)
{
    static const struct {
        const char *name;
        int32_t n_classes, assign, n_gaps;
        double max[5], share[5];
    } expected[] = {
        {"doctors-2017", 5, APLOC_ASSIGN_BOTH, 2, {2.5, 4, 4, 4, -1}, {-1, -1, -1, -1, -1}},
        {"doctors-2021", 3, APLOC_ASSIGN_CEILINGS, 4, {-1, -1, -1}, {-1, -1, -1}},
        {"doctors-2025", 3, APLOC_ASSIGN_THRESHOLDS, 4, {2.71, 3.98, -1}, {-1, -1, -1}},
        {"epci-2025", 2, APLOC_ASSIGN_LIST, 1, {-1, -1}, {-1, -1}},
        {"midwives-2019",
         5,
         APLOC_ASSIGN_SHARES,
         0,
         {7.1, 9.8, 20.3, 23.6, 51.1},
         {.077, .102, .604, .093, .124}},
        {"nurses-2020",
         5,
         APLOC_ASSIGN_SHARES,
         0,
         {58.8, 73.1, 121.3, 171.5, 696.6},
         {.053, .094, .366, .204, .283}},
        {"occitanie-2021", 4, APLOC_ASSIGN_CEILINGS, 7, {-1, -1, -1, -1}, {-1, -1, -1, -1}},
        {"physiotherapists-2018",
         5,
         APLOC_ASSIGN_SHARES,
         0,
         {43.8, 51.8, 126.4, 147.5, 310.4},
         {.068, .06, .651, .098, .124}},
        {"speech-therapists-2018",
         5,
         APLOC_ASSIGN_SHARES,
         0,
         {11.5, 16, 41.5, 49.3, 311.7},
         {.128, .09, .557, .101, .123}},
    };
    for (int32_t k = 0; k < 9; k++) {
        aploc_rules *rules = NULL;
        aploc_rules_values values = APLOC_RULES_VALUES_INIT;
        aploc_error err = {0};
        ck_assert_str_eq(aploc_rules_builtin_name(k), expected[k].name);
        ck_assert_ok(aploc_rules_builtin(expected[k].name, &rules, &err), err);
        ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_NAME), expected[k].name);
        ck_assert_ok(aploc_rules_get_values(rules, &values, &err), err);
        ck_assert_int_eq(values.assign, expected[k].assign);
        ck_assert_int_eq(aploc_rules_class_count(rules), expected[k].n_classes);
        for (int32_t c = 0; c < expected[k].n_classes; c++) {
            aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
            ck_assert_ok(aploc_rules_get_class(rules, c, &zone, &err), err);
            ck_assert_double_eq(isnan(zone.max) ? -1 : zone.max, expected[k].max[c]);
            ck_assert_double_eq_tol(isnan(zone.share) ? -1 : zone.share, expected[k].share[c],
                                    1e-15);
            ck_assert_int_eq(zone.strict, 0);
        }
        int32_t n_gaps = 0;
        for (const aploc_method_gap *gap; (gap = aploc_rules_get_gap(rules, n_gaps)); n_gaps++)
            ck_assert_int_gt(strlen(gap->hint), 10);
        ck_assert_int_eq(n_gaps, expected[k].n_gaps);
        aploc_rules_free(rules);
    }
    ck_assert_ptr_null(aploc_rules_builtin_name(9));
    ck_assert_ptr_null(aploc_rules_builtin_name(-1));
}
END_TEST

START_TEST(who_counts_what_in_each_text)
{
    static const struct {
        const char *name, *mesh, *weight, *people;
        int32_t regions, disagreement;
        double substitution, addition, low_band, high_band;
    } expected[] = {
        {"doctors-2017", "TVS", "population", "population", 1, 2, -1, .05, -1, -1},
        {"doctors-2025", "TVS", "population", "population", 1, 1, .05, -1, -1, -1},
        {"epci-2025", "EPCI", "standardised", "population", 1, 1, -1, -1, -1, -1},
        {"midwives-2019", "BVCV", "population", "women", 2, 1, -1, -1, .229, .175},
        {"nurses-2020", "BVCV", "standardised", "population", 2, 1, -1, -1, .103, .334},
        {"physiotherapists-2018", "BVCV", "population", "population", 2, 1, -1, -1, .175, .175},
        {"speech-therapists-2018", "BVCV", "population", "population", 2, 1, -1, -1, .175, .174},
    };
    for (int k = 0; k < 7; k++) {
        aploc_rules *rules = NULL;
        aploc_rules_values v = APLOC_RULES_VALUES_INIT;
        aploc_error err = {0};
        ck_assert_ok(aploc_rules_builtin(expected[k].name, &rules, &err), err);
        ck_assert_ok(aploc_rules_get_values(rules, &v, &err), err);
        ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_MESH), expected[k].mesh);
        ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_WEIGHT), expected[k].weight);
        ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_PEOPLE), expected[k].people);
        ck_assert_int_eq(v.regions, expected[k].regions);
        ck_assert_int_eq(v.disagreement, expected[k].disagreement);
        const double found[] = {v.substitution, v.addition, v.low_band, v.high_band};
        const double by_hand[] = {expected[k].substitution, expected[k].addition,
                                  expected[k].low_band, expected[k].high_band};
        for (int c = 0; c < 4; c++)
            ck_assert_double_eq_tol(isnan(found[c]) ? -1 : found[c], by_hand[c], 1e-15);
        aploc_rules_free(rules);
    }
}
END_TEST

START_TEST(ceilings_of_2021)
{
    static const struct {
        int32_t scope;
        const char *area;
        double zip, zac;
    } rows[] = {{APLOC_SCOPE_NATION, "", 302, 420},
                {APLOC_SCOPE_REGION, "11", 624, 339},
                {APLOC_SCOPE_REGION, "Île-de-France", 624, 339},
                {APLOC_SCOPE_REGION, "24", 588, 340},
                {APLOC_SCOPE_REGION, "75", 168, 458}};
    aploc_rules *rules = NULL;
    aploc_error err = {0};
    double ceiling;
    ck_assert_ok(aploc_rules_builtin("doctors-2021", &rules, &err), err);
    for (int k = 0; k < 5; k++) {
        ck_assert_ok(aploc_rules_get_ceiling(rules, rows[k].scope, rows[k].area, 0, 1000, &ceiling,
                                             NULL, &err),
                     err);
        ck_assert_double_eq(ceiling, rows[k].zip);
        ck_assert_ok(aploc_rules_get_ceiling(rules, rows[k].scope, rows[k].area, 1, 1000, &ceiling,
                                             NULL, &err),
                     err);
        ck_assert_double_eq(ceiling, rows[k].zac);
    }
    ck_assert_fails(
        aploc_rules_get_ceiling(rules, APLOC_SCOPE_REGION, "84", 0, 1, &ceiling, NULL, &err),
        APLOC_ERR_RULES_UNKNOWN);
    ck_assert_fails(
        aploc_rules_get_ceiling(rules, APLOC_SCOPE_DEPARTMENT, "75", 0, 1, &ceiling, NULL, &err),
        APLOC_ERR_RULES_UNKNOWN);
    ck_assert_str_eq(err.message,
                     "doctors-2021.ini: rules 'doctors-2021' have no ceilings of department '75', "
                     "expected a section [department 75]");
    ck_assert_fails(aploc_rules_get_ceiling(rules, 1, "", 3, 1, &ceiling, NULL, NULL),
                    APLOC_ERR_INDEX);
    ck_assert_fails(aploc_rules_get_ceiling(rules, 1, "", 0, -1, &ceiling, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    aploc_rules_free(rules);
}
END_TEST

static const struct {
    const char *text, *message;
} bad[] = {
    {ZONING UNITS BY "[class A]\nmax = 2\n",
     "r.ini: found 1 sections [class …], expected two at least"},
    {"[zoning]\ntitle = x\n" UNITS BY CLASSES, "r.ini:1: found no key 'name' in [zoning], expected "
                                               "one"},
    {ZONING BY CLASSES, "r.ini: found no key 'weight' in [units], expected one"},
    {ZONING UNITS CLASSES, "r.ini: found no key 'by' in [assignment], expected one"},
    {ZONING UNITS "[assignment]\nby = luck\n" CLASSES,
     "r.ini:6: found by 'luck', expected one of thresholds shares ceilings both list"},
    {ZONING UNITS BY "straddle = both\n" CLASSES,
     "r.ini:7: found straddle 'both', expected one of lower upper nearest"},
    {ZONING UNITS BY "substitution = 0.05\n" CLASSES,
     "r.ini:7: found substitution '0.05', expected a share such as 12.8 %"},
    {ZONING UNITS BY "low_band = 101 %\n" CLASSES,
     "r.ini:7: found low_band 101 %, expected 0 % to 100 %"},
    {ZONING UNITS BY "addition = 5 %\naddition_of = Z\n" CLASSES,
     "r.ini:8: found addition_of 'Z', expected a class"},
    {ALL "[klass C]\n", "r.ini:10: found section [klass C], expected one of [zoning] [units] "
                        "[assignment] [class …] [overlay …] [nation] [region …] [department …]"},
    {ALL "[class C]\nmaximum = 4\n", "r.ini:11: found key 'maximum' in [class C], expected one of "
                                     "title colour max below share picked"},
    {ALL "[class name]\n",
     "r.ini:10: found a class 'name', expected another word: it is a key of areas"},
    {ALL "[class A]\n", "r.ini:10: found section [class A] again, expected it once (line 7)"},
    {ALL "[class C]\nmax = 1\n",
     "r.ini:11: found a threshold of 1, expected at least that of the class before"},
    {ALL "[class C]\nmax = low\n",
     "r.ini:11: found 'low', expected a number for 'max' in [class C]"},
    {ALL "[class C]\nmax = -1\n", "r.ini:11: found max -1, expected a number of at least 0"},
    {ALL "[class C]\nmax = 3\nbelow = 3\n",
     "r.ini:12: found 'below' beside 'max', expected one or the other"},
    {ALL "[class C]\ncolour = red\n", "r.ini:11: found colour 'red', expected one such as #d73027"},
    {ALL "[class C]\npicked = 1\n", "r.ini:11: found picked '1', expected yes or no"},
    {ZONING UNITS BY "[class A]\nshare = 60 %\n[class B]\nshare = 41 %\n[class C]\n",
     "r.ini:10: found shares of more than 100 % up to here, expected less"},
    {ALL "[region R]\nZ = 3 %\n",
     "r.ini:11: found key 'Z' in [region R], expected 'name' or a class: 'A', 'B'"},
    {ALL "[region R]\nA = 3 % of all\n",
     "r.ini:11: found '3 % of all', expected a number for 'A' in [region R]"},
    {ALL "[nation]\nA margin = 3\n", "r.ini:11: found 'A margin' without 'A', expected both"},
    {ALL "[region R]\nA margin = much\nA = 3 %\n",
     "r.ini:11: found 'much', expected a number for 'A margin' in [region R]"},
    {ALL "[region]\nA = 3\n",
     "r.ini:10: found section [region], expected one of [zoning] [units] "
     "[assignment] [class …] [overlay …] [nation] [region …] [department …]"},
    {ALL "[overlay O]\ntitle = x\n", "r.ini:10: found no key 'class' in [overlay O], expected one"},
    {ALL "[overlay O]\nclass = C\n", "r.ini:11: found class 'C' in [overlay O], expected a class"},
    {ALL "[overlay O]\nclass = A\nquarters = all\n",
     "r.ini:12: found quarters 'all', expected yes or no"},
    {ALL "[overlay O]\nclass = A\nquarters = yes\ndepartments = 09\n",
     "r.ini:13: found 'departments' beside 'quarters', expected one or the other"},
    {ALL "oops\n", "r.ini:10: found 'oops', expected [section], key = value or a comment"},
};

START_TEST(files_that_say_what_they_should_not)
{
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        aploc_rules *rules = NULL;
        aploc_error err = {0};
        ck_assert_fails(aploc_rules_parse(bad[k].text, strlen(bad[k].text), "r.ini", &rules, &err),
                        APLOC_ERR_RULES);
        ck_assert_ptr_null(rules);
        ck_assert_str_eq(err.message, bad[k].message);
        ck_assert_fails(aploc_rules_parse(bad[k].text, strlen(bad[k].text), "r.ini", &rules, NULL),
                        APLOC_ERR_RULES);
    }
}
END_TEST

START_TEST(what_a_file_says_is_read)
{
    const char *text = "[zoning]\nname = x\ntitle = T\n[units]\nweight = men\n[assignment]\n"
                       "by = both\nscope = department\nstraddle = nearest\nties = together\n"
                       "[class A b]\ntitle = Aa\ncolour = #12aBcD\nbelow = 1/2\nshare = 0.1 %\n"
                       "[class C]\n[department 2A]\nA b margin = 7\nA b = 1 ; a note\nC = 2%\n"
                       "[overlay o]\nclass = C\nquarters = no\ndepartments = 2A\n";
    aploc_rules *rules = NULL;
    aploc_rules_values v = APLOC_RULES_VALUES_INIT;
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    aploc_zone_overlay overlay = APLOC_ZONE_OVERLAY_INIT;
    aploc_error err = {0};
    double ceiling = 0, margin = 0;
    ck_assert_ok(aploc_rules_read(file_of("x.ini", text), &rules, &err), err);
    ck_assert_ok(aploc_rules_get_values(rules, &v, &err), err);
    ck_assert_int_eq(v.assign, APLOC_ASSIGN_BOTH);
    ck_assert_int_eq(v.scope, APLOC_SCOPE_DEPARTMENT);
    ck_assert_int_eq(v.straddle, APLOC_STRADDLE_NEAREST);
    ck_assert_int_eq(v.ties, APLOC_TIES_TOGETHER);
    ck_assert_int_eq(v.regions, APLOC_REGIONS_OWN);
    ck_assert_str_eq(v.of, "");
    ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_WEIGHT), "men");
    ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_MESH), "");
    ck_assert_str_eq(aploc_rules_get_text(rules, APLOC_RULES_FILE), text);
    ck_assert_ptr_null(aploc_rules_get_text(rules, APLOC_RULES_TEXT_COUNT));
    ck_assert_ok(aploc_rules_get_class(rules, 0, &zone, &err), err);
    ck_assert_str_eq(zone.name, "A b");
    ck_assert_str_eq(zone.title, "Aa");
    ck_assert_str_eq(zone.colour, "#12aBcD");
    ck_assert_double_eq(zone.max, 0.5);
    ck_assert_double_eq(zone.share, 0.001);
    ck_assert_int_eq(zone.strict, 1);
    ck_assert_ok(aploc_rules_get_ceiling(rules, 3, "2A", 0, 1000, &ceiling, &margin, &err), err);
    ck_assert_double_eq(ceiling, 1);
    ck_assert_double_eq(margin, 7);
    ck_assert_ok(aploc_rules_get_ceiling(rules, 3, "2A", 1, 1025, &ceiling, &margin, &err), err);
    ck_assert_double_eq(ceiling, 21); /* 20.5 people */
    ck_assert_double_nan(margin);
    ck_assert_ok(aploc_rules_get_overlay(rules, 0, &overlay, &err), err);
    ck_assert_int_eq(overlay.quarters, 0);
    ck_assert_str_eq(overlay.departments, "2A");
    ck_assert_fails(aploc_rules_get_class(rules, 2, &zone, NULL), APLOC_ERR_INDEX);
    zone.size = 0;
    ck_assert_fails(aploc_rules_get_class(rules, 0, &zone, NULL), APLOC_ERR_OPTIONS);
    v.size = 0;
    ck_assert_fails(aploc_rules_get_values(rules, &v, NULL), APLOC_ERR_OPTIONS);
    aploc_rules_free(rules);
    ck_assert_fails(aploc_rules_read(file_path("none.ini"), &rules, &err), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_rules_builtin("none", &rules, &err), APLOC_ERR_METHOD_NAME);
    ck_assert_str_eq(err.message,
                     "found rules 'none', expected one of doctors-2017 doctors-2021 doctors-2025 "
                     "epci-2025 midwives-2019 nurses-2020 occitanie-2021 physiotherapists-2018 "
                     "speech-therapists-2018");
    ck_assert_fails(aploc_rules_parse(NULL, 0, "x", &rules, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_rules_parse("", 0, "x", &rules, NULL), APLOC_ERR_EMPTY);
    ck_assert_int_eq(aploc_rules_class_count(NULL), 0);
    aploc_rules_free(NULL);
}
END_TEST

/* Classes before the last may have all of the people, and not more. */
START_TEST(shares_up_to_all)
{
    for (int32_t percent = 40; percent <= 41; percent++) {
        char text[400];
        aploc_rules *rules = NULL;
        aploc_error err = {0};
        snprintf(text, sizeof text,
                 "[zoning]\nname = x\n[units]\nweight = men\n[assignment]\nby = shares\n[class A]\n"
                 "share = 60 %%\n[class B]\nshare = %d %%\n[class C]\n",
                 (int)percent);
        ck_assert_int_eq(aploc_rules_parse(text, strlen(text), "r.ini", &rules, &err),
                         percent > 40 ? APLOC_ERR_RULES : APLOC_OK);
        aploc_rules_free(rules);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, the_rules_that_come_with_the_library);
    tcase_add_test(tests, who_counts_what_in_each_text);
    tcase_add_test(tests, ceilings_of_2021);
    tcase_add_test(tests, files_that_say_what_they_should_not);
    tcase_add_test(tests, what_a_file_says_is_read);
    tcase_add_test(tests, shares_up_to_all);
}

int main(void)
{
    return run_tests("zoning_rules", add);
}
