/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of the new communes: those of the communes whose codes they keep; and groups with a pole. */
#include "tables/carry.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

void apl_carry_note(aploc_carry_note *list, int32_t *count, const char *code, const char *other,
                    const char *column)
{
    if (*count < APLOC_CARRY_LISTED_MAX) {
        aploc_carry_note *note = &list[*count];
        apl_copy_text(note->code, sizeof note->code, code);
        apl_copy_text(note->other, sizeof note->other, other);
        apl_copy_text(note->column, sizeof note->column, column);
    }
    ++*count;
}

static const char *text_of(const apl_group *old, const char *const *texts, int32_t level)
{
    return texts ? texts[level] : apl_texts_get(&old->texts, level);
}

aploc_status apl_carry_group(const aploc_carry_map *map, const apl_group *old,
                             const char *const *texts, apl_group *group, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(group->levels, map->codes.count, err));
    if (old->name)
        APL_TRY(apl_text_copy(old->name, &group->name, err));
    for (int32_t k = 0; k < map->codes.count; k++) {
        const char *text = text_of(old, texts, old->levels[apl_carry_model(map, k)]);
        APL_TRY(apl_texts_add(&group->texts, text, (int64_t)strlen(text), &group->levels[k], err));
    }
out:
    return status;
}

void apl_carry_conflicts(const aploc_carry_map *map, const apl_group *old, const char *const *texts,
                         aploc_carry_report *report)
{
    const apl_links *s = &map->sources;
    for (int32_t k = 0; k < map->codes.count; k++) {
        const char *own = text_of(old, texts, old->levels[apl_carry_model(map, k)]);
        for (int64_t at = s->starts[k]; at < s->starts[k + 1]; at++)
            if (s->shares[at] == 1.0 &&
                strcmp(own, text_of(old, texts, old->levels[s->ends[at]])) != 0)
                apl_carry_note(report->conflicts, &report->n_conflicts,
                               apl_texts_get(&map->codes, k),
                               apl_texts_get(&map->places->codes, s->ends[at]), old->name);
    }
}

/* The poles of a column: those that are in the same new commune make a list of levels. */
typedef struct poles {
    const aploc_carry_map *map;
    const apl_group *old;
    int32_t *place; /* of each level's pole, -1 where there is none */
    int32_t *next;  /* of each level: another one with its pole in the same commune, or -1 */
    int32_t *heads; /* of each new commune */
} poles;

static aploc_status find_poles(poles *p, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n_found = 0;
    APL_TRY(APL_NEW(p->place, p->old->texts.count, err));
    APL_TRY(APL_NEW(p->next, p->old->texts.count, err));
    APL_TRY(APL_NEW(p->heads, p->map->codes.count, err));
    for (int32_t k = 0; k < p->map->codes.count; k++)
        p->heads[k] = -1;
    for (int32_t level = p->old->texts.count - 1; level >= 0; level--) {
        const char *text = apl_texts_get(&p->old->texts, level);
        int32_t end = aploc_carry_map_find(p->map, text);
        p->place[level] = aploc_communes_find(p->map->places, text);
        p->next[level] = -1;
        n_found += p->place[level] >= 0;
        if (end >= 0) {
            p->next[level] = p->heads[end];
            p->heads[end] = level;
        }
    }
    if (n_found == 0)
        status = apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, (apl_place){.file = p->map->places->path},
                             "found no code of a commune in the column '%s', expected the code of "
                             "the pole of each group",
                             p->old->name);
out:
    return status;
}

/* The level of a list whose pole has most people; the first of equals. */
static int32_t most_populated(const poles *p, int32_t head)
{
    const double *population = p->map->places->columns[APLOC_POPULATION].values;
    int32_t best = head;
    for (int32_t level = head; population && level >= 0; level = p->next[level])
        if (population[p->place[level]] > population[p->place[best]] ||
            (isnan(population[p->place[best]]) && !isnan(population[p->place[level]])))
            best = level;
    return best;
}

/* The groups whose poles are in new commune `k` now. */
static void join_poles(const poles *p, int32_t k, const char **texts, aploc_carry_report *report)
{
    int32_t own = p->old->levels[apl_carry_model(p->map, k)], stays = -1;
    const char *text = apl_texts_get(&p->map->codes, k);
    for (int32_t level = p->heads[k]; level >= 0; level = p->next[level])
        stays = level == own ? own : stays;
    if (stays < 0) {
        stays = most_populated(p, p->heads[k]);
        text = apl_texts_get(&p->old->texts, stays);
    }
    for (int32_t level = p->heads[k]; level >= 0; level = p->next[level]) {
        texts[level] = text;
        if (level != stays)
            apl_carry_note(report->joined, &report->n_joined, text,
                           apl_texts_get(&p->old->texts, level), p->old->name);
    }
}

aploc_status apl_carry_poles(const aploc_carry_map *map, const apl_group *old, const char **texts,
                             aploc_carry_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    poles p = {.map = map, .old = old};
    APL_TRY(find_poles(&p, err));
    for (int32_t level = 0; level < old->texts.count; level++)
        texts[level] = apl_texts_get(&old->texts, level);
    for (int32_t k = 0; k < map->codes.count; k++)
        if (p.heads[k] >= 0)
            join_poles(&p, k, texts, report);
out:
    free(p.place);
    free(p.next);
    free(p.heads);
    return status;
}
