/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command has its memory in large pages and keeps it until it ends: taking it in pages of 4 KiB, and giving
 * it back after every step to take it anew, would be a tenth of a short run. A host of the library decides for
 * itself. */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cli.h"

/* Larger blocks are taken by themselves: the largest, in large pages by the library. */
enum { FIRST = 32 << 20, LARGEST_WITHIN = 1 << 20, SOME = 1 << 18, PAGE = 4096 };

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
void use_large_pages(void)
{
    if (!mallopt(M_MMAP_THRESHOLD, LARGEST_WITHIN) || !mallopt(M_TRIM_THRESHOLD, INT32_MAX) ||
        !mallopt(M_TOP_PAD, FIRST) || !mallopt(M_ARENA_MAX, 1))
        return;
    char *first = malloc(SOME);
    if (first) {
        size_t skipped = (PAGE - (uintptr_t)first % PAGE) % PAGE;
        (void)madvise(first + skipped, FIRST - PAGE, MADV_HUGEPAGE);
    }
    free(first);
}

/* What is small has room enough by then; of what is large, nothing is left behind where it stood before it grew. */
void give_pages_back(void)
{
    (void)mallopt(M_TOP_PAD, SOME);
    (void)malloc_trim(SOME);
}
#else
void use_large_pages(void)
{
}

void give_pages_back(void)
{
}
#endif
