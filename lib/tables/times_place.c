/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are gathered, one after the other, so that threads share nothing that they write. */
#include "tables/times_place.h"

#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "tables/ascend.h"
#include "tables/communes.h"

enum { PAIRS_A_THREAD = 1 << 16 };

/* Rows of the tables that one thread fills, and its room. */
typedef struct part {
    int32_t begin, end;
    int32_t *places, *pairs; /* of what is kept of the row at work: place and number */
    int32_t *order;
    apl_ascend room;
} part;

/* What the threads share. */
typedef struct placing {
    const apl_times_file *file;
    const int64_t *from; /* offsets of the file */
    int64_t *offsets;    /* of the tables */
    int32_t *source;     /* the row of the file for each of the tables; -1: none */
    int lacks_columns;   /* some column is no place */
    aploc_times *times, placed;
    apl_times_coded *coded, placed_codes;
    part *parts;
    int32_t n_parts;
} placing;

int apl_times_stay(const apl_times_file *file)
{
    return file->rows_ascend && file->columns_ascend && !file->has_unknown;
}

/* ---- how many ---- */

#define COUNT(columns)                                                                             \
    for (int64_t k = first; k < end; k++)                                                          \
        n += place[(columns)[k]] >= 0;

static int64_t count_kept(const placing *p, int64_t first, int64_t end)
{
    const int32_t *place = p->file->columns;
    int64_t n = 0;
    if (!p->lacks_columns)
        return end - first;
    if (p->coded && p->coded->narrow) {
        COUNT(p->coded->narrow)
    } else {
        const int32_t *wide = p->coded ? p->coded->wide : p->times->to;
        COUNT(wide)
    }
    return n;
}

static void count_rows(void *data, int64_t begin, int64_t end)
{
    const placing *p = data;
    for (int64_t r = begin; r < end; r++)
        if (p->file->rows[r] >= 0)
            p->offsets[p->file->rows[r] + 1] = count_kept(p, p->from[r], p->from[r + 1]);
}

static aploc_status find_rows(placing *p, int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = p->file;
    int32_t n = f->communes->count;
    APL_TRY(APL_ZEROED(p->offsets, (int64_t)n + 1, err));
    APL_TRY(APL_NEW(p->source, n, err));
    for (int32_t i = 0; i < n; i++)
        p->source[i] = -1;
    for (int32_t r = 0; r < f->head.n_demand; r++)
        if (f->rows[r] >= 0)
            p->source[f->rows[r]] = r;
    for (int32_t j = 0; j < f->head.n_supply; j++)
        p->lacks_columns |= f->columns[j] < 0;
    apl_parallel(n_threads, f->head.n_demand, p->from, count_rows, p);
    for (int32_t i = 0; i < n; i++)
        p->offsets[i + 1] += p->offsets[i];
out:
    return status;
}

/* ---- what is left out ---- */

/* Codes of the file, and which of them were told. */
typedef struct telling {
    const apl_times_file *file;
    int32_t policy;
    apl_unknown *left_out;
    char **from, **to;
    uint8_t *is_told; /* of the columns */
} telling;

static aploc_status tell(const telling *t, const char *where, const char *code,
                         const aploc_communes *places, aploc_error *err)
{
    if (t->policy == APLOC_SKIP)
        return apl_unknown_note(t->left_out, code, (int64_t)strlen(code), 0, err);
    return apl_unknown_refuse_at((apl_place){.file = t->file->path, .code = code}, where, places,
                                 err);
}

static int32_t column_of(const placing *p, int64_t k)
{
    if (!p->coded)
        return p->times->to[k];
    return p->coded->narrow ? p->coded->narrow[k] : p->coded->wide[k];
}

/* Each code at the first pair that has it, in the order of the file. */
static aploc_status tell_all(const placing *p, const telling *t, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = p->file;
    for (int32_t r = 0; r < f->head.n_demand; r++) {
        if (f->rows[r] < 0 && p->from[r] < p->from[r + 1])
            APL_TRY(tell(t, "/from", t->from[r], f->communes, err));
        for (int64_t k = p->from[r]; p->lacks_columns && k < p->from[r + 1]; k++) {
            int32_t j = column_of(p, k);
            if (f->columns[j] >= 0 || t->is_told[j])
                continue;
            t->is_told[j] = 1;
            APL_TRY(tell(t, f->to_path, t->to[j], f->sites, err));
        }
    }
out:
    return status;
}

static aploc_status tell_unknown(const placing *p, int32_t policy, apl_unknown *left_out,
                                 aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = p->file;
    telling t = {.file = f, .policy = policy, .left_out = left_out};
    int64_t n = 0;
    int is_one = strcmp(f->to_path, "/from") == 0;
    left_out->n_rows = f->n_pairs - p->offsets[f->communes->count];
    if (left_out->n_rows == 0)
        goto out;
    APL_TRY(apl_h5_read_texts(f->h5, "/from", &n, &t.from, err));
    if (!is_one)
        APL_TRY(apl_h5_read_texts(f->h5, f->to_path, &n, &t.to, err));
    else
        t.to = t.from;
    APL_TRY(APL_ZEROED(t.is_told, f->head.n_supply, err));
    APL_TRY(tell_all(p, &t, err));
out:
    free(t.from);
    if (!is_one)
        free(t.to);
    free(t.is_told);
    return status;
}

/* ---- rows to their places ---- */

#define KEEP(columns)                                                                              \
    for (int64_t m = 0; m < length; m++) {                                                         \
        q->places[n] = place[(columns)[first + m]];                                                \
        q->pairs[n] = (int32_t)m;                                                                  \
        n += q->places[n] >= 0;                                                                    \
    }

/* The pairs of a row of the file whose columns are places: how many. */
static int32_t keep(const placing *p, int64_t first, int64_t length, const part *q)
{
    const int32_t *place = p->file->columns;
    int32_t n = 0;
    if (p->coded && p->coded->narrow) {
        KEEP(p->coded->narrow)
    } else {
        const int32_t *wide = p->coded ? p->coded->wide : p->times->to;
        KEEP(wide)
    }
    return n;
}

/* Put n pairs of the row that begins at `first` in the file to `at`. */
static void put(placing *p, const part *q, int32_t n, int64_t first, int64_t at)
{
    const int32_t *order = q->order;
    int32_t *to = p->coded ? p->placed_codes.wide : p->placed.to;
    if (to)
        for (int32_t m = 0; m < n; m++)
            to[at + m] = q->places[order[m]];
    else
        for (int32_t m = 0; m < n; m++)
            p->placed_codes.narrow[at + m] = (uint16_t)q->places[order[m]];
    if (p->coded)
        for (int32_t m = 0; m < n; m++)
            p->placed_codes.codes[at + m] = p->coded->codes[first + q->pairs[order[m]]];
    else
        for (int32_t m = 0; m < n; m++)
            p->placed.minutes[at + m] = p->times->minutes[first + q->pairs[order[m]]];
}

static void place_parts(void *data, int64_t begin, int64_t end)
{
    placing *p = data;
    for (int64_t number = begin; number < end; number++) {
        const part *q = &p->parts[number];
        for (int32_t i = q->begin; i < q->end; i++) {
            int32_t r = p->source[i];
            if (r < 0 || p->from[r] == p->from[r + 1])
                continue;
            int32_t n = keep(p, p->from[r], p->from[r + 1] - p->from[r], q);
            apl_ascend_find(&q->room, q->places, n, p->file->sites->count, q->order);
            put(p, q, n, p->from[r], p->offsets[i]);
        }
    }
}

/* ---- room ---- */

static aploc_status make_parts(placing *p, int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = p->file;
    int64_t n = p->offsets[f->communes->count];
    int32_t row = 0;
    APL_TRY(APL_ZEROED(p->parts, n_threads, err));
    p->n_parts = n_threads;
    for (int32_t k = 0; k < n_threads; k++) {
        part *q = &p->parts[k];
        q->begin = row;
        while (row < f->communes->count &&
               (k == n_threads - 1 || p->offsets[row] < n / n_threads * (k + 1)))
            row++;
        q->end = row;
        /* A row has each column of the file once at most. */
        APL_TRY(APL_NEW(q->places, f->head.n_supply, err));
        APL_TRY(APL_NEW(q->pairs, f->head.n_supply, err));
        APL_TRY(APL_NEW(q->order, f->head.n_supply, err));
        APL_TRY(apl_ascend_new(&q->room, f->head.n_supply, err));
    }
out:
    return status;
}

static aploc_status make_pairs(placing *p, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n = p->offsets[p->file->communes->count];
    if (!p->coded) {
        APL_TRY(APL_NEW(p->placed.to, n, err));
        APL_TRY(APL_NEW(p->placed.minutes, n, err));
        goto out;
    }
    if (p->file->sites->count <= UINT16_MAX + 1)
        APL_TRY(APL_NEW(p->placed_codes.narrow, n, err));
    else
        APL_TRY(APL_NEW(p->placed_codes.wide, n, err));
    APL_TRY(APL_NEW(p->placed_codes.codes, n, err));
out:
    return status;
}

/* Which codes are left, when some pairs are not. */
static void meet_again(apl_times_coded *coded, int64_t n)
{
    memset(coded->is_met, 0, APL_TIMES_CODES);
    for (int64_t k = 0; k < n; k++)
        coded->is_met[coded->codes[k]] = 1;
}

/* Let what was placed take the place of what was read. */
static void take_over(placing *p)
{
    int64_t n = p->offsets[p->file->communes->count];
#define TAKE(kept, placed)                                                                         \
    do {                                                                                           \
        free(kept);                                                                                \
        (kept) = (placed);                                                                         \
        (placed) = NULL;                                                                           \
    } while (0)
    if (p->coded) {
        TAKE(p->coded->narrow, p->placed_codes.narrow);
        TAKE(p->coded->wide, p->placed_codes.wide);
        TAKE(p->coded->codes, p->placed_codes.codes);
        p->coded->n_columns = p->file->sites->count;
        if (p->coded->is_met && n < p->file->n_pairs)
            meet_again(p->coded, n);
    } else {
        TAKE(p->times->to, p->placed.to);
        TAKE(p->times->minutes, p->placed.minutes);
    }
    TAKE(p->times->offsets, p->offsets);
#undef TAKE
}

static void free_placing(placing *p)
{
    for (int32_t k = 0; k < p->n_parts; k++) {
        free(p->parts[k].places);
        free(p->parts[k].pairs);
        free(p->parts[k].order);
        apl_ascend_free(&p->parts[k].room);
    }
    free(p->parts);
    free(p->offsets);
    free(p->source);
    free(p->placed.to);
    free(p->placed.minutes);
    apl_times_coded_free(&p->placed_codes);
}

aploc_status apl_times_place(apl_times_file *file, int32_t policy, int32_t n_threads,
                             aploc_times *times, apl_times_coded *coded, apl_unknown *left_out,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    placing p = {.file = file, .from = times->offsets, .times = times, .coded = coded};
    n_threads = apl_thread_count(n_threads, file->n_pairs, PAIRS_A_THREAD);
    APL_TRY(find_rows(&p, n_threads, err));
    APL_TRY(tell_unknown(&p, policy, left_out, err));
    APL_TRY(make_parts(&p, n_threads, err));
    APL_TRY(make_pairs(&p, err));
    apl_parallel(n_threads, n_threads, NULL, place_parts, &p);
    take_over(&p);
out:
    free_placing(&p);
    return status;
}
