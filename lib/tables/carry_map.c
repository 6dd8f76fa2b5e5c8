/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map from the places of one date to the communes of another. */
#include "tables/carry.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/sums.h"
#include "tables/changes.h"
#include "tables/communes.h"

/* What making a map works with. */
typedef struct work {
    const aploc_changes *changes;
    const aploc_carry_options *options;
    apl_walk walk;
    aploc_carry_map *map;
    uint8_t *reached; /* of each commune of the target table */
} work;

static void free_links(apl_links *links)
{
    free(links->starts);
    free(links->ends);
    free(links->shares);
    free(links->absorbed);
}

void aploc_carry_map_free(aploc_carry_map *map)
{
    if (!map)
        return;
    apl_texts_free(&map->codes);
    apl_texts_free(&map->names);
    apl_texts_free(&map->lost);
    free_links(&map->targets);
    free_links(&map->sources);
    free(map->name);
    free(map->splits);
    free(map->kinds);
    free(map->stray);
    apl_texts_free(&map->absent);
    free(map->absent_in);
    free(map);
}

/* The code at which a part ended. */
static const char *code_of(const work *w, const apl_ended *e)
{
    return e->code >= 0 ? apl_texts_get(&w->changes->codes, e->code)
                        : apl_texts_get(&w->map->places->codes, e->place);
}

static aploc_status refuse_split(const work *w, const apl_ended *ends, int64_t n, aploc_error *err)
{
    const apl_ended *e = ends;
    char date[APL_DATE_SIZE], codes[160];
    size_t used = 0;
    codes[0] = '\0';
    while (!e->line)
        e++;
    for (int64_t k = 0; k < n && used < 100; k++)
        used += (size_t)snprintf(codes + used, sizeof codes - used, "%s%s", k ? ", " : "",
                                 code_of(w, &ends[k]));
    const char *code = apl_texts_get(&w->changes->codes, e->split);
    return apl_fail_at(err, APLOC_ERR_CHANGE,
                       (apl_place){.file = w->changes->path, .line = e->line, .code = code},
                       "found that '%s' splits on %s, so that '%s' ends in %s; expected shares in "
                       "the file, or that "
                       "the splits are shared or skipped (--splits)",
                       code, apl_date_text(e->date, date),
                       aploc_communes_code(w->map->places, ends[0].place), codes);
}

/* Shares in proportion to a column of the target table. */
static aploc_status share_split(const work *w, apl_ended *ends, int64_t n, aploc_error *err)
{
    const double *column = aploc_communes_column(w->options->onto, w->options->role);
    apl_sum sum = {0};
    for (int64_t k = 0; k < n; k++) {
        const char *code = code_of(w, &ends[k]);
        int32_t i = aploc_communes_find(w->options->onto, code);
        if (i < 0 || isnan(column[i]))
            return apl_fail_at(err, APLOC_ERR_NO_VALUE,
                               (apl_place){.file = w->options->onto->path, .code = code},
                               "found no number for '%s', expected one to share '%s' by, which "
                               "splits",
                               code, aploc_communes_code(w->map->places, ends[0].place));
        ends[k].share = column[i];
        apl_sum_add(&sum, column[i]);
    }
    double whole = apl_sum_value(sum);
    if (!(whole > 0.0) || !isfinite(whole))
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, (apl_place){.file = w->options->onto->path},
                           "found nothing but zeros for the parts of '%s', which splits, expected "
                           "numbers to share it by",
                           aploc_communes_code(w->map->places, ends[0].place));
    for (int64_t k = 0; k < n; k++)
        ends[k].share /= whole;
    return APLOC_OK;
}

/* Give the parts of place `i`, those from `ends` on, their shares; `n` is 0 for one left out. */
static aploc_status settle(work *w, int32_t i, apl_ended *ends, int64_t *n, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int is_known = 1;
    for (int64_t k = 0; k < *n; k++)
        is_known &= !isnan(ends[k].share);
    w->map->splits[i] = -1;
    if (*n == 1)
        ends[0].share = 1.0;
    if (*n == 1 || is_known)
        return APLOC_OK;
    if (w->options->splits == APLOC_SPLIT_REFUSE)
        return refuse_split(w, ends, *n, err);
    if (w->options->splits == APLOC_SPLIT_SHARE)
        return share_split(w, ends, *n, err);
    for (int64_t k = 0; k < *n && w->map->splits[i] < 0; k++) {
        const char *code = code_of(w, &ends[k]);
        if (strcmp(code, apl_texts_get(&w->map->places->codes, i)) != 0)
            status =
                apl_texts_add(&w->map->lost, code, (int64_t)strlen(code), &w->map->splits[i], err);
    }
    *n = 0;
    return status;
}

/* Settle all places; the parts of those left out go. `starts` are those of the targets. */
static aploc_status settle_all(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t count = w->map->places->count;
    int64_t at = 0, kept = 0;
    APL_TRY(APL_NEW(w->map->splits, count, err));
    APL_TRY(APL_NEW(w->map->targets.starts, (int64_t)count + 1, err));
    for (int32_t i = 0; i < count; i++) {
        int64_t n = 0;
        while (at + n < w->walk.count && w->walk.ended[at + n].place == i)
            n++;
        int64_t next = at + n;
        APL_TRY(settle(w, i, w->walk.ended + at, &n, err));
        w->map->targets.starts[i] = kept;
        memmove(w->walk.ended + kept, w->walk.ended + at, (size_t)n * sizeof *w->walk.ended);
        kept += n;
        at = next;
    }
    w->map->targets.starts[count] = kept;
    w->walk.count = kept;
out:
    return status;
}

/* Number the new communes. */
static aploc_status number_targets(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_communes *onto = w->options->onto;
    int32_t ignored = 0;
    APL_TRY(APL_ZEROED(w->reached, aploc_communes_count(onto), err));
    for (int64_t k = 0; onto && k < w->walk.count; k++) {
        int32_t i = aploc_communes_find(onto, code_of(w, &w->walk.ended[k]));
        if (i >= 0)
            w->reached[i] = 1;
    }
    for (int32_t i = 0; i < aploc_communes_count(onto); i++) {
        const char *code = aploc_communes_code(onto, i);
        if (w->reached[i])
            APL_TRY(apl_texts_add(&w->map->codes, code, (int64_t)strlen(code), &ignored, err));
    }
    for (int64_t k = 0; k < w->walk.count; k++) {
        const char *code = code_of(w, &w->walk.ended[k]);
        APL_TRY(apl_texts_add(&w->map->codes, code, (int64_t)strlen(code), &ignored, err));
    }
out:
    return status;
}

/* The targets of each place, ascending, and their shares. */
static aploc_status link_targets(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_links *t = &w->map->targets;
    APL_TRY(APL_NEW(t->ends, w->walk.count, err));
    APL_TRY(APL_NEW(t->shares, w->walk.count, err));
    APL_TRY(APL_NEW(t->absorbed, w->walk.count, err));
    for (int32_t i = 0; i < w->map->places->count; i++)
        for (int64_t k = t->starts[i]; k < t->starts[i + 1]; k++) {
            const char *code = code_of(w, &w->walk.ended[k]);
            int32_t end = apl_texts_find(&w->map->codes, code, (int64_t)strlen(code));
            int64_t at = k;
            for (; at > t->starts[i] && t->ends[at - 1] > end; at--) {
                t->ends[at] = t->ends[at - 1];
                t->shares[at] = t->shares[at - 1];
                t->absorbed[at] = t->absorbed[at - 1];
            }
            t->ends[at] = end;
            t->shares[at] = w->walk.ended[k].share;
            t->absorbed[at] = w->walk.ended[k].absorbed;
        }
out:
    return status;
}

/* The places of each new commune, ascending. */
static aploc_status link_sources(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_links *t = &w->map->targets;
    apl_links *s = &w->map->sources;
    int32_t n = w->map->codes.count;
    APL_TRY(APL_ZEROED(s->starts, (int64_t)n + 2, err));
    APL_TRY(APL_NEW(s->ends, w->walk.count, err));
    APL_TRY(APL_NEW(s->shares, w->walk.count, err));
    APL_TRY(APL_NEW(s->absorbed, w->walk.count, err));
    for (int64_t k = 0; k < w->walk.count; k++)
        s->starts[t->ends[k] + 2]++;
    for (int32_t k = 0; k < n; k++)
        s->starts[k + 2] += s->starts[k + 1];
    for (int32_t i = 0; i < w->map->places->count; i++)
        for (int64_t k = t->starts[i]; k < t->starts[i + 1]; k++) {
            int64_t at = s->starts[t->ends[k] + 1]++;
            s->ends[at] = i;
            s->shares[at] = t->shares[k];
            s->absorbed[at] = t->absorbed[k];
        }
out:
    return status;
}

static aploc_status take_names(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_carry_map *map = w->map;
    APL_TRY(APL_NEW(map->name, map->codes.count, err));
    for (int32_t k = 0; k < map->codes.count; k++) {
        const char *code = apl_texts_get(&map->codes, k);
        int32_t c = apl_texts_find(&w->changes->codes, code, (int64_t)strlen(code));
        map->name[k] = -1;
        if (c < 0 || w->walk.names[c] < 0)
            continue;
        const char *name = apl_texts_get(&w->changes->names, w->walk.names[c]);
        APL_TRY(apl_texts_add(&map->names, name, (int64_t)strlen(name), &map->name[k], err));
    }
out:
    return status;
}

static uint8_t kind_of(const aploc_carry_map *map, int32_t i)
{
    const apl_links *t = &map->targets, *s = &map->sources;
    int64_t n = t->starts[i + 1] - t->starts[i];
    if (n != 1)
        return n ? APLOC_CHANGE_SPLIT : APLOC_CHANGE_LEFT_OUT;
    int32_t k = t->ends[t->starts[i]];
    if (s->starts[k + 1] - s->starts[k] > 1)
        return APLOC_CHANGE_MERGED;
    if (strcmp(apl_texts_get(&map->codes, k), apl_texts_get(&map->places->codes, i)) != 0)
        return APLOC_CHANGE_RECODED;
    const char *name = apl_carry_name(map, k);
    if (name && map->places->names.levels && strcmp(name, aploc_communes_name(map->places, i)) != 0)
        return APLOC_CHANGE_RENAMED;
    return APLOC_CHANGE_NONE;
}

static aploc_status check_options(const aploc_carry_options *o, aploc_error *err)
{
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found carry options of %zu bytes, expected %zu "
                        "(APLOC_CARRY_OPTIONS_INIT)",
                        o->size, sizeof *o);
    if (o->splits < APLOC_SPLIT_REFUSE || o->splits > APLOC_SPLIT_SHARE)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d as what to do with splits, expected an aploc_split_policy",
                        (int)o->splits);
    if (o->splits == APLOC_SPLIT_SHARE && !aploc_communes_column(o->onto, o->role))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "%s%sfound no number to share splits by, expected a table of the new "
                        "communes with that column",
                        o->onto ? o->onto->path : "", o->onto ? ": " : "");
    return APLOC_OK;
}

static int is_date(int32_t date)
{
    char text[APL_DATE_SIZE];
    int32_t read = 0;
    return date >= 10000101 && date <= 99991231 &&
           aploc_date_read(apl_date_text(date, text), &read, NULL) == APLOC_OK && read == date;
}

aploc_status aploc_carry_map_create(const aploc_changes *changes, const aploc_communes *places,
                                    int32_t from, int32_t to, const aploc_carry_options *options,
                                    aploc_carry_map **map, aploc_error *err)
{
    static const aploc_carry_options defaults = APLOC_CARRY_OPTIONS_INIT;
    aploc_status status = APLOC_OK;
    work w = {.changes = changes, .options = options ? options : &defaults};
    if (!changes || !places || !map)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as the %s, expected one",
                        !changes  ? "changes"
                        : !places ? "table of places"
                                  : "place of the map");
    if (!is_date(from) || !is_date(to))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found the date %d, expected YYYYMMDD",
                        is_date(from) ? (int)to : (int)from);
    APL_TRY(check_options(w.options, err));
    APL_TRY(APL_ZEROED(w.map, 1, err));
    w.map->places = places;
    w.map->onto = w.options->onto;
    APL_TRY(apl_walk_days(changes, places, from, to, &w.walk, err));
    APL_TRY(settle_all(&w, err));
    APL_TRY(number_targets(&w, err));
    APL_TRY(link_targets(&w, err));
    APL_TRY(link_sources(&w, err));
    APL_TRY(take_names(&w, err));
    APL_TRY(apl_carry_find_strays(w.map, changes, from, err));
    APL_TRY(apl_carry_find_absent(w.map, changes, from, to, err));
    APL_TRY(APL_NEW(w.map->kinds, places->count, err));
    for (int32_t i = 0; i < places->count; i++)
        w.map->kinds[i] = kind_of(w.map, i);
    *map = w.map;
    w.map = NULL;
out:
    aploc_carry_map_free(w.map);
    apl_walk_free(&w.walk);
    free(w.reached);
    return status;
}
