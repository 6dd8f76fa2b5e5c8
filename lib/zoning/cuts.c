/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three ways of cutting an order into classes, each with its reason. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <aploc/number.h>

#include "zoning/assign.h"

int apl_within(const aploc_zone_class *zone, double apl)
{
    return isnan(zone->max) || (zone->strict ? apl < zone->max : apl <= zone->max);
}

int32_t apl_usual_class(const aploc_rules *rules, double apl)
{
    int32_t k = 0;
    while (k < rules->n_classes - 1 &&
           (rules->classes[k].picked || !apl_within(&rules->classes[k], apl)))
        k++;
    return k;
}

static void say(apl_walk *w, const apl_block *block, const char *words)
{
    for (int32_t k = block->first; k < block->first + block->n; k++)
        if (!w->parts[k].decided)
            apl_reason(&w->parts[k], "%s", words);
}

void apl_by_threshold(apl_walk *w, const apl_block *block)
{
    const aploc_rules *rules = w->z->rules;
    const aploc_zone_class *below = NULL, *zone = rules->classes;
    int32_t k = 0, last = rules->n_classes - 1;
    for (; k < last; k++, zone++) {
        if (zone->picked)
            continue;
        if (apl_within(zone, block->apl))
            break;
        below = zone;
    }
    char low[32] = "", high[32] = "", apl[32], other[32], words[APL_REASON_SIZE];
    int bounded = k < last;
    if (below)
        aploc_number_write(below->max, low);
    if (bounded)
        aploc_number_write(zone->max, high);
    apl_apl_text(block->apl, below ? below->max : (double)NAN, apl);
    apl_apl_text(block->apl, bounded ? zone->max : (double)NAN, other);
    snprintf(words, sizeof words, "%s%sAPL %s%s%s", bounded ? low : "",
             !below || !bounded ? ""
             : below->strict    ? " ≤ "
                                : " < ",
             strlen(other) > strlen(apl) ? other : apl,
             bounded         ? zone->strict ? " < " : " ≤ "
             : !below        ? ""
             : below->strict ? " ≥ "
                             : " > ",
             bounded ? high : low);
    say(w, block, words);
    apl_put(w, block, k);
}

int apl_is_below(int32_t straddle, double before, double after, double cut)
{
    if (after <= cut)
        return 1;
    if (before >= cut || straddle == APLOC_STRADDLE_UPPER)
        return 0;
    return straddle == APLOC_STRADDLE_LOWER || after - cut <= cut - before;
}

void apl_by_share(apl_walk *w, const apl_block *block)
{
    const aploc_rules *rules = w->z->rules;
    int32_t k = 0, last = rules->n_classes - 1;
    int64_t units = 0;
    double taken = w->taken + w->decided[0], cut = 0.0, after = 0.0, past = 0.0;
    int straddles = 0;
    /* Below a cut are those ranked before, and those that decisions put into the classes up to it. */
    for (; k < last; k++) {
        units += apl_share_units(rules->classes[k].share);
        cut = apl_people_of_share(units, w->total);
        after = taken + block->people;
        straddles |= after > cut && taken < cut;
        if (apl_is_below(w->z->options.straddle, taken, after, cut))
            break;
        past = cut;
        taken += w->decided[k + 1];
    }
    char upto[32], from[32], of[32], words[APL_REASON_SIZE];
    after = taken + block->people;
    apl_percent_text(after, w->total, upto);
    apl_percent_text(taken, w->total, from);
    apl_percent_text(k < last ? cut : past, w->total, of);
    int n = snprintf(words, sizeof words, "rank %d of %d, cumulative %s %% %s %s %%",
                     (int)block->rank, (int)w->n_ranked, upto, k < last ? "of" : "past", of);
    if (straddles && n > 0 && (size_t)n < sizeof words)
        snprintf(words + n, sizeof words - (size_t)n,
                 "; straddles a cut (from %s %%): to the %s class", from,
                 k < last && after > cut ? "lower" : "upper");
    say(w, block, words);
    apl_put(w, block, k);
}

/* Whether a class takes a block. */
static int takes(const apl_walk *w, const apl_block *block, int32_t k)
{
    const aploc_zone_class *zone = &w->z->rules->classes[k];
    double ceiling = w->ceilings[k];
    if (zone->picked && isnan(ceiling))
        return 0;
    if (w->z->options.assign == APLOC_ASSIGN_BOTH && !apl_within(zone, block->apl))
        return 0;
    return isnan(ceiling) ||
           apl_is_below(w->z->options.straddle, w->used[k], w->used[k] + block->people, ceiling);
}

/* Why a block did not go to a class. */
static void say_closed(const apl_walk *w, const apl_block *block, int32_t k, char *words,
                       size_t size)
{
    const aploc_zone_class *zone = &w->z->rules->classes[k];
    char bound[32];
    aploc_number_write(zone->max, bound);
    if (w->z->options.assign == APLOC_ASSIGN_BOTH && !apl_within(zone, block->apl))
        snprintf(words, size, ", first past the %s of %.64s", bound, zone->name);
    else if (isnan(w->ceilings[k]))
        snprintf(words, size, ", nobody is picked for %.64s", zone->name);
    else
        snprintf(words, size, ", first that does not fit in %.64s", zone->name);
}

void apl_by_ceiling(apl_walk *w, const apl_block *block, int32_t *open)
{
    const aploc_rules *rules = w->z->rules;
    int32_t last = rules->n_classes - 1, before = *open;
    while (*open < last && !takes(w, block, *open))
        ++*open;
    const char *name = rules->classes[*open].name;
    double ceiling = w->ceilings[*open], filled = w->used[*open] + block->people;
    char upto[32], of[32], closed[128] = "", words[2 * APL_REASON_SIZE];
    apl_people_text(filled, upto);
    apl_people_text(isnan(ceiling) ? 0.0 : ceiling, of);
    if (*open > before)
        say_closed(w, block, *open - 1, closed, sizeof closed);
    if (isnan(ceiling))
        snprintf(words, sizeof words, "rank %d of %d%s: %.64s has no ceiling", (int)block->rank,
                 (int)w->n_ranked, closed, name);
    else
        snprintf(words, sizeof words, "rank %d of %d%s: %.64s at %s of %s people%s",
                 (int)block->rank, (int)w->n_ranked, closed, name, upto, of,
                 filled > ceiling ? ", past its ceiling" : "");
    say(w, block, words);
    apl_put(w, block, *open);
}
