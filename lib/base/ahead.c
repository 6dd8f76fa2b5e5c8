/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ahead.h"

#include <pthread.h>
#include <signal.h>

#include "base/memory.h"

struct apl_ahead {
    apl_ahead_fill *fill;
    void *data;
    int is_threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    /* Slots filled and taken so far: slot k holds the results number k, k + APL_AHEAD_SLOTS … */
    int64_t n_filled, n_taken;
    int is_held; /* the slot taken last is in use */
    int is_over, is_stopped;
    aploc_status status;
    aploc_error err;
};

/* Fill slot after slot. Locked but while filling. */
static void *run(void *data)
{
    apl_ahead *a = data;
    pthread_mutex_lock(&a->lock);
    while (!a->is_over && !a->is_stopped) {
        int64_t in_use = a->n_filled - a->n_taken + a->is_held;
        if (in_use == APL_AHEAD_SLOTS) {
            pthread_cond_wait(&a->change, &a->lock);
            continue;
        }
        int is_last = 0, slot = (int)(a->n_filled % APL_AHEAD_SLOTS);
        pthread_mutex_unlock(&a->lock);
        aploc_status status = a->fill(a->data, slot, &is_last, &a->err);
        pthread_mutex_lock(&a->lock);
        a->status = status;
        a->is_over = status || is_last;
        a->n_filled += !status;
        pthread_cond_signal(&a->change);
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

/* A thread that takes no signals: they are the host's. */
static int begin_thread(apl_ahead *a)
{
    sigset_t all, before;
    sigfillset(&all);
    int is_masked = pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
    int begun = pthread_create(&a->thread, NULL, run, a) == 0;
    if (is_masked)
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    return begun;
}

aploc_status apl_ahead_start(int threaded, apl_ahead_fill *fill, void *data, apl_ahead **ahead,
                             aploc_error *err)
{
    apl_ahead *a = NULL;
    aploc_status status = APL_ZEROED(a, 1, err);
    if (status)
        return status;
    a->fill = fill;
    a->data = data;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->change, NULL);
    a->is_threaded = threaded && begin_thread(a);
    *ahead = a;
    return APLOC_OK;
}

/* Without a thread: one slot after the other, when asked for. */
static void fill_now(apl_ahead *a)
{
    int is_last = 0;
    if (a->is_over)
        return;
    a->status = a->fill(a->data, (int)(a->n_filled % APL_AHEAD_SLOTS), &is_last, &a->err);
    a->is_over = a->status || is_last;
    a->n_filled += !a->status;
}

aploc_status apl_ahead_next(apl_ahead *ahead, int *slot, aploc_error *err)
{
    apl_ahead *a = ahead;
    if (!a->is_threaded)
        fill_now(a);
    pthread_mutex_lock(&a->lock);
    a->is_held = 0;
    pthread_cond_signal(&a->change);
    while (a->is_threaded && a->n_taken == a->n_filled && !a->is_over)
        pthread_cond_wait(&a->change, &a->lock);
    aploc_status status = APLOC_OK;
    *slot = -1;
    if (a->n_taken < a->n_filled) {
        *slot = (int)(a->n_taken++ % APL_AHEAD_SLOTS);
        a->is_held = 1;
    } else {
        status = a->status;
    }
    pthread_mutex_unlock(&a->lock);
    if (status && err)
        *err = a->err;
    return status;
}

void apl_ahead_stop(apl_ahead *ahead)
{
    if (!ahead)
        return;
    if (ahead->is_threaded) {
        pthread_mutex_lock(&ahead->lock);
        ahead->is_stopped = 1;
        pthread_cond_signal(&ahead->change);
        pthread_mutex_unlock(&ahead->lock);
        pthread_join(ahead->thread, NULL);
    }
    pthread_cond_destroy(&ahead->change);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead);
}
