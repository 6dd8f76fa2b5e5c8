/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_PRACTITIONERS_H
#define APLOC_PRACTITIONERS_H

/** @file
 *  Practitioners, practice by practice, as health insurance knows them. What a method makes of them
 *  stands in supply.h.
 *
 *  A row is a practice: a practitioner in one place. Columns, their roles and usual names (csv.h):
 *
 *      id          required. Who: several rows with one id are the practices of one practitioner
 *      commune     required. The code of the place
 *      acts        required. The activity of this practice in the year: acts, or fees, or whatever
 *                  the numbers of the method count; not negative
 *      profession  any word, the same in all rows of an id; without the column all are of one
 *      birth_year  a whole year, 1900 to 2100; may be empty; one for each id
 *      age         whole years, 0 to 120, where there is no birth year; may be empty; one for each id
 *      months      months of activity in the year, 0 to 12; empty, or without the column: 12
 *      rank        main (principal) or secondary (secondaire); without the column: main
 *      status      liberal (libéral), salaried (salarié) or locum (remplaçant); without the
 *                  column: liberal
 *      replaces    in a row of a locum the id of the practitioner replaced, who has the same
 *                  profession, and a practice, as locum of nobody, in the table; empty in the others
 *      opened      the year in which the practice opened, 1900 to 2100; may be empty
 *
 *  Words are compared without regard to case and accents; feminine forms are known. A practitioner
 *  has at most one main practice. The rank of a locum's row is not read: it is no practice of the
 *  locum's own. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A table of practices, in the order of its file. */
typedef struct aploc_practitioners aploc_practitioners;

/** The rank of a practice. */
typedef enum aploc_practice_rank {
    APLOC_PRACTICE_MAIN = 0,
    APLOC_PRACTICE_SECONDARY = 1
} aploc_practice_rank;

/** The status of a practitioner in a practice. */
typedef enum aploc_practice_status {
    APLOC_PRACTICE_LIBERAL = 0,
    APLOC_PRACTICE_SALARIED = 1,
    APLOC_PRACTICE_LOCUM = 2
} aploc_practice_status;

/** A practice. */
typedef struct aploc_practice {
    size_t size;    /**< set by the caller to sizeof(aploc_practice) */
    int64_t line;   /**< in the file, from 1 */
    const char *id; /**< borrowed from the table */
    const char
        *replaces;      /**< for a locum the id of the practitioner replaced, else NULL; borrowed */
    double acts;        /**< of this practice, in the year */
    double months;      /**< 0 to 12 */
    int32_t place;      /**< index in the communes or sites; -1 when they do not have the code */
    int32_t profession; /**< index for aploc_practitioners_profession; 0 without the column */
    int32_t birth_year; /**< 0 when not known */
    int32_t age;        /**< -1 when not known */
    int32_t opened;     /**< year; 0 when not known */
    int32_t rank;       /**< aploc_practice_rank; APLOC_PRACTICE_MAIN for a locum */
    int32_t status;     /**< aploc_practice_status */
} aploc_practice;

/** Initialiser of aploc_practice. */
#define APLOC_PRACTICE_INIT                                                                        \
    {                                                                                              \
        sizeof(aploc_practice), 0, NULL, NULL, 0, 0, -1, 0, 0, -1, 0, 0, 0                         \
    }

/** Read a table of practices.
 *
 *  @param[in]  path           not NULL; plain or gzip
 *  @param[in]  places         the communes or sites where care is, not NULL; not kept
 *  @param[in]  options        NULL for the defaults; `unknown` says what to do with the code of a
 *                             place that is not there: APLOC_SKIP keeps the practice, without a
 *                             place, since it counts for what its practitioner does in all
 *  @param[out] practitioners  set on success only; freed by aploc_practitioners_free
 *  @param[out] report         what was found; n_unknown counts the practices without a place, which
 *                             are among n_kept; may be NULL
 *  @param[out] err            filled on failure, with file, line, column and, in `code`, the id or the
 *                             code of the place; may be NULL
 *  @return APLOC_OK; as aploc_communes_read_csv, but for the following: APLOC_ERR_CODE_UNKNOWN for
 *          a place, or for a locum who replaces nobody in the table; APLOC_ERR_CODE_REPEATED for a
 *          second main practice; APLOC_ERR_RANGE for a word that is not one of those above, a number
 *          outside its domain, a birth year, age or profession that is not the one of another row of
 *          the id, and a practice that is not a locum's and replaces somebody.
 *  Threads: any. Complexity: O(bytes); about 100 bytes a practice kept. Since 0.1. */
APLOC_API aploc_status aploc_practitioners_read_csv(const char *path, const aploc_communes *places,
                                                    const aploc_read_options *options,
                                                    aploc_practitioners **practitioners,
                                                    aploc_read_report *report, aploc_error *err);

/** Free a table. @param[in] practitioners  may be NULL. */
APLOC_API void aploc_practitioners_free(aploc_practitioners *practitioners);

/** Return the number of practices; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_practitioners_count(const aploc_practitioners *practitioners);

/** Return the file the table was read from, as it was named then; NULL for NULL. Borrowed. O(1).
 *  Since 0.1. */
APLOC_API const char *aploc_practitioners_path(const aploc_practitioners *practitioners);

/** Return the k-th profession, as the file first writes it, in the order in which they come; NULL
 *  when there are no more, or no such column, or no table. Borrowed. O(1). Since 0.1. */
APLOC_API const char *aploc_practitioners_profession(const aploc_practitioners *practitioners,
                                                     int32_t k);

/** Give a practice.
 *
 *  @param[in]  practitioners  not NULL
 *  @param[in]  k              in [0, aploc_practitioners_count)
 *  @param[out] practice       set on success only, but for `size`, which the caller sets
 *  @param[out] err            filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPTIONS for a size that is not known;
 *          APLOC_ERR_INDEX. Threads: any. Complexity: O(log(practices)). Since 0.1. */
APLOC_API aploc_status aploc_practitioners_get(const aploc_practitioners *practitioners, int32_t k,
                                               aploc_practice *practice, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
