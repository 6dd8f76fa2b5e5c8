/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study for people: report.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rerun.h"
#include "table.h"

static void add_all(table *t, const char *const *texts, size_t n)
{
    for (size_t k = 0; k < n; k++)
        table_add(t, texts[k]);
}

static const char *cell_number(const result *one, double value, int decimals)
{
    return one->has_figures ? shown(value, decimals) : "-";
}

/* The cells that could not be computed. */
static void put_failed(const rerun *r, aploc_writer *to)
{
    bool first = true;
    for (int32_t k = 0; k < r->n_faults; k++) {
        char line[1600] = "- ";
        if (!r->faults[k].cell->cell.status || !rerun_fault_line(r, k, line + 2, sizeof line - 2))
            continue;
        if (first)
            aploc_writer_line(to, "## Not computed\n");
        first = false;
        aploc_writer_line(to, line);
    }
    if (!first)
        aploc_writer_line(to, "");
}

/* What the methods are, each once. */
static void put_methods(const rerun *r, aploc_writer *to)
{
    aploc_writer_line(to, "## Methods\n");
    for (int32_t k = 0; k < r->n_results; k++) {
        const result *one = &r->results[k];
        char line[1400];
        bool seen = one->cell.status != APLOC_OK;
        for (int32_t before = 0; before < k && !seen; before++)
            seen = !r->results[before].cell.status &&
                   r->results[before].cell.method == one->cell.method;
        if (seen)
            continue;
        snprintf(line, sizeof line, "- %s: %s; in %s", one->method,
                 aploc_method_get_text(one->cell.method, APLOC_METHOD_TITLE),
                 aploc_method_get_text(one->cell.method, APLOC_METHOD_UNIT));
        aploc_writer_line(to, line);
    }
    aploc_writer_line(to, "");
}

static aploc_status put_figures(const rerun *r, aploc_writer *to, aploc_error *err)
{
    static const char *const header[] = {"cell",   "people",       "mean",          "D1",
                                         "median", "D9",           "D9/D1",         "S90/S10",
                                         "under",  "people under", "communes at 0", "Gini"};
    table t = table_create(sizeof header / sizeof *header);
    add_all(&t, header, sizeof header / sizeof *header);
    for (const result *one = r->results; one < r->results + r->n_results; one++) {
        const figures *f = &one->national;
        table_add(&t, one->cell.name);
        table_add(&t, cell_number(one, f->people, 0));
        table_add(&t, cell_number(one, f->mean, 3));
        table_add(&t, cell_number(one, f->tenths.bounds[0], 3));
        table_add(&t, cell_number(one, f->tenths.bounds[4], 3));
        table_add(&t, cell_number(one, f->tenths.bounds[8], 3));
        table_add(&t, cell_number(one, f->tenths.d9_d1, 2));
        table_add(&t, cell_number(one, f->tenths.s90_s10, 2));
        table_add(&t, rerun_below(one) ? exactly(one->asked.below) : "-");
        table_add(&t, one->has_figures && rerun_below(one) ? shown_percent(f->below[0]) : "-");
        table_add(&t, cell_number(one, f->n_zero, 0));
        table_add(&t, cell_number(one, f->gini, 4));
    }
    aploc_writer_line(to,
                      "## Figures\n\nMeans are weighted by the standardised population, all else "
                      "by the population.\n");
    return table_write(&t, TABLE_MARKDOWN, to, err);
}

static aploc_status put_changes(const rerun *r, aploc_writer *to, aploc_error *err)
{
    static const char *const header[] = {"from",   "to",     "before", "after",
                                         "change", "supply", "demand", "rest"};
    change c;
    if (!rerun_change(r, 0, &c))
        return APLOC_OK;
    table t = table_create(sizeof header / sizeof *header);
    add_all(&t, header, sizeof header / sizeof *header);
    for (int32_t k = 0; rerun_change(r, k, &c); k++) {
        table_add(&t, c.before->cell.name);
        table_add(&t, c.after->cell.name);
        table_add(&t, cell_number(c.before, c.before->national.mean, 3));
        table_add(&t, cell_number(c.after, c.after->national.mean, 3));
        table_add(&t, shown(c.mean, 3));
        table_add(&t, shown_percent(c.supply));
        table_add(&t, shown_percent(c.demand));
        table_add(&t, shown_percent(c.rest));
    }
    aploc_writer_line(to, "\n## Changes\n\nOf supply, demand and the rest: they add up to the "
                          "logarithm of the mean after over the mean before.\n");
    return table_write(&t, TABLE_MARKDOWN, to, err);
}

/* The cells of one profession, method, variant and limit, one a vintage: those that end alike. */
static const char *ending_of(const result *one)
{
    return one->asked.name + strlen(one->asked.vintage);
}

static bool is_first_of_ending(const rerun *r, const result *one)
{
    for (const result *before = r->results; before < one; before++)
        if (strcmp(ending_of(before), ending_of(one)) == 0)
            return false;
    return one->has_figures;
}

static const figures *row_named(const figures *rows, int32_t n, const char *name)
{
    for (int32_t k = 0; k < n; k++)
        if (strcmp(rows[k].name, name) == 0)
            return &rows[k];
    return NULL;
}

/* The means of the groups of a column: a row a group, a column a vintage. Groups are those of the first
 * vintage that has values. */
static aploc_status put_groups(rerun *r, const result *first, const char *column, aploc_writer *to,
                               aploc_error *err)
{
    enum { VINTAGES_MAX = TABLE_COLUMNS_MAX - 2 };
    figures *rows[VINTAGES_MAX] = {NULL};
    int32_t n_rows[VINTAGES_MAX] = {0};
    const result *cells[VINTAGES_MAX];
    int n = 0;
    aploc_status status = APLOC_OK;
    char line[400];
    for (const result *one = first; !status && one < r->results + r->n_results; one++)
        if (n < VINTAGES_MAX && one->has_figures && strcmp(ending_of(one), ending_of(first)) == 0) {
            status = rerun_groups(r, one, column, &rows[n], &n_rows[n], err);
            cells[n++] = one;
        }
    if (!status && n_rows[0] > 0) {
        table t = table_create(n + 2);
        table_add(&t, column);
        table_add(&t, "people");
        for (int v = 0; v < n; v++)
            table_add(&t, cells[v]->asked.vintage);
        for (int32_t k = 0; k < n_rows[0]; k++) {
            table_add(&t, rows[0][k].name);
            table_add(&t, shown(rows[0][k].people, 0));
            for (int v = 0; v < n; v++) {
                const figures *f = row_named(rows[v], n_rows[v], rows[0][k].name);
                table_add(&t, f ? shown(f->mean, 3) : "-");
            }
        }
        snprintf(line, sizeof line, "\n## Means of %s by %s\n", ending_of(first) + 1, column);
        aploc_writer_line(to, line);
        status = table_write(&t, TABLE_MARKDOWN, to, err);
    }
    for (int v = 0; v < n; v++)
        free(rows[v]);
    return status;
}

aploc_status rerun_write_report(rerun *r, aploc_error *err)
{
    aploc_writer *to = NULL;
    char line[1400];
    const char *title = aploc_study_get_text(r->study, APLOC_STUDY_TITLE);
    const char *name = aploc_study_get_text(r->study, APLOC_STUDY_NAME), *column;
    aploc_status status = rerun_create(r, "report", ".md", NULL, 0, &to, err);
    if (status)
        return status;
    snprintf(line, sizeof line, "# %s\n\nStudy %s, computed by aploc %s.\n", *title ? title : name,
             name, aploc_version());
    aploc_writer_line(to, line);
    put_failed(r, to);
    put_methods(r, to);
    status = rerun_put_notes(r, to, err);
    if (!status)
        status = put_figures(r, to, err);
    if (!status)
        status = put_changes(r, to, err);
    for (int32_t g = 0; !status && (column = aploc_study_get_group(r->study, g)); g++)
        for (const result *one = r->results; !status && one < r->results + r->n_results; one++)
            if (is_first_of_ending(r, one))
                status = put_groups(r, one, column, to, err);
    return rerun_commit(r, to, status, err);
}
