/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/roads.h"

#include <math.h>

#include "base/memory.h"
#include "synth/grid.h"
#include "synth/random.h"

const double apl_roads_slow = 29.0, apl_roads_gained = 33.0, apl_roads_gained_at = 9.0;

/* 62 at best, by the noise below. */
const double apl_roads_fastest = 64.0;

struct apl_roads {
    const apl_territory *territory;
    apl_grid grid;
    uint64_t key;
    double max_minutes;
    apl_road *pairs;
    int64_t capacity;
};

aploc_status apl_roads_create(const apl_territory *territory, double max_minutes, apl_roads **roads,
                              aploc_error *err)
{
    aploc_status status;
    apl_roads *made = NULL;
    APL_TRY(APL_ZEROED(made, 1, err));
    made->territory = territory;
    made->max_minutes = max_minutes;
    made->key = apl_hash_key(territory->seed, APL_STREAM_ROADS);
    APL_TRY(apl_grid_start(&made->grid, territory, 5.0, territory->n, err));
    for (int32_t i = 0; i < territory->n; i++)
        apl_grid_add(&made->grid, i);
    *roads = made;
    made = NULL;
out:
    apl_roads_free(made);
    return status;
}

void apl_roads_free(apl_roads *roads)
{
    if (!roads)
        return;
    apl_grid_end(&roads->grid);
    free(roads->pairs);
    free(roads);
}

/* The way up is slow, bends slow the way down a little, and a ridge between must be crossed. */
double apl_roads_climb(const apl_territory *territory, const apl_commune *from,
                       const apl_commune *to)
{
    double up = to->altitude - from->altitude;
    double between =
        apl_land_altitude(&territory->land, 0.5 * (from->x + to->x), 0.5 * (from->y + to->y)) -
        0.5 * (from->altitude + to->altitude);
    return (up > 0.0 ? 0.0065 * up : -0.001 * up) + (between > 0.0 ? 0.018 * between : 0.0);
}

double apl_roads_ends(const apl_commune *from, const apl_commune *to)
{
    double ends = 0.5 + 1.0 * from->urban + 1.9 * to->urban;
    if (from->oddity == APL_ISOLATED || to->oddity == APL_ISOLATED)
        ends += 20.0;
    return ends;
}

/* Minutes from one commune to another, `away` kilometres apart; anything above the maximum when it
 * is out of reach. */
static double minutes(const apl_roads *roads, int32_t i, int32_t j, double away)
{
    const apl_commune *from = &roads->territory->communes[i], *to = &roads->territory->communes[j];
    double speed = apl_roads_slow + apl_roads_gained * (away / (away + apl_roads_gained_at));
    speed /= 1.0 + 0.45 * (from->urban + to->urban);
    /* Narrow roads in the mountains. */
    speed /= 1.0 + (from->altitude + to->altitude) / 6000.0;
    double road = away / speed * 60.0;
    /* Relief is dear to look up, and only adds. */
    if (road * 0.97 > roads->max_minutes + 0.05)
        return road;
    road += apl_roads_climb(roads->territory, from, to);
    /* The hash is not symmetric, nor is looking for a place to park. */
    road *= 0.97 + 0.06 * apl_hash_unit(roads->key, i, j);
    return road + apl_roads_ends(from, to);
}

static int compare_pairs(const void *a, const void *b)
{
    const apl_road *p = a, *q = b;
    return (p->row > q->row) - (p->row < q->row);
}

aploc_status apl_roads_from(apl_roads *roads, int32_t commune, const apl_road **pairs, int64_t *n,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_territory *territory = roads->territory;
    const apl_commune *from = &territory->communes[commune];
    double reach = roads->max_minutes / 60.0 * apl_roads_fastest;
    apl_window window = apl_grid_around(&roads->grid, from->x, from->y, reach);
    int64_t found = 0;
    for (int32_t row = window.row; row <= window.last_row; row++) {
        for (int32_t column = window.column; column <= window.last_column; column++) {
            int32_t j = roads->grid.first[(int64_t)row * roads->grid.n_columns + column];
            for (; j >= 0; j = roads->grid.next[j]) {
                const apl_commune *to = &territory->communes[j];
                double east = to->x - from->x, north = to->y - from->y;
                double square = east * east + north * north;
                if (j == commune || square > reach * reach || to->oddity == APL_NO_PAIR ||
                    from->oddity == APL_NO_PAIR)
                    continue;
                double tenths = floor(minutes(roads, commune, j, sqrt(square)) * 10.0 + 0.5);
                if (tenths / 10.0 > roads->max_minutes)
                    continue;
                APL_TRY(APL_GROW(roads->pairs, &roads->capacity, found + 1, err));
                roads->pairs[found++] = (apl_road){territory->row[j], (int32_t)tenths};
            }
        }
    }
    if (found > 1)
        qsort(roads->pairs, (size_t)found, sizeof *roads->pairs, compare_pairs);
    *pairs = roads->pairs;
    *n = found;
out:
    return status;
}
