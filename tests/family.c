/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measures of the family: each equals its reference, and keeps its law, on hundreds of seeded
 * territories and every kind of decay. */
#include "family.h"

enum { TRIALS = 300 };

/* Those of aploc_solve, and which of them hand out the supply whole. */
enum { FIRST = APLOC_VARIANT_E2SFCA, LAST = APLOC_VARIANT_CUMULATIVE };
static const int32_t conserving[] = {APLOC_VARIANT_E2SFCA, APLOC_VARIANT_2SFCA,
                                     APLOC_VARIANT_KD2SFCA, APLOC_VARIANT_3SFCA};
enum { N_CONSERVING = sizeof conserving / sizeof *conserving };

static void assert_close(double a, double b)
{
    ck_assert_msg(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)), "%.17g is not %.17g", a, b);
}

static int takes(int32_t variant, const aploc_decay *decay)
{
    return variant != APLOC_VARIANT_KD2SFCA || decay->kind != APLOC_DECAY_STEPS;
}

/* Steps with weights of 1 up to a threshold of 20 minutes. */
static aploc_decay binary(void)
{
    static const double minutes[] = {0, 20}, values[] = {1, 0};
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 2;
    decay.minutes = minutes;
    decay.values = values;
    return decay;
}

static void assert_reference(int n, const double *result, const long double *reference,
                             const char *name, uint64_t trial)
{
    double worst = reference_distance(n, result, reference);
    ck_assert_msg(worst <= 1e-12, "%s, trial %d: off by %g", name, (int)trial, worst);
}

START_TEST(each_equals_its_reference)
{
    static weights w;
    uint64_t seed = 1100;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_plan *plan = plan_of(&t, &decay);
        double result[LARGEST];
        long double reference[LARGEST];
        aploc_error err = {0};
        reference_weights(&t, &decay, &w);
        for (int32_t variant = FIRST; variant <= LAST; variant++) {
            if (!takes(variant, &decay))
                continue;
            solve_variant(plan, variant, t.demand, t.supply, result, NULL, NULL);
            reference_measure(variant, &w, t.demand, t.supply, reference);
            assert_reference(t.n, result, reference, aploc_variant_name(variant), trial);
        }
        ck_assert_ok(aploc_crowding(plan, t.demand, t.supply, result, NULL, &err), err);
        reference_crowding(&w, t.demand, t.supply, reference);
        assert_reference(t.n, result, reference, "i2sfca", trial);
        aploc_plan_free(plan);
        free_territory(&t);
    }
}
END_TEST

START_TEST(each_equals_its_reference_with_sites_apart)
{
    static weights w;
    enum { PEOPLE = 23, SITES = 9 };
    uint64_t seed = 1200;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        double minutes[PEOPLE * SITES], demand[PEOPLE], supply[SITES], result[PEOPLE];
        long double reference[PEOPLE];
        aploc_decay decay = some_decay(trial);
        aploc_times *times = NULL;
        aploc_plan *plan = NULL;
        aploc_error err = {0};
        w.n_demand = PEOPLE;
        w.n_supply = SITES;
        for (int i = 0; i < PEOPLE; i++) {
            demand[i] = random_below(&seed, 6) ? 900.0 * random_unit(&seed) : 0.0;
            for (int j = 0; j < SITES; j++) {
                double t = random_below(&seed, 3) ? 45.0 * random_unit(&seed) : NAN;
                minutes[i * SITES + j] = t;
                w.f[i][j] = isnan(t) ? 0.0L : reference_weight(&decay, t);
            }
        }
        for (int j = 0; j < SITES; j++)
            supply[j] = random_below(&seed, 4) ? 50.0 * random_unit(&seed) : 0.0;
        ck_assert_ok(aploc_times_from_matrix(PEOPLE, SITES, minutes, &times, &err), err);
        ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
        for (int32_t variant = FIRST; variant <= LAST; variant++) {
            if (!takes(variant, &decay))
                continue;
            solve_variant(plan, variant, demand, supply, result, NULL, NULL);
            reference_measure(variant, &w, demand, supply, reference);
            assert_reference(PEOPLE, result, reference, aploc_variant_name(variant), trial);
        }
        ck_assert_ok(aploc_crowding(plan, demand, supply, result, NULL, &err), err);
        reference_crowding(&w, demand, supply, reference);
        assert_reference(SITES, result, reference, "i2sfca", trial);
        aploc_plan_free(plan);
        aploc_times_free(times);
    }
}
END_TEST

/* The supply that some demand reaches, from the weights. */
static double reached_supply(const weights *w, const double *demand, const double *supply)
{
    double sum = 0.0;
    for (int j = 0; j < w->n_supply; j++) {
        int reached = 0;
        for (int i = 0; i < w->n_demand; i++)
            reached |= demand[i] > 0.0 && w->f[i][j] > 0.0L;
        sum += reached ? supply[j] : 0.0;
    }
    return sum;
}

START_TEST(supply_is_conserved_or_worn_by_distance)
{
    static weights w;
    uint64_t seed = 1300;
    int n_worn = 0;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_plan *plan = plan_of(&t, &decay);
        double apl[LARGEST], all = 0.0;
        reference_weights(&t, &decay, &w);
        double reached = reached_supply(&w, t.demand, t.supply);
        for (int j = 0; j < t.n; j++)
            all += t.supply[j];
        for (int k = 0; k <= N_CONSERVING; k++) {
            int32_t variant = k < N_CONSERVING ? conserving[k] : APLOC_VARIANT_M2SFCA;
            aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
            double obtained = 0.0;
            if (!takes(variant, &decay))
                continue;
            solve_variant(plan, variant, t.demand, t.supply, apl, NULL, &report);
            for (int i = 0; i < t.n; i++)
                obtained += t.demand[i] * apl[i];
            assert_close(report.supply_reached, reached);
            ck_assert_double_le(fabs(report.supply_lost - (all - reached)), 1e-9 * all);
            assert_close(report.mean * report.demand, obtained);
            if (k < N_CONSERVING)
                assert_close(obtained, reached);
            else
                ck_assert_double_le(obtained, reached * (1.0 + 1e-12));
            n_worn += obtained < reached * 0.99;
        }
        aploc_plan_free(plan);
        free_territory(&t);
    }
    ck_assert_int_gt(n_worn, trials(TRIALS) / 2);
}
END_TEST

START_TEST(balance_conserves_demand_and_level_of_service)
{
    uint64_t seed = 1400;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_plan *plan = plan_of(&t, &decay);
        double apl[LARGEST], ratios[LARGEST], served = 0.0, offered = 0.0, received = 0.0;
        aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
        solve_variant(plan, APLOC_VARIANT_BFCA, t.demand, t.supply, apl, ratios, &report);
        for (int j = 0; j < t.n; j++) {
            if (ratios[j] > 0.0)
                served += t.supply[j] / ratios[j]; /* the demand that falls on j */
            offered += ratios[j];
        }
        for (int i = 0; i < t.n; i++)
            received += t.demand[i] > 0.0 ? apl[i] : 0.0;
        ck_assert_double_le(fabs(served - (report.demand - report.demand_unreached)),
                            1e-11 * report.demand);
        assert_close(received, offered);
        aploc_plan_free(plan);
        free_territory(&t);
    }
}
END_TEST

START_TEST(potentials_are_linear_and_without_competition)
{
    uint64_t seed = 1500;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_plan *plan = plan_of(&t, &decay);
        for (int32_t variant = APLOC_VARIANT_HANSEN; variant <= APLOC_VARIANT_CUMULATIVE;
             variant++) {
            double one[LARGEST], other[LARGEST], both[LARGEST], ratios[LARGEST];
            double second[LARGEST], sum[LARGEST], no_demand[LARGEST] = {0};
            for (int j = 0; j < t.n; j++) {
                second[j] = random_below(&seed, 3) ? 0.0 : 700.0 * random_unit(&seed);
                sum[j] = t.supply[j] + second[j];
            }
            solve_variant(plan, variant, t.demand, t.supply, one, ratios, NULL);
            ck_assert_mem_eq(ratios, t.supply, (size_t)t.n * sizeof *ratios);
            solve_variant(plan, variant, t.demand, second, other, NULL, NULL);
            solve_variant(plan, variant, t.demand, sum, both, NULL, NULL);
            for (int i = 0; i < t.n; i++)
                assert_close(both[i], one[i] + other[i]);
            solve_variant(plan, variant, no_demand, t.supply, other, NULL, NULL);
            ck_assert_mem_eq(one, other, (size_t)t.n * sizeof *one);
        }
        aploc_plan_free(plan);
        free_territory(&t);
    }
}
END_TEST

START_TEST(cumulative_is_a_step_at_the_threshold)
{
    uint64_t seed = 1600;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        double threshold = aploc_decay_threshold(&decay), found[LARGEST];
        aploc_plan *plan = plan_of(&t, &decay);
        solve_variant(plan, APLOC_VARIANT_CUMULATIVE, t.demand, t.supply, found, NULL, NULL);
        for (int i = 0; i < t.n; i++) {
            double expected = 0.0;
            for (int j = 0; j < t.n; j++)
                if (i == j || t.minutes[i * t.n + j] < threshold)
                    expected += t.supply[j];
            ck_assert_bits(found[i], expected);
        }
        aploc_plan_free(plan);
        free_territory(&t);
    }
}
END_TEST

/* `a` and `b` on one plan each give the same bits. */
static void assert_same_bits(const territory *t, const aploc_plan *plan_a, int32_t a,
                             const aploc_plan *plan_b, int32_t b)
{
    double one[LARGEST], other[LARGEST];
    solve_variant(plan_a, a, t->demand, t->supply, one, NULL, NULL);
    solve_variant(plan_b, b, t->demand, t->supply, other, NULL, NULL);
    ck_assert_msg(memcmp(one, other, (size_t)t->n * sizeof *one) == 0, "%s is not %s",
                  aploc_variant_name(a), aploc_variant_name(b));
}

START_TEST(members_reduce_to_one_another)
{
    uint64_t seed = 1700;
    aploc_decay steps = some_decay(0), ones = binary();
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(1 + trial % 6);
        aploc_plan *by_steps = plan_of(&t, &steps), *by_ones = plan_of(&t, &ones);
        aploc_plan *by_decay = plan_of(&t, &decay);
        /* Both thresholds are 20 minutes. */
        assert_same_bits(&t, by_steps, APLOC_VARIANT_2SFCA, by_ones, APLOC_VARIANT_E2SFCA);
        assert_same_bits(&t, by_steps, APLOC_VARIANT_CUMULATIVE, by_ones, APLOC_VARIANT_HANSEN);
        assert_same_bits(&t, by_ones, APLOC_VARIANT_M2SFCA, by_ones, APLOC_VARIANT_E2SFCA);
        assert_same_bits(&t, by_decay, APLOC_VARIANT_KD2SFCA, by_decay, APLOC_VARIANT_E2SFCA);
        /* One supplier leaves no choice. */
        double one[LARGEST], other[LARGEST];
        int j = random_below(&seed, t.n);
        for (int k = 0; k < t.n; k++)
            t.supply[k] = k == j ? 1000.0 : 0.0;
        solve_variant(by_decay, APLOC_VARIANT_3SFCA, t.demand, t.supply, one, NULL, NULL);
        solve_variant(by_decay, APLOC_VARIANT_E2SFCA, t.demand, t.supply, other, NULL, NULL);
        for (int i = 0; i < t.n; i++)
            assert_close(one[i], other[i]);
        aploc_plan_free(by_decay);
        aploc_plan_free(by_ones);
        aploc_plan_free(by_steps);
        free_territory(&t);
    }
}
END_TEST

START_TEST(a_factor_on_the_decay_does_what_is_said)
{
    static const double minutes[] = {0, 10, 15, 20};
    static const double values[] = {1, 2.0 / 3, 1.0 / 3, 0}, lower[] = {0.3, 0.2, 0.1, 0};
    uint64_t seed = 1800;
    aploc_decay a = APLOC_DECAY_INIT;
    a.kind = APLOC_DECAY_STEPS;
    a.n_points = 4;
    a.minutes = minutes;
    a.values = values;
    aploc_decay b = a;
    b.values = lower;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_plan *plan_a = plan_of(&t, &a), *plan_b = plan_of(&t, &b);
        double one[LARGEST], other[LARGEST];
        aploc_error err = {0};
        for (int32_t variant = FIRST; variant <= LAST; variant++) {
            int scales = variant == APLOC_VARIANT_M2SFCA || variant == APLOC_VARIANT_HANSEN;
            if (!takes(variant, &a))
                continue;
            solve_variant(plan_a, variant, t.demand, t.supply, one, NULL, NULL);
            solve_variant(plan_b, variant, t.demand, t.supply, other, NULL, NULL);
            for (int i = 0; i < t.n; i++)
                assert_close(other[i], one[i] * (scales ? 0.3 : 1.0));
        }
        ck_assert_ok(aploc_crowding(plan_a, t.demand, t.supply, one, NULL, &err), err);
        ck_assert_ok(aploc_crowding(plan_b, t.demand, t.supply, other, NULL, &err), err);
        for (int j = 0; j < t.n; j++)
            assert_close(one[j], other[j]);
        aploc_plan_free(plan_b);
        aploc_plan_free(plan_a);
        free_territory(&t);
    }
}
END_TEST

/* The territory with the place at its end taken out. */
static territory without_last(const territory *t)
{
    territory w = {t->n - 1, malloc(sizeof(double) * (size_t)t->n * (size_t)t->n), t->demand,
                   t->supply};
    ck_assert_ptr_nonnull(w.minutes);
    for (int i = 0; i < w.n; i++)
        for (int j = 0; j < w.n; j++)
            w.minutes[i * w.n + j] = t->minutes[i * t->n + j];
    return w;
}

START_TEST(a_place_without_people_and_supply_changes_nothing)
{
    uint64_t seed = 1900;
    for (uint64_t trial = 0; trial < (uint64_t)trials(TRIALS); trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        t.demand[t.n - 1] = t.supply[t.n - 1] = 0.0;
        if (t.n > 1) {
            territory less = without_last(&t);
            aploc_plan *plan = plan_of(&t, &decay), *smaller = plan_of(&less, &decay);
            double with[LARGEST], without[LARGEST];
            for (int32_t variant = FIRST; variant <= LAST; variant++) {
                if (!takes(variant, &decay))
                    continue;
                solve_variant(plan, variant, t.demand, t.supply, with, NULL, NULL);
                solve_variant(smaller, variant, t.demand, t.supply, without, NULL, NULL);
                ck_assert_mem_eq(with, without, (size_t)less.n * sizeof *with);
            }
            aploc_plan_free(smaller);
            aploc_plan_free(plan);
            free(less.minutes);
        }
        free_territory(&t);
    }
}
END_TEST

START_TEST(tiny_weights_do_not_vanish_when_squared)
{
    double minutes[4] = {NAN, 1000.0, NAN, NAN}, demand[2] = {100.0, 0.0}, supply[2] = {0.0, 300.0};
    double apl[2];
    aploc_decay decay = APLOC_DECAY_INIT;
    decay.kind = APLOC_DECAY_EXPONENTIAL;
    decay.rate = 0.46; /* exp(-460) is 1e-200 */
    decay.cut = 2000.0;
    territory t = {2, minutes, demand, supply};
    aploc_plan *plan = plan_of(&t, &decay);
    solve_variant(plan, APLOC_VARIANT_3SFCA, demand, supply, apl, NULL, NULL);
    assert_close(apl[0], 3.0);
    solve_variant(plan, APLOC_VARIANT_M2SFCA, demand, supply, apl, NULL, NULL);
    ck_assert_double_le(fabs(apl[0] / (3.0 * exp(-460.0)) - 1.0), 1e-12);
    aploc_plan_free(plan);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, each_equals_its_reference);
    tcase_add_test(tests, each_equals_its_reference_with_sites_apart);
    tcase_add_test(tests, supply_is_conserved_or_worn_by_distance);
    tcase_add_test(tests, balance_conserves_demand_and_level_of_service);
    tcase_add_test(tests, potentials_are_linear_and_without_competition);
    tcase_add_test(tests, cumulative_is_a_step_at_the_threshold);
    tcase_add_test(tests, members_reduce_to_one_another);
    tcase_add_test(tests, a_factor_on_the_decay_does_what_is_said);
    tcase_add_test(tests, a_place_without_people_and_supply_changes_nothing);
    tcase_add_test(tests, tiny_weights_do_not_vanish_when_squared);
}

int main(void)
{
    return run_tests("family", add);
}
