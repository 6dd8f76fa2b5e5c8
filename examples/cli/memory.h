/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_MEMORY_H
#define APLOC_CLI_MEMORY_H

/* --memory: whether times are read whole, or a stretch at a time. */

#include "measure.h"

/* The bytes of "512M" or "1.5G" (K, M, G, T: powers of 1024), or the end of the program. */
int64_t memory_size(const char *arg, struct argp_state *state);

/* The tables of places have been read: set in->streamed, the bytes that are left for a computation from
 * the file, where the times do not fit into in->memory beside them; 0 where they do. */
aploc_status memory_choose(inputs *in, aploc_error *err);

/* Refuse to take `bytes` more for what is asked for by the file `path`, where --memory has no room for
 * them, with the size that has. */
aploc_status memory_check(const inputs *in, double bytes, const char *path, const char *what,
                          aploc_error *err);

/* The measure of a computation from the file: values and report, as measure_run gives them. */
aploc_status memory_measure(inputs *in, measure *m, aploc_error *err);

#endif
