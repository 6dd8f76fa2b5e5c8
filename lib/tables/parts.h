/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_PARTS_H
#define APL_TABLES_PARTS_H

/* A text in parts of whole lines, which threads scan, each the next that nobody has begun: what stands in a
 * part goes where it belongs at once, since the lines before it have been counted. */

#include <stdint.h>

enum {
    APL_PARTS_MAX = 64,
    APL_PART_BYTES = 1 << 18 /* of a part, about: more than finding it costs */
};

typedef struct apl_part {
    const char *begin, *end;
    int64_t first_row; /* how many lines stand before it */
    /* What was scanned, up to the first row that needs care. A row that is scanned is one line. */
    int64_t bytes, rows;
    int crlf; /* a line ended in CRLF */
} apl_part;

typedef struct apl_parts {
    apl_part part[APL_PARTS_MAX];
    int32_t n, n_threads;
    int64_t lines;
} apl_parts;

/* Cut `length` bytes, whole lines that end in LF or CRLF, into at most `n` parts (0: as many as are worth
 * it), some of which may be empty, and count their lines. Threads: at most `n_threads`. */
void apl_parts_cut(apl_parts *parts, const char *text, int64_t length, int32_t n,
                   int32_t n_threads);

/* Scan all parts: scan(data, parts, k) fills in what was scanned of part k. Returns how many parts count,
 * from the first on: up to the one that met a row that needs care, or all. `bytes`, `rows` and `crlf` of
 * these together go to `all`. */
int32_t apl_parts_scan(apl_parts *parts, void (*scan)(void *data, apl_parts *parts, int32_t k),
                       void *data, apl_part *all);

#endif
