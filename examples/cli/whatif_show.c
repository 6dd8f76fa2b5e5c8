/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a what-if is shown: what changed, who gains and who loses. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "whatif.h"

enum { LABEL = 160 };

static void add_texts(table *t, const char *const *texts, int n)
{
    for (int k = 0; k < n; k++)
        table_add(t, texts[k]);
}

/* "05023 Briançon". */
static const char *label_of(const changing *c, int of_supply, int32_t place, char text[LABEL])
{
    const char *name = changing_name(c, of_supply, place);
    snprintf(text, LABEL, "%s%s%.100s", changing_code(c, of_supply, place), *name ? " " : "", name);
    return text;
}

/* As many decimals as a number of that size asks for. */
static int decimals_of(double x)
{
    return fabs(x) >= 1000.0 || x == floor(x) ? 0 : fabs(x) >= 10.0 ? 1 : 3;
}

/* "supply of 05023 Briançon", "time of 05023 Briançon to 05024". */
static void label_of_change(const changing *c, const made_change *m, char text[2 * LABEL])
{
    char label[LABEL];
    label_of(c, m->of_supply, m->place, label);
    snprintf(text, 2 * LABEL, "%s of %s%s%s", m->what, label, m->to ? " to " : "",
             m->to ? m->to : "");
}

static table list_of_changes(const whatif_view *v)
{
    static const char *const header[] = {"changed", "before", "after"};
    const changing *c = v->changing;
    char text[2 * LABEL];
    table t = table_create(3);
    add_texts(&t, header, 3);
    for (int32_t k = 0; k < c->n_made && k < v->top; k++) {
        const made_change *m = &c->made[k];
        label_of_change(c, m, text);
        table_add(&t, text);
        table_add_number(&t, m->before, decimals_of(m->before));
        table_add_number(&t, m->after, decimals_of(m->after));
    }
    if (c->n_made == 0) {
        table_add(&t, "nothing");
        table_add(&t, "-");
        table_add(&t, "-");
    }
    if (c->n_made > v->top) {
        snprintf(text, sizeof text, "and %s more", readable(c->n_made - v->top, 0));
        table_add(&t, text);
        table_add(&t, "…");
        table_add(&t, "…");
    }
    return t;
}

static void add_total(table *t, const char *label, double before, double after, int decimals)
{
    table_add(t, label);
    table_add_number(t, before, decimals);
    table_add_number(t, after, decimals);
    table_add_signed(t, after - before, decimals, "");
    table_add_signed(t, before > 0.0 ? 100.0 * (after - before) / before : NAN, 1, " %");
}

static table list_of_totals(const whatif_view *v)
{
    static const char *const header[] = {"", "before", "after", "change", "in %"};
    const aploc_solve_report *a = v->before, *b = v->after;
    double per = v->changing->scene->per;
    table t = table_create(5);
    add_texts(&t, header, 5);
    add_total(&t, "demand", a->demand, b->demand, 0);
    add_total(&t, "supply", a->supply, b->supply, a->supply < 1000.0 ? 1 : 0);
    add_total(&t, "lost supply", a->supply_lost, b->supply_lost, a->supply < 1000.0 ? 1 : 0);
    add_total(&t, "communes without supply in reach", a->n_unreached, b->n_unreached, 0);
    add_total(&t, "weighted mean", a->demand > 0.0 ? a->mean * per : NAN,
              b->demand > 0.0 ? b->mean * per : NAN, 3);
    return t;
}

/* The threshold as the session counts: without `per`. */
static aploc_status groups_of(const whatif_view *v, double threshold, int32_t n,
                              const int32_t *levels, aploc_difference_group *groups,
                              aploc_error *err)
{
    for (int32_t g = 0; g < n; g++)
        groups[g] = (aploc_difference_group)APLOC_DIFFERENCE_GROUP_INIT;
    return aploc_difference_groups(v->difference, v->people, threshold / v->changing->scene->per, n,
                                   levels, groups, err);
}

static void add_move(table *t, const char *label, int32_t n, double people, double whole)
{
    table_add(t, label);
    table_add_number(t, n, 0);
    table_add_number(t, people, 0);
    table_add_percent(t, whole > 0.0 ? people / whole : NAN);
}

static aploc_status list_of_moves(const whatif_view *v, table *t, aploc_error *err)
{
    char label[96], number[APLOC_NUMBER_SIZE];
    aploc_difference_group g;
    aploc_status status = groups_of(v, v->n_below ? v->below[0] : 0.0, 1, NULL, &g, err);
    *t = table_create(4);
    if (status)
        return status;
    snprintf(label, sizeof label, "people (%s)", v->people_name);
    table_add(t, "where the value");
    table_add(t, "communes");
    table_add(t, label);
    table_add(t, "share");
    add_move(t, "rises", g.n_gaining, g.people_gaining, g.people);
    add_move(t, "falls", g.n_losing, g.people_losing, g.people);
    for (int k = 0; !status && k < v->n_below; k++) {
        status = groups_of(v, v->below[k], 1, NULL, &g, err);
        aploc_number_write(v->below[k], number);
        snprintf(label, sizeof label, "falls below %s", number);
        add_move(t, label, g.n_down, g.people_down, g.people);
        snprintf(label, sizeof label, "rises out of below %s", number);
        add_move(t, label, g.n_up, g.people_up, g.people);
    }
    return status;
}

/* "2: supply of 05023 Briançon". */
static void label_of_step(const changing *c, int32_t step, int32_t n_made, int32_t n_before,
                          char text[3 * LABEL])
{
    char label[2 * LABEL];
    if (step == 0) {
        snprintf(text, 3 * LABEL, "0: start");
        return;
    }
    label_of_change(c, &c->made[n_before], label);
    if (n_made - n_before > 1)
        snprintf(text, 3 * LABEL, "%d: %s changes", (int)step, readable(n_made - n_before, 0));
    else
        snprintf(text, 3 * LABEL, "%d: %s", (int)step, label);
}

static table list_of_steps(const whatif_view *v)
{
    const changing *c = v->changing;
    char text[3 * LABEL], number[APLOC_NUMBER_SIZE];
    table t = table_create(4 + v->n_below);
    static const char *const header[] = {"step", "mean", "people gaining", "people losing"};
    add_texts(&t, header, 4);
    for (int b = 0; b < v->n_below; b++) {
        aploc_number_write(v->below[b], number);
        snprintf(text, sizeof text, "people below %s", number);
        table_add(&t, text);
    }
    for (int32_t k = 0; k <= v->n_steps; k++) {
        const step_effect *s = &v->steps[k];
        label_of_step(c, k, s->n_made, k > 0 ? s[-1].n_made : 0, text);
        table_add(&t, text);
        table_add_number(&t, s->mean, 3);
        table_add_number(&t, k > 0 ? s->people_gaining : NAN, 0);
        table_add_number(&t, k > 0 ? s->people_losing : NAN, 0);
        for (int b = 0; b < v->n_below; b++)
            table_add_number(&t, s->below[b], 0);
    }
    return t;
}

/* Up to `most` places from the k-th on, one way or the other, as long as they gain (or lose). */
static table table_of_places(const whatif_view *v, const char *what, bool losses, int32_t *n)
{
    const changing *c = v->changing;
    const int32_t *places = aploc_difference_places(v->difference);
    const double *before = aploc_difference_before(v->difference);
    const double *after = aploc_difference_after(v->difference);
    int32_t count = aploc_difference_count(v->difference), most = *n;
    char label[LABEL];
    table t = table_create(5);
    table_add(&t, what);
    table_add(&t, v->people_name);
    table_add(&t, "before");
    table_add(&t, "after");
    table_add(&t, "change");
    *n = 0;
    for (int32_t k = 0; k < count && *n < most; k++) {
        int32_t at = losses ? count - 1 - k : k;
        double change = (after[at] - before[at]) * c->scene->per;
        if (isnan(change) || (losses ? change >= 0.0 : change <= 0.0))
            continue;
        table_add(&t, label_of(c, 0, places[at], label));
        table_add_number(&t, v->people[places[at]], 0);
        table_add_number(&t, before[at] * c->scene->per, 3);
        table_add_number(&t, after[at] * c->scene->per, 3);
        table_add_signed(&t, change, 3, "");
        ++*n;
    }
    return t;
}

/* A group with its text, to be sorted. */
typedef struct group_row {
    const char *name;
    aploc_difference_group group;
} group_row;

static int compare_groups(const void *one, const void *other)
{
    return strcmp(((const group_row *)one)->name, ((const group_row *)other)->name);
}

static void add_group(const whatif_view *v, table *t, const group_row *r)
{
    const aploc_difference_group *g = &r->group;
    double per = v->changing->scene->per;
    table_add(t, r->name);
    table_add_number(t, g->n_places, 0);
    table_add_number(t, g->people, 0);
    table_add_number(t, g->mean_before * per, 3);
    table_add_number(t, g->mean_after * per, 3);
    table_add_signed(t, (g->mean_after - g->mean_before) * per, 3, "");
    table_add_number(t, g->people_gaining, 0);
    table_add_number(t, g->people_losing, 0);
    if (v->n_below) {
        table_add_number(t, g->people_down, 0);
        table_add_number(t, g->people_up, 0);
    }
}

static table group_header(const whatif_view *v)
{
    static const char *const header[] = {"communes", "people", "before", "after",
                                         "change",   "gain",   "lose"};
    char text[96], number[APLOC_NUMBER_SIZE];
    table t = table_create(v->n_below ? 10 : 8);
    table_add(&t, v->by);
    add_texts(&t, header, 7);
    if (v->n_below) {
        aploc_number_write(v->below[0], number);
        snprintf(text, sizeof text, "below %s", number);
        table_add(&t, text);
        table_add(&t, "out of it");
    }
    return t;
}

/* A row a group of the column, by their texts; those that appeared are in none. */
static aploc_status table_of_groups(const whatif_view *v, table *t, aploc_error *err)
{
    const changing *c = v->changing;
    const aploc_communes *communes = c->scene->communes;
    int32_t group = aploc_communes_group_find(communes, v->by), n_levels = 0;
    int32_t n = aploc_whatif_demand_count(c->session);
    const int32_t *of_table = aploc_communes_group_levels(communes, group, &n_levels);
    int32_t *levels = calloc((size_t)n, sizeof *levels);
    aploc_difference_group *groups = calloc((size_t)n_levels, sizeof *groups);
    group_row *rows = calloc((size_t)n_levels, sizeof *rows);
    aploc_status status = APLOC_OK;
    *t = group_header(v);
    if (!levels || !groups || !rows)
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the groups");
    for (int32_t i = 0; !status && i < n; i++)
        levels[i] = i < aploc_communes_count(communes) ? of_table[i] : -1;
    if (!status)
        status = groups_of(v, v->n_below ? v->below[0] : 0.0, n_levels, levels, groups, err);
    for (int32_t g = 0; !status && g < n_levels; g++) {
        const char *name = aploc_communes_group_text(communes, group, g);
        rows[g] = (group_row){*name ? name : "(none)", groups[g]};
    }
    if (!status)
        qsort(rows, (size_t)n_levels, sizeof *rows, compare_groups);
    for (int32_t g = 0; !status && g < n_levels; g++)
        add_group(v, t, &rows[g]);
    free(levels);
    free(groups);
    free(rows);
    return status;
}

/* Write a table, and an empty line before it unless it is the first. */
static aploc_status write_next(table *t, bool *is_first, const whatif_view *v, aploc_writer *to,
                               aploc_status status, aploc_error *err)
{
    aploc_error ignored;
    if (!status && !*is_first)
        aploc_writer_line(to, "");
    *is_first = false;
    aploc_status written =
        table_write(t, v->markdown ? TABLE_MARKDOWN : TABLE_TEXT, to, status ? &ignored : err);
    return status ? status : written;
}

aploc_status whatif_show(const whatif_view *v, aploc_writer *to, aploc_error *err)
{
    bool is_first = true;
    table t = list_of_changes(v);
    aploc_status status = write_next(&t, &is_first, v, to, APLOC_OK, err);
    if (v->n_steps) {
        t = list_of_steps(v);
        status = write_next(&t, &is_first, v, to, status, err);
    }
    t = list_of_totals(v);
    status = write_next(&t, &is_first, v, to, status, err);
    aploc_status counted = list_of_moves(v, &t, err);
    status = write_next(&t, &is_first, v, to, status ? status : counted, err);
    for (int losses = 0; losses < 2; losses++) {
        int32_t n = v->top;
        t = table_of_places(v, losses ? "largest losses" : "largest gains", losses, &n);
        if (n > 0)
            status = write_next(&t, &is_first, v, to, status, err);
        else
            table_discard(&t);
    }
    if (v->by) {
        counted = table_of_groups(v, &t, err);
        status = write_next(&t, &is_first, v, to, status ? status : counted, err);
    }
    return status;
}
