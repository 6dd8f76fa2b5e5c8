/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zonings and filled ones of each file of rules, held against their own rules: nothing is broken. Means of
 * units, on which thresholds rest. */
#include "filled.h"

enum { TEXT_MAX = 8000 };

/* The text of rules that come with the library; ceilings that are not known are some share, in all regions.
 * Ceilings of départements, and overlays, whose class is not known, are left out. */
static const char *rules_text(const char *name)
{
    static char text[TEXT_MAX];
    char path[600], line[600];
    int share = 17, out = 0;
    snprintf(path, sizeof path, "%s/data/zonings/%s.ini", getenv("APLOC_SOURCE"), name);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    text[0] = '\0';
    while (fgets(line, sizeof line, file)) {
        char *unknown = strstr(line, "= ?");
        if (line[0] == '[')
            out = strncmp(line, "[overlay", 8) == 0 || strncmp(line, "[department", 11) == 0;
        if (strncmp(line, "[region 76]", 11) == 0)
            snprintf(line, sizeof line, "[region *]\n");
        if (strncmp(line, "name = Occitanie", 16) == 0)
            continue;
        if (unknown && strncmp(line, "max", 3) == 0)
            snprintf(unknown, 20, "= 3\n");
        else if (unknown)
            snprintf(unknown, 20, "= %d %%\n", share += 2);
        ck_assert_uint_lt(strlen(text) + strlen(line), TEXT_MAX);
        if (!out)
            strcat(text, line);
    }
    fclose(file);
    return text;
}

/* Some communes, in units that lie in one region or in several; some have no APL. */
static void draw_communes(zones_table *t, int without, int whole)
{
    char text[8000] = "", apl[16];
    int32_t n = 20 + draw(60), units = 10 + draw(40), apart = draw(2),
            largest = draw(2) ? 3000 : 12;
    for (int32_t i = 0; i < n; i++) {
        int32_t unit = draw(units), region = whole || draw(apart ? 12 : 4) ? unit % 2 : draw(2);
        /* One after the other: arguments are evaluated in any order. */
        int none = without && draw(20) == 0;
        int32_t people = 10 + draw(largest), department = 2 * region + draw(2);
        int32_t tenths = draw(10), whole_apl = draw(6);
        snprintf(apl, sizeof apl, "%d.%d", (int)whole_apl, (int)tenths);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d u%d R%d D%d %d %s\n",
                 (int)(1000 - 7 * i), (int)unit, (int)region, (int)department, (int)people,
                 none ? "none" : apl);
    }
    zones_parse(t, text);
}

static void expect_nothing_broken(const aploc_rules *rules, const zones_table *t,
                                  const aploc_zoning *z, const aploc_zoning_options *o)
{
    static aploc_listed rows[ZONES_MAX];
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    int32_t n = t->n + o->n_qpvs;
    for (int32_t p = 0; p < n; p++) {
        static char names[ZONES_MAX][40];
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
        int32_t k = aploc_zoning_classes(z)[p];
        if (k >= 0)
            ck_assert_int_eq(aploc_rules_get_class(rules, k, &zone, NULL), APLOC_OK);
        snprintf(names[p], sizeof names[p], "%s", k < 0 ? "" : zone.name);
        rows[p] = (aploc_listed){p < t->n ? t->codes[p] : o->qpvs[p - t->n].code, names[p], NULL};
    }
    ck_assert_ok(aploc_audit_create(rules, t->communes, t->apl, rows, n, o, &audit, &err), err);
    for (int32_t k = 0; k < aploc_audit_count(audit); k++) {
        aploc_audit_finding f = APLOC_AUDIT_FINDING_INIT;
        ck_assert_int_eq(aploc_audit_get(audit, k, &f, NULL), APLOC_OK);
        /* Where a commune has no APL its unit may have none, and so no class. */
        int asked = f.check != APLOC_AUDIT_CHECK_CLASS || !o->missing;
        /* Thresholds alone know no ceilings. */
        if (asked && (f.check != APLOC_AUDIT_CHECK_CEILING || o->assign != APLOC_ASSIGN_THRESHOLDS))
            ck_assert_msg(f.verdict != APLOC_AUDIT_BROKEN, "%s %s: %s", f.area, f.code, f.words);
    }
    aploc_audit_free(audit);
}

/* A case: plain, and filled where that can be. Returns how many moves. */
static int32_t check_case(const aploc_rules *rules, int32_t assign, int32_t scope, int columns)
{
    static zones_table t;
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    o.assign = assign;
    o.scope = scope;
    o.missing = draw(4) == 0 ? APLOC_SKIP : APLOC_REFUSE;
    /* Where the largest part of a unit decides, it may be put past the ceilings of the others. */
    draw_communes(&t, o.missing, assign == APLOC_ASSIGN_BOTH);
    const aploc_qpv qpvs[] = {{"q1", t.codes[0], NULL, floor(t.people[0] / 2), NAN},
                              {"q2", t.codes[1], NULL, floor(t.people[1] / 3), draw(6)}};
    o.qpvs = qpvs;
    o.n_qpvs = isnan(t.apl[0]) ? 0 : draw(3);
    if (!columns)
        o.region = o.department = NULL;
    aploc_zoning *z = zones_make(rules, &t, &o);
    expect_nothing_broken(rules, &t, z, &o);
    int32_t moves = 0;
    if (assign != APLOC_ASSIGN_THRESHOLDS && assign != APLOC_ASSIGN_LIST) {
        s.close = draw(3) ? draw(40) : 0;
        s.work = 200000;
        aploc_zoning *filled = fill(z, &s);
        expect_nothing_broken(rules, &t, filled, &o);
        moves = aploc_zoning_move_count(filled);
        aploc_zoning_free(filled);
    }
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    return moves;
}

START_TEST(what_is_made_by_rules_keeps_them)
{
    static const struct {
        const char *name;
        int32_t assign, scope, columns;
    } cases[] = {
        {"doctors-2017", APLOC_ASSIGN_BOTH, APLOC_SCOPE_REGION, 1},
        {"doctors-2021", APLOC_ASSIGN_CEILINGS, APLOC_SCOPE_REGION, 1},
        {"doctors-2025", APLOC_ASSIGN_THRESHOLDS, APLOC_SCOPE_REGION, 1},
        {"doctors-2025", APLOC_ASSIGN_CEILINGS, APLOC_SCOPE_REGION, 1},
        {"occitanie-2021", APLOC_ASSIGN_CEILINGS, APLOC_SCOPE_REGION, 1},
        {"nurses-2020", APLOC_ASSIGN_SHARES, APLOC_SCOPE_NATION, 0},
        {"nurses-2020", APLOC_ASSIGN_SHARES, APLOC_SCOPE_NATION, 1},
        {"nurses-2020", APLOC_ASSIGN_SHARES, APLOC_SCOPE_REGION, 1},
        {"midwives-2019", APLOC_ASSIGN_SHARES, APLOC_SCOPE_NATION, 1},
        {"physiotherapists-2018", APLOC_ASSIGN_SHARES, APLOC_SCOPE_NATION, 1},
        {"speech-therapists-2018", APLOC_ASSIGN_SHARES, APLOC_SCOPE_REGION, 1},
    };
    int32_t by_shares = 0;
    seed = 20;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_rules *rules = rules_of(rules_text(cases[k].name));
        int32_t moves = 0, shares = cases[k].assign == APLOC_ASSIGN_SHARES;
        for (int round = 0; round < 40; round++)
            moves += check_case(rules, cases[k].assign, cases[k].scope, cases[k].columns);
        by_shares += shares ? moves : 0;
        if (strcmp(cases[k].name, "doctors-2025") == 0 && cases[k].assign == APLOC_ASSIGN_CEILINGS)
            ck_assert_int_gt(moves, 0);
        aploc_rules_free(rules);
    }
    ck_assert_int_gt(by_shares, 0);
}
END_TEST

/* Swaps that help stay within 0.1 % of the people of each region: 10 000 in R, 10 000 in S. The first cut,
 * at 25 % or 5 000 people, leaves 8 below it. */
START_TEST(an_exchange_keeps_the_shares_of_its_region)
{
    static zones_table t;
    const char *rules = HEAD "[assignment]\nby = shares\nstraddle = upper\nlow_band = 100 %\n"
                             "[class A]\nshare = 25 %\n[class B]\n";
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    static const struct {
        const char *communes, *moves;
    } cases[] = {
        /* r2 for r3: 8 people more in A, of 10 000. */
        {"a r1 R D 2000 1\nb s1 S E 1000 1\nc r2 R D 1992 2\nd r3 R D 2000 3\ne r4 R D 4008 4\n"
         "f s2 S E 9000 5\n",
         "r2:0>1 r3:1>0"},
        /* The same across two regions is none: each would have another share. */
        {"a r1 R D 2000 1\nb s1 S E 1000 1\nc r2 R D 1992 2\nd s3 S E 2000 3\ne r4 R D 6008 4\n"
         "f s2 S E 7000 5\n",
         ""},
        /* A unit over both regions, most of whose people are in one, is exchanged in neither. */
        {"a r1 R D 2000 1\nb s1 S E 1000 1\nc r2 S E 92 2\nd r2 R D 1900 2\ne r3 S E 92 3\n"
         "f r3 R D 1908 3\ng r4 R D 4008 4\nh s2 S E 9000 5\n",
         ""},
        /* 20 in 10 000 are too many. */
        {"a r1 R D 2000 1\nb s1 S E 1000 1\nc r2 R D 1980 2\nd r3 R D 2000 3\ne r4 R D 4020 4\n"
         "f s2 S E 9000 5\n",
         ""},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_rules *r = rules_of(rules);
        zones_parse(&t, cases[k].communes);
        aploc_zoning *plain = zones_make(r, &t, &o), *z = fill(plain, &s);
        ck_assert_str_eq(moves_text(z), cases[k].moves);
        expect_nothing_broken(r, &t, z, &o);
        aploc_zoning_free(plain);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
        aploc_rules_free(r);
    }
}
END_TEST

/* Cuts at 5 000 and 15 000 of 20 000, 10 000 of them in R: A lacks 8, B has 16 too many. r2 for r3 gives A 8 of
 * B's, r6 for r5 gives C 8: with both B would lose 16 in R, of 10 at most. One alone leaves 8. */
START_TEST(an_exchange_counts_for_both_classes)
{
    static zones_table t;
    aploc_rules *rules = rules_of(HEAD "[assignment]\nby = shares\nstraddle = nearest\n"
                                       "low_band = 100 %\n[class A]\nshare = 25 %\n"
                                       "[class B]\nshare = 50 %\n[class C]\n");
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    zones_parse(&t, "a r1 R D 2016 1\nb s1 S E 984 1\nc r2 R D 1992 2\nd r3 R D 2000 3\n"
                    "e r5 R D 2000 4\nf s2 S E 6016 5\ng r6 R D 1992 6\nh s3 S E 3000 7\n");
    aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
    ck_assert_str_eq(zones_text(rules, plain), "r1:A s1:A r2:A r3:B r5:B s2:B r6:C s3:C");
    ck_assert_str_eq(moves_text(z), "r2:0>1 r3:1>0");
    ck_assert_double_eq(fill_of(z, 0).gap, 8);
    aploc_zoning_free(plain);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* Where shares cut, a quarter of the 8 people that A lacks stays. */
START_TEST(shares_move_no_quarter)
{
    static zones_table t;
    aploc_rules *rules = rules_of(HEAD "[assignment]\nby = shares\nstraddle = upper\n"
                                       "low_band = 100 %\n[class A]\nshare = 25 %\n[class B]\n");
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    const aploc_qpv qpv = {"q", "d", NULL, 8, NAN};
    o.qpvs = &qpv;
    o.n_qpvs = 1;
    zones_parse(&t, "a r1 R D 4992 1\nb r2 R D 2000 2\nd r3 R D 13008 3\n");
    aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
    ck_assert_str_eq(zones_text(rules, plain), "r1:A r2:B q:B r3:B");
    ck_assert_str_eq(moves_text(z), "");
    aploc_zoning_free(plain);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* The mean of equal APLs is that APL, whatever weighs: thresholds include their value. */
START_TEST(the_mean_of_equals_is_exact)
{
    static zones_table t;
    aploc_rules *rules = rules_named("doctors-2025");
    aploc_zoning_options o = zones_options();
    seed = 4;
    for (int32_t round = 0; round < 500; round++) {
        char text[4000] = "";
        int32_t n = 1 + draw(20), thousandths = round ? draw(10000) : 2710;
        for (int32_t i = 0; i < n; i++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%d U R D %d.%d %d.%03d\n",
                     (int)i, (int)(round ? draw(90000) : 55 + 54945 * i), (int)draw(10),
                     (int)thousandths / 1000, (int)thousandths % 1000);
        zones_parse(&t, text);
        aploc_zoning *z = zones_make(rules, &t, &o);
        ck_assert(zones_part(z, 0).apl == t.apl[0]);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
    }
    aploc_rules_free(rules);
}
END_TEST

/* Whole people and APLs in 1024ths: sums are whole numbers, and the mean is their quotient, rounded once. */
START_TEST(a_mean_is_rounded_once)
{
    static zones_table t;
    aploc_rules *rules = rules_named("doctors-2025");
    aploc_zoning_options o = zones_options();
    seed = 5;
    for (int32_t round = 0; round < 500; round++) {
        char text[4000] = "";
        int32_t n = 2 + draw(20);
        int64_t sum = 0, weight = 0;
        for (int32_t i = 0; i < n; i++) {
            int32_t people = 1 + draw(90000), apl = draw(9000);
            sum += (int64_t)people * apl;
            weight += people;
            snprintf(text + strlen(text), sizeof text - strlen(text), "%d U R D %d %.10f\n", (int)i,
                     (int)people, apl / 1024.0);
        }
        zones_parse(&t, text);
        aploc_zoning *z = zones_make(rules, &t, &o);
        ck_assert(zones_part(z, 0).apl == (double)sum / (double)weight / 1024.0);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
    }
    aploc_rules_free(rules);
}
END_TEST

/* In 2017 quarters of the vivier may be classed apart, and no others: they stay with their TVS. */
START_TEST(quarters_outside_the_vivier_stay)
{
    static zones_table t;
    aploc_rules *rules = rules_of(rules_text("doctors-2017"));
    aploc_zoning_options o = zones_options();
    const aploc_qpv qpvs[] = {{"q1", "b", NULL, 5, NAN},
                              {"q2", "b", NULL, 5, 3},
                              {"q3", "b", "HZ", 5, NAN},
                              {"q4", "d", NULL, 5, NAN}};
    o.qpvs = qpvs;
    o.n_qpvs = 4;
    zones_parse(&t, "a X R D 80 1\nb X R D 20 4.5\nc Y R D 900 3\nd Y R D 90 4.5\n");
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_str_eq(zones_text(rules, z), "R/X:ZIP R/Y:ZV R/q3:HZ R/q4:HZ");
    ck_assert_int_eq(aploc_zoning_parts(z)[4], aploc_zoning_parts(z)[1]);
    ck_assert_int_eq(aploc_zoning_parts(z)[5], aploc_zoning_parts(z)[1]);
    ck_assert_double_eq(zones_part(z, 0).people, 95);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* A unit belongs to the region with most of its people, and there to the département with most. */
START_TEST(the_department_is_one_of_the_region)
{
    static zones_table t;
    aploc_rules *rules = rules_named("nurses-2020");
    aploc_zoning_options o = zones_options();
    zones_parse(&t, "a u R1 D1 400 1\nb u R2 D2 300 1\nc u R2 D3 310 1\n");
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 1, -2), 1010);
    ck_assert_str_eq(aploc_zoning_area(z, APLOC_SCOPE_DEPARTMENT, 2), "D3");
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_DEPARTMENT, 0, -2), 0);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_DEPARTMENT, 2, -2), 1010);
    aploc_zoning_free(z);
    /* Without a column of regions it is the département with most people. */
    o.region = NULL;
    z = zones_make(rules, &t, &o);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_DEPARTMENT, 0, -2), 1010);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, the_department_is_one_of_the_region);
    tcase_add_test(tcase, what_is_made_by_rules_keeps_them);
    tcase_add_test(tcase, an_exchange_keeps_the_shares_of_its_region);
    tcase_add_test(tcase, an_exchange_counts_for_both_classes);
    tcase_add_test(tcase, shares_move_no_quarter);
    tcase_add_test(tcase, the_mean_of_equals_is_exact);
    tcase_add_test(tcase, a_mean_is_rounded_once);
    tcase_add_test(tcase, quarters_outside_the_vivier_stay);
}

int main(void)
{
    return run_tests("zoning_audited", add);
}
