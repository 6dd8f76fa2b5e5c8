/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demand of a cell: of its communes, or of a table of residents by age. */
#include <stdio.h>
#include <string.h>

#include <aploc/ages.h>

#include "base/memory.h"
#include "study/study_run.h"

int apl_study_has_ages(const aploc_study *study, const apl_study_cell *cell)
{
    int32_t demand = study->professions[cell->profession].demand;
    return study->vintages[cell->vintage].paths[APL_FILE_AGES] &&
           (demand == APL_DEMAND_AUTO || demand == APL_DEMAND_AGES);
}

int32_t apl_study_missing(const aploc_study *study, const apl_study_cell *cell)
{
    int32_t said = study->vintages[cell->vintage].missing;
    /* A table of ages that lacks places is more likely the wrong one than a published column with
     * some gaps: it is filled in only when told to. */
    return said >= 0 ? said : apl_study_has_ages(study, cell) ? APLOC_REFUSE : APLOC_SKIP;
}

int32_t apl_job_demand_origin(const apl_job *job, const apl_study_cell *cell)
{
    return apl_study_has_ages(job->study, cell) ? APLOC_ORIGIN_GIVEN : APLOC_ORIGIN_COLUMN;
}

/* Read the residents by age of the vintage, once. */
static aploc_status find_ages(apl_job *job, const aploc_ages **ages, aploc_error *err)
{
    const apl_vintage *v = &job->study->vintages[job->vintage];
    aploc_error *fault = &job->ages_fault;
    char *path = NULL;
    if (!job->ages_tried) {
        aploc_read_options o = apl_job_options(job, APL_FILE_AGES);
        aploc_read_report found = APLOC_READ_REPORT_INIT;
        job->ages_tried = 1;
        *fault = (aploc_error){0};
        o.keep = v->keep;
        o.n_keep = v->n_keep;
        apl_job_step(job, 0.05);
        fault->status = apl_study_path(job->study, v->paths[APL_FILE_AGES], &path, fault);
        if (!fault->status)
            fault->status = aploc_ages_read_csv(path, job->communes, &o, &job->ages, &found, fault);
        apl_note_rows(job->ages_rows, APL_FILE_AGES, &found);
        free(path);
    }
    *ages = job->ages;
    if (fault->status && err)
        *err = *fault;
    return fault->status;
}

void apl_study_say_keys(aploc_error *fault)
{
    static const char *const words[][2] = {{"--age-classes refit", "age_classes = refit"},
                                           {"--oldest-age", "oldest_age"},
                                           {"--keep COLUMN=VALUE", "keep COLUMN = VALUE"},
                                           {"--year", "year"}};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        char text[sizeof fault->message], *at = strstr(fault->message, words[k][0]);
        if (!at)
            continue;
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - fault->message), fault->message,
                 words[k][1], at + strlen(words[k][0]));
        memcpy(fault->message, text, sizeof text);
    }
}

static aploc_status make_demand(apl_job *job, const apl_study_cell *cell,
                                const aploc_method *method, apl_item *item, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_profession *p = &job->study->professions[cell->profession];
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    item->report = (aploc_demand_report)APLOC_DEMAND_REPORT_INIT;
    options.missing = apl_study_missing(job->study, cell);
    options.source = p->demand;
    options.fit = p->age_classes;
    options.oldest = p->oldest_age;
    if (apl_study_has_ages(job->study, cell))
        APL_TRY(find_ages(job, &options.ages, err));
    APL_TRY(APL_NEW(item->numbers, aploc_communes_count(job->communes), err));
    APL_TRY(aploc_demand_standardise(job->communes, method, &options, item->numbers, &item->report,
                                     err));
out:
    return status;
}

aploc_status apl_job_demand(apl_job *job, const apl_study_cell *cell, const aploc_method *method,
                            apl_item **item, aploc_error *err)
{
    int made = 0;
    aploc_status status = apl_items_take(&job->demands, cell->people, "", item, &made, err);
    if (status)
        return status;
    if (made) {
        (*item)->fault.status = make_demand(job, cell, method, *item, &(*item)->fault);
        if ((*item)->fault.status)
            apl_study_say_keys(&(*item)->fault);
    }
    if ((*item)->fault.status && err)
        *err = (*item)->fault;
    return (*item)->fault.status;
}
