/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_H5_INSIDE_H
#define APL_BASE_H5_INSIDE_H

/* What the h5*.c files share; the only header that shows HDF5. */

#include <hdf5.h>

#include "base/file_state.h"
#include "base/h5.h"
#include "base/memory.h"
#include "base/output.h"

struct apl_h5 {
    hid_t file; /* negative when closed */
    char *path;
    int fd; /* of the file that is read, beside HDF5's own; -1: none */
    apl_file_state state;
    int64_t bytes; /* of the file that is read */
    int writes;
    int is_on_disk;    /* HDF5 writes into the temporary file of `output` itself */
    apl_output output; /* where the file that is written goes */
    char *image;       /* its bytes, kept by the allocator that HDF5 is given */
    size_t image_size;
};

/* Every call into HDF5 stands between enter and leave: one thread at a time, nothing printed. */
typedef struct apl_h5_guard {
    unsigned is_new;
    H5E_auto1_t old_handler;
    H5E_auto2_t new_handler;
    void *data;
} apl_h5_guard;

void apl_h5_enter(apl_h5_guard *guard);
void apl_h5_leave(const apl_h5_guard *guard);

/* HDF5's type as it stands in files; borrowed. Not for texts. */
hid_t apl_h5_stored(apl_h5_type type);

/* The same in memory. */
hid_t apl_h5_native(apl_h5_type type);

/* A new type for texts of a width, to be closed. */
hid_t apl_h5_text_type(size_t width);

/* What type a stored one is. APLOC_ERR_FORMAT: none of ours. */
aploc_status apl_h5_type_of(const apl_h5 *h5, const char *path, hid_t type, apl_h5_shape *shape,
                            aploc_error *err);

/* A new type in which the values of a dataset or attribute are read as they are stored; texts filled
 * up with zeros, in whatever encoding they are said to be. To be closed. */
hid_t apl_h5_same_type(hid_t object, const apl_h5_shape *shape);

/* Fail for what is neither a group nor a dataset. */
aploc_status apl_h5_other(const apl_h5 *h5, const char *path, aploc_error *err);

/* Inside the guard: open a dataset, checked as apl_h5_look does. */
aploc_status apl_h5_open_dataset(apl_h5 *h5, const char *path, hid_t *dataset, apl_h5_shape *shape,
                                 aploc_error *err);

/* Inside the guard: open the group or dataset at a path for its attributes; each part of the path
 * is a hard link. */
aploc_status apl_h5_open_object(apl_h5 *h5, const char *path, hid_t *object, aploc_error *err);

/* Inside the guard: open an attribute that is one value. */
aploc_status apl_h5_open_attribute(apl_h5 *h5, const char *path, const char *name, hid_t object,
                                   hid_t *attribute, apl_h5_shape *shape, aploc_error *err);

/* Inside the guard: read rows into a block of HDF5's type `memory`. */
aploc_status apl_h5_read_rows(apl_h5 *h5, const char *path, hid_t dataset,
                              const apl_h5_shape *shape, int64_t first, int64_t count, hid_t memory,
                              void *values, aploc_error *err);

#endif
