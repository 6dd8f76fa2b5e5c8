/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run.h"

#include <string.h>

typedef struct named_file {
    const char *role, *path; /* NULL: there is none */
} named_file;

/* The files as the user named them. */
static void name_files(const inputs *in, named_file files[RUN_FILES])
{
    const named_file all[RUN_FILES] = {
        {"method", is_method_file(in->method_name) ? in->method_name : NULL},
        {"communes", in->communes_path},
        {"sites", in->sites_path},
        {"ages", in->by_age.path},
        {"supply", in->supply_path},
        {"practitioners", in->practitioners_path},
        {"times", in->times_path}};
    memcpy(files, all, sizeof all);
}

static struct stat look_at(const char *path)
{
    struct stat facts = {0};
    if (!path || stat(path, &facts) != 0)
        return (struct stat){0};
    return facts;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

void run_files_look(const inputs *in, run_files *files)
{
    named_file named[RUN_FILES];
    name_files(in, named);
    for (int k = 0; k < RUN_FILES; k++)
        files->facts[k] = look_at(named[k].path);
}

/* Practitioners are persons: the run keeps their file's digest, and the supply made of them. */
static aploc_status note_inputs(const inputs *in, const run_files *files, aploc_run *run,
                                aploc_error *err)
{
    named_file named[RUN_FILES];
    aploc_status status = APLOC_OK;
    name_files(in, named);
    for (int k = 0; k < RUN_FILES && !status; k++) {
        if (!named[k].path)
            continue;
        status = aploc_run_add_input(run, named[k].role, named[k].path, NULL, err);
        struct stat now = look_at(named[k].path);
        if (!status && !is_same(&now, &files->facts[k]))
            status = fail(err, APLOC_ERR_READ,
                          "%s: found that it changed after it was read, expected the file that the "
                          "result is of",
                          named[k].path);
    }
    return status;
}

/* The computation as a cell, under the method's name where that can be the name of one. */
static aploc_status add_cell(const inputs *in, const measure *m, aploc_run *run, aploc_error *err)
{
    aploc_cell cell = APLOC_CELL_INIT;
    cell.name = aploc_method_get_text(in->method, APLOC_METHOD_NAME);
    if (!*cell.name || *cell.name == '.' || strlen(cell.name) > 120 ||
        strspn(cell.name, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.+") !=
            strlen(cell.name))
        cell.name = "result";
    cell.profession = in->profession;
    cell.year = in->year;
    cell.max_age = in->supply_report.max_age;
    cell.supply_scale = in->supply_scale;
    cell.variant = m->variant;
    cell.missing = in->missing >= 0 ? in->missing : in->ages ? APLOC_REFUSE : APLOC_SKIP;
    /* The file keeps no other residents by age than those of the communes. */
    cell.demand_origin = in->by_age.path ? APLOC_ORIGIN_GIVEN : APLOC_ORIGIN_COLUMN;
    cell.supply_origin = in->practitioners_path ? APLOC_ORIGIN_PRACTITIONERS
                         : in->supply_path      ? APLOC_ORIGIN_GIVEN
                                                : APLOC_ORIGIN_COLUMN;
    cell.method = in->method;
    cell.communes = in->communes;
    cell.sites = in->sites;
    cell.times = in->times;
    cell.demand = in->demand;
    cell.supply = in->supply;
    cell.values = m->values;
    cell.report = &m->report;
    cell.demand_report = &in->demand_report;
    cell.supply_report = in->practitioners_path ? &in->supply_report : NULL;
    return aploc_run_add(run, &cell, err);
}

aploc_status run_file_write(const inputs *in, const run_files *files, const measure *m,
                            const char *path, aploc_error *err)
{
    aploc_run *run = NULL;
    aploc_status status = aploc_run_create(&run, err);
    if (!status)
        status = add_cell(in, m, run, err);
    if (!status)
        status = note_inputs(in, files, run, err);
    if (!status) {
        interrupt_hold();
        status = aploc_run_write_h5(run, path, NULL, err);
        interrupt_release();
    }
    aploc_run_free(run);
    return status;
}
