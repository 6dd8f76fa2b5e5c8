/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_LINES_H
#define APL_TABLES_LINES_H

/* The line of every row that was kept. Rows mostly follow each other line by line, so that only the
 * places where they do not are stored: a few bytes for a whole file. */

#include <stdint.h>

#include "base/error.h"

typedef struct apl_run {
    int64_t row;  /* the first of a run of rows on consecutive lines */
    int64_t line; /* its line */
} apl_run;

/* All zero is empty. */
typedef struct apl_lines {
    apl_run *runs;
    int64_t n_runs, room;
    int64_t n_rows;
    int64_t next; /* the line at which the present run goes on */
} apl_lines;

void apl_lines_free(apl_lines *lines);

/* Note the line of the next row. APLOC_ERR_MEMORY. */
aploc_status apl_lines_add(apl_lines *lines, int64_t line, aploc_error *err);

/* Note the lines of the next rows, which stand on consecutive lines. APLOC_ERR_MEMORY. */
aploc_status apl_lines_add_many(apl_lines *lines, int64_t first, int64_t n_rows, aploc_error *err);

/* The line of a row in 0 … n_rows - 1. */
int64_t apl_lines_get(const apl_lines *lines, int64_t row);

#endif
