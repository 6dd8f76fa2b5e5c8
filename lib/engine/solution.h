/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_SOLUTION_H
#define APL_ENGINE_SOLUTION_H

/* What one solution and many have in common: which variants they take, and what they report. */

#include "base/error.h"
#include "engine/plan.h"

/* Refuse a variant that is none of two steps, or does not go with the plan. APLOC_ERR_OPTIONS. */
aploc_status apl_check_variant(const aploc_plan *plan, int32_t variant, aploc_error *err);

/* From by place that the plan knows to by place of the caller: 0 elsewhere. */
void apl_scatter_used(const aploc_plan *plan, const double *used, double *x);

/* Fill a report, whose size is known to be right, from a solution; `reaching` is the demand in reach
 * of each place of supply that the plan knows. APLOC_ERR_OVERFLOW: the report is untouched. */
aploc_status apl_fill_report(const aploc_plan *plan, const double *demand, const double *supply,
                             const double *reaching, const double *apl, aploc_solve_report *report,
                             aploc_error *err);

#endif
