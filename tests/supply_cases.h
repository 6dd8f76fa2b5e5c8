/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_SUPPLY_CASES_H
#define APLOC_TESTS_SUPPLY_CASES_H

/* Supply from texts: places, practices and rules as they would stand in files. */

#include <aploc/aploc.h>
#include <math.h>

#include "folder.h"
#include "support.h"

enum { PLACES_MAX = 32 };

/* What a computation starts from. */
typedef struct supply_inputs {
    const char *places;    /* codes separated by blanks */
    const char *practices; /* CSV */
    const char *method;    /* a method file */
    aploc_supply_options options;
} supply_inputs;

typedef struct supply_result {
    int32_t n;
    double supply[PLACES_MAX];
    aploc_supply_report report;
} supply_result;

static inline aploc_communes *places_of(const char *codes)
{
    char text[PLACES_MAX * 48] = "code\n";
    size_t used = strlen(text);
    for (const char *at = codes; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        used += (size_t)snprintf(text + used, sizeof text - used, "%.*s\n", (int)length, at);
        at += length;
    }
    aploc_communes *places = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(file_of("places.csv", text), NULL, &places, NULL, &err),
                 err);
    ck_assert_int_le(aploc_communes_count(places), PLACES_MAX);
    return places;
}

static inline aploc_practitioners *practices_of(const char *text, const aploc_communes *places)
{
    aploc_practitioners *table = NULL;
    aploc_error err = {0};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.unknown = APLOC_SKIP;
    ck_assert_ok(
        aploc_practitioners_read_csv(file_of("p.csv", text), places, &options, &table, NULL, &err),
        err);
    return table;
}

/* The report adds up to the bit, and is what the places say but for rounding. */
static inline void check_report(const supply_result *r)
{
    const aploc_supply_report *p = &r->report;
    double sum = 0.0, scale = 1e-12 * (p->before + p->scaled + p->floored + fabs(p->first_year));
    for (int32_t i = 0; i < r->n; i++)
        sum += r->supply[i];
    ck_assert_bits(p->after,
                   p->before - p->excluded + p->scaled + p->floored - p->capped - p->unknown);
    ck_assert_double_eq_tol(p->supply, sum, scale + 1e-12);
    if (p->unit == APLOC_SUPPLY_ACTS)
        ck_assert_double_eq_tol(p->supply, p->after + p->first_year, scale + 1e-12);
    ck_assert_uint_eq(p->size, sizeof *p);
}

/* Run it; what fails is in `err`. */
static inline aploc_status run_supply(const supply_inputs *in, supply_result *result,
                                      aploc_error *err)
{
    aploc_communes *places = places_of(in->places);
    aploc_practitioners *table = practices_of(in->practices, places);
    aploc_method *method = NULL;
    *result =
        (supply_result){.n = aploc_communes_count(places), .report = APLOC_SUPPLY_REPORT_INIT};
    result->report.before = 44;
    for (int32_t i = 0; i < result->n; i++)
        result->supply[i] = 42;
    aploc_status status = aploc_method_parse(in->method, strlen(in->method), "m.ini", &method, err);
    ck_assert_msg(status == APLOC_OK, "%s", err->message);
    status = aploc_supply_from_practitioners(places, table, method, &in->options, result->supply,
                                             &result->report, err);
    if (status) {
        for (int32_t i = 0; i < result->n; i++)
            ck_assert_bits(result->supply[i], 42);
        ck_assert_bits(result->report.before, 44);
        ck_assert_int_eq(err->status, status);
    } else {
        check_report(result);
        double again[PLACES_MAX];
        ck_assert_ok(
            aploc_supply_from_practitioners(places, table, method, &in->options, again, NULL, err),
            *err);
        ck_assert_mem_eq(again, result->supply, sizeof *again * (size_t)result->n);
    }
    aploc_method_free(method);
    aploc_practitioners_free(table);
    aploc_communes_free(places);
    return status;
}

#endif
