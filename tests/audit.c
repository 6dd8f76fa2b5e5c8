/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits: each kind of breach once, by hand; limits at their edge; wrong calls. */
#include <stdbool.h>

#include "zones.h"

/* The findings in a text: "VERDICT CHECK AREA CODE CLASS PEOPLE", "-" for what is empty. */
static const char *findings_text(const aploc_rules *rules, const aploc_audit *audit)
{
    static char text[8000];
    text[0] = '\0';
    for (int32_t k = 0; k < aploc_audit_count(audit); k++) {
        aploc_audit_finding f = APLOC_AUDIT_FINDING_INIT;
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
        ck_assert_int_eq(aploc_audit_get(audit, k, &f, NULL), APLOC_OK);
        if (f.zone >= 0)
            ck_assert_int_eq(aploc_rules_get_class(rules, f.zone, &zone, NULL), APLOC_OK);
        ck_assert(*f.words && !strchr(f.words, '\n'));
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s %s %s %s %g\n",
                 aploc_audit_verdict_name(f.verdict), aploc_audit_check_name(f.check),
                 *f.area ? f.area : "-", *f.code ? f.code : "-", f.zone < 0 ? "-" : zone.name,
                 f.people);
    }
    return text;
}

/* Audit a list, "code:class code:class …". */
static aploc_status audit_list(const aploc_rules *rules, const zones_table *t, const double *apl,
                               const char *list, const aploc_zoning_options *o, aploc_audit **audit,
                               aploc_error *err)
{
    static char texts[4000];
    aploc_listed rows[100];
    int32_t n = 0;
    snprintf(texts, sizeof texts, "%s", list);
    for (char *at = strtok(texts, " "); at; at = strtok(NULL, " ")) {
        char *colon = strchr(at, ':');
        *colon = '\0';
        /* "code:class:class underneath", the last where it is said. */
        char *base = strchr(colon + 1, ':');
        if (base)
            *base++ = '\0';
        rows[n++] = (aploc_listed){at, colon + 1, base};
    }
    return aploc_audit_create(rules, t->communes, apl, rows, n, o, audit, err);
}

static void expect_with(const char *rules_text, const char *communes, const char *list,
                        const aploc_zoning_options *o, bool with_apl, const char *expected)
{
    static zones_table t;
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    aploc_rules *rules = rules_of(rules_text);
    zones_parse(&t, communes);
    ck_assert_ok(audit_list(rules, &t, with_apl ? t.apl : NULL, list, o, &audit, &err), err);
    ck_assert_str_eq(findings_text(rules, audit), expected);
    aploc_audit_free(audit);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}

static void expect(const char *rules_text, const char *communes, const char *list,
                   const char *expected)
{
    aploc_zoning_options o = zones_options();
    expect_with(rules_text, communes, list, &o, true, expected);
}

#define HEAD "[zoning]\nname = r\n[units]\nweight = population\n"
#define BY_APL                                                                                     \
    "[assignment]\nby = thresholds\nscope = region\nsubstitution = 5 %\n"                          \
    "[class Z]\nmax = 2\n[class A]\nmax = 4\n[class H]\n"
#define CEILINGS "[region R]\nZ = 50 %\nZ margin = 2\nA = 40 %\n"
#define COMMUNES "a U1 R D 30 1\nb U1 R D 20 1\nc U2 R D 40 3\nd U3 R D 10 5\n"
#define FULL "kept ceiling R - Z 50\nkept ceiling R - A 40\n"

START_TEST(a_list_that_keeps_its_rules)
{
    expect(HEAD BY_APL CEILINGS, COMMUNES, "a:Z b:Z c:A d:H", FULL);
    /* The order of the rows does not matter. */
    expect(HEAD BY_APL CEILINGS, COMMUNES, "d:H c:A b:Z a:Z", FULL);
    /* Without ceilings there is nothing to say. */
    expect(HEAD BY_APL, COMMUNES, "a:Z b:Z c:A d:H", "");
}
END_TEST

START_TEST(what_is_wrong_with_the_list)
{
    expect(HEAD BY_APL CEILINGS, COMMUNES, "a:Z b:Z c:A d:H x:Z", "broken code - x Z 0\n" FULL);
    expect(HEAD BY_APL CEILINGS, COMMUNES, "a:Z b:Z c:A d:H b:A",
           "broken repeated - b A 20\n" FULL);
    expect(HEAD BY_APL CEILINGS, COMMUNES, "a:Z b:Z c:A d:Q", "broken class - d - 10\n" FULL);
    expect(HEAD BY_APL CEILINGS, COMMUNES, "a:Z b:Z c:A", "broken missing - d - 10\n" FULL);
}
END_TEST

START_TEST(units_past_their_threshold)
{
    expect(HEAD BY_APL, COMMUNES, "a:Z b:Z c:A d:A", "broken threshold - U3 A 10\n");
    expect(HEAD BY_APL, COMMUNES, "a:Z b:Z c:H d:H", "broken threshold - U2 H 40\n");
    /* Exactly at the threshold it is within; `below` leaves it out. */
    expect(HEAD BY_APL, "a U1 R D 9 2\n", "a:Z", "");
    expect(HEAD "[assignment]\nby = thresholds\n[class Z]\nbelow = 2\n[class H]\n",
           "a U1 R D 9 2\n", "a:Z", "broken threshold - U1 Z 9\n");
    /* The mean decides, not the commune's own: (30 * 1 + 10 * 6) / 40 = 2.25. */
    expect(HEAD BY_APL, "a U R D 30 1\nb U R D 10 6\n", "a:A b:A", "");
    /* Under both, a later class is right where the one before has a ceiling. */
#define BOTH                                                                                       \
    "[assignment]\nby = both\nscope = region\n[class Z]\nmax = 2\n[class A]\nmax = 4\n[class H]\n"
    expect(HEAD BOTH "[region R]\nZ = 10\n", "a U1 R D 9 1\n", "a:A", "kept ceiling R - Z 0\n");
    expect(HEAD BOTH "[region R]\nZ = 10\n", "a U1 R D 9 1\n", "a:H",
           "broken threshold - U1 H 9\nkept ceiling R - Z 0\n");
    expect(HEAD BOTH "[region R]\nA = 10\n", "a U1 R D 9 1\n", "a:A",
           "broken threshold - U1 A 9\nkept ceiling R - A 9\n");
}
END_TEST

START_TEST(ceilings_and_margins)
{
    const char *list = "a:Z b:Z c:A d:H";
    expect(HEAD BY_APL "[region R]\nZ = 49\nZ margin = 1\n", COMMUNES, list,
           "margin ceiling R - Z 50\n");
    expect(HEAD BY_APL "[region R]\nZ = 48\nZ margin = 1\n", COMMUNES, list,
           "broken ceiling R - Z 50\n");
    expect(HEAD BY_APL "[region R]\nZ = 49\n", COMMUNES, list, "broken ceiling R - Z 50\n");
    /* 49.4 % of 100 are 49, 49.5 % are 50. */
    expect(HEAD BY_APL "[region R]\nZ = 49.4 %\n", COMMUNES, list, "broken ceiling R - Z 50\n");
    expect(HEAD BY_APL "[region R]\nZ = 49.5 %\n", COMMUNES, list, "kept ceiling R - Z 50\n");
    /* By département as well. */
    expect(HEAD BY_APL "[region R]\nZ = 50\n[department D]\nZ = 29\n[department E]\nZ = 20\n",
           "a U1 R D 30 1\nb U1 R E 20 1\n", "a:Z b:Z",
           "kept ceiling R - Z 50\nbroken ceiling D - Z 30\nkept ceiling E - Z 20\n");
    /* What is not known is said, once a class. */
    expect(HEAD BY_APL "[region *]\nZ = ? the ministry\n", COMMUNES, list,
           "unknown ceiling - - Z 50\n");
    aploc_zoning_options o = zones_options();
    o.region = NULL;
    expect_with(HEAD BY_APL CEILINGS, COMMUNES, list, &o, true, "unknown ceiling - - - 100\n");
}
END_TEST

/* Under ceilings the classes go along the order of APL. */
START_TEST(the_order_of_apl_under_ceilings)
{
#define ORDER HEAD "[assignment]\nby = ceilings\nscope = region\nsubstitution = 50 %\n"
#define THREE "a u1 R D 1000 1\nb u2 R D 1000 2\nc u3 R D 1000 3\n"
#define A_1000 "[class A]\n[class B]\n[region R]\nA = 1000\n"
    expect(ORDER A_1000, THREE, "a:A b:B c:B", "kept ceiling R - A 1000\n");
    expect(ORDER A_1000, THREE, "a:B b:B c:A",
           "broken order - u3 A 1000\nkept ceiling R - A 1000\n");
    expect(ORDER A_1000, THREE, "a:B b:A c:B",
           "broken order - u2 A 1000\nkept ceiling R - A 1000\n");
    /* Equal APLs stand in any order; a commune may be apart, and its unit be where the others are. */
    expect(ORDER A_1000, "a u1 R D 1000 1\nb u2 R D 1000 1\nc u3 R D 1000 3\n", "a:B b:A c:B",
           "kept ceiling R - A 1000\n");
    expect(ORDER A_1000, "a u1 R D 1000 1\nb u2 R D 400 2\nc u2 R D 600 2\nd u3 R D 400 3\n",
           "a:B b:B c:A d:B", "kept substitution R - - 400\nkept ceiling R - A 600\n");
    /* Regions have orders of their own. */
    expect(ORDER A_1000 "[region S]\nA = 9000\n", "a u1 R D 1000 1\nb u2 S D 1000 2\n", "a:B b:A",
           "kept ceiling R - A 0\nkept ceiling S - A 1000\n");
    aploc_zoning_options o = zones_options();
    expect_with(ORDER A_1000, THREE, "a:B b:B c:A", &o, false,
                "unknown order - - - 3000\nkept ceiling R - A 1000\n");
    o.region = NULL;
    expect_with(ORDER A_1000, THREE, "a:B b:B c:A", &o, true,
                "unknown order - - - 3000\nunknown ceiling - - - 3000\n");
    expect(HEAD "[assignment]\nby = ceilings\nscope = region\nlow_band = 5 %\n" A_1000, THREE,
           "a:B b:B c:A", "unknown order - - - 3000\nkept ceiling R - A 1000\n");
}
END_TEST

/* Under both a class that is picked needs no ceiling for those before it to go on. */
START_TEST(past_a_class_that_is_picked)
{
#define PICKED                                                                                     \
    "[class Z]\nmax = 2\n[class P]\nmax = 4\npicked = yes\n[class V]\nmax = 4\n[class H]\n"
    const char *rules =
        HEAD "[assignment]\nby = both\nscope = region\n" PICKED "[region R]\nZ = 10\n";
    expect(rules, "a U1 R D 100 1\n", "a:V", "kept ceiling R - Z 0\n");
    expect(rules, "a U1 R D 100 1\n", "a:H", "broken threshold - U1 H 100\nkept ceiling R - Z 0\n");
}
END_TEST

/* The words of the first finding of a check. */
static void expect_words(const char *rules_text, const char *communes, const char *list,
                         const aploc_zoning_options *o, int32_t check, const char *words)
{
    static zones_table t;
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    aploc_audit_finding f = APLOC_AUDIT_FINDING_INIT;
    aploc_rules *rules = rules_of(rules_text);
    zones_parse(&t, communes);
    ck_assert_ok(audit_list(rules, &t, t.apl, list, o, &audit, &err), err);
    for (int32_t k = 0; k == 0 || f.check != check; k++)
        ck_assert_int_eq(aploc_audit_get(audit, k, &f, NULL), APLOC_OK);
    ck_assert_str_eq(f.words, words);
    aploc_audit_free(audit);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}

START_TEST(reasons_are_true)
{
    aploc_zoning_options o = zones_options();
    const aploc_qpv qpv = {"q", "a", NULL, 5, NAN};
    o.qpvs = &qpv;
    o.n_qpvs = 1;
    expect_words(HEAD
                 "[assignment]\nby = ceilings\nscope = region\nquarters = A\n[class A]\n[class "
                 "B]\n[region R]\nA = 100\n",
                 "a u1 R D 90 1\n", "a:A q:B", &o, APLOC_AUDIT_CHECK_QUARTER,
                 "quarter 'q' is B, commune 'a' A; no threshold says whether its unit is of A");
    expect_words(HEAD
                 "[assignment]\nby = ceilings\nscope = region\n[class A]\n[class B]\n[region R]\n"
                 "A = 1000\n",
                 "a u1 R D 1000 1\nb u2 R D 1000 2\nc u3 R D 1000 3\n", "a:B b:B c:A", &o,
                 APLOC_AUDIT_CHECK_ORDER,
                 "unit 'u3' of APL 3 is A, unit 'u1' of APL 1, which is before it, B");
    o.n_qpvs = 0;
    /* As many in two classes: the unit is of the first. */
    expect_words(HEAD "[assignment]\nby = list\n[class Z]\n[class H]\n",
                 "a U R D 50 1\nb U R D 50 1\n", "a:H b:Z", &o, APLOC_AUDIT_CHECK_SUBSTITUTION,
                 "50 people in communes that are not classed as their unit, which these rules let "
                 "none be: a");
    o.missing = APLOC_SKIP;
    static zones_table t;
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    aploc_rules *rules = rules_of(HEAD BY_APL);
    const aploc_listed rows[] = {{"a", "", NULL}, {"b", "", NULL}};
    zones_parse(&t, "a u1 R D 90 none\nb u2 R D 90 1\n");
    ck_assert_ok(aploc_audit_create(rules, t.communes, t.apl, rows, 2, &o, &audit, &err), err);
    ck_assert_str_eq(findings_text(rules, audit), "unknown class - a - 90\nbroken class - b - 90\n"
                                                  "unknown threshold - - - 90\n");
    aploc_audit_free(audit);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

START_TEST(what_was_held_is_counted)
{
    static zones_table t;
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    aploc_zoning_options o = zones_options();
    aploc_rules *rules = rules_of(HEAD BY_APL);
    zones_parse(&t, COMMUNES);
    ck_assert_ok(audit_list(rules, &t, t.apl, "a:Z b:Z c:A d:H", &o, &audit, &err), err);
    ck_assert_int_eq(aploc_audit_held(audit, APLOC_AUDIT_CHECK_CODE), 4);
    ck_assert_int_eq(aploc_audit_held(audit, APLOC_AUDIT_CHECK_MISSING), 4);
    ck_assert_int_eq(aploc_audit_held(audit, APLOC_AUDIT_CHECK_THRESHOLD), 3);
    ck_assert_int_eq(aploc_audit_held(audit, APLOC_AUDIT_CHECK_ORDER), 0);
    ck_assert_int_eq(aploc_audit_held(audit, -1), 0);
    ck_assert_int_eq(aploc_audit_held(audit, APLOC_AUDIT_CHECK_COUNT), 0);
    ck_assert_int_eq(aploc_audit_held(NULL, 0), 0);
    aploc_audit_free(audit);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

START_TEST(communes_apart_from_their_unit)
{
    /* 5.0 % of 100 people, and 5.1 %. */
    expect(HEAD BY_APL, "a U1 R D 60 1\nc U2 R D 35 3\ne U2 R D 5 3\n", "a:Z c:A e:Z",
           "kept substitution R - - 5\n");
    expect(HEAD BY_APL, "a U1 R D 60 1\nc U2 R D 34.9 3\ne U2 R D 5.1 3\n", "a:Z c:A e:Z",
           "broken substitution R - - 5.1\n");
    /* The unit is what its APL says, even where most of its people are elsewhere. */
    expect(HEAD BY_APL, "a U1 R D 60 1\nc U2 R D 35 3\ne U2 R D 5 3\n", "a:Z c:Z e:A",
           "broken substitution R - - 35\n");
    /* Each region for itself; a unit over two is two. */
    expect(HEAD BY_APL, "a U R D 96 1\nb U R D 4 1\nc U S D 90 1\nd U S D 10 1\n",
           "a:Z b:A c:Z d:A", "kept substitution R - - 4\nbroken substitution S - - 10\n");
    /* Rules that know no substitution let none be. */
    expect(HEAD "[assignment]\nby = list\n[class Z]\n[class H]\n", "a U R D 96 1\nb U R D 4 1\n",
           "a:Z b:H", "broken substitution - - - 4\n");
}
END_TEST

#define VIVIER                                                                                     \
    "disagreement = largest\n[assignment]\nby = both\nscope = region\nsubstitution = 100 %\n"      \
    "addition = 5 %\naddition_of = V\nquarters = V\n"                                              \
    "[class Z]\nmax = 2\n[class P]\nmax = 4\npicked = yes\n[class V]\nmax = 4\n[class H]\n"

START_TEST(additions_at_their_limit)
{
    expect(HEAD VIVIER, "a U1 R D 100 3\nb U2 R D 5 5\nc U3 R D 50 1\n", "a:V b:P c:Z",
           "kept addition R - - 5\n");
    expect(HEAD VIVIER, "a U1 R D 100 3\nb U2 R D 5.1 5\nc U3 R D 50 1\n", "a:V b:P c:Z",
           "broken addition R - - 5.1\n");
    /* Picked in the vivier is no addition; out of it is a breach. */
    expect(HEAD VIVIER, "a U1 R D 100 3\n", "a:P", "");
    expect(HEAD VIVIER, "a U1 R D 100 1\n", "a:P", "broken threshold - U1 P 100\n");
    expect(HEAD VIVIER, "a U1 R D 100 3\n", "a:H", "broken threshold - U1 H 100\n");
    /* Too good a class within the vivier is no addition either. */
    expect(HEAD VIVIER, "a U1 R D 100 3\n", "a:Z", "broken threshold - U1 Z 100\n");
}
END_TEST

START_TEST(units_over_two_regions)
{
    expect(HEAD VIVIER, "a U R D 60 3\nb U S D 40 3\n", "a:P b:P", "");
    expect(HEAD VIVIER, "a U R D 60 3\nb U S D 40 3\n", "a:P b:V",
           "broken disagreement - U V 40\n");
    expect(HEAD VIVIER, "a U R D 40 3\nb U S D 60 3\n", "a:P b:V",
           "broken disagreement - U P 40\n");
    /* As many in both: the first by its text decides. */
    expect(HEAD VIVIER, "a U S D 50 3\nb U R D 50 3\n", "a:P b:V",
           "broken disagreement - U P 50\n");
}
END_TEST

START_TEST(quarters_classed_apart)
{
    aploc_zoning_options o = zones_options();
    const aploc_qpv qpv = {"q", "a", NULL, 7, NAN};
    o.qpvs = &qpv;
    o.n_qpvs = 1;
    expect_with(HEAD VIVIER, "a U R D 60 3\n", "a:V q:P", &o, true, "kept quarter - - - 7\n");
    expect_with(HEAD VIVIER, "a U R D 60 5\n", "a:H q:P", &o, true, "broken quarter - q P 7\n");
    expect_with(HEAD VIVIER, "a U R D 60 3\n", "a:V q:P", &o, false,
                "unknown threshold - - - 60\nunknown quarter - q P 7\n");
    /* As its commune, or not in the list: not apart. Its people are where they are. */
    expect_with(HEAD VIVIER, "a U R D 60 5\n", "a:H q:H", &o, true, "");
    expect_with(HEAD VIVIER, "a U R D 60 5\n", "a:H", &o, true, "");
    expect_with(HEAD BY_APL "[region R]\nA = 60\n", "a U R D 60 3\n", "a:A", &o, true,
                "kept ceiling R - A 60\n");
    expect_with(HEAD BY_APL "[region R]\nZ = 50\nA = 53\nH = 50\n", "a U R D 60 3\n", "a:A q:Z", &o,
                true,
                "kept quarter - - - 7\nkept ceiling R - Z 7\nkept ceiling R - A 53\n"
                "kept ceiling R - H 0\n");
    expect_with(HEAD BY_APL, "a U R D 60 3\n", "a:A q:Z q:A", &o, true,
                "broken repeated - q A 7\nkept quarter - - - 7\n");
    expect(HEAD BY_APL, "a U R D 60 3\n", "a:A q:Z", "broken code - q Z 0\n");
}
END_TEST

/* Ten units of 10 people: A is cut at 20 %, B at 50 %. */
#define SHARES(low, high, straddle)                                                                \
    HEAD "[assignment]\nby = shares\nstraddle = " straddle "\nlow_band = " low                     \
         "\nhigh_band = " high "\n[class A]\nshare = 20 %\n[class B]\nshare = 30 %\n[class C]\n"
#define TEN                                                                                        \
    "0 U0 R D 10 1\n1 U1 R D 10 2\n2 U2 R D 10 3\n3 U3 R D 10 4\n4 U4 R D 10 5\n5 U5 R D 10 6\n"   \
    "6 U6 R D 10 7\n7 U7 R D 10 8\n8 U8 R D 10 9\n9 U9 R D 10 10\n"

START_TEST(exchanges_and_bands)
{
    const char *swapped = "0:A 1:B 2:A 3:B 4:B 5:C 6:C 7:C 8:C 9:C";
    expect(SHARES("30 %", "10 %", "lower"), TEN, "0:A 1:A 2:B 3:B 4:B 5:C 6:C 7:C 8:C 9:C", "");
    expect(SHARES("30 %", "10 %", "lower"), TEN, swapped, "kept exchange R - - 20\n");
    /* The unit from 20 to 30 % straddles a band of 25 %: as at a cut. */
    expect(SHARES("25 %", "10 %", "lower"), TEN, swapped, "kept exchange R - - 20\n");
    expect(SHARES("25 %", "10 %", "upper"), TEN, swapped,
           "broken exchange - U2 A 10\nkept exchange R - - 20\n");
    expect(SHARES("20 %", "10 %", "lower"), TEN, swapped,
           "broken exchange - U2 A 10\nkept exchange R - - 20\n");
    /* The top 60 % begin at 40 %; the top 55 % at 45 %, inside the unit from 40 to 50 %. */
    const char *top = "0:A 1:A 2:B 3:B 4:C 5:B 6:C 7:C 8:C 9:C";
    expect(SHARES("0 %", "60 %", "lower"), TEN, top, "kept exchange R - - 20\n");
    expect(SHARES("0 %", "55 %", "lower"), TEN, top,
           "broken exchange - U4 C 10\nkept exchange R - - 20\n");
    expect(SHARES("0 %", "55 %", "upper"), TEN, top, "kept exchange R - - 20\n");
    /* Not the class beside it. */
    expect(SHARES("60 %", "10 %", "lower"), TEN, "0:C 1:A 2:B 3:B 4:B 5:A 6:C 7:C 8:C 9:C",
           "broken exchange - U0 C 10\nbroken exchange - U5 A 10\nkept exchange R - - 20\n");
    /* Given, not exchanged: two shares change. */
    expect(SHARES("30 %", "10 %", "lower"), TEN, "0:A 1:A 2:A 3:B 4:B 5:C 6:C 7:C 8:C 9:C",
           "kept exchange R - - 10\nbroken share R - A 30\nbroken share R - B 20\n");
    /* No bands: nobody may be exchanged. */
    expect(HEAD "[assignment]\nby = shares\n[class A]\nshare = 20 %\n[class B]\nshare = 30 %\n"
                "[class C]\n",
           TEN, swapped,
           "broken exchange - U1 B 10\nbroken exchange - U2 A 10\nkept exchange R - - 20\n");
    aploc_zoning_options o = zones_options();
    expect_with(SHARES("30 %", "10 %", "lower"), TEN, swapped, &o, false,
                "unknown exchange - - - 100\n");
}
END_TEST

START_TEST(wrong_calls)
{
    static zones_table t;
    aploc_rules *rules = rules_of(HEAD BY_APL);
    aploc_zoning_options o = zones_options();
    aploc_audit *audit = NULL;
    aploc_error err = {0};
    const aploc_listed row = {"a", NULL, NULL};
    zones_parse(&t, COMMUNES);
    ck_assert_int_eq(aploc_audit_create(NULL, t.communes, t.apl, NULL, 0, &o, &audit, &err),
                     APLOC_ERR_ARGUMENT);
    ck_assert_int_eq(aploc_audit_create(rules, t.communes, t.apl, NULL, 1, &o, &audit, &err),
                     APLOC_ERR_ARGUMENT);
    ck_assert_int_eq(aploc_audit_create(rules, t.communes, t.apl, &row, 1, &o, &audit, &err),
                     APLOC_ERR_ARGUMENT);
    o.n_decisions = 1;
    ck_assert_int_eq(aploc_audit_create(rules, t.communes, t.apl, NULL, 0, &o, &audit, &err),
                     APLOC_ERR_OPTIONS);
    o.n_decisions = 0;
    o.assign = 6;
    ck_assert_int_eq(aploc_audit_create(rules, t.communes, t.apl, NULL, 0, &o, &audit, &err),
                     APLOC_ERR_OPTIONS);
    o.assign = 0;
    o.scope = 4;
    ck_assert_int_eq(aploc_audit_create(rules, t.communes, t.apl, NULL, 0, &o, &audit, &err),
                     APLOC_ERR_OPTIONS);
    o.scope = 0;
    o.mesh = "nothing";
    ck_assert_int_eq(aploc_audit_create(rules, t.communes, t.apl, NULL, 0, &o, &audit, &err),
                     APLOC_ERR_COLUMN_MISSING);
    ck_assert_ptr_null(audit);
    o.mesh = "unit";
    ck_assert_ok(aploc_audit_create(rules, t.communes, t.apl, NULL, 0, &o, &audit, &err), err);
    aploc_audit_finding f = APLOC_AUDIT_FINDING_INIT;
    ck_assert_int_eq(aploc_audit_count(audit), 4);
    ck_assert_int_eq(aploc_audit_count_of(audit, APLOC_AUDIT_BROKEN), 4);
    ck_assert_int_eq(aploc_audit_get(audit, 4, &f, &err), APLOC_ERR_INDEX);
    ck_assert_int_eq(aploc_audit_get(audit, -1, &f, &err), APLOC_ERR_INDEX);
    f.size = 1;
    ck_assert_int_eq(aploc_audit_get(audit, 0, &f, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_audit_get(audit, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_int_eq(aploc_audit_count(NULL), 0);
    ck_assert_ptr_null(aploc_audit_verdict_name(APLOC_AUDIT_VERDICT_COUNT));
    ck_assert_ptr_null(aploc_audit_check_name(-1));
    ck_assert_double_eq(aploc_audit_people_of(audit, APLOC_SCOPE_REGION, 0, -1), 100);
    ck_assert_double_nan(aploc_audit_people_of(NULL, APLOC_SCOPE_REGION, 0, -1));
    aploc_audit_free(audit);
    aploc_audit_free(NULL);
    aploc_listing_free(NULL);
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, a_list_that_keeps_its_rules);
    tcase_add_test(tests, what_is_wrong_with_the_list);
    tcase_add_test(tests, units_past_their_threshold);
    tcase_add_test(tests, ceilings_and_margins);
    tcase_add_test(tests, the_order_of_apl_under_ceilings);
    tcase_add_test(tests, what_was_held_is_counted);
    tcase_add_test(tests, past_a_class_that_is_picked);
    tcase_add_test(tests, reasons_are_true);
    tcase_add_test(tests, communes_apart_from_their_unit);
    tcase_add_test(tests, additions_at_their_limit);
    tcase_add_test(tests, units_over_two_regions);
    tcase_add_test(tests, quarters_classed_apart);
    tcase_add_test(tests, exchanges_and_bands);
    tcase_add_test(tests, wrong_calls);
}

int main(void)
{
    return run_tests("audit", add);
}
