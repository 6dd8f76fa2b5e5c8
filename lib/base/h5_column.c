/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_column.h"

#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "base/h5_inside.h"
#include "base/system.h"

enum { PIECE = 4 * APL_H5_CHUNK }; /* rows of a piece where the file has no chunks */

/* How the bytes of a piece come. */
typedef enum way {
    BY_HDF5,
    IN_A_ROW, /* one after the other from `start` on */
    IN_CHUNKS
} way;

struct apl_h5_column {
    apl_h5 *h5;
    char *path;
    apl_h5_shape shape;
    int64_t piece, n_pieces; /* rows of a piece; pieces */
    way way;
    hid_t dataset;
    int fd; /* HDF5's own, which only pread touches here */
    int64_t start;
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

/* Bytes of a stored chunk, at most: what deflate makes of the worst. */
static int64_t most_packed(const apl_h5_column *c)
{
    return (int64_t)compressBound((uLong)(c->piece * c->shape.width));
}

/* Inside the guard: find out how the data lie. BY_HDF5 where another way cannot be. */
static void find_way(apl_h5_column *c)
{
    void *handle = NULL;
    hsize_t rows = 0;
    hid_t made = H5Dget_create_plist(c->dataset);
    H5D_layout_t layout = made < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(made);
    c->piece = PIECE;
    if (layout == H5D_CONTIGUOUS && !c->h5->writes &&
        H5Fget_vfd_handle(c->h5->file, H5P_DEFAULT, &handle) >= 0) {
        haddr_t address = H5Dget_offset(c->dataset);
        if (fits_file(c, address, (hsize_t)(c->shape.rows * c->shape.width))) {
            memcpy(&c->fd, handle, sizeof c->fd);
            c->start = (int64_t)address;
            c->way = IN_A_ROW;
        }
    } else if (layout == H5D_CHUNKED && takes_filters(c, made) &&
               H5Pget_chunk(made, 1, &rows) == 1 && rows > 0) {
        c->piece = (int64_t)rows;
        c->way = IN_CHUNKS;
    }
    if (made >= 0)
        H5Pclose(made);
    c->n_pieces = (c->shape.rows + c->piece - 1) / c->piece;
}

static aploc_status open_column(apl_h5_column *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    APL_TRY(apl_h5_open_dataset(c->h5, c->path, &c->dataset, &c->shape, err));
    if (c->shape.rank != 1 || c->shape.type == APL_H5_TEXT)
        status = apl_h5_fail(c->h5, err, "found %s of %d dimensions in %s, expected numbers of 1",
                             apl_h5_type_name(c->shape.type), (int)c->shape.rank, c->path);
    else
        find_way(c);
out:
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
    own->dataset = -1;
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
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    if (column->dataset >= 0)
        H5Dclose(column->dataset);
    apl_h5_leave(&guard);
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

int64_t apl_h5_column_bytes(const apl_h5_column *column)
{
    return 2 * column->piece * column->shape.width +
           (column->is_deflated ? most_packed(column) : 0);
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
        APL_TRY(APL_NEW(own->packed, most_packed(column), err));
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
    return length <= 0 || apl_read_at(fd, bytes, (size_t)length, address) == length;
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

/* Take the bytes of a chunk as they are stored. 0 when there are none, or not those that its filters
 * make. */
static int take_chunk(const apl_h5_column *c, int64_t k, unsigned char *stored, hsize_t *bytes)
{
    hsize_t at = (hsize_t)(k * c->piece);
    hsize_t most = (hsize_t)(c->is_deflated ? most_packed(c) : c->piece * c->shape.width);
    uint32_t left_out = 0;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    int taken = H5Dget_chunk_storage_size(c->dataset, &at, bytes) >= 0 && *bytes > 0 &&
                *bytes <= most && (c->is_deflated || *bytes == most) &&
                H5Dread_chunk(c->dataset, H5P_DEFAULT, &at, &left_out, stored) >= 0 && !left_out;
    apl_h5_leave(&guard);
    return taken;
}

/* Read a chunk, and undo its filters, which is what takes time, outside the guard. */
static int read_chunk(const apl_h5_column *c, int64_t k, const apl_h5_room *room)
{
    hsize_t bytes = 0;
    uLongf length = (uLongf)(c->piece * c->shape.width);
    unsigned char *flat = c->is_shuffled ? room->shuffled : room->values;
    if (!take_chunk(c, k, c->is_deflated ? room->packed : flat, &bytes))
        return 0;
    if (c->is_deflated && (uncompress(flat, &length, room->packed, (uLong)bytes) != Z_OK ||
                           length != (uLongf)(c->piece * c->shape.width)))
        return 0;
    if (c->is_shuffled)
        unshuffle(flat, c->piece, c->shape.width, room->values);
    return 1;
}

static aploc_status read_by_hdf5(const apl_h5_column *c, int64_t first, int64_t rows,
                                 unsigned char *values, aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_read_rows(c->h5, c->path, c->dataset, &c->shape, first, rows,
                                           apl_h5_stored(c->shape.type), values, err);
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
    if (c->way == IN_A_ROW) {
        if (!read_at(c->fd, room->values, n * c->shape.width, c->start + first * c->shape.width))
            status = apl_h5_fail(c->h5, err, "found that %s cannot be read, expected a sound file",
                                 c->path);
    } else if (c->way == BY_HDF5 || !read_chunk(c, k, room)) {
        /* What HDF5 makes of a chunk that is not there, or is another kind of one, is for HDF5 to say. */
        status = read_by_hdf5(c, first, n, room->values, err);
    }
    if (!status) {
        *bytes = room->values;
        *rows = n;
    }
    return status;
}
