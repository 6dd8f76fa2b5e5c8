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
    double own_weight;
    int64_t *weighted; /* a row: its pairs, with the columns that are not wanted */
} taking;

static int is_kept(const apl_choice *choice, int32_t j)
{
    return !choice->kept || choice->kept[j];
}

static double weight_of(const apl_codes *codes, double minutes)
{
    double weight = 0.0;
    /* Decay and times have been checked: this cannot fail. */
    if (minutes < codes->threshold)
        (void)aploc_decay_weights(codes->decay, 1, &minutes, &weight, NULL);
    return weight;
}

static int has_weight(const apl_codes *codes, double minutes)
{
    return codes->n_weights > 0 ? apl_code_of(codes, minutes) > 0
                                : weight_of(codes, minutes) > 0.0;
}

static void count(void *data, int64_t begin, int64_t end)
{
    taking *t = data;
    const aploc_times *times = t->times;
    const apl_codes *codes = t->choice->codes;
    for (int64_t i = begin; i < end; i++) {
        int64_t own = t->choice->own_is_zero;
        int64_t weighted = own, kept = own && is_kept(t->choice, (int32_t)i);
        for (int64_t k = times->offsets[i]; k < times->offsets[i + 1]; k++) {
            int used = !(own && times->to[k] == i) && has_weight(codes, times->minutes[k]);
            weighted += used;
            kept += used && is_kept(t->choice, times->to[k]);
        }
        t->weighted[i] = weighted;
        t->pairs->offsets[i + 1] = kept;
    }
}

static void put(const taking *t, int64_t at, int32_t j, double minutes)
{
    const apl_codes *codes = t->choice->codes;
    t->pairs->index[at] = j;
    if (t->pairs->codes)
        t->pairs->codes[at] = apl_code_of(codes, minutes);
    else
        t->pairs->weights[at] = weight_of(codes, minutes);
}

static void fill(void *data, int64_t begin, int64_t end)
{
    taking *t = data;
    const aploc_times *times = t->times;
    const apl_choice *choice = t->choice;
    for (int64_t i = begin; i < end; i++) {
        int64_t at = t->pairs->offsets[i];
        int own = choice->own_is_zero, own_is_due = own && is_kept(choice, (int32_t)i);
        for (int64_t k = times->offsets[i]; k < times->offsets[i + 1]; k++) {
            int32_t j = times->to[k];
            if (own_is_due && j >= i) {
                put(t, at++, (int32_t)i, 0.0);
                own_is_due = 0;
            }
            if (!(own && j == i) && is_kept(choice, j) &&
                has_weight(choice->codes, times->minutes[k]))
                put(t, at++, j, times->minutes[k]);
        }
        if (own_is_due)
            put(t, at, (int32_t)i, 0.0);
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
    *pairs = (apl_pairs){.n_rows = times->n_demand, .n_columns = times->n_supply};
    taking t = {.times = times, .choice = choice, .pairs = pairs};
    APL_TRY(APL_ZEROED(pairs->offsets, (int64_t)pairs->n_rows + 1, err));
    APL_TRY(APL_NEW(t.weighted, pairs->n_rows, err));
    apl_parallel(n_threads, pairs->n_rows, times->offsets, count, &t);
    sum_up(pairs->offsets, pairs->n_rows);
    APL_TRY(make_room(pairs, choice->codes->n_weights > 0, err));
    apl_parallel(n_threads, pairs->n_rows, times->offsets, fill, &t);
    *n_weighted = 0;
    for (int32_t i = 0; i < pairs->n_rows; i++)
        *n_weighted += t.weighted[i];
out:
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
