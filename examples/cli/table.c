/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people: cells of text, aligned or as Markdown. */
#include "table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

table table_create(int n_columns)
{
    return (table){.n_columns = n_columns};
}

void table_add(table *t, const char *text)
{
    char *copy = strdup(text);
    char **cells = realloc(t->cells, (size_t)(t->n_cells + 1) * sizeof *cells);
    if (cells)
        t->cells = cells;
    if (!cells || !copy) {
        free(copy);
        t->failed = true;
        return;
    }
    t->cells[t->n_cells++] = copy;
}

void table_add_number(table *t, double value, int decimals)
{
    table_add(t, isnan(value) ? "-" : readable(value, decimals));
}

void table_add_signed(table *t, double value, int decimals, const char *unit)
{
    char text[80];
    const char *digits = readable(fabs(value), decimals);
    const char *sign = strspn(digits, "0.") == strlen(digits) ? "" : value < 0.0 ? "-" : "+";
    snprintf(text, sizeof text, "%s%s%s", sign, digits, unit);
    table_add(t, isnan(value) ? "-" : text);
}

void table_add_percent(table *t, double share)
{
    char text[80];
    snprintf(text, sizeof text, "%s %%", readable(100.0 * share, 1));
    table_add(t, isnan(share) ? "-" : text);
}

/* How many characters a text has: bytes that do not continue one. */
static int width_of(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static void measure(table *t)
{
    for (int k = 0; k < t->n_cells; k++) {
        int width = width_of(t->cells[k]), *widest = &t->widths[k % t->n_columns];
        *widest = width > *widest ? width : *widest;
    }
}

/* Numbers right, text left; nothing stands after the last cell of a line of text. */
static void put_cell(FILE *line, const table *t, int k, table_format format)
{
    int column = k % t->n_columns, blanks = t->widths[column] - width_of(t->cells[k]);
    bool last = column == t->n_columns - 1;
    fputs(format == TABLE_MARKDOWN ? (column ? " | " : "| ") : (column ? "  " : ""), line);
    if (column)
        fprintf(line, "%*s", blanks, "");
    for (const char *c = t->cells[k]; *c; c++) {
        if (format == TABLE_MARKDOWN && *c == '|')
            fputc('\\', line);
        fputc((unsigned char)*c < 0x20 ? ' ' : *c, line);
    }
    if (!column && !(format == TABLE_TEXT && last))
        fprintf(line, "%*s", blanks, "");
    if (format == TABLE_MARKDOWN && last)
        fputs(" |", line);
}

static void put_rule(FILE *line, const table *t)
{
    for (int column = 0; column < t->n_columns; column++) {
        fputc('|', line);
        for (int k = t->widths[column] + (column ? 1 : 2); k > 0; k--)
            fputc('-', line);
        if (column)
            fputc(':', line);
    }
    fputc('|', line);
}

static bool header_is_empty(const table *t)
{
    for (int k = 0; k < t->n_columns; k++)
        if (*t->cells[k])
            return false;
    return true;
}

static void put_row(const table *t, int first, table_format format, bool rule, aploc_writer *to,
                    bool *failed)
{
    char *text = NULL;
    size_t length = 0;
    FILE *line = open_memstream(&text, &length);
    if (!line) {
        *failed = true;
        return;
    }
    if (rule)
        put_rule(line, t);
    else
        for (int k = first; k < first + t->n_columns; k++)
            put_cell(line, t, k, format);
    if (fclose(line) == 0)
        aploc_writer_line(to, text);
    else
        *failed = true;
    free(text);
}

void table_discard(table *t)
{
    for (int k = 0; k < t->n_cells; k++)
        free(t->cells[k]);
    free(t->cells);
    *t = (table){0};
}

static aploc_status end(table *t, bool failed, aploc_error *err)
{
    table_discard(t);
    return failed ? fail(err, APLOC_ERR_MEMORY, "not enough memory for a table") : APLOC_OK;
}

aploc_status table_write(table *t, table_format format, aploc_writer *to, aploc_error *err)
{
    bool failed = t->failed;
    if (!failed)
        measure(t);
    for (int k = 0; !failed && k < t->n_cells; k += t->n_columns) {
        if (k == 0 && format == TABLE_TEXT && header_is_empty(t))
            continue;
        put_row(t, k, format, false, to, &failed);
        if (k == 0 && format == TABLE_MARKDOWN)
            put_row(t, k, format, true, to, &failed);
    }
    return end(t, failed, err);
}

aploc_status table_print(table *t, FILE *to, aploc_error *err)
{
    bool failed = t->failed;
    if (!failed)
        measure(t);
    for (int k = 0; !failed && k < t->n_cells; k++) {
        put_cell(to, t, k, TABLE_TEXT);
        if (k % t->n_columns == t->n_columns - 1)
            fputc('\n', to);
    }
    return end(t, failed, err);
}
