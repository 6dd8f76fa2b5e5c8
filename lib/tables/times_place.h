/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_PLACE_H
#define APL_TABLES_TIMES_PLACE_H

/* From the order of a file of times to that of the tables of places. */

#include "tables/times_file.h"
#include "tables/unknown.h"

/* Columns of the file, of either width: one of both is NULL. */
typedef struct apl_file_columns {
    const uint16_t *narrow;
    const int32_t *wide;
} apl_file_columns;

/* Whether rows and pairs can stay as they are: the places of the tables come in the order of the file, and
 * all that the file has are there. */
int apl_times_stay(const apl_times_file *file);

/* How many pairs each row of the file has whose codes are places. Those that are left out are noted, by
 * the first pair that has a code, or refused. `offsets` are the file's, `kept` has a number for each of
 * its rows. APLOC_ERR_CODE_UNKNOWN, APLOC_ERR_MEMORY. */
aploc_status apl_times_count_known(const apl_times_file *file, const int64_t *offsets,
                                   apl_file_columns columns, int32_t policy, int32_t n_threads,
                                   int32_t *kept, apl_unknown *left_out, aploc_error *err);

/* The row of the file for each place of the tables; -1: none. APLOC_ERR_MEMORY. */
aploc_status apl_times_find_rows(const apl_times_file *file, int32_t **rows, aploc_error *err);

/* Bring a table with the rows and columns of the file to the places of the tables: each row goes to its
 * place, its pairs to the order of the places of their columns; pairs of codes that are no places are left
 * out, as above. Memory for the pairs is needed once more meanwhile. APLOC_ERR_CODE_UNKNOWN,
 * APLOC_ERR_MEMORY. */
aploc_status apl_times_place(const apl_times_file *file, int32_t policy, int32_t n_threads,
                             aploc_times *times, apl_unknown *left_out, aploc_error *err);

#endif
