/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_SOLVE_H
#define APL_ZONING_SOLVE_H

#include "zoning/zones.h"

/* Make the parts of a solved zoning: those of the plain one, each followed by the communes that left
 * it; z->moves are by area, and point to plain parts, afterwards to their own. */
aploc_status apl_solved_apply(aploc_zoning *z, aploc_error *err);

/* Give the parts that moved their reasons; people are counted. */
void apl_solved_say(aploc_zoning *z);

#endif
