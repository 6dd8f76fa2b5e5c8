/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the events of one day do: who splits, who moves where. */
#include "tables/changes.h"

#include <math.h>

#include <aploc/number.h>

#include "base/memory.h"

enum { SPLITS = 0, MOVES = 1 };

/* The share of a move from a code that another move leads to: it was not there the day before. */
static const double PASSING = 0.0;

/* The rows of a day. */
typedef struct work {
    const aploc_changes *changes;
    const apl_change *rows;
    int64_t count;
    apl_day *day; /* as the day goes forwards */
} work;

void apl_day_free(apl_day *day)
{
    for (int s = 0; s < 2; s++)
        free(day->stages[s].edges);
    *day = (apl_day){0};
}

static apl_place place_of(const work *w, int64_t line)
{
    return (apl_place){.file = w->changes->path, .line = line};
}

static const char *code_of(const work *w, int32_t number)
{
    return apl_texts_get(&w->changes->codes, number);
}

static aploc_status add_edge(apl_stage *stage, apl_edge edge, aploc_error *err)
{
    aploc_status status = APL_GROW(stage->edges, &stage->room, stage->count + 1, err);
    if (!status)
        stage->edges[stage->count++] = edge;
    return status;
}

static int compare_edges(const void *one, const void *other)
{
    const apl_edge *a = one, *b = other;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static int compare_ends(const void *one, const void *other)
{
    const apl_edge *a = one, *b = other;
    return a->to == b->to ? compare_edges(a, b) : a->to < b->to ? -1 : 1;
}

/* Of the edges from number `first` on, all of one code, keep the first to each end. */
static void drop_repeated(apl_stage *stage, int64_t first)
{
    apl_edge *edges = stage->edges + first;
    int64_t n = stage->count - first, kept = 0;
    qsort(edges, (size_t)n, sizeof *edges, compare_ends);
    for (int64_t k = 0; k < n; k++)
        if (kept == 0 || edges[k].to != edges[kept - 1].to)
            edges[kept++] = edges[k];
    qsort(edges, (size_t)kept, sizeof *edges, compare_edges);
    stage->count = first + kept;
}

static void sort_edges(apl_stage *stage)
{
    if (stage->count)
        qsort(stage->edges, (size_t)stage->count, sizeof *stage->edges, compare_edges);
}

/* The first edge of a code, or NULL. */
static apl_edge *find_edge(const apl_stage *stage, int32_t from)
{
    int64_t low = 0, high = stage->count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (stage->edges[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < stage->count && stage->edges[low].from == from ? &stage->edges[low] : NULL;
}

/* Whether rows of this kind may let one code go to several. */
static int may_split(int32_t mod)
{
    return mod == 0 || mod == 20 || mod == 21 || mod == 30;
}

/* Whether the rows [begin, end) of one code have two rows of a splitting kind to different codes. */
static int splits(const work *w, int64_t begin, int64_t end)
{
    int32_t first = -1;
    for (int64_t k = begin; k < end; k++) {
        if (!may_split(w->rows[k].mod))
            continue;
        if (first >= 0 && w->rows[k].to != first)
            return 1;
        first = w->rows[k].to;
    }
    return 0;
}

/* The shares of a code that splits: all known, or none; they add up to 1. */
static aploc_status check_shares(const work *w, const apl_edge *edges, int64_t n, aploc_error *err)
{
    double sum = 0.0;
    int64_t n_known = 0;
    for (int64_t k = 0; k < n; k++) {
        n_known += !isnan(edges[k].share);
        sum += isnan(edges[k].share) ? 0.0 : edges[k].share;
    }
    if (n_known == 0 || (n_known == n && fabs(sum - 1.0) <= 1e-9))
        return APLOC_OK;
    char date[APL_DATE_SIZE], shown[APLOC_NUMBER_SIZE];
    aploc_number_write(sum, shown);
    return apl_fail_at(err, APLOC_ERR_CHANGE, place_of(w, edges[0].line),
                       "found shares of '%s' on %s that add up to %s%s, expected 1",
                       code_of(w, edges[0].from), apl_date_text(w->rows[0].date, date), shown,
                       n_known == n ? "" : ", with parts that have none");
}

static aploc_status add_split(work *w, int64_t begin, int64_t end, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_stage *stage = &w->day->stages[SPLITS];
    int64_t first = stage->count;
    for (int64_t k = begin; k < end; k++) {
        const apl_change *row = &w->rows[k];
        if (may_split(row->mod))
            APL_TRY(add_edge(stage, (apl_edge){row->from, row->to, row->share, row->line}, err));
    }
    drop_repeated(stage, first);
    status = check_shares(w, stage->edges + first, stage->count - first, err);
out:
    return status;
}

/* Take the rows [begin, end) of one code. */
static aploc_status add_code(work *w, int64_t begin, int64_t end, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_change *move = NULL;
    int has_split = splits(w, begin, end);
    if (has_split)
        APL_TRY(add_split(w, begin, end, err));
    for (int64_t k = begin; k < end; k++) {
        const apl_change *row = &w->rows[k];
        if (!has_split)
            APL_TRY(
                check_shares(w, &(apl_edge){row->from, row->to, row->share, row->line}, 1, err));
        if (row->to == row->from || (has_split && may_split(row->mod)))
            continue;
        if (move && move->to != row->to) {
            char date[APL_DATE_SIZE];
            return apl_fail_at(err, APLOC_ERR_CHANGE, place_of(w, row->line),
                               "found that '%s' goes to '%s' on %s, after line %lld sent it to "
                               "'%s', expected one commune, or a split (MOD 20, 21 or 30)",
                               code_of(w, row->from), code_of(w, row->to),
                               apl_date_text(row->date, date), (long long)move->line,
                               code_of(w, move->to));
        }
        move = row;
    }
    /* A merger that also keeps the code, in one event. */
    for (int64_t k = begin; move && k < end; k++) {
        const apl_change *row = &w->rows[k];
        char date[APL_DATE_SIZE];
        if (row->to == row->from && row->mod == move->mod && !(has_split && may_split(row->mod)))
            return apl_fail_at(err, APLOC_ERR_CHANGE, place_of(w, move->line),
                               "found that '%s' goes to '%s' on %s, after line %lld kept it, "
                               "expected one of the two",
                               code_of(w, row->from), code_of(w, move->to),
                               apl_date_text(row->date, date), (long long)row->line);
    }
    if (move)
        status = add_edge(&w->day->stages[MOVES], (apl_edge){move->from, move->to, 1.0, move->line},
                          err);
out:
    return status;
}

static aploc_status refuse_circle(const work *w, const apl_edge *edge, aploc_error *err)
{
    char date[APL_DATE_SIZE];
    return apl_fail_at(err, APLOC_ERR_CHANGE, place_of(w, edge->line),
                       "found that '%s' goes round to itself on %s, expected a chain of changes "
                       "that ends",
                       code_of(w, edge->from), apl_date_text(w->rows[0].date, date));
}

/* Let every move lead to the end of its chain. A code within a chain came and went that day. */
static aploc_status follow_chains(work *w, aploc_error *err)
{
    enum { NEW, PASSED, LED };
    aploc_status status = APLOC_OK;
    apl_stage *moves = &w->day->stages[MOVES];
    apl_edge *edges = moves->edges, *e;
    uint8_t *seen = NULL;
    APL_TRY(APL_ZEROED(seen, moves->count, err));
    for (int64_t k = 0; k < moves->count; k++)
        if ((e = find_edge(moves, edges[k].to)))
            e->share = PASSING;
    for (int64_t k = 0; k < moves->count; k++) {
        int32_t end = edges[k].to;
        for (e = &edges[k]; e && seen[e - edges] == NEW; e = find_edge(moves, end)) {
            seen[e - edges] = PASSED;
            end = e->to;
        }
        if (e && seen[e - edges] == PASSED) {
            status = refuse_circle(w, e, err);
            goto out;
        }
        if (e)
            end = e->to;
        for (e = &edges[k]; e && seen[e - edges] == PASSED;) {
            apl_edge *next = find_edge(moves, e->to);
            seen[e - edges] = LED;
            e->to = end;
            e = next;
        }
    }
out:
    free(seen);
    return status;
}

/* Turn a stage round. `stays` tells which codes were there before and after, by number. */
static aploc_status turn(const apl_stage *stage, const uint8_t *stays, apl_stage *turned,
                         aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int64_t k = 0; k < stage->count; k++) {
        const apl_edge *e = &stage->edges[k];
        if (e->share != PASSING)
            APL_TRY(add_edge(turned, (apl_edge){e->to, e->from, NAN, e->line}, err));
    }
    sort_edges(turned);
    int64_t n = turned->count;
    for (int64_t k = 0; stays && k < n; k++)
        if ((k == 0 || turned->edges[k].from != turned->edges[k - 1].from) &&
            stays[turned->edges[k].from])
            APL_TRY(add_edge(turned,
                             (apl_edge){turned->edges[k].from, turned->edges[k].from, NAN,
                                        turned->edges[k].line},
                             err));
    sort_edges(turned);
out:
    return status;
}

/* Undo the day: the moves first, as splits, then the splits, as moves. */
static aploc_status turn_day(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_day turned = {0};
    uint8_t *stays = NULL;
    APL_TRY(APL_ZEROED(stays, w->changes->codes.count, err));
    for (int64_t k = 0; k < w->count; k++)
        stays[w->rows[k].from] |= w->rows[k].from == w->rows[k].to;
    for (int64_t k = 0; k < w->day->stages[MOVES].count; k++)
        stays[w->day->stages[MOVES].edges[k].from] = 0;
    APL_TRY(turn(&w->day->stages[MOVES], stays, &turned.stages[0], err));
    APL_TRY(turn(&w->day->stages[SPLITS], NULL, &turned.stages[1], err));
    apl_day_free(w->day);
    *w->day = turned;
    turned = (apl_day){0};
out:
    apl_day_free(&turned);
    free(stays);
    return status;
}

aploc_status apl_day_read(const aploc_changes *changes, int64_t begin, int64_t end, int backwards,
                          apl_day *day, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {changes, changes->rows + begin, end - begin, day};
    for (int s = 0; s < 2; s++)
        day->stages[s].count = 0;
    for (int64_t k = 0, next = 0; k < w.count; k = next) {
        while (next < w.count && w.rows[next].from == w.rows[k].from)
            next++;
        APL_TRY(add_code(&w, k, next, err));
    }
    APL_TRY(follow_chains(&w, err));
    if (backwards)
        status = turn_day(&w, err);
out:
    return status;
}
