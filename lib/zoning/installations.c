/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Installations from a file. */
#include <math.h>
#include <string.h>

#include <aploc/aid.h>
#include <aploc/changes.h>

#include "base/memory.h"
#include "tables/dialect.h"
#include "tables/field.h"
#include "tables/roles.h"

struct aploc_installations {
    aploc_installation *rows;
    int64_t n, room;
    char *texts; /* of each row its code and its kind, each ended by a zero */
    int64_t used, texts_room;
};

enum { KIND, COUNT, FEES, YEARS, DATE, COLUMNS };

static const char *const names[COLUMNS] = {"kind", "count", "fees", "years", "date"};

static void find_columns(const apl_reader *reader, int32_t columns[COLUMNS])
{
    for (int which = 0; which < COLUMNS; which++) {
        columns[which] = -1;
        for (int32_t k = 0; k < reader->n_columns; k++)
            if (strcmp(apl_reader_name(reader, k), names[which]) == 0)
                columns[which] = k;
    }
}

/* The place of the text is kept as an offset until all rows are there. */
static aploc_status add_text(aploc_installations *to, const char *text, int64_t length,
                             aploc_error *err)
{
    aploc_status status = APL_GROW(to->texts, &to->texts_room, to->used + length + 1, err);
    if (status)
        return status;
    memcpy(to->texts + to->used, text, (size_t)length);
    to->texts[to->used + length] = '\0';
    to->used += length + 1;
    return APLOC_OK;
}

/* A number that may be missing: NaN. */
static aploc_status take_number(apl_reader *reader, int32_t column, const char *code, double *value,
                                aploc_error *err)
{
    *value = (double)NAN;
    return column < 0 ? APLOC_OK : apl_field_number(reader, column, APL_MAY_MISS, code, value, err);
}

static aploc_status take_numbers(apl_reader *reader, const int32_t columns[COLUMNS],
                                 const char *code, aploc_installation *row, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    double years = (double)NAN;
    int64_t length = 0;
    APL_TRY(take_number(reader, columns[COUNT], code, &row->count, err));
    APL_TRY(take_number(reader, columns[FEES], code, &row->fees, err));
    APL_TRY(take_number(reader, columns[YEARS], code, &years, err));
    if (!isnan(years) && !(years >= 1.0 && years <= 100.0 && floor(years) == years))
        return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(reader, columns[YEARS], code),
                           "found a wrong number of years, expected a whole one from 1 to 100");
    row->years = isnan(years) ? 0 : (int32_t)years;
    if (columns[DATE] < 0)
        return APLOC_OK;
    const char *date = apl_reader_text(reader, columns[DATE], &length);
    if (length > 0 && aploc_date_read(date, &row->date, NULL) != APLOC_OK)
        return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(reader, columns[DATE], code),
                           "found '%.64s', expected a day such as 2026-03-15", date);
out:
    return status;
}

static aploc_status add_row(aploc_installations *to, apl_reader *reader, int32_t code_column,
                            const int32_t columns[COLUMNS], aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_installation row = {.line = reader->fields[code_column].line};
    const char *code = NULL;
    int64_t length = 0;
    APL_TRY(apl_field_code(reader, code_column, &code, &length, err));
    if (to->n == INT32_MAX)
        return apl_fail_at(err, APLOC_ERR_TOO_LARGE, apl_reader_place(reader, code_column, code),
                           "found more rows than can be counted");
    APL_TRY(take_numbers(reader, columns, code, &row, err));
    APL_TRY(add_text(to, code, length, err));
    const char *kind = apl_reader_text(reader, columns[KIND], &length);
    if (length == 0)
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, apl_reader_place(reader, columns[KIND], NULL),
                           "found no kind, expected what is opened");
    APL_TRY(add_text(to, kind, length, err));
    APL_TRY(APL_GROW(to->rows, &to->room, to->n + 1, err));
    to->rows[to->n++] = row;
out:
    return status;
}

aploc_status aploc_installations_read_csv(const char *path, const aploc_read_options *options,
                                          aploc_installations **installations, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_reader reader = {0};
    apl_roles roles = {0};
    aploc_installations *made = NULL;
    int32_t columns[COLUMNS];
    int more = 1;
    if (!path || !installations)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no path or nowhere to put the installations");
    APL_TRY(apl_options_check(&options, NULL, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    APL_TRY(apl_reader_open(&reader, path, options, err));
    APL_TRY(apl_roles_bind(&reader, options, APL_ROLE_BIT(APL_ROLE_CODE),
                           APL_ROLE_BIT(APL_ROLE_CODE), &roles, err));
    find_columns(&reader, columns);
    if (columns[KIND] < 0) {
        status = apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = path},
                             "found no column 'kind', expected one with the kind of aid");
        goto out;
    }
    for (;;) {
        APL_TRY(apl_reader_next(&reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_row(made, &reader, roles.column[APL_ROLE_CODE], columns, err));
    }
    const char *text = made->texts;
    for (int64_t k = 0; k < made->n; k++) {
        made->rows[k].code = text;
        made->rows[k].kind = text += strlen(text) + 1;
        text += strlen(text) + 1;
    }
    *installations = made;
    made = NULL;
out:
    apl_roles_free(&roles);
    apl_reader_close(&reader);
    aploc_installations_free(made);
    return status;
}

void aploc_installations_free(aploc_installations *installations)
{
    if (!installations)
        return;
    free(installations->rows);
    free(installations->texts);
    free(installations);
}

const aploc_installation *aploc_installations_rows(const aploc_installations *installations,
                                                   int32_t *n)
{
    *n = installations ? (int32_t)installations->n : 0;
    return installations ? installations->rows : NULL;
}
