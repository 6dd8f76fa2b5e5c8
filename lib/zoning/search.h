/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_SEARCH_H
#define APL_ZONING_SEARCH_H

#include "zoning/fill.h"

/* Beyond all sums; two of them can be added. */
#define APL_FAR (INT64_C(1) << 61)

enum { APL_REST_SLOTS = 1024 };

/* The least people that the boundaries from one on need, given what crosses the one before. */
typedef struct apl_rest {
    int64_t carried, people;
    int32_t used;
} apl_rest;

/* From which sum to which. */
typedef struct apl_span {
    int64_t low, high;
} apl_span;

typedef struct apl_search {
    const apl_fill *f;
    int32_t n_boundaries;
    apl_span change[APLOC_ZONE_CLASSES_MAX]; /* what each class may gain */
    int32_t counts[APLOC_ZONE_CLASSES_MAX];  /* moves across each boundary; -1: any number */
    apl_span carry[APLOC_ZONE_CLASSES_MAX];  /* what these can carry across it */
    int64_t after[APLOC_ZONE_CLASSES_MAX];   /* people that the later boundaries move at least */
    int64_t after_limit[APLOC_ZONE_CLASSES_MAX]; /* of them, by substitution */
    apl_rest *rests;                             /* slots by boundary */
    /* What is chosen by now, and since where: what stands before does not count in a part search. */
    int32_t *chosen;
    int32_t n, since;
    int64_t people, substituted;
    int32_t net[2]; /* exchanges raised less those lowered, by band */
    int32_t partial;
    /* The best of this number of moves; APL_FAR people: none. */
    int32_t *best;
    int64_t best_people;
    int64_t *work;
} apl_search;

/* Choose moves for the boundaries from `b` on, when `carried` people cross the one before. */
void apl_search_from(apl_search *s, int32_t b, int64_t carried);

/* What each boundary can carry under s->counts (-1: with any number of moves); 0 when it cannot be. */
int apl_search_narrow(apl_search *s);

#endif
