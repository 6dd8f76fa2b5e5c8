/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_TEXTS_H
#define APL_TABLES_TEXTS_H

/* Distinct texts, unless they are appended, numbered from 0 in the order in which they came. */

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { APL_LONGEST_CODE = 47 }; /* bytes of the code of a place */

typedef struct apl_slot {
    uint32_t hash;
    int32_t number; /* of the text, plus 1; 0 where the slot is free */
} apl_slot;

/* All zero is an empty set. */
typedef struct apl_texts {
    char *pool; /* the texts one after the other, each ended by a zero */
    int64_t used, room;
    int64_t *offsets; /* count + 1: where each text begins in the pool */
    int64_t offsets_room;
    apl_slot *slots; /* n_slots, a power of two, at most half of them taken */
    int64_t n_slots;
    int32_t count;
} apl_texts;

void apl_texts_free(apl_texts *texts);

/* The number of a text, or -1. */
int32_t apl_texts_find(const apl_texts *texts, const char *text, int64_t length);

/* Add a text unless it is there, and tell its number; it is new when `count` has grown.
 * APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_texts_add(apl_texts *texts, const char *text, int64_t length, int32_t *number,
                           aploc_error *err);

/* Add a text that nobody will look for, be it there or not: nothing is hashed, and it counts once more. Texts
 * of which one was added so are not to be found. APLOC_ERR_MEMORY, APLOC_ERR_TOO_LARGE. */
aploc_status apl_texts_append(apl_texts *texts, const char *text, int64_t length, int32_t *number,
                              aploc_error *err);

/* The same as apl_texts_add in two steps, of which the first fetches what the second needs, and may be done some texts ahead. */
uint32_t apl_texts_fetch(const apl_texts *texts, const char *text, int64_t length);
aploc_status apl_texts_add_fetched(apl_texts *texts, uint32_t fetched, const char *text,
                                   int64_t length, int32_t *number, aploc_error *err);

/* Make room for so many texts in all, so that none moves on the way there. APLOC_ERR_MEMORY. */
aploc_status apl_texts_reserve(apl_texts *texts, int32_t count, aploc_error *err);

/* The text of a number in 0 … count - 1; moves when a text is added. */
static inline const char *apl_texts_get(const apl_texts *texts, int32_t number)
{
    return texts->pool + texts->offsets[number];
}

/* Whether the text of a number is this one. */
static inline int apl_texts_is(const apl_texts *texts, int32_t number, const char *text,
                               int64_t length)
{
    const int64_t *at = texts->offsets + number;
    return at[1] - at[0] - 1 == length && memcmp(texts->pool + at[0], text, (size_t)length) == 0;
}

#endif
