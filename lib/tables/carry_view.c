/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a map says, and arrays pushed through it. */
#include "tables/carry.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sums.h"
#include "tables/communes.h"

int32_t aploc_carry_map_count(const aploc_carry_map *map)
{
    return map ? map->codes.count : 0;
}

const char *aploc_carry_map_code(const aploc_carry_map *map, int32_t k)
{
    return map && k >= 0 && k < map->codes.count ? apl_texts_get(&map->codes, k) : NULL;
}

static int is_place(const aploc_carry_map *map, int32_t i)
{
    return map && i >= 0 && i < map->places->count;
}

const int32_t *aploc_carry_map_targets(const aploc_carry_map *map, int32_t i, int32_t *n,
                                       const double **shares)
{
    int64_t begin = is_place(map, i) ? map->targets.starts[i] : 0;
    int64_t end = is_place(map, i) ? map->targets.starts[i + 1] : 0;
    if (n)
        *n = (int32_t)(end - begin);
    if (shares)
        *shares = begin < end ? map->targets.shares + begin : NULL;
    return begin < end ? map->targets.ends + begin : NULL;
}

int32_t aploc_carry_map_find(const aploc_carry_map *map, const char *code)
{
    int32_t n = 0;
    const int32_t *ends =
        map ? aploc_carry_map_targets(map, aploc_communes_find(map->places, code), &n, NULL) : NULL;
    return n == 1 ? *ends : -1;
}

int32_t aploc_carry_map_kind(const aploc_carry_map *map, int32_t i)
{
    return is_place(map, i) ? map->kinds[i] : -1;
}

int aploc_carry_map_is_stray(const aploc_carry_map *map, int32_t i)
{
    return is_place(map, i) && map->stray[i];
}

const char *apl_carry_name(const aploc_carry_map *map, int32_t k)
{
    if (map->onto && map->onto->names.levels) {
        int32_t i = aploc_communes_find(map->onto, apl_texts_get(&map->codes, k));
        const char *name = aploc_communes_name(map->onto, i);
        if (name && *name)
            return name;
    }
    return map->name[k] >= 0 ? apl_texts_get(&map->names, map->name[k]) : NULL;
}

/* Whether number `a` is above `b`, a missing one being below all. */
static int is_above(double a, double b)
{
    return !isnan(a) && (isnan(b) || a > b);
}

/* Those that were not absorbed come first, then those held whole. */
static int rank_of(const apl_links *s, int64_t at)
{
    return 2 * !s->absorbed[at] + (s->shares[at] == 1.0);
}

int32_t apl_carry_model(const aploc_carry_map *map, int32_t k)
{
    const apl_links *s = &map->sources;
    const double *population = map->places->columns[APLOC_POPULATION].values;
    int32_t best = -1;
    double best_people = NAN;
    int best_rank = -1;
    for (int64_t at = s->starts[k]; at < s->starts[k + 1]; at++) {
        int rank = rank_of(s, at);
        double people = (population ? population[s->ends[at]] : 1.0) * s->shares[at];
        if (rank > best_rank || (rank == best_rank && is_above(people, best_people))) {
            best = s->ends[at];
            best_people = people;
            best_rank = rank;
        }
    }
    return best;
}

double apl_carry_part(const aploc_carry_map *map, int32_t i, int64_t at, double value)
{
    const apl_links *t = &map->targets;
    if (at < t->starts[i + 1] - 1)
        return value * t->shares[at];
    /* The last one takes the rest. */
    apl_sum rest = {value, 0.0};
    for (int64_t k = t->starts[i]; k < at; k++)
        apl_sum_add(&rest, -(value * t->shares[k]));
    double left = apl_sum_value(rest);
    return left < 0.0 && value >= 0.0 ? 0.0 : left;
}

aploc_status aploc_carry_map_apply(const aploc_carry_map *map, const double *values,
                                   double *carried, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_sum *sums = NULL;
    if (!map || !values || !carried)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as the %s, expected one",
                        !map      ? "map"
                        : !values ? "array of values"
                                  : "array to fill");
    for (int32_t i = 0; i < map->places->count; i++)
        if (isinf(values[i]))
            return apl_fail(err, APLOC_ERR_NOT_FINITE,
                            "found an infinite value for '%s', expected a number or NaN",
                            aploc_communes_code(map->places, i));
    APL_TRY(APL_ZEROED(sums, map->codes.count, err));
    for (int32_t i = 0; i < map->places->count; i++)
        for (int64_t at = map->targets.starts[i]; at < map->targets.starts[i + 1]; at++)
            apl_sum_add(&sums[map->targets.ends[at]], apl_carry_part(map, i, at, values[i]));
    for (int32_t k = 0; k < map->codes.count; k++)
        if (!isnan(sums[k].sum) && !isfinite(apl_sum_value(sums[k]))) {
            status = apl_fail(err, APLOC_ERR_OVERFLOW,
                              "found a sum too large for a number at '%s', expected smaller values",
                              apl_texts_get(&map->codes, k));
            goto out;
        }
    for (int32_t k = 0; k < map->codes.count; k++)
        carried[k] = apl_sum_value(sums[k]);
out:
    free(sums);
    return status;
}
