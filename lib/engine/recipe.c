/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/recipe.h"

#include <aploc/family.h>

/* An options struct of zeros asks for the APL. */
_Static_assert(APLOC_VARIANT_E2SFCA == 0, "the default variant is e2sfca");

static const apl_recipe recipes[APLOC_VARIANT_COUNT] = {
    [APLOC_VARIANT_E2SFCA] = {.first = APL_GATHER, .second = APL_GATHER, .competes = 1},
    [APLOC_VARIANT_2SFCA] = {.first = APL_GATHER_ONES, .second = APL_GATHER_ONES, .competes = 1},
    [APLOC_VARIANT_KD2SFCA] = {.first = APL_GATHER, .second = APL_GATHER, .competes = 1},
    [APLOC_VARIANT_M2SFCA] = {.first = APL_GATHER, .second = APL_GATHER_TWICE, .competes = 1},
    /* G f = f f / sum of f: the sum belongs to the place of demand, so it leaves the gather. */
    [APLOC_VARIANT_3SFCA] = {.first = APL_GATHER_TWICE,
                             .second = APL_GATHER_TWICE,
                             .competes = 1,
                             .splits_demand = 1,
                             .splits_result = 1},
    [APLOC_VARIANT_BFCA] = {.first = APL_GATHER,
                            .second = APL_GATHER,
                            .competes = 1,
                            .splits_demand = 1,
                            .splits_supply = 1},
    [APLOC_VARIANT_HANSEN] = {.first = APL_GATHER, .second = APL_GATHER},
    [APLOC_VARIANT_CUMULATIVE] = {.first = APL_GATHER_ONES, .second = APL_GATHER_ONES},
};

const apl_recipe *apl_recipe_of(int32_t variant)
{
    int known = variant >= 0 && variant < APLOC_VARIANT_COUNT && recipes[variant].first != 0;
    return known ? &recipes[variant] : NULL;
}
