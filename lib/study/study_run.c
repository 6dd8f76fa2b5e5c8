/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study is run: cell by cell, kept from the run before where nothing that it depends on changed. */
#include "study/study_run.h"

#include <aploc/measure.h>
#include <aploc/run.h>
#include <aploc/supply.h>

#include <string.h>

#include "base/memory.h"
#include "study/run.h"

/* The marks of all cells, and which cell of the run before each is; -1: none. */
typedef struct plans {
    char (*marks)[APL_DIGEST_SIZE];
    int32_t *kept;
} plans;

static aploc_status check(const aploc_study *study, const aploc_study_options *options,
                          aploc_run *const *run, const aploc_study_report *report, aploc_error *err)
{
    if (!study || !run)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        study ? "place for the run" : "study");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_study_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if (options->n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found n_threads = %d, expected at least 0",
                        (int)options->n_threads);
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    return apl_check_reserved("aploc_study_options", options->reserved, err);
}

/* The cell of the run before with this mark and with values. */
static int32_t find_before(const aploc_run *before, const char *mark)
{
    for (int32_t k = 0; *mark && k < aploc_run_cell_count(before); k++) {
        aploc_cell cell = APLOC_CELL_INIT;
        if (aploc_run_get_cell(before, k, &cell, NULL) == APLOC_OK && !cell.status &&
            strcmp(cell.fingerprint, mark) == 0)
            return k;
    }
    return -1;
}

/* Look at every file, and find out what can be kept. */
static aploc_status look(apl_job *job, plans *p, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = job->study->n_cells;
    APL_TRY(APL_ZEROED(p->marks, n, err));
    APL_TRY(APL_NEW(p->kept, n, err));
    for (int32_t k = 0; k < n; k++) {
        const apl_study_cell *cell = &job->study->cells[k];
        if (job->options->progress &&
            job->options->progress(job->options->progress_data, "looking at the files", 0.0))
            return apl_fail(err, APLOC_ERR_CANCELLED, "stopped as asked");
        apl_job_enter(job, cell->vintage);
        APL_TRY(apl_job_mark(job, cell, p->marks[k], err));
        p->kept[k] = find_before(job->options->before, p->marks[k]);
    }
out:
    return status;
}

/* Note the files of a cell, in the order of their keys; those that cannot be read are left out. */
static aploc_status note_files(apl_job *job, const apl_study_cell *cell, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_item *item = NULL;
    const char *path, *role;
    for (int32_t k = 0; !status && (path = apl_study_file_of(job->study, cell, k, &role)); k++) {
        if (!*path)
            continue;
        APL_TRY(apl_job_digest(job, path, &item, err));
        if (*item->sha256)
            APL_TRY(apl_run_note_input(job->run, role, path, item->sha256, item->bytes, err));
    }
out:
    return status;
}

/* What is known of a cell before it is computed. */
static aploc_cell begin(const apl_job *job, const apl_study_cell *cell, const char *mark)
{
    const apl_vintage *v = &job->study->vintages[cell->vintage];
    const apl_profession *p = &job->study->professions[cell->profession];
    aploc_cell made = APLOC_CELL_INIT;
    made.name = cell->cell.name;
    made.territory = v->name;
    made.people = cell->people;
    made.vintage = v->name;
    made.profession = p->name;
    made.fingerprint = mark;
    made.year = v->year;
    made.missing = apl_study_missing(job->study, cell);
    made.supply_scale = p->supply_scale;
    made.supply_origin = cell->source;
    made.demand_origin = APLOC_ORIGIN_COLUMN;
    made.variant = cell->cell.variant < 0 ? APLOC_VARIANT_E2SFCA : cell->cell.variant;
    made.max_age = cell->cell.max_age > 0.0 ? cell->cell.max_age : 0.0;
    return made;
}

/* Whether two tables have the same places, in the same order. */
static int same_places(const aploc_communes *a, const aploc_communes *b)
{
    int32_t n = aploc_communes_count(a);
    if (a == b)
        return 1;
    if (!a || !b || aploc_communes_count(b) != n)
        return 0;
    for (int32_t i = 0; i < n; i++)
        if (strcmp(aploc_communes_code(a, i), aploc_communes_code(b, i)) != 0)
            return 0;
    return 1;
}

/* Whether a cell of the run before stands at the places of this run. By its fingerprint it does; but
 * the run is a file that anybody may have written. */
static int is_at_these_places(const apl_job *job, int32_t at)
{
    aploc_cell before = APLOC_CELL_INIT;
    return !aploc_run_get_cell(job->options->before, at, &before, NULL) && !before.status &&
           same_places(before.communes, job->communes) && same_places(before.sites, job->sites) &&
           aploc_times_pair_count(before.times) == aploc_times_pair_count(job->times);
}

/* Take a cell from the run before. Its tables are those of this run, where they were read again for
 * another cell: they are the same, by their digests. */
static aploc_status keep(apl_job *job, const apl_study_cell *cell, const char *mark, int32_t at,
                         aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_cell made = begin(job, cell, mark), before = APLOC_CELL_INIT;
    APL_TRY(aploc_run_get_cell(job->options->before, at, &before, err));
    APL_TRY(apl_job_method(job, cell->cell.method, &made.method, err));
    made.communes = job->communes;
    made.sites = job->sites;
    made.times = job->times;
    made.demand = before.demand;
    made.supply = before.supply;
    made.values = before.values;
    made.variant = before.variant;
    made.max_age = before.max_age;
    made.report = before.report;
    made.demand_report = before.demand_report;
    made.demand_origin = apl_job_demand_origin(job, cell);
    made.supply_report = before.supply_report;
    made.notes = before.notes;
    APL_TRY(aploc_run_add(job->run, &made, err));
out:
    return status;
}

static aploc_status compute(apl_job *job, const apl_study_cell *cell, const char *mark,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_cell made = begin(job, cell, mark);
    aploc_measure_options how = APLOC_MEASURE_OPTIONS_INIT;
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    apl_inputs inputs = {0};
    double *values = NULL;
    char notes[APL_NOTES_MAX + 1];
    APL_TRY(apl_job_inputs(job, cell, &inputs, err));
    if (cell->cell.variant == APLOC_VARIANT_OF_METHOD)
        made.variant = aploc_method_get_variant(inputs.method);
    how.variant = made.variant;
    how.n_threads = job->options->n_threads;
    how.plan = inputs.plan;
    how.report = &report;
    int32_t n = aploc_variant_is_of_supply(made.variant) ? aploc_times_supply_count(job->times)
                                                         : aploc_times_demand_count(job->times);
    APL_TRY(APL_NEW(values, n, err));
    APL_TRY(aploc_measure(inputs.method, job->times, inputs.demand->numbers, inputs.supply, values,
                          &how, err));
    made.method = inputs.method;
    made.communes = job->communes;
    made.sites = job->sites;
    made.times = job->times;
    made.demand = inputs.demand->numbers;
    made.supply = inputs.supply;
    made.values = values;
    made.report = &report;
    made.demand_report = &inputs.demand->report;
    made.demand_origin = apl_job_demand_origin(job, cell);
    apl_job_notes(job, &inputs, notes);
    made.notes = notes;
    if (inputs.report.size) {
        made.supply_report = &inputs.report;
        made.max_age = inputs.report.max_age;
    }
    APL_TRY(aploc_run_add(job->run, &made, err));
out:
    free(inputs.supply);
    free(values);
    return status;
}

static aploc_status fail_cell(apl_job *job, const apl_study_cell *cell, const char *mark,
                              const aploc_error *fault, aploc_error *err)
{
    aploc_cell made = begin(job, cell, mark);
    made.status = fault->status;
    made.message = fault->message;
    return aploc_run_add(job->run, &made, err);
}

/* Whether a cell of this vintage has to be computed: then its tables are read. */
static int is_needed(const aploc_study *study, const plans *p, int32_t vintage)
{
    for (int32_t k = 0; k < study->n_cells; k++)
        if (study->cells[k].vintage == vintage && p->kept[k] < 0)
            return 1;
    return 0;
}

/* Be at the vintage of a cell, with its places and times: read where something must be computed, else
 * those of the run before. */
static aploc_status enter(apl_job *job, const plans *p, int32_t k, aploc_error *err)
{
    aploc_error inner;
    int32_t vintage = job->study->cells[k].vintage, kept = -1;
    if (job->vintage == vintage)
        return APLOC_OK;
    apl_job_enter(job, vintage);
    for (int32_t c = 0; c < job->study->n_cells; c++)
        if (job->study->cells[c].vintage == vintage && p->kept[c] >= 0)
            kept = p->kept[c];
    if (kept < 0)
        return APLOC_OK;
    if (is_needed(job->study, p, vintage)) {
        aploc_status status = apl_job_territory(job, &inner);
        if (!status)
            return APLOC_OK;
        if (apl_job_ends(status)) {
            if (err)
                *err = inner;
            return status;
        }
    }
    return apl_job_adopt(job, kept, err);
}

/* Kept, computed, or failed; an error ends the study. */
static aploc_status run_cell(apl_job *job, const plans *p, int32_t k, aploc_study_report *report,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_study_cell *cell = &job->study->cells[k];
    aploc_error fault = {0};
    job->what = cell->cell.name;
    job->from = job->to = (double)k / job->study->n_cells;
    if (apl_job_tell(job, NULL, 0.0))
        return apl_fail(err, APLOC_ERR_CANCELLED, "stopped as asked");
    APL_TRY(enter(job, p, k, err));
    APL_TRY(note_files(job, cell, err));
    int is_kept = p->kept[k] >= 0 && is_at_these_places(job, p->kept[k]);
    status = is_kept ? keep(job, cell, p->marks[k], p->kept[k], &fault)
                     : compute(job, cell, p->marks[k], &fault);
    if (!status) {
        *(is_kept ? &report->n_kept : &report->n_computed) += 1;
    } else if (apl_job_ends(status)) {
        if (err)
            *err = fault;
    } else {
        report->n_failed++;
        status = fail_cell(job, cell, p->marks[k], &fault, err);
    }
out:
    return status;
}

aploc_status aploc_study_run(const aploc_study *study, const aploc_study_options *options,
                             aploc_run **run, aploc_study_report *report, aploc_error *err)
{
    const aploc_study_options defaults = APLOC_STUDY_OPTIONS_INIT;
    aploc_study_report done = APLOC_STUDY_REPORT_INIT;
    aploc_status status = APLOC_OK;
    plans p = {0};
    options = options ? options : &defaults;
    apl_job job = {.study = study, .options = options, .vintage = -1};
    APL_TRY(check(study, options, run, report, err));
    APL_TRY(aploc_run_create(&job.run, err));
    APL_TRY(aploc_run_set_study(job.run, study->texts[APLOC_STUDY_FILE], err));
    APL_TRY(look(&job, &p, err));
    apl_job_enter(&job, -1);
    for (int32_t k = 0; k < study->n_cells; k++)
        APL_TRY(run_cell(&job, &p, k, &done, err));
    APL_TRY(apl_job_check_files(&job, err));
    *run = job.run;
    job.run = NULL;
    if (report)
        *report = done;
out:
    apl_job_enter(&job, -1);
    apl_items_free(&job.methods);
    apl_items_free(&job.files);
    aploc_run_free(job.run);
    free(p.marks);
    free(p.kept);
    return status;
}
