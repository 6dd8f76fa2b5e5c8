/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From three arrays to an APL: two villages, a doctor in the first. */
#include <aploc/aploc.h>
#include <stdio.h>

int main(void)
{
    const int32_t from[] = {1}, to[] = {0}; /* people of place 1 go to place 0 */
    const double minutes[] = {12.5};
    const double demand[] = {1000, 500}; /* standardised inhabitants */
    const double supply[] = {5400, 0};   /* consultations a year */
    const double starts[] = {0, 10, 15, 20}, weights[] = {1, 2.0 / 3, 1.0 / 3, 0};
    double apl[2];
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_error err;

    decay.kind = APLOC_DECAY_STEPS;
    decay.n_points = 4;
    decay.minutes = starts;
    decay.values = weights;
    int failed = aploc_times_from_pairs(2, 2, 1, from, to, minutes, &times, &err) ||
                 aploc_plan_create(times, &decay, NULL, &plan, &err) ||
                 aploc_solve(plan, demand, supply, apl, NULL, &err);
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    else
        printf("%.3f %.3f\n", apl[0], apl[1]);
    aploc_plan_free(plan);
    aploc_times_free(times);
    return failed;
}
