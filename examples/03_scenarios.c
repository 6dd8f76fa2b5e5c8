/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One plan, many questions: what does a doctor in each of four villages change? The plan holds all
 * that depends on times and decay; each question is one solve. */
#include <aploc/aploc.h>
#include <stdio.h>

enum { PLACES = 5, PAIRS = 8 };

/* A road through four villages, one end in a town. */
static const char *const names[PLACES] = {"Town", "First", "Second", "Third", "Last"};
static const int32_t from[PAIRS] = {1, 0, 2, 1, 3, 2, 4, 3};
static const int32_t to[PAIRS] = {0, 1, 1, 2, 2, 3, 3, 4};
static const double minutes[PAIRS] = {8, 9, 7, 7, 12, 11, 14, 13}; /* up is slower than down */
static const double demand[PLACES] = {4000, 900, 700, 500, 300};

int main(void)
{
    double supply[PLACES] = {16200, 0, 0, 0, 0}, apl[PLACES];
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_error err;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_solve_options options = APLOC_SOLVE_OPTIONS_INIT;

    decay.kind = APLOC_DECAY_EXPONENTIAL;
    decay.rate = 0.12;
    decay.cut = 30;
    options.report = &report;
    int failed = aploc_times_from_pairs(PLACES, PLACES, PAIRS, from, to, minutes, &times, &err) ||
                 aploc_plan_create(times, &decay, NULL, &plan, &err);
    if (!failed)
        printf("%-14s%7s%7s%7s%7s%7s%9s\n", "one doctor in", names[0], names[1], names[2], names[3],
               names[4], "unserved");
    for (int j = 1; j < PLACES && !failed; j++) {
        supply[j] = 5400;
        failed = aploc_solve(plan, demand, supply, apl, &options, &err) != APLOC_OK;
        supply[j] = 0;
        if (!failed)
            printf("%-14s%7.2f%7.2f%7.2f%7.2f%7.2f%9.0f\n", names[j], apl[0], apl[1], apl[2],
                   apl[3], apl[4], report.demand_unreached);
    }
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    aploc_plan_free(plan);
    aploc_times_free(times);
    return failed;
}
