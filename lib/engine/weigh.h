/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_WEIGH_H
#define APL_ENGINE_WEIGH_H

/* From the minutes of a stretch to weights, a row at a time. */

#include <aploc/decay.h>

#include "tables/stretch.h"

/* All zero is ended. */
typedef struct apl_weigher {
    const aploc_decay *decay;
    double own;      /* the weight of a place for itself; 0 when it is like any other */
    double *by_code; /* of each code; NULL when the source has none */
    double *room;    /* of the pairs of a row, in the order of the source */
    int64_t capacity;
    /* The last row: the places of weight above 0, ascending, its own among them. */
    int32_t n;
    int32_t *to;
    double *weights;
    uint16_t *codes; /* with `by_code`: 0 for its own */
} apl_weigher;

/* `own_is_zero`: place i of demand is place i of supply, at 0 minutes. The decay was checked. */
aploc_status apl_weigher_start(apl_weigher *weigher, const apl_stretches *source,
                               const aploc_decay *decay, int own_is_zero, aploc_error *err);
void apl_weigher_end(apl_weigher *weigher);

/* Bytes that it holds for so many places of supply. */
int64_t apl_weigher_bytes(const apl_stretches *source);

/* Weigh row first + r. APLOC_ERR_MEMORY. */
aploc_status apl_weigher_row(apl_weigher *weigher, const apl_stretch *stretch, int32_t r,
                             aploc_error *err);

#endif
