/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_KEYS_H
#define APL_TABLES_KEYS_H

/* The short ones among texts, found as numbers: a code of a commune fits into eight bytes, which are
 * compared at once. */

#include "tables/texts.h"

/* Texts of at most so many bytes have a key: their bytes, a 1 that ends them, zeros. */
enum { APL_KEY_LONGEST = 7 };

typedef struct apl_key {
    uint64_t key;   /* 0 where the slot is free */
    int64_t number; /* of the text */
} apl_key;

typedef struct apl_keys {
    apl_key *slots;
    int shift;     /* from a hash to a slot */
    uint64_t mask; /* slots less 1 */
} apl_keys;

void apl_keys_free(apl_keys *keys);

/* Make keys of the texts that are short and plain: printed ASCII without blanks and quotes. What is no
 * such text is not found. APLOC_ERR_MEMORY. */
aploc_status apl_keys_make(const apl_texts *texts, apl_keys *keys, aploc_error *err);

/* Eight bytes as a number, the first of them lowest. */
static inline uint64_t apl_key_bytes(const char *text)
{
    uint64_t bytes = 0;
    for (int k = 0; k < 8; k++)
        bytes |= (uint64_t)(unsigned char)text[k] << 8 * k;
    return bytes;
}

/* The key of the first `length` of them, at most APL_KEY_LONGEST. */
static inline uint64_t apl_key_of(uint64_t bytes, int length)
{
    uint64_t end = UINT64_C(1) << 8 * length;
    return (bytes & (end - 1)) | end;
}

static inline uint64_t apl_key_slot(const apl_keys *keys, uint64_t key)
{
    return key * UINT64_C(0x9E3779B97F4A7C15) >> keys->shift;
}

/* The number of the text of a key; -1 when it is not there. */
static inline int32_t apl_keys_find(const apl_keys *keys, uint64_t key)
{
    for (uint64_t at = apl_key_slot(keys, key);; at = (at + 1) & keys->mask) {
        if (keys->slots[at].key == key)
            return (int32_t)keys->slots[at].number;
        if (keys->slots[at].key == 0)
            return -1;
    }
}

#endif
