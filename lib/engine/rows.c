/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rows.h"

#include <stdlib.h>

#define INLINE static inline __attribute__((always_inline))

/* The entries of one row in one tile: `n` of them at most, every 8th from `at` on. The first that fills
 * up ends them. */
typedef struct run {
    const apl_tile *tile;
    const int32_t *columns;
    int64_t at, end;
} run;

static const apl_tile *tile_of(const apl_rows *rows, int32_t slot)
{
    const apl_tile *first = rows->tiles;
    for (int32_t n = rows->n_tiles; n > 1;) {
        int32_t half = n / 2;
        first += first[half].slot <= slot ? half : 0;
        n -= half;
    }
    return first;
}

static run run_at(const apl_rows *rows, int32_t slot)
{
    const apl_tile *tile = tile_of(rows, slot);
    int32_t place = slot - tile->slot;
    const uint32_t *slice = rows->slices + tile->slice + place / APL_LANES;
    return (run){tile, rows->columns + tile->column,
                 tile->entry + (int64_t)slice[0] * APL_LANES + place % APL_LANES,
                 tile->entry + (int64_t)slice[1] * APL_LANES};
}

/* Where a row goes on after a slot; -1: nowhere. */
static int32_t next_of(const apl_rows *rows, int32_t slot)
{
    return rows->next ? rows->next[slot] : -1;
}

/* An entry taken apart; 0 for one that fills up. */
INLINE int take(const apl_rows *rows, apl_form form, const run *part, int64_t at, int32_t *column,
                double *weight)
{
    uint32_t entry = rows->entries[at];
    if (form == APL_FORM_CLASSES) {
        if (entry == 0)
            return 0;
        uint32_t class = (uint32_t)((entry - 1) * part->tile->reciprocal >> 31);
        *column = part->columns[entry - 1 - class * (uint32_t)part->tile->n_columns];
        *weight = rows->table[class + 1];
        return 1;
    }
    *weight = form == APL_FORM_CODES ? rows->table[rows->codes[at]] : rows->weights[at];
    if (!(*weight > 0.0))
        return 0;
    *column = part->columns[entry];
    return 1;
}

/* The functions below run over the entries of a row, which EACH_RUN and EACH_ENTRY name `column` and
 * `weight`, with the form a constant of the loops. */
#define EACH_RUN(rows, r)                                                                          \
    for (int32_t slot = (rows)->where[r]; slot >= 0; slot = next_of(rows, slot))

#define EACH_ENTRY(rows, form, run)                                                                \
    int32_t column;                                                                                \
    double weight;                                                                                 \
    for (int64_t at = (run).at; at < (run).end && take(rows, form, &(run), at, &column, &weight);  \
         at += APL_LANES)

INLINE int64_t get_as(apl_form form, const apl_rows *rows, int32_t r, int64_t capacity,
                      int32_t *index, double *weights)
{
    int64_t n = 0;
    EACH_RUN(rows, r)
    {
        run part = run_at(rows, slot);
        EACH_ENTRY(rows, form, part)
        {
            if (n < capacity && index)
                index[n] = column;
            if (n < capacity && weights)
                weights[n] = weight;
            n++;
        }
    }
    return n;
}

int64_t apl_row_get(const apl_rows *rows, int32_t r, int64_t capacity, int32_t *index,
                    double *weights)
{
    if (rows->form == APL_FORM_CLASSES)
        return get_as(APL_FORM_CLASSES, rows, r, capacity, index, weights);
    if (rows->form == APL_FORM_CODES)
        return get_as(APL_FORM_CODES, rows, r, capacity, index, weights);
    return get_as(APL_FORM_WEIGHTS, rows, r, capacity, index, weights);
}

int64_t apl_row_room(const apl_rows *rows, int32_t r)
{
    int64_t n = 0;
    EACH_RUN(rows, r)
    {
        run part = run_at(rows, slot);
        n += (part.end - part.at + APL_LANES - 1) / APL_LANES;
    }
    return n;
}

int apl_row_any(const apl_rows *rows, int32_t r, const int32_t *names, const double *x)
{
    EACH_RUN(rows, r)
    {
        run part = run_at(rows, slot);
        EACH_ENTRY(rows, rows->form, part)
        if (x[names ? names[column] : column] > 0.0)
            return 1;
    }
    return 0;
}

INLINE double sum_as(apl_form form, const apl_rows *rows, int32_t r, const double *x)
{
    double sum = 0.0;
    EACH_RUN(rows, r)
    {
        run part = run_at(rows, slot);
        EACH_ENTRY(rows, form, part)
        sum += weight * x[column];
    }
    return sum;
}

double apl_row_sum(const apl_rows *rows, int32_t r, const double *x)
{
    if (rows->form == APL_FORM_CLASSES)
        return sum_as(APL_FORM_CLASSES, rows, r, x);
    if (rows->form == APL_FORM_CODES)
        return sum_as(APL_FORM_CODES, rows, r, x);
    return sum_as(APL_FORM_WEIGHTS, rows, r, x);
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
