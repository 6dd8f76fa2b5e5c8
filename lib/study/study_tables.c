/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cells of a study share: methods, digests, and the tables of one vintage, each read or made
 * when the first cell needs it, and let go with the vintage. */
#include <aploc/measure.h>
#include <aploc/run.h>
#include <aploc/supply.h>

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "method/decay.h"
#include "study/study_run.h"
#include "tables/communes.h"
#include "tables/times.h"

aploc_status apl_items_take(apl_items *items, const char *name, const char *detail, apl_item **item,
                            int *made, aploc_error *err)
{
    apl_item *added = NULL;
    *made = 0;
    for (int32_t k = 0; k < items->n; k++) {
        *item = items->at[k];
        if (strcmp((*item)->name, name) == 0 && strcmp((*item)->detail, detail) == 0)
            return APLOC_OK;
    }
    aploc_status status = APL_GROW(items->at, &items->room, items->n + 1, err);
    if (!status)
        status = APL_ZEROED(added, 1, err);
    if (status)
        return status;
    added->name = name;
    added->detail = detail;
    *item = items->at[items->n++] = added;
    *made = 1;
    return APLOC_OK;
}

void apl_items_free(apl_items *items)
{
    for (int32_t k = 0; k < items->n; k++) {
        apl_item *item = items->at[k];
        aploc_method_free(item->method);
        aploc_practitioners_free(item->practitioners);
        aploc_plan_free(item->plan);
        free(item->numbers);
        free(item);
    }
    free(items->at);
    *items = (apl_items){0};
}

int apl_job_ends(aploc_status status)
{
    return status == APLOC_ERR_CANCELLED || status == APLOC_ERR_MEMORY;
}

/* What became of an item, for one more cell that needs it. */
static aploc_status outcome(const apl_item *item, aploc_error *err)
{
    if (item->fault.status && err)
        *err = item->fault;
    return item->fault.status;
}

int apl_job_tell(void *data, const char *what, double done)
{
    const apl_job *job = data;
    (void)what;
    return job->options->progress ? job->options->progress(job->options->progress_data, job->what,
                                                           job->from + (job->to - job->from) * done)
                                  : 0;
}

aploc_status apl_job_method(apl_job *job, const char *name, const aploc_method **method,
                            aploc_error *err)
{
    apl_item *item = NULL;
    char *path = NULL;
    int made = 0;
    aploc_status status = apl_items_take(&job->methods, name, "", &item, &made, err);
    if (status)
        return status;
    if (made && apl_study_is_file(name)) {
        status = apl_study_path(job->study, name, &path, &item->fault);
        if (!status)
            item->fault.status = aploc_method_read(path, &item->method, &item->fault);
        free(path);
    } else if (made) {
        item->fault.status = aploc_method_builtin(name, &item->method, &item->fault);
    }
    *method = item->method;
    return outcome(item, err);
}

aploc_status apl_job_digest(apl_job *job, const char *path, const apl_item **item, aploc_error *err)
{
    apl_item *found = NULL;
    char *opened = NULL;
    int made = 0;
    aploc_status status = apl_items_take(&job->files, path, "", &found, &made, err);
    if (status)
        return status;
    *item = found;
    if (!made)
        return APLOC_OK;
    status = apl_study_path(job->study, path, &opened, err);
    if (!status)
        apl_file_look_at(opened, &found->state);
    /* What cannot be read is refused, with better words, when it is read as a table. */
    if (!status && apl_digest_file(opened, found->sha256, &found->bytes, NULL))
        *found->sha256 = '\0';
    free(opened);
    return status;
}

aploc_status apl_job_check_files(apl_job *job, aploc_error *err)
{
    for (int32_t k = 0; k < job->files.n; k++) {
        const apl_item *file = job->files.at[k];
        char *opened = NULL;
        aploc_status status = APLOC_OK;
        if (!*file->sha256)
            continue;
        status = apl_study_path(job->study, file->name, &opened, err);
        if (!status && !apl_file_is_still(opened, &file->state))
            status = apl_fail_at(err, APLOC_ERR_READ, (apl_place){.file = opened},
                                 "found that it changed while the study was run, expected a file "
                                 "that stays as it is");
        free(opened);
        if (status)
            return status;
    }
    return APLOC_OK;
}

static void leave_territory(apl_job *job)
{
    aploc_communes_free(job->communes);
    aploc_communes_free(job->sites);
    aploc_times_free(job->times);
    job->communes = job->sites = NULL;
    job->times = NULL;
}

void apl_job_enter(apl_job *job, int32_t vintage)
{
    if (job->vintage == vintage)
        return;
    apl_items_free(&job->practitioners);
    apl_items_free(&job->supplies);
    apl_items_free(&job->demands);
    apl_items_free(&job->plans);
    aploc_ages_free(job->ages);
    job->ages = NULL;
    job->ages_tried = 0;
    leave_territory(job);
    job->territory_tried = 0;
    memset(job->rows, 0, sizeof job->rows);
    job->vintage = vintage;
}

static const apl_vintage *vintage_of(const apl_job *job)
{
    return &job->study->vintages[job->vintage];
}

aploc_read_options apl_job_options(apl_job *job, apl_study_file file)
{
    const apl_vintage *v = vintage_of(job);
    aploc_read_options o = APLOC_READ_OPTIONS_INIT;
    o.columns = v->columns[file].at;
    o.n_columns = v->columns[file].n;
    o.unknown = v->unknown;
    o.repeated = v->repeated;
    o.progress = apl_job_tell;
    o.progress_data = job;
    return o;
}

void apl_job_step(apl_job *job, double part)
{
    job->from = job->to;
    job->to += part / aploc_study_cell_count(job->study);
}

static aploc_status read_places(apl_job *job, apl_study_file file, aploc_communes **places,
                                aploc_error *err)
{
    char *path = NULL;
    aploc_read_options o = apl_job_options(job, file);
    aploc_read_report found = APLOC_READ_REPORT_INIT;
    if (!vintage_of(job)->paths[file])
        return APLOC_OK;
    aploc_status status = apl_study_path(job->study, vintage_of(job)->paths[file], &path, err);
    apl_job_step(job, 0.05);
    if (!status)
        status = aploc_communes_read_csv(path, &o, places, &found, err);
    if (!status)
        apl_note_rows(job->rows[file], file, &found);
    free(path);
    return status;
}

aploc_status apl_job_territory(apl_job *job, aploc_error *err)
{
    aploc_error *fault = &job->territory_fault;
    char *path = NULL;
    if (!job->territory_tried) {
        aploc_read_options o = apl_job_options(job, APL_FILE_TIMES);
        aploc_read_report found = APLOC_READ_REPORT_INIT;
        job->territory_tried = 1;
        *fault = (aploc_error){0};
        fault->status = read_places(job, APL_FILE_COMMUNES, &job->communes, fault);
        if (!fault->status)
            fault->status = read_places(job, APL_FILE_SITES, &job->sites, fault);
        if (!fault->status)
            fault->status =
                apl_study_path(job->study, vintage_of(job)->paths[APL_FILE_TIMES], &path, fault);
        apl_job_step(job, 0.5);
        if (!fault->status)
            fault->status =
                aploc_times_read(path, job->communes, job->sites, &o, &job->times, &found, fault);
        apl_note_rows(job->rows[APL_FILE_TIMES], APL_FILE_TIMES, &found);
        free(path);
    }
    if (fault->status && err)
        *err = *fault;
    return fault->status;
}

aploc_status apl_job_adopt(apl_job *job, int32_t before, aploc_error *err)
{
    aploc_cell cell = APLOC_CELL_INIT;
    aploc_status status = aploc_run_get_cell(job->options->before, before, &cell, err);
    if (status)
        return status;
    leave_territory(job);
    job->communes = apl_communes_hold(cell.communes);
    job->sites = apl_communes_hold(cell.sites);
    job->times = apl_times_hold(cell.times);
    return APLOC_OK;
}

/* One plan for all methods of the same decay. */
static aploc_status find_plan(apl_job *job, const aploc_method *method, apl_item **item,
                              aploc_error *err)
{
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    int made = 0;
    aploc_status status = aploc_method_get_decay(method, &decay, err);
    if (status)
        return status;
    for (int32_t k = 0; k < job->plans.n; k++)
        if (apl_decay_is_same(&job->plans.at[k]->decay, &decay)) {
            *item = job->plans.at[k];
            return outcome(*item, err);
        }
    status = apl_items_take(&job->plans, aploc_method_get_text(method, APLOC_METHOD_FILE), "", item,
                            &made, err);
    if (status)
        return status;
    how.n_threads = job->options->n_threads;
    (*item)->decay = decay;
    (*item)->fault.status =
        aploc_plan_create(job->times, &decay, &how, &(*item)->plan, &(*item)->fault);
    return outcome(*item, err);
}

static aploc_status from_practitioners(apl_job *job, const apl_study_cell *cell,
                                       const aploc_communes *places, apl_inputs *inputs,
                                       aploc_error *err)
{
    apl_item *item = NULL;
    char *path = NULL;
    int made = 0;
    aploc_read_options o = apl_job_options(job, APL_FILE_PRACTITIONERS);
    aploc_supply_options how = APLOC_SUPPLY_OPTIONS_INIT;
    aploc_status status = apl_items_take(&job->practitioners, cell->supply, "", &item, &made, err);
    if (status)
        return status;
    if (made) {
        aploc_read_report found = APLOC_READ_REPORT_INIT;
        apl_job_step(job, 0.2);
        item->fault.status = apl_study_path(job->study, cell->supply, &path, &item->fault);
        if (!item->fault.status)
            item->fault.status = aploc_practitioners_read_csv(
                path, places, &o, &item->practitioners, &found, &item->fault);
        apl_note_rows(item->rows, APL_FILE_PRACTITIONERS, &found);
        free(path);
    }
    status = outcome(item, err);
    if (status)
        return status;
    inputs->supply_rows = item->rows;
    how.profession = job->study->professions[cell->profession].word;
    how.max_age = cell->cell.max_age;
    how.year = vintage_of(job)->year;
    inputs->report = (aploc_supply_report)APLOC_SUPPLY_REPORT_INIT;
    status = aploc_supply_from_practitioners(places, item->practitioners, inputs->method, &how,
                                             inputs->supply, &inputs->report, err);
    if (status && err)
        apl_study_say_keys(err);
    return status;
}

/* A supply that a file gives. */
static aploc_status from_file(apl_job *job, const apl_study_cell *cell,
                              const aploc_communes *places, apl_inputs *inputs, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *column = job->study->professions[cell->profession].supply_column;
    aploc_read_options o = apl_job_options(job, APL_FILE_SUPPLY);
    aploc_column *columns = NULL;
    apl_item *item = NULL;
    char *path = NULL;
    int made = 0;
    APL_TRY(apl_items_take(&job->supplies, cell->supply, column ? column : "", &item, &made, err));
    if (made) {
        /* The profession's own column in place of that of all. */
        int32_t n = 0;
        aploc_read_report found = APLOC_READ_REPORT_INIT;
        APL_TRY(APL_NEW(columns, o.n_columns + 1, err));
        for (int32_t k = 0; k < o.n_columns; k++)
            if (!column || strcmp(o.columns[k].role, "supply") != 0)
                columns[n++] = o.columns[k];
        if (column)
            columns[n++] = (aploc_column){"supply", column};
        o.columns = columns;
        o.n_columns = n;
        apl_job_step(job, 0.1);
        item->fault.status = APL_NEW(item->numbers, aploc_communes_count(places), &item->fault);
        if (!item->fault.status)
            item->fault.status = apl_study_path(job->study, cell->supply, &path, &item->fault);
        if (!item->fault.status)
            item->fault.status =
                aploc_supply_read_csv(path, places, &o, item->numbers, &found, &item->fault);
        apl_note_rows(item->rows, APL_FILE_SUPPLY, &found);
    }
    APL_TRY(outcome(item, err));
    inputs->supply_rows = item->rows;
    memcpy(inputs->supply, item->numbers,
           (size_t)aploc_communes_count(places) * sizeof *inputs->supply);
out:
    free(columns);
    free(path);
    return status;
}

static aploc_status from_column(const aploc_communes *places, apl_inputs *inputs, aploc_error *err)
{
    const double *column = aploc_communes_column(places, APLOC_SUPPLY);
    if (!column)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING,
                           (apl_place){.file = aploc_communes_path(places)},
                           "found no supply column, expected one, or the key 'supply' or "
                           "'practitioners' in the study");
    memcpy(inputs->supply, column, (size_t)aploc_communes_count(places) * sizeof *column);
    return APLOC_OK;
}

static aploc_status make_supply(apl_job *job, const apl_study_cell *cell, apl_inputs *inputs,
                                aploc_error *err)
{
    const aploc_communes *places = job->sites ? job->sites : job->communes;
    const double scale = job->study->professions[cell->profession].supply_scale;
    int32_t n = aploc_communes_count(places);
    aploc_status status = APL_NEW(inputs->supply, n, err);
    if (status)
        return status;
    if (cell->source == APLOC_ORIGIN_PRACTITIONERS)
        status = from_practitioners(job, cell, places, inputs, err);
    else if (cell->source == APLOC_ORIGIN_GIVEN)
        status = from_file(job, cell, places, inputs, err);
    else
        status = from_column(places, inputs, err);
    for (int32_t j = 0; !status && j < n; j++)
        if (!isfinite(inputs->supply[j] *= scale))
            status = apl_fail(err, APLOC_ERR_OVERFLOW,
                              "found a supply too large for a number at %s, expected a smaller "
                              "supply_scale",
                              aploc_communes_code(places, j));
    return status;
}

aploc_status apl_job_inputs(apl_job *job, const apl_study_cell *cell, apl_inputs *inputs,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_item *demand = NULL, *plan = NULL;
    *inputs = (apl_inputs){0};
    APL_TRY(apl_job_method(job, cell->cell.method, &inputs->method, err));
    /* A value that the method does not know is found before anything is read. */
    aploc_decay decay = APLOC_DECAY_INIT;
    APL_TRY(aploc_method_get_decay(inputs->method, &decay, err));
    APL_TRY(apl_job_territory(job, err));
    APL_TRY(make_supply(job, cell, inputs, err));
    APL_TRY(apl_job_demand(job, cell, inputs->method, &demand, err));
    int32_t variant = cell->cell.variant == APLOC_VARIANT_OF_METHOD
                          ? aploc_method_get_variant(inputs->method)
                          : cell->cell.variant;
    if (variant != APLOC_VARIANT_NEAREST)
        APL_TRY(find_plan(job, inputs->method, &plan, err));
    inputs->demand = demand;
    inputs->ages_rows = apl_study_has_ages(job->study, cell) ? job->ages_rows : NULL;
    inputs->plan = plan ? plan->plan : NULL;
out:
    return status;
}
