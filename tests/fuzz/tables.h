/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_FUZZ_TABLES_H
#define APLOC_TESTS_FUZZ_TABLES_H

/* Every table that is read from CSV, by one signature: read it, and write what was read as a table of a
 * plain form, which says the same when it is read. */

#include <stdio.h>

#include <aploc/aploc.h>

typedef struct csv_table {
    const char *name;
    /* Read the file; on success write what it says to `text`. Ends the program when a failure
     * touched an output. */
    aploc_status (*read)(const char *path, const aploc_read_options *options, FILE *text,
                         aploc_read_report *report, aploc_error *err);
    int has_report;
    int again; /* the text is a table that can be read again */
} csv_table;

extern const csv_table csv_tables[]; /* ended by one without a name */

/* A field in quotes; a number, nothing for NaN. */
void csv_text(FILE *text, const char *field);
void csv_number(FILE *text, double value);

#endif
