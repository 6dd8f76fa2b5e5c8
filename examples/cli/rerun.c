/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc rerun: a whole study. */
#include "rerun.h"

#include <argp.h>
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

enum { OPT_OUTPUT = 512, OPT_THREADS, OPT_FRESH, OPT_REPLACE };

static const struct argp_option options[] = {
    {"output", OPT_OUTPUT, "FOLDER", 0,
     "Where the tables shall appear (default: as the study says)", 1},
    {"threads", OPT_THREADS, "N", 0, "At most N threads (default: as many as the work is worth)",
     2},
    {"replace", OPT_REPLACE, 0, 0,
     "Replace files of the folder that bear the name of a table, though no run has written them",
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
    case OPT_REPLACE:
        r->replace = true;
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
    if (asprintf(&path, "%s/%s%s", r->stage ? r->stage : r->output, name, ending) >= 0)
        return path;
    (void)fail(err, APLOC_ERR_MEMORY, "not enough memory for the name of a table");
    return NULL;
}

/* Whether a path is among the first `n` inputs. */
static bool has_input(char *const *paths, int n, const char *path)
{
    for (int k = 0; k < n; k++)
        if (strcmp(paths[k], path) == 0)
            return true;
    return false;
}

/* The files that the study is computed from, and its own: as they can be opened. */
static aploc_status take_inputs(rerun *r, aploc_error *err)
{
    const char *slash = strrchr(r->study_path, '/'), *path;
    int folder = slash ? (int)(slash + 1 - r->study_path) : 0;
    bool whole = true;
    for (int32_t c = -1; whole && c < aploc_study_cell_count(r->study); c++)
        for (int32_t k = 0; whole; k++) {
            char *made = NULL, **grown;
            path = c >= 0 ? aploc_study_get_file(r->study, c, k, NULL) : k ? NULL : r->study_path;
            if (!path)
                break;
            whole = asprintf(&made, "%.*s%s", c < 0 || *path == '/' ? 0 : folder, r->study_path,
                             path) >= 0;
            if (whole && has_input(r->inputs, r->n_inputs, made)) {
                free(made);
                continue;
            }
            grown = whole ? realloc(r->inputs, ((size_t)r->n_inputs + 1) * sizeof *grown) : NULL;
            if (grown) {
                r->inputs = grown;
                r->inputs[r->n_inputs++] = made;
            } else if (whole) {
                free(made);
                whole = false;
            }
        }
    return whole ? APLOC_OK : fail(err, APLOC_ERR_MEMORY, "not enough memory for the inputs");
}

/* Refuse an output that would replace an input, or what no run has written, or that cannot be replaced,
 * before anything is computed. */
static aploc_status check_output(const rerun *r, const char *name, const char *ending,
                                 aploc_error *err)
{
    struct stat found;
    char *path = rerun_path(r, name, ending, err);
    if (!path)
        return err->status;
    aploc_status status = output_check((const char *const *)r->inputs, r->n_inputs, path, err);
    if (!status && lstat(path, &found) == 0 && S_ISDIR(found.st_mode))
        status = fail(err, APLOC_ERR_OPEN, "%s: found a folder, expected a file or nothing", path);
    else if (!status && !r->replace && lstat(path, &found) == 0 &&
             !rerun_has_written(r, strrchr(path, '/') + 1))
        status = fail(err, APLOC_ERR_ARGUMENT,
                      "%s: found a file that no run has written (files.csv does not list it), "
                      "expected one of a run before, or nothing (or --replace)",
                      path);
    free(path);
    return status;
}

static aploc_status check_outputs(const rerun *r, aploc_error *err)
{
    static const char *const tables[] = {"summary", "tenths", "groups", "supply", "changes"};
    static const char *const others[][2] = {
        {"cells", ".csv"}, {"notes", ".csv"}, {"files", ".csv"}, {"run", ".h5"}};
    aploc_status status = APLOC_OK;
    const char *last = "";
    for (int32_t k = 0; !status && k < aploc_study_cell_count(r->study); k++) {
        aploc_study_cell cell = APLOC_STUDY_CELL_INIT;
        status = aploc_study_get_cell(r->study, k, &cell, err);
        if (status || strcmp(cell.series, last) == 0)
            continue;
        last = cell.series;
        if (rerun_wants(r, "full"))
            status = check_output(r, last, ".csv", err);
        if (!status && rerun_wants(r, "drees"))
            status = check_output(r, last, "-drees.csv", err);
    }
    for (size_t k = 0; !status && k < sizeof tables / sizeof *tables; k++)
        if (rerun_wants(r, tables[k]))
            status = check_output(r, tables[k], ".csv", err);
    for (size_t k = 0; !status && k < sizeof others / sizeof *others; k++)
        status = check_output(r, others[k][0], others[k][1], err);
    return status || !rerun_wants(r, "report") ? status : check_output(r, "report", ".md", err);
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
    (void)r;
    return output_commit(writer, status, err);
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
    char line[1600];
    for (int32_t k = 0; k < r->n_faults; k++)
        if (rerun_fault_line(r, k, line, sizeof line))
            fprintf(stderr, "aploc: %s\n", line);
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
    fprintf(stderr, "written          %s in %s\n", counted(r->n_files, "file", "files"),
            one_line(r->output));
    if (r->n_removed)
        fprintf(stderr, "removed          %s that the run before wrote and this one did not\n",
                counted(r->n_removed, "file", "files"));
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
    aploc_status status = aploc_run_write_h5(r->run, path, NULL, &inner);
    free(path);
    if (status == APLOC_ERR_UNSUPPORTED) {
        if (!r->quiet)
            warn("this aploc was built without HDF5: no run.h5 is written, and a rerun computes "
                 "every cell");
        return APLOC_OK;
    }
    if (status)
        *err = inner;
    return status;
}

/* Everything from the tables that are there to those that are. */
static aploc_status make_all(rerun *r, aploc_error *err)
{
    static aploc_status (*const steps[])(rerun *, aploc_error *) = {
        run_study, rerun_describe, rerun_take_notes, write_tables, write_run, rerun_commit_folder};
    aploc_status status = rerun_open_folder(r, err);
    for (size_t k = 0; !status && k < sizeof steps / sizeof *steps; k++)
        status = interrupt_came() ? APLOC_ERR_CANCELLED : steps[k](r, err);
    if (status == APLOC_ERR_CANCELLED)
        (void)fail(err, status, "interrupted: nothing was changed in %s", r->output);
    rerun_close_folder(r, err);
    return status;
}

static aploc_status do_rerun(rerun *r, aploc_error *err)
{
    struct stat there;
    aploc_status status = aploc_study_read(r->study_path, &r->study, err);
    if (!status && !r->output)
        r->output = aploc_study_get_text(r->study, APLOC_STUDY_OUTPUT);
    if (!status)
        status = take_inputs(r, err);
    if (!status && stat(r->output, &there) == 0 && S_ISDIR(there.st_mode)) {
        status = rerun_recover_folder(r, err);
        if (!status)
            status = check_outputs(r, err);
    }
    if (!status && !r->fresh)
        status = read_before(r, err);
    return status ? status : make_all(r, err);
}

int run_rerun(int argc, char **argv)
{
    const struct argp argp = {
        .options = options, .parser = parse, .args_doc = "STUDY.ini", .doc = doc};
    rerun r = {.lock = -1, .report = APLOC_STUDY_REPORT_INIT};
    aploc_error err = {0};
    call_parse(&argp, argc, argv, &r);
    interrupt_hold();
    aploc_status status = do_rerun(&r, &err);
    if (!status)
        print_summary(&r);
    for (int k = 0; k < r.n_inputs; k++)
        free(r.inputs[k]);
    for (int32_t k = 0; k < r.n_faults; k++)
        free(r.faults[k].message);
    const bool has_faults = r.n_faults > 0;
    free(r.faults);
    free(r.inputs);
    free(r.results);
    free(r.notes);
    aploc_run_free(r.run);
    aploc_run_free(r.before);
    aploc_study_free(r.study);
    int exit_status = status ? report_error(&err) : EXIT_DONE;
    if (!status)
        interrupt_forget(); /* one that came too late to stop anything */
    interrupt_release();
    if (status)
        return exit_status;
    return has_faults ? EXIT_DATA : EXIT_DONE;
}
