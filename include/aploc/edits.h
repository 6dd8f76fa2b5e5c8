/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_EDITS_H
#define APLOC_EDITS_H

/** @file
 *  A table of changes to be tried: what a meeting asks of a territory, a row each (whatif.h does them).
 *
 *  Columns, their roles and usual names (csv.h):
 *
 *      edit:change  change, what, changement, modification: one of the words below
 *      code         the place
 *      to           of a time: where it goes to; else empty. Without the column there are no times
 *      edit:amount  amount, value, montant, valeur, quantite; empty where the word has none
 *
 *  Words, without regard to case and accents, and the amount that each takes:
 *
 *      supply (offre)              the supply of the place becomes that
 *      add (ajout)                 its supply grows by that, or shrinks: "+1", "-2700"
 *      close (fermeture)           its supply goes; no amount
 *      demand (demande)            the demand of the place becomes that
 *      time (temps)                from the place to the other it takes so many minutes; "none"
 *                                  (aucun): the other is out of reach
 *      appears (apparait)          a place that is not in the tables, with that demand (empty: 0), and
 *                                  without supply and times but for those of the rows that follow
 *      goes (disparait)            the place goes, with all it has; no amount
 *      site_appears, site_goes     likewise for a place of supply, where these stand apart; no amount
 *
 *  An amount of supply may count full-time equivalents: "+1fte" ("1 etp"). Rows count in their order:
 *  a place can be named from the row on in which it appears, and up to that in which it goes. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A table of changes, in the order of its file. */
typedef struct aploc_edits aploc_edits;

/** What a change does. */
typedef enum aploc_edit_kind {
    APLOC_EDIT_SUPPLY = 0,
    APLOC_EDIT_ADD = 1,
    APLOC_EDIT_CLOSE = 2,
    APLOC_EDIT_DEMAND = 3,
    APLOC_EDIT_TIME = 4,
    APLOC_EDIT_APPEARS = 5,
    APLOC_EDIT_GOES = 6,
    APLOC_EDIT_SITE_APPEARS = 7,
    APLOC_EDIT_SITE_GOES = 8
} aploc_edit_kind;

/** A change. */
typedef struct aploc_edit {
    size_t size;      /**< set by the caller to sizeof(aploc_edit) */
    int64_t line;     /**< in the file, from 1 */
    int32_t kind;     /**< aploc_edit_kind */
    int32_t place;    /**< index in the communes, for supply in the sites where there are any; the
                              k-th one that appears has the number of places plus k, from 0 */
    int32_t to;       /**< of a time, likewise a place of supply; else -1 */
    int32_t in_fte;   /**< 1: the amount counts full-time equivalents */
    double amount;    /**< infinite for a time of "none"; 0 where there is none */
    const char *code; /**< of `place`; borrowed from the table */
    const char *to_code; /**< of `to`, "" where there is none; borrowed from the table */
} aploc_edit;

/** Initialiser of aploc_edit. */
#define APLOC_EDIT_INIT                                                                            \
    {                                                                                              \
        sizeof(aploc_edit), 0, 0, -1, -1, 0, 0, NULL, NULL                                         \
    }

/** Read a table of changes.
 *
 *  @param[in]  path      not NULL; plain or gzip
 *  @param[in]  communes  where people live, not NULL; not kept
 *  @param[in]  sites     where care is; NULL when care is in the communes themselves; not kept
 *  @param[in]  options   NULL for the defaults; codes that are not known are always refused
 *  @param[out] edits     set on success only; freed by aploc_edits_free
 *  @param[out] report    may be NULL
 *  @param[out] err       filled on failure, with file, line and column; may be NULL
 *  @return APLOC_OK; as aploc_communes_read_csv, but for the following: APLOC_ERR_RANGE for a word that
 *          is none of those above, a time from a place to itself, or a word that does not go with
 *          `sites`; APLOC_ERR_NO_VALUE for an amount that lacks, APLOC_ERR_NUMBER for one too many or
 *          that is no number; APLOC_ERR_NEGATIVE but for add; APLOC_ERR_CODE_UNKNOWN, also for a
 *          place that went; APLOC_ERR_CODE_REPEATED for a place that appears and is there.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_edits_read_csv(const char *path, const aploc_communes *communes,
                                            const aploc_communes *sites,
                                            const aploc_read_options *options, aploc_edits **edits,
                                            aploc_read_report *report, aploc_error *err);

/** Free a table. @param[in] edits  may be NULL. */
APLOC_API void aploc_edits_free(aploc_edits *edits);

/** Return the number of changes; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_edits_count(const aploc_edits *edits);

/** Give a change.
 *
 *  @param[in]  edits  not NULL
 *  @param[in]  k      in [0, aploc_edits_count)
 *  @param[out] edit   set on success only, but for `size`, which the caller sets
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX. Threads: any. O(1).
 *  Since 0.1. */
APLOC_API aploc_status aploc_edits_get(const aploc_edits *edits, int32_t k, aploc_edit *edit,
                                       aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
