/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/room.h"

#include "base/memory.h"

enum { LINE = 8 /* numbers of a cache line */ };

int64_t apl_room_of(int64_t n)
{
    return (n + LINE - 1) / LINE * LINE + LINE;
}

aploc_status apl_room_take(const aploc_plan *plan, int64_t n, apl_room *room, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    *room = (apl_room){.block = atomic_exchange(plan->spare, NULL), .used = LINE};
    n += LINE;
    if (room->block && room->block[0] >= (double)n)
        return APLOC_OK;
    free(room->block);
    room->block = NULL;
    APL_TRY(APL_NEW(room->block, n, err));
    room->block[0] = (double)n;
out:
    return status;
}

double *apl_room_array(apl_room *room, int64_t n)
{
    double *array = room->block + room->used;
    room->used += apl_room_of(n);
    return array;
}

void apl_room_give(const aploc_plan *plan, apl_room *room)
{
    if (room->block)
        free(atomic_exchange(plan->spare, room->block));
    room->block = NULL;
}
