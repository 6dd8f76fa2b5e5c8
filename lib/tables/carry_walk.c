/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places on their way through the days: each has parts, each part stands at a code, and no two parts of
 * one place at the same. */
#include "tables/carry.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tables/changes.h"
#include "tables/communes.h"

typedef struct part {
    int32_t place;
    int32_t code;
    int64_t before; /* the part it was, or -1: so it knows where it came from */
    int64_t depth;  /* how many were before it */
    int64_t n_left; /* parts that it has become; 1 while it is there, never again when some of it is
                       one with what was no part of it */
    int64_t next;   /* another part at the same code, or -1 */
    apl_ended fate; /* share and split so far */
    uint8_t gone;   /* it has become other parts */
} part;

typedef struct work {
    const aploc_changes *changes;
    const aploc_communes *places;
    part *parts;
    int64_t count, room;
    int64_t *heads; /* the parts at each code; -1 where there are none */
    int64_t
        *spots; /* by place and code, the last part that came there; -1 where the slot is free */
    int64_t n_spots, n_taken; /* a power of two, at least twice those taken */
    int64_t *edge_of; /* of each code, the edge to it from the code that is being sent; -1: none */
    /* While a stage is applied, of each of its edges: */
    int64_t *detached; /* the parts of the code that it leaves */
    uint8_t *occupied; /* whether somebody stays at the code that it leads to */
    int64_t detached_room, occupied_room;
} work;

void apl_walk_free(apl_walk *walk)
{
    free(walk->ended);
    free(walk->names);
    *walk = (apl_walk){0};
}

/* The slot of a place and a code, or the free one that it would have. */
static int64_t *find_spot(const work *w, int32_t place, int32_t code)
{
    uint64_t key = ((uint64_t)(uint32_t)place << 32 | (uint32_t)code) * 0x9E3779B97F4A7C15U;
    uint64_t at = (key ^ key >> 32) & (uint64_t)(w->n_spots - 1);
    for (; w->spots[at] >= 0; at = (at + 1) & (uint64_t)(w->n_spots - 1)) {
        const part *there = &w->parts[w->spots[at]];
        if (there->place == place && there->code == code)
            break;
    }
    return &w->spots[at];
}

/* Have a free slot for one more. */
static aploc_status make_spots(work *w, aploc_error *err)
{
    int64_t *old = w->spots, *spots = NULL;
    int64_t n_old = w->n_spots, n = n_old ? 2 * n_old : 64;
    if (2 * (w->n_taken + 1) <= n_old)
        return APLOC_OK;
    aploc_status status = APL_NEW(spots, n, err);
    if (status)
        return status;
    for (int64_t k = 0; k < n; k++)
        spots[k] = -1;
    w->spots = spots;
    w->n_spots = n;
    for (int64_t k = 0; k < n_old; k++)
        if (old[k] >= 0)
            *find_spot(w, w->parts[old[k]].place, w->parts[old[k]].code) = old[k];
    free(old);
    return APLOC_OK;
}

/* A part comes to where another of its place is: they are one again, after the last part that was
 * both. When all of that part has met again, its share is what it was, to the last bit. */
static void join(work *w, int64_t p, const part *other)
{
    part *one = &w->parts[p];
    int64_t a = one->before, b = other->before;
    while (a != b) {
        int64_t *deeper = w->parts[a].depth > w->parts[b].depth ? &a : &b;
        *deeper = w->parts[*deeper].before;
    }
    for (int64_t q = a; q >= 0; q = w->parts[q].before)
        w->parts[q].n_left--;
    /* That of the two which has an unknown share says where it split. */
    apl_ended both = one->fate.line ? one->fate : other->fate;
    both.share = one->fate.share + other->fate.share;
    if (w->parts[a].n_left == 1)
        both = w->parts[a].fate;
    both.absorbed = one->fate.absorbed & other->fate.absorbed;
    one->fate = both;
    one->before = a;
    one->depth = w->parts[a].depth + 1;
}

static aploc_status add_part(work *w, part added, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(make_spots(w, err));
    APL_TRY(APL_GROW(w->parts, &w->room, w->count + 1, err));
    if (added.code >= 0) {
        int64_t *spot = find_spot(w, added.place, added.code);
        if (*spot >= 0 && !w->parts[*spot].gone) {
            join(w, *spot, &added);
            goto out;
        }
        w->n_taken += *spot < 0;
        *spot = w->count;
        added.next = w->heads[added.code];
        w->heads[added.code] = w->count;
    }
    w->parts[w->count++] = added;
out:
    return status;
}

/* Let the part number `p`, or a share of it, stand at another code. */
static aploc_status move_part(work *w, int64_t p, int32_t code, const apl_ended *fate,
                              aploc_error *err)
{
    part moved = {w->parts[p].place, code, p, w->parts[p].depth + 1, 1, -1, *fate, 0};
    return add_part(w, moved, err);
}

/* The edge, among those of the code that splits, to the code where the part stood most recently
 * before it merged; -1 when there is none. */
static int64_t way_back(const work *w, int64_t p)
{
    int64_t edge = -1;
    for (int64_t q = w->parts[p].before; q >= 0 && edge < 0; q = w->parts[q].before)
        edge = w->edge_of[w->parts[q].code];
    return edge;
}

/* Share a part among the edges that nobody came back by. */
static aploc_status share_part(work *w, int64_t p, const apl_edge *edges, const uint8_t *occupied,
                               const uint8_t *taken, int64_t n, int32_t date, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n_free = 0;
    for (int64_t k = 0; k < n; k++)
        n_free += !taken[k];
    int all = n_free == 0;
    for (int64_t q = p; q >= 0; q = w->parts[q].before)
        w->parts[q].n_left += (all ? n : n_free) - 1;
    for (int64_t k = 0; k < n; k++) {
        apl_ended fate = w->parts[p].fate;
        if (taken[k] && !all)
            continue;
        fate.absorbed |= occupied[k];
        if (n_free != 1) {
            fate.share *= n_free == n || all ? edges[k].share : NAN;
            if (isnan(fate.share) && !fate.line) {
                fate.line = edges[k].line;
                fate.split = edges[k].from;
                fate.date = date;
            }
        }
        APL_TRY(move_part(w, p, edges[k].to, &fate, err));
    }
out:
    return status;
}

/* Send the parts of a code along its `n` edges, from number `first` on. */
static aploc_status send(work *w, const apl_stage *stage, int64_t first, int64_t n, int32_t date,
                         aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t head = w->detached[first];
    const apl_edge *edges = stage->edges + first;
    const uint8_t *occupied = w->occupied + first;
    uint8_t *taken = NULL;
    if (n == 1) {
        for (int64_t p = head, next; p >= 0; p = next) {
            apl_ended fate = w->parts[p].fate;
            next = w->parts[p].next;
            fate.absorbed |= occupied[0];
            APL_TRY(move_part(w, p, edges[0].to, &fate, err));
        }
        goto out;
    }
    APL_TRY(APL_ZEROED(taken, n, err));
    for (int64_t k = 0; k < n; k++)
        if (edges[k].to != edges[k].from)
            w->edge_of[edges[k].to] = k;
    for (int64_t p = head; p >= 0; p = w->parts[p].next) {
        int64_t back = way_back(w, p);
        if (back >= 0)
            taken[back] = 1;
    }
    for (int64_t p = head, next; p >= 0; p = next) {
        int64_t back = way_back(w, p);
        apl_ended fate = w->parts[p].fate;
        next = w->parts[p].next;
        if (back >= 0)
            fate.absorbed = occupied[back];
        APL_TRY(back >= 0 ? move_part(w, p, edges[back].to, &fate, err)
                          : share_part(w, p, edges, occupied, taken, n, date, err));
    }
    for (int64_t k = 0; k < n; k++)
        w->edge_of[edges[k].to] = -1;
out:
    free(taken);
    return status;
}

/* All codes of a stage at once: first every part leaves, then it arrives. */
static aploc_status apply_stage(work *w, const apl_stage *stage, int32_t date, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_GROW(w->detached, &w->detached_room, stage->count, err));
    APL_TRY(APL_GROW(w->occupied, &w->occupied_room, stage->count, err));
    for (int64_t k = 0; k < stage->count; k++) {
        int32_t from = stage->edges[k].from;
        w->detached[k] = w->heads[from];
        w->heads[from] = -1;
        for (int64_t p = w->detached[k]; p >= 0; p = w->parts[p].next)
            w->parts[p].gone = 1;
    }
    for (int64_t k = 0; k < stage->count; k++)
        w->occupied[k] = w->heads[stage->edges[k].to] >= 0;
    for (int64_t k = 0, next = 0; k < stage->count; k = next) {
        while (next < stage->count && stage->edges[next].from == stage->edges[k].from)
            next++;
        APL_TRY(send(w, stage, k, next - k, date, err));
    }
out:
    return status;
}

/* The first row on or after a day. */
static int64_t first_row(const aploc_changes *c, int32_t date)
{
    int64_t low = 0, high = c->count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (c->rows[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first row of a code among the rows [begin, end) of a day. */
static int64_t first_of_code(const aploc_changes *c, int64_t begin, int64_t end, int32_t code)
{
    while (begin < end) {
        int64_t middle = begin + (end - begin) / 2;
        if (c->rows[middle].from < code)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

/* Note the names that the rows [begin, end) of a day give. A name that a row of the same day replaces,
 * the code staying, is not the last. */
static void note_names(const aploc_changes *c, int64_t begin, int64_t end, int backwards,
                       int32_t *names)
{
    for (int64_t k = begin; k < end; k++) {
        const apl_change *row = &c->rows[k];
        int32_t code = backwards ? row->from : row->to;
        int32_t name = backwards ? row->from_name : row->to_name;
        int replaced = name < 0;
        for (int64_t j = first_of_code(c, begin, end, code);
             !replaced && j < end && c->rows[j].from == code; j++) {
            int32_t one = backwards ? c->rows[j].to_name : c->rows[j].from_name;
            int32_t other = backwards ? c->rows[j].from_name : c->rows[j].to_name;
            replaced = c->rows[j].to == code && one == name && other >= 0 && other != name;
        }
        if (!replaced)
            names[code] = name;
    }
}

static aploc_status walk_span(work *w, int64_t begin, int64_t end, int backwards, int32_t *names,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_change *rows = w->changes->rows;
    apl_day day = {0};
    while (begin < end) {
        int64_t first = backwards ? first_row(w->changes, rows[end - 1].date) : begin;
        int64_t last = backwards ? end : first_row(w->changes, rows[begin].date + 1);
        int32_t date = rows[first].date;
        APL_TRY(apl_day_read(w->changes, first, last, backwards, &day, err));
        for (int s = 0; s < 2; s++)
            APL_TRY(apply_stage(w, &day.stages[s], date, err));
        note_names(w->changes, first, last, backwards, names);
        if (backwards)
            end = first;
        else
            begin = last;
    }
out:
    apl_day_free(&day);
    return status;
}

/* The parts that are left, place by place. */
static aploc_status collect(const work *w, apl_walk *walk, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t *starts = NULL;
    APL_TRY(APL_ZEROED(starts, (int64_t)w->places->count + 1, err));
    APL_TRY(APL_NEW(walk->ended, w->count, err));
    for (int64_t p = 0; p < w->count; p++)
        starts[w->parts[p].place + 1] += !w->parts[p].gone;
    for (int32_t i = 0; i < w->places->count; i++)
        starts[i + 1] += starts[i];
    walk->count = starts[w->places->count];
    for (int64_t p = 0; p < w->count; p++) {
        if (w->parts[p].gone)
            continue;
        apl_ended *ended = &walk->ended[starts[w->parts[p].place]++];
        *ended = w->parts[p].fate;
        ended->place = w->parts[p].place;
        ended->code = w->parts[p].code;
    }
out:
    free(starts);
    return status;
}

aploc_status apl_walk_days(const aploc_changes *changes, const aploc_communes *places, int32_t from,
                           int32_t to, apl_walk *walk, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.changes = changes, .places = places};
    int backwards = to < from;
    int64_t begin = first_row(changes, (backwards ? to : from) + 1);
    int64_t end = first_row(changes, (backwards ? from : to) + 1);
    APL_TRY(APL_NEW(w.heads, changes->codes.count, err));
    APL_TRY(APL_NEW(w.edge_of, changes->codes.count, err));
    APL_TRY(APL_NEW(walk->names, changes->codes.count, err));
    for (int32_t c = 0; c < changes->codes.count; c++)
        w.heads[c] = w.edge_of[c] = walk->names[c] = -1;
    for (int32_t i = places->count - 1; i >= 0; i--) {
        const char *code = apl_texts_get(&places->codes, i);
        part added = {i,
                      apl_texts_find(&changes->codes, code, (int64_t)strlen(code)),
                      -1,
                      0,
                      1,
                      -1,
                      {.share = 1.0},
                      0};
        APL_TRY(add_part(&w, added, err));
    }
    APL_TRY(walk_span(&w, begin, end, backwards, walk->names, err));
    status = collect(&w, walk, err);
out:
    free(w.parts);
    free(w.heads);
    free(w.spots);
    free(w.edge_of);
    free(w.detached);
    free(w.occupied);
    return status;
}
