/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FUZZ_TABLES_MORE_H
#define APLOC_TESTS_FUZZ_TABLES_MORE_H

/* The tables whose rows are more than numbers: see csv_table.read. */

#include "tables.h"

aploc_status csv_read_practitioners(const char *path, const aploc_read_options *options, FILE *text,
                                    aploc_read_report *report, aploc_error *err);
aploc_status csv_read_edits(const char *path, const aploc_read_options *options, FILE *text,
                            aploc_read_report *report, aploc_error *err);
aploc_status csv_read_changes(const char *path, const aploc_read_options *options, FILE *text,
                              aploc_read_report *report, aploc_error *err);

#endif
