/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

/* What engine.c holds between two commands, and the calls that not every build of the library has. */

#include <aploc/aploc.h>

#include "files.h"

typedef struct engine {
    const char *folder;
    int32_t n_threads; /* 0: as the library chooses */
    int drops_columns; /* a plan of the columns with supply only */
    tables tables;
    arrays arrays;
    aploc_times *times;
    aploc_plan *plan;
    double table_seconds; /* of the last preparation: making the table of times */
    double own_seconds;   /* set by a phase that times itself */
    double *apl;
    int n_scenarios;
    double *supplies, *apls; /* scenario by scenario */
    struct aploc_whatif *whatif;
} engine;

/* Seconds of a clock that only goes forward. */
double engine_now(void);

/* Whether scenarios are solved together. */
extern const char *const engine_many_how;

aploc_status engine_drop_columns(const engine *e, aploc_plan_options *options, aploc_error *err);
int64_t engine_plan_bytes(const engine *e);
aploc_status engine_solve_many(engine *e, aploc_error *err);

/* One change of a place's supply, or demand: the median of many. */
aploc_status engine_whatif_supply(engine *e, aploc_error *err);
aploc_status engine_whatif_demand(engine *e, aploc_error *err);
void engine_whatif_free(engine *e);

#endif
