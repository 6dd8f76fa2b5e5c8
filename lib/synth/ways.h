/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_WAYS_H
#define APL_SYNTH_WAYS_H

/* Times from cells to sites. They are those of the roads between two communes, but for where in its
 * commune a cell lies: what both communes have to do with it is looked up once for all cells of one. */

#include "synth/cells.h"
#include "synth/matrix.h"

typedef struct apl_ways {
    const apl_cells *cells;
    double max_minutes;
    uint64_t key;
    double *x, *y; /* of the sites */
} apl_ways;

/* All zero before; ended by apl_ways_end, whatever it returns. */
aploc_status apl_ways_start(apl_ways *ways, const apl_cells *cells, double max_minutes,
                            aploc_error *err);
void apl_ways_end(apl_ways *ways);

/* Blocks of a matrix whose `data` is an apl_ways: the cells of the commune in a row. */
aploc_status apl_ways_make(void *data, int32_t row, apl_lane *lane, aploc_error *err);
void apl_ways_end_lane(void *own);

#endif
