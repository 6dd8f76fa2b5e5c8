/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_SYNTH_H
#define APLOC_SYNTH_H

/** @file
 *  Synthetic territories: communes, people, care and roads that look like France and are nobody's.
 *
 *  For examples, tests and measurements. Communes are clustered over a plane with towns, mountains
 *  and empty land; populations have a heavy tail; towns are younger than the country; practitioners
 *  follow people, towns first; times depend on distance, density and relief, and on the direction.
 *  Nothing here says anything about a real place: codes begin with departments that do not exist.
 *
 *  The same options give the same bytes on any machine: integer random numbers (GSL's MT19937), and
 *  only operations that IEEE 754 rounds exactly (+ - * / and the square root). */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/progress.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What to make. */
typedef struct aploc_synth_options {
    size_t size;                /**< sizeof(aploc_synth_options) */
    uint64_t seed;              /**< any; equal seeds, equal territories */
    int32_t n_communes;         /**< 2 to 5 000 000 */
    int32_t reserved;           /**< 0 */
    double max_minutes;         /**< pairs up to this time are written, 5 to 120 */
    aploc_progress_fn progress; /**< may be NULL */
    void *progress_data;
} aploc_synth_options;

/** Initialiser of aploc_synth_options. */
#define APLOC_SYNTH_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_synth_options), 1, 300, 0, 60.0, NULL, NULL                                   \
    }

/** What was made. */
typedef struct aploc_synth_report {
    size_t size; /**< set by the caller to sizeof(aploc_synth_report) */
    int32_t n_communes;
    int32_t n_practitioners;
    int64_t n_pairs;
    double population;
} aploc_synth_report;

/** Initialiser of aploc_synth_report. */
#define APLOC_SYNTH_REPORT_INIT                                                                    \
    {                                                                                              \
        .size = sizeof(aploc_synth_report)                                                         \
    }

/** Write a territory into a folder: communes.csv, times.csv, practitioners.csv.
 *
 *  communes.csv: code, name, department, region, epci, tvs, type (centre, suburb, small town,
 *  country), lon, lat, altitude, population, standardised (with the general practitioners' weights
 *  of 2009), supply (general practitioners' acts a year, floored and capped), and residents by
 *  five-year age class age_0_4 … age_90_plus.
 *  times.csv: from, to, minutes (one decimal), without the pairs of a commune with itself.
 *  practitioners.csv: id, commune, profession, birth_year, acts, months, rank, status, replaces.
 *  @param[in]  folder   not NULL; made when it is missing (its parent must be there)
 *  @param[in]  options  NULL for the defaults
 *  @param[out] report   may be NULL
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_OPEN, APLOC_ERR_WRITE,
 *          APLOC_ERR_MEMORY, APLOC_ERR_CANCELLED. Each file appears whole or not at all.
 *  Threads: any, on different folders. Complexity: O(communes + pairs tried). Since 0.1. */
APLOC_API aploc_status aploc_synth_write(const char *folder, const aploc_synth_options *options,
                                         aploc_synth_report *report, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
