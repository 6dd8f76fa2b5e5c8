/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that bench/meson.build looks for in the headers: HAVE_PLAN_SUPPLY, HAVE_PLAN_BYTES,
 * HAVE_MANY, HAVE_WHATIF. Without one, what stands in for it is said in the answer. */
#include <stdio.h>

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

#if !HAVE_WHATIF
aploc_status engine_whatif_supply(engine *e, aploc_error *err)
{
    (void)e;
    return unsupported("aploc_whatif", err);
}

aploc_status engine_whatif_demand(engine *e, aploc_error *err)
{
    (void)e;
    return unsupported("aploc_whatif", err);
}

void engine_whatif_free(engine *e)
{
    (void)e;
}
#endif
