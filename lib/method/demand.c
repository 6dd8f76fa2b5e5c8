/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demand of each place, from what its table has and what the method knows. */
#include "method/method.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* How many classes of a list are shown before "…" and the last. */
enum { CLASSES_SHOWN = 2, CLASSES_SHOWN_WHOLE = 6, CLASSES_TEXT_SIZE = 256 };

static void list_classes(const aploc_age_class *ages, int32_t n, char text[CLASSES_TEXT_SIZE])
{
    size_t used = 0;
    text[0] = '\0';
    for (int32_t k = 0; k < n; k++) {
        char one[APL_AGE_TEXT_SIZE] = "…";
        if (n <= CLASSES_SHOWN_WHOLE || k < CLASSES_SHOWN || k == n - 1)
            apl_age_text(ages[k], one);
        else
            k = n - 2;
        size_t length = strlen(one);
        if (used)
            text[used++] = ' ';
        memcpy(text + used, one, length + 1);
        used += length;
    }
}

/* The classes of the data must be those of the method: weights are not split over other classes. */
static aploc_status check_classes(const aploc_communes *communes, const aploc_method *method,
                                  const aploc_age_class *expected, int32_t n_expected,
                                  aploc_error *err)
{
    int32_t n_found = 0, k = 0;
    const aploc_age_class *found = aploc_communes_ages(communes, &n_found);
    while (k < n_found && k < n_expected && found[k].from == expected[k].from &&
           found[k].to == expected[k].to)
        k++;
    if (k == n_found && k == n_expected)
        return APLOC_OK;
    char theirs[CLASSES_TEXT_SIZE], ours[CLASSES_TEXT_SIZE];
    char here[APL_AGE_TEXT_SIZE] = "none", there[APL_AGE_TEXT_SIZE] = "none";
    list_classes(found, n_found, theirs);
    list_classes(expected, n_expected, ours);
    if (k < n_found)
        apl_age_text(found[k], here);
    if (k < n_expected)
        apl_age_text(expected[k], there);
    const char *file = aploc_communes_path(communes);
    apl_fail(err, APLOC_ERR_METHOD_AGES,
             "found the age classes %s in %s, expected those of method '%s': %s (class %d is %s, "
             "expected %s)",
             theirs, file, aploc_method_get_text(method, APLOC_METHOD_NAME), ours, (int)k + 1, here,
             there);
    if (err)
        apl_copy_text(err->file, sizeof err->file, file);
    return APLOC_ERR_METHOD_AGES;
}

static aploc_status no_value(const aploc_communes *communes, int32_t i, const char *what,
                             aploc_error *err)
{
    const char *code = aploc_communes_code(communes, i);
    return apl_fail_at(err, APLOC_ERR_NO_VALUE,
                       (apl_place){.file = aploc_communes_path(communes), .code = code},
                       "found no %s for place '%s', expected a number", what, code);
}

/* The ratio of standardised people to residents over the places that have both. */
static aploc_status ratio_of(const aploc_communes *communes, const double *standardised,
                             const double *population, double *ratio, aploc_error *err)
{
    double above = 0.0, below = 0.0;
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        if (isnan(standardised[i]) || isnan(population[i]))
            continue;
        above += standardised[i];
        below += population[i];
    }
    if (!(below > 0.0))
        return apl_fail_at(err, APLOC_ERR_NO_VALUE,
                           (apl_place){.file = aploc_communes_path(communes)},
                           "found no place with residents and a standardised population, expected "
                           "some, to fill in the missing ones");
    *ratio = above / below;
    if (!isfinite(above) || !isfinite(below) || !isfinite(*ratio))
        return apl_fail_at(err, APLOC_ERR_OVERFLOW,
                           (apl_place){.file = aploc_communes_path(communes)},
                           "found standardised people or residents whose sum exceeds a number");
    return APLOC_OK;
}

static aploc_status from_standardised(const aploc_communes *communes, int32_t missing,
                                      double *demand, aploc_demand_report *report, aploc_error *err)
{
    const double *standardised = aploc_communes_column(communes, APLOC_STANDARDISED);
    const double *population = aploc_communes_column(communes, APLOC_POPULATION);
    report->source = APLOC_DEMAND_STANDARDISED;
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        demand[i] = standardised[i];
        if (!isnan(standardised[i]))
            continue;
        if (missing == APLOC_REFUSE)
            return no_value(communes, i, "standardised population", err);
        if (!population || isnan(population[i]))
            return no_value(communes, i, "standardised population nor residents", err);
        if (report->n_filled == 0) {
            aploc_status status =
                ratio_of(communes, standardised, population, &report->fill_ratio, err);
            if (status)
                return status;
        }
        demand[i] = population[i] * report->fill_ratio;
        report->n_filled++;
        report->filled += demand[i];
    }
    return APLOC_OK;
}

static void from_ages(const aploc_communes *communes, const double *weights, int32_t n_classes,
                      double *demand)
{
    const double *residents = aploc_communes_age_table(communes);
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        demand[i] = 0.0;
        for (int32_t a = 0; a < n_classes; a++)
            demand[i] += weights[a] * residents[(int64_t)i * n_classes + a];
    }
}

static aploc_status from_population(const aploc_communes *communes, double *demand,
                                    aploc_error *err)
{
    const double *population = aploc_communes_column(communes, APLOC_POPULATION);
    if (!population)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING,
                           (apl_place){.file = aploc_communes_path(communes)},
                           "found nothing to use as demand, expected a column standardised, "
                           "age classes for a method with [ages], or population");
    for (int32_t i = 0; i < aploc_communes_count(communes); i++) {
        if (isnan(population[i]))
            return no_value(communes, i, "population", err);
        demand[i] = population[i];
    }
    return APLOC_OK;
}

/* Fill `demand` from the first source that there is. */
static aploc_status choose(const aploc_communes *communes, const aploc_method *method,
                           int32_t missing, double *demand, aploc_demand_report *report,
                           aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (aploc_communes_column(communes, APLOC_STANDARDISED))
        return from_standardised(communes, missing, demand, report, err);
    if (aploc_communes_ages(communes, NULL)) {
        const aploc_age_class *classes = NULL;
        const double *weights = NULL;
        int32_t n_classes = 0;
        APL_TRY(aploc_method_get_ages(method, &classes, &weights, &n_classes, err));
        if (n_classes > 0) {
            APL_TRY(check_classes(communes, method, classes, n_classes, err));
            report->source = APLOC_DEMAND_AGES;
            from_ages(communes, weights, n_classes, demand);
            goto out;
        }
    }
    report->source = APLOC_DEMAND_POPULATION;
    APL_TRY(from_population(communes, demand, err));
out:
    return status;
}

aploc_status aploc_demand_standardise(const aploc_communes *communes, const aploc_method *method,
                                      int32_t missing, double *demand, aploc_demand_report *report,
                                      aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_demand_report done = APLOC_DEMAND_REPORT_INIT;
    double *computed = NULL;
    int32_t n = aploc_communes_count(communes);
    if (!communes || !method || !demand)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !communes ? "table of places"
                                  : (!method ? "method" : "room for the demand"));
    if (missing != APLOC_REFUSE && missing != APLOC_SKIP)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found missing = %d, expected an aploc_policy",
                        (int)missing);
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    apl_place place = {.file = aploc_communes_path(communes)};
    APL_TRY(APL_NEW(computed, n, err));
    APL_TRY(choose(communes, method, missing, computed, &done, err));
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
