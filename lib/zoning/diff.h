/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ZONING_DIFF_H
#define APL_ZONING_DIFF_H

/* A comparison in memory. Places are the communes, then the quarters. */

#include <aploc/zoning_diff.h>

#include "tables/texts.h"
#include "zoning/rules.h"

struct aploc_zoning_diff {
    aploc_communes *communes;
    apl_texts classes;
    int covered[APLOC_DIFF_CLASSES_MAX], any_covered;
    int32_t n_communes, n_places;
    int32_t *zones[2]; /* of each place before and after; -1: none */
    int32_t *homes;    /* of each place its commune */
    double *people;    /* of each place, quarters cut out */
    aploc_diff_row *rows;
    int64_t n_rows, room;
};

/* Take places, people and classes (diff_lists.c). */
aploc_status apl_diff_take(aploc_zoning_diff *diff, const aploc_listed *const *lists,
                           const int32_t *counts, const aploc_diff_options *o, aploc_error *err);

#endif
