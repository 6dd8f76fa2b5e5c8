/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_KEPT_H
#define APL_ENGINE_KEPT_H

/* Rows of weighed pairs, kept as column and code as long as there is room for them: six bytes a pair,
 * four where columns are below 65 536. */

#include "engine/weigh.h"

typedef struct apl_kept apl_kept;

/* Begin to keep up to n_rows rows in so many bytes at most. */
aploc_status apl_kept_new(int32_t n_rows, int32_t n_columns, int64_t most, apl_kept **kept,
                          aploc_error *err);
void apl_kept_free(apl_kept *kept);

/* Keep the last row of a weigher with codes; rows come in order. 0: it does not fit. */
int apl_kept_add(apl_kept *kept, const apl_weigher *weigher);

int64_t apl_kept_bytes(const apl_kept *kept);

/* Go back to the first row; give the next one to a weigher, as its last row. */
void apl_kept_begin(apl_kept *kept);
void apl_kept_next(apl_kept *kept, apl_weigher *weigher);

#endif
