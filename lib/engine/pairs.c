/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pairs.h"

#include "base/memory.h"
#include "base/threads.h"
#include "tables/times.h"

/* What the parallel passes share. */
typedef struct taking {
    const aploc_times *times;
    const apl_choice *choice;
    apl_pairs *pairs;
    uint16_t *codes;   /* of every pair of times; NULL: */
    double *weights;   /* their weights */
    uint16_t own_code; /* of a place and itself; 0: as any pair */
    double own_weight;
    int64_t *weighted; /* a row: its pairs, with the columns that are not wanted */
} taking;

static void weigh(void *data, int64_t begin, int64_t end)
{
    taking *t = data;
    const double *minutes = t->times->minutes + begin;
    if (t->codes)
        apl_codes_of(t->choice->codes, end - begin, minutes, t->codes + begin);
    else
        /* Decay and times have been checked: this cannot fail. */
        (void)aploc_decay_weights(t->choice->codes->decay, end - begin, minutes, t->weights + begin,
                                  NULL);
}

static int is_wanted(const apl_choice *choice, int64_t j)
{
    return !choice->rank || choice->rank[j] >= 0;
}

static int has_weight(const taking *t, int64_t k)
{
    return t->codes ? t->codes[k] > 0 : t->weights[k] > 0.0;
}

/* The first pair of row i from `k` on that goes to `j` or beyond. */
static int64_t pair_at(const aploc_times *times, int64_t k, int64_t end, int64_t j)
{
    while (k < end) {
        int64_t middle = k + (end - k) / 2;
        if (times->to[middle] < j)
            k = middle + 1;
        else
            end = middle;
    }
    return k;
}

/* Which pairs have a weight follows no pattern: no branch of the loops depends on it. */
static void count(void *data, int64_t begin, int64_t end)
{
    taking *t = data;
    const aploc_times *times = t->times;
    const int32_t *rank = t->choice->rank;
    for (int64_t i = begin; i < end; i++) {
        int64_t weighted = 0, wanted = 0, last = times->offsets[i + 1];
        for (int64_t k = times->offsets[i]; k < last; k++) {
            int used = has_weight(t, k);
            weighted += used;
            wanted += used & (rank ? rank[times->to[k]] >= 0 : 1);
        }
        if (t->choice->own_is_zero) {
            int64_t own = pair_at(times, times->offsets[i], last, i);
            int given = own < last && times->to[own] == i && has_weight(t, own);
            weighted += 1 - given;
            wanted += (1 - given) * is_wanted(t->choice, i);
        }
        t->weighted[i] = weighted;
        t->pairs->offsets[i + 1] = wanted;
    }
}

/* The pairs from `k` to `end` that are used, from `at` on; there is room for `room` of them. */
static int64_t put_pairs(const taking *t, int64_t k, int64_t end, int64_t at, int64_t room)
{
    const int32_t *to = t->times->to;
    const int32_t *rank = t->choice->rank;
    for (; k < end && at < room; k++) {
        t->pairs->index[at] = rank ? rank[to[k]] : to[k];
        if (t->codes)
            t->pairs->codes[at] = t->codes[k];
        else
            t->pairs->weights[at] = t->weights[k];
        at += has_weight(t, k) & (rank ? rank[to[k]] >= 0 : 1);
    }
    return at;
}

static void fill(void *data, int64_t begin, int64_t end)
{
    taking *t = data;
    const aploc_times *times = t->times;
    for (int64_t i = begin; i < end; i++) {
        int64_t at = t->pairs->offsets[i], room = t->pairs->offsets[i + 1];
        int64_t k = times->offsets[i], last = times->offsets[i + 1];
        if (t->choice->own_is_zero && is_wanted(t->choice, i)) {
            int64_t own = pair_at(times, k, last, i);
            at = put_pairs(t, k, own, at, room - 1);
            t->pairs->index[at] = t->choice->rank ? t->choice->rank[i] : (int32_t)i;
            if (t->codes)
                t->pairs->codes[at++] = t->own_code;
            else
                t->pairs->weights[at++] = t->own_weight;
            k = own + (own < last && times->to[own] == i);
        }
        put_pairs(t, k, last, at, room);
    }
}

static void sum_up(int64_t *offsets, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        offsets[i + 1] += offsets[i];
}

static aploc_status make_room(apl_pairs *pairs, int has_codes, aploc_error *err)
{
    aploc_status status;
    int64_t n = pairs->offsets[pairs->n_rows];
    APL_TRY(APL_NEW(pairs->index, n, err));
    if (has_codes)
        APL_TRY(APL_NEW(pairs->codes, n, err));
    else
        APL_TRY(APL_NEW(pairs->weights, n, err));
out:
    return status;
}

aploc_status apl_pairs_take(const aploc_times *times, const apl_choice *choice, int32_t n_threads,
                            apl_pairs *pairs, int64_t *n_weighted, aploc_error *err)
{
    aploc_status status;
    *pairs = (apl_pairs){.n_rows = times->n_demand, .n_columns = choice->n_wanted};
    taking t = {.times = times, .choice = choice, .pairs = pairs};
    const double zero = 0.0;
    const apl_codes *codes = choice->codes;
    int64_t n_given = times->offsets[times->n_demand];
    if (codes->n_weights > 0) {
        APL_TRY(APL_NEW(t.codes, n_given, err));
        apl_codes_of(codes, 1, &zero, &t.own_code);
    } else {
        APL_TRY(APL_NEW(t.weights, n_given, err));
        APL_TRY(aploc_decay_weights(codes->decay, 1, &zero, &t.own_weight, err));
    }
    apl_parallel(n_threads, n_given, NULL, weigh, &t);
    APL_TRY(APL_ZEROED(pairs->offsets, (int64_t)pairs->n_rows + 1, err));
    APL_TRY(APL_NEW(t.weighted, pairs->n_rows, err));
    apl_parallel(n_threads, pairs->n_rows, times->offsets, count, &t);
    sum_up(pairs->offsets, pairs->n_rows);
    APL_TRY(make_room(pairs, t.codes != NULL, err));
    apl_parallel(n_threads, pairs->n_rows, times->offsets, fill, &t);
    *n_weighted = 0;
    for (int32_t i = 0; i < pairs->n_rows; i++)
        *n_weighted += t.weighted[i];
out:
    free(t.codes);
    free(t.weights);
    free(t.weighted);
    return status;
}

/* A counting sort in parts: each part of the rows has its own place in every column, after those of
 * the parts before it, so that the rows of a column ascend. */
typedef struct turning {
    const apl_pairs *from;
    apl_pairs *to;
    int32_t *rows;   /* n_parts + 1: where each part begins */
    int64_t *places; /* a part and column: first how many, then where the next goes */
} turning;

static void count_columns(void *data, int64_t begin, int64_t end)
{
    turning *t = data;
    for (int64_t part = begin; part < end; part++) {
        int64_t *counts = t->places + part * t->from->n_columns;
        int64_t first = t->from->offsets[t->rows[part]], last = t->from->offsets[t->rows[part + 1]];
        for (int64_t k = first; k < last; k++)
            counts[t->from->index[k]]++;
    }
}

static void place_columns(turning *t, int32_t n_parts)
{
    int64_t at = 0;
    for (int32_t j = 0; j < t->from->n_columns; j++) {
        t->to->offsets[j] = at;
        for (int32_t part = 0; part < n_parts; part++) {
            int64_t *place = t->places + (int64_t)part * t->from->n_columns + j, n = *place;
            *place = at;
            at += n;
        }
    }
    t->to->offsets[t->from->n_columns] = at;
}

static void move_entries(void *data, int64_t begin, int64_t end)
{
    turning *t = data;
    const apl_pairs *from = t->from;
    apl_pairs *to = t->to;
    for (int64_t part = begin; part < end; part++) {
        int64_t *places = t->places + part * from->n_columns;
        for (int32_t i = t->rows[part]; i < t->rows[part + 1]; i++) {
            for (int64_t k = from->offsets[i]; k < from->offsets[i + 1]; k++) {
                int64_t at = places[from->index[k]]++;
                to->index[at] = i;
                if (from->codes)
                    to->codes[at] = from->codes[k];
                else
                    to->weights[at] = from->weights[k];
            }
        }
    }
}

/* Parts of about as many pairs. */
static void cut_rows(const apl_pairs *pairs, int32_t n_parts, int32_t *rows)
{
    int64_t n = pairs->offsets[pairs->n_rows];
    int32_t row = 0;
    for (int32_t part = 0; part < n_parts; part++) {
        while (row < pairs->n_rows && pairs->offsets[row] < n / n_parts * part)
            row++;
        rows[part] = row;
    }
    rows[n_parts] = pairs->n_rows;
}

aploc_status apl_pairs_transpose(const apl_pairs *pairs, int32_t n_threads, apl_pairs *transposed,
                                 aploc_error *err)
{
    aploc_status status;
    turning t = {.from = pairs, .to = transposed};
    *transposed = (apl_pairs){.n_rows = pairs->n_columns, .n_columns = pairs->n_rows};
    APL_TRY(APL_NEW(t.rows, (int64_t)n_threads + 1, err));
    APL_TRY(APL_ZEROED(t.places, (int64_t)n_threads * pairs->n_columns, err));
    APL_TRY(APL_NEW(transposed->offsets, (int64_t)transposed->n_rows + 1, err));
    cut_rows(pairs, n_threads, t.rows);
    apl_parallel(n_threads, n_threads, NULL, count_columns, &t);
    place_columns(&t, n_threads);
    APL_TRY(make_room(transposed, pairs->codes != NULL, err));
    apl_parallel(n_threads, n_threads, NULL, move_entries, &t);
out:
    free(t.places);
    free(t.rows);
    return status;
}

void apl_pairs_free(apl_pairs *pairs)
{
    free(pairs->offsets);
    free(pairs->index);
    free(pairs->codes);
    free(pairs->weights);
    *pairs = (apl_pairs){0};
}
