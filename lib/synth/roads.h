/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_ROADS_H
#define APL_SYNTH_ROADS_H

/* Travel times, row by row: nobody holds all pairs. */

#include <stdint.h>

#include "synth/territory.h"

/* A pair of a row. */
typedef struct apl_road {
    int32_t row;    /* of the destination in the files */
    int32_t tenths; /* of a minute, at least 1 */
} apl_road;

typedef struct apl_roads apl_roads;

/* As the crow flies, detours included: a slow start, faster roads on longer ways (km/h); and the speed
 * that nobody exceeds. */
extern const double apl_roads_slow, apl_roads_gained, apl_roads_gained_at, apl_roads_fastest;

/* Minutes over the hills from one commune to another, never negative. */
double apl_roads_climb(const apl_territory *territory, const apl_commune *from,
                       const apl_commune *to);

/* Minutes that the two ends take: looking for a place to park, and getting out of nowhere. */
double apl_roads_ends(const apl_commune *from, const apl_commune *to);

/* Freed by apl_roads_free. */
aploc_status apl_roads_create(const apl_territory *territory, double max_minutes, apl_roads **roads,
                              aploc_error *err);
void apl_roads_free(apl_roads *roads);

/* The pairs from a commune, up to max_minutes, by ascending row of the destination. They are the
 * roads' own, until the next call. */
aploc_status apl_roads_from(apl_roads *roads, int32_t commune, const apl_road **pairs, int64_t *n,
                            aploc_error *err);

#endif
