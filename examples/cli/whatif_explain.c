/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an APL comes from and where a supply goes, as tables; and who changed, as CSV. */
#include <math.h>
#include <stdio.h>

#include "table.h"
#include "whatif.h"

const char *const changed_header[CHANGED_COLUMNS] = {"code",  "name",   "before",
                                                     "after", "change", "people"};

enum { COLUMNS_OF_APL = 9, COLUMNS_OF_SUPPLY = 7 };

const char *const parts_header[2][10] = {
    {"code", "name", "minutes", "weight", "supply", "reaching", "ratio", "part", "share"},
    {"code", "name", "minutes", "weight", "demand", "part", "share"}};

int parts_columns(int of_supply)
{
    return of_supply ? COLUMNS_OF_SUPPLY : COLUMNS_OF_APL;
}

/* Parts of an APL are in its unit, those of a supply in that of the supply. */
static double scale_of(const whatif_view *v, int of_supply)
{
    return of_supply ? 1.0 : v->changing->scene->per;
}

static void add_part(table *t, const whatif_view *v, const aploc_part *p, int of_supply)
{
    double scale = scale_of(v, of_supply);
    table_add_number(t, p->minutes, 1);
    table_add_number(t, p->weight, 3);
    if (of_supply) {
        table_add_number(t, p->demand, 0);
    } else {
        table_add_number(t, p->supply, p->supply < 100.0 ? 1 : 0);
        table_add_number(t, p->reaching, 0);
        table_add_number(t, p->ratio * scale, 3);
    }
    table_add_number(t, p->value * scale, of_supply && p->supply >= 100.0 ? 0 : 3);
    table_add_percent(t, p->share);
}

/* The last rows: what is not shown, and all. */
static void add_sum(table *t, const char *label, double value, double share, int of_supply,
                    int decimals)
{
    table_add(t, label);
    for (int k = 2; k < parts_columns(of_supply) - 2; k++)
        table_add(t, "");
    table_add_number(t, value, decimals);
    table_add_percent(t, share);
}

static table header_of(const whatif_view *v, int of_supply, int32_t place)
{
    static const char *const headers[2][8] = {
        {"", "minutes", "weight", "supply", "demand in reach", "supply/demand", "part", "share"},
        {"", "minutes", "weight", "demand", "part", "share"}};
    const changing *c = v->changing;
    const char *name = changing_name(c, of_supply, place);
    char text[160];
    /* Code and name share a column. */
    int n = parts_columns(of_supply) - 1;
    table t = table_create(n);
    snprintf(text, sizeof text, "%s of %s%s%.100s", of_supply ? "supply" : "APL",
             changing_code(c, of_supply, place), *name ? " " : "", name);
    table_add(&t, text);
    for (int k = 1; k < n; k++)
        table_add(&t, headers[of_supply][k]);
    return t;
}

aploc_status whatif_show_parts(const whatif_view *v, const aploc_explanation *e, int of_supply,
                               int32_t place, aploc_writer *to, aploc_error *err)
{
    const changing *c = v->changing;
    int32_t n = aploc_explanation_count(e);
    double rest = 0.0, rest_share = 0.0, whole = aploc_explanation_whole(e), sum = 0.0;
    double scale = scale_of(v, of_supply);
    int decimals = of_supply && whole >= 100.0 ? 0 : 3;
    char text[160];
    table t = header_of(v, of_supply, place);
    for (int32_t k = 0; k < n; k++) {
        aploc_part p = APLOC_PART_INIT;
        aploc_status status = aploc_explanation_get(e, k, &p, err);
        if (status) {
            table_discard(&t);
            return status;
        }
        sum += p.share;
        if (k >= v->top) {
            rest += p.value * scale;
            rest_share += p.share;
            continue;
        }
        const char *name = changing_name(c, !of_supply, p.place);
        snprintf(text, sizeof text, "%s%s%.100s", changing_code(c, !of_supply, p.place),
                 *name ? " " : "", name);
        table_add(&t, text);
        add_part(&t, v, &p, of_supply);
    }
    if (n > v->top) {
        snprintf(text, sizeof text, "%s other%s", readable(n - v->top, 0),
                 n - v->top > 1 ? "s" : "");
        add_sum(&t, text, rest, rest_share, of_supply, decimals);
    }
    add_sum(&t, "all", whole * scale, sum, of_supply, decimals);
    return table_write(&t, v->markdown ? TABLE_MARKDOWN : TABLE_TEXT, to, err);
}

aploc_status whatif_write_parts(const whatif_view *v, const aploc_explanation *e, int of_supply,
                                aploc_writer *to, aploc_error *err)
{
    double scale = scale_of(v, of_supply);
    for (int32_t k = 0; k < aploc_explanation_count(e); k++) {
        aploc_part p = APLOC_PART_INIT;
        aploc_status status = aploc_explanation_get(e, k, &p, err);
        if (status)
            return status;
        aploc_writer_text(to, changing_code(v->changing, !of_supply, p.place));
        aploc_writer_text(to, changing_name(v->changing, !of_supply, p.place));
        aploc_writer_number(to, p.minutes);
        aploc_writer_number(to, p.weight);
        aploc_writer_number(to, of_supply ? p.demand : p.supply);
        if (!of_supply) {
            aploc_writer_number(to, p.reaching);
            aploc_writer_number(to, p.ratio * scale);
        }
        aploc_writer_number(to, p.value * scale);
        aploc_writer_number(to, p.share);
        aploc_writer_end_row(to);
    }
    return APLOC_OK;
}

/* Of a place that went those whom it had: they are who lost it. */
static double people_of(const whatif_view *v, int32_t place, bool went)
{
    const scene *s = v->changing->scene;
    return went && place < aploc_communes_count(s->communes) ? whatif_people_before(s, place)
                                                             : v->people[place];
}

void whatif_write_changed(const whatif_view *v, aploc_writer *to)
{
    const changing *c = v->changing;
    const int32_t *places = aploc_difference_places(v->difference);
    const double *before = aploc_difference_before(v->difference);
    const double *after = aploc_difference_after(v->difference);
    double per = c->scene->per;
    for (int32_t k = 0; k < aploc_difference_count(v->difference); k++) {
        aploc_writer_text(to, changing_code(c, 0, places[k]));
        aploc_writer_text(to, changing_name(c, 0, places[k]));
        aploc_writer_number(to, before[k] * per);
        aploc_writer_number(to, after[k] * per);
        aploc_writer_number(to, after[k] * per - before[k] * per);
        aploc_writer_number(to, people_of(v, places[k], isnan(after[k])));
        aploc_writer_end_row(to);
    }
}
