/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_TILES_H
#define APL_ENGINE_TILES_H

/* From pairs to the form that steps read. */

#include "engine/pairs.h"
#include "engine/rows.h"

/* Put the rows of `pairs` into bands in the order `order` (every row once; NULL: as they are). Which
 * rows stand together decides how much memory and time a step takes, never a bit of its result. The
 * weights of `codes` must outlive the rows. Free with apl_rows_free, also on failure.
 * APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_tiles_make(const apl_pairs *pairs, const int32_t *order, const apl_codes *codes,
                            int32_t n_threads, apl_rows *rows, aploc_error *err);

/* How large the parts of rows may be. */
typedef struct apl_limits {
    int32_t columns; /* of a list, at least 1; entries of APL_FORM_CLASSES hold this many times
                              the weights, at most 65 535 */
    int64_t stretch_pairs; /* that one thread puts into bands, about */
} apl_limits;

apl_limits apl_usual_limits(const apl_codes *codes);

/* The same within these limits: tests make small parts. */
aploc_status apl_tiles_make_within(const apl_pairs *pairs, const int32_t *order,
                                   const apl_codes *codes, apl_limits limits, int32_t n_threads,
                                   apl_rows *rows, aploc_error *err);

#endif
