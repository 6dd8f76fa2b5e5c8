/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/parts.h"

#include <string.h>

#include "base/threads.h"

/* Parts for threads to take. */
typedef struct taking {
    apl_parts *parts;
    void (*scan)(void *data, apl_parts *parts, int32_t k);
    void *data;
} taking;

static void take_part(void *data, int64_t piece, int32_t thread)
{
    taking *t = data;
    (void)thread;
    t->scan(t->data, t->parts, (int32_t)piece);
}

static void on_threads(apl_parts *parts, void (*scan)(void *data, apl_parts *parts, int32_t k),
                       void *data)
{
    taking t = {.parts = parts, .scan = scan, .data = data};
    apl_parallel_pieces(parts->n_threads, parts->n, take_part, &t);
}

/* Count into a byte as long as it can hold the sum: a compiler then counts many bytes at once. */
static void count_lines(void *data, apl_parts *parts, int32_t k)
{
    enum { FIT = 192 }; /* blocks of up to 64 bytes */
    apl_part *p = &parts->part[k];
    (void)data;
    for (const char *at = p->begin; at < p->end;) {
        const char *end = p->end - at < FIT ? p->end : at + FIT;
        unsigned char n = 0;
        for (; at < end; at++)
            n = (unsigned char)(n + (*at == '\n'));
        p->rows += n;
    }
}

void apl_parts_cut(apl_parts *parts, const char *text, int64_t length, int32_t n, int32_t n_threads)
{
    const char *begin = text, *end = text + length;
    int64_t worth = n > 0 ? n : length / APL_PART_BYTES + 1;
    parts->n = worth < APL_PARTS_MAX ? (int32_t)worth : APL_PARTS_MAX;
    parts->n_threads = n_threads;
    parts->lines = 0;
    for (int32_t k = 0; k < parts->n; k++) {
        const char *cut = text + length / parts->n * (k + 1);
        if (k == parts->n - 1 || cut >= end)
            cut = end;
        else if (cut > begin)
            cut = (const char *)memchr(cut - 1, '\n', (size_t)(end - cut + 1)) + 1;
        else
            cut = begin;
        parts->part[k] = (apl_part){.begin = begin, .end = cut};
        begin = cut;
    }
    on_threads(parts, count_lines, NULL);
    for (int32_t k = 0; k < parts->n; k++) {
        parts->part[k].first_row = parts->lines;
        parts->lines += parts->part[k].rows;
        parts->part[k].rows = 0;
    }
}

int32_t apl_parts_scan(apl_parts *parts, void (*scan)(void *data, apl_parts *parts, int32_t k),
                       void *data, apl_part *all)
{
    on_threads(parts, scan, data);
    *all = (apl_part){.begin = parts->part[0].begin, .end = parts->part[parts->n - 1].end};
    for (int32_t k = 0; k < parts->n; k++) {
        const apl_part *p = &parts->part[k];
        all->bytes += p->bytes;
        all->rows += p->rows;
        all->crlf |= p->crlf;
        if (p->bytes < p->end - p->begin)
            return k + 1;
    }
    return parts->n;
}
