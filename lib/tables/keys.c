/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/keys.h"

#include <string.h>

#include "base/memory.h"

void apl_keys_free(apl_keys *keys)
{
    free(keys->slots);
    *keys = (apl_keys){0};
}

/* The key of a text; 0 when it has none. */
static uint64_t key_of(const char *text)
{
    char bytes[8] = "";
    size_t length = strlen(text);
    if (length > APL_KEY_LONGEST)
        return 0;
    for (size_t k = 0; k < length; k++)
        if (text[k] <= ' ' || text[k] >= 0x7F || text[k] == '"')
            return 0;
    memcpy(bytes, text, length);
    return apl_key_of(apl_key_bytes(bytes), (int)length);
}

aploc_status apl_keys_make(const apl_texts *texts, apl_keys *keys, aploc_error *err)
{
    aploc_status status;
    int bits = 4;
    while (((int64_t)1 << bits) < (int64_t)texts->count * 3 / 2 + 1)
        bits++;
    *keys = (apl_keys){.shift = 64 - bits, .mask = (UINT64_C(1) << bits) - 1};
    APL_TRY(APL_ZEROED(keys->slots, (int64_t)1 << bits, err));
    for (int32_t k = 0; k < texts->count; k++) {
        uint64_t key = key_of(apl_texts_get(texts, k));
        if (!key)
            continue;
        uint64_t at = apl_key_slot(keys, key);
        while (keys->slots[at].key)
            at = (at + 1) & keys->mask;
        keys->slots[at] = (apl_key){key, k};
    }
out:
    return status;
}
