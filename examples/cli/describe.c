/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a set of communes, and how they are shown. */
#include "describe.h"

#include <math.h>

#include "table.h"

aploc_status describe(const sample *s, const double *below, int n_below, figures *f,
                      aploc_error *err)
{
    aploc_status status = aploc_stat_mean(s->n, s->apl, s->mean_weights, &f->mean, err);
    f->n_communes = s->n;
    f->people = f->people_zero = 0.0;
    f->min = INFINITY;
    f->max = -INFINITY;
    f->n_zero = 0;
    f->tenths = (aploc_tenths)APLOC_TENTHS_INIT;
    f->theil = (aploc_group_parts)APLOC_GROUP_PARTS_INIT;
    f->theil.between = f->theil.within = NAN;
    for (int32_t i = 0; i < s->n; i++) {
        f->people += s->share_weights[i];
        f->min = s->apl[i] < f->min ? s->apl[i] : f->min;
        f->max = s->apl[i] > f->max ? s->apl[i] : f->max;
        f->n_zero += s->apl[i] == 0.0;
        f->people_zero += s->apl[i] == 0.0 ? s->share_weights[i] : 0.0;
    }
    if (!status)
        status = aploc_stat_tenths(s->n, s->apl, s->share_weights, &f->tenths, err);
    for (int k = 0; !status && k < n_below; k++)
        status =
            aploc_stat_share_below(s->n, s->apl, s->share_weights, below[k], &f->below[k], err);
    if (!status)
        status = aploc_stat_gini(s->n, s->apl, s->share_weights, &f->gini, err);
    if (!status)
        status = aploc_stat_theil(s->n, s->apl, s->share_weights, &f->theil.total, err);
    return status;
}

/* The name of a threshold's column: "below_2.5". */
static const char *below_name(const char *prefix, double threshold, char text[64])
{
    char number[APLOC_NUMBER_SIZE];
    aploc_number_write(threshold, number);
    snprintf(text, 64, "%s%s", prefix, number);
    return text;
}

void show_csv(const presentation *p, const figures *rows, int32_t n_rows, aploc_writer *to)
{
    static const char *const first[] = {"communes", "people", "mean", "min",   "max",
                                        "d1",       "median", "d9",   "d9_d1", "s90_s10"};
    static const char *const last[] = {"communes_at_0", "people_at_0",   "gini",
                                       "theil",         "theil_between", "theil_within"};
    char text[64];
    aploc_writer_text(to, p->by ? p->by : "group");
    for (size_t k = 0; k < sizeof first / sizeof *first; k++)
        aploc_writer_text(to, first[k]);
    for (int k = 0; k < p->n_below; k++)
        aploc_writer_text(to, below_name("below_", p->below[k], text));
    for (size_t k = 0; k < sizeof last / sizeof *last; k++)
        aploc_writer_text(to, last[k]);
    for (int k = 1; k <= 10; k++) {
        snprintf(text, sizeof text, "tenth_%d", k);
        aploc_writer_text(to, text);
    }
    aploc_writer_end_row(to);
    for (const figures *f = rows; f < rows + n_rows; f++) {
        const double before[] = {f->n_communes,
                                 f->people,
                                 f->mean,
                                 f->min,
                                 f->max,
                                 f->tenths.bounds[0],
                                 f->tenths.bounds[4],
                                 f->tenths.bounds[8],
                                 f->tenths.d9_d1,
                                 f->tenths.s90_s10};
        const double after[] = {f->n_zero,      f->people_zero,   f->gini,
                                f->theil.total, f->theil.between, f->theil.within};
        aploc_writer_text(to, f->name);
        for (size_t k = 0; k < sizeof before / sizeof *before; k++)
            aploc_writer_number(to, before[k]);
        for (int k = 0; k < p->n_below; k++)
            aploc_writer_number(to, f->below[k]);
        for (size_t k = 0; k < sizeof after / sizeof *after; k++)
            aploc_writer_number(to, after[k]);
        for (int k = 0; k < 10; k++)
            aploc_writer_number(to, f->tenths.means[k]);
        aploc_writer_end_row(to);
    }
}

const char *shown(double value, int decimals)
{
    return isnan(value) ? "-" : isinf(value) ? "infinite" : readable(value, decimals);
}

const char *shown_percent(double share)
{
    static char ring[4][64];
    static unsigned next;
    char *text = ring[next++ % 4];
    if (isnan(share))
        return "-";
    snprintf(text, sizeof ring[0], "%s %%", readable(100.0 * share, 1));
    return text;
}

static void add_line(table *t, const char *label, const char *text)
{
    table_add(t, label);
    table_add(t, text);
}

static table list_of_all(const presentation *p, const figures *f)
{
    table t = table_create(2);
    char label[160];
    add_line(&t, "", "");
    add_line(&t, "communes", shown(f->n_communes, 0));
    snprintf(label, sizeof label, "people (%s)", p->share_weight);
    add_line(&t, label, shown(f->people, 0));
    snprintf(label, sizeof label, "mean (by %s)", p->mean_weight);
    add_line(&t, label, shown(f->mean, 3));
    add_line(&t, "D1", shown(f->tenths.bounds[0], 3));
    add_line(&t, "median", shown(f->tenths.bounds[4], 3));
    add_line(&t, "D9", shown(f->tenths.bounds[8], 3));
    add_line(&t, "D9/D1", shown(f->tenths.d9_d1, 2));
    add_line(&t, "S90/S10", shown(f->tenths.s90_s10, 2));
    for (int k = 0; k < p->n_below; k++)
        add_line(&t, below_name("people below ", p->below[k], label), shown_percent(f->below[k]));
    add_line(&t, "communes at 0", shown(f->n_zero, 0));
    add_line(&t, "people at 0", shown(f->people_zero, 0));
    add_line(&t, "Gini", shown(f->gini, 4));
    add_line(&t, "Theil", shown(f->theil.total, 4));
    if (p->by) {
        snprintf(label, sizeof label, "Theil between %.100s", p->by);
        add_line(&t, label, shown(f->theil.between, 4));
        snprintf(label, sizeof label, "Theil within %.100s", p->by);
        add_line(&t, label, shown(f->theil.within, 4));
    }
    return t;
}

static table list_of_tenths(const figures *f)
{
    table t = table_create(11);
    char text[16];
    table_add(&t, "tenth of people");
    for (int k = 1; k <= 10; k++) {
        snprintf(text, sizeof text, "%d", k);
        table_add(&t, text);
    }
    table_add(&t, "mean");
    for (int k = 0; k < 10; k++)
        table_add(&t, shown(f->tenths.means[k], 3));
    return t;
}

static table list_of_groups(const presentation *p, const figures *rows, int32_t n_rows)
{
    static const char *const header[] = {"communes", "people", "mean", "min", "max"};
    table t = table_create(6 + p->n_below);
    char text[64];
    table_add(&t, p->by);
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&t, header[k]);
    for (int k = 0; k < p->n_below; k++)
        table_add(&t, below_name("below ", p->below[k], text));
    for (const figures *f = rows; f < rows + n_rows; f++) {
        table_add(&t, f->name);
        table_add(&t, shown(f->n_communes, 0));
        table_add(&t, shown(f->people, 0));
        table_add(&t, shown(f->mean, 3));
        table_add(&t, shown(f->min, 3));
        table_add(&t, shown(f->max, 3));
        for (int k = 0; k < p->n_below; k++)
            table_add(&t, shown_percent(f->below[k]));
    }
    return t;
}

aploc_status show_tables(const presentation *p, const figures *rows, int32_t n_rows, bool markdown,
                         aploc_writer *to, aploc_error *err)
{
    table_format format = markdown ? TABLE_MARKDOWN : TABLE_TEXT;
    table t = list_of_all(p, rows);
    aploc_status status = table_write(&t, format, to, err);
    if (status)
        return status;
    aploc_writer_line(to, "");
    t = list_of_tenths(rows);
    status = table_write(&t, format, to, err);
    if (status || !p->by)
        return status;
    aploc_writer_line(to, "");
    t = list_of_groups(p, rows + 1, n_rows - 1);
    return table_write(&t, format, to, err);
}
