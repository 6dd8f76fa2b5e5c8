/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many scenarios over one reading of the plan. They run in groups, as many as a kernel takes at once,
 * with the numbers of the group side by side for each place; as many groups together as have room. */
#include <aploc/family.h>
#include <aploc/scenarios.h>

#include <stdatomic.h>

#include "base/threads.h"
#include "engine/kernel.h"
#include "engine/room.h"
#include "engine/solution.h"
#include "engine/step.h"

enum {
    /* Numbers side by side, of all groups together, that stay in a cache which threads share. */
    MOST_TOGETHER = 2 << 20,
    /* Places whose numbers of a group stay near from one look at them to the next. */
    PLACES_A_PIECE = 4096
};

/* The demands, or the supplies: of each scenario, or one for all. */
typedef struct side {
    const double *columns;
    int32_t n_columns;          /* 1, or as many as there are scenarios */
    int64_t stride;             /* from one scenario to the next: 0 where one is for all */
    int32_t n;                  /* places */
    const aploc_plan *supplied; /* the plan of a supply; NULL: it is a demand */
    int checked;
} side;

/* What all scenarios have in common, and the groups at hand. */
typedef struct many {
    const aploc_plan *plan;
    const aploc_solve_many_options *options;
    int32_t n_scenarios;
    side demand, supply;
    int32_t n_threads;
    double *apl;      /* the caller's */
    double *reaching; /* the demand in reach, where it is the same for all */
    aploc_error *err;

    /* The groups: `width` numbers a place in each; n scenarios from `first` on are in them. */
    const apl_kernels *kernels;
    int32_t width, first, n;
    int32_t most;        /* scenarios that have room */
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
    return check_options(plan, n_scenarios, options, err);
}

static const double *of_scenario(const side *of, int64_t k)
{
    return of->columns + k * of->stride;
}

/* The other variants, which are made of more than two steps or of other ones. */
static aploc_status solve_each(many *m)
{
    aploc_solve_options one = APLOC_SOLVE_OPTIONS_INIT;
    one.n_threads = m->options->n_threads;
    one.variant = m->options->variant;
    for (int32_t k = 0; k < m->n_scenarios; k++) {
        aploc_error fault = {0};
        if (m->options->ratios)
            one.ratios = m->options->ratios + (int64_t)k * m->plan->n_supply;
        if (m->options->reports)
            one.report = &m->options->reports[k];
        aploc_status status =
            aploc_solve(m->plan, of_scenario(&m->demand, k), of_scenario(&m->supply, k),
                        m->apl + (int64_t)k * m->plan->n_demand, &one, &fault);
        if (status)
            return blame(status, k, &fault, m->err);
    }
    return APLOC_OK;
}

/* A pass over the numbers of a side: what is checked, and what is put side by side. */
typedef struct pass {
    many *m;
    const side *of;
    int32_t n_groups; /* that are looked at; those from m->first on, m->n scenarios, are placed */
    int64_t n_parts;  /* of the places */
    double *to;       /* NULL: they are only checked */
    atomic_int wrong;
} pass;

/* The first of the places that the plan knows at or after place `p` of the side. */
static int64_t known_at(const side *of, int64_t p)
{
    const int32_t *used = of->supplied ? of->supplied->used : NULL;
    if (!used)
        return p;
    int64_t low = 0, high = of->supplied->n_used;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (used[middle] < p)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The numbers of a group of scenarios, from place begin to end: placed, and the supplies divided by the
 * demand in reach. */
static void place(many *m, const side *of, int32_t group, int64_t begin, int64_t end, double *to)
{
    int64_t first = (int64_t)group * m->width, n_places = of->supplied ? m->plan->n_used : of->n;
    int32_t n = m->n - first < m->width ? (int32_t)(m->n - first) : m->width;
    to += first * n_places;
    begin = known_at(of, begin);
    end = known_at(of, end);
    m->kernels->place(of->columns + (m->first + first) * of->stride, of->stride, n,
                      of->supplied ? m->plan->used : NULL, begin, end, to);
    if (of->supplied &&
        m->kernels->divide(to, m->reached ? m->reached + first * n_places : m->reaching,
                           !m->reached, begin, end))
        atomic_store(&m->infinite, 1);
}

static void pass_piece(void *data, int64_t piece, int32_t thread)
{
    (void)thread;
    pass *p = data;
    const side *of = p->of;
    many *m = p->m;
    int32_t group = (int32_t)(piece / p->n_parts), first = group * m->width;
    int64_t part = piece % p->n_parts, begin = of->n * part / p->n_parts,
            end = of->n * (part + 1) / p->n_parts;
    const double *most = of->supplied ? of->supplied->most : NULL;
    for (int32_t k = first; !of->checked && k < of->n_columns && k < first + m->width; k++)
        if (m->kernels->any_wrong(of->columns + k * of->stride + begin, most ? most + begin : NULL,
                                  end - begin))
            atomic_store(&p->wrong, 1);
    if (p->to && first < m->n)
        place(m, of, group, begin, end, p->to);
}

/* Which number is wrong. */
static aploc_status find_wrong(const many *m, const side *of)
{
    aploc_error fault = {0};
    for (int32_t k = 0; k < of->n_columns; k++) {
        const double *column = of->columns + k * of->stride;
        aploc_status status = of->supplied
                                  ? apl_check_supply(m->plan, column, 1, &fault)
                                  : apl_check_numbers("a demand of", column, of->n, &fault);
        if (status)
            return blame(status, of->n_columns > 1 ? k : -1, &fault, m->err);
    }
    return APLOC_OK;
}

/* Put a side of the groups at hand side by side in `to` (NULL: nowhere). The first time all its numbers
 * are looked at, those of later groups too: nothing is written for the caller where one is wrong. */
static aploc_status take_side(many *m, side *of, double *to)
{
    int32_t n = of->checked ? m->n : of->n_columns > m->n ? of->n_columns : m->n;
    pass p = {.m = m, .of = of, .to = to, .n_parts = of->n / PLACES_A_PIECE + 1};
    p.n_groups = (n + m->width - 1) / m->width;
    apl_parallel_pieces(m->n_threads, p.n_groups * p.n_parts, pass_piece, &p);
    of->checked = 1;
    return p.wrong ? find_wrong(m, of) : APLOC_OK;
}

static double *results_of(const many *m, int64_t k)
{
    return m->apl + (m->first + k) * m->plan->n_demand;
}

static const double *part_one(const many *m, const double *groups, int32_t k, int64_t n)
{
    const double *group = groups + k / m->width * n * m->width;
    for (int64_t p = 0; p < n; p++)
        m->column[p] = group[p * m->width + k % m->width];
    return m->column;
}

static void part_ratios(const many *m)
{
    int64_t n = m->plan->n_supply;
    for (int32_t k = 0; m->options->ratios && k < m->n; k++)
        apl_scatter_used(m->plan, part_one(m, m->by_supply, k, m->plan->n_used),
                         m->options->ratios + (m->first + k) * n);
}

/* Where a number is too large: name the first scenario that has one, and let what is done end before
 * it. */
static aploc_status check_groups(many *m)
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

static aploc_status report_groups(const many *m)
{
    const aploc_plan *plan = m->plan;
    for (int32_t k = 0; m->options->reports && k < m->n; k++) {
        aploc_error fault = {0};
        int64_t scenario = m->first + k;
        const double *reaching =
            m->reached ? part_one(m, m->reached, k, plan->n_used) : m->reaching;
        aploc_status status = apl_fill_report(
            plan, of_scenario(&m->demand, scenario), of_scenario(&m->supply, scenario), reaching,
            m->apl + scenario * plan->n_demand, &m->options->reports[scenario], &fault);
        if (status)
            return blame(status, (int32_t)scenario, &fault, m->err);
    }
    return APLOC_OK;
}

static aploc_status solve_together(many *m)
{
    aploc_status status;
    const aploc_plan *plan = m->plan;
    int32_t n_groups = (m->n + m->width - 1) / m->width;
    int wrong = 0;
    if (m->reached) {
        APL_TRY(take_side(m, &m->demand, m->demands));
        APL_TRY(apl_step(m->kernels, &plan->by_supply, APL_GATHER, n_groups * m->width, m->demands,
                         m->n_threads, m->steps, m->reached, &wrong, m->err));
    }
    APL_TRY(take_side(m, &m->supply, m->by_supply));
    APL_TRY(apl_step_apart(m->kernels, &plan->by_demand, APL_GATHER, m->n, m->by_supply,
                           m->n_threads, m->steps, results_of(m, 0), plan->n_demand, &wrong,
                           m->err));
    if (wrong)
        m->infinite = 1;
    aploc_status found = check_groups(m);
    part_ratios(m);
    status = report_groups(m);
    status = status ? status : found;
out:
    return status;
}

/* How many scenarios are solved together: whole groups, one at least. */
static int32_t together(const many *m)
{
    int64_t numbers = m->plan->n_used;
    if (m->demand.stride)
        numbers += m->plan->n_used + m->plan->n_demand;
    int64_t n_groups = MOST_TOGETHER / (numbers * m->width + 1);
    int64_t needed = (m->n_scenarios + (int64_t)m->width - 1) / m->width;
    n_groups = n_groups < needed ? n_groups : needed;
    return (int32_t)(n_groups < 1 ? 1 : n_groups) * m->width;
}

static aploc_status make_room(many *m, apl_room *room)
{
    const aploc_plan *plan = m->plan;
    int64_t n_supply = (int64_t)plan->n_used * m->most, n_demand = plan->n_demand;
    int64_t n_steps = apl_step_room(plan, m->width, m->n_threads);
    int64_t n_column = plan->n_used > n_demand ? plan->n_used : n_demand;
    int64_t n = apl_room_of(n_steps) + apl_room_of(n_supply) + apl_room_of(n_column) +
                apl_room_of(plan->n_used);
    if (m->demand.stride)
        n += apl_room_of(n_supply) + apl_room_of(n_demand * m->most);
    aploc_status status = apl_room_take(plan, n, room, m->err);
    if (status)
        return status;
    m->steps = apl_room_array(room, n_steps);
    m->by_supply = apl_room_array(room, n_supply);
    m->column = apl_room_array(room, n_column);
    m->reaching = apl_room_array(room, plan->n_used);
    if (m->demand.stride) {
        m->reached = apl_room_array(room, n_supply);
        m->demands = apl_room_array(room, n_demand * m->most);
    }
    return APLOC_OK;
}

static aploc_status solve_all(many *m)
{
    aploc_status status;
    const aploc_plan *plan = m->plan;
    apl_room room = {0};
    int wrong = 0;
    m->most = together(m);
    APL_TRY(make_room(m, &room));
    if (!m->reached) {
        APL_TRY(take_side(m, &m->demand, NULL));
        APL_TRY(apl_step(m->kernels, &plan->by_supply, APL_GATHER, 1, m->demand.columns,
                         m->n_threads, m->steps, m->reaching, &wrong, m->err));
        APL_TRY(
            apl_check_results("a demand in reach", m->reaching, plan->n_used, plan->used, m->err));
    }
    for (; m->first < m->n_scenarios; m->first += m->most) {
        m->n = m->n_scenarios - m->first < m->most ? m->n_scenarios - m->first : m->most;
        APL_TRY(solve_together(m));
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
              .n_scenarios = n_scenarios,
              .demand = {.columns = demand,
                         .n_columns = n_demands,
                         .stride = n_demands > 1 ? plan->n_demand : 0,
                         .n = plan->n_demand},
              .supply = {.columns = supply,
                         .n_columns = n_supplies,
                         .stride = n_supplies > 1 ? plan->n_supply : 0,
                         .n = plan->n_supply,
                         .supplied = plan},
              .n_threads = apl_step_threads(plan, options->n_threads),
              .kernels = apl_kernels_in_use(),
              .apl = apl,
              .err = err};
    m.width = m.kernels->width;
    if (options->variant == APLOC_VARIANT_E2SFCA || options->variant == APLOC_VARIANT_KD2SFCA)
        return solve_all(&m);
    status = take_side(&m, &m.demand, NULL);
    status = status ? status : take_side(&m, &m.supply, NULL);
    return status ? status : solve_each(&m);
}
