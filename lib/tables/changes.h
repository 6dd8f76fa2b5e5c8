/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_CHANGES_H
#define APL_TABLES_CHANGES_H

/* Changes of codes by day, and what a day does. */

#include <aploc/changes.h>

#include "tables/texts.h"

typedef struct apl_change {
    int32_t date;
    int32_t from, to;           /* numbers of codes */
    int32_t from_name, to_name; /* numbers of names; -1 where not said */
    int32_t mod;                /* 0 where not said */
    double share;               /* NaN where not said */
    int64_t line;
} apl_change;

struct aploc_changes {
    char *path;
    apl_texts codes;
    apl_texts names;
    apl_change *rows; /* by date, from, then line */
    int64_t count, room;
};

/* (A part of) one code becomes (a part of) another. */
typedef struct apl_edge {
    int32_t from, to;
    double share; /* NaN where not known; not looked at when `from` has one edge */
    int64_t line;
} apl_edge;

/* Edges that hold at the same time, those of a code one after the other. All zero is empty. */
typedef struct apl_stage {
    apl_edge *edges;
    int64_t count, room;
} apl_stage;

/* What a day does: one stage after the other. */
typedef struct apl_day {
    apl_stage stages[2];
} apl_day;

void apl_day_free(apl_day *day);

/* Find what the rows [begin, end) of one date do, or undo when `backwards`. `day` is emptied first, and
 * freed by the caller also after a failure. APLOC_ERR_CHANGE, APLOC_ERR_MEMORY. */
aploc_status apl_day_read(const aploc_changes *changes, int64_t begin, int64_t end, int backwards,
                          apl_day *day, aploc_error *err);

/* Write YYYYMMDD as 2019-01-01. */
enum { APL_DATE_SIZE = 16 };
const char *apl_date_text(int32_t date, char text[APL_DATE_SIZE]);

#endif
