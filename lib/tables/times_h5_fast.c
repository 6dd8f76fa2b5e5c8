/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of files that are sound: each byte is read, unpacked, hashed and decoded once, the columns
 * at the same time on as many threads, straight into the table. Whatever is not as it should be is left
 * to the careful way, which has the words for it. */
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "base/threads.h"
#include "tables/communes.h"
#include "tables/times_convert.h"
#include "tables/times_file.h"

enum { INDEX, MINUTES, ORDER, N_TASKS };

/* What the threads share. */
typedef struct reading {
    apl_times_file *file;
    const apl_times_watch *watch;
    aploc_times *times; /* with the offsets of the file */
    uint16_t *codes;    /* in the place of the minutes, or NULL */
    apl_times_column order;
    int has_order;
    atomic_int is_over; /* something is wrong, or the caller asked to stop */
    atomic_int is_cancelled;
} reading;

/* Whether the columns of the rows that have pairs in first … end - 1 ascend, from the pair before on.
 * `row` walks along. */
static int rows_ascend(const aploc_times *t, int64_t first, int64_t end, int32_t *row)
{
    int falls = 0;
    for (int64_t k = first; k < end;) {
        while (t->offsets[*row + 1] <= k)
            ++*row;
        int64_t stop = t->offsets[*row + 1] < end ? t->offsets[*row + 1] : end;
        for (int64_t p = k > t->offsets[*row] ? k : k + 1; p < stop; p++)
            falls |= t->to[p] <= t->to[p - 1];
        k = stop;
    }
    return !falls;
}

static int decode(reading *r, int task, const apl_times_column *c, int64_t at, int32_t *row)
{
    if (task == MINUTES && r->codes) {
        apl_times_decode_codes(c->type, c->bytes, c->left, r->codes + at);
        return 1;
    }
    if (task == MINUTES)
        return apl_times_decode_minutes(c->type, r->file->scale, c->bytes, c->left,
                                        r->times->minutes + at);
    if (task == ORDER)
        return 1;
    int32_t largest = apl_times_decode_index(c->type, c->bytes, c->left, r->times->to + at);
    return largest >= 0 && largest < r->times->n_supply &&
           rows_ascend(r->times, at, at + c->left, row);
}

/* Read one column to its end. Only the first is read on the caller's thread, so only it tells. */
static int read_column(reading *r, int task, apl_times_column *c)
{
    int32_t row = 0;
    for (int64_t at = 0; at < r->file->n_pairs; at += c->left) {
        if (atomic_load(&r->is_over))
            return 0;
        if (task == INDEX && apl_times_tell(r->watch, at, r->file->n_pairs, NULL)) {
            atomic_store(&r->is_cancelled, 1);
            return 0;
        }
        if (apl_times_column_load(c, NULL) || c->left == 0 || !decode(r, task, c, at, &row))
            return 0;
    }
    return apl_times_column_is_sound(c);
}

static void read_columns(void *data, int64_t begin, int64_t end)
{
    reading *r = data;
    apl_times_column *columns[N_TASKS] = {&r->file->index, &r->file->minutes, &r->order};
    for (int64_t task = begin; task < end; task++)
        if (!read_column(r, (int)task, columns[task]))
            atomic_store(&r->is_over, 1);
}

/* From the places of the file to those of the tables: both ascend, so that nothing moves but the
 * numbers. */
static aploc_status place(const apl_times_file *f, aploc_times *t, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t *offsets = NULL;
    int32_t n = f->communes->count;
    APL_TRY(APL_ZEROED(offsets, (int64_t)n + 1, err));
    for (int32_t i = 0; i < f->head.n_demand; i++)
        offsets[f->rows[i] + 1] = t->offsets[i + 1] - t->offsets[i];
    for (int32_t i = 0; i < n; i++)
        offsets[i + 1] += offsets[i];
    int is_same = 1;
    for (int32_t j = 0; j < f->head.n_supply; j++)
        is_same &= f->columns[j] == j;
    for (int64_t k = 0; k < f->n_pairs && !is_same; k++)
        t->to[k] = f->columns[t->to[k]];
    free(t->offsets);
    t->offsets = offsets;
    t->n_demand = n;
    t->n_supply = f->sites->count;
    t->same_places = f->sites == f->communes;
out:
    return status;
}

/* How many pairs are of a place with itself, and those of them at more than 0 minutes. */
static void count_own(const aploc_times *t, const uint16_t *codes, aploc_read_report *report)
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
            report->n_own_not_zero += codes ? codes[low] != 0 : t->minutes[low] != 0.0;
        }
    }
}

static aploc_status read_pairs(reading *r, int32_t n_threads, int wants_codes, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file *f = r->file;
    APL_TRY(APL_ZEROED(r->times, 1, err));
    *r->times = f->head;
    f->head.offsets = NULL;
    APL_TRY(APL_NEW(r->times->to, f->n_pairs, err));
    if (wants_codes)
        APL_TRY(APL_NEW(r->codes, f->n_pairs, err));
    else
        APL_TRY(APL_NEW(r->times->minutes, f->n_pairs, err));
    r->has_order = apl_h5_find(f->h5, APL_TIMES_ORDER) != APL_H5_NONE;
    if (r->has_order)
        APL_TRY(apl_times_column_open(f->h5, APL_TIMES_ORDER, f->n_pairs, &r->order, err));
    int n_tasks = r->has_order ? N_TASKS : ORDER;
    int32_t threads = apl_thread_count(n_threads, f->n_pairs, 2 * APL_H5_CHUNK);
    apl_parallel(threads < n_tasks ? threads : n_tasks, n_tasks, NULL, read_columns, r);
out:
    return status;
}

aploc_status apl_times_read_h5_fast(const char *path, const aploc_communes *communes,
                                    const aploc_communes *sites, const aploc_read_options *options,
                                    const apl_times_watch *watch, aploc_times **times,
                                    apl_times_codes *codes, aploc_read_report *report, int *done,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file file = {0};
    reading r = {.file = &file, .watch = watch};
    *done = 0;
    if (apl_times_file_open(path, communes, sites, &file, NULL) || file.has_unknown ||
        !file.rows_ascend || !file.columns_ascend ||
        (codes && !apl_times_are_codes(file.minutes.type)))
        goto out;
    if (read_pairs(&r, options->n_threads, codes != NULL, NULL) || atomic_load(&r.is_over))
        goto out;
    APL_TRY(place(&file, r.times, err));
    APL_TRY(apl_times_tell(watch, 1, 1, err));
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        report->n_rows = report->n_kept = file.n_pairs;
        report->encoding = APLOC_UTF8;
        count_own(r.times, r.codes, report);
        snprintf(report->used, sizeof report->used, "from=/from, to=%s, minutes=/minutes",
                 file.to_path);
    }
    *times = r.times;
    r.times = NULL;
    if (codes)
        *codes = (apl_times_codes){r.codes, file.scale};
    r.codes = NULL;
    *done = 1;
out:
    if (atomic_load(&r.is_cancelled))
        status = apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
    aploc_times_free(r.times);
    free(r.codes);
    apl_times_column_close(&r.order);
    apl_times_file_close(&file);
    return status;
}
