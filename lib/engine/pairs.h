/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_PAIRS_H
#define APL_ENGINE_PAIRS_H

/* The weighted pairs of a territory as compressed sparse rows: what stands between times and the
 * form that steps read. */

#include <aploc/times.h>

#include "engine/codes.h"
#include "tables/times_h5.h"

typedef struct apl_pairs {
    int32_t n_rows, n_columns;
    int64_t *offsets; /* n_rows + 1 */
    int32_t *index;   /* ascending within a row */
    uint16_t *codes;  /* of the weights, above 0; NULL: */
    double *weights;  /* the weights themselves */
} apl_pairs;

/* Which pairs of times to take. */
typedef struct apl_choice {
    const apl_codes *codes;
    const int32_t
        *rank; /* one a column: its number among those wanted, -1: it is not; NULL: all are */
    int32_t n_wanted;
    int own_is_zero; /* a place is its own supplier at 0 minutes, whatever the times say */
} apl_choice;

/* The pairs of weight above 0, and how many there are with the columns that are not wanted.
 * Free with apl_pairs_free, also on failure. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_pairs_take(const aploc_times *times, const apl_choice *choice, int32_t n_threads,
                            apl_pairs *pairs, int64_t *n_weighted, aploc_error *err);

/* The same of pairs with codes of minutes, where weights have codes, too: code_of[c] is that of the weight of
 * minutes c. `report` is told of own places. */
aploc_status apl_pairs_take_coded(const apl_times_coded *coded, const apl_choice *choice,
                                  const uint16_t *code_of, int32_t n_threads, apl_pairs *pairs,
                                  int64_t *n_weighted, aploc_read_report *report, aploc_error *err);

/* The other orientation. */
aploc_status apl_pairs_transpose(const apl_pairs *pairs, int32_t n_threads, apl_pairs *transposed,
                                 aploc_error *err);

void apl_pairs_free(apl_pairs *pairs);

#endif
