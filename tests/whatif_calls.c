/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What-if by hand: three villages whose numbers can be followed on paper; and calls that are wrong,
 * after which nothing has changed. */
#include <math.h>

#include "whatif_stage.h"

static void assert_apl(int n, const double *expected)
{
    ck_assert_int_eq(aploc_whatif_demand_count(w), n);
    for (int i = 0; i < n; i++)
        ck_assert_msg(fabs(aploc_whatif_get_apl(w)[i] - expected[i]) < 1e-12,
                      "the APL of place %d is %.17g, expected %.17g", i, aploc_whatif_get_apl(w)[i],
                      expected[i]);
}

static void apply(void)
{
    ck_assert_ok(aploc_whatif_apply(w, &err), err);
}

static const double at_start[] = {0.75, 1.5, 0.75};

START_TEST(a_doctor_settles)
{
    /* In A, 2500: reached by 1000 + 0.5 * 2000 = 2000, R = 1.25. A gains 1.25, B 0.625, C nothing. */
    const double after[] = {2.0, 2.125, 0.75};
    aploc_difference *d = NULL;
    assert_apl(3, at_start);
    ck_assert_ok(aploc_whatif_set_supply(w, 0, 2500, &err), err);
    assert_apl(3, at_start); /* not yet */
    apply();
    assert_apl(3, after);
    ck_assert_ok(aploc_whatif_compare(w, 0, &d, &err), err);
    ck_assert_int_eq(aploc_difference_count(d), 2);
    ck_assert_int_eq(aploc_difference_places(d)[0], 0);
    ck_assert_int_eq(aploc_difference_places(d)[1], 1);
    ck_assert_double_eq(aploc_difference_before(d)[0], 0.75);
    ck_assert_double_eq(aploc_difference_after(d)[1], 2.125);
    const double people[] = {900, 1900, 2900};
    aploc_difference_group g = APLOC_DIFFERENCE_GROUP_INIT;
    ck_assert_ok(aploc_difference_groups(d, people, 2.0, 1, NULL, &g, &err), err);
    ck_assert_double_eq(g.mean_before, 1.0);
    ck_assert(fabs(g.mean_after - 8500.0 / 6000.0) < 1e-12);
    ck_assert_double_eq(g.people_gaining, 2800);
    ck_assert_double_eq(g.people_losing, 0);
    ck_assert_double_eq(g.people_up, 2800);
    ck_assert_int_eq(g.n_up, 2);
    ck_assert_int_eq(g.n_down, 0);
    ck_assert_int_eq(g.n_places, 3);
    aploc_difference_free(d);
    ck_assert_ok(aploc_whatif_undo(w, 0, &err), err);
    assert_apl(3, at_start);
}
END_TEST

START_TEST(people_move_in)
{
    /* 5000 in A: B is reached by 2500 + 2000 + 1500 = 6000, R = 1. */
    const double after[] = {0.5, 1.0, 0.5};
    ck_assert_ok(aploc_whatif_set_demand(w, 0, 5000, &err), err);
    apply();
    assert_apl(3, after);
}
END_TEST

START_TEST(a_bypass_opens)
{
    /* From C to B in 8 minutes: reached by 500 + 2000 + 3000 = 5500; C has R, A half of it. */
    const double r = 6000.0 / 5500.0, after[] = {r / 2, r, r};
    ck_assert_ok(aploc_whatif_set_time(w, 2, 1, 8, &err), err);
    apply();
    assert_apl(3, after);
    /* And closes: reached by 500 + 2000; C has nothing. */
    const double closed[] = {1.2, 2.4, 0.0};
    ck_assert_ok(aploc_whatif_set_time(w, 2, 1, INFINITY, &err), err);
    apply();
    assert_apl(3, closed);
    ck_assert_ok(aploc_whatif_set_time(w, 2, 1, 20, &err), err); /* the threshold: the same */
    apply();
    assert_apl(3, closed);
}
END_TEST

START_TEST(a_village_appears_and_one_goes)
{
    /* D, 2000 people, 5 minutes from B and 15 to it, with a doctor of 3000 of its own.
     *     B is reached by 500 + 2000 + 1500 + 0.5 * 2000 = 5000: R = 1.2
     *     D is reached by 2000 + 1 * 2000 (B) = 4000: R = 0.75 */
    const int32_t its[] = {1};
    const double there[] = {15}, back[] = {5};
    const double after[] = {0.6, 1.95, 0.6, 0.75 + 0.6};
    aploc_whatif_place p = APLOC_WHATIF_PLACE_INIT;
    aploc_difference *d = NULL;
    p.demand = 2000;
    p.supply = 3000;
    p.n_to = p.n_from = 1;
    p.to = p.from = its;
    p.to_minutes = there;
    p.from_minutes = back;
    ck_assert_ok(aploc_whatif_add_place(w, &p, &err), err);
    apply();
    assert_apl(4, after);
    /* C goes: B is reached by 500 + 2000 + 1000 = 3500. */
    const double r = 6000.0 / 3500.0, last[] = {r / 2, r + 0.75, 0.0, 0.75 + r / 2};
    ck_assert_ok(aploc_whatif_remove_place(w, 2, 2, &err), err);
    apply();
    assert_apl(4, last);
    ck_assert_ok(aploc_whatif_compare(w, 0, &d, &err), err);
    ck_assert_int_eq(aploc_difference_count(d), 4);
    ck_assert_int_eq(aploc_difference_places(d)[2], 2);
    ck_assert_int_eq(aploc_difference_places(d)[3], 3);
    ck_assert(isnan(aploc_difference_after(d)[2]) && isnan(aploc_difference_before(d)[3]));
    aploc_difference_free(d);
    ck_assert_fails(aploc_whatif_set_demand(w, 2, 1, &err), APLOC_ERR_INDEX);
    ck_assert_ptr_nonnull(strstr(err.message, "went"));
    ck_assert_ok(aploc_whatif_undo(w, 0, &err), err);
    assert_apl(3, at_start);
}
END_TEST

START_TEST(where_it_comes_from)
{
    aploc_explanation *e = NULL;
    aploc_part p = APLOC_PART_INIT;
    ck_assert_ok(aploc_whatif_set_supply(w, 0, 2500, &err), err);
    ck_assert_ok(aploc_whatif_set_time(w, 2, 1, 11, &err), err);
    apply();
    /* A: 1.25 of itself, 0.5 * 1.5 of B. */
    ck_assert_ok(aploc_whatif_explain(w, 0, &e, &err), err);
    ck_assert_int_eq(aploc_explanation_count(e), 2);
    ck_assert_double_eq(aploc_explanation_whole(e), 2.0);
    ck_assert_ok(aploc_explanation_get(e, 0, &p, &err), err);
    ck_assert_int_eq(p.place, 0);
    ck_assert_double_eq(p.minutes, 0.0);
    ck_assert_double_eq(p.value, 1.25);
    ck_assert_double_eq(p.share, 0.625);
    ck_assert_ok(aploc_explanation_get(e, 1, &p, &err), err);
    ck_assert_int_eq(p.place, 1);
    ck_assert_double_eq(p.minutes, 12.0);
    ck_assert_double_eq(p.weight, 0.5);
    ck_assert_double_eq(p.supply, 6000);
    ck_assert_double_eq(p.reaching, 4000);
    ck_assert_double_eq(p.ratio, 1.5);
    ck_assert_double_eq(p.value, 0.75);
    ck_assert_fails(aploc_explanation_get(e, 2, &p, &err), APLOC_ERR_INDEX);
    aploc_explanation_free(e);
    /* The doctor of B: 3000 to B, 2250 to C, 750 to A. */
    ck_assert_ok(aploc_whatif_explain_supply(w, 1, &e, &err), err);
    const int32_t places[] = {1, 2, 0};
    const double values[] = {3000, 2250, 750}, known[] = {0, 11, 12};
    ck_assert_int_eq(aploc_explanation_count(e), 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_ok(aploc_explanation_get(e, k, &p, &err), err);
        ck_assert_int_eq(p.place, places[k]);
        ck_assert_double_eq(p.value, values[k]);
        ck_assert_double_eq(p.share, values[k] / 6000);
        ck_assert_double_eq(p.minutes, known[k]);
    }
    aploc_explanation_free(e);
}
END_TEST

START_TEST(of_equals_the_lower_first)
{
    aploc_explanation *e = NULL;
    aploc_difference *d = NULL;
    aploc_part p = APLOC_PART_INIT;
    const int32_t places[] = {1, 0, 2};
    /* The places without a doctor are no parts. */
    ck_assert_ok(aploc_whatif_explain(w, 1, &e, &err), err);
    ck_assert_int_eq(aploc_explanation_count(e), 1);
    aploc_explanation_free(e);
    /* A has 2000 for 1000 + 0.5 * 2000 = 2000, C 4000 for 3000 + 0.5 * 2000 = 4000: R = 1 in both. B has 1.5
     * of its own and 0.5 of each. All gain as much as they have of A and C: 1 but for B's 0.5 + 0.5. */
    ck_assert_ok(aploc_whatif_set_supply(w, 0, 2000, &err), err);
    ck_assert_ok(aploc_whatif_set_supply(w, 2, 4000, &err), err);
    apply();
    ck_assert_ok(aploc_whatif_explain(w, 1, &e, &err), err);
    ck_assert_int_eq(aploc_explanation_count(e), 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_ok(aploc_explanation_get(e, k, &p, &err), err);
        ck_assert_int_eq(p.place, places[k]);
        ck_assert_double_eq(p.value, k ? 0.5 : 1.5);
    }
    aploc_explanation_free(e);
    ck_assert_ok(aploc_whatif_compare(w, 0, &d, &err), err);
    ck_assert_int_eq(aploc_difference_count(d), 3);
    for (int k = 0; k < 3; k++)
        ck_assert_int_eq(aploc_difference_places(d)[k], k);
    aploc_difference_free(d);
    /* As many people in C as in A, 1000: of B's doctor each takes 0.5 * 6000 / 3000 * 1000. */
    ck_assert_ok(aploc_whatif_set_demand(w, 2, 1000, &err), err);
    apply();
    ck_assert_ok(aploc_whatif_explain_supply(w, 1, &e, &err), err);
    for (int k = 0; k < 3; k++) {
        ck_assert_ok(aploc_explanation_get(e, k, &p, &err), err);
        ck_assert_int_eq(p.place, places[k]);
        ck_assert_double_eq(p.value, k ? 1000 : 4000);
    }
    aploc_explanation_free(e);
    /* Nobody in A takes anything. */
    ck_assert_ok(aploc_whatif_set_demand(w, 0, 0, &err), err);
    apply();
    ck_assert_ok(aploc_whatif_explain_supply(w, 1, &e, &err), err);
    ck_assert_int_eq(aploc_explanation_count(e), 2);
    aploc_explanation_free(e);
}
END_TEST

START_TEST(who_stands_at_the_threshold)
{
    /* B falls from the threshold, 1.5, to 1; A and C from 0.75 to 0.5. */
    aploc_difference *d = NULL;
    aploc_difference_group g = APLOC_DIFFERENCE_GROUP_INIT;
    ck_assert_ok(aploc_whatif_set_demand(w, 0, 5000, &err), err);
    apply();
    ck_assert_ok(aploc_whatif_compare(w, 0, &d, &err), err);
    ck_assert_ok(aploc_difference_groups(d, NULL, 1.5, 1, NULL, &g, &err), err);
    ck_assert_int_eq(g.n_down, 1);
    ck_assert_double_eq(g.people_down, 2000);
    ck_assert_int_eq(g.n_up, 0);
    /* All lose; people are those after, 5000 of them in A. */
    ck_assert_double_eq(g.people_losing, 10000);
    aploc_difference_free(d);
}
END_TEST

START_TEST(wrong_changes_change_nothing)
{
    const int32_t twice[] = {1, 1}, apart[] = {1, 2, 1}, beyond[] = {3};
    const double some[] = {5, 6, 7}, nan[] = {NAN};
    aploc_whatif_place p = APLOC_WHATIF_PLACE_INIT;
    ck_assert_fails(aploc_whatif_set_supply(NULL, 0, 1, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_set_supply(w, 3, 1, &err), APLOC_ERR_INDEX);
    ck_assert_str_eq(err.message, "found place 3 of supply, expected one from 0 to 2");
    ck_assert_fails(aploc_whatif_set_supply(w, -1, 1, NULL), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_whatif_set_supply(w, 0, -1, &err), APLOC_ERR_NEGATIVE);
    ck_assert_fails(aploc_whatif_set_supply(w, 0, NAN, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_whatif_set_demand(w, 0, -INFINITY, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_whatif_set_demand(NULL, 0, 1, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_set_time(w, 1, 1, 3, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_set_time(w, 1, 2, -3, &err), APLOC_ERR_NEGATIVE);
    ck_assert_fails(aploc_whatif_set_time(w, 1, 2, NAN, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_whatif_set_time(w, 1, 2, -INFINITY, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_whatif_set_time(w, 1, 3, 2, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_whatif_remove_place(w, 1, 2, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_remove_place(w, -1, -1, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_add_place(w, NULL, &err), APLOC_ERR_ARGUMENT);
    p.has_supply = 0;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_ARGUMENT);
    p.has_supply = 1;
    p.n_to = 2;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_ARGUMENT);
    p.to = twice;
    p.to_minutes = some;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_PAIR_REPEATED);
    p.n_to = 3;
    p.to = apart;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_PAIR_REPEATED);
    ck_assert_ptr_nonnull(strstr(err.message, "with place 1"));
    p.n_to = 0;
    p.n_from = 3;
    p.from = apart;
    p.from_minutes = some;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_PAIR_REPEATED);
    p.n_from = 0;
    p.n_to = 1;
    p.to = beyond;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_INDEX);
    p.to = twice;
    p.to_minutes = nan;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_NOT_FINITE);
    p.n_to = 0;
    p.demand = -1;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_NEGATIVE);
    p.size = 3;
    ck_assert_fails(aploc_whatif_add_place(w, &p, &err), APLOC_ERR_OPTIONS);
    apply();
    assert_apl(3, at_start);
    ck_assert_int_eq(aploc_whatif_supply_count(w), 3);
}
END_TEST

START_TEST(a_result_too_large_drops_the_queue)
{
    /* The supply of A, shared by next to nobody: 1e308 / 1e-10. */
    ck_assert_ok(aploc_whatif_set_supply(w, 2, 7, &err), err);
    apply();
    ck_assert_ok(aploc_whatif_set_time(w, 1, 0, INFINITY, &err), err);
    ck_assert_ok(aploc_whatif_set_demand(w, 0, 1e-10, &err), err);
    ck_assert_ok(aploc_whatif_set_supply(w, 0, 1e308, &err), err);
    ck_assert_fails(aploc_whatif_apply(w, &err), APLOC_ERR_OVERFLOW);
    ck_assert_int_eq(aploc_whatif_step_count(w), 1);
    ck_assert_double_eq(aploc_whatif_get_supply(w)[0], 0.0);
    ck_assert_double_eq(aploc_whatif_get_demand(w)[0], 1000.0);
    ck_assert_ok(aploc_whatif_undo(w, 0, &err), err);
    apply();
    assert_apl(3, at_start);
}
END_TEST

START_TEST(sums_too_large_drop_the_queue)
{
    /* 1.7e308 in A, 5 minutes from B, and as many in C: with half of these, B has too many. */
    ck_assert_ok(aploc_whatif_set_time(w, 0, 1, 5, &err), err);
    ck_assert_ok(aploc_whatif_set_demand(w, 0, 1.7e308, &err), err);
    ck_assert_ok(aploc_whatif_set_demand(w, 2, 1.7e308, &err), err);
    ck_assert_fails(aploc_whatif_apply(w, &err), APLOC_ERR_OVERFLOW);
    ck_assert_ptr_nonnull(strstr(err.message, "a demand in reach"));
    assert_apl(3, at_start);
    /* 1.5e308 a person everywhere: A has that of its own and half of B's. */
    for (int32_t i = 0; i < 3; i++) {
        ck_assert_ok(aploc_whatif_set_demand(w, i, i == 1 ? 0.0 : 1.0, &err), err);
        ck_assert_ok(aploc_whatif_set_supply(w, i, 1.5e308, &err), err);
    }
    ck_assert_fails(aploc_whatif_apply(w, &err), APLOC_ERR_OVERFLOW);
    ck_assert_ptr_nonnull(strstr(err.message, "an APL"));
    ck_assert_int_eq(aploc_whatif_step_count(w), 0);
    assert_apl(3, at_start);
}
END_TEST

START_TEST(a_queue_must_be_settled_before_it_is_read)
{
    aploc_difference *d = NULL;
    aploc_explanation *e = NULL;
    aploc_solve_report r = APLOC_SOLVE_REPORT_INIT;
    ck_assert_ok(aploc_whatif_set_supply(w, 0, 1, &err), err);
    ck_assert_fails(aploc_whatif_compare(w, 0, &d, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_explain(w, 0, &e, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_explain_supply(w, 0, &e, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_get_report(w, &r, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_commit(w, &err), APLOC_ERR_ARGUMENT);
    ck_assert_ok(aploc_whatif_undo(w, 0, &err), err);
    ck_assert_ok(aploc_whatif_get_report(w, &r, &err), err);
    ck_assert_double_eq(r.mean, 1.0);
    r.size = 1;
    ck_assert_fails(aploc_whatif_get_report(w, &r, &err), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_whatif_get_report(w, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_compare(w, 1, &d, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_compare(w, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_undo(w, 1, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_whatif_explain(w, 3, &e, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_whatif_explain(w, 0, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_ptr_null(d);
    ck_assert_ptr_null(e);
}
END_TEST

START_TEST(wrong_groups)
{
    aploc_difference *d = NULL;
    aploc_difference_group g[2] = {APLOC_DIFFERENCE_GROUP_INIT, APLOC_DIFFERENCE_GROUP_INIT};
    const int32_t levels[] = {0, 1, 2}, below[] = {-1, -2, 0};
    const double people[] = {1, -1, 1};
    ck_assert_ok(aploc_whatif_compare(w, 0, &d, &err), err);
    ck_assert_int_eq(aploc_difference_count(d), 0);
    ck_assert_fails(aploc_difference_groups(d, NULL, 2, 2, levels, g, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_difference_groups(d, NULL, 2, 2, below, g, &err), APLOC_ERR_INDEX);
    ck_assert_fails(aploc_difference_groups(d, people, 2, 2, NULL, g, &err), APLOC_ERR_NEGATIVE);
    ck_assert_fails(aploc_difference_groups(d, NULL, NAN, 2, NULL, g, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_difference_groups(d, NULL, 2, 0, NULL, g, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_difference_groups(NULL, NULL, 2, 1, NULL, g, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_difference_groups(d, NULL, 2, 1, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    g[1].size = 0;
    ck_assert_fails(aploc_difference_groups(d, NULL, 2, 2, NULL, g, &err), APLOC_ERR_OPTIONS);
    ck_assert_int_eq(g[0].n_places, 0);
    aploc_difference_free(d);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_doctor_settles);
    tcase_add_test(tests, people_move_in);
    tcase_add_test(tests, a_bypass_opens);
    tcase_add_test(tests, a_village_appears_and_one_goes);
    tcase_add_test(tests, where_it_comes_from);
    tcase_add_test(tests, of_equals_the_lower_first);
    tcase_add_test(tests, who_stands_at_the_threshold);
    tcase_add_test(tests, wrong_changes_change_nothing);
    tcase_add_test(tests, a_result_too_large_drops_the_queue);
    tcase_add_test(tests, sums_too_large_drop_the_queue);
    tcase_add_test(tests, a_queue_must_be_settled_before_it_is_read);
    tcase_add_test(tests, wrong_groups);
}

int main(void)
{
    return run_tests("whatif_calls", add);
}
