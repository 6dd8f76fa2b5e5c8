/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_DIALECT_H
#define APL_TABLES_DIALECT_H

/* What the first bytes of a file tell: whether it is a table at all, and how its fields are
 * separated. */

#include <stdint.h>

#include <aploc/csv.h>

#include "base/error.h"

/* Check the caller's options and report; `*options` NULL becomes the defaults. */
aploc_status apl_options_check(const aploc_read_options **options, const aploc_read_report *report,
                               aploc_error *err);

/* Refuse what is not text, by the signature of its first bytes: UTF-16 and UTF-32, workbooks, HDF5 …
 * `is_file`: a regular file, of which HDF5 is read where it may be. APLOC_ERR_ENCODING. */
aploc_status apl_signature_check(const char *path, int is_file, const char *bytes, int64_t length,
                                 aploc_error *err);

/* The most frequent of ";", ",", tab and "|" outside quotes; "," when there is none. */
char apl_separator_of(const char *header, int64_t length);

#endif
