/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the pairs of a file to those that are used, in one pass over four bytes a pair. */
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "engine/pairs.h"

/* Rows that one thread takes, and what it found. */
typedef struct part {
    int32_t begin, end;
    int64_t at, n; /* where its pairs go at first; how many */
    int64_t weighted, own, own_not_zero;
} part;

/* What the threads share. */
typedef struct taking {
    const apl_times_coded *coded;
    const apl_choice *choice;
    const uint16_t *code_of;
    /* One a column of the file: its number among those wanted, or -1; whether it is. */
    const int32_t *rank;
    const uint8_t *is_wanted;
    apl_pairs *pairs;
    uint16_t own_code;
    part *parts;
} taking;

/* Pairs are chosen in blocks by small tables, which stay in the nearest cache; what is chosen gets its number
 * among the places that are wanted. */
enum { BLOCK = 1024 };

/* Choose among n pairs. Which they are follows no pattern: no branch depends on it. One body for columns of
 * either width. */
#define CHOOSE(columns)                                                                            \
    for (int64_t m = 0; m < n; m++) {                                                              \
        uint16_t code = t->code_of[codes[m]];                                                      \
        chosen[n_chosen] = (columns)[m];                                                           \
        out[n_chosen] = code;                                                                      \
        weighted += code > 0;                                                                      \
        n_chosen += (code > 0) & t->is_wanted[(columns)[m]];                                       \
    }

/* Take the pairs k … end - 1 that are used, to `at` on. */
static int64_t take(const taking *t, int64_t k, int64_t end, int64_t at, part *p)
{
    const apl_times_coded *c = t->coded;
    for (; k < end; k += BLOCK) {
        int64_t n = end - k < BLOCK ? end - k : BLOCK, n_chosen = 0, weighted = 0;
        const uint16_t *codes = c->codes + k;
        uint16_t *out = t->pairs->codes + at;
        int32_t chosen[BLOCK];
        if (c->narrow) {
            const uint16_t *narrow = c->narrow + k;
            CHOOSE(narrow)
        } else {
            const int32_t *wide = c->wide + k;
            CHOOSE(wide)
        }
        for (int64_t m = 0; m < n_chosen; m++)
            t->pairs->index[at + m] = t->rank[chosen[m]];
        at += n_chosen;
        p->weighted += weighted;
    }
    return at;
}

/* How many pairs of a row go to columns before `column`: all are compared, which takes less than to search. */
static int64_t pairs_before(const apl_times_coded *c, int64_t k, int64_t end, int32_t column)
{
    int64_t begin = k;
    int32_t n = 0;
    if (end - begin > INT16_MAX) { /* long rows are searched */
        while (k < end) {
            int64_t middle = k + (end - k) / 2;
            if ((c->narrow ? c->narrow[middle] : c->wide[middle]) < column)
                k = middle + 1;
            else
                end = middle;
        }
        return k - begin;
    }
    if (c->narrow)
        for (; k < end; k++)
            n += c->narrow[k] < column;
    else
        for (; k < end; k++)
            n += c->wide[k] < column;
    return n;
}

/* The first column of the file that is place `i` or one after it; `column` walks along. */
static int32_t column_at(const apl_times_coded *c, int32_t i, int32_t column)
{
    if (!c->columns)
        return i < c->n_columns ? i : c->n_columns;
    while (column < c->n_columns && c->columns[column] < i)
        column++;
    return column;
}

static int is_place(const apl_times_coded *c, int32_t column, int32_t i)
{
    return column < c->n_columns && (c->columns ? c->columns[column] : column) == i;
}

/* One row: where the next goes. */
static int64_t take_row(const taking *t, int32_t i, int32_t column, int64_t at, part *p)
{
    const apl_times_coded *c = t->coded;
    int64_t k = c->head.offsets[i], end = c->head.offsets[i + 1];
    if (!c->head.same_places && !t->choice->own_is_zero)
        return take(t, k, end, at, p);
    int64_t own = k + pairs_before(c, k, end, column);
    int is_given = own < end && is_place(c, column, i) &&
                   (c->narrow ? c->narrow[own] : c->wide[own]) == column;
    p->own += is_given;
    p->own_not_zero += is_given && c->codes[own] != 0;
    if (!t->choice->own_is_zero)
        return take(t, k, end, at, p);
    at = take(t, k, own, at, p);
    int32_t rank = t->choice->rank ? t->choice->rank[i] : i;
    t->pairs->index[at] = rank;
    t->pairs->codes[at] = t->own_code;
    p->weighted++;
    at += rank >= 0;
    return take(t, own + is_given, end, at, p);
}

static void take_parts(void *data, int64_t begin, int64_t end)
{
    const taking *t = data;
    for (part *p = t->parts + begin; p < t->parts + end; p++) {
        int64_t at = p->at;
        int32_t column = 0;
        part found = *p; /* one thread's own, until it is done */
        for (int32_t i = p->begin; i < p->end; i++) {
            int64_t before = at;
            column = column_at(t->coded, i, column);
            at = take_row(t, i, column, at, &found);
            t->pairs->offsets[i + 1] = at - before;
        }
        found.n = at - p->at;
        *p = found;
    }
}

/* Parts of about as many pairs, each with room for all of them and an own one a row. */
static void cut(const aploc_times *head, int32_t n_parts, part *parts)
{
    int64_t n = head->offsets[head->n_demand];
    int32_t row = 0;
    for (int32_t k = 0; k < n_parts; k++) {
        parts[k] = (part){.begin = row, .at = head->offsets[row] + row};
        while (row < head->n_demand &&
               (k == n_parts - 1 || head->offsets[row] < n / n_parts * (k + 1)))
            row++;
        parts[k].end = row;
    }
}

/* The numbers of the columns of the file among the places that are wanted. */
static aploc_status find_ranks(const apl_times_coded *coded, const apl_choice *choice,
                               int32_t **ranks, uint8_t **is_wanted, aploc_error *err)
{
    aploc_status status;
    APL_TRY(APL_NEW(*ranks, coded->n_columns, err));
    APL_TRY(APL_NEW(*is_wanted, coded->n_columns, err));
    for (int32_t j = 0; j < coded->n_columns; j++) {
        int32_t place = coded->columns ? coded->columns[j] : j;
        (*ranks)[j] = choice->rank ? choice->rank[place] : place;
        (*is_wanted)[j] = (*ranks)[j] >= 0;
    }
out:
    return status;
}

/* Pairs of all parts behind each other; what they found together. */
static void join(const taking *t, int32_t n_parts, part *all)
{
    apl_pairs *pairs = t->pairs;
    *all = (part){0};
    for (int32_t k = 0; k < n_parts; k++) {
        const part *p = &t->parts[k];
        memmove(pairs->index + all->n, pairs->index + p->at, (size_t)p->n * sizeof *pairs->index);
        memmove(pairs->codes + all->n, pairs->codes + p->at, (size_t)p->n * sizeof *pairs->codes);
        all->n += p->n;
        all->weighted += p->weighted;
        all->own += p->own;
        all->own_not_zero += p->own_not_zero;
    }
    for (int32_t i = 0; i < pairs->n_rows; i++)
        pairs->offsets[i + 1] += pairs->offsets[i];
    apl_array_shrink(&pairs->index, all->n, sizeof *pairs->index);
    apl_array_shrink(&pairs->codes, all->n, sizeof *pairs->codes);
}

aploc_status apl_pairs_take_coded(const apl_times_coded *coded, const apl_choice *choice,
                                  const uint16_t *code_of, int32_t n_threads, apl_pairs *pairs,
                                  int64_t *n_weighted, aploc_read_report *report, aploc_error *err)
{
    aploc_status status;
    int32_t *rank = NULL;
    uint8_t *is_wanted = NULL;
    const double zero = 0.0;
    part all;
    const aploc_times *head = &coded->head;
    int64_t room = head->offsets[head->n_demand] + head->n_demand;
    *pairs = (apl_pairs){.n_rows = head->n_demand, .n_columns = choice->n_wanted};
    taking t = {.coded = coded, .choice = choice, .code_of = code_of, .pairs = pairs};
    apl_codes_of(choice->codes, 1, &zero, &t.own_code);
    APL_TRY(find_ranks(coded, choice, &rank, &is_wanted, err));
    t.rank = rank;
    t.is_wanted = is_wanted;
    APL_TRY(APL_ZEROED(pairs->offsets, (int64_t)pairs->n_rows + 1, err));
    /* Address space for all, of which memory is what is used. */
    APL_TRY(APL_NEW(pairs->index, room, err));
    APL_TRY(APL_NEW(pairs->codes, room, err));
    APL_TRY(APL_NEW(t.parts, n_threads, err));
    cut(head, n_threads, t.parts);
    apl_parallel(n_threads, n_threads, NULL, take_parts, &t);
    join(&t, n_threads, &all);
    *n_weighted = all.weighted;
    if (head->same_places) {
        report->n_own = all.own;
        report->n_own_not_zero = all.own_not_zero;
    }
out:
    free(rank);
    free(is_wanted);
    free(t.parts);
    return status;
}
