/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CHANGES_H
#define APLOC_CHANGES_H

/** @file
 *  Communes that merge, split and change their codes; tables carried from the communes of one date
 *  to those of another. Four steps: read the changes, make a map for the places of a table, push
 *  arrays through it or carry the whole table, read what could not be carried.
 *
 *  Changes. The file of events of INSEE's code officiel géographique (mvtcommune_AAAA.csv, "Liste
 *  des événements survenus aux communes depuis 1943"), or any table with these columns (csv.h for
 *  how they are found):
 *
 *      change:date       date_eff, date_effet, date      required: 2019-01-01, 01/01/2019 or 2019
 *      change:from       com_av, com_avant, id_commune_avant, from, old, ancien       required
 *      change:to         com_ap, com_apres, id_commune_apres, to, new, nouveau        required
 *      change:mod        mod                              the kind of the event; may be empty
 *      change:from_type  typecom_av, type_commune_avant   COM, ARM, COMA or COMD; empty: COM
 *      change:to_type    typecom_ap, type_commune_apres
 *      change:from_name  libelle_av, nccenr_av, from_name
 *      change:to_name    libelle_ap, nccenr_ap, to_name, name
 *      change:share      share, part       the part of `from` that goes to `to`, above 0, at most 1
 *
 *  A row says that (a part of) the commune `from` is (a part of) the commune `to` from that day on.
 *  Rows between communes (COM) and between arrondissements (ARM) count; rows of communes associées
 *  and déléguées (COMA, COMD) are passed over, since these have no numbers of their own. A row from
 *  a code to itself says that the commune keeps it. Rows that stand twice count once.
 *  MOD is 10 a new name, 20 a creation, 21 a re-establishment, 30 a suppression, 31, 32 and 33 mergers
 *  (32: commune nouvelle), 34, 35 and 70 changes of communes associées and déléguées, 41 a change of
 *  code with the département, 50 with the chef-lieu. A code that goes to several codes by rows of 20,
 *  21, 30, or without a MOD, splits; by rows of another MOD that is an error.
 *
 *  A day. What splits that day splits first; then what moves (merges, changes its code) moves, along a
 *  chain: a code that becomes another, which goes into a third on the same day, ends in the third.
 *
 *  Dates. The communes of a date are those that INSEE lists for it: changes of that very day
 *  included. From A to a later B, the changes after A up to B included apply. Backwards the same
 *  changes are undone, the last first: a merger becomes a split, a split a merger. (For that a
 *  commune that takes others in must have its row from itself to itself, as in INSEE's file.)
 *
 *  Splits. What people lived where cannot be known from codes. A place whose code splits goes
 *  - to the code that it had before it merged, when it comes back: mergers that are undone within
 *    the span need no shares;
 *  - by the shares of the file;
 *  - else as the options say: refused, left out, or shared by a number of the new communes.
 *
 *  Parts of one place that come to one code are one part again, and what lay between is forgotten:
 *  when all of a code that had split has come together its share is what it was, known or not, and
 *  the way back is that of before the split.
 *
 *  Dates in this interface are YYYYMMDD: 20190101. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A table of changes, by day. */
typedef struct aploc_changes aploc_changes;

/** Where each place of a table goes. */
typedef struct aploc_carry_map aploc_carry_map;

/** Read a date: 2019-01-01, 1/1/2019 (day, month, year), or a year, which is its first of January.
 *
 *  @param[in]  text    not NULL; nothing but the date
 *  @param[out] date    YYYYMMDD, of the years 1000 to 9999; set on success only
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_RANGE for what is no day of the calendar.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_date_read(const char *text, int32_t *date, aploc_error *err);

/** Read a table of changes.
 *
 *  @param[in]  path     not NULL; plain or gzip
 *  @param[in]  options  NULL for the defaults; `unknown` and `repeated` are not used here
 *  @param[out] changes  set on success only; freed by aploc_changes_free
 *  @param[out] report   n_kept counts the rows between communes and between arrondissements; may be
 *                       NULL
 *  @param[out] err      filled on failure, with file, line and column; may be NULL
 *  @return as aploc_communes_read_csv, but for APLOC_ERR_CODE_REPEATED; APLOC_ERR_RANGE for a date, a
 *          type, a MOD (a whole number of 1 to 99) or a share outside its domain. Whether the events
 *          of a day go together is asked by aploc_carry_map_create, of the days that it needs.
 *  Threads: any. Complexity: O(bytes + rows log rows). Since 0.1. */
APLOC_API aploc_status aploc_changes_read_csv(const char *path, const aploc_read_options *options,
                                              aploc_changes **changes, aploc_read_report *report,
                                              aploc_error *err);

/** Free a table. @param[in] changes  may be NULL. */
APLOC_API void aploc_changes_free(aploc_changes *changes);

/** Return the number of rows kept; 0 for NULL. O(1). Since 0.1. */
APLOC_API int64_t aploc_changes_count(const aploc_changes *changes);

/** Return the first or (`last` not 0) the last day of the table, YYYYMMDD; 0 when it has no rows.
 *  O(1). Since 0.1. */
APLOC_API int32_t aploc_changes_day(const aploc_changes *changes, int last);

/** What happened to a place. */
typedef enum aploc_change_kind {
    APLOC_CHANGE_NONE = 0,
    APLOC_CHANGE_RENAMED = 1,  /**< its code is what it was, its name is not */
    APLOC_CHANGE_RECODED = 2,  /**< alone under a new code */
    APLOC_CHANGE_MERGED = 3,   /**< one commune with others now */
    APLOC_CHANGE_SPLIT = 4,    /**< in several communes now, by shares */
    APLOC_CHANGE_LEFT_OUT = 5, /**< it splits, and no share is known */
    APLOC_CHANGE_KIND_COUNT = 6
} aploc_change_kind;

/** What to do with a place that splits when nothing says how. */
typedef enum aploc_split_policy {
    APLOC_SPLIT_REFUSE = 0,    /**< APLOC_ERR_CHANGE */
    APLOC_SPLIT_LEAVE_OUT = 1, /**< leave its numbers out, and list it */
    APLOC_SPLIT_SHARE = 2      /**< in proportion to a number of the new communes */
} aploc_split_policy;

/** How to make a map. All zero but `size`: splits are refused, there is no target table. */
typedef struct aploc_carry_options {
    size_t size;    /**< sizeof(aploc_carry_options) */
    int32_t splits; /**< aploc_split_policy */
    int32_t role; /**< aploc_role of `onto` that APLOC_SPLIT_SHARE shares by: 0 is the population */
    const aploc_communes *onto; /**< the communes of the date to carry to: they give the order, the
                                     names and the shares; borrowed until the map is freed; NULL when
                                     there is no such table */
} aploc_carry_options;

/** Initialiser of aploc_carry_options. */
#define APLOC_CARRY_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_carry_options), 0, 0, NULL                                                    \
    }

/** Find where each place of a table goes.
 *
 *  The new communes are those that a place goes to: in the order of `onto`, then those it lacks;
 *  without `onto` in the order in which the places first come to them (a place that splits: by the
 *  rows of the file).
 *  A place that splits and is to be shared is so among the communes where its parts end, by the
 *  column `role` of `onto`. Where such a commune holds other places as well, that is an approximation.
 *  @param[in]  changes  not NULL; not kept
 *  @param[in]  places   communes of the date `from`, not NULL; borrowed until the map is freed
 *  @param[in]  from, to YYYYMMDD
 *  @param[in]  options  NULL for the defaults; the struct itself is not kept, its `onto` is
 *                       borrowed until the map is freed
 *  @param[out] map      set on success only; freed by aploc_carry_map_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT when something is NULL or a date is none; APLOC_ERR_OPTIONS,
 *          and for APLOC_SPLIT_SHARE without `onto` or the column; APLOC_ERR_CHANGE, with file and line,
 *          for a split under APLOC_SPLIT_REFUSE, for shares that add up to more or less than 1 (by
 *          1e-9), a code that goes to two communes on a day and does not split, a circle of codes
 *          within a day (the message names one code of it), found here and not when the table was
 *          read, and only on the days of the span; APLOC_ERR_NO_VALUE when the communes to share
 *          by have no number, or none above 0; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(places + changes + n log n + moves), and memory likewise, with n the
 *  changes of the span and `moves` how often a part of a place moves or splits: a place counts anew
 *  on each day that its code changes. A split or a meeting also looks at what its parts were before,
 *  one step for each earlier move of theirs. Since 0.1. */
APLOC_API aploc_status aploc_carry_map_create(const aploc_changes *changes,
                                              const aploc_communes *places, int32_t from,
                                              int32_t to, const aploc_carry_options *options,
                                              aploc_carry_map **map, aploc_error *err);

/** Free a map. @param[in] map  may be NULL. */
APLOC_API void aploc_carry_map_free(aploc_carry_map *map);

/** Return the number of new communes; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_carry_map_count(const aploc_carry_map *map);

/** Return the code of new commune `k`, or NULL when out of range. Borrowed. O(1). Since 0.1. */
APLOC_API const char *aploc_carry_map_code(const aploc_carry_map *map, int32_t k);

/** Return where a code of the old date went: the index of the new commune that holds all of it; -1 when
 *  the places do not have it, or it split. For tables in old codes: practitioners, supply, times.
 *  Expected O(length of the code). Since 0.1.
 *  @param[in] map   not NULL
 *  @param[in] code  NULL gives -1 */
APLOC_API int32_t aploc_carry_map_find(const aploc_carry_map *map, const char *code);

/** Return where place `i` goes: `n` new communes, ascending, and the share of each, which add up to 1;
 *  one of share 1 unless it splits; NULL, and n = 0, when it is left out or `i` is out of range.
 *  Borrowed. O(1). Since 0.1.
 *  @param[in]  map     not NULL
 *  @param[in]  i       a place of the old table
 *  @param[out] n       may be NULL
 *  @param[out] shares  may be NULL */
APLOC_API const int32_t *aploc_carry_map_targets(const aploc_carry_map *map, int32_t i, int32_t *n,
                                                 const double **shares);

/** Return what happened to place `i`, an aploc_change_kind; -1 when out of range. O(1). Since 0.1. */
APLOC_API int32_t aploc_carry_map_kind(const aploc_carry_map *map, int32_t i);

/** Return 1 when the changes say that the code of place `i` did not exist on the date `from`: it had
 *  ended by then, or began later. Such a table is of another date than was said. O(1). Since 0.1. */
APLOC_API int aploc_carry_map_is_stray(const aploc_carry_map *map, int32_t i);

/** Push an array through the map: sums, compensated, in the order of the places. Where a place splits
 *  the last of its communes takes the rest. NaN in a part makes a NaN.
 *
 *  @param[in]  map      not NULL
 *  @param[in]  values   one a place; finite, or NaN where missing
 *  @param[out] carried  aploc_carry_map_count(map) numbers; may not overlap `values`; untouched on
 *                       failure
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_NOT_FINITE for an infinite value, also of a place
 *          left out; APLOC_ERR_OVERFLOW for a sum that exceeds a number; APLOC_ERR_MEMORY.
 *  Threads: any. Complexity: O(places + their targets). Since 0.1. */
APLOC_API aploc_status aploc_carry_map_apply(const aploc_carry_map *map, const double *values,
                                             double *carried, aploc_error *err);

/** How many items of each list an aploc_carry_report holds at most; the counts are complete. */
#define APLOC_CARRY_LISTED_MAX 10

/** Something of a carried table to look at. */
typedef struct aploc_carry_note {
    char code[48];   /**< of a commune, or the level of a group that stays */
    char other[48];  /**< of the commune it concerns, or the level that is given up */
    char column[48]; /**< the group column; empty where there is none */
} aploc_carry_note;

/** What carrying a table did. Totals are compensated sums of the numbers that are there. */
typedef struct aploc_carry_report {
    size_t size;                            /**< set by the caller to sizeof(aploc_carry_report) */
    int32_t n_before;                       /**< places of the old table */
    int32_t n_after;                        /**< of the new one */
    int32_t kinds[APLOC_CHANGE_KIND_COUNT]; /**< old places by aploc_change_kind */
    int32_t n_made;                         /**< new communes that hold several whole old ones */
    int32_t n_stray;                        /**< see aploc_carry_map_is_stray */
    int32_t n_beyond;                       /**< new communes that `onto` does not have */
    int32_t n_unreached; /**< communes of `onto` that no place goes to: not in the new table */
    int32_t n_conflicts; /**< parts of a new commune in another group than it, over all columns */
    int32_t
        n_absent; /**< codes of the first date, by the changes, that the old table lacks and that
                              go into a commune of the new one: of these people it has nobody */
    int32_t n_joined; /**< groups that became one with another, their poles having merged */
    double before[APLOC_ROLE_COUNT];   /**< totals of population, standardised, supply; else 0 */
    double after[APLOC_ROLE_COUNT];    /**< likewise, of the new table */
    double left_out[APLOC_ROLE_COUNT]; /**< what splits left out took with them */
    double unknown[APLOC_ROLE_COUNT];  /**< numbers summed with a missing one: missing now */
    double ages_before;                /**< over all age classes */
    double ages_after;                 /**< likewise, of the new table */
    double ages_left_out;              /**< likewise, what splits left out took with them */
    aploc_carry_note left[APLOC_CARRY_LISTED_MAX];      /**< `code` is left out, going to `other` */
    aploc_carry_note strays[APLOC_CARRY_LISTED_MAX];    /**< `code` */
    aploc_carry_note beyond[APLOC_CARRY_LISTED_MAX];    /**< `code`, new */
    aploc_carry_note unreached[APLOC_CARRY_LISTED_MAX]; /**< `code`, new */
    aploc_carry_note absent[APLOC_CARRY_LISTED_MAX];    /**< new `code`, `other` goes into it */
    aploc_carry_note conflicts[APLOC_CARRY_LISTED_MAX]; /**< new `code`, its old part `other` */
    aploc_carry_note joined[APLOC_CARRY_LISTED_MAX];    /**< the group `other` is in `code` now */
} aploc_carry_report;

/** Initialiser of aploc_carry_report. */
#define APLOC_CARRY_REPORT_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_carry_report), 0, 0, {0}, 0, 0, 0, 0, 0, 0, 0, {0}, {0}, {0}, {0}, 0, 0, 0,   \
            {{"", "", ""}}, {{"", "", ""}}, {{"", "", ""}}, {{"", "", ""}}, {{"", "", ""}},        \
            {{"", "", ""}},                                                                        \
        {                                                                                          \
            {                                                                                      \
                "", "", ""                                                                         \
            }                                                                                      \
        }                                                                                          \
    }

/** Carry a table of places to the communes of the map.
 *
 *  - population, standardised, supply and ages are summed as by aploc_carry_map_apply: whole numbers
 *    exactly. A sum with a missing value is missing.
 *  - What cannot be summed is that of the old commune whose code the new one keeps (through every
 *    change: one that kept its code in a merger and changed it later is still that one); else of the
 *    most populated of those it holds whole (the first of equals; without populations the first);
 *    else, where it has only shares, of the one that gives it most. lon and lat: not from shares
 *    (missing then), but where the code is the same.
 *  - apl is no sum: that of a commune of several is their mean, weighted by the standardised
 *    population, or the population where there is none; missing where a weight or a value is, or the
 *    weights are 0.
 *  - The name: that of `onto`, else that of the last change that names the code, else as above. lon
 *    and lat: those of `onto` where it has them.
 *  - Groups: a commune nouvelle follows the commune whose code it keeps. Parts in another group are
 *    reported.
 *  - Groups with a pole (territoires de vie-santé): in a column named in `poles` the values are codes
 *    of communes. When the poles of several groups are one commune now, these groups become one,
 *    for all their communes; and a group takes the new code of its pole. Both only where that
 *    commune is itself in one of these groups; where it follows a code of yet another group, the
 *    groups that lost their poles become one under the value of the most populated pole.
 *    A pole whose code splits leaves its group as it is.
 *  @param[in]  map      not NULL; its places are the table that is carried
 *  @param[in]  poles    names of group columns, exactly; NULL when n_poles is 0
 *  @param[in]  n_poles  how many names
 *  @param[out] carried  set on success only; freed by aploc_communes_free; of the columns and
 *                       the path of the old table
 *  @param[out] report   may be NULL
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for a report of unknown size;
 *          APLOC_ERR_COLUMN_MISSING for a pole column that is not a group column;
 *          APLOC_ERR_CODE_UNKNOWN when none of its values is the code of a place;
 *          APLOC_ERR_NO_VALUE when nothing is left; APLOC_ERR_OVERFLOW; APLOC_ERR_MEMORY.
 *  Threads: any. Complexity: O(places × columns). Since 0.1. */
APLOC_API aploc_status aploc_communes_carry(const aploc_carry_map *map, const char *const *poles,
                                            int32_t n_poles, aploc_communes **carried,
                                            aploc_carry_report *report, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
