/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_DIFF_H
#define APLOC_CLI_DIFF_H

/* What changed between two zonings, and how it is shown. */

#include "cli.h"

/* Communes (index 0) and people (1) in some classes of some places. */
typedef struct diff_row {
    const char *by, *group;   /* the column and its text; "" for all */
    const char *from, *class; /* `from` for a move only */
    double before[2], in[2], out[2], after[2];
    double all[2]; /* of the group */
} diff_row;

typedef struct diff_rows {
    diff_row *rows;
    int32_t n, room;
} diff_rows;

typedef enum diff_format { DIFF_TEXT, DIFF_MARKDOWN, DIFF_CSV } diff_format;

/* The rows as tables for people, or as one CSV with every digit. */
aploc_status diff_show(const diff_rows *rows, diff_format format, aploc_writer *to,
                       aploc_error *err);

#endif
