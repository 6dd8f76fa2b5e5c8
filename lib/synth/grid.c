/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/grid.h"

#include <math.h>

#include "base/memory.h"

static int32_t clamp(double square, int32_t n)
{
    return square < 0.0 ? 0 : square >= (double)n ? n - 1 : (int32_t)square;
}

aploc_status apl_grid_start(apl_grid *grid, const apl_territory *territory, double side, int32_t n,
                            aploc_error *err)
{
    const apl_land *land = &territory->land;
    aploc_status status;
    *grid = (apl_grid){.communes = territory->communes,
                       .low_x = land->low_x,
                       .low_y = land->low_y,
                       .side = side,
                       .n_columns = (int32_t)((land->high_x - land->low_x) / side) + 1,
                       .n_rows = (int32_t)((land->high_y - land->low_y) / side) + 1};
    int64_t n_squares = (int64_t)grid->n_columns * grid->n_rows;
    APL_TRY(APL_NEW(grid->first, n_squares, err));
    APL_TRY(APL_NEW(grid->next, n, err));
    for (int64_t k = 0; k < n_squares; k++)
        grid->first[k] = -1;
out:
    return status;
}

void apl_grid_end(apl_grid *grid)
{
    free(grid->first);
    free(grid->next);
    *grid = (apl_grid){0};
}

void apl_grid_add(apl_grid *grid, int32_t commune)
{
    const apl_commune *c = &grid->communes[commune];
    apl_window here = apl_grid_around(grid, c->x, c->y, 0.0);
    int32_t *first = &grid->first[(int64_t)here.row * grid->n_columns + here.column];
    grid->next[commune] = *first;
    *first = commune;
}

apl_window apl_grid_around(const apl_grid *grid, double x, double y, double radius)
{
    return (apl_window){clamp((x - radius - grid->low_x) / grid->side, grid->n_columns),
                        clamp((x + radius - grid->low_x) / grid->side, grid->n_columns),
                        clamp((y - radius - grid->low_y) / grid->side, grid->n_rows),
                        clamp((y + radius - grid->low_y) / grid->side, grid->n_rows)};
}

/* The nearest of a window within `limit` (squared), or -1. */
static int32_t nearest_in(const apl_grid *grid, apl_window window, double x, double y,
                          double *limit)
{
    int32_t best = -1;
    for (int32_t row = window.row; row <= window.last_row; row++) {
        for (int32_t column = window.column; column <= window.last_column; column++) {
            int32_t k = grid->first[(int64_t)row * grid->n_columns + column];
            for (; k >= 0; k = grid->next[k]) {
                double east = grid->communes[k].x - x, north = grid->communes[k].y - y;
                double square = east * east + north * north;
                if (square < *limit || (square == *limit && k < best)) {
                    *limit = square;
                    best = k;
                }
            }
        }
    }
    return best;
}

int apl_grid_is_free(const apl_grid *grid, double x, double y, double distance)
{
    double limit = distance * distance;
    return nearest_in(grid, apl_grid_around(grid, x, y, distance), x, y, &limit) < 0;
}

int32_t apl_grid_nearest(const apl_grid *grid, double x, double y)
{
    /* Widen the disc until somebody is inside it: outside of it nobody can be nearer. */
    for (double radius = grid->side;; radius *= 2.0) {
        apl_window window = apl_grid_around(grid, x, y, radius);
        int whole = window.column == 0 && window.row == 0 &&
                    window.last_column == grid->n_columns - 1 &&
                    window.last_row == grid->n_rows - 1;
        double limit = whole ? INFINITY : radius * radius;
        int32_t best = nearest_in(grid, window, x, y, &limit);
        if (best >= 0 || whole)
            return best;
    }
}
