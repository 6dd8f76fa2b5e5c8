/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_MEMORY_H
#define APLOC_CLI_MEMORY_H

/* --memory: whether times are read whole, or a stretch at a time. */

#include "measure.h"

/* The bytes of "512M" or "1.5G" (K, M, G, T: powers of 1024), or the end of the program. */
int64_t memory_size(const char *arg, struct argp_state *state);

/* Whether a file begins as HDF5 does. */
bool memory_is_h5(const char *path);

/* The tables of places have been read, and in->also is told: set in->streamed, the bytes that are left for a
 * computation from the file, where the times do not fit into in->memory beside them; 0 where they do. */
aploc_status memory_choose(inputs *in, aploc_error *err);

/* The measure of a computation from the file: values and report, as measure_run gives them. */
aploc_status memory_measure(inputs *in, measure *m, aploc_error *err);

#endif
