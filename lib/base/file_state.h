/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_FILE_STATE_H
#define APL_BASE_FILE_STATE_H

/* Whether a file is what it was: it is the same file, as long, and was not written to since. Half of a table
 * would pass for a table, and of a method for a method. */

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/error.h"

typedef struct apl_file_state {
    int is_regular; /* else it can tell nothing: a pipe, or not there */
    dev_t device;
    ino_t number;
    int64_t bytes;
    struct timespec changed;
} apl_file_state;

/* The state of an open file, or of the one at a path. */
void apl_file_look(int fd, apl_file_state *state);
void apl_file_look_at(const char *path, apl_file_state *state);

/* Whether the file at a path is as it was. */
int apl_file_is_still(const char *path, const apl_file_state *then);

/* APLOC_ERR_READ when an open regular file was written to since then. */
aploc_status apl_file_check(int fd, const char *path, const apl_file_state *then, aploc_error *err);

#endif
