/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_DIGEST_H
#define APL_BASE_DIGEST_H

#include <stdint.h>
#include "base/error.h"

/* SHA-256 of a file's bytes as hexadecimal digits, and its size. */
aploc_status apl_digest_file(const char *path, char hex[65], int64_t *bytes, aploc_error *err);

#endif
