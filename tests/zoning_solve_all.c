/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ceilings filled by moves, against all assignments of small territories, and against tables of all sums. */
#include "filled.h"

/* What may be moved in a case, apart from the library: one of a territory's things. */
typedef struct thing {
    char code[48];
    int32_t kind, zone, part, siblings, band, region;
    double people, apl;
} thing;

typedef struct small_case {
    thing things[24];
    int32_t n, n_classes, both, up;
    double used[6], ceilings[6], limit, close;
    double stays
        [2]; /* by region: by how much a class may change; infinite where shares need not stay */
    int32_t most;
    /* The best of all assignments. */
    double gap, people;
    int32_t n_moves;
    char codes[24][56];
} small_case;

static int by_code(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Whether an assignment breaks no rule; its gap, moves and people. */
static int is_allowed(const small_case *c, const int *to, double *gap, int32_t *n, double *people)
{
    double used[6], change[2][6] = {{0}}, substituted = 0;
    int net[2][6] = {{0}};
    memcpy(used, c->used, sizeof used);
    *gap = *people = 0;
    *n = 0;
    for (int32_t k = 0; k < c->n; k++) {
        const thing *t = &c->things[k];
        if (!to[k])
            continue;
        used[t->zone] -= t->people;
        used[t->zone + to[k]] += t->people;
        change[t->region][t->zone] -= t->people;
        change[t->region][t->zone + to[k]] += t->people;
        *people += t->people;
        ++*n;
        if (t->kind == APLOC_ZONE_MOVE_SUBSTITUTION) {
            int32_t moved = 0;
            for (int32_t j = 0; j < c->n; j++)
                moved += to[j] && c->things[j].part == t->part &&
                         c->things[j].kind == APLOC_ZONE_MOVE_SUBSTITUTION;
            if (moved == t->siblings)
                return 0;
            substituted += t->people;
        }
        if (t->kind == APLOC_ZONE_MOVE_EXCHANGE) {
            for (int32_t j = 0; j < c->n; j++)
                if (j != k && to[j] && c->things[j].part == t->part)
                    return 0;
            net[t->band][to[k] < 0 ? t->zone - 1 : t->zone] += to[k];
        }
    }
    for (int k = 0; k < 6; k++)
        if (net[0][k] || net[1][k])
            return 0;
    for (int k = 0; k < 12; k++)
        if (fabs(change[k / 6][k % 6]) > c->stays[k / 6] + 1e-7)
            return 0;
    if (substituted > c->limit + 1e-7 || *n > c->most)
        return 0;
    for (int32_t k = 0; k < c->n_classes; k++) {
        if (isnan(c->ceilings[k]))
            continue;
        if (used[k] > fmax(c->ceilings[k], c->used[k]) + 1e-7)
            return 0;
        *gap = fmax(*gap, fabs(c->ceilings[k] - used[k]));
    }
    return 1;
}

/* The codes of an assignment, each with its direction so that those raised come first. */
static void write_codes(const small_case *c, const int *to, char codes[24][56])
{
    int n = 0;
    for (int32_t k = 0; k < c->n; k++)
        if (to[k])
            snprintf(codes[n++], 56, "%s %d%d%d", c->things[k].code, (int)c->things[k].kind,
                     (int)c->things[k].zone - (to[k] < 0), to[k] > 0);
    qsort(codes, (size_t)n, 56, by_code);
}

static void try_one(small_case *c, const int *to)
{
    double gap, people;
    int32_t n;
    char codes[24][56];
    if (!is_allowed(c, to, &gap, &n, &people))
        return;
    double mine = gap <= c->close + 1e-7 ? 0 : gap, best = c->gap <= c->close + 1e-7 ? 0 : c->gap;
    int order = mine < best - 1e-7 ? -1 : mine > best + 1e-7;
    order = order ? order : n - c->n_moves;
    order = order ? order : people < c->people - 1e-7 ? -1 : people > c->people + 1e-7;
    if (order > 0)
        return;
    write_codes(c, to, codes);
    for (int32_t k = 0; order == 0 && k < n; k++)
        order = strcmp(codes[k], c->codes[k]);
    if (order > 0)
        return;
    c->gap = gap;
    c->people = people;
    c->n_moves = n;
    memcpy(c->codes, codes, sizeof codes);
}

static int may_go(const small_case *c, const aploc_rules *rules, const thing *t, int step)
{
    aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
    int32_t to = t->zone + step;
    if (to < 0 || to >= c->n_classes || (c->up && step > 0 && t->kind != APLOC_ZONE_MOVE_EXCHANGE))
        return 0;
    ck_assert_int_eq(aploc_rules_get_class(rules, to, &zone, NULL), APLOC_OK);
    return step > 0 || !c->both || isnan(zone.max) || t->apl <= zone.max;
}

static void try_all(small_case *c, const aploc_rules *rules, int *to, int32_t k)
{
    if (k == c->n) {
        try_one(c, to);
        return;
    }
    for (to[k] = -1; to[k] <= 1; to[k]++)
        if (to[k] == 0 || may_go(c, rules, &c->things[k], to[k]))
            try_all(c, rules, to, k + 1);
    to[k] = 0;
}

/* R0 or R1. */
static int32_t region_of(const zones_table *t, const aploc_qpv *qpvs, int32_t place)
{
    for (int32_t p = 0; p < t->n && place >= t->n; p++)
        if (strcmp(t->codes[p], qpvs[place - t->n].commune) == 0)
            return t->regions[p][1] - '0';
    return t->regions[place][1] - '0';
}

/* The things of an area that may move, in a band or not. */
static void take_things(small_case *c, const zones_table *t, const aploc_zoning *z,
                        const aploc_qpv *qpvs, int32_t n_qpvs, int32_t area, int32_t kinds,
                        const aploc_rules_values *v, int shares)
{
    const char *name = aploc_zoning_area(z, aploc_zoning_scope(z), area);
    double all = 0, before = 0, people[2] = {0};
    c->n = 0;
    for (int32_t p = 0; p < t->n + n_qpvs; p++)
        if (strcmp(zones_part(z, aploc_zoning_parts(z)[p]).area, name) == 0)
            people[region_of(t, qpvs, p)] += aploc_zoning_people(z)[p];
    for (int k = 0; k < 2; k++)
        c->stays[k] = shares ? people[k] / 1000 : 1e300;
    for (int32_t p = 0; p < t->n + n_qpvs; p++) {
        int32_t kind = p < t->n ? APLOC_ZONE_MOVE_SUBSTITUTION : APLOC_ZONE_MOVE_QUARTER;
        aploc_zone_part part = zones_part(z, aploc_zoning_parts(z)[p]);
        if (strcmp(part.area, name) != 0 || !(kinds & kind) || part.rank == 0 ||
            (shares && kind == APLOC_ZONE_MOVE_QUARTER) ||
            (p < t->n && (part.n_communes < 2 || isnan(v->substitution))) ||
            !(aploc_zoning_people(z)[p] > 0))
            continue;
        thing *one = &c->things[c->n++];
        *one = (thing){.kind = kind,
                       .zone = part.zone,
                       .part = aploc_zoning_parts(z)[p],
                       .siblings = part.n_communes,
                       .region = region_of(t, qpvs, p),
                       .people = aploc_zoning_people(z)[p],
                       .apl = part.apl};
        snprintf(one->code, sizeof one->code, "%s", p < t->n ? t->codes[p] : qpvs[p - t->n].code);
    }
    for (int32_t k = 0; k < aploc_zoning_part_count(z); k++)
        all += strcmp(zones_part(z, k).area, name) ? 0 : zones_part(z, k).people;
    for (int32_t k = 0; k < aploc_zoning_part_count(z); k++) {
        aploc_zone_part part = zones_part(z, k);
        if (strcmp(part.area, name) != 0)
            continue;
        int low = before + part.people <= v->low_band * all + 1e-7;
        int high = before >= all - v->high_band * all - 1e-7;
        before += part.people;
        if (!(kinds & APLOC_ZONE_MOVE_EXCHANGE) || part.quarter || part.rank == 0 ||
            !(part.people > 0) || !(low || high))
            continue;
        int in[2] = {0};
        for (int32_t p = 0; p < t->n + n_qpvs; p++)
            if (aploc_zoning_parts(z)[p] == k)
                in[region_of(t, qpvs, p)] = 1;
        if (shares && in[0] && in[1])
            continue;
        thing *one = &c->things[c->n++];
        *one = (thing){.kind = APLOC_ZONE_MOVE_EXCHANGE,
                       .zone = part.zone,
                       .part = k,
                       .band = !low,
                       .region = in[1],
                       .people = part.people,
                       .apl = part.apl};
        snprintf(one->code, sizeof one->code, "%s", part.unit);
    }
    c->limit = v->substitution * all;
}

static double total_of(const aploc_zoning *z, int32_t area)
{
    return aploc_zoning_people_of(z, aploc_zoning_scope(z), area, -2);
}

/* One area of a solved zoning against all assignments. Returns how many moves it has. */
static int32_t check_area(small_case *c, const aploc_rules *rules, const aploc_zoning *plain,
                          const aploc_zoning *z, int32_t area, int shares)
{
    int to[24] = {0};
    double cumulated = 0, before = 0;
    int32_t scope = aploc_zoning_scope(z), n = 0;
    aploc_zone_fill f = fill_of(z, area);
    c->n_classes = aploc_rules_class_count(rules);
    for (int32_t k = 0; k < c->n_classes; k++) {
        aploc_zone_class zone = APLOC_ZONE_CLASS_INIT;
        ck_assert_int_eq(aploc_rules_get_class(rules, k, &zone, NULL), APLOC_OK);
        c->used[k] = aploc_zoning_people_of(plain, scope, area, k);
        c->ceilings[k] = aploc_zoning_ceiling(plain, area, k);
        if (shares && k < c->n_classes - 1) {
            cumulated += zone.share * total_of(z, area);
            c->ceilings[k] = cumulated - before;
            before = cumulated;
            ck_assert_double_eq_tol(aploc_zoning_ceiling(z, area, k), c->ceilings[k], 1e-9);
        }
    }
    c->gap = 1e300;
    c->people = 0;
    c->n_moves = 1000;
    try_all(c, rules, to, 0);
    ck_assert_int_eq(f.proved, 1);
    ck_assert_int_eq(f.close, c->gap <= c->close + 1e-7);
    ck_assert_double_eq_tol(f.gap, c->gap, 2e-6);
    ck_assert_int_eq(f.moves, c->n_moves);
    ck_assert_int_eq(f.least, c->n_moves);
    ck_assert_double_eq_tol(f.moved, c->people, 1e-6);
    if (!f.close)
        ck_assert_double_eq_tol(f.bound, f.gap, 1e-9);
    ck_assert(f.substituted <= f.limit);
    for (int32_t k = 0; k < aploc_zoning_move_count(z); k++) {
        aploc_zone_move m = move_of(z, k);
        char code[56];
        if (strcmp(m.area, f.area) != 0)
            continue;
        snprintf(code, sizeof code, "%s %d%d%d", m.code, (int)m.kind,
                 (int)(m.from < m.to ? m.from : m.to), m.to > m.from);
        ck_assert_str_eq(code, c->codes[n++]);
    }
    ck_assert_int_eq(n, c->n_moves);
    /* What the zoning says agrees with its moves. */
    double gap = 0;
    for (int32_t k = 0; k < c->n_classes; k++)
        if (!isnan(c->ceilings[k]))
            gap = fmax(gap, fabs(aploc_zoning_ceiling(z, area, k) -
                                 aploc_zoning_people_of(z, scope, area, k)));
    ck_assert_double_eq_tol(gap, f.gap, 2e-6);
    return n;
}

/* A random territory and its rules, of two to five classes. */
static void draw_case(char *rules, size_t rules_size, char *communes, size_t size, int shares)
{
    int32_t n = 3 + draw(7), units = 2 + draw(4), regions = 1 + draw(2), classes = 2 + draw(4);
    int32_t largest = draw(2) ? 40 : 5;
    communes[0] = '\0';
    for (int32_t i = 0; i < n; i++)
        snprintf(communes + strlen(communes), size - strlen(communes), "%d u%d R%d D %d%s %d\n",
                 (int)(90 - 7 * i), (int)draw(units), (int)draw(regions), (int)(1 + draw(largest)),
                 draw(5) ? "" : ".25", (int)draw(6));
    snprintf(rules, rules_size,
             HEAD "[assignment]\nby = %s\nscope = %s\nstraddle = %s\nsubstitution = %d %%\n"
                  "low_band = %d %%\nhigh_band = %d %%\n",
             shares    ? "shares"
             : draw(4) ? "ceilings"
                       : "both",
             draw(3) ? "region" : "nation",
             draw(2)   ? "upper"
             : draw(2) ? "lower"
                       : "nearest",
             (int)(largest == 5 ? 100 : draw(60)), (int)draw(70), (int)draw(90));
    for (int32_t k = 0; k < classes; k++)
        snprintf(rules + strlen(rules), rules_size - strlen(rules),
                 "[class %c]\nmax = %d\nshare = %d %%\n", 'A' + k, (int)(1 + k + draw(2)),
                 (int)(10 + draw(15)));
    for (int32_t area = 0; area < 2; area++) {
        snprintf(rules + strlen(rules), rules_size - strlen(rules), "%s\n",
                 area ? "[region *]" : "[nation]");
        for (int32_t k = 0; k < classes - 1; k++)
            snprintf(rules + strlen(rules), rules_size - strlen(rules), "%c = %d %%\n", 'A' + k,
                     (int)(10 + draw(80 / classes)));
    }
}

START_TEST(no_assignment_is_better)
{
    static zones_table t;
    static small_case c;
    int32_t cases = 0, with_moves = 0, far_ones = 0, kinds_seen = 0;
    for (seed = 1; cases < trials(5000);) {
        char rules_text[1200], communes[1200];
        int shares = draw(3) == 0;
        aploc_rules_values v = APLOC_RULES_VALUES_INIT;
        draw_case(rules_text, sizeof rules_text, communes, sizeof communes, shares);
        aploc_rules *rules = rules_of(rules_text);
        ck_assert_int_eq(aploc_rules_get_values(rules, &v, NULL), APLOC_OK);
        zones_parse(&t, communes);
        const aploc_qpv qpvs[] = {{"q1", t.codes[0], NULL, floor(t.people[0] / 2), NAN},
                                  {"q2", t.codes[1], NULL, floor(t.people[1] / 3), draw(6)}};
        const aploc_decision decision = {t.units[0], "A"};
        aploc_zoning_options o = zones_options();
        aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
        o.qpvs = qpvs;
        o.n_qpvs = draw(3);
        o.decisions = &decision;
        o.n_decisions = draw(6) == 0;
        aploc_zoning *plain = zones_make(rules, &t, &o);
        s.close = draw(3) ? draw(12) : 0;
        s.kinds = draw(3) ? draw(8) : APLOC_ZONE_MOVE_SUBSTITUTION;
        s.up = draw(4) == 0;
        s.moves = draw(4) ? 0 : 1 + draw(3);
        aploc_zoning *z = fill(plain, &s);
        aploc_zoning_free(plain);
        plain = zones_make(rules, &t, &o);
        int32_t n_moves = 0;
        for (int32_t a = 0; a < aploc_zoning_area_count(z, aploc_zoning_scope(z)); a++) {
            c.close = s.close;
            c.both = v.assign == APLOC_ASSIGN_BOTH;
            c.up = s.up;
            c.most = s.moves ? s.moves : 1000;
            take_things(&c, &t, plain, qpvs, o.n_qpvs, a, s.kinds ? s.kinds : 7, &v, shares);
            if (c.n > 11)
                continue;
            n_moves += check_area(&c, rules, plain, z, a, shares);
            far_ones += !fill_of(z, a).close;
            cases++;
        }
        for (int32_t k = 0; k < aploc_zoning_move_count(z); k++)
            kinds_seen |= move_of(z, k).kind;
        with_moves += n_moves > 0;
        aploc_zoning_free(plain);
        aploc_zoning_free(z);
        aploc_communes_free(t.communes);
        aploc_rules_free(rules);
    }
    ck_assert_int_eq(kinds_seen, 7);
    ck_assert_int_gt(with_moves, trials(500));
    ck_assert_int_gt(far_ones, trials(100));
}
END_TEST

/* The least people moved by count, and by what crosses each of two cuts: exact, by dynamic programming. */
enum { CROSS = 245, MOVES = 6, SPAN = 2 * CROSS + 1 };
static int32_t least[MOVES + 1][SPAN][SPAN];

static void relax(int32_t m, int32_t f, int32_t g, int32_t df, int32_t dg, int32_t people)
{
    int32_t to_f = f + df, to_g = g + dg;
    if (to_f < 0 || to_f >= SPAN || to_g < 0 || to_g >= SPAN)
        return;
    if (least[m][f][g] + people < least[m + 1][to_f][to_g])
        least[m + 1][to_f][to_g] = least[m][f][g] + people;
}

static void take_commune(int32_t zone, int32_t people)
{
    for (int32_t m = MOVES - 1; m >= 0; m--)
        for (int32_t f = 0; f < SPAN; f++)
            for (int32_t g = 0; g < SPAN; g++) {
                if (least[m][f][g] == INT32_MAX / 2)
                    continue;
                if (zone < 2)
                    relax(m, f, g, zone == 0 ? -people : 0, zone == 1 ? -people : 0, people);
                if (zone > 0)
                    relax(m, f, g, zone == 1 ? people : 0, zone == 2 ? people : 0, people);
            }
}

START_TEST(dynamic_programming_agrees)
{
    static wide w;
    int32_t most = 0, none = 0;
    for (uint32_t k = 1; k <= 30; k++) {
        int32_t n = 24, left[2], best = 0, people = INT32_MAX / 2;
        char text[400];
        double all = 0;
        seed = k;
        /* Few odd sizes, so that it takes several communes to come near. */
        for (int32_t i = 0; i < n; i++) {
            snprintf(w.codes[i], sizeof w.codes[i], "%02d", (int)i);
            snprintf(w.units[i], sizeof w.units[i], "u%d", (int)(i / 8));
            w.people[i] = draw(3) ? 7 * (1 + draw(3)) : 1 + draw(6);
            w.apl[i] = 1 + i / 8;
            all += w.people[i];
        }
        double used[3] = {0, 0, 0};
        for (int32_t i = 0; i < n; i++)
            used[i / 8] += w.people[i];
        /* The next unit does not fit. */
        left[0] = (int32_t)fmin(20 + draw(40), used[1] - 1);
        left[1] = (int32_t)fmin(draw(40), used[2] - 1);
        snprintf(text, sizeof text,
                 HEAD "[assignment]\nby = ceilings\nscope = region\nsubstitution = 60 %%\n"
                      "[class A]\n[class B]\n[class C]\n[region R]\nA = %.0f\nB = %.0f\n",
                 used[0] + left[0], used[1] + left[1]);
        aploc_rules *rules = rules_of(text);
        aploc_zoning_solve_options s = APLOC_ZONING_SOLVE_OPTIONS_INIT;
        aploc_zoning *plain;
        s.close = draw(3);
        s.moves = MOVES;
        aploc_zoning *z = wide_solve(&w, rules, n, 0, &s, &plain);
        ck_assert_str_eq(zones_text(rules, plain), "R/u0:A R/u1:B R/u2:C");

        for (int32_t m = 0; m <= MOVES; m++)
            for (int32_t f = 0; f < SPAN; f++)
                for (int32_t g = 0; g < SPAN; g++)
                    least[m][f][g] = INT32_MAX / 2;
        least[0][CROSS][CROSS] = 0;
        for (int32_t i = 0; i < n; i++)
            take_commune(i / 8, (int32_t)w.people[i]);
        for (; best <= MOVES && people == INT32_MAX / 2; best++)
            for (int32_t f = left[0] - (int32_t)s.close; f <= left[0]; f++)
                for (int32_t g = f + left[1] - (int32_t)s.close; g <= f + left[1]; g++)
                    if (least[best][f + CROSS][g + CROSS] < people)
                        people = least[best][f + CROSS][g + CROSS];
        best--;
        if (people > 0.6 * all) { /* none, or none within the limit: then not by this table */
            ck_assert_int_eq(best < MOVES || fill_of(z, 0).close == 0, 1);
            none++;
        } else {
            ck_assert_int_eq(fill_of(z, 0).close, 1);
            ck_assert_int_eq(fill_of(z, 0).proved, 1);
            ck_assert_int_eq(fill_of(z, 0).moves, best);
            ck_assert_double_eq(fill_of(z, 0).moved, people);
            most = best > most ? best : most;
        }
        aploc_zoning_free(plain);
        aploc_zoning_free(z);
        aploc_rules_free(rules);
    }
    ck_assert_int_ge(most, 5);
    ck_assert_int_le(none, 20);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, no_assignment_is_better);
    tcase_add_test(tcase, dynamic_programming_agrees);
}

int main(void)
{
    return run_tests("zoning_solve_all", add);
}
