/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_COMMUNES_ROWS_H
#define APL_TABLES_COMMUNES_ROWS_H

/* A table of places on its way from a file: rows that need care one by one (communes_csv.c), the others in
 * blocks (communes_rows.c), in the order of the file. */

#include "tables/communes.h"
#include "tables/lines.h"
#include "tables/places_scan.h"
#include "tables/roles.h"

/* A numeric column and what its values may be. */
typedef struct apl_place_number {
    apl_role role;
    int rules;
    double limit; /* of the absolute value; 0: none */
} apl_place_number;

extern const apl_place_number apl_place_numbers[APLOC_ROLE_COUNT];

/* A column of texts in rows that were scanned. */
typedef struct apl_text_column {
    int32_t column;
    apl_texts *texts;
    int32_t **levels; /* where the number of each row goes; NULL: it is that of the place */
    apl_span *spans;
    int are_names; /* asked for by place, never looked for: whether one comes again does not matter */
    int64_t n_new; /* of the codes: rows before the first that has one again */
    aploc_status status;
    aploc_error err;
} apl_text_column;

/* What one reading works with. */
typedef struct apl_places_work {
    apl_reader reader;
    apl_roles roles;
    apl_lines lines;
    aploc_communes *communes;
    int32_t *group_columns; /* the column of each group */
    /* Scans; without texts there are none. */
    int32_t n_threads;
    apl_field_rules *rules; /* one a column */
    apl_text_column *texts; /* the codes first */
    int32_t n_texts;
    apl_span *spans; /* of one text column after the other */
    int64_t spans_room;
    int is_foreseen;   /* there is room for about all rows */
    int64_t with_care; /* rows to read with care before the next scan: more and more of them in a
                          file where most need it */
} apl_places_work;

/* Find out what the columns are used for, once they are bound; there are no texts where rows cannot be scanned.
 * APLOC_ERR_MEMORY. */
aploc_status apl_places_start_scans(apl_places_work *w, const aploc_read_options *options,
                                    aploc_error *err);

/* Take the rows that wait and need no care. Any status of reading. */
aploc_status apl_places_take_scanned(apl_places_work *w, aploc_error *err);

/* The code at `place` is that of place `number` already. */
aploc_status apl_places_refuse_repeat(const apl_places_work *w, apl_place place, int32_t number,
                                      aploc_error *err);

#endif
