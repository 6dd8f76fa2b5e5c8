/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a comparison is between: the cells of a run file, or the table of a result. */
#include "sides.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Whether a file opens as those of HDF5 do. One that cannot be opened is left to its reader. */
static bool is_run_file(const char *path)
{
    static const char signature[8] = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
    char bytes[sizeof signature];
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    return n == sizeof bytes && memcmp(bytes, signature, sizeof bytes) == 0;
}

/* The demand of a table: its standardised population, else its population; who is not counted weighs
 * nothing. */
static aploc_status take_demand(side *s, bool quiet, aploc_error *err)
{
    const double *column = aploc_communes_column(s->table, APLOC_STANDARDISED);
    int32_t n = aploc_communes_count(s->table), n_missing = 0, first = 0;
    const char *what = column ? "standardised" : "population";
    if (!column) {
        column = aploc_communes_column(s->table, APLOC_POPULATION);
        if (!column)
            return fail(
                err, APLOC_ERR_COLUMN_MISSING,
                "%s: found no column 'standardised' or 'population', expected one: it weighs "
                "in the mean",
                s->path);
        if (!quiet)
            warn("%s has no column 'standardised'; 'population' stands in for it", s->path);
    }
    s->demand = calloc((size_t)n, sizeof *s->demand);
    if (!s->demand)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the demand");
    for (int32_t i = 0; i < n; i++) {
        if (isnan(column[i]) && n_missing++ == 0)
            first = i;
        s->demand[i] = isnan(column[i]) ? 0.0 : column[i];
    }
    if (n_missing && !quiet)
        warn("%s of %s without a number for '%s' and so without weight (the first: %s)",
             counted(n_missing, "commune", "communes"), s->path, what,
             aploc_communes_code(s->table, first));
    return APLOC_OK;
}

static aploc_status read_table(side *s, const side_options *how, aploc_error *err)
{
    aploc_status status =
        columns_read(s->path, how->columns, how->n_columns, how->bar, &s->table, err);
    if (!status && !aploc_communes_column(s->table, APLOC_APL))
        status =
            fail(err, APLOC_ERR_COLUMN_MISSING,
                 "%s: found no apl column, expected one named 'apl' or --column apl=NAME", s->path);
    return status ? status : take_demand(s, how->quiet, err);
}

aploc_status side_read(side *s, const char *path, const side_options *how, aploc_error *err)
{
    s->path = path;
    return is_run_file(path) ? aploc_run_read_h5(path, NULL, &s->run, err)
                             : read_table(s, how, err);
}

void side_free(side *s)
{
    aploc_run_free(s->run);
    aploc_communes_free(s->table);
    free(s->demand);
}

int32_t side_cell_count(const side *s)
{
    return s->run ? aploc_run_cell_count(s->run) : 1;
}

aploc_status side_cell(const side *s, int32_t k, aploc_cell *cell, aploc_error *err)
{
    *cell = (aploc_cell)APLOC_CELL_INIT;
    if (s->run)
        return aploc_run_get_cell(s->run, k, cell, err);
    cell->name = s->path;
    cell->communes = s->table;
    cell->demand = s->demand;
    cell->supply = aploc_communes_column(s->table, APLOC_SUPPLY);
    cell->values = aploc_communes_column(s->table, APLOC_APL);
    return APLOC_OK;
}

aploc_status side_find(const side *s, const char *name, int32_t *k, aploc_error *err)
{
    *k = side_cell_count(s) == 1 ? 0 : -1;
    if (!name)
        return APLOC_OK;
    if (!s->run)
        return fail(err, APLOC_ERR_ARGUMENT,
                    "%s: found the name of a cell, '%s', for a table, expected a run file", s->path,
                    name);
    *k = aploc_run_find(s->run, name);
    if (*k >= 0)
        return APLOC_OK;
    aploc_cell first = APLOC_CELL_INIT;
    aploc_status status = aploc_run_get_cell(s->run, 0, &first, err);
    return status ? status
                  : fail(err, APLOC_ERR_ARGUMENT,
                         "%s: found no cell '%s', expected the name of one of its cells, as '%s'",
                         s->path, name, first.name);
}

/* The texts of every group column: an array of the places for each. */
static const char **copy_groups(const aploc_communes *communes, const char ***columns,
                                const char **names)
{
    int32_t n = aploc_communes_count(communes), n_groups = aploc_communes_group_count(communes);
    const char **texts = calloc((size_t)n * ((size_t)n_groups + 2), sizeof *texts);
    for (int32_t g = 0; texts && g < n_groups; g++) {
        const int32_t *levels = aploc_communes_group_levels(communes, g, NULL);
        columns[g] = texts + (size_t)n * ((size_t)g + 2);
        names[g] = aploc_communes_group_name(communes, g);
        for (int32_t i = 0; i < n; i++)
            columns[g][i] = aploc_communes_group_text(communes, g, levels[i]);
    }
    for (int32_t i = 0; texts && i < n; i++) {
        texts[i] = aploc_communes_code(communes, i);
        texts[n + i] = aploc_communes_name(communes, i);
    }
    return texts;
}

aploc_status cell_table(const aploc_cell *cell, const char *path, aploc_communes **table,
                        aploc_error *err)
{
    if (cell->status)
        return fail(err, APLOC_ERR_CELL,
                    "%s: cell %s has no values, since it failed (%s), expected one that has", path,
                    cell->name, cell->message);
    if (aploc_variant_is_of_supply(cell->variant))
        return fail(err, APLOC_ERR_CELL,
                    "%s: cell %s has values by place of supply (%s), expected values by commune",
                    path, cell->name, aploc_variant_name(cell->variant));
    const aploc_communes *communes = cell->communes;
    int32_t n_groups = aploc_communes_group_count(communes);
    const char ***columns = calloc((size_t)n_groups + 1, sizeof *columns);
    const char **names = calloc((size_t)n_groups + 1, sizeof *names);
    const char **texts = columns && names ? copy_groups(communes, columns, names) : NULL;
    aploc_status status = APLOC_ERR_MEMORY;
    if (texts) {
        aploc_places places = APLOC_PLACES_INIT;
        places.path = path;
        places.count = aploc_communes_count(communes);
        places.codes = texts;
        places.names = texts + places.count;
        places.columns[APLOC_POPULATION] = aploc_communes_column(communes, APLOC_POPULATION);
        places.columns[APLOC_STANDARDISED] = cell->demand;
        places.columns[APLOC_SUPPLY] = cell->sites ? NULL : cell->supply;
        places.columns[APLOC_APL] = cell->values;
        places.group_names = n_groups ? names : NULL;
        places.group_texts = n_groups ? (const char *const *const *)columns : NULL;
        places.n_groups = n_groups;
        status = aploc_communes_from_arrays(&places, table, err);
    } else {
        status = fail(err, status, "not enough memory for the table of a cell");
    }
    free(columns);
    free(names);
    free(texts);
    return status;
}
