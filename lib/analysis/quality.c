/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to know of the inputs before trusting a result. */
#include <aploc/quality.h>

#include <math.h>
#include <string.h>

#include "analysis/edge.h"
#include "analysis/statistics.h"
#include "base/memory.h"

struct aploc_quality {
    aploc_quality_numbers numbers;
    int32_t *places[APLOC_FINDING_COUNT];
    int32_t counts[APLOC_FINDING_COUNT];
};

/* The inputs, and one mark a place for each finding while they are gathered. */
typedef struct checking {
    const aploc_communes *communes;
    const aploc_times *times;
    const aploc_decay *decay;
    const aploc_plan *plan;
    const double *demand;
    const double *supply;
    int32_t n_demand, n_supply;
    int same_places;
    char *marks[APLOC_FINDING_COUNT];
    int32_t *row; /* room for one row of the plan, in either orientation */
    int32_t n_row;
} checking;

/* The time from i to j as given, NaN when there is none: a row is ascending. */
static double time_between(const aploc_times *times, int32_t i, int32_t j)
{
    const int32_t *to;
    const double *minutes;
    int64_t low = 0, high = aploc_times_row(times, i, &to, &minutes), n = high;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (to[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && to[low] == j ? minutes[low] : NAN;
}

static int is_on_step(const aploc_decay *decay, double minutes)
{
    if (decay->kind == APLOC_DECAY_STEPS)
        for (int32_t k = 1; k < decay->n_points; k++)
            if (minutes == decay->minutes[k])
                return 1;
    return minutes == aploc_decay_threshold(decay);
}

/* One way, both ways, on a step; `gaps` has room for a number a pair. */
static void compare_ways(const checking *c, double *gaps, aploc_quality_numbers *n)
{
    double threshold = aploc_decay_threshold(c->decay);
    n->worst_from = n->worst_to = -1;
    for (int32_t i = 0; i < c->n_demand; i++) {
        const int32_t *to;
        const double *minutes;
        int64_t n_to = aploc_times_row(c->times, i, &to, &minutes);
        for (int64_t k = 0; k < n_to; k++) {
            if (c->same_places && to[k] == i)
                continue;
            n->n_pairs++;
            n->n_used += minutes[k] < threshold;
            n->n_on_step += is_on_step(c->decay, minutes[k]);
            if (!c->same_places)
                continue;
            double back = time_between(c->times, to[k], i);
            if (isnan(back)) {
                n->n_one_way++;
            } else if (i < to[k]) {
                double gap = fabs(minutes[k] - back);
                gaps[n->n_both_ways++] = gap;
                n->n_asymmetric += gap > 0.0;
                if (gap > n->asymmetry_max) {
                    n->asymmetry_max = gap;
                    n->worst_from = minutes[k] > back ? i : to[k];
                    n->worst_to = minutes[k] > back ? to[k] : i;
                }
            }
        }
    }
    apl_sort(gaps, n->n_both_ways);
    n->asymmetry_median = apl_quantile(gaps, n->n_both_ways, 0.5);
    n->asymmetry_p95 = apl_quantile(gaps, n->n_both_ways, 0.95);
}

/* Communes without a pair, and communes whose pairs are all too long. */
static void find_cut_off(const checking *c)
{
    char *alone = c->marks[APLOC_FINDING_NO_PAIR], *cut_off = c->marks[APLOC_FINDING_CUT_OFF];
    memset(alone, 1, (size_t)c->n_demand);
    for (int32_t i = 0; i < c->n_demand; i++) {
        const int32_t *to;
        int64_t n_to = aploc_times_row(c->times, i, &to, NULL);
        for (int64_t k = 0; k < n_to; k++)
            if (to[k] != i)
                alone[i] = alone[to[k]] = 0;
    }
    for (int32_t i = 0; i < c->n_demand; i++)
        cut_off[i] = !alone[i] && aploc_plan_reach(c->plan, i, 0, NULL, NULL) == 1 &&
                     aploc_plan_catchment(c->plan, i, 0, NULL, NULL) == 1;
}

/* Supply that nobody reaches, or nobody but its own place. */
static void find_supply(const checking *c, aploc_quality_numbers *n)
{
    for (int32_t j = 0; j < c->n_supply; j++) {
        const int32_t *from = c->row;
        int64_t n_from = aploc_plan_catchment(c->plan, j, c->n_row, c->row, NULL);
        int own = 0, others = 0;
        for (int64_t k = 0; k < n_from; k++) {
            if (c->demand[from[k]] > 0.0) {
                if (c->same_places && from[k] == j)
                    own = 1;
                else
                    others = 1;
            }
        }
        n->supply += c->supply[j];
        if (c->supply[j] > 0.0 && !own && !others) {
            c->marks[APLOC_FINDING_LOST_SUPPLY][j] = 1;
            n->supply_lost += c->supply[j];
        }
        if (c->same_places)
            c->marks[APLOC_FINDING_OWN_SUPPLY_ONLY][j] = c->supply[j] > 0.0 && own && !others;
    }
}

static void find_demand(const checking *c, aploc_quality_numbers *n)
{
    for (int32_t i = 0; i < c->n_demand; i++) {
        const int32_t *to = c->row;
        int64_t n_to = aploc_plan_reach(c->plan, i, c->n_row, c->row, NULL);
        int served = 0;
        for (int64_t k = 0; k < n_to && !served; k++)
            served = c->supply[to[k]] > 0.0;
        n->demand += c->demand[i];
        c->marks[APLOC_FINDING_NO_DEMAND][i] = c->demand[i] == 0.0;
        if (!served) {
            c->marks[APLOC_FINDING_UNREACHED][i] = 1;
            n->demand_unreached += c->demand[i];
        }
    }
}

static void find_whole_cities(const checking *c)
{
    static const char *const cities[] = {"75056", "69123", "13055"};
    for (size_t k = 0; k < sizeof cities / sizeof *cities; k++) {
        int32_t i = aploc_communes_find(c->communes, cities[k]);
        if (i >= 0)
            c->marks[APLOC_FINDING_WHOLE_CITY][i] = 1;
    }
}

static aploc_status find_edge(const checking *c, aploc_quality_numbers *n, aploc_error *err)
{
    const double *lon = aploc_communes_column(c->communes, APLOC_LON);
    const double *lat = aploc_communes_column(c->communes, APLOC_LAT);
    char *edge = c->marks[APLOC_FINDING_EDGE], *near = c->marks[APLOC_FINDING_NEAR_EDGE];
    n->demand_near_edge = NAN;
    /* Without coordinates nothing is known; with sites, nor are the times between communes. */
    if (!lon || !lat || !c->same_places)
        return APLOC_OK;
    aploc_status status = apl_edge_find(c->n_demand, lon, lat, edge, err);
    if (status)
        return status;
    n->demand_near_edge = 0.0;
    for (int32_t i = 0; i < c->n_demand; i++) {
        int64_t count = aploc_plan_reach(c->plan, i, c->n_row, c->row, NULL);
        for (int64_t k = 0; k < count; k++)
            near[i] |= edge[c->row[k]];
        count = aploc_plan_catchment(c->plan, i, c->n_row, c->row, NULL);
        for (int64_t k = 0; k < count; k++)
            near[i] |= edge[c->row[k]];
        if (near[i])
            n->demand_near_edge += c->demand[i];
    }
    return APLOC_OK;
}

/* From marks to lists. */
static aploc_status gather_places(const checking *c, aploc_quality *quality, aploc_error *err)
{
    for (int f = 0; f < APLOC_FINDING_COUNT; f++) {
        int32_t n = f == APLOC_FINDING_LOST_SUPPLY ? c->n_supply : c->n_demand, count = 0;
        for (int32_t i = 0; i < n; i++)
            count += c->marks[f][i];
        aploc_status status = APL_NEW(quality->places[f], count, err);
        if (status)
            return status;
        quality->counts[f] = count;
        for (int32_t i = 0, at = 0; i < n; i++)
            if (c->marks[f][i])
                quality->places[f][at++] = i;
    }
    return APLOC_OK;
}

static aploc_status check_call(const aploc_communes *communes, const aploc_communes *sites,
                               const aploc_times *times, const aploc_decay *decay,
                               const double *demand, const double *supply, aploc_quality **quality,
                               aploc_error *err)
{
    if (!communes || !times || !decay || !demand || !supply || !quality)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !communes ? "communes"
                        : !times  ? "times"
                        : !decay  ? "decay"
                        : !demand ? "demand"
                        : !supply ? "supply"
                                  : "place for the result");
    int32_t n_places = aploc_communes_count(sites ? sites : communes);
    if (aploc_times_demand_count(times) != aploc_communes_count(communes) ||
        aploc_times_supply_count(times) != n_places)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found times of %d x %d places, expected %d x %d",
                        aploc_times_demand_count(times), aploc_times_supply_count(times),
                        aploc_communes_count(communes), n_places);
    return APLOC_OK;
}

aploc_status aploc_quality_check(const aploc_communes *communes, const aploc_communes *sites,
                                 const aploc_times *times, const aploc_decay *decay,
                                 const double *demand, const double *supply,
                                 aploc_quality **quality, aploc_error *err)
{
    aploc_status status = check_call(communes, sites, times, decay, demand, supply, quality, err);
    if (status)
        return status;
    checking c = {.communes = communes,
                  .times = times,
                  .decay = decay,
                  .demand = demand,
                  .supply = supply,
                  .n_demand = aploc_times_demand_count(times),
                  .n_supply = aploc_times_supply_count(times),
                  .same_places = sites == NULL};
    int32_t n_most = c.n_demand > c.n_supply ? c.n_demand : c.n_supply;
    aploc_plan_options options = APLOC_PLAN_OPTIONS_INIT;
    aploc_plan *plan = NULL;
    aploc_quality *q = NULL;
    double *apl = NULL, *gaps = NULL;

    options.own = c.same_places ? APLOC_OWN_ZERO : APLOC_OWN_AS_GIVEN;
    APL_TRY(aploc_plan_create(times, decay, &options, &plan, err));
    c.plan = plan;
    c.n_row = n_most;
    APL_TRY(APL_NEW(c.row, n_most, err));
    /* Solved for its checks: what it accepts has finite sums below. */
    APL_TRY(APL_NEW(apl, c.n_demand, err));
    APL_TRY(aploc_solve(plan, demand, supply, apl, NULL, err));
    APL_TRY(APL_ZEROED(q, 1, err));
    for (int f = 0; f < APLOC_FINDING_COUNT; f++)
        APL_TRY(APL_ZEROED(c.marks[f], n_most, err));
    APL_TRY(APL_NEW(gaps, aploc_times_pair_count(times), err));

    q->numbers = (aploc_quality_numbers)APLOC_QUALITY_NUMBERS_INIT;
    compare_ways(&c, gaps, &q->numbers);
    if (c.same_places)
        find_cut_off(&c);
    find_supply(&c, &q->numbers);
    find_demand(&c, &q->numbers);
    find_whole_cities(&c);
    APL_TRY(find_edge(&c, &q->numbers, err));
    APL_TRY(gather_places(&c, q, err));
    *quality = q;
    q = NULL;
out:
    aploc_quality_free(q);
    for (int f = 0; f < APLOC_FINDING_COUNT; f++)
        free(c.marks[f]);
    free(c.row);
    free(gaps);
    free(apl);
    aploc_plan_free(plan);
    return status;
}

void aploc_quality_free(aploc_quality *quality)
{
    if (!quality)
        return;
    for (int f = 0; f < APLOC_FINDING_COUNT; f++)
        free(quality->places[f]);
    free(quality);
}

aploc_status aploc_quality_get_numbers(const aploc_quality *quality, aploc_quality_numbers *numbers,
                                       aploc_error *err)
{
    if (!quality || !numbers)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        quality ? "place for the numbers" : "check");
    if (numbers->size != sizeof *numbers)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_quality_numbers of %zu bytes, expected %zu", numbers->size,
                        sizeof *numbers);
    *numbers = quality->numbers;
    return APLOC_OK;
}

const int32_t *aploc_quality_get_places(const aploc_quality *quality, int32_t finding, int32_t *n)
{
    int known =
        quality && finding >= 0 && finding < APLOC_FINDING_COUNT && quality->counts[finding] > 0;
    if (n)
        *n = known ? quality->counts[finding] : 0;
    return known ? quality->places[finding] : NULL;
}
