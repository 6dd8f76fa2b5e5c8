/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretches of an HDF5 file. Whoever fills a slot knows nothing of the others, and the state of the
 * file's columns is the filler's alone while it runs. */
#include <stdio.h>
#include <string.h>

#include "base/ahead.h"
#include "base/memory.h"
#include "base/seal.h"
#include "tables/communes.h"
#include "tables/stretch.h"
#include "tables/times_convert.h"
#include "tables/times_file.h"
#include "tables/times_unknown.h"

enum {
    PAIRS = 1 << 17, /* of a slot, unless a row has more */
    ROWS = 1 << 14,  /* of a slot */
    WIDEST = 8       /* bytes of a value */
};

/* A stretch that is filled or full. */
typedef struct slot {
    int32_t first, n_rows;
    int64_t *offsets;
    int32_t *to;
    double *minutes;
    uint16_t *codes;
} slot;

typedef struct file_source {
    apl_stretches base;
    apl_stretch_options options;
    apl_times_file file;
    char what[96];
    slot slots[APL_AHEAD_SLOTS];
    unsigned char *raw; /* of a slot, as stored */
    int64_t room;       /* pairs of a slot */
    int columns_stay;   /* each column of the file is the place of its number */
    apl_ahead *ahead;
    int64_t given; /* pairs given out in this pass */
    /* of the filler */
    int32_t row;   /* next of the file */
    int32_t place; /* next of the tables */
    int64_t n_own, n_own_not_zero;
    apl_unknown left_out;
    apl_times_unknown unknown;
} file_source;

/* ---- filling ---- */

/* Rows of the file that fit, with the empty ones between them, from the next one on; at least one. */
static int32_t rows_that_fit(const file_source *s)
{
    const aploc_times *head = &s->file.head;
    int32_t end = s->row + 1;
    while (end < head->n_demand && head->offsets[end + 1] - head->offsets[s->row] <= s->room &&
           s->file.rows[end] - s->place < ROWS)
        end++;
    return end;
}

/* The columns of each row ascend, and are places. */
static aploc_status check_rows(const file_source *s, int32_t end, const int32_t *to,
                               int32_t largest, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_times *head = &s->file.head;
    int64_t base = head->offsets[s->row];
    for (int32_t r = s->row; r < end; r++) {
        int64_t first = head->offsets[r] - base, last = head->offsets[r + 1] - base;
        int falls = largest < 0 || largest >= head->n_supply;
        for (int64_t k = first + 1; k < last; k++)
            falls |= to[k] <= to[k - 1];
        for (int64_t k = first; falls && k < last; k++)
            APL_TRY(apl_times_check_index(s->file.h5, "/index", head, r, base + k,
                                          k > first ? to[k - 1] : -1, to[k], err));
    }
out:
    return status;
}

static aploc_status check_minutes(const file_source *s, const double *minutes, int64_t n,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int64_t k = 0; k < n && !status; k++)
        status = apl_times_check_minutes(s->file.h5, "/minutes", s->file.head.offsets[s->row] + k,
                                         minutes[k], err);
    return status;
}

/* Take the pairs of rows up to `end` from the columns. */
static aploc_status take_pairs(file_source *s, int32_t end, slot *to, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_times_file *f = &s->file;
    int64_t n = f->head.offsets[end] - f->head.offsets[s->row];
    APL_TRY(apl_times_column_take(&f->index, n, s->raw, err));
    int32_t largest = apl_times_decode_index(f->index.type, s->raw, n, to->to);
    APL_TRY(check_rows(s, end, to->to, largest, err));
    APL_TRY(apl_times_column_take(&f->minutes, n, s->raw, err));
    if (to->codes)
        apl_times_decode_codes(f->minutes.type, s->raw, n, to->codes);
    if (to->minutes && !apl_times_decode_minutes(f->minutes.type, f->scale, s->raw, n, to->minutes))
        APL_TRY(check_minutes(s, to->minutes, n, err));
out:
    return status;
}

/* A pair whose row or column is no place: an error, or left out. */
static aploc_status meet_unknown(file_source *s, int32_t row, int32_t column, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (s->file.rows[row] < 0)
        APL_TRY(apl_times_tell_row(&s->unknown, row, err));
    if (s->file.columns[column] < 0)
        APL_TRY(apl_times_tell_column(&s->unknown, column, err));
    s->left_out.n_rows++;
out:
    return status;
}

static void note_own(file_source *s, const slot *to, int64_t k)
{
    s->n_own++;
    s->n_own_not_zero += to->codes ? to->codes[k] != 0 : to->minutes[k] != 0.0;
}

static void move_pairs(slot *to, int64_t from, int64_t n, int64_t at)
{
    memmove(to->to + at, to->to + from, (size_t)n * sizeof *to->to);
    if (to->codes)
        memmove(to->codes + at, to->codes + from, (size_t)n * sizeof *to->codes);
    if (to->minutes)
        memmove(to->minutes + at, to->minutes + from, (size_t)n * sizeof *to->minutes);
}

/* Bring the pairs `first` to `last` - 1 of a slot, a row of the file, to its place; `at` is where they
 * go. */
static aploc_status place_row(file_source *s, int32_t row, int64_t first, int64_t last, slot *to,
                              int64_t *at, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = &s->file;
    if (s->columns_stay && f->rows[row] >= 0) {
        if (*at != first)
            move_pairs(to, first, last - first, *at);
        for (int64_t k = first; s->base.same_places && k < last; k++, ++*at)
            if (to->to[*at] == f->rows[row])
                note_own(s, to, *at);
        *at += s->base.same_places ? 0 : last - first;
        return status;
    }
    for (int64_t k = first; k < last; k++) {
        int32_t place = f->columns[to->to[k]];
        if (place < 0 || f->rows[row] < 0) {
            APL_TRY(meet_unknown(s, row, to->to[k], err));
            continue;
        }
        if (place == f->rows[row] && s->base.same_places)
            note_own(s, to, k);
        move_pairs(to, k, 1, *at);
        to->to[(*at)++] = place;
    }
out:
    return status;
}

/* Empty rows up to a place, as far as there is room for rows. */
static void pass_over(file_source *s, slot *to, int32_t place, int64_t at)
{
    while (s->place < place && to->n_rows < ROWS) {
        to->offsets[++to->n_rows] = at;
        s->place++;
    }
}

/* The place of the next row that is one; the end of the tables when none is left. */
static int32_t next_place(const file_source *s, int32_t row)
{
    while (row < s->file.head.n_demand && s->file.rows[row] < 0)
        row++;
    return row < s->file.head.n_demand ? s->file.rows[row] : s->base.n_demand;
}

static aploc_status check_end(file_source *s, aploc_error *err)
{
    if (apl_times_column_is_sound(&s->file.index) && apl_times_column_is_sound(&s->file.minutes))
        return apl_h5_check_file(s->file.h5, err);
    return apl_fail_at(err, APLOC_ERR_DIGEST, (apl_place){.file = s->file.path},
                       "found other values than at first, expected a sound disk");
}

/* As many rows of the file as fit, the first of which is the next place, or none. */
static aploc_status fill_rows(file_source *s, slot *to, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const int64_t *offsets = s->file.head.offsets;
    int32_t end = rows_that_fit(s);
    int64_t base = offsets[s->row], at = 0;
    APL_TRY(take_pairs(s, end, to, err));
    for (int32_t row = s->row; row < end; row++) {
        if (s->file.rows[row] >= 0)
            pass_over(s, to, s->file.rows[row], at);
        APL_TRY(place_row(s, row, offsets[row] - base, offsets[row + 1] - base, to, &at, err));
        if (s->file.rows[row] >= 0)
            pass_over(s, to, s->file.rows[row] + 1, at);
    }
    s->row = end;
out:
    return status;
}

static aploc_status fill(void *data, int number, int *is_last, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    file_source *s = data;
    slot *to = &s->slots[number];
    int32_t place = next_place(s, s->row);
    to->first = s->place;
    to->n_rows = 0;
    to->offsets[0] = 0;
    if (s->place < place)
        pass_over(s, to, place, 0);
    else if (s->row < s->file.head.n_demand)
        APL_TRY(fill_rows(s, to, err));
    *is_last = s->place == s->base.n_demand && s->row == s->file.head.n_demand;
    if (*is_last)
        APL_TRY(check_end(s, err));
out:
    return status;
}

/* ---- giving out ---- */

static aploc_status begin_file(apl_stretches *stretches, aploc_error *err)
{
    file_source *s = (file_source *)stretches;
    apl_ahead_stop(s->ahead);
    s->ahead = NULL;
    s->row = s->place = 0;
    s->given = s->n_own = s->n_own_not_zero = 0;
    apl_times_unknown_begin(&s->unknown);
    apl_times_column_rewind(&s->file.index);
    apl_times_column_rewind(&s->file.minutes);
    return apl_ahead_start(s->options.ahead, fill, s, &s->ahead, err);
}

/* What was damaged is said first, by those who look at all of it: a value that cannot be may be one that
 * was changed. */
static aploc_status look_for_damage(const file_source *s, aploc_status status, aploc_error *err)
{
    apl_h5 *h5 = NULL;
    if (status == APLOC_ERR_MEMORY || status == APLOC_ERR_CODE_UNKNOWN)
        return status;
    aploc_error own;
    aploc_status damage = apl_times_open(s->file.path, &h5, &own);
    apl_h5_close(h5);
    if (damage && err)
        *err = own;
    return damage ? damage : status;
}

static aploc_status next_file(apl_stretches *stretches, apl_stretch *stretch, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    file_source *s = (file_source *)stretches;
    apl_times_watch watch = {s->options.progress, s->options.progress_data, s->what};
    int number = -1;
    APL_TRY(apl_times_tell(&watch, s->given, s->base.n_pairs, err));
    /* Rows of the file that are no places fill slots with nothing. */
    do {
        status = apl_ahead_next(s->ahead, &number, err);
        if (status) {
            status = look_for_damage(s, status, err);
            goto out;
        }
    } while (number >= 0 && s->slots[number].n_rows == 0);
    *stretch = (apl_stretch){0};
    if (number < 0)
        goto out;
    const slot *from = &s->slots[number];
    *stretch = (apl_stretch){from->first, from->n_rows,  from->offsets,
                             from->to,    from->minutes, from->codes};
    s->given += from->offsets[from->n_rows];
out:
    return status;
}

static void report_file(const apl_stretches *stretches, aploc_read_report *report)
{
    const file_source *s = (const file_source *)stretches;
    *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
    report->n_rows = s->base.n_pairs;
    report->n_kept = s->base.n_pairs - s->left_out.n_rows;
    report->n_own = s->n_own;
    report->n_own_not_zero = s->n_own_not_zero;
    report->encoding = APLOC_UTF8;
    apl_unknown_report(&s->left_out, report);
    snprintf(report->used, sizeof report->used, "from=/from, to=%s, minutes=/minutes",
             s->file.to_path);
}

/* ---- opening ---- */

static void close_file(apl_stretches *stretches)
{
    file_source *s = (file_source *)stretches;
    apl_ahead_stop(s->ahead);
    for (int k = 0; k < APL_AHEAD_SLOTS; k++) {
        free(s->slots[k].offsets);
        free(s->slots[k].to);
        free(s->slots[k].minutes);
        free(s->slots[k].codes);
    }
    free(s->raw);
    apl_unknown_free(&s->left_out);
    apl_times_unknown_free(&s->unknown);
    apl_times_file_close(&s->file);
    free(s);
}

static aploc_status make_slots(file_source *s, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_times_file *f = &s->file;
    int has_codes = apl_times_are_codes(f->minutes.type);
    int has_minutes = !has_codes || s->options.wants_minutes;
    s->base.scale = has_codes ? f->scale : 0;
    s->room = PAIRS;
    for (int32_t i = 0; i < f->head.n_demand; i++)
        if (f->head.offsets[i + 1] - f->head.offsets[i] > s->room)
            s->room = f->head.offsets[i + 1] - f->head.offsets[i];
    APL_TRY(apl_array_new(&s->raw, s->room, WIDEST, err));
    for (int k = 0; k < APL_AHEAD_SLOTS; k++) {
        APL_TRY(APL_NEW(s->slots[k].offsets, ROWS + 1, err));
        APL_TRY(APL_NEW(s->slots[k].to, s->room, err));
        if (has_minutes)
            APL_TRY(APL_NEW(s->slots[k].minutes, s->room, err));
        if (has_codes)
            APL_TRY(APL_NEW(s->slots[k].codes, s->room, err));
    }
    int64_t a_pair = 4 + (has_minutes ? 8 : 0) + (has_codes ? 2 : 0);
    s->base.bytes = s->room * (WIDEST + APL_AHEAD_SLOTS * a_pair) +
                    APL_AHEAD_SLOTS * (int64_t)(ROWS + 1) * 8 + (int64_t)f->head.n_demand * 12 +
                    (int64_t)f->head.n_supply * 4 + apl_h5_column_bytes(f->index.source) +
                    apl_h5_column_bytes(f->minutes.source);
    if (f->has_unknown) {
        int64_t bytes = 0;
        APL_TRY(apl_times_unknown_bytes(f, &bytes, err));
        s->base.bytes += bytes;
    }
out:
    return status;
}

static aploc_status check_order(const apl_times_file *f, aploc_error *err)
{
    if (f->rows_ascend && f->columns_ascend)
        return APLOC_OK;
    const char *table = f->rows_ascend ? f->sites->path : f->communes->path;
    return apl_fail_at(
        err, APLOC_ERR_ARGUMENT, (apl_place){.file = f->path},
        "found the %s in another order than in %s, expected the same order (a file "
        "that was converted has places by code: sort the table so), or memory for all of it, to "
        "sort it",
        f->rows_ascend ? "columns" : "rows", table ? table : "the table of places");
}

aploc_status apl_stretches_open(const char *path, const aploc_communes *communes,
                                const aploc_communes *sites, const apl_stretch_options *options,
                                apl_stretches **stretches, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    file_source *s = NULL;
    APL_TRY(APL_ZEROED(s, 1, err));
    s->options = *options;
    (void)apl_times_what(path, s->what, sizeof s->what);
    s->base = (apl_stretches){.n_demand = communes->count,
                              .n_supply = (sites ? sites : communes)->count,
                              .same_places = !sites,
                              .begin = begin_file,
                              .next = next_file,
                              .report = report_file,
                              .close = close_file};
    APL_TRY(apl_times_file_open(path, communes, sites, &s->file, err));
    APL_TRY(apl_seal_check_dataset(s->file.h5, APL_TIMES_ORDER, err));
    APL_TRY(check_order(&s->file, err));
    s->base.n_pairs = s->file.n_pairs;
    s->unknown =
        (apl_times_unknown){.file = &s->file, .policy = options->unknown, .left_out = &s->left_out};
    s->columns_stay = 1;
    for (int32_t j = 0; j < s->file.head.n_supply; j++)
        s->columns_stay &= s->file.columns[j] == j;
    APL_TRY(make_slots(s, err));
    *stretches = &s->base;
    s = NULL;
out:
    if (s)
        close_file(&s->base);
    return status;
}
