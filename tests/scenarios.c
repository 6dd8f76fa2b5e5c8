/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many scenarios are, to the bit, what each is alone; a table of scenarios says what each changes. */
#include <float.h>
#include <math.h>

#include "folder.h"
#include "territory.h"

enum { LARGEST = 40, MOST = 70 };

static double *numbers(uint64_t *seed, int n, double usual)
{
    double *x = malloc(sizeof *x * (size_t)n);
    ck_assert_ptr_nonnull(x);
    for (int k = 0; k < n; k++)
        x[k] = random_below(seed, 4) == 0 ? 0.0 : usual * random_unit(seed);
    return x;
}

static void check_report(const aploc_solve_report *found, const aploc_solve_report *expected)
{
    ck_assert_bits(found->demand, expected->demand);
    ck_assert_bits(found->supply, expected->supply);
    ck_assert_bits(found->supply_reached, expected->supply_reached);
    ck_assert_bits(found->supply_lost, expected->supply_lost);
    ck_assert_bits(found->demand_unreached, expected->demand_unreached);
    ck_assert_bits(found->mean, expected->mean);
    ck_assert_int_eq(found->n_lost, expected->n_lost);
    ck_assert_int_eq(found->n_unreached, expected->n_unreached);
}

/* Solve `n` scenarios together and one by one. */
static void compare(const aploc_plan *plan, int places, int32_t variant, int n, int n_demands,
                    const double *demand, int n_supplies, const double *supply, int n_threads)
{
    const aploc_solve_report empty = APLOC_SOLVE_REPORT_INIT;
    static double apl[MOST * LARGEST], ratios[MOST * LARGEST], alone[LARGEST], own[LARGEST];
    static aploc_solve_report reports[MOST];
    aploc_solve_many_options many = APLOC_SOLVE_MANY_OPTIONS_INIT;
    aploc_solve_options one = APLOC_SOLVE_OPTIONS_INIT;
    aploc_solve_report report = empty;
    aploc_error err = {0};
    size_t bytes = sizeof *apl * (size_t)places;
    for (int k = 0; k < n; k++)
        reports[k] = empty;
    many.variant = one.variant = variant;
    many.n_threads = n_threads;
    many.ratios = n % 2 ? ratios : NULL;
    many.reports = reports;
    one.ratios = own;
    one.report = &report;
    ck_assert_ok(aploc_solve_many(plan, n, n_demands, demand, n_supplies, supply, apl, &many, &err),
                 err);
    for (int k = 0; k < n; k++) {
        ck_assert_ok(aploc_solve(plan, demand + (n_demands > 1 ? k * places : 0),
                                 supply + (n_supplies > 1 ? k * places : 0), alone, &one, &err),
                     err);
        ck_assert_mem_eq(apl + k * places, alone, bytes);
        if (many.ratios)
            ck_assert_mem_eq(ratios + k * places, own, bytes);
        check_report(&reports[k], &report);
    }
}

START_TEST(each_is_what_it_is_alone)
{
    static const int counts[] = {1, 2, 7, 31, 32, 33, 64, 65, MOST};
    static const int32_t variants[] = {APLOC_VARIANT_E2SFCA, APLOC_VARIANT_KD2SFCA,
                                       APLOC_VARIANT_3SFCA, APLOC_VARIANT_HANSEN};
    uint64_t seed = 71;
    for (uint64_t trial = 0; trial < 120; trial++) {
        territory t = random_territory(&seed, LARGEST);
        aploc_decay decay = some_decay(trial);
        aploc_plan *plan = plan_of(&t, &decay);
        int n = counts[trial % 9];
        int32_t variant = variants[trial % 4];
        if (variant == APLOC_VARIANT_KD2SFCA && decay.kind == APLOC_DECAY_STEPS)
            variant = APLOC_VARIANT_E2SFCA;
        double *demands = numbers(&seed, n * t.n, 1e4), *supplies = numbers(&seed, n * t.n, 5e4);
        compare(plan, t.n, variant, n, 1, t.demand, n, supplies, 1);
        compare(plan, t.n, variant, n, n, demands, 1, t.supply, 2);
        compare(plan, t.n, variant, n, n, demands, n, supplies, 3);
        compare(plan, t.n, variant, n, 1, t.demand, 1, t.supply, 0);
        free(demands);
        free(supplies);
        aploc_plan_free(plan);
        free_territory(&t);
    }
}
END_TEST

/* Places of demand and sites apart, more of the one or of the other, in every variant. */
START_TEST(sites_apart_in_every_variant)
{
    enum { N = 35, D = 9, S = 6 };
    static double minutes[D * S], together[N * D], alone[D], ratios[N * D], own[D];
    uint64_t seed = 72;
    aploc_decay decay = some_decay(3); /* exponential, which all variants take */
    for (int turned = 0; turned < 2; turned++) {
        const int d = turned ? S : D, s = turned ? D : S;
        aploc_times *times = NULL;
        aploc_plan *plan = NULL;
        aploc_error err = {0};
        for (int k = 0; k < D * S; k++)
            minutes[k] = 1.0 + 25.0 * random_unit(&seed);
        ck_assert_ok(aploc_times_from_matrix(d, s, minutes, &times, &err), err);
        ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
        double *demand = numbers(&seed, N * d, 1e4), *supply = numbers(&seed, N * s, 5e4);
        for (int32_t v = APLOC_VARIANT_E2SFCA; v <= APLOC_VARIANT_CUMULATIVE; v++) {
            aploc_solve_many_options many = APLOC_SOLVE_MANY_OPTIONS_INIT;
            aploc_solve_options one = APLOC_SOLVE_OPTIONS_INIT;
            many.variant = one.variant = v;
            many.ratios = ratios;
            one.ratios = own;
            ck_assert_ok(aploc_solve_many(plan, N, N, demand, N, supply, together, &many, &err),
                         err);
            for (int k = 0; k < N; k++) {
                ck_assert_ok(aploc_solve(plan, demand + k * d, supply + k * s, alone, &one, &err),
                             err);
                ck_assert_mem_eq(together + k * d, alone, (size_t)d * sizeof *alone);
                ck_assert_mem_eq(ratios + k * s, own, (size_t)s * sizeof *own);
            }
        }
        free(demand);
        free(supply);
        aploc_plan_free(plan);
        aploc_times_free(times);
    }
}
END_TEST

/* By hand: two places, own weight 1, nothing else in reach. */
static aploc_plan *two_places(void)
{
    static double minutes[] = {NAN, NAN, NAN, NAN};
    territory t = {.n = 2, .minutes = minutes};
    aploc_decay decay = some_decay(0);
    return plan_of(&t, &decay);
}

/* More than are solved together, of more places than sites: all are looked at before anything is written. */
START_TEST(more_than_have_room)
{
    enum { TOGETHER = 2 << 20, D = 40, S = 25, N = TOGETHER / S + 100 };
    static double minutes[D * S], alone[D];
    uint64_t seed = 73;
    aploc_decay decay = some_decay(1);
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_error err = {0};
    for (int k = 0; k < D * S; k++)
        minutes[k] = floor(40.0 * random_unit(&seed));
    ck_assert_ok(aploc_times_from_matrix(D, S, minutes, &times, &err), err);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    double *demand = numbers(&seed, D, 1e4), *supplies = numbers(&seed, N * S, 5e4);
    double *apl = numbers(&seed, N * D, 1.0), *before = numbers(&seed, N * D, 1.0);
    double kept = supplies[N * S - 1];
    memcpy(before, apl, sizeof *apl * N * D);
    supplies[N * S - 1] = -1;
    ck_assert_fails(aploc_solve_many(plan, N, 1, demand, N, supplies, apl, NULL, &err),
                    APLOC_ERR_NEGATIVE);
    ck_assert_mem_eq(apl, before, sizeof *apl * N * D);
    supplies[N * S - 1] = kept;
    ck_assert_ok(aploc_solve_many(plan, N, 1, demand, N, supplies, apl, NULL, &err), err);
    for (int k = N - 1; k >= 0; k -= k > N - 200 ? 1 : 97) {
        ck_assert_ok(aploc_solve(plan, demand, supplies + k * S, alone, NULL, &err), err);
        ck_assert_mem_eq(apl + k * D, alone, sizeof alone);
    }
    free(before);
    free(apl);
    free(supplies);
    free(demand);
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(by_hand)
{
    aploc_plan *plan = two_places();
    aploc_error err = {0};
    double apl[6];
    ck_assert_ok(aploc_solve_many(plan, 3, 1, (double[]){2, 4}, 3, (double[]){1, 1, 3, 0, 0, 8},
                                  apl, NULL, &err),
                 err);
    ck_assert_mem_eq(apl, ((double[]){0.5, 0.25, 1.5, 0, 0, 2}), sizeof apl);
    ck_assert_ok(
        aploc_solve_many(plan, 2, 2, (double[]){2, 4, 8, 0}, 1, (double[]){2, 2}, apl, NULL, &err),
        err);
    ck_assert_mem_eq(apl, ((double[]){1, 0.5, 0.25, 0}), 4 * sizeof *apl);
    aploc_plan_free(plan);
}
END_TEST

#define REFUSED(status, words, ...)                                                                \
    do {                                                                                           \
        ck_assert_fails(aploc_solve_many(__VA_ARGS__, &err), status);                              \
        ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);  \
        for (int k_ = 0; k_ < 4; k_++)                                                             \
            ck_assert_bits(apl[k_], 7.0);                                                          \
    } while (0)

START_TEST(refuses_a_wrong_call)
{
    aploc_plan *plan = two_places();
    aploc_error err = {0};
    aploc_solve_many_options o = APLOC_SOLVE_MANY_OPTIONS_INIT;
    aploc_solve_report reports[2] = {APLOC_SOLVE_REPORT_INIT, APLOC_SOLVE_REPORT_INIT};
    double apl[] = {7, 7, 7, 7}, good[] = {1, 2, 3, 4};
    double negative[] = {1, 2, 3, -1}, infinite[] = {1, 2, HUGE_VAL, 1};
    REFUSED(APLOC_ERR_ARGUMENT, "no plan", NULL, 2, 1, good, 2, good, apl, NULL);
    REFUSED(APLOC_ERR_ARGUMENT, "no demand", plan, 2, 1, NULL, 2, good, apl, NULL);
    REFUSED(APLOC_ERR_ARGUMENT, "no supply", plan, 2, 1, good, 2, NULL, apl, NULL);
    REFUSED(APLOC_ERR_ARGUMENT, "no place", plan, 2, 1, good, 2, good, NULL, NULL);
    REFUSED(APLOC_ERR_ARGUMENT, "found 0 scenarios", plan, 0, 1, good, 1, good, apl, NULL);
    REFUSED(APLOC_ERR_ARGUMENT, "3 demands and 1", plan, 2, 3, good, 1, good, apl, NULL);
    REFUSED(APLOC_ERR_ARGUMENT, "1 demands and 0", plan, 2, 1, good, 0, good, apl, NULL);
    REFUSED(APLOC_ERR_NEGATIVE, "scenario 1: found a supply of -1 at place 1", plan, 2, 1, good, 2,
            negative, apl, NULL);
    REFUSED(APLOC_ERR_NOT_FINITE, "scenario 1: found a demand of inf at place 0", plan, 2, 2,
            infinite, 2, good, apl, NULL);
    REFUSED(APLOC_ERR_NEGATIVE, "found a demand of -1 at place 1", plan, 2, 1, negative + 2, 2,
            good, apl, NULL);
    ck_assert_int_eq(strncmp(err.message, "found", 5), 0);
    o.size--;
    REFUSED(APLOC_ERR_OPTIONS, "aploc_solve_many_options", plan, 2, 1, good, 2, good, apl, &o);
    o.size++;
    o.n_threads = -1;
    REFUSED(APLOC_ERR_OPTIONS, "-1 threads", plan, 2, 1, good, 2, good, apl, &o);
    o.n_threads = 0;
    o.variant = APLOC_VARIANT_NEAREST;
    REFUSED(APLOC_ERR_OPTIONS, "nearest", plan, 2, 1, good, 2, good, apl, &o);
    o.variant = 0;
    o.reports = reports;
    reports[1].size = 3;
    REFUSED(APLOC_ERR_OPTIONS, "scenario 1: found aploc_solve_report of 3", plan, 2, 1, good, 2,
            good, apl, &o);
    aploc_plan_free(plan);
}
END_TEST

/* The first scenario that is too large is named, though a later one fails at an earlier stage; those
 * before it are right. */
START_TEST(too_large)
{
    aploc_plan *plan = two_places();
    aploc_error err = {0};
    aploc_solve_many_options o = APLOC_SOLVE_MANY_OPTIONS_INIT;
    aploc_solve_report reports[3] = {APLOC_SOLVE_REPORT_INIT, APLOC_SOLVE_REPORT_INIT,
                                     APLOC_SOLVE_REPORT_INIT};
    double apl[6], tiny[] = {DBL_MIN, 1};
    double supply[] = {DBL_MIN, 3, DBL_MAX, DBL_MAX, 1e10, 1};
    /* scenario 1: only its totals are too large; scenario 2: its ratio */
    o.reports = reports;
    double demand[] = {DBL_MIN, 1, 1, 1, DBL_MIN, 1};
    ck_assert_fails(aploc_solve_many(plan, 3, 3, demand, 3, supply, apl, &o, &err),
                    APLOC_ERR_OVERFLOW);
    ck_assert_msg(strncmp(err.message, "scenario 1: found totals", 24) == 0, "%s", err.message);
    ck_assert_mem_eq(apl, ((double[]){1, 3}), 2 * sizeof *apl);
    ck_assert_bits(reports[0].supply, DBL_MIN + 3.0);
    o.reports = NULL;
    ck_assert_fails(aploc_solve_many(plan, 3, 1, tiny, 3, supply, apl, &o, &err),
                    APLOC_ERR_OVERFLOW);
    ck_assert_msg(strncmp(err.message, "scenario 1: found a supply", 26) == 0, "%s", err.message);
    ck_assert_int_eq(aploc_solve_many(plan, 3, 1, tiny, 3, supply, apl, &o, NULL),
                     APLOC_ERR_OVERFLOW);
    o.variant = APLOC_VARIANT_2SFCA;
    ck_assert_fails(aploc_solve_many(plan, 3, 1, tiny, 3, supply, apl, &o, &err),
                    APLOC_ERR_OVERFLOW);
    ck_assert_msg(strncmp(err.message, "scenario 1: ", 12) == 0, "%s", err.message);
    aploc_plan_free(plan);
}
END_TEST

static aploc_communes *places;

static void read_places(void)
{
    aploc_error err = {0};
    ck_assert_ok(
        aploc_communes_read_csv(file_of("c.csv", "code\nA\nB\nC\n"), NULL, &places, NULL, &err),
        err);
}

static void free_places(void)
{
    aploc_communes_free(places);
}

static void check_supply(const aploc_scenarios *s, int32_t k, const char *name, double a, double b,
                         double c)
{
    double supply[3];
    aploc_error err = {0};
    ck_assert_str_eq(aploc_scenarios_name(s, k), name);
    ck_assert_ok(aploc_scenarios_supply(s, k, (double[]){20, 40, 60}, 10, supply, &err), err);
    ck_assert_bits(supply[0], a);
    ck_assert_bits(supply[1], b);
    ck_assert_bits(supply[2], c);
}

START_TEST(long_tables)
{
    aploc_scenarios *s = NULL;
    aploc_error err = {0};
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    const char *path = file_of("s.csv", "Sc\xC3\xA9nario;insee;ETP;note\n"
                                        " two ;B; +1,5 ;x\nclosed;A;0;\ntwo;A;-2;\ntwo;C;7;\n");
    ck_assert_ok(aploc_scenarios_read_csv(path, places, 0, NULL, NULL, &s, &report, &err), err);
    ck_assert_int_eq(aploc_scenarios_count(s), 2);
    check_supply(s, 0, "two", 0, 55, 70);
    check_supply(s, 1, "closed", 0, 40, 60);
    ck_assert_int_eq(report.n_rows, 4);
    ck_assert_int_eq(report.n_kept, 4);
    ck_assert_ptr_null(aploc_scenarios_name(s, 2));
    ck_assert_ptr_null(aploc_scenarios_name(s, -1));
    aploc_scenarios_free(s);
    aploc_scenarios_free(NULL);
    ck_assert_int_eq(aploc_scenarios_count(NULL), 0);
}
END_TEST

/* A name is what the analyst calls it: in either form of any length, a code is not. */
START_TEST(long_names)
{
    static const char name[] =
        "without the practitioners who will be 65 years old at the end of 2027";
    char text[256];
    aploc_error err = {0};
    for (int is_long = 0; is_long < 2; is_long++) {
        aploc_scenarios *s = NULL;
        snprintf(text, sizeof text, is_long ? "scenario,code,supply\n%s,B,7\n" : "code,%s\nB,7\n",
                 name);
        ck_assert_ok(
            aploc_scenarios_read_csv(file_of("s.csv", text), places, 0, NULL, NULL, &s, NULL, &err),
            err);
        check_supply(s, 0, name, 20, 70, 60);
        aploc_scenarios_free(s);
    }
}
END_TEST

START_TEST(wide_tables)
{
    aploc_scenarios *s = NULL;
    aploc_error err = {0};
    const aploc_column bound[] = {{"population", "population"}, {"age:65+", "65+"}};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    const char *path = file_of("s.csv", "code,name,population,one,etp,65+\n"
                                        "C,c,100,+1,NA,9\nA,a,50,,2,9\n");
    options.columns = bound;
    /* What could be a scenario or not is told by the caller, each column of it. */
    for (options.n_columns = 0; options.n_columns < 2; options.n_columns++) {
        ck_assert_fails(aploc_scenarios_read_csv(path, places, 0, NULL, &options, &s, NULL, &err),
                        APLOC_ERR_COLUMN_REPEATED);
        ck_assert_int_eq(err.line, 1);
        ck_assert_int_eq(err.column, options.n_columns ? 6 : 3);
    }
    ck_assert_ok(aploc_scenarios_read_csv(path, places, 0, NULL, &options, &s, NULL, &err), err);
    ck_assert_int_eq(aploc_scenarios_count(s), 2);
    check_supply(s, 0, "one", 20, 40, 70);
    check_supply(s, 1, "etp", 20, 40, 60);
    aploc_scenarios_free(s);
    const char *const names[] = {"etp", "65+"};
    ck_assert_ok(aploc_scenarios_read_csv(path, places, 2, names, NULL, &s, NULL, &err), err);
    ck_assert_int_eq(aploc_scenarios_count(s), 2);
    check_supply(s, 1, "65+", 90, 40, 90);
    aploc_scenarios_free(s);
}
END_TEST

START_TEST(a_supply_stays_at_0_or_above)
{
    aploc_scenarios *s = NULL;
    aploc_error err = {0};
    double supply[3] = {20, 40, 60};
    const char *path = file_of("s.csv", "scenario,code,supply\nx,A,+1\nx,B,-5\ny,C,1e307\n");
    ck_assert_ok(aploc_scenarios_read_csv(path, places, 0, NULL, NULL, &s, NULL, &err), err);
    ck_assert_fails(aploc_scenarios_supply(s, 0, supply, 10, supply, &err), APLOC_ERR_NEGATIVE);
    ck_assert_int_eq(err.line, 3);
    ck_assert_msg(strstr(err.message, "found -5 in the scenario 'x' where the supply is 4") != NULL,
                  "%s", err.message);
    ck_assert_bits(supply[0], 20);
    ck_assert_fails(aploc_scenarios_supply(s, 1, supply, 100, supply, &err), APLOC_ERR_OVERFLOW);
    ck_assert_fails(aploc_scenarios_supply(s, 2, supply, 1, supply, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_scenarios_supply(s, 0, supply, 0, supply, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_scenarios_supply(NULL, 0, supply, 1, supply, &err), APLOC_ERR_ARGUMENT);
    const struct {
        double given;
        aploc_status status;
        const char *found;
    } wrong[] = {{NAN, APLOC_ERR_NOT_FINITE, "found a supply of nan at place 2, expected a finite"},
                 {INFINITY, APLOC_ERR_NOT_FINITE, "found a supply of inf at place 2"},
                 {-1, APLOC_ERR_NEGATIVE, "found a supply of -1 at place 2"}};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        const double given[3] = {20, 40, wrong[k].given}; /* of a place that does not change */
        double made[3] = {7, 7, 7};
        ck_assert_fails(aploc_scenarios_supply(s, 0, given, 1, made, &err), wrong[k].status);
        ck_assert_msg(strstr(err.message, wrong[k].found) != NULL, "%s", err.message);
        ck_assert_bits(made[0], 7);
    }
    ck_assert_ok(aploc_scenarios_supply(s, 0, supply, 8, supply, &err), err); /* in place */
    ck_assert_bits(supply[1], 0);
    aploc_scenarios_free(s);
}
END_TEST

START_TEST(refuses_a_wrong_table)
{
    static const struct {
        const char *text;
        aploc_status status;
        int64_t line;
    } rows[] = {
        {"scenario,code,supply\nx,A,1\ny,A,1\nx,A,+2\n", APLOC_ERR_CODE_REPEATED, 4},
        {"code,x,y\nA,1,\nA,,1\nA,1,\n", APLOC_ERR_CODE_REPEATED, 4},
        {"scenario,code,supply\nx,Z,1\n", APLOC_ERR_CODE_UNKNOWN, 2},
        {"scenario,code,supply\n,A,1\n", APLOC_ERR_NO_VALUE, 2},
        {"scenario,code,supply\nx,A,\n", APLOC_ERR_NO_VALUE, 2},
        {"scenario,code,supply\nx,A,+-1\n", APLOC_ERR_NUMBER, 2},
        {"scenario,code\nx,A\n", APLOC_ERR_COLUMN_MISSING, 1},
        {"code,name\nA,1\n", APLOC_ERR_COLUMN_MISSING, 1},
        {"code,x,long\nA,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1},
        {"code,x,popstd\nA,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1},
        {"code,lat,x\nA,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1},
        {"code,x,age_0_4\nA,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1},
        {"code,x,x\nA,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1},
        {"code,,x\nA,1,1\n", APLOC_ERR_COLUMN_MISSING, 1},
        {"x,y\nA,1\n", APLOC_ERR_COLUMN_MISSING, 1},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        aploc_scenarios *s = NULL;
        aploc_error err = {0};
        const char *path = file_of("s.csv", rows[k].text);
        ck_assert_fails(aploc_scenarios_read_csv(path, places, 0, NULL, NULL, &s, NULL, &err),
                        rows[k].status);
        ck_assert_msg(err.line == rows[k].line, "row %d: %s", (int)k, err.message);
        ck_assert_ptr_null(s);
    }
    aploc_scenarios *s = NULL;
    aploc_error err = {0};
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options skip = APLOC_READ_OPTIONS_INIT;
    const char *path = file_of("s.csv", "scenario,code,supply\nx,Z,1\nx,A,1\n");
    skip.unknown = APLOC_SKIP;
    ck_assert_ok(aploc_scenarios_read_csv(path, places, 0, NULL, &skip, &s, &report, &err), err);
    check_supply(s, 0, "x", 10, 40, 60);
    ck_assert_int_eq(report.n_unknown, 1);
    aploc_scenarios_free(s);
    ck_assert_fails(aploc_scenarios_read_csv(path, NULL, 0, NULL, NULL, &s, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_scenarios_read_csv(path, places, 1, NULL, NULL, &s, NULL, &err),
                    APLOC_ERR_ARGUMENT);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, read_places, free_places);
    tcase_add_test(tests, each_is_what_it_is_alone);
    tcase_add_test(tests, sites_apart_in_every_variant);
    tcase_add_test(tests, more_than_have_room);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, refuses_a_wrong_call);
    tcase_add_test(tests, too_large);
    tcase_add_test(tests, long_tables);
    tcase_add_test(tests, long_names);
    tcase_add_test(tests, wide_tables);
    tcase_add_test(tests, a_supply_stays_at_0_or_above);
    tcase_add_test(tests, refuses_a_wrong_table);
}

int main(void)
{
    return run_tests("scenarios", add);
}
