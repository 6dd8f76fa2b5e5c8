/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_PLACE_H
#define APL_TABLES_TIMES_PLACE_H

/* From the order of a file of times to that of the tables of places. */

#include "tables/times_file.h"
#include "tables/unknown.h"

/* Whether rows and pairs can stay as they are: the places of the tables come in the order of the file, and
 * all that the file has are there. */
int apl_times_stay(const apl_times_file *file);

/* Bring what was read of a file to the places of the tables: `times` has its rows, and its pairs unless
 * `coded` has them. Each row goes to its place, its pairs to the order of the places of their columns; pairs
 * of codes that are no places are left out and noted in `left_out`, or refused. With `coded`, columns are
 * places then. Memory for the pairs is needed once more meanwhile. Time grows with the pairs.
 * APLOC_ERR_CODE_UNKNOWN, APLOC_ERR_MEMORY; what was read is not to be used then. */
aploc_status apl_times_place(apl_times_file *file, int32_t policy, int32_t n_threads,
                             aploc_times *times, apl_times_coded *coded, apl_unknown *left_out,
                             aploc_error *err);

#endif
