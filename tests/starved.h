/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_STARVED_H
#define APLOC_TESTS_STARVED_H

/* Calls of the library whose n-th allocation fails, for every n (starved.c). */

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"

/* What a call may only touch when it succeeds. */
typedef struct area {
    void *at;
    size_t size;
} area;

typedef struct sweep {
    const char *call;
    const area *outs;
    char *kept; /* the areas as they were */
    long n, blocks;
    int forever, is_over;
} sweep;

#define OUT(x)                                                                                     \
    {                                                                                              \
        &(x), sizeof(x)                                                                            \
    }

/* So many from a pointer on. */
#define OUTS(p, n)                                                                                 \
    {                                                                                              \
        (p), (size_t)(n) * sizeof *(p)                                                             \
    }

sweep starved_begin(const char *call, const char *undo, const area *outs);
int starved_next(sweep *s);
void starved_watch(sweep *s, int is_call);
/* Whether the call succeeded, which ends a sweep of one kind. */
int starved_judge(sweep *s, aploc_status status, const aploc_error *err);
void starved_settle(sweep *s);

/* Let each allocation of a call fail, alone and with all after it; `undo` follows a call that
 * succeeded. What comes last are the outputs, OUT(x), …; `err` is in scope. */
#define SWEEP(call, undo, ...)                                                                     \
    do {                                                                                           \
        const area outs_[] = {__VA_ARGS__, {NULL, 0}};                                             \
        sweep s_ = starved_begin(#call, #undo, outs_);                                             \
        while (starved_next(&s_)) {                                                                \
            starved_watch(&s_, 1);                                                                 \
            aploc_status status_ = call;                                                           \
            if (starved_judge(&s_, status_, &err)) {                                               \
                undo;                                                                              \
            }                                                                                      \
            starved_settle(&s_);                                                                   \
        }                                                                                          \
    } while (0)

/* The same for a call that changes an object: `make` makes it anew each time, and `undo` always
 * follows. */
#define SWEEP_ON(make, call, undo, ...)                                                            \
    do {                                                                                           \
        const area outs_[] = {__VA_ARGS__, {NULL, 0}};                                             \
        sweep s_ = starved_begin(#call, #undo, outs_);                                             \
        while (starved_next(&s_)) {                                                                \
            starved_watch(&s_, 0);                                                                 \
            make;                                                                                  \
            starved_watch(&s_, 1);                                                                 \
            aploc_status status_ = call;                                                           \
            (void)starved_judge(&s_, status_, &err);                                               \
            undo;                                                                                  \
            starved_settle(&s_);                                                                   \
        }                                                                                          \
    } while (0)

/* As ck_assert, where allocations count: Check has some of its own. */
static inline void must(int is_true)
{
    if (!is_true)
        abort();
}

/* A call that a test makes in a function of its own is noted there. */
void starved_note(const char *expression);
#define NOTED(call) (starved_note(#call), (call))

/* What is true without any memory to be had, and asks for none. */
void starved_without(const char *expression);
void starved_with(const char *expression, int is_true);
#define NEEDS_NONE(expression)                                                                     \
    do {                                                                                           \
        starved_without(#expression);                                                              \
        int true_ = (expression) ? 1 : 0;                                                          \
        starved_with(#expression, true_);                                                          \
    } while (0)

/* A file of the demonstration territory. */
const char *demo_file(const char *name);

/* Tables of it that most calls need. */
typedef struct demo {
    aploc_communes *communes;
    aploc_times *times;
    aploc_method *method;
    aploc_decay decay;
    aploc_plan *plan;
    int32_t n;
    double *demand, *apl, *other; /* one a commune */
    const double *supply, *population;
} demo;

/* A plan keeps rooms of its last solutions: where allocations count, it is made anew. */
void demo_plan(demo *d);
void demo_plan_free(demo *d);

demo demo_make(void);
void demo_free(demo *d);

/* The tests of a room each. */
void add_tables(TCase *tests);
void add_engine(TCase *tests);
void add_studies(TCase *tests);
void add_zonings(TCase *tests);

#endif
