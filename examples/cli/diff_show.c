/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc diff: its tables. */
#include "diff.h"

#include <string.h>

#include "table.h"

static void show_csv(const diff_rows *rows, aploc_writer *to)
{
    static const char *const header[] = {
        "by",          "group",        "from",           "class",        "communes_before",
        "communes_in", "communes_out", "communes_after", "communes_all", "people_before",
        "people_in",   "people_out",   "people_after",   "people_all"};
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        aploc_writer_text(to, header[k]);
    aploc_writer_end_row(to);
    for (int32_t k = 0; k < rows->n; k++) {
        const diff_row *r = &rows->rows[k];
        aploc_writer_text(to, r->by);
        aploc_writer_text(to, r->group);
        aploc_writer_text(to, r->from);
        aploc_writer_text(to, r->class);
        for (int what = 0; what < 2; what++) {
            const double values[] = {r->before[what], r->in[what], r->out[what], r->after[what],
                                     r->all[what]};
            for (size_t v = 0; v < sizeof values / sizeof *values; v++)
                aploc_writer_number(to, values[v]);
        }
        aploc_writer_end_row(to);
    }
}

static const char *percent(double part, double all)
{
    return all > 0.0 ? readable(100.0 * part / all, 1) : "";
}

/* "+12", "-3", "0". */
static void add_change(table *cells, double change, int decimals)
{
    char text[64];
    snprintf(text, sizeof text, "%s%s", change > 0.0 ? "+" : "", readable(change, decimals));
    table_add(cells, text);
}

static void add_row(table *cells, const diff_row *r)
{
    char name[256];
    snprintf(name, sizeof name, "%s%s%s", r->group, *r->group ? " " : "", r->class);
    table_add(cells, name);
    for (int what = 0; what < 2; what++) {
        table_add(cells, readable(r->before[what], 0));
        table_add(cells, percent(r->before[what], r->all[what]));
        table_add(cells, readable(r->in[what], 0));
        table_add(cells, readable(r->out[what], 0));
        table_add(cells, readable(r->after[what], 0));
        table_add(cells, percent(r->after[what], r->all[what]));
    }
    if (r->before[1] > 0.0)
        add_change(cells, 100.0 * (r->after[1] - r->before[1]) / r->before[1], 1);
    else
        table_add(cells, "");
}

/* The classes of all places, or of the groups of a column: rows [from, to). */
static aploc_status show_classes(const diff_rows *rows, int32_t from, int32_t to,
                                 table_format format, aploc_writer *writer, aploc_error *err)
{
    static const char *const header[] = {"communes", "%",      "in",      "out", "after",
                                         "%",        "people", "%",       "in",  "out",
                                         "after",    "%",      "change %"};
    table cells = table_create(1 + (int)(sizeof header / sizeof *header));
    table_add(&cells, *rows->rows[from].by ? rows->rows[from].by : "class");
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&cells, header[k]);
    for (int32_t k = from; k < to; k++)
        add_row(&cells, &rows->rows[k]);
    return table_write(&cells, format, writer, err);
}

static aploc_status show_moves(const diff_rows *rows, int32_t from, int32_t to, table_format format,
                               aploc_writer *writer, aploc_error *err)
{
    table cells = table_create(3);
    table_add(&cells, "from and to");
    table_add(&cells, "communes");
    table_add(&cells, "people");
    for (int32_t k = from; k < to; k++) {
        char name[256];
        snprintf(name, sizeof name, "%s to %s", rows->rows[k].from, rows->rows[k].class);
        table_add(&cells, name);
        table_add(&cells, readable(rows->rows[k].in[0], 0));
        table_add(&cells, readable(rows->rows[k].in[1], 0));
    }
    return table_write(&cells, format, writer, err);
}

aploc_status diff_show(const diff_rows *rows, diff_format format, aploc_writer *to,
                       aploc_error *err)
{
    table_format as = format == DIFF_MARKDOWN ? TABLE_MARKDOWN : TABLE_TEXT;
    aploc_status status = APLOC_OK;
    if (format == DIFF_CSV) {
        show_csv(rows, to);
        return APLOC_OK;
    }
    /* Runs of rows of one kind: moves, or the classes of one column. */
    for (int32_t from = 0, next; from < rows->n && !status; from = next) {
        bool moves = *rows->rows[from].from;
        for (next = from + 1; next < rows->n && (*rows->rows[next].from != '\0') == moves &&
                              strcmp(rows->rows[next].by, rows->rows[from].by) == 0;)
            next++;
        if (from > 0)
            aploc_writer_line(to, "");
        status = moves ? show_moves(rows, from, next, as, to, err)
                       : show_classes(rows, from, next, as, to, err);
    }
    return status;
}
