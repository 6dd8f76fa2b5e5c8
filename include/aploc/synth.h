/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_SYNTH_H
#define APLOC_SYNTH_H

/** @file
 *  Synthetic territories: communes, people, care and roads that look like France and are nobody's.
 *
 *  For examples, tests and measurements. Communes are clustered over a plane with towns, mountains
 *  and empty land, 15.5 square kilometres each on average whatever their number; populations have a
 *  heavy tail; towns are younger than the country; practitioners follow people, towns first; times
 *  depend on distance, density and relief, and on the direction. Nothing here says anything about a
 *  real place: codes begin with departments that do not exist, and the map lies in the Atlantic.
 *
 *  The same options give the same bytes on any machine that evaluates a double as a double
 *  (FLT_EVAL_METHOD 0: all but 32-bit x86 without SSE): integer random numbers (GSL's MT19937), and
 *  only operations that IEEE 754 rounds exactly (+ - * / and the square root).
 *
 *  communes.csv, a row a commune, ordered by department:
 *
 *      code          department and a number from 001: five characters; more where a department
 *                    has three letters, or a number is beyond 999
 *      name          invented; several communes may share one
 *      department    00, A0 to Z9, AA to ZZ (937, or some 330 000 communes), then three letters;
 *                    about 360 communes each
 *      region        R01 and on; whole departments, about 6.5 each
 *      epci          E and the code of its seat; whole EPCI make up a department; about 28 each
 *      tvs           the code of its pole: the nearest small town; about 13 each; may span EPCI,
 *                    departments and regions
 *      type          centre (10 000 people and more, no suburb), suburb, small town (poles, and
 *                    2 500 people and more), country
 *      lon, lat      degrees; a flat map with one scale, around 15 W 46.5 N
 *      altitude      metres
 *      population    residents
 *      standardised  sum over age classes of residents times the general practitioners' weights of
 *                    2009 (IRDES, DT 70, table 2), two decimals; not rescaled
 *      supply        general practitioners' acts a year (below)
 *      age_0_4 ... age_85_89, age_90_plus  residents; they add up to the population
 *
 *  practitioners.csv, a row a practice; the year is 2023:
 *
 *      id            P0000001 and on; a secondary practice has the id of its doctor
 *      commune       where the practice is
 *      profession    gp, nurse
 *      birth_year    28 to 75 years before 2023 for doctors, 24 to 65 for nurses
 *      acts          in the year, of this practice
 *      months        worked in the year, 1 to 12
 *      rank          main, secondary
 *      status        liberal, salaried, locum
 *      replaces      for a locum the id of the doctor, in the same commune; else empty
 *
 *  supply is the sum over the doctors' practices of a commune, of all ages, of their acts, a
 *  locum's added to those of the doctor, at least 3600 for a liberal main practice of 12 months,
 *  and at most 6000 for any practice. Nurses have no part in it.
 *
 *  times.csv: from, to, minutes (one decimal, above 0), without the pairs of a commune with itself.
 *
 *  Vintages. Asked for several years, communes-2022.csv, practitioners-2022.csv and so on tell of the
 *  years before, in the same columns; the three files above stay the same bytes, and so does a year
 *  when more are asked for. Communes, codes, groups, types, coordinates and times are those of 2023;
 *  what changes from year to year:
 *
 *      residents      the country and small towns lose people and age, suburbs gain; the classes add
 *                     up to the population, `standardised` and `supply` follow from them and from
 *                     the practitioners of the year by the same rules
 *      practitioners  who is in several years has one id, birth year, profession, status and
 *                     practices, and other acts and months. Some settled after a year, and are not in
 *                     it nor before it. Some left after a year, most to retire, and are in it and
 *                     before it: their ids are L, their last year, and a number (L202200001). Ages
 *                     are in the same bounds each year. Locums come in some years.
 *
 *  Grid. Asked for cells, people live in squares of 200 metres around their communes, and care is in
 *  the communes that have supply: cells.csv and sites.csv come beside the tables above, and times.h5
 *  goes from cells to sites, along the same roads. 2 300 000 cells of 35 000 communes and their some
 *  11 000 sites are as many as in France.
 *
 *      cells.csv     code (that of the commune, "-", a number from 0001), commune, lon, lat,
 *                    population (they add up to the commune's), standardised (as the commune's);
 *                    by commune. No square is two cells
 *      sites.csv     code, name, lon, lat, supply: of the communes with a supply above 0, in order
 *
 *  From 100 communes on, two are odd on purpose, so that a check has something to find: one with a
 *  doctor of its own is more than 20 minutes from all others, both ways; one has no pair at all,
 *  and no doctor of its own. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/progress.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The year of communes.csv and practitioners.csv, and the last of the vintages. */
#define APLOC_SYNTH_YEAR 2023

/** The most vintages that a territory may have. */
#define APLOC_SYNTH_MAX_VINTAGES 20

/** How times are written. */
typedef enum aploc_synth_format {
    APLOC_SYNTH_CSV = 0, /**< times.csv */
    APLOC_SYNTH_H5 = 1   /**< times.h5: the same numbers (data/FORMATS.md), made by many threads */
} aploc_synth_format;

/** What to make. */
typedef struct aploc_synth_options {
    size_t size;        /**< sizeof(aploc_synth_options) */
    uint64_t seed;      /**< any; equal seeds, equal territories */
    int32_t n_communes; /**< 2 to 5 000 000 */
    int32_t
        n_vintages; /**< years in all, the last one APLOC_SYNTH_YEAR; 1 to APLOC_SYNTH_MAX_VINTAGES */
    double max_minutes;         /**< pairs up to this time are written, 5 to 120 */
    aploc_progress_fn progress; /**< may be NULL */
    void *progress_data;        /**< handed to `progress` */
    int32_t times_format;       /**< aploc_synth_format */
    int32_t n_cells; /**< of a grid; 0: none, times between communes; else n_communes to 5 000 000,
                               with one vintage and HDF5 */
    int32_t n_threads; /**< for times in HDF5; at most so many; 0: as many as the machine has */
} aploc_synth_options;

/** Initialiser of aploc_synth_options. */
#define APLOC_SYNTH_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(aploc_synth_options), 1, 300, 1, 60.0, NULL, NULL, 0, 0, 0                          \
    }

/** What was made. */
typedef struct aploc_synth_report {
    size_t size;             /**< set by the caller to sizeof(aploc_synth_report) */
    int32_t n_communes;      /**< rows of communes.csv */
    int32_t n_practitioners; /**< rows of practitioners.csv, without those of earlier vintages */
    int64_t n_pairs;         /**< rows of times.csv, pairs of times.h5 */
    double population;       /**< residents in communes.csv */
    int32_t n_cells; /**< rows of cells.csv: as many as asked for, unless people are too few */
    int32_t n_sites; /**< rows of sites.csv */
} aploc_synth_report;

/** Initialiser of aploc_synth_report. */
#define APLOC_SYNTH_REPORT_INIT                                                                    \
    {                                                                                              \
        sizeof(aploc_synth_report), 0, 0, 0, 0, 0, 0                                               \
    }

/** Write a territory into a folder: communes.csv, practitioners.csv, times.csv, and the tables of
 *  earlier vintages, as said above.
 *
 *  With `max_minutes` 30, 300 communes are half a megabyte, 35 000 are 3.9 million pairs. Progress
 *  comes as "placing towns", "placing communes", then "writing" and each file.
 *  @param[in]  folder   not NULL; made when it is missing (its parent must be there)
 *  @param[in]  options  NULL for the defaults
 *  @param[out] report   may be NULL
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_OPEN, APLOC_ERR_WRITE,
 *          APLOC_ERR_MEMORY, APLOC_ERR_CANCELLED. Each file appears whole or not at all, one after the
 *          other at the end: what has appeared before a failure stays. A folder that was made for
 *          them goes when none does. Files of these names that are there are replaced.
 *          APLOC_ERR_UNSUPPORTED for HDF5 in a build without it.
 *  Threads: any, on different folders; the same bytes for any number of threads. Complexity:
 *  O(communes log communes + pairs tried) time, and for each vintage O(communes + practices of that
 *  year and later); about 140 bytes a commune and 60 a cell; neither pairs nor practices nor vintages
 *  are kept. Since 0.1. */
APLOC_API aploc_status aploc_synth_write(const char *folder, const aploc_synth_options *options,
                                         aploc_synth_report *report, aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
