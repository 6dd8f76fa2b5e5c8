/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kept.h"

#include <string.h>

#include "base/memory.h"

enum { PAIRS = 1 << 16 }; /* of a block, unless a row has more */

/* Pairs of whole rows. */
typedef struct block {
    struct block *next;
    int64_t room, used;
    uint16_t *codes;
    uint16_t *narrow; /* columns; one of the two */
    int32_t *wide;
} block;

struct apl_kept {
    int64_t bytes, most;
    int is_narrow;
    int32_t *counts; /* of each row */
    int32_t n_rows, row;
    block *first, *last;
    block *at; /* of reading */
    int64_t read;
};

aploc_status apl_kept_new(int32_t n_rows, int32_t n_columns, int64_t most, apl_kept **kept,
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_kept *own = NULL;
    APL_TRY(APL_ZEROED(own, 1, err));
    own->most = most;
    own->n_rows = n_rows;
    own->is_narrow = n_columns <= UINT16_MAX + 1;
    own->bytes = (int64_t)n_rows * (int64_t)sizeof *own->counts;
    APL_TRY(APL_NEW(own->counts, n_rows, err));
    *kept = own;
    own = NULL;
out:
    apl_kept_free(own);
    return status;
}

static void free_block(block *b)
{
    free(b->codes);
    free(b->narrow);
    free(b->wide);
    free(b);
}

void apl_kept_free(apl_kept *kept)
{
    if (!kept)
        return;
    for (block *b = kept->first; b;) {
        block *next = b->next;
        free_block(b);
        b = next;
    }
    free(kept->counts);
    free(kept);
}

/* Another block, when it may be and can be. */
static int add_block(apl_kept *kept, int32_t n)
{
    int64_t room = n > PAIRS ? n : PAIRS, bytes = room * (kept->is_narrow ? 4 : 6);
    block *b = NULL;
    if (kept->bytes + bytes > kept->most || APL_ZEROED(b, 1, NULL))
        return 0;
    b->room = room;
    if (APL_NEW(b->codes, room, NULL) ||
        (kept->is_narrow ? APL_NEW(b->narrow, room, NULL) : APL_NEW(b->wide, room, NULL))) {
        free_block(b);
        return 0;
    }
    kept->bytes += bytes;
    if (kept->last)
        kept->last->next = b;
    else
        kept->first = b;
    kept->last = b;
    return 1;
}

int apl_kept_add(apl_kept *kept, const apl_weigher *weigher)
{
    int32_t n = weigher->n;
    if ((!kept->last || kept->last->room - kept->last->used < n) && !add_block(kept, n))
        return 0;
    block *b = kept->last;
    memcpy(b->codes + b->used, weigher->codes, (size_t)n * sizeof *b->codes);
    if (b->wide)
        memcpy(b->wide + b->used, weigher->to, (size_t)n * sizeof *b->wide);
    for (int32_t k = 0; b->narrow && k < n; k++)
        b->narrow[b->used + k] = (uint16_t)weigher->to[k];
    b->used += n;
    kept->counts[kept->row++] = n;
    return 1;
}

int64_t apl_kept_bytes(const apl_kept *kept)
{
    return kept->bytes;
}

void apl_kept_begin(apl_kept *kept)
{
    kept->row = 0;
    kept->at = kept->first;
    kept->read = 0;
}

void apl_kept_next(apl_kept *kept, apl_weigher *weigher)
{
    int32_t n = kept->counts[kept->row++];
    while (kept->at->used == kept->read && n > 0) {
        kept->at = kept->at->next;
        kept->read = 0;
    }
    const block *b = kept->at;
    const uint16_t *codes = b->codes + kept->read;
    for (int32_t k = 0; k < n; k++) {
        weigher->to[k] = b->narrow ? b->narrow[kept->read + k] : b->wide[kept->read + k];
        weigher->weights[k] = weigher->by_code[codes[k]];
    }
    weigher->n = n;
    kept->read += n;
}
