/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many scenarios over one reading of the plan. They run in groups, so that what is kept between the
 * two steps is bounded; the results of a group go to where the caller wants them. */
#include <aploc/family.h>
#include <aploc/scenarios.h>

#include "base/memory.h"
#include "engine/solution.h"
#include "engine/step.h"
#include "engine/step_many.h"

enum { GROUP_MOST = 32, GROUP_LEAST = 8, GROUP_BYTES = 1 << 26 };

/* What all scenarios have in common, and the room of a group. */
typedef struct many {
    const aploc_plan *plan;
    const aploc_solve_many_options *options;
    const double *demand, *supply;
    int64_t demand_stride, supply_stride; /* 0: one for all */
    int32_t n_threads;
    int32_t group;    /* so many scenarios at once */
    double *apl;      /* the caller's */
    double *reaching; /* the demand in reach: of the group, or of all */
    double *ratios;   /* of the group, where the caller has no place for them */
    aploc_error *err;
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

static aploc_status check_numbers(const char *what, const double *x, int32_t n_columns, int32_t n,
                                  aploc_error *err)
{
    aploc_error fault = {0};
    for (int32_t k = 0; k < n_columns; k++) {
        aploc_status status = apl_check_numbers(what, x + (int64_t)k * n, n, &fault);
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
    APL_TRY(check_numbers("a demand of", demand, n_demands, plan->n_demand, err));
    APL_TRY(check_numbers("a supply of", supply, n_supplies, plan->n_supply, err));
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

/* Where `n` columns of results from scenario `first` on are found too large, let those from the first
 * such column on be forgotten: `n` becomes the number of columns before it. */
static aploc_status keep_finite(const many *m, const char *what, const double *x, int32_t length,
                                int32_t first, int32_t *n, aploc_status so_far)
{
    for (int32_t k = 0; k < *n; k++) {
        aploc_error fault = {0};
        aploc_status status = apl_check_results(what, x + (int64_t)k * length, length, &fault);
        if (status) {
            *n = k;
            return blame(status, first + k, &fault, m->err);
        }
    }
    return so_far;
}

/* A group from scenario `first` on: both steps. A scenario that fails ends the group before it, and
 * the others are still computed, since one of them may fail later on and come first. */
static aploc_status solve_group(const many *m, int32_t first, int32_t n)
{
    aploc_status status = APLOC_OK;
    const aploc_plan *plan = m->plan;
    int64_t n_supply = plan->n_supply;
    int64_t reaching_stride = m->demand_stride ? n_supply : 0;
    const double *demand = m->demand + first * m->demand_stride;
    const double *supply = m->supply + first * m->supply_stride;
    double *apl = m->apl + (int64_t)first * plan->n_demand;
    double *ratios = m->options->ratios ? m->options->ratios + first * n_supply : m->ratios;

    if (m->demand_stride) {
        apl_step_many(&plan->by_supply, n, demand, m->demand_stride, m->n_threads, m->reaching,
                      n_supply);
        status =
            keep_finite(m, "a demand in reach", m->reaching, plan->n_supply, first, &n, status);
    }
    for (int32_t k = 0; k < n; k++)
        apl_divide(plan->n_supply, supply + k * m->supply_stride, m->reaching + k * reaching_stride,
                   ratios + k * n_supply);
    status =
        keep_finite(m, "a supply divided by its demand", ratios, plan->n_supply, first, &n, status);
    apl_step_many(&plan->by_demand, n, ratios, n_supply, m->n_threads, apl, plan->n_demand);
    status = keep_finite(m, "an APL", apl, plan->n_demand, first, &n, status);
    for (int32_t k = 0; m->options->reports && k < n; k++) {
        aploc_error fault = {0};
        aploc_status found =
            apl_fill_report(plan, demand + k * m->demand_stride, supply + k * m->supply_stride,
                            m->reaching + k * reaching_stride, apl + (int64_t)k * plan->n_demand,
                            &m->options->reports[first + k], &fault);
        if (found)
            return blame(found, first + k, &fault, m->err);
    }
    return status;
}

static aploc_status solve_groups(many *m, int32_t n_scenarios)
{
    aploc_status status;
    int64_t n_supply = m->plan->n_supply;
    int64_t room = GROUP_BYTES / (2 * (int64_t)sizeof(double) * (n_supply > 0 ? n_supply : 1));
    m->group = room > GROUP_MOST ? GROUP_MOST : room < GROUP_LEAST ? GROUP_LEAST : (int32_t)room;
    m->group = m->group > n_scenarios ? n_scenarios : m->group;
    APL_TRY(APL_NEW(m->reaching, m->demand_stride ? m->group * n_supply : n_supply, m->err));
    if (!m->options->ratios)
        APL_TRY(APL_NEW(m->ratios, m->group * n_supply, m->err));
    if (!m->demand_stride) {
        apl_step_many(&m->plan->by_supply, 1, m->demand, 0, m->n_threads, m->reaching, n_supply);
        APL_TRY(apl_check_results("a demand in reach", m->reaching, m->plan->n_supply, m->err));
    }
    for (int32_t first = 0; first < n_scenarios; first += m->group) {
        int32_t left = n_scenarios - first;
        APL_TRY(solve_group(m, first, left < m->group ? left : m->group));
    }
out:
    free(m->reaching);
    free(m->ratios);
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
