/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons by hand, codes that differ, values alone, and what is refused. */
#include "scene.h"

/* Three communes far from one another, each with care of its own: every figure by hand. */
static void three(scene *a, scene *b)
{
    static const double demand[2][3] = {{100, 200, 0}, {100, 400, 50}};
    static const double supply[2][3] = {{300, 200, 0}, {200, 1200, 50}};
    scene *const both[2] = {a, b};
    for (int k = 0; k < 2; k++) {
        both[k]->n = 3;
        for (int i = 0; i < 3; i++) {
            snprintf(both[k]->codes[i], sizeof both[k]->codes[i], "%d", i + 1);
            both[k]->demand[i] = demand[k][i];
            both[k]->supply[i] = supply[k][i];
        }
        for (int i = 0; i < 9; i++)
            both[k]->minutes[i] = NAN;
        finish(both[k], k ? "b" : "a", decays[1], "");
    }
}

/* Commune 1 goes from 3 to 2, commune 2 from 1 to 3, commune 3, empty before, from 0 to 1. */
START_TEST(groups_and_people_by_hand)
{
    scene a, b;
    three(&a, &b);
    aploc_error err = {0};
    aploc_comparison *c = compare(&a.cell, &b.cell, NULL);
    aploc_change changes[2] = {APLOC_CHANGE_INIT, APLOC_CHANGE_INIT};
    const int32_t levels[] = {0, 0, 1}, wrong[] = {0, 2, 1};
    ck_assert_ok(aploc_comparison_changes(c, 2, levels, changes, &err), err);
    ck_assert_int_eq(changes[0].n_places, 2);
    ck_assert_int_eq(changes[1].n_places, 1);
    ck_assert_bits(changes[0].demand_before, 300.0);
    ck_assert_bits(changes[0].demand_after, 500.0);
    close_to(changes[0].before, 5.0L / 3, 1.0L);
    close_to(changes[0].after, 2.8L, 1.0L);
    /* All of it is reached: 500/300, 1400/300 with the supply first, 500/500 with the demand. */
    close_to(changes[0].parts[APLOC_FACTOR_SUPPLY], (3.0L + 1.8L) / 2, 1.0L);
    close_to(changes[0].parts[APLOC_FACTOR_DEMAND], (-2.0L / 3 + 2.8L - 14.0L / 3) / 2, 1.0L);
    ck_assert_bits(changes[0].parts[APLOC_FACTOR_TIMES], 0.0);
    ck_assert_double_nan(changes[1].before);
    ck_assert_bits(changes[1].after, 1.0);
    ck_assert_double_nan(changes[1].parts[APLOC_FACTOR_SUPPLY]);
    ck_assert_double_nan(changes[1].parts[APLOC_FACTOR_TIMES]);
    ck_assert_fails(aploc_comparison_changes(c, 2, wrong, changes, &err), APLOC_ERR_INDEX);
    ck_assert_bits(changes[1].after, 1.0);
    ck_assert_fails(aploc_comparison_changes(c, 0, NULL, changes, &err), APLOC_ERR_ARGUMENT);
    changes[1].size = 3;
    ck_assert_fails(aploc_comparison_changes(c, 2, levels, changes, &err), APLOC_ERR_OPTIONS);

    aploc_moves moves = APLOC_MOVES_INIT;
    const double people[] = {7, 11, 13}, bad[] = {1, NAN, 1}, negative[] = {1, -1, 1};
    ck_assert_ok(aploc_comparison_moves(c, people, 3.0, &moves, &err), err);
    ck_assert_bits(moves.fell, 7.0);
    ck_assert_bits(moves.rose, 24.0);
    ck_assert_bits(moves.stayed, 0.0);
    ck_assert_bits(moves.down, 7.0); /* 3 is not under 3 */
    ck_assert_bits(moves.up, 11.0);
    ck_assert_bits(moves.below, 13.0);
    ck_assert(moves.n_rose == 2 && moves.n_fell == 1 && moves.n_stayed == 0 && moves.n_up == 1 &&
              moves.n_down == 1 && moves.n_below == 1);
    ck_assert_ok(aploc_comparison_moves(c, NULL, 3.0, &moves, &err), err);
    ck_assert_bits(moves.rose, 450.0); /* the demand after */
    ck_assert_fails(aploc_comparison_moves(c, bad, 1.0, &moves, &err), APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_comparison_moves(c, negative, 1.0, &moves, &err), APLOC_ERR_NEGATIVE);
    ck_assert_fails(aploc_comparison_moves(c, people, NAN, &moves, &err), APLOC_ERR_RANGE);
    ck_assert_fails(aploc_comparison_moves(NULL, people, 1.0, &moves, &err), APLOC_ERR_ARGUMENT);
    moves.size = 0;
    ck_assert_fails(aploc_comparison_moves(c, people, 1.0, &moves, &err), APLOC_ERR_OPTIONS);
    aploc_comparison_free(c);
    let_go(&a);
    let_go(&b);
}
END_TEST

/* Codes that one side alone has are refused, or left out and said; then there is no split. */
START_TEST(codes_of_one_side_alone)
{
    scene a, b;
    three(&a, &b);
    aploc_error err = {0};
    aploc_comparison *c = NULL;
    let_go(&b);
    strcpy(b.codes[1], "9");
    finish(&b, "b", decays[1], "");
    ck_assert_fails(aploc_compare_cells(&a.cell, &b.cell, NULL, &c, &err), APLOC_ERR_CODE_UNKNOWN);
    ck_assert_ptr_null(c);
    ck_assert_str_eq(err.code, "2");
    ck_assert_str_eq(err.message,
                     "found 1 communes before and 1 after that the other side does not have, the "
                     "first '2' before, expected the same codes on both sides, or that the others "
                     "be left out");
    aploc_compare_options options = APLOC_COMPARE_OPTIONS_INIT;
    options.unknown = APLOC_SKIP;
    c = compare(&a.cell, &b.cell, &options);
    aploc_compare_report r = report_of(c);
    aploc_change change = change_of(c);
    ck_assert(r.split == 0 && r.n_places == 2 && r.n_only_before == 1 && r.n_only_after == 1);
    ck_assert_str_eq(r.only_before, "2");
    ck_assert_str_eq(r.only_after, "9");
    ck_assert_bits(r.lost_before, 200.0);
    ck_assert_bits(r.lost_after, 400.0);
    ck_assert_bits(r.supply_after, 1450.0);
    ck_assert_ptr_null(aploc_comparison_parts(c));
    ck_assert_bits(change.before, 3.0);
    close_to(change.after, (200.0L + 50.0L) / 150.0L, 1.0L);
    ck_assert_double_nan(change.parts[0]);
    ck_assert_int_eq(aploc_comparison_places(c, 1)[1], 2);
    aploc_comparison_free(c);
    /* Sites of other codes: no split either, but only when one is asked for. */
    strcpy(b.codes[1], "2");
    aploc_communes_free(b.communes);
    b.communes = communes_of(&b);
    b.cell.communes = b.communes;
    strcpy(b.codes[2], "8");
    b.sites = communes_of(&b);
    b.cell.sites = b.sites;
    ck_assert_fails(aploc_compare_cells(&a.cell, &b.cell, NULL, &c, &err), APLOC_ERR_CODE_UNKNOWN);
    ck_assert_str_eq(err.message,
                     "cell a: found 1 places of supply that the other cell (b) does not have, the "
                     "first '3', expected the same ones on both sides, or no split");
    options.split = 0;
    c = compare(&a.cell, &b.cell, &options);
    ck_assert_int_eq(report_of(c).n_places, 3);
    aploc_comparison_free(c);
    let_go(&a);
    let_go(&b);
}
END_TEST

/* Values alone: a place without one is left out; nothing but communes, demand and values is needed. */
START_TEST(values_alone)
{
    scene a, b;
    three(&a, &b);
    aploc_error err = {0};
    aploc_comparison *c = NULL;
    aploc_compare_options options = APLOC_COMPARE_OPTIONS_INIT;
    options.split = 0;
    a.cell.method = b.cell.method = NULL;
    a.cell.times = b.cell.times = NULL;
    a.cell.supply = b.cell.supply = NULL;
    a.values[1] = NAN;
    c = compare(&a.cell, &b.cell, &options);
    aploc_compare_report r = report_of(c);
    ck_assert(r.n_missing == 1 && r.n_places == 2 && r.factors == 0);
    ck_assert_double_nan(r.supply_before);
    ck_assert_double_nan(r.log_supply);
    ck_assert_double_nan(r.log_rest);
    ck_assert_bits(aploc_comparison_values(c, 1)[1], 1.0);
    aploc_comparison_free(c);
    a.values[0] = b.values[2] = NAN;
    c = NULL;
    ck_assert_fails(aploc_compare_cells(&a.cell, &b.cell, &options, &c, &err), APLOC_ERR_NO_VALUE);
    a.values[0] = INFINITY;
    ck_assert_fails(aploc_compare_cells(&a.cell, &b.cell, &options, &c, &err),
                    APLOC_ERR_NOT_FINITE);
    ck_assert_fails(aploc_compare_cells(&a.cell, &b.cell, NULL, &c, &err), APLOC_ERR_ARGUMENT);
    ck_assert_str_eq(err.message, "cell a: found no method, expected one");
    ck_assert_ptr_null(c);
    let_go(&a);
    let_go(&b);
}
END_TEST

/* Another variant of the same plan is another method. */
START_TEST(a_variant_is_part_of_the_method)
{
    scene a, b;
    uint64_t seed = 10;
    aploc_error err = {0};
    fill(&a, &seed, N_MAX);
    b = a;
    finish(&a, "a", decays[0], "");
    finish(&b, "b", decays[0], "");
    aploc_measure_options options = APLOC_MEASURE_OPTIONS_INIT;
    options.variant = b.cell.variant = APLOC_VARIANT_M2SFCA;
    ck_assert_ok(aploc_measure(b.method, b.times, b.demand, b.supply, b.values, &options, &err),
                 err);
    aploc_comparison *c = compare(&a.cell, &b.cell, NULL);
    aploc_change change = change_of(c);
    ck_assert_int_eq(report_of(c).factors, 1 << APLOC_FACTOR_METHOD);
    ck_assert_double_lt(change.change, 0.0);
    ck_assert_bits(change.parts[APLOC_FACTOR_METHOD], change.change);
    aploc_comparison_free(c);
    /* Supply in reach is not supply for one inhabitant: it has no split in logarithms. */
    options.variant = b.cell.variant = APLOC_VARIANT_HANSEN;
    ck_assert_ok(aploc_measure(b.method, b.times, b.demand, b.supply, b.values, &options, &err),
                 err);
    c = compare(&b.cell, &b.cell, NULL);
    ck_assert_double_nan(report_of(c).log_mean);
    ck_assert_double_nan(report_of(c).log_rest);
    aploc_comparison_free(c);
    let_go(&a);
    let_go(&b);
}
END_TEST

/* A decay that differs in one number is another method, and one of another text is not. */
START_TEST(every_number_of_a_decay_counts)
{
    static const char *const pairs[][2] = {
        {"steps = 0:1 10:2/3 15:1/3 20:0\n", "steps = 0:1 10:1/2 15:1/3 20:0\n"},
        {"steps = 0:1 10:2/3 15:1/3 20:0\n", "steps = 0:1 11:2/3 15:1/3 20:0\n"},
        {"steps = 0:1 10:2/3 20:0\n", "steps = 0:1 10:2/3 15:1/3 20:0\n"},
        {"kind = exponential\nrate = 0.1\ncut = 30\n",
         "kind = exponential\nrate = 0.2\ncut = 30\n"},
        {"kind = gaussian\nscale = 90\ncut = 30\n", "kind = gaussian\nscale = 80\ncut = 30\n"},
        {"kind = linear\ncut = 30\n", "kind = linear\ncut = 25\n"},
        {"kind = power\nscale = 2\nexponent = 1\ncut = 30\n",
         "kind = power\nscale = 2\nexponent = 2\ncut = 30\n"},
        {"kind = linear\ncut = 30\n", "# the same\nkind = linear\ncut = 30.0\n"}};
    size_t n = sizeof pairs / sizeof *pairs;
    for (size_t k = 0; k < n; k++) {
        scene a, b;
        uint64_t seed = 11;
        fill(&a, &seed, N_MAX);
        b = a;
        finish(&a, "a", pairs[k][0], "");
        finish(&b, "b", pairs[k][1], "");
        aploc_comparison *c = compare(&a.cell, &b.cell, NULL);
        ck_assert_int_eq(report_of(c).factors, k < n - 1 ? 1 << APLOC_FACTOR_METHOD : 0);
        ck_assert_bits(change_of(c).parts[APLOC_FACTOR_METHOD], change_of(c).change);
        aploc_comparison_free(c);
        let_go(&a);
        let_go(&b);
    }
}
END_TEST

static void refused(const scene *a, const scene *b, aploc_status status, const char *says)
{
    aploc_error err = {0};
    aploc_comparison *c = NULL;
    ck_assert_fails(aploc_compare_cells(&a->cell, &b->cell, NULL, &c, &err), status);
    ck_assert_str_eq(err.message, says);
    ck_assert_ptr_null(c);
    ck_assert_int_eq(aploc_compare_cells(&a->cell, &b->cell, NULL, &c, NULL), status);
}

START_TEST(what_cannot_be_compared)
{
    scene a, b;
    three(&a, &b);
    b.values[1] += 1e-6;
    refused(&a, &b, APLOC_ERR_CELL,
            "cell b, commune 2: found the value 3.000001, expected 3, as computed from its demand, "
            "supply, times and method");
    b.values[1] = 3.0 + 1e-10;
    aploc_comparison_free(compare(&a.cell, &b.cell, NULL));
    b.cell.status = APLOC_ERR_OPEN;
    b.cell.message = "no file";
    refused(&a, &b, APLOC_ERR_CELL,
            "cell b: found no values, since it failed (no file), expected a cell with values");
    b.cell.status = 0;
    b.cell.variant = APLOC_VARIANT_HANSEN;
    refused(&a, &b, APLOC_ERR_CELL,
            "found the variant e2sfca in cell a and hansen in cell b, expected two of one unit");
    b.cell.variant = APLOC_VARIANT_NEAREST;
    refused(&a, &b, APLOC_ERR_CELL,
            "cell b: found values of the variant nearest, expected one that has a number for every "
            "commune, or no split");
    b.cell.variant = APLOC_VARIANT_I2SFCA;
    ck_assert_int_eq(aploc_compare_cells(&a.cell, &b.cell, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    let_go(&b);
    finish(&b, "b", decays[1], "unit = FTE\nper = 100000\n");
    refused(&a, &b, APLOC_ERR_CELL,
            "found values in '' (per 1) in cell a and in 'FTE' (per 100000) in cell b, expected "
            "methods of one unit");
    let_go(&a);
    finish(&a, "a", decays[1], "unit = beds\nper = 100000\n");
    refused(&a, &b, APLOC_ERR_CELL,
            "found values in 'beds' (per 100000) in cell a and in 'FTE' (per 100000) in cell b, "
            "expected methods of one unit");
    let_go(&b);
    finish(&b, "b", decays[1], "unit = beds\nper = 100000\n");
    aploc_comparison_free(compare(&a.cell, &b.cell, NULL));
    b.demand[0] = -1.0;
    refused(&a, &b, APLOC_ERR_NEGATIVE,
            "found a demand of -1 at place 0, expected a finite number, not negative");
    b.cell.size = 8;
    ck_assert_int_eq(aploc_compare_cells(&a.cell, &b.cell, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
    aploc_compare_options options = APLOC_COMPARE_OPTIONS_INIT;
    aploc_comparison *c = NULL;
    ck_assert_fails(aploc_compare_cells(&a.cell, &b.cell, NULL, &c, NULL), APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_compare_cells(NULL, &b.cell, NULL, &c, NULL), APLOC_ERR_ARGUMENT);
    options.split = 2;
    ck_assert_fails(aploc_compare_cells(&a.cell, &a.cell, &options, &c, NULL), APLOC_ERR_OPTIONS);
    options.size = 0;
    ck_assert_fails(aploc_compare_cells(&a.cell, &a.cell, &options, &c, NULL), APLOC_ERR_OPTIONS);
    ck_assert_ptr_null(c);
    ck_assert_int_eq(aploc_comparison_count(NULL), 0);
    ck_assert_ptr_null(aploc_comparison_values(NULL, 0));
    aploc_comparison_free(NULL);
    let_go(&a);
    let_go(&b);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, groups_and_people_by_hand);
    tcase_add_test(tests, codes_of_one_side_alone);
    tcase_add_test(tests, values_alone);
    tcase_add_test(tests, a_variant_is_part_of_the_method);
    tcase_add_test(tests, every_number_of_a_decay_counts);
    tcase_add_test(tests, what_cannot_be_compared);
}

int main(void)
{
    return run_tests("compare_calls", add);
}
