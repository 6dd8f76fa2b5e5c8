/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_METHOD_DEMAND_H
#define APL_METHOD_DEMAND_H

/* The steps of a demand. */

#include "method/method.h"

/* Fill `demand` with residents by age times weights; NaN where a number that is needed is missing.
 * The ages are those of the options, else of the places. `ages` is of a method that has classes. */
aploc_status apl_demand_by_age(const aploc_communes *communes, const aploc_method *method,
                               const aploc_method_ages *ages, const aploc_demand_options *options,
                               double *demand, aploc_demand_report *report, aploc_error *err);

/* Fill in the demand that is NaN, by the residents, or fail, as `missing` says. `what` is missing. */
aploc_status apl_demand_fill(const aploc_communes *communes, const char *file, const char *what,
                             int32_t missing, double *demand, aploc_demand_report *report,
                             aploc_error *err);

#endif
