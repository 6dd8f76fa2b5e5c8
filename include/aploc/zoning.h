/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_ZONING_H
#define APLOC_ZONING_H

/** @file
 *  Zoning: from the APL of communes to the class of each, by the rules of a text.
 *
 *  Rules are files (INI), one a text; the format is described in data/zonings/README.md. A value that
 *  a text has and nobody has published stands as "?", followed by who could tell: such rules load and
 *  show themselves, and a call that needs the value fails with APLOC_ERR_RULES_UNKNOWN and a message
 *  that names it.
 *
 *  A zoning goes from communes to units (territoires de vie-santé, bassins de vie, EPCI: any group
 *  column), from units to an order by their mean APL, and from the order to classes: by thresholds, by
 *  shares of the people, under ceilings, or by a list. Some urban quarters (QPV) may be classed apart
 *  from the unit they lie in: they are units of their own, cut out of the people of their commune.
 *
 *  An area is what ceilings and shares are counted in: the nation, a region, or a département.
 *
 *  Overlays are put on top: a group of places (quarters, mountain communes, whole départements) has
 *  the class of the overlay where the class underneath is of the better endowed. Ceilings and shares
 *  are held by the classes underneath; whoever counts people counts each once, in the class on top. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/method.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The rules of a zoning, read and checked. */
typedef struct aploc_rules aploc_rules;

/** Read rules from a file.
 *
 *  @param[in]  path   not NULL
 *  @param[out] rules  set on success only; freed by aploc_rules_free
 *  @param[out] err    filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPEN, APLOC_ERR_READ, APLOC_ERR_MEMORY;
 *          APLOC_ERR_EMPTY, APLOC_ERR_ENCODING; APLOC_ERR_LINE for a line that is too long;
 *          APLOC_ERR_RULES for all that the file says wrong, and for more than 64 KiB.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_rules_read(const char *path, aploc_rules **rules, aploc_error *err);

/** Read rules from a text in memory; `source` stands for the file in messages.
 *
 *  @param[in]  text    UTF-8, not NULL; copied
 *  @param[in]  length  its bytes
 *  @param[in]  source  not NULL; copied
 *  @param[out] rules   set on success only; freed by aploc_rules_free
 *  @param[out] err     filled on failure; may be NULL
 *  @return as aploc_rules_read. Threads: any. Complexity: O(length). Since 0.1. */
APLOC_API aploc_status aploc_rules_parse(const char *text, size_t length, const char *source,
                                         aploc_rules **rules, aploc_error *err);

/** Read rules that come with the library (a file of data/zonings, kept inside it).
 *
 *  @param[in]  name   "doctors-2025" and the like, not NULL
 *  @param[out] rules  set on success only; freed by aploc_rules_free
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_METHOD_NAME, the message lists the names that
 *          there are; APLOC_ERR_MEMORY. Threads: any. Since 0.1. */
APLOC_API aploc_status aploc_rules_builtin(const char *name, aploc_rules **rules, aploc_error *err);

/** Return the name of the k-th rules that come with the library, in alphabetical order; NULL when
 *  there are none. Static. O(1). Since 0.1. */
APLOC_API const char *aploc_rules_builtin_name(int32_t k);

/** Free rules. @param[in] rules  may be NULL. */
APLOC_API void aploc_rules_free(aploc_rules *rules);

/** The texts of rules. */
typedef enum aploc_rules_text {
    APLOC_RULES_NAME = 0,       /**< short name, for files and tables */
    APLOC_RULES_TITLE = 1,      /**< one line for people */
    APLOC_RULES_PROFESSION = 2, /**< whose care */
    APLOC_RULES_UNIT = 3,       /**< unit of the APL */
    APLOC_RULES_SOURCE = 4,     /**< the text they are of */
    APLOC_RULES_MESH = 5,       /**< what the text's units are, for people: "TVS" */
    APLOC_RULES_WEIGHT = 6,     /**< what weighs in the mean of a unit: "population",
                                     "standardised", or the name of another column */
    APLOC_RULES_PEOPLE = 7,     /**< who is counted in shares and ceilings: likewise */
    APLOC_RULES_FILE = 8,       /**< the whole text they were read from, comments included */
    APLOC_RULES_TEXT_COUNT = 9
} aploc_rules_text;

/** Return a text of rules; "" where the file has none, NULL when `which` is not one. Borrowed.
 *  @param[in] rules  not NULL
 *  @param[in] which  an aploc_rules_text. O(1). Since 0.1. */
APLOC_API const char *aploc_rules_get_text(const aploc_rules *rules, int32_t which);

/** Return the k-th value that stands as "?" in the rules, in the order of the file; NULL when there
 *  are no more. Borrowed. O(1). Since 0.1. */
APLOC_API const aploc_method_gap *aploc_rules_get_gap(const aploc_rules *rules, int32_t k);

/** How units come to classes. 0 in options: as the rules say. */
typedef enum aploc_assign {
    APLOC_ASSIGN_THRESHOLDS = 1, /**< the first class whose threshold the APL does not pass */
    APLOC_ASSIGN_SHARES = 2,   /**< in order of APL, cut at the cumulative shares of the classes */
    APLOC_ASSIGN_CEILINGS = 3, /**< in order of APL, each class up to its ceiling */
    APLOC_ASSIGN_BOTH = 4,     /**< under ceilings, and no unit past its class's threshold */
    APLOC_ASSIGN_LIST = 5      /**< by the decisions; the others go to the last class */
} aploc_assign;

/** Where shares and ceilings are counted. 0 in options: as the rules say. */
typedef enum aploc_scope {
    APLOC_SCOPE_NATION = 1, /**< all communes of the table */
    APLOC_SCOPE_REGION = 2,
    APLOC_SCOPE_DEPARTMENT = 3
} aploc_scope;

/** Where the unit goes that straddles a cut or does not fit under a ceiling. 0: as the rules say. */
typedef enum aploc_straddle {
    APLOC_STRADDLE_LOWER = 1,  /**< to the class below the cut, whose share it passes */
    APLOC_STRADDLE_UPPER = 2,  /**< to the class above, so that no share is passed */
    APLOC_STRADDLE_NEAREST = 3 /**< where the share comes nearest to the cut; below on a tie */
} aploc_straddle;

/** How units with the same APL are taken. 0: as the rules say. */
typedef enum aploc_ties {
    APLOC_TIES_CODE = 1,    /**< one by one, in the order of their codes (by bytes) */
    APLOC_TIES_TOGETHER = 2 /**< all in one class, as if they were one unit */
} aploc_ties;

/** Who counts a unit over several regions (or départements). 0: as the rules say. */
typedef enum aploc_regions {
    APLOC_REGIONS_OWN = 1,     /**< each area classes and counts its own people of it */
    APLOC_REGIONS_MAJORITY = 2 /**< the area with most of its people counts all of them; the first
                                    by its text on a tie */
} aploc_regions;

/** What becomes of a unit that areas have classed differently. 0: as the rules say. */
typedef enum aploc_disagreement {
    APLOC_DISAGREEMENT_KEEP = 1,   /**< each area's part keeps its class */
    APLOC_DISAGREEMENT_LARGEST = 2 /**< the class of the part with most people; on a tie that of the
                                        first area by its text */
} aploc_disagreement;

/** What the rules say besides classes and ceilings. Shares are from 0 to 1; NaN where the file has no
 *  such key, or says "?". */
typedef struct aploc_rules_values {
    size_t size;          /**< set by the caller to sizeof(aploc_rules_values) */
    double substitution;  /**< people of the area whose communes may replace their unit, at most */
    double addition;      /**< people that may be added to the classes, at most … */
    const char *of;       /**< … as a share of the people of the units that thresholds alone would
                               put in this class; "" when not said */
    const char *quarters; /**< the class of thresholds whose units' quarters (QPV), and no others,
                               may be classed apart; "" when not said: those of any */
    double low_band;  /**< the lowest part of the people, in which neighbours may be exchanged */
    double high_band; /**< the top part of the people, likewise */
    int32_t assign;   /**< aploc_assign */
    int32_t scope;    /**< aploc_scope */
    int32_t straddle; /**< aploc_straddle */
    int32_t ties;     /**< aploc_ties */
    int32_t regions;  /**< aploc_regions */
    int32_t disagreement; /**< aploc_disagreement */
} aploc_rules_values;

/** Initialiser of aploc_rules_values. */
#define APLOC_RULES_VALUES_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_rules_values), 0, 0, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0                       \
    }

/** Give what the rules say besides classes and ceilings.
 *  @param[in]  rules   not NULL
 *  @param[out] values  set on success only, but for `size`, which the caller sets; its text is
 *                      borrowed from the rules
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for a size that is not known.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_rules_get_values(const aploc_rules *rules, aploc_rules_values *values,
                                              aploc_error *err);

/** A class, from the least endowed. Numbers are NaN where the file has none, or says "?". */
typedef struct aploc_zone_class {
    size_t size;        /**< set by the caller to sizeof(aploc_zone_class) */
    const char *name;   /**< "ZIP"; borrowed, as the other texts */
    const char *title;  /**< for people; the name when the file has none */
    const char *colour; /**< "#rrggbb"; "" when the file has none */
    double max;         /**< the largest APL of the class */
    double share;       /**< its share of the people, from 0 to 1 */
    int32_t strict;     /**< 1 when the APL must be below `max`, 0 when it may be `max` */
    int32_t picked;     /**< 1 for a class into which an agency picks units: without a ceiling or a
                             decision nobody is put there */
} aploc_zone_class;

/** Initialiser of aploc_zone_class. */
#define APLOC_ZONE_CLASS_INIT                                                                      \
    {                                                                                              \
        sizeof(aploc_zone_class), NULL, NULL, NULL, 0, 0, 0, 0                                     \
    }

/** How many classes rules have at most. */
#define APLOC_ZONE_CLASSES_MAX 16

/** Return the number of classes; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_rules_class_count(const aploc_rules *rules);

/** Give the k-th class.
 *  @param[in]  rules  not NULL
 *  @param[in]  k      in [0, aploc_rules_class_count)
 *  @param[out] zone   set on success only, but for `size`, which the caller sets
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_rules_get_class(const aploc_rules *rules, int32_t k,
                                             aploc_zone_class *zone, aploc_error *err);

/** Give the ceiling of a class in an area, in people: share times the people of the area, rounded to
 *  whole people (halves up), or as many people as the rules say.
 *
 *  @param[in]  rules   not NULL
 *  @param[in]  scope   an aploc_scope
 *  @param[in]  area    the region's or département's code or name as the rules have it; not NULL
 *  @param[in]  k       the class, in [0, aploc_rules_class_count)
 *  @param[in]  people  of the whole area, finite, at least 0
 *  @param[out] ceiling NaN when the rules set none for this class
 *  @param[out] margin  people by which the text lets it be missed; NaN when not said; may be NULL
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_INDEX; APLOC_ERR_RULES_UNKNOWN when it stands as
 *          "?" or the rules know nothing of this area.
 *  Threads: any. Complexity: O(ceilings). Since 0.1. */
APLOC_API aploc_status aploc_rules_get_ceiling(const aploc_rules *rules, int32_t scope,
                                               const char *area, int32_t k, double people,
                                               double *ceiling, double *margin, aploc_error *err);

/** How many overlays rules have at most. */
#define APLOC_ZONE_OVERLAYS_MAX 8

/** A group of places that a class is put on, over that of their unit: "[overlay NAME]". */
typedef struct aploc_zone_overlay {
    size_t size;             /**< set by the caller to sizeof(aploc_zone_overlay) */
    const char *name;        /**< borrowed, as the other texts */
    const char *title;       /**< for people; the name when the file has none */
    const char *departments; /**< those whose communes are in it, blanks between; "?" and who knows
                                  them; "" when it is not of départements */
    int32_t zone;            /**< its class; -1 when it stands as "?" */
    int32_t quarters; /**< 1 when all quarters (QPV) are in it. Of an overlay that is neither of
                                  départements nor of quarters the call says the places */
} aploc_zone_overlay;

/** Initialiser of aploc_zone_overlay. */
#define APLOC_ZONE_OVERLAY_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_zone_overlay), NULL, NULL, NULL, 0, 0                                         \
    }

/** Return the number of overlays; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_rules_overlay_count(const aploc_rules *rules);

/** Give the k-th overlay, in the order of the file.
 *  @param[in]  rules    not NULL
 *  @param[in]  k        in [0, aploc_rules_overlay_count)
 *  @param[out] overlay  set on success only, but for `size`, which the caller sets
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_rules_get_overlay(const aploc_rules *rules, int32_t k,
                                               aploc_zone_overlay *overlay, aploc_error *err);

/** The places of an overlay of which the rules do not say them. */
typedef struct aploc_overlay_places {
    const char *overlay;      /**< its name */
    const char *const *codes; /**< n_codes communes or quarters, in any order; NULL when 0 */
    int32_t n_codes;          /**< of `codes` */
} aploc_overlay_places;

/** A quarter that is a place of its own (QPV), and a unit of its own unless it is in an overlay of the
 *  rules and has neither class nor APL: then it has the class of its commune's unit underneath. */
typedef struct aploc_qpv {
    const char *code;     /**< its own; not that of a unit or another quarter */
    const char *commune;  /**< the commune it lies in */
    const char *decision; /**< the class it is put in; NULL: by its APL, as any unit */
    double people;        /**< who are cut out of the commune's; finite, at least 0 */
    double apl;           /**< its APL; NaN: that of its commune */
} aploc_qpv;

/** A unit that is put in a class, whatever its APL. */
typedef struct aploc_decision {
    const char *unit; /**< the code of a unit */
    const char *zone; /**< the name of a class */
} aploc_decision;

/** How to make a zoning. Names are those of group columns of the communes; texts and arrays are
 *  borrowed for the call. */
typedef struct aploc_zoning_options {
    size_t size;            /**< sizeof(aploc_zoning_options) */
    const char *mesh;       /**< the column of the units; needed */
    const char *region;     /**< the column of the regions; NULL: all communes are of one, "" */
    const char *department; /**< the column of the départements; NULL: likewise */
    const char *weight;    /**< what weighs in the mean of a unit: "population", "standardised" or a
                                 column of numbers; NULL: as the rules say */
    const char *people;    /**< who is counted: likewise */
    const aploc_qpv *qpvs; /**< n_qpvs quarters; NULL when 0 */
    const aploc_decision *decisions; /**< n_decisions; NULL when 0 */
    const aploc_overlay_places
        *overlays;       /**< n_overlays: one for each overlay of which the rules do
                                               not say the places; NULL when 0 */
    int32_t n_qpvs;      /**< of `qpvs` */
    int32_t n_decisions; /**< of `decisions` */
    int32_t n_overlays;  /**< of `overlays` */
    int32_t underneath;  /**< 1: no overlay is put on; each place has the class underneath */
    int32_t assign;      /**< aploc_assign; 0: as the rules say, and so on */
    int32_t scope;       /**< aploc_scope; the nation, always, for thresholds and lists, which count
                               in no area */
    int32_t straddle;    /**< aploc_straddle */
    int32_t ties;        /**< aploc_ties */
    int32_t regions;     /**< aploc_regions */
    int32_t disagreement; /**< aploc_disagreement */
    int32_t missing;  /**< aploc_policy for communes without an APL: APLOC_SKIP leaves them out of
                               the mean of their unit */
    int32_t reserved; /**< 0 */
} aploc_zoning_options;

/** Initialiser of aploc_zoning_options. */
#define APLOC_ZONING_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_zoning_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0,  \
            0, 0, 0, 0, 0, 0, 0, 0                                                                 \
    }

/** A zoning: units, classes, who is in them. */
typedef struct aploc_zoning aploc_zoning;

/** Class communes by rules.
 *
 *  The APL of a unit is the mean of its communes', by the weight; a quarter that is cut out does not
 *  change it, since texts list units with the mean over all their people. Where all weights of a unit
 *  are 0 it is the plain mean. A commune without an APL is refused, or left out of the mean
 *  (`missing`); it has the class of its unit all the same. A unit without any APL has no class, and
 *  its people count in totals only.
 *
 *  Under APLOC_REGIONS_OWN a unit over several areas has a part in each, with the unit's APL and the
 *  area's own people of it; under APLOC_REGIONS_MAJORITY it is whole, in one area. Parts are taken in
 *  the order of their APL, then of their units' codes by bytes. In each area:
 *  - thresholds: the first class whose `max` the APL does not pass; the last class has no bound.
 *  - shares: a part goes to the first class up to whose cumulative share the people reach, this part
 *    included; `straddle` decides over a part of which only some people are below the cut. The last
 *    class takes the rest.
 *  - ceilings: classes are filled one after the other; the first part that does not fit closes its
 *    class. `straddle` says what fits. A class without a ceiling takes all. This is the plain order of
 *    APL: its cut is the threshold that the ceilings give.
 *  Decisions come first: their people fill shares and ceilings before the others'.
 *
 *  Then overlays are put on: a place in some has the class of the least endowed among theirs, unless
 *  its class underneath is that or before it; of overlays of one class the first in the file counts. A
 *  quarter is also in the overlays of its commune. A place without a class underneath has that of its
 *  overlay.
 *
 *  @param[in]  rules     not NULL; not needed once the zoning is made, which holds it
 *  @param[in]  communes  not NULL; held as well
 *  @param[in]  apl       one a commune, at least 0, NaN where there is none
 *  @param[in]  options   not NULL
 *  @param[out] zoning    set on success only; freed by aploc_zoning_free
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE;
 *          APLOC_ERR_COLUMN_MISSING for a column that the communes lack; APLOC_ERR_NO_VALUE for a
 *          commune without an APL, people or weight; APLOC_ERR_NUMBER for a column of numbers that
 *          holds something else; APLOC_ERR_RANGE for an APL or people that cannot be;
 *          APLOC_ERR_CODE_UNKNOWN, APLOC_ERR_CODE_REPEATED for a quarter, a decision, or the places of
 *          an overlay;
 *          APLOC_ERR_UNIT for a commune without a unit or area, a quarter with more people than its
 *          commune, and a decision for a class that the rules do not have; APLOC_ERR_RULES for rules that lack what the way of assigning needs;
 *          APLOC_ERR_RULES_UNKNOWN for values that they do not know.
 *  Threads: any. The same zoning always. Complexity: O(communes + units log units). Since 0.1. */
APLOC_API aploc_status aploc_zoning_create(const aploc_rules *rules, const aploc_communes *communes,
                                           const double *apl, const aploc_zoning_options *options,
                                           aploc_zoning **zoning, aploc_error *err);

/** Free a zoning. @param[in] zoning  may be NULL. */
APLOC_API void aploc_zoning_free(aploc_zoning *zoning);

/** A part of a unit in an area, and its class; the whole unit where it is in one area. */
typedef struct aploc_zone_part {
    size_t size;      /**< set by the caller to sizeof(aploc_zone_part) */
    const char *unit; /**< the code of the unit, or of the quarter; borrowed, as the other texts */
    const char *area; /**< where it is counted; "" where that is the nation */
    const char *reason; /**< why it has its class: "APL 2.31 ≤ 2.71" */
    double apl;         /**< of the unit; NaN when it has none */
    double people;      /**< counted in this area, without quarters */
    int32_t zone;       /**< its class; -1 when it has none */
    int32_t rank;       /**< in its area, from 1; 0 when it was not ranked */
    int32_t n_communes; /**< communes of the unit that lie in this part; 0 for a quarter */
    int32_t quarter;    /**< 1 for a quarter (QPV) */
} aploc_zone_part;

/** Initialiser of aploc_zone_part. */
#define APLOC_ZONE_PART_INIT                                                                       \
    {                                                                                              \
        sizeof(aploc_zone_part), NULL, NULL, NULL, 0, 0, 0, 0, 0, 0                                \
    }

/** Return the number of parts; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_zoning_part_count(const aploc_zoning *zoning);

/** Give the k-th part: by area, then in the order in which they were taken.
 *  @param[in]  zoning  not NULL
 *  @param[in]  k       in [0, aploc_zoning_part_count)
 *  @param[out] part    set on success only, but for `size`, which the caller sets
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_zoning_get_part(const aploc_zoning *zoning, int32_t k,
                                             aploc_zone_part *part, aploc_error *err);

/** Return the part of each place: the communes in their order, then the quarters in theirs.
 *  Borrowed. O(1). Since 0.1. @param[in] zoning  not NULL */
APLOC_API const int32_t *aploc_zoning_parts(const aploc_zoning *zoning);

/** Return the scope that the zoning was made in, an aploc_scope: that of its parts' areas.
 *  O(1). Since 0.1. @param[in] zoning  not NULL */
APLOC_API int32_t aploc_zoning_scope(const aploc_zoning *zoning);

/** Return the people of each place, as they are counted, quarters cut out: as aploc_zoning_parts.
 *  Borrowed. O(1). Since 0.1. @param[in] zoning  not NULL */
APLOC_API const double *aploc_zoning_people(const aploc_zoning *zoning);

/** Return the class of each place with what overlays put on it, -1 for none: as aploc_zoning_parts,
 *  whose parts have the class underneath. Borrowed. O(1). Since 0.1. @param[in] zoning  not NULL */
APLOC_API const int32_t *aploc_zoning_classes(const aploc_zoning *zoning);

/** Return the overlay that gave each place its class, -1 where it has that of its part: as
 *  aploc_zoning_parts. Borrowed. O(1). Since 0.1. @param[in] zoning  not NULL */
APLOC_API const int32_t *aploc_zoning_overlays(const aploc_zoning *zoning);

/** Return the number of areas of a scope; 0 for NULL or a scope that is not one. O(1). Since 0.1. */
APLOC_API int32_t aploc_zoning_area_count(const aploc_zoning *zoning, int32_t scope);

/** Return the text of the a-th area of a scope, by bytes ascending; "" for the nation; NULL when there
 *  is none. Borrowed. O(1). Since 0.1.
 *  @param[in] zoning  not NULL
 *  @param[in] scope   an aploc_scope
 *  @param[in] a       from 0 */
APLOC_API const char *aploc_zoning_area(const aploc_zoning *zoning, int32_t scope, int32_t a);

/** Return the people of a class underneath in an area: its own people, or under APLOC_REGIONS_MAJORITY all people
 *  of the units that have most of theirs there. The share that is published is this over the people
 *  of all classes, to 0.1 %.
 *  @param[in] zoning  not NULL
 *  @param[in] scope   an aploc_scope
 *  @param[in] a       in [0, aploc_zoning_area_count)
 *  @param[in] zone    the class; -1: of no class; -2: of all
 *  @return NaN for an argument out of its domain. O(1). Since 0.1. */
APLOC_API double aploc_zoning_people_of(const aploc_zoning *zoning, int32_t scope, int32_t a,
                                        int32_t zone);

/** Return the people of a class in an area with what overlays put on: each counts once, as
 *  aploc_zoning_people_of, which it equals where there are no overlays. O(1). Since 0.1.
 *  @param[in] zoning, scope, a, zone  as aploc_zoning_people_of */
APLOC_API double aploc_zoning_covered(const aploc_zoning *zoning, int32_t scope, int32_t a,
                                      int32_t zone);

/** Return the people of an area whom the k-th overlay of the rules gave its class, and who are of
 *  another underneath; NaN for an argument out of its domain. O(1). Since 0.1.
 *  @param[in] zoning, scope, a  as aploc_zoning_people_of
 *  @param[in] k                 the overlay, from 0 */
APLOC_API double aploc_zoning_lifted(const aploc_zoning *zoning, int32_t scope, int32_t a,
                                     int32_t k);

/** Return the ceiling of a class in an area of the scope that the zoning was made in, in people; NaN
 *  when there is none. After aploc_zoning_solve a class of a zoning by shares has one: what lies between
 *  its cuts. O(1). Since 0.1.
 *  @param[in] zoning  not NULL
 *  @param[in] a       the area, from 0
 *  @param[in] zone    the class, from 0 */
APLOC_API double aploc_zoning_ceiling(const aploc_zoning *zoning, int32_t a, int32_t zone);

#ifdef __cplusplus
}
#endif

#endif
