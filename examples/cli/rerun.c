/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc rerun: a whole study. */
#include "rerun.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inputs.h"

static const char doc[] =
    "Run a study: vintages x professions x methods x variants x age limits, described in one file. "
    "Its tables, and the run file run.h5, appear in the output folder."
    "\vWhat did not change since the run file that is there is not computed again. A cell that "
    "cannot "
    "be computed stops no other; it is said on standard error, and the exit status is 1.\n\n"
    "Exit status: 0 done; 1 the study, data or methods are wrong; 2 the call is wrong; 3 the "
    "machine "
    "failed.";

enum { OPT_OUTPUT = 512, OPT_THREADS, OPT_FRESH };

static const struct argp_option options[] = {
    {"output", OPT_OUTPUT, "FOLDER", 0,
     "Where the tables shall appear (default: as the study says)", 1},
    {"threads", OPT_THREADS, "N", 0, "At most N threads (default: as many as the work is worth)",
     2},
    {"fresh", OPT_FRESH, 0, 0, "Compute every cell, whatever the folder has", 2},
    {"quiet", 'q', 0, 0, "No summary or progress on stderr; cells that failed are said", 3},
    {"verbose", 'v', 0, 0, "Say which files were used, and which cells were kept", 3},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    rerun *r = state->input;
    switch (key) {
    case OPT_OUTPUT:
        r->output = arg;
        return 0;
    case OPT_THREADS:
        r->n_threads = inputs_whole_number("threads", arg, 1, 4096, state);
        return 0;
    case OPT_FRESH:
        r->fresh = true;
        return 0;
    case 'q':
        r->quiet = true;
        return 0;
    case 'v':
        r->verbose = true;
        return 0;
    case ARGP_KEY_ARG:
        if (r->study_path)
            argp_error(state, "found a second study '%s', expected one", arg);
        r->study_path = arg;
        return 0;
    case ARGP_KEY_END:
        if (!r->study_path)
            argp_error(state, "found no study, expected a file such as study.ini");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

bool rerun_wants(const rerun *r, const char *table)
{
    const char *word;
    for (int32_t k = 0; (word = aploc_study_get_table(r->study, k)); k++)
        if (strcmp(word, table) == 0)
            return true;
    return false;
}

char *rerun_path(const rerun *r, const char *name, const char *ending, aploc_error *err)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s%s", r->output, name, ending) < 0) {
        (void)fail(err, APLOC_ERR_MEMORY, "not enough memory for the name of a table");
        return NULL;
    }
    if (output_check((const char *const *)r->inputs, r->n_inputs, path, err) == APLOC_OK)
        return path;
    free(path);
    return NULL;
}

/* Where the inputs lie: their paths are relative to the study. */
static aploc_status take_inputs(rerun *r, aploc_error *err)
{
    const char *slash = strrchr(r->study_path, '/');
    int folder = slash ? (int)(slash + 1 - r->study_path) : 0, n = 0;
    const aploc_input *input;
    while (aploc_run_get_input(r->run, n))
        n++;
    r->inputs = calloc((size_t)n + 1, sizeof *r->inputs);
    bool whole = r->inputs != NULL;
    for (int k = 0; whole && (input = aploc_run_get_input(r->run, k)); k++) {
        whole = asprintf(&r->inputs[k], "%.*s%s", *input->path == '/' ? 0 : folder, r->study_path,
                         input->path) >= 0;
        r->n_inputs += whole;
    }
    return whole ? APLOC_OK : fail(err, APLOC_ERR_MEMORY, "not enough memory for the inputs");
}

aploc_status rerun_create(rerun *r, const char *name, const char *ending, const char *const *header,
                          size_t n, aploc_writer **writer, aploc_error *err)
{
    char *path = rerun_path(r, name, ending, err);
    if (!path)
        return err->status;
    aploc_status status = output_create(path, header, n, writer, err);
    free(path);
    return status;
}

aploc_status rerun_commit(rerun *r, aploc_writer *writer, aploc_status status, aploc_error *err)
{
    status = output_commit(writer, status, err);
    r->n_files += !status;
    return status;
}

static aploc_status make_folder(const rerun *r, aploc_error *err)
{
    struct stat found;
    if (mkdir(r->output, 0777) == 0)
        return APLOC_OK;
    int reason = errno;
    if (reason == EEXIST && stat(r->output, &found) == 0 && S_ISDIR(found.st_mode))
        return APLOC_OK;
    return fail(err, APLOC_ERR_OPEN,
                "%s: found that no folder can be made (%s), expected one, or a "
                "name in a folder that is there",
                r->output, strerror(reason));
}

static aploc_status run_study(rerun *r, aploc_error *err)
{
    aploc_study_options how = APLOC_STUDY_OPTIONS_INIT;
    how.before = r->before;
    how.n_threads = r->n_threads;
    how.progress = progress_show;
    how.progress_data = &r->bar;
    progress_start(&r->bar, r->quiet);
    aploc_status status = aploc_study_run(r->study, &how, &r->run, &r->report, err);
    progress_end(&r->bar);
    return status;
}

static aploc_status write_tables(rerun *r, aploc_error *err)
{
    static const struct {
        const char *table;
        aploc_status (*write)(rerun *r, aploc_error *err);
    } tables[] = {{"summary", rerun_write_summary}, {"tenths", rerun_write_tenths},
                  {"groups", rerun_write_groups},   {"supply", rerun_write_supply},
                  {"changes", rerun_write_changes}, {"report", rerun_write_report}};
    aploc_status status = rerun_write_series(r, err);
    for (size_t k = 0; !status && k < sizeof tables / sizeof *tables; k++)
        if (rerun_wants(r, tables[k].table))
            status = tables[k].write(r, err);
    if (!status)
        status = rerun_write_notes(r, err);
    return status ? status : rerun_write_cells(r, err);
}

/* Whether a cell was taken from the run before. */
static bool is_kept(const rerun *r, const aploc_cell *cell)
{
    for (int32_t k = 0; k < aploc_run_cell_count(r->before); k++) {
        aploc_cell other = APLOC_CELL_INIT;
        if (aploc_run_get_cell(r->before, k, &other, NULL) == APLOC_OK && !other.status &&
            strcmp(other.fingerprint, cell->fingerprint) == 0)
            return true;
    }
    return false;
}

static void tell(const rerun *r)
{
    const aploc_input *input;
    for (int32_t k = 0; (input = aploc_run_get_input(r->run, k)); k++)
        fprintf(stderr, "aploc: %s: %s, %s bytes, sha256 %s\n", one_line(input->path), input->role,
                readable((double)input->bytes, 0), input->sha256);
    for (const result *one = r->results; one < r->results + r->n_results; one++)
        if (!one->cell.status)
            fprintf(stderr, "aploc: %s: %s\n", one->cell.name,
                    is_kept(r, &one->cell) ? "kept" : "computed");
}

static void print_summary(rerun *r)
{
    for (const result *one = r->results; one < r->results + r->n_results; one++)
        if (one->cell.status) {
            fprintf(stderr, "aploc: %s: %s\n", one->cell.name, one->cell.message);
            r->has_faults = true;
        }
    if (r->quiet)
        return;
    rerun_warn(r);
    if (r->verbose)
        tell(r);
    fprintf(stderr, "study            %s: %s\n", aploc_study_get_text(r->study, APLOC_STUDY_NAME),
            one_line(aploc_study_get_text(r->study, APLOC_STUDY_TITLE)));
    fprintf(stderr, "cells            %s: %s computed, %s kept, %s failed\n",
            readable(r->n_results, 0), readable(r->report.n_computed, 0),
            readable(r->report.n_kept, 0), readable(r->report.n_failed, 0));
    fprintf(stderr, "written          %s files in %s\n", readable(r->n_files, 0),
            one_line(r->output));
}

/* The run file of the folder, from which cells are kept. One that is not there, or that this library
 * cannot read, is no reason to compute less: it is replaced in the end. */
static aploc_status read_before(rerun *r, aploc_error *err)
{
    aploc_error inner = {0};
    char *path = rerun_path(r, "run", ".h5", err);
    if (!path)
        return err->status;
    aploc_status status =
        access(path, F_OK) == 0 ? aploc_run_read_h5(path, NULL, &r->before, &inner) : APLOC_OK;
    free(path);
    if (status == APLOC_ERR_MEMORY) {
        *err = inner;
        return status;
    }
    if (status && status != APLOC_ERR_UNSUPPORTED && !r->quiet)
        warn("%s; every cell is computed anew", inner.message);
    return APLOC_OK;
}

static aploc_status write_run(rerun *r, aploc_error *err)
{
    aploc_error inner = {0};
    char *path = rerun_path(r, "run", ".h5", err);
    if (!path)
        return err->status;
    interrupt_hold();
    aploc_status status = aploc_run_write_h5(r->run, path, NULL, &inner);
    interrupt_release();
    free(path);
    if (status == APLOC_ERR_UNSUPPORTED) {
        if (!r->quiet)
            warn("this aploc was built without HDF5: no run.h5 is written, and a rerun computes "
                 "every cell");
        return APLOC_OK;
    }
    if (status)
        *err = inner;
    r->n_files += !status;
    return status;
}

static aploc_status do_rerun(rerun *r, aploc_error *err)
{
    aploc_status status = aploc_study_read(r->study_path, &r->study, err);
    if (!status && !r->output)
        r->output = aploc_study_get_text(r->study, APLOC_STUDY_OUTPUT);
    if (!status)
        status = make_folder(r, err);
    if (!status && !r->fresh)
        status = read_before(r, err);
    if (!status)
        status = run_study(r, err);
    if (!status)
        status = take_inputs(r, err);
    if (!status)
        status = rerun_describe(r, err);
    if (!status)
        status = rerun_take_notes(r, err);
    if (!status)
        status = write_tables(r, err);
    if (!status)
        status = write_run(r, err);
    if (!status)
        print_summary(r);
    return status;
}

int run_rerun(int argc, char **argv)
{
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "STUDY.ini", .doc = doc};
    rerun r = {.report = APLOC_STUDY_REPORT_INIT};
    aploc_error err = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &r);
    aploc_status status = do_rerun(&r, &err);
    for (int k = 0; k < r.n_inputs; k++)
        free(r.inputs[k]);
    free(r.inputs);
    free(r.results);
    free(r.notes);
    aploc_run_free(r.run);
    aploc_run_free(r.before);
    aploc_study_free(r.study);
    if (status)
        return report_error(&err);
    return r.has_faults ? EXIT_DATA : EXIT_DONE;
}
