/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zonings by hand: each case small enough to be followed with a pencil. */
#include "zones.h"

#define HEAD "[zoning]\nname = x\n[units]\nweight = population\n"
#define SHARES                                                                                     \
    HEAD                                                                                           \
        "[assignment]\nby = shares\n[class A]\nshare = 20 %\n[class B]\nshare = 30 %\n[class C]\n" \
        "share = 50 %\n"
#define CEILINGS                                                                                   \
    HEAD "[assignment]\nby = ceilings\nscope = region\n[class A]\nmax = 2\n[class B]\nmax = 4\n"   \
         "[class C]\n"

/* The share tables of the professions for 2 000 people, each class filled to its cut. */
START_TEST(professions_cut_where_their_shares_end)
{
    static const struct {
        const char *name;
        double people[5], max[5];
    } professions[] = {
        {"speech-therapists-2018", {128, 90, 557, 101, 124}, {11.5, 16.0, 41.5, 49.3, 311.7}},
        {"physiotherapists-2018", {68, 60, 651, 98, 123}, {43.8, 51.8, 126.4, 147.5, 310.4}},
        {"midwives-2019", {77, 102, 604, 93, 124}, {7.1, 9.8, 20.3, 23.6, 51.1}},
        {"nurses-2020", {53, 94, 366, 204, 283}, {58.8, 73.1, 121.3, 171.5, 696.6}},
    };
    static zones_table t;
    for (int k = 0; k < 4; k++) {
        /* Two units a class, the second at the class's maximum: 2 people of it are in the first. */
        char text[2000] = "";
        for (int c = 0; c < 5; c++)
            snprintf(text + strlen(text), sizeof text - strlen(text),
                     "%d1 u%d1 R D 4 %.1f\n%d2 u%d2 R D %.0f %.1f\n", c, c,
                     professions[k].max[c] - 0.5, c, c, professions[k].people[c] * 2 - 4,
                     professions[k].max[c]);
        aploc_rules *rules = rules_named(professions[k].name);
        zones_parse(&t, text);
        for (int32_t assign = APLOC_ASSIGN_THRESHOLDS; assign <= APLOC_ASSIGN_SHARES; assign++) {
            for (int32_t straddle = 1; straddle <= 3; straddle++) {
                aploc_zoning_options o = zones_options();
                o.assign = assign;
                o.straddle = straddle;
                aploc_zoning *z = zones_make(rules, &t, &o);
                ck_assert_str_eq(zones_text(rules, z),
                                 "u01:very under-endowed u02:very under-endowed "
                                 "u11:under-endowed u12:under-endowed "
                                 "u21:intermediate u22:intermediate "
                                 "u31:very endowed u32:very endowed "
                                 "u41:over-endowed u42:over-endowed");
                for (int32_t c = 0; c < 5; c++)
                    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_NATION, 0, c),
                                        professions[k].people[c] * (k == 2 ? 1 : 2));
                aploc_zoning_free(z);
            }
        }
        aploc_communes_free(t.communes);
        aploc_rules_free(rules);
    }
}
END_TEST

/* One hundred people; cuts at 20 and 50. u2 straddles the first (15 to 24), u4 the second (40 to 70). */
static const char straddling[] = "1 u1 R D 15 1\n"
                                 "2 u2 R D 9 2\n"
                                 "3 u3 R D 16 3\n"
                                 "4 u4 R D 30 4\n"
                                 "5 u5 R D 30 5\n";

START_TEST(a_unit_that_straddles_goes_where_the_rule_says)
{
    aploc_zoning_options o = zones_options();
    static zones_table t;
    /* When nothing is said: upper. */
    zones_expect(SHARES, straddling, &o, "u1:A u2:B u3:B u4:C u5:C");
    o.straddle = APLOC_STRADDLE_UPPER;
    zones_expect(SHARES, straddling, &o, "u1:A u2:B u3:B u4:C u5:C");
    o.straddle = APLOC_STRADDLE_LOWER;
    zones_expect(SHARES, straddling, &o, "u1:A u2:A u3:B u4:B u5:C");
    /* 24 is 4 from 20 and 15 is 5 from it; 70 is 20 from 50 and 40 is 10 from it. */
    o.straddle = APLOC_STRADDLE_NEAREST;
    zones_expect(SHARES, straddling, &o, "u1:A u2:A u3:B u4:C u5:C");
    /* 30 is as far from 20 as 10 is: below. */
    zones_expect(SHARES, "1 u1 R D 10 1\n2 u2 R D 20 2\n3 u3 R D 70 3\n", &o, "u1:A u2:A u3:C");

    aploc_rules *rules = rules_of(SHARES);
    zones_parse(&t, straddling);
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_str_eq(zones_part(z, 0).reason, "rank 1 of 5, cumulative 15 % of 20 %");
    ck_assert_str_eq(zones_part(z, 1).reason, "rank 2 of 5, cumulative 24 % of 20 %; straddles a "
                                              "cut (from 15 %): to the lower class");
    ck_assert_str_eq(zones_part(z, 3).reason, "rank 4 of 5, cumulative 70 % past 50 %; straddles a "
                                              "cut (from 40 %): to the upper class");
    ck_assert_str_eq(zones_part(z, 4).reason, "rank 5 of 5, cumulative 100 % past 50 %");
    ck_assert_int_eq(zones_part(z, 4).rank, 5);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* 14.5 % of 200 people are 29, though 0.145 * 200 in binary is a little less. */
START_TEST(shares_are_exact)
{
    aploc_zoning_options o = zones_options();
    zones_expect(HEAD "[assignment]\nby = shares\n[class A]\nshare = 14.5 %\n[class B]\n",
                 "1 u1 R D 29 1\n2 u2 R D 171 2\n", &o, "u1:A u2:B");
}
END_TEST

/* After a large unit was put above the cut, a small one behind it does not slip below. */
START_TEST(nobody_overtakes_a_unit_that_straddles)
{
    aploc_zoning_options o = zones_options();
    zones_expect(SHARES, "1 u1 R D 10 1\n2 u2 R D 30 2\n3 u3 R D 5 3\n4 u4 R D 55 4\n", &o,
                 "u1:A u2:B u3:B u4:C");
    /* One unit over two cuts at once. */
    const char *large = "1 u1 R D 10 1\n2 u2 R D 80 2\n3 u3 R D 10 3\n";
    zones_expect(SHARES, large, &o, "u1:A u2:C u3:C");
    o.straddle = APLOC_STRADDLE_LOWER;
    zones_expect(SHARES, large, &o, "u1:A u2:A u3:C");
}
END_TEST

START_TEST(ties_are_broken_by_code_or_taken_together)
{
    aploc_zoning_options o = zones_options();
    const char *tied = "1 b R D 10 1\n2 a R D 10 1\n3 c R D 10 1\n4 d R D 70 2\n";
    zones_expect(SHARES, tied, &o, "a:A b:A c:B d:C");
    o.ties = APLOC_TIES_TOGETHER;
    zones_expect(SHARES, tied, &o, "a:B b:B c:B d:C");
    o.straddle = APLOC_STRADDLE_LOWER;
    zones_expect(SHARES, tied, &o, "a:A b:A c:A d:B");
    /* By bytes, not by number: "10" stands before "9". */
    o = zones_options();
    zones_expect(SHARES, "1 9 R D 20 1\n2 10 R D 20 1\n3 8 R D 60 1\n", &o, "10:A 8:C 9:C");
}
END_TEST

START_TEST(thresholds_are_closed_or_open_as_the_text_says)
{
    const char *closed = HEAD "[assignment]\nby = thresholds\n[class A]\nmax = 2.71\n[class P]\n"
                              "max = 3\npicked = yes\n[class B]\nmax = 3.98\n[class C]\n";
    const char *open = HEAD "[assignment]\nby = thresholds\n[class A]\nbelow = 2.71\n[class B]\n"
                            "below = 3.98\n[class C]\nmax = 5\n";
    const char *communes = "1 u1 R D 1 2.71\n2 u2 R D 1 2.710000001\n3 u3 R D 1 3.98\n"
                           "4 u4 R D 1 0\n5 u5 R D 1 9.8765\n6 u6 R D 1 2.6999\n";
    static zones_table t;
    aploc_zoning_options o = zones_options();
    zones_expect(closed, communes, &o, "u4:A u6:A u1:A u2:B u3:B u5:C");
    zones_expect(open, communes, &o, "u4:A u6:A u1:B u2:B u3:C u5:C");
    aploc_rules *rules = rules_of(closed), *other = rules_of(open);
    zones_parse(&t, communes);
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_str_eq(zones_part(z, 0).reason, "APL 0 ≤ 2.71");
    ck_assert_str_eq(zones_part(z, 1).reason, "APL 2.7 ≤ 2.71");
    ck_assert_str_eq(zones_part(z, 2).reason, "APL 2.71 ≤ 2.71");
    /* Rounded it would be on the wrong side. */
    ck_assert_str_eq(zones_part(z, 3).reason, "2.71 < APL 2.710000001 ≤ 3.98");
    ck_assert_str_eq(zones_part(z, 5).reason, "APL 9.877 > 3.98");
    aploc_zoning_free(z);
    z = zones_make(other, &t, &o);
    ck_assert_str_eq(zones_part(z, 2).reason, "2.71 ≤ APL 2.71 < 3.98");
    ck_assert_str_eq(zones_part(z, 4).reason, "APL 3.98 ≥ 3.98");
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
    aploc_rules_free(other);
}
END_TEST

/* Ceilings of 30 % of 200 people are 60, and 50 people. */
START_TEST(ceilings_are_filled_in_order_of_apl)
{
    const char *rules = CEILINGS "[region R]\nA = 30 %\nB = 50\n";
    const char *communes = "1 u1 R D 40 1\n2 u2 R D 20 2\n3 u3 R D 1 3\n4 u4 R D 60 3.5\n"
                           "5 u5 R D 9 5\n6 u6 R D 70 6\n";
    static zones_table t;
    aploc_zoning_options o = zones_options();
    /* u2 fills A exactly; u3 does not fit; u4 closes B, though u5 would fit. */
    zones_expect(rules, communes, &o, "R/u1:A R/u2:A R/u3:B R/u4:C R/u5:C R/u6:C");
    o.straddle = APLOC_STRADDLE_LOWER;
    zones_expect(rules, communes, &o, "R/u1:A R/u2:A R/u3:B R/u4:B R/u5:C R/u6:C");
    /* 61 is 11 from 50, 1 is 49 from it. */
    o.straddle = APLOC_STRADDLE_NEAREST;
    zones_expect(rules, communes, &o, "R/u1:A R/u2:A R/u3:B R/u4:B R/u5:C R/u6:C");
    /* With thresholds as well, u3 and u4 still go to B and u5 never. */
    o = zones_options();
    o.assign = APLOC_ASSIGN_BOTH;
    zones_expect(CEILINGS "[region R]\nB = 70\n", communes, &o,
                 "R/u1:A R/u2:A R/u3:B R/u4:B R/u5:C R/u6:C");
    /* A ceiling that is not there takes all; in the order of APL they all go to A. */
    o.assign = APLOC_ASSIGN_CEILINGS;
    zones_expect(CEILINGS "[region *]\nB = 70\n", communes, &o,
                 "R/u1:A R/u2:A R/u3:A R/u4:A R/u5:A R/u6:A");

    aploc_rules *read = rules_of(rules);
    zones_parse(&t, communes);
    o = zones_options();
    aploc_zoning *z = zones_make(read, &t, &o);
    ck_assert_int_eq(aploc_zoning_scope(z), APLOC_SCOPE_REGION);
    ck_assert_double_eq(aploc_zoning_ceiling(z, 0, 0), 60);
    ck_assert_double_eq(aploc_zoning_ceiling(z, 0, 1), 50);
    ck_assert_double_nan(aploc_zoning_ceiling(z, 0, 2));
    ck_assert_double_nan(aploc_zoning_ceiling(z, 1, 0));
    ck_assert_str_eq(zones_part(z, 1).reason, "rank 2 of 6: A at 60 of 60 people");
    ck_assert_str_eq(zones_part(z, 2).reason,
                     "rank 3 of 6, first that does not fit in A: B at 1 of 50 people");
    ck_assert_str_eq(zones_part(z, 3).reason,
                     "rank 4 of 6, first that does not fit in B: C has no ceiling");
    aploc_zoning_free(z);
    o.straddle = APLOC_STRADDLE_LOWER;
    z = zones_make(read, &t, &o);
    ck_assert_str_eq(zones_part(z, 3).reason,
                     "rank 4 of 6: B at 61 of 50 people, past its ceiling");
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(read);
}
END_TEST

/* 2017: ZIP without ceiling, what agencies pick under theirs, the rest of the vivier, outside. */
START_TEST(picked_classes_take_what_their_ceilings_let_in)
{
    const char *rules =
        HEAD "[assignment]\nby = both\nscope = region\n[class ZIP]\nmax = 2.5\n[class ZIP-B]\n"
             "max = 4\npicked = yes\n[class ZAC]\nmax = 4\npicked = yes\n[class ZV]\nmax = 4\n"
             "[class HZ]\n[region R]\nZIP-B = 10 %\nZAC = 20 %\n[region S]\n";
    const char *communes =
        "1 u1 R D 40 2\n2 u2 R D 10 2.6\n3 u3 R D 5 2.7\n4 u4 R D 16 3\n"
        "5 u5 R D 9 4\n6 u6 R D 20 4.1\n7 v1 S D 1 1\n8 v2 S D 1 3\n9 v3 S D 1 5\n";
    aploc_zoning_options o = zones_options();
    static zones_table t;
    zones_expect(rules, communes, &o,
                 "R/u1:ZIP R/u2:ZIP-B R/u3:ZAC R/u4:ZV R/u5:ZV R/u6:HZ "
                 "S/v1:ZIP S/v2:ZV S/v3:HZ");
    o.assign = APLOC_ASSIGN_THRESHOLDS;
    zones_expect(rules, communes, &o, "v1:ZIP u1:ZIP u2:ZV u3:ZV u4:ZV v2:ZV u5:ZV u6:HZ v3:HZ");
    o.assign = 0;
    aploc_rules *read = rules_of(rules);
    zones_parse(&t, communes);
    aploc_zoning *z = zones_make(read, &t, &o);
    ck_assert_str_eq(zones_part(z, 1).reason,
                     "rank 2 of 6, first past the 2.5 of ZIP: ZIP-B at 10 of 10 people");
    ck_assert_str_eq(zones_part(z, 7).reason,
                     "rank 2 of 3, nobody is picked for ZAC: ZV has no ceiling");
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(read);
}
END_TEST

/* u lies in both regions: 30 people in R, 70 in S. */
static const char two_regions[] = "1 u R D1 30 1\n2 u S D2 70 1\n3 v R D1 70 2\n4 w S D2 30 3\n";

START_TEST(a_unit_over_two_regions)
{
    const char *rules = CEILINGS "[region R]\nA = 40 %\n[region S]\nA = 10 %\nB = 100 %\n";
    aploc_zoning_options o = zones_options();
    static zones_table t;
    aploc_rules *read = rules_of(rules);
    zones_parse(&t, two_regions);
    /* Own people: 30 fit under 40 in R, 70 do not under 10 in S. */
    zones_expect(rules, two_regions, &o, "R/u:A R/v:B S/u:B S/w:B");
    /* They disagree: S has most people. */
    o.disagreement = APLOC_DISAGREEMENT_LARGEST;
    zones_expect(rules, two_regions, &o, "R/u:B R/v:B S/u:B S/w:B");
    /* As many in both: as in the first. */
    zones_expect(CEILINGS "[region R]\nA = 100 %\n[region S]\nA = 0\nB = 100 %\n",
                 "1 u R D1 50 1\n2 u S D2 50 1\n", &o, "R/u:A S/u:A");
    aploc_zoning *z = zones_make(read, &t, &o);
    ck_assert_str_eq(zones_part(z, 0).reason,
                     "as in 'S', which has most of its people (70 of 100); here it would be A");
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, 1), 100);
    aploc_zoning_free(z);
    /* The majority counts all of it: R has 70 people, S 130. */
    o = zones_options();
    o.regions = APLOC_REGIONS_MAJORITY;
    zones_expect(rules, two_regions, &o, "R/v:B S/u:B S/w:B");
    z = zones_make(read, &t, &o);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, -2), 70);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 1, -2), 130);
    ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_DEPARTMENT, 1, 1), 130);
    ck_assert_double_eq(aploc_zoning_ceiling(z, 1, 0), 13);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(read);
    /* As many people in both: the first region by its text. */
    zones_expect(CEILINGS "[region *]\nA = 100 %\n", "1 u S D 5 1\n2 u R D 5 1\n3 v S D 1 2\n", &o,
                 "R/u:A S/v:A");
    /* Under départements likewise. */
    o = zones_options();
    o.scope = APLOC_SCOPE_DEPARTMENT;
    zones_expect(CEILINGS "[department D1]\nA = 30\n[department *]\nA = 0\nB = 100 %\n",
                 two_regions, &o, "D1/u:A D1/v:B D2/u:B D2/w:B");
}
END_TEST

/* A quarter of 40 people in commune 2 of unit u: ZAC; u without it is 60 + 60. */
START_TEST(quarters_are_units_of_their_own)
{
    const char *rules = CEILINGS "[region R]\nA = 40\nB = 120\n";
    const char *communes = "1 u R D 60 3\n2 u R D 100 3.5\n3 v R D 40 6\n";
    const aploc_qpv by_apl = {"q", "2", NULL, 40, (double)NAN};
    const aploc_qpv poor = {"q", "2", NULL, 40, 1};
    const aploc_qpv decided = {"q", "2", "A", 40, (double)NAN};
    aploc_zoning_options o = zones_options();
    static zones_table t;
    o.n_qpvs = 1;
    o.qpvs = &by_apl;
    /* Its commune's 3.5 stands behind the unit's 3.3125, which is that of whole communes. */
    zones_expect(rules, communes, &o, "R/u:B R/q:C R/v:C");
    o.qpvs = &poor;
    zones_expect(rules, communes, &o, "R/q:A R/u:B R/v:C");
    o.qpvs = &decided;
    zones_expect(rules, communes, &o, "R/u:B R/q:A R/v:C");
    aploc_rules *read = rules_of(rules);
    zones_parse(&t, communes);
    aploc_zoning *z = zones_make(read, &t, &o);
    ck_assert_double_eq(zones_part(z, 0).apl, (60 * 3 + 100 * 3.5) / 160);
    ck_assert_double_eq(zones_part(z, 0).people, 120);
    ck_assert_int_eq(zones_part(z, 0).quarter, 0);
    ck_assert_int_eq(zones_part(z, 1).quarter, 1);
    ck_assert_double_eq(zones_part(z, 1).people, 40);
    ck_assert_str_eq(zones_part(z, 1).reason, "classed apart by decision");
    ck_assert_double_eq(aploc_zoning_people(z)[1], 60);
    ck_assert_double_eq(aploc_zoning_people(z)[3], 40);
    ck_assert_int_eq(aploc_zoning_parts(z)[3], 1);
    ck_assert_int_eq(aploc_zoning_parts(z)[1], 0);
    for (int32_t scope = 1; scope <= 3; scope++) {
        ck_assert_double_eq(aploc_zoning_people_of(z, scope, 0, 0), 40);
        ck_assert_double_eq(aploc_zoning_people_of(z, scope, 0, 1), 120);
        ck_assert_double_eq(aploc_zoning_people_of(z, scope, 0, -2), 200);
    }
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(read);
}
END_TEST

/* A quarter is counted where its commune is: in S, and under a majority in the region of its unit. */
START_TEST(quarters_are_counted_with_their_commune)
{
    static zones_table t;
    const aploc_qpv quarter = {"q", "2", NULL, 5, 9};
    aploc_rules *rules = rules_of(CEILINGS "[region *]\nA = 50 %\n");
    aploc_zoning_options o = zones_options();
    zones_parse(&t, "1 u R D 60 3\n2 u S E 20 3\n3 v S E 70 4\n");
    o.qpvs = &quarter;
    o.n_qpvs = 1;
    for (int32_t regions = APLOC_REGIONS_OWN; regions <= APLOC_REGIONS_MAJORITY; regions++) {
        o.regions = regions;
        aploc_zoning *z = zones_make(rules, &t, &o);
        int own = regions == APLOC_REGIONS_OWN;
        ck_assert_str_eq(zones_part(z, aploc_zoning_parts(z)[3]).area, own ? "S" : "R");
        ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, -2), own ? 60 : 80);
        ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 1, -2), own ? 90 : 70);
        aploc_zoning_free(z);
    }
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

START_TEST(decisions_come_first)
{
    const aploc_decision decisions[] = {{"u5", "A"}, {"u1", "C"}};
    aploc_zoning_options o = zones_options();
    o.decisions = decisions;
    o.n_decisions = 2;
    /* u5's 30 people fill A past 20, and count below the cut of B at 50: 30 + 9 + 16 pass it. */
    zones_expect(SHARES, straddling, &o, "u1:C u2:B u3:C u4:C u5:A");
    /* 30 people in B count below its cut, not below that of A. */
    const aploc_decision in_b = {"u5", "B"};
    o.decisions = &in_b;
    o.n_decisions = 1;
    zones_expect(SHARES, straddling, &o, "u1:A u2:C u3:C u4:C u5:B");
    o.decisions = decisions;
    o.n_decisions = 2;
    o.assign = APLOC_ASSIGN_LIST;
    zones_expect(SHARES, straddling, &o, "u1:C u2:C u3:C u4:C u5:A");
    o.assign = APLOC_ASSIGN_CEILINGS;
    o.scope = APLOC_SCOPE_NATION;
    zones_expect(SHARES "[nation]\nA = 38\nB = 20 %\n", straddling, &o, "u1:C u2:B u3:C u4:C u5:A");
    zones_expect(SHARES "[nation]\nA = 39\nB = 20 %\n", straddling, &o, "u1:C u2:A u3:B u4:C u5:A");
}
END_TEST

/* b has the APL of a and c, and is none of those who are taken together: 20 people end at the cut. */
START_TEST(a_decision_among_equals)
{
    const aploc_decision decision = {"b", "C"};
    aploc_zoning_options o = zones_options();
    static zones_table t;
    o.decisions = &decision;
    o.n_decisions = 1;
    o.ties = APLOC_TIES_TOGETHER;
    aploc_rules *rules = rules_of(SHARES);
    zones_parse(&t, "1 a R D 10 1\n2 b R D 30 1\n3 c R D 10 1\n4 d R D 50 2\n");
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_str_eq(zones_text(rules, z), "a:A b:C c:A d:C");
    ck_assert_int_eq(zones_part(z, 2).rank, 2);
    ck_assert_int_eq(zones_part(z, 3).rank, 3);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

START_TEST(means_weigh_by_what_the_rules_name)
{
    const char *communes = "1 u R D 10 1\n2 u R D 30 2\n3 z R D 0 1\n4 z R D 0 4\n5 v R D 1 none\n";
    static zones_table t;
    aploc_rules *rules = rules_of(SHARES);
    aploc_zoning_options o = zones_options();
    zones_parse(&t, communes);
    t.standardised[0] = 30; /* the table holds a copy: another is built */
    aploc_communes_free(t.communes);
    zones_build(&t);
    o.missing = APLOC_SKIP;
    const struct {
        const char *weight;
        double mean;
    } weights[] = {
        {NULL, 1.75}, {"population", 1.75}, {"women", 1.75}, {"standardised", 150 / 90.0}};
    for (int k = 0; k < 4; k++) {
        o.weight = weights[k].weight;
        aploc_zoning *z = zones_make(rules, &t, &o);
        ck_assert_double_eq(zones_part(z, 0).apl, weights[k].mean);
        /* Without weight the plain mean; without an APL none, and no class. */
        ck_assert_double_eq(zones_part(z, 1).apl, 2.5);
        ck_assert_double_nan(zones_part(z, 2).apl);
        ck_assert_int_eq(zones_part(z, 2).zone, -1);
        ck_assert_int_eq(zones_part(z, 2).rank, 0);
        ck_assert_str_eq(zones_part(z, 2).reason, "no commune of it has an APL");
        ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_NATION, 0, -1), 1);
        aploc_zoning_free(z);
    }
    /* One commune of two: the mean is over the other. */
    t.apl[0] = (double)NAN;
    o.weight = NULL;
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_double_eq(zones_part(z, 0).apl, 2);
    ck_assert_double_eq(zones_part(z, 0).people, 40);
    aploc_zoning_free(z);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, professions_cut_where_their_shares_end);
    tcase_add_test(tests, a_unit_that_straddles_goes_where_the_rule_says);
    tcase_add_test(tests, shares_are_exact);
    tcase_add_test(tests, nobody_overtakes_a_unit_that_straddles);
    tcase_add_test(tests, ties_are_broken_by_code_or_taken_together);
    tcase_add_test(tests, thresholds_are_closed_or_open_as_the_text_says);
    tcase_add_test(tests, ceilings_are_filled_in_order_of_apl);
    tcase_add_test(tests, picked_classes_take_what_their_ceilings_let_in);
    tcase_add_test(tests, a_unit_over_two_regions);
    tcase_add_test(tests, quarters_are_units_of_their_own);
    tcase_add_test(tests, quarters_are_counted_with_their_commune);
    tcase_add_test(tests, decisions_come_first);
    tcase_add_test(tests, a_decision_among_equals);
    tcase_add_test(tests, means_weigh_by_what_the_rules_name);
}

int main(void)
{
    return run_tests("zoning", add);
}
