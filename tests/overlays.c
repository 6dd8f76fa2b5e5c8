/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays by hand: nobody counts twice, ceilings hold what is underneath, lists are held against them. */
#include "folder.h"
#include "zones.h"

#define RULES                                                                                      \
    "[zoning]\nname = o\n[units]\nweight = population\n[assignment]\nby = ceilings\n"              \
    "scope = region\n[class ZIP]\n[class ZAC]\n[class ZAR]\n[class HZ]\n"                          \
    "[region R]\nZIP = 100\nZAC = 100\nZAR = 0\n"
#define OVERLAYS                                                                                   \
    "[overlay qpv]\nclass = ZIP\nquarters = yes\n[overlay mountain]\nclass = ZAR\n"                \
    "[overlay whole]\ntitle = whole départements\nclass = ZAR\ndepartments = D3 D4\n"

/* a fills ZIP; b goes to ZAC, where c does not fit; nobody has ZAR; the others are HZ. */
static const char communes[] = "a u1 R D1 100 1\n"
                               "b u2 R D1 60 3\n"
                               "c u3 R D1 200 5\n"
                               "d u4 R D3 30 6\n"
                               "e u5 R D2 10 7\n"
                               "f u6 R D4 20 8\n";
/* In c: underneath it has the class of u3. In b: by its APL it would be ZIP, were there room. */
static const aploc_qpv quarters[] = {{"q", "c", NULL, 40, (double)NAN}, {"r", "b", NULL, 10, 9}};
static const char *const mountain[] = {"a", "c", "f"};
static const aploc_overlay_places places[] = {{"mountain", mountain, 3}};

static aploc_zoning_options options_of(void)
{
    aploc_zoning_options o = zones_options();
    o.qpvs = quarters;
    o.n_qpvs = 2;
    o.overlays = places;
    o.n_overlays = 1;
    return o;
}

/* "PLACE:CLASS/UNDERNEATH(OVERLAY)" of each place. */
static const char *places_text(const aploc_rules *rules, const zones_table *t,
                               const aploc_zoning *z, const aploc_zoning_options *o)
{
    static char text[4000];
    text[0] = '\0';
    for (int32_t p = 0; p < t->n + o->n_qpvs; p++) {
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT, base = APLOC_ZONE_CLASS_INIT;
        aploc_zone_overlay overlay = APLOC_ZONE_OVERLAY_INIT;
        int32_t on = aploc_zoning_overlays(z)[p];
        ck_assert_int_eq(aploc_rules_get_class(rules, aploc_zoning_classes(z)[p], &zone, NULL), 0);
        ck_assert_int_eq(
            aploc_rules_get_class(rules, zones_part(z, aploc_zoning_parts(z)[p]).zone, &base, NULL),
            0);
        if (on >= 0)
            ck_assert_int_eq(aploc_rules_get_overlay(rules, on, &overlay, NULL), APLOC_OK);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s:%s/%s(%s)", p ? " " : "",
                 p < t->n ? t->codes[p] : o->qpvs[p - t->n].code, zone.name, base.name,
                 on < 0 ? "" : overlay.name);
    }
    return text;
}

/* People of each class, then of each overlay. */
static void expect_people(const aploc_zoning *z, int32_t scope, int32_t a,
                          const double expected[11])
{
    for (int32_t k = 0; k < 4; k++) {
        ck_assert_double_eq(aploc_zoning_people_of(z, scope, a, k), expected[k]);
        ck_assert_double_eq(aploc_zoning_covered(z, scope, a, k), expected[4 + k]);
        if (k < 3)
            ck_assert_double_eq(aploc_zoning_lifted(z, scope, a, k), expected[8 + k]);
    }
}

START_TEST(an_overlay_commune_in_zip_in_none_and_partly_a_quarter)
{
    static zones_table t;
    aploc_rules *rules = rules_of(RULES OVERLAYS);
    aploc_zoning_options o = options_of();
    zones_parse(&t, communes);
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_str_eq(places_text(rules, &t, z, &o),
                     "a:ZIP/ZIP() b:ZAC/ZAC() c:ZAR/HZ(mountain) d:ZAR/HZ(whole) e:HZ/HZ() "
                     "f:ZAR/HZ(mountain) q:ZIP/HZ(qpv) r:ZIP/HZ(qpv)");
    /* Of 420 people: c has 160 without its quarter, b 50. */
    expect_people(z, APLOC_SCOPE_NATION, 0,
                  (double[]){100, 50, 0, 270, 150, 50, 210, 10, 50, 180, 30});
    expect_people(z, APLOC_SCOPE_DEPARTMENT, 0,
                  (double[]){100, 50, 0, 210, 150, 50, 160, 0, 50, 160, 0});
    expect_people(z, APLOC_SCOPE_DEPARTMENT, 2, (double[]){0, 0, 0, 30, 0, 0, 30, 0, 0, 0, 30});
    ck_assert_double_eq(aploc_zoning_covered(z, APLOC_SCOPE_REGION, 0, -2), 420);
    ck_assert_double_eq(aploc_zoning_covered(z, APLOC_SCOPE_REGION, 0, -1), 0);
    ck_assert_double_eq(aploc_zoning_people(z)[2], 160);
    aploc_zoning_free(z);
    /* A quarter on which there is a decision is a unit of its own, whose people fill its class. */
    const aploc_decision decision = {"q", "ZAC"};
    o.decisions = &decision;
    o.n_decisions = 1;
    z = zones_make(rules, &t, &o);
    ck_assert_str_eq(places_text(rules, &t, z, &o),
                     "a:ZIP/ZIP() b:ZAC/ZAC() c:ZAR/HZ(mountain) d:ZAR/HZ(whole) e:HZ/HZ() "
                     "f:ZAR/HZ(mountain) q:ZIP/ZAC(qpv) r:ZIP/HZ(qpv)");
    aploc_zoning_free(z);
    o.n_decisions = 0;
    o.underneath = 1;
    o.n_overlays = 0;
    o.department = NULL;
    z = zones_make(rules, &t, &o);
    ck_assert_str_eq(places_text(rules, &t, z, &o), "a:ZIP/ZIP() b:ZAC/ZAC() c:HZ/HZ() d:HZ/HZ() "
                                                    "e:HZ/HZ() f:HZ/HZ() q:HZ/HZ() r:HZ/HZ()");
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* A unit without an APL has no class underneath; the overlay gives one. */
START_TEST(an_overlay_over_no_class)
{
    static zones_table t;
    aploc_rules *rules = rules_of(RULES "[overlay mountain]\nclass = ZAR\n");
    aploc_zoning_options o = zones_options();
    const char *const codes[] = {"b", "q"};
    const aploc_overlay_places listed = {"mountain", codes, 2};
    o.overlays = &listed;
    o.n_overlays = 1;
    const aploc_qpv here[] = {quarters[0], {"s", "b", NULL, 15, (double)NAN}};
    o.qpvs = here;
    o.n_qpvs = 2;
    o.missing = APLOC_SKIP;
    zones_parse(&t, "a u1 R D1 100 1\nb u2 R D1 60 none\nc u3 R D1 50 none\n");
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_NATION, 0, -1), 110);
    ck_assert_double_eq(aploc_zoning_covered(z, APLOC_SCOPE_NATION, 0, -1), 10);
    ck_assert_double_eq(aploc_zoning_covered(z, APLOC_SCOPE_NATION, 0, 2), 100);
    /* A quarter may be listed by its own code, without its commune. */
    ck_assert_int_eq(aploc_zoning_overlays(z)[3], 0);
    ck_assert_int_eq(aploc_zoning_overlays(z)[2], -1);
    /* One of a commune that is listed is in it with its commune. */
    ck_assert_int_eq(aploc_zoning_overlays(z)[4], 0);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* Moves change what is underneath; what is on top follows. */
START_TEST(a_solved_zoning_keeps_its_overlays)
{
    static zones_table t;
    const char *solvable = "[zoning]\nname = o\n[units]\nweight = population\n[assignment]\n"
                           "by = ceilings\nscope = region\nsubstitution = 100 %\n[class ZIP]\n"
                           "[class HZ]\n[region R]\nZIP = 130\n[overlay qpv]\nclass = ZIP\n"
                           "quarters = yes\n";
    aploc_rules *rules = rules_of(solvable);
    const aploc_qpv quarter = {"q", "b2", NULL, 30, (double)NAN};
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options how = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    aploc_zoning *solved = NULL;
    aploc_error err = {0};
    o.qpvs = &quarter;
    o.n_qpvs = 1;
    /* b2 with its quarter would fill ZIP in one move; it stays since a quarter follows its unit. */
    zones_parse(&t, "a u1 R D1 100 1\nb1 u2 R D1 20 2\nb2 u2 R D1 60 2\nb3 u2 R D1 10 2\n");
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_ok(aploc_zoning_solve(z, &how, &solved, &err), err);
    aploc_zoning_free(z);
    ck_assert_str_eq(places_text(rules, &t, solved, &o),
                     "a:ZIP/ZIP() b1:ZIP/ZIP() b2:HZ/HZ() b3:ZIP/ZIP() q:ZIP/HZ(qpv)");
    ck_assert_double_eq(aploc_zoning_people_of(solved, APLOC_SCOPE_REGION, 0, 0), 130);
    ck_assert_double_eq(aploc_zoning_covered(solved, APLOC_SCOPE_REGION, 0, 0), 160);
    aploc_zoning_free(solved);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* "VERDICT CHECK CODE PEOPLE" of what an audit says of overlays, missing rows and ceilings. */
static const char *audit_text(const char *rules_text, const aploc_listed *rows, int32_t n,
                              const aploc_zoning_options *o)
{
    static zones_table t;
    static char text[4000];
    aploc_rules *rules = rules_of(rules_text);
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    zones_parse(&t, communes);
    ck_assert_ok(aploc_audit_create(rules, t.communes, t.apl, rows, n, o, &audit, &err), err);
    text[0] = '\0';
    for (int32_t k = 0; k < aploc_audit_count(audit); k++) {
        aploc_audit_finding f = APLOC_AUDIT_FINDING_INIT;
        ck_assert_int_eq(aploc_audit_get(audit, k, &f, NULL), APLOC_OK);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s %s%s%g\n",
                 aploc_audit_verdict_name(f.verdict), aploc_audit_check_name(f.check), f.code,
                 *f.code ? " " : "", f.people);
    }
    if (n == 8) {
        double all = 0.0;
        for (int32_t k = -1; k < 4; k++)
            all += aploc_audit_covered(audit, APLOC_SCOPE_NATION, 0, k);
        ck_assert_double_eq(all, 420);
    }
    aploc_audit_free(audit);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
    return text;
}

START_TEST(a_list_is_held_against_its_overlays)
{
    const aploc_zoning_options o = options_of();
    aploc_listed rows[] = {{"a", "ZIP", "ZIP"}, {"b", "ZAC", "ZAC"}, {"c", "ZAR", "HZ"},
                           {"d", "ZAR", "HZ"},  {"e", "HZ", "HZ"},   {"f", "ZAR", "HZ"},
                           {"q", "ZIP", "HZ"},  {"r", "ZIP", "HZ"}};
    const char *const rules = RULES OVERLAYS;
    /* Underneath ZIP holds 100 of 100: what is lifted is not in its ceiling. */
    ck_assert_str_eq(audit_text(rules, rows, 8, &o),
                     "kept quarter 10\nkept ceiling 100\nkept ceiling 50\nkept ceiling 0\n"
                     "kept overlay 50\nkept overlay 180\nkept overlay 30\n");
    /* A member that was left where it was; one who was lifted without being a member. */
    rows[2].zone = "HZ";
    rows[4].zone = "ZAR";
    ck_assert_str_eq(audit_text(rules, rows, 8, &o),
                     "kept quarter 10\nkept ceiling 100\nkept ceiling 50\nkept ceiling 0\n"
                     "broken overlay c 160\nbroken overlay e 10\nkept overlay 50\n"
                     "kept overlay 20\nkept overlay 30\n");
    /* Without what is underneath: no class for what may be lifted, and no ceiling is taken as kept
     * that these people may pass: 210 in ZAR, 50 in ZAC, which has room for 50. */
    rows[2] = (aploc_listed){"c", "ZAR", NULL};
    rows[4] = (aploc_listed){"e", "HZ", ""};
    rows[6].base = rows[7].base = "";
    ck_assert_str_eq(audit_text(rules, rows, 8, &o),
                     "unknown ceiling 100\nkept ceiling 50\nunknown ceiling 0\n"
                     "kept overlay 50\nkept overlay 180\nkept overlay 30\nunknown overlay 210\n");
    /* A quarter without a row, whose commune is of another class. */
    ck_assert_str_eq(audit_text(rules, rows, 7, &o),
                     "broken missing r 10\nunknown ceiling 100\nkept ceiling 60\n"
                     "unknown ceiling 0\nkept overlay 40\nkept overlay 180\nkept overlay 30\n"
                     "unknown overlay 200\n");
    /* Who has the class anyway is not lifted: f, 20 people. */
    rows[5].base = "ZAR";
    ck_assert_ptr_nonnull(strstr(audit_text(rules, rows, 8, &o), "kept overlay 160\n"));
    rows[5].base = "HZ";
    rows[6].base = "ZIPP";
    ck_assert_ptr_nonnull(strstr(audit_text(rules, rows, 8, &o), "broken class q 40\n"));
}
END_TEST

START_TEST(what_is_underneath_comes_from_a_file)
{
    aploc_listing *listing = NULL;
    aploc_error err = {0};
    int32_t n = 0;
    const char *path = file_of("list.csv", "base,code,zone\nHZ,a,ZIP\n,b,ZAC\nZAR,c,HZ\n");
    ck_assert_ok(aploc_listing_read_csv(path, "zone", NULL, &listing, &err), err);
    const aploc_listed *rows = aploc_listing_rows(listing, &n);
    ck_assert_int_eq(n, 3);
    ck_assert_str_eq(rows[0].code, "a");
    ck_assert_str_eq(rows[0].zone, "ZIP");
    ck_assert_str_eq(rows[0].base, "HZ");
    ck_assert_str_eq(rows[1].base, "");
    ck_assert_str_eq(rows[2].zone, "HZ");
    ck_assert_str_eq(rows[2].base, "ZAR");
    aploc_listing_free(listing);
}
END_TEST

/* What the rules do not know is said, and asked for. */
START_TEST(overlays_that_are_not_known)
{
    static zones_table t;
    aploc_zoning_options o = zones_options();
    aploc_zoning *z = NULL;
    aploc_error err = {0};
    const aploc_listed rows[] = {{"a", "ZIP", NULL}, {"b", "ZAC", NULL}, {"c", "HZ", NULL},
                                 {"d", "HZ", NULL},  {"e", "HZ", NULL},  {"f", "HZ", NULL}};
    const struct {
        const char *section, *words;
    } cases[] = {
        {"[overlay x]\nclass = ? the agency\n", "rules 'o' do not know [overlay x] class "
                                                "(r.ini:17); who publishes it: the agency; fill it "
                                                "in a copy of the file"},
        {"[overlay x]\nclass = ZAR\ndepartments = ? the agency\n",
         "rules 'o' do not know [overlay x] departments (r.ini:18); who publishes it: the agency; "
         "fill it in a copy of the file"},
    };
    zones_parse(&t, communes);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[1000];
        snprintf(text, sizeof text, "%s%s", RULES, cases[k].section);
        aploc_rules *rules = rules_of(text);
        ck_assert_int_eq(aploc_zoning_create(rules, t.communes, t.apl, &o, &z, &err),
                         APLOC_ERR_RULES_UNKNOWN);
        ck_assert_str_eq(err.message, cases[k].words);
        ck_assert_str_eq(audit_text(text, rows, 6, &o),
                         "unknown overlay 0\nkept ceiling 100\nkept ceiling 60\nkept ceiling 0\n");
        aploc_rules_free(rules);
    }
    aploc_communes_free(t.communes);
}
END_TEST

/* Calls that cannot be, with their words. */
START_TEST(places_that_cannot_be)
{
    static zones_table t;
    static const char *const unknown[] = {"zz"};
    const aploc_overlay_places wrong[][2] = {
        {{"valley", mountain, 3}},  {{"qpv", mountain, 3}},
        {{"mountain", unknown, 1}}, {{"mountain", mountain, 3}, {"mountain", mountain, 3}},
        {{NULL, mountain, 3}},
    };
    const char *const words[] = {
        "found places of overlay 'valley', expected one of rules 'o'",
        "found places of overlay 'qpv', which the rules say, expected none",
        "found the code 'zz' in overlay 'mountain', expected a commune of test.csv or a quarter",
        "found places of overlay 'mountain' twice, expected them once",
        "found places of an overlay without its name or codes, expected both"};
    aploc_rules *rules = rules_of(RULES OVERLAYS);
    aploc_rules *other = rules_of(RULES "[overlay w]\nclass = ZAR\ndepartments = D3 D9\n");
    aploc_zoning *z = NULL;
    aploc_error err = {0};
    zones_parse(&t, communes);
    for (int32_t k = 0; k < 5; k++) {
        aploc_zoning_options o = zones_options();
        o.overlays = wrong[k];
        o.n_overlays = k == 3 ? 2 : 1;
        ck_assert_int_ne(aploc_zoning_create(rules, t.communes, t.apl, &o, &z, &err), APLOC_OK);
        ck_assert_str_eq(err.message, words[k]);
    }
    aploc_zoning_options o = zones_options();
    ck_assert_int_eq(aploc_zoning_create(rules, t.communes, t.apl, &o, &z, &err),
                     APLOC_ERR_OPTIONS);
    ck_assert_str_eq(err.message, "found no places of overlay 'mountain', which the rules have, "
                                  "expected them (overlay)");
    ck_assert_int_eq(aploc_zoning_create(other, t.communes, t.apl, &o, &z, &err), APLOC_ERR_UNIT);
    ck_assert_str_eq(err.message, "r.ini:18: found department 'D9' in overlay 'w', expected one of "
                                  "column 'department' of test.csv");
    o.department = NULL;
    ck_assert_int_eq(aploc_zoning_create(other, t.communes, t.apl, &o, &z, &err),
                     APLOC_ERR_OPTIONS);
    aploc_zone_overlay overlay = APLOC_ZONE_OVERLAY_INIT;
    ck_assert_int_eq(aploc_rules_overlay_count(rules), 3);
    ck_assert_int_eq(aploc_rules_overlay_count(NULL), 0);
    ck_assert_int_eq(aploc_rules_get_overlay(rules, 3, &overlay, &err), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_rules_get_overlay(rules, 2, &overlay, &err), APLOC_OK);
    ck_assert_str_eq(overlay.title, "whole départements");
    ck_assert_str_eq(overlay.departments, "D3 D4");
    overlay.size = 1;
    ck_assert_int_eq(aploc_rules_get_overlay(rules, 2, &overlay, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_rules_get_overlay(NULL, 2, &overlay, &err), APLOC_ERR_ARGUMENT);
    ck_assert_double_nan(aploc_zoning_lifted(NULL, 1, 0, 0));
    ck_assert_double_nan(aploc_zoning_covered(NULL, 1, 0, 0));
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
    aploc_rules_free(other);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, an_overlay_commune_in_zip_in_none_and_partly_a_quarter);
    tcase_add_test(tests, an_overlay_over_no_class);
    tcase_add_test(tests, a_solved_zoning_keeps_its_overlays);
    tcase_add_test(tests, a_list_is_held_against_its_overlays);
    tcase_add_test(tests, what_is_underneath_comes_from_a_file);
    tcase_add_test(tests, overlays_that_are_not_known);
    tcase_add_test(tests, places_that_cannot_be);
}

int main(void)
{
    return run_tests("overlays", add);
}
