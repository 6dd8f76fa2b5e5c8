/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A demand from the source that a study asks for, whatever else the communes have. */
#include <string.h>

#include "base/memory.h"
#include "study/study_run.h"

static const char *const sources[] = {[APL_DEMAND_AUTO] = "auto",
                                      [APL_DEMAND_STANDARDISED] = "standardised",
                                      [APL_DEMAND_AGES] = "ages",
                                      [APL_DEMAND_POPULATION] = "population"};

/* The communes with nothing but what one source needs. Names and numbers are theirs; codes are the
 * only texts that a demand speaks of. */
static aploc_status narrowed(const aploc_communes *communes, int32_t asked, aploc_communes **narrow,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char **codes = NULL;
    aploc_places places = APLOC_PLACES_INIT;
    places.count = aploc_communes_count(communes);
    places.path = aploc_communes_path(communes);
    APL_TRY(APL_NEW(codes, places.count, err));
    for (int32_t i = 0; i < places.count; i++)
        codes[i] = aploc_communes_code(communes, i);
    places.codes = codes;
    places.columns[APLOC_POPULATION] = aploc_communes_column(communes, APLOC_POPULATION);
    if (asked == APL_DEMAND_STANDARDISED)
        places.columns[APLOC_STANDARDISED] = aploc_communes_column(communes, APLOC_STANDARDISED);
    if (asked == APL_DEMAND_AGES) {
        places.ages = aploc_communes_ages(communes, &places.n_ages);
        places.age_table = aploc_communes_age_table(communes);
    }
    APL_TRY(aploc_communes_from_arrays(&places, narrow, err));
out:
    free(codes);
    return status;
}

aploc_status apl_study_demand_of(const aploc_communes *communes, const aploc_method *method,
                                 int32_t missing, int32_t asked, double *demand,
                                 aploc_demand_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *narrow = NULL;
    *report = (aploc_demand_report)APLOC_DEMAND_REPORT_INIT;
    if (asked != APL_DEMAND_AUTO)
        APL_TRY(narrowed(communes, asked, &narrow, err));
    APL_TRY(
        aploc_demand_standardise(narrow ? narrow : communes, method, missing, demand, report, err));
    if (asked != APL_DEMAND_AUTO && report->source != asked)
        status = apl_fail_at(
            err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = aploc_communes_path(communes)},
            "found nothing to make a demand of by demand = %s, expected %s", sources[asked],
            asked == APL_DEMAND_AGES ? "age classes, and a method with [ages]"
                                     : "a column of standardised populations");
out:
    aploc_communes_free(narrow);
    return status;
}
