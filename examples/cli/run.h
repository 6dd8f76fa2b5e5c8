/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_RUN_H
#define APLOC_CLI_RUN_H

/* The run file of one computation. */

#include "measure.h"

/* Write to `path` what was computed from `in`: a run of one cell, and the files it was made from. */
aploc_status run_file_write(const inputs *in, const measure *m, const char *path, aploc_error *err);

#endif
