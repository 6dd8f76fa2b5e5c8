/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "base/threads.h"

aploc_times *apl_times_hold(const aploc_times *times)
{
    aploc_times *held = APL_HELD(aploc_times, times);
    if (held)
        apl_hold(&held->holders);
    return held;
}

void aploc_times_free(aploc_times *times)
{
    if (!times || !apl_let_go(&times->holders))
        return;
    free(times->offsets);
    free(times->to);
    free(times->minutes);
    free(times);
}

int32_t aploc_times_demand_count(const aploc_times *times)
{
    return times ? times->n_demand : 0;
}

int32_t aploc_times_supply_count(const aploc_times *times)
{
    return times ? times->n_supply : 0;
}

int64_t aploc_times_pair_count(const aploc_times *times)
{
    return times ? times->offsets[times->n_demand] : 0;
}

int64_t aploc_times_row(const aploc_times *times, int32_t i, const int32_t **to,
                        const double **minutes)
{
    int inside = times && i >= 0 && i < times->n_demand;
    int64_t begin = inside ? times->offsets[i] : 0;
    if (to)
        *to = times ? times->to + begin : NULL;
    if (minutes)
        *minutes = times ? times->minutes + begin : NULL;
    return inside ? times->offsets[i + 1] - begin : 0;
}

static aploc_status check_counts(int32_t n_demand, int32_t n_supply, aploc_error *err)
{
    if (n_demand < 1 || n_supply < 1)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %d places of demand and %d of supply, expected at least one of each",
                        (int)n_demand, (int)n_supply);
    return APLOC_OK;
}

/* Pairs and matrices have no file: their numbers say which pair is meant. */
static aploc_status check_pair(int32_t n_demand, int32_t n_supply, int64_t k, int32_t from,
                               int32_t to, double minutes, aploc_error *err)
{
    char text[APLOC_NUMBER_SIZE];
    if (from < 0 || from >= n_demand)
        return apl_fail(err, APLOC_ERR_INDEX, "pair %lld: found the start %d, expected 0 to %d",
                        (long long)k, (int)from, (int)n_demand - 1);
    if (to < 0 || to >= n_supply)
        return apl_fail(err, APLOC_ERR_INDEX, "pair %lld: found the end %d, expected 0 to %d",
                        (long long)k, (int)to, (int)n_supply - 1);
    if (!isfinite(minutes)) {
        aploc_number_write(minutes, text);
        return apl_fail(err, APLOC_ERR_NOT_FINITE,
                        "pair %lld (from %d to %d): found %s minutes, expected a finite time",
                        (long long)k, (int)from, (int)to, text);
    }
    if (minutes < 0.0) {
        aploc_number_write(minutes, text);
        return apl_fail(err, APLOC_ERR_NEGATIVE,
                        "pair %lld (from %d to %d): found %s minutes, expected a time that is not "
                        "negative",
                        (long long)k, (int)from, (int)to, text);
    }
    return APLOC_OK;
}

/* Pairs to look at. */
typedef struct looking {
    int32_t n_demand, n_supply;
    const int32_t *from, *to;
    const double *minutes;
    atomic_int wrong;
} looking;

static void look(void *data, int64_t begin, int64_t end)
{
    looking *l = data;
    int wrong = 0;
    for (int64_t k = begin; k < end; k++)
        wrong |= ((uint32_t)l->from[k] >= (uint32_t)l->n_demand) |
                 ((uint32_t)l->to[k] >= (uint32_t)l->n_supply) |
                 !(l->minutes[k] >= 0.0 && l->minutes[k] <= DBL_MAX);
    if (wrong)
        atomic_store(&l->wrong, 1);
}

/* All pairs: whether one is wrong is found out by all threads, which one by a look at each. */
static aploc_status check_pairs(looking *l, int64_t n_pairs, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    atomic_init(&l->wrong, 0);
    apl_parallel(apl_thread_count(0, n_pairs, APL_PAIRS_GRAIN), n_pairs, NULL, look, l);
    for (int64_t k = 0; atomic_load(&l->wrong) && k < n_pairs && !status; k++)
        status = check_pair(l->n_demand, l->n_supply, k, l->from[k], l->to[k], l->minutes[k], err);
    return status;
}

aploc_status aploc_times_from_pairs(int32_t n_demand, int32_t n_supply, int64_t n_pairs,
                                    const int32_t *from, const int32_t *to, const double *minutes,
                                    aploc_times **times, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (n_pairs < 0)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %lld pairs, expected 0 or more",
                        (long long)n_pairs);
    if (!times || (n_pairs > 0 && (!from || !to || !minutes)))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !times  ? "place for the table"
                        : !from ? "array of starts"
                        : !to   ? "array of ends"
                                : "array of minutes");
    APL_TRY(check_counts(n_demand, n_supply, err));
    if (n_pairs > PTRDIFF_MAX / (int64_t)sizeof *minutes)
        return apl_fail(err, APLOC_ERR_TOO_LARGE,
                        "found %lld pairs, expected as many as arrays can hold",
                        (long long)n_pairs);
    looking l = {
        .n_demand = n_demand, .n_supply = n_supply, .from = from, .to = to, .minutes = minutes};
    APL_TRY(check_pairs(&l, n_pairs, err));
    int64_t repeated[2] = {0, 0};
    status = apl_times_build(n_demand, n_supply, n_demand == n_supply, n_pairs, from, to, minutes,
                             times, repeated, err);
    if (status == APLOC_ERR_PAIR_REPEATED)
        status = apl_fail(err, status,
                          "pair %lld: found the pair from %d to %d again, after pair %lld, "
                          "expected each pair once",
                          (long long)repeated[1], (int)from[repeated[1]], (int)to[repeated[1]],
                          (long long)repeated[0]);
out:
    return status;
}

aploc_status aploc_times_from_matrix(int32_t n_demand, int32_t n_supply, const double *minutes,
                                     aploc_times **times, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_times *t = NULL;
    if (!minutes || !times)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found NULL, expected a matrix and somewhere to "
                        "put the table");
    APL_TRY(check_counts(n_demand, n_supply, err));
    int64_t n_cells = (int64_t)n_demand * n_supply, n_pairs = 0;
    for (int64_t k = 0; k < n_cells; k++) {
        if (minutes[k] < 0.0) {
            char text[APLOC_NUMBER_SIZE];
            aploc_number_write(minutes[k], text);
            status = apl_fail(err, APLOC_ERR_NEGATIVE,
                              "row %lld, column %lld: found %s minutes, expected a time that is "
                              "not negative",
                              (long long)(k / n_supply), (long long)(k % n_supply), text);
            goto out;
        }
        n_pairs += isfinite(minutes[k]) != 0;
    }
    APL_TRY(APL_ZEROED(t, 1, err));
    t->n_demand = n_demand;
    t->n_supply = n_supply;
    t->same_places = n_demand == n_supply;
    APL_TRY(APL_ZEROED(t->offsets, (int64_t)n_demand + 1, err));
    APL_TRY(APL_NEW(t->to, n_pairs, err));
    APL_TRY(APL_NEW(t->minutes, n_pairs, err));
    int64_t at = 0;
    for (int32_t i = 0; i < n_demand; i++) {
        const double *row = minutes + (int64_t)i * n_supply;
        for (int32_t j = 0; j < n_supply; j++) {
            if (!isfinite(row[j]))
                continue;
            t->to[at] = j;
            t->minutes[at++] = row[j];
        }
        t->offsets[i + 1] = at;
    }
    *times = t;
    t = NULL;
out:
    aploc_times_free(t);
    return status;
}
