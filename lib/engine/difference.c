/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed in a session: the present, and a past read back from the journal. */
#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "engine/step.h"
#include "engine/whatif.h"

/* One side of a comparison, a number a place. */
typedef struct moment {
    double *apl;    /* NaN where the place is not there */
    double *demand; /* 0 there */
} moment;

struct aploc_difference {
    int32_t n; /* places of demand by now */
    moment before, after;
    int32_t n_changed;
    int32_t *places;
    double *values[2]; /* of these places, before and after */
};

static int has_supply_in_reach(const aploc_whatif *w, int32_t i)
{
    apl_row_view row = apl_overlay_row(&w->rows[APL_SIDE_DEMAND], i);
    for (int32_t k = 0; k < row.n; k++)
        if (w->kept[APL_KEPT_SUPPLY][row.index[k]] > 0.0)
            return 1;
    return 0;
}

aploc_status aploc_whatif_get_report(const aploc_whatif *session, aploc_solve_report *report,
                                     aploc_error *err)
{
    aploc_status status;
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    double obtained = 0.0;
    APL_TRY(apl_check_settled(session, err));
    if (!report)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no place for the report, expected one");
    if (report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_solve_report of %zu bytes, expected %zu", report->size,
                        sizeof *report);
    const double *demand = session->kept[APL_KEPT_DEMAND], *apl = session->kept[APL_KEPT_APL];
    const double *supply = session->kept[APL_KEPT_SUPPLY];
    for (int32_t j = 0; j < session->rows[APL_SIDE_SUPPLY].n; j++) {
        r.supply += supply[j];
        if (session->kept[APL_KEPT_REACHING][j] > 0.0) {
            r.supply_reached += supply[j];
        } else if (supply[j] > 0.0) {
            r.supply_lost += supply[j];
            r.n_lost++;
        }
    }
    for (int32_t i = 0; i < session->rows[APL_SIDE_DEMAND].n; i++) {
        r.demand += demand[i];
        obtained += demand[i] * apl[i];
        if (apl[i] == 0.0 && session->kept[APL_KEPT_DEMAND_IS_THERE][i] > 0.0 &&
            !has_supply_in_reach(session, i)) {
            r.n_unreached++;
            r.demand_unreached += demand[i];
        }
    }
    APL_TRY(apl_check_totals(r.demand, r.supply, obtained, err));
    r.mean = r.demand > 0.0 ? obtained / r.demand : 0.0;
    *report = r;
out:
    return status;
}

/* The present of a session; `is_there` is for the way back. */
static aploc_status take_present(const aploc_whatif *w, moment *m, double **is_there,
                                 aploc_error *err)
{
    aploc_status status;
    int32_t n = w->rows[APL_SIDE_DEMAND].n;
    const struct {
        double **to;
        apl_kept from;
    } arrays[] = {{&m->apl, APL_KEPT_APL},
                  {&m->demand, APL_KEPT_DEMAND},
                  {is_there, APL_KEPT_DEMAND_IS_THERE}};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        APL_TRY(apl_array_new(arrays[k].to, n, sizeof(double), err));
        memcpy(*arrays[k].to, w->kept[arrays[k].from], (size_t)n * sizeof(double));
    }
out:
    return status;
}

/* A place that is not there has no APL and no demand. */
static void blank(moment *m, const double *is_there, int32_t n_there, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (i >= n_there || is_there[i] == 0.0) {
            m->apl[i] = NAN;
            m->demand[i] = 0.0;
        }
}

/* Read the journal back to what was after `since` steps; how many places there were. */
static int32_t go_back(const aploc_whatif *w, int64_t since, moment *m, double *is_there)
{
    int64_t to = since > 0 ? w->steps[since - 1] : 0;
    int32_t n = w->rows[APL_SIDE_DEMAND].n;
    for (int64_t k = w->n_journal - 1; k >= to; k--) {
        const apl_was *was = &w->journal[k];
        if (was->what == APL_WAS_COUNT + APL_SIDE_DEMAND)
            n = was->place;
        else if (was->what == APL_KEPT_APL)
            m->apl[was->place] = was->old.number;
        else if (was->what == APL_KEPT_DEMAND)
            m->demand[was->place] = was->old.number;
        else if (was->what == APL_KEPT_DEMAND_IS_THERE)
            is_there[was->place] = was->old.number;
    }
    return n;
}

/* What a place gains; -inf for one that has no APL on a side, so that it stands behind. */
typedef struct gain {
    double change;
    int32_t place;
} gain;

static int compare_gains(const void *one, const void *other)
{
    const gain *a = one, *b = other;
    if (a->change != b->change)
        return a->change > b->change ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static aploc_status list_changed(aploc_difference *d, aploc_error *err)
{
    aploc_status status;
    gain *gains = NULL;
    const double *before = d->before.apl, *after = d->after.apl;
    APL_TRY(APL_NEW(gains, d->n, err));
    for (int32_t i = 0; i < d->n; i++) {
        int was = !isnan(before[i]), is = !isnan(after[i]);
        if (was != is || (was && before[i] != after[i]))
            gains[d->n_changed++] = (gain){was && is ? after[i] - before[i] : -INFINITY, i};
    }
    qsort(gains, (size_t)d->n_changed, sizeof *gains, compare_gains);
    APL_TRY(APL_NEW(d->places, d->n_changed, err));
    for (int side = 0; side < 2; side++)
        APL_TRY(APL_NEW(d->values[side], d->n_changed, err));
    for (int32_t k = 0; k < d->n_changed; k++) {
        d->places[k] = gains[k].place;
        d->values[0][k] = before[gains[k].place];
        d->values[1][k] = after[gains[k].place];
    }
out:
    free(gains);
    return status;
}

aploc_status aploc_whatif_compare(const aploc_whatif *session, int64_t since,
                                  aploc_difference **difference, aploc_error *err)
{
    aploc_status status;
    aploc_difference *d = NULL;
    double *there[2] = {NULL, NULL};
    APL_TRY(apl_check_settled(session, err));
    if (!difference)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no place for the difference, expected one");
    if (since < 0 || since > session->n_steps)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found step %lld to compare with, expected one from 0 to %lld",
                        (long long)since, (long long)session->n_steps);
    APL_TRY(APL_ZEROED(d, 1, err));
    d->n = session->rows[APL_SIDE_DEMAND].n;
    APL_TRY(take_present(session, &d->after, &there[1], err));
    APL_TRY(take_present(session, &d->before, &there[0], err));
    int32_t n_before = go_back(session, since, &d->before, there[0]);
    blank(&d->before, there[0], n_before, d->n);
    blank(&d->after, there[1], d->n, d->n);
    APL_TRY(list_changed(d, err));
    *difference = d;
    d = NULL;
out:
    aploc_difference_free(d);
    free(there[0]);
    free(there[1]);
    return status;
}

void aploc_difference_free(aploc_difference *difference)
{
    if (!difference)
        return;
    free(difference->before.apl);
    free(difference->before.demand);
    free(difference->after.apl);
    free(difference->after.demand);
    free(difference->places);
    free(difference->values[0]);
    free(difference->values[1]);
    free(difference);
}

int32_t aploc_difference_count(const aploc_difference *difference)
{
    return difference ? difference->n_changed : 0;
}

const int32_t *aploc_difference_places(const aploc_difference *difference)
{
    return difference ? difference->places : NULL;
}

const double *aploc_difference_before(const aploc_difference *difference)
{
    return difference ? difference->values[0] : NULL;
}

const double *aploc_difference_after(const aploc_difference *difference)
{
    return difference ? difference->values[1] : NULL;
}

/* Add a place to its group; the means are sums of demand times APL as yet. */
static void add_place(const aploc_difference *d, int32_t i, double people, double threshold,
                      aploc_difference_group *g)
{
    double before = d->before.apl[i], after = d->after.apl[i];
    int was = !isnan(before), is = !isnan(after);
    g->demand_before += d->before.demand[i];
    g->demand_after += d->after.demand[i];
    g->mean_before += was ? d->before.demand[i] * before : 0.0;
    g->mean_after += is ? d->after.demand[i] * after : 0.0;
    g->n_appeared += is && !was;
    g->n_gone += was && !is;
    if (!was || !is)
        return;
    const struct {
        int counts;
        int32_t *places;
        double *people;
    } sums[] = {{1, &g->n_places, &g->people},
                {after > before, &g->n_gaining, &g->people_gaining},
                {after < before, &g->n_losing, &g->people_losing},
                {before < threshold && after >= threshold, &g->n_up, &g->people_up},
                {before >= threshold && after < threshold, &g->n_down, &g->people_down}};
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        if (sums[k].counts) {
            ++*sums[k].places;
            *sums[k].people += people;
        }
}

static aploc_status check_groups(const aploc_difference *d, const double *people, double threshold,
                                 int32_t n_levels, const int32_t *levels,
                                 const aploc_difference_group *groups, aploc_error *err)
{
    if (!d || !groups || n_levels < 1)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %s, expected one",
                        !d        ? "no difference"
                        : !groups ? "no place for the groups"
                                  : "no group");
    for (int32_t g = 0; g < n_levels; g++)
        if (groups[g].size != sizeof *groups)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found aploc_difference_group of %zu bytes, expected %zu",
                            groups[g].size, sizeof *groups);
    if (isnan(threshold))
        return apl_fail(err, APLOC_ERR_NOT_FINITE, "found a threshold of nan, expected a number");
    for (int32_t i = 0; levels && i < d->n; i++)
        if (levels[i] < -1 || levels[i] >= n_levels)
            return apl_fail(err, APLOC_ERR_INDEX,
                            "found group %d of place %d, expected one from -1 to %d", levels[i], i,
                            n_levels - 1);
    return people ? apl_check_numbers("a number of people", people, d->n, err) : APLOC_OK;
}

aploc_status aploc_difference_groups(const aploc_difference *difference, const double *people,
                                     double threshold, int32_t n_levels, const int32_t *levels,
                                     aploc_difference_group *groups, aploc_error *err)
{
    aploc_status status;
    aploc_difference_group *made = NULL;
    APL_TRY(check_groups(difference, people, threshold, n_levels, levels, groups, err));
    APL_TRY(APL_NEW(made, n_levels, err));
    for (int32_t g = 0; g < n_levels; g++)
        made[g] = (aploc_difference_group)APLOC_DIFFERENCE_GROUP_INIT;
    for (int32_t i = 0; i < difference->n; i++) {
        int32_t level = levels ? levels[i] : 0;
        if (level >= 0)
            add_place(difference, i, people ? people[i] : difference->after.demand[i], threshold,
                      &made[level]);
    }
    for (int32_t g = 0; g < n_levels; g++) {
        aploc_difference_group *m = &made[g];
        APL_TRY(apl_check_totals(m->demand_before, m->demand_after,
                                 m->mean_before + m->mean_after + m->people, err));
        m->mean_before = m->demand_before > 0.0 ? m->mean_before / m->demand_before : NAN;
        m->mean_after = m->demand_after > 0.0 ? m->mean_after / m->demand_after : NAN;
    }
    memcpy(groups, made, (size_t)n_levels * sizeof *groups);
out:
    free(made);
    return status;
}
