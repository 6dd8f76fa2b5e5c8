/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell joins a run: checked, what it shares with others found or taken, the rest copied. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "method/method.h"
#include "study/run.h"
#include "tables/communes.h"
#include "tables/encoding.h"
#include "tables/texts.h"
#include "tables/times.h"

int apl_run_is_name(const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length == 0 || length > APL_NAME_MAX || *text == '.')
        return 0;
    for (const char *c = text; *c; c++)
        if (!((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') ||
              strchr("-_.+", *c)))
            return 0;
    return 1;
}

static aploc_status check_names(const aploc_run *run, const aploc_cell *cell, aploc_error *err)
{
    const char *const names[] = {cell->name, cell->territory ? cell->territory : cell->name,
                                 cell->people ? cell->people : cell->name};
    const char *const texts[] = {cell->vintage, cell->profession, cell->fingerprint, cell->notes};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!apl_run_is_name(names[k]))
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found the name '%.120s', expected 1 to %d letters, digits, '-', '_', "
                            "'.' or '+', not starting with '.'",
                            names[k] ? names[k] : "", (int)APL_NAME_MAX);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        if (texts[k] && !apl_is_utf8(texts[k], (int64_t)strlen(texts[k])))
            return apl_fail(err, APLOC_ERR_ENCODING,
                            "cell %s: found a text that is not UTF-8, expected UTF-8", cell->name);
        if (texts[k] && texts[k] != cell->notes && strlen(texts[k]) > APL_CELL_TEXT_MAX)
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "cell %s: found a text of %zu bytes, expected at most %d", cell->name,
                            strlen(texts[k]), (int)APL_CELL_TEXT_MAX);
    }
    if (cell->notes && strlen(cell->notes) > APL_NOTES_MAX)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "cell %s: found notes of %zu bytes, expected at most %d", cell->name,
                        strlen(cell->notes), (int)APL_NOTES_MAX);
    if (aploc_run_find(run, cell->name) >= 0)
        return apl_fail(err, APLOC_ERR_CELL, "found two cells named %s, expected one", cell->name);
    return APLOC_OK;
}

static aploc_status check_domain(const aploc_cell *cell, aploc_error *err)
{
    const char *what = NULL;
    if (!aploc_variant_name(cell->variant))
        what = "variant";
    else if (cell->missing != APLOC_REFUSE && cell->missing != APLOC_SKIP)
        what = "missing";
    else if (cell->demand_origin != APLOC_ORIGIN_GIVEN &&
             cell->demand_origin != APLOC_ORIGIN_COLUMN)
        what = "demand_origin";
    else if (cell->supply_origin < APLOC_ORIGIN_GIVEN ||
             cell->supply_origin > APLOC_ORIGIN_PRACTITIONERS)
        what = "supply_origin";
    else if (!isfinite(cell->max_age) || cell->max_age < 0.0)
        what = "max_age";
    else if (!isfinite(cell->supply_scale) || !(cell->supply_scale > 0.0))
        what = "supply_scale";
    if (what)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "cell %s: found a %s out of its domain, expected one of those in run.h",
                        cell->name, what);
    if ((cell->report && cell->report->size != sizeof *cell->report) ||
        (cell->demand_report && cell->demand_report->size != sizeof *cell->demand_report) ||
        (cell->supply_report && cell->supply_report->size != sizeof *cell->supply_report))
        return apl_fail(err, APLOC_ERR_OPTIONS, "cell %s: found a report of an unknown size",
                        cell->name);
    if ((cell->demand_report &&
         apl_check_reserved("aploc_demand_report", cell->demand_report->reserved, err)) ||
        (cell->supply_report &&
         apl_check_reserved("aploc_supply_report", cell->supply_report->reserved, err)))
        return APLOC_ERR_OPTIONS;
    return APLOC_OK;
}

/* A cell with values needs everything, and places that go together. */
static aploc_status check_parts(const aploc_cell *cell, aploc_error *err)
{
    if (cell->status)
        return APLOC_OK;
    if (!cell->method || !cell->communes || !cell->times || !cell->demand || !cell->supply ||
        !cell->values)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "cell %s: found no %s, expected one", cell->name,
                        !cell->method     ? "method"
                        : !cell->communes ? "communes"
                        : !cell->times    ? "times"
                        : !cell->demand   ? "demand"
                        : !cell->supply   ? "supply"
                                          : "values");
    const aploc_communes *sites = cell->sites ? cell->sites : cell->communes;
    if (aploc_times_demand_count(cell->times) != aploc_communes_count(cell->communes) ||
        aploc_times_supply_count(cell->times) != aploc_communes_count(sites))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "cell %s: found times of %d to %d places, expected %d to %d, as in its "
                        "tables",
                        cell->name, (int)aploc_times_demand_count(cell->times),
                        (int)aploc_times_supply_count(cell->times),
                        (int)aploc_communes_count(cell->communes),
                        (int)aploc_communes_count(sites));
    return APLOC_OK;
}

static aploc_status given_otherwise(const aploc_cell *cell, const char *what, const char *name,
                                    aploc_error *err)
{
    return apl_fail(err, APLOC_ERR_CELL,
                    "cell %s: found another %s under the name '%s', expected the same one in all "
                    "cells that name it, or another name",
                    cell->name, what, name);
}

static aploc_status take_territory(aploc_run *run, const aploc_cell *cell, int32_t *number,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *name = cell->territory ? cell->territory : cell->name;
    apl_territory *made = NULL;
    for (int32_t k = 0; k < run->n_territories; k++) {
        const apl_territory *t = run->territories[k];
        if (strcmp(t->name, name) != 0)
            continue;
        *number = k;
        return t->communes == cell->communes && t->sites == cell->sites && t->times == cell->times
                   ? APLOC_OK
                   : given_otherwise(cell, "territory", name, err);
    }
    APL_TRY(APL_GROW(run->territories, &run->territories_room, run->n_territories + 1, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    status = apl_text_copy(name, &made->name, err);
    if (status) {
        free(made);
        goto out;
    }
    made->communes = apl_communes_hold(cell->communes);
    made->sites = apl_communes_hold(cell->sites);
    made->times = apl_times_hold(cell->times);
    *number = run->n_territories;
    run->territories[run->n_territories++] = made;
out:
    return status;
}

static aploc_status take_people(aploc_run *run, const aploc_cell *cell, int32_t territory,
                                int32_t *number, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *name = cell->people ? cell->people : cell->name;
    size_t n = (size_t)aploc_communes_count(cell->communes);
    apl_people *made = NULL;
    for (int32_t k = 0; k < run->n_peoples; k++) {
        const apl_people *p = run->peoples[k];
        if (strcmp(p->name, name) != 0)
            continue;
        *number = k;
        return p->territory == territory && memcmp(p->demand, cell->demand, n * sizeof(double)) == 0
                   ? APLOC_OK
                   : given_otherwise(cell, "people", name, err);
    }
    APL_TRY(APL_GROW(run->peoples, &run->peoples_room, run->n_peoples + 1, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    made->territory = territory;
    APL_TRY(apl_text_copy(name, &made->name, err));
    APL_TRY(APL_NEW(made->demand, (int64_t)n, err));
    memcpy(made->demand, cell->demand, n * sizeof(double));
    *number = run->n_peoples;
    run->peoples[run->n_peoples++] = made;
    made = NULL;
out:
    if (made) {
        free(made->name);
        free(made->demand);
        free(made);
    }
    return status;
}

static aploc_status take_method(aploc_run *run, const aploc_cell *cell, int32_t *number,
                                aploc_error *err)
{
    const char *name = aploc_method_get_text(cell->method, APLOC_METHOD_NAME);
    for (int32_t k = 0; k < run->n_methods; k++) {
        if (strcmp(aploc_method_get_text(run->methods[k], APLOC_METHOD_NAME), name) != 0)
            continue;
        *number = k;
        return strcmp(aploc_method_get_text(run->methods[k], APLOC_METHOD_FILE),
                      aploc_method_get_text(cell->method, APLOC_METHOD_FILE)) == 0
                   ? APLOC_OK
                   : given_otherwise(cell, "method", name, err);
    }
    aploc_status status = APL_GROW(run->methods, &run->methods_room, run->n_methods + 1, err);
    if (status)
        return status;
    *number = run->n_methods;
    run->methods[run->n_methods++] = apl_method_hold(cell->method);
    return APLOC_OK;
}

static aploc_status copy_numbers(const double *from, int32_t n, double **to, aploc_error *err)
{
    aploc_status status = APL_NEW(*to, n, err);
    if (!status)
        memcpy(*to, from, (size_t)n * sizeof **to);
    return status;
}

/* A message may hold bytes of a file's name: what is not UTF-8 cannot stand in a run. */
static void copy_message(const char *text, char *message, size_t size)
{
    apl_copy_text(message, size, text);
    if (apl_is_utf8(message, (int64_t)strlen(message)))
        return;
    for (char *c = message; *c; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
}

/* Copy what is the cell's own, and let the pointers of what is given out point to it. */
static aploc_status copy_own(apl_cell *made, const aploc_cell *cell, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *const texts[APL_CELL_TEXTS] = {cell->name,    cell->vintage,     cell->profession,
                                               cell->message, cell->fingerprint, cell->notes};
    char message[sizeof((aploc_error *)0)->message] = "";
    if (cell->message)
        copy_message(cell->message, message, sizeof message);
    for (int k = 0; k < APL_CELL_TEXTS; k++)
        APL_TRY(apl_text_copy(k == 3 ? message : texts[k] ? texts[k] : "", &made->texts[k], err));
    made->cell = *cell;
    made->cell.name = made->texts[0];
    made->cell.vintage = made->texts[1];
    made->cell.profession = made->texts[2];
    made->cell.message = made->texts[3];
    made->cell.fingerprint = made->texts[4];
    made->cell.notes = made->texts[5];
    if (cell->report)
        made->report = *cell->report;
    if (cell->demand_report)
        made->demand_report = *cell->demand_report;
    if (cell->supply_report)
        made->supply_report = *cell->supply_report;
    made->cell.report = cell->report ? &made->report : NULL;
    made->cell.demand_report = cell->demand_report ? &made->demand_report : NULL;
    made->cell.supply_report = cell->supply_report ? &made->supply_report : NULL;
    made->cell.supply = made->cell.values = made->cell.demand = NULL;
    if (cell->status)
        goto out;
    made->n_supply = aploc_times_supply_count(cell->times);
    made->n_values = aploc_variant_is_of_supply(cell->variant)
                         ? made->n_supply
                         : aploc_times_demand_count(cell->times);
    APL_TRY(copy_numbers(cell->supply, made->n_supply, &made->supply, err));
    APL_TRY(copy_numbers(cell->values, made->n_values, &made->values, err));
    made->cell.supply = made->supply;
    made->cell.values = made->values;
out:
    return status;
}

/* What cells share. On failure the run may keep a table that no cell uses: it is let go with the
 * others, and aploc_run_add takes it back out. */
static aploc_status take_shared(aploc_run *run, apl_cell *made, const aploc_cell *cell,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    made->territory = made->people = made->method = -1;
    made->cell.method = NULL;
    made->cell.communes = made->cell.sites = NULL;
    made->cell.times = NULL;
    made->cell.territory = made->cell.people = "";
    if (cell->status)
        return APLOC_OK;
    APL_TRY(take_method(run, cell, &made->method, err));
    APL_TRY(take_territory(run, cell, &made->territory, err));
    APL_TRY(take_people(run, cell, made->territory, &made->people, err));
    const apl_territory *territory = run->territories[made->territory];
    made->cell.method = run->methods[made->method];
    made->cell.territory = territory->name;
    made->cell.communes = territory->communes;
    made->cell.sites = territory->sites;
    made->cell.times = territory->times;
    made->cell.people = run->peoples[made->people]->name;
    made->cell.demand = run->peoples[made->people]->demand;
out:
    return status;
}

/* Forget the tables that were taken since the run had so many. */
static void take_back(aploc_run *run, int32_t n_methods, int32_t n_territories)
{
    while (run->n_methods > n_methods)
        aploc_method_free(run->methods[--run->n_methods]);
    while (run->n_territories > n_territories) {
        apl_territory *t = run->territories[--run->n_territories];
        free(t->name);
        aploc_communes_free(t->communes);
        aploc_communes_free(t->sites);
        aploc_times_free(t->times);
        free(t);
    }
}

aploc_status aploc_run_add(aploc_run *run, const aploc_cell *cell, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_cell *made = NULL;
    if (!run || !cell)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one", run ? "cell" : "run");
    if (cell->size != sizeof *cell)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found an aploc_cell of %zu bytes, expected %zu",
                        cell->size, sizeof *cell);
    int32_t n_methods = run->n_methods, n_territories = run->n_territories;
    APL_TRY(check_names(run, cell, err));
    APL_TRY(check_domain(cell, err));
    APL_TRY(check_parts(cell, err));
    APL_TRY(APL_GROW(run->cells, &run->cells_room, run->n_cells + 1, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    APL_TRY(copy_own(made, cell, err));
    /* The last that can fail: a people is taken only when all else is there. */
    APL_TRY(take_shared(run, made, cell, err));
    run->cells[run->n_cells++] = made;
    made = NULL;
out:
    if (made) {
        take_back(run, n_methods, n_territories);
        for (int k = 0; k < APL_CELL_TEXTS; k++)
            free(made->texts[k]);
        free(made->supply);
        free(made->values);
        free(made);
    }
    return status;
}
