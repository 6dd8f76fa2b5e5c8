/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_column.h"

#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "base/h5_inside.h"

enum { PIECE = 4 * APL_H5_CHUNK }; /* rows of a piece where the file has no chunks */

/* How the bytes of a piece come. */
typedef enum way {
    BY_HDF5,
    IN_A_ROW, /* one after the other from `start` on */
    IN_CHUNKS
} way;

typedef struct chunk {
    int64_t address, bytes;
} chunk;

struct apl_h5_column {
    apl_h5 *h5;
    char *path;
    apl_h5_shape shape;
    int64_t piece, n_pieces; /* rows of a piece; pieces */
    way way;
    int fd; /* HDF5's own, which only pread touches here */
    int64_t start;
    chunk *chunks;
    int64_t longest; /* bytes of a stored chunk */
    int is_shuffled, is_deflated;
};

struct apl_h5_room {
    unsigned char *values;   /* a piece */
    unsigned char *packed;   /* as stored; NULL when it is stored as it is */
    unsigned char *shuffled; /* NULL when nothing is */
};

/* ---- opening ---- */

/* The chunks are undone by us when they were shuffled, then deflated, or neither, or one of them. */
static int takes_filters(apl_h5_column *c, hid_t made)
{
    int n = H5Pget_nfilters(made);
    for (int k = 0; k < n; k++) {
        unsigned flags = 0;
        size_t n_values = 0;
        H5Z_filter_t filter =
            H5Pget_filter2(made, (unsigned)k, &flags, &n_values, NULL, 0, NULL, NULL);
        if (filter == H5Z_FILTER_SHUFFLE && k == 0)
            c->is_shuffled = c->shape.width > 1;
        else if (filter == H5Z_FILTER_DEFLATE && k == n - 1)
            c->is_deflated = 1;
        else
            return 0;
    }
    return n >= 0;
}

static int fits_file(const apl_h5_column *c, haddr_t address, hsize_t bytes)
{
    hsize_t all = (hsize_t)c->h5->bytes;
    return address != HADDR_UNDEF && bytes > 0 && bytes <= all && address <= all - bytes;
}

/* Where each chunk lies. What is missing, or was not filtered as the others, is left to HDF5. */
static int find_chunks(apl_h5_column *c, hid_t dataset)
{
    int64_t raw = c->piece * c->shape.width;
    for (int64_t k = 0; k < c->n_pieces; k++) {
        hsize_t at = (hsize_t)(k * c->piece), bytes = 0;
        unsigned mask = 0;
        haddr_t address = HADDR_UNDEF;
        if (H5Dget_chunk_info_by_coord(dataset, &at, &mask, &address, &bytes) < 0 || mask ||
            !fits_file(c, address, bytes) || (!c->is_deflated && (int64_t)bytes != raw))
            return 0;
        c->chunks[k] = (chunk){(int64_t)address, (int64_t)bytes};
        if ((int64_t)bytes > c->longest)
            c->longest = (int64_t)bytes;
    }
    return 1;
}

/* Inside the guard: find out how the data lie. BY_HDF5 where another way cannot be. */
static aploc_status find_way(apl_h5_column *c, hid_t dataset, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    void *handle = NULL;
    hid_t made = H5Dget_create_plist(dataset);
    c->piece = PIECE;
    if (made < 0 || c->h5->writes || H5Fget_vfd_handle(c->h5->file, H5P_DEFAULT, &handle) < 0)
        goto out;
    memcpy(&c->fd, handle, sizeof c->fd);
    if (H5Pget_layout(made) == H5D_CONTIGUOUS) {
        haddr_t address = H5Dget_offset(dataset);
        if (fits_file(c, address, (hsize_t)(c->shape.rows * c->shape.width))) {
            c->start = (int64_t)address;
            c->way = IN_A_ROW;
        }
    } else if (H5Pget_layout(made) == H5D_CHUNKED && takes_filters(c, made)) {
        hsize_t rows = 0;
        if (H5Pget_chunk(made, 1, &rows) != 1 || rows == 0)
            goto out;
        c->n_pieces = (c->shape.rows + (int64_t)rows - 1) / (int64_t)rows;
        APL_TRY(APL_NEW(c->chunks, c->n_pieces, err));
        c->piece = (int64_t)rows;
        if (find_chunks(c, dataset))
            c->way = IN_CHUNKS;
        else
            c->piece = PIECE;
    }
out:
    if (made >= 0)
        H5Pclose(made);
    c->n_pieces = (c->shape.rows + c->piece - 1) / c->piece;
    return status;
}

static aploc_status open_column(apl_h5_column *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    hid_t dataset = -1;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    APL_TRY(apl_h5_open_dataset(c->h5, c->path, &dataset, &c->shape, err));
    if (c->shape.rank != 1 || c->shape.type == APL_H5_TEXT)
        status = apl_h5_fail(c->h5, err, "found %s of %d dimensions in %s, expected numbers of 1",
                             apl_h5_type_name(c->shape.type), (int)c->shape.rank, c->path);
    else
        status = find_way(c, dataset, err);
out:
    if (dataset >= 0)
        H5Dclose(dataset);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_column_open(apl_h5 *h5, const char *path, apl_h5_column **column,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_column *own = NULL;
    APL_TRY(APL_ZEROED(own, 1, err));
    own->h5 = h5;
    APL_TRY(apl_text_copy(path, &own->path, err));
    APL_TRY(open_column(own, err));
    *column = own;
    own = NULL;
out:
    apl_h5_column_close(own);
    return status;
}

void apl_h5_column_close(apl_h5_column *column)
{
    if (!column)
        return;
    free(column->chunks);
    free(column->path);
    free(column);
}

const apl_h5_shape *apl_h5_column_shape(const apl_h5_column *column)
{
    return &column->shape;
}

int64_t apl_h5_column_pieces(const apl_h5_column *column)
{
    return column->n_pieces;
}

int64_t apl_h5_column_piece_rows(const apl_h5_column *column)
{
    return column->piece;
}

int64_t apl_h5_column_bytes(const apl_h5_column *column)
{
    int64_t chunks = column->way == IN_CHUNKS ? column->n_pieces : 0;
    return 2 * column->piece * column->shape.width + column->longest +
           chunks * (int64_t)sizeof(chunk);
}

/* ---- reading ---- */

aploc_status apl_h5_room_new(const apl_h5_column *column, apl_h5_room **room, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_room *own = NULL;
    size_t width = (size_t)column->shape.width;
    APL_TRY(APL_ZEROED(own, 1, err));
    APL_TRY(apl_array_new(&own->values, column->piece, width, err));
    if (column->is_deflated)
        APL_TRY(APL_NEW(own->packed, column->longest, err));
    if (column->is_shuffled)
        APL_TRY(apl_array_new(&own->shuffled, column->piece, width, err));
    *room = own;
    own = NULL;
out:
    apl_h5_room_free(own);
    return status;
}

void apl_h5_room_free(apl_h5_room *room)
{
    if (!room)
        return;
    free(room->values);
    free(room->packed);
    free(room->shuffled);
    free(room);
}

static int read_at(int fd, unsigned char *bytes, int64_t length, int64_t address)
{
    while (length > 0) {
        ssize_t n = pread(fd, bytes, (size_t)length, address);
        if (n <= 0)
            return 0;
        bytes += n;
        address += n;
        length -= n;
    }
    return 1;
}

/* Put the bytes of each value together again; those of width 2 and 4 in loops that a compiler can
 * turn into few instructions. */
static void unshuffle(const unsigned char *from, int64_t n, int64_t width, unsigned char *to)
{
    if (width == 2) {
        for (int64_t k = 0; k < n; k++) {
            to[2 * k] = from[k];
            to[2 * k + 1] = from[n + k];
        }
        return;
    }
    for (int64_t b = 0; b < width; b++)
        for (int64_t k = 0; k < n; k++)
            to[k * width + b] = from[b * n + k];
}

/* Read a chunk, and undo its filters. */
static int read_chunk(const apl_h5_column *c, int64_t k, const apl_h5_room *room)
{
    int64_t raw = c->piece * c->shape.width;
    unsigned char *flat = c->is_shuffled ? room->shuffled : room->values;
    unsigned char *stored = c->is_deflated ? room->packed : flat;
    if (!read_at(c->fd, stored, c->chunks[k].bytes, c->chunks[k].address))
        return 0;
    uLongf length = (uLongf)raw;
    if (c->is_deflated && (uncompress(flat, &length, stored, (uLong)c->chunks[k].bytes) != Z_OK ||
                           length != (uLongf)raw))
        return 0;
    if (c->is_shuffled)
        unshuffle(flat, c->piece, c->shape.width, room->values);
    return 1;
}

static aploc_status read_by_hdf5(const apl_h5_column *c, int64_t first, int64_t rows,
                                 unsigned char *values, aploc_error *err)
{
    hid_t dataset = -1;
    apl_h5_shape shape = {0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_open_dataset(c->h5, c->path, &dataset, &shape, err);
    if (!status)
        status = apl_h5_read_rows(c->h5, c->path, dataset, &shape, first, rows,
                                  apl_h5_stored(c->shape.type), values, err);
    if (dataset >= 0)
        H5Dclose(dataset);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_column_read(const apl_h5_column *column, int64_t k, apl_h5_room *room,
                                const unsigned char **bytes, int64_t *rows, aploc_error *err)
{
    const apl_h5_column *c = column;
    int64_t first = k * c->piece, rest = c->shape.rows - first;
    int64_t n = rest < c->piece ? rest : c->piece;
    aploc_status status = APLOC_OK;
    int done = 1;
    if (c->way == BY_HDF5)
        status = read_by_hdf5(c, first, n, room->values, err);
    else if (c->way == IN_CHUNKS)
        done = read_chunk(c, k, room);
    else
        done = read_at(c->fd, room->values, n * c->shape.width, c->start + first * c->shape.width);
    if (!done)
        status =
            apl_h5_fail(c->h5, err, "found that %s cannot be read, expected a sound file", c->path);
    if (!status) {
        *bytes = room->values;
        *rows = n;
    }
    return status;
}
