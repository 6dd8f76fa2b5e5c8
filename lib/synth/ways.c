/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/ways.h"

#include <math.h>

#include "base/memory.h"
#include "synth/random.h"
#include "synth/roads.h"

/* A site that cells of a commune may reach. */
typedef struct target {
    double x, y;
    double slower; /* how much longer a road takes than one over an open plain */
    double climb;
    double ends;
    int32_t number;
} target;

/* What a lane keeps. */
typedef struct targets {
    target *list;
    int64_t n, room;
} targets;

aploc_status apl_ways_start(apl_ways *ways, const apl_cells *cells, double max_minutes,
                            aploc_error *err)
{
    aploc_status status;
    ways->cells = cells;
    ways->max_minutes = max_minutes;
    ways->key = apl_hash_key(cells->territory->seed, APL_STREAM_ROADS);
    APL_TRY(APL_NEW(ways->x, cells->n_sites, err));
    APL_TRY(APL_NEW(ways->y, cells->n_sites, err));
    for (int32_t j = 0; j < cells->n_sites; j++) {
        ways->x[j] = cells->territory->communes[cells->sites[j]].x;
        ways->y[j] = cells->territory->communes[cells->sites[j]].y;
    }
out:
    return status;
}

void apl_ways_end(apl_ways *ways)
{
    free(ways->x);
    free(ways->y);
    *ways = (apl_ways){0};
}

void apl_ways_end_lane(void *own)
{
    targets *t = own;
    free(t->list);
    free(t);
}

/* How far the farthest cell of a commune is from its middle. */
static double radius_of(const apl_cells *cells, int32_t row, const apl_commune *c)
{
    double most = 0.0, x, y;
    for (int64_t k = cells->first[row]; k < cells->first[row + 1]; k++) {
        apl_cell_middle(&cells->cells[k], &x, &y);
        double square = (x - c->x) * (x - c->x) + (y - c->y) * (y - c->y);
        most = square > most ? square : most;
    }
    return sqrt(most);
}

static aploc_status find_targets(const apl_ways *ways, int32_t row, const apl_commune *from,
                                 targets *found, aploc_error *err)
{
    const apl_territory *territory = ways->cells->territory;
    double reach = ways->max_minutes / 60.0 * apl_roads_fastest + radius_of(ways->cells, row, from);
    found->n = 0;
    for (int32_t j = 0; j < ways->cells->n_sites; j++) {
        double east = ways->x[j] - from->x, north = ways->y[j] - from->y;
        const apl_commune *to = &territory->communes[ways->cells->sites[j]];
        if (east * east + north * north > reach * reach || to->oddity == APL_NO_PAIR)
            continue;
        aploc_status status = APL_GROW(found->list, &found->room, found->n + 1, err);
        if (status)
            return status;
        found->list[found->n++] =
            (target){.x = to->x,
                     .y = to->y,
                     .slower = 60.0 * (1.0 + 0.45 * (from->urban + to->urban)) *
                               (1.0 + (from->altitude + to->altitude) / 6000.0),
                     .climb = apl_roads_climb(territory, from, to),
                     .ends = apl_roads_ends(from, to),
                     .number = j};
    }
    return APLOC_OK;
}

/* A row: every target up to the maximum. Each is written, and the next one over it when it is beyond. */
static int64_t make_row(const apl_ways *ways, int64_t number, const targets *t, int32_t *to,
                        uint16_t *tenths)
{
    double x, y, most = ways->max_minutes * 10.0;
    int64_t n = 0;
    apl_cell_middle(&ways->cells->cells[number], &x, &y);
    for (int64_t k = 0; k < t->n; k++) {
        const target *at = &t->list[k];
        double east = at->x - x, north = at->y - y;
        double away = sqrt(east * east + north * north);
        /* away / speed, the speed being slow + gained × away / (away + gained_at). */
        double beyond = away + apl_roads_gained_at;
        double road = away * beyond / (apl_roads_slow * beyond + apl_roads_gained * away);
        road = road * at->slower + at->climb;
        if (road * 0.97 > ways->max_minutes + 0.05)
            continue;
        road *= 0.97 + 0.06 * apl_hash_unit(ways->key, number, at->number);
        double rounded = floor((road + at->ends) * 10.0 + 0.5);
        to[n] = at->number;
        tenths[n] = (uint16_t)rounded;
        n += rounded <= most;
    }
    return n;
}

aploc_status apl_ways_make(void *data, int32_t row, apl_lane *lane, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_ways *ways = data;
    const apl_cells *cells = ways->cells;
    const apl_commune *from = &cells->territory->communes[cells->territory->order[row]];
    if (!lane->own)
        APL_TRY(apl_array_zeroed(&lane->own, 1, sizeof(targets), err));
    targets *found = lane->own;
    found->n = 0;
    if (from->oddity != APL_NO_PAIR)
        APL_TRY(find_targets(ways, row, from, found, err));
    for (int64_t k = cells->first[row]; k < cells->first[row + 1]; k++) {
        APL_TRY(apl_lane_grow(lane, lane->n + found->n, err));
        int64_t n = make_row(ways, k, found, lane->to + lane->n, lane->tenths + lane->n);
        lane->n += n;
        APL_TRY(apl_lane_end_row(lane, n, err));
    }
out:
    return status;
}
