/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sweep.h"

#include <stdatomic.h>
#include <stddef.h>

#include "base/threads.h"
#include "engine/kernel.h"

/* Below so many numbers a thread costs more than it brings. */
enum { NUMBERS_A_THREAD = 100000 };

typedef struct sweep {
    const double *x, *most;
    const int32_t *names;
    double *to;
    atomic_int wrong;
} sweep;

static void run(sweep *s, int64_t n, int32_t n_threads,
                void (*body)(void *data, int64_t begin, int64_t end))
{
    int32_t worth = apl_thread_count(n_threads, n, NUMBERS_A_THREAD);
    apl_parallel(worth < n_threads ? worth : n_threads, n, NULL, body, s);
}

static void find_wrong(void *data, int64_t begin, int64_t end)
{
    sweep *s = data;
    if (apl_kernels_in_use()->any_wrong(s->x + begin, s->most ? s->most + begin : NULL,
                                        end - begin))
        atomic_store(&s->wrong, 1);
}

static void copy(void *data, int64_t begin, int64_t end)
{
    sweep *s = data;
    if (s->names)
        for (int64_t k = begin; k < end; k++)
            s->to[k] = s->x[s->names[k]];
    else
        for (int64_t k = begin; k < end; k++)
            s->to[k] = s->x[k];
}

int apl_all_numbers(const double *x, const double *most, int64_t n, int32_t n_threads)
{
    sweep s = {.x = x, .most = most};
    run(&s, n, n_threads, find_wrong);
    return !s.wrong;
}

void apl_copy_numbers(const double *from, const int32_t *names, int64_t n, int32_t n_threads,
                      double *to)
{
    sweep s = {.x = from, .names = names, .to = to};
    run(&s, n, n_threads, copy);
}
