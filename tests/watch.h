/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_WATCH_H
#define APLOC_TESTS_WATCH_H

/* Progress: it never falls, and a call of it may stop the work. */

#include "support.h"

typedef struct watch {
    int calls, stop_at; /* 0: at none */
    double last;
    char what[100];
} watch;

/* An aploc_progress_fn. */
static inline int watch_progress(void *data, const char *what, double done)
{
    watch *w = data;
    ck_assert(done >= w->last && done <= 1.0);
    w->last = done;
    snprintf(w->what, sizeof w->what, "%s", what);
    return ++w->calls == w->stop_at;
}

#endif
