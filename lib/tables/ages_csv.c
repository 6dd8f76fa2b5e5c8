/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of residents by age, wide or long. */
#include "base/memory.h"
#include "tables/age_field.h"
#include "tables/ages_table.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/roles.h"
#include "tables/unknown.h"

#define WANTED                                                                                     \
    (APL_ROLE_BIT(APL_ROLE_CODE) | APL_ROLE_BIT(APL_ROLE_POPULATION) |                             \
     APL_ROLE_BIT(APL_ROLE_SEX) | APL_ROLE_BIT(APL_ROLE_AGE_CLASS) |                               \
     APL_ROLE_BIT(APL_ROLE_AGE_FROM) | APL_ROLE_BIT(APL_ROLE_AGE_TO) | APL_ROLES_AGES)
#define NEEDED APL_ROLE_BIT(APL_ROLE_CODE)
enum { SHOWN = 64 };

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_unknown unknown;
    apl_age_cells cells;
    const aploc_communes *places;
    int64_t n_kept;
} work;

/* The sex of the present row. */
static aploc_status sex_of_row(const work *w, const char *code, int16_t *sex, aploc_error *err)
{
    static const char *const women[] = {"f",       "femme",   "femmes", "woman", "women", "female",
                                        "females", "feminin", "w",      "2",     NULL};
    static const char *const men[] = {"h",     "homme",    "hommes", "man", "men", "male",
                                      "males", "masculin", "m",      "1",   NULL};
    int32_t column = w->roles.column[APL_ROLE_SEX];
    char folded[SHOWN], shown[SHOWN], name[SHOWN];
    int64_t length = 0;
    *sex = APLOC_BOTH_SEXES;
    if (column < 0)
        return APLOC_OK;
    const char *text = apl_reader_text(&w->reader, column, &length);
    apl_fold(text, 0, folded, sizeof folded);
    if (apl_means_all(folded))
        return APLOC_OK;
    if (apl_is_one_of(folded, women) || apl_is_one_of(folded, men)) {
        *sex = apl_is_one_of(folded, women) ? APLOC_WOMEN : APLOC_MEN;
        return APLOC_OK;
    }
    return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, code),
                       "found '%s' in column '%s', expected T, F or H (total, women, men)",
                       apl_shown(text, shown, sizeof shown),
                       apl_shown(apl_reader_name(&w->reader, column), name, sizeof name));
}

/* Take a number of the present row. */
static aploc_status add_cell(work *w, int32_t column, apl_age_cell cell, const char *code,
                             aploc_error *err)
{
    aploc_status status =
        apl_field_number(&w->reader, column, APL_MAY_MISS, code, &cell.residents, err);
    return status ? status : apl_age_cells_add(&w->cells, cell, err);
}

static aploc_status add_long(work *w, apl_age_cell cell, const char *code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_age_class ages = {0, 0};
    int total = 0;
    APL_TRY(apl_field_ages(&w->reader, &w->roles, code, &ages, &total, err));
    if (total)
        return APLOC_OK;
    APL_TRY(apl_age_cells_class(
        &w->cells, ages,
        (apl_place){.file = w->reader.source.path, .line = cell.line, .code = code}, err));
    cell.from = (int16_t)ages.from;
    APL_TRY(add_cell(w, w->roles.column[APL_ROLE_POPULATION], cell, code, err));
    w->n_kept++;
out:
    return status;
}

static aploc_status add_wide(work *w, apl_age_cell cell, const char *code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t a = 0; a < w->roles.n_ages; a++) {
        cell.from = (int16_t)w->roles.ages[a].ages.from;
        APL_TRY(apl_age_cells_class(&w->cells, w->roles.ages[a].ages, (apl_place){0}, err));
        APL_TRY(add_cell(w, w->roles.ages[a].column, cell, code, err));
    }
    w->n_kept++;
out:
    return status;
}

/* Take the present row. */
static aploc_status add_row(work *w, int is_long, int32_t policy, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *code = NULL;
    int64_t length = 0;
    int32_t column = w->roles.column[APL_ROLE_CODE];
    APL_TRY(apl_field_code(&w->reader, column, &code, &length, err));
    apl_age_cell cell = {.line = w->reader.fields[column].line};
    cell.place = apl_texts_find(&w->places->codes, code, length);
    if (cell.place < 0) {
        if (policy == APLOC_REFUSE)
            return apl_unknown_refuse(&w->reader, column, code, w->places, err);
        w->unknown.n_rows++;
        return apl_unknown_note(&w->unknown, code, length, cell.line, err);
    }
    APL_TRY(sex_of_row(w, code, &cell.sex, err));
    status = is_long ? add_long(w, cell, code, err) : add_wide(w, cell, code, err);
out:
    return status;
}

/* Whether the table is long; an error when it is neither. */
static aploc_status find_form(const work *w, int *is_long, aploc_error *err)
{
    const int32_t *column = w->roles.column;
    *is_long = !w->roles.n_ages && column[APL_ROLE_POPULATION] >= 0 &&
               (column[APL_ROLE_AGE_CLASS] >= 0 ||
                (column[APL_ROLE_AGE_FROM] >= 0 && column[APL_ROLE_AGE_TO] >= 0));
    if (*is_long || w->roles.n_ages)
        return APLOC_OK;
    return apl_fail_at(
        err, APLOC_ERR_COLUMN_MISSING,
        (apl_place){.file = w->reader.source.path, .line = w->reader.header_line},
        "found no residents by age, expected columns such as age_0_4 (a wide table), or age_class "
        "(else age_from and age_to) and population (a long one)");
}

aploc_status aploc_ages_read_csv(const char *path, const aploc_communes *places,
                                 const aploc_read_options *options, aploc_ages **ages,
                                 aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.places = places};
    int is_long = 0;
    if (!path || !places || !ages)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected %s",
                        !path     ? "path"
                        : !places ? "places"
                                  : "room for the residents by age",
                        !path     ? "a file"
                        : !places ? "a table of places"
                                  : "some");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, WANTED, NEEDED, &w.roles, err));
    APL_TRY(find_form(&w, &is_long, err));
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w.reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_row(&w, is_long, options->unknown, err));
    }
    APL_TRY(apl_age_cells_build(&w.cells, path, places, ages, err));
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.n_kept;
        apl_unknown_report(&w.unknown, report);
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
out:
    apl_age_cells_free(&w.cells);
    apl_unknown_free(&w.unknown);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
