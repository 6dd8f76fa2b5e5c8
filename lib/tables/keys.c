/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/keys.h"

#include <string.h>

#include "base/memory.h"

void apl_keys_free(apl_keys *keys)
{
    free(keys->slots);
    free(keys->keys);
    *keys = (apl_keys){0};
}

/* The key of a text; 0 when it has none. */
static uint64_t key_of(const char *text, int64_t length)
{
    char bytes[APL_EIGHT] = "";
    if (length > APL_KEY_LONGEST)
        return 0;
    for (int64_t k = 0; k < length; k++)
        if (text[k] <= ' ' || text[k] >= 0x7F || text[k] == '"')
            return 0;
    memcpy(bytes, text, (size_t)length);
    return apl_key_of(apl_eight(bytes), (int)length);
}

aploc_status apl_keys_make(const apl_texts *texts, apl_keys *keys, aploc_error *err)
{
    aploc_status status;
    int bits = 4;
    while (((int64_t)1 << bits) < (int64_t)texts->count * 3)
        bits++;
    *keys = (apl_keys){.mask = (UINT64_C(1) << bits) - 1};
    APL_TRY(APL_ZEROED(keys->slots, (int64_t)1 << bits, err));
    APL_TRY(APL_NEW(keys->keys, (int64_t)texts->count + 1, err));
    keys->keys[0] = 0;
    for (int32_t k = 0; k < texts->count; k++) {
        int64_t length = texts->offsets[k + 1] - texts->offsets[k] - 1;
        uint64_t key = keys->keys[k + 1] = key_of(apl_texts_get(texts, k), length);
        if (!key)
            continue;
        uint64_t at = apl_key_slot(keys, key);
        while (keys->slots[at])
            at = (at + apl_key_step(keys, key)) & keys->mask;
        keys->slots[at] = k + 1;
    }
out:
    return status;
}
