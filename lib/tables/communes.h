/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_COMMUNES_H
#define APL_TABLES_COMMUNES_H

/* A table of places, column by column. */

#include <aploc/communes.h>

#include "base/holders.h"
#include "tables/lines.h"
#include "tables/texts.h"

/* A column of text: its distinct values, and the one of each place. */
typedef struct apl_group {
    char *name;
    int32_t *levels;
    int64_t room;
    apl_texts texts;
} apl_group;

typedef struct apl_column {
    double *values; /* NULL when the table has no such column */
    int64_t room;
} apl_column;

/* What a column of the file holds. */
typedef enum apl_column_kind {
    APL_COLUMN_CODE,
    APL_COLUMN_NAME,
    APL_COLUMN_NUMBER, /* `index` is the aploc_role */
    APL_COLUMN_AGES,   /* `index` is the age class */
    APL_COLUMN_GROUP   /* `index` is the group */
} apl_column_kind;

typedef struct apl_header {
    char *name;
    apl_column_kind kind;
    int32_t index;
} apl_header;

struct aploc_communes {
    apl_holders holders;
    char *path;
    int32_t count;
    apl_texts codes; /* the number of a code is the number of its place */
    apl_group names; /* levels is NULL when there are none */
    apl_column columns[APLOC_ROLE_COUNT];
    aploc_age_class *ages;
    int32_t n_ages;
    apl_column age_table; /* place by place */
    apl_group *groups;
    int32_t n_groups;
    apl_lines lines;    /* of a file's rows; empty for a table that was not read from CSV */
    apl_header *header; /* the columns as they stood in the file */
    int32_t n_header;
};

/* What to call a table within a sentence: its file, or "the table" where it was made of arrays without one. */
const char *apl_communes_called(const aploc_communes *communes);

/* Hold a table once more; each holder calls aploc_communes_free. NULL gives NULL. */
aploc_communes *apl_communes_hold(const aploc_communes *communes);

#endif
