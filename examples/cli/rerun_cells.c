/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a study that was run, and the figures of their communes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "rerun.h"

void sample_free(sample *s)
{
    free(s->apl);
    free(s->mean_weights);
    free(s->share_weights);
    *s = (sample){0};
}

int rerun_below(const result *one)
{
    return isnan(one->asked.below) ? 0 : 1;
}

aploc_status rerun_sample(const result *one, sample *s, int32_t **places, aploc_error *err)
{
    const aploc_cell *cell = &one->cell;
    const double *people = aploc_communes_column(cell->communes, APLOC_POPULATION);
    int32_t n = aploc_communes_count(cell->communes);
    size_t size = (size_t)n + 1;
    int32_t *kept = calloc(size, sizeof *kept);
    *s = (sample){0, calloc(size, sizeof(double)), calloc(size, sizeof(double)),
                  calloc(size, sizeof(double))};
    if (!kept || !s->apl || !s->mean_weights || !s->share_weights) {
        free(kept);
        sample_free(s);
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the figures");
    }
    for (int32_t i = 0; i < n; i++) {
        if (isnan(cell->values[i]))
            continue;
        s->apl[s->n] = cell->values[i];
        s->mean_weights[s->n] = cell->demand[i];
        s->share_weights[s->n] = !people ? cell->demand[i] : isnan(people[i]) ? 0.0 : people[i];
        kept[s->n++] = i;
    }
    if (places)
        *places = kept;
    else
        free(kept);
    return APLOC_OK;
}

aploc_status rerun_add_fault(rerun *r, const result *one, const char *message, aploc_error *err)
{
    for (int32_t k = 0; k < r->n_faults; k++)
        if (r->faults[k].cell == one && strcmp(r->faults[k].message, message) == 0)
            return APLOC_OK;
    fault *grown = realloc(r->faults, ((size_t)r->n_faults + 1) * sizeof *grown);
    char *copy = strdup(message);
    if (grown)
        r->faults = grown;
    if (!grown || !copy) {
        free(copy);
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the faults");
    }
    grown[r->n_faults++] = (fault){one, copy};
    return APLOC_OK;
}

bool rerun_fault_line(const rerun *r, int32_t k, char *line, size_t size)
{
    const fault *f = &r->faults[k];
    int32_t n = 0;
    for (int32_t other = 0; other < r->n_faults; other++) {
        if (strcmp(r->faults[other].message, f->message) != 0)
            continue;
        if (other < k)
            return false;
        n++;
    }
    if (n == 1)
        snprintf(line, size, "%s: %s", f->cell->cell.name, f->message);
    else
        snprintf(line, size, "%s: %s", counted(n, "cell", "cells"), f->message);
    return true;
}

aploc_status rerun_groups(rerun *r, const result *one, const char *column, figures **rows,
                          int32_t *n_rows, aploc_error *err)
{
    const aploc_communes *communes = one->cell.communes;
    int32_t group = aploc_communes_group_find(communes, column), n_levels = 0;
    int32_t *places = NULL, *own = NULL;
    sample s = {0};
    *rows = NULL;
    *n_rows = 0;
    if (group < 0) {
        char message[1400];
        snprintf(message, sizeof message, "%s: found no column '%s' to group by, expected one",
                 one_line(aploc_communes_path(communes)), one_line(column));
        return rerun_add_fault(r, one, message, err);
    }
    const int32_t *levels = aploc_communes_group_levels(communes, group, &n_levels);
    aploc_status status = rerun_sample(one, &s, &places, err);
    if (status)
        return status;
    own = calloc((size_t)s.n + 1, sizeof *own);
    *rows = calloc((size_t)n_levels + 1, sizeof **rows);
    if (!own || !*rows)
        status = fail(err, APLOC_ERR_MEMORY, "not enough memory for the groups");
    for (int32_t k = 0; !status && k < s.n; k++)
        own[k] = levels[places[k]];
    if (!status)
        status = describe_groups(&s, own, n_levels, communes, group, &one->asked.below,
                                 rerun_below(one), *rows, n_rows, err);
    free(own);
    free(places);
    sample_free(&s);
    return status;
}

static aploc_status describe_cell(result *one, aploc_error *err)
{
    sample s = {0};
    if (one->cell.status || aploc_variant_is_of_supply(one->cell.variant))
        return APLOC_OK;
    aploc_status status = rerun_sample(one, &s, NULL, err);
    if (!status && s.n > 0) {
        status = describe(&s, &one->asked.below, rerun_below(one), &one->national, err);
        one->has_figures = true;
    }
    sample_free(&s);
    return status;
}

aploc_status rerun_describe(rerun *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    r->n_results = aploc_study_cell_count(r->study);
    r->results = calloc((size_t)r->n_results + 1, sizeof *r->results);
    if (!r->results)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the figures");
    for (int32_t k = 0; !status && k < r->n_results; k++) {
        result *one = &r->results[k];
        one->asked = (aploc_study_cell)APLOC_STUDY_CELL_INIT;
        one->cell = (aploc_cell)APLOC_CELL_INIT;
        status = aploc_study_get_cell(r->study, k, &one->asked, err);
        if (!status)
            status = aploc_run_get_cell(r->run, k, &one->cell, err);
        if (status)
            break;
        const char *rest = one->asked.name + strlen(one->asked.series);
        one->limit = *rest ? rest + 1 : "";
        one->variant = aploc_variant_name(one->cell.variant);
        one->method = one->cell.status ? one->asked.method
                                       : aploc_method_get_text(one->cell.method, APLOC_METHOD_NAME);
        /* People under a threshold are counted where the values are per inhabitant, as it is. */
        if (!aploc_variant_is_per_head(one->cell.variant))
            one->asked.below = NAN;
        status = one->cell.status ? rerun_add_fault(r, one, one->cell.message, err)
                                  : describe_cell(one, err);
    }
    return status;
}
