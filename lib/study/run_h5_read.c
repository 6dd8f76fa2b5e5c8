/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/run_h5_read.h"

#include <string.h>

#include "base/memory.h"
#include "base/seal.h"
#include "tables/encoding.h"
#include "tables/places_h5.h"
#include "tables/times_h5.h"

aploc_status apl_run_reader_open(apl_run_reader *r, const char *path, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_h5_open(path, &r->h5, err));
    APL_TRY(apl_h5_check_format(r->h5, APL_RUN_FORMAT, APL_RUN_FORMAT_VERSION, err));
    APL_TRY(aploc_run_create(&r->run, err));
out:
    return status;
}

static void free_table(apl_run_table *t)
{
    free(t->path);
    aploc_communes_free(t->communes);
    aploc_communes_free(t->sites);
    aploc_times_free(t->times);
    aploc_method_free(t->method);
    free(t->demand);
    free(t->territory);
}

void apl_run_reader_close(apl_run_reader *r)
{
    apl_h5_close(r->h5);
    aploc_run_free(r->run);
    for (int64_t k = 0; k < r->n_cells; k++)
        free(r->cells[k]);
    free(r->cells);
    for (int64_t k = 0; k < r->n_tables; k++)
        free_table(&r->tables[k]);
    free(r->tables);
    *r = (apl_run_reader){0};
}

/* ---- study and inputs ---- */

static aploc_status read_study(apl_run_reader *r, aploc_error *err)
{
    char *text = NULL;
    if (apl_h5_find(r->h5, "/study") == APL_H5_NONE)
        return APLOC_OK;
    aploc_status status = apl_h5_read_text(r->h5, "/study", &text, err);
    if (!status)
        status = aploc_run_set_study(r->run, text, err);
    free(text);
    return status;
}

static int is_digest(const char *text)
{
    return strlen(text) == APL_DIGEST_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == APL_DIGEST_SIZE - 1;
}

static aploc_status read_inputs(apl_run_reader *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    static const char *const paths[3] = {"/inputs/role", "/inputs/path", "/inputs/digest"};
    char **texts[3] = {NULL, NULL, NULL};
    int64_t n[3] = {0, 0, 0}, *bytes = NULL;
    if (apl_h5_find(r->h5, "/inputs") == APL_H5_NONE)
        return APLOC_OK;
    for (int k = 0; k < 3; k++) {
        APL_TRY(apl_h5_read_texts(r->h5, paths[k], &n[k], &texts[k], err));
        if (n[k] != n[0] || n[k] > INT32_MAX) {
            status = apl_h5_fail(r->h5, err, "found %lld rows in %s, expected %lld",
                                 (long long)n[k], paths[k], (long long)n[0]);
            goto out;
        }
    }
    APL_TRY(apl_h5_expect(r->h5, "/inputs/bytes", 1, n[0], -1, NULL, err));
    APL_TRY(APL_NEW(bytes, n[0], err));
    APL_TRY(apl_h5_read(r->h5, "/inputs/bytes", APL_H5_I64, 0, n[0], bytes, err));
    for (int64_t k = 0; k < n[0]; k++) {
        if (!is_digest(texts[2][k]) || bytes[k] < 0) {
            status = apl_h5_fail(r->h5, err,
                                 "found no digest or size of a file in /inputs, row %lld, expected "
                                 "64 hexadecimal digits and bytes",
                                 (long long)k);
            goto out;
        }
        APL_TRY(apl_run_note_input(r->run, texts[0][k], texts[1][k], texts[2][k], bytes[k], err));
    }
out:
    for (int k = 0; k < 3; k++)
        free(texts[k]);
    free(bytes);
    return status;
}

aploc_status apl_run_read_rest(apl_run_reader *r, aploc_error *err)
{
    aploc_status status = read_study(r, err);
    return status ? status : read_inputs(r, err);
}

/* ---- what cells share ---- */

/* The table at a path, when it was read before. */
static const apl_run_table *table_at(const apl_run_reader *r, const char *path)
{
    for (int64_t k = 0; k < r->n_tables; k++)
        if (strcmp(r->tables[k].path, path) == 0)
            return &r->tables[k];
    return NULL;
}

/* Keep a table; it is the reader's then, or gone. */
static aploc_status keep(apl_run_reader *r, const char *path, apl_run_table *table,
                         aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_GROW(r->tables, &r->room, r->n_tables + 1, err));
    APL_TRY(apl_text_copy(path, &table->path, err));
    r->tables[r->n_tables++] = *table;
    return APLOC_OK;
out:
    free_table(table);
    return status;
}

static aploc_status read_territory(apl_run_reader *r, const char *name, aploc_cell *cell,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE], times[APL_RUN_PATH_SIZE];
    const apl_run_table *known = table_at(r, apl_run_path(path, "/communes", name));
    apl_run_table t = {0};
    if (!known) {
        APL_TRY(apl_places_get(r->h5, path, &t.communes, err));
        if (apl_h5_find(r->h5, apl_run_path(times, "/sites", name)) != APL_H5_NONE)
            APL_TRY(apl_places_get(r->h5, times, &t.sites, err));
        apl_run_path(times, "/times", name);
        if (apl_h5_has(r->h5, times, "digest")) {
            APL_TRY(apl_run_find_times(r, times, t.communes, t.sites, &t.times, err));
        } else {
            apl_times_group group = {0};
            APL_TRY(apl_times_read_group(r->h5, times, NULL, &group, err));
            t.times = group.times;
            group.times = NULL;
            apl_times_group_free(&group);
        }
        status = keep(r, path, &t, err);
        t = (apl_run_table){0};
        if (status)
            goto out;
        known = &r->tables[r->n_tables - 1];
    }
    cell->communes = known->communes;
    cell->sites = known->sites;
    cell->times = known->times;
out:
    free_table(&t);
    return status;
}

static aploc_status read_method(apl_run_reader *r, const char *name, aploc_cell *cell,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE], own[APL_RUN_PATH_SIZE];
    const apl_run_table *known = table_at(r, apl_run_path(path, "/method", name));
    apl_run_table t = {0};
    char *text = NULL;
    if (!known) {
        APL_TRY(apl_h5_read_text(r->h5, path, &text, err));
        APL_TRY(aploc_method_parse(text, strlen(text), apl_h5_path(r->h5), &t.method, err));
        APL_TRY(apl_run_method_path(t.method, own, err));
        if (strcmp(own, path) != 0) {
            status = apl_h5_fail(r->h5, err, "found the method of %s in %s, expected its own", own,
                                 path);
            goto out;
        }
        status = keep(r, path, &t, err);
        t = (apl_run_table){0};
        if (status)
            goto out;
        known = &r->tables[r->n_tables - 1];
    }
    cell->method = known->method;
out:
    free(text);
    free_table(&t);
    return status;
}

/* A column of numbers, one a place. */
static aploc_status read_column(const apl_run_reader *r, const char *path, int64_t n,
                                double **values, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    double *own = NULL;
    APL_TRY(apl_h5_expect(r->h5, path, 1, n, -1, NULL, err));
    APL_TRY(APL_NEW(own, n, err));
    APL_TRY(apl_h5_read(r->h5, path, APL_H5_F64, 0, n, own, err));
    *values = own;
    own = NULL;
out:
    free(own);
    return status;
}

static aploc_status read_people(apl_run_reader *r, const char *name, aploc_cell *cell,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE];
    const apl_run_table *known = table_at(r, apl_run_path(path, "/demand", name));
    apl_run_table t = {.n_demand = aploc_communes_count(cell->communes)};
    if (!known) {
        APL_TRY(read_column(r, path, t.n_demand, &t.demand, err));
        APL_TRY(apl_h5_get_text(r->h5, path, "territory", &t.territory, err));
        status = keep(r, path, &t, err);
        t = (apl_run_table){0};
        if (status)
            goto out;
        known = &r->tables[r->n_tables - 1];
    }
    if (known->n_demand != aploc_communes_count(cell->communes) ||
        strcmp(known->territory, cell->territory) != 0)
        status = apl_h5_fail(r->h5, err, "found the territory '%.120s' of %s, expected '%.120s'",
                             known->territory, path, cell->territory);
    cell->demand = known->demand;
out:
    free_table(&t);
    return status;
}

/* ---- cells ---- */

/* Names become parts of paths. */
static aploc_status check_names(const apl_run_reader *r, const char *cell,
                                const apl_run_attributes *a, aploc_error *err)
{
    const char *bad = !apl_run_is_name(a->territory) ? a->territory
                      : !apl_run_is_name(a->people)  ? a->people
                                                     : NULL;
    char shown[64];
    if (!bad &&
        (strchr(a->method, '/') || strlen(a->method) > APL_RUN_PATH_SIZE - sizeof "/method/"))
        bad = a->method;
    return bad ? apl_h5_fail(r->h5, err, "found the name '%s' at cell %s, expected that of a table",
                             apl_shown(bad, shown, sizeof shown), cell)
               : APLOC_OK;
}

/* Tables and arrays of a cell that has values. */
static aploc_status read_parts(apl_run_reader *r, const apl_run_attributes *a, aploc_cell *cell,
                               double **supply, double **values, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE];
    APL_TRY(check_names(r, cell->name, a, err));
    APL_TRY(read_method(r, a->method, cell, err));
    APL_TRY(read_territory(r, a->territory, cell, err));
    APL_TRY(read_people(r, a->people, cell, err));
    int32_t n_demand = aploc_times_demand_count(cell->times);
    int32_t n_supply = aploc_times_supply_count(cell->times);
    APL_TRY(read_column(r, apl_run_path(path, "/supply", cell->name), n_supply, supply, err));
    APL_TRY(read_column(r, apl_run_path(path, "/results", cell->name),
                        aploc_variant_is_of_supply(cell->variant) ? n_supply : n_demand, values,
                        err));
    cell->supply = *supply;
    cell->values = *values;
out:
    return status;
}

aploc_status apl_run_read_cell(apl_run_reader *r, int64_t k, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char path[APL_RUN_PATH_SIZE], shown[64];
    double *supply = NULL, *values = NULL;
    aploc_cell cell = APLOC_CELL_INIT;
    apl_run_attributes a = {0};
    cell.name = r->cells[k];
    if (!apl_run_is_name(cell.name)) {
        status = apl_h5_fail(r->h5, err, "found '%s' in /results, expected the name of a cell",
                             apl_shown(cell.name, shown, sizeof shown));
        goto out;
    }
    APL_TRY(apl_run_get_cell(r->h5, apl_run_path(path, "/results", cell.name), &cell, &a, err));
    if (a.number != k) {
        status = apl_h5_fail(r->h5, err, "found the number %lld at %s, expected %lld",
                             (long long)a.number, path, (long long)k);
        goto out;
    }
    if (!cell.status)
        APL_TRY(read_parts(r, &a, &cell, &supply, &values, err));
    status = aploc_run_add(r->run, &cell, err);
    /* What the run refuses stands in the file. */
    if (status == APLOC_ERR_ARGUMENT || status == APLOC_ERR_CELL) {
        char message[600];
        apl_copy_text(message, sizeof message, err ? err->message : "");
        status = apl_h5_fail(r->h5, err, "%s", message);
    }
out:
    apl_run_free_attributes(&a);
    free(supply);
    free(values);
    return status;
}

/* A name and its place in the order. */
typedef struct numbered {
    int64_t number;
    const char *name;
} numbered;

static int compare_numbers(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return strcmp(x->name, y->name);
}

aploc_status apl_run_read_names(apl_run_reader *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n = 0;
    char **names = NULL;
    numbered *order = NULL;
    APL_TRY(apl_h5_children(r->h5, "/results", &n, &names, err));
    APL_TRY(APL_NEW(order, n, err));
    APL_TRY(APL_ZEROED(r->cells, n, err));
    for (int64_t k = 0; k < n; k++) {
        char path[APL_RUN_PATH_SIZE];
        order[k] = (numbered){INT64_MAX, names[k]};
        /* One without a number comes last; reading it says what is wrong with it. */
        (void)apl_h5_get_integer(r->h5, apl_run_path(path, "/results", names[k]), "number",
                                 &order[k].number, NULL);
    }
    qsort(order, (size_t)n, sizeof *order, compare_numbers);
    for (; r->n_cells < n; r->n_cells++)
        APL_TRY(apl_text_copy(order[r->n_cells].name, &r->cells[r->n_cells], err));
out:
    free(names);
    free(order);
    return status;
}

/* ---- all of it ---- */

static aploc_status refuse_broken(void *data, const apl_seal_break *what, aploc_error *err)
{
    char text[sizeof err->message];
    apl_seal_tell(what, text, sizeof text);
    return apl_fail_at(err, APLOC_ERR_DIGEST, (apl_place){.file = apl_h5_path(data)}, "%s", text);
}

static aploc_status check_options(const char *path, const aploc_run_read_options *options,
                                  aploc_run **run, aploc_error *err)
{
    if (!path || !run)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        path ? "place for the run" : "path");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found aploc_run_read_options of %zu bytes, expected %zu", options->size,
                        sizeof *options);
    return APLOC_OK;
}

aploc_status aploc_run_read_h5(const char *path, const aploc_run_read_options *options,
                               aploc_run **run, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_run_read_options defaults = APLOC_RUN_READ_OPTIONS_INIT;
    aploc_error own; /* messages are passed on within */
    int32_t n_datasets = 0;
    options = options ? options : &defaults;
    err = err ? err : &own;
    apl_run_reader r = {.folder = options->times_folder, .times = options->times};
    APL_TRY(check_options(path, options, run, err));
    APL_TRY(apl_run_reader_open(&r, path, err));
    APL_TRY(apl_seal_check(r.h5, refuse_broken, NULL, r.h5, &n_datasets, err));
    APL_TRY(apl_run_read_rest(&r, err));
    APL_TRY(apl_run_read_names(&r, err));
    for (int64_t k = 0; k < r.n_cells; k++)
        APL_TRY(apl_run_read_cell(&r, k, err));
    APL_TRY(apl_h5_check_file(r.h5, err));
    *run = r.run;
    r.run = NULL;
out:
    apl_run_reader_close(&r);
    return status;
}
