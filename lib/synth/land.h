/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_LAND_H
#define APL_SYNTH_LAND_H

/* The plane before anybody lives on it: an outline, relief, empty land. Kilometres. */

#include <stdint.h>

#include <aploc/status.h>

enum { APL_OUTLINE_SIZE = 64 };

typedef struct apl_land {
    uint64_t relief;                    /* key of the noise */
    double area;                        /* square kilometres */
    double radius;                      /* of the disc of that area */
    double x, y;                        /* the middle */
    double home_x, home_y, home_radius; /* the mountains that are always there */
    double edge_x[APL_OUTLINE_SIZE], edge_y[APL_OUTLINE_SIZE];
    double low_x, low_y, high_x, high_y; /* the box around the outline */
} apl_land;

/* Lay out the land for n communes: the area grows with them, so that density stays France's. */
aploc_status apl_land_make(apl_land *land, uint64_t seed, int32_t n, aploc_error *err);

/* Whether a point is inside the outline. O(APL_OUTLINE_SIZE). */
int apl_land_has(const apl_land *land, double x, double y);

/* Altitude, metres. O(1). */
double apl_land_altitude(const apl_land *land, double x, double y);

/* How far people settle here, from 0 (empty land) to 1. O(1). */
double apl_land_fertility(const apl_land *land, double x, double y);

#endif
