/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions: how they start and end, and the step that computes what waits. */
#include "engine/whatif.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "engine/step.h"
#include "method/decay.h"
#include "tables/times.h"

/* Which of the variants are two steps without a sum of their own over a whole reach. */
static aploc_status take_variant(aploc_whatif *w, int32_t variant, aploc_error *err)
{
    const char *name = aploc_variant_name(variant);
    w->variant = variant;
    w->first = w->second = APL_TERM_WEIGHTED;
    if (variant == APLOC_VARIANT_2SFCA)
        w->first = w->second = APL_TERM_ONES;
    else if (variant == APLOC_VARIANT_M2SFCA)
        w->second = APL_TERM_TWICE;
    else if (variant != APLOC_VARIANT_E2SFCA && variant != APLOC_VARIANT_KD2SFCA)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found variant %s for a session, expected e2sfca, kd2sfca, 2sfca or m2sfca",
                        name ? name : "without a name");
    return APLOC_OK;
}

static aploc_status take_options(aploc_whatif *w, const aploc_whatif_options *o, aploc_error *err)
{
    aploc_status status;
    if (w->plan->used)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found a plan that was made for one supply, expected one of all places, "
                        "since supply may appear anywhere");
    if (o->own < APLOC_OWN_AS_TIMES || o->own > APLOC_OWN_AS_GIVEN)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found own = %d, expected an aploc_own", o->own);
    if (o->own != APLOC_OWN_AS_TIMES && (o->own == APLOC_OWN_ZERO) != w->plan->own_is_zero)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found own = %d, expected that of the plan, or APLOC_OWN_AS_TIMES", o->own);
    if (o->decay) {
        APL_TRY(aploc_decay_check(o->decay, err));
        if (!apl_decay_is_same(o->decay, &w->plan->decay))
            return apl_fail(
                err, APLOC_ERR_OPTIONS,
                "found another decay than that of the plan, expected the same, or none");
    }
    if (o->times &&
        (o->times->n_demand != w->plan->n_demand || o->times->n_supply != w->plan->n_supply))
        return apl_fail(
            err, APLOC_ERR_ARGUMENT,
            "found times of %d places of demand and %d of supply, expected those of the "
            "plan, %d and %d",
            o->times->n_demand, o->times->n_supply, w->plan->n_demand, w->plan->n_supply);
    w->times = apl_times_hold(o->times);
    APL_TRY(take_variant(w, o->variant, err));
out:
    return status;
}

static aploc_status allocate(aploc_whatif *w, aploc_error *err)
{
    aploc_status status;
    const int32_t counts[] = {w->plan->n_demand, w->plan->n_supply};
    for (int side = 0; side < 2; side++) {
        w->room[side] = counts[side];
        APL_TRY(APL_ZEROED(w->waiting[side].flags, counts[side], err));
        APL_TRY(APL_NEW(w->waiting[side].places, counts[side], err));
    }
    for (int what = 0; what < APL_KEPT_COUNT; what++)
        APL_TRY(APL_ZEROED(w->kept[what], counts[apl_kept_side((apl_kept)what)], err));
    APL_TRY(apl_overlay_init(&w->rows[APL_SIDE_DEMAND], &w->plan->by_demand, counts[0], err));
    APL_TRY(apl_overlay_init(&w->rows[APL_SIDE_SUPPLY], &w->plan->by_supply, counts[1], err));
out:
    return status;
}

/* The sums of step 1, which a solution does not give. */
static aploc_status sum_start(aploc_whatif *w, const double *demand, int32_t n_threads,
                              aploc_error *err)
{
    aploc_status status;
    double *room = NULL;
    int wrong;
    n_threads = apl_step_threads(w->plan, n_threads);
    APL_TRY(APL_NEW(room, apl_step_room(w->plan, 1, n_threads), err));
    APL_TRY(apl_step(apl_kernels_in_use(), &w->plan->by_supply,
                     w->first == APL_TERM_ONES ? APL_GATHER_ONES : APL_GATHER, 1, demand, n_threads,
                     room, w->kept[APL_KEPT_REACHING], &wrong, err));
out:
    free(room);
    return status;
}

/* The start, solved as ever. */
static aploc_status solve_start(aploc_whatif *w, const double *demand, const double *supply,
                                const aploc_whatif_options *o, aploc_error *err)
{
    aploc_status status;
    aploc_solve_options how = APLOC_SOLVE_OPTIONS_INIT;
    how.n_threads = o->n_threads;
    how.variant = o->variant;
    how.ratios = w->kept[APL_KEPT_RATIO];
    APL_TRY(aploc_solve(w->plan, demand, supply, w->kept[APL_KEPT_APL], &how, err));
    memcpy(w->kept[APL_KEPT_DEMAND], demand, (size_t)w->plan->n_demand * sizeof *demand);
    memcpy(w->kept[APL_KEPT_SUPPLY], supply, (size_t)w->plan->n_supply * sizeof *supply);
    for (int32_t i = 0; i < w->plan->n_demand; i++)
        w->kept[APL_KEPT_DEMAND_IS_THERE][i] = 1.0;
    for (int32_t j = 0; j < w->plan->n_supply; j++)
        w->kept[APL_KEPT_SUPPLY_IS_THERE][j] = 1.0;
    APL_TRY(sum_start(w, demand, o->n_threads, err));
out:
    return status;
}

aploc_status aploc_whatif_create(const aploc_plan *plan, const double *demand, const double *supply,
                                 const aploc_whatif_options *options, aploc_whatif **session,
                                 aploc_error *err)
{
    const aploc_whatif_options defaults = APLOC_WHATIF_OPTIONS_INIT;
    aploc_whatif *w = NULL;
    aploc_status status;
    if (!options)
        options = &defaults;
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_whatif_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if (apl_check_reserved("aploc_whatif_options", options->reserved, err))
        return APLOC_ERR_OPTIONS;
    if (!plan || !demand || !supply || !session)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !plan     ? "plan"
                        : !demand ? "demand"
                        : !supply ? "supply"
                                  : "place for the session");
    APL_TRY(APL_ZEROED(w, 1, err));
    w->plan = plan;
    APL_TRY(take_options(w, options, err));
    APL_TRY(allocate(w, err));
    APL_TRY(solve_start(w, demand, supply, options, err));
    *session = w;
    w = NULL;
out:
    aploc_whatif_free(w);
    return status;
}

void aploc_whatif_free(aploc_whatif *session)
{
    if (!session)
        return;
    apl_journal_undo(session, 0);
    for (int side = 0; side < 2; side++) {
        apl_overlay_free(&session->rows[side]);
        free(session->waiting[side].flags);
        free(session->waiting[side].places);
    }
    for (int what = 0; what < APL_KEPT_COUNT; what++)
        free(session->kept[what]);
    aploc_times_free(session->times);
    free(session->journal);
    free(session->steps);
    free(session);
}

static aploc_status check_result(const char *what, double x, int32_t place, aploc_error *err)
{
    if (isfinite(x))
        return APLOC_OK;
    return apl_fail(err, APLOC_ERR_OVERFLOW,
                    "found %s too large for a double at place %d, expected demand and supply of "
                    "usual sizes",
                    what, place);
}

/* Let a number become another; 1 when its bits are others. There is room in the journal. */
static int renew(aploc_whatif *w, apl_kept what, int32_t place, double number)
{
    if (memcmp(&w->kept[what][place], &number, sizeof number) == 0)
        return 0;
    apl_journal_number(w, what, place, number);
    return 1;
}

/* The ratio of a supplier; everybody who reaches it waits when it is another. */
static aploc_status renew_ratio(aploc_whatif *w, int32_t j, int sums, aploc_error *err)
{
    aploc_status status;
    APL_TRY(apl_journal_reserve(w, 2, err));
    if (sums) {
        double reaching =
            apl_overlay_sum(&w->rows[APL_SIDE_SUPPLY], j, w->first, w->kept[APL_KEPT_DEMAND]);
        APL_TRY(check_result("a demand in reach", reaching, j, err));
        renew(w, APL_KEPT_REACHING, j, reaching);
    }
    double reaching = w->kept[APL_KEPT_REACHING][j];
    double ratio = reaching > 0.0 ? w->kept[APL_KEPT_SUPPLY][j] / reaching : 0.0;
    APL_TRY(check_result("a supply divided by its demand", ratio, j, err));
    if (renew(w, APL_KEPT_RATIO, j, ratio)) {
        apl_row_view row = apl_overlay_row(&w->rows[APL_SIDE_SUPPLY], j);
        for (int32_t k = 0; k < row.n; k++)
            apl_wait(w, APL_SIDE_DEMAND, row.index[k], 0);
    }
out:
    return status;
}

static aploc_status renew_all(aploc_whatif *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_waiting *suppliers = &w->waiting[APL_SIDE_SUPPLY];
    const apl_waiting *people = &w->waiting[APL_SIDE_DEMAND];
    for (int32_t k = 0; k < suppliers->n; k++) {
        int32_t j = suppliers->places[k];
        APL_TRY(renew_ratio(w, j, suppliers->flags[j] & APL_WAITS_FOR_SUM, err));
    }
    APL_TRY(apl_journal_reserve(w, people->n, err));
    for (int32_t k = 0; k < people->n; k++) {
        int32_t i = people->places[k];
        double apl =
            apl_overlay_sum(&w->rows[APL_SIDE_DEMAND], i, w->second, w->kept[APL_KEPT_RATIO]);
        APL_TRY(check_result("an APL", apl, i, err));
        renew(w, APL_KEPT_APL, i, apl);
    }
    APL_TRY(APL_GROW(w->steps, &w->steps_room, w->n_steps + 1, err));
out:
    return status;
}

aploc_status aploc_whatif_apply(aploc_whatif *session, aploc_error *err)
{
    if (!session)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no session, expected one");
    aploc_status status = renew_all(session, err);
    if (status) {
        (void)aploc_whatif_undo(session, session->n_steps, NULL);
        return status;
    }
    apl_stop_waiting(session);
    session->steps[session->n_steps++] = session->n_journal;
    session->generation++;
    return APLOC_OK;
}

int32_t aploc_whatif_demand_count(const aploc_whatif *session)
{
    return session ? session->rows[APL_SIDE_DEMAND].n : 0;
}

int32_t aploc_whatif_supply_count(const aploc_whatif *session)
{
    return session ? session->rows[APL_SIDE_SUPPLY].n : 0;
}

const double *aploc_whatif_get_apl(const aploc_whatif *session)
{
    return session ? session->kept[APL_KEPT_APL] : NULL;
}

const double *aploc_whatif_get_ratios(const aploc_whatif *session)
{
    return session ? session->kept[APL_KEPT_RATIO] : NULL;
}

const double *aploc_whatif_get_demand(const aploc_whatif *session)
{
    return session ? session->kept[APL_KEPT_DEMAND] : NULL;
}

const double *aploc_whatif_get_supply(const aploc_whatif *session)
{
    return session ? session->kept[APL_KEPT_SUPPLY] : NULL;
}
