/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program outside the tree, in C and in C++: links the installed library and nothing else. */
#include <aploc/aploc.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    const int32_t from[] = {1}, to[] = {0};
    const double minutes[] = {12.5}, demand[] = {1000, 500}, supply[] = {5400, 0};
    double apl[2];
    aploc_decay decay;
    aploc_method *method = NULL;
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_error err;
    int failed = aploc_method_builtin("mg-2015", &method, &err) ||
                 aploc_method_get_decay(method, &decay, &err) ||
                 aploc_times_from_pairs(2, 2, 1, from, to, minutes, &times, &err) ||
                 aploc_plan_create(times, &decay, NULL, &plan, &err) ||
                 aploc_solve(plan, demand, supply, apl, NULL, &err);
    if (failed)
        printf("%s\n", err.message);
    else
        printf("%s %.3f %.3f\n", aploc_version(), apl[0], apl[1]);
    aploc_plan_free(plan);
    aploc_times_free(times);
    aploc_method_free(method);
    return failed;
}
