/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run.h"

#include <string.h>

/* The files as the user named them. Practitioners are persons: the run keeps their file's digest, and
 * the supply made of them. */
static aploc_status note_inputs(const inputs *in, aploc_run *run, aploc_error *err)
{
    const struct {
        const char *role, *path;
    } files[] = {{"method", is_method_file(in->method_name) ? in->method_name : NULL},
                 {"communes", in->communes_path},
                 {"sites", in->sites_path},
                 {"ages", in->by_age.path},
                 {"supply", in->supply_path},
                 {"practitioners", in->practitioners_path},
                 {"times", in->times_path}};
    aploc_status status = APLOC_OK;
    for (size_t k = 0; k < sizeof files / sizeof *files && !status; k++)
        if (files[k].path)
            status = aploc_run_add_input(run, files[k].role, files[k].path, NULL, err);
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

aploc_status run_file_write(const inputs *in, const measure *m, const char *path, aploc_error *err)
{
    aploc_run *run = NULL;
    aploc_status status = aploc_run_create(&run, err);
    if (!status)
        status = add_cell(in, m, run, err);
    if (!status)
        status = note_inputs(in, run, err);
    if (!status) {
        interrupt_hold();
        status = aploc_run_write_h5(run, path, NULL, err);
        interrupt_release();
    }
    aploc_run_free(run);
    return status;
}
