/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/ages_table.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tables/ages.h"
#include "tables/texts.h"

void aploc_ages_free(aploc_ages *ages)
{
    if (!ages)
        return;
    free(ages->path);
    free(ages->classes);
    for (int sex = 0; sex < APLOC_SEX_COUNT; sex++)
        free(ages->tables[sex]);
    free(ages);
}

int32_t aploc_ages_count(const aploc_ages *ages)
{
    return ages ? ages->count : 0;
}

const char *aploc_ages_path(const aploc_ages *ages)
{
    return ages ? ages->path : NULL;
}

const aploc_age_class *aploc_ages_classes(const aploc_ages *ages, int32_t *n_classes)
{
    if (n_classes)
        *n_classes = ages ? ages->n_classes : 0;
    return ages ? ages->classes : NULL;
}

const double *aploc_ages_table(const aploc_ages *ages, int32_t sex)
{
    return ages && sex >= 0 && sex < APLOC_SEX_COUNT ? ages->tables[sex] : NULL;
}

void apl_age_cells_free(apl_age_cells *cells)
{
    free(cells->cells);
    free(cells->by_from);
    *cells = (apl_age_cells){0};
}

static aploc_status overlap(aploc_age_class one, aploc_age_class other, apl_place place,
                            aploc_error *err)
{
    char text[APL_AGES_SIZE], other_text[APL_AGES_SIZE];
    return apl_fail_at(err, APLOC_ERR_COLUMN_REPEATED, place,
                       "found the age classes %s and %s, expected classes that do not overlap",
                       apl_ages_text(one, text), apl_ages_text(other, other_text));
}

aploc_status apl_age_cells_class(apl_age_cells *cells, aploc_age_class ages, apl_place place,
                                 aploc_error *err)
{
    if (!cells->by_from) {
        aploc_status status = APL_NEW(cells->by_from, APL_AGES_OLDEST + 1, err);
        if (status)
            return status;
        for (int32_t from = 0; from <= APL_AGES_OLDEST; from++)
            cells->by_from[from] = (aploc_age_class){from, -1};
    }
    aploc_age_class *there = &cells->by_from[ages.from];
    if (there->to >= 0 && there->to != ages.to)
        return overlap(*there, ages, place, err);
    there->to = ages.to;
    return APLOC_OK;
}

aploc_status apl_age_cells_add(apl_age_cells *cells, apl_age_cell cell, aploc_error *err)
{
    aploc_status status = APL_GROW(cells->cells, &cells->room, cells->n + 1, err);
    if (!status)
        cells->cells[cells->n++] = cell;
    return status;
}

/* Take the classes out of their table; `number` becomes the number of each. */
static aploc_status build_classes(const apl_age_cells *cells, aploc_ages *ages,
                                  int32_t number[APL_AGES_OLDEST + 1], aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = 0;
    for (int32_t from = 0; from <= APL_AGES_OLDEST; from++)
        n += cells->by_from[from].to >= 0;
    APL_TRY(APL_NEW(ages->classes, n, err));
    for (int32_t from = 0; from <= APL_AGES_OLDEST; from++) {
        if (cells->by_from[from].to < 0)
            continue;
        if (ages->n_classes && ages->classes[ages->n_classes - 1].to >= from)
            return overlap(ages->classes[ages->n_classes - 1], cells->by_from[from],
                           (apl_place){.file = ages->path}, err);
        number[from] = ages->n_classes;
        ages->classes[ages->n_classes++] = cells->by_from[from];
    }
out:
    return status;
}

static aploc_status start_table(aploc_ages *ages, int sex, aploc_error *err)
{
    int64_t n = (int64_t)ages->count * ages->n_classes;
    aploc_status status = APL_NEW(ages->tables[sex], n, err);
    for (int64_t k = 0; !status && k < n; k++)
        ages->tables[sex][k] = NAN;
    return status;
}

static int is_same(const apl_age_cell *one, const apl_age_cell *other)
{
    return one->place == other->place && one->from == other->from && one->sex == other->sex;
}

static aploc_status given_twice(const apl_age_cells *cells, const apl_age_cell *again,
                                const aploc_ages *ages, const aploc_communes *places,
                                aploc_error *err)
{
    static const char *const of[] = {"", " (women)", " (men)"};
    const apl_age_cell *first = cells->cells;
    const char *code = aploc_communes_code(places, again->place);
    char text[APL_AGES_SIZE];
    while (!is_same(first, again))
        first++;
    return apl_fail_at(
        err, APLOC_ERR_CODE_REPEATED,
        (apl_place){.file = ages->path, .line = again->line, .code = code},
        "found the residents of %s%s of '%s' again, after line %lld, expected them once (--keep "
        "COLUMN=VALUE takes one year or one kind of rows)",
        apl_ages_text(cells->by_from[again->from], text), of[again->sex], code,
        (long long)first->line);
}

/* Put the cells into the tables of their sex; `taken` has a byte for each number of one sex. */
static aploc_status fill(const apl_age_cells *cells, const int32_t *number,
                         const aploc_communes *places, aploc_ages *ages, uint8_t *taken,
                         aploc_error *err)
{
    for (int64_t k = 0; k < cells->n; k++) {
        const apl_age_cell *cell = &cells->cells[k];
        int64_t at = (int64_t)cell->place * ages->n_classes + number[cell->from];
        uint8_t bit = (uint8_t)(1U << cell->sex);
        if (!ages->tables[cell->sex]) {
            aploc_status status = start_table(ages, cell->sex, err);
            if (status)
                return status;
        }
        if (taken[at] & bit)
            return given_twice(cells, cell, ages, places, err);
        taken[at] |= bit;
        ages->tables[cell->sex][at] = cell->residents;
    }
    return APLOC_OK;
}

/* Both sexes of the places that have no number of their own for them. */
static aploc_status add_up(aploc_ages *ages, aploc_error *err)
{
    const double *women = ages->tables[APLOC_WOMEN], *men = ages->tables[APLOC_MEN];
    if (!women || !men)
        return APLOC_OK;
    if (!ages->tables[APLOC_BOTH_SEXES]) {
        aploc_status status = start_table(ages, APLOC_BOTH_SEXES, err);
        if (status)
            return status;
    }
    double *both = ages->tables[APLOC_BOTH_SEXES];
    for (int32_t i = 0; i < ages->count; i++) {
        int64_t first = (int64_t)i * ages->n_classes;
        int given = 0;
        for (int32_t a = 0; a < ages->n_classes; a++)
            given += !isnan(both[first + a]);
        for (int32_t a = 0; !given && a < ages->n_classes; a++)
            both[first + a] = women[first + a] + men[first + a];
    }
    return APLOC_OK;
}

aploc_status apl_age_cells_build(const apl_age_cells *cells, const char *path,
                                 const aploc_communes *places, aploc_ages **ages, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_ages *built = NULL;
    uint8_t *taken = NULL;
    int32_t number[APL_AGES_OLDEST + 1] = {0};
    APL_TRY(APL_ZEROED(built, 1, err));
    built->count = aploc_communes_count(places);
    APL_TRY(apl_text_copy(path, &built->path, err));
    if (!cells->by_from) {
        status = apl_fail_at(err, APLOC_ERR_EMPTY, (apl_place){.file = path},
                             "found no row of a known place and an age class, expected some");
        goto out;
    }
    APL_TRY(build_classes(cells, built, number, err));
    APL_TRY(APL_ZEROED(taken, (int64_t)built->count * built->n_classes, err));
    APL_TRY(fill(cells, number, places, built, taken, err));
    APL_TRY(add_up(built, err));
    *ages = built;
    built = NULL;
out:
    aploc_ages_free(built);
    free(taken);
    return status;
}
