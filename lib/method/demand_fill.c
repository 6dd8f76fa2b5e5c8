/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places whose demand is missing: filled in by their residents, or refused. */
#include <math.h>
#include <string.h>

#include "method/demand.h"

/* The ratio of standardised people to residents over the places that have both. */
static aploc_status ratio_of(const aploc_communes *communes, const char *file,
                             const double *standardised, const double *population, double *ratio,
                             aploc_error *err)
{
    double above = 0.0, below = 0.0;
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        if (isnan(standardised[i]) || isnan(population[i]))
            continue;
        above += standardised[i];
        below += population[i];
    }
    if (!(below > 0.0))
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, (apl_place){.file = file},
                           "found no place with residents and a standardised population, expected "
                           "some, to fill in the missing ones");
    *ratio = above / below;
    if (!isfinite(above) || !isfinite(below) || !isfinite(*ratio))
        return apl_fail_at(err, APLOC_ERR_OVERFLOW, (apl_place){.file = file},
                           "found standardised people or residents whose sum exceeds a number");
    return APLOC_OK;
}

/* The line of a place; 0 where the values come from another table than the places. */
static int64_t line_of(const aploc_communes *communes, const char *file, int32_t i)
{
    return strcmp(file, aploc_communes_path(communes)) == 0 ? aploc_communes_line(communes, i) : 0;
}

/* The first place without a value, and how many others there are. */
static aploc_status refuse(const aploc_communes *communes, const char *file, const char *what,
                           int32_t i, int32_t n_others, aploc_error *err)
{
    const char *code = aploc_communes_code(communes, i);
    apl_place place = {.file = file, .line = line_of(communes, file, i), .code = code};
    if (n_others)
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, place,
                           "found no %s for place '%s' and %d more, expected a number", what, code,
                           (int)n_others);
    return apl_fail_at(err, APLOC_ERR_NO_VALUE, place,
                       "found no %s for place '%s', expected a number", what, code);
}

aploc_status apl_demand_fill(const aploc_communes *communes, const char *file, const char *what,
                             int32_t missing, double *demand, aploc_demand_report *report,
                             aploc_error *err)
{
    const double *population = aploc_communes_column(communes, APLOC_POPULATION);
    int32_t first = -1, n_missing = 0;
    for (int32_t i = 0; i < aploc_communes_count(communes); i++)
        if (isnan(demand[i]) && n_missing++ == 0)
            first = i;
    if (n_missing == 0)
        return APLOC_OK;
    if (missing == APLOC_REFUSE)
        return refuse(communes, file, what, first, n_missing - 1, err);
    for (int32_t i = first; i < aploc_communes_count(communes); i++) {
        const char *code = aploc_communes_code(communes, i);
        if (isnan(demand[i]) && (!population || isnan(population[i])))
            return apl_fail_at(
                err, APLOC_ERR_NO_VALUE,
                (apl_place){.file = file, .line = line_of(communes, file, i), .code = code},
                "found no %s nor residents for place '%s', expected a number", what, code);
    }
    aploc_status status = ratio_of(communes, file, demand, population, &report->fill_ratio, err);
    for (int32_t i = first; !status && i < aploc_communes_count(communes); i++) {
        if (!isnan(demand[i]))
            continue;
        demand[i] = population[i] * report->fill_ratio;
        report->n_filled++;
        report->filled += demand[i];
    }
    return status;
}
