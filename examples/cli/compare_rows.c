/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a comparison: its people, its largest changes, a row for each group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_show.h"

aploc_status pair_take_people(const aploc_comparison *made, const aploc_cell *after,
                              double **people, shown_pair *p, aploc_error *err)
{
    int32_t n = aploc_comparison_count(made);
    const int32_t *places = aploc_comparison_places(made, 1);
    const double *column = aploc_communes_column(after->communes, APLOC_POPULATION);
    p->people_name = column ? "population" : "demand";
    column = column ? column : after->demand;
    *people = calloc((size_t)n, sizeof **people);
    if (!*people)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the people");
    for (int32_t i = 0; i < n; i++) {
        (*people)[i] = isnan(column[places[i]]) ? 0.0 : column[places[i]];
        p->people += (*people)[i];
    }
    return APLOC_OK;
}

/* A place and its change, to be sorted. */
typedef struct gain {
    double change;
    int32_t place;
} gain;

/* The largest first; of equal ones that which stands first. */
static int compare_gains(const void *one, const void *other)
{
    const gain *a = one, *b = other;
    if (a->change != b->change)
        return a->change > b->change ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

aploc_status pair_take_top(const aploc_comparison *made, int32_t most, int32_t **top, shown_pair *p,
                           aploc_error *err)
{
    int32_t n = aploc_comparison_count(made);
    const double *before = aploc_comparison_values(made, 0);
    const double *after = aploc_comparison_values(made, 1);
    gain *gains = calloc((size_t)n, sizeof *gains);
    *top = calloc((size_t)n * 2, sizeof **top);
    if (!gains || !*top) {
        free(gains);
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the changes");
    }
    for (int32_t i = 0; i < n; i++)
        gains[i] = (gain){after[i] - before[i], i};
    qsort(gains, (size_t)n, sizeof *gains, compare_gains);
    for (; p->n_gains < most && p->n_gains < n && gains[p->n_gains].change > 0.0; p->n_gains++)
        (*top)[p->n_gains] = gains[p->n_gains].place;
    for (; p->n_losses < most && p->n_losses < n && gains[n - 1 - p->n_losses].change < 0.0;
         p->n_losses++)
        (*top)[p->n_gains + p->n_losses] = gains[n - 1 - p->n_losses].place;
    p->top = *top;
    free(gains);
    return APLOC_OK;
}

aploc_status change_rows_add(change_rows *rows, const char *by, const char *name,
                             const aploc_change *change, aploc_error *err)
{
    change_row *more = realloc(rows->rows, ((size_t)rows->n + 1) * sizeof *more);
    if (!more)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the table");
    rows->rows = more;
    rows->rows[rows->n++] = (change_row){by, name, *change};
    return APLOC_OK;
}

/* Group by group, by their texts. */
static int compare_rows(const void *one, const void *other)
{
    const change_row *a = one, *b = other;
    return strcmp(a->name, b->name);
}

/* The group of each place of a comparison, in the table of the column. */
static aploc_status find_levels(const aploc_comparison *made, const grouping *g,
                                const int32_t *of_table, int32_t *levels, aploc_error *err)
{
    for (int32_t i = 0; i < aploc_comparison_count(made); i++) {
        int32_t place = aploc_comparison_places(made, 1)[i];
        const char *code = aploc_communes_code(g->after, place);
        if (g->table != g->after)
            place = aploc_communes_find(g->table, code);
        if (place < 0)
            return fail(err, APLOC_ERR_CODE_UNKNOWN,
                        "%s: found the code '%s', expected a code of %s", g->after_path, code,
                        aploc_communes_path(g->table));
        levels[i] = of_table[place];
    }
    return APLOC_OK;
}

aploc_status change_rows_add_groups(change_rows *rows, const aploc_comparison *made,
                                    const grouping *g, const char *by, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t group = aploc_communes_group_find(g->table, by), n_levels = 0, first = rows->n;
    const int32_t *of_table = aploc_communes_group_levels(g->table, group, &n_levels);
    if (!of_table)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column '%s' to group by, expected one without another role",
                    aploc_communes_path(g->table), by);
    int32_t *levels = calloc((size_t)aploc_comparison_count(made), sizeof *levels);
    aploc_change *changes = calloc((size_t)n_levels, sizeof *changes);
    if (!levels || !changes)
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the groups");
    for (int32_t k = 0; !status && k < n_levels; k++)
        changes[k] = (aploc_change)APLOC_CHANGE_INIT;
    if (!status)
        status = find_levels(made, g, of_table, levels, err);
    if (!status)
        status = aploc_comparison_changes(made, n_levels, levels, changes, err);
    for (int32_t k = 0; !status && k < n_levels; k++) {
        const char *name = aploc_communes_group_text(g->table, group, k);
        if (changes[k].n_places)
            status = change_rows_add(rows, by, *name ? name : "(none)", &changes[k], err);
    }
    if (!status)
        qsort(rows->rows + first, (size_t)(rows->n - first), sizeof *rows->rows, compare_rows);
    free(levels);
    free(changes);
    return status;
}
