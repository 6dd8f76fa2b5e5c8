/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_OUTPUT_H
#define APL_BASE_OUTPUT_H

/* A file that appears whole under its name, or not at all. */

#include <sys/types.h>

#include "base/error.h"

/* All zero (fd is then not looked at) after apl_output_close. */
typedef struct apl_output {
    char *path;      /* as the caller named it */
    char *target;    /* the file to replace, links followed; NULL when written directly */
    char *temporary; /* where the bytes go until then; NULL when written directly */
    int fd;
    int is_open;
} apl_output;

/* Open a file for writing: a temporary one beside the target, with the target's permissions (those
 * of a new file where there is none), or the thing itself when it is not a regular file.
 * APLOC_ERR_OPEN, APLOC_ERR_MEMORY; nothing is left open or behind then. */
aploc_status apl_output_open(apl_output *output, const char *path, aploc_error *err);

/* Write all bytes; 0, or the errno of the failure. */
int apl_output_write(const apl_output *output, const char *bytes, size_t length);

/* Have what was written go to the disk meanwhile, so that commit waits for less. */
void apl_output_hurry(const apl_output *output);

/* Sync the file and let it appear. APLOC_ERR_WRITE: the target is as it was. */
aploc_status apl_output_commit(apl_output *output, aploc_error *err);

/* Close, and remove what was not committed. */
void apl_output_close(apl_output *output);

/* The failure to write, for an errno. */
aploc_status apl_output_failure(const apl_output *output, int code, aploc_error *err);

#endif
