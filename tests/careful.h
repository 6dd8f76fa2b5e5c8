/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_CAREFUL_H
#define APLOC_TESTS_CAREFUL_H

/* A file of times read the careful way, row by row through libcsv: what the quick way must agree with. */

#include <aploc/aploc.h>

#include "tables/communes.h"
#include "tables/field.h"
#include "tables/roles.h"
#include "tables/unknown.h"

enum { CAREFUL_BYTES = 16000 }; /* a row takes six at least */

/* What a reading gives. */
typedef struct outcome {
    aploc_status status;
    aploc_error err;
    int32_t from[CAREFUL_BYTES / 6], to[CAREFUL_BYTES / 6];
    double minutes[CAREFUL_BYTES / 6];
    int64_t n, n_rows, n_unknown, n_own;
    char decimal;
} outcome;

/* A row with care; -1 for a place that is left out. */
static inline aploc_status careful_place(apl_reader *reader, const aploc_communes *places,
                                         int32_t column, int skip, const char **code,
                                         int32_t *place, aploc_error *err)
{
    int64_t length = 0;
    aploc_status status = apl_field_code(reader, column, code, &length, err);
    *place = status ? -1 : apl_texts_find(&places->codes, *code, length);
    return status || *place >= 0 || skip ? status
                                         : apl_unknown_refuse(reader, column, *code, places, err);
}

static inline aploc_status careful_row(apl_reader *reader, const apl_roles *roles,
                                       const aploc_communes *places, int skip, outcome *o)
{
    const char *code = NULL, *other = NULL;
    int32_t from = -1, to = -1;
    double minutes = 0.0;
    aploc_status status =
        careful_place(reader, places, roles->column[APL_ROLE_FROM], skip, &code, &from, &o->err);
    if (!status)
        status =
            careful_place(reader, places, roles->column[APL_ROLE_TO], skip, &other, &to, &o->err);
    if (status || from < 0 || to < 0) {
        o->n_unknown += !status;
        return status;
    }
    status = apl_field_number(reader, roles->column[APL_ROLE_MINUTES], 0, code, &minutes, &o->err);
    o->from[o->n] = from;
    o->to[o->n] = to;
    o->minutes[o->n] = minutes;
    o->n_own += from == to;
    o->n += !status;
    return status;
}

static inline void read_carefully(const char *path, const aploc_communes *places,
                                  const aploc_read_options *options, outcome *o)
{
    apl_reader reader;
    apl_roles roles = {0};
    int needed =
        APL_ROLE_BIT(APL_ROLE_FROM) | APL_ROLE_BIT(APL_ROLE_TO) | APL_ROLE_BIT(APL_ROLE_MINUTES);
    *o = (outcome){0};
    o->status = apl_reader_open(&reader, path, options, &o->err);
    if (o->status)
        return;
    o->status = apl_roles_bind(&reader, options, needed, needed, &roles, &o->err);
    for (int more = 1; !o->status && more;) {
        o->status = apl_reader_next(&reader, &more, &o->err);
        if (!o->status && more)
            o->status = careful_row(&reader, &roles, places, options->unknown == APLOC_SKIP, o);
    }
    o->n_rows = reader.n_rows;
    o->decimal = reader.decimal;
    apl_roles_free(&roles);
    apl_reader_close(&reader);
}

#endif
