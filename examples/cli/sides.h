/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_SIDES_H
#define APLOC_CLI_SIDES_H

/* What a comparison is between: the cells of a run file, or the table of a result. */

#include "options.h"

typedef struct side {
    const char *path;
    aploc_run *run;        /* of a run file; NULL for a table */
    aploc_communes *table; /* of a result */
    double *demand;        /* of the table: one a commune */
} side;

/* How tables are read. */
typedef struct side_options {
    const aploc_column *columns;
    int32_t n_columns;
    bool quiet;
    progress_bar *bar;
} side_options;

/* Read a run file or a table, whichever it is. */
aploc_status side_read(side *s, const char *path, const side_options *how, aploc_error *err);

void side_free(side *s);

/* Of a table there is one cell, without method, times and maybe supply. */
int32_t side_cell_count(const side *s);

/* The k-th cell; its texts and arrays are the side's. */
aploc_status side_cell(const side *s, int32_t k, aploc_cell *cell, aploc_error *err);

/* The number of a cell by its name; without one, of the only cell there is, or -1. */
aploc_status side_find(const side *s, const char *name, int32_t *k, aploc_error *err);

/* A result as the table that 'aploc compute' would write of it: places and their columns, with
 * values and demand as `apl` and `standardised`. Freed by aploc_communes_free. */
aploc_status cell_table(const aploc_cell *cell, const char *path, aploc_communes **table,
                        aploc_error *err);

#endif
