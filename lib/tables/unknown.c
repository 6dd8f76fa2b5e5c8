/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/unknown.h"

#include <stdio.h>
#include <string.h>

#include "tables/communes.h"
#include "tables/encoding.h"

void apl_unknown_free(apl_unknown *unknown)
{
    apl_texts_free(&unknown->codes);
    *unknown = (apl_unknown){0};
}

aploc_status apl_unknown_note(apl_unknown *unknown, const char *code, int64_t length, int64_t line,
                              aploc_error *err)
{
    int32_t before = unknown->codes.count, number = 0;
    aploc_status status = apl_texts_add(&unknown->codes, code, length, &number, err);
    if (!status && number == before && number < APLOC_LEFT_OUT_MAX)
        unknown->lines[number] = line;
    return status;
}

void apl_unknown_report(const apl_unknown *unknown, aploc_read_report *report)
{
    report->n_unknown = unknown->n_rows;
    report->n_unknown_codes = unknown->codes.count;
    for (int32_t k = 0; k < unknown->codes.count && k < APLOC_LEFT_OUT_MAX; k++) {
        report->unknown[k].line = unknown->lines[k];
        apl_copy_text(report->unknown[k].code, sizeof report->unknown[k].code,
                      apl_texts_get(&unknown->codes, k));
    }
}

/* The usual reasons for a code not to be there; "" when none applies. */
static void find_hint(const char *code, const aploc_communes *places, char *hint, size_t size)
{
    /* Communes that the APL takes by arrondissement, and their first one. */
    static const char *const cities[][2] = {
        {"75056", "75101"}, {"69123", "69381"}, {"13055", "13201"}};
    char other[64];
    hint[0] = '\0';
    snprintf(other, sizeof other, "0%s", code);
    if (aploc_communes_find(places, other) >= 0)
        snprintf(hint, size, "; '%s' is there: a leading zero was lost in this file", other);
    else if (code[0] == '0' && aploc_communes_find(places, code + 1) >= 0)
        snprintf(hint, size, "; '%s' is there: a leading zero was lost in that table", code + 1);
    for (size_t k = 0; k < sizeof cities / sizeof *cities; k++)
        if (strcmp(code, cities[k][0]) == 0 && aploc_communes_find(places, cities[k][1]) >= 0)
            snprintf(hint, size,
                     "; that table has arrondissements ('%s' \xE2\x80\xA6) in its place",
                     cities[k][1]);
}

aploc_status apl_unknown_refuse_at(apl_place place, const char *where, const aploc_communes *places,
                                   aploc_error *err)
{
    char hint[160], path[200];
    find_hint(place.code, places, hint, sizeof hint);
    return apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, place,
                       "found the code '%s' in %s, expected one of the %d codes of %s%s",
                       place.code, where, (int)aploc_communes_count(places),
                       apl_shown(apl_communes_called(places), path, sizeof path), hint);
}

aploc_status apl_unknown_refuse(const apl_reader *reader, int32_t column, const char *code,
                                const aploc_communes *places, aploc_error *err)
{
    char name[64], where[80];
    snprintf(where, sizeof where, "column '%s'",
             apl_shown(apl_reader_name(reader, column), name, sizeof name));
    return apl_unknown_refuse_at(apl_reader_place(reader, column, code), where, places, err);
}
