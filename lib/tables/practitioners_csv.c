/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of practices as it is read: each row by itself, then against the others of its id. */
#include "tables/practitioners.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/roles.h"
#include "tables/unknown.h"

enum {
    NEEDED = APL_ROLE_BIT(APL_ROLE_PRACTICE_ID) | APL_ROLE_BIT(APL_ROLE_PRACTICE_COMMUNE) |
             APL_ROLE_BIT(APL_ROLE_PRACTICE_ACTS),
    WANTED = NEEDED | APL_ROLE_BIT(APL_ROLE_PRACTICE_PROFESSION) |
             APL_ROLE_BIT(APL_ROLE_PRACTICE_BIRTH_YEAR) | APL_ROLE_BIT(APL_ROLE_PRACTICE_AGE) |
             APL_ROLE_BIT(APL_ROLE_PRACTICE_MONTHS) | APL_ROLE_BIT(APL_ROLE_PRACTICE_RANK) |
             APL_ROLE_BIT(APL_ROLE_PRACTICE_STATUS) | APL_ROLE_BIT(APL_ROLE_PRACTICE_REPLACES) |
             APL_ROLE_BIT(APL_ROLE_PRACTICE_OPENED)
};

enum { SHOWN = 64, FIRST_YEAR = 1900, LAST_YEAR = 2100, OLDEST = 120 };

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_unknown unknown;
    const aploc_communes *places;
    aploc_practitioners *table;
} work;

/* A word that a column may hold, folded, and what it means. */
typedef struct word {
    const char *text;
    int8_t value;
} word;

static const word ranks[] = {{"main", APLOC_PRACTICE_MAIN},
                             {"principal", APLOC_PRACTICE_MAIN},
                             {"principale", APLOC_PRACTICE_MAIN},
                             {"primary", APLOC_PRACTICE_MAIN},
                             {"secondary", APLOC_PRACTICE_SECONDARY},
                             {"secondaire", APLOC_PRACTICE_SECONDARY},
                             {NULL, 0}};
static const word statuses[] = {{"liberal", APLOC_PRACTICE_LIBERAL},
                                {"liberale", APLOC_PRACTICE_LIBERAL},
                                {"salaried", APLOC_PRACTICE_SALARIED},
                                {"salarie", APLOC_PRACTICE_SALARIED},
                                {"salariee", APLOC_PRACTICE_SALARIED},
                                {"locum", APLOC_PRACTICE_LOCUM},
                                {"remplacant", APLOC_PRACTICE_LOCUM},
                                {"remplacante", APLOC_PRACTICE_LOCUM},
                                {NULL, 0}};

/* Fail for the text of a field. */
static aploc_status refuse(const work *w, apl_role role, const char *id, aploc_status status,
                           const char *expected, aploc_error *err)
{
    int32_t column = w->roles.column[role];
    int64_t length = 0;
    char shown[SHOWN], quoted[SHOWN + 2], name[SHOWN];
    const char *text = apl_reader_text(&w->reader, column, &length);
    snprintf(quoted, sizeof quoted, "'%s'", apl_shown(text, shown, sizeof shown));
    return apl_fail_at(err, status, apl_reader_place(&w->reader, column, id),
                       "found %s in column '%s', expected %s", length ? quoted : "nothing",
                       apl_shown(apl_reader_name(&w->reader, column), name, sizeof name), expected);
}

/* The meaning of a word; `value` stays when the file has no such column. */
static aploc_status take_word(const work *w, apl_role role, const char *id, const word *words,
                              const char *expected, int8_t *value, aploc_error *err)
{
    char folded[SHOWN];
    int64_t length = 0;
    if (w->roles.column[role] < 0)
        return APLOC_OK;
    apl_fold(apl_reader_text(&w->reader, w->roles.column[role], &length), 0, folded, sizeof folded);
    for (; words->text; words++) {
        if (strcmp(words->text, folded) == 0) {
            *value = words->value;
            return APLOC_OK;
        }
    }
    return refuse(w, role, id, *folded ? APLOC_ERR_RANGE : APLOC_ERR_NO_VALUE, expected, err);
}

/* A number between bounds, whole when `whole`; `value` stays when there is none. */
static aploc_status take_number(work *w, apl_role role, const char *id, double least, double most,
                                int whole, const char *expected, double *value, aploc_error *err)
{
    double number = 0.0;
    if (w->roles.column[role] < 0)
        return APLOC_OK;
    aploc_status status =
        apl_field_number(&w->reader, w->roles.column[role], APL_MAY_MISS, id, &number, err);
    if (status || isnan(number))
        return status;
    if (number < least || number > most || (whole && floor(number) != number))
        return refuse(w, role, id, APLOC_ERR_RANGE, expected, err);
    *value = number;
    return APLOC_OK;
}

static aploc_status take_place(work *w, const aploc_read_options *options, int32_t *place,
                               aploc_error *err)
{
    const char *code = NULL;
    int64_t length = 0;
    int32_t column = w->roles.column[APL_ROLE_PRACTICE_COMMUNE];
    aploc_status status = apl_field_code(&w->reader, column, &code, &length, err);
    if (status)
        return status;
    *place = apl_texts_find(&w->places->codes, code, length);
    if (*place >= 0)
        return APLOC_OK;
    if (options->unknown == APLOC_REFUSE)
        return apl_unknown_refuse(&w->reader, column, code, w->places, err);
    w->unknown.n_rows++;
    return apl_unknown_note(&w->unknown, code, length, w->reader.fields[column].line, err);
}

/* The number of an id, with its place among the people. */
static aploc_status take_id(work *w, const char *id, int64_t length, int32_t *who, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_practitioners *t = w->table;
    int32_t before = t->ids.count;
    APL_TRY(apl_texts_add(&t->ids, id, length, who, err));
    APL_TRY(APL_GROW(t->people, &t->people_room, t->ids.count, err));
    if (t->ids.count > before)
        t->people[*who] = (apl_practitioner){-1, -1, -1, -1, -1, 0, 0, 0};
out:
    return status;
}

static aploc_status take_replaced(work *w, const char *id, apl_practice *row, aploc_error *err)
{
    static const char expected[] = "the id of the practitioner whom this locum replaces";
    int32_t column = w->roles.column[APL_ROLE_PRACTICE_REPLACES];
    int locum = row->status == APLOC_PRACTICE_LOCUM;
    const char *replaced = NULL;
    char folded[SHOWN] = "";
    int64_t length = 0;
    row->replaces = -1;
    if (column >= 0)
        apl_fold(apl_reader_text(&w->reader, column, &length), 0, folded, sizeof folded);
    else if (locum)
        return apl_fail_at(
            err, APLOC_ERR_COLUMN_MISSING,
            apl_reader_place(&w->reader, w->roles.column[APL_ROLE_PRACTICE_STATUS], id),
            "found a locum and no column for 'practice:replaces', expected %s", expected);
    if (!*folded)
        return locum ? refuse(w, APL_ROLE_PRACTICE_REPLACES, id, APLOC_ERR_NO_VALUE, expected, err)
                     : APLOC_OK;
    if (!locum)
        return refuse(w, APL_ROLE_PRACTICE_REPLACES, id, APLOC_ERR_RANGE,
                      "nothing, since the practice is not a locum's", err);
    aploc_status status = apl_field_code(&w->reader, column, &replaced, &length, err);
    if (!status)
        status = take_id(w, replaced, length, &row->replaces, err);
    return status;
}

static int64_t line_of(const work *w, int32_t row)
{
    return apl_lines_get(&w->table->lines, row);
}

/* A number that all rows of an id share: kept when it is the first, else compared. */
static aploc_status agree(const work *w, apl_role role, const char *id, double value,
                          int32_t *first_row, int16_t *known, aploc_error *err)
{
    char expected[96];
    if (isnan(value))
        return APLOC_OK;
    if (*first_row < 0) {
        *first_row = w->table->count;
        *known = (int16_t)value;
        return APLOC_OK;
    }
    if ((int16_t)value == *known)
        return APLOC_OK;
    snprintf(expected, sizeof expected, "%d as for the same id in line %lld", (int)*known,
             (long long)line_of(w, *first_row));
    return refuse(w, role, id, APLOC_ERR_RANGE, expected, err);
}

static aploc_status take_profession(work *w, const char *id, apl_practitioner *person,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_practitioners *t = w->table;
    char folded[APL_PROFESSION_SIZE], expected[192], shown[SHOWN];
    int32_t column = w->roles.column[APL_ROLE_PRACTICE_PROFESSION], number = 0;
    int32_t before = t->professions.count, spelling = 0;
    int64_t length = 0;
    if (column < 0)
        return APLOC_OK;
    const char *text = apl_reader_text(&w->reader, column, &length);
    apl_fold(text, 0, folded, sizeof folded);
    if (!*folded)
        return refuse(w, APL_ROLE_PRACTICE_PROFESSION, id, APLOC_ERR_NO_VALUE, "a profession", err);
    APL_TRY(apl_texts_add(&t->professions, folded, (int64_t)strlen(folded), &number, err));
    if (t->professions.count > before)
        APL_TRY(apl_texts_add(&t->spellings, text, length, &spelling, err));
    if (person->any_row >= 0 && person->profession != number) {
        snprintf(expected, sizeof expected, "'%s' as for the same id in line %lld",
                 apl_shown(apl_texts_get(&t->spellings, person->profession), shown, sizeof shown),
                 (long long)line_of(w, person->any_row));
        status = refuse(w, APL_ROLE_PRACTICE_PROFESSION, id, APLOC_ERR_RANGE, expected, err);
    }
    person->profession = number;
out:
    return status;
}

/* Hold a row against the earlier ones of its id. */
static aploc_status join(work *w, const char *id, const apl_practice *row, double birth_year,
                         double age, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_practitioner *person = &w->table->people[row->who];
    APL_TRY(take_profession(w, id, person, err));
    APL_TRY(agree(w, APL_ROLE_PRACTICE_BIRTH_YEAR, id, birth_year, &person->birth_row,
                  &person->birth_year, err));
    APL_TRY(agree(w, APL_ROLE_PRACTICE_AGE, id, age, &person->age_row, &person->age, err));
    if (person->any_row < 0)
        person->any_row = w->table->count;
    if (row->status == APLOC_PRACTICE_LOCUM)
        goto out;
    if (person->own_row < 0)
        person->own_row = w->table->count;
    if (row->rank != APLOC_PRACTICE_MAIN)
        goto out;
    if (person->main_row >= 0) {
        int32_t column = w->roles.column[APL_ROLE_PRACTICE_RANK];
        if (column < 0)
            column = w->roles.column[APL_ROLE_PRACTICE_ID];
        status = apl_fail_at(err, APLOC_ERR_CODE_REPEATED, apl_reader_place(&w->reader, column, id),
                             "found a second main practice of '%s', after line %lld, expected one, "
                             "and 'secondary' in the column for 'practice:rank' of the others",
                             id, (long long)line_of(w, person->main_row));
        goto out;
    }
    person->main_row = w->table->count;
out:
    return status;
}

/* Take the present row. */
static aploc_status add_practice(work *w, const aploc_read_options *options, aploc_error *err)
{
    static const char year[] = "a whole year from 1900 to 2100, or nothing";
    aploc_status status = APLOC_OK;
    aploc_practitioners *t = w->table;
    const char *id = NULL;
    int64_t length = 0;
    double birth_year = (double)NAN, age = (double)NAN, opened = 0.0;
    apl_practice row = {.months = 12.0, .rank = APLOC_PRACTICE_MAIN};
    int32_t column = w->roles.column[APL_ROLE_PRACTICE_ID];
    APL_TRY(apl_field_code(&w->reader, column, &id, &length, err));
    APL_TRY(take_id(w, id, length, &row.who, err));
    APL_TRY(take_place(w, options, &row.place, err));
    APL_TRY(apl_field_number(&w->reader, w->roles.column[APL_ROLE_PRACTICE_ACTS], 0, id, &row.acts,
                             err));
    APL_TRY(take_number(w, APL_ROLE_PRACTICE_BIRTH_YEAR, id, FIRST_YEAR, LAST_YEAR, 1, year,
                        &birth_year, err));
    APL_TRY(take_number(w, APL_ROLE_PRACTICE_AGE, id, 0, OLDEST, 1,
                        "whole years from 0 to 120, or nothing", &age, err));
    APL_TRY(
        take_number(w, APL_ROLE_PRACTICE_OPENED, id, FIRST_YEAR, LAST_YEAR, 1, year, &opened, err));
    APL_TRY(take_number(w, APL_ROLE_PRACTICE_MONTHS, id, 0, 12, 0,
                        "months from 0 to 12, or nothing for 12", &row.months, err));
    APL_TRY(take_word(w, APL_ROLE_PRACTICE_STATUS, id, statuses,
                      "liberal (libéral), salaried (salarié) or locum (remplaçant)", &row.status,
                      err));
    if (row.status != APLOC_PRACTICE_LOCUM)
        APL_TRY(take_word(w, APL_ROLE_PRACTICE_RANK, id, ranks,
                          "main (principal) or secondary (secondaire)", &row.rank, err));
    APL_TRY(take_replaced(w, id, &row, err));
    row.opened = (int16_t)opened;
    APL_TRY(join(w, id, &row, birth_year, age, err));
    if (t->count == INT32_MAX) {
        status = apl_fail(err, APLOC_ERR_TOO_LARGE, "found more than %d practices, expected fewer",
                          INT32_MAX);
        goto out;
    }
    APL_TRY(apl_lines_add(&t->lines, w->reader.fields[column].line, err));
    APL_TRY(APL_GROW(t->rows, &t->rows_room, (int64_t)t->count + 1, err));
    t->rows[t->count++] = row;
out:
    return status;
}

/* Every locum replaces somebody else who has a practice in the same profession. */
static aploc_status check_locums(const work *w, aploc_error *err)
{
    const aploc_practitioners *t = w->table;
    for (int32_t k = 0; k < t->count; k++) {
        const apl_practice *row = &t->rows[k];
        if (row->replaces < 0)
            continue;
        const apl_practitioner *there = &t->people[row->replaces], *here = &t->people[row->who];
        const char *name = apl_texts_get(&t->ids, row->replaces);
        int32_t column = w->roles.column[APL_ROLE_PRACTICE_REPLACES];
        apl_place place = {.file = t->path,
                           .line = line_of(w, k),
                           .column = column + 1,
                           .code = apl_texts_get(&t->ids, row->who)};
        char column_name[SHOWN], one[SHOWN], other[SHOWN];
        apl_shown(apl_reader_name(&w->reader, column), column_name, sizeof column_name);
        if (row->replaces == row->who || there->own_row < 0)
            return apl_fail_at(
                err, APLOC_ERR_CODE_UNKNOWN, place,
                "found '%s' in column '%s', expected the id of another practitioner with a "
                "practice in this file",
                name, column_name);
        if (there->profession != here->profession)
            return apl_fail_at(
                err, APLOC_ERR_RANGE, place,
                "found a locum '%s' who replaces '%s', '%s', expected the same profession",
                apl_shown(apl_texts_get(&t->spellings, here->profession), one, sizeof one), name,
                apl_shown(apl_texts_get(&t->spellings, there->profession), other, sizeof other));
    }
    return APLOC_OK;
}

aploc_status aploc_practitioners_read_csv(const char *path, const aploc_communes *places,
                                          const aploc_read_options *options,
                                          aploc_practitioners **practitioners,
                                          aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.places = places};
    if (!path || !places || !practitioners)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as %s, expected %s",
                        !path     ? "the path"
                        : !places ? "the places"
                                  : "the place of the practitioners",
                        !path     ? "a file"
                        : !places ? "a table of places"
                                  : "somewhere to put them");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, WANTED, NEEDED, &w.roles, err));
    APL_TRY(APL_ZEROED(w.table, 1, err));
    APL_TRY(apl_text_copy(path, &w.table->path, err));
    w.table->n_places = aploc_communes_count(places);
    w.table->knows_opened = w.roles.column[APL_ROLE_PRACTICE_OPENED] >= 0;
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w.reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_practice(&w, options, err));
    }
    APL_TRY(check_locums(&w, err));
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.table->count;
        apl_unknown_report(&w.unknown, report);
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
    *practitioners = w.table;
    w.table = NULL;
out:
    aploc_practitioners_free(w.table);
    apl_unknown_free(&w.unknown);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
