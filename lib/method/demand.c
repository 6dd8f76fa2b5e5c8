/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demand of each place, from what its table has and what the method knows. */
#include "method/demand.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

static aploc_status from_population(const aploc_communes *communes, const aploc_method *method,
                                    int wanted, double *demand, aploc_error *err)
{
    const double *population = aploc_communes_column(communes, APLOC_POPULATION);
    const char *file = aploc_communes_path(communes);
    if (!population && wanted)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = file},
                           "found no column population, expected one to make the demand of");
    if (!population)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = file},
                           "found nothing to use as demand, expected a column standardised, "
                           "age classes for a method with [ages], or population");
    if (method->sex != APLOC_BOTH_SEXES)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = file},
                           "found a population of both sexes, and method '%s' is for %s alone: "
                           "expected a column standardised, or residents by age and sex",
                           method->texts[APLOC_METHOD_NAME],
                           method->sex == APLOC_WOMEN ? "women" : "men");
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        const char *code = aploc_communes_code(communes, i);
        if (isnan(population[i]))
            return apl_fail_at(
                err, APLOC_ERR_NO_VALUE,
                (apl_place){.file = file, .line = aploc_communes_line(communes, i), .code = code},
                "found no population for place '%s', expected a number", code);
        demand[i] = population[i];
    }
    return APLOC_OK;
}

/* The source to take: the wanted one, or the first that there is. */
static aploc_status find_source(const aploc_communes *communes, const aploc_method *method,
                                const aploc_demand_options *options, int32_t *source,
                                aploc_error *err)
{
    int has_standardised = aploc_communes_column(communes, APLOC_STANDARDISED) != NULL;
    int has_ages = options->ages || aploc_communes_ages(communes, NULL);
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    apl_place place = {.file = aploc_communes_path(communes)};
    *source = options->source;
    if (!*source && has_standardised && !options->ages)
        *source = APLOC_DEMAND_STANDARDISED;
    if (*source == APLOC_DEMAND_STANDARDISED && !has_standardised)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, place,
                           "found no column standardised, expected one to make the demand of");
    if (*source == APLOC_DEMAND_AGES && !has_ages)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, place,
                           "found no residents by age, expected some to make the demand of");
    if (*source == APLOC_DEMAND_AGES || (!*source && has_ages)) {
        aploc_status status = aploc_method_get_ages(method, &ages, err);
        if (status)
            return status;
        if (ages.n_classes > 0)
            *source = APLOC_DEMAND_AGES;
        else if (options->ages || *source)
            return apl_fail(err, APLOC_ERR_METHOD_AGES,
                            "found residents by age, and no [ages] in method '%s', expected "
                            "weights for them",
                            method->texts[APLOC_METHOD_NAME]);
    }
    if (!*source)
        *source = APLOC_DEMAND_POPULATION;
    return APLOC_OK;
}

/* Fill `demand` from its source. */
static aploc_status choose(const aploc_communes *communes, const aploc_method *method,
                           const aploc_demand_options *options, double *demand,
                           aploc_demand_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const double *standardised = aploc_communes_column(communes, APLOC_STANDARDISED);
    const char *file = aploc_communes_path(communes);
    aploc_method_ages ages = APLOC_METHOD_AGES_INIT;
    APL_TRY(find_source(communes, method, options, &report->source, err));
    switch (report->source) {
    case APLOC_DEMAND_STANDARDISED:
        memcpy(demand, standardised, (size_t)aploc_communes_count(communes) * sizeof *demand);
        APL_TRY(apl_demand_fill(communes, file, "standardised population", options->missing, demand,
                                report, err));
        break;
    case APLOC_DEMAND_AGES:
        APL_TRY(aploc_method_get_ages(method, &ages, err));
        APL_TRY(apl_demand_by_age(communes, method, &ages, options, demand, report, err));
        APL_TRY(apl_demand_fill(communes, options->ages ? aploc_ages_path(options->ages) : file,
                                "residents by age", options->missing, demand, report, err));
        break;
    default:
        APL_TRY(from_population(communes, method, options->source != 0, demand, err));
    }
out:
    return status;
}

static aploc_status check_options(const aploc_communes *communes, const aploc_demand_options *o,
                                  aploc_error *err)
{
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found demand options of %zu bytes, expected %zu",
                        o->size, sizeof *o);
    if ((o->missing != APLOC_REFUSE && o->missing != APLOC_SKIP) ||
        (o->fit != APLOC_AGES_MATCH && o->fit != APLOC_AGES_REFIT))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found missing = %d and fit = %d, expected an aploc_policy and an "
                        "aploc_age_fit",
                        (int)o->missing, (int)o->fit);
    if (o->source < 0 || o->source > APLOC_DEMAND_POPULATION ||
        (o->ages && o->source && o->source != APLOC_DEMAND_AGES))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d as the source of the demand, expected 0 or an "
                        "aploc_demand_source%s",
                        (int)o->source, o->ages ? " that has a use for the residents by age" : "");
    if (o->oldest && (o->oldest < 2 || o->oldest > 150))
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d as the oldest age, expected 2 to 150",
                        (int)o->oldest);
    if (o->ages && aploc_ages_count(o->ages) != aploc_communes_count(communes))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found residents by age of %d places, expected those of the %d places",
                        (int)aploc_ages_count(o->ages), (int)aploc_communes_count(communes));
    return APLOC_OK;
}

aploc_status aploc_demand_standardise(const aploc_communes *communes, const aploc_method *method,
                                      const aploc_demand_options *options, double *demand,
                                      aploc_demand_report *report, aploc_error *err)
{
    static const aploc_demand_options defaults = APLOC_DEMAND_OPTIONS_INIT;
    aploc_status status = APLOC_OK;
    aploc_demand_report done = APLOC_DEMAND_REPORT_INIT;
    double *computed = NULL;
    int32_t n = aploc_communes_count(communes);
    if (!communes || !method || !demand)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !communes ? "table of places"
                                  : (!method ? "method" : "room for the demand"));
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    options = options ? options : &defaults;
    APL_TRY(check_options(communes, options, err));
    apl_place place = {.file = aploc_communes_path(communes)};
    APL_TRY(APL_NEW(computed, n, err));
    done.scale = 1.0;
    APL_TRY(choose(communes, method, options, computed, &done, err));
    for (int32_t i = 0; i < n; i++)
        done.total += computed[i];
    if (!isfinite(done.total)) {
        status = apl_fail_at(err, APLOC_ERR_OVERFLOW, place,
                             "found a demand whose sum exceeds what a number can hold, expected "
                             "populations of usual sizes");
        goto out;
    }
    if (!(done.total > 0.0)) {
        status = apl_fail_at(err, APLOC_ERR_NO_DEMAND, place,
                             "found a demand of 0 in all places, expected one above 0");
        goto out;
    }
    memcpy(demand, computed, (size_t)n * sizeof *demand);
    if (report)
        *report = done;
out:
    free(computed);
    return status;
}
