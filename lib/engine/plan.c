/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From travel times and decay to the plan. */
#include "engine/plan.h"

#include "base/memory.h"
#include "base/threads.h"
#include "tables/times.h"

/* What the parallel passes share. */
typedef struct building {
    const aploc_times *times;
    const aploc_decay *decay;
    double *weights;   /* one a pair of times */
    double own_weight; /* f(0), or 0 when a place is not 0 minutes from itself */
    aploc_plan *plan;
} building;

static void weigh(void *data, int64_t begin, int64_t end)
{
    building *b = data;
    /* Decay and times have been checked: this cannot fail. */
    (void)aploc_decay_weights(b->decay, end - begin, b->times->minutes + begin, b->weights + begin,
                              NULL);
}

/* Whether pair `k` of row `i` goes into the plan as it is given. */
static int is_used(const building *b, int64_t i, int64_t k)
{
    return b->weights[k] > 0.0 && !(b->own_weight > 0.0 && b->times->to[k] == i);
}

static void count_used(void *data, int64_t begin, int64_t end)
{
    building *b = data;
    const int64_t *given = b->times->offsets;
    for (int64_t i = begin; i < end; i++) {
        int64_t n = b->own_weight > 0.0;
        for (int64_t k = given[i]; k < given[i + 1]; k++)
            n += is_used(b, i, k);
        b->plan->by_demand.offsets[i + 1] = n;
    }
}

static void fill_rows(void *data, int64_t begin, int64_t end)
{
    building *b = data;
    const int64_t *given = b->times->offsets;
    apl_rows rows = b->plan->by_demand;
    for (int64_t i = begin; i < end; i++) {
        int64_t at = rows.offsets[i];
        int own_is_due = b->own_weight > 0.0;
        for (int64_t k = given[i]; k < given[i + 1]; k++) {
            if (own_is_due && b->times->to[k] >= i) {
                rows.index[at] = (int32_t)i;
                rows.weights[at++] = b->own_weight;
                own_is_due = 0;
            }
            if (is_used(b, i, k)) {
                rows.index[at] = b->times->to[k];
                rows.weights[at++] = b->weights[k];
            }
        }
        if (own_is_due) {
            rows.index[at] = (int32_t)i;
            rows.weights[at] = b->own_weight;
        }
    }
}

static void sum_up(int64_t *offsets, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        offsets[i + 1] += offsets[i];
}

static aploc_status allocate_entries(apl_rows *rows, int64_t n, aploc_error *err)
{
    aploc_status status = APL_NEW(rows->index, n, err);
    return status ? status : APL_NEW(rows->weights, n, err);
}

/* The other orientation, by a counting sort: going through the rows in order leaves each column's
 * entries ascending. */
static void transpose(aploc_plan *plan)
{
    apl_rows rows = plan->by_demand, columns = plan->by_supply;
    int64_t n_pairs = rows.offsets[plan->n_demand];
    for (int64_t k = 0; k < n_pairs; k++)
        columns.offsets[rows.index[k] + 1]++;
    sum_up(columns.offsets, plan->n_supply);
    /* offsets[j] walks to the end of column j, which is where column j + 1 starts. */
    for (int32_t i = 0; i < plan->n_demand; i++) {
        for (int64_t k = rows.offsets[i]; k < rows.offsets[i + 1]; k++) {
            int64_t at = columns.offsets[rows.index[k]]++;
            columns.index[at] = i;
            columns.weights[at] = rows.weights[k];
        }
    }
    for (int32_t j = plan->n_supply; j > 0; j--)
        columns.offsets[j] = columns.offsets[j - 1];
    columns.offsets[0] = 0;
}

aploc_status apl_check_own(const aploc_times *times, int32_t own, int32_t n_threads,
                           aploc_error *err)
{
    if (own < APLOC_OWN_AS_TIMES || own > APLOC_OWN_AS_GIVEN)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found own = %d, expected an aploc_own", own);
    if (own == APLOC_OWN_ZERO && times->n_demand != times->n_supply)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d places of demand and %d of supply, expected as many, since a "
                        "place shall be 0 minutes from itself",
                        times->n_demand, times->n_supply);
    if (n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d threads, expected 0 or more", n_threads);
    return APLOC_OK;
}

int apl_own_is_zero(const aploc_times *times, int32_t own)
{
    return own == APLOC_OWN_ZERO || (own == APLOC_OWN_AS_TIMES && times->same_places);
}

static aploc_status check(const aploc_times *times, const aploc_decay *decay,
                          const aploc_plan_options *options, aploc_plan **plan, aploc_error *err)
{
    if (!times || !decay || !plan)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !times ? "times" : (!decay ? "decay" : "place for the plan"));
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_plan_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    aploc_status status = apl_check_own(times, options->own, options->n_threads, err);
    return status ? status : aploc_decay_check(decay, err);
}

aploc_status aploc_plan_create(const aploc_times *times, const aploc_decay *decay,
                               const aploc_plan_options *options, aploc_plan **plan,
                               aploc_error *err)
{
    const aploc_plan_options defaults = APLOC_PLAN_OPTIONS_INIT;
    if (!options)
        options = &defaults;
    aploc_status status = check(times, decay, options, plan, err);
    if (status)
        return status;
    building b = {.times = times, .decay = decay};
    int64_t n_given = times->offsets[times->n_demand];
    int32_t n_threads = apl_thread_count(options->n_threads, n_given, APL_PAIRS_A_THREAD);

    APL_TRY(APL_ZEROED(b.plan, 1, err));
    b.plan->n_demand = times->n_demand;
    b.plan->n_supply = times->n_supply;
    b.plan->by_demand.n_rows = times->n_demand;
    b.plan->by_supply.n_rows = times->n_supply;
    APL_TRY(APL_ZEROED(b.plan->by_demand.offsets, (int64_t)times->n_demand + 1, err));
    APL_TRY(APL_ZEROED(b.plan->by_supply.offsets, (int64_t)times->n_supply + 1, err));
    APL_TRY(APL_NEW(b.weights, n_given, err));

    const double zero = 0.0;
    APL_TRY(aploc_decay_weights(decay, 1, &zero, &b.plan->largest_weight, err));
    b.plan->decay_kind = decay->kind;
    if (apl_own_is_zero(times, options->own))
        b.own_weight = b.plan->largest_weight;
    apl_parallel(n_threads, n_given, NULL, weigh, &b);
    apl_parallel(n_threads, times->n_demand, times->offsets, count_used, &b);
    sum_up(b.plan->by_demand.offsets, times->n_demand);
    int64_t n_pairs = b.plan->by_demand.offsets[times->n_demand];
    APL_TRY(allocate_entries(&b.plan->by_demand, n_pairs, err));
    APL_TRY(allocate_entries(&b.plan->by_supply, n_pairs, err));
    apl_parallel(n_threads, times->n_demand, times->offsets, fill_rows, &b);
    transpose(b.plan);
    *plan = b.plan;
    b.plan = NULL;
out:
    aploc_plan_free(b.plan);
    free(b.weights);
    return status;
}

static void free_rows(apl_rows *rows)
{
    free(rows->offsets);
    free(rows->index);
    free(rows->weights);
}

void aploc_plan_free(aploc_plan *plan)
{
    if (!plan)
        return;
    free_rows(&plan->by_demand);
    free_rows(&plan->by_supply);
    free(plan);
}

int64_t aploc_plan_pair_count(const aploc_plan *plan)
{
    return plan ? plan->by_demand.offsets[plan->n_demand] : 0;
}

int32_t aploc_plan_demand_count(const aploc_plan *plan)
{
    return plan ? plan->n_demand : 0;
}

int32_t aploc_plan_supply_count(const aploc_plan *plan)
{
    return plan ? plan->n_supply : 0;
}

static int64_t get_row(const apl_rows *rows, int32_t r, int64_t capacity, int32_t *index,
                       double *weights)
{
    return r >= 0 && r < rows->n_rows ? apl_row_get(rows, r, capacity, index, weights) : 0;
}

int64_t aploc_plan_reach(const aploc_plan *plan, int32_t i, int64_t capacity, int32_t *to,
                         double *weights)
{
    return get_row(&plan->by_demand, i, capacity, to, weights);
}

int64_t aploc_plan_catchment(const aploc_plan *plan, int32_t j, int64_t capacity, int32_t *from,
                             double *weights)
{
    return get_row(&plan->by_supply, j, capacity, from, weights);
}
