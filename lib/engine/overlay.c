/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/overlay.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

aploc_status apl_overlay_init(apl_overlay *o, const apl_rows *rows, int32_t n, aploc_error *err)
{
    aploc_status status;
    int64_t longest = 0;
    o->rows = rows;
    o->n_planned = o->n = n;
    o->room = n;
    for (int32_t r = 0; r < n; r++) {
        int64_t length = apl_row_room(rows, r);
        longest = length > longest ? length : longest;
    }
    APL_TRY(APL_ZEROED(o->own, n, err));
    APL_TRY(APL_NEW(o->index, longest, err));
    APL_TRY(APL_NEW(o->weights, longest, err));
out:
    return status;
}

void apl_overlay_free(apl_overlay *o)
{
    for (int32_t r = 0; o->own && r < o->n; r++)
        apl_own_row_free(o->own[r]);
    free(o->own);
    free(o->index);
    free(o->weights);
}

apl_row_view apl_overlay_row(const apl_overlay *o, int32_t r)
{
    const apl_own_row *own = o->own[r];
    if (own)
        return (apl_row_view){own->n, own->index, own->weights, own->minutes};
    if (r >= o->n_planned)
        return (apl_row_view){0, o->index, o->weights, NULL};
    /* There is room for the longest row. */
    int32_t n = (int32_t)apl_row_get(o->rows, r, INT64_MAX, o->index, o->weights);
    return (apl_row_view){n, o->index, o->weights, NULL};
}

double apl_overlay_sum(const apl_overlay *o, int32_t r, apl_term term, const double *x)
{
    if (!o->own[r] && r < o->n_planned && term == APL_TERM_WEIGHTED)
        return apl_row_sum(o->rows, r, x);
    apl_row_view row = apl_overlay_row(o, r);
    double sum = 0.0;
    for (int32_t k = 0; k < row.n; k++)
        sum += apl_term_value(term, row.weights[k], x[row.index[k]]);
    return sum;
}

int32_t apl_row_find(const apl_own_row *row, int32_t k)
{
    int32_t from = 0, to = row->n;
    while (from < to) {
        int32_t middle = from + (to - from) / 2;
        if (row->index[middle] < k)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static aploc_status reserve(apl_own_row *row, int64_t needed, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t rooms[] = {row->room, row->room, row->room};
    if (needed <= row->room)
        return APLOC_OK;
    if (needed > INT32_MAX)
        return apl_fail(err, APLOC_ERR_TOO_LARGE,
                        "found more than %d times of a place, expected fewer", INT32_MAX);
    APL_TRY(APL_GROW(row->index, &rooms[0], needed, err));
    APL_TRY(APL_GROW(row->weights, &rooms[1], needed, err));
    APL_TRY(APL_GROW(row->minutes, &rooms[2], needed, err));
    row->room = (int32_t)needed;
out:
    return status;
}

aploc_status apl_own_row_copy(apl_row_view view, int32_t more, int64_t generation,
                              apl_own_row **row, aploc_error *err)
{
    aploc_status status;
    apl_own_row *made = NULL;
    size_t n = (size_t)view.n;
    APL_TRY(APL_ZEROED(made, 1, err));
    APL_TRY(reserve(made, (int64_t)view.n + more, err));
    made->generation = generation;
    made->n = view.n;
    if (n) {
        memcpy(made->index, view.index, n * sizeof *made->index);
        memcpy(made->weights, view.weights, n * sizeof *made->weights);
    }
    for (size_t k = 0; k < n; k++)
        made->minutes[k] = view.minutes ? view.minutes[k] : NAN;
    *row = made;
    made = NULL;
out:
    apl_own_row_free(made);
    return status;
}

void apl_own_row_free(apl_own_row *row)
{
    if (!row)
        return;
    free(row->index);
    free(row->weights);
    free(row->minutes);
    free(row);
}

aploc_status apl_own_row_grow(apl_own_row *row, aploc_error *err)
{
    return row->n < row->room ? APLOC_OK : reserve(row, (int64_t)row->n + 1 + row->n / 4, err);
}

void apl_own_row_set(apl_own_row *row, int32_t k, double weight, double minutes)
{
    int32_t at = apl_row_find(row, k), is_there = at < row->n && row->index[at] == k;
    int32_t from = at + is_there, to = at + (weight > 0.0);
    size_t n = (size_t)(row->n - from);
    if (n && from != to) {
        memmove(row->index + to, row->index + from, n * sizeof *row->index);
        memmove(row->weights + to, row->weights + from, n * sizeof *row->weights);
        memmove(row->minutes + to, row->minutes + from, n * sizeof *row->minutes);
    }
    row->n += to - from;
    if (weight > 0.0) {
        row->index[at] = k;
        row->weights[at] = weight;
        row->minutes[at] = minutes;
    }
}
