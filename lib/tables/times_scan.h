/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_SCAN_H
#define APL_TABLES_TIMES_SCAN_H

/* A quick way through the rows of times that need no care, which are nearly all: unquoted fields
 * without blanks, known codes, plain decimals. Whatever else stands in a row is left to the reader
 * of all tables (times_csv.c), which has the last word on what is right and what is wrong. */

#include "tables/keys.h"
#include "tables/parts.h"

/* What a row needs no care with. */
typedef struct apl_scan_rules {
    char separator;
    char mark; /* the decimal mark of the file; 0: not known yet, numbers have none */
    int32_t n_columns;
    int32_t from, to, minutes; /* their columns */
    const apl_texts *from_codes, *to_codes;
    const apl_keys *from_keys, *to_keys; /* of the same; both may be NULL, which is slower */
} apl_scan_rules;

/* Where the pairs of the rows go. */
typedef struct apl_scan_pairs {
    int32_t *from, *to;
    double *minutes;
} apl_scan_pairs;

/* What was scanned. */
typedef struct apl_scanned {
    int64_t bytes, rows; /* up to the first row that needs care */
    int64_t own;         /* rows of one place with itself, by number */
    int64_t own_not_zero;
    int crlf; /* a line ended in CRLF */
} apl_scanned;

/* Scan a text, up to the first row that needs care; there must be room for a pair a line. The pairs are the
 * same however the text is cut, and for any number of threads. */
apl_scanned apl_times_scan(const apl_scan_rules *rules, apl_parts *parts, apl_scan_pairs pairs);

#endif
