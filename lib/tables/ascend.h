/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_ASCEND_H
#define APL_TABLES_ASCEND_H

/* The order of the columns of a row. Both ways take the same time whatever the order is: rows are too short
 * for guesses that go wrong. */

#include "base/error.h"

/* Room for rows of so many columns; one a thread. All zero is empty. */
typedef struct apl_ascend {
    uint64_t *pairs, *sorted;
} apl_ascend;

/* APLOC_ERR_MEMORY; free it also then. */
aploc_status apl_ascend_new(apl_ascend *room, int64_t most, aploc_error *err);
void apl_ascend_free(apl_ascend *room);

/* How n distinct columns below `limit` ascend: order[m] is the number of the one that has m below it.
 * Return 0 when they do already. */
int apl_ascend_find(const apl_ascend *room, const int32_t *columns, int32_t n, int32_t limit,
                    int32_t *order);

#endif
