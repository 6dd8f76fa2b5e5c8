/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of all cells: a row a cell, a tenth, a group; with every digit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rerun.h"

enum { N_IDENTITY = 6 };
#define IDENTITY "cell", "vintage", "profession", "method", "variant", "max_age"

/* What a cell is: the columns of IDENTITY. */
static void put_identity(aploc_writer *to, const result *one)
{
    aploc_writer_text(to, one->cell.name);
    aploc_writer_text(to, one->asked.vintage);
    aploc_writer_text(to, one->asked.profession);
    aploc_writer_text(to, one->method);
    aploc_writer_text(to, one->variant);
    aploc_writer_number(to, one->cell.max_age > 0.0 ? one->cell.max_age : NAN);
}

static void put_numbers(aploc_writer *to, const double *numbers, size_t n)
{
    for (size_t k = 0; k < n; k++)
        aploc_writer_number(to, numbers[k]);
}

/* Empty fields: of a cell that failed. */
static void put_none(aploc_writer *to, size_t n)
{
    for (size_t k = 0; k < n; k++)
        aploc_writer_text(to, "");
}

/* The figures of the communes, `n` of them in order. */
static void put_figures(aploc_writer *to, const result *one)
{
    const figures *f = &one->national;
    const double numbers[] = {f->mean,
                              f->tenths.bounds[0],
                              f->tenths.bounds[4],
                              f->tenths.bounds[8],
                              f->tenths.d9_d1,
                              f->tenths.s90_s10,
                              one->asked.below,
                              rerun_below(one) ? f->below[0] : NAN,
                              f->n_zero,
                              f->people_zero,
                              f->gini,
                              f->theil.total};
    put_numbers(to, numbers, sizeof numbers / sizeof *numbers);
}

aploc_status rerun_write_summary(rerun *r, aploc_error *err)
{
    static const char *const header[] = {IDENTITY,      "communes", "people",      "demand",
                                         "supply",      "lost",     "unreached",   "mean",
                                         "d1",          "median",   "d9",          "d9_d1",
                                         "s90_s10",     "below",    "share_below", "communes_at_0",
                                         "people_at_0", "gini",     "theil"};
    enum {
        N = sizeof header / sizeof *header,
        N_TOTALS = 6,
        N_FIGURES = N - N_IDENTITY - N_TOTALS
    };
    aploc_writer *to = NULL;
    aploc_status status = rerun_create(r, "summary", ".csv", header, N, &to, err);
    if (status)
        return status;
    for (const result *one = r->results; one < r->results + r->n_results; one++) {
        const aploc_solve_report *report = one->cell.report;
        put_identity(to, one);
        if (!report) {
            put_none(to, N - N_IDENTITY);
        } else {
            const double n_communes = one->national.n_communes;
            const double totals[N_TOTALS] = {one->has_figures ? n_communes : NAN,
                                             one->has_figures ? one->national.people : NAN,
                                             report->demand,
                                             report->supply,
                                             report->supply_lost,
                                             report->n_unreached};
            put_numbers(to, totals, N_TOTALS);
            if (one->has_figures)
                put_figures(to, one);
            else
                put_none(to, N_FIGURES);
        }
        aploc_writer_end_row(to);
    }
    return rerun_commit(r, to, APLOC_OK, err);
}

aploc_status rerun_write_tenths(rerun *r, aploc_error *err)
{
    static const char *const header[] = {IDENTITY, "tenth", "mean", "upper"};
    aploc_writer *to = NULL;
    aploc_status status =
        rerun_create(r, "tenths", ".csv", header, sizeof header / sizeof *header, &to, err);
    if (status)
        return status;
    for (const result *one = r->results; one < r->results + r->n_results; one++)
        for (int k = 0; k < 10; k++) {
            const aploc_tenths *tenths = &one->national.tenths;
            put_identity(to, one);
            aploc_writer_number(to, k + 1);
            aploc_writer_number(to, one->has_figures ? tenths->means[k] : NAN);
            aploc_writer_number(to, !one->has_figures ? NAN
                                    : k < 9           ? tenths->bounds[k]
                                                      : one->national.max);
            aploc_writer_end_row(to);
        }
    return rerun_commit(r, to, APLOC_OK, err);
}

static aploc_status put_groups(rerun *r, const result *one, const char *column, aploc_writer *to,
                               aploc_error *err)
{
    figures *rows = NULL;
    int32_t n_rows = 0;
    aploc_status status = rerun_groups(r, one, column, &rows, &n_rows, err);
    for (int32_t k = 0; !status && k < n_rows; k++) {
        const figures *f = &rows[k];
        const double numbers[] = {f->n_communes,
                                  f->people,
                                  f->mean,
                                  f->min,
                                  f->max,
                                  one->asked.below,
                                  rerun_below(one) ? f->below[0] : NAN};
        put_identity(to, one);
        aploc_writer_text(to, column);
        aploc_writer_text(to, f->name);
        put_numbers(to, numbers, sizeof numbers / sizeof *numbers);
        aploc_writer_end_row(to);
    }
    free(rows);
    return status;
}

aploc_status rerun_write_groups(rerun *r, aploc_error *err)
{
    static const char *const header[] = {IDENTITY, "group", "level", "communes", "people",
                                         "mean",   "min",   "max",   "below",    "share_below"};
    enum { N = sizeof header / sizeof *header };
    aploc_writer *to = NULL;
    const char *column;
    if (!aploc_study_get_group(r->study, 0))
        return APLOC_OK;
    aploc_status status = rerun_create(r, "groups", ".csv", header, N, &to, err);
    if (status)
        return status;
    for (int32_t g = 0; !status && (column = aploc_study_get_group(r->study, g)); g++)
        for (const result *one = r->results; !status && one < r->results + r->n_results; one++) {
            if (one->has_figures) {
                status = put_groups(r, one, column, to, err);
                continue;
            }
            put_identity(to, one);
            aploc_writer_text(to, column);
            put_none(to, N - N_IDENTITY - 1);
            aploc_writer_end_row(to);
        }
    return rerun_commit(r, to, status, err);
}

aploc_status rerun_write_supply(rerun *r, aploc_error *err)
{
    static const char *const header[] = {
        IDENTITY,     "practices", "practitioners", "before",  "rows_moved", "moved",
        "n_excluded", "excluded",  "n_scaled",      "scaled",  "n_floored",  "floored",
        "n_capped",   "capped",    "n_unknown",     "unknown", "after",      "n_first_year",
        "first_year", "unit",      "supply",        "scale"};
    enum { N = sizeof header / sizeof *header, N_UNIT = 3 };
    aploc_writer *to = NULL;
    aploc_status status = rerun_create(r, "supply", ".csv", header, N, &to, err);
    if (status)
        return status;
    for (const result *one = r->results; one < r->results + r->n_results; one++) {
        const aploc_supply_report *s = one->cell.supply_report;
        put_identity(to, one);
        if (s) {
            const double numbers[N - N_IDENTITY - N_UNIT] = {
                s->n_practices, s->n_practitioners, s->before,    s->n_moved,   s->moved,
                s->n_excluded,  s->excluded,        s->n_scaled,  s->scaled,    s->n_floored,
                s->floored,     s->n_capped,        s->capped,    s->n_unknown, s->unknown,
                s->after,       s->n_first_year,    s->first_year};
            put_numbers(to, numbers, sizeof numbers / sizeof *numbers);
            aploc_writer_text(to, s->unit == APLOC_SUPPLY_FTE ? "fte" : "acts");
            aploc_writer_number(to, s->supply);
        } else {
            put_none(to, N - N_IDENTITY - N_UNIT + 1);
            aploc_writer_number(to, one->cell.report ? one->cell.report->supply : NAN);
        }
        aploc_writer_number(to, one->cell.status ? NAN : one->cell.supply_scale);
        aploc_writer_end_row(to);
    }
    return rerun_commit(r, to, APLOC_OK, err);
}

aploc_status rerun_write_cells(rerun *r, aploc_error *err)
{
    static const char *const header[] = {"cell", "status", "message", "fingerprint"};
    aploc_writer *to = NULL;
    aploc_status status =
        rerun_create(r, "cells", ".csv", header, sizeof header / sizeof *header, &to, err);
    if (status)
        return status;
    for (const result *one = r->results; one < r->results + r->n_results; one++) {
        aploc_writer_text(to, one->cell.name);
        aploc_writer_text(to, one->cell.status ? aploc_status_text(one->cell.status) : "done");
        aploc_writer_text(to, one->cell.message);
        aploc_writer_text(to, one->cell.fingerprint);
        aploc_writer_end_row(to);
    }
    return rerun_commit(r, to, APLOC_OK, err);
}
