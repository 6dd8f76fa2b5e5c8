/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nearest supply, by the times themselves: a plan keeps weights only. */
#include <aploc/family.h>
#include <aploc/number.h>
#include <math.h>

#include "base/threads.h"
#include "engine/step.h"
#include "tables/times.h"

typedef struct looking {
    const aploc_times *times;
    const double *supply;
    double threshold;
    int own_is_zero;
    double *minutes;
    int32_t *index; /* may be NULL */
} looking;

static void look(void *data, int64_t begin, int64_t end)
{
    looking *l = data;
    const aploc_times *times = l->times;
    for (int64_t i = begin; i < end; i++) {
        int32_t nearest = -1;
        double least = (double)NAN;
        /* What the table says of a place and itself can only be farther. */
        if (l->own_is_zero && l->supply[i] > 0.0) {
            nearest = (int32_t)i;
            least = 0.0;
        }
        for (int64_t k = times->offsets[i]; k < times->offsets[i + 1]; k++) {
            int32_t j = times->to[k];
            double minutes = times->minutes[k];
            if (!(l->supply[j] > 0.0) || !(minutes < l->threshold))
                continue;
            if (nearest < 0 || minutes < least || (minutes == least && j < nearest)) {
                nearest = j;
                least = minutes;
            }
        }
        l->minutes[i] = least;
        if (l->index)
            l->index[i] = nearest;
    }
}

static aploc_status check(const aploc_times *times, const double *supply, const double *minutes,
                          const aploc_nearest_options *options, aploc_error *err)
{
    if (!times || !supply || !minutes)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !times    ? "times"
                        : !supply ? "supply"
                                  : "place for the minutes");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_nearest_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if (!(options->threshold >= 0.0)) {
        char text[APLOC_NUMBER_SIZE];
        aploc_number_write(options->threshold, text);
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a threshold of %s minutes, expected 0 or more", text);
    }
    aploc_status status = apl_check_own(times, options->own, options->n_threads, err);
    return status ? status : apl_check_numbers("a supply of", supply, times->n_supply, err);
}

aploc_status aploc_nearest(const aploc_times *times, const double *supply, double *minutes,
                           int32_t *index, const aploc_nearest_options *options, aploc_error *err)
{
    const aploc_nearest_options defaults = APLOC_NEAREST_OPTIONS_INIT;
    if (!options)
        options = &defaults;
    aploc_status status = check(times, supply, minutes, options, err);
    if (status)
        return status;
    looking l = {.times = times,
                 .supply = supply,
                 .threshold = options->threshold > 0.0 ? options->threshold : (double)INFINITY,
                 .own_is_zero = apl_own_is_zero(times, options->own),
                 .minutes = minutes,
                 .index = index};
    int32_t n_threads =
        apl_thread_count(options->n_threads, aploc_times_pair_count(times), APL_PAIRS_A_THREAD);
    apl_parallel(n_threads, times->n_demand, times->offsets, look, &l);
    return APLOC_OK;
}
