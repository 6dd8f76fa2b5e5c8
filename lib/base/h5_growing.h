/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_H5_GROWING_H
#define APL_BASE_H5_GROWING_H

/* A table of numbers of rank 1 whose end is not known when it is begun, written in chunks of
 * APL_H5_CHUNK rows that the caller packs, on whatever thread. */

#include "base/h5.h"

typedef struct apl_h5_growing apl_h5_growing;

/* Begin one; `level` is that of deflate after shuffling, 0 for values as they are. */
aploc_status apl_h5_growing_make(apl_h5 *h5, const char *path, apl_h5_type type, int32_t level,
                                 apl_h5_growing **growing, aploc_error *err);

/* Bytes that a packed chunk has at most. */
size_t apl_h5_packed_most(size_t width);

/* Pack up to APL_H5_CHUNK values of a width, little-endian; what is missing of a chunk is zero. Any
 * thread. 0 when it cannot be. */
int apl_h5_pack(const void *values, int64_t n, size_t width, int32_t level, unsigned char *packed,
                size_t *length);

/* Put the next chunk, packed at the level; all but the last have APL_H5_CHUNK rows. APLOC_ERR_WRITE. */
aploc_status apl_h5_growing_put(apl_h5_growing *growing, const unsigned char *bytes, size_t length,
                                int64_t rows, aploc_error *err);

/* Close the table; attributes may follow. APLOC_ERR_WRITE. */
aploc_status apl_h5_growing_end(apl_h5_growing *growing, aploc_error *err);

void apl_h5_growing_free(apl_h5_growing *growing);

#endif
