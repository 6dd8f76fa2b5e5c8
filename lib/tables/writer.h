/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_WRITER_H
#define APL_TABLES_WRITER_H

#include <aploc/csv.h>

/* Write bytes as they are, for texts whose form is given. */
void apl_writer_bytes(aploc_writer *writer, const char *bytes, size_t length);

#endif
