/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads: every item once, whatever the cuts; a forked child goes on. */
#include "base/threads.h"

#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

static void count(void *data, int64_t begin, int64_t end)
{
    int *seen = data;
    for (int64_t k = begin; k < end; k++)
        seen[k]++;
}

START_TEST(covers_each_item_once)
{
    enum { N = 1000 };
    int64_t offsets[N + 1] = {0};
    uint64_t seed = 3;
    for (int shape = 0; shape < 5; shape++) {
        for (int k = 0; k < N; k++)
            offsets[k + 1] = offsets[k] + (shape == 0   ? 0
                                           : shape == 1 ? (k == 500) * 100000
                                                        : random_below(&seed, 50));
        for (int32_t threads = 1; threads <= 9; threads++) {
            for (int64_t n = 0; n <= N; n = n * 3 + 1) {
                int seen[N] = {0};
                apl_parallel(threads, n, shape == 4 ? NULL : offsets, count, seen);
                for (int64_t k = 0; k < N; k++)
                    ck_assert_int_eq(seen[k], k < n);
            }
        }
    }
}
END_TEST

enum { MOST_THREADS = 9, PIECES = 300 };

typedef struct taken {
    atomic_int seen[PIECES], inside[MOST_THREADS];
} taken;

static void take(void *data, int64_t piece, int32_t thread)
{
    taken *t = data;
    ck_assert_int_lt(thread, MOST_THREADS);
    ck_assert_int_eq(atomic_fetch_add(&t->inside[thread], 1), 0); /* its room is its own */
    atomic_fetch_add(&t->seen[piece], 1);
    atomic_fetch_sub(&t->inside[thread], 1);
}

START_TEST(takes_each_piece_once)
{
    for (int32_t threads = 1; threads <= MOST_THREADS; threads++)
        for (int64_t n = 0; n <= PIECES; n = n * 3 + 1) {
            taken t = {0};
            apl_parallel_pieces(threads, n, take, &t);
            for (int64_t k = 0; k < PIECES; k++)
                ck_assert_int_eq(t.seen[k], k < n);
        }
}
END_TEST

START_TEST(small_work_stays_alone)
{
    ck_assert_int_eq(apl_thread_count(0, 10, 1000), 1);
    ck_assert_int_eq(apl_thread_count(8, 3000, 1000), 3);
    ck_assert_int_eq(apl_thread_count(2, 1000000, 1000), 2);
    ck_assert_int_eq(apl_thread_count(-5, 0, 1000), 1);
#ifdef _OPENMP
    ck_assert_ptr_nonnull(strstr(apl_thread_facts(), "OpenMP 2"));
#else
    ck_assert_str_eq(apl_thread_facts(), "none");
    ck_assert_int_eq(apl_thread_count(0, 1000000, 1), 1);
#endif
}
END_TEST

/* What the host may have done before it forks. */
static void fork_and_count(void)
{
    int seen[100] = {0};
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        alarm(20);
        int32_t threads = apl_thread_count(8, 1000000, 1);
        apl_parallel(threads, 100, NULL, count, seen);
        _exit(threads == 8 && seen[0] == 1 && seen[99] == 1 ? 0 : 1);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    apl_parallel(8, 100, NULL, count, seen);
    ck_assert_int_eq(seen[99], 1);
}

START_TEST(forked_child_goes_on_with_threads)
{
    int seen[100] = {0};
    fork_and_count();
    apl_parallel(2, 100, NULL, count, seen);
    fork_and_count();
}
END_TEST

START_TEST(forked_child_of_a_host_with_threads_goes_on)
{
    int sum = 0;
#pragma omp parallel for num_threads(3) reduction(+ : sum)
    for (int k = 0; k < 100; k++)
        sum += k;
    ck_assert_int_eq(sum, 4950);
    fork_and_count();
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, covers_each_item_once);
    tcase_add_test(tests, takes_each_piece_once);
    tcase_add_test(tests, small_work_stays_alone);
    tcase_add_test(tests, forked_child_goes_on_with_threads);
    tcase_add_test(tests, forked_child_of_a_host_with_threads_goes_on);
}

int main(void)
{
    return run_tests("threads", add);
}
