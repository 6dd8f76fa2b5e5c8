/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is queued in a session. Everything that can fail is done before anything changes. */
#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "engine/whatif.h"

static aploc_status check_number(const char *what, double x, aploc_error *err)
{
    char text[APLOC_NUMBER_SIZE];
    if (x >= 0.0 && isfinite(x))
        return APLOC_OK;
    aploc_number_write(x, text);
    return apl_fail(err, x < 0.0 && isfinite(x) ? APLOC_ERR_NEGATIVE : APLOC_ERR_NOT_FINITE,
                    "found %s %s, expected a finite number, not negative", what, text);
}

static aploc_status check_session(const aploc_whatif *w, aploc_error *err)
{
    return w ? APLOC_OK : apl_fail(err, APLOC_ERR_ARGUMENT, "found no session, expected one");
}

/* Everybody in a row waits. */
static void wait_for_row(aploc_whatif *w, apl_side side, int32_t r, int flags)
{
    apl_row_view row = apl_overlay_row(&w->rows[side], r);
    apl_side other = side == APL_SIDE_DEMAND ? APL_SIDE_SUPPLY : APL_SIDE_DEMAND;
    for (int32_t k = 0; k < row.n; k++)
        apl_wait(w, other, row.index[k], flags);
}

aploc_status aploc_whatif_set_supply(aploc_whatif *session, int32_t j, double supply,
                                     aploc_error *err)
{
    aploc_status status;
    APL_TRY(check_session(session, err));
    APL_TRY(apl_check_place(session, APL_SIDE_SUPPLY, j, err));
    APL_TRY(check_number("a supply of", supply, err));
    APL_TRY(apl_journal_reserve(session, 1, err));
    apl_journal_number(session, APL_KEPT_SUPPLY, j, supply);
    apl_wait(session, APL_SIDE_SUPPLY, j, 0);
    session->queued = 1;
out:
    return status;
}

aploc_status aploc_whatif_set_demand(aploc_whatif *session, int32_t i, double demand,
                                     aploc_error *err)
{
    aploc_status status;
    APL_TRY(check_session(session, err));
    APL_TRY(apl_check_place(session, APL_SIDE_DEMAND, i, err));
    APL_TRY(check_number("a demand of", demand, err));
    APL_TRY(apl_journal_reserve(session, 1, err));
    apl_journal_number(session, APL_KEPT_DEMAND, i, demand);
    wait_for_row(session, APL_SIDE_DEMAND, i, APL_WAITS_FOR_SUM);
    session->queued = 1;
out:
    return status;
}

/* Make sure that a row can change: it is the queue's own, and has room for one more entry. */
static aploc_status prepare_row(aploc_whatif *w, apl_side side, int32_t r, aploc_error *err)
{
    aploc_status status;
    apl_own_row *row = w->rows[side].own[r];
    if (row && row->generation == w->generation)
        return apl_own_row_grow(row, err);
    APL_TRY(apl_journal_reserve(w, 1, err));
    APL_TRY(apl_own_row_copy(apl_overlay_row(&w->rows[side], r), 1, w->generation, &row, err));
    apl_journal_row(w, side, r, row);
out:
    return status;
}

/* Let a pair have a weight in both orientations, whose rows are prepared. */
static void set_pair(aploc_whatif *w, int32_t i, int32_t j, double weight, double minutes)
{
    apl_own_row_set(w->rows[APL_SIDE_DEMAND].own[i], j, weight, minutes);
    apl_own_row_set(w->rows[APL_SIDE_SUPPLY].own[j], i, weight, minutes);
    apl_wait(w, APL_SIDE_DEMAND, i, 0);
    apl_wait(w, APL_SIDE_SUPPLY, j, APL_WAITS_FOR_SUM);
    w->queued = 1;
}

aploc_status aploc_whatif_set_time(aploc_whatif *session, int32_t i, int32_t j, double minutes,
                                   aploc_error *err)
{
    aploc_status status;
    double weight = 0.0;
    int is_removed = isinf(minutes) && minutes > 0.0;
    APL_TRY(check_session(session, err));
    APL_TRY(apl_check_place(session, APL_SIDE_DEMAND, i, err));
    APL_TRY(apl_check_place(session, APL_SIDE_SUPPLY, j, err));
    if (session->plan->own_is_zero && i == j)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found a time from place %d to itself, expected none: it is 0 minutes", i);
    if (!is_removed)
        APL_TRY(aploc_decay_weights(&session->plan->decay, 1, &minutes, &weight, err));
    APL_TRY(prepare_row(session, APL_SIDE_DEMAND, i, err));
    APL_TRY(prepare_row(session, APL_SIDE_SUPPLY, j, err));
    set_pair(session, i, j, weight, minutes);
out:
    return status;
}

/* Make room for one more place on a side; its numbers are 0. */
static aploc_status grow_side(aploc_whatif *w, apl_side side, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_overlay *rows = &w->rows[side];
    apl_waiting *waiting = &w->waiting[side];
    int64_t n = rows->n, room = w->room[side];
    if (n == INT32_MAX)
        return apl_fail(err, APLOC_ERR_TOO_LARGE, "found %d places, expected room for one more",
                        INT32_MAX);
    if (n < room)
        return APLOC_OK;
    int64_t needed = n + 1 + n / 16, rooms[] = {room, room, room};
    APL_TRY(APL_GROW(rows->own, &rooms[0], needed, err));
    APL_TRY(APL_GROW(waiting->flags, &rooms[1], needed, err));
    APL_TRY(APL_GROW(waiting->places, &rooms[2], needed, err));
    for (int what = 0; what < APL_KEPT_COUNT; what++) {
        int64_t had = room;
        if (apl_kept_side((apl_kept)what) == side)
            APL_TRY(APL_GROW(w->kept[what], &had, needed, err));
    }
    memset(rows->own + n, 0, (size_t)(needed - n) * sizeof *rows->own);
    memset(waiting->flags + n, 0, (size_t)(needed - n));
    w->room[side] = needed;
out:
    return status;
}

/* The times of a place that appears, on one of its sides, by the number of the other place. */
typedef struct new_pair {
    int32_t place;
    double weight, minutes;
} new_pair;

static int compare_pairs(const void *one, const void *other)
{
    const new_pair *a = one, *b = other;
    return (a->place > b->place) - (a->place < b->place);
}

/* Check and weigh them, and prepare the rows of the others. */
static aploc_status take_pairs(aploc_whatif *w, apl_side side, int32_t n, const int32_t *places,
                               const double *minutes, new_pair **pairs, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (n < 0 || (n > 0 && (!places || !minutes)))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %d times without %s, expected both", n,
                        places ? "minutes" : "places");
    APL_TRY(APL_NEW(*pairs, n, err));
    for (int32_t k = 0; k < n; k++) {
        new_pair *p = &(*pairs)[k];
        *p = (new_pair){places[k], 0.0, minutes[k]};
        APL_TRY(apl_check_place(w, side, p->place, err));
        APL_TRY(aploc_decay_weights(&w->plan->decay, 1, &p->minutes, &p->weight, err));
    }
    qsort(*pairs, (size_t)n, sizeof **pairs, compare_pairs);
    for (int32_t k = 0; k < n; k++) {
        if (k > 0 && (*pairs)[k].place == (*pairs)[k - 1].place)
            return apl_fail(err, APLOC_ERR_PAIR_REPEATED,
                            "found two times of a place that appears with place %d, expected one",
                            (*pairs)[k].place);
        APL_TRY(prepare_row(w, side, (*pairs)[k].place, err));
    }
out:
    return status;
}

/* The row of a place that appears, with room for all its entries. */
static aploc_status new_row(const aploc_whatif *w, int32_t n, apl_own_row **row, aploc_error *err)
{
    const apl_row_view empty = {0, NULL, NULL, NULL};
    return apl_own_row_copy(empty, n + 1, w->generation, row, err);
}

static aploc_status check_new_place(const aploc_whatif *w, const aploc_whatif_place *p,
                                    aploc_error *err)
{
    aploc_status status;
    APL_TRY(check_session(w, err));
    if (!p)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no place, expected one");
    if (p->size != sizeof *p)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_whatif_place of %zu bytes, expected %zu", p->size, sizeof *p);
    if (!(p->has_demand || p->has_supply) ||
        (w->plan->own_is_zero && !(p->has_demand && p->has_supply)))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found a place of %s side, expected %s",
                        p->has_demand || p->has_supply ? "one" : "no",
                        w->plan->own_is_zero ? "both: demand and supply stand at the same places"
                                             : "one of demand, of supply or both");
    if ((!p->has_demand && (p->n_to != 0 || p->demand != 0.0)) ||
        (!p->has_supply && (p->n_from != 0 || p->supply != 0.0)))
        return apl_fail(
            err, APLOC_ERR_ARGUMENT,
            "found numbers or times of a side that a place does not have, expected none");
    APL_TRY(check_number("a demand of", p->demand, err));
    APL_TRY(check_number("a supply of", p->supply, err));
out:
    return status;
}

/* A place stands there, without times. There is room for it and for two entries of the journal. */
static int32_t put_place(aploc_whatif *w, apl_side side, double number, apl_own_row *row)
{
    static const struct {
        apl_kept number, others[3], is_there;
        int n_others;
    } kept[] = {
        {APL_KEPT_DEMAND, {APL_KEPT_APL}, APL_KEPT_DEMAND_IS_THERE, 1},
        {APL_KEPT_SUPPLY, {APL_KEPT_REACHING, APL_KEPT_RATIO}, APL_KEPT_SUPPLY_IS_THERE, 2}};
    int32_t place = w->rows[side].n;
    apl_journal_count(w, side);
    apl_journal_row(w, side, place, row);
    w->kept[kept[side].number][place] = number;
    w->kept[kept[side].is_there][place] = 1.0;
    for (int k = 0; k < kept[side].n_others; k++)
        w->kept[kept[side].others[k]][place] = 0.0;
    apl_wait(w, side, place, APL_WAITS_FOR_SUM);
    w->queued = 1;
    return place;
}

aploc_status aploc_whatif_add_place(aploc_whatif *session, const aploc_whatif_place *place,
                                    aploc_error *err)
{
    aploc_status status;
    new_pair *to = NULL, *from = NULL;
    apl_own_row *rows[2] = {NULL, NULL};
    APL_TRY(check_new_place(session, place, err));
    APL_TRY(
        take_pairs(session, APL_SIDE_SUPPLY, place->n_to, place->to, place->to_minutes, &to, err));
    APL_TRY(take_pairs(session, APL_SIDE_DEMAND, place->n_from, place->from, place->from_minutes,
                       &from, err));
    if (place->has_demand) {
        APL_TRY(grow_side(session, APL_SIDE_DEMAND, err));
        APL_TRY(new_row(session, place->n_to, &rows[APL_SIDE_DEMAND], err));
    }
    if (place->has_supply) {
        APL_TRY(grow_side(session, APL_SIDE_SUPPLY, err));
        APL_TRY(new_row(session, place->n_from, &rows[APL_SIDE_SUPPLY], err));
    }
    APL_TRY(apl_journal_reserve(session, 4, err));

    int32_t i = -1, j = -1;
    if (place->has_demand)
        i = put_place(session, APL_SIDE_DEMAND, place->demand, rows[APL_SIDE_DEMAND]);
    if (place->has_supply)
        j = put_place(session, APL_SIDE_SUPPLY, place->supply, rows[APL_SIDE_SUPPLY]);
    for (int32_t k = 0; k < place->n_to; k++)
        set_pair(session, i, to[k].place, to[k].weight, to[k].minutes);
    for (int32_t k = 0; k < place->n_from; k++)
        set_pair(session, from[k].place, j, from[k].weight, from[k].minutes);
    if (session->plan->own_is_zero)
        set_pair(session, i, j, session->plan->largest_weight, 0.0);
    rows[0] = rows[1] = NULL;
out:
    apl_own_row_free(rows[0]);
    apl_own_row_free(rows[1]);
    free(to);
    free(from);
    return status;
}

/* A row that is to be emptied, and those of its neighbours, can change. */
static aploc_status prepare_to_empty(aploc_whatif *w, apl_side side, int32_t r, aploc_error *err)
{
    aploc_status status;
    apl_side other = side == APL_SIDE_DEMAND ? APL_SIDE_SUPPLY : APL_SIDE_DEMAND;
    APL_TRY(prepare_row(w, side, r, err));
    apl_row_view row = apl_overlay_row(&w->rows[side], r);
    for (int32_t k = 0; k < row.n; k++)
        APL_TRY(prepare_row(w, other, row.index[k], err));
    APL_TRY(apl_journal_reserve(w, 4, err));
out:
    return status;
}

static void empty_row(aploc_whatif *w, apl_side side, int32_t r)
{
    const apl_own_row *row = w->rows[side].own[r];
    /* From its end, so that nothing moves. */
    for (int32_t k = row->n - 1; k >= 0; k--) {
        int32_t other = row->index[k];
        set_pair(w, side == APL_SIDE_DEMAND ? r : other, side == APL_SIDE_DEMAND ? other : r, 0.0,
                 INFINITY);
    }
    apl_wait(w, side, r, APL_WAITS_FOR_SUM);
    w->queued = 1;
}

static aploc_status check_goes(const aploc_whatif *w, int32_t i, int32_t j, aploc_error *err)
{
    aploc_status status;
    APL_TRY(check_session(w, err));
    if (i < 0 && j < 0)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no place to go, expected one");
    if (w->plan->own_is_zero && i != j)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found place %d of demand and %d of supply to go, expected the same: "
                        "demand and supply stand at the same places",
                        i, j);
    if (i >= 0)
        APL_TRY(apl_check_place(w, APL_SIDE_DEMAND, i, err));
    if (j >= 0)
        APL_TRY(apl_check_place(w, APL_SIDE_SUPPLY, j, err));
out:
    return status;
}

aploc_status aploc_whatif_remove_place(aploc_whatif *session, int32_t i, int32_t j,
                                       aploc_error *err)
{
    aploc_status status;
    APL_TRY(check_goes(session, i, j, err));
    if (i >= 0)
        APL_TRY(prepare_to_empty(session, APL_SIDE_DEMAND, i, err));
    if (j >= 0)
        APL_TRY(prepare_to_empty(session, APL_SIDE_SUPPLY, j, err));
    if (i >= 0) {
        empty_row(session, APL_SIDE_DEMAND, i);
        apl_journal_number(session, APL_KEPT_DEMAND, i, 0.0);
        apl_journal_number(session, APL_KEPT_DEMAND_IS_THERE, i, 0.0);
    }
    if (j >= 0) {
        empty_row(session, APL_SIDE_SUPPLY, j);
        apl_journal_number(session, APL_KEPT_SUPPLY, j, 0.0);
        apl_journal_number(session, APL_KEPT_SUPPLY_IS_THERE, j, 0.0);
    }
out:
    return status;
}
