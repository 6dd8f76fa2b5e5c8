/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times.h"

#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"

enum { ROWS_A_PIECE = 1024 };

/* Room for sorting one row. */
typedef struct scratch {
    int32_t *to;
    double *minutes;
} scratch;

static int is_ascending(const int32_t *to, int64_t n)
{
    for (int64_t k = 1; k < n; k++)
        if (to[k - 1] > to[k])
            return 0;
    return 1;
}

/* Merge two sorted neighbours, [begin, middle) and [middle, end); equals stay in order. The choice
 * is arithmetic, since a processor cannot foresee it. */
static void merge(const int32_t *to, const double *minutes, int64_t begin, int64_t middle,
                  int64_t end, scratch into)
{
    int64_t a = begin, b = middle, k = begin;
    for (; a < middle && b < end; k++) {
        int right = to[b] < to[a];
        int64_t from = a + (b - a) * right;
        into.to[k] = to[from];
        into.minutes[k] = minutes[from];
        a += !right;
        b += right;
    }
    int64_t rest = a < middle ? a : b;
    memcpy(into.to + k, to + rest, (size_t)(end - k) * sizeof *to);
    memcpy(into.minutes + k, minutes + rest, (size_t)(end - k) * sizeof *minutes);
}

/* Sort a row by place; a stable merge sort from the bottom. */
static void sort_row(int32_t *to, double *minutes, int64_t n, scratch room)
{
    if (is_ascending(to, n))
        return;
    scratch source = {to, minutes}, target = room;
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t begin = 0; begin < n; begin += 2 * width) {
            int64_t middle = begin + width < n ? begin + width : n;
            int64_t end = middle + width < n ? middle + width : n;
            merge(source.to, source.minutes, begin, middle, end, target);
        }
        scratch swap = source;
        source = target;
        target = swap;
    }
    if (source.to != to) {
        memcpy(to, source.to, (size_t)n * sizeof *to);
        memcpy(minutes, source.minutes, (size_t)n * sizeof *minutes);
    }
}

/* Distribute the pairs over their rows, in the order of the input. */
static void distribute(aploc_times *t, int64_t n_pairs, const int32_t *from, const int32_t *to,
                       const double *minutes)
{
    /* offsets[i + 1] is where row i begins while it fills, and so where it ends afterwards. */
    int64_t *next = t->offsets + 1;
    for (int64_t k = 0; k < n_pairs; k++)
        next[from[k]]++;
    int64_t sum = 0;
    for (int32_t i = 0; i < t->n_demand; i++) {
        int64_t n = next[i];
        next[i] = sum;
        sum += n;
    }
    for (int64_t k = 0; k < n_pairs; k++) {
        int64_t at = next[from[k]]++;
        t->to[at] = to[k];
        t->minutes[at] = minutes[k];
    }
}

/* Rows to sort. */
typedef struct sorting {
    aploc_times *times;
    scratch room; /* `longest` pairs a thread */
    int64_t longest;
    atomic_llong n_repeated;
} sorting;

static void sort_piece(void *data, int64_t piece, int32_t thread)
{
    sorting *s = data;
    const aploc_times *t = s->times;
    scratch room = {s->room.to + thread * s->longest, s->room.minutes + thread * s->longest};
    int64_t end = (piece + 1) * ROWS_A_PIECE, n_repeated = 0;
    for (int64_t i = piece * ROWS_A_PIECE; i < end && i < t->n_demand; i++) {
        int64_t begin = t->offsets[i], n = t->offsets[i + 1] - begin;
        sort_row(t->to + begin, t->minutes + begin, n, room);
        for (int64_t k = begin + 1; k < begin + n; k++)
            n_repeated += t->to[k] == t->to[k - 1];
    }
    atomic_fetch_add(&s->n_repeated, n_repeated);
}

static aploc_status sort_rows(aploc_times *t, int32_t n_threads, int64_t *n_repeated,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    sorting s = {.times = t};
    for (int32_t i = 0; i < t->n_demand; i++)
        if (t->offsets[i + 1] - t->offsets[i] > s.longest)
            s.longest = t->offsets[i + 1] - t->offsets[i];
    APL_TRY(APL_NEW(s.room.to, n_threads * s.longest, err));
    APL_TRY(APL_NEW(s.room.minutes, n_threads * s.longest, err));
    apl_parallel_pieces(n_threads, t->n_demand / ROWS_A_PIECE + 1, sort_piece, &s);
    *n_repeated = s.n_repeated;
out:
    free(s.room.to);
    free(s.room.minutes);
    return status;
}

/* The first pair of row i to place j. */
static int64_t first_of(const aploc_times *t, int32_t i, int32_t j)
{
    int64_t low = t->offsets[i], high = t->offsets[i + 1];
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (t->to[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Find the first repeats in the order of the input: a pair repeats another when the place where its
 * like begins was met before. */
static aploc_status name_repeats(const aploc_times *t, int64_t n_pairs, const int32_t *from,
                                 const int32_t *to, apl_repeats *repeats, aploc_error *err)
{
    uint8_t *met = NULL;
    aploc_status status = APL_ZEROED(met, n_pairs, err);
    if (status)
        return status;
    int n = 0;
    for (int64_t k = 0; k < n_pairs && n < APLOC_LEFT_OUT_MAX && n < repeats->count; k++) {
        int64_t at = first_of(t, from[k], to[k]);
        if (met[at]) {
            int64_t first = 0;
            while (from[first] != from[k] || to[first] != to[k])
                first++;
            repeats->pairs[n][0] = first;
            repeats->pairs[n][1] = k;
            n++;
        }
        met[at] = 1;
    }
    free(met);
    return APLOC_OK;
}

/* Keep the first of equal pairs, which the stable sort left in front. */
static void drop_repeats(aploc_times *t)
{
    int64_t kept = 0, begin = 0;
    for (int32_t i = 0; i < t->n_demand; i++) {
        int64_t end = t->offsets[i + 1], row = kept;
        for (int64_t k = begin; k < end; k++) {
            if (kept > row && t->to[kept - 1] == t->to[k])
                continue;
            t->to[kept] = t->to[k];
            t->minutes[kept++] = t->minutes[k];
        }
        begin = end;
        t->offsets[i + 1] = kept;
    }
}

/* Pairs that may be in the order of a table. */
typedef struct ordering {
    int64_t n_pairs;
    const int32_t *from, *to;
    const double *minutes;
    int64_t *offsets;
    atomic_int is_broken;
} ordering;

/* Whether pairs come row by row, each row ascending, none twice. */
static void check_order(void *data, int64_t begin, int64_t end)
{
    ordering *o = data;
    for (int64_t k = begin > 0 ? begin : 1; k < end; k++)
        if (o->from[k - 1] > o->from[k] ||
            (o->from[k - 1] == o->from[k] && o->to[k - 1] >= o->to[k])) {
            atomic_store(&o->is_broken, 1);
            return;
        }
}

/* Where the rows begin that do so here. */
static void find_rows(void *data, int64_t begin, int64_t end)
{
    ordering *o = data;
    int32_t row = begin > 0 ? o->from[begin - 1] : -1;
    for (int64_t k = begin; k < end; k++)
        while (row < o->from[k])
            o->offsets[++row] = k;
}

/* Whether they are in order; if so, where rows begin. */
static int is_in_order(ordering *o, int32_t n_demand, int32_t most_threads)
{
    int32_t n_threads = apl_thread_count(most_threads, o->n_pairs, APL_PAIRS_GRAIN);
    atomic_init(&o->is_broken, 0);
    apl_parallel(n_threads, o->n_pairs, NULL, check_order, o);
    if (atomic_load(&o->is_broken))
        return 0;
    apl_parallel(n_threads, o->n_pairs, NULL, find_rows, o);
    int32_t last = o->n_pairs > 0 ? o->from[o->n_pairs - 1] : -1;
    for (int32_t row = last + 1; row <= n_demand; row++)
        o->offsets[row] = o->n_pairs;
    return 1;
}

/* Pairs that come in order, and where they are copied. */
typedef struct copying {
    const ordering *order;
    aploc_times *times;
} copying;

static void copy_pairs(void *data, int64_t begin, int64_t end)
{
    const copying *c = data;
    if (begin == end)
        return;
    memcpy(c->times->to + begin, c->order->to + begin, (size_t)(end - begin) * sizeof(int32_t));
    memcpy(c->times->minutes + begin, c->order->minutes + begin,
           (size_t)(end - begin) * sizeof(double));
}

aploc_status apl_times_build_first(int32_t n_demand, int32_t n_supply, int32_t same_places,
                                   int64_t n_pairs, const int32_t *from, const int32_t *to,
                                   const double *minutes, aploc_times **times, apl_repeats *repeats,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_times *t = NULL;
    APL_TRY(APL_ZEROED(t, 1, err));
    t->n_demand = n_demand;
    t->n_supply = n_supply;
    t->same_places = same_places;
    APL_TRY(APL_ZEROED(t->offsets, (int64_t)n_demand + 1, err));
    APL_TRY(APL_NEW(t->to, n_pairs, err));
    APL_TRY(APL_NEW(t->minutes, n_pairs, err));
    *repeats = (apl_repeats){0};
    ordering order = {
        .n_pairs = n_pairs, .from = from, .to = to, .minutes = minutes, .offsets = t->offsets};
    int32_t n_threads = apl_thread_count(0, n_pairs, APL_PAIRS_GRAIN);
    if (is_in_order(&order, n_demand, n_threads)) {
        apl_parallel(n_threads, n_pairs, NULL, copy_pairs, &(copying){&order, t});
    } else {
        distribute(t, n_pairs, from, to, minutes);
        APL_TRY(sort_rows(t, n_threads, &repeats->count, err));
    }
    if (repeats->count) {
        APL_TRY(name_repeats(t, n_pairs, from, to, repeats, err));
        drop_repeats(t);
    }
    *times = t;
    t = NULL;
out:
    aploc_times_free(t);
    return status;
}

aploc_status apl_times_build_taking(int32_t n_demand, int32_t n_supply, int32_t same_places,
                                    int64_t n_pairs, int32_t **from, int32_t **to, double **minutes,
                                    int32_t n_threads, aploc_times **times, apl_repeats *repeats,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_times *t = NULL;
    APL_TRY(APL_ZEROED(t, 1, err));
    APL_TRY(APL_ZEROED(t->offsets, (int64_t)n_demand + 1, err));
    ordering order = {.n_pairs = n_pairs, .from = *from, .to = *to, .offsets = t->offsets};
    if (!*to || !is_in_order(&order, n_demand, n_threads)) {
        status = apl_times_build_first(n_demand, n_supply, same_places, n_pairs, *from, *to,
                                       *minutes, times, repeats, err);
        goto out;
    }
    t->n_demand = n_demand;
    t->n_supply = n_supply;
    t->same_places = same_places;
    t->to = *to;
    t->minutes = *minutes;
    *to = NULL;
    *minutes = NULL;
    apl_array_shrink(&t->to, n_pairs, sizeof *t->to);
    apl_array_shrink(&t->minutes, n_pairs, sizeof *t->minutes);
    *repeats = (apl_repeats){0};
    *times = t;
    t = NULL;
out:
    aploc_times_free(t);
    return status;
}

aploc_status apl_times_build(int32_t n_demand, int32_t n_supply, int32_t same_places,
                             int64_t n_pairs, const int32_t *from, const int32_t *to,
                             const double *minutes, aploc_times **times, int64_t repeated[2],
                             aploc_error *err)
{
    aploc_times *built = NULL;
    apl_repeats repeats;
    aploc_status status = apl_times_build_first(n_demand, n_supply, same_places, n_pairs, from, to,
                                                minutes, &built, &repeats, err);
    if (status)
        return status;
    if (repeats.count) {
        repeated[0] = repeats.pairs[0][0];
        repeated[1] = repeats.pairs[0][1];
        aploc_times_free(built);
        return APLOC_ERR_PAIR_REPEATED;
    }
    *times = built;
    return APLOC_OK;
}
