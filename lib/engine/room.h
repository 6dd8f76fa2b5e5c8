/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_ROOM_H
#define APL_ENGINE_ROOM_H

/* Room to work in, which a plan keeps from one solution to the next: fresh memory costs a solution
 * as much time as its sums do. Solutions that run at once have each their own. */

#include "base/error.h"
#include "engine/plan.h"

/* A row of arrays in one block. */
typedef struct apl_room {
    double *block; /* its first number is its size; NULL: nothing was taken */
    int64_t used;
} apl_room;

/* Take room for `n` numbers, in arrays of apl_room_array. Give it back with apl_room_give, also on
 * failure. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_room_take(const aploc_plan *plan, int64_t n, apl_room *room, aploc_error *err);

/* The next `n` numbers of the room; no two arrays share a cache line. */
double *apl_room_array(apl_room *room, int64_t n);

/* What an array of n numbers takes. */
int64_t apl_room_of(int64_t n);

void apl_room_give(const aploc_plan *plan, apl_room *room);

#endif
