/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_SCENARIOS_H
#define APLOC_CLI_SCENARIOS_H

/* Scenarios of supply beside the supply as given: which there are, the measure in each, as a table and
 * compared with each other. */

#include "measure.h"

enum { SCENARIO_COLUMNS_MAX = 64 };

/* How scenarios are asked for: a table of theirs (inputs.scenarios_path), or several columns of
 * supply, the first of which is the supply as given. */
typedef struct scenarios_call {
    char *words;                         /* of --column supply=A,B,C, apart; freed by who calls */
    char *columns[SCENARIO_COLUMNS_MAX]; /* in it */
    int32_t n_columns;                   /* 0 or at least 2 */
    const char *output;                  /* NULL: no table */
    bool is_long; /* a row a commune and scenario; else a column a scenario */
    bool has_below;
    double below;
} scenarios_call;

/* Take apart --column supply=A,B,C, where there is one; or the end of the program. */
void scenarios_split(scenarios_call *call, inputs *in, struct argp_state *state);

/* What was computed; scenario 0 is the supply as given. */
typedef struct scenario_results {
    const scenarios_call *call;
    const inputs *in;
    const measure *base;
    aploc_scenarios *table;
    const char *path; /* of it */
    int32_t n;        /* scenarios, the first included */
    int32_t n_places;
    double *values; /* of each, place after place */
    aploc_solve_report *reports;
} scenario_results;

const char *scenario_name(const scenario_results *r, int32_t k);

/* The supply of a scenario, into room of one number a place of supply. */
aploc_status scenario_supply(const scenario_results *r, int32_t k, double *supply,
                             aploc_error *err);

/* Read which there are, once the tables of places are read, and tell in->also what they take. The results are
 * let go by scenarios_free, whatever this returns. */
aploc_status scenarios_read(const scenarios_call *call, inputs *in, scenario_results *results,
                            aploc_error *err);

/* Compute all scenarios beside `base`, the measure of the supply as given, and write their table. */
aploc_status scenarios_run(scenario_results *results, const measure *base, aploc_error *err);
void scenarios_free(scenario_results *results);

/* Write the table; print the comparison, a row a scenario (scenarios_show.c). */
aploc_status scenarios_write(const scenario_results *r, aploc_error *err);
aploc_status scenarios_print(const scenario_results *r, aploc_error *err);

#endif
