/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of scenarios: long, a row a change; or wide, a column a scenario. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tables/ages.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/roles.h"
#include "tables/scenarios.h"
#include "tables/unknown.h"

#define BIT APL_ROLE_BIT
/* The columns of a wide table that are no scenarios. */
#define NO_SCENARIOS                                                                               \
    (BIT(APL_ROLE_CODE) | BIT(APL_ROLE_NAME) | BIT(APL_ROLE_POPULATION) |                          \
     BIT(APL_ROLE_STANDARDISED) | BIT(APL_ROLE_LON) | BIT(APL_ROLE_LAT) | APL_ROLES_AGES)

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_unknown unknown;
    const aploc_communes *places;
    int32_t policy;   /* for unknown codes */
    int32_t *columns; /* of the scenarios of a wide table; NULL: the table is long */
    apl_supply_change *changes;
    int32_t *scenario_of; /* of each change */
    int64_t n_changes, changes_room, scenarios_room;
    int64_t *line_of; /* of each place, in the scenario that is looked at */
    int64_t n_kept;
    aploc_scenarios *made;
} work;

static apl_place header_place(const work *w, int32_t column)
{
    return (apl_place){
        .file = w->reader.source.path, .line = w->reader.header_line, .column = column + 1};
}

/* A column of a wide table is the next scenario. */
static aploc_status add_column(work *w, int32_t column, aploc_error *err)
{
    const char *name = apl_reader_name(&w->reader, column);
    int32_t before = w->made->names.count, number = 0;
    char shown[64];
    if (!*name)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, header_place(w, column),
                           "found no name for the field %d, expected that of a scenario",
                           (int)column + 1);
    aploc_status status = apl_texts_add(&w->made->names, name, (int64_t)strlen(name), &number, err);
    if (!status && number < before)
        return apl_fail_at(err, APLOC_ERR_COLUMN_REPEATED, header_place(w, column),
                           "found the column '%s' at field %d and at field %d, expected it once",
                           apl_shown(name, shown, sizeof shown), (int)w->columns[number] + 1,
                           (int)column + 1);
    w->columns[before] = column;
    return status;
}

/* The columns that the caller names. */
static aploc_status add_named(work *w, int32_t n_names, const char *const *names, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < n_names; k++) {
        int found = 0;
        char shown[64];
        for (int32_t c = 0; c < w->reader.n_columns; c++)
            if (strcmp(apl_reader_name(&w->reader, c), names[k]) == 0) {
                found = 1;
                APL_TRY(add_column(w, c, err));
            }
        if (!found)
            return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, header_place(w, -1),
                               "found no column '%s', expected one for that scenario",
                               apl_shown(names[k], shown, sizeof shown));
    }
out:
    return status;
}

static int is_bound(const aploc_read_options *options, const char *name)
{
    for (int32_t k = 0; k < options->n_columns; k++)
        if (strcmp(options->columns[k].name, name) == 0)
            return 1;
    return 0;
}

static aploc_status refuse_role(const work *w, int32_t column, const char *prefix, const char *role,
                                aploc_error *err)
{
    char shown[64];
    apl_shown(apl_reader_name(&w->reader, column), shown, sizeof shown);
    return apl_fail_at(err, APLOC_ERR_COLUMN_REPEATED, header_place(w, column),
                       "found the column '%s' among those of scenarios, expected another name for "
                       "a scenario, or --column scenarios:%s%s=%s where it is none",
                       shown, prefix, role, shown);
}

/* A column that is no scenario by its name alone could be meant as one, and would be lost: only a code
 * and a name go without saying. */
static aploc_status check_roles(const work *w, const aploc_read_options *options, aploc_error *err)
{
    static const struct {
        apl_role role;
        const char *text;
    } roles[] = {{APL_ROLE_POPULATION, "population"},
                 {APL_ROLE_STANDARDISED, "standardised"},
                 {APL_ROLE_LON, "lon"},
                 {APL_ROLE_LAT, "lat"}};
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
        int32_t column = w->roles.column[roles[k].role];
        if (column >= 0 && !is_bound(options, apl_reader_name(&w->reader, column)))
            return refuse_role(w, column, "", roles[k].text, err);
    }
    for (int32_t k = 0; k < w->roles.n_ages; k++) {
        const apl_age_column *age = &w->roles.ages[k];
        char text[APL_AGES_SIZE];
        if (!is_bound(options, apl_reader_name(&w->reader, age->column)))
            return refuse_role(w, age->column, "age:", apl_ages_text(age->ages, text), err);
    }
    return APLOC_OK;
}

/* Tell the form of the table, and bind its columns. */
static aploc_status bind(work *w, int32_t n_names, const char *const *names,
                         const aploc_read_options *options, aploc_error *err)
{
    aploc_status status;
    const uint64_t code = BIT(APL_ROLE_CODE), scenario = BIT(APL_ROLE_SCENARIO);
    if (n_names == 0) {
        APL_TRY(apl_roles_bind(&w->reader, options, code | scenario, code, &w->roles, err));
        int is_long = w->roles.column[APL_ROLE_SCENARIO] >= 0;
        uint64_t needed = is_long ? code | scenario | BIT(APL_ROLE_SUPPLY) : code;
        apl_roles_free(&w->roles);
        APL_TRY(apl_roles_bind(&w->reader, options, is_long ? needed : NO_SCENARIOS, needed,
                               &w->roles, err));
        if (is_long)
            return APLOC_OK;
        APL_TRY(check_roles(w, options, err));
    } else {
        APL_TRY(apl_roles_bind(&w->reader, options, code, code, &w->roles, err));
    }
    APL_TRY(APL_NEW(w->columns, n_names > 0 ? n_names : w->reader.n_columns, err));
    if (n_names > 0)
        return add_named(w, n_names, names, err);
    for (int32_t c = 0; c < w->reader.n_columns; c++)
        if (!w->roles.taken[c])
            APL_TRY(add_column(w, c, err));
    if (w->made->names.count == 0)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, header_place(w, -1),
                           "found neither a column 'scenario' nor one a scenario, expected either");
out:
    return status;
}

/* Whether a number is written with a sign, whatever blanks (of one or several bytes) are before it. */
static int has_sign(const char *text)
{
    text += strspn(text, " \t\xC2\xA0\xE2\x80\x89\xAF");
    return *text == '+' || *text == '-';
}

static aploc_status add_change(work *w, int32_t scenario, int32_t place, int32_t column, int rules,
                               const char *code, aploc_error *err)
{
    aploc_status status;
    int64_t length;
    apl_supply_change change = {.line = w->reader.fields[column].line, .place = place};
    change.is_added = has_sign(apl_reader_text(&w->reader, column, &length));
    APL_TRY(apl_field_number(&w->reader, column, rules | APL_MAY_BE_NEGATIVE, code, &change.value,
                             err));
    if (isnan(change.value))
        return APLOC_OK;
    APL_TRY(APL_GROW(w->changes, &w->changes_room, w->n_changes + 1, err));
    APL_TRY(APL_GROW(w->scenario_of, &w->scenarios_room, w->n_changes + 1, err));
    w->changes[w->n_changes] = change;
    w->scenario_of[w->n_changes++] = scenario;
out:
    return status;
}

/* Take the present row. */
static aploc_status add_row(work *w, aploc_error *err)
{
    aploc_status status;
    const char *code = NULL, *name = NULL;
    int64_t length = 0, name_length = 0;
    int32_t column = w->roles.column[APL_ROLE_CODE], scenario = 0;
    APL_TRY(apl_field_code(&w->reader, column, &code, &length, err));
    if (!w->columns) {
        int32_t at = w->roles.column[APL_ROLE_SCENARIO];
        APL_TRY(apl_field_name(&w->reader, at, &name, &name_length, err));
        APL_TRY(apl_texts_add(&w->made->names, name, name_length, &scenario, err));
    }
    int32_t place = apl_texts_find(&w->places->codes, code, length);
    if (place < 0) {
        if (w->policy == APLOC_REFUSE)
            return apl_unknown_refuse(&w->reader, column, code, w->places, err);
        w->unknown.n_rows++;
        return apl_unknown_note(&w->unknown, code, length, w->reader.fields[column].line, err);
    }
    w->n_kept++;
    if (!w->columns)
        return add_change(w, scenario, place, w->roles.column[APL_ROLE_SUPPLY], 0, code, err);
    for (int32_t k = 0; k < w->made->names.count; k++)
        APL_TRY(add_change(w, k, place, w->columns[k], APL_MAY_MISS, code, err));
out:
    return status;
}

/* Put the changes together by scenario, in the order of the file. */
static aploc_status group(work *w, aploc_error *err)
{
    aploc_status status;
    aploc_scenarios *made = w->made;
    int32_t n = made->names.count;
    APL_TRY(APL_ZEROED(made->offsets, (int64_t)n + 2, err));
    APL_TRY(APL_NEW(made->changes, w->n_changes, err));
    for (int64_t c = 0; c < w->n_changes; c++)
        made->offsets[w->scenario_of[c] + 2]++;
    for (int32_t k = 0; k < n; k++)
        made->offsets[k + 2] += made->offsets[k + 1];
    for (int64_t c = 0; c < w->n_changes; c++)
        made->changes[made->offsets[w->scenario_of[c] + 1]++] = w->changes[c];
out:
    return status;
}

/* Refuse a place that a scenario has twice: which of the two rows is meant cannot be known. */
static aploc_status check_repeated(work *w, aploc_error *err)
{
    aploc_status status;
    const aploc_scenarios *made = w->made;
    APL_TRY(APL_ZEROED(w->line_of, w->places->count, err));
    for (int32_t k = 0; k < made->names.count; k++) {
        const apl_supply_change *first = made->changes + made->offsets[k];
        const apl_supply_change *end = made->changes + made->offsets[k + 1];
        for (const apl_supply_change *c = first; c < end; c++) {
            char shown[64];
            const char *code = apl_texts_get(&w->places->codes, c->place);
            apl_place at = {.file = made->path, .line = c->line, .code = code};
            if (w->line_of[c->place])
                return apl_fail_at(err, APLOC_ERR_CODE_REPEATED, at,
                                   "found the code '%s' again in the scenario '%s', after line "
                                   "%lld, expected each "
                                   "code once",
                                   code,
                                   apl_shown(apl_texts_get(&made->names, k), shown, sizeof shown),
                                   (long long)w->line_of[c->place]);
            w->line_of[c->place] = c->line;
        }
        for (const apl_supply_change *c = first; c < end; c++)
            w->line_of[c->place] = 0;
    }
out:
    return status;
}

static void fill_report(const work *w, aploc_read_report *report)
{
    *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
    apl_reader_report(&w->reader, report);
    report->n_kept = w->n_kept;
    apl_unknown_report(&w->unknown, report);
    apl_roles_describe(&w->reader, &w->roles, report->used, sizeof report->used);
}

static aploc_status check(const char *path, const aploc_communes *places, int32_t n_names,
                          const char *const *names, aploc_scenarios *const *scenarios,
                          aploc_error *err)
{
    if (!path || !places || !scenarios || n_names < 0 || (n_names > 0 && !names))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !path        ? "path"
                        : !places    ? "table of places"
                        : !scenarios ? "place for the scenarios"
                                     : "list of columns");
    for (int32_t k = 0; k < n_names; k++)
        if (!names[k])
            return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as the column %d, expected a name",
                            (int)k);
    return APLOC_OK;
}

aploc_status aploc_scenarios_read_csv(const char *path, const aploc_communes *places,
                                      int32_t n_names, const char *const *names,
                                      const aploc_read_options *options,
                                      aploc_scenarios **scenarios, aploc_read_report *report,
                                      aploc_error *err)
{
    aploc_status status;
    work w = {.places = places};
    APL_TRY(check(path, places, n_names, names, scenarios, err));
    APL_TRY(apl_options_check(&options, report, err));
    w.policy = options->unknown;
    APL_TRY(APL_ZEROED(w.made, 1, err));
    w.made->n_places = places->count;
    APL_TRY(apl_text_copy(path, &w.made->path, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(bind(&w, n_names, names, options, err));
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w.reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_row(&w, err));
    }
    APL_TRY(group(&w, err));
    APL_TRY(check_repeated(&w, err));
    if (report)
        fill_report(&w, report);
    *scenarios = w.made;
    w.made = NULL;
out:
    aploc_scenarios_free(w.made);
    free(w.columns);
    free(w.changes);
    free(w.scenario_of);
    free(w.line_of);
    apl_unknown_free(&w.unknown);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
