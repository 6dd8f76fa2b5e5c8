/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From parts in order to classes, area by area. */
#include "zoning/assign.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

void apl_put(apl_walk *w, const apl_block *block, int32_t zone)
{
    int32_t rank = block->rank;
    for (int32_t k = block->first; k < block->first + block->n; k++) {
        if (w->parts[k].decided)
            continue;
        w->parts[k].zone = zone;
        w->parts[k].rank = rank++;
    }
    w->used[zone] += block->people;
    w->taken += block->people;
}

/* The next parts that are taken as one; n is 0 when there are no more with an APL. */
static apl_block next_block(const apl_walk *w, int32_t from, int32_t rank)
{
    int together = w->z->options.ties == APLOC_TIES_TOGETHER;
    while (from < w->n && w->parts[from].decided)
        from++;
    apl_block block = {.first = from, .rank = rank};
    for (int32_t k = from; k < w->n && !isnan(w->parts[k].apl); k++) {
        if (block.n > 0 && (!together || w->parts[k].apl != block.apl))
            break;
        block.apl = w->parts[k].apl;
        block.n++;
        block.people += w->parts[k].decided ? 0.0 : w->parts[k].people;
    }
    return block;
}

/* Those classed by hand or not at all. */
static void take_decided(apl_walk *w)
{
    for (int32_t k = 0; k < w->n; k++) {
        apl_part *part = &w->parts[k];
        w->total += part->people;
        if (part->decided) {
            w->used[part->zone] += part->people;
            w->decided[part->zone] += part->people;
            apl_reason(part, part->n_communes ? "by decision" : "classed apart by decision");
        } else if (w->z->options.assign == APLOC_ASSIGN_LIST) {
            part->zone = w->z->rules->n_classes - 1;
            apl_reason(part, "not in the list");
        } else if (isnan(part->apl))
            apl_reason(part, "no commune of it has an APL");
        else
            w->n_ranked++;
    }
}

static aploc_status take_ceilings(aploc_zoning *z, int32_t area, double people, double *ceilings,
                                  aploc_error *err)
{
    for (int32_t k = 0; k < z->rules->n_classes; k++) {
        aploc_status status = aploc_rules_get_ceiling(z->rules, z->options.scope,
                                                      z->areas[z->options.scope].texts[area], k,
                                                      people, &ceilings[k], NULL, err);
        if (status)
            return status;
    }
    return APLOC_OK;
}

static aploc_status assign_area(aploc_zoning *z, apl_part *parts, int32_t n, aploc_error *err)
{
    double *ceilings = z->ceilings + (int64_t)parts[0].area * z->rules->n_classes;
    apl_walk w = {.z = z, .parts = parts, .n = n, .ceilings = ceilings};
    int32_t open = 0, assign = z->options.assign, rank = 1;
    take_decided(&w);
    if (assign == APLOC_ASSIGN_LIST)
        return APLOC_OK;
    if (assign == APLOC_ASSIGN_CEILINGS || assign == APLOC_ASSIGN_BOTH) {
        aploc_status status = take_ceilings(z, parts[0].area, w.total, ceilings, err);
        if (status)
            return status;
    }
    for (apl_block block = next_block(&w, 0, rank); block.n > 0;
         block = next_block(&w, block.first + block.n, rank)) {
        if (assign == APLOC_ASSIGN_THRESHOLDS)
            apl_by_threshold(&w, &block);
        else if (assign == APLOC_ASSIGN_SHARES)
            apl_by_share(&w, &block);
        else
            apl_by_ceiling(&w, &block, &open);
        for (int32_t k = block.first; k < block.first + block.n; k++)
            rank += !parts[k].decided;
    }
    return APLOC_OK;
}

/* What the way of assigning needs of the classes is in the rules, and known. */
static aploc_status check_rules(const aploc_zoning *z, aploc_error *err)
{
    const aploc_rules *rules = z->rules;
    int32_t assign = z->options.assign;
    for (int32_t k = 0; k < rules->n_classes; k++) {
        const aploc_zone_class *zone = &rules->classes[k];
        int last = k == rules->n_classes - 1, shares = assign == APLOC_ASSIGN_SHARES;
        const char *key = shares ? "share" : zone->strict ? "below" : "max";
        const apl_ini_entry *entry = apl_ini_find(&rules->ini, rules->sections[k], key);
        int needed = shares || (assign == APLOC_ASSIGN_THRESHOLDS && !zone->picked);
        if (last || !(needed || assign == APLOC_ASSIGN_BOTH) ||
            !isnan(shares ? zone->share : zone->max))
            continue;
        if (entry)
            return apl_rules_unknown(rules, entry, err);
        if (needed)
            return apl_fail_at(err, APLOC_ERR_RULES, (apl_place){.file = rules->file},
                               "found no key '%s' in [%s], expected one to assign by %s", key,
                               rules->sections[k], shares ? "shares" : "thresholds");
    }
    return APLOC_OK;
}

static int by_unit(const void *one, const void *other)
{
    const apl_part *const *a = one, *const *b = other;
    if ((*a)->unit != (*b)->unit)
        return (*a)->unit < (*b)->unit ? -1 : 1;
    return (*a)->area < (*b)->area ? -1 : (*a)->area > (*b)->area;
}

/* One unit's parts: the class of the largest for all of them. */
static void settle(const aploc_zoning *z, apl_part *const *parts, int32_t n)
{
    int32_t best = 0;
    double all = 0.0;
    char most[32], people[32];
    for (int32_t k = 0; k < n; k++) {
        all += parts[k]->people;
        if (parts[k]->people > parts[best]->people)
            best = k;
    }
    apl_people_text(parts[best]->people, most);
    apl_people_text(all, people);
    for (int32_t k = 0; k < n; k++) {
        if (parts[k]->zone == parts[best]->zone)
            continue;
        apl_reason(parts[k],
                   "as in '%s', which has most of its people (%s of %s); here it would be %s",
                   z->areas[z->options.scope].texts[parts[best]->area], most, people,
                   z->rules->classes[parts[k]->zone].name);
        parts[k]->zone = parts[best]->zone;
    }
}

static aploc_status settle_disagreements(aploc_zoning *z, aploc_error *err)
{
    apl_part **parts = NULL;
    aploc_status status = APL_ZEROED(parts, z->n_parts, err);
    if (status)
        return status;
    for (int32_t k = 0; k < z->n_parts; k++)
        parts[k] = &z->parts[k];
    qsort(parts, (size_t)z->n_parts, sizeof *parts, by_unit);
    for (int32_t from = 0, to; from < z->n_parts; from = to) {
        for (to = from + 1; to < z->n_parts && parts[to]->unit == parts[from]->unit;)
            to++;
        if (parts[from]->zone >= 0)
            settle(z, parts + from, to - from);
    }
    free(parts);
    return APLOC_OK;
}

aploc_status apl_zoning_assign(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n = (int64_t)z->areas[z->options.scope].count * z->rules->n_classes;
    APL_TRY(APL_NEW(z->ceilings, n, err));
    for (int64_t k = 0; k < n; k++)
        z->ceilings[k] = (double)NAN;
    APL_TRY(check_rules(z, err));
    for (int32_t from = 0, to; from < z->n_parts; from = to) {
        for (to = from + 1; to < z->n_parts && z->parts[to].area == z->parts[from].area;)
            to++;
        APL_TRY(assign_area(z, z->parts + from, to - from, err));
    }
    if (z->options.disagreement == APLOC_DISAGREEMENT_LARGEST)
        status = settle_disagreements(z, err);
out:
    return status;
}
