/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_AUDIT_H
#define APLOC_AUDIT_H

/** @file
 *  Audit: a list of communes and their classes, held against the rules of its text.
 *
 *  An audit is a list of findings, in a fixed order: the list itself (codes that are unknown, twice,
 *  missing, classes that are unknown), thresholds, additions, communes apart from their unit, units
 *  that regions class differently, quarters (QPV), exchanges and shares, ceilings, overlays. A finding says what
 *  was held against what, and how it came out. What the rules do not know ("?"), or what was not given
 *  (an APL, a column of regions), makes a finding of its own: it is never taken as kept. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/export.h>
#include <aploc/status.h>
#include <aploc/zoning.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is held against the rules. */
typedef enum aploc_audit_check {
    APLOC_AUDIT_CHECK_CODE = 0, /**< a row whose code is neither a commune's nor a quarter's */
    APLOC_AUDIT_CHECK_REPEATED =
        1, /**< a commune or quarter that stands twice; the first row counts */
    APLOC_AUDIT_CHECK_CLASS = 2,        /**< a class that the rules do not have */
    APLOC_AUDIT_CHECK_MISSING = 3,      /**< a commune without a row */
    APLOC_AUDIT_CHECK_THRESHOLD = 4,    /**< a unit in a class that its mean APL does not lead to */
    APLOC_AUDIT_CHECK_ADDITION = 5,     /**< units added from beyond the thresholds, by area */
    APLOC_AUDIT_CHECK_SUBSTITUTION = 6, /**< communes in another class than their unit, by area */
    APLOC_AUDIT_CHECK_DISAGREEMENT =
        7,                          /**< a unit whose areas have given it several classes, where one
                                       of them decides */
    APLOC_AUDIT_CHECK_QUARTER = 8,  /**< quarters classed apart from their commune */
    APLOC_AUDIT_CHECK_EXCHANGE = 9, /**< a unit in another class than the cut gives */
    APLOC_AUDIT_CHECK_SHARE = 10,   /**< the share of a class after exchanges, by area */
    APLOC_AUDIT_CHECK_CEILING = 11, /**< the people of a class in an area */
    APLOC_AUDIT_CHECK_OVERLAY = 12, /**< what overlays put on top */
    APLOC_AUDIT_CHECK_ORDER = 13,   /**< a unit before others of a lower APL, under ceilings */
    APLOC_AUDIT_CHECK_COUNT = 14
} aploc_audit_check;

/** How a check came out. */
typedef enum aploc_audit_verdict {
    APLOC_AUDIT_KEPT = 0,
    APLOC_AUDIT_MARGIN = 1,  /**< past the limit, within the margin that the rules state */
    APLOC_AUDIT_BROKEN = 2,  /**< a rule is broken */
    APLOC_AUDIT_UNKNOWN = 3, /**< it cannot be said: the rules do not know a value, or no APL or
                                    column was given */
    APLOC_AUDIT_VERDICT_COUNT = 4
} aploc_audit_verdict;

/** Return the word for a check, "ceiling"; NULL when it is not one. Static. O(1). Since 0.1. */
APLOC_API const char *aploc_audit_check_name(int32_t check);

/** Return the word for a verdict, "broken"; NULL when it is not one. Static. O(1). Since 0.1. */
APLOC_API const char *aploc_audit_verdict_name(int32_t verdict);

/** A row of the list that is audited. */
typedef struct aploc_listed {
    const char *code; /**< of a commune, or of a quarter of the options */
    const char *zone; /**< the name of its class */
    const char *base; /**< that of its class underneath an overlay; NULL or "": not said */
} aploc_listed;

/** The rows of a file, those that stand twice included. */
typedef struct aploc_listing aploc_listing;

/** Read a list: a table with a code and the name of a class in each row, and where there is a column
 *  "base" that of the class underneath overlays.
 *
 *  @param[in]  path     CSV, not NULL
 *  @param[in]  zone     the column of the classes, by its name; not NULL
 *  @param[in]  options  how the table is read, of its roles "code" only; NULL: APLOC_READ_OPTIONS_INIT
 *  @param[out] listing  set on success only; freed by aploc_listing_free
 *  @param[out] err      filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_COLUMN_MISSING for a column that is not there; as
 *          aploc_communes_read_csv for all else, but for codes that stand twice, which an audit finds.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_listing_read_csv(const char *path, const char *zone,
                                              const aploc_read_options *options,
                                              aploc_listing **listing, aploc_error *err);

/** Free a list. @param[in] listing  may be NULL. */
APLOC_API void aploc_listing_free(aploc_listing *listing);

/** Return the rows, `*n` of them, in the order of the file; NULL for NULL. Borrowed. O(1). Since 0.1.
 *  @param[in]  listing  may be NULL
 *  @param[out] n        not NULL */
APLOC_API const aploc_listed *aploc_listing_rows(const aploc_listing *listing, int32_t *n);

/** Return the physical line of row `k` in its file, from 1, for messages; 0 when `k` is out of range.
 *  O(log lines). Since 0.1. */
APLOC_API int64_t aploc_listing_line(const aploc_listing *listing, int32_t k);

/** A finding. Its texts are borrowed from the audit. */
typedef struct aploc_audit_finding {
    size_t size; /**< set by the caller to sizeof(aploc_audit_finding) */
    const char
        *area; /**< the area that it is about; "" for the nation, or when it is about a code */
    const char *code;  /**< the commune, quarter or unit that it is about; "" for an area */
    const char *words; /**< what was found and what the rules say, one line */
    double people;     /**< who are concerned; 0 for a code that is unknown */
    double limit;  /**< people that the rules let be there; NaN when the check has no such limit */
    double margin; /**< people by which it may be passed; NaN when the rules state none */
    int32_t check; /**< aploc_audit_check */
    int32_t verdict; /**< aploc_audit_verdict */
    int32_t scope;   /**< aploc_scope of the area; 0 when it is about a code */
    int32_t zone;    /**< its class; -1 for none or several */
} aploc_audit_finding;

/** Initialiser of aploc_audit_finding. */
#define APLOC_AUDIT_FINDING_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_audit_finding), NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0                         \
    }

/** An audit: the people of each class by area, and the findings. */
typedef struct aploc_audit aploc_audit;

/** Hold a list of communes and classes against rules.
 *
 *  - Quarters of the options that stand in the list are classed apart: their people leave the class of
 *    their commune for their own. A quarter that does not stand in it stays with its commune.
 *  - Thresholds (rules by thresholds, or both): a unit, by the area's own part of it, belongs to the
 *    first class that is not picked whose `max` its mean APL does not pass; to a picked class before it
 *    whose `max` it does not pass either; and, for "both", to a later class where those before have a
 *    ceiling. A unit past these is an addition where the rules know additions, else a breach.
 *  - Additions: at most `addition` of the people of the units that thresholds put in `addition_of`.
 *  - A unit's class is, of those that its APL leads to, the one with most of its people; of all of them
 *    where there is no such. Communes of other classes replace their unit: at most `substitution` of
 *    the people of the area, and none where the rules have no such share.
 *  - Where the rules settle disagreements by the largest part, all parts have its class.
 *  - Order (rules by ceilings, none of whose classes is picked): along the units of an area by their mean
 *    APL, no class is followed by one before it; of a unit whose communes are of several classes, that
 *    which fits. Units with the same APL stand in any order. Where rules have bands of exchange, or
 *    there is no APL or no column of the areas, it is not known.
 *  - Quarters: where the rules name one class for them (`quarters`), a quarter may be classed apart
 *    only where thresholds put its unit in this class.
 *  - Exchanges (rules by shares): units in another class than the cut by shares gives are one class
 *    away from it and inside a band; the straddling rule of the cuts is that of the bands. The share
 *    of each class, by region where there is a column, stays what the cut gave, to 0.1 % of the people.
 *  - Ceilings of the rules' scope and, for regions, of départements: people over shares of people,
 *    rounded as aploc_rules_get_ceiling does. A margin that the rules state is used and said.
 *
 *  - Overlays: all of the above is held against the classes underneath. Where the list does not say
 *    one (`base`), it is the listed class, unless that may come from an overlay that the place is in:
 *    then it is not known, and such places are of no class in what is above. A place must have the
 *    class that its overlays put on top, and each quarter a row where quarters are in one. Where the
 *    rules do not know the class or the départements of one, no overlay is held, which is said.
 *
 *  Areas of additions and substitutions are those of the rules' scope; without a column of them, all
 *  communes of the table.
 *
 *  @param[in]  rules     not NULL; held
 *  @param[in]  communes  not NULL; held
 *  @param[in]  apl       one a commune, as for aploc_zoning_create; NULL: no check that needs an APL
 *  @param[in]  list      rows, borrowed for the call; NULL when n_list is 0
 *  @param[in]  n_list    how many rows
 *  @param[in]  options   as for aploc_zoning_create, without decisions; not NULL. `assign` and `scope`
 *                        take the place of what the rules say
 *  @param[out] audit     set on success only; freed by aploc_audit_free
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK, also where rules are broken; APLOC_ERR_OPTIONS for decisions; else as
 *          aploc_zoning_create, whose APLOC_ERR_RULES_UNKNOWN comes only for shares.
 *  Threads: any. The same findings always. Complexity: O(n log n) in communes and rows. Since 0.1. */
APLOC_API aploc_status aploc_audit_create(const aploc_rules *rules, const aploc_communes *communes,
                                          const double *apl, const aploc_listed *list,
                                          int32_t n_list, const aploc_zoning_options *options,
                                          aploc_audit **audit, aploc_error *err);

/** Free an audit. @param[in] audit  may be NULL. */
APLOC_API void aploc_audit_free(aploc_audit *audit);

/** Return the number of findings; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_audit_count(const aploc_audit *audit);

/** Return how many things a check held against the rules, whatever came out: rows of the list (code,
 *  repeated, class), communes (missing), units by area (threshold, substitution, disagreement, order,
 *  exchange), quarters, areas (share). A check that held some and has no finding was kept by all of them.
 *  0 for NULL, for a check that is not one, and for those whose findings say it all (addition, ceiling,
 *  overlay). O(1). Since 0.1. */
APLOC_API int32_t aploc_audit_held(const aploc_audit *audit, int32_t check);

/** Return the number of findings of a verdict; 0 for NULL. O(findings). Since 0.1. */
APLOC_API int32_t aploc_audit_count_of(const aploc_audit *audit, int32_t verdict);

/** Give the k-th finding.
 *  @param[in]  audit    not NULL
 *  @param[in]  k        in [0, aploc_audit_count)
 *  @param[out] finding  set on success only, but for `size`, which the caller sets
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_audit_get(const aploc_audit *audit, int32_t k,
                                       aploc_audit_finding *finding, aploc_error *err);

/** Return the number of areas of a scope; 0 for NULL or a scope that is not one. O(1). Since 0.1. */
APLOC_API int32_t aploc_audit_area_count(const aploc_audit *audit, int32_t scope);

/** Return the text of the a-th area of a scope, as aploc_zoning_area. Borrowed. O(1). Since 0.1.
 *  @param[in] audit, scope, a  as aploc_zoning_area */
APLOC_API const char *aploc_audit_area(const aploc_audit *audit, int32_t scope, int32_t a);

/** Return the people of a class underneath in an area, as aploc_zoning_people_of; communes without a
 *  row or with an unknown class are of no class (-1). O(1). Since 0.1.
 *  @param[in] audit, scope, a, zone  as aploc_zoning_people_of */
APLOC_API double aploc_audit_people_of(const aploc_audit *audit, int32_t scope, int32_t a,
                                       int32_t zone);

/** Return the people of a class of the list in an area, as aploc_zoning_covered. O(1). Since 0.1.
 *  @param[in] audit, scope, a, zone  as aploc_zoning_people_of */
APLOC_API double aploc_audit_covered(const aploc_audit *audit, int32_t scope, int32_t a,
                                     int32_t zone);

/** Return the people of an area whose class in the list comes from the k-th overlay of the rules, as
 *  aploc_zoning_lifted; where the list does not say what is underneath, all of its class in it. O(1).
 *  Since 0.1.
 *  @param[in] audit, scope, a  as aploc_zoning_people_of
 *  @param[in] k                the overlay, from 0 */
APLOC_API double aploc_audit_lifted(const aploc_audit *audit, int32_t scope, int32_t a, int32_t k);

#ifdef __cplusplus
}
#endif

#endif
