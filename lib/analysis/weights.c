/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Age weights from consumption. */
#include <aploc/weights.h>

#include <math.h>

#include "analysis/sample.h"
#include "base/memory.h"

aploc_status aploc_weights_from_consumption(int32_t n, const double *consumption,
                                            const double *population, double *weights,
                                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    double consumed = 0.0, people = 0.0, largest = 0.0;
    if (n < 1 || !consumption || !population || !weights)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %d classes, %s consumption, %s population and %s room for weights, "
                        "expected all four",
                        (int)n, consumption ? "a" : "no", population ? "a" : "no",
                        weights ? "some" : "no");
    for (int32_t a = 0; a < n; a++) {
        APL_TRY(apl_number_check("consumption", consumption[a], APL_NOT_NEGATIVE, a, err));
        APL_TRY(apl_number_check("population", population[a], APL_NOT_NEGATIVE, a, err));
        if (!(population[a] > 0.0))
            return apl_fail(err, APLOC_ERR_NO_VALUE,
                            "found nobody in class %d, expected a population above 0", (int)a + 1);
        consumed += consumption[a];
        people += population[a];
    }
    if (!(consumed > 0.0))
        return apl_fail(err, APLOC_ERR_NO_VALUE,
                        "found a consumption of 0 in all classes, expected one above 0");
    double mean = consumed / people;
    for (int32_t a = 0; a < n; a++)
        largest = fmax(largest, consumption[a] / population[a] / mean);
    if (!isfinite(largest) || !isfinite(mean) || !(mean > 0.0))
        return apl_fail(err, APLOC_ERR_OVERFLOW,
                        "found weights that exceed a number, expected consumption and population "
                        "of usual sizes");
    for (int32_t a = 0; a < n; a++)
        weights[a] = consumption[a] / population[a] / mean;
out:
    return status;
}
