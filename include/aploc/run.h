/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_RUN_H
#define APLOC_RUN_H

/** @file
 *  Runs: results together with everything that they were computed from.
 *
 *  A run is a list of cells. A cell is one computation: a method, places, times, demand, supply, and
 *  the values that aploc_measure made of them; or the reason why there are none. Cells of a study
 *  share what they have in common: a territory (places and times) and a people (the demand) have a
 *  name each, and cells that give the same name have the same one.
 *
 *  A run is built by aploc_run_add and then only read; it holds the tables of its cells, so that
 *  their first owner may free them. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/export.h>
#include <aploc/measure.h>
#include <aploc/method.h>
#include <aploc/status.h>
#include <aploc/supply.h>
#include <aploc/times.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Results and what they were computed from. */
typedef struct aploc_run aploc_run;

/** How a demand or a supply came about: what aploc_verify_h5 can compute again. */
typedef enum aploc_origin {
    APLOC_ORIGIN_GIVEN = 0, /**< from elsewhere: numbers as they are */
    APLOC_ORIGIN_COLUMN =
        1, /**< supply: the column `supply` of its places, times `supply_scale`; demand:
                   aploc_demand_standardise of the communes, the method and `missing`, by the source
                   and the refitting that `demand_report` names (without one: the first source that
                   there is) */
    APLOC_ORIGIN_PRACTITIONERS = 2 /**< supply: aploc_supply_from_practitioners */
} aploc_origin;

/** A computation. Texts are at most 255 bytes, but for those that say otherwise; names of cells, territories and peoples are made of
 *  letters and digits of ASCII, "-", "_", "." and "+", do not start with ".", and have 1 to 120. */
typedef struct aploc_cell {
    size_t size;           /**< set by the caller to sizeof(aploc_cell) */
    const char *name;      /**< its own, "2023-gp-65" */
    const char *territory; /**< of communes, sites and times; NULL: as `name` */
    const char *people;    /**< of the demand; NULL: as `name` */

    const char *vintage;    /**< what it is of: "2023"; NULL: "" */
    const char *profession; /**< "gp"; NULL: "" */
    double max_age;         /**< the age limit of practitioners that was applied; 0: none */
    double supply_scale;    /**< what each supply was multiplied by; 1 for none */
    int32_t variant;        /**< aploc_variant of the values */
    int32_t year;           /**< of the practitioners' activity; 0: not said */
    int32_t missing;        /**< aploc_policy for standardised populations */
    int32_t demand_origin;  /**< aploc_origin */
    int32_t supply_origin;  /**< aploc_origin */
    aploc_status status;    /**< 0; else why there are no values, in the words of `message` */
    const char *message;    /**< of a cell that failed; NULL: "" */
    const char
        *fingerprint; /**< of everything the cell was computed from, for whoever wants to know
                                   whether it must be computed again; NULL: "" */

    const aploc_method *method;     /**< needed where status is 0 */
    const aploc_communes *communes; /**< needed where status is 0 */
    const aploc_communes *sites;    /**< where care is; NULL: in the communes */
    const aploc_times *times;       /**< needed where status is 0 */
    const double *demand; /**< one a commune; needed where status is 0; the same for all cells of a
                               people */
    const double *supply; /**< one a site, or commune; needed where status is 0 */
    const double *values; /**< one a commune; a site for variants that aploc_variant_is_of_supply;
                               NaN where there is none; needed where status is 0 */

    const aploc_solve_report *report;         /**< of the values; NULL when not known */
    const aploc_demand_report *demand_report; /**< NULL when not known */
    const aploc_supply_report *supply_report; /**< of practitioners; NULL for another supply */

    const char
        *notes; /**< what was assumed when its tables were read, a line each (data/FORMATS.md);
                            at most 4095 bytes; NULL: "" */
} aploc_cell;

/** Initialiser of aploc_cell. */
#define APLOC_CELL_INIT                                                                            \
    {                                                                                              \
        sizeof(aploc_cell), NULL, NULL, NULL, NULL, NULL, 0, 1, 0, 0, 0, 0, 0, 0, NULL, NULL,      \
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL                       \
    }

/** A file that a run was made from. */
typedef struct aploc_input {
    const char *role;   /**< what it was: "communes", "times", "practitioners", "method" … */
    const char *path;   /**< as it was named */
    const char *sha256; /**< 64 hexadecimal digits: the digest of its bytes as they lie */
    int64_t bytes;      /**< its size */
} aploc_input;

/** Start a run without cells.
 *
 *  @param[out] run  set on success only; freed by aploc_run_free
 *  @param[out] err  filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_MEMORY. Threads: any. Since 0.1. */
APLOC_API aploc_status aploc_run_create(aploc_run **run, aploc_error *err);

/** Free a run, and let go of its tables. @param[in] run  may be NULL. */
APLOC_API void aploc_run_free(aploc_run *run);

/** Add a cell.
 *
 *  Method, communes, sites and times are held, not copied; arrays, texts and reports are copied (the
 *  demand once a people). Values are taken as they are: nothing is computed here.
 *  @param[in,out] run   not NULL; unchanged on failure
 *  @param[in]     cell  not NULL
 *  @param[out]    err   filled on failure; may be NULL
 *  A message is cut to 1023 bytes, and what is not UTF-8 in it becomes "?".
 *  A territory is the same when its communes, sites and times are the same objects, a method when its
 *  text is the same, a people when its numbers are, to the bit. A failed cell keeps none of them.
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT for something that is needed and NULL, a name of another form,
 *          times that are not of these places, or an enum out of its domain; APLOC_ERR_OPTIONS for the
 *          size of the cell or a report; APLOC_ERR_CELL for a name that another cell has, and for a
 *          territory, people or method that another cell gives otherwise under the same name;
 *          APLOC_ERR_ENCODING for a text that is not UTF-8;
 *          APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: one at a time on a run. Complexity: O(places + cells). Since 0.1. */
APLOC_API aploc_status aploc_run_add(aploc_run *run, const aploc_cell *cell, aploc_error *err);

/** Note a file that the run was made from: its digest and size are taken now, whatever it was when
 *  it was read; who cannot be sure compares what stat() says of it before and after. A file noted
 *  before under the same role and path is noted once.
 *
 *  @param[in,out] run   not NULL; unchanged on failure
 *  @param[in]     role  not NULL
 *  @param[in]     path  not NULL: where it lies
 *  @param[in]     name  what to call it in the run: the path as the user wrote it; NULL: `path`
 *  @param[out]    err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPEN, APLOC_ERR_READ, APLOC_ERR_MEMORY.
 *  Threads: one at a time on a run. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_run_add_input(aploc_run *run, const char *role, const char *path,
                                           const char *name, aploc_error *err);

/** Let a text stand in the run: that of the study it is a run of.
 *
 *  @param[in,out] run   not NULL; unchanged on failure
 *  @param[in]     text  copied; NULL or "" for none
 *  @param[out]    err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_ENCODING when it is not UTF-8; APLOC_ERR_MEMORY.
 *  Since 0.1. */
APLOC_API aploc_status aploc_run_set_study(aploc_run *run, const char *text, aploc_error *err);

/** Return the text of the study; "" when there is none, NULL for NULL. Borrowed. O(1). Since 0.1. */
APLOC_API const char *aploc_run_get_study(const aploc_run *run);

/** Return the number of cells; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_run_cell_count(const aploc_run *run);

/** Return the cell of that name, or -1. O(cells). Since 0.1. */
APLOC_API int32_t aploc_run_find(const aploc_run *run, const char *name);

/** Give a cell.
 *
 *  @param[in]  run   not NULL
 *  @param[in]  k     in [0, aploc_run_cell_count)
 *  @param[out] cell  set on success only, but for `size`, which the caller sets; everything in it is
 *                    borrowed from the run, and no text is NULL
 *  @param[out] err   filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_run_get_cell(const aploc_run *run, int32_t k, aploc_cell *cell,
                                          aploc_error *err);

/** Return the k-th input file, in the order in which they were noted; NULL when there are no more.
 *  Borrowed. O(1). Since 0.1. */
APLOC_API const aploc_input *aploc_run_get_input(const aploc_run *run, int32_t k);

#ifdef __cplusplus
}
#endif

#endif
