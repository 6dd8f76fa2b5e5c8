/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a solved zoning, and what it says. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "zoning/solve.h"

/* The part of one commune, cut out of its unit's. */
static apl_part cut_out(apl_part *unit, const aploc_zone_move *move, double people)
{
    apl_part part = *unit;
    part.zone = move->to;
    part.rank = 0;
    part.n_communes = 1;
    part.people = people;
    unit->people -= people;
    unit->n_communes--;
    return part;
}

aploc_status apl_solved_apply(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_zoning *plain = z->plain;
    int32_t *counts = NULL, *places = NULL, n = 0;
    APL_TRY(APL_ZEROED(counts, plain->n_parts, err));
    APL_TRY(APL_ZEROED(places, plain->n_parts, err));
    for (int32_t k = 0; k < z->n_moves; k++)
        if (z->moves[k].move.kind == APLOC_ZONE_MOVE_SUBSTITUTION) {
            counts[z->moves[k].part]++;
            n++;
        }
    APL_TRY(APL_ZEROED(z->parts, (int64_t)plain->n_parts + n, err));
    APL_TRY(APL_NEW(z->part_of, z->n_places, err));
    n = 0;
    for (int32_t k = 0; k < plain->n_parts; k++) {
        z->parts[n] = plain->parts[k];
        places[k] = n;
        n += 1 + counts[k];
        counts[k] = 0;
    }
    z->n_parts = n;
    for (int32_t p = 0; p < z->n_places; p++)
        z->part_of[p] = places[plain->part_of[p]];
    for (int32_t k = 0; k < z->n_moves; k++) {
        apl_move *move = &z->moves[k];
        int32_t unit = places[move->part];
        if (move->move.kind == APLOC_ZONE_MOVE_SUBSTITUTION) {
            int32_t own = unit + ++counts[move->part];
            z->parts[own] = cut_out(&z->parts[unit], &move->move, z->people[move->move.place]);
            z->part_of[move->move.place] = own;
            move->part = own;
        } else {
            z->parts[unit].zone = move->move.to;
            move->part = unit;
        }
    }
out:
    free(counts);
    free(places);
    return status;
}

void apl_solved_say(aploc_zoning *z)
{
    static const char *const kinds[] = {[APLOC_ZONE_MOVE_SUBSTITUTION] = "in the place of its unit",
                                        [APLOC_ZONE_MOVE_QUARTER] = "classed apart",
                                        [APLOC_ZONE_MOVE_EXCHANGE] = "exchanged"};
    const aploc_rules *rules = z->rules;
    for (int32_t k = 0; k < z->n_moves; k++) {
        const aploc_zone_move *move = &z->moves[k].move;
        apl_part *part = &z->parts[z->moves[k].part];
        const double *ceilings = z->ceilings + (int64_t)part->area * rules->n_classes;
        int32_t upper = move->from < move->to ? move->from : move->to;
        int32_t zone = isnan(ceilings[upper]) ? upper + 1 : upper;
        char people[32], filled[32], of[32];
        apl_people_text(move->people, people);
        apl_people_text(aploc_zoning_people_of(z, z->options.scope, part->area, zone), filled);
        apl_people_text(isnan(ceilings[zone]) ? 0.0 : ceilings[zone], of);
        apl_reason(part, "%s, from %.48s to %.48s with %s people: %.48s at %s of %s people",
                   kinds[move->kind], rules->classes[move->from].name,
                   rules->classes[move->to].name, people, rules->classes[zone].name, filled, of);
    }
}

int32_t aploc_zoning_move_count(const aploc_zoning *zoning)
{
    return zoning ? zoning->n_moves : 0;
}

aploc_status aploc_zoning_get_move(const aploc_zoning *zoning, int32_t k, aploc_zone_move *move,
                                   aploc_error *err)
{
    if (!zoning || !move)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no zoning or nowhere to put a move");
    if (move->size != sizeof *move)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a move of %zu bytes, expected %zu",
                        move->size, sizeof *move);
    if (k < 0 || k >= zoning->n_moves)
        return apl_fail(err, APLOC_ERR_INDEX, "found move %d, expected 0 to %d", (int)k,
                        (int)zoning->n_moves - 1);
    *move = zoning->moves[k].move;
    move->reason = zoning->parts[zoning->moves[k].part].reason;
    return APLOC_OK;
}

aploc_status aploc_zoning_get_fill(const aploc_zoning *zoning, int32_t a, aploc_zone_fill *fill,
                                   aploc_error *err)
{
    if (!zoning || !fill)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no zoning or nowhere to put how it is "
                        "filled");
    if (fill->size != sizeof *fill)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a fill of %zu bytes, expected %zu",
                        fill->size, sizeof *fill);
    int32_t n = zoning->fills ? zoning->areas[zoning->options.scope].count : 0;
    if (a < 0 || a >= n)
        return apl_fail(err, APLOC_ERR_INDEX, "found area %d, expected 0 to %d%s", (int)a,
                        (int)n - 1, n ? "" : " (this zoning was not solved)");
    *fill = zoning->fills[a];
    return APLOC_OK;
}
