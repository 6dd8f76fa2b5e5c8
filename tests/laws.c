/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of every APL, whatever the territory: laws that follow from the two steps, tried
 * on thousands of seeded territories and every kind of decay. */
#include <math.h>

#include "reference.h"
#include "territory.h"

enum { TRIALS = 700, LARGEST = 40 };

static void assert_close(double a, double b)
{
    ck_assert_msg(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)), "%.17g is not %.17g", a, b);
}

START_TEST(equals_the_reference)
{
    uint64_t seed = 100;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        double apl[LARGEST];
        long double reference[LARGEST];
        solve(&t, &decay, apl, NULL);
        reference_apl(t.n, t.n, t.minutes, 1, &decay, t.demand, t.supply, reference);
        double worst = reference_distance(t.n, apl, reference);
        ck_assert_msg(worst <= 1e-12, "trial %d: off by %g", (int)trial, worst);
        free_territory(&t);
    }
}
END_TEST

START_TEST(conserves_the_supply_that_is_reached)
{
    uint64_t seed = 200;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
        double apl[LARGEST], obtained = 0.0, reached = 0.0, lost = 0.0;
        int n_lost = 0;
        solve(&t, &decay, apl, &report);
        for (int j = 0; j < t.n; j++) {
            int is_reached = 0;
            for (int i = 0; i < t.n; i++) {
                double minutes = i == j ? 0.0 : t.minutes[i * t.n + j];
                if (t.demand[i] > 0.0 && !isnan(minutes) &&
                    reference_weight(&decay, minutes) > 0.0L)
                    is_reached = 1;
            }
            if (is_reached) {
                reached += t.supply[j];
            } else {
                lost += t.supply[j];
                n_lost += t.supply[j] > 0.0;
            }
        }
        for (int i = 0; i < t.n; i++)
            obtained += t.demand[i] * apl[i];
        assert_close(obtained, reached);
        assert_close(report.supply_reached, reached);
        assert_close(report.supply_lost, lost);
        ck_assert_int_eq(report.n_lost, n_lost);
        assert_close(report.mean * report.demand, obtained);
        free_territory(&t);
    }
}
END_TEST

START_TEST(scales_with_supply_and_against_demand)
{
    uint64_t seed = 300;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        double before[LARGEST], after[LARGEST];
        double up = 0.5 + 4.0 * random_unit(&seed), down = 0.5 + 4.0 * random_unit(&seed);
        solve(&t, &decay, before, NULL);
        for (int i = 0; i < t.n; i++) {
            t.supply[i] *= up;
            t.demand[i] *= down;
        }
        solve(&t, &decay, after, NULL);
        for (int i = 0; i < t.n; i++)
            assert_close(after[i], before[i] * up / down);
        free_territory(&t);
    }
}
END_TEST

START_TEST(is_zero_exactly_without_supply_in_reach)
{
    uint64_t seed = 400;
    int zeros = 0;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
        double apl[LARGEST];
        int n_unreached = 0;
        /* Few suppliers, so that many places reach none. */
        for (int j = 0; j < t.n; j++)
            if (j % 7)
                t.supply[j] = 0.0;
        solve(&t, &decay, apl, &report);
        long double reference[LARGEST];
        reference_apl(t.n, t.n, t.minutes, 1, &decay, t.demand, t.supply, reference);
        for (int i = 0; i < t.n; i++) {
            int served = 0;
            for (int j = 0; j < t.n; j++) {
                double minutes = i == j ? 0.0 : t.minutes[i * t.n + j];
                served |= t.supply[j] > 0.0 && !isnan(minutes) &&
                          reference_weight(&decay, minutes) > 0.0L;
            }
            ck_assert_int_eq(apl[i] == 0.0, reference[i] == 0.0L);
            ck_assert(!signbit(apl[i]) && isfinite(apl[i]));
            ck_assert(served || apl[i] == 0.0);
            n_unreached += !served;
        }
        ck_assert_int_eq(report.n_unreached, n_unreached);
        zeros += n_unreached;
        free_territory(&t);
    }
    ck_assert_int_gt(zeros, trials(TRIALS));
}
END_TEST

START_TEST(one_supplier_gives_the_ratios_of_its_weights)
{
    uint64_t seed = 500;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        double apl[LARGEST];
        int j = random_below(&seed, t.n);
        for (int k = 0; k < t.n; k++)
            t.supply[k] = k == j ? 1000.0 : 0.0;
        t.demand[j] = 500.0;
        solve(&t, &decay, apl, NULL);
        for (int i = 0; i < t.n; i++) {
            double minutes = i == j ? 0.0 : t.minutes[i * t.n + j];
            double weight = isnan(minutes) ? 0.0 : (double)reference_weight(&decay, minutes);
            double own = (double)reference_weight(&decay, 0.0L);
            assert_close(apl[i], apl[j] * weight / own);
        }
        free_territory(&t);
    }
}
END_TEST

/* The territory with one more place, a twin of `k`: 0 minutes apart, the same times to all others.
 */
static territory with_twin(const territory *t, int k)
{
    territory w = {.n = t->n + 1};
    size_t n = (size_t)w.n;
    w.minutes = malloc(n * n * sizeof *w.minutes);
    w.demand = malloc(n * sizeof *w.demand);
    w.supply = malloc(n * sizeof *w.supply);
    ck_assert(w.minutes && w.demand && w.supply);
    for (int i = 0; i < w.n; i++) {
        int from = i < t->n ? i : k;
        w.demand[i] = t->demand[from];
        w.supply[i] = t->supply[from];
        for (int j = 0; j < w.n; j++) {
            int to = j < t->n ? j : k;
            w.minutes[i * w.n + j] = from == to ? 0.0 : t->minutes[from * t->n + to];
        }
    }
    return w;
}

START_TEST(splitting_a_supplier_changes_nothing)
{
    uint64_t seed = 600;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        double before[LARGEST], after[LARGEST + 1];
        int k = random_below(&seed, t.n);
        double part = random_unit(&seed);
        solve(&t, &decay, before, NULL);
        territory w = with_twin(&t, k);
        w.demand[t.n] = 0.0;
        w.supply[k] = part * t.supply[k];
        w.supply[t.n] = t.supply[k] - w.supply[k];
        solve(&w, &decay, after, NULL);
        for (int i = 0; i < t.n; i++)
            assert_close(after[i], before[i]);
        free_territory(&w);
        free_territory(&t);
    }
}
END_TEST

START_TEST(splitting_a_commune_changes_nothing)
{
    uint64_t seed = 700;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        double before[LARGEST], after[LARGEST + 1];
        int k = random_below(&seed, t.n);
        solve(&t, &decay, before, NULL);
        territory w = with_twin(&t, k);
        w.demand[k] = w.demand[t.n] = t.demand[k] / 2;
        w.supply[t.n] = 0.0;
        solve(&w, &decay, after, NULL);
        for (int i = 0; i < t.n; i++)
            assert_close(after[i], before[i]);
        assert_close(after[t.n], before[k]);
        free_territory(&w);
        free_territory(&t);
    }
}
END_TEST

START_TEST(direction_counts)
{
    /* Place 0 has people, place 1 has care; only the way from 0 to 1 serves. */
    double there[4] = {NAN, 12.0, NAN, NAN}, back[4] = {NAN, NAN, 12.0, NAN};
    double demand[2] = {100.0, 0.0}, supply[2] = {0.0, 300.0}, apl[2];
    aploc_decay decay = some_decay(0);
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    territory t = {2, there, demand, supply};
    solve(&t, &decay, apl, &report);
    assert_close(apl[0], 3.0);
    ck_assert_int_eq(report.n_lost, 0);
    t.minutes = back;
    solve(&t, &decay, apl, &report);
    ck_assert_bits(apl[0], 0.0);
    ck_assert_int_eq(report.n_lost, 1);
    ck_assert_int_eq(report.n_unreached, 1);
}
END_TEST

START_TEST(a_constant_factor_on_the_decay_changes_nothing)
{
    uint64_t seed = 800;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        const double minutes[] = {0, 10, 15, 20};
        const double ones[] = {1, 2.0 / 3, 1.0 / 3, 0}, percent[] = {0.3, 0.2, 0.1, 0};
        aploc_decay a = APLOC_DECAY_INIT, b = APLOC_DECAY_INIT;
        a.kind = b.kind = APLOC_DECAY_STEPS;
        a.n_points = b.n_points = 4;
        a.minutes = b.minutes = minutes;
        a.values = ones;
        b.values = percent;
        double before[LARGEST], after[LARGEST];
        solve(&t, &a, before, NULL);
        solve(&t, &b, after, NULL);
        for (int i = 0; i < t.n; i++)
            assert_close(after[i], before[i]);
        free_territory(&t);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, equals_the_reference);
    tcase_add_test(tests, conserves_the_supply_that_is_reached);
    tcase_add_test(tests, scales_with_supply_and_against_demand);
    tcase_add_test(tests, is_zero_exactly_without_supply_in_reach);
    tcase_add_test(tests, one_supplier_gives_the_ratios_of_its_weights);
    tcase_add_test(tests, splitting_a_supplier_changes_nothing);
    tcase_add_test(tests, splitting_a_commune_changes_nothing);
    tcase_add_test(tests, direction_counts);
    tcase_add_test(tests, a_constant_factor_on_the_decay_changes_nothing);
}

int main(void)
{
    return run_tests("laws", add);
}
