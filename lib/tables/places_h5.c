/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/places_h5.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tables/encoding.h"

enum { PATH_SIZE = 512 };

static const char *const roles[APLOC_ROLE_COUNT] = {
    [APLOC_POPULATION] = "population",
    [APLOC_STANDARDISED] = "standardised",
    [APLOC_SUPPLY] = "supply",
    [APLOC_LON] = "lon",
    [APLOC_LAT] = "lat",
    [APLOC_APL] = "apl",
};

/* The path of a part of a table; one too long is none. */
static const char *part_of(char to[PATH_SIZE], const char *path, const char *part)
{
    if (snprintf(to, PATH_SIZE, "%s/%s", path, part) >= PATH_SIZE)
        *to = '\0';
    return to;
}

/* ---- writing ---- */

/* Codes, or names: texts that are asked for by place. */
static aploc_status put_texts(apl_h5 *h5, const char *path, const aploc_communes *places,
                              const char *(*text)(const aploc_communes *, int32_t),
                              aploc_error *err)
{
    int32_t n = aploc_communes_count(places);
    const char **texts = NULL;
    aploc_status status = APL_NEW(texts, n, err);
    if (status)
        return status;
    for (int32_t i = 0; i < n; i++)
        texts[i] = text(places, i);
    status = apl_h5_write_texts(h5, path, n, texts, err);
    free(texts);
    return status;
}

static int has_names(const aploc_communes *places)
{
    for (int32_t i = 0; i < aploc_communes_count(places); i++)
        if (*aploc_communes_name(places, i))
            return 1;
    return 0;
}

static aploc_status put_ages(apl_h5 *h5, const char *path, const aploc_communes *places,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char to[PATH_SIZE];
    int32_t n_ages = 0, *bounds = NULL;
    const aploc_age_class *ages = aploc_communes_ages(places, &n_ages);
    if (n_ages == 0)
        return APLOC_OK;
    APL_TRY(APL_NEW(bounds, 2 * (int64_t)n_ages, err));
    for (int32_t a = 0; a < n_ages; a++) {
        bounds[2 * a] = ages[a].from;
        bounds[2 * a + 1] = ages[a].to;
    }
    APL_TRY(apl_h5_write(h5, part_of(to, path, "age_classes"), APL_H5_I32, n_ages, 2, bounds, err));
    APL_TRY(apl_h5_write(h5, part_of(to, path, "ages"), APL_H5_F64, aploc_communes_count(places),
                         n_ages, aploc_communes_age_table(places), err));
out:
    free(bounds);
    return status;
}

static aploc_status put_group(apl_h5 *h5, const char *path, const aploc_communes *places, int32_t g,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char number[16], groups[PATH_SIZE], group[PATH_SIZE], to[PATH_SIZE];
    int32_t n_levels = 0;
    const int32_t *levels = aploc_communes_group_levels(places, g, &n_levels);
    const char **texts = NULL;
    snprintf(number, sizeof number, "%05d", (int)g);
    part_of(group, part_of(groups, path, "groups"), number);
    APL_TRY(apl_h5_make_group(h5, group, err));
    APL_TRY(apl_h5_set_text(h5, group, "name", aploc_communes_group_name(places, g), err));
    APL_TRY(APL_NEW(texts, n_levels, err));
    for (int32_t k = 0; k < n_levels; k++)
        texts[k] = aploc_communes_group_text(places, g, k);
    APL_TRY(apl_h5_write_texts(h5, part_of(to, group, "texts"), n_levels, texts, err));
    APL_TRY(apl_h5_write(h5, part_of(to, group, "levels"), APL_H5_I32, aploc_communes_count(places),
                         0, levels, err));
out:
    free(texts);
    return status;
}

aploc_status apl_places_put(apl_h5 *h5, const char *path, const aploc_communes *places,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char to[PATH_SIZE];
    APL_TRY(put_texts(h5, part_of(to, path, "code"), places, aploc_communes_code, err));
    if (has_names(places))
        APL_TRY(put_texts(h5, part_of(to, path, "name"), places, aploc_communes_name, err));
    for (int32_t role = 0; role < APLOC_ROLE_COUNT; role++) {
        const double *column = aploc_communes_column(places, role);
        if (column)
            APL_TRY(apl_h5_write(h5, part_of(to, path, roles[role]), APL_H5_F64,
                                 aploc_communes_count(places), 0, column, err));
    }
    APL_TRY(put_ages(h5, path, places, err));
    for (int32_t g = 0; g < aploc_communes_group_count(places); g++)
        APL_TRY(put_group(h5, path, places, g, err));
out:
    return status;
}

/* ---- reading ---- */

/* What was read, until the table is made of it. */
typedef struct reading {
    apl_h5 *h5;
    const char *path;
    aploc_places places;
    char **codes, **names;
    double *columns[APLOC_ROLE_COUNT];
    aploc_age_class *ages;
    double *age_table;
    int64_t n_groups;
    char **group_names;
    char ***group_levels; /* of each group the texts of its levels, one block */
    const char ***group_texts;
} reading;

static aploc_status wrong_count(const reading *r, const char *path, int64_t found, int64_t expected,
                                aploc_error *err)
{
    return apl_h5_fail(r->h5, err, "found %lld rows in %s, expected %lld", (long long)found, path,
                       (long long)expected);
}

/* Every text that comes into a table is UTF-8, as those from a CSV file are. */
static aploc_status get_texts(const reading *r, const char *path, int64_t *n, char ***texts,
                              aploc_error *err)
{
    aploc_status status = apl_h5_read_texts(r->h5, path, n, texts, err);
    for (int64_t k = 0; !status && k < *n; k++)
        if (!apl_is_utf8((*texts)[k], (int64_t)strlen((*texts)[k])))
            return apl_h5_fail(r->h5, err, "found bytes that are not UTF-8 in %s, row %lld", path,
                               (long long)k);
    return status;
}

static aploc_status get_codes(reading *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char from[PATH_SIZE];
    int64_t n = 0;
    APL_TRY(get_texts(r, part_of(from, r->path, "code"), &n, &r->codes, err));
    if (n < 1 || n > INT32_MAX)
        return wrong_count(r, from, n, 1, err);
    r->places.count = (int32_t)n;
    r->places.codes = (const char *const *)r->codes;
    if (apl_h5_find(r->h5, part_of(from, r->path, "name")) == APL_H5_NONE)
        goto out;
    APL_TRY(get_texts(r, from, &n, &r->names, err));
    if (n != r->places.count)
        return wrong_count(r, from, n, r->places.count, err);
    r->places.names = (const char *const *)r->names;
out:
    return status;
}

static aploc_status get_columns(reading *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char from[PATH_SIZE];
    for (int role = 0; role < APLOC_ROLE_COUNT; role++) {
        if (apl_h5_find(r->h5, part_of(from, r->path, roles[role])) == APL_H5_NONE)
            continue;
        APL_TRY(apl_h5_expect(r->h5, from, 1, r->places.count, -1, NULL, err));
        APL_TRY(APL_NEW(r->columns[role], r->places.count, err));
        APL_TRY(apl_h5_read(r->h5, from, APL_H5_F64, 0, r->places.count, r->columns[role], err));
        r->places.columns[role] = r->columns[role];
    }
out:
    return status;
}

static aploc_status get_ages(reading *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char from[PATH_SIZE];
    apl_h5_shape shape;
    int32_t *bounds = NULL;
    if (apl_h5_find(r->h5, part_of(from, r->path, "age_classes")) == APL_H5_NONE)
        return APLOC_OK;
    APL_TRY(apl_h5_expect(r->h5, from, 2, -1, 2, &shape, err));
    if (shape.rows < 1 || shape.rows > INT32_MAX / 2)
        return wrong_count(r, from, shape.rows, 1, err);
    APL_TRY(APL_NEW(bounds, 2 * shape.rows, err));
    APL_TRY(APL_NEW(r->ages, shape.rows, err));
    APL_TRY(apl_h5_read(r->h5, from, APL_H5_I32, 0, shape.rows, bounds, err));
    for (int64_t a = 0; a < shape.rows; a++)
        r->ages[a] = (aploc_age_class){bounds[2 * a], bounds[2 * a + 1]};
    part_of(from, r->path, "ages");
    APL_TRY(apl_h5_expect(r->h5, from, 2, r->places.count, shape.rows, NULL, err));
    APL_TRY(APL_NEW(r->age_table, r->places.count * shape.rows, err));
    APL_TRY(apl_h5_read(r->h5, from, APL_H5_F64, 0, r->places.count, r->age_table, err));
    r->places.ages = r->ages;
    r->places.age_table = r->age_table;
    r->places.n_ages = (int32_t)shape.rows;
out:
    free(bounds);
    return status;
}

static aploc_status get_group(reading *r, int64_t g, const char *group, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char from[PATH_SIZE];
    int64_t n_levels = 0, n = r->places.count;
    int32_t *levels = NULL;
    APL_TRY(apl_h5_get_text(r->h5, group, "name", &r->group_names[g], err));
    if (!apl_is_utf8(r->group_names[g], (int64_t)strlen(r->group_names[g])))
        return apl_h5_fail(r->h5, err, "found bytes that are not UTF-8 in the name of %s", group);
    APL_TRY(get_texts(r, part_of(from, group, "texts"), &n_levels, &r->group_levels[g], err));
    part_of(from, group, "levels");
    APL_TRY(apl_h5_expect(r->h5, from, 1, n, -1, NULL, err));
    APL_TRY(APL_NEW(levels, n, err));
    APL_TRY(APL_NEW(r->group_texts[g], n, err));
    APL_TRY(apl_h5_read(r->h5, from, APL_H5_I32, 0, n, levels, err));
    for (int64_t i = 0; i < n; i++) {
        if (levels[i] < 0 || levels[i] >= n_levels) {
            status = apl_h5_fail(r->h5, err, "found level %d in %s, row %lld, expected 0 to %lld",
                                 (int)levels[i], from, (long long)i, (long long)n_levels - 1);
            goto out;
        }
        r->group_texts[g][i] = r->group_levels[g][levels[i]];
    }
out:
    free(levels);
    return status;
}

static aploc_status get_groups(reading *r, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char from[PATH_SIZE], group[PATH_SIZE];
    char **names = NULL;
    int64_t n = 0;
    if (apl_h5_find(r->h5, part_of(from, r->path, "groups")) == APL_H5_NONE)
        return APLOC_OK;
    APL_TRY(apl_h5_children(r->h5, from, &n, &names, err));
    APL_TRY(APL_ZEROED(r->group_names, n, err));
    APL_TRY(APL_ZEROED(r->group_levels, n, err));
    APL_TRY(APL_ZEROED(r->group_texts, n, err));
    r->n_groups = n;
    for (int64_t g = 0; g < n; g++)
        APL_TRY(get_group(r, g, part_of(group, from, names[g]), err));
    r->places.n_groups = (int32_t)n;
    r->places.group_names = (const char *const *)r->group_names;
    r->places.group_texts = (const char *const *const *)r->group_texts;
out:
    free(names);
    return status;
}

static void let_go(reading *r)
{
    free(r->codes);
    free(r->names);
    for (int role = 0; role < APLOC_ROLE_COUNT; role++)
        free(r->columns[role]);
    free(r->ages);
    free(r->age_table);
    for (int64_t g = 0; g < r->n_groups; g++) {
        free(r->group_names[g]);
        free(r->group_levels[g]);
        free(r->group_texts[g]);
    }
    free(r->group_names);
    free(r->group_levels);
    free(r->group_texts);
}

aploc_status apl_places_get(apl_h5 *h5, const char *path, aploc_communes **places, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    reading r = {.h5 = h5, .path = path, .places = APLOC_PLACES_INIT};
    r.places.path = apl_h5_path(h5);
    APL_TRY(get_codes(&r, err));
    APL_TRY(get_columns(&r, err));
    APL_TRY(get_ages(&r, err));
    APL_TRY(get_groups(&r, err));
    APL_TRY(aploc_communes_from_arrays(&r.places, places, err));
out:
    let_go(&r);
    return status;
}
