/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_GZIP_H
#define APL_TABLES_GZIP_H

/* The bytes of files, plain or gzip. Signals of the host interrupt nothing: zlib's own way to files
 * loses what it had read when one comes. */

#include <stddef.h>
#include <stdint.h>
#define ZLIB_CONST /* what is compressed stays as it is */
#include <zlib.h>

#include "base/error.h"
#include "base/output.h"

/* ---- reading ---- */

typedef struct apl_gunzip {
    int fd;
    int is_known; /* what it is, since it was read from */
    int is_gzip;
    int in_member;      /* the gzip data at hand have no end yet */
    int at_end;         /* of the file */
    int reason;         /* why it cannot be read on: one of zlib's, Z_OK while it can */
    int code;           /* errno, of Z_ERRNO */
    int64_t taken;      /* bytes of the file */
    unsigned char *raw; /* as they lie in the file; those from `at` to `end` wait */
    size_t at, end;
    int has_stream;
    z_stream stream;
} apl_gunzip;

/* Begin to read from a descriptor, which is the gunzip's from then on. APLOC_ERR_MEMORY. */
aploc_status apl_gunzip_open(apl_gunzip *in, int fd, aploc_error *err);

/* Read up to `length` bytes, at least one; 0 at the end of the file, or with in->reason set when there
 * is no more for another reason; -1 when a signal came: read again. */
int64_t apl_gunzip_read(apl_gunzip *in, void *bytes, size_t length);

/* Whether the next bytes can be read where they lie in the file, which is no gzip file, by several threads:
 * at least one was read. The descriptor must be that of a regular file. */
int apl_gunzip_is_plain(const apl_gunzip *in);

/* Read up to `length` bytes that lie `ahead` of the next; fewer, or 0, tell nothing but that the usual way
 * will know why. For several threads at once. */
int64_t apl_gunzip_peek(const apl_gunzip *in, void *bytes, size_t length, int64_t ahead);

/* Go on `length` bytes later, which have been read; 0 when that cannot be. */
int apl_gunzip_skip(apl_gunzip *in, int64_t length);

/* Close; fine for one that is all zero, or closed. */
void apl_gunzip_close(apl_gunzip *in);

/* ---- writing ---- */

typedef struct apl_gzip {
    const apl_output *output;
    unsigned char *packed;
    z_stream stream;
} apl_gzip;

/* Begin to write gzip data to an output; freed by apl_gzip_free. APLOC_ERR_MEMORY. */
aploc_status apl_gzip_new(const apl_output *output, apl_gzip **gzip, aploc_error *err);

/* Write bytes, the last of all when `is_last`; 0, or the errno of the failure. */
int apl_gzip_write(apl_gzip *gzip, const void *bytes, size_t length, int is_last);

/* Free; NULL is fine. */
void apl_gzip_free(apl_gzip *gzip);

#endif
