/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fewest moves that are close enough; where none are, how close moves can come. */
#include "zoning/fill.h"

#include <string.h>

#include "base/memory.h"
#include "zoning/search.h"

/* A search within one distance ends in … */
enum { FOUND, NONE, UNKNOWN };

int apl_step_order(const apl_step *a, const apl_step *b)
{
    int order = strcmp(a->code, b->code);
    if (order)
        return order;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->boundary != b->boundary)
        return a->boundary < b->boundary ? -1 : 1;
    return a->value > b->value ? -1 : a->value < b->value;
}

static int64_t size_of(int64_t value)
{
    return value < 0 ? -value : value;
}

int64_t apl_fill_gap(const apl_fill *f)
{
    int64_t gap = 0;
    for (int32_t k = 0; k < f->n_classes; k++)
        if (f->bounded[k] && size_of(f->left[k]) > gap)
            gap = size_of(f->left[k]);
    return gap;
}

/* The largest distance from a ceiling with these moves. */
static int64_t gap_with(const apl_fill *f, const int32_t *chosen, int32_t n)
{
    apl_fill after = *f;
    for (int32_t k = 0; k < n; k++) {
        const apl_step *step = &f->steps[chosen[k]];
        after.left[step->boundary] -= step->value;
        after.left[step->boundary + 1] += step->value;
    }
    return apl_fill_gap(&after);
}

/* What a class may gain: no ceiling is passed, and one that was passed is not passed by more. */
static apl_span change_of(const apl_fill *f, int32_t k, int64_t close)
{
    apl_span change = {-APL_FAR, APL_FAR};
    if (f->bounded[k]) {
        int64_t left = f->left[k];
        change.low = left - close;
        change.high = left >= 0 ? left : left + close < 0 ? left + close : 0;
    }
    if (f->slack && change.low < -f->slack_of_all)
        change.low = -f->slack_of_all;
    if (f->slack && change.high > f->slack_of_all)
        change.high = f->slack_of_all;
    if (f->shut[k] && change.high > 0)
        change.high = 0;
    return change;
}

/* Try all ways of sharing `moves` out among the boundaries from `b` on. */
static void share_out(apl_search *s, int32_t b, int32_t moves)
{
    const apl_fill *f = s->f;
    int32_t room = b < s->n_boundaries ? f->first[b + 1] - f->first[b] : 0;
    if (b < s->n_boundaries - 1) {
        for (int32_t k = 0; k <= moves && k <= room && *s->work > 0; k++) {
            s->counts[b] = k;
            share_out(s, b + 1, moves - k);
        }
        return;
    }
    if (moves > room || --*s->work <= 0)
        return;
    s->counts[b] = moves;
    if (!apl_search_narrow(s))
        return;
    memset(s->rests, 0, (size_t)s->n_boundaries * APL_REST_SLOTS * sizeof *s->rests);
    apl_search_from(s, 0, 0);
}

/* The best moves within `close` of every ceiling, trying 0, 1, 2 … of them. */
static int within(apl_search *s, int64_t close, int64_t work, apl_filled *found)
{
    const apl_fill *f = s->f;
    int32_t most = f->most < f->n_steps ? f->most : f->n_steps;
    s->work = &work;
    for (int32_t k = 0; k < f->n_classes; k++)
        s->change[k] = change_of(f, k, close);
    /* Whatever the number of moves: what the boundaries can carry, and the limit, rule much out. */
    for (int32_t b = 0; b < s->n_boundaries; b++)
        s->counts[b] = -1;
    s->best_people = APL_FAR;
    found->least = most + 1;
    if (!apl_search_narrow(s))
        return NONE;
    for (int32_t moves = 0; moves <= most; moves++) {
        s->best_people = APL_FAR;
        share_out(s, 0, moves);
        found->least = moves;
        if (s->best_people < APL_FAR) {
            memcpy(found->chosen, s->best, (size_t)moves * sizeof *s->best);
            found->n = moves;
            found->gap = gap_with(f, found->chosen, moves);
            found->proved = work > 0;
            return FOUND;
        }
        if (work <= 0)
            return UNKNOWN;
    }
    found->least = most + 1;
    return NONE;
}

/* Nothing is close enough: halve the distances between what cannot be and what can. */
static void come_close(apl_search *s, int first, apl_filled *found)
{
    const apl_fill *f = s->f;
    int64_t low = f->close, high = apl_fill_gap(f), none = first == NONE ? low : -1;
    *found = (apl_filled){.chosen = found->chosen, .gap = high, .proved = 1};
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        apl_filled tried = {.chosen = found->chosen};
        int result = within(s, middle, f->work / 16, &tried);
        if (result == FOUND) {
            *found = tried;
            high = tried.gap;
        } else {
            low = middle;
            none = result == NONE ? middle : none;
        }
    }
    found->bound = none + 1;
    found->proved = found->proved && found->bound == high;
}

aploc_status apl_fill_choose(const apl_fill *f, apl_filled *filled, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_search s = {.f = f, .n_boundaries = f->n_classes - 1};
    APL_TRY(APL_NEW(s.chosen, (int64_t)f->n_steps + 1, err));
    APL_TRY(APL_NEW(s.best, 2 * (int64_t)f->n_steps + 1, err));
    APL_TRY(APL_ZEROED(s.rests, (int64_t)s.n_boundaries * APL_REST_SLOTS, err));
    int result = within(&s, f->close, f->work, filled);
    if (result != FOUND)
        come_close(&s, result, filled);
out:
    free(s.chosen);
    free(s.best);
    free(s.rests);
    return status;
}
