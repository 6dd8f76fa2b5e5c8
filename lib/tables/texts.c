/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/texts.h"

#include <string.h>

#include "base/memory.h"

static uint64_t eight_bytes(const char *text)
{
    uint64_t word = 0;
    memcpy(&word, text, sizeof word);
    return word;
}

static uint64_t four_bytes(const char *text)
{
    uint32_t word = 0;
    memcpy(&word, text, sizeof word);
    return word;
}

/* The last bytes of a text, fewer than 8, apart from each other whichever they are. */
static uint64_t rest_of(const char *text, int64_t length)
{
    if (length >= 4)
        return four_bytes(text) | four_bytes(text + length - 4) << 32;
    if (length == 0)
        return 0;
    return (uint64_t)(unsigned char)text[0] | (uint64_t)(unsigned char)text[length / 2] << 8 |
           (uint64_t)(unsigned char)text[length - 1] << 16;
}

/* Eight bytes a step, each time with the high bits brought down: the low ones choose the slot. */
static uint32_t hash_of(const char *text, int64_t length)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = (uint64_t)length * odd;
    for (; length >= 8; text += 8, length -= 8) {
        hash = (hash ^ eight_bytes(text)) * odd;
        hash ^= hash >> 32;
    }
    hash = (hash ^ rest_of(text, length)) * odd;
    hash = (hash ^ hash >> 32) * odd;
    return (uint32_t)(hash >> 32);
}

void apl_texts_free(apl_texts *texts)
{
    free(texts->pool);
    free(texts->offsets);
    free(texts->slots);
    *texts = (apl_texts){0};
}

/* The slot that holds the text, or the free one where it belongs. */
static apl_slot *slot_of(const apl_texts *texts, uint32_t hash, const char *text, int64_t length)
{
    int64_t at = hash & (texts->n_slots - 1);
    for (;; at = (at + 1) & (texts->n_slots - 1)) {
        apl_slot *slot = &texts->slots[at];
        if (slot->number == 0)
            return slot;
        if (slot->hash != hash)
            continue;
        int64_t begin = texts->offsets[slot->number - 1];
        if (texts->offsets[slot->number] - begin - 1 == length &&
            memcmp(texts->pool + begin, text, (size_t)length) == 0)
            return slot;
    }
}

int32_t apl_texts_find(const apl_texts *texts, const char *text, int64_t length)
{
    if (texts->count == 0)
        return -1;
    return slot_of(texts, hash_of(text, length), text, length)->number - 1;
}

/* So many slots, a power of two; numbers and pool stay. */
static aploc_status more_slots(apl_texts *texts, int64_t n, aploc_error *err)
{
    apl_slot *slots = NULL;
    aploc_status status = APL_ZEROED(slots, n, err);
    if (status)
        return status;
    for (int64_t k = 0; k < texts->n_slots; k++) {
        if (texts->slots[k].number == 0)
            continue;
        int64_t at = texts->slots[k].hash & (n - 1);
        while (slots[at].number)
            at = (at + 1) & (n - 1);
        slots[at] = texts->slots[k];
    }
    free(texts->slots);
    texts->slots = slots;
    texts->n_slots = n;
    return APLOC_OK;
}

aploc_status apl_texts_reserve(apl_texts *texts, int32_t count, aploc_error *err)
{
    int64_t n = texts->n_slots ? texts->n_slots : 64;
    while (n < 2 * (int64_t)count)
        n *= 2;
    aploc_status status = n > texts->n_slots ? more_slots(texts, n, err) : APLOC_OK;
    return status ? status
                  : APL_GROW(texts->offsets, &texts->offsets_room, (int64_t)count + 1, err);
}

uint32_t apl_texts_fetch(const apl_texts *texts, const char *text, int64_t length)
{
    uint32_t hash = hash_of(text, length);
    if (texts->n_slots > 0)
        __builtin_prefetch(&texts->slots[hash & (texts->n_slots - 1)]);
    return hash;
}

aploc_status apl_texts_append(apl_texts *texts, const char *text, int64_t length, int32_t *number,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (texts->count == INT32_MAX - 1) {
        status = apl_fail(err, APLOC_ERR_TOO_LARGE,
                          "found more than %d distinct texts, expected fewer", INT32_MAX - 1);
        goto out;
    }
    APL_TRY(APL_GROW(texts->pool, &texts->room, texts->used + length + 1, err));
    APL_TRY(APL_GROW(texts->offsets, &texts->offsets_room, (int64_t)texts->count + 2, err));
    memcpy(texts->pool + texts->used, text, (size_t)length);
    texts->pool[texts->used + length] = '\0';
    texts->offsets[texts->count] = texts->used;
    texts->used += length + 1;
    *number = texts->count++;
    texts->offsets[texts->count] = texts->used;
out:
    return status;
}

aploc_status apl_texts_add(apl_texts *texts, const char *text, int64_t length, int32_t *number,
                           aploc_error *err)
{
    return apl_texts_add_fetched(texts, hash_of(text, length), text, length, number, err);
}

aploc_status apl_texts_add_fetched(apl_texts *texts, uint32_t fetched, const char *text,
                                   int64_t length, int32_t *number, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint32_t hash = fetched;
    if (2 * (int64_t)texts->count >= texts->n_slots)
        APL_TRY(more_slots(texts, texts->n_slots ? 2 * texts->n_slots : 64, err));
    apl_slot *slot = slot_of(texts, hash, text, length);
    if (slot->number == 0) {
        APL_TRY(apl_texts_append(texts, text, length, number, err));
        *slot = (apl_slot){.hash = hash, .number = texts->count};
    }
    *number = slot->number - 1;
out:
    return status;
}
