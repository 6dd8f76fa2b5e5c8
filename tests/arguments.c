/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no call can take: NULL, sizes of other versions, numbers out of their domains, tables that do not
 * go together. Each is refused, by a status and words of its own, and what is asked of NULL is nothing. */
#include "arguments.h"
#include "territory.h"

static aploc_error err;

/* Two places, all within reach. */
static const double minutes[] = {0, 4, 5, 0}, twos[] = {2, 3};

static aploc_times *times_of(int32_t n)
{
    static const double more[] = {0, 4, 5, 6, 0, 7, 8, 9, 0};
    aploc_times *times = NULL;
    ck_assert_ok(aploc_times_from_matrix(n, n, n == 2 ? minutes : more, &times, &err), err);
    return times;
}

/* ---- what-if ---- */

START_TEST(sessions_and_explanations)
{
    aploc_times *times = times_of(2), *other = times_of(3), *wide = NULL;
    aploc_decay decay = some_decay(0);
    aploc_plan *plan = NULL, *of_supply = NULL, *flat = NULL;
    aploc_whatif *session = NULL;
    aploc_explanation *explanation = NULL;
    aploc_part part = APLOC_PART_INIT;
    aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    how.supply = twos;
    ck_assert_ok(aploc_plan_create(times, &decay, &how, &of_supply, &err), err);
    ck_assert_ok(aploc_times_from_matrix(1, 2, minutes, &wide, &err), err);
    ck_assert_ok(aploc_plan_create(wide, &decay, NULL, &flat, &err), err);
    REFUSED(aploc_whatif_create(NULL, twos, twos, &o, &session, &err), APLOC_ERR_ARGUMENT,
            "found no plan");
    REFUSED(aploc_whatif_create(plan, NULL, twos, &o, &session, &err), APLOC_ERR_ARGUMENT,
            "found no demand");
    REFUSED(aploc_whatif_create(plan, twos, NULL, &o, &session, &err), APLOC_ERR_ARGUMENT,
            "found no supply");
    REFUSED(aploc_whatif_create(plan, twos, twos, &o, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the session");
    REFUSED(aploc_whatif_create(of_supply, twos, twos, &o, &session, &err), APLOC_ERR_ARGUMENT,
            "found a plan that was made for one supply");
    o.own = -1;
    REFUSED(aploc_whatif_create(plan, twos, twos, &o, &session, &err), APLOC_ERR_OPTIONS,
            "found own = -1");
    o.own = APLOC_OWN_AS_GIVEN + 1;
    REFUSED(aploc_whatif_create(plan, twos, twos, &o, &session, &err), APLOC_ERR_OPTIONS,
            "expected an aploc_own");
    o.own = APLOC_OWN_ZERO;
    REFUSED(aploc_whatif_create(flat, twos, twos, &o, &session, &err), APLOC_ERR_OPTIONS,
            "found own = 1, expected that of the plan");
    o.own = APLOC_OWN_AS_TIMES;
    o.reserved = 7;
    REFUSED(aploc_whatif_create(plan, twos, twos, &o, &session, &err), APLOC_ERR_OPTIONS,
            "found aploc_whatif_options with reserved = 7, expected 0");
    o.reserved = 0;
    o.times = other;
    REFUSED(
        aploc_whatif_create(plan, twos, twos, &o, &session, &err), APLOC_ERR_ARGUMENT,
        "found times of 3 places of demand and 3 of supply, expected those of the plan, 2 and 2");
    o.times = wide;
    REFUSED(aploc_whatif_create(plan, twos, twos, &o, &session, &err), APLOC_ERR_ARGUMENT,
            "found times of 1 places");
    o.times = NULL;
    aploc_decay steeper = decay;
    const double other_values[] = {0.5, 0.25, 0.125, 0};
    steeper.values = other_values;
    o.decay = &steeper;
    REFUSED(aploc_whatif_create(plan, twos, twos, &o, &session, &err), APLOC_ERR_OPTIONS,
            "found another decay than that of the plan");
    ck_assert_ptr_null(session);
    o.decay = &decay;
    ck_assert_ok(aploc_whatif_create(plan, twos, twos, &o, &session, &err), err);

    REFUSED(aploc_whatif_set_time(session, 2, 0, 3, &err), APLOC_ERR_INDEX, "2");
    REFUSED(aploc_whatif_set_time(session, 0, -1, 3, &err), APLOC_ERR_INDEX, "-1");
    REFUSED(aploc_whatif_set_time(session, 0, 1, -INFINITY, &err), APLOC_ERR_NOT_FINITE, "");
    REFUSED(aploc_whatif_set_time(session, 0, 1, -1, &err), APLOC_ERR_NEGATIVE, "");
    REFUSED(aploc_whatif_set_supply(session, 0, INFINITY, &err), APLOC_ERR_NOT_FINITE, "");
    REFUSED(aploc_whatif_explain(session, 2, &explanation, &err), APLOC_ERR_INDEX, "2");
    REFUSED(aploc_whatif_explain(session, 0, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the explanation");
    ck_assert_ok(aploc_whatif_explain(session, 0, &explanation, &err), err);
    REFUSED(aploc_explanation_get(NULL, 0, &part, &err), APLOC_ERR_ARGUMENT,
            "found no explanation");
    REFUSED(aploc_explanation_get(explanation, 0, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the part");
    REFUSED(aploc_explanation_get(explanation, -1, &part, &err), APLOC_ERR_INDEX,
            "found part -1, expected one from 0 to 1");
    REFUSED(aploc_explanation_get(explanation, 2, &part, &err), APLOC_ERR_INDEX, "found part 2");
    part.size--;
    REFUSED(aploc_explanation_get(explanation, 0, &part, &err), APLOC_ERR_OPTIONS,
            "found aploc_part of");
    ck_assert(aploc_explanation_count(NULL) == 0 && aploc_explanation_whole(NULL) == 0.0);
    aploc_explanation_free(explanation);
    aploc_whatif_free(session);

    ck_assert(aploc_whatif_demand_count(NULL) == 0 && aploc_whatif_supply_count(NULL) == 0);
    ck_assert(!aploc_whatif_get_apl(NULL) && !aploc_whatif_get_ratios(NULL));
    ck_assert(!aploc_whatif_get_demand(NULL) && !aploc_whatif_get_supply(NULL));
    REFUSED(aploc_whatif_set_time(NULL, 0, 1, 3, &err), APLOC_ERR_ARGUMENT, "session");
    REFUSED(aploc_whatif_add_place(NULL, NULL, &err), APLOC_ERR_ARGUMENT, "session");
    REFUSED(aploc_whatif_remove_place(NULL, 0, 0, &err), APLOC_ERR_ARGUMENT, "session");
    REFUSED(aploc_whatif_get_report(NULL, NULL, &err), APLOC_ERR_ARGUMENT, "found no session");
    aploc_plan_free(plan);
    aploc_plan_free(of_supply);
    aploc_plan_free(flat);
    aploc_times_free(times);
    aploc_times_free(other);
    aploc_times_free(wide);
}
END_TEST

START_TEST(places_that_appear)
{
    aploc_times *times = times_of(2), *wide = NULL;
    aploc_decay decay = some_decay(0);
    aploc_plan *plan = NULL;
    aploc_whatif *session = NULL;
    aploc_whatif_options o = APLOC_WHATIF_OPTIONS_INIT;
    const aploc_whatif_place good = APLOC_WHATIF_PLACE_INIT;
    aploc_whatif_place p = good;
    const int32_t ends[] = {0, 1};
    ck_assert_ok(aploc_times_from_matrix(1, 2, minutes, &wide, &err), err);
    ck_assert_ok(aploc_plan_create(wide, &decay, NULL, &plan, &err), err);
    o.decay = &decay;
    ck_assert_ok(aploc_whatif_create(plan, twos, twos, &o, &session, &err), err);
    REFUSED(aploc_whatif_add_place(session, NULL, &err), APLOC_ERR_ARGUMENT, "found no place");
    p.size++;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_OPTIONS,
            "found aploc_whatif_place of");
    p = good;
    p.has_demand = p.has_supply = 0;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT,
            "found a place of no side, expected one of demand, of supply or both");
    p = good;
    p.has_demand = 0;
    p.demand = 5;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT,
            "numbers or times of a side that a place does not have");
    p.demand = 0;
    p.n_to = 1;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT, "does not have");
    p = good;
    p.has_supply = 0;
    p.supply = 5;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT, "does not have");
    p.supply = 0;
    p.n_from = 1;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT, "does not have");
    p = good;
    p.supply = NAN;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_NOT_FINITE, "a supply of");
    p = good;
    p.demand = -1;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_NEGATIVE, "a demand of");
    p = good;
    p.n_to = -1;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT, "found -1 times");
    p.n_to = 1;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT,
            "found 1 times without places");
    p.to = ends;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT,
            "found 1 times without minutes");
    p.to_minutes = twos;
    p.n_to = 2;
    p.to = (const int32_t[]){1, 1};
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_PAIR_REPEATED,
            "found two times of a place that appears with place 1");
    REFUSED(aploc_whatif_remove_place(session, 1, -1, &err), APLOC_ERR_INDEX, "1");
    REFUSED(aploc_whatif_remove_place(session, -1, 2, &err), APLOC_ERR_INDEX, "2");
    ck_assert(aploc_whatif_demand_count(session) == 1 && aploc_whatif_supply_count(session) == 2);
    aploc_whatif_free(session);
    aploc_plan_free(plan);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_ok(aploc_whatif_create(plan, twos, twos, &o, &session, &err), err);
    p = good;
    p.has_supply = 0;
    REFUSED(aploc_whatif_add_place(session, &p, &err), APLOC_ERR_ARGUMENT,
            "found a place of one side, expected both");
    aploc_whatif_free(session);
    aploc_plan_free(plan);
    aploc_times_free(times);
    aploc_times_free(wide);
}
END_TEST

/* ---- measures and files ---- */

START_TEST(measures)
{
    static const char text[] =
        "[method]\nname = m\nper = 1e308\n[decay]\nsteps = 0:1 10:1/2 15:0\n";
    aploc_times *times = times_of(2), *other = times_of(3);
    aploc_decay decay = some_decay(0);
    aploc_method *method = NULL;
    aploc_plan *plan = NULL;
    aploc_measure_options o = APLOC_MEASURE_OPTIONS_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    double values[] = {7, 7};
    ck_assert_ok(aploc_method_parse(text, strlen(text), "m.ini", &method, &err), err);
    ck_assert_ok(aploc_plan_create(other, &decay, NULL, &plan, &err), err);
    REFUSED(aploc_measure(NULL, times, twos, twos, values, &o, &err), APLOC_ERR_ARGUMENT,
            "found no method");
    REFUSED(aploc_measure(method, NULL, twos, twos, values, &o, &err), APLOC_ERR_ARGUMENT,
            "found no times");
    REFUSED(aploc_measure(method, times, NULL, twos, values, &o, &err), APLOC_ERR_ARGUMENT,
            "found no demand");
    REFUSED(aploc_measure(method, times, twos, NULL, values, &o, &err), APLOC_ERR_ARGUMENT,
            "found no supply");
    REFUSED(aploc_measure(method, times, twos, twos, NULL, &o, &err), APLOC_ERR_ARGUMENT,
            "found no room for the values");
    o.plan = plan;
    REFUSED(aploc_measure(method, times, twos, twos, values, &o, &err), APLOC_ERR_OPTIONS,
            "found a plan of 3 places of demand and 3 of supply, expected 2 and 2");
    o.variant = APLOC_VARIANT_NEAREST; /* asks for times, a plan or not */
    REFUSED(aploc_measure(method, NULL, twos, twos, values, &o, &err), APLOC_ERR_ARGUMENT,
            "found no times");
    o.plan = NULL;
    o.variant = APLOC_VARIANT_COUNT;
    REFUSED(aploc_measure(method, times, twos, twos, values, &o, &err), APLOC_ERR_OPTIONS,
            "found variant = ");
    o.variant = APLOC_VARIANT_E2SFCA;
    o.report = &report;
    report.size = 3;
    REFUSED(aploc_measure(method, times, twos, twos, values, &o, &err), APLOC_ERR_OPTIONS,
            "found a report of 3 bytes");
    o.report = NULL;
    o.size = 3;
    REFUSED(aploc_measure(method, times, twos, twos, values, &o, &err), APLOC_ERR_OPTIONS,
            "found aploc_measure_options of 3 bytes");
    o.size = sizeof o;
    REFUSED(aploc_measure(method, times, twos, (const double[]){200, 1}, values, &o, &err),
            APLOC_ERR_OVERFLOW, "place 0: found a result too large for a number");
    ck_assert(!aploc_variant_is_per_head(-1) && !aploc_variant_is_per_head(APLOC_VARIANT_COUNT));
    ck_assert(!aploc_variant_is_per_head(APLOC_VARIANT_HANSEN) &&
              !aploc_variant_is_per_head(APLOC_VARIANT_CUMULATIVE));
    aploc_plan_free(plan);
    aploc_method_free(method);
    aploc_times_free(times);
    aploc_times_free(other);
}
END_TEST

/* Refused before any file is opened. */
START_TEST(files_of_times)
{
    aploc_decay decay = some_decay(0);
    aploc_communes *c = NULL;
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    aploc_convert_report report = APLOC_CONVERT_REPORT_INIT;
    aploc_solve_file_options o = APLOC_SOLVE_FILE_OPTIONS_INIT;
    double apl[] = {7, 7};
    const char *no = file_path("no"), *csv = file_of("t.csv", "from,to,minutes\nA,B,1\n");
    ck_assert_ok(aploc_communes_read_csv(file_of("c.csv", "code\nA\nB\n"), NULL, &c, NULL, &err),
                 err);
    REFUSED(aploc_solve_file(NULL, c, NULL, &decay, twos, twos, apl, &o, &err), APLOC_ERR_ARGUMENT,
            "found no path");
    REFUSED(aploc_solve_file(no, NULL, NULL, &decay, twos, twos, apl, &o, &err), APLOC_ERR_ARGUMENT,
            "found no communes");
    REFUSED(aploc_solve_file(no, c, NULL, NULL, twos, twos, apl, &o, &err), APLOC_ERR_ARGUMENT,
            "found no decay");
    REFUSED(aploc_solve_file(no, c, NULL, &decay, NULL, twos, apl, &o, &err), APLOC_ERR_ARGUMENT,
            "found no demand");
    REFUSED(aploc_solve_file(no, c, NULL, &decay, twos, NULL, apl, &o, &err), APLOC_ERR_ARGUMENT,
            "found no supply");
    REFUSED(aploc_solve_file(no, c, NULL, &decay, twos, twos, NULL, &o, &err), APLOC_ERR_ARGUMENT,
            "found no place for the APL");
    REFUSED(aploc_solve_file(no, c, NULL, &decay, (const double[]){1, -1}, twos, apl, &o, &err),
            APLOC_ERR_NEGATIVE, "");
    REFUSED(aploc_solve_file(no, c, NULL, &decay, twos, (const double[]){1, NAN}, apl, &o, &err),
            APLOC_ERR_NOT_FINITE, "");
    o.own = -1;
    REFUSED(aploc_solve_file(no, c, NULL, &decay, twos, twos, apl, &o, &err), APLOC_ERR_OPTIONS,
            "found own = -1");
    o.own = 0;
    o.unknown = 5;
    REFUSED(aploc_solve_file(no, c, NULL, &decay, twos, twos, apl, &o, &err), APLOC_ERR_OPTIONS,
            "found unknown = 5");
    o.unknown = 0;
    decay.n_points = -1;
    ck_assert_int_ne(aploc_solve_file(no, c, NULL, &decay, twos, twos, apl, &o, &err), APLOC_OK);
    REFUSED(aploc_times_look_h5(NULL, &facts, &err), APLOC_ERR_ARGUMENT, "found NULL");
    REFUSED(aploc_times_look_h5(no, NULL, &err), APLOC_ERR_ARGUMENT, "found NULL");
    decay.n_points = 2;
    REFUSED(aploc_plan_look_file(NULL, c, NULL, &decay, NULL, NULL, &facts, &err),
            APLOC_ERR_ARGUMENT, "found no path");
    REFUSED(aploc_plan_look_file(no, NULL, NULL, &decay, NULL, NULL, &facts, &err),
            APLOC_ERR_ARGUMENT, "found no communes");
    REFUSED(aploc_plan_look_file(no, c, NULL, NULL, NULL, NULL, &facts, &err), APLOC_ERR_ARGUMENT,
            "found no decay");
    REFUSED(aploc_plan_look_file(no, c, NULL, &decay, NULL, NULL, NULL, &err), APLOC_ERR_ARGUMENT,
            "found no place for the facts");
    REFUSED(aploc_times_convert(NULL, no, NULL, &report, &err), APLOC_ERR_ARGUMENT, "found NULL");
    REFUSED(aploc_times_convert(csv, NULL, NULL, &report, &err), APLOC_ERR_ARGUMENT, "found NULL");
    REFUSED(aploc_times_convert(csv, file_path("o.csv"), NULL, &report, &err), APLOC_ERR_ARGUMENT,
            "expected an output that ends in .h5 or .hdf5");
    REFUSED(aploc_times_convert(csv, file_path("o.csv.gz"), NULL, &report, &err),
            APLOC_ERR_ARGUMENT, "expected an output that ends in .h5 or .hdf5");
    report.size = 3;
    REFUSED(aploc_times_convert(csv, file_path("o.h5"), NULL, &report, &err), APLOC_ERR_OPTIONS,
            "found a report of 3 bytes");
    ck_assert(apl[0] == 7 && apl[1] == 7);
    aploc_communes_free(c);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove); /* of this file */
    tcase_add_test(tests, sessions_and_explanations);
    tcase_add_test(tests, places_that_appear);
    tcase_add_test(tests, measures);
    tcase_add_test(tests, files_of_times);
    add_tables(tests);
    add_studies(tests);
    add_zonings(tests);
}

int main(void)
{
    return run_tests("arguments", add);
}
