/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run file is held against itself: digests, seal, and every cell computed again. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <aploc/number.h>
#include <aploc/version.h>

#include "base/memory.h"
#include "base/seal.h"
#include "study/run_h5_read.h"
#include "tables/texts.h"

typedef struct verifying {
    apl_run_reader reader;
    const aploc_verify_options *options;
    aploc_verify_report report;
    int32_t n_damaged;
    aploc_cell cell; /* at work */
    double *again;   /* what is computed */
    int64_t room;
    aploc_plan *plan; /* of the last cell: the next one often has the same times and method */
    const aploc_times *plan_times;
    const aploc_method *plan_method;
    apl_texts told;              /* what was said of damage, so that it is said once */
    int64_t digested, to_digest; /* bytes, about, of the file or input at work */
} verifying;

/* What ends the work; everything else is a verdict. */
static int is_end(aploc_status status)
{
    return status == APLOC_ERR_MEMORY || status == APLOC_ERR_TOO_LARGE ||
           status == APLOC_ERR_CANCELLED;
}

/* ---- verdicts ---- */

static const aploc_verdict nothing = {.size = sizeof(aploc_verdict),
                                      .place = -1,
                                      .object = "",
                                      .cell = "",
                                      .code = "",
                                      .message = ""};

__attribute__((format(printf, 4, 5))) static aploc_status
tell(verifying *v, aploc_verdict verdict, aploc_error *err, const char *format, ...)
{
    char message[1200];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    for (char *c = message; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
    verdict.message = message;
    v->report.n_faults += verdict.kind >= APLOC_VERDICT_DAMAGED;
    if (v->options->verdict && v->options->verdict(v->options->verdict_data, &verdict))
        return apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
    return APLOC_OK;
}

/* Keep what is said of damage; whether it is new. */
static aploc_status note(verifying *v, const char *message, int *is_new, aploc_error *err)
{
    int32_t number, before = v->told.count;
    aploc_status status = apl_texts_add(&v->told, message, (int64_t)strlen(message), &number, err);
    *is_new = v->told.count > before;
    return status;
}

/* A failure that is a verdict on an object or a cell. */
static aploc_status tell_failure(verifying *v, int32_t kind, const char *object, const char *cell,
                                 aploc_status status, const aploc_error *failure, aploc_error *err)
{
    aploc_verdict verdict = nothing;
    if (is_end(status)) {
        if (err)
            *err = *failure;
        return status;
    }
    /* The file is the caller's: every verdict is on it. */
    const char *message = failure->message, *path = apl_h5_path(v->reader.h5);
    size_t length = strlen(path);
    if (strncmp(message, path, length) == 0 && strncmp(message + length, ": ", 2) == 0)
        message += length + 2;
    int is_new = 0;
    aploc_status noted = note(v, message, &is_new, err);
    if (noted || (!is_new && !*cell))
        return noted;
    verdict.kind = kind;
    verdict.object = object;
    verdict.cell = cell;
    return tell(v, verdict, err, "%s%s%s", *cell ? cell : "", *cell ? ": " : "",
                is_new ? message : "not computed again, for a reason that is said above");
}

static aploc_status tell_broken(void *data, const apl_seal_break *what, aploc_error *err)
{
    verifying *v = data;
    aploc_verdict verdict = nothing;
    char text[1200];
    int is_new, is_whole = what->part == APL_SEAL_WHOLE;
    /* The seal is over all objects, so that one which was told of breaks it. */
    if (is_whole && v->n_damaged > 0)
        return APLOC_OK;
    v->n_damaged += !is_whole;
    verdict.kind = is_whole ? APLOC_VERDICT_SEAL : APLOC_VERDICT_DAMAGED;
    verdict.object = what->path;
    apl_seal_tell(what, text, sizeof text);
    aploc_status status = note(v, text, &is_new, err);
    if (status)
        return status;
    return tell(v, verdict, err, "%s", text);
}

/* Between pieces of what is digested. */
static aploc_status tell_step(void *data, int64_t bytes, aploc_error *err)
{
    verifying *v = data;
    v->digested += bytes;
    double done = v->digested < v->to_digest ? (double)v->digested / (double)v->to_digest : 1.0;
    if (v->options->progress &&
        v->options->progress(v->options->progress_data, "looking at digests", done))
        return apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
    return APLOC_OK;
}

/* Begin to digest a file. */
static void begin_steps(verifying *v, const char *path)
{
    struct stat facts;
    v->digested = 0;
    v->to_digest = stat(path, &facts) == 0 ? (int64_t)facts.st_size : 0;
}

/* ---- numbers ---- */

/* The bits of a double as a whole number that ascends with it. */
static int64_t ordered(double x)
{
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

/* Equal to the bit; a missing value has many bits. */
static int is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void measure_difference(aploc_verdict *d)
{
    double largest = fmax(fabs(d->stored), fabs(d->computed));
    d->absolute = fabs(d->stored - d->computed);
    d->relative = largest > 0.0 ? d->absolute / largest : 0.0;
    d->ulps = isnan(d->stored) || isnan(d->computed)
                  ? NAN
                  : fabs((double)ordered(d->stored) - (double)ordered(d->computed));
    /* Near ones exactly: as doubles, large neighbours would be one number. */
    if (d->ulps < 0x1p53)
        d->ulps = fabs((double)(ordered(d->stored) - ordered(d->computed)));
}

/* Compare numbers of places with what v->again has. */
static aploc_status compare(verifying *v, const char *group, const char *name, const double *stored,
                            const aploc_communes *places, aploc_error *err)
{
    char path[APL_RUN_PATH_SIZE], numbers[5][APLOC_NUMBER_SIZE];
    aploc_verdict d = nothing;
    d.kind = APLOC_VERDICT_DIFFERENT;
    d.n_values = aploc_communes_count(places);
    for (int32_t i = d.n_values - 1; i >= 0; i--) {
        if (is_same(stored[i], v->again[i]))
            continue;
        d.place = i;
        d.n_different++;
    }
    if (d.n_different == 0)
        return APLOC_OK;
    d.object = apl_run_path(path, group, name);
    d.cell = v->cell.name;
    d.code = aploc_communes_code(places, d.place);
    d.stored = stored[d.place];
    d.computed = v->again[d.place];
    measure_difference(&d);
    const double shown[5] = {d.stored, d.computed, d.absolute, d.relative, d.ulps};
    for (int k = 0; k < 5; k++)
        aploc_number_write(shown[k], numbers[k]);
    return tell(v, d, err,
                "%s: found %d of %d values different, the first at %s: %s in the file, %s computed "
                "again (apart by %s, relatively %s, %s units in the last place)",
                path, (int)d.n_different, (int)d.n_values, d.code, numbers[0], numbers[1],
                numbers[2], numbers[3], numbers[4]);
}

/* A number of a report that is another. */
static aploc_status tell_report(verifying *v, const char *report, const char *number,
                                const double numbers[2], aploc_error *err)
{
    char path[APL_RUN_PATH_SIZE], texts[2][APLOC_NUMBER_SIZE];
    aploc_verdict d = nothing;
    if (!number)
        return APLOC_OK;
    d.kind = APLOC_VERDICT_DIFFERENT;
    d.object = apl_run_path(path, "/results", v->cell.name);
    d.cell = v->cell.name;
    d.n_values = d.n_different = 1;
    d.stored = numbers[0];
    d.computed = numbers[1];
    measure_difference(&d);
    aploc_number_write(d.stored, texts[0]);
    aploc_number_write(d.computed, texts[1]);
    return tell(v, d, err, "%s: found %s.%s %s in the file, %s computed again", path, report,
                number, texts[0], texts[1]);
}

/* ---- a cell ---- */

static aploc_status check_demand(verifying *v, aploc_error *err)
{
    const aploc_cell *c = &v->cell;
    aploc_error failure = {0};
    aploc_demand_report report = APLOC_DEMAND_REPORT_INIT;
    aploc_demand_options options = APLOC_DEMAND_OPTIONS_INIT;
    double numbers[2];
    if (c->demand_origin != APLOC_ORIGIN_COLUMN)
        return APLOC_OK;
    options.missing = c->missing;
    if (c->demand_report) { /* how the demand was made */
        options.source = c->demand_report->source;
        options.oldest = c->demand_report->oldest;
        if (c->demand_report->n_merged || c->demand_report->n_split)
            options.fit = APLOC_AGES_REFIT;
    }
    aploc_status status =
        aploc_demand_standardise(c->communes, c->method, &options, v->again, &report, &failure);
    if (status)
        return tell_failure(v, APLOC_VERDICT_REFUSED, "", c->name, status, &failure, err);
    status = compare(v, "/demand", c->people, c->demand, c->communes, err);
    if (status || !c->demand_report)
        return status;
    return tell_report(v, "demand_report",
                       apl_run_compare_demand_reports(c->demand_report, &report, numbers), numbers,
                       err);
}

static aploc_status check_supply(verifying *v, aploc_error *err)
{
    const aploc_cell *c = &v->cell;
    const aploc_communes *places = c->sites ? c->sites : c->communes;
    const double *column = aploc_communes_column(places, APLOC_SUPPLY);
    aploc_verdict refused = nothing;
    if (c->supply_origin != APLOC_ORIGIN_COLUMN)
        return APLOC_OK;
    if (!column) {
        refused.kind = APLOC_VERDICT_REFUSED;
        refused.cell = c->name;
        return tell(v, refused, err, "%s: found no supply of the places, expected the one it is of",
                    c->name);
    }
    for (int32_t j = 0; j < aploc_communes_count(places); j++)
        v->again[j] = column[j] * c->supply_scale;
    return compare(v, "/supply", c->name, c->supply, places, err);
}

/* The plan of the cell's times and decay. */
static aploc_status make_plan(verifying *v, aploc_error *err)
{
    const aploc_cell *c = &v->cell;
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    if (v->plan && v->plan_times == c->times && v->plan_method == c->method)
        return APLOC_OK;
    aploc_plan_free(v->plan);
    v->plan = NULL;
    how.n_threads = v->options->n_threads;
    aploc_status status = aploc_method_get_decay(c->method, &decay, err);
    if (!status)
        status = aploc_plan_create(c->times, &decay, &how, &v->plan, err);
    v->plan_times = c->times;
    v->plan_method = c->method;
    return status;
}

static aploc_status check_values(verifying *v, aploc_error *err)
{
    const aploc_cell *c = &v->cell;
    aploc_error failure = {0};
    aploc_solve_report report = APLOC_SOLVE_REPORT_INIT;
    aploc_measure_options how = APLOC_MEASURE_OPTIONS_INIT;
    double numbers[2];
    aploc_status status = c->variant == APLOC_VARIANT_NEAREST ? APLOC_OK : make_plan(v, &failure);
    how.variant = c->variant;
    how.n_threads = v->options->n_threads;
    how.plan = c->variant == APLOC_VARIANT_NEAREST ? NULL : v->plan;
    how.report = &report;
    if (!status)
        status = aploc_measure(c->method, c->times, c->demand, c->supply, v->again, &how, &failure);
    if (status)
        return tell_failure(v, APLOC_VERDICT_REFUSED, "", c->name, status, &failure, err);
    int is_of_sites = aploc_variant_is_of_supply(c->variant) && c->sites;
    status = compare(v, "/results", c->name, c->values, is_of_sites ? c->sites : c->communes, err);
    if (status || !c->report)
        return status;
    return tell_report(v, "report", apl_run_compare_reports(c->report, &report, numbers), numbers,
                       err);
}

static aploc_status check_cell(verifying *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_cell *c = &v->cell;
    aploc_verdict verdict = nothing;
    int32_t before = v->report.n_faults;
    verdict.cell = c->name;
    if (c->status) {
        verdict.kind = APLOC_VERDICT_WITHOUT;
        v->report.n_without++;
        return tell(v, verdict, err, "%s: no values: %s", c->name, c->message);
    }
    int32_t n = aploc_communes_count(c->communes), n_sites = aploc_communes_count(c->sites);
    APL_TRY(APL_GROW(v->again, &v->room, n > n_sites ? n : n_sites, err));
    APL_TRY(check_demand(v, err));
    APL_TRY(check_supply(v, err));
    APL_TRY(check_values(v, err));
    if (v->report.n_faults > before)
        goto out;
    v->report.n_equal++;
    verdict.kind = APLOC_VERDICT_EQUAL;
    verdict.n_values = aploc_variant_is_of_supply(c->variant) && c->sites ? n_sites : n;
    status = tell(v, verdict, err, "%s: %d value%s equal", c->name, (int)verdict.n_values,
                  verdict.n_values == 1 ? "" : "s");
out:
    return status;
}

static aploc_status check_cells(verifying *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_run_reader *r = &v->reader;
    aploc_error failure = {0};
    status = apl_run_read_names(r, &failure);
    if (status)
        return tell_failure(v, APLOC_VERDICT_DAMAGED, "/results", "", status, &failure, err);
    v->report.n_cells = (int32_t)r->n_cells;
    for (int64_t k = 0; k < r->n_cells; k++) {
        if (v->options->progress && v->options->progress(v->options->progress_data, "verifying",
                                                         (double)k / (double)r->n_cells))
            return apl_fail(err, APLOC_ERR_CANCELLED, "stopped by the caller");
        status = apl_run_read_cell(r, k, &failure);
        if (status) {
            APL_TRY(tell_failure(v, APLOC_VERDICT_REFUSED, "", r->cells[k], status, &failure, err));
            continue;
        }
        v->cell = (aploc_cell)APLOC_CELL_INIT;
        APL_TRY(aploc_run_get_cell(r->run, aploc_run_cell_count(r->run) - 1, &v->cell, err));
        APL_TRY(check_cell(v, err));
    }
out:
    return status;
}

/* ---- the file, and the files it was made from ---- */

static aploc_status check_version(verifying *v, aploc_error *err)
{
    char *version = NULL;
    aploc_verdict verdict = nothing;
    aploc_status status = apl_h5_get_text(v->reader.h5, "/", "library_version", &version, err);
    if (status)
        return status;
    apl_copy_text(v->report.version, sizeof v->report.version, version);
    free(version);
    if (strcmp(v->report.version, aploc_version()) == 0)
        return APLOC_OK;
    verdict.kind = APLOC_VERDICT_VERSION;
    verdict.object = "/";
    return tell(v, verdict, err, "made by aploc %s; this is %s", v->report.version,
                aploc_version());
}

static aploc_status check_digests(verifying *v, aploc_error *err)
{
    aploc_error failure = {0};
    begin_steps(v, apl_h5_path(v->reader.h5));
    aploc_status status =
        apl_seal_check(v->reader.h5, tell_broken, tell_step, v, &v->report.n_datasets, &failure);
    if (status)
        APL_TRY(tell_failure(v, APLOC_VERDICT_DAMAGED, "", "", status, &failure, err));
    status = apl_run_read_rest(&v->reader, &failure);
    if (status)
        status = tell_failure(v, APLOC_VERDICT_DAMAGED, "", "", status, &failure, err);
out:
    return status;
}

static aploc_status check_input(verifying *v, const aploc_input *input, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_verdict verdict = nothing;
    aploc_error failure = {0};
    char *path = NULL, hex[APL_DIGEST_SIZE];
    verdict.object = input->path;
    APL_TRY(apl_run_find_input(&v->reader, input->path, &path, err));
    if (!path) {
        verdict.kind = APLOC_VERDICT_NO_INPUT;
        APL_TRY(tell(v, verdict, err, "%s: not in %s%s", input->path, v->options->inputs_folder,
                     apl_run_shares_name(v->reader.run, input->path)
                         ? ", where its name alone is not enough: other inputs have the same"
                         : ""));
        goto out;
    }
    int is_noted = strcmp(path, input->path) == 0;
    begin_steps(v, path);
    status = apl_digest_file_by_steps(path, hex, NULL, tell_step, v, &failure);
    if (status) {
        status = tell_failure(v, APLOC_VERDICT_OTHER_INPUT, input->path, "", status, &failure, err);
    } else if (strcmp(hex, input->sha256) == 0) {
        verdict.kind = APLOC_VERDICT_INPUT;
        status = tell(v, verdict, err, "%s: the file it was%s%s%s", input->path,
                      is_noted ? "" : " (", is_noted ? "" : path, is_noted ? "" : ")");
    } else {
        verdict.kind = APLOC_VERDICT_OTHER_INPUT;
        status = tell(v, verdict, err, "%s: found a file of digest %s, expected %s%s%s", path, hex,
                      input->sha256, is_noted ? "" : " of ", is_noted ? "" : input->path);
    }
out:
    free(path);
    return status;
}

static aploc_status check_inputs(verifying *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_input *input;
    for (int32_t k = 0;
         v->options->inputs_folder && (input = aploc_run_get_input(v->reader.run, k)) != NULL; k++)
        APL_TRY(check_input(v, input, err));
out:
    return status;
}

static aploc_status check_call(const char *path, const aploc_verify_options *options,
                               const aploc_verify_report *report, aploc_error *err)
{
    if (!path)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no path, expected one");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_verify_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    if (apl_check_reserved("aploc_verify_options", options->reserved, err))
        return APLOC_ERR_OPTIONS;
    struct stat folder;
    if (options->inputs_folder &&
        (stat(options->inputs_folder, &folder) != 0 || !S_ISDIR(folder.st_mode)))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no folder '%s', expected the one of the inputs (--inputs)",
                        options->inputs_folder);
    return APLOC_OK;
}

aploc_status aploc_verify_h5(const char *path, const aploc_verify_options *options,
                             aploc_verify_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_verify_options defaults = APLOC_VERIFY_OPTIONS_INIT;
    options = options ? options : &defaults;
    verifying v = {.options = options, .report = APLOC_VERIFY_REPORT_INIT};
    APL_TRY(check_call(path, options, report, err));
    v.reader.folder = options->inputs_folder;
    v.reader.times = options->times;
    APL_TRY(apl_run_reader_open(&v.reader, path, err));
    APL_TRY(check_version(&v, err));
    APL_TRY(check_digests(&v, err));
    APL_TRY(check_inputs(&v, err));
    APL_TRY(check_cells(&v, err));
    APL_TRY(apl_h5_check_file(v.reader.h5, err));
    if (report)
        *report = v.report;
out:
    apl_run_reader_close(&v.reader);
    aploc_plan_free(v.plan);
    free(v.again);
    apl_texts_free(&v.told);
    return status;
}
