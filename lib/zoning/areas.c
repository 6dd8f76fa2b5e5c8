/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Areas: where units are counted, and the parts that they have there. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "zoning/zones.h"

/* Places of one unit in one area. */
typedef struct tally {
    int32_t unit, area, place, n_communes;
    double people;
} tally;

/* A text and the level that it was. */
typedef struct named {
    const char *text;
    int32_t level;
} named;

static int by_text(const void *one, const void *other)
{
    const named *a = one, *b = other;
    return strcmp(a->text, b->text);
}

static int by_unit_and_area(const void *one, const void *other)
{
    const tally *a = one, *b = other;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* One area, "", for everything. */
static aploc_status take_whole(aploc_zoning *z, apl_areas *areas, aploc_error *err)
{
    aploc_status status = APL_ZEROED(areas->texts, 1, err);
    if (status)
        return status;
    areas->texts[0] = "";
    areas->count = 1;
    return APL_ZEROED(areas->of_places, z->n_places, err);
}

/* The areas of a group column, by text, and that of each place. */
static aploc_status take_column(aploc_zoning *z, const char *column, const char *what,
                                apl_areas *areas, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    named *names = NULL;
    int32_t *numbers = NULL, n = 0;
    int32_t group = aploc_communes_group_find(z->communes, column);
    if (group < 0)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING,
                           (apl_place){.file = aploc_communes_path(z->communes)},
                           "found no column '%s' to take %ss from, expected one without another "
                           "role",
                           column, what);
    const int32_t *levels = aploc_communes_group_levels(z->communes, group, &n);
    APL_TRY(APL_ZEROED(names, n, err));
    APL_TRY(APL_ZEROED(numbers, n, err));
    APL_TRY(APL_ZEROED(areas->texts, n, err));
    APL_TRY(APL_ZEROED(areas->of_places, z->n_places, err));
    for (int32_t k = 0; k < n; k++)
        names[k] = (named){aploc_communes_group_text(z->communes, group, k), k};
    qsort(names, (size_t)n, sizeof *names, by_text);
    for (int32_t k = 0; k < n; k++) {
        areas->texts[k] = names[k].text;
        numbers[names[k].level] = k;
    }
    areas->count = n;
    for (int32_t i = 0; i < z->n_communes; i++) {
        areas->of_places[i] = numbers[levels[i]];
        if (!*areas->texts[areas->of_places[i]]) {
            status = apl_fail_at(err, APLOC_ERR_UNIT, apl_commune_place(z, i),
                                 "found nothing in column '%s' of commune '%s', expected its %s",
                                 column, aploc_communes_code(z->communes, i), what);
            goto out;
        }
    }
out:
    free(names);
    free(numbers);
    return status;
}

/* Count the first `n` places by unit and area, sorted by both; `*count` rows at `*rows`. */
static aploc_status count_places(const aploc_zoning *z, const apl_areas *areas, int32_t n,
                                 tally **rows, int32_t *count, aploc_error *err)
{
    tally *found = NULL;
    int32_t used = 0;
    aploc_status status = APL_ZEROED(found, n, err);
    if (status)
        return status;
    for (int32_t k = 0; k < n; k++) {
        int32_t p = z->order[k];
        found[k] = (tally){z->units[p], areas->of_places[p], k, p < z->n_communes, z->people[p]};
    }
    qsort(found, (size_t)n, sizeof *found, by_unit_and_area);
    for (int32_t p = 0; p < n; p++) {
        tally *last = used ? &found[used - 1] : NULL;
        if (last && last->unit == found[p].unit && last->area == found[p].area) {
            last->people += found[p].people;
            last->n_communes += found[p].n_communes;
        } else
            found[used++] = found[p];
    }
    *rows = found;
    *count = used;
    return APLOC_OK;
}

/* Let each unit be wholly in the area with most of its people; those of communes in no area (-1) do not
 * count. */
static aploc_status gather_units(aploc_zoning *z, apl_areas *areas, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    tally *rows = NULL;
    int32_t *home = NULL, n = 0;
    APL_TRY(count_places(z, areas, z->n_communes, &rows, &n, err));
    APL_TRY(APL_ZEROED(home, z->n_units, err));
    for (int32_t k = 0, best = 0; k < n; k++) {
        if (rows[k].unit != rows[best].unit || rows[best].area < 0 ||
            rows[k].people > rows[best].people)
            best = k;
        home[rows[k].unit] = rows[best].area;
    }
    for (int32_t i = 0; i < z->n_communes; i++)
        areas->of_places[i] = home[z->units[i]];
out:
    free(rows);
    free(home);
    return status;
}

aploc_status apl_zoning_take_areas(aploc_zoning *z, aploc_error *err)
{
    static const char *const words[] = {"", "", "region", "department"};
    const char *const columns[] = {NULL, NULL, z->options.region, z->options.department};
    const apl_areas *regions = &z->areas[APLOC_SCOPE_REGION];
    aploc_status status = APLOC_OK;
    int32_t *own = NULL; /* the region of each commune, whatever that of its unit */
    int majority = z->options.regions == APLOC_REGIONS_MAJORITY;
    APL_TRY(APL_ZEROED(own, z->n_communes, err));
    for (int32_t scope = APLOC_SCOPE_NATION; scope <= APLOC_SCOPE_DEPARTMENT; scope++) {
        apl_areas *areas = &z->areas[scope];
        APL_TRY(columns[scope] ? take_column(z, columns[scope], words[scope], areas, err)
                               : take_whole(z, areas, err));
        /* The département of a unit is one of its region's. */
        for (int32_t i = 0; i < z->n_communes && majority; i++) {
            if (scope == APLOC_SCOPE_REGION)
                own[i] = areas->of_places[i];
            else if (columns[scope] && own[i] != regions->of_places[i])
                areas->of_places[i] = -1;
        }
        if (columns[scope] && majority)
            APL_TRY(gather_units(z, areas, err));
        for (int32_t k = 0; k < z->options.n_qpvs; k++)
            areas->of_places[z->n_communes + k] =
                areas->of_places[aploc_communes_find(z->communes, z->options.qpvs[k].commune)];
    }
out:
    free(own);
    return status;
}

/* By area; those with an APL first, in its order; then by code. */
static int by_order(const void *one, const void *other)
{
    const apl_part *a = one, *b = other;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if (isnan(a->apl) != isnan(b->apl))
        return isnan(a->apl) ? 1 : -1;
    if (a->apl < b->apl || a->apl > b->apl)
        return a->apl < b->apl ? -1 : 1;
    return strcmp(a->code, b->code);
}

aploc_status apl_zoning_make_parts(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_areas *areas = &z->areas[z->options.scope];
    tally *rows = NULL;
    int32_t *first = NULL;
    APL_TRY(count_places(z, areas, z->n_places, &rows, &z->n_parts, err));
    APL_TRY(APL_ZEROED(z->parts, z->n_parts, err));
    for (int32_t k = 0; k < z->n_parts; k++)
        z->parts[k] = (apl_part){.code = apl_zoning_unit_code(z, rows[k].unit),
                                 .unit = rows[k].unit,
                                 .area = rows[k].area,
                                 .zone = z->forced[rows[k].unit],
                                 .n_communes = rows[k].n_communes,
                                 .decided = z->forced[rows[k].unit] >= 0,
                                 .apl = z->apl[rows[k].unit],
                                 .people = rows[k].people};
    qsort(z->parts, (size_t)z->n_parts, sizeof *z->parts, by_order);
    /* The part of each place: `rows` hold where a unit's parts begin, by unit and area. */
    APL_TRY(APL_ZEROED(first, z->n_units, err));
    for (int32_t k = z->n_parts - 1; k >= 0; k--)
        first[rows[k].unit] = k;
    for (int32_t k = 0; k < z->n_parts; k++) {
        int32_t row = first[z->parts[k].unit];
        while (rows[row].area != z->parts[k].area)
            row++;
        rows[row].place = k;
    }
    for (int32_t p = 0; p < z->n_places; p++) {
        int32_t row = first[z->units[p]];
        while (rows[row].area != areas->of_places[p])
            row++;
        z->part_of[p] = rows[row].place;
    }
out:
    free(rows);
    free(first);
    return status;
}
