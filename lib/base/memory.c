/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* Blocks of so many bytes have large pages: in those of 4 KiB, taking them for the first time costs more than
 * most of what is done with them. */
enum { LARGE = 1 << 22, LARGE_PAGE = 1 << 21, PAGE = 1 << 12 };

/* Where the system has no large pages, or none to spare, nothing changes. Blocks that grow have none: moving
 * them costs more than they save. */
static void ask_for_large_pages(void *block, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    if (bytes < LARGE)
        return;
    size_t skipped = (PAGE - (uintptr_t)block % PAGE) % PAGE;
    (void)madvise((char *)block + skipped, (bytes - skipped) / PAGE * PAGE, MADV_HUGEPAGE);
#else
    (void)block;
    (void)bytes;
#endif
}

/* A large block is whole large pages, which begin at multiples of their size. */
static void *block_of(size_t bytes)
{
    void *block = NULL;
    if (bytes < LARGE || bytes > PTRDIFF_MAX - LARGE_PAGE)
        return malloc(bytes);
    bytes = (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    if (posix_memalign(&block, LARGE_PAGE, bytes))
        return NULL;
    ask_for_large_pages(block, bytes);
    return block;
}

/* count * size in bytes, or a failure. The limit is that of pointer differences, below size_t's. */
static aploc_status bytes_of(int64_t count, size_t size, size_t *bytes, aploc_error *err)
{
    if (count < 0 || (uint64_t)count > (uint64_t)PTRDIFF_MAX / size)
        return apl_fail(err, APLOC_ERR_TOO_LARGE,
                        "found a table of %lld elements of %zu bytes, expected at most %lld bytes",
                        (long long)count, size, (long long)PTRDIFF_MAX);
    *bytes = count ? (size_t)count * size : 1;
    return APLOC_OK;
}

static aploc_status no_memory(size_t bytes, aploc_error *err)
{
    return apl_fail(err, APLOC_ERR_MEMORY, "not enough memory for %zu bytes", bytes);
}

/* Pointers are stored through memcpy: `pointer` may be the address of a pointer to any type. */
aploc_status apl_array_new(void *pointer, int64_t count, size_t size, aploc_error *err)
{
    size_t bytes = 0;
    aploc_status status = bytes_of(count, size, &bytes, err);
    if (status)
        return status;
    void *block = block_of(bytes);
    if (!block)
        return no_memory(bytes, err);
    memcpy(pointer, &block, sizeof block);
    return APLOC_OK;
}

aploc_status apl_array_zeroed(void *pointer, int64_t count, size_t size, aploc_error *err)
{
    size_t bytes = 0;
    aploc_status status = bytes_of(count, size, &bytes, err);
    if (status)
        return status;
    void *block = calloc(bytes, 1);
    if (!block)
        return no_memory(bytes, err);
    ask_for_large_pages(block, bytes);
    memcpy(pointer, &block, sizeof block);
    return APLOC_OK;
}

aploc_status apl_array_grow(void *pointer, int64_t *capacity, int64_t needed, size_t size,
                            aploc_error *err)
{
    int64_t wanted = *capacity + *capacity / 2 + 16;
    if (wanted < needed)
        wanted = needed;
    size_t bytes = 0;
    aploc_status status = bytes_of(wanted, size, &bytes, err);
    if (status)
        return status;
    void *block = NULL;
    memcpy(&block, pointer, sizeof block);
    block = realloc(block, bytes);
    if (!block)
        return no_memory(bytes, err);
    memcpy(pointer, &block, sizeof block);
    *capacity = wanted;
    return APLOC_OK;
}

void apl_array_shrink(void *pointer, int64_t count, size_t size)
{
    size_t bytes = 0;
    void *block = NULL;
    memcpy(&block, pointer, sizeof block);
    if (bytes_of(count, size, &bytes, NULL) == APLOC_OK && (block = realloc(block, bytes)))
        memcpy(pointer, &block, sizeof block);
}

aploc_status apl_text_copy(const char *text, char **copy, aploc_error *err)
{
    size_t size = strlen(text) + 1;
    aploc_status status = APL_NEW(*copy, (int64_t)size, err);
    if (!status)
        memcpy(*copy, text, size);
    return status;
}
