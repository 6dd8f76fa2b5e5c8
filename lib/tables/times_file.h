/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_FILE_H
#define APL_TABLES_TIMES_FILE_H

/* An HDF5 file of times, opened beside its tables of places, none of its pairs read yet. */

#include <aploc/communes.h>

#include "base/digest.h"
#include "base/h5_column.h"
#include "tables/times_h5.h"

/* A table of numbers that is read from its first piece to its last, and held against its digest. */
typedef struct apl_times_column {
    apl_h5_column *source;
    apl_h5_room *room;
    apl_digest *digest;
    apl_h5_type type;
    int64_t width;
    char stated[APL_DIGEST_SIZE]; /* the digest that it carries; empty: none */
    int64_t next;                 /* piece */
    const unsigned char *bytes;   /* of the last piece; what is left of it */
    int64_t left;                 /* rows */
} apl_times_column;

/* Open a dataset of pairs; its attributes are held against their digest. */
aploc_status apl_times_column_open(apl_h5 *h5, const char *path, int64_t rows,
                                   apl_times_column *column, aploc_error *err);
void apl_times_column_close(apl_times_column *column);

/* Begin again with the first piece. */
void apl_times_column_rewind(apl_times_column *column);

/* Load the next piece: `bytes` and `left`; 0 rows after the last. */
aploc_status apl_times_column_load(apl_times_column *column, aploc_error *err);

/* Take the next rows, as they are stored. */
aploc_status apl_times_column_take(apl_times_column *column, int64_t rows, unsigned char *bytes,
                                   aploc_error *err);

/* After the last piece: whether the values are those that were written. */
int apl_times_column_is_sound(apl_times_column *column);

/* Decode columns; what is no int32 becomes -1. Return the largest, or -1 when one is negative. */
int32_t apl_times_decode_index(apl_h5_type type, const unsigned char *bytes, int64_t n,
                               int32_t *to);

/* Decode minutes. Return 0 when one is negative or not finite. */
int apl_times_decode_minutes(apl_h5_type type, int64_t scale, const unsigned char *bytes, int64_t n,
                             double *minutes);

/* Whether minutes of a type are codes of 16 bits; as such. */
int apl_times_are_codes(apl_h5_type type);
void apl_times_decode_codes(apl_h5_type type, const unsigned char *bytes, int64_t n,
                            uint16_t *codes);

/* All zero is closed. */
typedef struct apl_times_file {
    char *path;
    apl_h5 *h5;
    aploc_times head; /* counts and offsets, as in the file; no pairs */
    int64_t n_pairs;
    const aploc_communes *communes, *sites; /* places of rows and columns; the same table or two */
    const char *to_path;                    /* where the codes of the columns stand */
    int32_t *rows, *columns;                /* place of each, -1 where there is none */
    int has_unknown;                        /* some code is no place */
    int rows_ascend, columns_ascend;        /* the places do, but for those that are none */
    apl_times_column index, minutes;
    int64_t scale;
} apl_times_file;

/* Open it; all that is small is checked, digests included. `sites` NULL: care is in the communes.
 * As apl_times_open and apl_times_read_group. */
aploc_status apl_times_file_open(const char *path, const aploc_communes *communes,
                                 const aploc_communes *sites, apl_times_file *file,
                                 aploc_error *err);
void apl_times_file_close(apl_times_file *file);

/* The same in steps, for who does something else meanwhile: the counts, the columns, then the offsets and
 * the places, each of which reads the file alone. Close it also on failure. */
aploc_status apl_times_file_begin(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, apl_times_file *file,
                                  aploc_error *err);
aploc_status apl_times_file_columns(apl_times_file *file, aploc_error *err);
aploc_status apl_times_file_places(apl_times_file *file, aploc_error *err);

#endif
