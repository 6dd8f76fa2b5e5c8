/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_column.h"
#include "base/h5_growing.h"

/* A build without HDF5 has the same functions. Nothing can be opened or created, so the others never
 * meet a handle; what they would be given does not matter. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static aploc_status none(aploc_error *err)
{
    return apl_fail(err, APLOC_ERR_UNSUPPORTED,
                    "found a build without HDF5, expected one with it (meson option hdf5)");
}

aploc_status apl_h5_create(const char *path, apl_h5 **h5, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_create_on_disk(const char *path, apl_h5 **h5, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_commit(apl_h5 *h5, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_open(const char *path, apl_h5 **h5, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_check_file(const apl_h5 *h5, aploc_error *err)
{
    return none(err);
}

void apl_h5_close(apl_h5 *h5)
{
}

const char *apl_h5_path(const apl_h5 *h5)
{
    return "";
}

aploc_status apl_h5_fail(const apl_h5 *h5, aploc_error *err, const char *format, ...)
{
    return none(err);
}

aploc_status apl_h5_make_group(apl_h5 *h5, const char *path, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_make(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                         int64_t columns, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_put(apl_h5 *h5, const char *path, int64_t first, int64_t count,
                        const void *values, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_write(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                          int64_t columns, const void *values, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_write_texts(apl_h5 *h5, const char *path, int64_t rows,
                                const char *const *texts, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_write_text(apl_h5 *h5, const char *path, const char *text, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_set_text(apl_h5 *h5, const char *path, const char *name, const char *text,
                             aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_set_integer(apl_h5 *h5, const char *path, const char *name, int64_t value,
                                aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_set_number(apl_h5 *h5, const char *path, const char *name, double value,
                               aploc_error *err)
{
    return none(err);
}

apl_h5_kind apl_h5_find(apl_h5 *h5, const char *path)
{
    return APL_H5_NONE;
}

aploc_status apl_h5_children(apl_h5 *h5, const char *path, int64_t *count, char ***names,
                             aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_look(apl_h5 *h5, const char *path, apl_h5_shape *shape, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_expect(apl_h5 *h5, const char *path, int32_t rank, int64_t rows,
                           int64_t columns, apl_h5_shape *shape, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_read(apl_h5 *h5, const char *path, apl_h5_type as, int64_t first, int64_t count,
                         void *values, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_read_texts(apl_h5 *h5, const char *path, int64_t *rows, char ***texts,
                               aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_read_text(apl_h5 *h5, const char *path, char **text, aploc_error *err)
{
    return none(err);
}

int apl_h5_has(apl_h5 *h5, const char *path, const char *name)
{
    return 0;
}

aploc_status apl_h5_get_text(apl_h5 *h5, const char *path, const char *name, char **text,
                             aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_get_integer(apl_h5 *h5, const char *path, const char *name, int64_t *value,
                                aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_get_number(apl_h5 *h5, const char *path, const char *name, double *value,
                               aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_walk(apl_h5 *h5, const char *path, apl_h5_visit *visit, void *data,
                         aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_read_text_rows(apl_h5 *h5, const char *path, int64_t first, int64_t count,
                                   char *values, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_walk_attributes(apl_h5 *h5, const char *path, apl_h5_visit *visit, void *data,
                                    aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_column_open(apl_h5 *h5, const char *path, apl_h5_column **column,
                                aploc_error *err)
{
    return none(err);
}

void apl_h5_column_close(apl_h5_column *column)
{
}

const apl_h5_shape *apl_h5_column_shape(const apl_h5_column *column)
{
    static const apl_h5_shape no_shape = {0};
    return &no_shape;
}

int64_t apl_h5_column_pieces(const apl_h5_column *column)
{
    return 0;
}

int64_t apl_h5_column_bytes(const apl_h5_column *column)
{
    return 0;
}

aploc_status apl_h5_room_new(const apl_h5_column *column, apl_h5_room **room, aploc_error *err)
{
    return none(err);
}

void apl_h5_room_free(apl_h5_room *room)
{
}

aploc_status apl_h5_column_read(const apl_h5_column *column, int64_t k, apl_h5_room *room,
                                const unsigned char **bytes, int64_t *rows, aploc_error *err)
{
    return none(err);
}

int apl_h5_pack(const void *values, int64_t n, size_t width, int32_t level, unsigned char *packed,
                size_t *length)
{
    return 0;
}

size_t apl_h5_packed_most(size_t width)
{
    return 1;
}

aploc_status apl_h5_growing_make(apl_h5 *h5, const char *path, apl_h5_type type, int32_t level,
                                 apl_h5_growing **growing, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_growing_put(apl_h5_growing *growing, const unsigned char *bytes, size_t length,
                                int64_t rows, aploc_error *err)
{
    return none(err);
}

aploc_status apl_h5_growing_end(apl_h5_growing *growing, aploc_error *err)
{
    return none(err);
}

void apl_h5_growing_free(apl_h5_growing *growing)
{
}
