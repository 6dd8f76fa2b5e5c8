/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#ifdef _OPENMP
#include <omp.h>
#define TEXT_OF_(x) #x
#define TEXT_OF(x) TEXT_OF_(x)
#endif

#ifdef _OPENMP

/* The idle threads of OpenMP, the host's or ours, do not survive fork, and a child would wait for them
 * for ever: before it they are sent home. Within a parallel region they stay, and what is in a region
 * takes no threads. */
static void before_fork(void)
{
    (void)omp_pause_resource_all(omp_pause_soft);
}

__attribute__((constructor)) static void watch_forks(void)
{
    /* When it cannot be installed the guard is missing, and nothing else is. */
    (void)pthread_atfork(before_fork, NULL, NULL);
}

static int inside_a_region(void)
{
    return omp_in_parallel();
}

static int64_t processors(void)
{
    return omp_get_num_procs();
}

static int64_t at_most(void)
{
    return omp_get_thread_limit();
}

#else

static int inside_a_region(void)
{
    return 0;
}

static int64_t processors(void)
{
    return 1;
}

static int64_t at_most(void)
{
    return INT32_MAX;
}

#endif

int32_t apl_thread_count(int32_t requested, int64_t work, int64_t grain)
{
    if (inside_a_region())
        return 1;
    int64_t count = requested > 0 ? requested : processors();
    if (count > work / grain)
        count = work / grain;
    if (count > at_most())
        count = at_most();
    return count < 1 ? 1 : (int32_t)count;
}

/* The first index at or after which a share part / parts of the work lies behind. */
static int64_t cut(int64_t n, const int64_t *offsets, int32_t part, int32_t parts)
{
    if (part >= parts)
        return n;
    if (!offsets)
        return n / parts * part + n % parts * part / parts;
    int64_t total = offsets[n] - offsets[0];
    int64_t goal = offsets[0] + total / parts * part + total % parts * part / parts;
    int64_t low = 0, high = n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (offsets[middle] < goal)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void apl_parallel(int32_t n_threads, int64_t n, const int64_t *offsets,
                  void (*body)(void *data, int64_t begin, int64_t end), void *data)
{
    if (n_threads <= 1) {
        body(data, 0, n);
        return;
    }
#ifdef _OPENMP
#pragma omp parallel num_threads(n_threads)
    {
        /* The runtime may give fewer threads than asked for. */
        int32_t part = omp_get_thread_num(), parts = omp_get_num_threads();
        body(data, cut(n, offsets, part, parts), cut(n, offsets, part + 1, parts));
    }
#else
    /* The same parts, one after the other. */
    for (int32_t part = 0; part < n_threads; part++)
        body(data, cut(n, offsets, part, n_threads), cut(n, offsets, part + 1, n_threads));
#endif
}

typedef struct claims {
    int64_t n;
    atomic_llong next;
    void (*body)(void *data, int64_t piece, int32_t thread);
    void *data;
} claims;

static void claim(void *data, int64_t begin, int64_t end)
{
    claims *c = data;
    for (int64_t thread = begin; thread < end; thread++)
        for (int64_t piece; (piece = atomic_fetch_add(&c->next, 1)) < c->n;)
            c->body(c->data, piece, (int32_t)thread);
}

void apl_parallel_pieces(int32_t n_threads, int64_t n_pieces,
                         void (*body)(void *data, int64_t piece, int32_t thread), void *data)
{
    claims c = {.n = n_pieces, .body = body, .data = data};
    if (n_threads > n_pieces)
        n_threads = n_pieces < 1 ? 1 : (int32_t)n_pieces;
    apl_parallel(n_threads, n_threads, NULL, claim, &c);
}

const char *apl_thread_facts(void)
{
#ifdef _OPENMP
    return "OpenMP " TEXT_OF(_OPENMP);
#else
    return "none";
#endif
}
