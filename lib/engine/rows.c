/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rows.h"

#include <stdlib.h>

/* A walk along the entries of one row. */
typedef struct walk {
    const apl_rows *rows;
    int32_t slot;           /* where it is */
    const int32_t *columns; /* of its tile */
    uint32_t n_columns;
    int64_t at, end; /* its next entry, and the end of its slice */
} walk;

static const apl_tile *tile_of(const apl_rows *rows, int32_t slot)
{
    int32_t low = 0, high = rows->n_tiles;
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (rows->tiles[middle].slot <= slot)
            low = middle;
        else
            high = middle;
    }
    return &rows->tiles[low];
}

static void enter(walk *w, int32_t slot)
{
    const apl_tile *tile = tile_of(w->rows, slot);
    int32_t place = slot - tile->slot;
    const uint32_t *slice = w->rows->slices + tile->slice + place / APL_LANES;
    w->slot = slot;
    w->columns = w->rows->columns + tile->column;
    w->n_columns = (uint32_t)tile->n_columns;
    w->at = tile->entry + (int64_t)slice[0] * APL_LANES + place % APL_LANES;
    w->end = tile->entry + (int64_t)slice[1] * APL_LANES;
}

static walk start(const apl_rows *rows, int32_t r)
{
    walk w = {.rows = rows};
    enter(&w, rows->where[r]);
    return w;
}

/* The next entry of the row; 0 when there is none. */
static inline int advance(walk *w, int32_t *column, double *weight)
{
    const apl_rows *rows = w->rows;
    for (;;) {
        if (w->at < w->end) {
            uint32_t entry = rows->entries[w->at];
            if (rows->form == APL_FORM_CLASSES) {
                int code = entry > 0;
                /* A few classes are faster taken off than divided by. */
                for (entry -= (uint32_t)code; entry >= w->n_columns; entry -= w->n_columns)
                    code++;
                *weight = rows->table[code];
            } else if (rows->form == APL_FORM_CODES) {
                *weight = rows->table[rows->codes[w->at]];
            } else {
                *weight = rows->weights[w->at];
            }
            if (*weight > 0.0) {
                *column = w->columns[entry];
                w->at += APL_LANES;
                return 1;
            }
        }
        /* The slice has no more of this row: the next tile may. */
        int32_t next = rows->next ? rows->next[w->slot] : -1;
        if (next < 0)
            return 0;
        enter(w, next);
    }
}

int64_t apl_row_get(const apl_rows *rows, int32_t r, int64_t capacity, int32_t *index,
                    double *weights)
{
    int64_t n = 0;
    int32_t column;
    double weight;
    for (walk w = start(rows, r); advance(&w, &column, &weight); n++) {
        if (n < capacity && index)
            index[n] = column;
        if (n < capacity && weights)
            weights[n] = weight;
    }
    return n;
}

int64_t apl_row_length(const apl_rows *rows, int32_t r)
{
    return apl_row_get(rows, r, 0, NULL, NULL);
}

int apl_row_any(const apl_rows *rows, int32_t r, const int32_t *names, const double *x)
{
    int32_t column;
    double weight;
    for (walk w = start(rows, r); advance(&w, &column, &weight);)
        if (x[names ? names[column] : column] > 0.0)
            return 1;
    return 0;
}

double apl_row_sum(const apl_rows *rows, int32_t r, const double *x)
{
    double sum = 0.0, weight;
    int32_t column;
    for (walk w = start(rows, r); advance(&w, &column, &weight);)
        sum += weight * x[column];
    return sum;
}

int64_t apl_rows_bytes(const apl_rows *rows)
{
    int64_t an_entry = (int64_t)sizeof *rows->entries;
    if (rows->codes)
        an_entry += (int64_t)sizeof *rows->codes;
    if (rows->weights)
        an_entry += (int64_t)sizeof *rows->weights;
    return (int64_t)sizeof *rows + ((int64_t)rows->n_bands + 1) * 12 +
           rows->n_tiles * (int64_t)sizeof *rows->tiles + rows->n_columns * 4 +
           rows->n_slots * (rows->next ? 8LL : 4LL) + rows->n_slices * 4 +
           rows->n_entries * an_entry + rows->n_rows * 4LL;
}

int64_t apl_rows_room(const apl_rows *rows)
{
    int64_t most = 0;
    for (int32_t t = 0; t < rows->n_tiles; t++) {
        const apl_tile *tile = &rows->tiles[t];
        int64_t n = tile->n_columns;
        if (rows->form == APL_FORM_CLASSES)
            n = 1 + n * rows->n_weights;
        n += tile->n_slots;
        most = n > most ? n : most;
    }
    return most;
}

void apl_rows_free(apl_rows *rows)
{
    free(rows->bands);
    free(rows->work);
    free(rows->tiles);
    free(rows->columns);
    free(rows->slots);
    free(rows->slices);
    free(rows->entries);
    free(rows->codes);
    free(rows->weights);
    free(rows->where);
    free(rows->next);
}
