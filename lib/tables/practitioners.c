/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/practitioners.h"

#include <stdlib.h>

#include "base/error.h"

void aploc_practitioners_free(aploc_practitioners *practitioners)
{
    if (!practitioners)
        return;
    free(practitioners->path);
    free(practitioners->rows);
    free(practitioners->people);
    apl_lines_free(&practitioners->lines);
    apl_texts_free(&practitioners->ids);
    apl_texts_free(&practitioners->professions);
    apl_texts_free(&practitioners->spellings);
    free(practitioners);
}

int32_t aploc_practitioners_count(const aploc_practitioners *practitioners)
{
    return practitioners ? practitioners->count : 0;
}

const char *aploc_practitioners_path(const aploc_practitioners *practitioners)
{
    return practitioners ? practitioners->path : NULL;
}

const char *aploc_practitioners_profession(const aploc_practitioners *practitioners, int32_t k)
{
    if (!practitioners || k < 0 || k >= practitioners->spellings.count)
        return NULL;
    return apl_texts_get(&practitioners->spellings, k);
}

aploc_status aploc_practitioners_get(const aploc_practitioners *practitioners, int32_t k,
                                     aploc_practice *practice, aploc_error *err)
{
    if (!practitioners || !practice)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        practitioners ? "place for the practice" : "table of practitioners");
    if (practice->size != sizeof *practice)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a practice of %zu bytes, expected %zu",
                        practice->size, sizeof *practice);
    if (k < 0 || k >= practitioners->count)
        return apl_fail(err, APLOC_ERR_INDEX, "found the practice %d, expected 0 to %d", (int)k,
                        (int)practitioners->count - 1);
    const apl_practice *row = &practitioners->rows[k];
    const apl_practitioner *person = &practitioners->people[row->who];
    *practice = (aploc_practice){
        .size = sizeof *practice,
        .line = apl_lines_get(&practitioners->lines, k),
        .id = apl_texts_get(&practitioners->ids, row->who),
        .replaces = row->replaces < 0 ? NULL : apl_texts_get(&practitioners->ids, row->replaces),
        .acts = row->acts,
        .months = row->months,
        .place = row->place,
        .profession = person->profession,
        .birth_year = person->birth_row < 0 ? 0 : person->birth_year,
        .age = person->age_row < 0 ? -1 : person->age,
        .opened = row->opened,
        .rank = row->rank,
        .status = row->status,
    };
    return APLOC_OK;
}
