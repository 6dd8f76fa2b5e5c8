/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_DIGEST_H
#define APL_BASE_DIGEST_H

/* SHA-256 of data and of files. */

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* 64 hexadecimal digits and a zero. */
enum { APL_DIGEST_SIZE = 65 };

typedef struct apl_digest apl_digest;

/* Begin a digest; freed by apl_digest_free. APLOC_ERR_MEMORY. */
aploc_status apl_digest_new(apl_digest **digest, aploc_error *err);

/* Add bytes. */
void apl_digest_add(apl_digest *digest, const void *bytes, size_t length);

/* Write the digest of all that was added, in small letters, and begin again. */
void apl_digest_end(apl_digest *digest, char hex[APL_DIGEST_SIZE]);

/* Free a digest; NULL is fine. */
void apl_digest_free(apl_digest *digest);

/* Long work goes on: `bytes` more were digested. What it returns but APLOC_OK ends the work. */
typedef aploc_status apl_digest_step(void *data, int64_t bytes, aploc_error *err);

/* Digest a whole file as it lies on the disk. `bytes` is its length; may be NULL. APLOC_ERR_OPEN,
 * APLOC_ERR_READ. */
aploc_status apl_digest_file(const char *path, char hex[APL_DIGEST_SIZE], int64_t *bytes,
                             aploc_error *err);

/* The same, with calls of `step` between pieces. */
aploc_status apl_digest_file_by_steps(const char *path, char hex[APL_DIGEST_SIZE], int64_t *bytes,
                                      apl_digest_step *step, void *data, aploc_error *err);

#endif
