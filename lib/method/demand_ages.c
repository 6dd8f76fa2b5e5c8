/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Demand from residents by age: whose, in which classes, times which weights. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "method/demand.h"

/* How many classes of a list are shown before "…" and the last. */
enum { CLASSES_SHOWN = 2, CLASSES_SHOWN_WHOLE = 6, CLASSES_TEXT_SIZE = 256 };

/* Residents by age, wherever they come from. */
typedef struct source {
    const char *file;
    const aploc_age_class *classes;
    int32_t n_classes;
    const double *tables[APLOC_SEX_COUNT]; /* NULL where there is none */
} source;

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

static int is_same(const source *from, const aploc_method_ages *ages)
{
    return from->n_classes == ages->n_classes &&
           memcmp(from->classes, ages->classes, (size_t)from->n_classes * sizeof *from->classes) ==
               0;
}

/* The classes of the data are not those of the method, and may not be changed. */
static aploc_status refuse_classes(const source *from, const aploc_method *method,
                                   const aploc_method_ages *ages, aploc_error *err)
{
    int32_t k = 0;
    while (k < from->n_classes && k < ages->n_classes &&
           from->classes[k].from == ages->classes[k].from &&
           from->classes[k].to == ages->classes[k].to)
        k++;
    char theirs[CLASSES_TEXT_SIZE], ours[CLASSES_TEXT_SIZE];
    char here[APL_AGE_TEXT_SIZE] = "none", there[APL_AGE_TEXT_SIZE] = "none";
    list_classes(from->classes, from->n_classes, theirs);
    list_classes(ages->classes, ages->n_classes, ours);
    if (k < from->n_classes)
        apl_age_text(from->classes[k], here);
    if (k < ages->n_classes)
        apl_age_text(ages->classes[k], there);
    apl_fail(err, APLOC_ERR_METHOD_AGES,
             "found the age classes %s in %s, expected those of method '%s': %s (class %d is %s, "
             "expected %s), or --age-classes refit to merge and split them",
             theirs, from->file, aploc_method_get_text(method, APLOC_METHOD_NAME), ours, (int)k + 1,
             here, there);
    if (err)
        apl_copy_text(err->file, sizeof err->file, from->file);
    return APLOC_ERR_METHOD_AGES;
}

/* Add residents of a sex times weights to the demand, their number to `people` where nothing is
 * missing. */
static aploc_status add_residents(const source *from, int32_t n_places, int32_t sex,
                                  const double *weights, const aploc_method_ages *ages,
                                  const aploc_demand_options *options, double *demand,
                                  double *people, aploc_demand_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    double *refitted = NULL;
    const double *residents = from->tables[sex];
    if (!is_same(from, ages)) {
        aploc_refit_report done = APLOC_REFIT_REPORT_INIT;
        APL_TRY(APL_NEW(refitted, (int64_t)n_places * ages->n_classes, err));
        aploc_error inner;
        status =
            aploc_ages_refit(n_places, from->n_classes, from->classes, residents, ages->n_classes,
                             ages->classes, options->oldest, refitted, &done, &inner);
        if (status) {
            apl_fail_at(err, status, (apl_place){.file = from->file}, "%s", inner.message);
            goto out;
        }
        residents = refitted;
        report->n_merged = done.n_merged;
        report->n_split = done.n_split;
        report->oldest = done.oldest;
        report->moved += done.moved;
        memcpy(report->changes, done.changes, sizeof report->changes);
    }
    for (int32_t i = 0; i < n_places; i++)
        for (int32_t a = 0; a < ages->n_classes; a++) {
            double here = residents[(int64_t)i * ages->n_classes + a];
            demand[i] += weights[a] * here;
            people[i] += here;
        }
out:
    free(refitted);
    return status;
}

/* Scale the demand so that it adds up to the people, over the places that have both. */
static void normalise(int32_t n, const double *people, double *demand, aploc_demand_report *report)
{
    double above = 0.0, below = 0.0;
    for (int32_t i = 0; i < n; i++) {
        if (isnan(demand[i]))
            continue;
        above += people[i];
        below += demand[i];
    }
    /* A demand of 0 is refused later. */
    if (!(below > 0.0))
        return;
    report->scale = above / below;
    for (int32_t i = 0; i < n; i++)
        demand[i] *= report->scale;
}

static source find_source(const aploc_communes *communes, const aploc_ages *ages)
{
    source from = {.file = aploc_communes_path(communes)};
    if (ages) {
        from.file = aploc_ages_path(ages);
        from.classes = aploc_ages_classes(ages, &from.n_classes);
        for (int32_t sex = 0; sex < APLOC_SEX_COUNT; sex++)
            from.tables[sex] = aploc_ages_table(ages, sex);
    } else {
        from.classes = aploc_communes_ages(communes, &from.n_classes);
        from.tables[APLOC_BOTH_SEXES] = aploc_communes_age_table(communes);
    }
    return from;
}

aploc_status apl_demand_by_age(const aploc_communes *communes, const aploc_method *method,
                               const aploc_method_ages *ages, const aploc_demand_options *options,
                               double *demand, aploc_demand_report *report, aploc_error *err)
{
    static const char *const of[] = {"both sexes together", "women", "men"};
    aploc_status status = APLOC_OK;
    double *people = NULL;
    int32_t n = aploc_communes_count(communes);
    source from = find_source(communes, options->ages);
    const double *const weights[APLOC_SEX_COUNT] = {
        [APLOC_BOTH_SEXES] =
            ages->weights_men || ages->sex != APLOC_BOTH_SEXES ? NULL : ages->weights,
        [APLOC_WOMEN] = ages->weights_men || ages->sex == APLOC_WOMEN ? ages->weights : NULL,
        [APLOC_MEN] = ages->sex == APLOC_MEN ? ages->weights : ages->weights_men};
    for (int32_t sex = 0; sex < APLOC_SEX_COUNT; sex++)
        if (weights[sex] && !from.tables[sex])
            return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = from.file},
                               "found no residents by age of %s, expected some for method '%s' (a "
                               "table of ages by sex)",
                               of[sex], aploc_method_get_text(method, APLOC_METHOD_NAME));
    if (options->fit == APLOC_AGES_MATCH && !is_same(&from, ages))
        return refuse_classes(&from, method, ages, err);
    APL_TRY(APL_ZEROED(people, n, err));
    memset(demand, 0, (size_t)n * sizeof *demand);
    for (int32_t sex = 0; sex < APLOC_SEX_COUNT; sex++)
        if (weights[sex])
            APL_TRY(add_residents(&from, n, sex, weights[sex], ages, options, demand, people,
                                  report, err));
    if (ages->normalise == APLOC_NORMALISE_MEAN)
        normalise(n, people, demand, report);
out:
    free(people);
    return status;
}
