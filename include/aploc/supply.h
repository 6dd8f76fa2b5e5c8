/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_SUPPLY_H
#define APLOC_SUPPLY_H

/** @file
 *  Supply by place, from practitioners, by the rules of a method (section [supply] of its file).
 *
 *  The rules work on the activity of each practice, in this order. One that the method does not
 *  have changes nothing: without rules the supply of a place is the sum of the acts done there.
 *
 *  1. `locums = move`: the acts of a locum, and the months they took, become those of the
 *     practitioner replaced, whose practice is then active for both, 12 months at most: the one in the
 *     locum's commune, the main one before others; without one there, the main one; without that
 *     one, the one with the most acts. The locum's own age plays no part then. With `keep` they
 *     stay where they were done, and are neither scaled nor topped up.
 *  2. `max_age`: practitioners older than that are left out with all their practices: with 65, "65
 *     and under" stay. The age is the year less the birth year, else the age in the table.
 *  3. `part_year = scaled`: the acts of a practice of less than 12 months are multiplied by 12 over its
 *     months. 0 months cannot be scaled, and stay.
 *  4. `floor`: where all practices of a practitioner together have less, what lacks is added to the
 *     main one. Nothing is added when that one is salaried under `salaried = keep`, active for less
 *     than 12 months under `part_year = keep`, or opened in a year that counts full (6). Without a
 *     main one in the table it is added to the one with the most acts, but not under
 *     `secondary = keep`. Practices that are kept so still count for what the practitioner does.
 *  5. `cap`: a practice counts for at most that, whatever its rank and status.
 *  6. The unit. `unit = acts`: the activity as it is by now. `unit = fte`: that over `fte`. With
 *     `fte_steps` the full-time equivalent of the last step that starts at or below it: intervals
 *     are closed on the left. `first_year = full`: a practice whose year in the column `opened` is
 *     the year of the data counts for one full-time equivalent (`fte` acts in the unit of acts)
 *     instead, and is neither scaled, nor topped up, nor cut; months say nothing about it, since a
 *     practice may as well have closed, or its practitioner been away.
 *
 *  Sources: the rules of general practitioners, 2010: Barlet et al. 2012 (DREES/IRDES, DT 51);
 *  later ones: DREES; each number stands in its method file, with how far it is known. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/export.h>
#include <aploc/method.h>
#include <aploc/practitioners.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For aploc_supply_options.max_age: nobody is left out for their age. */
#define APLOC_NO_MAX_AGE (-1.0)

/** What to compute the supply of. All zero but `size` means: the table has one profession, and the
 *  age limit is that of the method. */
typedef struct aploc_supply_options {
    size_t size;            /**< sizeof(aploc_supply_options) */
    const char *profession; /**< one of the table, without regard to case and accents; NULL when the
                                 table has at most one */
    double max_age;         /**< 0: the method's; above 0: this one instead; APLOC_NO_MAX_AGE */
    int32_t year; /**< of the activity, 1900 to 2100; 0 where neither ages nor openings need it */
    int32_t reserved; /**< 0 */
} aploc_supply_options;

/** Initialiser of aploc_supply_options. */
#define APLOC_SUPPLY_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_supply_options), NULL, 0, 0, 0                                                \
    }

/** What the rules did. Activity is in acts, or what the table counts; for each rule, how many and how
 *  much:
 *
 *      after = before - excluded + scaled + floored - capped - unknown
 *
 *  to the bit, when evaluated in this order. `after` is also the sum of the activity of the places,
 *  exactly where all activity stays whole, else but for rounding; in the unit of acts
 *  supply = after + first_year, likewise. */
typedef struct aploc_supply_report {
    size_t size;             /**< set by the caller to sizeof(aploc_supply_report) */
    int32_t n_practices;     /**< rows of the profession, those of locums included */
    int32_t n_practitioners; /**< ids among them */
    int32_t n_moved;         /**< rows of locums that were moved */
    int32_t n_excluded;      /**< practitioners above the age limit */
    int32_t n_scaled;        /**< practices scaled to 12 months */
    int32_t n_floored;       /**< practitioners topped up to the floor */
    int32_t n_capped;        /**< practices cut to the cap */
    int32_t n_unknown;       /**< practices without a place, left out last */
    int32_t n_first_year;    /**< practices with a place that count full as opened in the year */
    int32_t unit;            /**< aploc_supply_unit of `supply` and `first_year` */
    int32_t opened_unknown;  /**< 1: first_year is full, and the table has no column for it */
    int32_t reserved;        /**< 0 */
    double max_age;          /**< the limit that was applied; 0 when there was none */
    double before;           /**< the activity of the n_practices */
    double moved;            /**< activity moved from locums to those they replace */
    double excluded;         /**< activity of practitioners above the age limit */
    double scaled;           /**< activity added by scaling */
    double floored;          /**< activity added to reach the floor */
    double capped;           /**< activity cut above the cap */
    double unknown;          /**< activity of the practices without a place, by the rules so far */
    double after;            /**< the activity of the places */
    double first_year;       /**< what counting full adds (or takes, below 0), in `unit` */
    double supply;           /**< the sum of the supply, in `unit` */
} aploc_supply_report;

/** Initialiser of aploc_supply_report. */
#define APLOC_SUPPLY_REPORT_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_supply_report), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,   \
            0, 0, 0                                                                                \
    }

/** Compute the supply of each place from practitioners, by the rules above.
 *
 *  What the result counts is the method's `unit`; the APL then is in that unit a standardised
 *  inhabitant: multiply by 100 000 for a series published so.
 *  @param[in]  places         the table of places that the practitioners were read with
 *  @param[in]  practitioners  not NULL
 *  @param[in]  method         not NULL; each value of [supply] that stands as "?" is needed, but for
 *                             max_age when the options have one, and fte where nothing is counted
 *                             in full-time equivalents
 *  @param[in]  options        NULL for the defaults
 *  @param[out] supply         aploc_communes_count(places) numbers; untouched on failure
 *  @param[out] report         may be NULL
 *  @param[out] err            filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT when something is NULL, for places that are not as many as
 *          those the table was read with, for a profession that the table does not have (the
 *          message lists them), or none named among several, and for a year that is needed and not
 *          given; APLOC_ERR_OPTIONS for sizes and fields out of their domain;
 *          APLOC_ERR_METHOD_UNKNOWN; APLOC_ERR_NO_VALUE, with file and line, for a practitioner of
 *          unknown age under an age limit; APLOC_ERR_RANGE for one born after the year;
 *          APLOC_ERR_OVERFLOW; APLOC_ERR_MEMORY.
 *  Threads: any. Complexity: O(places + practices). Since 0.1. */
APLOC_API aploc_status aploc_supply_from_practitioners(const aploc_communes *places,
                                                       const aploc_practitioners *practitioners,
                                                       const aploc_method *method,
                                                       const aploc_supply_options *options,
                                                       double *supply, aploc_supply_report *report,
                                                       aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
