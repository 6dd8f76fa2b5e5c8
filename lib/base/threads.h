/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_THREADS_H
#define APL_BASE_THREADS_H

/* Threads: the only place of the library that knows OpenMP. */

#include <stdint.h>

/* How many threads a job is worth: at most `requested` (0: as many as there are processors), at
 * most one for every `grain` units of `work`, at least 1. Always 1 inside a caller's own
 * parallel region. In a build without OpenMP there is one processor, and threads that are asked for are parts
 * done one after the other. */
int32_t apl_thread_count(int32_t requested, int64_t work, int64_t grain);

/* Run body(data, begin, end) over disjoint ranges that cover [0, n), one a thread, split so that
 * the work before each cut, as given by the ascending table `offsets` (n + 1 entries), is even;
 * NULL splits [0, n) itself. A body must not depend on where the cuts are. */
void apl_parallel(int32_t n_threads, int64_t n, const int64_t *offsets,
                  void (*body)(void *data, int64_t begin, int64_t end), void *data);

/* Run body(data, piece, thread) for each piece of [0, n_pieces), each as soon as one of the threads
 * [0, n_threads) is free: processors are not equally fast at any moment. What a body writes must not
 * depend on the thread, which is for room to work in. */
void apl_parallel_pieces(int32_t n_threads, int64_t n_pieces,
                         void (*body)(void *data, int64_t piece, int32_t thread), void *data);

/* What runs the threads, for people: "OpenMP 201511". */
const char *apl_thread_facts(void);

#endif
