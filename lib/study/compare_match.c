/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places of two tables, matched by code. */
#include <string.h>

#include "base/memory.h"
#include "study/compare.h"

/* A place that both have. */
typedef struct shared {
    const char *code;
    int32_t at[2];
} shared;

static int compare_codes(const void *one, const void *other)
{
    const shared *a = one, *b = other;
    return strcmp(a->code, b->code);
}

/* The places that both have, in the order of `before`; returns whether `after` has it too. */
static int gather(const aploc_communes *before, const aploc_communes *after, shared *places,
                  apl_match *match)
{
    int in_order = 1;
    for (int32_t i = 0; i < aploc_communes_count(before); i++) {
        const char *code = aploc_communes_code(before, i);
        int32_t j = aploc_communes_find(after, code);
        if (j < 0) {
            if (match->n_only[0]++ == 0)
                match->first_only[0] = i;
            continue;
        }
        if (match->n > 0 && places[match->n - 1].at[1] > j)
            in_order = 0;
        places[match->n++] = (shared){code, {i, j}};
    }
    for (int32_t j = 0; j < aploc_communes_count(after); j++)
        if (aploc_communes_find(before, aploc_communes_code(after, j)) < 0 &&
            match->n_only[1]++ == 0)
            match->first_only[1] = j;
    return in_order;
}

aploc_status apl_match_places(const aploc_communes *before, const aploc_communes *after,
                              apl_match *match, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    shared *places = NULL;
    *match = (apl_match){.first_only = {-1, -1}};
    APL_TRY(APL_NEW(places, aploc_communes_count(before), err));
    if (!gather(before, after, places, match))
        qsort(places, (size_t)match->n, sizeof *places, compare_codes);
    for (int side = 0; side < 2; side++) {
        APL_TRY(APL_NEW(match->at[side], match->n, err));
        for (int32_t k = 0; k < match->n; k++)
            match->at[side][k] = places[k].at[side];
    }
out:
    if (status)
        apl_match_free(match);
    free(places);
    return status;
}

void apl_match_free(apl_match *match)
{
    free(match->at[0]);
    free(match->at[1]);
    *match = (apl_match){0};
}

int apl_match_is_identity(const apl_match *match, int side)
{
    if (match->n_only[side])
        return 0;
    for (int32_t k = 0; k < match->n; k++)
        if (match->at[side][k] != k)
            return 0;
    return 1;
}
