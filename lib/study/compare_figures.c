/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison says: of all places, of groups, of the people who gain or lose. */
#include <math.h>

#include <aploc/statistics.h>

#include "analysis/sample.h"
#include "base/memory.h"
#include "study/compare.h"

static aploc_status check_size(size_t found, size_t expected, const char *what, aploc_error *err)
{
    return found == expected
               ? APLOC_OK
               : apl_fail(err, APLOC_ERR_OPTIONS, "found %s of %zu bytes, expected %zu", what,
                          found, expected);
}

static aploc_status check_given(const void *comparison, const void *result, aploc_error *err)
{
    return comparison && result ? APLOC_OK
                                : apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                                           comparison ? "place for the result" : "comparison");
}

aploc_status aploc_comparison_get_report(const aploc_comparison *comparison,
                                         aploc_compare_report *report, aploc_error *err)
{
    aploc_status status = check_given(comparison, report, err);
    if (!status)
        status = check_size(report->size, sizeof *report, "an aploc_compare_report", err);
    if (!status)
        *report = comparison->report;
    return status;
}

int32_t aploc_comparison_count(const aploc_comparison *comparison)
{
    return comparison ? comparison->n : 0;
}

const int32_t *aploc_comparison_places(const aploc_comparison *comparison, int32_t side)
{
    return comparison && (side == 0 || side == 1) ? comparison->places[side] : NULL;
}

const double *aploc_comparison_values(const aploc_comparison *comparison, int32_t side)
{
    return comparison && (side == 0 || side == 1) ? apl_compare_end(comparison, side) : NULL;
}

const double *aploc_comparison_parts(const aploc_comparison *comparison)
{
    return comparison ? comparison->parts : NULL;
}

/* The demand that a state has. */
static const double *demand_of(const aploc_comparison *c, int32_t state)
{
    if (!c->split)
        return c->demand[state];
    for (int32_t bit = 0; bit < c->n_factors; bit++)
        if (c->factors[bit] == APLOC_FACTOR_DEMAND)
            return c->demand[state >> bit & 1];
    return c->demand[0];
}

/* The means of the groups in every state, [state * n_levels + level]; and the demand of each group
 * before and after. */
static aploc_status compute_means(const aploc_comparison *c, int32_t n_levels,
                                  const int32_t *levels, double *means, double *totals,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t state = 0; !status && state < c->n_states; state++) {
        double *of_end = state == c->n_states - 1 ? totals + n_levels : state == 0 ? totals : NULL;
        status = aploc_stat_mean_by_group(c->n, c->states + (size_t)state * (size_t)c->n,
                                          demand_of(c, state), levels, n_levels,
                                          means + (size_t)state * (size_t)n_levels, of_end, err);
    }
    /* Where nothing differs there is one state: before, and after too. */
    for (int32_t g = 0; !status && c->n_states == 1 && g < n_levels; g++)
        totals[g] = totals[n_levels + g];
    return status;
}

static aploc_status fill_changes(const aploc_comparison *c, int32_t n_levels, const double *means,
                                 const double *totals, aploc_change *changes, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t g = 0; !status && g < n_levels; g++) {
        double values[1 << APLOC_FACTOR_COUNT];
        for (int32_t state = 0; state < c->n_states; state++)
            values[state] = means[(size_t)state * (size_t)n_levels + (size_t)g];
        changes[g].before = values[0];
        changes[g].after = values[c->n_states - 1];
        changes[g].change = changes[g].after - changes[g].before;
        changes[g].demand_before = totals[g];
        changes[g].demand_after = totals[n_levels + g];
        status = apl_compare_parts(c, values, changes[g].parts, err);
    }
    return status;
}

aploc_status aploc_comparison_changes(const aploc_comparison *comparison, int32_t n_levels,
                                      const int32_t *levels, aploc_change *changes,
                                      aploc_error *err)
{
    const aploc_comparison *c = comparison;
    aploc_status status = APLOC_OK;
    int32_t *all = NULL;
    double *means = NULL, *totals = NULL;
    aploc_change *made = NULL;
    APL_TRY(check_given(c, changes, err));
    if (n_levels < 1)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %d groups, expected at least 1",
                        (int)n_levels);
    for (int32_t g = 0; g < n_levels; g++)
        APL_TRY(check_size(changes[g].size, sizeof *changes, "an aploc_change", err));
    if (!levels) {
        APL_TRY(APL_ZEROED(all, c->n, err));
        levels = all;
    }
    APL_TRY(APL_ZEROED(made, n_levels, err));
    APL_TRY(APL_NEW(means, (int64_t)n_levels * c->n_states, err));
    APL_TRY(APL_NEW(totals, (int64_t)n_levels * 2, err));
    APL_TRY(compute_means(c, n_levels, levels, means, totals, err));
    APL_TRY(fill_changes(c, n_levels, means, totals, made, err));
    for (int32_t i = 0; i < c->n; i++)
        made[levels[i]].n_places++;
    for (int32_t g = 0; g < n_levels; g++) {
        made[g].size = sizeof *made;
        changes[g] = made[g];
    }
out:
    free(all);
    free(means);
    free(totals);
    free(made);
    return status;
}

aploc_status aploc_comparison_moves(const aploc_comparison *comparison, const double *people,
                                    double threshold, aploc_moves *moves, aploc_error *err)
{
    const aploc_comparison *c = comparison;
    aploc_status status = APLOC_OK;
    aploc_moves m = APLOC_MOVES_INIT;
    apl_sum sums[6] = {{0}};
    int32_t counts[6] = {0};
    enum { ROSE, FELL, STAYED, UP, DOWN, BELOW };
    APL_TRY(check_given(c, moves, err));
    APL_TRY(check_size(moves->size, sizeof *moves, "an aploc_moves", err));
    if (isnan(threshold))
        return apl_fail(err, APLOC_ERR_RANGE, "found a threshold of NaN, expected a number");
    people = people ? people : c->demand[1];
    const double *from = apl_compare_end(c, 0), *to = apl_compare_end(c, 1);
    for (int32_t i = 0; i < c->n; i++) {
        APL_TRY(apl_number_check("number of people", people[i], APL_NOT_NEGATIVE, i, err));
        int way = to[i] > from[i] ? ROSE : to[i] < from[i] ? FELL : STAYED;
        int was = from[i] < threshold, is = to[i] < threshold;
        counts[way]++;
        apl_sum_add(&sums[way], people[i]);
        if (was || is) {
            int crossing = was && is ? BELOW : was ? UP : DOWN;
            counts[crossing]++;
            apl_sum_add(&sums[crossing], people[i]);
        }
    }
    double *const totals[6] = {&m.rose, &m.fell, &m.stayed, &m.up, &m.down, &m.below};
    int32_t *const places[6] = {&m.n_rose, &m.n_fell, &m.n_stayed, &m.n_up, &m.n_down, &m.n_below};
    for (int k = 0; k < 6; k++) {
        *totals[k] = apl_sum_value(sums[k]);
        *places[k] = counts[k];
    }
    *moves = m;
out:
    return status;
}
