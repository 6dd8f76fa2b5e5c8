/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_PRACTITIONERS_H
#define APL_TABLES_PRACTITIONERS_H

/* A table of practices, row by row, and what is known of each practitioner. */

#include <aploc/practitioners.h>

#include "tables/lines.h"
#include "tables/texts.h"

typedef struct apl_practice {
    double acts, months;
    int32_t who;      /* the number of the id */
    int32_t replaces; /* the number of an id, -1 for all but locums */
    int32_t place;    /* -1 when the places do not have the code */
    int16_t opened;   /* 0 when not known */
    int8_t rank, status;
} apl_practice;

/* One an id, locums and those they replace included. Rows are -1 where there is none. */
typedef struct apl_practitioner {
    int32_t main_row;  /* the main practice */
    int32_t own_row;   /* the first row that is no locum's */
    int32_t any_row;   /* the first row */
    int32_t birth_row; /* the first row with a birth year */
    int32_t age_row;   /* the first row with an age */
    int32_t profession;
    int16_t birth_year, age; /* where there is such a row */
} apl_practitioner;

struct aploc_practitioners {
    char *path;
    apl_practice *rows;
    int64_t rows_room;
    int32_t count;
    apl_lines lines;
    apl_texts ids;
    apl_practitioner *people; /* ids.count */
    int64_t people_room;
    apl_texts professions; /* folded, to be compared */
    apl_texts spellings;   /* as first written, with the same numbers */
    int32_t n_places;      /* of the table that `place` refers to */
    int knows_opened;      /* the file has such a column */
};

/* Room for a profession to be compared. */
enum { APL_PROFESSION_SIZE = 256 };

#endif
