/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What-if: after any change the bits of a full run of the changed territory; back again; who gains and
 * who loses; many sessions over one plan. */
#include <pthread.h>

#include "shadow.h"

enum { STEPS = 1000 };

static const int32_t variants[] = {APLOC_VARIANT_E2SFCA, APLOC_VARIANT_2SFCA, APLOC_VARIANT_KD2SFCA,
                                   APLOC_VARIANT_M2SFCA};

/* 25 territories, 40 changes each: all kinds, one by one, every variant, both shapes. */
START_TEST(each_change_gives_the_bits_of_a_full_run)
{
    uint64_t seed = 11 + (uint64_t)_i;
    aploc_error err = {0};
    for (int t = 0; t < trials(25); t++) {
        shadow s = some_shadow(&seed, t % 2, variants[_i]);
        aploc_plan *plan = shadow_plan(&s);
        aploc_whatif *w = shadow_session(&s, plan);
        solution start = shadow_solve(&s), x = start;
        assert_solved(w, &start);
        for (int k = 1; k <= STEPS / 25; k++) {
            change_something(&s, w, &seed);
            ck_assert_ok(aploc_whatif_apply(w, &err), err);
            ck_assert_int_eq(aploc_whatif_step_count(w), k);
            x = shadow_solve(&s);
            assert_solved(w, &x);
            assert_numbers(s.n_d, aploc_whatif_get_demand(w), s.demand, "the demand");
            assert_numbers(s.n_s, aploc_whatif_get_supply(w), s.supply, "the supply");
        }
        ck_assert_ok(aploc_whatif_undo(w, 0, &err), err);
        assert_solved(w, &start);
        aploc_whatif_free(w);
        aploc_plan_free(plan);
    }
}
END_TEST

/* A thousand changes, several to a step, with ways back to any step, commits, and dropped queues. */
START_TEST(steps_and_the_way_back)
{
    uint64_t seed = 71 + (uint64_t)_i;
    aploc_error err = {0};
    shadow *states = malloc((STEPS + 1) * sizeof *states);
    ck_assert_ptr_nonnull(states);
    shadow s = some_shadow(&seed, _i % 2, APLOC_VARIANT_E2SFCA);
    aploc_plan *plan = shadow_plan(&s);
    aploc_whatif *w = shadow_session(&s, plan);
    int n = 0;
    states[0] = s;
    for (int changes = 0; changes < STEPS;) {
        int event = random_below(&seed, 12);
        if (event == 0) {
            n = random_below(&seed, n + 1);
            ck_assert_ok(aploc_whatif_undo(w, n, &err), err);
        } else if (event == 1 && random_below(&seed, 6) == 0) {
            ck_assert_ok(aploc_whatif_commit(w, &err), err);
            states[0] = states[n];
            n = 0;
        } else {
            s = states[n];
            for (int k = random_below(&seed, 5); k >= 0; k--, changes++)
                change_something(&s, w, &seed);
            if (event == 2) {
                ck_assert_ok(aploc_whatif_undo(w, n, &err), err);
            } else {
                ck_assert_ok(aploc_whatif_apply(w, &err), err);
                states[++n] = s;
            }
        }
        ck_assert_int_eq(aploc_whatif_step_count(w), n);
        solution x = shadow_solve(&states[n]);
        assert_solved(w, &x);
    }
    for (; n >= 0; n--) {
        ck_assert_ok(aploc_whatif_undo(w, n, &err), err);
        solution x = shadow_solve(&states[n]);
        assert_solved(w, &x);
    }
    aploc_whatif_free(w);
    aploc_plan_free(plan);
    free(states);
}
END_TEST

/* The groups of a difference, from the two runs. */
static void assert_groups(const aploc_difference *d, const shadow sides[2], const solution x[2],
                          uint64_t *seed)
{
    enum { GROUPS = 3 };
    aploc_error err = {0};
    aploc_difference_group groups[GROUPS];
    double people[SHADOW_MAX], threshold = 3.0;
    int32_t levels[SHADOW_MAX];
    int n = x[1].n_d;
    for (int i = 0; i < n; i++) {
        people[i] = random_below(seed, 1000);
        levels[i] = random_below(seed, GROUPS + 1) - 1;
    }
    for (int g = 0; g < GROUPS; g++)
        groups[g] = (aploc_difference_group)APLOC_DIFFERENCE_GROUP_INIT;
    ck_assert_ok(aploc_difference_groups(d, people, threshold, GROUPS, levels, groups, &err), err);
    for (int g = 0; g < GROUPS; g++) {
        double demand[2] = {0.0, 0.0}, obtained[2] = {0.0, 0.0};
        double rose = 0.0, fell = 0.0, up = 0.0, down = 0.0, all = 0.0;
        int appeared = 0, gone = 0;
        for (int i = 0; i < n; i++) {
            int was = i < x[0].n_d && sides[0].there_d[i], is = sides[1].there_d[i];
            if (levels[i] != g)
                continue;
            for (int k = 0; k < 2; k++)
                if (k ? is : was) {
                    demand[k] += sides[k].demand[i];
                    obtained[k] += sides[k].demand[i] * x[k].apl[i];
                }
            appeared += is && !was;
            gone += was && !is;
            if (!was || !is)
                continue;
            double a = x[0].apl[i], b = x[1].apl[i], p = people[i];
            all += p;
            rose += b > a ? p : 0.0;
            fell += b < a ? p : 0.0;
            up += a < threshold && b >= threshold ? p : 0.0;
            down += b < threshold && a >= threshold ? p : 0.0;
        }
        const aploc_difference_group *found = &groups[g];
        ck_assert_bits(found->demand_before, demand[0]);
        ck_assert_bits(found->demand_after, demand[1]);
        if (demand[0] > 0.0)
            ck_assert_bits(found->mean_before, obtained[0] / demand[0]);
        if (demand[1] > 0.0)
            ck_assert_bits(found->mean_after, obtained[1] / demand[1]);
        ck_assert_bits(found->people, all);
        ck_assert_bits(found->people_gaining, rose);
        ck_assert_bits(found->people_losing, fell);
        ck_assert_bits(found->people_up, up);
        ck_assert_bits(found->people_down, down);
        ck_assert_int_eq(found->n_appeared, appeared);
        ck_assert_int_eq(found->n_gone, gone);
    }
}

/* The list of a difference: every place that changed, in its order. */
static void assert_listed(const aploc_difference *d, const shadow sides[2], const solution x[2])
{
    int32_t n = aploc_difference_count(d), expected = 0;
    const int32_t *places = aploc_difference_places(d);
    const double *before = aploc_difference_before(d), *after = aploc_difference_after(d);
    for (int i = 0; i < x[1].n_d; i++) {
        int was = i < x[0].n_d && sides[0].there_d[i], is = sides[1].there_d[i];
        expected += was != is || (was && x[0].apl[i] != x[1].apl[i]);
    }
    ck_assert_int_eq(n, expected);
    for (int32_t k = 0; k < n; k++) {
        int32_t i = places[k];
        int was = i < x[0].n_d && sides[0].there_d[i], is = sides[1].there_d[i];
        ck_assert(was ? before[k] == x[0].apl[i] : isnan(before[k]));
        ck_assert(is ? after[k] == x[1].apl[i] : isnan(after[k]));
        if (k == 0)
            continue;
        double gain = after[k] - before[k], last = after[k - 1] - before[k - 1];
        ck_assert(isnan(gain) ? !isnan(last) || places[k - 1] < i
                              : last > gain || (last == gain && places[k - 1] < i));
    }
}

START_TEST(differences_are_those_of_two_full_runs)
{
    uint64_t seed = 5;
    aploc_error err = {0};
    for (int t = 0; t < trials(60); t++) {
        enum { N = 12 };
        shadow states[N + 1];
        states[0] = some_shadow(&seed, t % 2, APLOC_VARIANT_E2SFCA);
        aploc_plan *plan = shadow_plan(&states[0]);
        aploc_whatif *w = shadow_session(&states[0], plan);
        for (int k = 1; k <= N; k++) {
            states[k] = states[k - 1];
            change_something(&states[k], w, &seed);
            ck_assert_ok(aploc_whatif_apply(w, &err), err);
        }
        for (int since = 0; since <= N; since += 3) {
            aploc_difference *d = NULL;
            const shadow sides[2] = {states[since], states[N]};
            const solution x[2] = {shadow_solve(&sides[0]), shadow_solve(&sides[1])};
            ck_assert_ok(aploc_whatif_compare(w, since, &d, &err), err);
            assert_listed(d, sides, x);
            assert_groups(d, sides, x, &seed);
            aploc_difference_free(d);
        }
        aploc_whatif_free(w);
        aploc_plan_free(plan);
    }
}
END_TEST

/* The parts of every APL and of every supply. */
START_TEST(explanations_add_up)
{
    uint64_t seed = 17 + (uint64_t)_i;
    aploc_error err = {0};
    for (int t = 0; t < trials(30); t++) {
        shadow s = some_shadow(&seed, t % 2, variants[_i]);
        aploc_plan *plan = shadow_plan(&s);
        aploc_whatif *w = shadow_session(&s, plan);
        for (int k = 0; k < 10; k++)
            change_something(&s, w, &seed);
        ck_assert_ok(aploc_whatif_apply(w, &err), err);
        solution x = shadow_solve(&s);
        double used[SHADOW_MAX] = {0.0};
        for (int i = 0; i < s.n_d; i++) {
            aploc_explanation *e = NULL;
            double parts[SHADOW_MAX] = {0.0}, sum = 0.0, shares = 0.0, last = INFINITY;
            if (!s.there_d[i])
                continue;
            ck_assert_ok(aploc_whatif_explain(w, i, &e, &err), err);
            for (int32_t k = 0; k < aploc_explanation_count(e); k++) {
                aploc_part p = APLOC_PART_INIT;
                ck_assert_ok(aploc_explanation_get(e, k, &p, &err), err);
                ck_assert(p.value <= last && p.supply == s.supply[p.place]);
                ck_assert_bits(p.ratio, x.ratios[p.place]);
                ck_assert_bits(p.demand, s.demand[i]);
                last = p.value;
                parts[p.place] = p.value;
                used[p.place] += p.value * p.demand;
                shares += p.share;
            }
            for (int j = 0; j < s.n_s; j++)
                sum += parts[j];
            ck_assert_bits(sum, x.apl[i]);
            ck_assert_bits(aploc_explanation_whole(e), x.apl[i]);
            ck_assert(x.apl[i] == 0.0 ? shares == 0.0 : fabs(shares - 1.0) < 1e-12);
            aploc_explanation_free(e);
        }
        for (int j = 0; j < s.n_s; j++) {
            aploc_explanation *e = NULL;
            double sum = 0.0;
            if (!s.there_s[j])
                continue;
            ck_assert_ok(aploc_whatif_explain_supply(w, j, &e, &err), err);
            for (int32_t k = 0; k < aploc_explanation_count(e); k++) {
                aploc_part p = APLOC_PART_INIT;
                ck_assert_ok(aploc_explanation_get(e, k, &p, &err), err);
                ck_assert_bits(p.demand, s.demand[p.place]);
                sum += p.value;
            }
            ck_assert(fabs(sum - used[j]) <= 1e-12 * sum);
            ck_assert_bits(aploc_explanation_whole(e), s.supply[j]);
            if (s.variant != APLOC_VARIANT_M2SFCA && x.ratios[j] > 0.0)
                ck_assert(fabs(sum - s.supply[j]) <= 1e-12 * sum);
            aploc_explanation_free(e);
        }
        aploc_whatif_free(w);
        aploc_plan_free(plan);
    }
}
END_TEST

/* What one thread does with a session of its own; asserts come after. */
typedef struct worker {
    aploc_whatif *w;
    uint64_t seed;
    aploc_status status;
} worker;

static void *work(void *data)
{
    worker *k = data;
    int32_t n = aploc_whatif_demand_count(k->w);
    for (int step = 0; step < 300 && !k->status; step++) {
        int32_t i = random_below(&k->seed, n), j = random_below(&k->seed, n);
        k->status = aploc_whatif_set_supply(k->w, j, 1000.0 * random_unit(&k->seed), NULL);
        if (!k->status && i != j)
            k->status = aploc_whatif_set_time(k->w, i, j, some_minutes(&k->seed), NULL);
        if (!k->status)
            k->status = aploc_whatif_apply(k->w, NULL);
        if (!k->status && step % 7 == 0)
            k->status = aploc_whatif_undo(k->w, step / 7, NULL);
    }
    return NULL;
}

START_TEST(two_sessions_over_one_plan)
{
    uint64_t seed = 23;
    shadow s = some_shadow(&seed, 1, APLOC_VARIANT_E2SFCA);
    aploc_plan *plan = shadow_plan(&s);
    worker alone[2], together[2];
    pthread_t threads[2];
    for (int k = 0; k < 2; k++) {
        alone[k] = together[k] = (worker){.seed = 100 + (uint64_t)k};
        alone[k].w = shadow_session(&s, plan);
        together[k].w = shadow_session(&s, plan);
    }
    for (int k = 0; k < 2; k++)
        ck_assert_int_eq(pthread_create(&threads[k], NULL, work, &together[k]), 0);
    for (int k = 0; k < 2; k++)
        work(&alone[k]);
    for (int k = 0; k < 2; k++) {
        ck_assert_int_eq(pthread_join(threads[k], NULL), 0);
        ck_assert_int_eq(together[k].status, APLOC_OK);
        ck_assert_int_eq(alone[k].status, APLOC_OK);
        assert_numbers(s.n_d, aploc_whatif_get_apl(together[k].w), aploc_whatif_get_apl(alone[k].w),
                       "the APL");
    }
    for (int k = 0; k < 2; k++) {
        aploc_whatif_free(alone[k].w);
        aploc_whatif_free(together[k].w);
    }
    solution x = shadow_solve(&s);
    aploc_whatif *w = shadow_session(&s, plan);
    assert_solved(w, &x);
    aploc_whatif_free(w);
    aploc_plan_free(plan);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, each_change_gives_the_bits_of_a_full_run, 0, 4);
    tcase_add_loop_test(tests, steps_and_the_way_back, 0, 4);
    tcase_add_test(tests, differences_are_those_of_two_full_runs);
    tcase_add_loop_test(tests, explanations_add_up, 0, 4);
    tcase_add_test(tests, two_sessions_over_one_plan);
}

int main(void)
{
    return run_tests("whatif", add);
}
