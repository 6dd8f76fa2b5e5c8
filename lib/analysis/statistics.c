/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/statistics.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

/* Neither function below can raise GSL's error handler. */

void apl_sort(double *values, int64_t n)
{
    gsl_sort(values, 1, (size_t)n);
}

double apl_quantile(const double *sorted, int64_t n, double p)
{
    return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, (size_t)n, p) : 0.0;
}
