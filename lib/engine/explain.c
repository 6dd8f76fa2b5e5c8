/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an APL comes from, and where a supply goes. */
#include <math.h>

#include "base/memory.h"
#include "engine/whatif.h"
#include "tables/times.h"

struct aploc_explanation {
    double whole;
    int32_t n;
    aploc_part *parts;
};

/* The minutes of a pair as the table of times has them. */
static double minutes_of(const aploc_whatif *w, int32_t i, int32_t j)
{
    if (w->plan->own_is_zero && i == j)
        return 0.0;
    if (!w->times || i >= w->times->n_demand)
        return NAN;
    int64_t from = w->times->offsets[i], end = w->times->offsets[i + 1], to = end;
    while (from < to) {
        int64_t middle = from + (to - from) / 2;
        if (w->times->to[middle] < j)
            from = middle + 1;
        else
            to = middle;
    }
    return from < end && w->times->to[from] == j ? w->times->minutes[from] : NAN;
}

/* What the pair of `i` and `j` is worth: to `i`, or of the supply of `j`. */
static aploc_part part_of(const aploc_whatif *w, int32_t i, int32_t j, double weight,
                          double minutes)
{
    aploc_part p = APLOC_PART_INIT;
    p.minutes = isnan(minutes) ? minutes_of(w, i, j) : minutes;
    p.weight = weight;
    p.demand = w->kept[APL_KEPT_DEMAND][i];
    p.supply = w->kept[APL_KEPT_SUPPLY][j];
    p.reaching = w->kept[APL_KEPT_REACHING][j];
    p.ratio = w->kept[APL_KEPT_RATIO][j];
    p.value = apl_term_value(w->second, weight, p.ratio);
    return p;
}

/* The largest part first. */
static int compare_parts(const void *one, const void *other)
{
    const aploc_part *a = one, *b = other;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static aploc_status explain(const aploc_whatif *w, apl_side side, int32_t place,
                            aploc_explanation **explanation, aploc_error *err)
{
    aploc_status status;
    aploc_explanation *e = NULL;
    APL_TRY(apl_check_settled(w, err));
    if (!explanation)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no place for the explanation, expected one");
    APL_TRY(apl_check_place(w, side, place, err));
    int is_supply = side == APL_SIDE_SUPPLY;
    apl_row_view row = apl_overlay_row(&w->rows[side], place);
    APL_TRY(APL_ZEROED(e, 1, err));
    APL_TRY(APL_NEW(e->parts, row.n, err));
    e->whole = w->kept[is_supply ? APL_KEPT_SUPPLY : APL_KEPT_APL][place];
    for (int32_t k = 0; k < row.n; k++) {
        int32_t other = row.index[k];
        aploc_part p = part_of(w, is_supply ? other : place, is_supply ? place : other,
                               row.weights[k], row.minutes ? row.minutes[k] : NAN);
        if (!((is_supply ? p.demand : p.supply) > 0.0))
            continue;
        if (is_supply)
            p.value *= p.demand;
        p.place = other;
        p.share = e->whole > 0.0 ? p.value / e->whole : 0.0;
        e->parts[e->n++] = p;
    }
    qsort(e->parts, (size_t)e->n, sizeof *e->parts, compare_parts);
    *explanation = e;
    e = NULL;
out:
    aploc_explanation_free(e);
    return status;
}

aploc_status aploc_whatif_explain(const aploc_whatif *session, int32_t i,
                                  aploc_explanation **explanation, aploc_error *err)
{
    return explain(session, APL_SIDE_DEMAND, i, explanation, err);
}

aploc_status aploc_whatif_explain_supply(const aploc_whatif *session, int32_t j,
                                         aploc_explanation **explanation, aploc_error *err)
{
    return explain(session, APL_SIDE_SUPPLY, j, explanation, err);
}

void aploc_explanation_free(aploc_explanation *explanation)
{
    if (!explanation)
        return;
    free(explanation->parts);
    free(explanation);
}

int32_t aploc_explanation_count(const aploc_explanation *explanation)
{
    return explanation ? explanation->n : 0;
}

double aploc_explanation_whole(const aploc_explanation *explanation)
{
    return explanation ? explanation->whole : 0.0;
}

aploc_status aploc_explanation_get(const aploc_explanation *explanation, int32_t k,
                                   aploc_part *part, aploc_error *err)
{
    if (!explanation || !part)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        explanation ? "place for the part" : "explanation");
    if (part->size != sizeof *part)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found aploc_part of %zu bytes, expected %zu",
                        part->size, sizeof *part);
    if (k < 0 || k >= explanation->n)
        return apl_fail(err, APLOC_ERR_INDEX, "found part %d, expected one from 0 to %d", k,
                        explanation->n - 1);
    *part = explanation->parts[k];
    return APLOC_OK;
}
