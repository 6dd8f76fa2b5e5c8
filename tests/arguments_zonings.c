/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules, zonings, audits, differences and aid. */
#include "arguments.h"
#include "zones.h"

static aploc_error err;

static const char rules_text[] =
    "[zoning]\nname = o\n[units]\nweight = population\n[assignment]\nby = ceilings\n"
    "scope = region\n[class ZIP]\n[class ZAC]\n[class HZ]\n[overlay mountain]\nclass = ZAC\n"
    "[region R]\nZIP = 30 %\nZAC = 30 %\n";
static const char communes_text[] = "a u1 R D 100 1\nb u2 R D 100 2\nc u3 R D 100 3\n";
static const aploc_overlay_places mountain = {"mountain", NULL, 0};

typedef struct ground {
    aploc_rules *rules;
    zones_table t;
    aploc_zoning_options o;
    aploc_zoning *z;
} ground;

static ground *ground_make(void)
{
    static ground g;
    g.rules = rules_of(rules_text);
    zones_parse(&g.t, communes_text);
    g.o = zones_options();
    g.o.overlays = &mountain;
    g.o.n_overlays = 1;
    g.z = zones_make(g.rules, &g.t, &g.o);
    return &g;
}

static void ground_free(ground *g)
{
    aploc_zoning_free(g->z);
    aploc_communes_free(g->t.communes);
    aploc_rules_free(g->rules);
}

START_TEST(rules)
{
    ground *g = ground_make();
    aploc_rules *made = NULL;
    aploc_rules_values values = APLOC_RULES_VALUES_INIT;
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    aploc_zone_overlay overlay = APLOC_ZONE_OVERLAY_INIT;
    double ceiling = 7, margin = 7;
    REFUSED(aploc_rules_parse(NULL, 0, "r", &made, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_rules_parse("", 0, NULL, &made, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_rules_parse("", 0, "r", NULL, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_rules_read(NULL, &made, &err), APLOC_ERR_ARGUMENT, "found no path");
    REFUSED(aploc_rules_read("r", NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put the rules");
    REFUSED(aploc_rules_builtin(NULL, &made, &err), APLOC_ERR_ARGUMENT, "found no name");
    REFUSED(aploc_rules_builtin("r", NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put the rules");
    REFUSED(aploc_rules_get_values(NULL, &values, &err), APLOC_ERR_ARGUMENT, "found no rules");
    REFUSED(aploc_rules_get_values(g->rules, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put");
    REFUSED(aploc_rules_get_class(NULL, 0, &zone, &err), APLOC_ERR_ARGUMENT, "found no rules");
    REFUSED(aploc_rules_get_class(g->rules, 0, NULL, &err), APLOC_ERR_ARGUMENT,
            "nowhere to put a class");
    REFUSED(aploc_rules_get_class(g->rules, -1, &zone, &err), APLOC_ERR_INDEX, "class -1");
    REFUSED(aploc_rules_get_class(g->rules, 3, &zone, &err), APLOC_ERR_INDEX,
            "found class 3, expected 0 to 2");
    REFUSED(aploc_rules_get_overlay(g->rules, 0, NULL, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_rules_get_overlay(g->rules, -1, &overlay, &err), APLOC_ERR_INDEX, "-1");
    ck_assert(!aploc_rules_get_text(g->rules, -1) && !aploc_rules_get_gap(g->rules, -1));
    ck_assert_int_eq(aploc_rules_class_count(NULL), 0);
#define CEILING(rules, scope, area, k, people, to)                                                 \
    aploc_rules_get_ceiling(rules, scope, area, k, people, to, &margin, &err)
    REFUSED(CEILING(NULL, APLOC_SCOPE_REGION, "R", 0, 9, &ceiling), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_NATION - 1, "R", 0, 9, &ceiling), APLOC_ERR_ARGUMENT,
            "scope");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_DEPARTMENT + 1, "R", 0, 9, &ceiling), APLOC_ERR_ARGUMENT,
            "scope");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_REGION, NULL, 0, 9, &ceiling), APLOC_ERR_ARGUMENT,
            "area");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_REGION, "R", 0, -1, &ceiling), APLOC_ERR_ARGUMENT,
            "people");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_REGION, "R", 0, INFINITY, &ceiling), APLOC_ERR_ARGUMENT,
            "people");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_REGION, "R", 0, 9, NULL), APLOC_ERR_ARGUMENT,
            "nowhere to put the ceiling");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_REGION, "R", -1, 9, &ceiling), APLOC_ERR_INDEX, "-1");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_REGION, "S", 0, 9, &ceiling), APLOC_ERR_RULES_UNKNOWN,
            "have no ceilings of region 'S'");
    REFUSED(CEILING(g->rules, APLOC_SCOPE_DEPARTMENT, "D", 0, 9, &ceiling), APLOC_ERR_RULES_UNKNOWN,
            "have no ceilings of department 'D'");
    ck_assert(!made && ceiling == 7 && margin == 7);
    ground_free(g);
}
END_TEST

START_TEST(zonings)
{
    ground *g = ground_make();
    aploc_zoning *made = NULL;
    aploc_zone_part part = APLOC_ZONE_PART_INIT;
    const aploc_zoning_options good = g->o;
    const aploc_communes *c = g->t.communes;
    const double *apl = g->t.apl;
    REFUSED(aploc_zoning_create(NULL, c, apl, &good, &made, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_zoning_create(g->rules, NULL, apl, &good, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_create(g->rules, c, NULL, &good, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_create(g->rules, c, apl, NULL, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_create(g->rules, c, apl, &good, NULL, &err), APLOC_ERR_ARGUMENT,
            "nowhere to put the zoning");
#define WRONG(change, expected, words)                                                             \
    do {                                                                                           \
        g->o = good;                                                                               \
        change;                                                                                    \
        REFUSED(aploc_zoning_create(g->rules, c, apl, &g->o, &made, &err), expected, words);       \
    } while (0)
#define ABSENT "quarters, decisions or places of overlays that are not there"
    WRONG(g->o.mesh = NULL, APLOC_ERR_OPTIONS, "found no mesh");
    WRONG(g->o.n_qpvs = -1, APLOC_ERR_OPTIONS, ABSENT);
    WRONG(g->o.n_qpvs = 1, APLOC_ERR_OPTIONS, ABSENT);
    WRONG(g->o.n_decisions = -1, APLOC_ERR_OPTIONS, ABSENT);
    WRONG(g->o.n_decisions = 1, APLOC_ERR_OPTIONS, ABSENT);
    WRONG(g->o.n_overlays = -1, APLOC_ERR_OPTIONS, ABSENT);
    WRONG(g->o.overlays = NULL, APLOC_ERR_OPTIONS, ABSENT);
    WRONG(g->o.missing = 7, APLOC_ERR_OPTIONS, "found missing 7");
    WRONG(g->o.reserved = 7, APLOC_ERR_OPTIONS,
          "found aploc_zoning_options with reserved = 7, expected 0");
    WRONG(g->o.assign = -1, APLOC_ERR_OPTIONS, "found assign -1");
    WRONG(g->o.ties = 99, APLOC_ERR_OPTIONS, "found ties 99");
    WRONG((g->o.scope = APLOC_SCOPE_DEPARTMENT, g->o.department = NULL), APLOC_ERR_OPTIONS, "");
    aploc_overlay_places wrong = {"mountain", NULL, 2};
    WRONG(g->o.overlays = &wrong, APLOC_ERR_OPTIONS,
          "found places of an overlay without its name or codes");
    wrong.n_codes = -1;
    WRONG(g->o.overlays = &wrong, APLOC_ERR_OPTIONS,
          "found places of an overlay without its name or codes");
    wrong = (aploc_overlay_places){NULL, NULL, 0};
    WRONG(g->o.overlays = &wrong, APLOC_ERR_OPTIONS,
          "found places of an overlay without its name or codes");
    aploc_decision decision = {NULL, "ZIP"};
    WRONG((g->o.decisions = &decision, g->o.n_decisions = 1), APLOC_ERR_ARGUMENT,
          "found a decision without unit or class");
    decision = (aploc_decision){"u1", NULL};
    WRONG((g->o.decisions = &decision, g->o.n_decisions = 1), APLOC_ERR_ARGUMENT,
          "found a decision without unit or class");
    const aploc_qpv quarters[] = {{NULL, "a", NULL, 1, NAN},  {"", "a", NULL, 1, NAN},
                                  {"q", NULL, NULL, 1, NAN},  {"q", "a", NULL, -1, NAN},
                                  {"q", "a", NULL, NAN, NAN}, {"q", "a", NULL, INFINITY, NAN},
                                  {"q", "a", NULL, 1, -0.5}};
    for (size_t k = 0; k < sizeof quarters / sizeof *quarters; k++)
        WRONG((g->o.qpvs = &quarters[k], g->o.n_qpvs = 1), APLOC_ERR_RANGE,
              "without code, commune or people, or with a wrong APL");
    REFUSED(aploc_zoning_get_part(NULL, 0, &part, &err), APLOC_ERR_ARGUMENT, "found no zoning");
    REFUSED(aploc_zoning_get_part(g->z, 0, NULL, &err), APLOC_ERR_ARGUMENT,
            "nowhere to put a part");
    REFUSED(aploc_zoning_get_part(g->z, -1, &part, &err), APLOC_ERR_INDEX,
            "found part -1, expected 0 to 2");
    ck_assert_ptr_null(made);
    g->o = good;
    ground_free(g);
}
END_TEST

/* People and ceilings of what there is none of. */
START_TEST(areas)
{
    enum { AREA = APLOC_SCOPE_REGION, BEYOND = APLOC_SCOPE_DEPARTMENT + 1 };
    ground *g = ground_make();
    const aploc_zoning *z = g->z;
    ck_assert(aploc_zoning_people_of(z, AREA, 0, -2) == 300);
    ck_assert(aploc_zoning_part_count(NULL) == 0 && aploc_zoning_area_count(NULL, AREA) == 0);
    ck_assert(aploc_zoning_area_count(z, -1) == 0 && aploc_zoning_area_count(z, BEYOND) == 0);
    ck_assert(!aploc_zoning_area(NULL, AREA, 0) && !aploc_zoning_area(z, BEYOND, 0));
    ck_assert(!aploc_zoning_area(z, AREA, -1) && !aploc_zoning_area(z, AREA, 1));
    const struct {
        int32_t scope, a, zone;
    } none[] = {{BEYOND, 0, 0}, {AREA, -1, 0}, {AREA, 1, 0}, {AREA, 0, -3}, {AREA, 0, 3}};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
        ck_assert(isnan(aploc_zoning_people_of(z, none[k].scope, none[k].a, none[k].zone)));
        ck_assert(isnan(aploc_zoning_covered(z, none[k].scope, none[k].a, none[k].zone)));
        ck_assert(isnan(aploc_zoning_lifted(z, none[k].scope, none[k].a, none[k].zone)));
    }
    ck_assert(isnan(aploc_zoning_lifted(z, AREA, 0, -1)) &&
              isnan(aploc_zoning_lifted(z, AREA, 0, 1)));
    ck_assert(isnan(aploc_zoning_ceiling(NULL, 0, 0)) && isnan(aploc_zoning_ceiling(z, -1, 0)));
    ck_assert(isnan(aploc_zoning_ceiling(z, 1, 0)) && isnan(aploc_zoning_ceiling(z, 0, -1)));
    ck_assert(isnan(aploc_zoning_ceiling(z, 0, 3)) && aploc_zoning_ceiling(z, 0, 0) == 90);
    ck_assert(isnan(aploc_zoning_people_of(NULL, AREA, 0, 0)));
    ground_free(g);
}
END_TEST

START_TEST(solved_zonings)
{
    ground *g = ground_make();
    aploc_zoning *solved = NULL, *again = NULL;
    aploc_zone_move move = APLOC_ZONE_MOVE_INIT;
    aploc_zone_fill fill = APLOC_ZONE_FILL_INIT;
    const aploc_zoning_solve_options good = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    aploc_zoning_solve_options o = good;
    REFUSED(aploc_zoning_solve(NULL, &good, &solved, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_zoning_solve(g->z, NULL, &solved, &err), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_zoning_solve(g->z, &good, NULL, &err), APLOC_ERR_ARGUMENT, "found no");
#define UNSOLVED(change, words)                                                                    \
    do {                                                                                           \
        o = good;                                                                                  \
        change;                                                                                    \
        REFUSED(aploc_zoning_solve(g->z, &o, &solved, &err), APLOC_ERR_OPTIONS, words);            \
    } while (0)
    UNSOLVED(o.close = NAN, "found close, work, moves or near below 0");
    UNSOLVED(o.work = -1, "found close, work, moves or near below 0");
    UNSOLVED(o.moves = -1, "found close, work, moves or near below 0");
    UNSOLVED(o.near = -1, "found close, work, moves or near below 0");
    UNSOLVED(o.up = -1, "found up -1");
    UNSOLVED(o.up = 2, "found up 2");
    UNSOLVED(o.kinds = -1, "found kinds -1");
    UNSOLVED(o.kinds = 64, "found kinds 64");
    UNSOLVED(o.size--, "found options of");
    REFUSED(aploc_zoning_get_fill(g->z, 0, &fill, &err), APLOC_ERR_INDEX,
            "expected 0 to -1 (this zoning was not solved)");
    ck_assert_ptr_null(solved);
    o = good;
    o.close = INFINITY;
    ck_assert_ok(aploc_zoning_solve(g->z, &o, &solved, &err), err);
    REFUSED(aploc_zoning_solve(solved, &o, &again, &err), APLOC_ERR_OPTIONS,
            "found a zoning whose ceilings were filled");
    REFUSED(aploc_zoning_get_move(NULL, 0, &move, &err), APLOC_ERR_ARGUMENT, "found no zoning");
    REFUSED(aploc_zoning_get_move(solved, 0, NULL, &err), APLOC_ERR_ARGUMENT,
            "nowhere to put a move");
    REFUSED(aploc_zoning_get_move(solved, -1, &move, &err), APLOC_ERR_INDEX, "found move -1");
    REFUSED(aploc_zoning_get_fill(NULL, 0, &fill, &err), APLOC_ERR_ARGUMENT, "found no zoning");
    REFUSED(aploc_zoning_get_fill(solved, 0, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put");
    REFUSED(aploc_zoning_get_fill(solved, -1, &fill, &err), APLOC_ERR_INDEX, "found area -1");
    REFUSED(aploc_zoning_get_fill(solved, 1, &fill, &err), APLOC_ERR_INDEX,
            "found area 1, expected 0 to 0");
    aploc_zoning_free(solved);
    aploc_zoning_free(g->z);
    g->o.assign = APLOC_ASSIGN_LIST;
    const aploc_decision decisions[] = {{"u1", "ZIP"}, {"u2", "ZIP"}, {"u3", "HZ"}};
    g->o.decisions = decisions;
    g->o.n_decisions = 3;
    g->z = zones_make(g->rules, &g->t, &g->o);
    REFUSED(aploc_zoning_solve(g->z, &good, &again, &err), APLOC_ERR_OPTIONS,
            "found a zoning by a list, which has no ceilings to fill");
    ck_assert_ptr_null(again);
    ground_free(g);
}
END_TEST

static const aploc_listed rows[] = {{"a", "ZIP", NULL}, {"b", "ZAC", NULL}, {"c", "HZ", NULL}};
static const aploc_listed no_code = {NULL, "ZIP", NULL}, no_class = {"a", NULL, NULL};

START_TEST(audits)
{
    enum { AREA = APLOC_SCOPE_REGION };
    ground *g = ground_make();
    aploc_audit *made = NULL;
    aploc_audit_finding finding = APLOC_AUDIT_FINDING_INIT;
    const aploc_communes *c = g->t.communes;
    const double *apl = g->t.apl;
    REFUSED(aploc_audit_create(NULL, c, apl, rows, 3, &g->o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no rules");
    REFUSED(aploc_audit_create(g->rules, NULL, apl, rows, 3, &g->o, &made, &err),
            APLOC_ERR_ARGUMENT, "found no");
    REFUSED(aploc_audit_create(g->rules, c, apl, NULL, 3, &g->o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_audit_create(g->rules, c, apl, rows, -1, &g->o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_audit_create(g->rules, c, apl, rows, 3, NULL, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_audit_create(g->rules, c, apl, rows, 3, &g->o, NULL, &err), APLOC_ERR_ARGUMENT,
            "nowhere to put the audit");
    REFUSED(aploc_audit_create(g->rules, c, apl, &no_code, 1, &g->o, &made, &err),
            APLOC_ERR_ARGUMENT, "without code or class");
    REFUSED(aploc_audit_create(g->rules, c, apl, &no_class, 1, &g->o, &made, &err),
            APLOC_ERR_ARGUMENT, "without code or class");
    g->o.assign = -1;
    REFUSED(aploc_audit_create(g->rules, c, apl, rows, 3, &g->o, &made, &err), APLOC_ERR_OPTIONS,
            "found assign -1");
    g->o.assign = 0;
    g->o.reserved = 1;
    REFUSED(aploc_audit_create(g->rules, c, apl, rows, 3, &g->o, &made, &err), APLOC_ERR_OPTIONS,
            "found aploc_zoning_options with reserved = 1, expected 0");
    g->o.reserved = 0;
    ck_assert_ptr_null(made);
    ck_assert_ok(aploc_audit_create(g->rules, c, apl, rows, 3, &g->o, &made, &err), err);
    REFUSED(aploc_audit_get(NULL, 0, &finding, &err), APLOC_ERR_ARGUMENT, "found no audit");
    REFUSED(aploc_audit_get(made, 0, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put a finding");
    REFUSED(aploc_audit_get(made, -1, &finding, &err), APLOC_ERR_INDEX, "found finding -1");
    ck_assert(!aploc_audit_check_name(-1) && !aploc_audit_check_name(APLOC_AUDIT_CHECK_COUNT));
    ck_assert(!aploc_audit_verdict_name(-1) &&
              !aploc_audit_verdict_name(APLOC_AUDIT_VERDICT_COUNT));
    ck_assert(aploc_audit_area_count(made, AREA) == 1 && aploc_audit_area_count(NULL, AREA) == 0);
    ck_assert(!aploc_audit_area(NULL, AREA, 0) && !aploc_audit_area(made, AREA, 1));
    ck_assert_str_eq(aploc_audit_area(made, AREA, 0), "R");
    ck_assert(aploc_audit_people_of(made, AREA, 0, 0) == 100 &&
              isnan(aploc_audit_people_of(NULL, AREA, 0, 0)));
    ck_assert(aploc_audit_lifted(made, AREA, 0, 0) == 0 &&
              isnan(aploc_audit_lifted(NULL, AREA, 0, 0)));
    ck_assert(isnan(aploc_audit_covered(NULL, AREA, 0, 0)));
    aploc_audit_free(made);
    ground_free(g);
}
END_TEST

START_TEST(differences)
{
    ground *g = ground_make();
    aploc_zoning_diff *made = NULL;
    aploc_diff_row row = APLOC_DIFF_ROW_INIT;
    const aploc_diff_options good = APLOC_DIFF_OPTIONS_INIT;
    aploc_diff_options o = good;
    const aploc_communes *c = g->t.communes;
    REFUSED(aploc_zoning_diff_create(NULL, rows, 3, rows, 3, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no communes");
    REFUSED(aploc_zoning_diff_create(c, rows, -1, rows, 3, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_diff_create(c, rows, 3, rows, -1, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_diff_create(c, NULL, 3, rows, 3, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_diff_create(c, rows, 3, NULL, 3, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found no");
    REFUSED(aploc_zoning_diff_create(c, rows, 3, rows, 3, &o, NULL, &err), APLOC_ERR_ARGUMENT,
            "nowhere to put the comparison");
    REFUSED(aploc_zoning_diff_create(c, &no_code, 1, rows, 3, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found row 1 of a list without code or class");
    REFUSED(aploc_zoning_diff_create(c, rows, 3, &no_class, 1, &o, &made, &err), APLOC_ERR_ARGUMENT,
            "found row 1 of a list without code or class");
#define UNLIKE(change, expected, words)                                                            \
    do {                                                                                           \
        o = good;                                                                                  \
        change;                                                                                    \
        REFUSED(aploc_zoning_diff_create(c, rows, 3, rows, 3, &o, &made, &err), expected, words);  \
    } while (0)
#define NOT_THERE "found covered classes, columns or quarters that are not there"
    UNLIKE(o.n_covered = -1, APLOC_ERR_OPTIONS, NOT_THERE);
    UNLIKE(o.n_covered = 1, APLOC_ERR_OPTIONS, NOT_THERE);
    UNLIKE(o.n_by = -1, APLOC_ERR_OPTIONS, NOT_THERE);
    UNLIKE(o.n_by = 1, APLOC_ERR_OPTIONS, NOT_THERE);
    UNLIKE(o.n_qpvs = -1, APLOC_ERR_OPTIONS, NOT_THERE);
    UNLIKE(o.n_qpvs = 1, APLOC_ERR_OPTIONS, NOT_THERE);
    UNLIKE(o.reserved = 1, APLOC_ERR_OPTIONS,
           "found aploc_diff_options with reserved = 1, expected 0");
    const char *const covered[] = {NULL};
    UNLIKE((o.covered = covered, o.n_covered = 1), APLOC_ERR_OPTIONS,
           "found the covered class '', expected one of the lists");
    const aploc_qpv quarters[] = {{NULL, "a", NULL, 1, NAN},
                                  {"q", NULL, NULL, 1, NAN},
                                  {"q", "z", NULL, 1, NAN},
                                  {"q", "a", NULL, -1, NAN},
                                  {"q", "a", NULL, 101, NAN}};
    for (size_t k = 0; k < sizeof quarters / sizeof *quarters; k++)
        UNLIKE((o.qpvs = &quarters[k], o.n_qpvs = 1), APLOC_ERR_UNIT,
               "expected a commune of test.csv with as many people");
    const aploc_qpv twice[] = {{"q", "a", NULL, 1, NAN}, {"q", "b", NULL, 1, NAN}},
                    as_commune = {"b", "a", NULL, 1, NAN};
    UNLIKE((o.qpvs = twice, o.n_qpvs = 2), APLOC_ERR_CODE_REPEATED, "found quarter 'q' where");
    UNLIKE((o.qpvs = &as_commune, o.n_qpvs = 1), APLOC_ERR_CODE_REPEATED,
           "found quarter 'b' where");
    ck_assert_ptr_null(made);
    ck_assert_ok(aploc_zoning_diff_create(c, rows, 3, rows, 3, NULL, &made, &err), err);
    REFUSED(aploc_zoning_diff_get(NULL, 0, &row, &err), APLOC_ERR_ARGUMENT, "found no comparison");
    REFUSED(aploc_zoning_diff_get(made, 0, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put a row");
    REFUSED(aploc_zoning_diff_get(made, -1, &row, &err), APLOC_ERR_INDEX, "found row -1");
    aploc_zoning_diff_free(made);
    ground_free(g);
}
END_TEST

START_TEST(aid)
{
    aploc_aid *made = NULL, *a = NULL;
    aploc_aid_sum *sum = NULL;
    aploc_aid_kind kind = APLOC_AID_KIND_INIT;
    aploc_aid_line line = APLOC_AID_LINE_INIT;
    aploc_listing *listing = NULL;
    aploc_installations *settled = NULL;
    double amount = 7, count = 7;
    int32_t n = 7;
    const aploc_installation good = {"a", "first installation", NULL, NAN, NAN, 0, 0, 0};
    aploc_installation i = good;
    ck_assert_ok(aploc_aid_builtin("aid-2026", &a, &err), err);
    REFUSED(aploc_aid_parse(NULL, 0, "a", &made, &err), APLOC_ERR_ARGUMENT, "found no text");
    REFUSED(aploc_aid_parse("", 0, NULL, &made, &err), APLOC_ERR_ARGUMENT, "found no text");
    REFUSED(aploc_aid_parse("", 0, "a", NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put the aid");
    REFUSED(aploc_aid_read(NULL, &made, &err), APLOC_ERR_ARGUMENT, "found no path");
    REFUSED(aploc_aid_read("a", NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put the aid");
    REFUSED(aploc_aid_builtin(NULL, &made, &err), APLOC_ERR_ARGUMENT, "found no name");
    REFUSED(aploc_aid_builtin("a", NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put the aid");
    REFUSED(aploc_aid_get_kind(NULL, 0, &kind, &err), APLOC_ERR_ARGUMENT, "found no aid");
    REFUSED(aploc_aid_get_kind(a, 0, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put a kind");
    REFUSED(aploc_aid_get_kind(a, -1, &kind, &err), APLOC_ERR_INDEX, "found kind -1");
    REFUSED(aploc_aid_opens(NULL, 0, 0, &amount, &err), APLOC_ERR_ARGUMENT, "found no aid");
    REFUSED(aploc_aid_opens(a, 0, 0, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put an amount");
    REFUSED(aploc_aid_opens(a, -1, 0, &amount, &err), APLOC_ERR_INDEX, "found kind -1");
    REFUSED(aploc_aid_opens(a, 0, -1, &amount, &err), APLOC_ERR_INDEX, "class -1");
    REFUSED(aploc_aid_opens(a, 0, 99, &amount, &err), APLOC_ERR_INDEX, "class 99");
    ck_assert(!aploc_aid_get_text(a, -1) && !aploc_aid_class(a, -1) && !aploc_aid_get_gap(a, -1));
#define SUM(aid, list, n_list, settled, n, to)                                                     \
    aploc_aid_sum_create(aid, list, n_list, settled, n, "i.csv", to, &err)
    REFUSED(SUM(NULL, rows, 3, &i, 1, &sum), APLOC_ERR_ARGUMENT, "found no aid");
    REFUSED(SUM(a, rows, 3, &i, 1, NULL), APLOC_ERR_ARGUMENT, "nowhere to put the sum");
    REFUSED(SUM(a, rows, -1, &i, 1, &sum), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(SUM(a, rows, 3, &i, -1, &sum), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(SUM(a, NULL, 3, &i, 1, &sum), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(SUM(a, rows, 3, NULL, 1, &sum), APLOC_ERR_ARGUMENT, "found no");
    REFUSED(SUM(a, &no_code, 1, &i, 1, &sum), APLOC_ERR_ARGUMENT,
            "found row 1 of the list without");
    REFUSED(SUM(a, &no_class, 1, &i, 1, &sum), APLOC_ERR_ARGUMENT, "found row 1 of the list");
#define UNPAID(change, expected, words)                                                            \
    do {                                                                                           \
        i = good;                                                                                  \
        change;                                                                                    \
        REFUSED(SUM(a, rows, 3, &i, 1, &sum), expected, words);                                    \
    } while (0)
    UNPAID(i.code = NULL, APLOC_ERR_ARGUMENT, "found an installation without code or kind");
    UNPAID(i.kind = NULL, APLOC_ERR_ARGUMENT, "found an installation without code or kind");
    UNPAID(i.count = -1, APLOC_ERR_RANGE, "found a wrong count of 'first installation'");
    UNPAID(i.count = 1.5, APLOC_ERR_RANGE, "found a wrong count");
    UNPAID(i.count = 2e9, APLOC_ERR_RANGE, "found a wrong count");
    UNPAID(i.fees = -1, APLOC_ERR_RANGE, "found wrong fees");
    UNPAID(i.fees = 2e12, APLOC_ERR_RANGE, "found wrong fees");
    UNPAID(i.years = -1, APLOC_ERR_RANGE, "found -1 years of 'first installation'");
    ck_assert(!made && !sum && amount == 7);
    ck_assert_ok(SUM(a, rows, 3, &good, 1, &sum), err);
    REFUSED(aploc_aid_sum_get(NULL, 0, &line, &err), APLOC_ERR_ARGUMENT, "found no sum");
    REFUSED(aploc_aid_sum_get(sum, 0, NULL, &err), APLOC_ERR_ARGUMENT, "nowhere to put a line");
    REFUSED(aploc_aid_sum_get(sum, -1, &line, &err), APLOC_ERR_INDEX, "found line -1");
    ck_assert(aploc_aid_sum_area_count(NULL) == 0 && !aploc_aid_sum_area(sum, -1));
    ck_assert(isnan(aploc_aid_sum_total(NULL, 0, 0, &count)) && count == 7);
    ck_assert(isnan(aploc_aid_sum_total(sum, 1, 0, NULL)) &&
              isnan(aploc_aid_sum_total(sum, -2, 0, NULL)));
    ck_assert(isnan(aploc_aid_sum_total(sum, 0, -2, NULL)) &&
              isnan(aploc_aid_sum_total(sum, 0, 99, NULL)));
    ck_assert(aploc_aid_sum_total(sum, 0, 0, NULL) == aploc_aid_sum_total(sum, -1, -1, NULL));
    aploc_aid_sum_free(sum);
    aploc_aid_free(a);
    REFUSED(aploc_listing_read_csv(NULL, "class", NULL, &listing, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_listing_read_csv("z", NULL, NULL, &listing, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_listing_read_csv("z", "class", NULL, NULL, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_installations_read_csv(NULL, NULL, &settled, &err), APLOC_ERR_ARGUMENT, "");
    REFUSED(aploc_installations_read_csv("i", NULL, NULL, &err), APLOC_ERR_ARGUMENT, "");
    ck_assert(!aploc_listing_rows(NULL, &n) && n == 0 && aploc_listing_line(NULL, 0) == 0);
    ck_assert(!aploc_installations_rows(NULL, &n) && !listing && !settled);
}
END_TEST

void add_zonings(TCase *tests)
{
    tcase_add_test(tests, rules);
    tcase_add_test(tests, zonings);
    tcase_add_test(tests, areas);
    tcase_add_test(tests, solved_zonings);
    tcase_add_test(tests, audits);
    tcase_add_test(tests, differences);
    tcase_add_test(tests, aid);
}
