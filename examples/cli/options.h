/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_OPTIONS_H
#define APLOC_CLI_OPTIONS_H

/* What options of several commands take. A wrong one ends the program, with what was found and expected. */

#include <argp.h>

#include "cli.h"

enum { COLUMNS_MAX = 64, BELOW_MAX = 8 };

/* Which of some words an option has, counted from 0; they end in NULL. */
int32_t option_word(const char *option, const char *arg, const char *const *words,
                    struct argp_state *state);

/* An option whose value is taken as it is. */
typedef struct option_text {
    int key;
    const char **text;
} option_text;

/* Whether `key` is one of them; takes it. */
bool option_take_text(const option_text *texts, size_t n, int key, const char *arg);

/* One more threshold of --below, of which there may be BELOW_MAX. */
void option_below(double *below, int *n, const char *arg, struct argp_state *state);

/* The file that an output is named by: '-' is standard output. */
const char *option_output(const char *arg);

/* Take an argument ROLE=NAME of --column. */
void columns_add(aploc_column *columns, int32_t *n_columns, char *arg, struct argp_state *state);

/* The same of one table, "communes:ROLE=NAME" with `table` "communes:"; false when it is of another. */
bool columns_add_of(const char *table, aploc_column *columns, int32_t *n_columns, char *arg,
                    struct argp_state *state);

/* The options to read a table by such columns, with a progress bar. */
aploc_read_options columns_options(const aploc_column *columns, int32_t n, progress_bar *bar);

/* Read a table of places by them. */
aploc_status columns_read(const char *path, const aploc_column *columns, int32_t n,
                          progress_bar *bar, aploc_communes **table, aploc_error *err);

#endif
