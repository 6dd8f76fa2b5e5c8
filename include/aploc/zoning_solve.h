/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_ZONING_SOLVE_H
#define APLOC_ZONING_SOLVE_H

/** @file
 *  Filling ceilings: moves out of the plain order of APL.
 *
 *  The order of APL leaves people under each ceiling, since the first unit that does not fit closes its
 *  class. Texts let an agency come nearer: a commune may replace its unit, a quarter may be classed
 *  apart, units may be exchanged in the lowest and the top part of the order. */

#include <stdint.h>

#include <aploc/export.h>
#include <aploc/status.h>
#include <aploc/zoning.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Kinds of moves; may be combined with `|`. */
typedef enum aploc_zone_move_kind {
    APLOC_ZONE_MOVE_SUBSTITUTION = 1, /**< a commune replaces its unit */
    APLOC_ZONE_MOVE_QUARTER = 2,      /**< a quarter (QPV) is classed apart */
    APLOC_ZONE_MOVE_EXCHANGE = 4      /**< a unit is exchanged for another in a band */
} aploc_zone_move_kind;

/** How to fill ceilings. */
typedef struct aploc_zoning_solve_options {
    size_t size;  /**< sizeof(aploc_zoning_solve_options) */
    double close; /**< people left under a ceiling that are few enough; at least 0, may be infinite:
                        then there is no move */
    int64_t work; /**< steps of the search in an area, at most; 0: 100 million, some seconds */
    int32_t moves; /**< moves in an area, at most; 0: as many as it takes */
    int32_t kinds; /**< aploc_zone_move_kind that are allowed; 0: all that the rules allow */
    int32_t near;  /**< moves come from so many units on each side of a cut, at most; 0: from all of
                        the neighbouring classes */
    int32_t up;    /**< 1: communes and quarters go up only, to the class of the less endowed */
} aploc_zoning_solve_options;

/** Initialiser of aploc_zoning_solve_options. */
#define APLOC_ZONING_SOLVE_OPTIONS_INIT                                                            \
    {                                                                                              \
        sizeof(aploc_zoning_solve_options), 0, 0, 0, 0, 0, 0                                       \
    }

/** Fill the ceilings of a zoning by moves.
 *
 *  The ceilings are those of each area of the zoning's scope; where it was made by shares, what lies
 *  between the cuts of a class (the last class takes the rest and has none). A move takes one thing
 *  from its class to the one beside it, up or down, and each thing moves once:
 *  - substitution: a commune, in the place of its unit. At least one commune of the unit stays. All
 *    people substituted in an area, up or down, are at most the share `substitution` of its people;
 *    without this key there are none.
 *  - quarter: one that has a unit's class by its APL. They do not count as substituted.
 *  - exchange: a unit that lies wholly in the lowest part of the people in the order of APL
 *    (`low_band`) or in the top part (`high_band`); those decided count in this order. Across each cut
 *    as many units of a band go up as come down.
 *  Where the zoning was made by shares, the share of each class stays in every region (without a column of
 *  regions: in all), to 0.1 % of the people there, as aploc_audit_create holds it; no quarter moves, nor
 *  is a unit over several regions exchanged.
 *  Nothing that a decision classed moves, nor a unit or commune without people; a unit that regions
 *  class together (`disagreement`, largest) is not exchanged. Where thresholds hold beside ceilings
 *  (APLOC_ASSIGN_BOTH) nothing comes to a class whose threshold the APL of its unit passes. Nobody is
 *  moved to a picked class without a ceiling. No class passes its ceiling, nor, when it did in the
 *  order of APL (by a decision, or as the unit that straddles was taken), by more than then.
 *
 *  Of all assignments in which every class is within `close` people of its ceiling, the one with the
 *  fewest moves is taken; of those, that with the fewest people moved; of those, the one whose moves,
 *  sorted by code, come first (by bytes; at the first code in which they differ). When the order of
 *  APL is close enough there is no move. When no assignment is, the closest is taken: the largest
 *  distance from a ceiling is as small as can be.
 *
 *  Method: numbers of moves are tried from 0 upwards, shared out among the cuts in all ways; for each,
 *  a branch and bound over sorted people with exact integers. What moves with three of them across a
 *  cut is proved within a second for some thousand communes; the problem is a subset sum, so there is
 *  no such promise for more. The search counts its steps and ends after `work` of them, so that its
 *  result is the same on every machine and in every order of the communes; aploc_zone_fill says what
 *  is proved and what is not.
 *
 *  People are counted to a millionth.
 *
 *  @param[in]  plain    not NULL, made by ceilings, both or shares; not needed once this is done, the
 *                       solved zoning holds it
 *  @param[in]  options  not NULL
 *  @param[out] solved   set on success only; freed by aploc_zoning_free. A zoning as any: a commune
 *                       that moved is a part of its own, of its unit and behind it, with its reason
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for options out of their domain, or a
 *          zoning by thresholds or a list, or one that has been solved; APLOC_ERR_RULES_UNKNOWN when a
 *          limit or band stands as "?" and its kind of move is not left out; APLOC_ERR_RANGE from
 *          a thousand million people on; APLOC_ERR_MEMORY.
 *  Threads: any. Complexity: O(work) an area at most. Since 0.1. */
APLOC_API aploc_status aploc_zoning_solve(const aploc_zoning *plain,
                                          const aploc_zoning_solve_options *options,
                                          aploc_zoning **solved, aploc_error *err);

/** A move. */
typedef struct aploc_zone_move {
    size_t size;      /**< set by the caller to sizeof(aploc_zone_move) */
    const char *code; /**< of the commune, the quarter or the unit; borrowed, as the other texts */
    const char *unit; /**< its unit; a quarter and a unit are their own */
    const char *area; /**< where it is counted */
    const char *reason; /**< what was done, and how full the ceiling is with it */
    double people;      /**< who move */
    int32_t kind;       /**< an aploc_zone_move_kind */
    int32_t from;       /**< the class that it leaves */
    int32_t to;         /**< the class that it goes to */
    int32_t place;      /**< as in aploc_zoning_parts; -1 for an exchange */
} aploc_zone_move;

/** Initialiser of aploc_zone_move. */
#define APLOC_ZONE_MOVE_INIT                                                                       \
    {                                                                                              \
        sizeof(aploc_zone_move), NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0                             \
    }

/** Return the number of moves; 0 for NULL or a zoning that was not solved. O(1). Since 0.1. */
APLOC_API int32_t aploc_zoning_move_count(const aploc_zoning *zoning);

/** Give the k-th move: by area, then by code.
 *  @param[in]  zoning  not NULL
 *  @param[in]  k       in [0, aploc_zoning_move_count)
 *  @param[out] move    set on success only, but for `size`, which the caller sets
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_zoning_get_move(const aploc_zoning *zoning, int32_t k,
                                             aploc_zone_move *move, aploc_error *err);

/** How an area was filled. What is left under the ceiling of a class is aploc_zoning_ceiling less
 *  aploc_zoning_people_of. */
typedef struct aploc_zone_fill {
    size_t size;        /**< set by the caller to sizeof(aploc_zone_fill) */
    const char *area;   /**< borrowed */
    double gap;         /**< the largest distance of a class from its ceiling; 0 without ceilings */
    double before;      /**< likewise, in the order of APL */
    double bound;       /**< no assignment has a smaller gap, when it is more than `close`; 0 while
                             nothing is proved */
    double moved;       /**< people moved */
    double substituted; /**< of them, by substitution */
    double limit;       /**< people who may be substituted; 0 without */
    int32_t moves;      /**< how many */
    int32_t least;      /**< no assignment that comes as close has fewer moves */
    int32_t close;      /**< 1 when the gap is at most `close` */
    int32_t proved; /**< 1 when this is the assignment that was asked for; 0 when the search ended
                         before that was proved */
} aploc_zone_fill;

/** Initialiser of aploc_zone_fill. */
#define APLOC_ZONE_FILL_INIT                                                                       \
    {                                                                                              \
        sizeof(aploc_zone_fill), NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                                \
    }

/** Give how the a-th area of the zoning's scope was filled.
 *  @param[in]  zoning  not NULL
 *  @param[in]  a       in [0, aploc_zoning_area_count of its scope)
 *  @param[out] fill    set on success only, but for `size`, which the caller sets
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_INDEX, also for a zoning that
 *          was not solved. Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_zoning_get_fill(const aploc_zoning *zoning, int32_t a,
                                             aploc_zone_fill *fill, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
