/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_ZONE_SOLVE_H
#define APLOC_CLI_ZONE_SOLVE_H

/* The options that fill ceilings, and what was moved. */

#include <argp.h>

#include "zone.h"

/* What --solve and its like say; the input of zone_solve_argp. */
typedef struct zone_solving {
    bool wanted;
    const char *given; /* the last of the options that need --solve */
    aploc_zoning_solve_options options;
} zone_solving;

extern const struct argp zone_solve_argp;

/* The moves, and how near each area came to its ceilings, on stderr; nothing when none was filled. */
aploc_status zone_print_moves(const zone_tables *t, aploc_error *err);

#endif
