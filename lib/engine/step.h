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

/* Gather `x` into `sums`, one a row. With a `width` of apl_kernels, not 1, both have that many
 * numbers side by side for each place: an entry is read once for all of them. APLOC_ERR_MEMORY. */
aploc_status apl_step(const apl_rows *rows, apl_gather gather, int32_t width, const double *x,
                      int32_t n_threads, double *sums, aploc_error *err);

/* quotients[i] = x[i] / by[i], or 0 where by[i] is 0. May be the same array as x. */
void apl_divide(int32_t n, const double *x, const double *by, double *quotients);

/* Every number is finite and not negative; `what` is "a demand of" or the like.
 * APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE. */
aploc_status apl_check_numbers(const char *what, const double *x, int32_t n, aploc_error *err);

/* Every result is finite: an infinite one would spread to every neighbour. APLOC_ERR_OVERFLOW. */
aploc_status apl_check_results(const char *what, const double *x, int32_t n, aploc_error *err);

/* The totals of a report are finite. APLOC_ERR_OVERFLOW. */
aploc_status apl_check_totals(double demand, double supply, double obtained, aploc_error *err);

#endif
