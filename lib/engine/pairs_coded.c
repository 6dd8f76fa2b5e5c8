/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the pairs of a file to those that are used, in one pass over four bytes a pair. */
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "engine/pairs.h"
#include "tables/ascend.h"

/* Rows that one thread takes, and what it found. */
typedef struct part {
    int32_t begin, end;
    int64_t at, n; /* where its pairs go at first; how many */
    int64_t weighted, own, own_not_zero;
    /* Of a row that is put in order. */
    int32_t *order, *index;
    uint16_t *codes;
    apl_ascend room;
} part;

/* What the threads share. */
typedef struct taking {
    const apl_times_coded *coded;
    const apl_choice *choice;
    const uint16_t *code_of;
    /* One a column of the file: its number among those wanted, or -1; whether it is a place, and one of
     * them. */
    const int32_t *rank;
    const uint8_t *kinds;
    /* The first column of the file that is place i or one after it; where columns fall, its own, or none.
     * NULL: column i. */
    const int32_t *own_columns;
    apl_pairs *pairs;
    uint16_t own_code;
    part *parts;
} taking;

/* Pairs are chosen in blocks by small tables, which stay in the nearest cache; what is chosen gets its number
 * among the places that are wanted. */
enum { BLOCK = 1024 };

/* Whether a column is a place, and one that is wanted. */
#define IS_WANTED 1U
#define IS_PLACE 2U

/* Choose among n pairs. Which they are follows no pattern: no branch depends on it. One body for columns of
 * either width. */
#define CHOOSE(columns)                                                                            \
    for (int64_t m = 0; m < n; m++) {                                                              \
        uint16_t code = t->code_of[codes[m]];                                                      \
        chosen[n_chosen] = (columns)[m];                                                           \
        out[n_chosen] = code;                                                                      \
        unsigned kind = t->kinds[(columns)[m]] & -(unsigned)(code > 0);                            \
        weighted += kind / IS_PLACE;                                                               \
        n_chosen += kind & IS_WANTED;                                                              \
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

static int is_place(const apl_times_coded *c, int32_t column, int32_t i)
{
    return column < c->n_columns && (c->columns ? c->columns[column] : column) == i;
}

/* The row of the file for a place, or -1. */
static int32_t row_of(const apl_times_coded *c, int32_t i)
{
    return c->rows ? c->rows[i] : i;
}

static int64_t length_of(const apl_times_coded *c, int32_t i)
{
    int32_t r = row_of(c, i);
    return r < 0 ? 0 : c->head.offsets[r + 1] - c->head.offsets[r];
}

/* One row: where the next goes. */
static int64_t take_row(const taking *t, int32_t i, int64_t at, part *p)
{
    const apl_times_coded *c = t->coded;
    int32_t r = row_of(c, i);
    int64_t k = r < 0 ? 0 : c->head.offsets[r], end = k + length_of(c, i);
    if (!c->head.same_places && !t->choice->own_is_zero)
        return take(t, k, end, at, p);
    int32_t column = t->own_columns ? t->own_columns[i] : i;
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

/* Put the pairs of a row in the order of their columns. */
static void order_row(const taking *t, int64_t at, int64_t end, const part *p)
{
    int32_t n = (int32_t)(end - at), *index = t->pairs->index + at;
    uint16_t *codes = t->pairs->codes + at;
    if (!apl_ascend_find(&p->room, index, n, t->pairs->n_columns, p->order))
        return;
    memcpy(p->index, index, (size_t)n * sizeof *index);
    memcpy(p->codes, codes, (size_t)n * sizeof *codes);
    for (int32_t m = 0; m < n; m++) {
        index[m] = p->index[p->order[m]];
        codes[m] = p->codes[p->order[m]];
    }
}

static void take_parts(void *data, int64_t begin, int64_t end)
{
    const taking *t = data;
    for (part *p = t->parts + begin; p < t->parts + end; p++) {
        int64_t at = p->at;
        part found = *p; /* one thread's own, until it is done */
        for (int32_t i = p->begin; i < p->end; i++) {
            int64_t before = at;
            at = take_row(t, i, at, &found);
            if (t->coded->columns_fall)
                order_row(t, before, at, &found);
            t->pairs->offsets[i + 1] = at - before;
        }
        found.n = at - p->at;
        *p = found;
    }
}

/* Parts of about as many pairs of n, each with room for all of them and an own one a row. */
static aploc_status cut(const apl_times_coded *c, int64_t n, int32_t n_parts, part *parts,
                        aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t row = 0;
    int64_t before = 0, most = c->columns_fall ? (int64_t)c->n_columns + 1 : 0;
    for (int32_t k = 0; k < n_parts; k++) {
        part *p = &parts[k];
        *p = (part){.begin = row, .at = before + row};
        while (row < c->head.n_demand && (k == n_parts - 1 || before < n / n_parts * (k + 1)))
            before += length_of(c, row++);
        p->end = row;
        if (!c->columns_fall)
            continue;
        APL_TRY(APL_NEW(p->order, most, err));
        APL_TRY(APL_NEW(p->index, most, err));
        APL_TRY(APL_NEW(p->codes, most, err));
        APL_TRY(apl_ascend_new(&p->room, most, err));
    }
out:
    return status;
}

static void free_parts(part *parts, int32_t n_parts)
{
    for (int32_t k = 0; parts && k < n_parts; k++) {
        free(parts[k].order);
        free(parts[k].index);
        free(parts[k].codes);
        apl_ascend_free(&parts[k].room);
    }
    free(parts);
}

/* The numbers of the columns of the file among the places that are wanted. */
static aploc_status find_ranks(const apl_times_coded *coded, const apl_choice *choice,
                               int32_t **ranks, uint8_t **kinds, aploc_error *err)
{
    aploc_status status;
    APL_TRY(APL_NEW(*ranks, coded->n_columns, err));
    APL_TRY(APL_NEW(*kinds, coded->n_columns, err));
    for (int32_t j = 0; j < coded->n_columns; j++) {
        int32_t place = coded->columns ? coded->columns[j] : j;
        (*ranks)[j] = place >= 0 && choice->rank ? choice->rank[place] : place;
        (*kinds)[j] = (uint8_t)((place >= 0 ? IS_PLACE : 0) | ((*ranks)[j] >= 0 ? IS_WANTED : 0));
    }
out:
    return status;
}

static aploc_status find_own(const apl_times_coded *c, int32_t **own, aploc_error *err)
{
    aploc_status status;
    int32_t n = c->head.n_supply, column = 0;
    if (!c->columns)
        return APLOC_OK;
    APL_TRY(APL_NEW(*own, n, err));
    for (int32_t i = 0; i < n; i++) {
        while (column < c->n_columns && (c->columns_fall || c->columns[column] < i))
            column++;
        (*own)[i] = column;
    }
    for (int32_t j = 0; c->columns_fall && j < c->n_columns; j++)
        if (c->columns[j] >= 0)
            (*own)[c->columns[j]] = j;
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
    int32_t *rank = NULL, *own_columns = NULL;
    uint8_t *kinds = NULL;
    const double zero = 0.0;
    part all;
    const aploc_times *head = &coded->head;
    int64_t n = 0;
    for (int32_t i = 0; i < head->n_demand; i++)
        n += length_of(coded, i);
    *pairs = (apl_pairs){.n_rows = head->n_demand, .n_columns = choice->n_wanted};
    taking t = {.coded = coded, .choice = choice, .code_of = code_of, .pairs = pairs};
    apl_codes_of(choice->codes, 1, &zero, &t.own_code);
    APL_TRY(find_ranks(coded, choice, &rank, &kinds, err));
    APL_TRY(find_own(coded, &own_columns, err));
    t.rank = rank;
    t.kinds = kinds;
    t.own_columns = own_columns;
    APL_TRY(APL_ZEROED(pairs->offsets, (int64_t)pairs->n_rows + 1, err));
    /* Address space for all, of which memory is what is used. */
    APL_TRY(APL_NEW(pairs->index, n + head->n_demand, err));
    APL_TRY(APL_NEW(pairs->codes, n + head->n_demand, err));
    APL_TRY(APL_ZEROED(t.parts, n_threads, err));
    APL_TRY(cut(coded, n, n_threads, t.parts, err));
    apl_parallel(n_threads, n_threads, NULL, take_parts, &t);
    join(&t, n_threads, &all);
    *n_weighted = all.weighted;
    if (head->same_places) {
        report->n_own = all.own;
        report->n_own_not_zero = all.own_not_zero;
    }
out:
    free(rank);
    free(kinds);
    free(own_columns);
    free_parts(t.parts, n_threads);
    return status;
}
