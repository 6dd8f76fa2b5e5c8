/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_COMPARE_SHOW_H
#define APLOC_CLI_COMPARE_SHOW_H

/* How a comparison is shown. */

#include "cli.h"
#include "describe.h"

/* The change of a mean: of all communes, of a group, or of a cell. */
typedef struct change_row {
    const char *by;   /* the column of the group; "" for all */
    const char *name; /* of the group or cell; "" for all */
    aploc_change change;
} change_row;

typedef struct change_rows {
    change_row *rows; /* to be freed */
    int32_t n;
} change_rows;

/* Where the groups stand: a table with the column, joined by code to the communes of AFTER. */
typedef struct grouping {
    const aploc_communes *table, *after;
    const char *after_path;
} grouping;

/* Two cells, compared. */
typedef struct shown_pair {
    const aploc_comparison *comparison;
    const aploc_communes *communes[2];
    aploc_compare_report report;
    const char *people_name;
    double people;
    const double *below;
    aploc_moves moves[BELOW_MAX]; /* by threshold; one at least */
    int n_below;
    const int32_t *top; /* places by their change: the largest gains, then losses */
    int32_t n_gains, n_losses;
    const change_row *rows; /* all; then the groups of each column */
    int32_t n_rows;
} shown_pair;

/* Add a row. */
aploc_status change_rows_add(change_rows *rows, const char *by, const char *name,
                             const aploc_change *change, aploc_error *err);

/* Add a row for each group of a column that has communes, by their texts. */
aploc_status change_rows_add_groups(change_rows *rows, const aploc_comparison *made,
                                    const grouping *g, const char *by, aploc_error *err);

/* The people of each commune: the population of AFTER, else its demand. `people` is to be freed. */
aploc_status pair_take_people(const aploc_comparison *made, const aploc_cell *after,
                              double **people, shown_pair *p, aploc_error *err);

/* The places that gain most, then those that lose most; at most so many of each. `top` is to be
 * freed. */
aploc_status pair_take_top(const aploc_comparison *made, int32_t most, int32_t **top, shown_pair *p,
                           aploc_error *err);

/* Tables for people. */
aploc_status show_comparison(const shown_pair *p, bool markdown, aploc_writer *to,
                             aploc_error *err);

/* A row for each of several cells, under the name of what they are. */
aploc_status show_changes(const char *what, const change_row *rows, int32_t n_rows, bool markdown,
                          aploc_writer *to, aploc_error *err);

/* The same rows with every digit. */
void show_changes_csv(const change_row *rows, int32_t n_rows, aploc_writer *to);

/* A row for each commune: before, after, change and its parts; under a header. */
void show_list(const aploc_comparison *comparison, const aploc_communes *communes,
               aploc_writer *to);

/* The columns of show_list. */
enum { LIST_COLUMNS = 9 };
extern const char *const list_header[LIST_COLUMNS];

#endif
