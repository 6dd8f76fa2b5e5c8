/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of the first date by the changes: those of the table that they deny, and those that they have
 * and the table lacks. */
#include <string.h>

#include "base/memory.h"
#include "tables/carry.h"
#include "tables/changes.h"
#include "tables/communes.h"

/* Perhaps: somebody comes to the code, and nothing says whether it is new with that. Passing: on one day
 * somebody comes to it and all of it leaves. */
enum { UNSEEN, PERHAPS, THERE, PASSING, ENDED, LATER };

/* What the changes say of each code on a day: it is there, ended, or comes later. */
static aploc_status see_codes(const aploc_changes *c, int32_t day, uint8_t **result,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint8_t *seen = NULL;
    int64_t *first =
        NULL; /* one more than the first row of the later day that has the code first */
    APL_TRY(APL_ZEROED(seen, c->codes.count, err));
    APL_TRY(APL_ZEROED(first, c->codes.count, err));
    for (int64_t k = 0, next = 0; k < c->count; k = next) {
        while (next < c->count && c->rows[next].date == c->rows[k].date)
            next++;
        int later = c->rows[k].date > day;
        for (int64_t j = k; j < next; j++)
            if (!later)
                seen[c->rows[j].from] = ENDED;
            else if (seen[c->rows[j].from] == UNSEEN) {
                seen[c->rows[j].from] = THERE;
                first[c->rows[j].from] = k + 1;
            }
        for (int64_t j = k; j < next; j++)
            if (!later)
                seen[c->rows[j].to] = THERE;
            else if (seen[c->rows[j].to] == UNSEEN)
                seen[c->rows[j].to] = c->rows[j].mod ? LATER : PERHAPS;
            else if (first[c->rows[j].to] == k + 1 && c->rows[j].from != c->rows[j].to)
                seen[c->rows[j].to] = PASSING;
        for (int64_t j = k; later && j < next; j++)
            if (first[c->rows[j].to] == k + 1 && c->rows[j].from == c->rows[j].to)
                seen[c->rows[j].to] = THERE;
    }
    *result = seen;
    seen = NULL;
out:
    free(seen);
    free(first);
    return status;
}

aploc_status apl_carry_find_strays(aploc_carry_map *map, const aploc_changes *changes, int32_t day,
                                   aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint8_t *seen = NULL;
    APL_TRY(see_codes(changes, day, &seen, err));
    APL_TRY(APL_ZEROED(map->stray, map->places->count, err));
    for (int32_t i = 0; i < map->places->count; i++) {
        const char *code = apl_texts_get(&map->places->codes, i);
        int32_t number = apl_texts_find(&changes->codes, code, (int64_t)strlen(code));
        map->stray[i] = number >= 0 && seen[number] >= ENDED;
    }
out:
    free(seen);
    return status;
}

/* The codes that are there on a day and not in the table, as a table of their own; NULL: none. */
static aploc_status missing_places(const aploc_carry_map *map, const aploc_changes *changes,
                                   int32_t day, aploc_communes **missing, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_places places = APLOC_PLACES_INIT;
    const char **codes = NULL;
    uint8_t *seen = NULL;
    APL_TRY(see_codes(changes, day, &seen, err));
    APL_TRY(APL_NEW(codes, changes->codes.count, err));
    for (int32_t c = 0; c < changes->codes.count; c++) {
        const char *code = apl_texts_get(&changes->codes, c);
        if (seen[c] == THERE && aploc_communes_find(map->places, code) < 0)
            codes[places.count++] = code;
    }
    places.path = changes->path;
    places.codes = codes;
    if (places.count > 0)
        APL_TRY(aploc_communes_from_arrays(&places, missing, err));
out:
    free(codes);
    free(seen);
    return status;
}

aploc_status apl_carry_find_absent(aploc_carry_map *map, const aploc_changes *changes, int32_t from,
                                   int32_t to, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *missing = NULL;
    apl_walk walk = {0};
    APL_TRY(missing_places(map, changes, from, &missing, err));
    if (!missing)
        goto out;
    /* Apart from the table's: where those go does not depend on what is missing. */
    APL_TRY(apl_walk_days(changes, missing, from, to, &walk, err));
    APL_TRY(APL_NEW(map->absent_in, missing->count, err));
    for (int64_t k = 0; k < walk.count; k++) {
        const char *code = apl_texts_get(&missing->codes, walk.ended[k].place);
        const char *end = apl_texts_get(&changes->codes, walk.ended[k].code);
        int32_t in = apl_texts_find(&map->codes, end, (int64_t)strlen(end)), number = 0;
        int32_t before = map->absent.count;
        if (in < 0)
            continue;
        APL_TRY(apl_texts_add(&map->absent, code, (int64_t)strlen(code), &number, err));
        if (number == before)
            map->absent_in[number] = in;
    }
out:
    apl_walk_free(&walk);
    aploc_communes_free(missing);
    return status;
}
