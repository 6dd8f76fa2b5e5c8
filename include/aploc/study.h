/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_STUDY_H
#define APLOC_STUDY_H

/** @file
 *  Studies: several computations described in one file, to be run as one and run again by anyone.
 *
 *  A study file (INI) names vintages and professions, and for each where its tables lie and by which
 *  methods it is computed; the format is described in data/studies/README.md. Its cells are every
 *  vintage x profession x method x variant x age limit, in this order, the last running fastest. A
 *  cell is named "2023-gp-65": vintage, profession, then the method's and the variant's name where
 *  the profession has several, then the age limit, "all" for none, "method" for the method's; nothing
 *  where the study names none, or the supply does not come from practitioners.
 *
 *  A cell that cannot be computed (a table that is missing or wrong, a method that does not know a
 *  value) does not keep the others from it: it stands in the run with its status and message. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/progress.h>
#include <aploc/run.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A study, read and checked. */
typedef struct aploc_study aploc_study;

/** Read a study.
 *
 *  The file itself is checked whole: sections, keys, words, numbers. The tables and methods that it
 *  names are looked at when the study is run. Paths in it are relative to the folder of the file.
 *  @param[in]  path   not NULL
 *  @param[out] study  set on success only; freed by aploc_study_free
 *  @param[out] err    filled on failure, with file and line; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_OPEN, APLOC_ERR_READ, APLOC_ERR_MEMORY;
 *          APLOC_ERR_EMPTY, APLOC_ERR_ENCODING; APLOC_ERR_LINE; APLOC_ERR_STUDY for all that the file
 *          says wrong, more than 64 KiB and more than 4096 cells; APLOC_ERR_NUMBER.
 *  Threads: any. Complexity: O(bytes + cells). Since 0.1. */
APLOC_API aploc_status aploc_study_read(const char *path, aploc_study **study, aploc_error *err);

/** Free a study. @param[in] study  may be NULL. */
APLOC_API void aploc_study_free(aploc_study *study);

/** The texts of a study. */
typedef enum aploc_study_text {
    APLOC_STUDY_NAME = 0,   /**< short name, for files */
    APLOC_STUDY_TITLE = 1,  /**< one line for people; "" when there is none */
    APLOC_STUDY_OUTPUT = 2, /**< the folder of the tables, to be opened as it is: a relative path of
                                 the file is put behind the file's folder */
    APLOC_STUDY_FILE = 3,   /**< the whole text it was read from */
    APLOC_STUDY_TEXT_COUNT = 4
} aploc_study_text;

/** Return a text of a study; NULL when `which` is not one. Borrowed. O(1). Since 0.1. */
APLOC_API const char *aploc_study_get_text(const aploc_study *study, int32_t which);

/** Return the k-th group column by which the study wants tables; NULL when there are no more.
 *  Borrowed. O(1). Since 0.1. */
APLOC_API const char *aploc_study_get_group(const aploc_study *study, int32_t k);

/** Return the k-th kind of table that the study wants written: "full", "drees", "summary", "tenths",
 *  "groups", "supply", "changes" or "report"; NULL when there are no more. Borrowed. O(1). Since 0.1. */
APLOC_API const char *aploc_study_get_table(const aploc_study *study, int32_t k);

/** A cell of a study: what it is, before it is run. */
typedef struct aploc_study_cell {
    size_t size;         /**< set by the caller to sizeof(aploc_study_cell) */
    const char *name;    /**< "2023-gp-65"; borrowed, as the others */
    const char *series;  /**< its name without the age limit, "2023-gp": cells of one series differ
                                 in the age limit alone, and make one table */
    const char *vintage; /**< "2023" */
    const char *profession; /**< "gp", as the study calls it */
    const char *method;     /**< as the file names it: a built-in method, or a path */
    double below;           /**< the value under which people are counted; NaN when not said */
    double
        max_age; /**< the age limit; APLOC_NO_MAX_AGE: none; 0: that of the method, or of a supply
                         that does not come from practitioners */
    int32_t variant;  /**< aploc_variant; APLOC_VARIANT_OF_METHOD */
    int32_t reserved; /**< 0 */
} aploc_study_cell;

/** Initialiser of aploc_study_cell. */
#define APLOC_STUDY_CELL_INIT                                                                      \
    {                                                                                              \
        sizeof(aploc_study_cell), NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0                         \
    }

/** Return the number of cells; 0 for NULL. O(1). Since 0.1. */
APLOC_API int32_t aploc_study_cell_count(const aploc_study *study);

/** Give a cell of a study.
 *
 *  @param[in]  study  not NULL
 *  @param[in]  k      in [0, aploc_study_cell_count)
 *  @param[out] cell   set on success only, but for `size`, which the caller sets
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, APLOC_ERR_INDEX. O(1). Since 0.1. */
APLOC_API aploc_status aploc_study_get_cell(const aploc_study *study, int32_t k,
                                            aploc_study_cell *cell, aploc_error *err);

/** Return the k-th file that a cell is computed from, as the study writes it (relative to the folder of
 *  the study, unless it begins with "/"); NULL when there are no more. Borrowed. O(1). Since 0.1.
 *  @param[in]  study  not NULL
 *  @param[in]  cell   in [0, aploc_study_cell_count)
 *  @param[in]  k      from 0
 *  @param[out] role   "communes", "sites", "times", "supply", "practitioners", "ages" or "method";
 *                     may be NULL */
APLOC_API const char *aploc_study_get_file(const aploc_study *study, int32_t cell, int32_t k,
                                           const char **role);

/** What aploc_study_run did. */
typedef struct aploc_study_report {
    size_t size;        /**< set by the caller to sizeof(aploc_study_report) */
    int32_t n_computed; /**< cells computed */
    int32_t n_kept;     /**< cells taken from the run before */
    int32_t n_failed;   /**< cells that could not be computed */
    int32_t reserved;   /**< 0 */
} aploc_study_report;

/** Initialiser of aploc_study_report. */
#define APLOC_STUDY_REPORT_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_study_report), 0, 0, 0, 0                                                     \
    }

/** How to run a study. */
typedef struct aploc_study_options {
    size_t size;             /**< sizeof(aploc_study_options) */
    const aploc_run *before; /**< an earlier run of this study, or of one like it: a cell whose
                                  fingerprint is the same there is taken from it; NULL: none */
    aploc_progress_fn
        progress;        /**< called with the cell at work and the part of the study done; may
                                     be NULL */
    void *progress_data; /**< handed to `progress` */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    int32_t reserved;  /**< 0 */
} aploc_study_options;

/** Initialiser of aploc_study_options. */
#define APLOC_STUDY_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_study_options), NULL, NULL, NULL, 0, 0                                        \
    }

/** Run a study: compute each of its cells.
 *
 *  A table is read once, however many cells use it, and a plan made once for all cells with the same
 *  times and decay. The fingerprint of a cell is the digest of everything it depends on: the method's
 *  text, the digests of its files, how their columns are bound, year, profession, age limit, variant,
 *  and the version of this library; a file that a cell does not use does not matter to it. The run of
 *  a changed study is the same, to the bit, whether it was made with `before` or without.
 *  @param[in]  study    not NULL
 *  @param[in]  options  NULL for the defaults
 *  @param[out] run      all cells, in order, failed ones included, and the files they were made from;
 *                       set on success only; freed by aploc_run_free
 *  @param[out] report   may be NULL
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK, also when cells failed; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS;
 *          APLOC_ERR_READ when a file changed after its digest was taken; APLOC_ERR_MEMORY;
 *          APLOC_ERR_CANCELLED.
 *  Threads: any. The same bits for any number of threads. Complexity: O(bytes of the tables + pairs
 *  x cells). Since 0.1. */
APLOC_API aploc_status aploc_study_run(const aploc_study *study, const aploc_study_options *options,
                                       aploc_run **run, aploc_study_report *report,
                                       aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
