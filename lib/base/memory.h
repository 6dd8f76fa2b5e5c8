/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_MEMORY_H
#define APL_BASE_MEMORY_H

/* Allocation: the only place of the library that calls malloc. Sizes are checked before they are
 * multiplied. Memory from here is given back with free(). */

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"

/* Let the pointer at `pointer` be `count` elements of `size` bytes (a real block even for 0).
 * APLOC_ERR_TOO_LARGE, APLOC_ERR_MEMORY: the pointer is untouched. */
aploc_status apl_array_new(void *pointer, int64_t count, size_t size, aploc_error *err);

/* The same, zeroed. */
aploc_status apl_array_zeroed(void *pointer, int64_t count, size_t size, aploc_error *err);

/* Make room for `needed` elements in a block that has room for `*capacity`: grows by half at least,
 * keeps the contents. On failure block and capacity are untouched. */
aploc_status apl_array_grow(void *pointer, int64_t *capacity, int64_t needed, size_t size,
                            aploc_error *err);

/* Give back what is beyond `count` elements; where that cannot be, the block stays as it is. */
void apl_array_shrink(void *pointer, int64_t count, size_t size);

/* Let `*copy` be a copy of a text, freed by free. APLOC_ERR_MEMORY. */
aploc_status apl_text_copy(const char *text, char **copy, aploc_error *err);

/* `p` is the pointer itself: APL_NEW(table->codes, n, err). */
#define APL_NEW(p, count, err) apl_array_new(&(p), (count), sizeof *(p), (err))
#define APL_ZEROED(p, count, err) apl_array_zeroed(&(p), (count), sizeof *(p), (err))
#define APL_GROW(p, capacity, needed, err)                                                         \
    ((needed) <= *(capacity) ? APLOC_OK                                                            \
                             : apl_array_grow(&(p), (capacity), (needed), sizeof *(p), (err)))

#endif
