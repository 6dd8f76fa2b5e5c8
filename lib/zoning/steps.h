/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_STEPS_H
#define APL_ZONING_STEPS_H

#include "zoning/fill.h"
#include "zoning/zones.h"

/* What rules and options allow; shares are NaN where there are none. */
typedef struct apl_leave {
    double substitution, low_band, high_band;
    int32_t kinds, near, up;
} apl_leave;

/* One area: its parts, and the moves that are allowed there. */
typedef struct apl_ground {
    const aploc_zoning *z;
    apl_leave leave;
    const double *ceilings; /* by class */
    int32_t area;
    int32_t from, to;       /* its parts */
    int64_t *parts;         /* people of each part of the zoning, in millionths */
    const int32_t *regions; /* of each part, -1: several; NULL where shares need not stay */
    int64_t unit;           /* millionths that the fill counts in */
    int64_t limit;          /* people who may be substituted, in millionths */
    int64_t steps_room;
    apl_fill fill;
} apl_ground;

/* People in millionths. */
int64_t apl_millionths(double people);

/* Find the moves of the area; its fill but for what the options say. */
aploc_status apl_ground_take(apl_ground *g, aploc_error *err);

#endif
