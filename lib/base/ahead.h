/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_AHEAD_H
#define APL_BASE_AHEAD_H

/* Work that runs ahead of whoever takes its results, on a thread of its own, into a few slots: the
 * thread waits while all are full. */

#include <stdint.h>

#include "base/error.h"

/* Fill slot `slot`, which nobody else touches meanwhile; set `*is_last` in the one after which nothing
 * comes. A failure ends the work. */
typedef aploc_status apl_ahead_fill(void *data, int slot, int *is_last, aploc_error *err);

typedef struct apl_ahead apl_ahead;

enum { APL_AHEAD_SLOTS = 3 };

/* Begin. Without `threaded`, or where no thread is to be had, each slot is filled when it is asked
 * for, with the same results. APLOC_ERR_MEMORY. */
aploc_status apl_ahead_start(int threaded, apl_ahead_fill *fill, void *data, apl_ahead **ahead,
                             aploc_error *err);

/* Give back the slot that was taken before, and take the next: its number, -1 after the last. What the
 * filling failed with. */
aploc_status apl_ahead_next(apl_ahead *ahead, int *slot, aploc_error *err);

/* Wait until the thread has filled what it is at, and end it. NULL is fine. */
void apl_ahead_stop(apl_ahead *ahead);

#endif
