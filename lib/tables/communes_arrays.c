/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of places from arrays, held to the rules of a table from a file. */
#include "tables/communes.h"

#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "tables/encoding.h"

/* What the numbers of a role may be, as communes_csv.c has it. */
static const struct {
    const char *name;
    double least, most;
    int may_miss;
} domains[APLOC_ROLE_COUNT] = {
    [APLOC_POPULATION] = {"population", 0.0, HUGE_VAL, 1},
    [APLOC_STANDARDISED] = {"standardised population", 0.0, HUGE_VAL, 1},
    [APLOC_SUPPLY] = {"supply", 0.0, HUGE_VAL, 0},
    [APLOC_LON] = {"longitude", -180.0, 180.0, 1},
    [APLOC_LAT] = {"latitude", -90.0, 90.0, 1},
    [APLOC_APL] = {"apl", 0.0, HUGE_VAL, 1},
};

static aploc_status bad_number(const aploc_communes *c, int32_t i, const char *what, double value,
                               aploc_error *err)
{
    char text[APLOC_NUMBER_SIZE];
    apl_place place = {.file = c->path, .code = apl_texts_get(&c->codes, i)};
    aploc_number_write(value, text);
    return apl_fail_at(err, isfinite(value) ? APLOC_ERR_RANGE : APLOC_ERR_NOT_FINITE, place,
                       "found %s as the %s of place '%s', expected a number in its domain",
                       isnan(value) ? "no value" : text, what, place.code);
}

/* Every text of a table is UTF-8, as those of a file are. */
static aploc_status check_text(const aploc_communes *c, int32_t i, const char *text,
                               aploc_error *err)
{
    if (apl_is_utf8(text, (int64_t)strlen(text)))
        return APLOC_OK;
    return apl_fail_at(err, APLOC_ERR_ENCODING, (apl_place){.file = c->path},
                       "place %d: found a text that is not UTF-8, expected UTF-8", (int)i);
}

static aploc_status take_codes(aploc_communes *c, const aploc_places *from, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t i = 0; i < from->count; i++) {
        const char *code = from->codes[i];
        size_t length = code ? strlen(code) : 0;
        int32_t number = 0;
        if (length == 0 || length >= sizeof((aploc_error *)0)->code)
            return apl_fail_at(err, APLOC_ERR_NO_VALUE, (apl_place){.file = c->path},
                               "place %d: found a code of %zu bytes, expected 1 to %zu", (int)i,
                               length, sizeof((aploc_error *)0)->code - 1);
        APL_TRY(check_text(c, i, code, err));
        APL_TRY(apl_texts_add(&c->codes, code, (int64_t)length, &number, err));
        if (number != i)
            return apl_fail_at(
                err, APLOC_ERR_CODE_REPEATED, (apl_place){.file = c->path, .code = code},
                "place %d: found the code '%s' again, expected each code once", (int)i, code);
    }
    c->count = from->count;
out:
    return status;
}

static aploc_status take_texts(const aploc_communes *c, apl_group *group, int32_t n,
                               const char *const *texts, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(group->levels, n, err));
    group->room = n;
    for (int32_t i = 0; i < n; i++) {
        const char *text = texts[i] ? texts[i] : "";
        APL_TRY(check_text(c, i, text, err));
        APL_TRY(apl_texts_add(&group->texts, text, (int64_t)strlen(text), &group->levels[i], err));
    }
out:
    return status;
}

static aploc_status take_columns(aploc_communes *c, const aploc_places *from, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int role = 0; role < APLOC_ROLE_COUNT; role++) {
        const double *values = from->columns[role];
        if (!values)
            continue;
        for (int32_t i = 0; i < from->count; i++)
            if (isnan(values[i]) ? !domains[role].may_miss
                                 : isinf(values[i]) || values[i] < domains[role].least ||
                                       values[i] > domains[role].most)
                return bad_number(c, i, domains[role].name, values[i], err);
        APL_TRY(APL_NEW(c->columns[role].values, from->count, err));
        c->columns[role].room = from->count;
        memcpy(c->columns[role].values, values, (size_t)from->count * sizeof *values);
    }
out:
    return status;
}

static aploc_status take_ages(aploc_communes *c, const aploc_places *from, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t n = (int64_t)from->count * from->n_ages;
    for (int32_t a = 0; a < from->n_ages; a++)
        if (from->ages[a].from < 0 || from->ages[a].to < from->ages[a].from ||
            (a > 0 && from->ages[a].from <= from->ages[a - 1].to))
            return apl_fail_at(err, APLOC_ERR_RANGE, (apl_place){.file = c->path},
                               "age class %d: found one that does not come after the one before, "
                               "expected classes in order, without overlap",
                               (int)a);
    for (int64_t k = 0; k < n; k++)
        if (!(from->age_table[k] >= 0.0) || isinf(from->age_table[k]))
            return bad_number(c, (int32_t)(k / from->n_ages), "residents by age",
                              from->age_table[k], err);
    APL_TRY(APL_NEW(c->ages, from->n_ages, err));
    APL_TRY(APL_NEW(c->age_table.values, n, err));
    memcpy(c->ages, from->ages, (size_t)from->n_ages * sizeof *c->ages);
    memcpy(c->age_table.values, from->age_table, (size_t)n * sizeof(double));
    c->age_table.room = n;
    c->n_ages = from->n_ages;
out:
    return status;
}

static aploc_status take_groups(aploc_communes *c, const aploc_places *from, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_ZEROED(c->groups, from->n_groups, err));
    for (int32_t g = 0; g < from->n_groups; g++) {
        c->n_groups = g + 1;
        APL_TRY(check_text(c, g, from->group_names[g], err));
        APL_TRY(apl_text_copy(from->group_names[g], &c->groups[g].name, err));
        APL_TRY(take_texts(c, &c->groups[g], from->count, from->group_texts[g], err));
    }
out:
    return status;
}

static aploc_status check(const aploc_places *from, aploc_communes *const *communes,
                          aploc_error *err)
{
    if (!from || !communes)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected %s",
                        from ? "place for the table" : "places",
                        from ? "somewhere to put it" : "some");
    if (from->size != sizeof *from)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found aploc_places of %zu bytes, expected %zu",
                        from->size, sizeof *from);
    int has_groups = from->n_groups == 0 || (from->group_names && from->group_texts);
    for (int32_t g = 0; has_groups && g < from->n_groups; g++)
        has_groups = from->group_names[g] && from->group_texts[g];
    if (from->count < 1 || !from->codes || from->n_ages < 0 || from->n_groups < 0 ||
        (from->n_ages > 0 && (!from->ages || !from->age_table)) || !has_groups)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found places without codes, or columns announced and not there, expected "
                        "both");
    return apl_check_reserved("aploc_places", from->reserved, err);
}

aploc_status aploc_communes_from_arrays(const aploc_places *places, aploc_communes **communes,
                                        aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = NULL;
    APL_TRY(check(places, communes, err));
    APL_TRY(APL_ZEROED(c, 1, err));
    APL_TRY(apl_text_copy(places->path ? places->path : "", &c->path, err));
    APL_TRY(take_codes(c, places, err));
    if (places->names)
        APL_TRY(take_texts(c, &c->names, places->count, places->names, err));
    APL_TRY(take_columns(c, places, err));
    if (places->n_ages > 0)
        APL_TRY(take_ages(c, places, err));
    if (places->n_groups > 0)
        APL_TRY(take_groups(c, places, err));
    *communes = c;
    c = NULL;
out:
    aploc_communes_free(c);
    return status;
}
