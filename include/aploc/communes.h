/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_COMMUNES_H
#define APLOC_COMMUNES_H

/** @file
 *  Places with a code: communes, or any finer or coarser mesh, or sites of supply. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A table of places, in the order of its file. */
typedef struct aploc_communes aploc_communes;

/** The numeric columns that a place can have. */
typedef enum aploc_role {
    APLOC_POPULATION = 0,   /**< residents */
    APLOC_STANDARDISED = 1, /**< standardised population, in residents */
    APLOC_SUPPLY = 2,       /**< supply placed here, in the method's unit */
    APLOC_LON = 3,          /**< longitude, degrees east, WGS84 */
    APLOC_LAT = 4,          /**< latitude, degrees north, WGS84 */
    APLOC_APL = 5,          /**< APL, the result of a run, in the method's unit */
    APLOC_ROLE_COUNT = 6
} aploc_role;

/** An age class: whole years `from` to `to`, both included; `to` is APLOC_AGE_OPEN for "and over".
 */
typedef struct aploc_age_class {
    int32_t from; /**< the first year */
    int32_t to;   /**< the last one, or APLOC_AGE_OPEN */
} aploc_age_class;

/** The upper bound of an open age class such as 90+. */
#define APLOC_AGE_OPEN INT32_MAX

/** Read a table of places.
 *
 *  Only the `code` column is required; what a computation needs is asked for when it is needed.
 *  Codes are text, unique, not empty, at most 47 bytes. Numbers are finite and not negative, but
 *  for lon (-180 to 180) and lat (-90 to 90); an empty field or "NA" is a missing value (NaN) in
 *  population, standardised, lon, lat and apl, an error in supply and ages. "NaN" in a file is refused
 *  everywhere: it is what a computation leaves that went wrong, not a value that nobody has. Every column without a role
 *  is kept as a group column.
 *  @param[in]  path      not NULL; plain or gzip
 *  @param[in]  options   NULL for the defaults; `unknown` and `repeated` are not used here
 *  @param[out] communes  set on success only; freed by aploc_communes_free
 *  @param[out] report    what was found; may be NULL
 *  @param[out] err       filled on failure, with file, line and column; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_OPEN, APLOC_ERR_READ,
 *          APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE (2^31 - 1 rows); any 3xx for the form of the file;
 *          any 4xx for a value; APLOC_ERR_CODE_REPEATED; APLOC_ERR_CANCELLED.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_communes_read_csv(const char *path, const aploc_read_options *options,
                                               aploc_communes **communes, aploc_read_report *report,
                                               aploc_error *err);

/** Places in arrays, column by column; n_… counts what an array holds besides one entry a place. */
typedef struct aploc_places {
    size_t size;              /**< sizeof(aploc_places) */
    const char *path;         /**< what to call the table in messages; NULL: "" */
    const char *const *codes; /**< `count` texts, unique, of 1 to 47 bytes */
    const char *const *names; /**< `count` texts; NULL when there are none */
    const double
        *columns[APLOC_ROLE_COUNT]; /**< by aploc_role, `count` numbers each; NULL where the
                                                  table has no such column */
    const aploc_age_class
        *ages;               /**< n_ages classes, youngest first, without overlap; NULL when 0 */
    const double *age_table; /**< class `a` of place `i` at [i * n_ages + a]; NULL when 0 */
    const char *const *group_names; /**< n_groups names; NULL when 0 */
    const char *const *const
        *group_texts; /**< [g][i]: the value of place `i` in group `g`; NULL when 0 */
    int32_t count;    /**< at least 1 */
    int32_t n_ages;   /**< of `ages` */
    int32_t n_groups; /**< of `group_names` */
    int32_t reserved; /**< 0 */
} aploc_places;

/** Initialiser of aploc_places. */
#define APLOC_PLACES_INIT                                                                          \
    {                                                                                              \
        sizeof(aploc_places), NULL, NULL, NULL, {NULL, NULL, NULL, NULL, NULL, NULL}, NULL, NULL,  \
            NULL, NULL, 0, 0, 0, 0                                                                 \
    }

/** Build a table of places from arrays, by the rules of a table that is read (above): NaN is a missing
 *  value where an empty field may be.
 *
 *  @param[in]  places    not NULL; everything is copied
 *  @param[out] communes  set on success only; freed by aploc_communes_free
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_NO_VALUE for a code that is
 *          empty or too long; APLOC_ERR_ENCODING for a text that is not UTF-8;
 *          APLOC_ERR_CODE_REPEATED; APLOC_ERR_RANGE, APLOC_ERR_NOT_FINITE for a
 *          number or an age class; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(places * columns). Since 0.1. */
APLOC_API aploc_status aploc_communes_from_arrays(const aploc_places *places,
                                                  aploc_communes **communes, aploc_error *err);

/** Free a table. @param[in] communes  may be NULL. */
APLOC_API void aploc_communes_free(aploc_communes *communes);

/** Return the number of places; 0 for NULL. O(1). */
APLOC_API int32_t aploc_communes_count(const aploc_communes *communes);

/** Return the file the table was read from, as it was named then. Borrowed. O(1). */
APLOC_API const char *aploc_communes_path(const aploc_communes *communes);

/** Return the code of place `i`, or NULL when `i` is out of range. Borrowed. O(1). */
APLOC_API const char *aploc_communes_code(const aploc_communes *communes, int32_t i);

/** Return the physical line of place `i` in its file, from 1, for messages: 0 for a table that was not read from
 *  CSV, and when `i` is out of range. O(log lines). Since 0.1. */
APLOC_API int64_t aploc_communes_line(const aploc_communes *communes, int32_t i);

/** Return the name of place `i`: "" when the table has no names, NULL when `i` is out of range.
 *  Borrowed. O(1). */
APLOC_API const char *aploc_communes_name(const aploc_communes *communes, int32_t i);

/** Return the index of a code, or -1 when the table does not have it or `code` is NULL.
 *  Expected O(length of the code). */
APLOC_API int32_t aploc_communes_find(const aploc_communes *communes, const char *code);

/** Return a numeric column, one value a place, NaN where missing; NULL when the table has none or
 *  `role` is not one. Borrowed. O(1).
 *  @param[in] communes  not NULL
 *  @param[in] role      an aploc_role */
APLOC_API const double *aploc_communes_column(const aploc_communes *communes, int32_t role);

/** Return the age classes, youngest first, and their number in `n_classes`; NULL when there are
 *  none. They do not overlap. Borrowed. O(1).
 *  @param[in]  communes   not NULL
 *  @param[out] n_classes  may be NULL */
APLOC_API const aploc_age_class *aploc_communes_ages(const aploc_communes *communes,
                                                     int32_t *n_classes);

/** Return the residents by age: class `a` of place `i` stands at [i * n_classes + a]; NULL when
 *  there are no age classes. Borrowed. O(1). */
APLOC_API const double *aploc_communes_age_table(const aploc_communes *communes);

/** Return the number of group columns; 0 for NULL. O(1). */
APLOC_API int32_t aploc_communes_group_count(const aploc_communes *communes);

/** Return the name of group column `g`, as in the header; NULL when out of range. Borrowed. O(1).
 */
APLOC_API const char *aploc_communes_group_name(const aploc_communes *communes, int32_t g);

/** Return the group column of that name (exactly), or -1. O(columns). */
APLOC_API int32_t aploc_communes_group_find(const aploc_communes *communes, const char *name);

/** Return the level of each place in group column `g`: numbers from 0, in the order in which the
 *  values first appear in the file. NULL when out of range. Borrowed. O(1).
 *  @param[in]  communes  not NULL
 *  @param[in]  g         a group column
 *  @param[out] n_levels  how many distinct values; may be NULL */
APLOC_API const int32_t *aploc_communes_group_levels(const aploc_communes *communes, int32_t g,
                                                     int32_t *n_levels);

/** Return the text of a level of group column `g`; NULL when out of range. Borrowed. O(1).
 *  @param[in] communes  not NULL
 *  @param[in] g         a group column
 *  @param[in] level     as aploc_communes_group_levels gives them */
APLOC_API const char *aploc_communes_group_text(const aploc_communes *communes, int32_t g,
                                                int32_t level);

/** Write a table of places: a header and a row a place, with the columns of the file it was read
 *  from, under their names and in their order, whatever their roles. Numbers read back to the same
 *  bits; a missing value is an empty field.
 *  @param[in]     communes  not NULL
 *  @param[in,out] writer    at the start of a row; not ended here, and keeps its own failures for
 *                           aploc_writer_commit
 *  @param[out]    err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT.
 *  Threads: any, with a writer of its own. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_communes_write(const aploc_communes *communes, aploc_writer *writer,
                                            aploc_error *err);

/** Read a table (code, supply) into one number a place; places that are not in it have 0.
 *
 *  @param[in]  path     not NULL; columns `code` and `supply`, numbers finite and not negative
 *  @param[in]  places   the communes or sites
 *  @param[in]  options  NULL for the defaults; `unknown` says what to do with other codes
 *  @param[out] supply   aploc_communes_count(places) numbers; untouched on failure
 *  @param[out] report   may be NULL
 *  @param[out] err      filled on failure; may be NULL
 *  @return as aploc_communes_read_csv, and APLOC_ERR_CODE_UNKNOWN.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_supply_read_csv(const char *path, const aploc_communes *places,
                                             const aploc_read_options *options, double *supply,
                                             aploc_read_report *report, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
