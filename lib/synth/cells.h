/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_CELLS_H
#define APL_SYNTH_CELLS_H

/* Squares of 200 metres where people live, around the communes they belong to; and the sites where care
 * is, the communes that have supply. */

#include <stdint.h>

#include "synth/territory.h"

enum { APL_CELL_CODE_SIZE = 16 };

typedef struct apl_cell {
    int32_t column, row; /* of the grid of 200 m */
    int32_t population;  /* at least 1 */
} apl_cell;

typedef struct apl_cells {
    const apl_territory *territory;
    int32_t n;
    int64_t *first; /* n communes + 1: where the cells of each row of the communes begin */
    apl_cell *cells;
    int32_t n_sites;
    int32_t *sites; /* communes, in the order of their rows */
} apl_cells;

/* The side of a cell, kilometres. */
extern const double apl_cell_side;

/* Lay out `n` cells, or as many as there are people and land for. The people and the supply of the
 * communes are known. All zero before; ended by apl_cells_end, whatever it returns. */
aploc_status apl_cells_make(apl_cells *cells, const apl_territory *territory, int32_t n,
                            aploc_error *err);
void apl_cells_end(apl_cells *cells);

/* The middle of a cell, kilometres. */
void apl_cell_middle(const apl_cell *cell, double *x, double *y);

/* The code of cell `k` of the commune in row `r`: that of the commune, "-", and a number. */
void apl_cell_code(const apl_cells *cells, int32_t r, int64_t k, char text[APL_CELL_CODE_SIZE]);

#endif
