/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_RECIPE_H
#define APL_ENGINE_RECIPE_H

/* The variants that aploc_solve computes, as what they make of the same two steps. */

#include "engine/kernel.h"

typedef struct apl_recipe {
    apl_gather first;  /* step 1: the demand in reach of each place of supply */
    apl_gather second; /* step 2: the supply in reach of each place of demand */
    int competes;      /* step 2 gathers supply a person in reach; else the supply itself */
    int splits_demand; /* a demand spreads over the supply in its reach, by weight */
    int splits_result; /* and takes from it in the same proportion */
    int splits_supply; /* a ratio spreads over the places with demand in reach, by weight */
} apl_recipe;

/* NULL for a variant that is none of two steps. */
const apl_recipe *apl_recipe_of(int32_t variant);

#endif
