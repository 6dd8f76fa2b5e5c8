/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the caller's order scatters neighbours, rows are put together by the pairs themselves: a
 * cluster grows from one row to those that share columns with it, until it is large enough; the next
 * begins at the edge of those before. No coordinates are needed, and distances by road count. */
#include "engine/order.h"

#include <string.h>

#include "base/memory.h"
#include "engine/band.h"

enum {
    CLUSTER_ROWS = 1024,
    LONG_QUEUE = 2 * CLUSTER_ROWS,
    SAMPLES = 8,          /* bands that are looked at; a byte counts them */
    PAIRS_A_COLUMN = 4,   /* a band with fewer is too scattered */
    LEAST_PAIRS = 1 << 18 /* what a step over fewer takes does not matter */
};

/* The work of growing clusters. */
typedef struct growing {
    const apl_pairs *pairs, *turned;
    int32_t *order;   /* rows placed so far */
    int32_t *columns; /* columns in the order in which they were first met */
    int32_t n_placed, n_met;
    char *placed;         /* a row */
    char *met;            /* a column */
    int32_t *row_cluster; /* the last cluster whose queue a row was in, -1 */
    int32_t *column_cluster;
    int64_t most_met; /* a column of more rows says nothing about neighbours */
    int32_t *queue;   /* of the cluster */
    int32_t *edge;    /* rows where a cluster may begin: a stack */
    int64_t n_edge, edge_room;
} growing;

/* Whether bands of rows as they come have few columns for their pairs. */
static aploc_status is_gathered(const apl_pairs *pairs, int *gathered, aploc_error *err)
{
    aploc_status status;
    int64_t n = pairs->offsets[pairs->n_rows], n_pairs = 0, n_columns = 0;
    uint8_t *seen = NULL; /* a column: the last sample that had it */
    APL_TRY(APL_ZEROED(seen, (int64_t)pairs->n_columns + 1, err));
    for (int32_t s = 1, row = 0; s <= SAMPLES; s++) {
        while (row < pairs->n_rows && pairs->offsets[row] < n / SAMPLES * (s - 1))
            row++;
        int64_t begin = row < pairs->n_rows ? pairs->offsets[row] : n;
        int64_t end = begin + APL_BAND_PAIRS < n ? begin + APL_BAND_PAIRS : n;
        for (int64_t k = begin; k < end; k++) {
            n_columns += seen[pairs->index[k]] != s;
            seen[pairs->index[k]] = (uint8_t)s;
        }
        n_pairs += end - begin;
    }
    *gathered = n_pairs >= PAIRS_A_COLUMN * n_columns;
out:
    free(seen);
    return status;
}

static int32_t push(growing *g, int32_t row, int32_t cluster, int32_t n_queue)
{
    if (g->placed[row] || g->row_cluster[row] == cluster)
        return n_queue;
    g->row_cluster[row] = cluster;
    g->queue[n_queue] = row;
    return n_queue + 1;
}

static aploc_status grow(growing *g, int32_t seed, int32_t cluster, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n_queue = push(g, seed, cluster, 0), at = 0;
    for (; at < n_queue && at < CLUSTER_ROWS; at++) {
        int32_t row = g->queue[at];
        g->placed[row] = 1;
        g->order[g->n_placed++] = row;
        for (int64_t k = g->pairs->offsets[row]; k < g->pairs->offsets[row + 1]; k++) {
            int32_t column = g->pairs->index[k];
            if (!g->met[column]) {
                g->met[column] = 1;
                g->columns[g->n_met++] = column;
            }
            int64_t c = g->turned->offsets[column], end = g->turned->offsets[column + 1];
            if (g->column_cluster[column] == cluster || end - c > g->most_met)
                continue;
            g->column_cluster[column] = cluster;
            /* A queue that is long enough already need not be longer. */
            for (; c < end && n_queue < LONG_QUEUE; c++)
                n_queue = push(g, g->turned->index[c], cluster, n_queue);
        }
    }
    APL_TRY(APL_GROW(g->edge, &g->edge_room, g->n_edge + n_queue - at, err));
    /* The row that was met first is taken up first. */
    while (n_queue > at)
        g->edge[g->n_edge++] = g->queue[--n_queue];
out:
    return status;
}

static aploc_status grow_all(growing *g, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t row = 0, cluster = 0; g->n_placed < g->pairs->n_rows; cluster++) {
        int32_t seed = -1;
        while (g->n_edge > 0 && seed < 0) {
            int32_t next = g->edge[--g->n_edge];
            seed = g->placed[next] ? -1 : next;
        }
        while (seed < 0 && g->placed[row])
            row++;
        APL_TRY(grow(g, seed < 0 ? row : seed, cluster, err));
    }
    for (int32_t column = 0; column < g->pairs->n_columns; column++)
        if (!g->met[column])
            g->columns[g->n_met++] = column;
out:
    return status;
}

static aploc_status open_growing(growing *g, aploc_error *err)
{
    aploc_status status;
    int64_t n_rows = g->pairs->n_rows, n_columns = g->pairs->n_columns;
    g->most_met = LONG_QUEUE + n_rows / 8;
    APL_TRY(APL_NEW(g->order, n_rows, err));
    APL_TRY(APL_NEW(g->columns, n_columns, err));
    APL_TRY(APL_ZEROED(g->placed, n_rows, err));
    APL_TRY(APL_ZEROED(g->met, n_columns, err));
    APL_TRY(APL_NEW(g->row_cluster, n_rows, err));
    APL_TRY(APL_NEW(g->column_cluster, n_columns, err));
    APL_TRY(APL_NEW(g->queue, n_rows, err));
    memset(g->row_cluster, -1, (size_t)n_rows * sizeof *g->row_cluster);
    memset(g->column_cluster, -1, (size_t)n_columns * sizeof *g->column_cluster);
out:
    return status;
}

aploc_status apl_order_find(const apl_pairs *pairs, const apl_pairs *turned, int32_t **rows,
                            int32_t **columns, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    growing g = {.pairs = pairs, .turned = turned};
    int by_row = 0, by_column = 0;
    if (pairs->offsets[pairs->n_rows] < LEAST_PAIRS)
        return APLOC_OK;
    APL_TRY(is_gathered(pairs, &by_row, err));
    APL_TRY(is_gathered(turned, &by_column, err));
    if (by_row && by_column)
        goto out;
    APL_TRY(open_growing(&g, err));
    APL_TRY(grow_all(&g, err));
    *rows = g.order;
    *columns = g.columns;
    g.order = g.columns = NULL;
out:
    free(g.order);
    free(g.columns);
    free(g.placed);
    free(g.met);
    free(g.row_cluster);
    free(g.column_cluster);
    free(g.queue);
    free(g.edge);
    return status;
}
