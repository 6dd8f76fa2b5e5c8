/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where communes are: a hierarchy of towns, and communes around them and in the country. */
#include <math.h>

#include "base/memory.h"
#include "synth/grid.h"
#include "synth/random.h"

enum { TRIES = 60 };

/* A point of the land; gives up on the outline only where it cannot be hit. */
static void draw_point(const apl_land *land, apl_random *random, double *x, double *y)
{
    for (int k = 0; k < 1000; k++) {
        *x = apl_random_between(random, land->low_x, land->high_x);
        *y = apl_random_between(random, land->low_y, land->high_y);
        if (apl_land_has(land, *x, *y))
            return;
    }
}

static void settle(apl_territory *territory, int32_t i, double x, double y)
{
    /* To the metre: what is in the file is what the times are made from. */
    apl_commune *c = &territory->communes[i];
    c->x = floor(x * 1000.0 + 0.5) / 1000.0;
    c->y = floor(y * 1000.0 + 0.5) / 1000.0;
    c->altitude = floor(apl_land_altitude(&territory->land, c->x, c->y) + 0.5);
}

/* Put pole k where people settle, as far from larger poles as its rank wants: so the first m poles
 * are evenly spread for every m, and serve as seats of the larger groups too. */
static void place_pole(apl_territory *territory, const apl_grid *grid, apl_random *random,
                       int32_t k)
{
    const apl_land *land = &territory->land;
    double apart = 0.68 * sqrt(land->area / ((double)k + 1.0));
    double x = 0.0, y = 0.0;
    for (;; apart *= 0.9) {
        for (int tries = 0; tries < TRIES; tries++) {
            draw_point(land, random, &x, &y);
            double off_x = x - land->x, off_y = y - land->y;
            /* The largest city is not on the coast. */
            if (k == 0 && off_x * off_x + off_y * off_y > 0.2 * land->radius * land->radius)
                continue;
            if (apl_random_unit(random) < 2.5 * apl_land_fertility(land, x, y) &&
                apl_grid_is_free(grid, x, y, apart)) {
                settle(territory, k, x, y);
                return;
            }
        }
    }
}

/* Residents meant for pole k of m: rank and size as in France, about 25 000 at the 4 % mark, 1 600
 * for the last, some 450 000 for the first of a large territory. */
static double size_of_pole(apl_random *random, int32_t k, int32_t m)
{
    double rank = ((double)k + 0.3) / (double)m;
    double size = 925.0 / (rank + 0.0023) + 600.0;
    return size * apl_random_between(random, 0.75, 1.3);
}

static aploc_status make_poles(apl_territory *territory, aploc_error *err)
{
    aploc_status status;
    apl_random *random = NULL;
    apl_grid grid = {0};
    APL_TRY(apl_random_create(territory->seed, APL_STREAM_POLES, &random, err));
    for (int32_t k = 0; k < territory->n_poles; k++) {
        /* Squares as wide as the distance in use, made again when it has halved. */
        if ((k & (k - 1)) == 0) {
            apl_grid_end(&grid);
            double side = 0.68 * sqrt(territory->land.area / ((double)k + 1.0));
            APL_TRY(apl_grid_start(&grid, territory, side, territory->n_poles, err));
            for (int32_t before = 0; before < k; before++)
                apl_grid_add(&grid, before);
        }
        place_pole(territory, &grid, random, k);
        apl_grid_add(&grid, k);
        territory->pole_size[k] = size_of_pole(random, k, territory->n_poles);
        if (k % 1024 == 0)
            APL_TRY(apl_territory_tell(territory, "placing towns", k, territory->n_poles, err));
    }
out:
    apl_grid_end(&grid);
    apl_random_free(random);
    return status;
}

/* How far a town of this size reaches, kilometres. */
static double reach_of(double size)
{
    return 2.5 + 0.055 * sqrt(size);
}

/* A site near a pole, larger ones first, or anywhere. */
static void draw_site(const apl_territory *territory, apl_random *random, double *x, double *y)
{
    const apl_land *land = &territory->land;
    if (apl_random_unit(random) < 0.72) {
        draw_point(land, random, x, y);
        return;
    }
    double u = apl_random_unit(random);
    int32_t pole = (int32_t)(u * u * (double)territory->n_poles);
    double reach = 0.6 * reach_of(territory->pole_size[pole]) + 1.0;
    *x = territory->communes[pole].x + reach * apl_random_normal(random);
    *y = territory->communes[pole].y + reach * apl_random_normal(random);
}

static void place_site(apl_territory *territory, const apl_grid *grid, apl_random *random,
                       int32_t i)
{
    const apl_land *land = &territory->land;
    double x = 0.0, y = 0.0;
    for (double apart = 1.8;; apart *= 0.8) {
        for (int tries = 0; tries < TRIES; tries++) {
            draw_site(territory, random, &x, &y);
            if (apl_random_unit(random) < 1.6 * apl_land_fertility(land, x, y) &&
                apl_land_has(land, x, y) && apl_grid_is_free(grid, x, y, apart)) {
                settle(territory, i, x, y);
                return;
            }
        }
    }
}

/* Let each town weigh on the places around it, itself included. */
static void spread_towns(apl_territory *territory, const apl_grid *grid)
{
    for (int32_t k = 0; k < territory->n_poles; k++) {
        const apl_commune *pole = &territory->communes[k];
        double size = territory->pole_size[k], reach = reach_of(size);
        double dense = size / (size + 40000.0), pull = sqrt(size / 400000.0);
        apl_window window = apl_grid_around(grid, pole->x, pole->y, reach);
        for (int32_t row = window.row; row <= window.last_row; row++) {
            for (int32_t column = window.column; column <= window.last_column; column++) {
                int32_t i = grid->first[(int64_t)row * grid->n_columns + column];
                for (; i >= 0; i = grid->next[i]) {
                    apl_commune *c = &territory->communes[i];
                    double east = c->x - pole->x, north = c->y - pole->y;
                    double rest = 1.0 - (east * east + north * north) / (reach * reach);
                    if (rest <= 0.0)
                        continue;
                    double near = rest * rest;
                    c->urban = near * dense > c->urban ? near * dense : c->urban;
                    if (i != k && near * pull > c->suburban)
                        c->suburban = near * pull;
                }
            }
        }
    }
}

aploc_status apl_places_make(apl_territory *territory, aploc_error *err)
{
    aploc_status status;
    apl_random *random = NULL;
    apl_grid grid = {0};
    APL_TRY(make_poles(territory, err));
    APL_TRY(apl_random_create(territory->seed, APL_STREAM_SITES, &random, err));
    APL_TRY(apl_grid_start(&grid, territory, 4.0, territory->n, err));
    for (int32_t k = 0; k < territory->n_poles; k++)
        apl_grid_add(&grid, k);
    for (int32_t i = territory->n_poles; i < territory->n; i++) {
        place_site(territory, &grid, random, i);
        apl_grid_add(&grid, i);
        if (i % 4096 == 0)
            APL_TRY(apl_territory_tell(territory, "placing communes", i, territory->n, err));
    }
    spread_towns(territory, &grid);
out:
    apl_grid_end(&grid);
    apl_random_free(random);
    return status;
}
