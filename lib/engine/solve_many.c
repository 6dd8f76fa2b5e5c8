/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many scenarios over one reading of the plan. They run in groups, as many as a kernel takes at once,
 * with the numbers of the group side by side for each place. */
#include <aploc/family.h>
#include <aploc/scenarios.h>

#include <stdatomic.h>

#include "base/threads.h"
#include "engine/kernel.h"
#include "engine/room.h"
#include "engine/solution.h"
#include "engine/step.h"

/* What all scenarios have in common, and the group at hand. */
typedef struct many {
    const aploc_plan *plan;
    const aploc_solve_many_options *options;
    const double *demand, *supply;
    int64_t demand_stride, supply_stride; /* 0: one for all */
    int32_t n_threads;
    double *apl;      /* the caller's */
    double *reaching; /* the demand in reach, where it is the same for all */
    aploc_error *err;

    /* The group: `width` numbers a place, of which the first n are scenarios. */
    const apl_kernels *kernels;
    int32_t width, first, n;
    atomic_int infinite; /* a number is too large */
    double *steps;       /* room for the steps */
    double *demands;
    double *reached;   /* the demand in reach; NULL where it is the same for all */
    double *by_supply; /* ratios, of the places that the plan knows */
    double *column;    /* one scenario apart */
} many;

/* Say which scenario a fault is of; `scenario` -1 is none of them. */
static aploc_status blame(aploc_status status, int32_t scenario, const aploc_error *fault,
                          aploc_error *err)
{
    if (!status)
        return APLOC_OK;
    if (scenario < 0)
        return apl_fail(err, status, "%s", fault->message);
    return apl_fail(err, status, "scenario %d: %s", (int)scenario, fault->message);
}

/* Columns of numbers to check, and whether one is wrong. */
typedef struct looking {
    const aploc_plan *supplied; /* the plan of a supply; NULL: it is a demand */
    const double *x;
    int32_t n;
    atomic_int wrong;
} looking;

static void look(void *data, int64_t begin, int64_t end)
{
    looking *l = data;
    for (int64_t k = begin; k < end; k++)
        if (apl_kernels_in_use()->any_wrong(l->x + k * l->n, l->supplied ? l->supplied->most : NULL,
                                            l->n))
            atomic_store(&l->wrong, 1);
}

static aploc_status check_numbers(looking l, int32_t n_columns, int32_t n_threads, aploc_error *err)
{
    aploc_error fault = {0};
    apl_parallel(n_threads < n_columns ? n_threads : n_columns, n_columns, NULL, look, &l);
    for (int32_t k = 0; l.wrong && k < n_columns; k++) {
        const double *column = l.x + (int64_t)k * l.n;
        aploc_status status = l.supplied ? apl_check_supply(l.supplied, column, 1, &fault)
                                         : apl_check_numbers("a demand of", column, l.n, &fault);
        if (status)
            return blame(status, n_columns > 1 ? k : -1, &fault, err);
    }
    return APLOC_OK;
}

static aploc_status check_options(const aploc_plan *plan, int32_t n_scenarios,
                                  const aploc_solve_many_options *options, aploc_error *err)
{
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_solve_many_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if (options->n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d threads, expected 0 or more",
                        (int)options->n_threads);
    for (int32_t k = 0; options->reports && k < n_scenarios; k++)
        if (options->reports[k].size != sizeof *options->reports)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "scenario %d: found aploc_solve_report of %zu bytes, expected %zu",
                            (int)k, options->reports[k].size, sizeof *options->reports);
    return apl_check_variant(plan, options->variant, err);
}

static aploc_status check(const aploc_plan *plan, int32_t n_scenarios, int32_t n_demands,
                          const double *demand, int32_t n_supplies, const double *supply,
                          const double *apl, const aploc_solve_many_options *options,
                          aploc_error *err)
{
    aploc_status status;
    if (!plan || !demand || !supply || !apl)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected %s",
                        !plan     ? "plan"
                        : !demand ? "demand"
                        : !supply ? "supply"
                                  : "place for the APL",
                        !plan || !apl ? "one" : "an array of numbers");
    if (n_scenarios < 1)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %d scenarios, expected 1 or more",
                        (int)n_scenarios);
    if ((n_demands != 1 && n_demands != n_scenarios) ||
        (n_supplies != 1 && n_supplies != n_scenarios))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %d demands and %d supplies for %d scenarios, expected 1 or %d of "
                        "each",
                        (int)n_demands, (int)n_supplies, (int)n_scenarios, (int)n_scenarios);
    APL_TRY(check_options(plan, n_scenarios, options, err));
    int32_t n_threads = apl_step_threads(plan, options->n_threads);
    looking demands = {.x = demand, .n = plan->n_demand};
    looking supplies = {.supplied = plan, .x = supply, .n = plan->n_supply};
    APL_TRY(check_numbers(demands, n_demands, n_threads, err));
    APL_TRY(check_numbers(supplies, n_supplies, n_threads, err));
out:
    return status;
}

/* The other variants, which are made of more than two steps or of other ones. */
static aploc_status solve_each(const many *m, int32_t n_scenarios)
{
    aploc_solve_options one = APLOC_SOLVE_OPTIONS_INIT;
    one.n_threads = m->options->n_threads;
    one.variant = m->options->variant;
    for (int32_t k = 0; k < n_scenarios; k++) {
        aploc_error fault = {0};
        if (m->options->ratios)
            one.ratios = m->options->ratios + (int64_t)k * m->plan->n_supply;
        if (m->options->reports)
            one.report = &m->options->reports[k];
        aploc_status status =
            aploc_solve(m->plan, m->demand + k * m->demand_stride, m->supply + k * m->supply_stride,
                        m->apl + (int64_t)k * m->plan->n_demand, &one, &fault);
        if (status)
            return blame(status, k, &fault, m->err);
    }
    return APLOC_OK;
}

static void place_demands(void *data, int64_t begin, int64_t end)
{
    const many *m = data;
    m->kernels->place(m->demand + m->first * m->demand_stride, m->demand_stride, m->n, NULL, begin,
                      end, m->demands);
}

static void place_ratios(void *data, int64_t begin, int64_t end)
{
    many *m = data;
    m->kernels->place(m->supply + m->first * m->supply_stride, m->supply_stride, m->n,
                      m->plan->used, begin, end, m->by_supply);
    if (m->kernels->divide(m->by_supply, m->reached ? m->reached : m->reaching, !m->reached, begin,
                           end))
        atomic_store(&m->infinite, 1);
}

static double *results_of(const many *m, int64_t k)
{
    return m->apl + (m->first + k) * m->plan->n_demand;
}

static const double *part_one(const many *m, const double *group, int32_t k, int64_t n)
{
    for (int64_t p = 0; p < n; p++)
        m->column[p] = group[p * m->width + k];
    return m->column;
}

static void part_ratios(const many *m)
{
    int64_t n = m->plan->n_supply;
    for (int32_t k = 0; m->options->ratios && k < m->n; k++)
        apl_scatter_used(m->plan, part_one(m, m->by_supply, k, m->plan->n_used),
                         m->options->ratios + (m->first + k) * n);
}

/* Where a number is too large: name the first scenario that has one, and let the group end before
 * it. */
static aploc_status check_group(many *m)
{
    int32_t n_used = m->plan->n_used;
    const int32_t *used = m->plan->used;
    for (int32_t k = 0; m->infinite && k < m->n; k++) {
        aploc_error fault = {0};
        aploc_status status = APLOC_OK;
        if (m->reached)
            status = apl_check_results("a demand in reach", part_one(m, m->reached, k, n_used),
                                       n_used, used, &fault);
        if (!status)
            status = apl_check_results("a supply divided by its demand",
                                       part_one(m, m->by_supply, k, n_used), n_used, used, &fault);
        if (!status)
            status = apl_check_results("an APL", results_of(m, k), m->plan->n_demand, NULL, &fault);
        if (status) {
            m->n = k;
            return blame(status, m->first + k, &fault, m->err);
        }
    }
    return APLOC_OK;
}

static aploc_status report_group(const many *m)
{
    const aploc_plan *plan = m->plan;
    for (int32_t k = 0; m->options->reports && k < m->n; k++) {
        aploc_error fault = {0};
        int64_t scenario = m->first + k;
        const double *reaching =
            m->reached ? part_one(m, m->reached, k, plan->n_used) : m->reaching;
        aploc_status status = apl_fill_report(
            plan, m->demand + scenario * m->demand_stride, m->supply + scenario * m->supply_stride,
            reaching, m->apl + scenario * plan->n_demand, &m->options->reports[scenario], &fault);
        if (status)
            return blame(status, (int32_t)scenario, &fault, m->err);
    }
    return APLOC_OK;
}

static aploc_status solve_group(many *m)
{
    aploc_status status;
    const aploc_plan *plan = m->plan;
    int32_t n_threads = m->n_threads;
    int wrong = 0;
    if (m->reached) {
        apl_parallel(n_threads, plan->n_demand, NULL, place_demands, m);
        APL_TRY(apl_step(m->kernels, &plan->by_supply, APL_GATHER, m->width, m->demands, n_threads,
                         m->steps, m->reached, &wrong, m->err));
    }
    apl_parallel(n_threads, plan->n_used, NULL, place_ratios, m);
    APL_TRY(apl_step_apart(m->kernels, &plan->by_demand, APL_GATHER, m->n, m->by_supply, n_threads,
                           m->steps, results_of(m, 0), plan->n_demand, &wrong, m->err));
    if (wrong)
        m->infinite = 1;
    aploc_status found = check_group(m);
    part_ratios(m);
    status = report_group(m);
    status = status ? status : found;
out:
    return status;
}

static aploc_status make_room(many *m, apl_room *room)
{
    const aploc_plan *plan = m->plan;
    int64_t n_supply = (int64_t)plan->n_used * m->width, n_demand = plan->n_demand;
    int64_t n_steps = apl_step_room(plan, m->width, m->n_threads);
    int64_t n_column = plan->n_used > n_demand ? plan->n_used : n_demand;
    int64_t n = apl_room_of(n_steps) + 2 * apl_room_of(n_supply) + apl_room_of(n_column) +
                apl_room_of(plan->n_used) + apl_room_of(m->demand_stride ? n_demand * m->width : 0);
    aploc_status status = apl_room_take(plan, n, room, m->err);
    if (status)
        return status;
    m->steps = apl_room_array(room, n_steps);
    m->by_supply = apl_room_array(room, n_supply);
    m->column = apl_room_array(room, n_column);
    m->reaching = apl_room_array(room, plan->n_used);
    if (m->demand_stride) {
        m->reached = apl_room_array(room, n_supply);
        m->demands = apl_room_array(room, n_demand * m->width);
    }
    return APLOC_OK;
}

static aploc_status solve_groups(many *m, int32_t n_scenarios)
{
    aploc_status status;
    const aploc_plan *plan = m->plan;
    apl_room room = {0};
    int wrong = 0;
    m->kernels = apl_kernels_in_use();
    m->width = m->kernels->width;
    APL_TRY(make_room(m, &room));
    if (!m->reached) {
        APL_TRY(apl_step(m->kernels, &plan->by_supply, APL_GATHER, 1, m->demand, m->n_threads,
                         m->steps, m->reaching, &wrong, m->err));
        APL_TRY(
            apl_check_results("a demand in reach", m->reaching, plan->n_used, plan->used, m->err));
    }
    for (; m->first < n_scenarios; m->first += m->width) {
        m->n = n_scenarios - m->first < m->width ? n_scenarios - m->first : m->width;
        APL_TRY(solve_group(m));
    }
out:
    apl_room_give(plan, &room);
    return status;
}

aploc_status aploc_solve_many(const aploc_plan *plan, int32_t n_scenarios, int32_t n_demands,
                              const double *demand, int32_t n_supplies, const double *supply,
                              double *apl, const aploc_solve_many_options *options,
                              aploc_error *err)
{
    const aploc_solve_many_options defaults = APLOC_SOLVE_MANY_OPTIONS_INIT;
    options = options ? options : &defaults;
    aploc_status status =
        check(plan, n_scenarios, n_demands, demand, n_supplies, supply, apl, options, err);
    if (status)
        return status;
    many m = {.plan = plan,
              .options = options,
              .demand = demand,
              .supply = supply,
              .demand_stride = n_demands > 1 ? plan->n_demand : 0,
              .supply_stride = n_supplies > 1 ? plan->n_supply : 0,
              .n_threads = apl_step_threads(plan, options->n_threads),
              .apl = apl,
              .err = err};
    if (options->variant == APLOC_VARIANT_E2SFCA || options->variant == APLOC_VARIANT_KD2SFCA)
        return solve_groups(&m, n_scenarios);
    return solve_each(&m, n_scenarios);
}
