/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_TABLE_H
#define APLOC_CLI_TABLE_H

/* Tables for people: cells of text, aligned or as Markdown. */

#include "cli.h"

typedef enum table_format { TABLE_TEXT, TABLE_MARKDOWN } table_format;

enum { TABLE_COLUMNS_MAX = 60 }; /* two a class and an overlay of a zoning, and some */

/* Cells row by row; the first row is the header. The first column is text, the others numbers. */
typedef struct table {
    int n_columns;
    int n_cells;
    char **cells;
    int widths[TABLE_COLUMNS_MAX]; /* in characters, while it is written */
    bool failed;                   /* memory ran out: kept until the table is written */
} table;

table table_create(int n_columns);

/* Add the next cell; copied. */
void table_add(table *t, const char *text);

/* Add a number for people; "-" for NaN. */
void table_add_number(table *t, double value, int decimals);

/* The same with its sign, and a unit behind it; what rounds to 0 has no sign. */
void table_add_signed(table *t, double value, int decimals, const char *unit);

/* Add a share as "12.5 %". */
void table_add_percent(table *t, double share);

/* Free a table that is not to be written. */
void table_discard(table *t);

/* Write the table and free it. A header of empty cells is left out where the format allows it. */
aploc_status table_write(table *t, table_format format, aploc_writer *to, aploc_error *err);

/* The same as text, to a stream. */
aploc_status table_print(table *t, FILE *to, aploc_error *err);

#endif
