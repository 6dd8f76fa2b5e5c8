/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a study, in their order; what is given out of a study; its end. */
#include <aploc/family.h>
#include <aploc/measure.h>
#include <aploc/number.h>
#include <aploc/run.h>
#include <aploc/supply.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "study/run.h"
#include "study/study.h"

enum { CELLS_MAX = 4096 };

/* Where the supply of a profession comes from in a vintage: an aploc_origin, and its file. */
static aploc_status find_source(aploc_study *study, const apl_ini *ini, const apl_vintage *v,
                                const apl_profession *p, int32_t *source, const char **path,
                                aploc_error *err)
{
    char own[APL_NAME_MAX + 16];
    strcat(strcpy(own, "profession "), p->name);
    const apl_ini_entry *section = apl_ini_find(ini, own, NULL);
    const apl_ini_entry *word = apl_ini_find(ini, own, "practitioners");
    const apl_ini_entry *supply = apl_ini_find(ini, own, "supply");
    const apl_ini_entry *column = apl_ini_find(ini, own, "supply_column");
    const char *const practitioners = v->paths[APL_FILE_PRACTITIONERS];
    const char *file = p->supply ? p->supply : v->paths[APL_FILE_SUPPLY];
    if (word && !practitioners)
        return apl_study_fault(ini, word, err,
                               "found practitioners in [%s], expected a file of them for vintage "
                               "%s too",
                               own, v->name);
    if (column && !file)
        return apl_study_fault(ini, column, err,
                               "found supply_column in [%s], expected a file with key 'supply' for "
                               "vintage %s too",
                               own, v->name);
    if (!word && !supply && !column && practitioners && file)
        return apl_study_fault(ini, section, err,
                               "found supply and practitioners for vintage %s, expected key "
                               "'practitioners', 'supply' or 'supply_column' in [%s] to choose",
                               v->name, own);
    *path = NULL;
    if (!supply && !column && practitioners)
        *source = APLOC_ORIGIN_PRACTITIONERS;
    else
        *source = file ? APLOC_ORIGIN_GIVEN : APLOC_ORIGIN_COLUMN;
    if (*source == APLOC_ORIGIN_COLUMN)
        return APLOC_OK;
    return apl_study_fill(study, ini, supply ? supply : section,
                          *source == APLOC_ORIGIN_GIVEN ? file : practitioners, v->name, p->name,
                          path, err);
}

/* Whether the age limits say more than the method does. */
static int has_limits(const apl_profession *p)
{
    return p->limits.n > 1 || strcmp(p->limits.at[0], "method") != 0;
}

static int32_t variant_of(const char *name)
{
    for (int32_t v = 0; v < APLOC_VARIANT_COUNT; v++)
        if (strcmp(name, aploc_variant_name(v)) == 0)
            return v;
    return APLOC_VARIANT_OF_METHOD;
}

static double limit_of(const char *word)
{
    double age = 0.0;
    if (strcmp(word, "none") == 0)
        return APLOC_NO_MAX_AGE;
    (void)aploc_number_read(word, strlen(word), &age, NULL); /* checked; 0 for "method" */
    return age;
}

/* Put a word behind a name; whether there was room. */
static int append(char *name, const char *word)
{
    size_t used = strlen(name), length = strlen(word);
    if (used + length + 1 > APL_NAME_MAX)
        return 0;
    if (used)
        name[used++] = '-';
    memcpy(name + used, word, length + 1);
    return 1;
}

/* One cell: `limit` is NULL where there is none to choose. */
static aploc_status add_cell(aploc_study *study, const apl_ini *ini, const apl_study_cell *like,
                             int32_t method, int32_t variant, const char *limit, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_vintage *v = &study->vintages[like->vintage];
    const apl_profession *p = &study->professions[like->profession];
    const apl_ini_entry *list = apl_ini_find(ini, "study", "vintages");
    apl_study_cell made = *like;
    char name[APL_NAME_MAX + 1] = "";
    int fits = append(name, v->name) && append(name, p->name) &&
               (p->methods.n == 1 || append(name, p->labels.at[method]));
    if (study->n_cells == CELLS_MAX)
        return apl_study_fault(ini, list, err, "found more than %d cells, expected fewer",
                               (int)CELLS_MAX);
    APL_TRY(apl_study_keep(study, name, strlen(name), &made.people, err));
    fits = fits && (p->variants.n == 1 || append(name, p->variants.at[variant]));
    APL_TRY(apl_study_keep(study, name, strlen(name), &made.cell.series, err));
    if (strlen(name) > 6 && strcmp(name + strlen(name) - 6, "-drees") == 0)
        return apl_study_fault(ini, list, err,
                               "found cells named '%s', expected a name that does not end as that "
                               "of the table %s.csv",
                               name, name);
    fits = fits && (!limit || append(name, strcmp(limit, "none") == 0 ? "all" : limit));
    if (!fits)
        return apl_study_fault(ini, list, err,
                               "found a cell whose name would begin with '%s', expected at most %d "
                               "bytes",
                               name, (int)APL_NAME_MAX);
    APL_TRY(apl_study_keep(study, name, strlen(name), &made.cell.name, err));
    for (int32_t k = 0; k < study->n_cells; k++)
        if (strcmp(study->cells[k].cell.name, name) == 0 ||
            (strcmp(study->cells[k].cell.series, made.cell.series) == 0 &&
             (study->cells[k].vintage != made.vintage ||
              study->cells[k].profession != made.profession)))
            return apl_study_fault(ini, list, err,
                                   "found two cells named '%s', expected vintages and professions "
                                   "whose names go together in one way only",
                                   name);
    made.cell.method = p->methods.at[method];
    made.cell.variant = variant_of(p->variants.at[variant]);
    made.cell.max_age = limit ? limit_of(limit) : 0.0;
    APL_TRY(APL_GROW(study->cells, &study->cells_room, study->n_cells + 1, err));
    study->cells[study->n_cells++] = made;
out:
    return status;
}

/* The cells of a profession in a vintage. */
static aploc_status add_cells(aploc_study *study, const apl_ini *ini, int32_t vintage,
                              int32_t profession, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_vintage *v = &study->vintages[vintage];
    const apl_profession *p = &study->professions[profession];
    apl_study_cell like = {
        .cell = APLOC_STUDY_CELL_INIT, .vintage = vintage, .profession = profession};
    like.cell.vintage = v->name;
    like.cell.profession = p->name;
    like.cell.below = p->below;
    APL_TRY(find_source(study, ini, v, p, &like.source, &like.supply, err));
    int by_age = like.source == APLOC_ORIGIN_PRACTITIONERS;
    if (!by_age && p->limits_entry)
        return apl_study_fault(ini, p->limits_entry, err,
                               "found max_ages for a profession whose supply does not come from "
                               "practitioners in vintage %s, expected none",
                               v->name);
    int32_t n_limits = by_age && has_limits(p) ? p->limits.n : 1;
    for (int32_t m = 0; m < p->methods.n; m++)
        for (int32_t f = 0; f < p->variants.n; f++)
            for (int32_t k = 0; k < n_limits; k++)
                APL_TRY(add_cell(study, ini, &like, m, f,
                                 by_age && has_limits(p) ? p->limits.at[k] : NULL, err));
out:
    return status;
}

aploc_status apl_study_take_cells(aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t v = 0; v < study->vintage_names.n; v++)
        for (int32_t p = 0; p < study->profession_names.n; p++)
            APL_TRY(add_cells(study, ini, v, p, err));
out:
    return status;
}

const char *aploc_study_get_text(const aploc_study *study, int32_t which)
{
    return study && which >= 0 && which < APLOC_STUDY_TEXT_COUNT ? study->texts[which] : NULL;
}

const char *aploc_study_get_group(const aploc_study *study, int32_t k)
{
    return study && k >= 0 && k < study->groups.n ? study->groups.at[k] : NULL;
}

const char *aploc_study_get_table(const aploc_study *study, int32_t k)
{
    return study && k >= 0 && k < study->tables.n ? study->tables.at[k] : NULL;
}

int32_t aploc_study_cell_count(const aploc_study *study)
{
    return study ? study->n_cells : 0;
}

aploc_status aploc_study_get_cell(const aploc_study *study, int32_t k, aploc_study_cell *cell,
                                  aploc_error *err)
{
    if (!study || !cell)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        study ? "place for the cell" : "study");
    if (cell->size != sizeof *cell)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found an aploc_study_cell of %zu bytes, expected %zu", cell->size,
                        sizeof *cell);
    if (k < 0 || k >= study->n_cells)
        return apl_fail(err, APLOC_ERR_INDEX, "found cell %d, expected 0 to %d", (int)k,
                        (int)study->n_cells - 1);
    *cell = study->cells[k].cell;
    return APLOC_OK;
}

const char *apl_study_file_of(const aploc_study *study, const apl_study_cell *cell, int32_t k,
                              const char **role)
{
    const apl_vintage *v = &study->vintages[cell->vintage];
    const char *path = NULL;
    int by_age = cell->source == APLOC_ORIGIN_PRACTITIONERS;
    if (k < 0 || k > APL_FILE_COUNT)
        return NULL;
    if (k == APL_FILE_COUNT) {
        *role = "method";
        path = apl_study_is_file(cell->cell.method) ? cell->cell.method : NULL;
    } else {
        *role = apl_study_file_keys[k];
        path = k == APL_FILE_SUPPLY          ? (by_age ? NULL : cell->supply)
               : k == APL_FILE_PRACTITIONERS ? (by_age ? cell->supply : NULL)
               : k == APL_FILE_AGES && !apl_study_has_ages(study, cell) ? NULL
                                                                        : v->paths[k];
    }
    return path ? path : "";
}

const char *aploc_study_get_file(const aploc_study *study, int32_t cell, int32_t k,
                                 const char **role)
{
    const char *path, *role_at;
    if (!study || cell < 0 || cell >= study->n_cells || k < 0)
        return NULL;
    for (int32_t at = 0; (path = apl_study_file_of(study, &study->cells[cell], at, &role_at)); at++)
        if (*path && k-- == 0) {
            if (role)
                *role = role_at;
            return path;
        }
    return NULL;
}

void aploc_study_free(aploc_study *study)
{
    if (!study)
        return;
    for (int32_t k = 0; study->vintages && k < study->vintage_names.n; k++)
        for (int file = 0; file < APL_FILE_COUNT; file++)
            free(study->vintages[k].columns[file].at);
    for (int32_t k = 0; study->vintages && k < study->vintage_names.n; k++)
        free(study->vintages[k].keep);
    for (int32_t k = 0; study->professions && k < study->profession_names.n; k++) {
        free(study->professions[k].methods.at);
        free(study->professions[k].labels.at);
        free(study->professions[k].variants.at);
        free(study->professions[k].limits.at);
    }
    for (int32_t k = 0; k < study->n_kept; k++)
        free(study->kept[k]);
    free(study->kept);
    free(study->vintages);
    free(study->professions);
    free(study->vintage_names.at);
    free(study->profession_names.at);
    free(study->groups.at);
    free(study->tables.at);
    free(study->cells);
    free(study);
}
