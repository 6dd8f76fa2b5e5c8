/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_HOLDERS_H
#define APL_BASE_HOLDERS_H

/* Immutable objects that several owners hold: a run keeps the tables of its caller without a copy,
 * and either may let go first. A zeroed count means one holder. */

#include <stdatomic.h>
#include <stdint.h>

typedef atomic_int_least32_t apl_holders;

/* One holder more. */
static inline void apl_hold(apl_holders *more)
{
    atomic_fetch_add_explicit(more, 1, memory_order_relaxed);
}

/* One holder less; says whether it was the last, who frees the object. */
static inline int apl_let_go(apl_holders *more)
{
    return atomic_fetch_sub_explicit(more, 1, memory_order_acq_rel) == 0;
}

/* The object behind a pointer to const, for its holder to free: counting holders does not change
 * what the object says. */
#define APL_HELD(type, object) ((type *)(uintptr_t)(object))

#endif
