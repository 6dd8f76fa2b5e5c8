/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit: the class of each unit against its APL, and the communes that left it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "method/method.h"
#include "zoning/audit.h"

/* What an area has of a unit: places at[from … to), and its class. */
typedef struct group {
    int32_t unit, area, from, to;
    int32_t
        zone; /* the class of most of its people, -1: none; of those its APL leads to if it can */
    int32_t usual; /* the class of thresholds; -1: not known */
    double people;
} group;

/* A group in the order of APL. */
typedef struct ranked {
    const group *g;
    double apl;
} ranked;

/* What the agencies moved, in each area. */
typedef struct moves {
    apl_codes added, apart;
    double vivier; /* people whose thresholds alone say `addition_of` */
} moves;

typedef struct work {
    aploc_audit *audit;
    const aploc_zoning *z;
    const apl_areas *areas;
    int32_t *at; /* the communes by unit and area */
    group *groups;
    int32_t n_groups;
    moves *moves;      /* by area */
    int thresholds;    /* whether APLs lead to classes */
    int32_t of;        /* the class of additions, -1: none */
    apl_codes without; /* units without an APL */
} work;

typedef struct key {
    int32_t unit, area, place; /* in the order of the zoning */
} key;

static int by_key(const void *one, const void *other)
{
    const key *a = one, *b = other;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static aploc_status make_groups(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_zoning *z = w->z;
    key *keys = NULL;
    APL_TRY(APL_NEW(keys, z->n_communes, err));
    APL_TRY(APL_NEW(w->at, z->n_communes, err));
    APL_TRY(APL_ZEROED(w->groups, z->n_communes, err));
    for (int32_t k = 0; k < z->n_communes; k++)
        keys[k] = (key){z->units[z->order[k]], w->areas->of_places[z->order[k]], k};
    qsort(keys, (size_t)z->n_communes, sizeof *keys, by_key);
    for (int32_t k = 0; k < z->n_communes; k++) {
        group *last = w->n_groups ? &w->groups[w->n_groups - 1] : NULL;
        if (!last || last->unit != keys[k].unit || last->area != keys[k].area) {
            last = &w->groups[w->n_groups++];
            *last = (group){keys[k].unit, keys[k].area, k, k, -1, -1, 0.0};
        }
        w->at[k] = z->order[keys[k].place];
        last->to = k + 1;
        last->people += z->people[w->at[k]];
    }
out:
    free(keys);
    return status;
}

/* Whether a class has a ceiling in an area, known or not. */
static int is_capped(const work *w, int32_t area, int32_t zone)
{
    const aploc_rules *rules = w->z->rules;
    int32_t scope = w->audit->scope;
    double ceiling = (double)NAN;
    if (!apl_has_ceilings(rules, scope, zone))
        return 0;
    return aploc_rules_get_ceiling(rules, scope, w->areas->texts[area], zone, 0.0, &ceiling, NULL,
                                   NULL) != APLOC_OK ||
           !isnan(ceiling);
}

/* Whether a unit of that APL may be in a class. */
static int may_be(const work *w, const group *g, int32_t zone)
{
    const aploc_rules *rules = w->z->rules;
    if (g->usual < 0 || zone == g->usual)
        return 1;
    if (zone < g->usual)
        return rules->classes[zone].picked && apl_within(&rules->classes[zone], w->z->apl[g->unit]);
    if (w->audit->assign != APLOC_ASSIGN_BOTH)
        return 0;
    for (int32_t k = g->usual; k < zone; k++)
        if (!rules->classes[k].picked && !is_capped(w, g->area, k))
            return 0;
    return 1;
}

/* The class with most people of a group: of those it may be in, if any; the first on a tie. */
static void take_class(const work *w, group *g)
{
    double people[APLOC_ZONE_CLASSES_MAX] = {0};
    int present[APLOC_ZONE_CLASSES_MAX] = {0};
    for (int32_t k = g->from; k < g->to; k++) {
        int32_t zone = w->audit->zones[w->at[k]];
        if (zone < 0)
            continue;
        present[zone] = 1;
        people[zone] += w->z->people[w->at[k]];
    }
    for (int32_t strict = 1; strict >= 0 && g->zone < 0; strict--)
        for (int32_t k = 0; k < w->z->rules->n_classes; k++)
            if (present[k] && (!strict || may_be(w, g, k)) &&
                (g->zone < 0 || people[k] > people[g->zone]))
                g->zone = k;
}

static double people_in(const work *w, const group *g, int32_t zone)
{
    double people = 0.0;
    for (int32_t k = g->from; k < g->to; k++)
        if (w->audit->zones[w->at[k]] == zone)
            people += w->z->people[w->at[k]];
    return people;
}

/* A unit in a class where its APL does not lead: an addition, or a breach. */
static aploc_status hold_threshold(work *w, const group *g, aploc_error *err)
{
    const aploc_rules *rules = w->z->rules;
    const char *code = apl_zoning_unit_code(w->z, g->unit);
    double people = people_in(w, g, g->zone);
    if (w->of >= 0 && g->usual > w->of && g->zone <= w->of) {
        apl_codes_add(&w->moves[g->area].added, code, people);
        return APLOC_OK;
    }
    char apl[32], max[32];
    int32_t bound = g->usual < g->zone ? g->usual : g->zone;
    apl_apl_text(w->z->apl[g->unit], rules->classes[bound].max, apl);
    aploc_number_write(rules->classes[bound].max, max);
    return apl_audit_add(
        w->audit,
        apl_finding_on(APLOC_AUDIT_CHECK_THRESHOLD, APLOC_AUDIT_BROKEN, code, people, g->zone), err,
        "unit '%s' is %s, its APL %s leads to %s: %s is %s %s", code,
        apl_class_name(w->audit, g->zone), apl, apl_class_name(w->audit, g->usual),
        apl_class_name(w->audit, bound), rules->classes[bound].strict ? "below" : "up to", max);
}

static aploc_status hold_groups(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t n = 0; n < w->n_groups && !status; n++) {
        group *g = &w->groups[n];
        moves *m = &w->moves[g->area];
        double apl = w->z->apl[g->unit];
        if (w->thresholds && isnan(apl))
            apl_codes_add(&w->without, apl_zoning_unit_code(w->z, g->unit), g->people);
        else if (w->thresholds)
            g->usual = apl_usual_class(w->z->rules, apl);
        if (g->usual >= 0 && g->usual == w->of)
            m->vivier += g->people;
        take_class(w, g);
        w->audit->held[APLOC_AUDIT_CHECK_THRESHOLD] += g->usual >= 0 && g->zone >= 0;
        w->audit->held[APLOC_AUDIT_CHECK_SUBSTITUTION] += g->zone >= 0;
        if (g->zone < 0)
            continue;
        for (int32_t k = g->from; k < g->to; k++) {
            int32_t i = w->at[k];
            if (w->audit->zones[i] >= 0 && w->audit->zones[i] != g->zone)
                apl_codes_add(&m->apart, aploc_communes_code(w->z->communes, i), w->z->people[i]);
        }
        if (!may_be(w, g, g->zone))
            status = hold_threshold(w, g, err);
    }
    if (status || w->without.n == 0)
        return status;
    return apl_audit_add(
        w->audit,
        apl_finding_on(APLOC_AUDIT_CHECK_THRESHOLD, APLOC_AUDIT_UNKNOWN, "", w->without.people, -1),
        err, "no APL of units %s: not held against thresholds", w->without.text);
}

/* What was moved in an area against the share that the rules allow. */
static aploc_status hold_moves(work *w, int32_t check, int32_t area, aploc_error *err)
{
    const moves *m = &w->moves[area];
    const aploc_rules *rules = w->z->rules;
    int added = check == APLOC_AUDIT_CHECK_ADDITION;
    const apl_codes *codes = added ? &m->added : &m->apart;
    double share = added ? rules->values.addition : rules->values.substitution;
    double all = added ? m->vivier : aploc_zoning_people_of(w->z, w->audit->scope, area, -2);
    const char *name = added ? "addition" : "substitution", *of = added ? rules->values.of : "";
    const apl_ini_entry *entry = apl_ini_find(&rules->ini, "assignment", name);
    aploc_audit_finding f = apl_finding_on(check, APLOC_AUDIT_KEPT, "", codes->people, -1);
    char people[32], limit[32], percent[32];
    if (codes->n == 0)
        return APLOC_OK;
    f.scope = w->audit->scope;
    f.area = w->areas->texts[area];
    apl_people_text(codes->people, people);
    if (entry && apl_method_unknown(entry, NULL)) {
        f.verdict = APLOC_AUDIT_UNKNOWN;
        return apl_audit_add(w->audit, f, err, "%s people in %s; the rules do not know %s (?)",
                             people, codes->text, name);
    }
    f.limit = isnan(share) ? 0.0 : apl_people_of_share(apl_share_units(share), all);
    f.verdict = codes->people > f.limit ? APLOC_AUDIT_BROKEN : APLOC_AUDIT_KEPT;
    apl_percent_text(isnan(share) ? 0.0 : share, 1.0, percent);
    aploc_number_write(floor(f.limit), limit);
    if (isnan(share))
        return apl_audit_add(
            w->audit, f, err,
            "%s people in communes that are not classed as their unit, which these "
            "rules let none be: %s",
            people, codes->text);
    return apl_audit_add(
        w->audit, f, err, "%s people %s, of at most %s (%s %% of the people%s%s): %s", people,
        added ? "in units added from past the thresholds" : "in communes that replace their unit",
        limit, percent, *of ? " whose units are " : "", of, codes->text);
}

/* By area, then by APL; those without behind. */
static int by_apl(const void *one, const void *other)
{
    const ranked *a = one, *b = other;
    if (a->g->area != b->g->area)
        return a->g->area < b->g->area ? -1 : 1;
    if (isnan(a->apl) != isnan(b->apl))
        return isnan(a->apl) ? 1 : -1;
    if (a->apl < b->apl || a->apl > b->apl)
        return a->apl < b->apl ? -1 : 1;
    return a->g->unit < b->g->unit ? -1 : a->g->unit > b->g->unit;
}

/* The first class from `least` on that a commune of a group has; -1: none is that far. */
static int32_t class_from(const work *w, const group *g, int32_t least)
{
    int32_t first = -1;
    for (int32_t k = g->from; k < g->to; k++) {
        int32_t zone = w->audit->zones[w->at[k]];
        if (zone >= least && (first < 0 || zone < first))
            first = zone;
    }
    return first;
}

/* Units in order of APL: those with one APL are behind all with a lower one. */
static aploc_status hold_ranks(work *w, const ranked *order, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t least = 0, most = 0;
    const ranked *last = NULL, *highest = NULL; /* of `least` and of `most` */
    for (int32_t k = 0; k < w->n_groups && !status; k++) {
        const ranked *r = &order[k];
        if (k == 0 || r->g->area != order[k - 1].g->area) {
            least = most = 0;
        } else if (r->apl > order[k - 1].apl) {
            least = most;
            last = highest;
        }
        if (isnan(r->apl) || r->g->zone < 0)
            continue;
        int32_t zone = class_from(w, r->g, least);
        w->audit->held[APLOC_AUDIT_CHECK_ORDER]++;
        if (zone > most) {
            most = zone;
            highest = r;
        }
        if (zone >= 0)
            continue;
        const char *code = apl_zoning_unit_code(w->z, r->g->unit);
        char apl[32], before[32];
        apl_apl_text(last->apl, r->apl, before);
        apl_apl_text(r->apl, last->apl, apl);
        aploc_audit_finding f = apl_finding_on(APLOC_AUDIT_CHECK_ORDER, APLOC_AUDIT_BROKEN, code,
                                               r->g->people, r->g->zone);
        status = apl_audit_add(
            w->audit, f, err,
            "unit '%s' of APL %s is %s, unit '%s' of APL %s, which is before it, %s", code, apl,
            apl_class_name(w->audit, r->g->zone), apl_zoning_unit_code(w->z, last->g->unit), before,
            apl_class_name(w->audit, least));
    }
    return status;
}

/* What keeps the order of APL from being held; NULL: nothing does. */
static const char *without_order(const work *w)
{
    const aploc_zoning_options *o = &w->audit->options;
    const aploc_rules_values *v = &w->z->rules->values;
    int32_t scope = w->audit->scope;
    if (!w->audit->apl)
        return "no APL was given";
    if ((scope == APLOC_SCOPE_REGION && !o->region) ||
        (scope == APLOC_SCOPE_DEPARTMENT && !o->department))
        return "no column of the areas was given in which the rules have ceilings";
    if (!isnan(v->low_band) || !isnan(v->high_band))
        return "the rules let units be exchanged";
    return NULL;
}

/* Under ceilings, classes are filled in order of APL. */
static aploc_status hold_order(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    ranked *order = NULL;
    const char *why = without_order(w);
    if (w->audit->assign != APLOC_ASSIGN_CEILINGS)
        return APLOC_OK;
    for (int32_t k = 0; k < w->z->rules->n_classes; k++)
        if (w->z->rules->classes[k].picked)
            return APLOC_OK;
    if (why)
        return apl_audit_add(w->audit,
                             apl_finding_on(APLOC_AUDIT_CHECK_ORDER, APLOC_AUDIT_UNKNOWN, "",
                                            aploc_zoning_people_of(w->z, APLOC_SCOPE_NATION, 0, -2),
                                            -1),
                             err, "%s: units are not held against the order of APL", why);
    APL_TRY(APL_NEW(order, w->n_groups, err));
    for (int32_t k = 0; k < w->n_groups; k++)
        order[k] = (ranked){&w->groups[k], w->z->apl[w->groups[k].unit]};
    qsort(order, (size_t)w->n_groups, sizeof *order, by_apl);
    APL_TRY(hold_ranks(w, order, err));
out:
    free(order);
    return status;
}

/* Where the largest part of a unit decides, the others have its class. */
static aploc_status hold_agreement(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t rule = w->audit->options.disagreement ? w->audit->options.disagreement
                                                  : w->z->rules->values.disagreement;
    if (rule != APLOC_DISAGREEMENT_LARGEST)
        return APLOC_OK;
    w->audit->held[APLOC_AUDIT_CHECK_DISAGREEMENT] = w->n_groups;
    for (int32_t from = 0, to; from < w->n_groups; from = to) {
        const group *best = &w->groups[from];
        for (to = from; to < w->n_groups && w->groups[to].unit == best->unit; to++)
            if (w->groups[to].people > best->people)
                best = &w->groups[to];
        for (int32_t k = from; k < to && !status; k++) {
            const group *g = &w->groups[k];
            const char *code = apl_zoning_unit_code(w->z, g->unit);
            if (g->zone < 0 || best->zone < 0 || g->zone == best->zone)
                continue;
            status =
                apl_audit_add(w->audit,
                              apl_finding_on(APLOC_AUDIT_CHECK_DISAGREEMENT, APLOC_AUDIT_BROKEN,
                                             code, g->people, g->zone),
                              err,
                              "unit '%s' is %s in '%s' and %s in '%s', which has most of "
                              "its people and decides",
                              code, apl_class_name(w->audit, g->zone), w->areas->texts[g->area],
                              apl_class_name(w->audit, best->zone), w->areas->texts[best->area]);
        }
    }
    return status;
}

/* One quarter: whether it is apart from its commune, and may be. */
static aploc_status hold_quarter(work *w, int32_t k, apl_codes *apart, aploc_error *err)
{
    const aploc_zoning *z = w->z;
    const aploc_rules *rules = z->rules;
    const aploc_qpv *qpv = &w->audit->options.qpvs[k];
    int32_t commune = aploc_communes_find(z->communes, qpv->commune);
    int32_t zone = w->audit->zones[z->n_communes + k], around = w->audit->zones[commune];
    int32_t only = apl_rules_class(rules, rules->values.quarters, strlen(rules->values.quarters));
    double apl = z->apl[z->units[commune]];
    if (zone < 0 || zone == around)
        return APLOC_OK;
    aploc_audit_finding f =
        apl_finding_on(APLOC_AUDIT_CHECK_QUARTER, APLOC_AUDIT_BROKEN, qpv->code, qpv->people, zone);
    if (only < 0 || (w->thresholds && !isnan(apl) && apl_usual_class(rules, apl) == only)) {
        apl_codes_add(apart, qpv->code, qpv->people);
        return APLOC_OK;
    }
    if (w->thresholds && !isnan(apl)) {
        char text[32];
        apl_apl_text(apl, rules->classes[only].max, text);
        return apl_audit_add(
            w->audit, f, err,
            "quarter '%s' is %s, commune '%s' %s; its unit, of APL %s, is not among "
            "those of %s, whose quarters may be classed apart",
            qpv->code, apl_class_name(w->audit, zone), qpv->commune,
            apl_class_name(w->audit, around), text, rules->values.quarters);
    }
    f.verdict = APLOC_AUDIT_UNKNOWN;
    return apl_audit_add(
        w->audit, f, err, "quarter '%s' is %s, commune '%s' %s; %s whether its unit is of %s",
        qpv->code, apl_class_name(w->audit, zone), qpv->commune, apl_class_name(w->audit, around),
        w->audit->apl && !w->thresholds ? "no threshold says" : "no APL says",
        rules->values.quarters);
}

static aploc_status hold_quarters(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_codes apart = {0};
    char people[32];
    w->audit->held[APLOC_AUDIT_CHECK_QUARTER] = w->audit->options.n_qpvs;
    for (int32_t k = 0; k < w->audit->options.n_qpvs && !status; k++)
        status = hold_quarter(w, k, &apart, err);
    apl_people_text(apart.people, people);
    if (status || apart.n == 0)
        return status;
    return apl_audit_add(
        w->audit, apl_finding_on(APLOC_AUDIT_CHECK_QUARTER, APLOC_AUDIT_KEPT, "", apart.people, -1),
        err, "%s people of quarters count in their own class, not in that of their commune: %s",
        people, apart.text);
}

/* Whether thresholds are in the rules, known, and there is an APL to hold against them. */
static aploc_status find_thresholds(work *w, aploc_error *err)
{
    const aploc_rules *rules = w->z->rules;
    aploc_audit_finding f =
        apl_finding_on(APLOC_AUDIT_CHECK_THRESHOLD, APLOC_AUDIT_UNKNOWN, "", 0.0, -1);
    f.people = aploc_zoning_people_of(w->z, APLOC_SCOPE_NATION, 0, -2);
    if (w->audit->assign != APLOC_ASSIGN_THRESHOLDS && w->audit->assign != APLOC_ASSIGN_BOTH)
        return APLOC_OK;
    for (int32_t k = 0; k < rules->n_classes - 1; k++)
        if (isnan(rules->classes[k].max)) {
            f.zone = k;
            return apl_audit_add(w->audit, f, err, "the rules do not know the threshold of %s",
                                 rules->classes[k].name);
        }
    if (!w->audit->apl)
        return apl_audit_add(w->audit, f, err,
                             "no APL was given: units are not held against thresholds");
    w->thresholds = 1;
    return APLOC_OK;
}

aploc_status apl_audit_units(aploc_audit *audit, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_rules *rules = audit->z->rules;
    work w = {.audit = audit, .z = audit->z, .areas = &audit->z->areas[audit->scope]};
    w.of = isnan(rules->values.addition) && !apl_ini_find(&rules->ini, "assignment", "addition")
               ? -1
               : apl_rules_class(rules, rules->values.of, strlen(rules->values.of));
    APL_TRY(APL_ZEROED(w.moves, w.areas->count, err));
    APL_TRY(make_groups(&w, err));
    APL_TRY(find_thresholds(&w, err));
    APL_TRY(hold_groups(&w, err));
    for (int32_t a = 0; a < w.areas->count; a++)
        APL_TRY(hold_moves(&w, APLOC_AUDIT_CHECK_ADDITION, a, err));
    for (int32_t a = 0; a < w.areas->count; a++)
        APL_TRY(hold_moves(&w, APLOC_AUDIT_CHECK_SUBSTITUTION, a, err));
    APL_TRY(hold_order(&w, err));
    APL_TRY(hold_agreement(&w, err));
    APL_TRY(hold_quarters(&w, err));
out:
    free(w.at);
    free(w.groups);
    free(w.moves);
    return status;
}
