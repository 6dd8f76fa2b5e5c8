/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <aploc/communes.h>

#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"
#include "tables/dialect.h"
#include "tables/field.h"
#include "tables/lines.h"
#include "tables/roles.h"
#include "tables/unknown.h"

enum { NEEDED = APL_ROLE_BIT(APL_ROLE_CODE) | APL_ROLE_BIT(APL_ROLE_SUPPLY) };

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_unknown unknown;
    apl_lines lines;
    const aploc_communes *places;
    double *supply;
    int64_t *row_of; /* the kept row of each place, plus 1 */
} work;

/* Take the present row. */
static aploc_status add_supply(work *w, int32_t policy, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *code = NULL;
    int64_t length = 0;
    int32_t column = w->roles.column[APL_ROLE_CODE];
    APL_TRY(apl_field_code(&w->reader, column, &code, &length, err));
    int64_t line = w->reader.fields[column].line;
    int32_t place = apl_texts_find(&w->places->codes, code, length);
    if (place < 0) {
        if (policy == APLOC_REFUSE)
            return apl_unknown_refuse(&w->reader, column, code, w->places, err);
        w->unknown.n_rows++;
        return apl_unknown_note(&w->unknown, code, length, line, err);
    }
    if (w->row_of[place])
        return apl_fail_at(err, APLOC_ERR_CODE_REPEATED, apl_reader_place(&w->reader, column, code),
                           "found the code '%s' again, after line %lld, expected each code once",
                           code, (long long)apl_lines_get(&w->lines, w->row_of[place] - 1));
    APL_TRY(apl_field_number(&w->reader, w->roles.column[APL_ROLE_SUPPLY], 0, code,
                             &w->supply[place], err));
    APL_TRY(apl_lines_add(&w->lines, line, err));
    w->row_of[place] = w->lines.n_rows;
out:
    return status;
}

aploc_status aploc_supply_read_csv(const char *path, const aploc_communes *places,
                                   const aploc_read_options *options, double *supply,
                                   aploc_read_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.places = places};
    if (!path || !places || !supply)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as %s, expected %s",
                        !path     ? "the path"
                        : !places ? "the places"
                                  : "the supply",
                        !path     ? "a file"
                        : !places ? "a table of places"
                                  : "an array of numbers");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, NEEDED, NEEDED, &w.roles, err));
    APL_TRY(APL_ZEROED(w.supply, places->count, err));
    APL_TRY(APL_ZEROED(w.row_of, places->count, err));
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w.reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_supply(&w, options->unknown, err));
    }
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.lines.n_rows;
        apl_unknown_report(&w.unknown, report);
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
    memcpy(supply, w.supply, sizeof *supply * (size_t)places->count);
out:
    free(w.supply);
    free(w.row_of);
    apl_lines_free(&w.lines);
    apl_unknown_free(&w.unknown);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
