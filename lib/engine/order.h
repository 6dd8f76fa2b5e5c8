/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_ORDER_H
#define APL_ENGINE_ORDER_H

/* The order in which rows are put into bands. */

#include "engine/pairs.h"

/* Orders of the rows of `pairs` and of `turned`, its other orientation, that put rows with the same
 * columns together. NULL where the caller's order does so already. Freed by the caller.
 * APLOC_ERR_MEMORY. */
aploc_status apl_order_find(const apl_pairs *pairs, const apl_pairs *turned, int32_t **rows,
                            int32_t **columns, aploc_error *err);

#endif
