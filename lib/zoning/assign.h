/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_ASSIGN_H
#define APL_ZONING_ASSIGN_H

#include "zoning/zones.h"

/* The parts of one area, in order, while they are classed. */
typedef struct apl_walk {
    const aploc_zoning *z;
    apl_part *parts;
    int32_t n;                              /* all of the area */
    int32_t n_ranked;                       /* of them, to be classed by their APL */
    double total;                           /* people of the area */
    double taken;                           /* people ranked by now */
    double used[APLOC_ZONE_CLASSES_MAX];    /* people in each class by now */
    double decided[APLOC_ZONE_CLASSES_MAX]; /* of them, by decision */
    const double *ceilings;                 /* of the area, by class */
} apl_walk;

/* Parts that are taken as one: a single one, or those with the same APL. */
typedef struct apl_block {
    int32_t first, n; /* those decided among them are passed over */
    int32_t rank;     /* of the first */
    double apl, people;
} apl_block;

/* By thresholds, and the words for it (by_threshold.c). Whether the APL is within a class's. */
int apl_within(const aploc_zone_class *zone, double apl);
/* The first class that is not picked whose threshold an APL does not pass. */
int32_t apl_usual_class(const aploc_rules *rules, double apl);
void apl_by_threshold(apl_walk *w, const apl_block *block);

/* By shares, under ceilings; `open` is the first class that is not closed. */
void apl_by_share(apl_walk *w, const apl_block *block);
void apl_by_ceiling(apl_walk *w, const apl_block *block, int32_t *open);

/* Whether people from `before` to `after` are below a cut, by the rule for those who straddle it. */
int apl_is_below(int32_t straddle, double before, double after, double cut);

/* Put the parts of a block that have no decision in a class. */
void apl_put(apl_walk *w, const apl_block *block, int32_t zone);

#endif
