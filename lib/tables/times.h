/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TIMES_H
#define APL_TABLES_TIMES_H

/* Travel times as compressed sparse rows, checked once. */

#include <aploc/times.h>

#include "base/holders.h"

struct aploc_times {
    apl_holders holders;
    int32_t n_demand;
    int32_t n_supply;
    int32_t same_places; /* a place is 0 minutes from itself (the plan applies it) */
    int64_t *offsets;    /* n_demand + 1 */
    int32_t *to;         /* ascending within a row */
    double *minutes;     /* as given */
};

/* Hold a table once more; each holder calls aploc_times_free. NULL gives NULL. */
aploc_times *apl_times_hold(const aploc_times *times);

/* Pairs given before: how many, and the numbers of the first ones in the order of the input, each
 * after the number of the pair that it repeats. */
typedef struct apl_repeats {
    int64_t count;
    int64_t pairs[APLOC_LEFT_OUT_MAX][2];
} apl_repeats;

enum { APL_PAIRS_GRAIN = 1 << 18 }; /* a look at so many pairs is worth a thread */

/* Build from pairs that may repeat: the first of equal pairs is kept. Indices and minutes have been
 * checked. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_times_build_first(int32_t n_demand, int32_t n_supply, int32_t same_places,
                                   int64_t n_pairs, const int32_t *from, const int32_t *to,
                                   const double *minutes, aploc_times **times, apl_repeats *repeats,
                                   aploc_error *err);

/* The same from arrays of memory.h that the table may take: then `to` and `minutes` are NULL
 * afterwards. It does where the pairs come row by row and ascending, as files mostly have them, which up to
 * `n_threads` find out. */
aploc_status apl_times_build_taking(int32_t n_demand, int32_t n_supply, int32_t same_places,
                                    int64_t n_pairs, int32_t **from, int32_t **to, double **minutes,
                                    int32_t n_threads, aploc_times **times, apl_repeats *repeats,
                                    aploc_error *err);

/* Build from pairs that may not repeat: when two are the same, APLOC_ERR_PAIR_REPEATED and the
 * numbers of the two in `repeated`, the later one being the first in the input that repeats
 * another. Indices and minutes have been checked; `err` is filled but for APLOC_ERR_PAIR_REPEATED,
 * whose place only the caller can name. */
aploc_status apl_times_build(int32_t n_demand, int32_t n_supply, int32_t same_places,
                             int64_t n_pairs, const int32_t *from, const int32_t *to,
                             const double *minutes, aploc_times **times, int64_t repeated[2],
                             aploc_error *err);

#endif
