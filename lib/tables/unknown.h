/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_UNKNOWN_H
#define APL_TABLES_UNKNOWN_H

/* Codes that are in a file and not among the places: refused with a hint, or counted. */

#include <aploc/communes.h>

#include "tables/reader.h"
#include "tables/texts.h"

/* All zero is empty. */
typedef struct apl_unknown {
    int64_t n_rows;
    apl_texts codes; /* distinct */
    int64_t lines[APLOC_LEFT_OUT_MAX];
} apl_unknown;

void apl_unknown_free(apl_unknown *unknown);

/* Note an unknown code of a row that is left out. APLOC_ERR_MEMORY. */
aploc_status apl_unknown_note(apl_unknown *unknown, const char *code, int64_t length, int64_t line,
                              aploc_error *err);

/* Put what was noted into a report. */
void apl_unknown_report(const apl_unknown *unknown, aploc_read_report *report);

/* Fail for an unknown code, with the likely reason. */
aploc_status apl_unknown_refuse(const apl_reader *reader, int32_t column, const char *code,
                                const aploc_communes *places, aploc_error *err);

/* The same for place.code, which stands in `where`: "column 'from'". */
aploc_status apl_unknown_refuse_at(apl_place place, const char *where, const aploc_communes *places,
                                   aploc_error *err);

#endif
