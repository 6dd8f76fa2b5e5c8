/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5_growing.h"

#include <errno.h>
#include <string.h>

#include <zlib.h>

#include "base/h5_inside.h"

struct apl_h5_growing {
    apl_h5 *h5;
    hid_t dataset;
    int64_t rows;
};

static aploc_status failure(const apl_h5 *h5, aploc_error *err)
{
    return apl_output_failure(&h5->output, errno ? errno : EIO, err);
}

/* Inside the guard: a dataset of no rows, which may grow. */
static hid_t make(const apl_h5 *h5, const char *path, apl_h5_type type, int32_t level)
{
    const hsize_t none = 0, any = H5S_UNLIMITED, chunk = APL_H5_CHUNK;
    hid_t dataset = -1, space = H5Screate_simple(1, &none, &any);
    hid_t made = H5Pcreate(H5P_DATASET_CREATE);
    if (space >= 0 && made >= 0 && H5Pset_obj_track_times(made, 0) >= 0 &&
        H5Pset_chunk(made, 1, &chunk) >= 0 &&
        (!level || (H5Pset_shuffle(made) >= 0 && H5Pset_deflate(made, (unsigned)level) >= 0)))
        dataset =
            H5Dcreate2(h5->file, path, apl_h5_stored(type), space, H5P_DEFAULT, made, H5P_DEFAULT);
    if (made >= 0)
        H5Pclose(made);
    if (space >= 0)
        H5Sclose(space);
    return dataset;
}

aploc_status apl_h5_growing_make(apl_h5 *h5, const char *path, apl_h5_type type, int32_t level,
                                 apl_h5_growing **growing, aploc_error *err)
{
    apl_h5_growing *own = NULL;
    aploc_status status = APL_ZEROED(own, 1, err);
    if (status)
        return status;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    errno = 0;
    own->h5 = h5;
    own->dataset = make(h5, path, type, level);
    apl_h5_leave(&guard);
    if (own->dataset < 0) {
        free(own);
        return failure(h5, err);
    }
    *growing = own;
    return APLOC_OK;
}

size_t apl_h5_packed_most(size_t width)
{
    return compressBound((uLong)(APL_H5_CHUNK * width));
}

int apl_h5_pack(const void *values, int64_t n, size_t width, int32_t level, unsigned char *packed,
                size_t *length)
{
    size_t all = APL_H5_CHUNK * width;
    const unsigned char *from = values;
    if (level == 0) {
        memset(packed, 0, all);
        memcpy(packed, from, (size_t)n * width);
        *length = all;
        return 1;
    }
    unsigned char *shuffled = NULL;
    uLongf size = (uLongf)apl_h5_packed_most(width);
    if (apl_array_zeroed(&shuffled, APL_H5_CHUNK, width, NULL))
        return 0;
    for (size_t b = 0; b < width; b++)
        for (int64_t k = 0; k < n; k++)
            shuffled[b * APL_H5_CHUNK + (size_t)k] = from[(size_t)k * width + b];
    int packs = compress2(packed, &size, shuffled, (uLong)all, level) == Z_OK;
    free(shuffled);
    *length = size;
    return packs;
}

aploc_status apl_h5_growing_put(apl_h5_growing *growing, const unsigned char *bytes, size_t length,
                                int64_t rows, aploc_error *err)
{
    hsize_t at = (hsize_t)growing->rows, extent = at + (hsize_t)rows;
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    errno = 0;
    herr_t failed = H5Dset_extent(growing->dataset, &extent);
    if (failed >= 0)
        failed = H5Dwrite_chunk(growing->dataset, H5P_DEFAULT, 0, &at, length, bytes);
    apl_h5_leave(&guard);
    growing->rows += rows;
    return failed < 0 ? failure(growing->h5, err) : APLOC_OK;
}

aploc_status apl_h5_growing_end(apl_h5_growing *growing, aploc_error *err)
{
    apl_h5_guard guard;
    apl_h5_enter(&guard);
    errno = 0;
    herr_t failed = H5Dclose(growing->dataset);
    apl_h5_leave(&guard);
    growing->dataset = -1;
    return failed < 0 ? failure(growing->h5, err) : APLOC_OK;
}

void apl_h5_growing_free(apl_h5_growing *growing)
{
    if (growing && growing->dataset >= 0)
        (void)apl_h5_growing_end(growing, NULL);
    free(growing);
}
