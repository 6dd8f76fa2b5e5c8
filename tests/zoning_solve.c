/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ceilings filled by moves: by hand, and for a region of the size of Centre-Val de Loire. */
#include "filled.h"

#define RULES                                                                                      \
    HEAD "[assignment]\nby = ceilings\nscope = region\nsubstitution = 10 %\n[class A]\nmax = 2\n"  \
         "[class B]\nmax = 4\n[class C]\n"

/* 1000 people; ceilings of 300 and 400. In order: u1 (250) to A; u2 (90) does not fit, B then has u2 and
 * u3 (290), since u4 (310) does not fit. 50 and 20 are left … */
static const char by_hand[] = "a u1 R D 150 1\n"
                              "b u1 R D 100 1\n"
                              "c u2 R D 45 2\n"
                              "d u2 R D 35 2\n"
                              "e u2 R D 10 2\n"
                              "f u3 R D 100 3\n"
                              "g u3 R D 190 3\n"
                              "h u4 R D 60 4\n"
                              "i u4 R D 250 4\n"
                              "j u5 R D 48 5\n"
                              "k u5 R D 12 5\n";

START_TEST(by_pencil)
{
    static const struct {
        double close;
        const char *substitution, *moves;
        double gap, moved;
        int32_t close_enough;
    } cases[] = {
        /* The order of APL is close enough: 50 and 20 are left. */
        {50, "10 %", "", 50, 0, 1},
        /* 49: c takes 45, d takes 35, with either A is near enough, and B has 65 or 55 left: not yet.
         * e: A has 40 left, B 30; one move of 10. */
        {49, "10 %", "e:1>0", 40, 10, 1},
        /* 29: A needs 21 to 50 of c, d, e; B then lacks at least 41 of u4 and u5 (60, 48, 12): d and
         * j (83), d and h is more; c and j is more as well. */
        {29, "10 %", "d:1>0 j:2>1", 15, 83, 1},
        /* 10: A takes 40 to 50, of c (45) or d and e (45), B then lacks 55 to 65: c and h, 105 people
         * where 100 are the limit; c, j and k: as many; 10 cannot be. A lacks 15 with d, and B 55: as
         * near as 15 only. */
        {10, "10 %", "d:1>0 j:2>1", 15, 83, 0},
        {10, "10.5 %", "c:1>0 h:2>1", 5, 105, 1},
        /* Nobody may be substituted. */
        {0, "0 %", "", 50, 0, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        static zones_table t;
        char text[500];
        snprintf(text, sizeof text,
                 HEAD "[assignment]\nby = ceilings\nscope = region\nsubstitution = %s\n[class A]\n"
                      "[class B]\n[class C]\n[region R]\nA = 300\nB = 400\n",
                 cases[k].substitution);
        aploc_rules *rules = rules_of(text);
        zones_parse(&t, by_hand);
        aploc_zoning_options o = zones_options();
        aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
        s.close = cases[k].close;
        aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
        ck_assert_str_eq(zones_text(rules, plain), "R/u1:A R/u2:B R/u3:B R/u4:C R/u5:C");
        aploc_zone_fill f = fill_of(z, 0);
        ck_assert_str_eq(moves_text(z), cases[k].moves);
        ck_assert_double_eq(f.before, 50);
        ck_assert_double_eq(f.gap, cases[k].gap);
        ck_assert_double_eq(f.moved, cases[k].moved);
        ck_assert_double_eq(f.substituted, cases[k].moved);
        ck_assert_int_eq(f.close, cases[k].close_enough);
        ck_assert_int_eq(f.proved, 1);
        ck_assert_str_eq(f.area, "R");
        aploc_zoning_free(plain);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
        aploc_rules_free(rules);
    }
}
END_TEST

/* The zoning that comes out: parts, people, reasons. A quarter of 20 people fills B in the order of APL;
 * 50 are left under A. Of c (45), d (35), e (10) and q (20) no sum is 46 to 50, so 5 are left at least:
 * with c alone, and h, who is 40 without the quarter, in its place in B. */
START_TEST(a_solved_zoning_is_a_zoning)
{
    static zones_table t;
    aploc_rules *rules = rules_of(RULES "[region R]\nA = 300\nB = 400\n");
    zones_parse(&t, by_hand);
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    const aploc_qpv qpv = {"q", "h", NULL, 20, NAN};
    o.qpvs = &qpv;
    o.n_qpvs = 1;
    aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
    ck_assert_str_eq(zones_text(rules, plain), "R/u1:A R/u2:B R/u3:B R/q:B R/u4:C R/u5:C");
    aploc_zoning_free(plain);
    ck_assert_str_eq(moves_text(z), "c:1>0 h:2>1");
    ck_assert_str_eq(zones_text(rules, z),
                     "R/u1:A R/u2:B R/u2:A R/u3:B R/q:B R/u4:C R/u4:B R/u5:C");
    aploc_zone_fill f = fill_of(z, 0);
    ck_assert_double_eq(f.bound, 5);
    ck_assert_double_eq(f.limit, 100);
    ck_assert_double_eq(f.substituted, 85);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, 0), 295);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_NATION, 0, 1), 395);
    aploc_zone_part unit = zones_part(z, 1), commune = zones_part(z, 2);
    ck_assert_double_eq(unit.people, 45);
    ck_assert_int_eq(unit.n_communes, 2);
    ck_assert_str_eq(unit.reason, zones_part(z, 1).reason);
    ck_assert_double_eq(commune.people, 45);
    ck_assert_int_eq(commune.n_communes, 1);
    ck_assert_int_eq(commune.quarter, 0);
    ck_assert_int_eq(unit.rank, 2);
    ck_assert_int_eq(commune.rank, 0);
    ck_assert_str_eq(commune.unit, "u2");
    ck_assert_str_eq(
        commune.reason,
        "in the place of its unit, from B to A with 45 people: A at 295 of 300 people");
    ck_assert_int_eq(zones_part(z, 4).quarter, 1);
    ck_assert_int_eq(aploc_zoning_parts(z)[2], 2);
    ck_assert_int_eq(aploc_zoning_parts(z)[3], 1);
    aploc_zone_move m = move_of(z, 1);
    ck_assert_str_eq(m.unit, "u4");
    ck_assert_int_eq(m.place, 7);
    ck_assert_double_eq(m.people, 40);
    ck_assert_str_eq(
        m.reason, "in the place of its unit, from C to B with 40 people: B at 395 of 400 people");
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* Cuts at 20 000 and 50 000 of 100 000; A lacks 100. u2 and u3 change places: 0.1 % of the people. */
START_TEST(units_are_exchanged_within_a_band)
{
    static const char order[] =
        "1 u1 R D 12000 1\n2 u2 R D 7900 2\n3 u3 R D 8000 3\n4 u4 R D 22100 4\n"
        "5 u5 R D 50000 5\n";
    static const char *const bands[] = {"low_band = 27.9 %", "low_band = 27.8 %",
                                        "high_band = 88 %", "high_band = 87.9 %"};
    for (int k = 0; k < 4; k++) {
        int outside = k % 2;
        static zones_table t;
        char text[400];
        snprintf(text, sizeof text,
                 HEAD "[assignment]\nby = shares\n%s\n[class A]\nshare = 20 %%\n"
                      "[class B]\nshare = 30 %%\n[class C]\n",
                 bands[k]);
        aploc_rules *rules = rules_of(text);
        zones_parse(&t, order);
        aploc_zoning_options o = zones_options();
        aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
        aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
        ck_assert_str_eq(moves_text(z), outside ? "" : "u2:0>1 u3:1>0");
        ck_assert_str_eq(zones_text(rules, z),
                         outside ? "u1:A u2:A u3:B u4:B u5:C" : "u1:A u2:B u3:A u4:B u5:C");
        if (!outside)
            ck_assert_str_eq(move_of(z, 0).reason,
                             "exchanged, from A to B with 7900 people: A at 20000 of 20000 people");
        ck_assert_double_eq(fill_of(z, 0).gap, outside ? 100 : 0);
        ck_assert_double_eq(fill_of(z, 0).limit, 0);
        aploc_zoning_free(plain);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
        aploc_rules_free(rules);
    }
}
END_TEST

/* A has 60 of 100. u2 for u1 would be 75, with b besides 100: but b is in u2 and moves with it. Of its communes
 * alone c is the largest that fits, and two are too many. */
START_TEST(a_unit_moves_whole_or_in_parts)
{
    static zones_table t;
    aploc_rules *rules =
        rules_of(HEAD "[assignment]\nby = ceilings\nscope = region\nsubstitution = "
                      "100 %\nlow_band = 100 %\n[class A]\n[class B]\n[region R]\n"
                      "A = 100\n");
    zones_parse(&t, "a u1 R D 60 1\nb u2 R D 25 2\nc u2 R D 30 2\nd u2 R D 20 2\ne u3 R D 500 3\n");
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
    ck_assert_str_eq(moves_text(z), "c:1>0");
    ck_assert_double_eq(fill_of(z, 0).gap, 10);
    ck_assert_int_eq(fill_of(z, 0).proved, 1);
    aploc_zoning_free(plain);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

START_TEST(options_choose_what_moves)
{
    static zones_table t;
    aploc_rules *rules = rules_of(RULES "[region R]\nA = 300\nB = 400\n");
    zones_parse(&t, by_hand);
    aploc_zoning_options o = zones_options();
    aploc_zoning *plain = zones_make(rules, &t, &o);
    const struct {
        aploc_zoning_solve_options options;
        const char *moves;
        int32_t proved;
    } cases[] = {
        {{sizeof(aploc_zoning_solve_options), (double)INFINITY, 0, 0, 0, 0, 0}, "", 1},
        {{sizeof(aploc_zoning_solve_options), 29, 0, 0, 0, 0, 0}, "d:1>0 j:2>1", 1},
        /* With one move at most e brings 50 to 40; k is none, since A keeps its 50. */
        {{sizeof(aploc_zoning_solve_options), 29, 0, 1, 0, 0, 0}, "e:1>0", 1},
        {{sizeof(aploc_zoning_solve_options), 29, 0, 0, APLOC_ZONE_MOVE_QUARTER, 0, 0}, "", 1},
        /* Beside the cuts lie u1 and u2, u3 and u4: h, not j. c and h are 105, 5 too many, and d and h
         * leave B at less than 0. What is left is e. */
        {{sizeof(aploc_zoning_solve_options), 29, 0, 0, 0, 1, 0}, "e:1>0", 1},
        /* The work of a few steps proves nothing. */
        {{sizeof(aploc_zoning_solve_options), 29, 3, 0, 0, 0, 0}, "", 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        aploc_zoning *z = fill(plain, &cases[k].options);
        ck_assert_str_eq(moves_text(z), cases[k].moves);
        ck_assert_int_eq(fill_of(z, 0).proved, cases[k].proved);
        if (!cases[k].proved)
            ck_assert_double_le(fill_of(z, 0).bound, 15);
        aploc_zoning_free(z);
    }
    aploc_zoning_free(plain);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

static void refuse(const aploc_zoning *plain, const aploc_zoning_solve_options *o,
                   aploc_status status, const char *words)
{
    aploc_zoning *z = NULL;
    aploc_error err = {0};
    ck_assert_int_eq(aploc_zoning_solve(plain, o, &z, &err), status);
    ck_assert_ptr_null(z);
    ck_assert_str_eq(err.message, words);
}

START_TEST(wrong_calls_are_refused)
{
    static zones_table t;
    aploc_zoning_options o = zones_options();
    aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
    aploc_zone_fill f = APLOC_ZONE_FILL_INIT;
    aploc_zone_move m = APLOC_ZONE_MOVE_INIT;
    aploc_rules *rules = rules_of(RULES "[region R]\nA = 300\nB = 400\n");
    aploc_rules *unknown = rules_of(HEAD "[assignment]\nby = ceilings\nsubstitution = ? the "
                                         "ministry\n[class A]\nmax = 2\n[class B]\n[nation]\n"
                                         "A = 100\n");
    zones_parse(&t, by_hand);
    aploc_zoning *plain = zones_make(rules, &t, &o), *z = fill(plain, &s);
    const char *below = "found close, work, moves or near below 0, expected at least 0";
    refuse(NULL, &s, APLOC_ERR_ARGUMENT,
           "found no zoning or options, or nowhere to put the solved zoning");
    refuse(z, &s, APLOC_ERR_OPTIONS,
           "found a zoning whose ceilings were filled, expected the plain one");
    s.close = NAN;
    refuse(plain, &s, APLOC_ERR_OPTIONS, below);
    s.close = 0;
    s.near = -1;
    refuse(plain, &s, APLOC_ERR_OPTIONS, below);
    s.near = 0;
    s.kinds = 8;
    refuse(plain, &s, APLOC_ERR_OPTIONS, "found kinds 8, expected 0 to 7");
    s.kinds = 0;
    s.up = 2;
    refuse(plain, &s, APLOC_ERR_OPTIONS, "found up 2, expected 0 or 1");
    s.up = 0;
    s.size = 4;
    refuse(plain, &s, APLOC_ERR_OPTIONS, "found options of 4 bytes, expected 40");
    s.size = sizeof s;
    ck_assert_int_eq(aploc_zoning_get_fill(plain, 0, &f, NULL), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_zoning_get_fill(z, 1, &f, NULL), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_zoning_get_move(z, aploc_zoning_move_count(z), &m, NULL),
                     APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_zoning_move_count(NULL), 0);
    m.size = f.size = 1;
    ck_assert_int_eq(aploc_zoning_get_move(z, 0, &m, NULL), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_zoning_get_fill(z, 0, &f, NULL), APLOC_ERR_OPTIONS);
    aploc_zoning_free(plain);
    aploc_zoning_free(z);
    o.assign = APLOC_ASSIGN_THRESHOLDS;
    aploc_rules *thresholds = rules_named("doctors-2017");
    plain = zones_make(thresholds, &t, &o);
    refuse(plain, &s, APLOC_ERR_OPTIONS,
           "found a zoning by thresholds, which has no ceilings to fill, expected one by ceilings, "
           "both or shares (--assign ceilings)");
    aploc_zoning_free(plain);
    o.assign = 0;
    plain = zones_make(unknown, &t, &o);
    refuse(plain, &s, APLOC_ERR_RULES_UNKNOWN,
           "rules 'x' do not know [assignment] substitution (r.ini:7); who publishes it: the "
           "ministry; fill it in a copy of the file");
    s.kinds = APLOC_ZONE_MOVE_QUARTER;
    z = fill(plain, &s);
    aploc_zoning_free(z);
    aploc_zoning_free(plain);
    aploc_communes_free(t.communes);
    aploc_rules_free(thresholds);
    aploc_rules_free(unknown);
    aploc_rules_free(rules);
}
END_TEST

/* As many people and communes as Centre-Val de Loire: 3 people left at most, in either order. */
static void wide_draw(wide *w, uint32_t from)
{
    double all = 0, sum = 0;
    seed = from;
    for (int32_t i = 0; i < WIDE; i++) {
        int32_t unit = draw(130);
        snprintf(w->codes[i], sizeof w->codes[i], "%05d", (int)i);
        snprintf(w->units[i], sizeof w->units[i], "u%03d", (int)unit);
        w->people[i] = 50.0 * pow(10.0, pow(draw(10000) / 1e4, 3.0) * 3.4);
        w->apl[i] = 1.0 + unit * 7919 % 1000 / 250.0;
        all += w->people[i];
    }
    for (int32_t i = 0; i < WIDE; i++)
        sum += w->people[i] = floor(w->people[i] * 2573303 / all);
    w->people[0] += 2573303 - sum;
}

START_TEST(a_region_comes_within_three_people)
{
    static wide w;
    aploc_rules *rules = rules_of(RULES "[region R]\nA = 71.3 %\nB = 21.3 %\n");
    for (uint32_t k = 1; k <= 3; k++) {
        aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
        aploc_zoning *plain[2], *z[2];
        static char moves[4000];
        double substituted = 0;
        s.close = 3;
        for (int reversed = 0; reversed < 2; reversed++) {
            wide_draw(&w, k);
            z[reversed] = wide_solve(&w, rules, WIDE, reversed, &s, &plain[reversed]);
            if (reversed)
                ck_assert_str_eq(moves_text(z[1]), moves);
            else
                snprintf(moves, sizeof moves, "%s", moves_text(z[0]));
        }
        aploc_zone_fill f = fill_of(z[0], 0);
        ck_assert_int_eq(f.close, 1);
        ck_assert_int_eq(f.proved, 1);
        ck_assert_double_eq(aploc_zoning_ceiling(z[0], 0, 0), 1834765);
        for (int32_t c = 0; c < 2; c++) {
            double left = aploc_zoning_ceiling(z[0], 0, c) -
                          aploc_zoning_people_of(z[0], APLOC_SCOPE_REGION, 0, c);
            ck_assert(left >= 0 && left <= 3);
        }
        for (int32_t m = 0; m < aploc_zoning_move_count(z[0]); m++)
            substituted += move_of(z[0], m).people;
        ck_assert(f.moves > 0 && substituted == f.substituted && substituted <= f.limit);
        ck_assert_double_eq(aploc_zoning_people_of(z[0], APLOC_SCOPE_NATION, 0, -2), 2573303);
        for (int reversed = 0; reversed < 2; reversed++) {
            aploc_zoning_free(plain[reversed]);
            aploc_zoning_free(z[reversed]);
        }
    }
    aploc_rules_free(rules);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, by_pencil);
    tcase_add_test(tcase, a_solved_zoning_is_a_zoning);
    tcase_add_test(tcase, units_are_exchanged_within_a_band);
    tcase_add_test(tcase, a_unit_moves_whole_or_in_parts);
    tcase_add_test(tcase, options_choose_what_moves);
    tcase_add_test(tcase, wrong_calls_are_refused);
    tcase_add_test(tcase, a_region_comes_within_three_people);
}

int main(void)
{
    return run_tests("zoning_solve", add);
}
