/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_H5_REFUSING_H
#define APLOC_TESTS_H5_REFUSING_H

/* The calls of HDF5 that the library makes, in the place of HDF5's own: each fails when a test wants it
 * to, without having done anything, or else goes on to HDF5. Calls that close something close it, and
 * fail then. For one source file of a program. */

#include <dlfcn.h>
#include <hdf5.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int refusing_watched;      /* the library is at work, not the test */
static atomic_long refusing_allowed;     /* calls until one fails */
static atomic_long refusing_also;        /* and until another one does */
static atomic_int refusing_forever;      /* and all those after it */
static atomic_long refusing_open;        /* what was opened and not closed */
static _Thread_local int refusing_depth; /* HDF5 calls itself */

static inline int refusing_now(void)
{
    if (refusing_depth || !atomic_load(&refusing_watched))
        return 0;
    long left = atomic_fetch_sub(&refusing_allowed, 1);
    long also = atomic_fetch_sub(&refusing_also, 1);
    return left == 0 || also == 0 || (left < 0 && atomic_load(&refusing_forever));
}

/* Let `*call` be HDF5's own. */
static inline void refusing_find(const char *name, void *call, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found || size != sizeof found)
        abort();
    memcpy(call, &found, size);
}

#define REFUSING_CALL(type, name, params, args)                                                    \
    __typeof__(&name) own_;                                                                        \
    refusing_find(#name, &own_, sizeof own_);                                                      \
    refusing_depth++;                                                                              \
    type result_ = own_ args;                                                                      \
    refusing_depth--;

#define MAY_FAIL(type, failure, name, params, args)                                                \
    type name params                                                                               \
    {                                                                                              \
        if (refusing_now())                                                                        \
            return (type)(failure);                                                                \
        REFUSING_CALL(type, name, params, args)                                                    \
        return result_;                                                                            \
    }

#define MAY_OPEN(name, params, args)                                                               \
    hid_t name params                                                                              \
    {                                                                                              \
        if (refusing_now())                                                                        \
            return H5I_INVALID_HID;                                                                \
        REFUSING_CALL(hid_t, name, params, args)                                                   \
        if (result_ >= 0 && !refusing_depth)                                                       \
            atomic_fetch_add(&refusing_open, 1);                                                   \
        return result_;                                                                            \
    }

#define MAY_END_BADLY(name)                                                                        \
    herr_t name(hid_t id)                                                                          \
    {                                                                                              \
        int is_refused = refusing_now();                                                           \
        REFUSING_CALL(herr_t, name, (hid_t id), (id))                                              \
        if (result_ >= 0 && !refusing_depth)                                                       \
            atomic_fetch_sub(&refusing_open, 1);                                                   \
        return is_refused ? -1 : result_;                                                          \
    }

/* clang-format off */
MAY_END_BADLY(H5Aclose)
MAY_END_BADLY(H5Dclose)
MAY_END_BADLY(H5Fclose)
MAY_END_BADLY(H5Gclose)
MAY_END_BADLY(H5Oclose)
MAY_END_BADLY(H5Pclose)
MAY_END_BADLY(H5Sclose)
MAY_END_BADLY(H5Tclose)

MAY_OPEN(H5Acreate_by_name, (hid_t a, const char *b, const char *c, hid_t d, hid_t e, hid_t f, hid_t g, hid_t h), (a, b, c, d, e, f, g, h))
MAY_FAIL(htri_t, -1, H5Aexists, (hid_t a, const char *b), (a, b))
MAY_OPEN(H5Aget_space, (hid_t a), (a))
MAY_OPEN(H5Aget_type, (hid_t a), (a))
MAY_FAIL(herr_t, -1, H5Aiterate2, (hid_t a, H5_index_t b, H5_iter_order_t c, hsize_t *d, H5A_operator2_t e, void *f), (a, b, c, d, e, f))
MAY_OPEN(H5Aopen, (hid_t a, const char *b, hid_t c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Aread, (hid_t a, hid_t b, void *c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Awrite, (hid_t a, hid_t b, const void *c), (a, b, c))

MAY_OPEN(H5Dcreate2, (hid_t a, const char *b, hid_t c, hid_t d, hid_t e, hid_t f, hid_t g), (a, b, c, d, e, f, g))
MAY_FAIL(herr_t, -1, H5Dget_chunk_storage_size, (hid_t a, const hsize_t *b, hsize_t *c), (a, b, c))
MAY_OPEN(H5Dget_create_plist, (hid_t a), (a))
MAY_FAIL(haddr_t, HADDR_UNDEF, H5Dget_offset, (hid_t a), (a))
MAY_OPEN(H5Dget_space, (hid_t a), (a))
MAY_FAIL(hsize_t, 0, H5Dget_storage_size, (hid_t a), (a))
MAY_OPEN(H5Dget_type, (hid_t a), (a))
MAY_OPEN(H5Dopen2, (hid_t a, const char *b, hid_t c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Dread, (hid_t a, hid_t b, hid_t c, hid_t d, hid_t e, void *f), (a, b, c, d, e, f))
MAY_FAIL(herr_t, -1, H5Dread_chunk, (hid_t a, hid_t b, const hsize_t *c, uint32_t *d, void *e), (a, b, c, d, e))
MAY_FAIL(herr_t, -1, H5Dset_extent, (hid_t a, const hsize_t *b), (a, b))
MAY_FAIL(herr_t, -1, H5Dwrite, (hid_t a, hid_t b, hid_t c, hid_t d, hid_t e, const void *f), (a, b, c, d, e, f))
MAY_FAIL(herr_t, -1, H5Dwrite_chunk, (hid_t a, hid_t b, uint32_t c, const hsize_t *d, size_t e, const void *f), (a, b, c, d, e, f))

MAY_OPEN(H5Fcreate, (const char *a, unsigned b, hid_t c, hid_t d), (a, b, c, d))
MAY_FAIL(herr_t, -1, H5Fget_vfd_handle, (hid_t a, hid_t b, void **c), (a, b, c))
MAY_OPEN(H5Fopen, (const char *a, unsigned b, hid_t c), (a, b, c))
MAY_OPEN(H5Gcreate2, (hid_t a, const char *b, hid_t c, hid_t d, hid_t e), (a, b, c, d, e))
MAY_FAIL(H5I_type_t, H5I_BADID, H5Iget_type, (hid_t a), (a))
MAY_FAIL(htri_t, -1, H5Lexists, (hid_t a, const char *b, hid_t c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Lget_info, (hid_t a, const char *b, H5L_info_t *c, hid_t d), (a, b, c, d))
MAY_FAIL(herr_t, -1, H5Literate, (hid_t a, H5_index_t b, H5_iter_order_t c, hsize_t *d, H5L_iterate_t e, void *f), (a, b, c, d, e, f))
MAY_FAIL(herr_t, -1, H5Oget_info2, (hid_t a, H5O_info_t *b, unsigned c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Oget_info_by_name2, (hid_t a, const char *b, H5O_info_t *c, unsigned d, hid_t e), (a, b, c, d, e))
MAY_OPEN(H5Oopen, (hid_t a, const char *b, hid_t c), (a, b, c))

MAY_OPEN(H5Pcreate, (hid_t a), (a))
MAY_FAIL(int, -1, H5Pget_chunk, (hid_t a, int b, hsize_t *c), (a, b, c))
MAY_FAIL(int, -1, H5Pget_external_count, (hid_t a), (a))
MAY_FAIL(H5Z_filter_t, H5Z_FILTER_ERROR, H5Pget_filter2, (hid_t a, unsigned b, unsigned *c, size_t *d, unsigned *e, size_t f, char *g, unsigned *h), (a, b, c, d, e, f, g, h))
MAY_FAIL(H5D_layout_t, H5D_LAYOUT_ERROR, H5Pget_layout, (hid_t a), (a))
MAY_FAIL(int, -1, H5Pget_nfilters, (hid_t a), (a))
MAY_FAIL(herr_t, -1, H5Pset_chunk, (hid_t a, int b, const hsize_t *c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Pset_deflate, (hid_t a, unsigned b), (a, b))
MAY_FAIL(herr_t, -1, H5Pset_fapl_core, (hid_t a, size_t b, hbool_t c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Pset_fapl_sec2, (hid_t a), (a))
MAY_FAIL(herr_t, -1, H5Pset_file_image_callbacks, (hid_t a, H5FD_file_image_callbacks_t *b), (a, b))
MAY_FAIL(herr_t, -1, H5Pset_file_locking, (hid_t a, hbool_t b, hbool_t c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Pset_libver_bounds, (hid_t a, H5F_libver_t b, H5F_libver_t c), (a, b, c))
MAY_FAIL(herr_t, -1, H5Pset_obj_track_times, (hid_t a, hbool_t b), (a, b))
MAY_FAIL(herr_t, -1, H5Pset_shuffle, (hid_t a), (a))

MAY_OPEN(H5Screate, (H5S_class_t a), (a))
MAY_OPEN(H5Screate_simple, (int a, const hsize_t *b, const hsize_t *c), (a, b, c))
MAY_FAIL(int, -1, H5Sget_simple_extent_dims, (hid_t a, hsize_t *b, hsize_t *c), (a, b, c))
MAY_FAIL(int, -1, H5Sget_simple_extent_ndims, (hid_t a), (a))
MAY_FAIL(H5S_class_t, H5S_NO_CLASS, H5Sget_simple_extent_type, (hid_t a), (a))
MAY_FAIL(herr_t, -1, H5Sselect_hyperslab, (hid_t a, H5S_seloper_t b, const hsize_t *c, const hsize_t *d, const hsize_t *e, const hsize_t *f), (a, b, c, d, e, f))
MAY_FAIL(htri_t, -1, H5Sselect_valid, (hid_t a), (a))

MAY_FAIL(htri_t, -1, H5Tcommitted, (hid_t a), (a))
MAY_OPEN(H5Tcopy, (hid_t a), (a))
MAY_FAIL(htri_t, -1, H5Tequal, (hid_t a, hid_t b), (a, b))
MAY_FAIL(H5T_class_t, H5T_NO_CLASS, H5Tget_class, (hid_t a), (a))
MAY_FAIL(size_t, 0, H5Tget_size, (hid_t a), (a))
MAY_FAIL(htri_t, -1, H5Tis_variable_str, (hid_t a), (a))
MAY_FAIL(herr_t, -1, H5Tset_cset, (hid_t a, H5T_cset_t b), (a, b))
MAY_FAIL(herr_t, -1, H5Tset_size, (hid_t a, size_t b), (a, b))
MAY_FAIL(herr_t, -1, H5Tset_strpad, (hid_t a, H5T_str_t b), (a, b))
/* clang-format on */

#endif
