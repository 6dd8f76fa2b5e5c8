/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which moves the rules allow in an area, and what is left under its ceilings. */
#include "zoning/steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zoning/assign.h"

int64_t apl_millionths(double people)
{
    return (int64_t)llround(people * 1e6);
}

static int64_t share_of(double share, int64_t people)
{
    return isnan(share)
               ? -1
               : (int64_t)floor(apl_people_of_share(apl_share_units(share), (double)people));
}

static aploc_status add_step(apl_ground *g, apl_step step, aploc_error *err)
{
    apl_fill *f = &g->fill;
    aploc_status status = APL_GROW(f->steps, &g->steps_room, (int64_t)f->n_steps + 1, err);
    if (!status)
        f->steps[f->n_steps++] = step;
    return status;
}

/* Whether something with this APL may come to a class. */
static int may_come(const apl_ground *g, int32_t zone, double apl)
{
    const aploc_zone_class *to = &g->z->rules->classes[zone];
    if (to->picked && isnan(g->ceilings[zone]))
        return 0;
    return g->z->options.assign != APLOC_ASSIGN_BOTH || zone == g->z->rules->n_classes - 1 ||
           apl_within(to, apl);
}

/* Both ways out of the class of a part; `head` and `tail` are its places among those of its class,
 * from either end. */
static aploc_status add_both(apl_ground *g, apl_step step, int64_t people, int32_t head,
                             int32_t tail, aploc_error *err)
{
    const apl_part *part = &g->z->parts[step.part];
    aploc_status status = APLOC_OK;
    int32_t near = g->leave.near, zone = part->zone;
    if (people == 0)
        return APLOC_OK;
    if (zone > 0 && (near == 0 || head < near) && may_come(g, zone - 1, part->apl)) {
        step.boundary = zone - 1;
        step.value = people;
        status = add_step(g, step, err);
    }
    if (g->leave.up && step.kind != APLOC_ZONE_MOVE_EXCHANGE)
        return status;
    if (!status && zone < g->z->rules->n_classes - 1 && (near == 0 || tail < near) &&
        may_come(g, zone + 1, part->apl)) {
        step.boundary = zone;
        step.value = -people;
        status = add_step(g, step, err);
    }
    return status;
}

/* Whether other areas have a say in the class of a unit. */
static int is_shared(const aploc_zoning *z, int32_t part)
{
    int32_t same = 0;
    if (z->options.disagreement != APLOC_DISAGREEMENT_LARGEST)
        return 0;
    for (int32_t k = 0; k < z->n_parts; k++)
        same += z->parts[k].unit == z->parts[part].unit;
    return same > 1;
}

/* The band that a unit lies in, between the people before and with it; -1: none. */
static int32_t band_of(const apl_ground *g, int64_t before, int64_t with, int64_t all)
{
    if (with <= share_of(g->leave.low_band, all))
        return 0;
    int64_t high = share_of(g->leave.high_band, all);
    return high >= 0 && before >= all - high ? 1 : -1;
}

static int is_ranked(const apl_part *part)
{
    return part->rank > 0 && part->zone >= 0 && !part->decided;
}

/* Places of parts among the ranked ones of their class, from the first and from the last. */
static void take_ends(const apl_ground *g, int32_t *heads, int32_t *tails)
{
    int32_t counts[2][APLOC_ZONE_CLASSES_MAX] = {{0}};
    for (int32_t k = g->from; k < g->to; k++)
        if (is_ranked(&g->z->parts[k]))
            heads[k - g->from] = counts[0][g->z->parts[k].zone]++;
    for (int32_t k = g->to - 1; k >= g->from; k--)
        if (is_ranked(&g->z->parts[k]))
            tails[k - g->from] = counts[1][g->z->parts[k].zone]++;
}

/* The region that a part is in; -1: several. */
static int32_t region_of(const apl_ground *g, int32_t part)
{
    return g->regions ? g->regions[part] : 0;
}

/* Whole units of the bands. */
static aploc_status take_exchanges(apl_ground *g, const int32_t *heads, const int32_t *tails,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t all = 0, before = 0;
    for (int32_t k = g->from; k < g->to; k++)
        all += g->parts[k];
    for (int32_t k = g->from; !status && k < g->to; k++) {
        const apl_part *part = &g->z->parts[k];
        if (isnan(part->apl))
            break;
        int32_t band = band_of(g, before, before + g->parts[k], all);
        before += g->parts[k];
        if (band < 0 || !is_ranked(part) || apl_zoning_is_quarter(g->z, part->unit) ||
            is_shared(g->z, k) || region_of(g, k) < 0)
            continue;
        status = add_both(g,
                          (apl_step){.code = part->code,
                                     .kind = APLOC_ZONE_MOVE_EXCHANGE,
                                     .band = band,
                                     .part = k,
                                     .place = -1,
                                     .region = region_of(g, k)},
                          g->parts[k], heads[k - g->from], tails[k - g->from], err);
    }
    return status;
}

/* Communes and quarters. */
static aploc_status take_places(apl_ground *g, const int32_t *heads, const int32_t *tails,
                                aploc_error *err)
{
    const aploc_zoning *z = g->z;
    const apl_areas *regions = &z->areas[APLOC_SCOPE_REGION];
    aploc_status status = APLOC_OK;
    for (int32_t p = 0; !status && p < z->n_places; p++) {
        int32_t k = z->part_of[p], quarter = p >= z->n_communes;
        const apl_part *part = &z->parts[k];
        if (k < g->from || k >= g->to || !is_ranked(part) ||
            !(g->leave.kinds & (quarter ? APLOC_ZONE_MOVE_QUARTER : APLOC_ZONE_MOVE_SUBSTITUTION)))
            continue;
        if (!quarter && (part->n_communes < 2 || g->limit < 0))
            continue;
        /* A quarter that stays with its commune's unit does not move, nor its commune without it. */
        if (quarter ? !apl_zoning_is_quarter(z, part->unit) : apl_is_followed(z, p))
            continue;
        status = add_both(
            g,
            (apl_step){.code = quarter ? part->code : aploc_communes_code(z->communes, p),
                       .kind = quarter ? APLOC_ZONE_MOVE_QUARTER : APLOC_ZONE_MOVE_SUBSTITUTION,
                       .part = k,
                       .place = p,
                       .siblings = quarter ? 0 : part->n_communes,
                       .region = g->regions ? regions->of_places[p] : 0},
            apl_millionths(z->people[p]), heads[k - g->from], tails[k - g->from], err);
    }
    return status;
}

static int64_t common_part(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static int by_value(const void *one, const void *other)
{
    const apl_step *a = one, *b = other;
    if (a->boundary != b->boundary)
        return a->boundary < b->boundary ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return apl_step_order(a, b);
}

/* Count in the largest unit in which all numbers are whole, and sort. */
static aploc_status settle_steps(apl_ground *g, aploc_error *err)
{
    apl_fill *f = &g->fill;
    int64_t unit = 0;
    for (int32_t k = 0; k < f->n_classes; k++)
        unit = f->bounded[k] ? common_part(unit, f->left[k]) : unit;
    for (int32_t k = 0; k < f->n_steps; k++)
        unit = common_part(unit, f->steps[k].value);
    g->unit = unit > 0 ? unit : 1;
    for (int32_t k = 0; k < f->n_classes; k++)
        f->left[k] /= g->unit;
    for (int32_t k = 0; k < f->n_steps; k++)
        f->steps[k].value /= g->unit;
    f->limit = g->limit < 0 ? 0 : g->limit / g->unit;
    f->slack_of_all /= g->unit;
    for (int32_t k = 0; f->slack && k < g->z->areas[APLOC_SCOPE_REGION].count; k++)
        f->slack[k] /= g->unit;
    for (int32_t k = 0; k < f->n_steps; k++)
        if (f->steps[k].kind != APLOC_ZONE_MOVE_SUBSTITUTION)
            f->others[f->steps[k].boundary] += llabs(f->steps[k].value);
    if (f->n_steps > 0)
        qsort(f->steps, (size_t)f->n_steps, sizeof *f->steps, by_value);
    aploc_status status = APL_ZEROED(f->sums, (int64_t)f->n_steps + 1, err);
    if (status)
        return status;
    for (int32_t k = 0, b = 0; k <= f->n_steps; k++) {
        if (k < f->n_steps)
            f->sums[k + 1] = f->sums[k] + f->steps[k].value;
        while (b < f->n_classes && (k == f->n_steps || f->steps[k].boundary >= b))
            f->first[b++] = k;
    }
    return APLOC_OK;
}

/* By how much classes may change where shares stay: in each region, and so in the whole area. */
static aploc_status take_slack(apl_ground *g, int64_t all, aploc_error *err)
{
    const aploc_zoning *z = g->z;
    const apl_areas *regions = &z->areas[APLOC_SCOPE_REGION];
    aploc_status status = APLOC_OK;
    if (!g->regions)
        return APLOC_OK;
    status = APL_ZEROED(g->fill.slack, regions->count, err);
    for (int32_t p = 0; !status && p < z->n_places; p++)
        if (z->part_of[p] >= g->from && z->part_of[p] < g->to)
            g->fill.slack[regions->of_places[p]] += apl_millionths(z->people[p]);
    for (int32_t k = 0; !status && k < regions->count; k++)
        g->fill.slack[k] = share_of(APL_SHARE_STAYS, g->fill.slack[k]);
    g->fill.slack_of_all = share_of(APL_SHARE_STAYS, all);
    return status;
}

aploc_status apl_ground_take(apl_ground *g, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_fill *f = &g->fill;
    int32_t *ends = NULL, n = g->to - g->from;
    int64_t all = 0;
    f->n_classes = g->z->rules->n_classes;
    for (int32_t k = 0; k < f->n_classes; k++) {
        f->bounded[k] = !isnan(g->ceilings[k]);
        f->shut[k] = g->z->rules->classes[k].picked && !f->bounded[k];
        if (f->bounded[k])
            f->left[k] = (int64_t)floor(g->ceilings[k] * 1e6 + 1e-3);
    }
    for (int32_t k = g->from; k < g->to; k++) {
        all += g->parts[k];
        if (g->z->parts[k].zone >= 0 && f->bounded[g->z->parts[k].zone])
            f->left[g->z->parts[k].zone] -= g->parts[k];
    }
    g->limit = share_of(g->leave.substitution, all);
    APL_TRY(take_slack(g, all, err));
    APL_TRY(APL_ZEROED(ends, 2 * (int64_t)n, err));
    take_ends(g, ends, ends + n);
    if (g->leave.kinds & APLOC_ZONE_MOVE_EXCHANGE)
        APL_TRY(take_exchanges(g, ends, ends + n, err));
    APL_TRY(take_places(g, ends, ends + n, err));
    APL_TRY(settle_steps(g, err));
out:
    free(ends);
    return status;
}
