/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc diff: its tables. */
#include "diff.h"

#include <string.h>

#include "table.h"

static aploc_diff_row row_of(const aploc_zoning_diff *diff, int32_t k)
{
    aploc_diff_row row = APLOC_DIFF_ROW_INIT;
    aploc_zoning_diff_get(diff, k, &row, NULL);
    return row;
}

/* The class of a row; "-" for none. */
static const char *class_of(const aploc_diff_row *row)
{
    return row->kind == APLOC_DIFF_COVERED ? "covered" : *row->zone ? row->zone : "-";
}

static const char *from_of(const aploc_diff_row *row)
{
    return row->kind != APLOC_DIFF_MOVE ? "" : *row->from ? row->from : "-";
}

static void show_csv(const aploc_zoning_diff *diff, aploc_writer *to)
{
    static const char *const header[] = {
        "by",          "group",        "from",           "class",        "communes_before",
        "communes_in", "communes_out", "communes_after", "communes_all", "people_before",
        "people_in",   "people_out",   "people_after",   "people_all"};
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        aploc_writer_text(to, header[k]);
    aploc_writer_end_row(to);
    for (int32_t k = 0; k < aploc_zoning_diff_count(diff); k++) {
        const aploc_diff_row r = row_of(diff, k);
        const aploc_diff_figures *const figures[] = {&r.communes, &r.people};
        aploc_writer_text(to, r.by);
        aploc_writer_text(to, r.group);
        aploc_writer_text(to, from_of(&r));
        aploc_writer_text(to, class_of(&r));
        for (int what = 0; what < 2; what++) {
            const aploc_diff_figures *f = figures[what];
            const double values[] = {f->before, f->in, f->out, f->after, f->all};
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

static void add_figures(table *cells, const aploc_diff_figures *f)
{
    table_add(cells, readable(f->before, 0));
    table_add(cells, percent(f->before, f->all));
    table_add(cells, readable(f->in, 0));
    table_add(cells, readable(f->out, 0));
    table_add(cells, readable(f->after, 0));
    table_add(cells, percent(f->after, f->all));
}

static void add_row(table *cells, const aploc_diff_row *r)
{
    char name[256];
    snprintf(name, sizeof name, "%s%s%s", r->group, *r->group ? " " : "", class_of(r));
    table_add(cells, name);
    add_figures(cells, &r->communes);
    add_figures(cells, &r->people);
    if (r->people.before > 0.0)
        add_change(cells, 100.0 * (r->people.after - r->people.before) / r->people.before, 1);
    else
        table_add(cells, r->people.after > 0.0 ? "new" : "");
}

/* The classes of all places, or of the groups of a column: rows [from, to). */
static aploc_status show_classes(const aploc_zoning_diff *diff, int32_t from, int32_t to,
                                 table_format format, aploc_writer *writer, aploc_error *err)
{
    static const char *const header[] = {"communes", "%",      "in",      "out", "after",
                                         "%",        "people", "%",       "in",  "out",
                                         "after",    "%",      "change %"};
    const char *by = row_of(diff, from).by;
    table cells = table_create(1 + (int)(sizeof header / sizeof *header));
    table_add(&cells, *by ? by : "class");
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&cells, header[k]);
    for (int32_t k = from; k < to; k++) {
        const aploc_diff_row r = row_of(diff, k);
        add_row(&cells, &r);
    }
    return table_write(&cells, format, writer, err);
}

static aploc_status show_moves(const aploc_zoning_diff *diff, int32_t from, int32_t to,
                               table_format format, aploc_writer *writer, aploc_error *err)
{
    table cells = table_create(3);
    table_add(&cells, "from and to");
    table_add(&cells, "communes");
    table_add(&cells, "people");
    for (int32_t k = from; k < to; k++) {
        const aploc_diff_row r = row_of(diff, k);
        char name[256];
        snprintf(name, sizeof name, "%s to %s", from_of(&r), class_of(&r));
        table_add(&cells, name);
        table_add(&cells, readable(r.communes.in, 0));
        table_add(&cells, readable(r.people.in, 0));
    }
    return table_write(&cells, format, writer, err);
}

/* Whether two rows are of one table: moves, or the classes of one column. */
static bool together(const aploc_diff_row *one, const aploc_diff_row *other)
{
    return (one->kind == APLOC_DIFF_MOVE) == (other->kind == APLOC_DIFF_MOVE) &&
           strcmp(one->by, other->by) == 0;
}

aploc_status diff_show(const aploc_zoning_diff *diff, diff_format format, aploc_writer *to,
                       aploc_error *err)
{
    table_format as = format == DIFF_MARKDOWN ? TABLE_MARKDOWN : TABLE_TEXT;
    aploc_status status = APLOC_OK;
    int32_t n = aploc_zoning_diff_count(diff);
    if (format == DIFF_CSV) {
        show_csv(diff, to);
        return APLOC_OK;
    }
    for (int32_t from = 0, next; from < n && !status; from = next) {
        const aploc_diff_row first = row_of(diff, from);
        for (next = from + 1; next < n; next++) {
            const aploc_diff_row row = row_of(diff, next);
            if (!together(&first, &row))
                break;
        }
        if (from > 0)
            aploc_writer_line(to, "");
        status = first.kind == APLOC_DIFF_MOVE ? show_moves(diff, from, next, as, to, err)
                                               : show_classes(diff, from, next, as, to, err);
    }
    return status;
}
