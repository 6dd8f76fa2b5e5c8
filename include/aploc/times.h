/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TIMES_H
#define APLOC_TIMES_H

/** @file
 *  Travel times from where people live (demand) to where care is (supply). What reads or writes HDF5
 *  takes the lock that aploc.h tells of, with what it means for hosts that fork. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A table of travel times: n_demand rows, n_supply columns, some pairs known, the others out of
 *  reach. It keeps the direction: the time from i to j is not the time from j to i.
 *
 *  Own places. When demand and supply stand at the same places, a place is 0 minutes from itself,
 *  whether the input says so, says something else, or says nothing. A table holds this to be so
 *  - from pairs and from a matrix: when n_demand equals n_supply. Sites that are not the communes
 *    and happen to be as many must be said to be apart (aploc_plan_options.own);
 *  - from a file: when `sites` is NULL.
 *  The table keeps what the input gives; the plan (plan.h) applies the rule. */
typedef struct aploc_times aploc_times;

/** Build the table from pairs.
 *
 *  @param[in]  n_demand, n_supply  at least 1
 *  @param[in]  n_pairs  at least 0; a place without pairs is legal
 *  @param[in]  from     n_pairs indices in [0, n_demand): where people live
 *  @param[in]  to       n_pairs indices in [0, n_supply): where care is
 *  @param[in]  minutes  n_pairs times, finite, not negative
 *  @param[out] times    set on success only; freed by aploc_times_free
 *  @param[out] err      filled on failure; the message names the pair, numbered from 0; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_INDEX; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE
 *          for a time; APLOC_ERR_PAIR_REPEATED; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any; many pairs are looked at by as many as the machine has, with the same result. Complexity:
 *  O(n_pairs log(pairs of a place) + n_demand + n_supply) time, O(n_pairs) where they come in order; 12
 *  bytes a pair kept, besides the input. Since 0.1. */
APLOC_API aploc_status aploc_times_from_pairs(int32_t n_demand, int32_t n_supply, int64_t n_pairs,
                                              const int32_t *from, const int32_t *to,
                                              const double *minutes, aploc_times **times,
                                              aploc_error *err);

/** Build the table from a dense matrix.
 *
 *  @param[in]  n_demand, n_supply  at least 1
 *  @param[in]  minutes  row by row: the time from i to j stands at [i * n_supply + j]; NaN or
 *                       infinite says that j is out of reach of i; never negative
 *  @param[out] times    set on success only; freed by aploc_times_free
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_NEGATIVE; APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE.
 *  Threads: any. Complexity: O(n_demand * n_supply). Since 0.1. */
APLOC_API aploc_status aploc_times_from_matrix(int32_t n_demand, int32_t n_supply,
                                               const double *minutes, aploc_times **times,
                                               aploc_error *err);

/** Read the table from a file with the columns from, to, minutes.
 *
 *  Every code is looked up in `communes` (from) and in `sites`, or again in `communes` (to). A code
 *  that is not there is an error, unless options->unknown is APLOC_SKIP.
 *  @param[in]  path      not NULL; plain or gzip
 *  @param[in]  communes  where people live
 *  @param[in]  sites     where care is; NULL when care is in the communes themselves
 *  @param[in]  options   NULL for the defaults
 *  @param[out] times     set on success only; freed by aploc_times_free
 *  @param[out] report    what was found and left out; may be NULL
 *  @param[out] err       filled on failure, with file, line, column and code; may be NULL
 *  @return APLOC_OK; as aploc_communes_read_csv; APLOC_ERR_CODE_UNKNOWN, APLOC_ERR_PAIR_REPEATED.
 *  Threads: any. Complexity: O(bytes); 12 bytes a pair kept, up to 40 while it runs. Since 0.1. */
APLOC_API aploc_status aploc_times_read_csv(const char *path, const aploc_communes *communes,
                                            const aploc_communes *sites,
                                            const aploc_read_options *options, aploc_times **times,
                                            aploc_read_report *report, aploc_error *err);

/** Read the table from an HDF5 file, as `aploc convert` or aploc_times_write_h5 write it.
 *
 *  The layout is told in data/FORMATS.md. The result is bit for bit that of the CSV file it was
 *  made from. Codes in its lists that no pair has need not be known. Bindings of columns, separator
 *  and decimal mark say nothing to such a file. Left-out codes have no line: 0 stands there. HDF5
 *  itself is not safe against files made to harm: read files of people you trust.
 *  @param[in]  path, communes, sites, options  as aploc_times_read_csv, but for "gzip"
 *  @param[out] times, report, err              as aploc_times_read_csv; report->separator is 0
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, APLOC_ERR_OPTIONS; APLOC_ERR_OPEN (also: another program
 *          is writing it), APLOC_ERR_READ; APLOC_ERR_FORMAT; APLOC_ERR_DIGEST when the values are not
 *          those that were written; APLOC_ERR_CODE_UNKNOWN, APLOC_ERR_CODE_REPEATED,
 *          APLOC_ERR_PAIR_REPEATED, APLOC_ERR_INDEX, APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE;
 *          APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE; APLOC_ERR_CANCELLED; APLOC_ERR_UNSUPPORTED in a
 *          build without HDF5.
 *  Threads: any; calls wait for each other where they are in HDF5, and read index and minutes side by
 *  side on up to options->n_threads threads (hosts that call HDF5 themselves, or fork: aploc.h).
 *  Complexity: O(bytes); 12 bytes a pair kept, and no more while it runs where all codes are known and stand in the order of
 *  the tables, else twice as many. Since 0.1. */
APLOC_API aploc_status aploc_times_read_h5(const char *path, const aploc_communes *communes,
                                           const aploc_communes *sites,
                                           const aploc_read_options *options, aploc_times **times,
                                           aploc_read_report *report, aploc_error *err);

/** Read the table from a CSV or an HDF5 file, told by its content.
 *  @param[in]  path, communes, sites, options  as aploc_times_read_csv
 *  @param[out] times, report, err              as aploc_times_read_csv
 *  @return as aploc_times_read_h5 and aploc_times_read_csv; so are threads. Since 0.1. */
APLOC_API aploc_status aploc_times_read(const char *path, const aploc_communes *communes,
                                        const aploc_communes *sites,
                                        const aploc_read_options *options, aploc_times **times,
                                        aploc_read_report *report, aploc_error *err);

/** Write the table as an HDF5 file, with the codes of its places.
 *
 *  Minutes are kept as whole numbers over 1, 10, 100 …, in single or in double precision: the first
 *  that gives back every bit. Equal tables give equal bytes. The file appears whole or not at all.
 *  @param[in]  path      where it shall appear
 *  @param[in]  times     not NULL
 *  @param[in]  communes  the places of its rows, in their order
 *  @param[in]  sites     the places of its columns; NULL when they are the communes
 *  @param[out] err       filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT (NULL, or tables of other sizes); APLOC_ERR_OPEN,
 *          APLOC_ERR_WRITE, APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE; APLOC_ERR_UNSUPPORTED.
 *  Threads: as aploc_times_read_h5. Complexity: O(pairs); the compressed file is held in memory.
 *  Since 0.1. */
APLOC_API aploc_status aploc_times_write_h5(const char *path, const aploc_times *times,
                                            const aploc_communes *communes,
                                            const aploc_communes *sites, aploc_error *err);

/** What a conversion did. */
typedef struct aploc_convert_report {
    size_t size;        /**< set by the caller to sizeof(aploc_convert_report) */
    int32_t to_h5;      /**< 1: CSV to HDF5; 0: HDF5 to CSV */
    int32_t from_count; /**< distinct codes of rows */
    int32_t to_count;   /**< distinct codes of columns */
    int32_t same_text;  /**< 1: the text that comes back, or came back, is byte for byte the one
                                  that went in; 0: the numbers are the same, the text is not; -1: not
                                  known, the file was not made from a text, or from a pipe, which is
                                  read once */
    int64_t pair_count; /**< pairs */
    int64_t n_repeated; /**< rows left out for a pair given before */
    int64_t line;       /**< to HDF5: the first line that will differ; 0 when none does */
    char was[96];     /**< that line, UTF-8; long lines are cut, what cannot be shown is `\r`, `\n`,
                             `\t` or `\xHH`; with its end where that is another one */
    char becomes[96]; /**< and what comes back in its place */
    char minutes[32]; /**< how the minutes are kept: "uint16", "float32" … */
    int64_t scale;    /**< of whole numbers: minutes = number / scale */
} aploc_convert_report;

/** Initialiser of aploc_convert_report. */
#define APLOC_CONVERT_REPORT_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_convert_report), 0, 0, 0, 0, 0, 0, 0, "", "", "", 0                           \
    }

/** Convert a file of travel times from CSV to HDF5, or back; the content of `in` tells which way.
 *
 *  Nothing but the three columns is kept. To HDF5, the order of the rows and the form of the text
 *  (header, separator, decimal mark, decimals, line ends, byte order mark, quotes) go along, so that
 *  the way back gives the same bytes: this is compared line by line before the file is written, and
 *  the report says whether it is so. An output is whole or not there; CSV is compressed when its
 *  name ends in ".gz".
 *  @param[in]  in       CSV (plain or gzip; of a pipe the form of the text does not go along, since it
 *                       cannot be read twice) or HDF5
 *  @param[in]  out      where the other form shall appear
 *  @param[in]  options  how the CSV is read, and the progress both ways; NULL for the defaults
 *  @param[out] report   may be NULL
 *  @param[out] err      filled on failure; may be NULL
 *  @return APLOC_OK; as aploc_times_read_csv and aploc_times_read_h5 but for unknown codes;
 *          APLOC_ERR_WRITE.
 *  Threads: as aploc_times_read_h5. Complexity: O(bytes); up to 64 bytes a pair. Since 0.1. */
APLOC_API aploc_status aploc_times_convert(const char *in, const char *out,
                                           const aploc_read_options *options,
                                           aploc_convert_report *report, aploc_error *err);

/** Free a table. @param[in] times  may be NULL. */
APLOC_API void aploc_times_free(aploc_times *times);

/** Return the number of rows, places of demand; 0 for NULL. O(1). */
APLOC_API int32_t aploc_times_demand_count(const aploc_times *times);

/** Return the number of columns, places of supply; 0 for NULL. O(1). */
APLOC_API int32_t aploc_times_supply_count(const aploc_times *times);

/** Return the number of pairs given, at any time; 0 for NULL. O(1). */
APLOC_API int64_t aploc_times_pair_count(const aploc_times *times);

/** Return the pairs of place `i` of demand: how many, to which places of supply (ascending) and in
 *  how many minutes, as given. Borrowed. O(1).
 *  @param[in]  times    not NULL
 *  @param[in]  i        a row; out of range gives 0 pairs
 *  @param[out] to       may be NULL
 *  @param[out] minutes  may be NULL */
APLOC_API int64_t aploc_times_row(const aploc_times *times, int32_t i, const int32_t **to,
                                  const double **minutes);

#ifdef __cplusplus
}
#endif

#endif
