/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_FILL_H
#define APL_ZONING_FILL_H

/* Filling the classes of one area: which moves, between neighbouring classes, bring each class near its
 * ceiling. People are whole numbers of a unit in which all of them are whole, so that sums are exact. */

#include <aploc/zoning.h>
#include <aploc/zoning_solve.h>

/* A move that is allowed: something with people, across the boundary between two classes. */
typedef struct apl_step {
    int64_t value; /* its people: + into the class above the boundary, − out of it */
    const char *code;
    int32_t boundary; /* between the classes `boundary` and `boundary` + 1 */
    int32_t kind;     /* aploc_zone_move_kind */
    int32_t band;     /* of an exchange: 0 low, 1 high */
    int32_t part;     /* what it belongs to … */
    int32_t place;    /* … and which of it; -1: the whole part */
    int32_t siblings; /* places of the part, one of which must stay; 0: no matter */
    int32_t region;   /* where shares stay */
} apl_step;

typedef struct apl_fill {
    apl_step *steps; /* by boundary, value, then apl_step_order */
    int64_t *sums;   /* of the values of the steps before each; n_steps + 1 */
    int32_t n_steps;
    int32_t n_classes;
    int32_t first[APLOC_ZONE_CLASSES_MAX]; /* step of each boundary; n_classes of them */
    int32_t bounded[APLOC_ZONE_CLASSES_MAX];
    int32_t shut[APLOC_ZONE_CLASSES_MAX];   /* nobody may come */
    int64_t left[APLOC_ZONE_CLASSES_MAX];   /* ceiling less people, where bounded */
    int64_t limit;                          /* people who may be substituted */
    int64_t others[APLOC_ZONE_CLASSES_MAX]; /* people of the steps of each boundary that are no
                                               substitutions */
    int64_t close;                          /* people left under a ceiling that are few enough */
    int64_t work;                           /* steps of the search, at most */
    int32_t most;                           /* moves at most */
    /* Where shares stay: people by which a class may change, in all and in each region; NULL: any. */
    int64_t *slack;
    int64_t slack_of_all;
} apl_fill;

typedef struct apl_filled {
    int32_t *chosen; /* room for n_steps; by apl_step_order */
    int32_t n;
    int64_t gap;   /* the largest distance from a ceiling */
    int64_t bound; /* no choice of moves has a smaller one, unless within `close` */
    int32_t least; /* no choice that is as close has fewer moves */
    int32_t proved;
} apl_filled;

/* By code, kind, boundary, those raised first: all ties are broken by it. */
int apl_step_order(const apl_step *a, const apl_step *b);

/* The largest distance of a class from its ceiling, before any move. */
int64_t apl_fill_gap(const apl_fill *f);

/* Choose moves (solve.c owns the arrays). */
aploc_status apl_fill_choose(const apl_fill *f, apl_filled *filled, aploc_error *err);

#endif
