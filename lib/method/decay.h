/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_DECAY_H
#define APL_METHOD_DECAY_H

/* The kinds of decay: one row each, for the check, the weights and the method files alike. */

#include <aploc/decay.h>

typedef struct apl_decay_shape {
    int32_t kind;
    int32_t least_points; /* 0: the kind has no points */
    int uses_rate, uses_scale, uses_exponent;
    const char *name;                                           /* in method files and messages */
    const char *keys;                                           /* in method files, for messages */
    double (*weight)(const aploc_decay *decay, double minutes); /* before the cut */
} apl_decay_shape;

/* The kinds, one after the other; NULL past the last. */
const apl_decay_shape *apl_decay_shape_at(size_t k);

/* aploc_decay_check that also tells which parameter is at fault: "size", "kind", "points", "cut",
 * "rate", "scale" or "exponent". */
aploc_status apl_decay_check(const aploc_decay *decay, const char **parameter, aploc_error *err);

/* A copy whose points are its own, in one block at `*points`, the caller's to free; NULL without points.
 * APLOC_ERR_MEMORY. */
aploc_status apl_decay_copy(const aploc_decay *decay, aploc_decay *copy, double **points,
                            aploc_error *err);

/* Whether two decays that aploc_decay_check accepts are described alike. */
int apl_decay_is_same(const aploc_decay *a, const aploc_decay *b);

#endif
