/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_TESTS_SUPPORT_H
#define APLOC_TESTS_SUPPORT_H

/* What every test program shares. */

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <aploc/status.h>

#include "engine/kernel.h"

/* Run the tests that `add` puts into a test case; the body of main. APLOC_TEST_KERNEL in the
 * environment names the kernels to run them with. */
static inline int run_tests(const char *name, void (*add)(TCase *))
{
    const char *kernels = getenv("APLOC_TEST_KERNEL");
    if (kernels && !apl_kernels_use(kernels)) {
        printf("1..0 # SKIP this machine or build has no kernels '%s'\n", kernels);
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create(name);
    TCase *tests = tcase_create(name);
    add(tests);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* A call that must succeed: shows the message when it does not. */
#define ck_assert_ok(call, err)                                                                    \
    do {                                                                                           \
        aploc_status status_ = (call);                                                             \
        ck_assert_msg(status_ == APLOC_OK, "%s: status %d, %s", #call, (int)status_,               \
                      (err).message);                                                              \
    } while (0)

/* A call that must fail with this status. */
#define ck_assert_fails(call, expected)                                                            \
    do {                                                                                           \
        aploc_status status_ = (call);                                                             \
        ck_assert_msg(status_ == (expected), "%s: status %d, expected %d", #call, (int)status_,    \
                      (int)(expected));                                                            \
    } while (0)

/* Equal to the bit. */
#define ck_assert_bits(a, b)                                                                       \
    do {                                                                                           \
        double a_ = (a), b_ = (b);                                                                 \
        ck_assert_msg(memcmp(&a_, &b_, sizeof a_) == 0, "%s is %.17g, %s is %.17g", #a, a_, #b,    \
                      b_);                                                                         \
    } while (0)

/* Per cent of the random trials to make: APLOC_TEST_TRIALS in the environment, 100 without. */
static inline int64_t trial_percent(void)
{
    const char *text = getenv("APLOC_TEST_TRIALS");
    int percent = text ? atoi(text) : 100;
    return percent > 0 ? percent : 100;
}

/* As many of n random trials as are to be made, one at least; and how far to go from one to the next
 * where they are n apart. */
static inline int32_t trials(int32_t n)
{
    int64_t some = n * trial_percent() / 100;
    return some > 1 ? (int32_t)some : 1;
}

static inline int32_t trials_apart(int32_t n)
{
    int64_t far = n * 100 / trial_percent();
    return far > 1 ? (int32_t)far : 1;
}

/* A random generator for tests: SplitMix64, small and the same everywhere. */
static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Uniform in [0, 1). */
static inline double random_unit(uint64_t *state)
{
    return (double)(random_bits(state) >> 11) * 0x1p-53;
}

/* Uniform in 0 … n - 1. */
static inline int32_t random_below(uint64_t *state, int32_t n)
{
    return (int32_t)(random_bits(state) % (uint64_t)n);
}

#endif
