/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_ZONING_DIFF_H
#define APLOC_ZONING_DIFF_H

/** @file
 *  What changed between two zonings of the same communes: communes and people of each class before and
 *  after, who came and who left, the moves from class to class, and the share that is covered, as a
 *  press release quotes it. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/audit.h>
#include <aploc/communes.h>
#include <aploc/export.h>
#include <aploc/status.h>
#include <aploc/zoning.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How many classes two lists have at most. */
#define APLOC_DIFF_CLASSES_MAX 32

/** How to compare two lists. Texts and arrays are borrowed for the call. */
typedef struct aploc_diff_options {
    size_t size; /**< sizeof(aploc_diff_options) */
    const aploc_rules
        *rules; /**< say which classes there are, and their order; NULL: as they come */
    const char *const
        *covered;          /**< n_covered classes that are covered; NULL when 0: with rules all but
                                     the last, without none */
    const char *const *by; /**< n_by group columns of the communes; NULL when 0 */
    const aploc_qpv
        *qpvs;          /**< n_qpvs quarters, places of their own: without a row a quarter is of the
                                class of its commune. NULL when 0 */
    const char *before; /**< the file of the list before, for messages; may be NULL */
    const char *after;  /**< likewise */
    int32_t n_covered;  /**< of `covered` */
    int32_t n_by;       /**< of `by` */
    int32_t n_qpvs;     /**< of `qpvs` */
    int32_t reserved;   /**< 0 */
} aploc_diff_options;

/** Initialiser of aploc_diff_options. */
#define APLOC_DIFF_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_diff_options), NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0                 \
    }

/** A comparison. */
typedef struct aploc_zoning_diff aploc_zoning_diff;

/** Compare two lists of communes and classes.
 *
 *  People are those of the column population, quarters cut out of their communes; each counts once. A
 *  commune without a row, or whose class is "", is of no class. Rows are: for all communes the classes,
 *  those of no class where there are some, and the covered as one where some are; then the moves; then
 *  for each column of `by` the same as for all, group by group by their texts, without the classes that
 *  nobody has.
 *
 *  @param[in]  communes  not NULL; held
 *  @param[in]  before    rows; NULL when n_before is 0
 *  @param[in]  n_before  how many rows
 *  @param[in]  after     rows; NULL when n_after is 0
 *  @param[in]  n_after   how many rows
 *  @param[in]  options   NULL: APLOC_DIFF_OPTIONS_INIT
 *  @param[out] diff      set on success only; freed by aploc_zoning_diff_free
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_MEMORY; APLOC_ERR_OPTIONS, also for a covered
 *          class that neither rules nor lists have; APLOC_ERR_NO_VALUE for a commune without people; APLOC_ERR_CODE_UNKNOWN for a code that is no commune or quarter;
 *          APLOC_ERR_CODE_REPEATED for one that stands twice in a list, or a quarter's; APLOC_ERR_UNIT
 *          for a class that the rules do not have, too many classes, and a quarter that cannot be;
 *          APLOC_ERR_COLUMN_MISSING.
 *  Threads: any. Complexity: O(places (1 + n_by) + rows). Since 0.1. */
APLOC_API aploc_status aploc_zoning_diff_create(const aploc_communes *communes,
                                                const aploc_listed *before, int32_t n_before,
                                                const aploc_listed *after, int32_t n_after,
                                                const aploc_diff_options *options,
                                                aploc_zoning_diff **diff, aploc_error *err);

/** Free a comparison. @param[in] diff  may be NULL. */
APLOC_API void aploc_zoning_diff_free(aploc_zoning_diff *diff);

/** What a row is about. */
typedef enum aploc_diff_kind {
    APLOC_DIFF_CLASS = 0,   /**< a class */
    APLOC_DIFF_NONE = 1,    /**< those of no class */
    APLOC_DIFF_COVERED = 2, /**< the covered classes as one */
    APLOC_DIFF_MOVE = 3     /**< those who went from one class to another: `in` of both figures */
} aploc_diff_kind;

/** Communes, or people. The share that is published is `before` or `after` over `all`. */
typedef struct aploc_diff_figures {
    double before; /**< of the class before */
    double in;     /**< who came */
    double out;    /**< who left */
    double after;  /**< of the class after */
    double all;    /**< of the group */
} aploc_diff_figures;

/** A row of a comparison. Its texts are borrowed from the comparison. */
typedef struct aploc_diff_row {
    size_t size;       /**< set by the caller to sizeof(aploc_diff_row) */
    const char *by;    /**< the column of groups; "" for all communes */
    const char *group; /**< its text */
    const char *from;  /**< of a move: the class before, "" for none */
    const char *zone;  /**< the class; of a move the one after; "" for none and for the covered */
    aploc_diff_figures communes; /**< quarters do not count */
    aploc_diff_figures people;   /**< with those of quarters */
    int32_t kind;                /**< aploc_diff_kind */
    int32_t reserved;            /**< 0 */
} aploc_diff_row;

/** Initialiser of aploc_diff_row. */
#define APLOC_DIFF_ROW_INIT                                                                        \
    {                                                                                              \
        sizeof(aploc_diff_row), NULL, NULL, NULL, NULL, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, 0, 0     \
    }

/** Return the number of rows; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_zoning_diff_count(const aploc_zoning_diff *diff);

/** Give the k-th row.
 *  @param[in]  diff  not NULL
 *  @param[in]  k     in [0, aploc_zoning_diff_count)
 *  @param[out] row   set on success only, but for `size`, which the caller sets
 *  @param[out] err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_zoning_diff_get(const aploc_zoning_diff *diff, int32_t k,
                                             aploc_diff_row *row, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
