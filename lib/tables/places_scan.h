/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_PLACES_SCAN_H
#define APL_TABLES_PLACES_SCAN_H

/* A quick way through the rows of a table of places that need no care, which are nearly all: unquoted
 * fields without blanks at their ends, plain decimals. Whatever else stands in a row is left to the
 * reader of all tables (communes_csv.c), which has the last word on what is right and what is wrong. */

#include <stdint.h>
#include <string.h>

#include "tables/parts.h"

typedef enum apl_field_use {
    APL_USE_TEXT,
    APL_USE_CODE,  /* printed ASCII without blanks, 1 to 47 bytes */
    APL_USE_NUMBER /* as its rules want it */
} apl_field_use;

/* Where the text of a field stands, and its first bytes: most texts are no longer, and who looks for one need
 * not go back to where it stands. */
typedef struct apl_span {
    uint32_t at, length;
    char head[8]; /* zeros behind the end */
} apl_span;

/* The text of a field of `all`, not ended by a zero. */
static inline const char *apl_span_text(const apl_span *span, const char *all)
{
    return span->length <= sizeof span->head ? span->head : all + span->at;
}

/* Whether two fields have the same text. */
static inline int apl_span_same(const apl_span *a, const apl_span *b, const char *all)
{
    return a->length == b->length && memcmp(a->head, b->head, sizeof a->head) == 0 &&
           (a->length <= sizeof a->head || memcmp(all + a->at, all + b->at, a->length) == 0);
}

/* What a column holds, and where its fields go: that of row k, counted from 0, to values[k * stride] or to
 * spans[k]. */
typedef struct apl_field_rules {
    apl_field_use use;
    int may;      /* APL_MAY_…; of a number */
    double limit; /* of its absolute value; 0: none */
    double *values;
    int64_t stride;
    apl_span *spans;
} apl_field_rules;

typedef struct apl_place_rules {
    char separator;
    char mark; /* the decimal mark of the file; 0: not known yet, numbers have none */
    int32_t n_columns;
    const apl_field_rules *columns;
} apl_place_rules;

/* What was scanned. */
typedef struct apl_scanned_places {
    int64_t bytes, rows; /* up to the first row that needs care */
    int has_high;        /* a byte beyond ASCII, in good UTF-8 */
    int crlf;            /* a line ended in CRLF */
} apl_scanned_places;

/* Scan a text of less than 4 GiB, up to the first row that needs care; there must be room for a row a line.
 * The fields are the same however the text is cut, and for any number of threads. */
apl_scanned_places apl_places_scan(const apl_place_rules *rules, apl_parts *parts);

#endif
