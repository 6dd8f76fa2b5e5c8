/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run is put into a file: what cells share, the cells, what they were made from, and the seal. */
#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "study/run_h5.h"
#include "tables/places_h5.h"
#include "tables/times_h5.h"

static aploc_status put_methods(apl_h5 *h5, const aploc_run *run, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE];
    for (int32_t k = 0; k < run->n_methods; k++) {
        APL_TRY(apl_run_method_path(run->methods[k], path, err));
        APL_TRY(apl_h5_write_text(h5, path,
                                  aploc_method_get_text(run->methods[k], APLOC_METHOD_FILE), err));
    }
out:
    return status;
}

/* Of times that stand in their own file, what they were like. */
static aploc_status put_digest(apl_h5 *h5, const char *path, const aploc_times *times,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char hex[APL_DIGEST_SIZE];
    APL_TRY(apl_times_digest(times, hex, err));
    APL_TRY(apl_h5_make_group(h5, path, err));
    APL_TRY(apl_h5_set_integer(h5, path, "from_count", times->n_demand, err));
    APL_TRY(apl_h5_set_integer(h5, path, "to_count", times->n_supply, err));
    APL_TRY(apl_h5_set_integer(h5, path, "pair_count", times->offsets[times->n_demand], err));
    APL_TRY(apl_h5_set_text(h5, path, "digest", hex, err));
out:
    return status;
}

static aploc_status put_territories(apl_h5 *h5, const aploc_run *run, int by_digest,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE];
    for (int32_t k = 0; k < run->n_territories; k++) {
        const apl_territory *t = run->territories[k];
        APL_TRY(apl_places_put(h5, apl_run_path(path, "/communes", t->name), t->communes, err));
        if (t->sites)
            APL_TRY(apl_places_put(h5, apl_run_path(path, "/sites", t->name), t->sites, err));
        apl_run_path(path, "/times", t->name);
        APL_TRY(by_digest ? put_digest(h5, path, t->times, err)
                          : apl_times_write_group(h5, path, t->times, NULL, NULL, err));
    }
out:
    return status;
}

static aploc_status put_peoples(apl_h5 *h5, const aploc_run *run, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE];
    for (int32_t k = 0; k < run->n_peoples; k++) {
        const apl_people *p = run->peoples[k];
        const apl_territory *t = run->territories[p->territory];
        APL_TRY(apl_h5_write(h5, apl_run_path(path, "/demand", p->name), APL_H5_F64,
                             aploc_communes_count(t->communes), 0, p->demand, err));
        APL_TRY(apl_h5_set_text(h5, path, "territory", t->name, err));
    }
out:
    return status;
}

static aploc_status put_cells(apl_h5 *h5, const aploc_run *run, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE], method[APL_RUN_PATH_SIZE];
    for (int32_t k = 0; k < run->n_cells; k++) {
        const apl_cell *c = run->cells[k];
        const char *method_name = "";
        if (c->method >= 0) {
            APL_TRY(apl_run_method_path(run->methods[c->method], method, err));
            method_name = strrchr(method, '/') + 1;
        }
        if (c->supply)
            APL_TRY(apl_h5_write(h5, apl_run_path(path, "/supply", c->cell.name), APL_H5_F64,
                                 c->n_supply, 0, c->supply, err));
        /* A cell that failed has no values, and a place among the others. */
        APL_TRY(apl_h5_write(h5, apl_run_path(path, "/results", c->cell.name), APL_H5_F64,
                             c->n_values, 0, c->values, err));
        APL_TRY(apl_run_put_cell(h5, path, &c->cell, k, method_name, err));
    }
out:
    return status;
}

static aploc_status put_inputs(apl_h5 *h5, const aploc_run *run, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char **texts = NULL;
    int64_t *bytes = NULL;
    int32_t n = run->n_inputs;
    if (n == 0)
        return APLOC_OK;
    APL_TRY(APL_NEW(texts, n, err));
    APL_TRY(APL_NEW(bytes, n, err));
    for (int32_t k = 0; k < n; k++) {
        texts[k] = run->inputs[k]->role;
        bytes[k] = run->inputs[k]->input.bytes;
    }
    APL_TRY(apl_h5_write_texts(h5, "/inputs/role", n, texts, err));
    for (int32_t k = 0; k < n; k++)
        texts[k] = run->inputs[k]->path;
    APL_TRY(apl_h5_write_texts(h5, "/inputs/path", n, texts, err));
    for (int32_t k = 0; k < n; k++)
        texts[k] = run->inputs[k]->sha256;
    APL_TRY(apl_h5_write_texts(h5, "/inputs/digest", n, texts, err));
    APL_TRY(apl_h5_write(h5, "/inputs/bytes", APL_H5_I64, n, 0, bytes, err));
out:
    free(texts);
    free(bytes);
    return status;
}

/* A file is walked as a whole, object by object, which is bounded; whoever writes one learns it first.
 * A territory has some twenty objects, and three more for each group column; a cell has two. */
static aploc_status check_objects(const aploc_run *run, aploc_error *err)
{
    enum { OBJECTS_MAX = 65000 };
    int64_t n = 2 * (int64_t)run->n_cells + run->n_peoples + run->n_methods;
    for (int32_t k = 0; k < run->n_territories; k++) {
        const apl_territory *t = run->territories[k];
        n += 20 + 3 * ((int64_t)aploc_communes_group_count(t->communes) +
                       aploc_communes_group_count(t->sites));
    }
    if (n <= OBJECTS_MAX)
        return APLOC_OK;
    return apl_fail(
        err, APLOC_ERR_TOO_LARGE,
        "found a run of some %lld objects, expected at most %d in one file: fewer cells, "
        "territories or group columns",
        (long long)n, (int)OBJECTS_MAX);
}

aploc_status aploc_run_write_h5(const aploc_run *run, const char *path,
                                const aploc_run_write_options *options, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_run_write_options defaults = APLOC_RUN_WRITE_OPTIONS_INIT;
    apl_h5 *h5 = NULL;
    options = options ? options : &defaults;
    if (!run || !path)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one", run ? "path" : "run");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_run_write_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    APL_TRY(apl_check_reserved("aploc_run_write_options", options->reserved, err));
    APL_TRY(check_objects(run, err));
    APL_TRY(apl_h5_create(path, &h5, err));
    APL_TRY(apl_h5_write_format(h5, APL_RUN_FORMAT, APL_RUN_FORMAT_VERSION, err));
    APL_TRY(apl_h5_make_group(h5, "/results", err)); /* there even for a run without cells */
    if (run->study)
        APL_TRY(apl_h5_write_text(h5, "/study", run->study, err));
    APL_TRY(put_methods(h5, run, err));
    APL_TRY(put_territories(h5, run, options->times_by_digest, err));
    APL_TRY(put_peoples(h5, run, err));
    APL_TRY(put_cells(h5, run, err));
    APL_TRY(put_inputs(h5, run, err));
    APL_TRY(apl_seal_put(h5, err));
    APL_TRY(apl_h5_commit(h5, err));
out:
    apl_h5_close(h5);
    return status;
}
