/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality check: each finding on a territory made for it, and its parts against plain search.
 */
#include <aploc/aploc.h>
#include <math.h>
#include <unistd.h>

#include "analysis/edge.h"
#include "analysis/nearest.h"
#include "analysis/statistics.h"
#include "support.h"

static aploc_communes *communes_from(const char *text)
{
    char path[] = "/tmp/aploc-quality-XXXXXX";
    int fd = mkstemp(path);
    aploc_error err = {0};
    aploc_communes *communes;
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &communes, NULL, &err), err);
    unlink(path);
    return communes;
}

START_TEST(nearest_are_those_of_a_plain_search)
{
    enum { N = 400, K = 25 };
    apl_point points[N];
    int32_t nearest[K];
    double squares[K];
    uint64_t seed = 31;
    for (int shape = 0; shape < 4; shape++) {
        for (int i = 0; i < N; i++) {
            points[i].x = shape == 1 ? 3.0 : 100.0 * random_unit(&seed);
            points[i].y = (shape == 2 ? 0.01 : 100.0) * random_unit(&seed);
            if (shape == 3) { /* many at the same distance */
                points[i].x = floor(points[i].x / 10.0);
                points[i].y = floor(points[i].y / 10.0);
            }
        }
        apl_cells cells;
        aploc_error err = {0};
        ck_assert_ok(apl_cells_create(points, N, &cells, &err), err);
        for (int i = 0; i < N; i += 7) {
            ck_assert_int_eq(apl_cells_nearest(&cells, i, K, nearest, squares), K);
            char taken[N] = {0};
            int wrong = 0;
            for (int k = 0; k < K; k++) {
                ck_assert(nearest[k] != i && !taken[nearest[k]]);
                taken[nearest[k]] = 1;
            }
            /* Nobody left out comes before somebody taken, by distance and then by number. */
            for (int k = 0; k < K; k++) {
                for (int j = 0; j < N; j++) {
                    double dx = points[j].x - points[i].x, dy = points[j].y - points[i].y;
                    double square = dx * dx + dy * dy;
                    wrong += j != i && !taken[j] && square <= squares[k] &&
                             (square < squares[k] || j <= nearest[k]);
                }
            }
            ck_assert_int_eq(wrong, 0);
        }
        ck_assert_int_eq(apl_cells_nearest(&cells, 0, 0, nearest, squares), 0);
        apl_cells_free(&cells);
        ck_assert_ok(apl_cells_create(points, 3, &cells, &err), err);
        ck_assert_int_eq(apl_cells_nearest(&cells, 0, K, nearest, squares), 2);
        apl_cells_free(&cells);
    }
}
END_TEST

START_TEST(edge_of_a_square_is_its_rim)
{
    enum { SIDE = 30 };
    static double lon[SIDE * SIDE + 1], lat[SIDE * SIDE + 1];
    static char is_edge[SIDE * SIDE + 1];
    aploc_error err = {0};
    for (int k = 0; k < SIDE * SIDE; k++) {
        lon[k] = 2.0 + 0.05 * (k % SIDE);
        lat[k] = 46.0 + 0.035 * (k / SIDE); /* square on the ground */
    }
    lon[SIDE * SIDE] = lat[SIDE * SIDE] = NAN;
    ck_assert_ok(apl_edge_find(SIDE * SIDE + 1, lon, lat, is_edge, &err), err);
    for (int k = 0; k < SIDE * SIDE; k++) {
        int x = k % SIDE, y = k / SIDE;
        int depth = x < y ? x : y;
        depth = SIDE - 1 - x < depth ? SIDE - 1 - x : depth;
        depth = SIDE - 1 - y < depth ? SIDE - 1 - y : depth;
        if (depth == 0)
            ck_assert_msg(is_edge[k], "(%d, %d) is at the rim", x, y);
        if (depth >= 4)
            ck_assert_msg(!is_edge[k], "(%d, %d) is inside", x, y);
    }
    ck_assert_int_eq(is_edge[SIDE * SIDE], 0);
}
END_TEST

START_TEST(edge_takes_no_direction_from_the_same_place)
{
    /* Points all around but for the sector from -55 to 55 degrees, and twins of the centre. */
    enum { N = 56, TWINS = 3 };
    double lon[N + 1 + TWINS] = {0}, lat[N + 1 + TWINS] = {0};
    char is_edge[N + 1 + TWINS];
    aploc_error err = {0};
    for (int k = 0; k < N; k++) {
        double angle = (55.0 + 250.0 * k / (N - 1)) * 3.14159265358979 / 180.0;
        lon[k + 1] = cos(angle);
        lat[k + 1] = sin(angle);
    }
    ck_assert_ok(apl_edge_find(N + 1 + TWINS, lon, lat, is_edge, &err), err);
    ck_assert(is_edge[0] && is_edge[N + 1]);
    ck_assert_ok(apl_edge_find(N + 1, lon, lat, is_edge, &err), err);
    ck_assert(is_edge[0]);
}
END_TEST

START_TEST(edge_looks_at_sixty)
{
    /* 59 near places leave the east empty; the 60th, farther, stands there. */
    enum { N = 61 };
    double lon[N + 1] = {0}, lat[N + 1] = {0};
    char is_edge[N + 1];
    aploc_error err = {0};
    for (int k = 1; k < 60; k++) {
        double angle = (50.0 + 260.0 * (k - 1) / 58) * 3.14159265358979 / 180.0;
        lon[k] = cos(angle);
        lat[k] = sin(angle);
    }
    lon[60] = 1.5;
    lon[61] = lat[61] = 0.0;
    ck_assert_ok(apl_edge_find(60, lon, lat, is_edge, &err), err);
    ck_assert(is_edge[0]);
    ck_assert_ok(apl_edge_find(61, lon, lat, is_edge, &err), err);
    ck_assert(!is_edge[0]);
    /* One more near place, and the 60th is no longer looked at. */
    lon[61] = -0.5;
    ck_assert_ok(apl_edge_find(62, lon, lat, is_edge, &err), err);
    ck_assert(is_edge[0]);
}
END_TEST

START_TEST(edge_needs_both_coordinates)
{
    double lon[] = {0, 1, 2, 1}, lat[] = {0, 1, 0, NAN};
    char is_edge[4];
    aploc_error err = {0};
    ck_assert_ok(apl_edge_find(4, lon, lat, is_edge, &err), err);
    ck_assert(is_edge[0] && is_edge[1] && is_edge[2] && !is_edge[3]);
}
END_TEST

START_TEST(near_the_edge_either_way)
{
    /* A square of 15 x 15; the one in the middle is reached from a corner, one way only. */
    enum { SIDE = 15, MIDDLE = 7 * SIDE + 7 };
    char *text = calloc(SIDE * SIDE + 1, 40);
    double ones[SIDE * SIDE];
    aploc_error err = {0};
    aploc_times *times;
    aploc_quality *q;
    aploc_decay decay = APLOC_DECAY_INIT;
    const double minutes = 3.0;
    ck_assert_ptr_nonnull(text);
    char *end = text + sprintf(text, "code,lon,lat\n");
    for (int k = 0; k < SIDE * SIDE; k++) {
        end += sprintf(end, "%03d,%d.%02d,%d.%02d\n", k, 2, 2 * (k % SIDE), 46, k / SIDE);
        ones[k] = 1.0;
    }
    aploc_communes *communes = communes_from(text);
    decay.kind = APLOC_DECAY_LINEAR;
    decay.cut = 20.0;
    for (int way = 0; way < 2; way++) {
        const int32_t corner = 0, middle = MIDDLE;
        int32_t n, n_edge;
        ck_assert_ok(aploc_times_from_pairs(SIDE * SIDE, SIDE * SIDE, 1, way ? &corner : &middle,
                                            way ? &middle : &corner, &minutes, &times, &err),
                     err);
        ck_assert_ok(aploc_quality_check(communes, NULL, times, &decay, ones, ones, &q, &err), err);
        aploc_quality_get_places(q, APLOC_FINDING_EDGE, &n_edge);
        aploc_quality_get_places(q, APLOC_FINDING_NEAR_EDGE, &n);
        ck_assert_int_eq(n, n_edge + 1);
        aploc_quality_free(q);
        aploc_times_free(times);
    }
    aploc_communes_free(communes);
    free(text);
}
END_TEST

START_TEST(quantiles_are_those_by_hand)
{
    double values[] = {5.0, 1.0, 4.0, 2.0, 3.0};
    apl_sort(values, 5);
    for (int k = 0; k < 5; k++)
        ck_assert_bits(values[k], k + 1.0);
    ck_assert_bits(apl_quantile(values, 5, 0.5), 3.0);
    ck_assert_bits(apl_quantile(values, 5, 0.0), 1.0);
    ck_assert_bits(apl_quantile(values, 5, 1.0), 5.0);
    ck_assert_bits(apl_quantile(values, 5, 0.375), 2.5);
    ck_assert_bits(apl_quantile(values, 0, 0.5), 0.0);
}
END_TEST

static void assert_places(const aploc_quality *q, int32_t finding, int32_t n, int32_t first)
{
    int32_t found;
    const int32_t *places = aploc_quality_get_places(q, finding, &found);
    ck_assert_msg(found == n, "finding %d: %d places, expected %d", finding, found, n);
    if (n == 0)
        ck_assert_ptr_null(places);
    else
        ck_assert_msg(places[0] == first, "finding %d: place %d, expected %d", finding, places[0],
                      first);
}

static const char seven[] = "code,population,lon,lat\n"
                            "01001,1000,2,46\n"  /* 0: a town with care */
                            "01002,500,2.1,46\n" /* 1: reaches it, on a step */
                            "01003,0,2.2,46\n"   /* 2: empty, with a supply that only it reaches */
                            "05085,200,2.3,46\n" /* 3: cut off, with care of its own */
                            "01005,50,2.4,46\n"  /* 4: not in the times at all */
                            "75056,10,2.5,46\n"  /* 5: a whole city; reaches the town */
                            "01007,70,,46\n";    /* 6: too far from everything */

static aploc_decay some_steps(void)
{
    static const double minutes[] = {0, 10, 20}, values[] = {1, 0.5, 0};
    aploc_decay d = APLOC_DECAY_INIT;
    d.kind = APLOC_DECAY_STEPS;
    d.n_points = 3;
    d.minutes = minutes;
    d.values = values;
    return d;
}

static const double demand[] = {1000, 500, 0, 200, 50, 10, 70};
static const double supply[] = {5400, 0, 30, 900, 0, 0, 0};

START_TEST(finds_what_is_there)
{
    static const int32_t from[] = {0, 1, 3, 5, 6, 0, 2}, to[] = {1, 0, 0, 0, 0, 6, 3};
    static const double minutes[] = {12, 10, 55, 9, 20, 31, 40};
    aploc_communes *communes = communes_from(seven);
    aploc_times *times;
    aploc_quality *q;
    aploc_quality_numbers n = APLOC_QUALITY_NUMBERS_INIT;
    aploc_decay decay = some_steps();
    aploc_error err = {0};
    ck_assert_ok(aploc_times_from_pairs(7, 7, 7, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_quality_check(communes, NULL, times, &decay, demand, supply, &q, &err), err);
    assert_places(q, APLOC_FINDING_NO_PAIR, 1, 4);
    assert_places(q, APLOC_FINDING_CUT_OFF, 3, 2); /* 2, 3 and 6 */
    assert_places(q, APLOC_FINDING_OWN_SUPPLY_ONLY, 1, 3);
    assert_places(q, APLOC_FINDING_LOST_SUPPLY, 1, 2);
    assert_places(q, APLOC_FINDING_UNREACHED, 2, 4); /* 4 and 6 */
    assert_places(q, APLOC_FINDING_NO_DEMAND, 1, 2);
    assert_places(q, APLOC_FINDING_WHOLE_CITY, 1, 5);
    assert_places(q, APLOC_FINDING_EDGE, 6, 0); /* a line of points is all edge */
    assert_places(q, 99, 0, 0);
    ck_assert_ok(aploc_quality_get_numbers(q, &n, &err), err);
    ck_assert_int_eq(n.n_pairs, 7);
    ck_assert_int_eq(n.n_used, 3);
    ck_assert_int_eq(n.n_one_way, 3); /* 3-0, 5-0, 2-3 */
    ck_assert_int_eq(n.n_both_ways, 2);
    ck_assert_int_eq(n.n_asymmetric, 2);
    ck_assert_int_eq(n.n_on_step, 2); /* 10 and 20 */
    ck_assert_bits(n.asymmetry_max, 11.0);
    ck_assert_int_eq(n.worst_from, 0);
    ck_assert_int_eq(n.worst_to, 6);
    ck_assert_bits(n.asymmetry_median, 6.5);
    ck_assert_bits(n.demand, 1830.0);
    ck_assert_bits(n.demand_unreached, 120.0);
    ck_assert_bits(n.demand_near_edge, 1760.0);
    ck_assert_bits(n.supply, 6330.0);
    ck_assert_bits(n.supply_lost, 30.0);
    n.size = 8;
    ck_assert_fails(aploc_quality_get_numbers(q, &n, NULL), APLOC_ERR_OPTIONS);
    aploc_quality_free(q);
    aploc_times_free(times);
    aploc_communes_free(communes);
}
END_TEST

/* As long either way, and 0 minutes, where the first step begins, which is none; 5 is only reached. */
START_TEST(nothing_is_odd_about_them)
{
    static const int32_t from[] = {0, 1, 1, 3, 0}, to[] = {1, 0, 3, 1, 5};
    static const double minutes[] = {0, 0, 7, 7, 8};
    aploc_communes *communes = communes_from(seven);
    aploc_times *times;
    aploc_quality *q;
    aploc_quality_numbers n = APLOC_QUALITY_NUMBERS_INIT;
    aploc_decay decay = some_steps();
    aploc_error err = {0};
    ck_assert_ok(aploc_times_from_pairs(7, 7, 5, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_quality_check(communes, NULL, times, &decay, demand, supply, &q, &err), err);
    ck_assert_ok(aploc_quality_get_numbers(q, &n, &err), err);
    ck_assert_int_eq(n.n_both_ways, 2);
    ck_assert_int_eq(n.n_asymmetric, 0);
    ck_assert_bits(n.asymmetry_max, 0.0);
    ck_assert_int_eq(n.worst_from, -1);
    ck_assert_int_eq(n.worst_to, -1);
    ck_assert_int_eq(n.n_on_step, 0);
    assert_places(q, APLOC_FINDING_NO_PAIR, 3, 2); /* 2, 4 and 6 */
    aploc_quality_free(q);
    aploc_times_free(times);
    aploc_communes_free(communes);
}
END_TEST

START_TEST(sites_have_no_way_back)
{
    static const int32_t from[] = {0, 1, 3}, to[] = {0, 0, 1};
    static const double minutes[] = {3, 4, 5}, care[] = {10, 0};
    aploc_communes *communes = communes_from(seven);
    aploc_communes *sites = communes_from("code,supply\nS1,10\nS2,0\n");
    aploc_times *times;
    aploc_quality *q;
    aploc_quality_numbers n = APLOC_QUALITY_NUMBERS_INIT;
    aploc_decay decay = some_steps();
    aploc_error err = {0};
    ck_assert_ok(aploc_times_from_pairs(7, 2, 3, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_quality_check(communes, sites, times, &decay, demand, care, &q, &err), err);
    ck_assert_ok(aploc_quality_get_numbers(q, &n, &err), err);
    ck_assert_int_eq(n.n_pairs, 3);
    ck_assert_int_eq(n.n_one_way, 0);
    ck_assert(isnan(n.demand_near_edge));
    assert_places(q, APLOC_FINDING_NO_PAIR, 0, 0);
    assert_places(q, APLOC_FINDING_LOST_SUPPLY, 0, 0);
    assert_places(q, APLOC_FINDING_UNREACHED, 5, 2); /* 2 has nobody: it counts too */
    aploc_quality_free(q);
    q = NULL;
    ck_assert_fails(aploc_quality_check(communes, NULL, times, &decay, demand, care, &q, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_quality_check(NULL, sites, times, &decay, demand, care, &q, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_ptr_null(q);
    aploc_quality_free(NULL);
    aploc_times_free(times);
    aploc_communes_free(sites);
    aploc_communes_free(communes);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, nearest_are_those_of_a_plain_search);
    tcase_add_test(tests, edge_of_a_square_is_its_rim);
    tcase_add_test(tests, edge_takes_no_direction_from_the_same_place);
    tcase_add_test(tests, edge_looks_at_sixty);
    tcase_add_test(tests, edge_needs_both_coordinates);
    tcase_add_test(tests, near_the_edge_either_way);
    tcase_add_test(tests, quantiles_are_those_by_hand);
    tcase_add_test(tests, finds_what_is_there);
    tcase_add_test(tests, nothing_is_odd_about_them);
    tcase_add_test(tests, sites_have_no_way_back);
}

int main(void)
{
    return run_tests("quality", add);
}
