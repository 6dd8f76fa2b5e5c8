/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast this machine reads memory: bandwidth [MEGABYTES]. For 1 and 2 threads, and arrays of 1 to
 * MEGABYTES (1024) in all, the median of several readings, as one line of JSON. A thread reads its own
 * part, again and again, and adds up: nothing is written. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint64_t lanes __attribute__((vector_size(64)));

enum { READINGS = 5, MOST_THREADS = 2 };

typedef struct reader {
    const lanes *data;
    size_t count, passes;
    pthread_barrier_t *barrier;
    uint64_t sum; /* kept, so that nothing is left out */
} reader;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#if defined(__x86_64__) && defined(__gnu_linux__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
static uint64_t
add_up(const lanes *data, size_t count)
{
    lanes a = {0}, b = {0}, c = {0}, d = {0};
    for (size_t k = 0; k + 4 <= count; k += 4) {
        a += data[k];
        b += data[k + 1];
        c += data[k + 2];
        d += data[k + 3];
    }
    a += b + c + d;
    uint64_t sum = 0;
    for (int k = 0; k < 8; k++)
        sum += a[k];
    return sum;
}

static void *read_part(void *data)
{
    reader *r = data;
    r->sum = add_up(r->data, r->count);
    pthread_barrier_wait(r->barrier);
    for (size_t k = 0; k < r->passes; k++)
        r->sum += add_up(r->data, r->count);
    pthread_barrier_wait(r->barrier);
    return NULL;
}

/* Bytes a second over `size` bytes by so many threads, once. */
static double read_all(const lanes *data, size_t size, int n_threads, uint64_t *sum)
{
    pthread_t threads[MOST_THREADS];
    reader readers[MOST_THREADS];
    pthread_barrier_t barrier;
    size_t count = size / sizeof(lanes) / (size_t)n_threads;
    size_t passes = ((size_t)256 << 20) / size + 1; /* a quarter of a gigabyte, at least */
    pthread_barrier_init(&barrier, NULL, (unsigned)n_threads + 1);
    for (int k = 0; k < n_threads; k++) {
        readers[k] = (reader){data + (size_t)k * count, count, passes, &barrier, 0};
        if (pthread_create(&threads[k], NULL, read_part, &readers[k])) {
            fprintf(stderr, "bandwidth: no thread could be started\n");
            exit(1);
        }
    }
    pthread_barrier_wait(&barrier);
    double start = now();
    pthread_barrier_wait(&barrier);
    double seconds = now() - start;
    for (int k = 0; k < n_threads; k++) {
        pthread_join(threads[k], NULL);
        *sum += readers[k].sum;
    }
    pthread_barrier_destroy(&barrier);
    return (double)passes * (double)count * sizeof(lanes) * n_threads / seconds;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    size_t most = argc > 1 ? (size_t)atoi(argv[1]) : 1024;
    lanes *data = aligned_alloc(64, most << 20);
    uint64_t sum = 0;
    if (!data || most < 1) {
        fprintf(stderr, "bandwidth: found '%s' megabytes, expected what the memory holds\n",
                argc > 1 ? argv[1] : "1024");
        return 1;
    }
    memset(data, 1, most << 20);
    printf("{\"phase\": \"bandwidth\", \"read\": [");
    for (int n_threads = 1; n_threads <= MOST_THREADS; n_threads++)
        for (size_t size = 1; size <= most; size *= 2) {
            double rates[READINGS];
            for (int k = 0; k < READINGS; k++)
                rates[k] = read_all(data, size << 20, n_threads, &sum);
            qsort(rates, READINGS, sizeof *rates, ascending);
            printf("%s{\"threads\": %d, \"megabytes\": %zu, \"gigabytes_a_second\": %.2f}",
                   n_threads > 1 || size > 1 ? ", " : "", n_threads, size,
                   rates[READINGS / 2] / 1e9);
        }
    printf("], \"sum\": %llu}\n", (unsigned long long)sum);
    free(data);
    return 0;
}
