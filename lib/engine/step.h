/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_STEP_H
#define APL_ENGINE_STEP_H

/* One step of a measure, which gathers over threads, and the checks before and after it. */

#include "base/error.h"
#include "engine/kernel.h"
#include "engine/plan.h"

/* How many threads the steps over a plan are worth. */
int32_t apl_step_threads(const aploc_plan *plan, int32_t requested);

/* What every measure over a plan is called with: the arrays, the report's size, the threads, and the
 * numbers. `result` is where it goes, `what` its name. */
aploc_status apl_check_call(const aploc_plan *plan, const double *demand, const double *supply,
                            const double *result, const char *what,
                            const aploc_solve_report *report, int32_t n_threads, aploc_error *err);

/* Gather `x` into `sums`, one a row. With the `width` of the kernels, not 1, both have that many
 * numbers side by side for each place: an entry is read once for all of them. `room` has room for
 * apl_step_room numbers; `wrong` tells whether a sum is too large, or part of one. APLOC_ERR_MEMORY. */
aploc_status apl_step(const apl_kernels *kernels, const apl_rows *rows, apl_gather gather,
                      int32_t width, const double *x, int32_t n_threads, double *room, double *sums,
                      int *wrong, aploc_error *err);

/* What a step over a plan needs to work in, in either orientation. */
int64_t apl_step_room(const aploc_plan *plan, int32_t width, int32_t n_threads);

/* The same, of several columns; that of each is a column again, `stride` after the one before. */
aploc_status apl_step_apart(const apl_kernels *kernels, const apl_rows *rows, apl_gather gather,
                            int32_t n_columns, const double *x, int32_t n_threads, double *room,
                            double *sums, int64_t stride, int *wrong, aploc_error *err);

/* quotients[i] = x[i] / by[i], or 0 where by[i] is 0. May be the same array as x. */
void apl_divide(int32_t n, const double *x, const double *by, double *quotients);

/* Every number is finite and not negative; `what` is "a demand of" or the like.
 * APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE. */
aploc_status apl_check_numbers(const char *what, const double *x, int32_t n, aploc_error *err);

/* Every result is finite: an infinite one would spread to every neighbour. `names` are the numbers of
 * the places; NULL: 0, 1 and so on. APLOC_ERR_OVERFLOW. */
aploc_status apl_check_results(const char *what, const double *x, int32_t n, const int32_t *names,
                               aploc_error *err);

/* The numbers of a supply; a plan that knows only some places takes none elsewhere.
 * APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE, APLOC_ERR_ARGUMENT. */
aploc_status apl_check_supply(const aploc_plan *plan, const double *supply, int32_t n_threads,
                              aploc_error *err);

/* The totals of a report are finite. APLOC_ERR_OVERFLOW. */
aploc_status apl_check_totals(double demand, double supply, double obtained, aploc_error *err);

#endif
