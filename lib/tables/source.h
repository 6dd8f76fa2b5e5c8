/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_SOURCE_H
#define APL_TABLES_SOURCE_H

/* The bytes of a file, plain or gzip, one physical line at a time. */

#include <stdint.h>

#include <aploc/progress.h>

#include "base/file_state.h"
#include "tables/gzip.h"

/* A line that is longer has no end: it is some other kind of file. */
enum { APL_LINE_MAX = 1 << 20 };

typedef struct apl_source {
    const char *path; /* borrowed */
    apl_gunzip file;
    int64_t size;         /* bytes on the disk, 0 when not a regular file */
    apl_file_state state; /* when it was opened */
    char *buffer;         /* what was read and not given yet stands in [begin, end) */
    int64_t room, begin, end;
    int64_t line; /* the number of the last line given */
    int at_end;
    /* What [begin, end) may hold, so that lines need not be searched for it. */
    int has_zero, has_high, has_return;
    int crlf; /* a line given ended in CRLF */
    aploc_progress_fn progress;
    void *progress_data;
    char what[96];
} apl_source;

/* Open a file and read its first bytes, which then stand in [begin, end). APLOC_ERR_OPEN,
 * APLOC_ERR_READ, also at the end of a file that was written to since it was opened, APLOC_ERR_FORMAT for
 * damaged gzip data, APLOC_ERR_MEMORY, APLOC_ERR_CANCELLED. Closed also after a failure. */
aploc_status apl_source_open(apl_source *source, const char *path, aploc_progress_fn progress,
                             void *progress_data, aploc_error *err);

/* Let go of a source that was opened, or is all zero. */
void apl_source_close(apl_source *source);

/* Read on until `wanted` bytes stand in [begin, end), or the file ends: a plain file on up to `n_threads` (0:
 * as many as are worth it). Errors as for opening. */
aploc_status apl_source_more(apl_source *source, int64_t wanted, int32_t n_threads,
                             aploc_error *err);

/* Give the next line with its line end (LF, CRLF or CR; the last may have none), valid until the
 * next call; `length` is 0 at the end of the file. */
aploc_status apl_source_line(apl_source *source, const char **text, int64_t *length,
                             aploc_error *err);

#endif
