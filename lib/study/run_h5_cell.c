/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell as attributes of its dataset: words for what has few values, a name for every number. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "study/run_h5.h"
#include "tables/encoding.h"

/* ---- numbers: where each stands in its struct ---- */

typedef struct field {
    const char *name;
    size_t offset;
    int is_whole; /* int32_t, else double */
} field;

#define NUMBER(type, member)                                                                       \
    {                                                                                              \
#member, offsetof(type, member), 0                                                         \
    }
#define WHOLE(type, member)                                                                        \
    {                                                                                              \
#member, offsetof(type, member), 1                                                         \
    }

static const field of_cell[] = {
    NUMBER(aploc_cell, max_age),
    NUMBER(aploc_cell, supply_scale),
    WHOLE(aploc_cell, year),
    WHOLE(aploc_cell, status),
};

static const field of_report[] = {
    NUMBER(aploc_solve_report, demand),
    NUMBER(aploc_solve_report, supply),
    NUMBER(aploc_solve_report, supply_reached),
    NUMBER(aploc_solve_report, supply_lost),
    WHOLE(aploc_solve_report, n_lost),
    WHOLE(aploc_solve_report, n_unreached),
    NUMBER(aploc_solve_report, demand_unreached),
    NUMBER(aploc_solve_report, mean),
};

static const field of_demand_report[] = {
    WHOLE(aploc_demand_report, source),      WHOLE(aploc_demand_report, n_filled),
    NUMBER(aploc_demand_report, fill_ratio), NUMBER(aploc_demand_report, filled),
    NUMBER(aploc_demand_report, total),      NUMBER(aploc_demand_report, scale),
    WHOLE(aploc_demand_report, n_merged),    WHOLE(aploc_demand_report, n_split),
    WHOLE(aploc_demand_report, oldest),      NUMBER(aploc_demand_report, moved),
};

static const field of_supply_report[] = {
    WHOLE(aploc_supply_report, n_practices),    WHOLE(aploc_supply_report, n_practitioners),
    WHOLE(aploc_supply_report, n_moved),        WHOLE(aploc_supply_report, n_excluded),
    WHOLE(aploc_supply_report, n_scaled),       WHOLE(aploc_supply_report, n_floored),
    WHOLE(aploc_supply_report, n_capped),       WHOLE(aploc_supply_report, n_unknown),
    WHOLE(aploc_supply_report, n_first_year),   WHOLE(aploc_supply_report, unit),
    WHOLE(aploc_supply_report, opened_unknown), NUMBER(aploc_supply_report, max_age),
    NUMBER(aploc_supply_report, before),        NUMBER(aploc_supply_report, moved),
    NUMBER(aploc_supply_report, excluded),      NUMBER(aploc_supply_report, scaled),
    NUMBER(aploc_supply_report, floored),       NUMBER(aploc_supply_report, capped),
    NUMBER(aploc_supply_report, unknown),       NUMBER(aploc_supply_report, after),
    NUMBER(aploc_supply_report, first_year),    NUMBER(aploc_supply_report, supply),
};

/* A struct whose numbers are attributes, each under the prefix and its own name. */
typedef struct record {
    const char *prefix;
    const field *fields;
    size_t n;
} record;

#define RECORD(prefix, fields)                                                                     \
    {                                                                                              \
        prefix, fields, sizeof(fields) / sizeof *(fields)                                          \
    }
static const record cell_record = RECORD("", of_cell);
static const record report_record = RECORD("report.", of_report);
static const record demand_record = RECORD("demand_report.", of_demand_report);
static const record supply_record = RECORD("supply_report.", of_supply_report);

static void name_field(char name[64], const record *r, size_t k)
{
    snprintf(name, 64, "%s%s", r->prefix, r->fields[k].name);
}

/* A number of a struct. */
static double number_at(const void *values, const field *f)
{
    const char *at = (const char *)values + f->offset;
    int32_t whole = 0;
    double number = 0.0;
    if (!f->is_whole) {
        memcpy(&number, at, sizeof number);
        return number;
    }
    memcpy(&whole, at, sizeof whole);
    return whole;
}

static aploc_status put_record(apl_h5 *h5, const char *path, const record *r, const void *values,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char name[64];
    if (!values)
        return APLOC_OK;
    for (size_t k = 0; k < r->n; k++) {
        double number = number_at(values, &r->fields[k]);
        name_field(name, r, k);
        APL_TRY(r->fields[k].is_whole ? apl_h5_set_integer(h5, path, name, (int64_t)number, err)
                                      : apl_h5_set_number(h5, path, name, number, err));
    }
out:
    return status;
}

static aploc_status get_record(apl_h5 *h5, const char *path, const record *r, void *values,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char name[64];
    for (size_t k = 0; k < r->n; k++) {
        char *at = (char *)values + r->fields[k].offset;
        int64_t whole = 0;
        name_field(name, r, k);
        if (!r->fields[k].is_whole) {
            double number = 0.0;
            APL_TRY(apl_h5_get_number(h5, path, name, &number, err));
            memcpy(at, &number, sizeof number);
            continue;
        }
        APL_TRY(apl_h5_get_integer(h5, path, name, &whole, err));
        if (whole < INT32_MIN || whole > INT32_MAX)
            return apl_h5_fail(h5, err, "found %lld in the attribute %s of %s, expected 32 bits",
                               (long long)whole, name, path);
        memcpy(at, &(int32_t){(int32_t)whole}, sizeof(int32_t));
    }
out:
    return status;
}

/* Whether a report stands with the cell, and the report. */
static aploc_status get_report(apl_h5 *h5, const char *path, const record *r, void *values,
                               int *is_there, aploc_error *err)
{
    char name[64];
    name_field(name, r, 0);
    *is_there = apl_h5_has(h5, path, name);
    return *is_there ? get_record(h5, path, r, values, err) : APLOC_OK;
}

static const char *compare_records(const record *r, const void *a, const void *b, double numbers[2])
{
    for (size_t k = 0; k < r->n; k++) {
        numbers[0] = number_at(a, &r->fields[k]);
        numbers[1] = number_at(b, &r->fields[k]);
        if (memcmp(&numbers[0], &numbers[1], sizeof *numbers) != 0)
            return r->fields[k].name;
    }
    return NULL;
}

const char *apl_run_compare_reports(const aploc_solve_report *a, const aploc_solve_report *b,
                                    double numbers[2])
{
    return compare_records(&report_record, a, b, numbers);
}

const char *apl_run_compare_demand_reports(const aploc_demand_report *a,
                                           const aploc_demand_report *b, double numbers[2])
{
    return compare_records(&demand_record, a, b, numbers);
}

/* ---- words ---- */

static const char *const origins[] = {[APLOC_ORIGIN_GIVEN] = "given",
                                      [APLOC_ORIGIN_COLUMN] = "column",
                                      [APLOC_ORIGIN_PRACTITIONERS] = "practitioners",
                                      NULL};
static const char *const policies[] = {[APLOC_REFUSE] = "error", [APLOC_SKIP] = "fill", NULL};

static const char *word_of(const char *const *words, int32_t k)
{
    return words ? words[k] : aploc_variant_name(k);
}

/* Read an attribute that is one of some words (NULL: the variants) into its number. */
static aploc_status get_word(apl_h5 *h5, const char *path, const char *name,
                             const char *const *words, int32_t *value, aploc_error *err)
{
    char *text = NULL, shown[64];
    const char *word;
    aploc_status status = apl_h5_get_text(h5, path, name, &text, err);
    if (status)
        return status;
    int32_t k = 0;
    while ((word = word_of(words, k)) && strcmp(word, text) != 0)
        k++;
    if (word)
        *value = k;
    else
        status = apl_h5_fail(h5, err,
                             "found '%s' in the attribute %s of %s, expected a word of "
                             "FORMATS.md",
                             apl_shown(text, shown, sizeof shown), name, path);
    free(text);
    return status;
}

/* ---- the cell ---- */

aploc_status apl_run_put_cell(apl_h5 *h5, const char *path, const aploc_cell *cell, int32_t number,
                              const char *method, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *const texts[][2] = {
        {"territory", cell->territory},
        {"people", cell->people},
        {"method", method},
        {"vintage", cell->vintage},
        {"profession", cell->profession},
        {"message", cell->message},
        {"fingerprint", cell->fingerprint},
        {"variant", aploc_variant_name(cell->variant)},
        {"missing", policies[cell->missing]},
        {"demand_origin", origins[cell->demand_origin]},
        {"supply_origin", origins[cell->supply_origin]},
    };
    APL_TRY(apl_h5_set_integer(h5, path, "number", number, err));
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        APL_TRY(apl_h5_set_text(h5, path, texts[k][0], texts[k][1], err));
    if (cell->demand_report && *cell->demand_report->changes)
        APL_TRY(
            apl_h5_set_text(h5, path, "demand_report.changes", cell->demand_report->changes, err));
    if (*cell->notes)
        APL_TRY(apl_h5_set_text(h5, path, "notes", cell->notes, err));
    APL_TRY(put_record(h5, path, &cell_record, cell, err));
    APL_TRY(put_record(h5, path, &report_record, cell->report, err));
    APL_TRY(put_record(h5, path, &demand_record, cell->demand_report, err));
    APL_TRY(put_record(h5, path, &supply_record, cell->supply_report, err));
out:
    return status;
}

static aploc_status get_text(apl_h5 *h5, const char *path, const char *name, char **text,
                             aploc_error *err)
{
    aploc_status status = apl_h5_get_text(h5, path, name, text, err);
    if (!status && !apl_is_utf8(*text, (int64_t)strlen(*text)))
        return apl_h5_fail(h5, err, "found bytes that are not UTF-8 in the attribute %s of %s",
                           name, path);
    return status;
}

static aploc_status get_words(apl_h5 *h5, const char *path, aploc_cell *cell, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(get_word(h5, path, "variant", NULL, &cell->variant, err));
    APL_TRY(get_word(h5, path, "missing", policies, &cell->missing, err));
    APL_TRY(get_word(h5, path, "demand_origin", origins, &cell->demand_origin, err));
    APL_TRY(get_word(h5, path, "supply_origin", origins, &cell->supply_origin, err));
out:
    return status;
}

static aploc_status get_reports(apl_h5 *h5, const char *path, aploc_cell *cell,
                                apl_run_attributes *a, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int is_there = 0;
    a->report = (aploc_solve_report)APLOC_SOLVE_REPORT_INIT;
    a->demand_report = (aploc_demand_report)APLOC_DEMAND_REPORT_INIT;
    a->supply_report = (aploc_supply_report)APLOC_SUPPLY_REPORT_INIT;
    APL_TRY(get_report(h5, path, &report_record, &a->report, &is_there, err));
    cell->report = is_there ? &a->report : NULL;
    APL_TRY(get_report(h5, path, &demand_record, &a->demand_report, &is_there, err));
    cell->demand_report = is_there ? &a->demand_report : NULL;
    if (is_there && apl_h5_has(h5, path, "demand_report.changes")) {
        char *changes = NULL;
        APL_TRY(get_text(h5, path, "demand_report.changes", &changes, err));
        apl_copy_text(a->demand_report.changes, sizeof a->demand_report.changes, changes);
        free(changes);
    }
    APL_TRY(get_report(h5, path, &supply_record, &a->supply_report, &is_there, err));
    cell->supply_report = is_there ? &a->supply_report : NULL;
out:
    return status;
}

aploc_status apl_run_get_cell(apl_h5 *h5, const char *path, aploc_cell *cell, apl_run_attributes *a,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    *a = (apl_run_attributes){0};
    APL_TRY(apl_h5_get_integer(h5, path, "number", &a->number, err));
    APL_TRY(get_text(h5, path, "territory", &a->territory, err));
    APL_TRY(get_text(h5, path, "people", &a->people, err));
    APL_TRY(get_text(h5, path, "method", &a->method, err));
    APL_TRY(get_text(h5, path, "vintage", &a->vintage, err));
    APL_TRY(get_text(h5, path, "profession", &a->profession, err));
    APL_TRY(get_text(h5, path, "message", &a->message, err));
    APL_TRY(get_text(h5, path, "fingerprint", &a->fingerprint, err));
    if (apl_h5_has(h5, path, "notes"))
        APL_TRY(get_text(h5, path, "notes", &a->notes, err));
    /* A cell that failed before it had them names none. */
    cell->territory = *a->territory ? a->territory : NULL;
    cell->people = *a->people ? a->people : NULL;
    cell->vintage = a->vintage;
    cell->profession = a->profession;
    cell->message = a->message;
    cell->fingerprint = a->fingerprint;
    cell->notes = a->notes;
    APL_TRY(get_words(h5, path, cell, err));
    APL_TRY(get_record(h5, path, &cell_record, cell, err));
    APL_TRY(get_reports(h5, path, cell, a, err));
out:
    return status;
}

void apl_run_free_attributes(apl_run_attributes *a)
{
    free(a->territory);
    free(a->people);
    free(a->method);
    free(a->vintage);
    free(a->profession);
    free(a->message);
    free(a->fingerprint);
    free(a->notes);
    *a = (apl_run_attributes){0};
}
