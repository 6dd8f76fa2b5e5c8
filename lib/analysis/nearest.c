/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/nearest.h"

#include <math.h>

#include "base/memory.h"

enum { POINTS_A_CELL = 16 };

static int32_t clamp(double cell, int32_t n)
{
    return cell < 0.0 ? 0 : (cell >= n ? n - 1 : (int32_t)cell);
}

static int32_t column_of(const apl_cells *cells, apl_point p)
{
    return clamp((p.x - cells->low.x) / cells->side, cells->n_columns);
}

static int32_t row_of(const apl_cells *cells, apl_point p)
{
    return clamp((p.y - cells->low.y) / cells->side, cells->n_rows);
}

aploc_status apl_cells_create(const apl_point *points, int32_t n, apl_cells *cells,
                              aploc_error *err)
{
    aploc_status status;
    apl_point high = {-INFINITY, -INFINITY};
    *cells = (apl_cells){.points = points, .n = n, .low = {INFINITY, INFINITY}};
    for (int32_t i = 0; i < n; i++) {
        cells->low.x = fmin(cells->low.x, points[i].x);
        cells->low.y = fmin(cells->low.y, points[i].y);
        high.x = fmax(high.x, points[i].x);
        high.y = fmax(high.y, points[i].y);
    }
    double width = n ? high.x - cells->low.x : 0.0, height = n ? high.y - cells->low.y : 0.0;
    double wanted = sqrt((double)n / POINTS_A_CELL) + 1.0; /* cells along the longer side */
    cells->side = fmax(fmax(width, height) / wanted, 1e-9);
    cells->n_columns = (int32_t)(width / cells->side) + 1;
    cells->n_rows = (int32_t)(height / cells->side) + 1;
    int64_t n_cells = (int64_t)cells->n_columns * cells->n_rows;
    APL_TRY(APL_ZEROED(cells->offsets, n_cells + 2, err));
    APL_TRY(APL_NEW(cells->index, n, err));
    /* Counting sort; the counts stand two further on, so that filling leaves the offsets right. */
    for (int32_t i = 0; i < n; i++) {
        int64_t cell =
            (int64_t)row_of(cells, points[i]) * cells->n_columns + column_of(cells, points[i]);
        cells->offsets[cell + 2]++;
    }
    for (int64_t cell = 0; cell < n_cells; cell++)
        cells->offsets[cell + 2] += cells->offsets[cell + 1];
    for (int32_t i = 0; i < n; i++) {
        int64_t cell =
            (int64_t)row_of(cells, points[i]) * cells->n_columns + column_of(cells, points[i]);
        cells->index[cells->offsets[cell + 1]++] = i;
    }
out:
    if (status)
        apl_cells_free(cells);
    return status;
}

void apl_cells_free(apl_cells *cells)
{
    free(cells->offsets);
    free(cells->index);
    *cells = (apl_cells){0};
}

/* The nearest found so far, as a heap: the farthest of them on top. */
typedef struct best {
    int32_t *index;
    double *squares;
    int32_t n, k;
} best;

static int is_farther(const best *b, int32_t a, double square, int32_t index)
{
    return b->squares[a] > square || (b->squares[a] == square && b->index[a] > index);
}

static void sink(best *b, double square, int32_t index)
{
    int32_t at = 0;
    for (int32_t child = 1; child < b->n; child = 2 * at + 1) {
        if (child + 1 < b->n && is_farther(b, child + 1, b->squares[child], b->index[child]))
            child++;
        if (!is_farther(b, child, square, index))
            break;
        b->squares[at] = b->squares[child];
        b->index[at] = b->index[child];
        at = child;
    }
    b->squares[at] = square;
    b->index[at] = index;
}

static void consider(best *b, double square, int32_t index)
{
    if (b->n < b->k) {
        int32_t at = b->n++;
        for (int32_t parent = (at - 1) / 2; at > 0; at = parent, parent = (at - 1) / 2) {
            if (is_farther(b, parent, square, index))
                break;
            b->squares[at] = b->squares[parent];
            b->index[at] = b->index[parent];
        }
        b->squares[at] = square;
        b->index[at] = index;
    } else if (is_farther(b, 0, square, index)) {
        sink(b, square, index);
    }
}

static void consider_cell(const apl_cells *cells, int32_t row, int32_t column, int32_t i, best *b)
{
    if (row < 0 || row >= cells->n_rows || column < 0 || column >= cells->n_columns)
        return;
    int64_t cell = (int64_t)row * cells->n_columns + column;
    for (int64_t at = cells->offsets[cell]; at < cells->offsets[cell + 1]; at++) {
        int32_t other = cells->index[at];
        double dx = cells->points[other].x - cells->points[i].x;
        double dy = cells->points[other].y - cells->points[i].y;
        if (other != i)
            consider(b, dx * dx + dy * dy, other);
    }
}

int32_t apl_cells_nearest(const apl_cells *cells, int32_t i, int32_t k, int32_t *nearest,
                          double *squares)
{
    best b = {nearest, squares, 0, k < cells->n - 1 ? k : cells->n - 1};
    int32_t row = row_of(cells, cells->points[i]), column = column_of(cells, cells->points[i]);
    int32_t last = cells->n_rows > cells->n_columns ? cells->n_rows : cells->n_columns;
    for (int32_t ring = 0; ring <= last && b.k > 0; ring++) {
        /* What lies in this ring is at least (ring - 1) cells away. */
        double reach = (ring - 1) * cells->side;
        if (b.n == b.k && ring > 0 && reach > 0.0 && reach * reach > b.squares[0])
            break;
        for (int32_t r = row - ring; r <= row + ring; r++) {
            int is_end = r == row - ring || r == row + ring;
            for (int32_t c = column - ring; c <= column + ring; c += is_end || !ring ? 1 : 2 * ring)
                consider_cell(cells, r, c, i, &b);
        }
    }
    return b.n;
}
