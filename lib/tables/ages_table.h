/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_AGES_TABLE_H
#define APL_TABLES_AGES_TABLE_H

/* Residents by place, age class and sex: the table, and the numbers it is built from. */

#include <aploc/ages.h>

#include "base/error.h"

struct aploc_ages {
    char *path;
    int32_t count;
    aploc_age_class *classes; /* youngest first */
    int32_t n_classes;
    double *tables[APLOC_SEX_COUNT]; /* NULL where nobody is of that sex */
};

/* A number of the file. */
typedef struct apl_age_cell {
    double residents; /* NaN: missing */
    int32_t place;
    int16_t from; /* the first age of its class */
    int16_t sex;
    int64_t line;
} apl_age_cell;

/* Room for what is read of a table. All zero is empty, but for the classes. */
typedef struct apl_age_cells {
    apl_age_cell *cells;
    int64_t n, room;
    aploc_age_class *by_from; /* by first age, APL_AGES_OLDEST + 1 of them; `to` is -1 where none */
} apl_age_cells;

void apl_age_cells_free(apl_age_cells *cells);

/* Take a class; 0 when one with the same first age and another last one is there. Classes that overlap
 * otherwise come out when the table is built. APLOC_ERR_COLUMN_REPEATED, APLOC_ERR_MEMORY. */
aploc_status apl_age_cells_class(apl_age_cells *cells, aploc_age_class ages, apl_place place,
                                 aploc_error *err);

aploc_status apl_age_cells_add(apl_age_cells *cells, apl_age_cell cell, aploc_error *err);

/* Build the table of the cells. APLOC_ERR_CODE_REPEATED, APLOC_ERR_COLUMN_REPEATED,
 * APLOC_ERR_MEMORY. */
aploc_status apl_age_cells_build(const apl_age_cells *cells, const char *path,
                                 const aploc_communes *places, aploc_ages **ages, aploc_error *err);

#endif
