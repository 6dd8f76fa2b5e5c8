/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The states between two results: what differs, and what comes out when some of it is as after and
 * the rest as before. */
#include <math.h>
#include <string.h>

#include <aploc/number.h>
#include <aploc/statistics.h>

#include "base/memory.h"
#include "study/compare.h"
#include "tables/times.h"

/* How far the values of a cell may be from those of its inputs: other orders of additions, and the
 * exponentials of other machines. */
static const double nearly = 1e-9;

/* A side in the order of the comparison. */
typedef struct side {
    const aploc_cell *cell;
    const aploc_times *times;
    aploc_times *carried; /* where the times of the cell have another order; to be freed */
    double *supply;
    aploc_decay decay;
} side;

static int same_numbers(const double *a, const double *b, int64_t n)
{
    return n == 0 || memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

static int same_times(const aploc_times *a, const aploc_times *b)
{
    if (a == b)
        return 1;
    if (a->same_places != b->same_places ||
        memcmp(a->offsets, b->offsets, ((size_t)a->n_demand + 1) * sizeof *a->offsets) != 0)
        return 0;
    int64_t n = a->offsets[a->n_demand];
    return n == 0 || (memcmp(a->to, b->to, (size_t)n * sizeof *a->to) == 0 &&
                      same_numbers(a->minutes, b->minutes, n));
}

static int same_decay(const aploc_decay *a, const aploc_decay *b)
{
    const double ours[] = {a->cut, a->rate, a->scale, a->exponent};
    const double theirs[] = {b->cut, b->rate, b->scale, b->exponent};
    return a->kind == b->kind && a->n_points == b->n_points && same_numbers(ours, theirs, 4) &&
           same_numbers(a->minutes, b->minutes, a->n_points) &&
           same_numbers(a->values, b->values, a->n_points);
}

/* The times of a cell in the order of the comparison; that a place is 0 minutes from itself becomes
 * a pair like any other, since places of supply may now have another order. */
static aploc_status carry_times(side *s, int which, const apl_match *communes,
                                const apl_match *sites, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_times *times = s->cell->times;
    int64_t n = 0, most = times->offsets[times->n_demand] + times->n_demand, repeated[2];
    int32_t *now = NULL, *from = NULL, *to = NULL;
    double *minutes = NULL;
    APL_TRY(APL_NEW(now, times->n_supply, err));
    APL_TRY(APL_NEW(from, most, err));
    APL_TRY(APL_NEW(to, most, err));
    APL_TRY(APL_NEW(minutes, most, err));
    for (int32_t j = 0; j < sites->n; j++)
        now[sites->at[which][j]] = j;
    for (int32_t i = 0; i < communes->n; i++) {
        int32_t row = communes->at[which][i];
        for (int64_t k = times->offsets[row]; k < times->offsets[row + 1]; k++) {
            if (times->same_places && times->to[k] == row)
                continue;
            from[n] = i;
            to[n] = now[times->to[k]];
            minutes[n++] = times->minutes[k];
        }
        if (times->same_places) {
            from[n] = i;
            to[n] = now[row];
            minutes[n++] = 0.0;
        }
    }
    APL_TRY(apl_times_build(times->n_demand, times->n_supply, 0, n, from, to, minutes, &s->carried,
                            repeated, err));
    s->times = s->carried;
out:
    free(now);
    free(from);
    free(to);
    free(minutes);
    return status;
}

static aploc_status refuse_sites(const aploc_cell *const cells[2], const apl_match *sites,
                                 aploc_error *err)
{
    int has = sites->n_only[0] ? 0 : 1;
    const aploc_cell *cell = cells[has];
    const char *code =
        aploc_communes_code(cell->sites ? cell->sites : cell->communes, sites->first_only[has]);
    return apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, (apl_place){.code = code},
                       "cell %s: found %d places of supply that the other cell (%s) does not have, "
                       "the first '%s', expected the same ones on both sides, or no split",
                       cell->name, (int)sites->n_only[has], cells[!has]->name, code);
}

/* Both sides in one order. */
static aploc_status take_sides(side sides[2], const aploc_cell *const cells[2],
                               const apl_match *communes, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_match sites = {0};
    const aploc_communes *where[2];
    int as_is = cells[0]->times->same_places == cells[1]->times->same_places;
    for (int k = 0; k < 2; k++)
        where[k] = cells[k]->sites ? cells[k]->sites : cells[k]->communes;
    APL_TRY(apl_match_places(where[0], where[1], &sites, err));
    if (sites.n_only[0] || sites.n_only[1])
        APL_TRY(refuse_sites(cells, &sites, err));
    for (int k = 0; k < 2; k++)
        as_is = as_is && apl_match_is_identity(communes, k) && apl_match_is_identity(&sites, k);
    for (int k = 0; k < 2; k++) {
        side *s = &sides[k];
        s->cell = cells[k];
        s->times = cells[k]->times;
        APL_TRY(aploc_method_get_decay(cells[k]->method, &s->decay, err));
        APL_TRY(APL_NEW(s->supply, sites.n, err));
        for (int32_t j = 0; j < sites.n; j++)
            s->supply[j] = cells[k]->supply[sites.at[k][j]];
        if (!as_is)
            APL_TRY(carry_times(s, k, communes, &sites, err));
    }
out:
    apl_match_free(&sites);
    return status;
}

static void find_factors(aploc_comparison *c, const side sides[2])
{
    const side *a = &sides[0], *b = &sides[1];
    const int differs[APLOC_FACTOR_COUNT] = {
        [APLOC_FACTOR_SUPPLY] =
            !same_numbers(a->supply, b->supply, aploc_times_supply_count(a->times)),
        [APLOC_FACTOR_DEMAND] = !same_numbers(c->demand[0], c->demand[1], c->n),
        [APLOC_FACTOR_TIMES] = !same_times(a->times, b->times),
        [APLOC_FACTOR_METHOD] =
            a->cell->variant != b->cell->variant || !same_decay(&a->decay, &b->decay)};
    for (int32_t f = 0; f < APLOC_FACTOR_COUNT; f++)
        if (differs[f]) {
            c->report.factors |= 1 << f;
            c->factors[c->n_factors++] = f;
        }
    c->n_states = 1 << c->n_factors;
}

/* From which side a state has a factor; any side will do for one that does not differ. */
static int side_of(const aploc_comparison *c, int32_t state, int32_t factor)
{
    for (int32_t bit = 0; bit < c->n_factors; bit++)
        if (c->factors[bit] == factor)
            return state >> bit & 1;
    return 0;
}

/* Every state. Times and method are the highest bits, so that a plan serves the states after one
 * another that share them. */
static aploc_status compute_states(aploc_comparison *c, const side sides[2], int32_t n_threads,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_plan *plan = NULL;
    int planned = -1;
    APL_TRY(APL_NEW(c->states, (int64_t)c->n_states * c->n, err));
    for (int32_t state = 0; state < c->n_states; state++) {
        int of_times = side_of(c, state, APLOC_FACTOR_TIMES);
        int of_method = side_of(c, state, APLOC_FACTOR_METHOD);
        const aploc_times *times = sides[of_times].times;
        if (planned != 2 * of_times + of_method) {
            aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
            how.n_threads = n_threads;
            aploc_plan_free(plan);
            plan = NULL;
            APL_TRY(aploc_plan_create(times, &sides[of_method].decay, &how, &plan, err));
            planned = 2 * of_times + of_method;
        }
        aploc_measure_options options = APLOC_MEASURE_OPTIONS_INIT;
        options.variant = sides[of_method].cell->variant;
        options.n_threads = n_threads;
        options.plan = plan;
        APL_TRY(aploc_measure(sides[of_method].cell->method, times,
                              c->demand[side_of(c, state, APLOC_FACTOR_DEMAND)],
                              sides[side_of(c, state, APLOC_FACTOR_SUPPLY)].supply,
                              c->states + (size_t)state * (size_t)c->n, &options, err));
    }
out:
    aploc_plan_free(plan);
    return status;
}

/* The values of a cell are those of its inputs, or the split would be of something else. */
static aploc_status check_end(const aploc_comparison *c, int which, const aploc_cell *cell,
                              aploc_error *err)
{
    const double *computed = apl_compare_end(c, which);
    for (int32_t i = 0; i < c->n; i++) {
        double found = cell->values[c->places[which][i]], expected = computed[i];
        if (fabs(found - expected) <= nearly * expected)
            continue;
        char texts[2][APLOC_NUMBER_SIZE];
        const char *code = aploc_communes_code(cell->communes, c->places[which][i]);
        aploc_number_write(found, texts[0]);
        aploc_number_write(expected, texts[1]);
        return apl_fail_at(err, APLOC_ERR_CELL, (apl_place){.code = code},
                           "cell %s, commune %s: found the value %s, expected %s, as computed from "
                           "its demand, supply, times and method",
                           cell->name, code, texts[0], texts[1]);
    }
    return APLOC_OK;
}

aploc_status apl_compare_parts(const aploc_comparison *c, const double *values, double *parts,
                               aploc_error *err)
{
    double of_bits[APLOC_FACTORS_MAX] = {0};
    int known = c->split;
    for (int32_t state = 0; state < c->n_states; state++)
        known = known && !isnan(values[state]);
    aploc_status status = known && c->n_factors > 0
                              ? aploc_stat_shapley(c->n_factors, values, of_bits, err)
                              : APLOC_OK;
    if (status)
        return status;
    for (int f = 0; f < APLOC_FACTOR_COUNT; f++)
        parts[f] = known ? 0.0 : NAN;
    for (int32_t bit = 0; known && bit < c->n_factors; bit++)
        parts[c->factors[bit]] = of_bits[bit];
    return APLOC_OK;
}

aploc_status apl_compare_split(aploc_comparison *c, const aploc_cell *const cells[2],
                               const apl_match *communes, int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    side sides[2] = {{.decay = APLOC_DECAY_INIT}, {.decay = APLOC_DECAY_INIT}};
    APL_TRY(take_sides(sides, cells, communes, err));
    find_factors(c, sides);
    APL_TRY(compute_states(c, sides, n_threads, err));
    for (int k = 0; k < 2; k++)
        APL_TRY(check_end(c, k, cells[k], err));
    APL_TRY(APL_NEW(c->parts, (int64_t)c->n * APLOC_FACTOR_COUNT, err));
    for (int32_t i = 0; i < c->n; i++) {
        double values[1 << APLOC_FACTOR_COUNT];
        for (int32_t state = 0; state < c->n_states; state++)
            values[state] = c->states[(size_t)state * (size_t)c->n + (size_t)i];
        APL_TRY(apl_compare_parts(c, values, c->parts + (size_t)i * APLOC_FACTOR_COUNT, err));
    }
out:
    for (int k = 0; k < 2; k++) {
        aploc_times_free(sides[k].carried);
        free(sides[k].supply);
    }
    return status;
}
