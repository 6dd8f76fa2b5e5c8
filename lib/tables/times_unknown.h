/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_UNKNOWN_H
#define APL_TABLES_TIMES_UNKNOWN_H

/* Rows and columns of an HDF5 file of times whose codes the tables of places lack: each is refused, or noted
 * once, where the first pair has it. */

#include "tables/times_file.h"
#include "tables/unknown.h"

/* All zero but for the first three. The codes are read where the first is told. */
typedef struct apl_times_unknown {
    const apl_times_file *file;
    int32_t policy; /* aploc_policy */
    apl_unknown *left_out;
    char **from, **to; /* of the rows; of the columns, NULL: those of the rows */
    uint8_t *rows_told, *columns_told;
} apl_times_unknown;

/* Tell a row, or a column, that is no place, unless it was told before. APLOC_ERR_CODE_UNKNOWN,
 * APLOC_ERR_MEMORY, and as apl_h5_read_texts. */
aploc_status apl_times_tell_row(apl_times_unknown *unknown, int32_t row, aploc_error *err);
aploc_status apl_times_tell_column(apl_times_unknown *unknown, int32_t column, aploc_error *err);

/* Nothing is told yet, and nothing left out. */
void apl_times_unknown_begin(apl_times_unknown *unknown);

/* Bytes that it takes of a file, when something is told. */
aploc_status apl_times_unknown_bytes(const apl_times_file *file, int64_t *bytes, aploc_error *err);

/* Let go of the codes; what is noted stays. */
void apl_times_unknown_free(apl_times_unknown *unknown);

#endif
