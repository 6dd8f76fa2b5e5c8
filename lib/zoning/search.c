/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All ways of moving a given number of steps across each boundary, but those that bounds rule out. */
#include "zoning/search.h"

#include <stdlib.h>
#include <string.h>

static int64_t far_sum(int64_t a, int64_t b)
{
    int64_t sum = a + b;
    return sum > APL_FAR ? APL_FAR : sum < -APL_FAR ? -APL_FAR : sum;
}

static int64_t distance(int64_t from, apl_span to)
{
    return from < to.low ? to.low - from : from > to.high ? from - to.high : 0;
}

static apl_span both(apl_span a, apl_span b)
{
    return (apl_span){a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
}

static int64_t floor_of(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The first step of [from, to) whose value is at least that. */
static int32_t first_from(const apl_fill *f, int32_t from, int32_t to, int64_t value)
{
    while (from < to) {
        int32_t middle = from + (to - from) / 2;
        if (f->steps[middle].value < value)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The sum of the `n` largest values of a boundary. */
static int64_t largest(const apl_fill *f, int32_t b, int32_t n)
{
    int32_t end = f->first[b + 1];
    return f->sums[end] - f->sums[end - n];
}

/* The sums that so many steps across a boundary can have; -1: any number of them. */
static apl_span reach(const apl_fill *f, int32_t b, int32_t n)
{
    int32_t begin = f->first[b], end = f->first[b + 1], middle = begin + n;
    if (n < 0) {
        middle = first_from(f, begin, end, 0);
        n = end - middle;
    }
    return (apl_span){f->sums[middle] - f->sums[begin], largest(f, b, n)};
}

/* How many of the people who must cross a boundary have to be substituted at least. */
static int64_t needed(const apl_fill *f, int32_t b, int64_t people)
{
    return people > f->others[b] ? people - f->others[b] : 0;
}

/* Whether two steps across a boundary have a sum within the span. */
static int has_pair(const apl_search *s, int32_t b, apl_span sum)
{
    const apl_fill *f = s->f;
    int32_t end = f->first[b + 1];
    for (int32_t k = f->first[b]; k<end && * s->work> 0; k++, --*s->work) {
        int64_t value = f->steps[k].value;
        int32_t other = first_from(f, k + 1, end, sum.low - value);
        if (other < end && f->steps[other].value + value <= sum.high)
            return 1;
    }
    return *s->work <= 0;
}

/* A boundary with one move carries the people of a step. */
static apl_span narrow_one(const apl_fill *f, int32_t b, apl_span sum)
{
    int32_t begin = f->first[b], end = f->first[b + 1];
    int32_t low = first_from(f, begin, end, sum.low);
    int32_t high = first_from(f, begin, end, sum.high + 1);
    return low < high ? (apl_span){f->steps[low].value, f->steps[high - 1].value}
                      : (apl_span){1, 0};
}

int apl_search_narrow(apl_search *s)
{
    const apl_fill *f = s->f;
    int32_t n = s->n_boundaries;
    const apl_span all = {-APL_FAR, APL_FAR}, last = s->change[n];
    for (int32_t b = 0; b < n; b++)
        s->carry[b] = all;
    for (int round = 0; round < 2; round++) {
        apl_span before = {0, 0};
        for (int32_t b = 0; b < n; b++) {
            apl_span change = s->change[b];
            apl_span sum = {far_sum(before.low, change.low), far_sum(before.high, change.high)};
            sum = both(both(sum, s->carry[b]), reach(f, b, s->counts[b]));
            if (b == n - 1)
                sum = both(sum, (apl_span){-last.high, -last.low});
            if (s->counts[b] == 1 && sum.low <= sum.high)
                sum = narrow_one(f, b, sum);
            if (sum.low > sum.high)
                return 0;
            before = s->carry[b] = sum;
        }
        for (int32_t b = n - 1; b > 0; b--) {
            apl_span sum = {far_sum(s->carry[b].low, -s->change[b].high),
                            far_sum(s->carry[b].high, -s->change[b].low)};
            s->carry[b - 1] = both(s->carry[b - 1], sum);
            if (s->carry[b - 1].low > s->carry[b - 1].high)
                return 0;
        }
    }
    int64_t after = 0, substituted = 0;
    for (int32_t b = n - 1; b >= 0; b--) {
        s->after[b] = after;
        s->after_limit[b] = substituted;
        after += distance(0, s->carry[b]);
        substituted += needed(f, b, distance(0, s->carry[b]));
    }
    if (after > s->best_people || substituted > f->limit)
        return 0;
    for (int32_t b = 0; b < n; b++)
        if (s->counts[b] == 2 && !has_pair(s, b, s->carry[b]))
            return 0;
    return 1;
}

/* Whether a step can be beside those chosen: each moves once, and a unit whole or in parts. */
static int is_free(const apl_search *s, const apl_step *step)
{
    for (int32_t k = s->since; k < s->n; k++) {
        const apl_step *other = &s->f->steps[s->chosen[k]];
        if (other->part == step->part &&
            (other->place == step->place || other->place < 0 || step->place < 0))
            return 0;
    }
    return 1;
}

/* Whether something of each unit stays. */
static int leaves_some(const apl_search *s)
{
    for (int32_t k = 0; k < s->n; k++) {
        const apl_step *step = &s->f->steps[s->chosen[k]];
        int32_t same = 0;
        for (int32_t j = 0; step->siblings > 0 && j < s->n; j++)
            same += s->f->steps[s->chosen[j]].part == step->part;
        if (same > 0 && same >= step->siblings)
            return 0;
    }
    return 1;
}

/* Whether the share of each class stays in each region where something moves. */
static int keeps_shares(const apl_search *s)
{
    const apl_fill *f = s->f;
    for (int32_t k = 0; f->slack && k < s->n; k++) {
        int64_t change[APLOC_ZONE_CLASSES_MAX] = {0};
        int32_t region = f->steps[s->chosen[k]].region;
        for (int32_t j = 0; j < s->n; j++) {
            const apl_step *step = &f->steps[s->chosen[j]];
            if (step->region != region)
                continue;
            change[step->boundary] += step->value;
            change[step->boundary + 1] -= step->value;
        }
        for (int32_t zone = 0; zone < f->n_classes; zone++)
            if (llabs(change[zone]) > f->slack[region])
                return 0;
    }
    return 1;
}

/* Keep what is chosen when it is better than the best. */
static void keep(apl_search *s)
{
    const apl_step *steps = s->f->steps;
    int32_t *sorted = s->best + s->f->n_steps, order = 0;
    if (s->partial) {
        s->best_people = s->people;
        return;
    }
    if (!leaves_some(s) || !keeps_shares(s))
        return;
    for (int32_t k = 0; k < s->n; k++) {
        int32_t at = k;
        for (; at > 0 && apl_step_order(&steps[s->chosen[k]], &steps[sorted[at - 1]]) < 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = s->chosen[k];
    }
    if (s->people == s->best_people)
        for (int32_t k = 0; order == 0 && k < s->n; k++)
            order = apl_step_order(&steps[sorted[k]], &steps[s->best[k]]);
    if (s->people < s->best_people || order < 0) {
        memcpy(s->best, sorted, (size_t)s->n * sizeof *sorted);
        s->best_people = s->people;
    }
}

/* Whether so many people in all can still be the best, or as good. */
static int is_hopeful(const apl_search *s, int64_t people)
{
    return s->partial ? people < s->best_people : people <= s->best_people;
}

/* The least people of the boundaries from `b` on, whatever was chosen before. */
static int64_t rest_from(apl_search *s, int32_t b, int64_t carried)
{
    uint64_t mixed = (uint64_t)carried * UINT64_C(0x9e3779b97f4a7c15);
    apl_rest *slot = &s->rests[(size_t)b * APL_REST_SLOTS + (mixed >> 54)];
    if (slot->used && slot->carried == carried)
        return slot->people;
    apl_search part = *s;
    part.since = s->n;
    part.partial = 1;
    part.people = part.substituted = 0;
    part.best_people = APL_FAR;
    apl_search_from(&part, b, carried);
    if (*s->work > 0)
        *slot = (apl_rest){carried, part.best_people, 1};
    return part.best_people;
}

/* Choose `left` steps more across a boundary, from step `next` on. */
static void choose(apl_search *s, int32_t b, apl_span target, int32_t left, int32_t next,
                   int64_t sum)
{
    const apl_fill *f = s->f;
    int32_t end = f->first[b + 1];
    if (left == 0) {
        apl_search_from(s, b + 1, sum);
        return;
    }
    if (end - next < left)
        return;
    next = first_from(f, next, end, target.low - sum - largest(f, b, left - 1));
    int64_t highest = floor_of(target.high - sum, left);
    for (int32_t k = next; k <= end - left && f->steps[k].value <= highest; k++) {
        const apl_step *step = &f->steps[k];
        int64_t value = step->value, people = value < 0 ? -value : value;
        int64_t substituted = step->kind == APLOC_ZONE_MOVE_SUBSTITUTION ? people : 0;
        int32_t exchanged = step->kind == APLOC_ZONE_MOVE_EXCHANGE ? value < 0 ? -1 : 1 : 0;
        if (--*s->work <= 0)
            return;
        int64_t more = distance(sum + value, target);
        int64_t limited = s->substituted + substituted + needed(f, b, more) + s->after_limit[b];
        if (!is_hopeful(s, s->people + people + more + s->after[b]) || limited > f->limit ||
            !is_free(s, step))
            continue;
        s->net[step->band] += exchanged;
        if (abs(s->net[0]) + abs(s->net[1]) < left) {
            s->chosen[s->n++] = k;
            s->people += people;
            s->substituted += substituted;
            choose(s, b, target, left - 1, k + 1, sum + value);
            s->n--;
            s->people -= people;
            s->substituted -= substituted;
        }
        s->net[step->band] -= exchanged;
    }
}

void apl_search_from(apl_search *s, int32_t b, int64_t carried)
{
    if (b == s->n_boundaries) {
        keep(s);
        return;
    }
    apl_span change = s->change[b];
    apl_span target = {far_sum(carried, change.low), far_sum(carried, change.high)};
    target = both(target, s->carry[b]);
    if (target.low > target.high || (s->counts[b] == 0 && (target.low > 0 || target.high < 0)))
        return;
    if (s->n > s->since && !is_hopeful(s, far_sum(s->people, rest_from(s, b, carried))))
        return;
    choose(s, b, target, s->counts[b], s->f->first[b], 0);
}
