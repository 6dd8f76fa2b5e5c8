/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_SWEEP_H
#define APL_ENGINE_SWEEP_H

/* Passes over long arrays, on as many threads as they are worth: beside steps that read a few bytes a
 * pair, those over the places count. */

#include <stdint.h>

/* Whether all n numbers are finite, not negative and, where `most` is not NULL, each at most its own. */
int apl_all_numbers(const double *x, const double *most, int64_t n, int32_t n_threads);

/* to[k] = from[k], or from[names[k]] where there are names. */
void apl_copy_numbers(const double *from, const int32_t *names, int64_t n, int32_t n_threads,
                      double *to);

#endif
