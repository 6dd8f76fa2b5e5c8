/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/cells.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "synth/random.h"

const double apl_cell_side = 0.2;

enum { MOST = 400 /* cells of a commune: it has 388 squares */ };

/* Which squares are taken, a bit each. */
typedef struct board {
    int32_t low_column, low_row, n_columns, n_rows;
    uint8_t *taken;
} board;

static aploc_status start_board(board *b, const apl_territory *territory, aploc_error *err)
{
    static const double margin = 10.0;
    const apl_land *land = &territory->land;
    b->low_column = (int32_t)floor((land->low_x - margin) / apl_cell_side);
    b->low_row = (int32_t)floor((land->low_y - margin) / apl_cell_side);
    b->n_columns = (int32_t)((land->high_x - land->low_x + 2.0 * margin) / apl_cell_side) + 1;
    b->n_rows = (int32_t)((land->high_y - land->low_y + 2.0 * margin) / apl_cell_side) + 1;
    return APL_ZEROED(b->taken, ((int64_t)b->n_columns * b->n_rows + 7) / 8, err);
}

/* Take a square; 0 when it is taken or off the board. */
static int take(board *b, int32_t column, int32_t row)
{
    int64_t x = (int64_t)column - b->low_column, y = (int64_t)row - b->low_row;
    if (x < 0 || y < 0 || x >= b->n_columns || y >= b->n_rows)
        return 0;
    int64_t at = y * b->n_columns + x;
    uint8_t bit = (uint8_t)(1 << at % 8);
    if (b->taken[at / 8] & bit)
        return 0;
    b->taken[at / 8] |= bit;
    return 1;
}

static int32_t most_cells(const apl_commune *c)
{
    return c->population < MOST ? c->population : MOST;
}

/* How many cells each commune has: by the root of its people, since a village is as scattered as a town
 * is dense; then one more each, or one less, in order, until there are n. */
static int32_t count_cells(const apl_territory *territory, int32_t n, int64_t *counts)
{
    double all = 0.0;
    int64_t sum = 0;
    for (int32_t r = 0; r < territory->n; r++)
        all += sqrt((double)territory->communes[territory->order[r]].population);
    for (int32_t r = 0; r < territory->n; r++) {
        const apl_commune *c = &territory->communes[territory->order[r]];
        double meant = floor((double)n * sqrt((double)c->population) / all);
        counts[r] = meant < 1.0 ? 1 : meant > MOST ? MOST : (int64_t)meant;
        if (counts[r] > most_cells(c))
            counts[r] = most_cells(c);
        sum += counts[r];
    }
    for (int moved = 1; moved && sum != n;) {
        moved = 0;
        for (int32_t r = 0; r < territory->n && sum != n; r++) {
            int step = sum < n ? 1 : -1;
            int64_t next = counts[r] + step;
            if (next < 1 || next > most_cells(&territory->communes[territory->order[r]]))
                continue;
            counts[r] = next;
            sum += step;
            moved = 1;
        }
    }
    return (int32_t)sum;
}

/* Squares around the middle of a commune, dense there; farther away as long as none is free. */
static void place_cells(board *b, const apl_commune *c, uint64_t key, int64_t n, apl_cell *cells)
{
    double reach = 1.0 + 0.9 * sqrt((double)n);
    int64_t draw = 0;
    for (int64_t k = 0; k < n; draw++) {
        double u = 2.0 * apl_hash_unit(key, 2 * draw, 0) - 1.0;
        double v = 2.0 * apl_hash_unit(key, 2 * draw + 1, 0) - 1.0;
        int32_t column = (int32_t)floor(c->x / apl_cell_side + reach * u * fabs(u));
        int32_t row = (int32_t)floor(c->y / apl_cell_side + reach * v * fabs(v));
        if (take(b, column, row))
            cells[k++] = (apl_cell){column, row, 0};
        else
            reach *= 1.003;
    }
}

/* One each, and the others unevenly, so that they add up to the commune's. */
static void settle(const apl_commune *c, uint64_t key, int64_t n, apl_cell *cells)
{
    double all = 0.0, below = 0.0, rest = (double)(c->population - n), before = 0.0;
    for (int64_t k = 0; k < n; k++) {
        double u = apl_hash_unit(key, k, 1);
        all += u * u;
    }
    for (int64_t k = 0; k < n; k++) {
        double u = apl_hash_unit(key, k, 1);
        below += u * u;
        double upto = k == n - 1 || all <= 0.0 ? rest : floor(rest * (below / all));
        cells[k].population = 1 + (int32_t)(upto - before);
        before = upto;
    }
}

aploc_status apl_cells_make(apl_cells *cells, const apl_territory *territory, int32_t n,
                            aploc_error *err)
{
    aploc_status status;
    board b = {0};
    uint64_t stream = apl_hash_key(territory->seed, APL_STREAM_CELLS);
    cells->territory = territory;
    APL_TRY(APL_ZEROED(cells->first, (int64_t)territory->n + 1, err));
    APL_TRY(APL_NEW(cells->sites, territory->n, err));
    APL_TRY(start_board(&b, territory, err));
    cells->n = count_cells(territory, n, cells->first + 1);
    APL_TRY(APL_NEW(cells->cells, cells->n, err));
    for (int32_t r = 0; r < territory->n; r++) {
        int32_t i = territory->order[r];
        const apl_commune *c = &territory->communes[i];
        int64_t count = cells->first[r + 1];
        uint64_t key = apl_hash(stream, i, 0);
        cells->first[r + 1] += cells->first[r];
        place_cells(&b, c, key, count, cells->cells + cells->first[r]);
        settle(c, key, count, cells->cells + cells->first[r]);
        if (c->supply > 0.0)
            cells->sites[cells->n_sites++] = i;
        if (r % 1024 == 0)
            APL_TRY(apl_territory_tell(territory, "placing cells", r, territory->n, err));
    }
out:
    free(b.taken);
    return status;
}

void apl_cells_end(apl_cells *cells)
{
    free(cells->first);
    free(cells->cells);
    free(cells->sites);
    *cells = (apl_cells){0};
}

void apl_cell_middle(const apl_cell *cell, double *x, double *y)
{
    *x = ((double)cell->column + 0.5) * apl_cell_side;
    *y = ((double)cell->row + 0.5) * apl_cell_side;
}

void apl_cell_code(const apl_cells *cells, int32_t r, int64_t k, char text[APL_CELL_CODE_SIZE])
{
    const apl_territory *territory = cells->territory;
    snprintf(text, APL_CELL_CODE_SIZE, "%s-%04d", territory->communes[territory->order[r]].code,
             (int)(k - cells->first[r] + 1));
}
