/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of every commune: a table for each series, in full and as the workbook has it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rerun.h"

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
    /* Plain residents are no standardised ones. */
    bool is_standardised = places == cell->communes && cell->demand_report &&
                           cell->demand_report->source != APLOC_DEMAND_POPULATION;
    for (int32_t i = 0; i < aploc_communes_count(places); i++) {
        aploc_writer_text(to, aploc_communes_code(places, i));
        aploc_writer_text(to, aploc_communes_name(places, i));
        for (const result *one = s->first; one < s->end; one++)
            aploc_writer_number(to, one->cell.status ? NAN : one->cell.values[i]);
        for (const result *one = s->first; one < s->end; one++)
            aploc_writer_number(to,
                                one->cell.status || places != sites ? NAN : one->cell.supply[i]);
        aploc_writer_number(to, people ? people[i] : NAN);
        aploc_writer_number(to, is_standardised ? cell->demand[i] : NAN);
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

static void put_fixed(aploc_writer *to, double value)
{
    char text[APLOC_NUMBER_SIZE];
    aploc_number_write_fixed(value, 3, text);
    aploc_writer_text(to, isnan(value) ? "" : text);
}

/* The headers of the workbook, without the words for one profession. */
static void put_drees_header(const series *s, aploc_writer *to)
{
    char text[200];
    aploc_writer_text(to, "Code commune INSEE");
    aploc_writer_text(to, "Commune");
    for (const result *one = s->first; one < s->end; one++) {
        if (one->asked.max_age > 0.0)
            snprintf(text, sizeof text, "APL des %s ans et moins", one->limit);
        else
            snprintf(text, sizeof text, "APL%s",
                     strcmp(one->limit, "method") == 0 ? " (méthode)" : "");
        aploc_writer_text(to, text);
    }
    snprintf(text, sizeof text, "Population standardisée %s", s->first->asked.vintage);
    aploc_writer_text(to, text);
    snprintf(text, sizeof text, "Population totale %s", s->first->asked.vintage);
    aploc_writer_text(to, text);
    aploc_writer_end_row(to);
}

static aploc_status write_drees(rerun *r, const series *s, aploc_error *err)
{
    aploc_writer *to = NULL;
    aploc_status status = rerun_create(r, s->first->asked.series, "-drees.csv", NULL, 0, &to, err);
    if (status)
        return status;
    const aploc_cell *cell = &s->known->cell;
    const double *people = aploc_communes_column(cell->communes, APLOC_POPULATION);
    put_drees_header(s, to);
    for (int32_t i = 0; i < aploc_communes_count(cell->communes); i++) {
        aploc_writer_text(to, aploc_communes_code(cell->communes, i));
        aploc_writer_text(to, aploc_communes_name(cell->communes, i));
        for (const result *one = s->first; one < s->end; one++)
            put_fixed(to, one->cell.status ? NAN : one->cell.values[i]);
        put_fixed(to, cell->demand[i]);
        aploc_writer_number(to, people ? people[i] : NAN);
        aploc_writer_end_row(to);
    }
    return rerun_commit(r, to, APLOC_OK, err);
}

/* A table of an earlier run would stand beside tables that say that there is none. */
static aploc_status remove_table(const rerun *r, const series *s, const char *ending,
                                 aploc_error *err)
{
    char *path = rerun_path(r, s->first->asked.series, ending, err);
    if (!path)
        return APLOC_ERR_MEMORY;
    (void)unlink(path);
    free(path);
    return APLOC_OK;
}

aploc_status rerun_write_series(rerun *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; !status && k < r->n_results;) {
        series s = series_at(r, k);
        if (rerun_wants(r, "full"))
            status = s.known ? write_full(r, &s, err) : remove_table(r, &s, ".csv", err);
        if (!status && rerun_wants(r, "drees") && !s.of_supply)
            status = s.known ? write_drees(r, &s, err) : remove_table(r, &s, "-drees.csv", err);
        k += (int32_t)(s.end - s.first);
    }
    return status;
}
