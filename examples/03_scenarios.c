/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One plan, many questions: what does a doctor in each of four villages change? The plan holds all
 * that depends on times and decay; all questions are answered over one reading of it. */
#include <aploc/aploc.h>
#include <stdio.h>

enum { PLACES = 5, PAIRS = 8, VILLAGES = PLACES - 1 };

/* A road through four villages, one end in a town. */
static const char *const names[PLACES] = {"Town", "First", "Second", "Third", "Last"};
static const int32_t from[PAIRS] = {1, 0, 2, 1, 3, 2, 4, 3};
static const int32_t to[PAIRS] = {0, 1, 1, 2, 2, 3, 3, 4};
static const double minutes[PAIRS] = {8, 9, 7, 7, 12, 11, 14, 13}; /* up is slower than down */
static const double demand[PLACES] = {4000, 900, 700, 500, 300};

static void print(const double *apl, const aploc_solve_report *reports)
{
    printf("%-14s%7s%7s%7s%7s%7s%9s\n", "one doctor in", names[0], names[1], names[2], names[3],
           names[4], "unserved");
    for (int k = 0; k < VILLAGES; k++, apl += PLACES)
        printf("%-14s%7.2f%7.2f%7.2f%7.2f%7.2f%9.0f\n", names[k + 1], apl[0], apl[1], apl[2],
               apl[3], apl[4], reports[k].demand_unreached);
}

int main(void)
{
    double supply[VILLAGES][PLACES], apl[VILLAGES * PLACES];
    aploc_solve_report reports[VILLAGES];
    aploc_solve_many_options options = APLOC_SOLVE_MANY_OPTIONS_INIT;
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_error err;

    for (int k = 0; k < VILLAGES; k++) {
        reports[k] = (aploc_solve_report)APLOC_SOLVE_REPORT_INIT;
        for (int j = 0; j < PLACES; j++)
            supply[k][j] = j == 0 ? 16200 : j == k + 1 ? 5400 : 0;
    }
    options.reports = reports;
    decay.kind = APLOC_DECAY_EXPONENTIAL;
    decay.rate = 0.12;
    decay.cut = 30;
    int failed =
        aploc_times_from_pairs(PLACES, PLACES, PAIRS, from, to, minutes, &times, &err) ||
        aploc_plan_create(times, &decay, NULL, &plan, &err) ||
        aploc_solve_many(plan, VILLAGES, 1, demand, VILLAGES, supply[0], apl, &options, &err);
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    else
        print(apl, reports);
    aploc_plan_free(plan);
    aploc_times_free(times);
    return failed;
}
