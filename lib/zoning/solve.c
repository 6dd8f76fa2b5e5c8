/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zoning whose ceilings are filled by moves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "zoning/solve.h"
#include "zoning/steps.h"

static const int64_t usual_work = 100000000;

static aploc_status check(const aploc_zoning *z, const aploc_zoning_solve_options *o,
                          aploc_error *err)
{
    const int32_t all =
        APLOC_ZONE_MOVE_SUBSTITUTION | APLOC_ZONE_MOVE_QUARTER | APLOC_ZONE_MOVE_EXCHANGE;
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found options of %zu bytes, expected %zu", o->size,
                        sizeof *o);
    if (!(o->close >= 0.0) || o->work < 0 || o->moves < 0 || o->near < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found close, work, moves or near below 0, expected at least 0");
    if (o->up < 0 || o->up > 1)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found up %d, expected 0 or 1", (int)o->up);
    if (o->kinds < 0 || (o->kinds & ~all))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found kinds %d, expected 0 to %d", (int)o->kinds,
                        (int)all);
    if (z->fills)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a zoning whose ceilings were filled, expected the plain one");
    if (z->options.assign == APLOC_ASSIGN_THRESHOLDS || z->options.assign == APLOC_ASSIGN_LIST)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a zoning by %s, which has no ceilings to fill, expected one by "
                        "ceilings, both or shares (--assign ceilings)",
                        z->options.assign == APLOC_ASSIGN_LIST ? "a list" : "thresholds");
    return APLOC_OK;
}

/* A share of [assignment], which must be known when its kind of move is allowed. */
static aploc_status take_share(const aploc_rules *rules, const char *key, double value, int allowed,
                               double *share, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(&rules->ini, "assignment", key);
    *share = (double)NAN;
    if (!allowed)
        return APLOC_OK;
    if (isnan(value) && entry)
        return apl_rules_unknown(rules, entry, err);
    *share = value;
    return APLOC_OK;
}

static aploc_status take_leave(const aploc_zoning *z, const aploc_zoning_solve_options *o,
                               apl_leave *leave, aploc_error *err)
{
    const aploc_rules_values *values = &z->rules->values;
    aploc_status status = APLOC_OK;
    leave->kinds = o->kinds ? o->kinds
                            : APLOC_ZONE_MOVE_SUBSTITUTION | APLOC_ZONE_MOVE_QUARTER |
                                  APLOC_ZONE_MOVE_EXCHANGE;
    /* Texts that cut by shares know units, and no quarters apart. */
    if (z->options.assign == APLOC_ASSIGN_SHARES)
        leave->kinds &= ~APLOC_ZONE_MOVE_QUARTER;
    leave->near = o->near;
    leave->up = o->up;
    APL_TRY(take_share(z->rules, "substitution", values->substitution,
                       leave->kinds & APLOC_ZONE_MOVE_SUBSTITUTION, &leave->substitution, err));
    APL_TRY(take_share(z->rules, "low_band", values->low_band,
                       leave->kinds & APLOC_ZONE_MOVE_EXCHANGE, &leave->low_band, err));
    APL_TRY(take_share(z->rules, "high_band", values->high_band,
                       leave->kinds & APLOC_ZONE_MOVE_EXCHANGE, &leave->high_band, err));
out:
    return status;
}

/* What lies between the cuts of a class. */
static void cut_shares(aploc_zoning *z)
{
    const aploc_rules *rules = z->rules;
    for (int32_t a = 0; a < z->areas[z->options.scope].count; a++) {
        double people = aploc_zoning_people_of(z->plain, z->options.scope, a, -2);
        int64_t units = 0;
        double *ceilings = z->ceilings + (int64_t)a * rules->n_classes;
        for (int32_t k = 0; k < rules->n_classes - 1; k++) {
            int64_t more = apl_share_units(rules->classes[k].share);
            ceilings[k] =
                apl_people_of_share(units + more, people) - apl_people_of_share(units, people);
            units += more;
        }
    }
}

/* A zoning beside the plain one, with the same classes. */
static aploc_status create_beside(const aploc_zoning *plain, aploc_zoning **beside,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_zoning *z = NULL;
    int64_t n = (int64_t)plain->areas[plain->options.scope].count * plain->rules->n_classes;
    APL_TRY(APL_ZEROED(z, 1, err));
    *z = *plain;
    atomic_init(&z->holders, 0);
    for (int32_t scope = 0; scope < APL_SCOPES; scope++)
        z->areas[scope].people = z->areas[scope].covered = z->areas[scope].lifted = NULL;
    z->parts = NULL;
    z->part_of = z->zones = z->overlay_of = NULL;
    z->ceilings = NULL;
    z->plain = APL_HELD(aploc_zoning, plain);
    apl_hold(&z->plain->holders);
    APL_TRY(APL_NEW(z->ceilings, n, err));
    memcpy(z->ceilings, plain->ceilings, (size_t)n * sizeof *z->ceilings);
    APL_TRY(APL_ZEROED(z->fills, z->areas[z->options.scope].count, err));
    *beside = z;
    z = NULL;
out:
    aploc_zoning_free(z);
    return status;
}

/* People of each part, from those of its places. */
static aploc_status count_parts(const aploc_zoning *z, int64_t **parts, aploc_error *err)
{
    double all = 0.0;
    aploc_status status = APL_ZEROED(*parts, z->n_parts, err);
    if (status)
        return status;
    for (int32_t p = 0; p < z->n_places; p++)
        all += z->people[p];
    if (!(all < 1e9))
        return apl_fail(err, APLOC_ERR_RANGE,
                        "found a thousand million people or more, expected fewer");
    for (int32_t p = 0; p < z->n_places; p++)
        (*parts)[z->part_of[p]] += apl_millionths(z->people[p]);
    return APLOC_OK;
}

/* The region of each part, -1: several; without a column of them there is one. */
static aploc_status find_regions(const aploc_zoning *z, int32_t **regions, aploc_error *err)
{
    const int32_t *of_places = z->areas[APLOC_SCOPE_REGION].of_places;
    aploc_status status = APL_NEW(*regions, z->n_parts, err);
    for (int32_t k = 0; !status && k < z->n_parts; k++)
        (*regions)[k] = -2;
    for (int32_t p = 0; !status && p < z->n_places; p++) {
        int32_t *region = &(*regions)[z->part_of[p]];
        *region = *region == -2 || *region == of_places[p] ? of_places[p] : -1;
    }
    return status;
}

static double people_in(const apl_ground *g, int64_t count)
{
    return (double)(count * g->unit) / 1e6;
}

static aploc_status add_moves(aploc_zoning *z, const apl_ground *g, const apl_filled *filled,
                              int64_t *room, aploc_error *err)
{
    aploc_zone_fill *fill = &z->fills[g->area];
    for (int32_t k = 0; k < filled->n; k++) {
        const apl_step *step = &g->fill.steps[filled->chosen[k]];
        aploc_status status = APL_GROW(z->moves, room, (int64_t)z->n_moves + 1, err);
        if (status)
            return status;
        double people = people_in(g, step->value < 0 ? -step->value : step->value);
        int raised = step->value > 0;
        z->moves[z->n_moves++] = (apl_move){.move = {.size = sizeof(aploc_zone_move),
                                                     .code = step->code,
                                                     .unit = g->z->parts[step->part].code,
                                                     .area = fill->area,
                                                     .people = people,
                                                     .kind = step->kind,
                                                     .from = step->boundary + raised,
                                                     .to = step->boundary + !raised,
                                                     .place = step->place},
                                            .part = step->part};
        fill->moved += people;
        if (step->kind == APLOC_ZONE_MOVE_SUBSTITUTION)
            fill->substituted += people;
    }
    fill->moves = filled->n;
    return APLOC_OK;
}

static aploc_status fill_area(aploc_zoning *z, apl_ground *g, const aploc_zoning_solve_options *o,
                              int64_t *room, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_filled filled = {0};
    apl_fill *f = &g->fill;
    aploc_zone_fill *fill = &z->fills[g->area];
    APL_TRY(apl_ground_take(g, err));
    f->most = o->moves ? o->moves : f->n_steps;
    f->work = o->work ? o->work : usual_work;
    f->close = o->close < 1e9 ? apl_millionths(o->close) / g->unit : INT64_C(1) << 50;
    APL_TRY(APL_NEW(filled.chosen, (int64_t)f->n_steps + 1, err));
    APL_TRY(apl_fill_choose(f, &filled, err));
    fill->size = sizeof *fill;
    fill->before = people_in(g, apl_fill_gap(f));
    fill->gap = people_in(g, filled.gap);
    fill->bound = people_in(g, filled.bound);
    fill->limit = g->limit < 0 ? 0.0 : (double)g->limit / 1e6;
    fill->least = filled.least;
    fill->close = filled.gap <= f->close;
    fill->proved = filled.proved;
    APL_TRY(add_moves(z, g, &filled, room, err));
out:
    free(filled.chosen);
    free(f->steps);
    free(f->sums);
    free(f->slack);
    return status;
}

aploc_status aploc_zoning_solve(const aploc_zoning *plain,
                                const aploc_zoning_solve_options *options, aploc_zoning **solved,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_zoning *z = NULL;
    apl_leave leave = {0};
    int64_t *parts = NULL, room = 0;
    int32_t *regions = NULL;
    if (!plain || !options || !solved)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no zoning or options, or nowhere to put the solved zoning");
    APL_TRY(check(plain, options, err));
    APL_TRY(take_leave(plain, options, &leave, err));
    APL_TRY(count_parts(plain, &parts, err));
    APL_TRY(create_beside(plain, &z, err));
    if (plain->options.assign == APLOC_ASSIGN_SHARES) {
        cut_shares(z);
        APL_TRY(find_regions(plain, &regions, err));
    }
    for (int32_t a = 0; a < z->areas[z->options.scope].count; a++)
        z->fills[a] = (aploc_zone_fill){.size = sizeof(aploc_zone_fill),
                                        .area = z->areas[z->options.scope].texts[a],
                                        .close = 1,
                                        .proved = 1};
    for (int32_t from = 0, to; from < plain->n_parts; from = to) {
        int32_t area = plain->parts[from].area;
        for (to = from + 1; to < plain->n_parts && plain->parts[to].area == area;)
            to++;
        apl_ground g = {.z = plain,
                        .leave = leave,
                        .ceilings = z->ceilings + (int64_t)area * z->rules->n_classes,
                        .area = area,
                        .from = from,
                        .to = to,
                        .parts = parts,
                        .regions = regions};
        APL_TRY(fill_area(z, &g, options, &room, err));
    }
    APL_TRY(apl_solved_apply(z, err));
    APL_TRY(apl_zoning_count_people(z, err));
    apl_solved_say(z);
    *solved = z;
    z = NULL;
out:
    free(parts);
    free(regions);
    aploc_zoning_free(z);
    return status;
}
