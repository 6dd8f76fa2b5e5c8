/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a file of times is, and what it would take in memory. */
#include <aploc/stream.h>

#include "base/error.h"
#include "tables/times_h5.h"

enum {
    BYTES_A_PAIR =
        44, /* 12 of the table; 24 of the plan in both orientations, 8 while it is made */
    BYTES_A_PLACE = 40,
};

aploc_status aploc_times_look_h5(const char *path, aploc_times_facts *facts, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    aploc_times head = {0};
    int64_t n_pairs = 0, bytes = 0;
    if (!path || !facts)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found NULL, expected a path and somewhere to put the facts");
    if (facts->size != sizeof *facts)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_times_facts of %zu bytes, expected %zu", facts->size,
                        sizeof *facts);
    APL_TRY(apl_h5_open(path, &h5, err));
    APL_TRY(apl_h5_check_format(h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    APL_TRY(apl_times_read_counts(h5, "/", &head, &n_pairs, err));
    int64_t places = (int64_t)head.n_demand + head.n_supply;
    if (__builtin_mul_overflow(n_pairs, BYTES_A_PAIR, &bytes) ||
        __builtin_add_overflow(bytes, BYTES_A_PLACE * places, &bytes))
        bytes = INT64_MAX;
    *facts = (aploc_times_facts){sizeof *facts, head.n_demand, head.n_supply, n_pairs, bytes};
out:
    apl_h5_close(h5);
    return status;
}
