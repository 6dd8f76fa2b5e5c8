/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_inside.h"

#include <string.h>

enum {
    SMALL = 4096,          /* bytes up to which a dataset lies in one piece */
    CHUNK_BYTES = 8 << 16, /* of a chunk, at most */
    LEVEL = 4,             /* of deflate: beyond it, much slower for little */
    LONGEST_TEXT = 60000,  /* of an attribute: HDF5 ends at 64 KiB */
    LONGEST_PATH = 1000,   /* as in h5_read.c */
};

/* What HDF5 refuses to write into memory: too little of it, or a name that is taken. */
static aploc_status refused(const char *path, aploc_error *err)
{
    return apl_fail(err, APLOC_ERR_MEMORY,
                    "found that HDF5 cannot make %s, expected enough memory and a new name", path);
}

/* Inside the guard: make the groups of the first `length` bytes of a path that are not there. One by
 * one: those that HDF5 makes by itself, between, say at what time. */
static int make_groups(const apl_h5 *h5, const char *path, size_t length)
{
    char part[LONGEST_PATH];
    if (length >= sizeof part)
        return 1;
    memcpy(part, path, length);
    hid_t made = H5Pcreate(H5P_GROUP_CREATE);
    int failed = made < 0 || H5Pset_obj_track_times(made, 0) < 0;
    for (size_t k = 1; !failed && length > 1 && k <= length; k++) {
        if (k < length && path[k] != '/')
            continue;
        part[k] = '\0';
        htri_t is_there = H5Lexists(h5->file, part, H5P_DEFAULT);
        hid_t group = is_there ? -1 : H5Gcreate2(h5->file, part, H5P_DEFAULT, made, H5P_DEFAULT);
        failed = is_there < 0 || (!is_there && group < 0);
        if (group >= 0)
            H5Gclose(group);
        part[k] = '/';
    }
    if (made >= 0)
        H5Pclose(made);
    return failed;
}

aploc_status apl_h5_make_group(apl_h5 *h5, const char *path, aploc_error *err)
{
    if (apl_h5_find(h5, path) == APL_H5_GROUP)
        return APLOC_OK;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    int failed = make_groups(h5, path, strlen(path));
    apl_h5_leave(&guard);
    return failed ? refused(path, err) : APLOC_OK;
}

/* How a dataset is kept: no times, and chunks once it is not small. */
static hid_t storage_of(int rank, const hsize_t *extents, size_t width)
{
    hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    if (made < 0)
        return made;
    hsize_t values = rank ? extents[0] * (rank == 2 ? extents[1] : 1) : 1;
    int failed = H5Pset_obj_track_times(made, 0) < 0;
    if (rank && values > SMALL / width) {
        hsize_t room = CHUNK_BYTES / width, chunk[2] = {extents[0], 1};
        room = room > APL_H5_CHUNK ? APL_H5_CHUNK : room ? room : 1;
        if (rank == 2)
            chunk[1] = extents[1] < room ? extents[1] : room;
        room /= chunk[1];
        if (chunk[0] > room)
            chunk[0] = room;
        failed = failed || H5Pset_chunk(made, rank, chunk) < 0 || H5Pset_shuffle(made) < 0 ||
                 H5Pset_deflate(made, LEVEL) < 0;
    }
    if (failed) {
        H5Pclose(made);
        return H5I_INVALID_HID;
    }
    return made;
}

/* Make a dataset, and write all of it unless `values` is NULL. */
static aploc_status make(apl_h5 *h5, const char *path, hid_t stored, hid_t memory, size_t width,
                         int rank, int64_t rows, int64_t columns, const void *values,
                         aploc_error *err)
{
    hsize_t extents[2] = {(hsize_t)rows, (hsize_t)columns};
    herr_t failed = -1;
    hid_t space = rank ? H5Screate_simple(rank, extents, NULL) : H5Screate(H5S_SCALAR);
    hid_t made = storage_of(rank, extents, width), dataset = -1;
    const char *slash = strrchr(path, '/');
    int has_group = slash && !make_groups(h5, path, (size_t)(slash - path));
    if (space >= 0 && made >= 0 && has_group)
        dataset = H5Dcreate2(h5->file, path, stored, space, H5P_DEFAULT, made, H5P_DEFAULT);
    if (dataset >= 0) {
        failed = values && rows > 0
                     ? H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values)
                     : 0;
        if (H5Dclose(dataset) < 0)
            failed = -1;
    }
    if (space >= 0)
        H5Sclose(space);
    if (made >= 0)
        H5Pclose(made);
    return failed < 0 ? refused(path, err) : APLOC_OK;
}

static aploc_status make_numbers(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                                 int64_t columns, const void *values, aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status =
        make(h5, path, apl_h5_stored(type), apl_h5_native(type), apl_h5_type_width(type),
             columns ? 2 : 1, rows, columns, values, err);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_make(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                         int64_t columns, aploc_error *err)
{
    return make_numbers(h5, path, type, rows, columns, NULL, err);
}

aploc_status apl_h5_write(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                          int64_t columns, const void *values, aploc_error *err)
{
    return make_numbers(h5, path, type, rows, columns, values, err);
}

aploc_status apl_h5_put(apl_h5 *h5, const char *path, int64_t first, int64_t count,
                        const void *values, aploc_error *err)
{
    if (count == 0)
        return APLOC_OK;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    herr_t failed = -1;
    hid_t dataset = H5Dopen2(h5->file, path, H5P_DEFAULT), space = -1, part = -1, type = -1;
    if (dataset >= 0) {
        space = H5Dget_space(dataset);
        type = H5Dget_type(dataset);
    }
    hsize_t extents[2] = {0, 1};
    if (space >= 0 && H5Sget_simple_extent_dims(space, extents, NULL) > 0) {
        hsize_t from[2] = {(hsize_t)first, 0}, size[2] = {(hsize_t)count, extents[1]};
        int rank = H5Sget_simple_extent_ndims(space);
        part = H5Screate_simple(rank, size, NULL);
        if (part >= 0 && H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, size, NULL) >= 0 &&
            H5Sselect_valid(space) > 0)
            failed = H5Dwrite(dataset, type, part, space, H5P_DEFAULT, values);
    }
    if (part >= 0)
        H5Sclose(part);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    if (dataset >= 0 && H5Dclose(dataset) < 0)
        failed = -1;
    apl_h5_leave(&guard);
    return failed < 0 ? refused(path, err) : APLOC_OK;
}

hid_t apl_h5_text_type(size_t width)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, width) < 0 || H5Tset_strpad(type, H5T_STR_NULLPAD) < 0 ||
                      H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

/* Write a block of texts, each `width` bytes. */
static aploc_status make_texts(apl_h5 *h5, const char *path, size_t width, int rank, int64_t rows,
                               const char *block, aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = APLOC_ERR_MEMORY;
    hid_t type = apl_h5_text_type(width);
    status = type < 0 ? refused(path, err)
                      : make(h5, path, type, type, width, rank, rows, 1, block, err);
    if (type >= 0)
        H5Tclose(type);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_write_texts(apl_h5 *h5, const char *path, int64_t rows,
                                const char *const *texts, aploc_error *err)
{
    size_t width = 1;
    for (int64_t k = 0; k < rows; k++)
        if (texts[k] && strlen(texts[k]) > width)
            width = strlen(texts[k]);
    char *block = NULL;
    aploc_status status = apl_array_zeroed(&block, rows, width, err);
    if (status)
        return status;
    for (int64_t k = 0; k < rows; k++)
        if (texts[k])
            memcpy(block + (size_t)k * width, texts[k], strlen(texts[k]));
    status = make_texts(h5, path, width, 1, rows, block, err);
    free(block);
    return status;
}

aploc_status apl_h5_write_text(apl_h5 *h5, const char *path, const char *text, aploc_error *err)
{
    size_t width = strlen(text);
    return make_texts(h5, path, width ? width : 1, 0, 1, text, err);
}

static aploc_status set(apl_h5 *h5, const char *path, const char *name, hid_t stored, hid_t memory,
                        const void *value, aploc_error *err)
{
    herr_t failed = -1;
    hid_t space = H5Screate(H5S_SCALAR), attribute = H5I_INVALID_HID;
    if (space >= 0)
        attribute = H5Acreate_by_name(h5->file, path, name, stored, space, H5P_DEFAULT, H5P_DEFAULT,
                                      H5P_DEFAULT);
    if (attribute >= 0) {
        failed = H5Awrite(attribute, memory, value);
        H5Aclose(attribute);
    }
    if (space >= 0)
        H5Sclose(space);
    return failed < 0 ? refused(name, err) : APLOC_OK;
}

aploc_status apl_h5_set_text(apl_h5 *h5, const char *path, const char *name, const char *text,
                             aploc_error *err)
{
    size_t width = strlen(text);
    if (width > LONGEST_TEXT)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %zu bytes for the attribute %s of %s, expected at most %d", width,
                        name, path, (int)LONGEST_TEXT);
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    hid_t type = apl_h5_text_type(width ? width : 1);
    aploc_status status =
        type < 0 ? refused(name, err) : set(h5, path, name, type, type, text, err);
    if (type >= 0)
        H5Tclose(type);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_set_integer(apl_h5 *h5, const char *path, const char *name, int64_t value,
                                aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = set(h5, path, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value, err);
    apl_h5_leave(&guard);
    return status;
}

aploc_status apl_h5_set_number(apl_h5 *h5, const char *path, const char *name, double value,
                               aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    aploc_status status = set(h5, path, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, err);
    apl_h5_leave(&guard);
    return status;
}
