/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tiles.h"

#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "engine/band.h"

/* A stretch of the order is put into bands by one thread. Stretches are the same for any number of
 * threads, and so is the result. */
enum { MOST_STRETCHES = 1024 };

typedef struct stretch {
    apl_growing grown;
    aploc_status status;
    aploc_error err;
    /* Where its parts go in the whole. */
    apl_rows at;
} stretch;

typedef struct making {
    const apl_pairs *pairs;
    const int32_t *order;
    apl_limits limits;
    int32_t n_stretches;
    int32_t *begins; /* n_stretches + 1, in the order */
    stretch *stretches;
    apl_rows *rows;
} making;

static int32_t row_at(const making *m, int32_t place)
{
    return m->order ? m->order[place] : place;
}

static aploc_status make_stretch(const making *m, int32_t begin, int32_t end, apl_band *band,
                                 apl_growing *grown, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t place = begin; place < end; place++) {
        int32_t r = row_at(m, place);
        if (apl_band_add(band, r))
            continue;
        APL_TRY(apl_band_close(band, grown, err));
        (void)apl_band_add(band, r); /* an empty band takes any row */
    }
    APL_TRY(apl_band_close(band, grown, err));
out:
    return status;
}

static void make_stretches(void *data, int64_t begin, int64_t end)
{
    making *m = data;
    apl_band band = {0};
    for (int64_t k = begin; k < end; k++) {
        stretch *s = &m->stretches[k];
        if (k == begin)
            s->status = apl_band_open(m->pairs, m->limits.columns, &band, &s->err);
        s->grown.rows.form = m->rows->form;
        s->grown.rows.n_weights = m->rows->n_weights;
        if (!s->status)
            s->status = make_stretch(m, m->begins[k], m->begins[k + 1], &band, &s->grown, &s->err);
        if (s->status)
            break;
    }
    apl_band_free(&band);
}

static aploc_status cut_order(making *m, aploc_error *err)
{
    const apl_pairs *pairs = m->pairs;
    int64_t n = pairs->offsets[pairs->n_rows], wanted = n / m->limits.stretch_pairs + 1, before = 0;
    m->n_stretches = (int32_t)(wanted < MOST_STRETCHES ? wanted : MOST_STRETCHES);
    aploc_status status = APL_NEW(m->begins, (int64_t)m->n_stretches + 1, err);
    if (status)
        return status;
    int32_t place = 0;
    for (int32_t k = 0; k < m->n_stretches; k++) {
        for (; place < pairs->n_rows && before < n / m->n_stretches * k; place++) {
            int32_t r = row_at(m, place);
            before += pairs->offsets[r + 1] - pairs->offsets[r];
        }
        m->begins[k] = place;
    }
    m->begins[m->n_stretches] = pairs->n_rows;
    return APLOC_OK;
}

/* Where each stretch goes, and room for all. */
static aploc_status make_room(making *m, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_rows *all = m->rows;
    int64_t n_slots = 0, n_tiles = 0, n_bands = 0;
    for (int32_t k = 0; k < m->n_stretches; k++) {
        const apl_rows *part = &m->stretches[k].grown.rows;
        apl_rows *at = &m->stretches[k].at;
        *at = (apl_rows){.n_bands = (int32_t)n_bands,
                         .n_tiles = (int32_t)n_tiles,
                         .n_slots = (int32_t)n_slots,
                         .n_columns = all->n_columns,
                         .n_slices = all->n_slices,
                         .n_entries = all->n_entries};
        n_bands += part->n_bands;
        n_tiles += part->n_tiles;
        n_slots += part->n_slots;
        all->n_columns += part->n_columns;
        all->n_slices += part->n_slices;
        all->n_entries += part->n_entries;
        if (n_slots > INT32_MAX || n_tiles > INT32_MAX) {
            status = apl_fail(err, APLOC_ERR_TOO_LARGE,
                              "found a matrix of more than %d parts of rows", INT32_MAX);
            goto out;
        }
    }
    all->n_bands = (int32_t)n_bands;
    all->n_tiles = (int32_t)n_tiles;
    all->n_slots = (int32_t)n_slots;
    APL_TRY(APL_NEW(all->bands, n_bands + 1, err));
    APL_TRY(APL_NEW(all->work, n_bands + 1, err));
    APL_TRY(APL_NEW(all->tiles, n_tiles, err));
    APL_TRY(APL_NEW(all->columns, all->n_columns, err));
    APL_TRY(APL_NEW(all->slots, n_slots, err));
    APL_TRY(APL_NEW(all->slices, all->n_slices, err));
    APL_TRY(APL_NEW(all->entries, all->n_entries, err));
    if (all->form == APL_FORM_CODES)
        APL_TRY(APL_NEW(all->codes, all->n_entries, err));
    if (all->form == APL_FORM_WEIGHTS)
        APL_TRY(APL_NEW(all->weights, all->n_entries, err));
out:
    return status;
}

static void copy(void *to, const void *from, int64_t n, size_t size)
{
    if (n > 0)
        memcpy(to, from, (size_t)n * size);
}

static void join(void *data, int64_t begin, int64_t end)
{
    making *m = data;
    apl_rows *all = m->rows;
    for (int64_t k = begin; k < end; k++) {
        apl_rows *part = &m->stretches[k].grown.rows;
        const apl_rows *at = &m->stretches[k].at;
        for (int32_t b = 0; b < part->n_bands; b++) {
            all->bands[at->n_bands + b] = at->n_tiles + part->bands[b];
            all->work[at->n_bands + b] = at->n_entries + part->work[b];
        }
        for (int32_t t = 0; t < part->n_tiles; t++) {
            apl_tile tile = part->tiles[t];
            tile.entry += at->n_entries;
            tile.column += at->n_columns;
            tile.slice += at->n_slices;
            tile.slot += at->n_slots;
            all->tiles[at->n_tiles + t] = tile;
        }
        copy(all->columns + at->n_columns, part->columns, part->n_columns, sizeof *part->columns);
        copy(all->slots + at->n_slots, part->slots, part->n_slots, sizeof *part->slots);
        copy(all->slices + at->n_slices, part->slices, part->n_slices, sizeof *part->slices);
        copy(all->entries + at->n_entries, part->entries, part->n_entries, sizeof *part->entries);
        if (all->codes)
            copy(all->codes + at->n_entries, part->codes, part->n_entries, sizeof *part->codes);
        if (all->weights)
            copy(all->weights + at->n_entries, part->weights, part->n_entries,
                 sizeof *part->weights);
        apl_rows_free(part);
        *part = (apl_rows){0};
    }
}

/* The slot of each row, and where rows of several tiles go on. */
static aploc_status find_rows(apl_rows *rows, aploc_error *err)
{
    aploc_status status;
    APL_TRY(APL_NEW(rows->where, rows->n_rows, err));
    if (rows->n_tiles > rows->n_bands)
        APL_TRY(APL_NEW(rows->next, rows->n_slots, err));
    for (int32_t t = 0; t < rows->n_tiles; t++) {
        const apl_tile *tile = &rows->tiles[t];
        for (int32_t slot = tile->slot; slot < tile->slot + tile->n_slots; slot++) {
            int32_t r = rows->slots[slot];
            if (rows->next)
                rows->next[slot] = -1;
            if (r < 0)
                continue;
            if (!tile->goes_on) {
                rows->where[r] = slot;
                continue;
            }
            int32_t last = rows->where[r];
            while (rows->next[last] >= 0)
                last = rows->next[last];
            rows->next[last] = slot;
        }
    }
out:
    return status;
}

static int32_t form_of(const apl_codes *codes)
{
    if (codes->n_weights == 0)
        return APL_FORM_WEIGHTS;
    return codes->n_weights <= APL_MOST_CLASSES ? APL_FORM_CLASSES : APL_FORM_CODES;
}

apl_limits apl_usual_limits(const apl_codes *codes)
{
    int32_t n = codes->n_weights, columns = APL_MOST_COLUMNS;
    if (form_of(codes) == APL_FORM_CLASSES)
        columns = n < APL_PRODUCTS / APL_LEAST_COLUMNS ? APL_PRODUCTS / n : APL_LEAST_COLUMNS;
    return (apl_limits){.columns = columns, .stretch_pairs = 1 << 18};
}

aploc_status apl_tiles_make(const apl_pairs *pairs, const int32_t *order, const apl_codes *codes,
                            int32_t n_threads, apl_rows *rows, aploc_error *err)
{
    return apl_tiles_make_within(pairs, order, codes, apl_usual_limits(codes), n_threads, rows,
                                 err);
}

aploc_status apl_tiles_make_within(const apl_pairs *pairs, const int32_t *order,
                                   const apl_codes *codes, apl_limits limits, int32_t n_threads,
                                   apl_rows *rows, aploc_error *err)
{
    aploc_status status;
    making m = {.pairs = pairs, .order = order, .limits = limits, .rows = rows};
    *rows = (apl_rows){.n_rows = pairs->n_rows,
                       .n_x = pairs->n_columns,
                       .form = form_of(codes),
                       .n_weights = codes->n_weights,
                       .table = codes->weights};
    APL_TRY(cut_order(&m, err));
    APL_TRY(APL_ZEROED(m.stretches, m.n_stretches, err));
    apl_parallel(n_threads, m.n_stretches, NULL, make_stretches, &m);
    for (int32_t k = 0; k < m.n_stretches; k++)
        if (m.stretches[k].status) {
            if (err)
                *err = m.stretches[k].err;
            status = m.stretches[k].status;
            goto out;
        }
    APL_TRY(make_room(&m, err));
    apl_parallel(n_threads, m.n_stretches, NULL, join, &m);
    rows->bands[rows->n_bands] = rows->n_tiles;
    rows->work[rows->n_bands] = rows->n_entries;
    APL_TRY(find_rows(rows, err));
out:
    for (int32_t k = 0; m.stretches && k < m.n_stretches; k++)
        apl_rows_free(&m.stretches[k].grown.rows);
    free(m.stretches);
    free(m.begins);
    return status;
}
