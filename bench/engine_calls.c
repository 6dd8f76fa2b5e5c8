/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that bench/meson.build looks for in the headers: HAVE_PLAN_SUPPLY, HAVE_PLAN_BYTES,
 * HAVE_MANY, HAVE_WHATIF. Without one, what stands in for it is said in the answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

#if !HAVE_PLAN_SUPPLY || !HAVE_WHATIF
static aploc_status unsupported(const char *what, aploc_error *err)
{
    snprintf(err->message, sizeof err->message, "this library has no %s", what);
    return APLOC_ERR_UNSUPPORTED;
}
#endif

aploc_status engine_drop_columns(const engine *e, aploc_plan_options *options, aploc_error *err)
{
    if (!e->drops_columns)
        return APLOC_OK;
#if HAVE_PLAN_SUPPLY
    (void)err;
    options->supply = e->arrays.supply;
    return APLOC_OK;
#else
    (void)options;
    return unsupported("plan of the columns with supply", err);
#endif
}

int64_t engine_plan_bytes(const engine *e)
{
#if HAVE_PLAN_BYTES
    return aploc_plan_bytes(e->plan);
#else
    /* Two orientations of an index and a double a pair, and their offsets. */
    return 24 * aploc_plan_pair_count(e->plan) + 8 * (e->arrays.n_demand + e->arrays.n_supply + 2);
#endif
}

#if HAVE_MANY
const char *const engine_many_how = "aploc_solve_many";

aploc_status engine_solve_many(engine *e, aploc_error *err)
{
    aploc_solve_many_options options = APLOC_SOLVE_MANY_OPTIONS_INIT;
    options.n_threads = e->n_threads;
    return aploc_solve_many(e->plan, e->n_scenarios, 1, e->arrays.demand, e->n_scenarios,
                            e->supplies, e->apls, &options, err);
}
#else
const char *const engine_many_how = "aploc_solve in a loop";

aploc_status engine_solve_many(engine *e, aploc_error *err)
{
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;
    options.n_threads = e->n_threads;
    aploc_status status = APLOC_OK;
    for (int64_t k = 0; !status && k < e->n_scenarios; k++)
        status = aploc_solve(e->plan, e->arrays.demand, e->supplies + k * e->arrays.n_supply,
                             e->apls + k * e->arrays.n_demand, &options, err);
    return status;
}
#endif

#if HAVE_WHATIF
static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { CHANGES = 1000 };

/* What aploc_solve says of the same: to the bit, or it is a failure. */
static aploc_status same_bits(engine *e, const double *demand, const double *supply,
                              aploc_error *err)
{
    size_t size = (size_t)e->arrays.n_demand * sizeof(double);
    double *apl = malloc(size);
    aploc_status status =
        apl ? aploc_solve(e->plan, demand, supply, apl, NULL, err) : APLOC_ERR_MEMORY;
    if (!status && memcmp(apl, aploc_whatif_get_apl(e->whatif), size) != 0) {
        snprintf(err->message, sizeof err->message,
                 "found other bits after changes, expected those of aploc_solve");
        status = APLOC_ERR_DIGEST;
    }
    free(apl);
    return status;
}

/* One change and what follows of it; e->own_seconds becomes the median of all. */
static aploc_status change_many(engine *e, int of_supply, double *values, aploc_error *err)
{
    double seconds[CHANGES];
    int32_t n = of_supply ? e->arrays.n_supply : e->arrays.n_demand;
    aploc_status status = APLOC_OK;
    for (int64_t k = 0; !status && k < CHANGES; k++) {
        int32_t place = (int32_t)((k * 7919 + 13) % n);
        values[place] = k % 10 == 0 ? 0.0 : values[place] + 100.0 * (double)(k % 7 + 1);
        double start = engine_now();
        status = of_supply ? aploc_whatif_set_supply(e->whatif, place, values[place], err)
                           : aploc_whatif_set_demand(e->whatif, place, values[place], err);
        status = status ? status : aploc_whatif_apply(e->whatif, err);
        seconds[k] = engine_now() - start;
    }
    qsort(seconds, CHANGES, sizeof *seconds, ascending);
    e->own_seconds = seconds[CHANGES / 2];
    return status;
}

/* Change, hold it against a full run, undo all, and hold that against one too. */
static aploc_status whatif(engine *e, int of_supply, aploc_error *err)
{
    const arrays *a = &e->arrays;
    const double *given = of_supply ? a->supply : a->demand;
    size_t size = (size_t)(of_supply ? a->n_supply : a->n_demand) * sizeof(double);
    double *values = malloc(size);
    aploc_status status = values ? APLOC_OK : APLOC_ERR_MEMORY;
    if (!status && !e->whatif)
        status = aploc_whatif_create(e->plan, a->demand, a->supply, NULL, &e->whatif, err);
    if (!status) {
        memcpy(values, given, size);
        status = change_many(e, of_supply, values, err);
    }
    if (!status)
        status = same_bits(e, of_supply ? a->demand : values, of_supply ? values : a->supply, err);
    if (!status)
        status = aploc_whatif_undo(e->whatif, 0, err);
    if (!status)
        status = same_bits(e, a->demand, a->supply, err);
    free(values);
    return status;
}

aploc_status engine_whatif_supply(engine *e, aploc_error *err)
{
    return whatif(e, 1, err);
}

aploc_status engine_whatif_demand(engine *e, aploc_error *err)
{
    return whatif(e, 0, err);
}

void engine_whatif_free(engine *e)
{
    aploc_whatif_free(e->whatif);
    e->whatif = NULL;
}
#else
aploc_status engine_whatif_supply(engine *e, aploc_error *err)
{
    (void)e;
    return unsupported("aploc_whatif", err);
}

aploc_status engine_whatif_demand(engine *e, aploc_error *err)
{
    return engine_whatif_supply(e, err);
}

void engine_whatif_free(engine *e)
{
    (void)e;
}
#endif
