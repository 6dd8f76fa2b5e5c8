/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Age weights: from consumption, and recovered from standardised populations made with weights that
 * were planted. */
#include <aploc/aploc.h>

#include <math.h>
#include <time.h>

#include "folder.h"
#include "normal.h"
#include "support.h"

/* IRDES, DT 70, table 2. */
static const double of_2009[] = {1.27, 0.65, 0.55, 0.51, 0.54, 0.65, 0.67, 0.72, 0.75, 0.83,
                                 1.03, 1.07, 1.31, 1.39, 1.54, 1.82, 2.12, 2.84, 2.61};

enum { N_2009 = 19 };

/* Places of 50 to some thousand people, each with a pyramid of its own. */
static void people_places(uint64_t *state, int32_t n, int32_t classes, double *residents)
{
    for (int32_t i = 0; i < n; i++) {
        double size = 20.0 * exp(3.0 * random_unit(state));
        for (int32_t a = 0; a < classes; a++)
            residents[i * classes + a] = floor(size * (0.2 + random_unit(state)));
    }
}

static double people_of(const double *residents, int32_t classes, int32_t i)
{
    double people = 0;
    for (int32_t a = 0; a < classes; a++)
        people += residents[i * classes + a];
    return people;
}

static void standardise(int32_t n, int32_t classes, const double *residents, const double *weights,
                        double *standardised)
{
    for (int32_t i = 0; i < n; i++) {
        standardised[i] = 0;
        for (int32_t a = 0; a < classes; a++)
            standardised[i] += weights[a] * residents[i * classes + a];
    }
}

START_TEST(from_consumption)
{
    /* 10 and 60 acts of 20 and 30 people: 0.5 and 2 a head, 70 / 50 = 1.4 for all. */
    static const double consumption[] = {10, 60}, population[] = {20, 30};
    double weights[2] = {42, 42};
    aploc_error err = {0};
    ck_assert_ok(aploc_weights_from_consumption(2, consumption, population, weights, &err), err);
    ck_assert_bits(weights[0], 0.5 / (70.0 / 50.0));
    ck_assert_bits(weights[1], 2.0 / (70.0 / 50.0));
    ck_assert(fabs((weights[0] * 20 + weights[1] * 30) / 50 - 1) < 1e-15);
    static const double none[] = {0, 0}, nobody[] = {20, 0}, negative[] = {-1, 2};
    const double nan[] = {1, NAN};
    weights[0] = 42;
    ck_assert_fails(aploc_weights_from_consumption(2, none, population, weights, NULL),
                    APLOC_ERR_NO_VALUE);
    ck_assert_fails(aploc_weights_from_consumption(2, consumption, nobody, weights, &err),
                    APLOC_ERR_NO_VALUE);
    ck_assert_str_eq(err.message, "found nobody in class 2, expected a population above 0");
    ck_assert_fails(aploc_weights_from_consumption(2, negative, population, weights, NULL),
                    APLOC_ERR_NEGATIVE);
    ck_assert_fails(aploc_weights_from_consumption(2, nan, population, weights, NULL),
                    APLOC_ERR_NOT_FINITE);
    static const double huge[] = {1e308, 1e308};
    ck_assert_fails(aploc_weights_from_consumption(2, huge, population, weights, NULL),
                    APLOC_ERR_OVERFLOW);
    ck_assert_fails(aploc_weights_from_consumption(0, consumption, population, weights, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_weights_from_consumption(2, NULL, population, weights, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_bits(weights[0], 42);
}
END_TEST

START_TEST(finds_what_the_synthetic_territory_was_made_with)
{
    /* Its standardised populations are those of 2009, rounded to two decimals. */
    char path[sizeof test_folder + 32];
    aploc_error err = {0};
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    options.n_communes = 2000;
    options.max_minutes = 5;
    ck_assert_ok(aploc_synth_write(test_folder, &options, NULL, &err), err);
    snprintf(path, sizeof path, "%s/communes.csv", test_folder);
    aploc_communes *communes = NULL;
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &communes, NULL, &err), err);
    int32_t n = 0, n_classes = 0;
    const aploc_age_class *classes = aploc_communes_ages(communes, &n_classes);
    n = aploc_communes_count(communes);
    ck_assert_int_eq(n_classes, N_2009);
    for (int32_t by = 0; by < 2; by++) {
        double weights[N_2009], errors[N_2009];
        int outside = 0;
        aploc_recover_options how = APLOC_RECOVER_OPTIONS_INIT;
        aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
        how.by = by;
        ck_assert_ok(aploc_weights_recover(n, n_classes, classes,
                                           aploc_communes_age_table(communes),
                                           aploc_communes_column(communes, APLOC_STANDARDISED),
                                           &how, weights, errors, &report, &err),
                     err);
        for (int32_t a = 0; a < N_2009; a++) {
            ck_assert_msg(fabs(weights[a] - of_2009[a]) < 1e-5, "%d: %.9f", (int)a, weights[a]);
            ck_assert(errors[a] < 1e-5);
            outside += fabs(weights[a] - of_2009[a]) > 2 * errors[a];
        }
        /* Sums of whole people times two decimals are exact: what is left is the rounding of
         * doubles, which no standard error describes. */
        ck_assert_msg(report.residual < 1e-6 || outside <= 3, "%d outside", outside);
        ck_assert(report.r2 > 0.999999 && report.r2 <= 1);
        ck_assert_int_eq(report.n_used + report.n_empty, n);
        ck_assert_int_eq(report.n_zero, 0);
    }
    aploc_communes_free(communes);
}
END_TEST

START_TEST(finds_planted_weights_within_their_errors)
{
    /* Published to the nearest person: noise of known size, 1 / sqrt(12). */
    enum { N = 500 };
    static double residents[N * N_2009], standardised[N];
    double weights[N_2009], errors[N_2009];
    uint64_t state = 7;
    aploc_error err = {0};
    aploc_recover_options how = APLOC_RECOVER_OPTIONS_INIT;
    aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
    how.by = APLOC_ROWS_ALIKE;
    people_places(&state, N, N_2009, residents);
    standardise(N, N_2009, residents, of_2009, standardised);
    for (int i = 0; i < N; i++)
        standardised[i] = round(standardised[i]);
    ck_assert_ok(aploc_weights_recover(N, N_2009, NULL, residents, standardised, &how, weights,
                                       errors, &report, &err),
                 err);
    int outside = 0;
    for (int a = 0; a < N_2009; a++) {
        outside += fabs(weights[a] - of_2009[a]) > 2 * errors[a];
        ck_assert(fabs(weights[a] - of_2009[a]) < 4 * errors[a]);
        ck_assert(errors[a] > 0 && errors[a] < 0.01);
    }
    ck_assert_int_le(outside, 3);
    ck_assert_msg(fabs(report.deviation - sqrt(1.0 / 12)) < 0.03, "%g", report.deviation);
}
END_TEST

START_TEST(errors_cover_as_they_should)
{
    /* Noise that grows with the root of the people, many times: two errors hold the planted weight
     * 95 times in 100. Without the factor of a place they would not be right. */
    enum { N = 120, CLASSES = 5, ROUNDS = 800 };
    static const double planted[CLASSES] = {1.3, 0.6, 0.9, 1.5, 2.4};
    static double residents[N * CLASSES], standardised[N];
    int inside = 0;
    double deviation = 0;
    uint64_t state = 3;
    for (int round = 0; round < ROUNDS; round++) {
        double weights[CLASSES], errors[CLASSES];
        aploc_error err = {0};
        aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
        people_places(&state, N, CLASSES, residents);
        standardise(N, CLASSES, residents, planted, standardised);
        for (int i = 0; i < N; i++)
            standardised[i] += 0.7 * sqrt(people_of(residents, CLASSES, i)) * normal(&state);
        ck_assert_ok(aploc_weights_recover(N, CLASSES, NULL, residents, standardised, NULL, weights,
                                           errors, &report, &err),
                     err);
        for (int a = 0; a < CLASSES; a++)
            inside += fabs(weights[a] - planted[a]) <= 2 * errors[a];
        deviation += report.deviation / ROUNDS;
    }
    double share = (double)inside / (ROUNDS * CLASSES);
    ck_assert_msg(share > 0.943 && share < 0.963, "%.4f of the errors cover", share);
    ck_assert_msg(fabs(deviation - 0.7) < 0.01, "%g", deviation);
}
END_TEST

START_TEST(missing_and_empty_places_count_for_nothing)
{
    enum { N = 40 };
    double residents[(N + 4) * 3], standardised[N + 4], weights[3], all[3], errors[3];
    uint64_t state = 4;
    aploc_error err = {0};
    aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
    people_places(&state, N + 4, 3, residents);
    for (int i = 0; i < N + 4; i++)
        standardised[i] = people_of(residents, 3, i) * (0.8 + 0.4 * random_unit(&state));
    ck_assert_ok(
        aploc_weights_recover(N, 3, NULL, residents, standardised, NULL, weights, NULL, NULL, &err),
        err);
    standardised[N] = NAN;
    residents[(N + 1) * 3 + 1] = NAN;
    residents[(N + 2) * 3] = residents[(N + 2) * 3 + 1] = residents[(N + 2) * 3 + 2] = 0;
    standardised[N + 3] = NAN;
    ck_assert_ok(aploc_weights_recover(N + 4, 3, NULL, residents, standardised, NULL, all, errors,
                                       &report, &err),
                 err);
    ck_assert_mem_eq(all, weights, sizeof all);
    ck_assert_int_eq(report.n_used, N);
    ck_assert_int_eq(report.n_missing, 3);
    ck_assert_int_eq(report.n_empty, 1);
    /* Factors of the caller: those of the default give the same; 0 leaves a place out. */
    double factors[N + 4];
    aploc_recover_options how = APLOC_RECOVER_OPTIONS_INIT;
    for (int i = 0; i < N; i++)
        factors[i] = 1 / sqrt(people_of(residents, 3, i));
    how.rows = factors;
    ck_assert_ok(
        aploc_weights_recover(N, 3, NULL, residents, standardised, &how, all, NULL, NULL, &err),
        err);
    ck_assert_mem_eq(all, weights, sizeof all);
    factors[3] = 0;
    ck_assert_ok(
        aploc_weights_recover(N, 3, NULL, residents, standardised, &how, all, NULL, &report, &err),
        err);
    ck_assert_int_eq(report.n_used, N - 1);
    ck_assert_bits((double)(all[0] == weights[0]), 0);
}
END_TEST

START_TEST(one_odd_place_is_named)
{
    enum { N = 60 };
    double residents[N * 3], standardised[N], weights[3];
    static const double planted[] = {1, 2, 3};
    uint64_t state = 9;
    aploc_error err = {0};
    aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
    people_places(&state, N, 3, residents);
    standardise(N, 3, residents, planted, standardised);
    standardised[17] += 50;
    standardised[41] -= 20;
    ck_assert_ok(aploc_weights_recover(N, 3, NULL, residents, standardised, NULL, weights, NULL,
                                       &report, &err),
                 err);
    ck_assert_int_eq(report.worst[0], 17);
    ck_assert_int_eq(report.worst[1], 41);
    ck_assert(report.worst_residual[0] > 20 && report.worst_residual[1] < -10);
    for (int k = 1; k < APLOC_RESIDUALS_MAX; k++)
        ck_assert(fabs(report.worst_residual[k]) / sqrt(people_of(residents, 3, report.worst[k])) <=
                  fabs(report.worst_residual[k - 1]) /
                      sqrt(people_of(residents, 3, report.worst[k - 1])));
    /* Fewer places than the report has room for. */
    ck_assert_ok(aploc_weights_recover(5, 3, NULL, residents, standardised, NULL, weights, NULL,
                                       &report, &err),
                 err);
    for (int k = 0; k < APLOC_RESIDUALS_MAX; k++)
        ck_assert_int_eq(report.worst[k] < 0, k >= 5);
}
END_TEST

START_TEST(collinear_classes_are_named)
{
    enum { N = 50 };
    static const aploc_age_class classes[] = {
        {0, 4}, {5, 9}, {10, 14}, {15, 19}, {20, APLOC_AGE_OPEN}};
    double residents[N * 5], standardised[N], weights[5] = {42};
    uint64_t state = 2;
    aploc_error err = {0};
    people_places(&state, N, 5, residents);
    for (int i = 0; i < N; i++) {
        residents[i * 5 + 3] = residents[i * 5] + 2 * residents[i * 5 + 2];
        standardised[i] = people_of(residents, 5, i);
    }
    ck_assert_fails(aploc_weights_recover(N, 5, classes, residents, standardised, NULL, weights,
                                          NULL, NULL, &err),
                    APLOC_ERR_RANGE);
    ck_assert_str_eq(err.message,
                     "found the age class 15-19 to be made of others in all 50 places (0-4 10-14), "
                     "expected classes that vary apart: merge some, or add places");
    for (int i = 0; i < N; i++)
        residents[i * 5 + 3] = 0;
    ck_assert_fails(aploc_weights_recover(N, 5, classes, residents, standardised, NULL, weights,
                                          NULL, NULL, &err),
                    APLOC_ERR_NO_VALUE);
    ck_assert_str_eq(err.message,
                     "found nobody in age class 15-19 in all 50 places, expected some");
    ck_assert_fails(aploc_weights_recover(5, 5, classes, residents, standardised, NULL, weights,
                                          NULL, NULL, &err),
                    APLOC_ERR_NO_VALUE);
    ck_assert_str_eq(err.message, "found 5 places with residents by age and a standardised "
                                  "population, expected more than the 5 age classes");
    ck_assert_bits(weights[0], 42);
    /* One class alone: the ratio of the sums, by people. */
    double one[] = {10, 20, 30}, given[] = {5, 10, 18};
    aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
    ck_assert_ok(aploc_weights_recover(3, 1, NULL, one, given, NULL, weights, NULL, &report, &err),
                 err);
    ck_assert(fabs(weights[0] - 33.0 / 60) < 1e-15);
    ck_assert(fabs(report.r2) < 1e-12);
    ck_assert(fabs(report.condition - 1) < 1e-12);
}
END_TEST

START_TEST(scaling_scales)
{
    enum { N = 40 };
    double residents[N * 3], standardised[N], weights[3], errors[3], again[3], their_errors[3];
    uint64_t state = 21;
    aploc_error err = {0};
    people_places(&state, N, 3, residents);
    for (int i = 0; i < N; i++)
        standardised[i] = people_of(residents, 3, i) * (0.8 + 0.4 * random_unit(&state));
    ck_assert_ok(aploc_weights_recover(N, 3, NULL, residents, standardised, NULL, weights, errors,
                                       NULL, &err),
                 err);
    for (int i = 0; i < N; i++)
        standardised[i] *= 8;
    ck_assert_ok(aploc_weights_recover(N, 3, NULL, residents, standardised, NULL, again,
                                       their_errors, NULL, &err),
                 err);
    for (int a = 0; a < 3; a++) {
        ck_assert(fabs(again[a] - 8 * weights[a]) < 1e-12);
        ck_assert(fabs(their_errors[a] - 8 * errors[a]) < 1e-12);
    }
}
END_TEST

START_TEST(calls_are_checked)
{
    double residents[] = {1, 2, 3}, standardised[] = {1, 2, 4}, weights[1];
    aploc_recover_options how = APLOC_RECOVER_OPTIONS_INIT;
    aploc_recover_report report = {.size = 1};
#define RECOVER(n, c, r, s, o, w, rep)                                                             \
    aploc_weights_recover(n, c, NULL, r, s, o, w, NULL, rep, NULL)
    ck_assert_fails(RECOVER(3, 0, residents, standardised, NULL, weights, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(RECOVER(-1, 1, residents, standardised, NULL, weights, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(RECOVER(3, 1, NULL, standardised, NULL, weights, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(RECOVER(3, 1, residents, NULL, NULL, weights, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(RECOVER(3, 1, residents, standardised, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(RECOVER(3, 1, residents, standardised, NULL, weights, &report),
                    APLOC_ERR_OPTIONS);
    how.by = 2;
    ck_assert_fails(RECOVER(3, 1, residents, standardised, &how, weights, NULL), APLOC_ERR_OPTIONS);
    how.by = 0;
    how.reserved = 1;
    ck_assert_fails(RECOVER(3, 1, residents, standardised, &how, weights, NULL), APLOC_ERR_OPTIONS);
    how.reserved = 0;
    how.size = 1;
    ck_assert_fails(RECOVER(3, 1, residents, standardised, &how, weights, NULL), APLOC_ERR_OPTIONS);
    how = (aploc_recover_options)APLOC_RECOVER_OPTIONS_INIT;
    static const double bad[] = {1, -1, 1};
    how.rows = bad;
    ck_assert_fails(RECOVER(3, 1, residents, standardised, &how, weights, NULL),
                    APLOC_ERR_NEGATIVE);
    ck_assert_fails(RECOVER(3, 1, bad, standardised, NULL, weights, NULL), APLOC_ERR_NEGATIVE);
    ck_assert_fails(RECOVER(3, 1, residents, bad, NULL, weights, NULL), APLOC_ERR_NEGATIVE);
    const double infinite[] = {1, INFINITY, 2}, huge[] = {1e308, 1e307, 1e308},
                 few[] = {1e-9, 2e-9, 1e-9};
    const double none[] = {0, 0, 0};
    ck_assert_fails(RECOVER(3, 1, infinite, standardised, NULL, weights, NULL),
                    APLOC_ERR_NOT_FINITE);
    ck_assert_fails(RECOVER(3, 1, residents, none, NULL, weights, NULL), APLOC_ERR_NO_VALUE);
    how = (aploc_recover_options)APLOC_RECOVER_OPTIONS_INIT;
    how.by = APLOC_ROWS_ALIKE;
    ck_assert_fails(RECOVER(3, 1, few, huge, &how, weights, NULL), APLOC_ERR_OVERFLOW);
}
END_TEST

/* As many classes as there may be take seconds at most; one more is refused. */
START_TEST(many_classes)
{
    enum { N = 400, MORE = APLOC_CLASSES_MAX + 1 };
    static double residents[N * MORE], standardised[N], weights[MORE];
    uint64_t state = 31;
    aploc_error err = {0};
    for (int k = 0; k < N * MORE; k++)
        residents[k] = 1 + random_below(&state, 1000);
    for (int i = 0; i < N; i++)
        standardised[i] = people_of(residents, APLOC_CLASSES_MAX, i) * random_unit(&state);
    clock_t begin = clock();
    ck_assert_ok(aploc_weights_recover(N, APLOC_CLASSES_MAX, NULL, residents, standardised, NULL,
                                       weights, NULL, NULL, &err),
                 err);
    for (int i = 0; i < N; i++)
        standardised[i] = people_of(residents, APLOC_CLASSES_MAX, i);
    ck_assert_ok(aploc_weights_recover(N, APLOC_CLASSES_MAX, NULL, residents, standardised, NULL,
                                       weights, NULL, NULL, &err),
                 err);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    ck_assert_msg(seconds < 10.0, "took %g s", seconds);
    for (int a = 0; a < APLOC_CLASSES_MAX; a++)
        ck_assert(fabs(weights[a] - 1.0) < 1e-9);
    ck_assert_fails(aploc_weights_recover(N, MORE, NULL, residents, standardised, NULL, weights,
                                          NULL, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "152 classes, expected places, and 1 to 151"));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, from_consumption);
    tcase_add_test(tests, finds_what_the_synthetic_territory_was_made_with);
    tcase_add_test(tests, finds_planted_weights_within_their_errors);
    tcase_add_test(tests, errors_cover_as_they_should);
    tcase_add_test(tests, missing_and_empty_places_count_for_nothing);
    tcase_add_test(tests, one_odd_place_is_named);
    tcase_add_test(tests, collinear_classes_are_named);
    tcase_add_test(tests, scaling_scales);
    tcase_add_test(tests, many_classes);
    tcase_add_test(tests, calls_are_checked);
}

int main(void)
{
    return run_tests("weights", add);
}
