/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/land.h"

#include <math.h>

#include "base/error.h"
#include "synth/random.h"

/* Metropolitan France: 544 000 km2 and 35 000 communes. */
static const double area_of_commune = 15.5;

/* Mountains: at most one to a square of this side, kilometres. */
static const double massif_square = 150.0;

/* Smooth noise in [0, 1): hashed values on a lattice, between them cubic steps. */
static double noise(const apl_land *land, double x, double y, double wavelength, int64_t salt)
{
    double u = x / wavelength, v = y / wavelength;
    double column = floor(u), row = floor(v);
    u -= column;
    v -= row;
    u = u * u * (3.0 - 2.0 * u);
    v = v * v * (3.0 - 2.0 * v);
    uint64_t key = land->relief + (uint64_t)salt;
    int64_t i = (int64_t)column, j = (int64_t)row;
    double below = apl_hash_unit(key, i, j) * (1.0 - u) + apl_hash_unit(key, i + 1, j) * u;
    double above = apl_hash_unit(key, i, j + 1) * (1.0 - u) + apl_hash_unit(key, i + 1, j + 1) * u;
    return below * (1.0 - v) + above * v;
}

/* A bump of height 1 that ends at the radius. */
static double bump(double x, double y, double radius)
{
    double rest = 1.0 - (x * x + y * y) / (radius * radius);
    return rest > 0.0 ? rest * rest : 0.0;
}

/* The mountains around a point, metres, before valleys are cut into them. */
static double massifs(const apl_land *land, double x, double y)
{
    double height = 2600.0 * bump(x - land->home_x, y - land->home_y, land->home_radius);
    int64_t column = (int64_t)floor(x / massif_square), row = (int64_t)floor(y / massif_square);
    for (int64_t j = row - 1; j <= row + 1; j++) {
        for (int64_t i = column - 1; i <= column + 1; i++) {
            /* The first square holds the mountains of small territories. */
            if ((i == 0 && j == 0) || apl_hash_unit(land->relief + 1, i, j) > 0.4)
                continue;
            double middle_x = ((double)i + apl_hash_unit(land->relief + 2, i, j)) * massif_square;
            double middle_y = ((double)j + apl_hash_unit(land->relief + 3, i, j)) * massif_square;
            double radius = 35.0 + 65.0 * apl_hash_unit(land->relief + 4, i, j);
            double top = 500.0 + 2300.0 * apl_hash_unit(land->relief + 5, i, j);
            height += top * bump(x - middle_x, y - middle_y, radius);
        }
    }
    return height;
}

double apl_land_altitude(const apl_land *land, double x, double y)
{
    double ridge = 0.75 * noise(land, x, y, 9.0, 10) + 0.25 * noise(land, x, y, 4.0, 11);
    return 20.0 + 230.0 * noise(land, x, y, 45.0, 12) + 60.0 * ridge +
           massifs(land, x, y) * (0.2 + 0.8 * ridge);
}

double apl_land_fertility(const apl_land *land, double x, double y)
{
    double rich = 0.6 * noise(land, x, y, 50.0, 13) + 0.4 * noise(land, x, y, 18.0, 14);
    double high = apl_land_altitude(land, x, y) / 650.0;
    double wide = 0.3 + 0.9 * noise(land, x, y, 220.0, 15);
    return (0.06 + 1.6 * rich * rich) * wide / (1.0 + high * high);
}

int apl_land_has(const apl_land *land, double x, double y)
{
    int inside = 0;
    for (int k = 0, last = APL_OUTLINE_SIZE - 1; k < APL_OUTLINE_SIZE; last = k++) {
        double y0 = land->edge_y[last], y1 = land->edge_y[k];
        if ((y0 > y) == (y1 > y))
            continue;
        double x0 = land->edge_x[last], x1 = land->edge_x[k];
        if (x < x0 + (x1 - x0) * ((y - y0) / (y1 - y0)))
            inside = !inside;
    }
    return inside;
}

/* A coast around (0, 0): an octagon of uneven corners, each side broken in two three times. */
static void draw_outline(apl_land *land, apl_random *random)
{
    static const double diagonal = 0.7071067811865476;
    const double corner_x[8] = {1.0, diagonal, 0.0, -diagonal, -1.0, -diagonal, 0.0, diagonal};
    const double corner_y[8] = {0.0, diagonal, 1.0, diagonal, 0.0, -diagonal, -1.0, -diagonal};
    for (int k = 0; k < 8; k++) {
        double reach = apl_random_between(random, 0.8, 1.25);
        land->edge_x[k * 8] = corner_x[k] * reach;
        land->edge_y[k * 8] = corner_y[k] * reach;
    }
    for (int step = 8; step > 1; step /= 2) {
        for (int k = 0; k < APL_OUTLINE_SIZE; k += step) {
            int next = (k + step) % APL_OUTLINE_SIZE;
            double along_x = land->edge_x[next] - land->edge_x[k];
            double along_y = land->edge_y[next] - land->edge_y[k];
            double aside = apl_random_between(random, -0.17, 0.17);
            land->edge_x[k + step / 2] = land->edge_x[k] + along_x * 0.5 - along_y * aside;
            land->edge_y[k + step / 2] = land->edge_y[k] + along_y * 0.5 + along_x * aside;
        }
    }
}

/* Give the outline its area and its middle, and find the box around it. */
static void place_outline(apl_land *land)
{
    double twice = 0.0;
    for (int k = 0, last = APL_OUTLINE_SIZE - 1; k < APL_OUTLINE_SIZE; last = k++)
        twice += land->edge_x[last] * land->edge_y[k] - land->edge_x[k] * land->edge_y[last];
    double scale = sqrt(land->area / (twice * 0.5));
    land->low_x = land->high_x = land->x;
    land->low_y = land->high_y = land->y;
    for (int k = 0; k < APL_OUTLINE_SIZE; k++) {
        double x = land->edge_x[k] * scale + land->x, y = land->edge_y[k] * scale + land->y;
        land->edge_x[k] = x;
        land->edge_y[k] = y;
        land->low_x = x < land->low_x ? x : land->low_x;
        land->high_x = x > land->high_x ? x : land->high_x;
        land->low_y = y < land->low_y ? y : land->low_y;
        land->high_y = y > land->high_y ? y : land->high_y;
    }
}

aploc_status apl_land_make(apl_land *land, uint64_t seed, int32_t n, aploc_error *err)
{
    aploc_status status;
    apl_random *random = NULL;
    APL_TRY(apl_random_create(seed, APL_STREAM_OUTLINE, &random, err));
    *land = (apl_land){.relief = apl_hash_key(seed, APL_STREAM_RELIEF),
                       .area = area_of_commune * (double)n};
    land->radius = sqrt(land->area / 3.141592653589793);
    draw_outline(land, random);
    /* Mountains on one side, whatever the size: a small territory is their foothills. */
    double small = 0.95 * land->radius;
    land->home_radius = small < 75.0 ? small : 75.0;
    land->home_x = land->home_y = 0.5 * massif_square;
    double east = apl_random_between(random, -1.0, 1.0);
    double north = apl_random_between(random, -1.0, 1.0);
    double length = sqrt(east * east + north * north) + 1e-9;
    land->x = land->home_x - east / length * 0.85 * land->radius;
    land->y = land->home_y - north / length * 0.85 * land->radius;
    place_outline(land);
out:
    apl_random_free(random);
    return status;
}
