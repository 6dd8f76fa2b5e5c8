/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zonings: the table of Centre-Val de Loire, laws on random communes, wrong calls. */
#include "zones.h"

/* People by département and class of the zoning of 2025, as its guide prints them. */
static const struct {
    const char *department;
    double people[3];
} guide[] = {{"18", {287559, 17312, 0}}, {"28", {394610, 42313, 0}},
             {"36", {195965, 16696, 0}}, {"37", {58602, 361379, 190424}},
             {"41", {279282, 33147, 0}}, {"45", {618744, 77270, 0}}};

/* A unit a département and class; the last 500 people of ZAC are a unit apart. */
static void guide_parse(zones_table *t)
{
    static const double apl[] = {2.0, 3.0, 4.5};
    char text[4000] = "";
    for (int d = 0; d < 6; d++)
        for (int c = 0; c < 3; c++)
            if (guide[d].people[c] > 0.0)
                snprintf(text + strlen(text), sizeof text - strlen(text),
                         "%s%d T%s%d 24 %s %.0f %.2f\n", guide[d].department, c,
                         guide[d].department, c, guide[d].department,
                         guide[d].people[c] - (d == 5 && c == 1 ? 500 : 0), apl[c]);
    strcat(text, "459 T459 24 45 500 3.9\n");
    zones_parse(t, text);
}

START_TEST(the_table_of_centre_val_de_loire)
{
    static zones_table t;
    aploc_rules *rules = rules_named("doctors-2025");
    aploc_zoning_options o = zones_options();
    guide_parse(&t);
    aploc_zoning *z = zones_make(rules, &t, &o);
    ck_assert_int_eq(aploc_zoning_area_count(z, APLOC_SCOPE_DEPARTMENT), 6);
    for (int32_t d = 0; d < 6; d++) {
        ck_assert_str_eq(aploc_zoning_area(z, APLOC_SCOPE_DEPARTMENT, d), guide[d].department);
        for (int32_t c = 0; c < 3; c++)
            ck_assert_double_eq(aploc_zoning_people_of(z, APLOC_SCOPE_DEPARTMENT, d, c),
                                guide[d].people[c]);
    }
    static const double people[] = {1834762, 548117, 190424}, shares[] = {71.3, 21.3, 7.4};
    double all = aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, -2);
    ck_assert_double_eq(all, 2573303);
    for (int32_t c = 0; c < 3; c++) {
        double found = aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, c);
        ck_assert_double_eq(found, people[c]);
        ck_assert_double_eq(round(found / all * 1000) / 10, shares[c]);
    }
    aploc_zoning_free(z);

    double ceiling, margin;
    for (int32_t k = 0; k < 2; k++) {
        const char *area = k ? "Centre-Val de Loire" : "24";
        ck_assert_int_eq(aploc_rules_get_ceiling(rules, APLOC_SCOPE_REGION, area, 0, all, &ceiling,
                                                 &margin, NULL),
                         APLOC_OK);
        ck_assert_double_eq(ceiling, 1834765);
        ck_assert_double_eq(margin, 2346);
        ck_assert_int_eq(aploc_rules_get_ceiling(rules, APLOC_SCOPE_REGION, area, 1, all, &ceiling,
                                                 &margin, NULL),
                         APLOC_OK);
        ck_assert_double_eq(ceiling, 548114);
        ck_assert_double_nan(margin);
        ck_assert_int_eq(
            aploc_rules_get_ceiling(rules, APLOC_SCOPE_REGION, area, 2, all, &ceiling, NULL, NULL),
            APLOC_OK);
        ck_assert_double_nan(ceiling);
    }
    /* Under the ceilings: of ZIP 3 people are left; the last unit of ZAC is 497 people below its
     * ceiling and 3 above. The guide has it in ZAC, as the nearer side; else ZAC lacks 497. */
    static const double left[] = {497, -3};
    o.assign = APLOC_ASSIGN_CEILINGS;
    for (int k = 0; k < 2; k++) {
        o.straddle = k ? APLOC_STRADDLE_NEAREST : APLOC_STRADDLE_UPPER;
        z = zones_make(rules, &t, &o);
        ck_assert_double_eq(
            aploc_zoning_ceiling(z, 0, 0) - aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, 0), 3);
        ck_assert_double_eq(aploc_zoning_ceiling(z, 0, 1) -
                                aploc_zoning_people_of(z, APLOC_SCOPE_REGION, 0, 1),
                            left[k]);
        aploc_zoning_free(z);
    }
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
}
END_TEST

/* Communes at random, with ties and units over regions. */
static void random_table(zones_table *t, uint64_t *seed, int32_t n)
{
    memset(t, 0, sizeof *t);
    t->n = n;
    for (int32_t i = 0; i < n; i++) {
        snprintf(t->codes[i], sizeof t->codes[i], "c%d", (int)i);
        snprintf(t->units[i], sizeof t->units[i], "u%d", (int)random_below(seed, n / 3 + 1));
        snprintf(t->regions[i], sizeof t->regions[i], "R%d", (int)random_below(seed, 3));
        snprintf(t->departments[i], sizeof t->departments[i], "D%d", (int)random_below(seed, 6));
        snprintf(t->women[i], sizeof t->women[i], "1");
        t->people[i] = random_below(seed, 1000);
        t->standardised[i] = t->people[i];
        t->apl[i] = random_below(seed, 12) / 2.0;
    }
    zones_build(t);
}

static const char all_rules[] =
    "[zoning]\nname = x\n[units]\nweight = population\n[assignment]\nby = shares\nscope = region\n"
    "[class A]\nshare = 20 %\nmax = 2\n[class B]\nshare = 30 %\nmax = 3\n[class C]\nshare = 10 %\n"
    "max = 4\n[class D]\n[nation]\nA = 20 %\nB = 30 %\n[region *]\nA = 20 %\nB = 30 %\nC = 10 %\n"
    "[department *]\nA = 150\nB = 250\nC = 0\n";

/* In every area: people are kept, no class is above a higher APL, cuts hold on their side. */
static void check_laws(const aploc_zoning *z, const aploc_zoning_options *o, int32_t straddle)
{
    static const double cuts[] = {0.2, 0.5, 0.6};
    int32_t scope = aploc_zoning_scope(z);
    double all = 0.0;
    for (int32_t k = 0; k + 1 < aploc_zoning_part_count(z); k++) {
        aploc_zone_part a = zones_part(z, k), b = zones_part(z, k + 1);
        ck_assert_int_ge(a.zone, 0);
        if (strcmp(a.area, b.area) != 0)
            continue;
        ck_assert_double_le(a.apl, b.apl);
        ck_assert_int_le(a.zone, b.zone);
        ck_assert_int_eq(a.rank + 1, b.rank);
        if (a.apl == b.apl)
            ck_assert_int_lt(strcmp(a.unit, b.unit), 0);
    }
    for (int32_t a = 0; a < aploc_zoning_area_count(z, scope); a++) {
        double people = aploc_zoning_people_of(z, scope, a, -2), upto = 0.0;
        all += people;
        for (int32_t c = 0; c < 3; c++) {
            double in = aploc_zoning_people_of(z, scope, a, c);
            upto += in;
            if (straddle != APLOC_STRADDLE_UPPER)
                continue;
            if (o->assign == APLOC_ASSIGN_SHARES)
                ck_assert_double_le(upto, cuts[c] * people + 1e-9);
            else if (o->assign == APLOC_ASSIGN_CEILINGS && !isnan(aploc_zoning_ceiling(z, a, c)))
                ck_assert_double_le(in, aploc_zoning_ceiling(z, a, c));
        }
    }
    ck_assert_double_eq(all, aploc_zoning_people_of(z, APLOC_SCOPE_NATION, 0, -2));
}

/* The same rows, the last first. */
static void turn(const zones_table *t, zones_table *turned)
{
    *turned = *t;
    for (int32_t i = 0; i < t->n; i++) {
        int32_t k = t->n - 1 - i;
        memcpy(turned->codes[i], t->codes[k], sizeof t->codes[k]);
        memcpy(turned->units[i], t->units[k], sizeof t->units[k]);
        memcpy(turned->regions[i], t->regions[k], sizeof t->regions[k]);
        memcpy(turned->departments[i], t->departments[k], sizeof t->departments[k]);
        turned->people[i] = t->people[k];
        turned->standardised[i] = t->standardised[k];
        turned->apl[i] = t->apl[k];
    }
    zones_build(turned);
}

/* The same whatever the order of the rows, to the last bit of every sum. */
static void check_order(const aploc_rules *rules, const aploc_zoning_options *o,
                        const zones_table *t, const aploc_zoning *z)
{
    static zones_table turned;
    static char text[20000];
    turn(t, &turned);
    aploc_zoning *other = zones_make(rules, &turned, o);
    strcpy(text, zones_text(rules, z));
    ck_assert_str_eq(text, zones_text(rules, other));
    for (int32_t k = 0; k < aploc_zoning_part_count(z); k++) {
        ck_assert(zones_part(z, k).apl == zones_part(other, k).apl);
        ck_assert(zones_part(z, k).people == zones_part(other, k).people);
    }
    for (int32_t scope = 1; scope <= 3; scope++)
        for (int32_t a = 0; a < aploc_zoning_area_count(z, scope); a++)
            for (int32_t c = -2; c < aploc_rules_class_count(rules); c++)
                ck_assert(aploc_zoning_people_of(z, scope, a, c) ==
                          aploc_zoning_people_of(other, scope, a, c));
    aploc_zoning_free(other);
    aploc_communes_free(turned.communes);
}

START_TEST(laws_on_random_communes)
{
    static zones_table t;
    aploc_rules *rules = rules_of(all_rules);
    uint64_t seed = 4;
    for (int round = 0; round < 400; round++) {
        random_table(&t, &seed, 1 + random_below(&seed, 60));
        aploc_zoning_options o = zones_options();
        o.assign = 1 + random_below(&seed, 4);
        o.scope = 1 + random_below(&seed, 3);
        o.straddle = 1 + random_below(&seed, 3);
        o.ties = 1 + random_below(&seed, 2);
        o.regions = 1 + random_below(&seed, 2);
        aploc_zoning *z = zones_make(rules, &t, &o);
        check_laws(z, &o, o.straddle);
        check_order(rules, &o, &t, z);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
    }
    aploc_rules_free(rules);
}
END_TEST

/* People and APLs that are no whole numbers: the order of the rows is in no last digit. */
START_TEST(order_leaves_no_trace)
{
    static zones_table t;
    aploc_rules *rules = rules_of(all_rules);
    uint64_t seed = 5;
    for (int round = 0; round < 200; round++) {
        random_table(&t, &seed, 1 + random_below(&seed, 60));
        aploc_communes_free(t.communes);
        for (int32_t i = 0; i < t.n; i++) {
            t.people[i] /= 7.0;
            t.apl[i] = random_below(&seed, 1000) / 300.0;
        }
        zones_build(&t);
        aploc_zoning_options o = zones_options();
        o.assign = 1 + round % 4;
        o.scope = 1 + round % 3;
        o.regions = 1 + round % 2;
        aploc_zoning *z = zones_make(rules, &t, &o);
        check_order(rules, &o, &t, z);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
    }
    aploc_rules_free(rules);
}
END_TEST

/* A call that must be refused, with these words. */
static void refuse(const aploc_rules *rules, const char *communes, const aploc_zoning_options *o,
                   aploc_status expected, const char *words)
{
    static zones_table t;
    aploc_zoning *z = NULL;
    aploc_error err = {0};
    zones_parse(&t, communes);
    ck_assert_fails(aploc_zoning_create(rules, t.communes, t.apl, o, &z, &err), expected);
    ck_assert_ptr_null(z);
    ck_assert_str_eq(err.message, words);
    ck_assert_int_eq(aploc_zoning_create(rules, t.communes, t.apl, o, &z, NULL), expected);
    aploc_communes_free(t.communes);
}

START_TEST(what_cannot_be_is_refused)
{
    static const char good[] = "1 u R D 10 1\n2 v S E 20 2\n";
    aploc_rules *rules = rules_of(all_rules), *doctors = rules_named("doctors-2025");
    aploc_zoning_options o = zones_options();
    o.mesh = "tvs";
    refuse(rules, good, &o, APLOC_ERR_COLUMN_MISSING,
           "test.csv: found no column 'tvs' to take units from, expected one without another role");
    o = zones_options();
    o.weight = "men";
    refuse(rules, good, &o, APLOC_ERR_COLUMN_MISSING,
           "test.csv: found no column 'men', which the rules need (weight), expected one");
    o.weight = "department";
    refuse(rules, good, &o, APLOC_ERR_NUMBER,
           "test.csv: found 'D' in column 'department' of commune '1', expected a number");
    o = zones_options();
    o.region = NULL;
    refuse(rules, good, &o, APLOC_ERR_OPTIONS,
           "found no column of regions, in which these rules count, expected one (region)");
    o = zones_options();
    o.straddle = 4;
    refuse(rules, good, &o, APLOC_ERR_OPTIONS, "found straddle 4, expected 0 to 3");
    o = zones_options();
    o.size--;
    char size[64];
    snprintf(size, sizeof size, "found options of %zu bytes, expected %zu", o.size, sizeof o);
    refuse(rules, good, &o, APLOC_ERR_OPTIONS, size);
    o = zones_options();
    refuse(rules, "1 u R D 10 none\n", &o, APLOC_ERR_NO_VALUE,
           "test.csv: found no APL of commune '1', expected a number");
    refuse(rules, "1 u R D 10 -1\n", &o, APLOC_ERR_RANGE,
           "test.csv: found an APL of -1 of commune '1', expected a finite number from 0");
    refuse(rules, "1 u R D 10 inf\n", &o, APLOC_ERR_RANGE,
           "test.csv: found an APL of inf of commune '1', expected a finite number from 0");
    refuse(rules, "1 - R D 10 1\n", &o, APLOC_ERR_UNIT,
           "test.csv: found nothing in column 'unit' of commune '1', expected its unit");
    refuse(rules, "1 u - D 10 1\n", &o, APLOC_ERR_UNIT,
           "test.csv: found nothing in column 'region' of commune '1', expected its region");
    o.assign = APLOC_ASSIGN_CEILINGS;
    refuse(doctors, good, &o, APLOC_ERR_RULES_UNKNOWN,
           "rules 'doctors-2025' do not know [region *] ZIP (doctors-2025.ini:54); who publishes "
           "it: Légifrance, arrêté of 9 May 2025, annex: ceilings by region; fill it in a copy of "
           "the file");
    o.scope = APLOC_SCOPE_NATION;
    refuse(doctors, good, &o, APLOC_ERR_RULES_UNKNOWN,
           "doctors-2025.ini: rules 'doctors-2025' have no ceilings of the nation, expected a "
           "section [nation]");
    o = zones_options();
    o.assign = APLOC_ASSIGN_SHARES;
    refuse(doctors, good, &o, APLOC_ERR_RULES,
           "doctors-2025.ini: found no key 'share' in [class ZIP], expected one to assign by "
           "shares");
    aploc_rules_free(rules);
    aploc_rules_free(doctors);
}
END_TEST

START_TEST(quarters_and_decisions_that_cannot_be)
{
    static const char good[] = "1 u R D 10 1\n2 v S E 20 2\n";
    aploc_rules *rules = rules_of(all_rules);
    aploc_zoning_options o = zones_options();
    aploc_qpv quarters[] = {{"q", "2", NULL, 12, (double)NAN}, {"p", "2", NULL, 9, 1}};
    aploc_decision decisions[] = {{"u", "A"}, {"v", "B"}};
    o.qpvs = quarters;
    o.n_qpvs = 2;
    refuse(rules, good, &o, APLOC_ERR_UNIT,
           "found 12 people in quarter 'q', expected at most the 11 of commune '2' that "
           "are in no other");
    quarters[1].code = "q";
    refuse(rules, good, &o, APLOC_ERR_CODE_REPEATED,
           "found quarter 'q' where another, a commune or a unit has this code, expected codes of "
           "their own");
    quarters[1].code = "u";
    refuse(rules, good, &o, APLOC_ERR_CODE_REPEATED,
           "found quarter 'u' where another, a commune or a unit has this code, expected codes of "
           "their own");
    quarters[1] = (aploc_qpv){"p", "3", NULL, 1, 1};
    refuse(rules, good, &o, APLOC_ERR_CODE_UNKNOWN,
           "found quarter 'p' in commune '3', expected a code of test.csv");
    quarters[1] = (aploc_qpv){"p", "1", "Z", 1, 1};
    refuse(rules, good, &o, APLOC_ERR_UNIT,
           "found the class 'Z' for 'p', expected one of rules 'x'");
    quarters[1] = (aploc_qpv){"p", "1", NULL, -1, 1};
    refuse(rules, good, &o, APLOC_ERR_RANGE,
           "found a quarter (QPV) 'p' without code, commune or people, or with a wrong APL, "
           "expected all of them");
    o = zones_options();
    o.decisions = decisions;
    o.n_decisions = 2;
    decisions[1].unit = "u";
    refuse(rules, good, &o, APLOC_ERR_CODE_REPEATED,
           "found a second decision on 'u', expected one");
    decisions[1].unit = "w";
    refuse(rules, good, &o, APLOC_ERR_CODE_UNKNOWN,
           "found a decision on unit 'w', expected one of column 'unit' of test.csv");
    decisions[1] = (aploc_decision){"v", "Z"};
    refuse(rules, good, &o, APLOC_ERR_UNIT,
           "found the class 'Z' for 'v', expected one of rules 'x'");
    decisions[1].zone = NULL;
    refuse(rules, good, &o, APLOC_ERR_ARGUMENT,
           "found a decision without unit or class, expected both");
    aploc_rules_free(rules);
}
END_TEST

START_TEST(getters_hold_their_bounds)
{
    static zones_table t;
    aploc_rules *rules = rules_of(all_rules);
    aploc_zoning_options o = zones_options();
    zones_parse(&t, "1 u R D 10 1\n");
    aploc_zoning *z = zones_make(rules, &t, &o);
    /* The zoning holds what it needs. */
    aploc_communes_free(t.communes);
    aploc_rules_free(rules);
    aploc_zone_part part = APLOC_ZONE_PART_INIT;
    ck_assert_int_eq(aploc_zoning_part_count(z), 1);
    ck_assert_int_eq(aploc_zoning_part_count(NULL), 0);
    ck_assert_str_eq(zones_part(z, 0).unit, "u");
    ck_assert_fails(aploc_zoning_get_part(z, 1, &part, NULL), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_zoning_get_part(z, -1, &part, NULL), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_zoning_get_part(NULL, 0, &part, NULL), APLOC_ERR_ARGUMENT);
    part.size = 1;
    ck_assert_fails(aploc_zoning_get_part(z, 0, &part, NULL), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(aploc_zoning_area_count(z, 0), 0);
    ck_assert_int_eq(aploc_zoning_area_count(NULL, 1), 0);
    ck_assert_ptr_null(aploc_zoning_area(z, APLOC_SCOPE_REGION, 1));
    ck_assert_str_eq(aploc_zoning_area(z, APLOC_SCOPE_REGION, 0), "R");
    ck_assert_str_eq(aploc_zoning_area(z, APLOC_SCOPE_NATION, 0), "");
    ck_assert_double_nan(aploc_zoning_people_of(z, 4, 0, 0));
    ck_assert_double_nan(aploc_zoning_people_of(z, 1, 1, 0));
    ck_assert_double_nan(aploc_zoning_people_of(z, 1, 0, 4));
    ck_assert_double_nan(aploc_zoning_people_of(z, 1, 0, -3));
    ck_assert_double_nan(aploc_zoning_ceiling(z, 0, -1));
    aploc_zoning_free(z);
    aploc_zoning_free(NULL);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, the_table_of_centre_val_de_loire);
    tcase_add_test(tests, laws_on_random_communes);
    tcase_add_test(tests, order_leaves_no_trace);
    tcase_add_test(tests, what_cannot_be_is_refused);
    tcase_add_test(tests, quarters_and_decisions_that_cannot_be);
    tcase_add_test(tests, getters_hold_their_bounds);
}

int main(void)
{
    return run_tests("zoning_laws", add);
}
