/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_AID_H
#define APLOC_AID_H

/** @file
 *  Aid: what each class of a zoning opens to those who settle there, and what a list of installations
 *  comes to.
 *
 *  Aid is a file (INI) of kinds and classes, one a period; the format is described in
 *  data/aid/README.md. A class opens an amount of a kind (by installation, half-day, year …), a share
 *  of the fees of a year up to a cap, or nothing, which is an amount of 0. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/audit.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/method.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Aid, read and checked. */
typedef struct aploc_aid aploc_aid;

/** Read aid from a file.
 *
 *  @param[in]  path  not NULL
 *  @param[out] aid   set on success only; freed by aploc_aid_free
 *  @param[out] err   filled on failure, with file and line; may be NULL
 *  @return as aploc_rules_read. Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_aid_read(const char *path, aploc_aid **aid, aploc_error *err);

/** Read aid from a text in memory; `source` stands for the file in messages.
 *
 *  @param[in]  text    UTF-8, not NULL; copied
 *  @param[in]  length  its bytes
 *  @param[in]  source  not NULL; copied
 *  @param[out] aid     set on success only; freed by aploc_aid_free
 *  @param[out] err     filled on failure; may be NULL
 *  @return as aploc_rules_read. Threads: any. Complexity: O(length). Since 0.1. */
APLOC_API aploc_status aploc_aid_parse(const char *text, size_t length, const char *source,
                                       aploc_aid **aid, aploc_error *err);

/** Read aid that comes with the library (a file of data/aid, kept inside it).
 *
 *  @param[in]  name  "aid-2026" and the like, not NULL
 *  @param[out] aid   set on success only; freed by aploc_aid_free
 *  @param[out] err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_METHOD_NAME, the message lists the names that
 *          there are; APLOC_ERR_MEMORY. Threads: any. Since 0.1. */
APLOC_API aploc_status aploc_aid_builtin(const char *name, aploc_aid **aid, aploc_error *err);

/** Return the name of the k-th aid that comes with the library, in alphabetical order; NULL when there
 *  are none. Static. O(1). Since 0.1. */
APLOC_API const char *aploc_aid_builtin_name(int32_t k);

/** Free aid. @param[in] aid  may be NULL. */
APLOC_API void aploc_aid_free(aploc_aid *aid);

/** The texts of aid. */
typedef enum aploc_aid_text {
    APLOC_AID_NAME = 0,     /**< short name */
    APLOC_AID_TITLE = 1,    /**< one line for people */
    APLOC_AID_SOURCE = 2,   /**< the text it is of */
    APLOC_AID_CURRENCY = 3, /**< of its amounts; "€" where the file has none */
    APLOC_AID_FROM = 4,     /**< the first day, 2026-01-01 */
    APLOC_AID_TO = 5,       /**< the last day */
    APLOC_AID_FILE = 6,     /**< the whole text it was read from, comments included */
    APLOC_AID_TEXT_COUNT = 7
} aploc_aid_text;

/** Return a text of aid; "" where the file has none, NULL when `which` is not one. Borrowed.
 *  @param[in] aid    not NULL
 *  @param[in] which  an aploc_aid_text. O(1). Since 0.1. */
APLOC_API const char *aploc_aid_get_text(const aploc_aid *aid, int32_t which);

/** Return the k-th value that stands as "?", in the order of the file; NULL when there are no more.
 *  Borrowed. O(1). Since 0.1. */
APLOC_API const aploc_method_gap *aploc_aid_get_gap(const aploc_aid *aid, int32_t k);

/** How many kinds aid has at most. */
#define APLOC_AID_KINDS_MAX 32
/** How many classes aid has at most. */
#define APLOC_AID_CLASSES_MAX 16

/** Return the number of classes; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_aid_class_count(const aploc_aid *aid);

/** Return the name of the c-th class, in the order of the file; NULL when there is none. Borrowed.
 *  O(1). Since 0.1.
 *  @param[in] aid  not NULL
 *  @param[in] c    a class, from 0 */
APLOC_API const char *aploc_aid_class(const aploc_aid *aid, int32_t c);

/** Return the number of the class of that name, or -1. O(classes). Since 0.1.
 *  @param[in] aid   not NULL
 *  @param[in] name  not NULL */
APLOC_API int32_t aploc_aid_find_class(const aploc_aid *aid, const char *name);

/** A kind of aid. */
typedef struct aploc_aid_kind {
    size_t size;       /**< set by the caller to sizeof(aploc_aid_kind) */
    const char *name;  /**< borrowed, as the other texts */
    const char *title; /**< for people; the name when the file has none */
    const char *per;   /**< what an amount is for: "installation", "half-day", "year", "contract" */
    double cap;        /**< the most that a share of fees comes to in a year; NaN: no cap */
    int32_t years;     /**< so many years at most; 0: not said */
    int32_t over;      /**< the years that one amount is for; 0: not said */
    int32_t most;      /**< 1 when amounts are the most that may be paid */
    int32_t yearly;    /**< 1 when an amount is for a year */
    int32_t fees;      /**< 1 when classes open a share of the fees of a year */
} aploc_aid_kind;

/** Initialiser of aploc_aid_kind. */
#define APLOC_AID_KIND_INIT                                                                        \
    {                                                                                              \
        sizeof(aploc_aid_kind), NULL, NULL, NULL, 0, 0, 0, 0, 0, 0                                 \
    }

/** Return the number of kinds; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_aid_kind_count(const aploc_aid *aid);

/** Give the k-th kind, in the order of the file.
 *  @param[in]  aid   not NULL
 *  @param[in]  k     in [0, aploc_aid_kind_count)
 *  @param[out] kind  set on success only, but for `size`, which the caller sets
 *  @param[out] err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_aid_get_kind(const aploc_aid *aid, int32_t k, aploc_aid_kind *kind,
                                          aploc_error *err);

/** Return the number of the kind of that name, or -1. O(kinds). Since 0.1.
 *  @param[in] aid   not NULL
 *  @param[in] name  not NULL */
APLOC_API int32_t aploc_aid_find_kind(const aploc_aid *aid, const char *name);

/** Give what a class opens of a kind.
 *
 *  @param[in]  aid     not NULL
 *  @param[in]  k       the kind, in [0, aploc_aid_kind_count)
 *  @param[in]  c       the class, in [0, aploc_aid_class_count)
 *  @param[out] amount  for one, in the currency; of a kind by fees the share of fees, from 0 to 1;
 *                      0 where the class opens nothing
 *  @param[out] err     filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_INDEX; APLOC_ERR_RULES_UNKNOWN for "?".
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_aid_opens(const aploc_aid *aid, int32_t k, int32_t c, double *amount,
                                       aploc_error *err);

/** One who settles, or what is paid by: a row of a list of installations. */
typedef struct aploc_installation {
    const char *code; /**< of a commune or a quarter of the zoning */
    const char *kind; /**< the name of a kind of aid */
    const char *area; /**< what totals are made by, as its département; NULL: "" */
    double count;     /**< how many; a whole number of at least 0, NaN: 1 */
    double fees;      /**< of a year, at least 0; NaN: not said */
    int32_t years;    /**< of a yearly kind, how many years; 0: 1 */
    int32_t date;     /**< YYYYMMDD; 0: not said */
    int64_t line;     /**< where it stands in its file; 0: nowhere */
} aploc_installation;

/** The rows of a file of installations. */
typedef struct aploc_installations aploc_installations;

/** Read a list of installations: columns code and kind, and where there are such count, fees, years and
 *  date (2026-03-15 or 15/3/2026), each of which may be empty.
 *
 *  @param[in]  path           CSV, not NULL
 *  @param[in]  options        how the table is read, of its roles "code" only; NULL:
 *                             APLOC_READ_OPTIONS_INIT
 *  @param[out] installations  set on success only; freed by aploc_installations_free
 *  @param[out] err            filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_COLUMN_MISSING; APLOC_ERR_NO_VALUE for a row without
 *          a kind; APLOC_ERR_RANGE for a count or years that are not whole, or no date; as
 *          aploc_communes_read_csv for all else.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_installations_read_csv(const char *path,
                                                    const aploc_read_options *options,
                                                    aploc_installations **installations,
                                                    aploc_error *err);

/** Free a list of installations. @param[in] installations  may be NULL. */
APLOC_API void aploc_installations_free(aploc_installations *installations);

/** Return the rows, `*n` of them, in the order of the file, without areas; NULL for NULL. Borrowed.
 *  O(1). Since 0.1.
 *  @param[in]  installations  may be NULL
 *  @param[out] n              not NULL */
APLOC_API const aploc_installation *
aploc_installations_rows(const aploc_installations *installations, int32_t *n);

/** What installations come to. */
typedef struct aploc_aid_sum aploc_aid_sum;

/** Sum the aid of installations, by the class of each in a zoning.
 *
 *  An installation comes to count times the amount that its class opens; of a yearly kind, for each
 *  year; of a kind by fees, for each year, the share of its fees, at most the cap. Amounts are rounded
 *  to hundredths, halves up, an installation at a time, and added in the order of the list.
 *
 *  @param[in]  aid            not NULL; held
 *  @param[in]  list           rows of a zoning, borrowed for the call: the class of each code
 *  @param[in]  n_list         how many rows
 *  @param[in]  installations  borrowed for the call
 *  @param[in]  n              how many
 *  @param[in]  path           the file of the installations, for messages; may be NULL
 *  @param[out] sum            set on success only; freed by aploc_aid_sum_free
 *  @param[out] err            filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_MEMORY; APLOC_ERR_CODE_REPEATED for a code that
 *          the list has twice; APLOC_ERR_CODE_UNKNOWN for one that it lacks; APLOC_ERR_UNIT for a class that the aid does not know; APLOC_ERR_RANGE for a
 *          kind that it does not know, a date out of its time, more years than the kind has, years or
 *          fees of a kind that has none, a count or fees out of their domain; APLOC_ERR_NO_VALUE for
 *          fees that are not said and needed; APLOC_ERR_RULES_UNKNOWN for "?".
 *  Threads: any. Complexity: O(n_list + n (kinds + areas)). Since 0.1. */
APLOC_API aploc_status aploc_aid_sum_create(const aploc_aid *aid, const aploc_listed *list,
                                            int32_t n_list, const aploc_installation *installations,
                                            int32_t n, const char *path, aploc_aid_sum **sum,
                                            aploc_error *err);

/** Free a sum. @param[in] sum  may be NULL. */
APLOC_API void aploc_aid_sum_free(aploc_aid_sum *sum);

/** What one installation comes to. */
typedef struct aploc_aid_line {
    size_t size;       /**< set by the caller to sizeof(aploc_aid_line) */
    const char *words; /**< how: "1 × 3 years of 25 % of 240000, at most 50000 a year"; borrowed */
    double amount;     /**< 0 where the class opens nothing */
    int32_t kind;      /**< of the aid */
    int32_t zone;      /**< its class, of the aid */
    int32_t area;      /**< of the sum */
    int32_t most;      /**< 1 when the amount is the most that may be paid */
} aploc_aid_line;

/** Initialiser of aploc_aid_line. */
#define APLOC_AID_LINE_INIT                                                                        \
    {                                                                                              \
        sizeof(aploc_aid_line), NULL, 0, 0, 0, 0, 0                                                \
    }

/** Give what the k-th installation comes to.
 *  @param[in]  sum   not NULL
 *  @param[in]  k     in [0, installations)
 *  @param[out] line  set on success only, but for `size`, which the caller sets
 *  @param[out] err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_aid_sum_get(const aploc_aid_sum *sum, int32_t k, aploc_aid_line *line,
                                         aploc_error *err);

/** Return the number of areas; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_aid_sum_area_count(const aploc_aid_sum *sum);

/** Return the text of the a-th area, in the order in which they came; NULL when there is none.
 *  Borrowed. O(1). Since 0.1.
 *  @param[in] sum  not NULL
 *  @param[in] a    an area, from 0 */
APLOC_API const char *aploc_aid_sum_area(const aploc_aid_sum *sum, int32_t a);

/** Return what installations of an area and a class come to, and how many they are (the sum of their
 *  counts).
 *  @param[in]  sum    not NULL
 *  @param[in]  a      the area; -1: all
 *  @param[in]  zone   the class of the aid; -1: all
 *  @param[out] count  may be NULL
 *  @return NaN for an argument out of its domain. O(installations). Since 0.1. */
APLOC_API double aploc_aid_sum_total(const aploc_aid_sum *sum, int32_t a, int32_t zone,
                                     double *count);

#ifdef __cplusplus
}
#endif

#endif
