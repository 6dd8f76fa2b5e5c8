/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/communes_rows.h"

#include <string.h>

#include "base/memory.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"

const apl_place_number apl_place_numbers[APLOC_ROLE_COUNT] = {
    [APLOC_POPULATION] = {APL_ROLE_POPULATION, APL_MAY_MISS, 0},
    [APLOC_STANDARDISED] = {APL_ROLE_STANDARDISED, APL_MAY_MISS, 0},
    [APLOC_SUPPLY] = {APL_ROLE_SUPPLY, 0, 0},
    [APLOC_LON] = {APL_ROLE_LON, APL_MAY_MISS | APL_MAY_BE_NEGATIVE, 180},
    [APLOC_LAT] = {APL_ROLE_LAT, APL_MAY_MISS | APL_MAY_BE_NEGATIVE, 90},
    [APLOC_APL] = {APL_ROLE_APL, APL_MAY_MISS, 0},
};

static const uint64_t needed = APL_ROLE_BIT(APL_ROLE_CODE);
static const uint64_t wanted = APL_ROLE_BIT(APL_ROLE_CODE) | APL_ROLE_BIT(APL_ROLE_NAME) |
                               APL_ROLE_BIT(APL_ROLE_POPULATION) |
                               APL_ROLE_BIT(APL_ROLE_STANDARDISED) | APL_ROLE_BIT(APL_ROLE_SUPPLY) |
                               APL_ROLE_BIT(APL_ROLE_LON) | APL_ROLE_BIT(APL_ROLE_LAT) |
                               APL_ROLE_BIT(APL_ROLE_APL) | APL_ROLES_AGES;

/* Every column without a role is a group. */
static aploc_status start_groups(apl_places_work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int32_t n = 0;
    for (int32_t k = 0; k < w->reader.n_columns; k++)
        n += !w->roles.taken[k];
    APL_TRY(APL_ZEROED(c->groups, n, err));
    APL_TRY(APL_NEW(w->group_columns, n, err));
    for (int32_t k = 0; k < w->reader.n_columns; k++) {
        if (w->roles.taken[k])
            continue;
        APL_TRY(apl_text_copy(apl_reader_name(&w->reader, k), &c->groups[c->n_groups].name, err));
        w->group_columns[c->n_groups++] = k;
    }
out:
    return status;
}

/* What each column of the file became, so that the table can be written as it came. */
static aploc_status keep_header(apl_places_work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    APL_TRY(APL_ZEROED(c->header, w->reader.n_columns, err));
    for (int32_t k = 0; k < w->reader.n_columns; k++) {
        APL_TRY(apl_text_copy(apl_reader_name(&w->reader, k), &c->header[k].name, err));
        c->header[k].kind = APL_COLUMN_CODE;
        c->n_header++;
    }
    if (w->roles.column[APL_ROLE_NAME] >= 0)
        c->header[w->roles.column[APL_ROLE_NAME]].kind = APL_COLUMN_NAME;
    for (int32_t a = 0; a < w->roles.n_ages; a++)
        c->header[w->roles.ages[a].column] =
            (apl_header){c->header[w->roles.ages[a].column].name, APL_COLUMN_AGES, a};
    for (int32_t role = 0; role < APLOC_ROLE_COUNT; role++) {
        int32_t k = w->roles.column[apl_place_numbers[role].role];
        if (k >= 0)
            c->header[k] = (apl_header){c->header[k].name, APL_COLUMN_NUMBER, role};
    }
    for (int32_t g = 0; g < c->n_groups; g++)
        c->header[w->group_columns[g]] =
            (apl_header){c->header[w->group_columns[g]].name, APL_COLUMN_GROUP, g};
    if (w->roles.column[APL_ROLE_CODE] >= 0)
        c->header[w->roles.column[APL_ROLE_CODE]].kind = APL_COLUMN_CODE;
out:
    return status;
}

static aploc_status start_ages(apl_places_work *w, aploc_error *err)
{
    aploc_communes *c = w->communes;
    aploc_status status = APL_NEW(c->ages, w->roles.n_ages, err);
    if (status)
        return status;
    c->n_ages = w->roles.n_ages;
    for (int32_t a = 0; a < c->n_ages; a++)
        c->ages[a] = w->roles.ages[a].ages;
    return APLOC_OK;
}

static aploc_status add_to_group(apl_places_work *w, apl_group *group, int32_t column,
                                 aploc_error *err)
{
    int64_t length = 0;
    const char *text = apl_reader_text(&w->reader, column, &length);
    int32_t count = w->communes->count;
    aploc_status status = APL_GROW(group->levels, &group->room, count + 1, err);
    if (status)
        return status;
    /* Communes of one department, or basin, mostly stand together. */
    if (count > 0 && apl_texts_is(&group->texts, group->levels[count - 1], text, length)) {
        group->levels[count] = group->levels[count - 1];
        return APLOC_OK;
    }
    /* Names are asked for by place, and need not be found. */
    return (group == &w->communes->names ? apl_texts_append : apl_texts_add)(
        &group->texts, text, length, &group->levels[count], err);
}

static aploc_status add_number(apl_places_work *w, int role, const char *code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t column = w->roles.column[apl_place_numbers[role].role];
    apl_column *to = &w->communes->columns[role];
    double value = 0.0, limit = apl_place_numbers[role].limit;
    if (column < 0)
        return APLOC_OK;
    APL_TRY(APL_GROW(to->values, &to->room, w->communes->count + 1, err));
    APL_TRY(apl_field_number(&w->reader, column, apl_place_numbers[role].rules, code, &value, err));
    if (limit > 0 && (value < -limit || value > limit)) {
        char shown[64], name[64];
        int64_t length = 0;
        const char *text = apl_reader_text(&w->reader, column, &length);
        status = apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, code),
                             "found '%s' in column '%s', expected degrees from -%d to %d",
                             apl_shown(text, shown, sizeof shown),
                             apl_shown(apl_reader_name(&w->reader, column), name, sizeof name),
                             (int)limit, (int)limit);
        goto out;
    }
    to->values[w->communes->count] = value;
out:
    return status;
}

/* Residents by age: most of the fields of a row, and whole numbers. */
static aploc_status add_ages(apl_places_work *w, const char *code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int64_t first = (int64_t)c->count * c->n_ages;
    APL_TRY(APL_GROW(c->age_table.values, &c->age_table.room, first + c->n_ages, err));
    for (int32_t a = 0; a < c->n_ages; a++) {
        int64_t length = 0;
        int32_t column = w->roles.ages[a].column;
        const char *text = apl_reader_text(&w->reader, column, &length);
        double *value = &c->age_table.values[first + a];
        if (!apl_field_is_short(text, length, value))
            APL_TRY(apl_field_number(&w->reader, column, 0, code, value, err));
    }
out:
    return status;
}

aploc_status apl_places_refuse_repeat(const apl_places_work *w, apl_place place, int32_t number,
                                      aploc_error *err)
{
    return apl_fail_at(err, APLOC_ERR_CODE_REPEATED, place,
                       "found the code '%s' again, after line %lld, expected each code once",
                       place.code, (long long)apl_lines_get(&w->lines, number));
}

/* Take the present row as the next place. */
static aploc_status add_place(apl_places_work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    const char *code = NULL;
    int64_t length = 0;
    int32_t number = 0, column = w->roles.column[APL_ROLE_CODE];
    APL_TRY(apl_field_code(&w->reader, column, &code, &length, err));
    APL_TRY(apl_texts_add(&c->codes, code, length, &number, err));
    if (number < c->count) {
        status =
            apl_places_refuse_repeat(w, apl_reader_place(&w->reader, column, code), number, err);
        goto out;
    }
    APL_TRY(apl_lines_add(&w->lines, w->reader.fields[column].line, err));
    if (w->roles.column[APL_ROLE_NAME] >= 0)
        APL_TRY(add_to_group(w, &c->names, w->roles.column[APL_ROLE_NAME], err));
    for (int role = 0; role < APLOC_ROLE_COUNT; role++)
        APL_TRY(add_number(w, role, code, err));
    APL_TRY(add_ages(w, code, err));
    for (int32_t g = 0; g < c->n_groups; g++)
        APL_TRY(add_to_group(w, &c->groups[g], w->group_columns[g], err));
    c->count++;
out:
    return status;
}

/* Take all rows. */
static aploc_status read_rows(apl_places_work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int more = 1; more;) {
        APL_TRY(apl_places_take_scanned(w, err));
        for (int64_t k = w->with_care; k > 0 && more; k--) {
            APL_TRY(apl_reader_next(&w->reader, &more, err));
            if (more)
                APL_TRY(add_place(w, err));
        }
    }
out:
    return status;
}

aploc_status aploc_communes_read_csv(const char *path, const aploc_read_options *options,
                                     aploc_communes **communes, aploc_read_report *report,
                                     aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_places_work w = {.communes = NULL};
    if (!path || !communes)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as %s, expected %s",
                        path ? "the place of the communes" : "the path",
                        path ? "somewhere to put them" : "a file");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, wanted, needed, &w.roles, err));
    APL_TRY(APL_ZEROED(w.communes, 1, err));
    APL_TRY(apl_text_copy(path, &w.communes->path, err));
    APL_TRY(start_groups(&w, err));
    APL_TRY(start_ages(&w, err));
    APL_TRY(keep_header(&w, err));
    APL_TRY(apl_places_start_scans(&w, options, err));
    APL_TRY(read_rows(&w, err));
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.communes->count;
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
    w.communes->lines = w.lines;
    w.lines = (apl_lines){0};
    *communes = w.communes;
    w.communes = NULL;
out:
    aploc_communes_free(w.communes);
    free(w.group_columns);
    free(w.rules);
    free(w.texts);
    free(w.spans);
    apl_lines_free(&w.lines);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
