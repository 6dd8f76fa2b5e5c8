/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_NORMAL_H
#define APLOC_TESTS_NORMAL_H

/* Noise for tests. */

#include <math.h>

#include "support.h"

/* A standard normal number. */
static inline double normal(uint64_t *state)
{
    double u = 1.0 - random_unit(state), v = random_unit(state);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

#endif
