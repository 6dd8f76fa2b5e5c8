/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit: units exchanged between classes that shares have cut, and what is left of the shares. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "zoning/audit.h"

typedef struct work {
    aploc_audit *audit;
    const aploc_zoning *cut; /* what the shares alone give */
    int32_t *zones;          /* the list's class of each part; -1: none */
    const apl_areas *where;  /* in which shares stay */
    double *before;          /* people by area and class, by the cut */
    apl_codes *exchanged;    /* by area */
} work;

/* The class that the list gives most people of each part. */
static aploc_status take_classes(work *w, aploc_error *err)
{
    const aploc_zoning *z = w->cut;
    int32_t n = z->rules->n_classes;
    double *people = NULL;
    aploc_status status = APL_NEW(people, (int64_t)z->n_parts * n, err);
    if (!status)
        status = APL_NEW(w->zones, z->n_parts, err);
    for (int64_t k = 0; k < (int64_t)z->n_parts * n && !status; k++)
        people[k] = -1.0;
    for (int32_t p = 0; p < z->n_places && !status; p++) {
        int32_t zone = w->audit->zones[p];
        if (zone < 0)
            continue;
        double *at = &people[(int64_t)z->part_of[p] * n + zone];
        *at = (*at < 0.0 ? 0.0 : *at) + z->people[p];
    }
    for (int32_t k = 0; k < z->n_parts && !status; k++) {
        w->zones[k] = -1;
        for (int32_t zone = 0; zone < n; zone++) {
            const double *of = &people[(int64_t)k * n];
            if (of[zone] >= 0.0 && (w->zones[k] < 0 || of[zone] > of[w->zones[k]]))
                w->zones[k] = zone;
        }
    }
    free(people);
    return status;
}

static aploc_status hold_part(work *w, int32_t k, double before, double all, aploc_error *err)
{
    const aploc_zoning *z = w->cut;
    const aploc_rules_values *v = &z->rules->values;
    const apl_part *part = &z->parts[k];
    double after = before + part->people;
    int32_t straddle = z->options.straddle;
    int low =
        !isnan(v->low_band) && apl_is_below(straddle, before, after,
                                            apl_people_of_share(apl_share_units(v->low_band), all));
    int high = !isnan(v->high_band) &&
               !apl_is_below(straddle, before, after,
                             apl_people_of_share(apl_share_units(1.0 - v->high_band), all));
    int near = abs(w->zones[k] - part->zone) == 1;
    char from[32], to[32], bottom[32], top[32];
    if (near && (low || high))
        return APLOC_OK;
    apl_percent_text(before, all, from);
    apl_percent_text(after, all, to);
    apl_percent_text(isnan(v->low_band) ? 0.0 : v->low_band, 1.0, bottom);
    apl_percent_text(isnan(v->high_band) ? 0.0 : v->high_band, 1.0, top);
    aploc_audit_finding f = apl_finding_on(APLOC_AUDIT_CHECK_EXCHANGE, APLOC_AUDIT_BROKEN,
                                           part->code, part->people, w->zones[k]);
    if (!near)
        return apl_audit_add(w->audit, f, err,
                             "unit '%s' is %s, the cut gives %s, which is no "
                             "neighbouring class",
                             part->code, apl_class_name(w->audit, w->zones[k]),
                             apl_class_name(w->audit, part->zone));
    return apl_audit_add(w->audit, f, err,
                         "unit '%s' is %s, the cut gives %s; with %s to %s %% of the people it is "
                         "outside the bands of exchange, the lowest %s %% and the top %s %%",
                         part->code, apl_class_name(w->audit, w->zones[k]),
                         apl_class_name(w->audit, part->zone), from, to, bottom, top);
}

static aploc_status hold_parts(work *w, aploc_error *err)
{
    const aploc_zoning *z = w->cut;
    aploc_status status = APLOC_OK;
    double before = 0.0;
    for (int32_t k = 0; k < z->n_parts && !status; k++) {
        const apl_part *part = &z->parts[k];
        if (k == 0 || part->area != z->parts[k - 1].area)
            before = 0.0;
        double all = aploc_zoning_people_of(z, z->options.scope, part->area, -2);
        w->audit->held[APLOC_AUDIT_CHECK_EXCHANGE] += w->zones[k] >= 0 && part->zone >= 0;
        if (w->zones[k] >= 0 && part->zone >= 0 && w->zones[k] != part->zone)
            status = hold_part(w, k, before, all, err);
        before += part->people;
    }
    return status;
}

/* Whether a share stays; people are sums of fractions. */
static int stays(double is, double was, double all)
{
    return fabs(is - was) <= APL_SHARE_STAYS * all + 1e-6;
}

static aploc_status hold_area(work *w, int32_t area, int32_t scope, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_zoning *z = w->audit->z;
    const apl_codes *codes = &w->exchanged[area];
    double all = aploc_zoning_people_of(z, scope, area, -2);
    if (codes->n == 0)
        return APLOC_OK;
    aploc_audit_finding moved =
        apl_finding_on(APLOC_AUDIT_CHECK_EXCHANGE, APLOC_AUDIT_KEPT, "", codes->people, -1);
    char people[32];
    moved.scope = scope;
    moved.area = w->where->texts[area];
    apl_people_text(codes->people, people);
    status =
        apl_audit_add(w->audit, moved, err, "%s people are in another class than the cut gives: %s",
                      people, codes->text);
    for (int32_t k = 0; k < z->rules->n_classes && !status; k++) {
        double was = w->before[(int64_t)area * z->rules->n_classes + k];
        double is = aploc_zoning_people_of(z, scope, area, k);
        char now[32], then[32], most[32];
        aploc_audit_finding f =
            apl_finding_on(APLOC_AUDIT_CHECK_SHARE, APLOC_AUDIT_KEPT, "", is, k);
        if (is == was)
            continue;
        f.verdict = stays(is, was, all) ? APLOC_AUDIT_KEPT : APLOC_AUDIT_BROKEN;
        f.limit = was;
        f.scope = scope;
        f.area = w->where->texts[area];
        apl_percent_text(is, all, now);
        apl_percent_text(was, all, then);
        apl_people_text(was, most);
        status = apl_audit_add(w->audit, f, err,
                               "%s holds %s %% of the people, the cut gives %s %% (%s people)",
                               z->rules->classes[k].name, now, then, most);
    }
    return status;
}

/* What the cut gives each area, and the communes and quarters that are elsewhere. */
static aploc_status count_areas(work *w, aploc_error *err)
{
    const aploc_zoning *z = w->cut;
    int32_t n = z->rules->n_classes;
    aploc_status status = APL_ZEROED(w->before, (int64_t)w->where->count * n, err);
    if (!status)
        status = APL_ZEROED(w->exchanged, w->where->count, err);
    for (int32_t p = 0; p < z->n_places && !status; p++) {
        int32_t k = z->part_of[p], area = w->where->of_places[p];
        if (z->parts[k].zone < 0)
            continue;
        w->before[(int64_t)area * n + z->parts[k].zone] += z->people[p];
        if (w->audit->zones[p] >= 0 && w->audit->zones[p] != z->parts[k].zone)
            apl_codes_add(&w->exchanged[area],
                          p < z->n_communes ? aploc_communes_code(z->communes, p)
                                            : z->parts[k].code,
                          z->people[p]);
    }
    return status;
}

aploc_status apl_audit_shares(aploc_audit *audit, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_zoning *cut = NULL;
    aploc_zoning_options o = audit->options;
    int32_t scope = audit->options.region ? APLOC_SCOPE_REGION : APLOC_SCOPE_NATION;
    work w = {.audit = audit, .where = &audit->z->areas[scope]};
    if (audit->assign != APLOC_ASSIGN_SHARES)
        return APLOC_OK;
    if (!audit->apl)
        return apl_audit_add(
            audit,
            apl_finding_on(APLOC_AUDIT_CHECK_EXCHANGE, APLOC_AUDIT_UNKNOWN, "",
                           aploc_zoning_people_of(audit->z, APLOC_SCOPE_NATION, 0, -2), -1),
            err, "no APL was given: units are not held against the cuts by shares");
    o.assign = APLOC_ASSIGN_SHARES;
    APL_TRY(aploc_zoning_create(audit->z->rules, audit->z->communes, audit->apl, &o, &cut, err));
    w.cut = cut;
    audit->held[APLOC_AUDIT_CHECK_SHARE] = w.where->count;
    APL_TRY(take_classes(&w, err));
    APL_TRY(hold_parts(&w, err));
    APL_TRY(count_areas(&w, err));
    for (int32_t a = 0; a < w.where->count; a++)
        APL_TRY(hold_area(&w, a, scope, err));
out:
    aploc_zoning_free(cut);
    free(w.zones);
    free(w.before);
    free(w.exchanged);
    return status;
}
