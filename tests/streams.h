/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_STREAMS_H
#define APLOC_TESTS_STREAMS_H

/* Matrices that are in memory and in a file. */

#include <math.h>

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"
#include "tables/times.h"
#include "territory.h"

/* Places "p0000", "p0001" …, every `step`-th one, `n` of them. */
static inline aploc_communes *places_of(const char *name, int n, int first, int step)
{
    aploc_communes *places = NULL;
    aploc_error err = {0};
    size_t room = (size_t)n * 6 + 16, at = 5;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "code\n");
    for (int k = 0; k < n; k++)
        at += (size_t)snprintf(text + at, room - at, "p%04d\n", first + k * step);
    ck_assert_ok(aploc_communes_read_csv(file_of(name, text), NULL, &places, NULL, &err), err);
    free(text);
    return places;
}

/* A matrix in memory and in a file, with its numbers. */
typedef struct scene {
    aploc_communes *communes, *sites; /* of the file */
    int n, m;
    double *minutes, *demand, *supply; /* minutes: n × m, NaN out of reach */
    const char *path;
} scene;

static inline double some_minutes(uint64_t *seed, int form)
{
    double minutes = 45.0 * random_unit(seed);
    return form == 0   ? floor(minutes * 10.0) / 10.0 /* uint16 over 10 */
           : form == 1 ? floor(minutes)               /* uint16 over 1 */
           : form == 2 ? floor(minutes * 1e6) / 1e6   /* uint32 */
           : form == 3 ? (double)(float)minutes
                       : minutes;
}

static inline scene make_scene(uint64_t *seed, int largest)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    int square = random_below(seed, 2), form = random_below(seed, 5);
    scene s = {.n = 1 + random_below(seed, largest), .path = file_path("scene.h5")};
    s.m = square ? s.n : 1 + random_below(seed, largest);
    s.minutes = malloc((size_t)s.n * (size_t)s.m * sizeof *s.minutes);
    s.demand = malloc((size_t)s.n * sizeof *s.demand);
    s.supply = malloc((size_t)s.m * sizeof *s.supply);
    ck_assert(s.minutes && s.demand && s.supply);
    double known = random_unit(seed), served = random_unit(seed);
    for (int k = 0; k < s.n * s.m; k++)
        s.minutes[k] = random_unit(seed) < known ? some_minutes(seed, form) : (double)NAN;
    for (int i = 0; i < s.n; i++)
        s.demand[i] = random_below(seed, 6) ? 1e4 * random_unit(seed) : 0.0;
    for (int j = 0; j < s.m; j++)
        s.supply[j] = random_unit(seed) < served ? 5e4 * random_unit(seed) : 0.0;
    s.communes = places_of("communes.csv", s.n, 0, 1);
    s.sites = square ? NULL : places_of("sites.csv", s.m, 1, 2);
    ck_assert_ok(aploc_times_from_matrix(s.n, s.m, s.minutes, &times, &err), err);
    times->same_places = square;
    ck_assert_ok(aploc_times_write_h5(s.path, times, s.communes, s.sites, &err), err);
    aploc_times_free(times);
    return s;
}

static inline void free_scene(scene *s)
{
    aploc_communes_free(s->communes);
    aploc_communes_free(s->sites);
    free(s->minutes);
    free(s->demand);
    free(s->supply);
}

static inline void check_row(int64_t n, int64_t m, const int32_t *a, const int32_t *b,
                             const double *v, const double *w)
{
    ck_assert_int_eq(n, m);
    ck_assert_mem_eq(a, b, (size_t)n * sizeof *a);
    ck_assert_mem_eq(v, w, (size_t)n * sizeof *v);
}

/* Two plans are equal in all that can be asked. */
static inline void check_same_plan(const aploc_plan *a, const aploc_plan *b)
{
    int32_t n = aploc_plan_demand_count(a), m = aploc_plan_supply_count(a);
    int64_t room = n > m ? n : m;
    int32_t *index = malloc(2 * (size_t)room * sizeof *index);
    double *weights = malloc(2 * (size_t)room * sizeof *weights);
    ck_assert(index && weights);
    ck_assert_int_eq(aploc_plan_demand_count(b), n);
    ck_assert_int_eq(aploc_plan_supply_count(b), m);
    ck_assert_int_eq(aploc_plan_pair_count(a), aploc_plan_pair_count(b));
    ck_assert_int_eq(aploc_plan_bytes(a), aploc_plan_bytes(b));
    for (int32_t i = 0; i < n; i++)
        check_row(aploc_plan_reach(a, i, room, index, weights),
                  aploc_plan_reach(b, i, room, index + room, weights + room), index, index + room,
                  weights, weights + room);
    for (int32_t j = 0; j < m; j++)
        check_row(aploc_plan_catchment(a, j, room, index, weights),
                  aploc_plan_catchment(b, j, room, index + room, weights + room), index,
                  index + room, weights, weights + room);
    free(index);
    free(weights);
}

#endif
