/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of every commune: a table for each series, in full and as the workbook has it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rerun.h"
#include "workbook.h"

/* Cells that differ in the age limit alone. */
typedef struct series {
    const result *first, *end;
    const result *known; /* the first that has values; NULL: none has */
    bool of_supply;      /* a row is a place of supply */
} series;

static series series_at(const rerun *r, int32_t k)
{
    series s = {.first = &r->results[k]};
    for (s.end = s.first; s.end < r->results + r->n_results &&
                          strcmp(s.end->asked.series, s.first->asked.series) == 0;
         s.end++)
        if (!s.known && !s.end->cell.status)
            s.known = s.end;
    s.of_supply = s.known && aploc_variant_is_of_supply(s.known->cell.variant);
    return s;
}

static const aploc_communes *sites_of(const aploc_cell *cell)
{
    return cell->sites ? cell->sites : cell->communes;
}

/* Plain residents are no standardised ones. */
static bool is_standardised(const aploc_cell *cell)
{
    return cell->demand_report && cell->demand_report->source != APLOC_DEMAND_POPULATION;
}

/* "apl_65"; "apl" alone without a limit. */
static void put_name(aploc_writer *to, const char *what, const result *one)
{
    char text[160];
    snprintf(text, sizeof text, "%s%s%s", what, *one->limit ? "_" : "", one->limit);
    aploc_writer_text(to, text);
}

static void put_full_rows(const series *s, aploc_writer *to)
{
    const aploc_cell *cell = &s->known->cell;
    const aploc_communes *sites = sites_of(cell);
    const aploc_communes *places = s->of_supply ? sites : cell->communes;
    const double *people = aploc_communes_column(places, APLOC_POPULATION);
    const double *standardised =
        places == cell->communes && is_standardised(cell) ? cell->demand : NULL;
    for (int32_t i = 0; i < aploc_communes_count(places); i++) {
        aploc_writer_text(to, aploc_communes_code(places, i));
        aploc_writer_text(to, aploc_communes_name(places, i));
        for (const result *one = s->first; one < s->end; one++)
            aploc_writer_number(to, one->cell.status ? NAN : one->cell.values[i]);
        for (const result *one = s->first; one < s->end; one++)
            aploc_writer_number(to,
                                one->cell.status || places != sites ? NAN : one->cell.supply[i]);
        aploc_writer_number(to, people ? people[i] : NAN);
        aploc_writer_number(to, standardised ? standardised[i] : NAN);
        aploc_writer_end_row(to);
    }
}

static aploc_status write_full(rerun *r, const series *s, aploc_error *err)
{
    aploc_writer *to = NULL;
    aploc_status status = rerun_create(r, s->first->asked.series, ".csv", NULL, 0, &to, err);
    if (status)
        return status;
    aploc_writer_text(to, "code");
    aploc_writer_text(to, "name");
    for (const result *one = s->first; one < s->end; one++)
        put_name(to, "apl", one);
    for (const result *one = s->first; one < s->end; one++)
        put_name(to, "supply", one);
    aploc_writer_text(to, "population");
    aploc_writer_text(to, "standardised");
    aploc_writer_end_row(to);
    put_full_rows(s, to);
    return rerun_commit(r, to, APLOC_OK, err);
}

static aploc_status write_drees(rerun *r, const series *s, aploc_error *err)
{
    const aploc_cell *cell = &s->known->cell;
    int n = (int)(s->end - s->first);
    const char **limits = calloc((size_t)n, sizeof *limits);
    const double **columns = calloc((size_t)n, sizeof *columns);
    char *path = rerun_path(r, s->first->asked.series, "-drees.csv", err);
    workbook book = {.communes = cell->communes,
                     .n_limits = n,
                     .limits = limits,
                     .apl = columns,
                     .year = s->first->asked.vintage};
    aploc_status status = path ? APLOC_OK : err->status;
    if (!status && (!limits || !columns))
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for a table");
    for (int k = 0; !status && k < n; k++) {
        limits[k] = s->first[k].limit;
        columns[k] = s->first[k].cell.status ? NULL : s->first[k].cell.values;
    }
    if (is_standardised(cell))
        book.standardised = cell->demand;
    if (!status)
        status = workbook_write(path, &book, err);
    free(path);
    free(columns);
    free(limits);
    return status;
}

aploc_status rerun_write_series(rerun *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; !status && k < r->n_results;) {
        series s = series_at(r, k);
        if (s.known && rerun_wants(r, "full"))
            status = write_full(r, &s, err);
        if (!status && s.known && rerun_wants(r, "drees") && !s.of_supply)
            status = write_drees(r, &s, err);
        k += (int32_t)(s.end - s.first);
    }
    return status;
}
