/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "method/interpolation.h"

#include <gsl/gsl_interp.h>
#include <stddef.h>

double apl_interpolate(int32_t n, const double *x, const double *y, double at)
{
    /* Built in place, so that neither memory nor gsl_interp_init can fail. The linear type has no
     * state, and its evaluation reaches no call of GSL's error handler (which would abort): it only
     * returns a status, for a point outside the range or equal abscissae, neither of which the
     * callers let through. Without an accelerator nothing is written, so threads can share. */
    const gsl_interp line = {gsl_interp_linear, x[0], x[n - 1], (size_t)n, NULL};
    double value = 0.0;
    (void)gsl_interp_eval_e(&line, x, y, at, NULL, &value);
    return value;
}
