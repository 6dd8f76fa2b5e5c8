/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What options of several commands take. */
#include "options.h"

#include <string.h>

int32_t option_word(const char *option, const char *arg, const char *const *words,
                    struct argp_state *state)
{
    char list[200] = "";
    size_t used = 0;
    for (int32_t k = 0; words[k]; k++) {
        if (strcmp(arg, words[k]) == 0)
            return k;
        const char *between = k == 0 ? "" : words[k + 1] ? ", " : " or ";
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s'%s'", between, words[k]);
    }
    argp_error(state, "found --%s '%s', expected %s", option, arg, list);
    return 0;
}

bool option_take_text(const option_text *texts, size_t n, int key, const char *arg)
{
    for (size_t k = 0; k < n; k++)
        if (texts[k].key == key) {
            *texts[k].text = arg;
            return true;
        }
    return false;
}

void option_below(double *below, int *n, const char *arg, struct argp_state *state)
{
    if (*n == BELOW_MAX)
        argp_error(state, "found more than %d --below, expected fewer", BELOW_MAX);
    if (aploc_number_read(arg, strlen(arg), &below[*n], NULL))
        argp_error(state, "found --below '%s', expected a number", arg);
    ++*n;
}

const char *option_output(const char *arg)
{
    return strcmp(arg, "-") == 0 ? "/dev/stdout" : arg;
}

void columns_add(aploc_column *columns, int32_t *n_columns, char *arg, struct argp_state *state)
{
    char *equals = strchr(arg, '=');
    if (!equals || equals == arg || !equals[1])
        argp_error(state, "found --column '%s', expected ROLE=NAME", arg);
    if (*n_columns == COLUMNS_MAX)
        argp_error(state, "found more than %d --column, expected fewer", COLUMNS_MAX);
    *equals = '\0';
    for (int32_t k = 0; k < *n_columns; k++)
        if (strcmp(columns[k].role, arg) == 0)
            argp_error(state, "found --column %s twice, expected each role once", arg);
    columns[(*n_columns)++] = (aploc_column){arg, equals + 1};
}

bool columns_add_of(const char *table, aploc_column *columns, int32_t *n_columns, char *arg,
                    struct argp_state *state)
{
    size_t length = strlen(table);
    if (strncmp(arg, table, length) != 0)
        return false;
    columns_add(columns, n_columns, arg + length, state);
    return true;
}

aploc_read_options columns_options(const aploc_column *columns, int32_t n, progress_bar *bar)
{
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    o.columns = columns;
    o.n_columns = n;
    o.progress = progress_show;
    o.progress_data = bar;
    return o;
}

aploc_status columns_read(const char *path, const aploc_column *columns, int32_t n,
                          progress_bar *bar, aploc_communes **table, aploc_error *err)
{
    const aploc_read_options o = columns_options(columns, n, bar);
    return aploc_communes_read_csv(path, &o, table, NULL, err);
}
