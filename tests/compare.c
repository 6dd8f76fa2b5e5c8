/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The split of a change: against its definition, computed apart, and its laws. */
#include "reference.h"
#include "scene.h"

/* Another scene of the same places; of its factors those of the set `differs` are new. */
static void vary(const scene *from, scene *to, uint64_t *seed, int differs)
{
    scene fresh;
    fill(&fresh, seed, from->n);
    *to = *from;
    if (differs & 1 << APLOC_FACTOR_SUPPLY)
        memcpy(to->supply, fresh.supply, sizeof fresh.supply);
    if (differs & 1 << APLOC_FACTOR_DEMAND)
        memcpy(to->demand, fresh.demand, sizeof fresh.demand);
    if (differs & 1 << APLOC_FACTOR_TIMES)
        memcpy(to->minutes, fresh.minutes, sizeof fresh.minutes);
}

/* The same places in another order. */
static void shuffle(const scene *from, scene *to, uint64_t *seed, int order[N_MAX])
{
    *to = *from;
    for (int i = 0; i < from->n; i++)
        order[i] = i;
    for (int i = from->n - 1; i > 0; i--) {
        int with = random_below(seed, i + 1), one = order[i];
        order[i] = order[with];
        order[with] = one;
    }
    for (int i = 0; i < from->n; i++) {
        memcpy(to->codes[i], from->codes[order[i]], sizeof to->codes[i]);
        to->demand[i] = from->demand[order[i]];
        to->supply[i] = from->supply[order[i]];
        for (int j = 0; j < from->n; j++)
            to->minutes[i * from->n + j] = from->minutes[order[i] * from->n + order[j]];
    }
}

/* What a factor adds, over the 24 orders of four, one after another. */
static void reference_parts(const long double values[16], long double parts[4])
{
    for (int f = 0; f < 4; f++)
        parts[f] = 0.0L;
    for (int code = 0; code < 256; code++) {
        int order[4] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3}, seen = 0, set = 0;
        for (int k = 0; k < 4; k++)
            seen |= 1 << order[k];
        if (seen != 15)
            continue;
        for (int k = 0; k < 4; k++) {
            parts[order[k]] += (values[set | 1 << order[k]] - values[set]) / 24.0L;
            set |= 1 << order[k];
        }
    }
}

/* Every place, and the mean, in the sixteen states, from the dense reference. */
static void reference_states(const scene *a, const scene *b, long double places[16][N_MAX],
                             long double means[16])
{
    const scene *const sides[2] = {a, b};
    aploc_error err = {0};
    for (int set = 0; set < 16; set++) {
        aploc_decay decay = APLOC_DECAY_INIT;
        const scene *supply = sides[set & 1], *demand = sides[set >> 1 & 1];
        const scene *times = sides[set >> 2 & 1], *method = sides[set >> 3 & 1];
        long double sum = 0.0L, weight = 0.0L;
        ck_assert_ok(aploc_method_get_decay(method->method, &decay, &err), err);
        reference_apl(a->n, a->n, times->minutes, 1, &decay, demand->demand, supply->supply,
                      places[set]);
        for (int i = 0; i < a->n; i++) {
            sum += demand->demand[i] * places[set][i];
            weight += demand->demand[i];
        }
        means[set] = sum / weight;
    }
}

START_TEST(the_split_is_that_of_the_definition)
{
    uint64_t seed = 3;
    for (int differs = 0; differs < 48; differs++) {
        scene a, b;
        long double places[16][N_MAX], means[16], parts[4];
        fill(&a, &seed, 1 + random_below(&seed, N_MAX));
        vary(&a, &b, &seed, differs % 16);
        finish(&a, "a", decays[differs % 4], "");
        finish(&b, "b", decays[(differs + (differs >> APLOC_FACTOR_METHOD & 1)) % 4], "");
        reference_states(&a, &b, places, means);
        aploc_comparison *c = compare(&a.cell, &b.cell, NULL);
        aploc_compare_report report = report_of(c);
        aploc_change change = change_of(c);
        const double *found = aploc_comparison_parts(c);
        ck_assert_int_eq(report.split, 1);
        ck_assert_int_eq(report.n_places, a.n);
        for (int f = 0; f < 4; f++) /* of one place, new times are the old ones */
            ck_assert(a.n == 1 || (report.factors >> f & 1) == (differs >> f & 1));
        reference_parts(means, parts);
        double sum = 0.0;
        for (int f = 0; f < 4; f++) {
            close_to(change.parts[f], parts[f], means[0] + means[15]);
            ck_assert(differs >> f & 1 || change.parts[f] == 0.0);
            sum += change.parts[f];
        }
        close_to(sum, change.change, fabs(change.before) + fabs(change.after));
        close_to(change.before, means[0], means[0]);
        close_to(change.after, means[15], means[15]);
        for (int i = 0; i < a.n; i++) {
            long double values[16], size = 0.0L;
            for (int set = 0; set < 16; set++) {
                values[set] = places[set][i];
                size = fmaxl(size, values[set]);
            }
            reference_parts(values, parts);
            for (int f = 0; f < 4; f++) {
                close_to(found[i * 4 + f], parts[f], size);
                ck_assert(differs >> f & 1 || found[i * 4 + f] == 0.0);
            }
            ck_assert_bits(aploc_comparison_values(c, 0)[i], a.values[i]);
            ck_assert_bits(aploc_comparison_values(c, 1)[i], b.values[i]);
            ck_assert_int_eq(aploc_comparison_places(c, 1)[i], i);
        }
        aploc_comparison_free(c);
        let_go(&a);
        let_go(&b);
    }
}
END_TEST

/* Exchanged, all changes are the opposite, to the bit, in whatever order the places stand. */
START_TEST(two_results_exchanged_have_opposite_changes)
{
    uint64_t seed = 4;
    for (int trial = 0; trial < 60; trial++) {
        scene a, b, moved;
        int order[N_MAX];
        fill(&a, &seed, 2 + random_below(&seed, N_MAX - 1));
        vary(&a, &b, &seed, 15);
        shuffle(&b, &moved, &seed, order);
        finish(&a, "a", decays[0], "");
        finish(&b, "b", decays[1 + trial % 3], "");
        finish(&moved, "m", decays[1 + trial % 3], "");
        const aploc_cell *after = trial % 2 ? &moved.cell : &b.cell;
        aploc_comparison *there = compare(&a.cell, after, NULL),
                         *back = compare(after, &a.cell, NULL);
        aploc_change one = change_of(there), other = change_of(back);
        aploc_compare_report first = report_of(there), second = report_of(back);
        ck_assert(one.change == -other.change && one.before == other.after);
        ck_assert(first.log_mean == -second.log_mean && first.log_rest == -second.log_rest);
        for (int f = 0; f < 4; f++)
            ck_assert(one.parts[f] == -other.parts[f]);
        for (int k = 0; k < a.n * 4; k++)
            ck_assert(aploc_comparison_parts(there)[k] == -aploc_comparison_parts(back)[k]);
        aploc_comparison_free(there);
        aploc_comparison_free(back);
        let_go(&a);
        let_go(&b);
        let_go(&moved);
    }
}
END_TEST

static void is_nothing(const aploc_comparison *c)
{
    aploc_change change = change_of(c);
    aploc_moves moves = APLOC_MOVES_INIT;
    aploc_error err = {0};
    int32_t n = aploc_comparison_count(c);
    ck_assert_int_eq(report_of(c).factors, 0);
    ck_assert_bits(change.change, 0.0);
    for (int f = 0; f < 4; f++)
        ck_assert_bits(change.parts[f], 0.0);
    for (int32_t k = 0; k < n * 4; k++)
        ck_assert_bits(aploc_comparison_parts(c)[k], 0.0);
    ck_assert_ok(aploc_comparison_moves(c, NULL, 1.0, &moves, &err), err);
    ck_assert_int_eq(moves.n_stayed, n);
    ck_assert_int_eq(moves.n_rose + moves.n_fell + moves.n_up + moves.n_down, 0);
    ck_assert_bits(moves.stayed, change.demand_after);
    ck_assert_bits(change.demand_before, change.demand_after);
}

/* The same, the same in another order, and with its places of care in a table of their own. */
START_TEST(a_result_with_itself_is_nothing)
{
    uint64_t seed = 5;
    for (int trial = 0; trial < 20; trial++) {
        scene a, moved;
        int order[N_MAX];
        fill(&a, &seed, 2 + random_below(&seed, N_MAX - 1));
        shuffle(&a, &moved, &seed, order);
        finish(&a, "a", decays[trial % 4], "");
        finish(&moved, "m", decays[trial % 4], "");
        moved.sites = communes_of(&moved);
        moved.cell.sites = moved.sites;
        for (int k = 0; k < 2; k++) {
            aploc_comparison *c = compare(&a.cell, k ? &moved.cell : &a.cell, NULL);
            is_nothing(c);
            for (int i = 0; i < a.n; i++)
                ck_assert_str_eq(aploc_communes_code(a.communes, aploc_comparison_places(c, 0)[i]),
                                 aploc_communes_code(k ? moved.communes : a.communes,
                                                     aploc_comparison_places(c, 1)[i]));
            aploc_comparison_free(c);
        }
        let_go(&a);
        let_go(&moved);
    }
}
END_TEST

/* The split of places in another order is the same, within rounding. */
START_TEST(the_order_of_the_places_makes_no_difference)
{
    uint64_t seed = 6;
    for (int trial = 0; trial < 20; trial++) {
        scene a, b, moved;
        int order[N_MAX];
        fill(&a, &seed, 2 + random_below(&seed, N_MAX - 1));
        vary(&a, &b, &seed, 15);
        shuffle(&b, &moved, &seed, order);
        finish(&a, "a", decays[0], "");
        finish(&b, "b", decays[2], "");
        finish(&moved, "m", decays[2], "");
        aploc_comparison *c = compare(&a.cell, &b.cell, NULL),
                         *d = compare(&a.cell, &moved.cell, NULL);
        aploc_change one = change_of(c), other = change_of(d);
        for (int f = 0; f < 4; f++)
            close_to(one.parts[f], other.parts[f], one.before + one.after);
        for (int k = 0; k < a.n; k++) {
            int i = aploc_comparison_places(d, 0)[k], at = aploc_comparison_places(d, 1)[k];
            ck_assert_int_eq(order[at], i);
            close_to(aploc_comparison_values(d, 1)[k], b.values[i], b.values[i]);
            for (int f = 0; f < 4; f++)
                close_to(aploc_comparison_parts(d)[k * 4 + f], aploc_comparison_parts(c)[i * 4 + f],
                         1e4L);
        }
        aploc_comparison_free(c);
        aploc_comparison_free(d);
        let_go(&a);
        let_go(&b);
        let_go(&moved);
    }
}
END_TEST

START_TEST(a_tenth_more_supply_is_a_tenth_more_care)
{
    uint64_t seed = 7;
    scene a, b;
    fill(&a, &seed, N_MAX);
    b = a;
    for (int i = 0; i < b.n; i++)
        b.supply[i] *= 1.1;
    finish(&a, "a", decays[1], "");
    finish(&b, "b", decays[1], "");
    aploc_comparison *c = compare(&a.cell, &b.cell, NULL);
    aploc_change change = change_of(c);
    aploc_compare_report report = report_of(c);
    ck_assert_int_eq(report.factors, 1 << APLOC_FACTOR_SUPPLY);
    ck_assert_bits(change.parts[APLOC_FACTOR_SUPPLY], change.change);
    close_to(change.change, 0.1L * change.before, change.before);
    close_to(report.log_supply, logl(1.1L), 1.0L);
    close_to(report.log_mean, logl(1.1L), 1.0L);
    close_to(report.log_rest, 0.0L, 1.0L);
    ck_assert_bits(report.log_demand, 0.0);
    aploc_comparison_free(c);
    let_go(&a);
    let_go(&b);
}
END_TEST

/* What DREES's split leaves over is the share of the supply that is reached. */
START_TEST(the_rest_of_the_logarithms_is_lost_supply)
{
    uint64_t seed = 8;
    aploc_error err = {0};
    for (int trial = 0; trial < 20; trial++) {
        scene a, b;
        aploc_solve_report reports[2] = {APLOC_SOLVE_REPORT_INIT, APLOC_SOLVE_REPORT_INIT};
        fill(&a, &seed, N_MAX);
        vary(&a, &b, &seed, 15);
        finish(&a, "a", decays[3], "");
        finish(&b, "b", decays[0], "");
        for (int k = 0; k < 2; k++) {
            scene *s = k ? &b : &a;
            aploc_measure_options options = APLOC_MEASURE_OPTIONS_INIT;
            options.report = &reports[k];
            ck_assert_ok(
                aploc_measure(s->method, s->times, s->demand, s->supply, s->values, &options, &err),
                err);
        }
        aploc_comparison *c = compare(&a.cell, &b.cell, NULL);
        aploc_compare_report r = report_of(c);
        close_to(r.log_rest,
                 logl(reports[1].supply_reached / reports[1].supply) -
                     logl(reports[0].supply_reached / reports[0].supply),
                 1.0L);
        close_to(r.log_mean, logl((long double)change_of(c).after / change_of(c).before), 1.0L);
        close_to(r.log_demand, logl((long double)reports[1].demand / reports[0].demand), 1.0L);
        aploc_comparison_free(c);
        let_go(&a);
        let_go(&b);
    }
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, the_split_is_that_of_the_definition);
    tcase_add_test(tests, two_results_exchanged_have_opposite_changes);
    tcase_add_test(tests, a_result_with_itself_is_nothing);
    tcase_add_test(tests, the_order_of_the_places_makes_no_difference);
    tcase_add_test(tests, a_tenth_more_supply_is_a_tenth_more_care);
    tcase_add_test(tests, the_rest_of_the_logarithms_is_lost_supply);
}

int main(void)
{
    return run_tests("compare", add);
}
