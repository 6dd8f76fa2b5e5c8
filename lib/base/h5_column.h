/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_H5_COLUMN_H
#define APL_BASE_H5_COLUMN_H

/* A table of numbers of rank 1, read in pieces, as its bytes are stored: little-endian. Of data
 * in chunks (shuffled and deflated or not) HDF5 gives the bytes, and what is dear is done to them
 * outside its guard, so that many threads can read at once; data in one piece are read past HDF5; all
 * else through it, piece by piece. */

#include "base/h5.h"

typedef struct apl_h5_column apl_h5_column;

/* Room for reading; one a thread. */
typedef struct apl_h5_room apl_h5_room;

/* Open the table at a path; checked as apl_h5_look does, and its rank is 1. The handle must stay open
 * as long. APLOC_ERR_FORMAT, APLOC_ERR_MEMORY. */
aploc_status apl_h5_column_open(apl_h5 *h5, const char *path, apl_h5_column **column,
                                aploc_error *err);
void apl_h5_column_close(apl_h5_column *column);

const apl_h5_shape *apl_h5_column_shape(const apl_h5_column *column);

/* How many pieces. */
int64_t apl_h5_column_pieces(const apl_h5_column *column);

/* Bytes that reading takes: a room, and what the column itself holds. */
int64_t apl_h5_column_bytes(const apl_h5_column *column);

aploc_status apl_h5_room_new(const apl_h5_column *column, apl_h5_room **room, aploc_error *err);
void apl_h5_room_free(apl_h5_room *room);

/* Read piece `k`: `bytes` is where it stands, in the room, until the next call; `rows` how many rows.
 * Any number of threads at once, each with a room. APLOC_ERR_FORMAT. */
aploc_status apl_h5_column_read(const apl_h5_column *column, int64_t k, apl_h5_room *room,
                                const unsigned char **bytes, int64_t *rows, aploc_error *err);

#endif
