/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a comparison is shown: tables for people, CSV for the rest. */
#include "compare_show.h"

#include <math.h>
#include <string.h>

#include "table.h"

static const char *const factor_names[APLOC_FACTOR_COUNT] = {"supply", "demand", "times", "method"};

const char *const list_header[LIST_COLUMNS] = {"code",   "name",   "before", "after", "change",
                                               "supply", "demand", "times",  "method"};

static void add_texts(table *t, const char *const *texts, int n)
{
    for (int k = 0; k < n; k++)
        table_add(t, texts[k]);
}

static double relative(double change, double from)
{
    return from > 0.0 ? 100.0 * change / from : NAN;
}

static void add_total(table *t, const char *label, double before, double after, int decimals)
{
    table_add(t, label);
    table_add_number(t, before, decimals);
    table_add_number(t, after, decimals);
    table_add_signed(t, after - before, decimals, "");
    table_add_signed(t, relative(after - before, before), 1, " %");
}

static void add_share(table *t, const char *label, double before, double after)
{
    table_add(t, label);
    table_add_percent(t, before);
    table_add_percent(t, after);
    table_add_signed(t, 100.0 * (after - before), 1, " points");
    table_add_signed(t, relative(after - before, before), 1, " %");
}

static table list_of_totals(const shown_pair *p)
{
    static const char *const header[] = {"", "before", "after", "change", "in %"};
    const aploc_change *all = &p->rows[0].change;
    char label[64], number[APLOC_NUMBER_SIZE];
    table t = table_create(5);
    add_texts(&t, header, 5);
    add_total(&t, "communes", aploc_communes_count(p->communes[0]),
              aploc_communes_count(p->communes[1]), 0);
    add_total(&t, "demand", p->report.demand_before, p->report.demand_after, 0);
    add_total(&t, "supply", p->report.supply_before, p->report.supply_after, 0);
    add_total(&t, "mean", all->before, all->after, 3);
    for (int k = 0; k < p->n_below; k++) {
        const aploc_moves *m = &p->moves[k];
        aploc_number_write(p->below[k], number);
        snprintf(label, sizeof label, "people below %s", number);
        add_share(&t, label, (m->below + m->up) / p->people, (m->below + m->down) / p->people);
    }
    return t;
}

static void add_part(table *t, const char *label, double part, double before)
{
    table_add(t, label);
    table_add_signed(t, part, 3, "");
    table_add_signed(t, relative(part, before), 1, " %");
}

static table list_of_parts(const shown_pair *p)
{
    static const char *const header[] = {"change of the mean by", "part", "in %"};
    const aploc_change *all = &p->rows[0].change;
    table t = table_create(3);
    add_texts(&t, header, 3);
    for (int f = 0; f < APLOC_FACTOR_COUNT; f++)
        add_part(&t, factor_names[f], all->parts[f], all->before);
    add_part(&t, "all", all->change, all->before);
    return t;
}

static table list_of_logs(const shown_pair *p)
{
    static const char *const header[] = {"in logarithms", "mean", "supply", "less demand", "rest"};
    const aploc_compare_report *r = &p->report;
    table t = table_create(5);
    add_texts(&t, header, 5);
    table_add(&t, "change");
    table_add_signed(&t, 100.0 * r->log_mean, 2, " %");
    table_add_signed(&t, 100.0 * r->log_supply, 2, " %");
    table_add_signed(&t, -100.0 * r->log_demand, 2, " %");
    table_add_signed(&t, 100.0 * r->log_rest, 2, " %");
    return t;
}

static void add_move(table *t, const char *label, int32_t n, double people, double whole)
{
    table_add(t, label);
    table_add_number(t, n, 0);
    table_add_number(t, people, 0);
    table_add_percent(t, whole > 0.0 ? people / whole : NAN);
}

static table list_of_moves(const shown_pair *p)
{
    const aploc_moves *m = p->moves;
    char label[96], number[APLOC_NUMBER_SIZE];
    table t = table_create(4);
    snprintf(label, sizeof label, "people (%s)", p->people_name);
    table_add(&t, "where the value");
    table_add(&t, "communes");
    table_add(&t, label);
    table_add(&t, "share");
    add_move(&t, "rose", m->n_rose, m->rose, p->people);
    add_move(&t, "fell", m->n_fell, m->fell, p->people);
    add_move(&t, "stayed", m->n_stayed, m->stayed, p->people);
    for (int k = 0; k < p->n_below; k++) {
        m = &p->moves[k];
        aploc_number_write(p->below[k], number);
        snprintf(label, sizeof label, "fell below %s", number);
        add_move(&t, label, m->n_down, m->down, p->people);
        snprintf(label, sizeof label, "rose out of below %s", number);
        add_move(&t, label, m->n_up, m->up, p->people);
        snprintf(label, sizeof label, "stayed below %s", number);
        add_move(&t, label, m->n_below, m->below, p->people);
    }
    return t;
}

/* The columns that every row of a change ends with; parts only where there are some. */
static void add_change_header(table *t, bool split)
{
    static const char *const header[] = {"before", "after", "change"};
    add_texts(t, header, 3);
    if (split)
        add_texts(t, factor_names, APLOC_FACTOR_COUNT);
}

static void add_change(table *t, double before, double after, const double *parts)
{
    table_add_number(t, before, 3);
    table_add_number(t, after, 3);
    table_add_signed(t, after - before, 3, "");
    for (int f = 0; parts && f < APLOC_FACTOR_COUNT; f++)
        table_add_signed(t, parts[f], 3, "");
}

static table table_of_changes(const char *what, const change_row *rows, int32_t n_rows, bool split)
{
    table t = table_create(split ? 9 : 5);
    table_add(&t, what);
    table_add(&t, "communes");
    add_change_header(&t, split);
    for (int32_t k = 0; k < n_rows; k++) {
        const aploc_change *c = &rows[k].change;
        table_add(&t, rows[k].name);
        table_add_number(&t, c->n_places, 0);
        add_change(&t, c->before, c->after, split ? c->parts : NULL);
    }
    return t;
}

static table table_of_places(const shown_pair *p, const char *what, const int32_t *places,
                             int32_t n)
{
    const double *parts = aploc_comparison_parts(p->comparison);
    const double *before = aploc_comparison_values(p->comparison, 0);
    const double *after = aploc_comparison_values(p->comparison, 1);
    const int32_t *numbers = aploc_comparison_places(p->comparison, 1);
    table t = table_create(parts ? 8 : 4);
    char label[160];
    table_add(&t, what);
    add_change_header(&t, parts != NULL);
    for (int32_t k = 0; k < n; k++) {
        int32_t i = places[k];
        snprintf(label, sizeof label, "%s %.80s", aploc_communes_code(p->communes[1], numbers[i]),
                 aploc_communes_name(p->communes[1], numbers[i]));
        size_t length = strlen(label);
        if (label[length - 1] == ' ')
            label[length - 1] = '\0';
        table_add(&t, label);
        add_change(&t, before[i], after[i], parts ? parts + (size_t)i * APLOC_FACTOR_COUNT : NULL);
    }
    return t;
}

/* Write a table, and an empty line before it unless it is the first. */
static aploc_status write_next(table t, bool *is_first, bool markdown, aploc_writer *to,
                               aploc_status status, aploc_error *err)
{
    if (!status && !*is_first)
        aploc_writer_line(to, "");
    *is_first = false;
    aploc_status written = table_write(&t, markdown ? TABLE_MARKDOWN : TABLE_TEXT, to, err);
    return status ? status : written;
}

aploc_status show_comparison(const shown_pair *p, bool markdown, aploc_writer *to, aploc_error *err)
{
    bool first = true;
    aploc_status status = write_next(list_of_totals(p), &first, markdown, to, APLOC_OK, err);
    if (p->report.split)
        status = write_next(list_of_parts(p), &first, markdown, to, status, err);
    if (!isnan(p->report.log_rest))
        status = write_next(list_of_logs(p), &first, markdown, to, status, err);
    status = write_next(list_of_moves(p), &first, markdown, to, status, err);
    for (int32_t from = 1, end; from < p->n_rows; from = end) {
        for (end = from; end < p->n_rows && p->rows[end].by == p->rows[from].by;)
            end++;
        status = write_next(
            table_of_changes(p->rows[from].by, p->rows + from, end - from, p->report.split), &first,
            markdown, to, status, err);
    }
    if (p->n_gains)
        status = write_next(table_of_places(p, "largest gains", p->top, p->n_gains), &first,
                            markdown, to, status, err);
    if (p->n_losses)
        status = write_next(table_of_places(p, "largest losses", p->top + p->n_gains, p->n_losses),
                            &first, markdown, to, status, err);
    return status;
}

aploc_status show_changes(const char *what, const change_row *rows, int32_t n_rows, bool markdown,
                          aploc_writer *to, aploc_error *err)
{
    bool first = true, split = false;
    for (int32_t k = 0; k < n_rows; k++)
        split = split || !isnan(rows[k].change.parts[0]);
    return write_next(table_of_changes(what, rows, n_rows, split), &first, markdown, to, APLOC_OK,
                      err);
}

void show_changes_csv(const change_row *rows, int32_t n_rows, aploc_writer *to)
{
    static const char *const header[] = {"by",           "group",  "communes", "demand_before",
                                         "demand_after", "before", "after",    "change"};
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        aploc_writer_text(to, header[k]);
    for (int f = 0; f < APLOC_FACTOR_COUNT; f++)
        aploc_writer_text(to, factor_names[f]);
    aploc_writer_end_row(to);
    for (int32_t k = 0; k < n_rows; k++) {
        const aploc_change *c = &rows[k].change;
        const double numbers[] = {c->n_places, c->demand_before, c->demand_after,
                                  c->before,   c->after,         c->change};
        aploc_writer_text(to, rows[k].by);
        aploc_writer_text(to, rows[k].name);
        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
            aploc_writer_number(to, numbers[n]);
        for (int f = 0; f < APLOC_FACTOR_COUNT; f++)
            aploc_writer_number(to, c->parts[f]);
        aploc_writer_end_row(to);
    }
}

void show_list(const aploc_comparison *comparison, const aploc_communes *communes, aploc_writer *to)
{
    const double *before = aploc_comparison_values(comparison, 0);
    const double *after = aploc_comparison_values(comparison, 1);
    const double *parts = aploc_comparison_parts(comparison);
    const int32_t *numbers = aploc_comparison_places(comparison, 1);
    for (int32_t i = 0; i < aploc_comparison_count(comparison); i++) {
        aploc_writer_text(to, aploc_communes_code(communes, numbers[i]));
        aploc_writer_text(to, aploc_communes_name(communes, numbers[i]));
        aploc_writer_number(to, before[i]);
        aploc_writer_number(to, after[i]);
        aploc_writer_number(to, after[i] - before[i]);
        for (int f = 0; f < APLOC_FACTOR_COUNT; f++)
            aploc_writer_number(to, parts ? parts[(size_t)i * APLOC_FACTOR_COUNT + f] : NAN);
        aploc_writer_end_row(to);
    }
}
