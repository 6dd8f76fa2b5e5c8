/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_H5_H
#define APL_TABLES_TIMES_H5_H

/* Travel times as a group of an HDF5 file; the layout is told in data/FORMATS.md. The root of a file
 * of times is such a group, and a file of runs has others. */

#include <stdio.h>

#include <aploc/progress.h>
#include <aploc/times.h>

#include "base/h5.h"
#include "tables/times.h"

enum {
    APL_TIMES_PATH = 1000,               /* bytes of a path within a file */
    APL_TIMES_BLOCK = 16 * APL_H5_CHUNK, /* pairs that are encoded and decoded at a time */
};

/* Times with the codes of their places. All zero is empty. */
typedef struct apl_times_group {
    aploc_times *times;
    char **from; /* the codes of the rows, one block; NULL when the group has none */
    char **to;   /* of the columns; NULL when they are those of the rows, or the group has none */
} apl_times_group;

void apl_times_group_free(apl_times_group *group);

/* The path of a part of a group: "/a" and "b" give "/a/b". Returns `path`. */
static inline const char *apl_times_path(char path[APL_TIMES_PATH], const char *group,
                                         const char *name)
{
    snprintf(path, APL_TIMES_PATH, "%s/%s", group[1] ? group : "", name);
    return path;
}

/* Write the group: places by code, rows, columns and minutes, in the narrowest types that lose
 * nothing. `from` NULL leaves the codes out (they stand elsewhere in the file); `to` NULL says that
 * the columns are the places of the rows. As apl_h5_write. */
aploc_status apl_times_write_group(apl_h5 *h5, const char *group, const aploc_times *times,
                                   const char *const *from, const char *const *to,
                                   aploc_error *err);

/* The whole number that, over `scale`, is exactly `minutes`; -1 when there is none below 2^32. */
int64_t apl_times_whole(double minutes, int64_t scale);

/* What a file of times says it is. */
#define APL_TIMES_FORMAT "aploc times"
enum { APL_TIMES_VERSION = 1 };

/* Whom to tell how far reading is; all zero for nobody. */
typedef struct apl_times_watch {
    aploc_progress_fn progress;
    void *data;
    const char *what;
} apl_times_watch;

/* What is said to be done while a file is read: "reading NAME". Returns `what`. */
const char *apl_times_what(const char *path, char *what, size_t size);

/* Open a file of times: its format, and each dataset that reading needs, are checked against what
 * stands with them; what others made has no digests, and is fine. APLOC_ERR_DIGEST, and as
 * apl_h5_open. */
aploc_status apl_times_open(const char *path, apl_h5 **h5, aploc_error *err);

/* Read the group, checked as every table is: offsets and rows ascend, indices are those of places,
 * minutes are finite and not negative, codes are not repeated. `watch` may be NULL.
 * APLOC_ERR_FORMAT, APLOC_ERR_INDEX, APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE,
 * APLOC_ERR_CODE_REPEATED, APLOC_ERR_PAIR_REPEATED, APLOC_ERR_MEMORY, APLOC_ERR_CANCELLED. */
aploc_status apl_times_read_group(apl_h5 *h5, const char *path, const apl_times_watch *watch,
                                  apl_times_group *group, aploc_error *err);

/* Read a file whose values are sound; `done` says whether it was, and all else is left to the calls above.
 * As aploc_times_read_h5; fails with APLOC_ERR_CANCELLED, APLOC_ERR_CODE_UNKNOWN and APLOC_ERR_MEMORY
 * only. */
aploc_status apl_times_read_h5_fast(const char *path, const aploc_communes *communes,
                                    const aploc_communes *sites, const aploc_read_options *options,
                                    const apl_times_watch *watch, aploc_times **times,
                                    aploc_read_report *report, int *done, aploc_error *err);

/* Pairs as files mostly keep them: pair k goes to column narrow[k] (or wide[k]) of the file, in exactly
 * codes[k] / scale minutes. All zero is empty. */
typedef struct apl_times_coded {
    /* Counts of the places of the tables, and offsets of their rows or those of the file; neither `to` nor
     * `minutes`. */
    aploc_times head;
    int32_t *rows;    /* the row of the file of each place, -1: none; NULL: its own number */
    uint16_t *narrow; /* ascending within a row; NULL where columns do not fit: */
    int32_t *wide;
    int32_t *columns;  /* the place of each column of the file, -1: none; NULL: its own number */
    int columns_fall;  /* the places of columns do not ascend */
    int32_t n_columns; /* of the file */
    uint16_t *codes;
    int64_t scale;
    uint8_t *is_met; /* APL_TIMES_CODES: whether a code is that of some pair; NULL: nobody asked */
} apl_times_coded;

enum { APL_TIMES_CODES = UINT16_MAX + 1 };

void apl_times_coded_free(apl_times_coded *coded);

/* The same of a file whose minutes are whole numbers of 16 bits; any other is left. Which codes are met is told
 * when `tells_met`. The report lacks what it
 * says of own places. */
aploc_status apl_times_read_coded(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, const aploc_read_options *options,
                                  const apl_times_watch *watch, int tells_met,
                                  apl_times_coded *coded, aploc_read_report *report, int *done,
                                  aploc_error *err);

/* Parts of it, for those who read otherwise. The counts; the offsets of a dataset, after the counts. */
aploc_status apl_times_read_counts(apl_h5 *h5, const char *path, aploc_times *times,
                                   int64_t *n_pairs, aploc_error *err);
aploc_status apl_times_read_offsets(apl_h5 *h5, const char *path, aploc_times *times,
                                    int64_t n_pairs, aploc_error *err);

/* A list of codes alone: none empty or long, each once. APLOC_ERR_CODE_REPEATED. */
aploc_status apl_times_check_codes(apl_h5 *h5, const char *path, int32_t n, aploc_error *err);

/* What the whole numbers of minutes are divided by; their unit is minutes, or the file is refused. */
aploc_status apl_times_read_scale(apl_h5 *h5, const char *path, apl_h5_type type, int64_t *scale,
                                  aploc_error *err);

/* A column must be one of the places, and come after the one `before` it in the row; minutes are
 * finite and not negative. `k` is the number of the pair. */
aploc_status apl_times_check_index(apl_h5 *h5, const char *path, const aploc_times *t, int32_t row,
                                   int64_t k, int64_t before, int64_t to, aploc_error *err);
aploc_status apl_times_check_minutes(apl_h5 *h5, const char *path, int64_t k, double minutes,
                                     aploc_error *err);

/* Tell how far it is. APLOC_ERR_CANCELLED. */
aploc_status apl_times_tell(const apl_times_watch *watch, int64_t done, int64_t all,
                            aploc_error *err);

/* Write, or insist on, the three attributes by which a file says what it is: format, format_version,
 * library_version. APLOC_ERR_FORMAT. */
aploc_status apl_h5_write_format(apl_h5 *h5, const char *format, int64_t version, aploc_error *err);
aploc_status apl_h5_check_format(apl_h5 *h5, const char *format, int64_t version, aploc_error *err);

#endif
