/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/matrix.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/h5_growing.h"
#include "base/memory.h"
#include "base/seal.h"
#include "base/threads.h"
#include "tables/times_h5.h"

enum {
    LANES = 32,
    BLOCKS = 8, /* of a lane, in a batch */
    LEVEL =
        0, /* of deflate: 1 takes a third of the room, twice the time to write, half as much again
                  to read */
};

enum { INDEX, MINUTES, COLUMNS };

/* A column of the file: values that wait until they are a chunk. */
typedef struct column {
    apl_h5_growing *growing;
    size_t width;
    unsigned char *values;
    int64_t n, room;
    unsigned char *packed;
    int64_t packed_room;
    size_t *lengths; /* of the packed chunks */
    int64_t n_packed, lengths_room;
    aploc_status status;
} column;

typedef struct work {
    const apl_matrix *matrix;
    apl_lane lanes[LANES];
    aploc_status statuses[LANES];
    int32_t first_block;
    column columns[COLUMNS];
    int is_last;
    int64_t *offsets, n_rows, n_pairs;
} work;

aploc_status apl_lane_grow(apl_lane *lane, int64_t pairs, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_GROW(lane->to, &lane->to_room, pairs, err));
    APL_TRY(APL_GROW(lane->tenths, &lane->tenths_room, pairs, err));
out:
    return status;
}

aploc_status apl_lane_end_row(apl_lane *lane, int64_t n_pairs, aploc_error *err)
{
    aploc_status status = APL_GROW(lane->counts, &lane->rows_room, lane->n_rows + 1, err);
    if (!status)
        lane->counts[lane->n_rows++] = (int32_t)n_pairs;
    return status;
}

/* ---- what threads do ---- */

static void make_rows(void *data, int64_t begin, int64_t end)
{
    work *w = data;
    for (int64_t l = begin; l < end; l++) {
        apl_lane *lane = &w->lanes[l];
        lane->n = lane->n_rows = 0;
        w->statuses[l] = APLOC_OK;
        int32_t first = w->first_block + (int32_t)l * BLOCKS;
        for (int32_t b = first; b < first + BLOCKS && b < w->matrix->n_blocks; b++) {
            w->statuses[l] = w->matrix->make(w->matrix->data, b, lane, NULL);
            if (w->statuses[l])
                break;
        }
    }
}

/* Values as they are stored: little-endian. */
static void append(column *c, int which, const apl_lane *lane)
{
    unsigned char *to = c->values + (size_t)c->n * c->width;
    for (int64_t k = 0; k < lane->n && c->width == 2; k++) {
        uint16_t value = htole16(which == INDEX ? (uint16_t)lane->to[k] : lane->tenths[k]);
        memcpy(to + 2 * k, &value, sizeof value);
    }
    for (int64_t k = 0; k < lane->n && c->width == 4; k++) {
        uint32_t value = htole32((uint32_t)lane->to[k]);
        memcpy(to + 4 * k, &value, sizeof value);
    }
    c->n += lane->n;
}

/* Take what the lanes have, and pack the chunks that are full; at the end, what is left. */
static aploc_status pack_column(work *w, int which)
{
    aploc_status status = APLOC_OK;
    column *c = &w->columns[which];
    size_t most = apl_h5_packed_most(c->width);
    int64_t all = c->n, done = 0;
    for (int l = 0; l < LANES; l++)
        all += w->lanes[l].n;
    APL_TRY(APL_GROW(c->values, &c->room, all * (int64_t)c->width, NULL));
    for (int l = 0; l < LANES; l++)
        append(c, which, &w->lanes[l]);
    int64_t n_chunks = (all + (w->is_last ? APL_H5_CHUNK - 1 : 0)) / APL_H5_CHUNK;
    APL_TRY(APL_GROW(c->packed, &c->packed_room, n_chunks * (int64_t)most, NULL));
    APL_TRY(APL_GROW(c->lengths, &c->lengths_room, n_chunks, NULL));
    for (int64_t k = 0; k < n_chunks; k++) {
        int64_t n = all - done < APL_H5_CHUNK ? all - done : APL_H5_CHUNK;
        if (!apl_h5_pack(c->values + (size_t)done * c->width, n, c->width, LEVEL,
                         c->packed + (size_t)k * most, &c->lengths[k]))
            return APLOC_ERR_MEMORY;
        done += n;
    }
    c->n_packed = n_chunks;
    c->n = all - done;
    memmove(c->values, c->values + (size_t)done * c->width, (size_t)c->n * c->width);
out:
    return status;
}

static void pack_columns(void *data, int64_t begin, int64_t end)
{
    work *w = data;
    for (int64_t which = begin; which < end; which++)
        w->columns[which].status = pack_column(w, (int)which);
}

/* ---- batch after batch ---- */

static aploc_status put_column(work *w, int which, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    column *c = &w->columns[which];
    size_t most = apl_h5_packed_most(c->width);
    if (c->status)
        return apl_fail(err, c->status, "not enough memory for a batch of times");
    for (int64_t k = 0; k < c->n_packed && !status; k++) {
        int64_t rest = w->is_last && k == c->n_packed - 1 ? w->n_pairs % APL_H5_CHUNK : 0;
        status = apl_h5_growing_put(c->growing, c->packed + (size_t)k * most, c->lengths[k],
                                    rest ? rest : APL_H5_CHUNK, err);
    }
    return status;
}

static aploc_status write_batch(work *w, int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_matrix *m = w->matrix;
    w->is_last = m->n_blocks - w->first_block <= LANES * BLOCKS;
    apl_parallel(n_threads, LANES, NULL, make_rows, w);
    for (int l = 0; l < LANES; l++) {
        if (w->statuses[l])
            return apl_fail(err, w->statuses[l], "not enough memory for the times of a place");
        for (int64_t r = 0; r < w->lanes[l].n_rows; r++)
            w->offsets[++w->n_rows] = w->n_pairs += w->lanes[l].counts[r];
    }
    apl_parallel(n_threads < COLUMNS ? n_threads : COLUMNS, COLUMNS, NULL, pack_columns, w);
    APL_TRY(put_column(w, INDEX, err));
    APL_TRY(put_column(w, MINUTES, err));
out:
    return status;
}

static aploc_status begin_file(work *w, apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int is_narrow = w->matrix->n_columns <= UINT16_MAX + 1;
    APL_TRY(apl_h5_write_format(h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    w->columns[INDEX].width = is_narrow ? 2 : 4;
    w->columns[MINUTES].width = 2;
    APL_TRY(apl_h5_growing_make(h5, "/index", is_narrow ? APL_H5_U16 : APL_H5_U32, LEVEL,
                                &w->columns[INDEX].growing, err));
    APL_TRY(
        apl_h5_growing_make(h5, "/minutes", APL_H5_U16, LEVEL, &w->columns[MINUTES].growing, err));
out:
    return status;
}

static aploc_status end_file(work *w, apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_matrix *m = w->matrix;
    APL_TRY(apl_h5_growing_end(w->columns[INDEX].growing, err));
    APL_TRY(apl_h5_growing_end(w->columns[MINUTES].growing, err));
    APL_TRY(apl_h5_set_integer(h5, "/", "from_count", m->n_rows, err));
    APL_TRY(apl_h5_set_integer(h5, "/", "to_count", m->n_columns, err));
    APL_TRY(apl_h5_set_integer(h5, "/", "pair_count", w->n_pairs, err));
    APL_TRY(apl_h5_set_integer(h5, "/", "same_places", m->same_places, err));
    APL_TRY(apl_h5_set_text(h5, "/minutes", "unit", "minutes", err));
    APL_TRY(apl_h5_set_integer(h5, "/minutes", "scale", 10, err));
    APL_TRY(apl_h5_write_texts(h5, "/from", m->n_rows, m->from, err));
    if (m->to)
        APL_TRY(apl_h5_write_texts(h5, "/to", m->n_columns, m->to, err));
    APL_TRY(apl_h5_write(h5, "/offsets", APL_H5_I64, (int64_t)m->n_rows + 1, 0, w->offsets, err));
    APL_TRY(apl_seal_put_digests(h5, err));
out:
    return status;
}

static void let_go(work *w)
{
    for (int l = 0; l < LANES; l++) {
        free(w->lanes[l].counts);
        free(w->lanes[l].to);
        free(w->lanes[l].tenths);
        if (w->lanes[l].own)
            w->matrix->end_lane(w->lanes[l].own);
    }
    for (int k = 0; k < COLUMNS; k++) {
        apl_h5_growing_free(w->columns[k].growing);
        free(w->columns[k].values);
        free(w->columns[k].packed);
        free(w->columns[k].lengths);
    }
    free(w->offsets);
    free(w);
}

aploc_status apl_matrix_write(const apl_matrix *matrix, apl_h5 *h5, int64_t *n_pairs,
                              aploc_error *err)
{
    aploc_status status;
    work *w = NULL;
    APL_TRY(APL_ZEROED(w, 1, err));
    w->matrix = matrix;
    APL_TRY(APL_ZEROED(w->offsets, (int64_t)matrix->n_rows + 1, err));
    APL_TRY(begin_file(w, h5, err));
    int32_t n_threads = apl_thread_count(matrix->n_threads, matrix->n_blocks, 2);
    for (; w->first_block < matrix->n_blocks; w->first_block += LANES * BLOCKS) {
        APL_TRY(apl_territory_tell(matrix->territory, matrix->what, w->first_block,
                                   matrix->n_blocks, err));
        APL_TRY(write_batch(w, n_threads < LANES ? n_threads : LANES, err));
    }
    APL_TRY(end_file(w, h5, err));
    APL_TRY(apl_territory_tell(matrix->territory, matrix->what, 1, 1, err));
    *n_pairs = w->n_pairs;
out:
    if (w)
        let_go(w);
    return status;
}
