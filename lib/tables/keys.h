/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_KEYS_H
#define APL_TABLES_KEYS_H

/* The short ones among texts, found as numbers: a code of a commune fits into eight bytes, which are
 * compared at once. */

#include "tables/eight.h"
#include "tables/texts.h"

/* Texts of at most so many bytes have a key: their bytes, a 1 that ends them, zeros. */
enum { APL_KEY_LONGEST = 7 };

/* Two tables that stay in a processor's cache: a slot mostly holds what is looked for, or nothing. */
typedef struct apl_keys {
    int32_t *slots; /* numbers of texts, plus 1; 0 where the slot is free */
    uint64_t *keys; /* of text k at k + 1; 0 where it has none, and at 0 */
    uint64_t mask;  /* slots less 1 */
} apl_keys;

void apl_keys_free(apl_keys *keys);

/* Make keys of the texts that are short and plain: printed ASCII without blanks and quotes. What is no
 * such text is not found. APLOC_ERR_MEMORY. */
aploc_status apl_keys_make(const apl_texts *texts, apl_keys *keys, aploc_error *err);

/* The key of the first `length` of eight bytes, at most APL_KEY_LONGEST. */
static inline uint64_t apl_key_of(uint64_t bytes, int length)
{
    uint64_t end = UINT64_C(1) << 8 * length;
    return (bytes & (end - 1)) | end;
}

/* The slot of a key: the number that its digits are, so that those of neighbours are neighbours; letters
 * count by their low bits. */
static inline uint64_t apl_key_slot(const apl_keys *keys, uint64_t key)
{
    uint64_t at_top = key << __builtin_clzll(key) << 1; /* without the 1 that ends it */
    return apl_eight_number(at_top & APL_EIGHT_ONES * 0x0F) & keys->mask;
}

/* How far on to look when that is another's: not in line, since neighbours may have all of it. */
static inline uint64_t apl_key_step(const apl_keys *keys, uint64_t key)
{
    return (key * UINT64_C(0x9E3779B97F4A7C15) >> 32 & keys->mask) | 1;
}

/* The number of the text of a key; -1 when it is not there. */
static inline int32_t apl_keys_find(const apl_keys *keys, uint64_t key)
{
    uint64_t at = apl_key_slot(keys, key);
    for (;; at = (at + apl_key_step(keys, key)) & keys->mask) {
        int32_t number = keys->slots[at];
        if (keys->keys[number] == key || number == 0)
            return number - 1;
    }
}

#endif
