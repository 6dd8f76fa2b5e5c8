/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_STREAM_H
#define APLOC_STREAM_H

/** @file
 *  Matrices of any size: the APL from an HDF5 file of times that is never whole in memory.
 *
 *  The file lies row by row, by place of demand, and both steps go over it in that order: the first
 *  adds what a place wants to every place of supply that it reaches, the second adds up what it
 *  obtains of them. Every sum takes its entries in the order of the tables of places, as aploc_solve
 *  does, so that the results are the same bits. HDF5 is called under the lock that aploc.h tells of. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/decay.h>
#include <aploc/export.h>
#include <aploc/plan.h>
#include <aploc/progress.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How large a file of times is. */
typedef struct aploc_times_facts {
    size_t size;        /**< set by the caller to sizeof(aploc_times_facts) */
    int32_t from_count; /**< rows */
    int32_t to_count;   /**< columns */
    int64_t pair_count; /**< pairs */
    int64_t
        bytes_in_memory;   /**< what aploc_times_read and aploc_plan_create take of it, together and
                                  at most */
    int64_t bytes_of_plan; /**< what aploc_plan_create_from_file takes of it, at most: less where it
                                  needs no table */
} aploc_times_facts;

/** Initialiser of aploc_times_facts. */
#define APLOC_TIMES_FACTS_INIT                                                                     \
    {                                                                                              \
        sizeof(aploc_times_facts), 0, 0, 0, 0, 0                                                   \
    }

/** Look how large an HDF5 file of times is, by what it says of itself: both sizes are those of times of
 *  which every pair is used, of weights of any kind, in another order than the tables.
 *
 *  @param[in]  path   not NULL
 *  @param[out] facts  not NULL; set on success only, but for `size`, which the caller sets
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_OPEN, APLOC_ERR_READ,
 *          APLOC_ERR_FORMAT, APLOC_ERR_MEMORY; APLOC_ERR_UNSUPPORTED in a build without HDF5.
 *  Threads: as aploc_times_read_h5. Complexity: O(1). Since 0.1. */
APLOC_API aploc_status aploc_times_look_h5(const char *path, aploc_times_facts *facts,
                                           aploc_error *err);

/** Look what a file of times takes as a table and as a plan, by going over its pairs without keeping
 *  them: before they are read by aploc_times_read or aploc_plan_create_from_file with the same arguments.
 *
 *  That depends on the order of its places, on how many pairs are within reach of a place with supply, and
 *  on how many different minutes there are. In `facts` the places are those of the tables; the pairs, of
 *  text, those whose codes they have, of HDF5 all. A pair that is given again counts again. The sizes leave
 *  out what is there before, and what reading takes whatever the file: some ten megabytes.
 *  @param[in]  path, communes, sites, reading  as aploc_times_read (its `options`)
 *  @param[in]  decay, options                  as aploc_plan_create; of the options, the supply and the
 *                                              number of threads matter
 *  @param[out] facts  not NULL; set on success only, but for `size`, which the caller sets
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS, also for a decay outside its domain; of text, as
 *          aploc_times_read_csv, but for APLOC_ERR_PAIR_REPEATED; of HDF5, as aploc_times_read_h5 for
 *          everything but the pairs, whose faults are left to who reads them.
 *  Threads: as aploc_times_read_h5. Complexity: O(pairs); memory O(places). Since 0.1. */
APLOC_API aploc_status aploc_plan_look_file(const char *path, const aploc_communes *communes,
                                            const aploc_communes *sites, const aploc_decay *decay,
                                            const aploc_plan_options *options,
                                            const aploc_read_options *reading,
                                            aploc_times_facts *facts, aploc_error *err);

/** What a solution from a file did. */
typedef struct aploc_solve_file_report {
    size_t size;      /**< set by the caller to sizeof(aploc_solve_file_report) */
    int64_t n_pairs;  /**< with a weight above 0, own places included: aploc_plan_pair_count */
    int64_t bytes;    /**< of memory that the call held at most; also set, alone, where `memory` was
                           too little: what it takes */
    int32_t n_passes; /**< over the file: 1 when what has a weight above 0 could be kept, else 2 */
} aploc_solve_file_report;

/** Initialiser of aploc_solve_file_report. */
#define APLOC_SOLVE_FILE_REPORT_INIT                                                               \
    {                                                                                              \
        sizeof(aploc_solve_file_report), 0, 0, 0                                                   \
    }

/** How to solve from a file, and what to give besides the APL. */
typedef struct aploc_solve_file_options {
    size_t size; /**< sizeof(aploc_solve_file_options) */
    int64_t
        memory; /**< bytes that the call may hold at a time, besides what it is given; 0: as many
                            as it has a use for. What HDF5 itself and the threads' stacks take, some ten
                            megabytes, is not counted */
    int32_t n_threads; /**< 1: the file is read on the caller's thread, between computing; else a
                            thread reads ahead */
    int32_t variant;   /**< aploc_variant (family.h); 0: the APL */
    int32_t own;       /**< aploc_own; APLOC_OWN_AS_TIMES: a place is 0 minutes from itself when
                            `sites` is NULL */
    int32_t unknown;   /**< aploc_policy for codes that the tables lack */
    double *ratios;    /**< as in aploc_solve_options; may be NULL */
    aploc_solve_report *report;    /**< as in aploc_solve_options; may be NULL */
    aploc_read_report *rows;       /**< as of aploc_times_read_h5; may be NULL */
    aploc_solve_file_report *work; /**< may be NULL */
    aploc_progress_fn progress;    /**< called on the caller's thread; may be NULL */
    void *progress_data;           /**< handed to `progress` */
} aploc_solve_file_options;

/** Initialiser of aploc_solve_file_options. */
#define APLOC_SOLVE_FILE_OPTIONS_INIT                                                              \
    {                                                                                              \
        sizeof(aploc_solve_file_options), 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL        \
    }

/** Compute the APL, or another measure of aploc_solve, from an HDF5 file of times, row after row: the
 *  same bits, in apl, ratios and report, as aploc_times_read_h5, aploc_plan_create and aploc_solve
 *  give together.
 *
 *  Every pass holds what it read against the digests of the file. The rows of the file stand in the
 *  order of `communes` and its columns in that of `sites`, whichever of them it leaves out: nothing
 *  can be sorted that is not kept.
 *  @param[in]  path      an HDF5 file of times (data/FORMATS.md)
 *  @param[in]  communes  where people live
 *  @param[in]  sites     where care is; NULL when it is in the communes
 *  @param[in]  decay     not NULL
 *  @param[in]  demand    aploc_communes_count(communes) numbers, finite, not negative
 *  @param[in]  supply    one a site (or commune), finite, not negative
 *  @param[out] apl       aploc_communes_count(communes) numbers; may be the same array as `demand`;
 *                        untouched on failure, as are the outputs in `options`
 *  @param[in]  options   NULL for the defaults
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for a file in another order; APLOC_ERR_OPTIONS, also for
 *          a variant that aploc_solve does not have, and for a `memory` that is less than one pass
 *          needs (the message says how much that is); as aploc_times_read_h5 for the file and as
 *          aploc_solve for the numbers; APLOC_ERR_CANCELLED; APLOC_ERR_UNSUPPORTED in a build without
 *          HDF5.
 *  Threads: any number of calls at once; the same bits with and without reading ahead, and for any
 *  `memory`. Complexity: O(pairs of the file), once or twice; memory O(places) and some megabytes.
 *  Since 0.1. */
APLOC_API aploc_status aploc_solve_file(const char *path, const aploc_communes *communes,
                                        const aploc_communes *sites, const aploc_decay *decay,
                                        const double *demand, const double *supply, double *apl,
                                        const aploc_solve_file_options *options, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
