/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_H5_H
#define APL_BASE_H5_H

/* HDF5 files of plain parts: groups, tables of numbers or texts, and attributes that are one text
 * or one number. Nothing else is written, and a file that holds anything else is refused: links to
 * other files, data kept elsewhere, types of variable length, unknown filters.
 *
 * Paths are absolute ("/times/minutes"), "/" is the root. Every failure names the file, what was
 * found and what was expected. HDF5 prints nothing and its error handler stays the host's. Calls
 * from several threads wait for each other, whether the HDF5 library can do without or not; calls
 * that the host itself makes to a library built without thread safety are its own to keep apart.
 * A handle that writes is used by one thread at a time. A build without HDF5 has the same functions: opening
 * and creating fail with APLOC_ERR_UNSUPPORTED. */

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct apl_h5 apl_h5;

typedef enum apl_h5_type {
    APL_H5_U8,
    APL_H5_U16,
    APL_H5_U32,
    APL_H5_I32,
    APL_H5_I64,
    APL_H5_F32,
    APL_H5_F64,
    APL_H5_TEXT /* UTF-8, all of one width, filled up with zeros */
} apl_h5_type;

typedef enum apl_h5_kind {
    APL_H5_NONE,
    APL_H5_OTHER, /* what such a file cannot hold, or what is damaged */
    APL_H5_GROUP,
    APL_H5_DATASET,
    APL_H5_ATTRIBUTE /* of the group or dataset at the path */
} apl_h5_kind;

/* What a dataset (or an attribute) is. */
typedef struct apl_h5_shape {
    apl_h5_type type;
    int32_t rank;    /* 0: one value; 1: rows; 2: rows × columns */
    int64_t rows;    /* 1 when the rank is 0 */
    int64_t columns; /* 1 when the rank is below 2 */
    int64_t width;   /* bytes of a value */
} apl_h5_shape;

/* Elements of a chunk of numbers in a table of one column. Pieces that begin and end at multiples
 * are written and read without waste. */
enum { APL_H5_CHUNK = 1 << 16 };

/* The name of a type as messages and seals have it: "uint8", …, "float64", "text". */
const char *apl_h5_type_name(apl_h5_type type);

/* The bytes of a value; 0 for a text. */
size_t apl_h5_type_width(apl_h5_type type);

/* Whether a file begins as HDF5 files do (their usual form, without a user block); 0 as well when
 * it cannot be opened or is not a regular file. Needs no HDF5. */
int apl_h5_is(const char *path);

/* Begin a file. It grows in memory and appears at `path` by apl_h5_commit only. APLOC_ERR_OPEN,
 * APLOC_ERR_MEMORY, APLOC_ERR_UNSUPPORTED. */
aploc_status apl_h5_create(const char *path, apl_h5 **h5, aploc_error *err);

/* The same for a file that is too large for memory: HDF5 writes into a file beside `path`, which must be
 * a regular one. A full disk is met by whatever is written meanwhile: APLOC_ERR_MEMORY, or
 * APLOC_ERR_WRITE. */
aploc_status apl_h5_create_on_disk(const char *path, apl_h5 **h5, aploc_error *err);

/* Write the file out, whole or not at all; nothing more can be written after it, whatever it
 * returns. Equal calls give equal bytes. APLOC_ERR_WRITE, APLOC_ERR_MEMORY. */
aploc_status apl_h5_commit(apl_h5 *h5, aploc_error *err);

/* Open a file for reading. APLOC_ERR_OPEN (not there, not a regular file, being written by another
 * program), APLOC_ERR_FORMAT (not HDF5, cut, damaged), APLOC_ERR_MEMORY, APLOC_ERR_UNSUPPORTED. */
aploc_status apl_h5_open(const char *path, apl_h5 **h5, aploc_error *err);

/* When all is read that is wanted: HDF5 takes for zeros what a file lost while it was open. APLOC_ERR_READ
 * when it was written to. */
aploc_status apl_h5_check_file(const apl_h5 *h5, aploc_error *err);

/* Close, and drop what was not committed. NULL is fine. */
void apl_h5_close(apl_h5 *h5);

/* The path as given to create or open. */
const char *apl_h5_path(const apl_h5 *h5);

/* Fail with APLOC_ERR_FORMAT at this file. */
aploc_status apl_h5_fail(const apl_h5 *h5, aploc_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- writing: APLOC_ERR_MEMORY, APLOC_ERR_ARGUMENT for what the file cannot hold ---- */

/* Make a group and those above it; one that is there is fine. */
aploc_status apl_h5_make_group(apl_h5 *h5, const char *path, aploc_error *err);

/* Make a table of numbers, zero until put; groups above it are made. `columns` is 0 for a table of
 * rank 1. It lies in one piece when small, else in chunks, shuffled and deflated. */
aploc_status apl_h5_make(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                         int64_t columns, aploc_error *err);

/* Put the rows first … first + count - 1 of a table, of the table's own type. */
aploc_status apl_h5_put(apl_h5 *h5, const char *path, int64_t first, int64_t count,
                        const void *values, aploc_error *err);

/* Make a table and put all of it. */
aploc_status apl_h5_write(apl_h5 *h5, const char *path, apl_h5_type type, int64_t rows,
                          int64_t columns, const void *values, aploc_error *err);

/* Write a table of texts, as wide as the longest; NULL is the empty text. */
aploc_status apl_h5_write_texts(apl_h5 *h5, const char *path, int64_t rows,
                                const char *const *texts, aploc_error *err);

/* Write one text as a dataset of rank 0: for those too long for an attribute. */
aploc_status apl_h5_write_text(apl_h5 *h5, const char *path, const char *text, aploc_error *err);

/* Set an attribute of a group or dataset that is there, once. A text has at most 60000 bytes. */
aploc_status apl_h5_set_text(apl_h5 *h5, const char *path, const char *name, const char *text,
                             aploc_error *err);
aploc_status apl_h5_set_integer(apl_h5 *h5, const char *path, const char *name, int64_t value,
                                aploc_error *err);
aploc_status apl_h5_set_number(apl_h5 *h5, const char *path, const char *name, double value,
                               aploc_error *err);

/* ---- reading: APLOC_ERR_FORMAT, APLOC_ERR_MEMORY; outputs are set on success only ---- */

/* What stands at a path. Whoever reads what may be missing asks for APL_H5_NONE, and lets reading
 * complain of the rest. */
apl_h5_kind apl_h5_find(apl_h5 *h5, const char *path);

/* The names in a group, by name. `names` is one block, freed by free. */
aploc_status apl_h5_children(apl_h5 *h5, const char *path, int64_t *count, char ***names,
                             aploc_error *err);

/* The shape of a dataset. What it claims is checked against what the file stores: memory for it
 * can be asked for. */
aploc_status apl_h5_look(apl_h5 *h5, const char *path, apl_h5_shape *shape, aploc_error *err);

/* Look, and insist on a rank, and on the extents that are not negative. */
aploc_status apl_h5_expect(apl_h5 *h5, const char *path, int32_t rank, int64_t rows,
                           int64_t columns, apl_h5_shape *shape, aploc_error *err);

/* Read the rows first … first + count - 1 of a table of numbers (rank 0: first 0, count 1) into
 * `as`, which must hold every value of the stored type; "/path: found float64, expected …"
 * otherwise. */
aploc_status apl_h5_read(apl_h5 *h5, const char *path, apl_h5_type as, int64_t first, int64_t count,
                         void *values, aploc_error *err);

/* Read a table of texts of rank 1. `texts` is one block, freed by free. */
aploc_status apl_h5_read_texts(apl_h5 *h5, const char *path, int64_t *rows, char ***texts,
                               aploc_error *err);

/* Read the rows first … first + count - 1 of a table of texts of rank 1, each of the width that
 * apl_h5_look tells, filled up with zeros. */
aploc_status apl_h5_read_text_rows(apl_h5 *h5, const char *path, int64_t first, int64_t count,
                                   char *values, aploc_error *err);

/* Read one text, a dataset of rank 0; freed by free. */
aploc_status apl_h5_read_text(apl_h5 *h5, const char *path, char **text, aploc_error *err);

/* Whether a group or dataset has an attribute; one that is damaged counts as there. */
int apl_h5_has(apl_h5 *h5, const char *path, const char *name);

/* Read an attribute. A text is freed by free. An integer may be of any whole type. */
aploc_status apl_h5_get_text(apl_h5 *h5, const char *path, const char *name, char **text,
                             aploc_error *err);
aploc_status apl_h5_get_integer(apl_h5 *h5, const char *path, const char *name, int64_t *value,
                                aploc_error *err);
aploc_status apl_h5_get_number(apl_h5 *h5, const char *path, const char *name, double *value,
                               aploc_error *err);

/* ---- the whole file ---- */

typedef struct apl_h5_item {
    apl_h5_kind kind;
    const char *path;      /* of the object */
    const char *attribute; /* its name; NULL for the object itself */
    apl_h5_shape shape;    /* of a dataset or attribute */
} apl_h5_item;

/* Called for an item first without bytes, then with its values, piece after piece, as they are
 * stored (little-endian; texts with their zeros). What it returns but APLOC_OK ends the walk. It
 * may read the file. */
typedef aploc_status apl_h5_visit(void *data, const apl_h5_item *item, const void *bytes,
                                  size_t length, aploc_error *err);

/* Visit an object ("/": the whole file) and all that is in it, every group, dataset and attribute: an
 * object, its attributes by name, then its children by name. Refuses, with APLOC_ERR_FORMAT, what such a file cannot hold. */
aploc_status apl_h5_walk(apl_h5 *h5, const char *path, apl_h5_visit *visit, void *data,
                         aploc_error *err);

/* Visit an object and its attributes, and none of its values or children. */
aploc_status apl_h5_walk_attributes(apl_h5 *h5, const char *path, apl_h5_visit *visit, void *data,
                                    aploc_error *err);

#endif
