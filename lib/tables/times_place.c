/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are gathered, one after the other, so that threads share nothing that they write. */
#include "tables/times_place.h"

#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "tables/ascend.h"
#include "tables/communes.h"
#include "tables/times_unknown.h"

enum { PAIRS_A_THREAD = 1 << 16 };

int apl_times_stay(const apl_times_file *file)
{
    return file->rows_ascend && file->columns_ascend && !file->has_unknown;
}

/* ---- what is left out ---- */

/* What counting goes over. */
typedef struct counting {
    const apl_times_file *file;
    const int64_t *offsets;
    apl_file_columns columns;
    int lacks_columns; /* some column is no place */
    int32_t *kept;
} counting;

/* One loop for columns of either width. */
#define COUNT(numbers)                                                                             \
    for (int64_t k = c->offsets[r]; k < c->offsets[r + 1]; k++)                                    \
        n += places[(numbers)[k]] >= 0;

static int32_t count_row(const counting *c, int64_t r)
{
    const int32_t *places = c->file->columns;
    int32_t n = 0;
    if (c->file->rows[r] < 0)
        return 0;
    if (!c->lacks_columns)
        return (int32_t)(c->offsets[r + 1] - c->offsets[r]);
    if (c->columns.narrow)
        COUNT(c->columns.narrow)
    else
        COUNT(c->columns.wide)
    return n;
}

static void count_rows(void *data, int64_t begin, int64_t end)
{
    const counting *c = data;
    for (int64_t r = begin; r < end; r++)
        c->kept[r] = count_row(c, r);
}

/* Each code at the first pair that has it, in the order of the file. */
static aploc_status tell_all(const counting *c, apl_times_unknown *unknown, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = c->file;
    for (int32_t r = 0; r < f->head.n_demand; r++) {
        if (f->rows[r] < 0 && c->offsets[r] < c->offsets[r + 1])
            APL_TRY(apl_times_tell_row(unknown, r, err));
        for (int64_t k = c->offsets[r]; c->lacks_columns && k < c->offsets[r + 1]; k++) {
            int32_t j = c->columns.narrow ? c->columns.narrow[k] : c->columns.wide[k];
            if (f->columns[j] < 0)
                APL_TRY(apl_times_tell_column(unknown, j, err));
        }
    }
out:
    return status;
}

aploc_status apl_times_count_known(const apl_times_file *file, const int64_t *offsets,
                                   apl_file_columns columns, int32_t policy, int32_t n_threads,
                                   int32_t *kept, apl_unknown *left_out, aploc_error *err)
{
    counting c = {.file = file, .offsets = offsets, .columns = columns, .kept = kept};
    int64_t n = 0;
    for (int32_t j = 0; j < file->head.n_supply; j++)
        c.lacks_columns |= file->columns[j] < 0;
    n_threads = apl_thread_count(n_threads, file->n_pairs, PAIRS_A_THREAD);
    apl_parallel(n_threads, file->head.n_demand, offsets, count_rows, &c);
    for (int32_t r = 0; r < file->head.n_demand; r++)
        n += kept[r];
    left_out->n_rows = file->n_pairs - n;
    if (left_out->n_rows == 0)
        return APLOC_OK;
    apl_times_unknown unknown = {.file = file, .policy = policy, .left_out = left_out};
    aploc_status status = tell_all(&c, &unknown, err);
    apl_times_unknown_free(&unknown);
    return status;
}

/* ---- rows to their places ---- */

aploc_status apl_times_find_rows(const apl_times_file *file, int32_t **rows, aploc_error *err)
{
    int32_t n = file->communes->count;
    aploc_status status = APL_NEW(*rows, n, err);
    if (status)
        return status;
    for (int32_t i = 0; i < n; i++)
        (*rows)[i] = -1;
    for (int32_t r = 0; r < file->head.n_demand; r++)
        if (file->rows[r] >= 0)
            (*rows)[file->rows[r]] = r;
    return APLOC_OK;
}

/* Rows of the tables that one thread fills, and its room. */
typedef struct part {
    int32_t begin, end;
    int32_t *places, *pairs; /* of what is kept of the row at work: place, and number in the row */
    int32_t *order;
    apl_ascend room;
} part;

/* What the threads share. */
typedef struct placing {
    const apl_times_file *file;
    const aploc_times *from;
    aploc_times to;
    int32_t *rows;
    part *parts;
    int32_t n_parts;
} placing;

static void place_row(const placing *p, const part *q, int32_t r, int64_t at)
{
    const int32_t *place = p->file->columns;
    int64_t first = p->from->offsets[r], length = p->from->offsets[r + 1] - first;
    int32_t n = 0;
    for (int64_t m = 0; m < length; m++) {
        q->places[n] = place[p->from->to[first + m]];
        q->pairs[n] = (int32_t)m;
        n += q->places[n] >= 0;
    }
    apl_ascend_find(&q->room, q->places, n, p->file->sites->count, q->order);
    for (int32_t m = 0; m < n; m++) {
        p->to.to[at + m] = q->places[q->order[m]];
        p->to.minutes[at + m] = p->from->minutes[first + q->pairs[q->order[m]]];
    }
}

static void place_parts(void *data, int64_t begin, int64_t end)
{
    const placing *p = data;
    for (const part *q = p->parts + begin; q < p->parts + end; q++)
        for (int32_t i = q->begin; i < q->end; i++)
            if (p->rows[i] >= 0)
                place_row(p, q, p->rows[i], p->to.offsets[i]);
}

static aploc_status make_parts(placing *p, int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t row = 0, n_rows = p->file->communes->count, most = p->file->head.n_supply;
    int64_t n = p->to.offsets[n_rows];
    APL_TRY(APL_ZEROED(p->parts, n_threads, err));
    p->n_parts = n_threads;
    for (int32_t k = 0; k < n_threads; k++) {
        part *q = &p->parts[k];
        q->begin = row;
        while (row < n_rows && (k == n_threads - 1 || p->to.offsets[row] < n / n_threads * (k + 1)))
            row++;
        q->end = row;
        /* A row has each column of the file once at most. */
        APL_TRY(APL_NEW(q->places, most, err));
        APL_TRY(APL_NEW(q->pairs, most, err));
        APL_TRY(APL_NEW(q->order, most, err));
        APL_TRY(apl_ascend_new(&q->room, most, err));
    }
out:
    return status;
}

static aploc_status make_table(placing *p, const int32_t *kept, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = p->file->communes->count;
    APL_TRY(APL_ZEROED(p->to.offsets, (int64_t)n + 1, err));
    for (int32_t i = 0; i < n; i++)
        p->to.offsets[i + 1] = p->to.offsets[i] + (p->rows[i] < 0 ? 0 : kept[p->rows[i]]);
    APL_TRY(APL_NEW(p->to.to, p->to.offsets[n], err));
    APL_TRY(APL_NEW(p->to.minutes, p->to.offsets[n], err));
out:
    return status;
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
    free(p->rows);
    free(p->to.offsets);
    free(p->to.to);
    free(p->to.minutes);
}

/* What was placed is the table, and what was read is freed with the rest. */
static void swap(aploc_times *a, aploc_times *b)
{
    aploc_times was = *a;
    a->offsets = b->offsets;
    a->to = b->to;
    a->minutes = b->minutes;
    b->offsets = was.offsets;
    b->to = was.to;
    b->minutes = was.minutes;
}

aploc_status apl_times_place(const apl_times_file *file, int32_t policy, int32_t n_threads,
                             aploc_times *times, apl_unknown *left_out, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    placing p = {.file = file, .from = times};
    apl_file_columns columns = {.wide = times->to};
    int32_t *kept = NULL;
    APL_TRY(APL_NEW(kept, file->head.n_demand, err));
    APL_TRY(apl_times_count_known(file, times->offsets, columns, policy, n_threads, kept, left_out,
                                  err));
    APL_TRY(apl_times_find_rows(file, &p.rows, err));
    APL_TRY(make_table(&p, kept, err));
    n_threads = apl_thread_count(n_threads, file->n_pairs, PAIRS_A_THREAD);
    APL_TRY(make_parts(&p, n_threads, err));
    apl_parallel(n_threads, n_threads, NULL, place_parts, &p);
    swap(times, &p.to);
out:
    free(kept);
    free_placing(&p);
    return status;
}
