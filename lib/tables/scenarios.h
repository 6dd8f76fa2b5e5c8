/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_SCENARIOS_H
#define APL_TABLES_SCENARIOS_H

/* What scenarios change of a supply, scenario after scenario. */

#include <aploc/scenarios.h>

#include "tables/texts.h"

typedef struct apl_supply_change {
    int64_t line;
    double value;
    int32_t place;
    int32_t is_added; /* to the supply as given; else in its place */
} apl_supply_change;

struct aploc_scenarios {
    char *path;
    apl_texts names;
    int32_t n_places;
    int64_t *offsets; /* of each scenario's changes, and their number */
    apl_supply_change *changes;
};

#endif
