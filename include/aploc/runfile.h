/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_RUNFILE_H
#define APLOC_RUNFILE_H

/** @file
 *  Run files: a run in one file of HDF5, that anybody can read, compute again and hold against itself.
 *
 *  Everything that the run holds is in it (run.h): the text of each method and of the study, places,
 *  times, demand, supply, values, reports, and the digests of the files that it was made from. Of
 *  practitioners, who are persons, there is the digest of their file and the supply made of them,
 *  nothing else. data/FORMATS.md describes the layout; to read it takes HDF5 and nothing of ours.
 *
 *  Each dataset carries the SHA-256 of its values, and the file a seal over all of them, over every
 *  attribute and every name. Whoever changes the file on purpose can make these anew; the values that
 *  aploc_verify_h5 computes again he cannot.
 *
 *  A run that is equal gives a file of equal bytes, whenever, wherever and by however many threads it
 *  was made. A file that is being written appears whole under its name, or not at all. It holds up to
 *  some 65 000 objects: two a cell, three a group column of a territory.
 *
 *  Calls into HDF5 are made one at a time, under a lock of this library; what a host does that uses HDF5
 *  itself, or forks, is said in aploc.h. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/progress.h>
#include <aploc/run.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How to write a run. */
typedef struct aploc_run_write_options {
    size_t size; /**< sizeof(aploc_run_write_options) */
    int32_t
        times_by_digest; /**< 1: keep of the times their digest only; whoever reads the run needs
                                  the file they came from, an input of the role "times" */
    int32_t reserved;    /**< 0 */
} aploc_run_write_options;

/** Initialiser of aploc_run_write_options. */
#define APLOC_RUN_WRITE_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(aploc_run_write_options), 0, 0                                                      \
    }

/** Write a run to a file.
 *
 *  @param[in]  run      not NULL
 *  @param[in]  path     not NULL; a file there is replaced
 *  @param[in]  options  NULL for the defaults
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for a text that the file cannot hold; APLOC_ERR_OPTIONS;
 *          APLOC_ERR_OPEN, APLOC_ERR_WRITE, APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE, also for too many objects;
 *          APLOC_ERR_UNSUPPORTED in a build without HDF5.
 *  Threads: any. Complexity: O(bytes); the file is made in memory. Since 0.1. */
APLOC_API aploc_status aploc_run_write_h5(const aploc_run *run, const char *path,
                                          const aploc_run_write_options *options, aploc_error *err);

/** How to read a run. */
typedef struct aploc_run_read_options {
    size_t size;              /**< sizeof(aploc_run_read_options) */
    const char *times_folder; /**< where the files of times kept by digest lie; NULL: beside the run
                                   file, or under the path by which they were named */
    const aploc_read_options *times; /**< the columns of those files; NULL: their usual names */
} aploc_run_read_options;

/** Initialiser of aploc_run_read_options. */
#define APLOC_RUN_READ_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(aploc_run_read_options), NULL, NULL                                                 \
    }

/** Read a run from a file.
 *
 *  Digests and seal are checked, and every table is held to the rules of one that comes from a CSV
 *  file. Written again, the run gives the same bytes (by the same version of the library). Places
 *  and methods name the run file as theirs.
 *  @param[in]  path     not NULL
 *  @param[in]  options  NULL for the defaults
 *  @param[out] run      set on success only; freed by aploc_run_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_OPEN, also when times kept by
 *          digest are not found, APLOC_ERR_READ; APLOC_ERR_FORMAT for a file that is no run file, of a
 *          later format, or damaged; APLOC_ERR_DIGEST when the data are not those that were written;
 *          APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE; as aploc_communes_from_arrays,
 *          aploc_method_parse and aploc_run_add for what stands in the file;
 *          APLOC_ERR_UNSUPPORTED in a build without HDF5.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_run_read_h5(const char *path, const aploc_run_read_options *options,
                                         aploc_run **run, aploc_error *err);

/** What aploc_verify_h5 has to say: a fault from APLOC_VERDICT_DAMAGED on. */
typedef enum aploc_verdict_kind {
    APLOC_VERDICT_EQUAL = 0,    /**< a cell: computed again, equal to the bit */
    APLOC_VERDICT_WITHOUT = 1,  /**< a cell without values: it had failed, as `message` says */
    APLOC_VERDICT_VERSION = 2,  /**< the run was made by another version of the library */
    APLOC_VERDICT_INPUT = 3,    /**< an input file: found, and as it was */
    APLOC_VERDICT_NO_INPUT = 4, /**< an input file that is not in the folder */
    APLOC_VERDICT_DAMAGED =
        5,                  /**< values or attributes of an object that cannot be read, or are not
                                       those of their digest */
    APLOC_VERDICT_SEAL = 6, /**< names, objects or digests that are not as sealed */
    APLOC_VERDICT_DIFFERENT = 7,  /**< numbers that are others when they are computed again */
    APLOC_VERDICT_REFUSED = 8,    /**< a cell that cannot be computed again */
    APLOC_VERDICT_OTHER_INPUT = 9 /**< an input file that is not the one it was */
} aploc_verdict_kind;

/** A verdict. Texts are borrowed for the call, and "" where there is none. */
typedef struct aploc_verdict {
    size_t size;         /**< sizeof(aploc_verdict) */
    int32_t kind;        /**< aploc_verdict_kind */
    int32_t n_values;    /**< numbers compared */
    int32_t n_different; /**< of them, how many are others */
    int32_t place;       /**< the first of them, from 0; else -1 */
    const char *object;  /**< what it is about: "/results/2023-gp-65", or an input's path */
    const char *cell;    /**< its cell */
    const char *code;    /**< the code of `place` */
    double stored;       /**< the number of `place` in the file */
    double computed;     /**< and computed again */
    double absolute;     /**< how far apart they are */
    double relative;     /**< the same, by the larger of the two */
    double ulps;         /**< how many doubles apart: 1 for neighbours */
    const char *message; /**< one line for people, the object included */
} aploc_verdict;

/** Take a verdict. @return 0 to go on; anything else ends the work with APLOC_ERR_CANCELLED.
 *  @param[in] data     the caller's pointer
 *  @param[in] verdict  valid during the call only */
typedef int (*aploc_verdict_fn)(void *data, const aploc_verdict *verdict);

/** What aploc_verify_h5 found, counted. */
typedef struct aploc_verify_report {
    size_t size;        /**< set by the caller to sizeof(aploc_verify_report) */
    int32_t n_datasets; /**< datasets whose digest was looked at */
    int32_t n_cells;    /**< cells of the run */
    int32_t n_equal;    /**< cells equal to the bit */
    int32_t n_without;  /**< cells that had failed */
    int32_t n_faults;   /**< verdicts that are faults; 0: the run stands */
    int32_t reserved;   /**< 0 */
    char version[32];   /**< of the library that made the run */
} aploc_verify_report;

/** Initialiser of aploc_verify_report. */
#define APLOC_VERIFY_REPORT_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_verify_report), 0, 0, 0, 0, 0, 0, ""                                          \
    }

/** How to verify a run. */
typedef struct aploc_verify_options {
    size_t size; /**< sizeof(aploc_verify_options) */
    const char
        *inputs_folder; /**< a folder that is there: where the input files lie, each under its
                                     path as it was noted, or under its name alone when no other has
                                     the same, to be held against their digests, and
                                     where times kept by digest are looked for; NULL: only the latter,
                                     as aploc_run_read_h5 does */
    const aploc_read_options *times; /**< as in aploc_run_read_options */
    aploc_verdict_fn verdict; /**< called for each verdict, in the order of the file; may be NULL */
    void *verdict_data;       /**< handed to `verdict` */
    aploc_progress_fn progress; /**< may be NULL */
    void *progress_data;        /**< handed to `progress` */
    int32_t n_threads; /**< at most so many; 0: as many as the machine has and the work is worth */
    int32_t reserved;  /**< 0 */
} aploc_verify_options;

/** Initialiser of aploc_verify_options. */
#define APLOC_VERIFY_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_verify_options), NULL, NULL, NULL, NULL, NULL, NULL, 0, 0                     \
    }

/** Compute a run file again, and compare it with itself bit by bit.
 *
 *  Digests and seal are checked; then for each cell: the demand, where it is that of the places and
 *  the method; the supply, where it is the column of the places; the values, from the demand and the
 *  supply that stand in the file; and the reports of what was computed. After a fault it goes on as
 *  far as it can. A damaged file of HDF5 may end the look at digests early: the cells are computed
 *  nevertheless.
 *  @param[in]  path     not NULL
 *  @param[in]  options  NULL for the defaults
 *  @param[out] report   may be NULL; set on success only. n_faults is 0 when the run stands
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK, also when there are faults; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS,
 *          APLOC_ERR_CANCELLED; APLOC_ERR_OPEN, APLOC_ERR_READ; APLOC_ERR_FORMAT for a file that is no
 *          run file, of a later format, or too damaged to be opened; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE;
 *          APLOC_ERR_UNSUPPORTED in a build without HDF5.
 *  Threads: any. The same verdicts for any number of threads. Complexity: O(bytes + pairs x cells).
 *  Since 0.1. */
APLOC_API aploc_status aploc_verify_h5(const char *path, const aploc_verify_options *options,
                                       aploc_verify_report *report, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
