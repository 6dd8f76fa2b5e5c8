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
    int shift;      /* from a hash to a slot */
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

/* The bits of the first bytes are brought down to the others: codes of one length differ in few. */
static inline uint64_t apl_key_slot(const apl_keys *keys, uint64_t key)
{
    return (key ^ key >> 15) * UINT64_C(0xFF51AFD7ED558CCD) >> keys->shift;
}

/* The number of the text of a key; -1 when it is not there. */
static inline int32_t apl_keys_find(const apl_keys *keys, uint64_t key)
{
    for (uint64_t at = apl_key_slot(keys, key);; at = (at + 1) & keys->mask) {
        int32_t number = keys->slots[at];
        if (keys->keys[number] == key || number == 0)
            return number - 1;
    }
}

#endif
