/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of files that are sound: each byte is read, unpacked, hashed and decoded once, places and columns
 * at the same time on as many threads, straight into the table. Whatever is not as it should be is left
 * to the careful way, which has the words for it. */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "base/threads.h"
#include "tables/communes.h"
#include "tables/times_convert.h"
#include "tables/times_file.h"
#include "tables/times_place.h"

enum { INDEX, MINUTES, ORDER, N_TASKS };

/* What the threads share. */
typedef struct reading {
    apl_times_file *file;
    const apl_times_watch *watch;
    aploc_times *times;     /* with the offsets of the file */
    apl_times_coded *coded; /* what takes the place of columns and minutes, or NULL */
    apl_times_column order;
    int has_order, tells_met;
    atomic_int is_over; /* something is wrong, or the caller asked to stop */
    atomic_int is_cancelled;
} reading;

static void decode_index(reading *r, const apl_times_column *c, int64_t at)
{
    if (r->coded && r->coded->narrow)
        apl_times_decode_codes(c->type, c->bytes, c->left, r->coded->narrow + at);
    else
        (void)apl_times_decode_index(c->type, c->bytes, c->left,
                                     (r->coded ? r->coded->wide : r->times->to) + at);
}

static int decode_minutes(reading *r, const apl_times_column *c, int64_t at)
{
    if (!r->coded)
        return apl_times_decode_minutes(c->type, r->file->scale, c->bytes, c->left,
                                        r->times->minutes + at);
    uint16_t *codes = r->coded->codes + at;
    apl_times_decode_codes(c->type, c->bytes, c->left, codes);
    uint8_t *is_met = r->coded->is_met;
    for (int64_t k = 0; k < c->left && is_met; k++)
        is_met[codes[k]] = 1;
    return 1;
}

/* Read one column to its end. Only the first is read on the caller's thread, so only it tells. */
static int read_column(reading *r, int task, apl_times_column *c)
{
    for (int64_t at = 0; at < r->file->n_pairs; at += c->left) {
        if (atomic_load(&r->is_over))
            return 0;
        if (task == INDEX && apl_times_tell(r->watch, at, r->file->n_pairs, NULL)) {
            atomic_store(&r->is_cancelled, 1);
            return 0;
        }
        if (apl_times_column_load(c, NULL) || c->left == 0)
            return 0;
        if (task == INDEX)
            decode_index(r, c, at);
        if (task == MINUTES && !decode_minutes(r, c, at))
            return 0;
    }
    return apl_times_column_is_sound(c);
}

/* The places are read where they were first needed: on the caller's thread, while others read columns. */
static void read_columns(void *data, int64_t begin, int64_t end)
{
    reading *r = data;
    apl_times_column *columns[N_TASKS] = {&r->file->index, &r->file->minutes, &r->order};
    for (int64_t task = begin; task < end; task++)
        if ((task == INDEX && apl_times_file_places(r->file, NULL)) ||
            !read_column(r, (int)task, columns[task]))
            atomic_store(&r->is_over, 1);
}

/* Whether the columns of each row ascend, and are of the file. One loop for numbers of either width. */
#define ROWS_ASCEND(to)                                                                            \
    for (int64_t i = begin; i < end; i++) {                                                        \
        int64_t k = head->offsets[i], last = head->offsets[i + 1];                                 \
        if (k < last)                                                                              \
            falls |= (to)[k] < 0 || (to)[last - 1] >= head->n_supply;                              \
        for (k++; k < last; k++)                                                                   \
            falls |= (to)[k] <= (to)[k - 1];                                                       \
    }

static void check_rows(void *data, int64_t begin, int64_t end)
{
    reading *r = data;
    const aploc_times *head = &r->file->head;
    int falls = 0;
    if (r->coded && r->coded->narrow) {
        const uint16_t *narrow = r->coded->narrow;
        ROWS_ASCEND(narrow)
    } else {
        const int32_t *wide = r->coded ? r->coded->wide : r->times->to;
        ROWS_ASCEND(wide)
    }
    if (falls)
        atomic_store(&r->is_over, 1);
}

/* From the rows of the file to those of the tables where no pair moves. */
static aploc_status spread_rows(const apl_times_file *f, aploc_times *t, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t *offsets = NULL;
    int32_t n = f->communes->count;
    APL_TRY(APL_ZEROED(offsets, (int64_t)n + 1, err));
    for (int32_t i = 0; i < f->head.n_demand; i++)
        offsets[f->rows[i] + 1] = t->offsets[i + 1] - t->offsets[i];
    for (int32_t i = 0; i < n; i++)
        offsets[i + 1] += offsets[i];
    free(t->offsets);
    t->offsets = offsets;
out:
    return status;
}

/* Which codes are met by pairs of places, where others are left out. */
static void meet_again(const reading *r, const int64_t *offsets)
{
    const apl_times_file *f = r->file;
    apl_times_coded *c = r->coded;
    memset(c->is_met, 0, APL_TIMES_CODES);
    for (int32_t row = 0; row < f->head.n_demand; row++)
        for (int64_t k = offsets[row]; f->rows[row] >= 0 && k < offsets[row + 1]; k++)
            c->is_met[c->codes[k]] |= f->columns[c->narrow ? c->narrow[k] : c->wide[k]] >= 0;
}

/* Pairs with codes stay where they are: who takes them finds the rows by their places. */
static aploc_status find_codes(const reading *r, const aploc_read_options *options,
                               apl_unknown *left_out, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = r->file;
    apl_times_coded *c = r->coded;
    apl_file_columns columns = {c->narrow, c->wide};
    int32_t *kept = NULL;
    APL_TRY(APL_NEW(kept, f->head.n_demand, err));
    APL_TRY(apl_times_count_known(f, r->times->offsets, columns, options->unknown,
                                  options->n_threads, kept, left_out, err));
    if (c->is_met && left_out->n_rows > 0)
        meet_again(r, r->times->offsets);
    APL_TRY(apl_times_find_rows(f, &c->rows, err));
    c->columns_fall = !f->columns_ascend;
out:
    free(kept);
    return status;
}

/* From the places of the file to those of the tables. */
static aploc_status place(const reading *r, const aploc_read_options *options,
                          apl_unknown *left_out, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = r->file;
    aploc_times *t = r->times;
    if (apl_times_stay(f))
        APL_TRY(spread_rows(f, t, err));
    else if (r->coded)
        APL_TRY(find_codes(r, options, left_out, err));
    else
        APL_TRY(apl_times_place(f, options->unknown, options->n_threads, t, left_out, err));
    t->n_demand = f->communes->count;
    t->n_supply = f->sites->count;
    t->same_places = f->sites == f->communes;
out:
    return status;
}

static int columns_are_places(const apl_times_file *f)
{
    int is_same = 1;
    for (int32_t j = 0; j < f->head.n_supply; j++)
        is_same &= f->columns[j] == j;
    return is_same;
}

/* How many pairs are of a place with itself, and those of them at more than 0 minutes. */
static void count_own(const aploc_times *t, aploc_read_report *report)
{
    for (int32_t i = 0; t->same_places && i < t->n_demand; i++) {
        int64_t low = t->offsets[i], high = t->offsets[i + 1];
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (t->to[middle] < i)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < t->offsets[i + 1] && t->to[low] == i) {
            report->n_own++;
            report->n_own_not_zero += t->minutes[low] != 0.0;
        }
    }
}

static aploc_status make_room(reading *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file *f = r->file;
    APL_TRY(APL_ZEROED(r->times, 1, err));
    if (!r->coded) {
        APL_TRY(APL_NEW(r->times->to, f->n_pairs, err));
        APL_TRY(APL_NEW(r->times->minutes, f->n_pairs, err));
        goto out;
    }
    if (apl_times_are_codes(f->index.type))
        APL_TRY(APL_NEW(r->coded->narrow, f->n_pairs, err));
    else
        APL_TRY(APL_NEW(r->coded->wide, f->n_pairs, err));
    APL_TRY(APL_NEW(r->coded->codes, f->n_pairs, err));
    if (r->tells_met)
        APL_TRY(APL_ZEROED(r->coded->is_met, APL_TIMES_CODES, err));
    r->coded->scale = f->scale;
    r->coded->n_columns = f->head.n_supply;
out:
    return status;
}

static aploc_status read_pairs(reading *r, int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file *f = r->file;
    APL_TRY(make_room(r, err));
    r->has_order = apl_h5_find(f->h5, APL_TIMES_ORDER) != APL_H5_NONE;
    if (r->has_order)
        APL_TRY(apl_times_column_open(f->h5, APL_TIMES_ORDER, f->n_pairs, &r->order, err));
    int n_tasks = r->has_order ? N_TASKS : ORDER;
    int32_t threads = apl_thread_count(n_threads, f->n_pairs, 2 * APL_H5_CHUNK);
    apl_parallel(threads < n_tasks ? threads : n_tasks, n_tasks, NULL, read_columns, r);
    if (atomic_load(&r->is_over))
        goto out;
    apl_parallel(threads, f->head.n_demand, f->head.offsets, check_rows, r);
    r->times->offsets = f->head.offsets;
    f->head.offsets = NULL;
out:
    return status;
}

/* Read what is sound; `done` says whether it was. */
static aploc_status read_file(reading *r, const char *path, const aploc_communes *communes,
                              const aploc_communes *sites, const aploc_read_options *options,
                              aploc_read_report *report, int *done, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file *f = r->file;
    apl_unknown left_out = {0};
    *done = 0;
    if (apl_times_file_begin(path, communes, sites, f, NULL) || apl_times_file_columns(f, NULL) ||
        (r->coded && !apl_times_are_codes(f->minutes.type)))
        goto out;
    if (read_pairs(r, options->n_threads, NULL) || atomic_load(&r->is_over) ||
        apl_h5_check_file(f->h5, NULL))
        goto out;
    APL_TRY(place(r, options, &left_out, err));
    APL_TRY(apl_times_tell(r->watch, 1, 1, err));
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        report->n_rows = f->n_pairs;
        report->n_kept = f->n_pairs - left_out.n_rows;
        apl_unknown_report(&left_out, report);
        report->encoding = APLOC_UTF8;
        snprintf(report->used, sizeof report->used, "from=/from, to=%s, minutes=/minutes",
                 f->to_path);
    }
    *done = 1;
out:
    apl_unknown_free(&left_out);
    if (atomic_load(&r->is_cancelled))
        status = apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
    return status;
}

static void end_reading(reading *r)
{
    aploc_times_free(r->times);
    apl_times_column_close(&r->order);
    apl_times_file_close(r->file);
}

aploc_status apl_times_read_h5_fast(const char *path, const aploc_communes *communes,
                                    const aploc_communes *sites, const aploc_read_options *options,
                                    const apl_times_watch *watch, aploc_times **times,
                                    aploc_read_report *report, int *done, aploc_error *err)
{
    apl_times_file file = {0};
    reading r = {.file = &file, .watch = watch};
    aploc_status status = read_file(&r, path, communes, sites, options, report, done, err);
    if (*done) {
        int is_same = !apl_times_stay(&file) || columns_are_places(&file);
        for (int64_t k = 0; k < file.n_pairs && !is_same; k++)
            r.times->to[k] = file.columns[r.times->to[k]];
        if (report)
            count_own(r.times, report);
        *times = r.times;
        r.times = NULL;
    }
    end_reading(&r);
    return status;
}

aploc_status apl_times_read_coded(const char *path, const aploc_communes *communes,
                                  const aploc_communes *sites, const aploc_read_options *options,
                                  const apl_times_watch *watch, int tells_met,
                                  apl_times_coded *coded, aploc_read_report *report, int *done,
                                  aploc_error *err)
{
    apl_times_file file = {0};
    apl_times_coded own = {0};
    reading r = {.file = &file, .watch = watch, .coded = &own, .tells_met = tells_met};
    aploc_status status = read_file(&r, path, communes, sites, options, report, done, err);
    if (*done) {
        own.head = *r.times;
        r.times->offsets = NULL;
        if (!columns_are_places(&file)) {
            own.columns = file.columns;
            file.columns = NULL;
        }
        *coded = own;
        own = (apl_times_coded){0};
    }
    apl_times_coded_free(&own);
    end_reading(&r);
    return status;
}

void apl_times_coded_free(apl_times_coded *coded)
{
    free(coded->head.offsets);
    free(coded->rows);
    free(coded->narrow);
    free(coded->wide);
    free(coded->columns);
    free(coded->codes);
    free(coded->is_met);
    *coded = (apl_times_coded){0};
}
