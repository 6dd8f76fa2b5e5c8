/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_GRID_H
#define APL_SYNTH_GRID_H

/* Squares over the land, each with the communes in it: neighbours without looking at everybody. */

#include <stdint.h>

#include <aploc/status.h>

#include "synth/territory.h"

typedef struct apl_grid {
    const apl_commune *communes;
    double low_x, low_y, side;
    int32_t n_columns, n_rows;
    int32_t *first; /* of each square: a commune or -1 */
    int32_t *next;  /* of each commune */
} apl_grid;

/* Squares to look at: columns and rows, both ends included. */
typedef struct apl_window {
    int32_t column, last_column, row, last_row;
} apl_window;

/* An empty grid for up to n communes; ended by apl_grid_end, which also accepts a zeroed grid. */
aploc_status apl_grid_start(apl_grid *grid, const apl_territory *territory, double side, int32_t n,
                            aploc_error *err);
void apl_grid_end(apl_grid *grid);

/* Add a commune of the territory. */
void apl_grid_add(apl_grid *grid, int32_t commune);

/* The squares that a disc touches. */
apl_window apl_grid_around(const apl_grid *grid, double x, double y, double radius);

/* Whether nobody in the grid is closer than this. */
int apl_grid_is_free(const apl_grid *grid, double x, double y, double distance);

/* The nearest in the grid, the lower index when two are as near; -1 when the grid is empty. */
int32_t apl_grid_nearest(const apl_grid *grid, double x, double y);

#endif
