/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and inputs of a run as they are given out, and the end of both. */
#include "study/run.h"

#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "tables/encoding.h"
#include "tables/texts.h"

aploc_status aploc_run_create(aploc_run **run, aploc_error *err)
{
    if (!run)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found nowhere to put the run");
    aploc_run *made = NULL;
    aploc_status status = APL_ZEROED(made, 1, err);
    if (!status)
        *run = made;
    return status;
}

static void free_cell(apl_cell *cell)
{
    for (int k = 0; k < APL_CELL_TEXTS; k++)
        free(cell->texts[k]);
    free(cell->supply);
    free(cell->values);
    free(cell);
}

static void free_territory(apl_territory *territory)
{
    free(territory->name);
    aploc_communes_free(territory->communes);
    aploc_communes_free(territory->sites);
    aploc_times_free(territory->times);
    free(territory);
}

static void free_people(apl_people *people)
{
    free(people->name);
    free(people->demand);
    free(people);
}

static void free_input(apl_input *input)
{
    free(input->role);
    free(input->path);
    free(input);
}

void aploc_run_free(aploc_run *run)
{
    if (!run)
        return;
    for (int32_t k = 0; k < run->n_cells; k++)
        free_cell(run->cells[k]);
    for (int32_t k = 0; k < run->n_territories; k++)
        free_territory(run->territories[k]);
    for (int32_t k = 0; k < run->n_peoples; k++)
        free_people(run->peoples[k]);
    for (int32_t k = 0; k < run->n_methods; k++)
        aploc_method_free(run->methods[k]);
    for (int32_t k = 0; k < run->n_inputs; k++)
        free_input(run->inputs[k]);
    free(run->study);
    free(run->cells);
    free(run->territories);
    free(run->peoples);
    free(run->methods);
    free(run->inputs);
    free(run);
}

aploc_status aploc_run_set_study(aploc_run *run, const char *text, aploc_error *err)
{
    char *copy = NULL;
    if (!run)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no run, expected one");
    if (text && !apl_is_utf8(text, (int64_t)strlen(text)))
        return apl_fail(err, APLOC_ERR_ENCODING,
                        "found the text of a study that is not UTF-8, expected UTF-8");
    aploc_status status = text && *text ? apl_text_copy(text, &copy, err) : APLOC_OK;
    if (status)
        return status;
    free(run->study);
    run->study = copy;
    return APLOC_OK;
}

const char *aploc_run_get_study(const aploc_run *run)
{
    return !run ? NULL : run->study ? run->study : "";
}

int32_t aploc_run_cell_count(const aploc_run *run)
{
    return run ? run->n_cells : 0;
}

int32_t aploc_run_find(const aploc_run *run, const char *name)
{
    for (int32_t k = 0; name && k < aploc_run_cell_count(run); k++)
        if (strcmp(run->cells[k]->cell.name, name) == 0)
            return k;
    return -1;
}

aploc_status aploc_run_get_cell(const aploc_run *run, int32_t k, aploc_cell *cell, aploc_error *err)
{
    if (!run || !cell)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        run ? "place for the cell" : "run");
    if (cell->size != sizeof *cell)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found an aploc_cell of %zu bytes, expected %zu",
                        cell->size, sizeof *cell);
    if (k < 0 || k >= run->n_cells)
        return apl_fail(err, APLOC_ERR_INDEX, "found cell %d, expected 0 to %d", (int)k,
                        (int)run->n_cells - 1);
    *cell = run->cells[k]->cell;
    return APLOC_OK;
}

const aploc_input *aploc_run_get_input(const aploc_run *run, int32_t k)
{
    return run && k >= 0 && k < run->n_inputs ? &run->inputs[k]->input : NULL;
}

aploc_status apl_run_note_input(aploc_run *run, const char *role, const char *path,
                                const char *sha256, int64_t bytes, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_input *made = NULL;
    for (int32_t k = 0; k < run->n_inputs; k++)
        if (strcmp(run->inputs[k]->role, role) == 0 && strcmp(run->inputs[k]->path, path) == 0)
            return APLOC_OK;
    APL_TRY(APL_GROW(run->inputs, &run->inputs_room, run->n_inputs + 1, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    APL_TRY(apl_text_copy(role, &made->role, err));
    APL_TRY(apl_text_copy(path, &made->path, err));
    apl_copy_text(made->sha256, sizeof made->sha256, sha256);
    made->input = (aploc_input){made->role, made->path, made->sha256, bytes};
    run->inputs[run->n_inputs++] = made;
    made = NULL;
out:
    if (made)
        free_input(made);
    return status;
}

aploc_status aploc_run_add_input(aploc_run *run, const char *role, const char *path,
                                 const char *name, aploc_error *err)
{
    char sha256[65];
    int64_t bytes = 0;
    if (!run || !role || !path)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        !run    ? "run"
                        : !role ? "role of a file"
                                : "path");
    aploc_status status = apl_digest_file(path, sha256, &bytes, err);
    return status ? status : apl_run_note_input(run, role, name ? name : path, sha256, bytes, err);
}
