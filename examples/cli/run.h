/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_RUN_H
#define APLOC_CLI_RUN_H

/* The run file of one computation. */

#include <sys/stat.h>

#include "measure.h"

enum { RUN_FILES = 7 };

/* What the files of a run were before they were read: its digests are taken after that. */
typedef struct run_files {
    struct stat facts[RUN_FILES];
} run_files;

void run_files_look(const inputs *in, run_files *files);

/* Write to `path` what was computed from `in`: a run of one cell, and the files it was made from.
 * APLOC_ERR_READ when one of them is not what it was. */
aploc_status run_file_write(const inputs *in, const run_files *files, const measure *m,
                            const char *path, aploc_error *err);

#endif
