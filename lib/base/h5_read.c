/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_inside.h"

#include <string.h>

enum {
    LARGEST_CHUNK = 1 << 26, /* bytes; HDF5 holds one in memory */
    DEFLATE_RATIO = 1032,    /* no stream of deflate expands more */
    LONGEST_PATH = 1000,
};

/* ---- finding: every part of a path is a hard link, which cannot leave the file ---- */

static apl_h5_kind find(apl_h5 *h5, const char *path)
{
    char part[LONGEST_PATH];
    H5L_info_t link;
    H5O_info_t object;
    size_t length = strlen(path);
    if (*path != '/' || length >= sizeof part)
        return APL_H5_NONE;
    for (size_t k = 1; k <= length && length > 1; k++) {
        if (path[k] != '/' && path[k] != '\0')
            continue;
        memcpy(part, path, k);
        part[k] = '\0';
        htri_t exists = H5Lexists(h5->file, part, H5P_DEFAULT);
        if (exists == 0)
            return APL_H5_NONE;
        if (exists < 0 || H5Lget_info(h5->file, part, &link, H5P_DEFAULT) < 0 ||
            link.type != H5L_TYPE_HARD ||
            H5Oget_info_by_name2(h5->file, part, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
            return APL_H5_OTHER;
        if (path[k] == '/' && object.type != H5O_TYPE_GROUP)
            return APL_H5_NONE;
    }
    if (H5Oget_info_by_name2(h5->file, path, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0)
        return APL_H5_OTHER;
    return object.type == H5O_TYPE_GROUP     ? APL_H5_GROUP
           : object.type == H5O_TYPE_DATASET ? APL_H5_DATASET
                                             : APL_H5_OTHER;
}

apl_h5_kind apl_h5_find(apl_h5 *h5, const char *path)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    apl_h5_kind kind = find(h5, path);
    apl_h5_leave(&guard);
    return kind;
}

aploc_status apl_h5_other(const apl_h5 *h5, const char *path, aploc_error *err)
{
    return apl_h5_fail(
        h5, err,
        "found at %s a link, another thing or damage, expected groups and datasets of "
        "this file",
        path);
}

aploc_status apl_h5_open_object(apl_h5 *h5, const char *path, hid_t *object, aploc_error *err)
{
    apl_h5_kind kind = find(h5, path);
    if (kind == APL_H5_OTHER)
        return apl_h5_other(h5, path, err);
    if (kind == APL_H5_NONE)
        return apl_h5_fail(h5, err, "found no %s, expected a group or dataset of that name", path);
    *object = H5Oopen(h5->file, path, H5P_DEFAULT);
    if (*object < 0)
        return apl_h5_fail(h5, err, "found that %s cannot be opened, expected a sound file", path);
    return APLOC_OK;
}

/* ---- shapes ---- */

static const char *const classes =
    "8-, 16- or 32-bit unsigned, 32- or 64-bit signed, float32, float64 or texts of one width, "
    "all little-endian";

aploc_status apl_h5_type_of(const apl_h5 *h5, const char *path, hid_t type, apl_h5_shape *shape,
                            aploc_error *err)
{
    int is_text = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
    shape->width = (int64_t)H5Tget_size(type);
    shape->type = APL_H5_TEXT;
    for (int k = APL_H5_U8; k < APL_H5_TEXT && !is_text && shape->width > 0; k++) {
        if (H5Tequal(type, apl_h5_stored((apl_h5_type)k)) > 0) {
            shape->type = (apl_h5_type)k;
            return APLOC_OK;
        }
    }
    if (!is_text || shape->width < 1 || H5Tcommitted(type) > 0)
        return apl_h5_fail(h5, err, "found values of another type in %s, expected %s", path,
                           classes);
    return APLOC_OK;
}

static aploc_status extents_of(const apl_h5 *h5, const char *path, hid_t space, apl_h5_shape *shape,
                               aploc_error *err)
{
    hsize_t extents[2] = {1, 1};
    H5S_class_t form = H5Sget_simple_extent_type(space);
    int rank = H5Sget_simple_extent_ndims(space);
    if ((form != H5S_SCALAR && form != H5S_SIMPLE) || rank < 0 || rank > 2)
        return apl_h5_fail(h5, err, "found %d dimensions in %s, expected at most 2", rank, path);
    if (rank > 0 && H5Sget_simple_extent_dims(space, extents, NULL) < 0)
        return apl_h5_fail(h5, err, "found no extents of %s, expected a sound file", path);
    if (extents[0] > INT64_MAX || extents[1] > INT64_MAX)
        return apl_h5_fail(h5, err, "found extents of %s beyond 2^63, expected a sound file", path);
    shape->rank = rank;
    shape->rows = (int64_t)extents[0];
    shape->columns = (int64_t)extents[1];
    return APLOC_OK;
}

/* Whether filters are those that come with HDF5 and cannot be piled up. */
static int filters_fit(hid_t made, int *is_deflated)
{
    int n = H5Pget_nfilters(made), seen[3] = {0};
    static const H5Z_filter_t known[3] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE,
                                          H5Z_FILTER_FLETCHER32};
    for (int k = 0; k < n; k++) {
        unsigned flags = 0;
        size_t n_values = 0;
        /* Without the last argument no plugin is looked for. */
        H5Z_filter_t filter =
            H5Pget_filter2(made, (unsigned)k, &flags, &n_values, NULL, 0, NULL, NULL);
        int is_known = 0;
        for (int f = 0; f < 3; f++)
            if (filter == known[f] && !seen[f])
                is_known = seen[f] = 1;
        if (!is_known)
            return 0;
    }
    *is_deflated = seen[1];
    return n >= 0;
}

/* How the data are kept: within this file, through known filters, in chunks that fit memory. */
static aploc_status check_storage(const apl_h5 *h5, const char *path, hid_t made, int64_t width,
                                  int *is_deflated, aploc_error *err)
{
    H5D_layout_t layout = H5Pget_layout(made);
    *is_deflated = 0;
    if (layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED)
        return apl_h5_fail(h5, err, "found a virtual dataset at %s, expected data in this file",
                           path);
    if (H5Pget_external_count(made) != 0)
        return apl_h5_fail(h5, err, "found that %s lies in another file, expected data in this one",
                           path);
    if (!filters_fit(made, is_deflated))
        return apl_h5_fail(h5, err,
                           "found other filters on %s, expected shuffle, deflate and fletcher32, "
                           "each once",
                           path);
    hsize_t chunk[H5S_MAX_RANK], values = 1;
    int rank = layout == H5D_CHUNKED ? H5Pget_chunk(made, H5S_MAX_RANK, chunk) : 0;
    for (int k = 0; k < rank; k++)
        if (__builtin_mul_overflow(values, chunk[k], &values))
            values = LARGEST_CHUNK;
    if (layout == H5D_CHUNKED && (rank < 1 || values > LARGEST_CHUNK / (hsize_t)width))
        return apl_h5_fail(h5, err, "found chunks of %s beyond %d bytes, expected smaller ones",
                           path, (int)LARGEST_CHUNK);
    return APLOC_OK;
}

/* What a dataset claims must be in the file: chunks that are not there would read as zeros, from a
 * few bytes more of them than memory has. */
static aploc_status check_claim(const apl_h5 *h5, const char *path, hid_t dataset,
                                const apl_h5_shape *shape, int is_deflated, aploc_error *err)
{
    uint64_t bytes = 0, held = H5Dget_storage_size(dataset);
    if (!h5->writes && held > (uint64_t)h5->bytes)
        held = (uint64_t)h5->bytes;
    int beyond = __builtin_mul_overflow((uint64_t)shape->rows, (uint64_t)shape->columns, &bytes) ||
                 __builtin_mul_overflow(bytes, (uint64_t)shape->width, &bytes);
    if (beyond || bytes / (is_deflated ? DEFLATE_RATIO : 1) > held)
        return apl_h5_fail(h5, err,
                           "found %lld x %lld values in %s and %llu bytes kept of them, expected "
                           "all of them",
                           (long long)shape->rows, (long long)shape->columns, path,
                           (unsigned long long)held);
    return APLOC_OK;
}

aploc_status apl_h5_open_dataset(apl_h5 *h5, const char *path, hid_t *dataset, apl_h5_shape *shape,
                                 aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int is_deflated = 0;
    hid_t own = -1, type = -1, space = -1, made = -1;
    apl_h5_kind kind = find(h5, path);
    if (kind == APL_H5_OTHER)
        return apl_h5_other(h5, path, err);
    if (kind != APL_H5_DATASET)
        return apl_h5_fail(h5, err, "found %s %s, expected a dataset of that name",
                           kind == APL_H5_GROUP ? "the group" : "no", path);
    own = H5Dopen2(h5->file, path, H5P_DEFAULT);
    if (own >= 0) {
        type = H5Dget_type(own);
        made = H5Dget_create_plist(own);
    }
    if (own < 0 || type < 0 || made < 0) {
        status =
            apl_h5_fail(h5, err, "found that %s cannot be opened, expected a sound file", path);
        goto out;
    }
    APL_TRY(apl_h5_type_of(h5, path, type, shape, err));
    /* Before the extents: those of a virtual dataset would open its sources. */
    APL_TRY(check_storage(h5, path, made, shape->width, &is_deflated, err));
    space = H5Dget_space(own);
    APL_TRY(extents_of(h5, path, space, shape, err));
    APL_TRY(check_claim(h5, path, own, shape, is_deflated, err));
    *dataset = own;
    own = -1;
out:
    if (space >= 0)
        H5Sclose(space);
    if (made >= 0)
        H5Pclose(made);
    if (type >= 0)
        H5Tclose(type);
    if (own >= 0)
        H5Dclose(own);
    return status;
}

aploc_status apl_h5_look(apl_h5 *h5, const char *path, apl_h5_shape *shape, aploc_error *err)
{
    hid_t dataset = -1;
    apl_h5_shape own = {0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_open_dataset(h5, path, &dataset, &own, err);
    if (!status) {
        H5Dclose(dataset);
        *shape = own;
    }
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_expect(apl_h5 *h5, const char *path, int32_t rank, int64_t rows,
                           int64_t columns, apl_h5_shape *shape, aploc_error *err)
{
    apl_h5_shape own = {0};
    aploc_status status = apl_h5_look(h5, path, &own, err);
    if (status)
        return status;
    if (own.rank != rank)
        return apl_h5_fail(h5, err, "found %d dimensions in %s, expected %d", own.rank, path, rank);
    if (rows >= 0 && own.rows != rows)
        return apl_h5_fail(h5, err, "found %lld rows in %s, expected %lld", (long long)own.rows,
                           path, (long long)rows);
    if (columns >= 0 && own.columns != columns)
        return apl_h5_fail(h5, err, "found %lld columns in %s, expected %lld",
                           (long long)own.columns, path, (long long)columns);
    if (shape)
        *shape = own;
    return APLOC_OK;
}

/* ---- values ---- */

/* Whether every value of `stored` is one of `as`. */
static int holds(apl_h5_type as, apl_h5_type stored)
{
    switch (as) {
    case APL_H5_F64:
        return stored != APL_H5_I64 && stored != APL_H5_TEXT;
    case APL_H5_I64:
        return stored <= APL_H5_I64;
    case APL_H5_I32:
        return stored == APL_H5_I32 || stored == APL_H5_U8 || stored == APL_H5_U16;
    case APL_H5_U32:
        return stored <= APL_H5_U32;
    case APL_H5_U16:
        return stored <= APL_H5_U16;
    case APL_H5_F32:
        return stored == APL_H5_F32 || stored == APL_H5_U8 || stored == APL_H5_U16;
    default:
        return as == stored;
    }
}

aploc_status apl_h5_read_rows(apl_h5 *h5, const char *path, hid_t dataset,
                              const apl_h5_shape *shape, int64_t first, int64_t count, hid_t memory,
                              void *values, aploc_error *err)
{
    if (first < 0 || count < 0 || count > shape->rows || first > shape->rows - count)
        return apl_h5_fail(h5, err, "found %lld rows in %s, expected %lld from row %lld on",
                           (long long)shape->rows, path, (long long)count, (long long)first);
    if (count == 0 || shape->columns == 0)
        return APLOC_OK;
    herr_t failed = -1;
    hsize_t from[2] = {(hsize_t)first, 0}, size[2] = {(hsize_t)count, (hsize_t)shape->columns};
    hid_t space = H5Dget_space(dataset);
    hid_t part = shape->rank ? H5Screate_simple(shape->rank, size, NULL) : H5Screate(H5S_SCALAR);
    if (space >= 0 && part >= 0 &&
        (shape->rank == 0 ||
         H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, size, NULL) >= 0))
        failed = H5Dread(dataset, memory, part, space, H5P_DEFAULT, values);
    if (part >= 0)
        H5Sclose(part);
    if (space >= 0)
        H5Sclose(space);
    if (failed < 0)
        return apl_h5_fail(h5, err, "found that %s cannot be read, expected a sound file", path);
    return APLOC_OK;
}

aploc_status apl_h5_read(apl_h5 *h5, const char *path, apl_h5_type as, int64_t first, int64_t count,
                         void *values, aploc_error *err)
{
    hid_t dataset = -1;
    apl_h5_shape shape = {0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_open_dataset(h5, path, &dataset, &shape, err);
    if (!status && (as == APL_H5_TEXT || !holds(as, shape.type)))
        status = apl_h5_fail(h5, err, "found %s in %s, expected what fits %s",
                             apl_h5_type_name(shape.type), path, apl_h5_type_name(as));
    if (!status)
        status = apl_h5_read_rows(h5, path, dataset, &shape, first, count, apl_h5_native(as),
                                  values, err);
    if (dataset >= 0)
        H5Dclose(dataset);
    apl_h5_leave(&guard);
    return status;
}

hid_t apl_h5_same_type(hid_t object, const apl_h5_shape *shape)
{
    if (shape->type != APL_H5_TEXT)
        return H5Tcopy(apl_h5_stored(shape->type));
    hid_t type = H5Iget_type(object) == H5I_ATTR ? H5Aget_type(object) : H5Dget_type(object);
    if (type >= 0)
        (void)H5Tset_strpad(type, H5T_STR_NULLPAD);
    return type;
}

/* Inside the guard: texts as pointers and, after them, the texts, in one block. */
static aploc_status read_texts(apl_h5 *h5, const char *path, int rank, apl_h5_shape *shape,
                               char ***texts, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    hid_t dataset = -1, type = -1;
    char **block = NULL, *raw = NULL;
    APL_TRY(apl_h5_open_dataset(h5, path, &dataset, shape, err));
    if (shape->type != APL_H5_TEXT || shape->rank != rank) {
        status = apl_h5_fail(h5, err, "found %s of %d dimensions in %s, expected text of %d",
                             apl_h5_type_name(shape->type), shape->rank, path, rank);
        goto out;
    }
    size_t width = (size_t)shape->width, item = sizeof(char *) + width + 1;
    APL_TRY(apl_array_zeroed(&block, shape->rows, item, err));
    APL_TRY(apl_array_new(&raw, shape->rows, width, err));
    type = apl_h5_same_type(dataset, shape);
    APL_TRY(apl_h5_read_rows(h5, path, dataset, shape, 0, shape->rows, type, raw, err));
    char *to = (char *)(block + shape->rows);
    for (int64_t k = 0; k < shape->rows; k++, to += width + 1) {
        memcpy(to, raw + (size_t)k * width, width);
        block[k] = to;
    }
    *texts = block;
    block = NULL;
out:
    free(block);
    free(raw);
    if (type >= 0)
        H5Tclose(type);
    if (dataset >= 0)
        H5Dclose(dataset);
    return status;
}

aploc_status apl_h5_read_texts(apl_h5 *h5, const char *path, int64_t *rows, char ***texts,
                               aploc_error *err)
{
    apl_h5_shape shape = {0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = read_texts(h5, path, 1, &shape, texts, err);
    apl_h5_leave(&guard);
    if (!status)
        *rows = shape.rows;
    return status;
}

aploc_status apl_h5_read_text_rows(apl_h5 *h5, const char *path, int64_t first, int64_t count,
                                   char *values, aploc_error *err)
{
    hid_t dataset = -1, type = -1;
    apl_h5_shape shape = {0};
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = apl_h5_open_dataset(h5, path, &dataset, &shape, err);
    if (!status && (shape.type != APL_H5_TEXT || shape.rank != 1))
        status = apl_h5_fail(h5, err, "found %s of %d dimensions in %s, expected text of 1",
                             apl_h5_type_name(shape.type), shape.rank, path);
    if (!status) {
        type = apl_h5_same_type(dataset, &shape);
        status = apl_h5_read_rows(h5, path, dataset, &shape, first, count, type, values, err);
    }
    if (type >= 0)
        H5Tclose(type);
    if (dataset >= 0)
        H5Dclose(dataset);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_read_text(apl_h5 *h5, const char *path, char **text, aploc_error *err)
{
    apl_h5_shape shape = {0};
    char **one = NULL;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = read_texts(h5, path, 0, &shape, &one, err);
    apl_h5_leave(&guard);
    if (!status)
        status = apl_text_copy(one[0], text, err);
    free(one);
    return status;
}
