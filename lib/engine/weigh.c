/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/weigh.h"

#include "base/memory.h"

enum { N_CODES = UINT16_MAX + 1 };

/* The weight of every code: that of the minutes it stands for, to the bit. */
static aploc_status weigh_codes(apl_weigher *w, int64_t scale, aploc_error *err)
{
    aploc_status status = APL_NEW(w->by_code, N_CODES, err);
    if (status)
        return status;
    for (int32_t code = 0; code < N_CODES; code++)
        w->by_code[code] = (double)code / (double)scale;
    return aploc_decay_weights(w->decay, N_CODES, w->by_code, w->by_code, err);
}

aploc_status apl_weigher_start(apl_weigher *weigher, const apl_stretches *source,
                               const aploc_decay *decay, int own_is_zero, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const double zero = 0.0;
    int64_t longest = (int64_t)apl_stretches_supply_count(source) + 1;
    *weigher = (apl_weigher){.decay = decay};
    if (own_is_zero)
        APL_TRY(aploc_decay_weights(decay, 1, &zero, &weigher->own, err));
    APL_TRY(APL_NEW(weigher->to, longest, err));
    APL_TRY(APL_NEW(weigher->weights, longest, err));
    if (apl_stretches_scale(source)) {
        APL_TRY(APL_NEW(weigher->codes, longest, err));
        APL_TRY(weigh_codes(weigher, apl_stretches_scale(source), err));
    } else {
        APL_TRY(APL_NEW(weigher->room, longest, err));
    }
out:
    if (status)
        apl_weigher_end(weigher);
    return status;
}

void apl_weigher_end(apl_weigher *weigher)
{
    free(weigher->by_code);
    free(weigher->room);
    free(weigher->to);
    free(weigher->weights);
    free(weigher->codes);
    *weigher = (apl_weigher){0};
}

int64_t apl_weigher_bytes(const apl_stretches *source)
{
    int has_codes = apl_stretches_scale(source) != 0;
    int64_t longest = (int64_t)apl_stretches_supply_count(source) + 1;
    return longest * (has_codes ? 14 : 20) + (has_codes ? N_CODES * (int64_t)sizeof(double) : 0);
}

/* Add what has a weight of the pairs first … end - 1. Every pair is written, and the next one over it
 * when it has none: a processor cannot foresee which. */
static void add_codes(apl_weigher *w, const apl_stretch *s, int64_t first, int64_t end)
{
    int32_t n = w->n;
    for (int64_t k = first; k < end; k++) {
        double weight = w->by_code[s->codes[k]];
        w->to[n] = s->to[k];
        w->codes[n] = s->codes[k];
        w->weights[n] = weight;
        n += weight > 0.0;
    }
    w->n = n;
}

static void add_minutes(apl_weigher *w, const apl_stretch *s, int64_t first, int64_t end,
                        const double *weights)
{
    int32_t n = w->n;
    for (int64_t k = first; k < end; k++) {
        w->to[n] = s->to[k];
        w->weights[n] = weights[k - first];
        n += weights[k - first] > 0.0;
    }
    w->n = n;
}

static void add(apl_weigher *w, const apl_stretch *s, int64_t base, int64_t first, int64_t end)
{
    if (w->by_code)
        add_codes(w, s, first, end);
    else
        add_minutes(w, s, first, end, w->room + (first - base));
}

aploc_status apl_weigher_row(apl_weigher *weigher, const apl_stretch *stretch, int32_t r,
                             aploc_error *err)
{
    apl_weigher *w = weigher;
    int64_t first = stretch->offsets[r], end = stretch->offsets[r + 1], own = first;
    int32_t place = stretch->first + r;
    w->n = 0;
    if (!w->by_code) {
        aploc_status status =
            aploc_decay_weights(w->decay, end - first, stretch->minutes + first, w->room, err);
        if (status)
            return status;
    }
    if (!(w->own > 0.0)) {
        add(w, stretch, first, first, end);
        return APLOC_OK;
    }
    /* Its own place stands where its number belongs, whatever the source says of it. */
    while (own < end && stretch->to[own] < place)
        own++;
    add(w, stretch, first, first, own);
    w->to[w->n] = place;
    w->weights[w->n] = w->own;
    if (w->codes)
        w->codes[w->n] = 0;
    w->n++;
    add(w, stretch, first, own + (own < end && stretch->to[own] == place), end);
    return APLOC_OK;
}
