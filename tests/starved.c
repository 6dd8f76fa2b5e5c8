/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out in every public call: the n-th allocation fails, for every n, alone and with
 * all after it. Nothing leaks, the status is right, no output is touched. Every function of
 * tests/symbols.txt has a case here, or the last test fails.
 *
 * The linker puts malloc and its like of this file in the place of those of the C library: for the
 * code of the library only (tests/meson.build); or, built with WHOLE_PROCESS, for zlib, inih, GSL and
 * others in the process too (tests/deep/faults.sh). Those may lose memory of their own, and what they
 * report may be another failure: then nothing may crash, and no output be touched. HDF5 is spared, and
 * the C library, which allocates for it: HDF5 (1.10) calls itself without end when it cannot note an
 * error. So is OpenMP, which ends the process then (aploc.h says so), and the loader, which makes the room
 * that each of its threads has. */
#include <errno.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "starved.h"

#ifdef WHOLE_PROCESS
#define REAL(name) __libc_##name
#define WRAP(name) name
enum { IS_WHOLE = 1 };
#else
#define REAL(name) __real_##name
#define WRAP(name) __wrap_##name
enum { IS_WHOLE = 0 };
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t n, size_t size);
void *REAL(realloc)(void *block, size_t size);
void REAL(free)(void *block);
#ifndef WHOLE_PROCESS
void *WRAP(malloc)(size_t size);
void *WRAP(calloc)(size_t n, size_t size);
void *WRAP(realloc)(void *block, size_t size);
void WRAP(free)(void *block);
#endif

static atomic_int watched;    /* the library is at work, not the test */
static atomic_long n_blocks;  /* in use */
static atomic_long n_allowed; /* allocations until one fails */
static atomic_int forever;    /* and all those after it */

/* Where those lie in memory that are spared. */
static const char *const spared[] = {"libhdf5", "/libc.so", "libgomp", "libomp", "/ld-linux"};
enum { N_SPARED = sizeof spared / sizeof *spared };
static struct {
    uintptr_t from, to;
} ranges[N_SPARED];

/* Find them. */
static void find_spared(void)
{
    char line[600];
    unsigned long first, last;
    FILE *maps = IS_WHOLE ? fopen("/proc/self/maps", "r") : NULL;
    while (maps && fgets(line, sizeof line, maps))
        for (int k = 0; k < N_SPARED; k++)
            if (strstr(line, spared[k]) && sscanf(line, "%lx-%lx", &first, &last) == 2) {
                ranges[k].from = ranges[k].from ? ranges[k].from : first;
                ranges[k].to = last;
            }
    if (maps)
        fclose(maps);
}

static int is_spared(uintptr_t at)
{
    for (int k = 0; k < N_SPARED; k++)
        if (at >= ranges[k].from && at < ranges[k].to)
            return 1;
    return 0;
}

#define CALLER __builtin_return_address(0)

static int is_refused(const void *caller)
{
    if (!atomic_load(&watched) || is_spared((uintptr_t)caller))
        return 0;
    long left = atomic_fetch_sub(&n_allowed, 1);
    if (left > 0 || (left < 0 && !atomic_load(&forever)))
        return 0;
    errno = ENOMEM;
    return 1;
}

static void *counted(void *block)
{
    if (block && atomic_load(&watched))
        atomic_fetch_add(&n_blocks, 1);
    return block;
}

void *WRAP(malloc)(size_t size)
{
    return is_refused(CALLER) ? NULL : counted(REAL(malloc)(size));
}

void *WRAP(calloc)(size_t n, size_t size)
{
    return is_refused(CALLER) ? NULL : counted(REAL(calloc)(n, size));
}

void *WRAP(realloc)(void *block, size_t size)
{
    if (is_refused(CALLER))
        return NULL;
    return block ? REAL(realloc)(block, size) : counted(REAL(realloc)(NULL, size));
}

void WRAP(free)(void *block)
{
    if (block && atomic_load(&watched))
        atomic_fetch_sub(&n_blocks, 1);
    REAL(free)(block);
}

/* ---- which functions were called ---- */

enum { MOST = 2000, LONGEST = 64 };

/* Shared with the processes that run the tests. */
static struct roll {
    atomic_long failed; /* allocations that were refused */
    int n;
    char names[MOST][LONGEST];
} * roll;

/* Note each "aploc_…(" of an expression. */
static void note_calls(const char *text)
{
    for (const char *at = strstr(text, "aploc_"); at; at = strstr(at + 1, "aploc_")) {
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
        int seen = at[length] != '(' || length >= LONGEST || roll->n == MOST;
        for (int k = 0; k < roll->n && !seen; k++)
            seen = strlen(roll->names[k]) == length && memcmp(roll->names[k], at, length) == 0;
        if (!seen)
            memcpy(roll->names[roll->n++], at, length);
    }
}

void starved_note(const char *expression)
{
    note_calls(expression);
}

START_TEST(every_function_has_a_case)
{
    char path[500], name[200];
    int n = 0, n_absent = 0;
    snprintf(path, sizeof path, "%s/tests/symbols.txt", getenv("APLOC_SOURCE"));
    FILE *symbols = fopen(path, "r");
    ck_assert_ptr_nonnull(symbols);
    for (; fscanf(symbols, "%199s", name) == 1; n++) {
        int seen = 0;
        for (int k = 0; k < roll->n && !seen; k++)
            seen = strcmp(roll->names[k], name) == 0;
        if (!seen)
            printf("# no case calls %s\n", name);
        n_absent += !seen;
    }
    fclose(symbols);
    printf("# %ld allocations refused, in %d functions\n", atomic_load(&roll->failed), n);
    ck_assert_int_gt(n, 200);
    ck_assert_msg(n_absent == 0, "%d functions have no case in tests/starved_*.c", n_absent);
}
END_TEST

/* ---- a sweep ---- */

static void end_watch(void)
{
    atomic_store(&watched, 0);
    atomic_store(&n_allowed, INT32_MAX);
}

sweep starved_begin(const char *call, const char *undo, const area *outs)
{
    sweep s = {.call = call, .outs = outs, .n = -1};
    size_t size = 1, at = 0;
    note_calls(call);
    note_calls(undo);
    for (const area *a = outs; a->at; a++)
        size += a->size;
    s.kept = malloc(size);
    ck_assert_ptr_nonnull(s.kept);
    for (const area *a = outs; a->at; at += a->size, a++)
        memcpy(s.kept + at, a->at, a->size);
    return s;
}

/* Of calls with many allocations, some, unless all are asked for. */
static long step_after(long n)
{
    static int is_deep = -1;
    if (is_deep < 0)
        is_deep = getenv("APLOC_DEEP") != NULL;
    return is_deep || n < 60 ? 1 : 1 + n / 12;
}

int starved_next(sweep *s)
{
    size_t at = 0;
    if (s->is_over && s->forever) {
        free(s->kept);
        return 0;
    }
    if (s->is_over) { /* once more, all of them failing */
        s->is_over = 0;
        s->forever = 1;
        s->n = -1;
    }
    s->n += s->n < 0 ? 1 : step_after(s->n);
    for (const area *a = s->outs; a->at; at += a->size, a++)
        memcpy(a->at, s->kept + at, a->size);
    s->blocks = atomic_load(&n_blocks);
    return 1;
}

void starved_watch(sweep *s, int is_call)
{
    atomic_store(&forever, s->forever);
    atomic_store(&n_allowed, is_call ? s->n : INT32_MAX);
    atomic_store(&watched, 1);
}

int starved_judge(sweep *s, aploc_status status, const aploc_error *err)
{
    const long left = atomic_load(&n_allowed);
    size_t at = 0;
    end_watch();
    if (left < 0)
        atomic_fetch_add(&roll->failed, 1);
    /* Where a failure hurts nothing (a block that stays larger than it need be), all goes on. */
    s->is_over = left >= 0 || status == APLOC_ERR_UNSUPPORTED;
    if (status && status != APLOC_ERR_UNSUPPORTED) {
        ck_assert_msg(left < 0, "%s: %d with all memory, %s", s->call, (int)status, err->message);
        ck_assert_msg(status == APLOC_ERR_MEMORY || IS_WHOLE, "%s, %ld: %d, %s", s->call, s->n,
                      (int)status, err->message);
        ck_assert_int_eq(err->status, status);
        ck_assert_msg(IS_WHOLE || strstr(err->message, "not enough memory") != NULL, "%s: %s",
                      s->call, err->message);
        for (const area *a = s->outs; a->at; at += a->size, a++)
            ck_assert_msg(memcmp(a->at, s->kept + at, a->size) == 0, "%s, %ld: output %d", s->call,
                          s->n, (int)(a - s->outs));
    }
    atomic_store(&watched, 1);
    return status == APLOC_OK;
}

void starved_settle(sweep *s)
{
    end_watch();
    ck_assert_msg(IS_WHOLE || atomic_load(&n_blocks) == s->blocks, "%s, %ld: %ld blocks are lost",
                  s->call, s->n, atomic_load(&n_blocks) - s->blocks);
}

void starved_without(const char *expression)
{
    note_calls(expression);
    atomic_store(&forever, 1);
    atomic_store(&n_allowed, 0);
    atomic_store(&watched, 1);
}

void starved_with(const char *expression, int is_true)
{
    const long left = atomic_load(&n_allowed);
    end_watch();
    ck_assert_msg(left == 0, "%s: asks for memory", expression);
    ck_assert_msg(is_true, "%s: is not so", expression);
}

/* ---- what most calls need ---- */

const char *demo_file(const char *name)
{
    static char paths[4][500];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/data/demo/%s", getenv("APLOC_SOURCE"), name);
    return path;
}

demo demo_make(void)
{
    demo d = {0};
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(demo_file("communes.csv"), NULL, &d.communes, NULL, &err),
                 err);
    ck_assert_ok(
        aploc_times_read_csv(demo_file("times.csv"), d.communes, NULL, NULL, &d.times, NULL, &err),
        err);
    ck_assert_ok(aploc_method_builtin("mg-2015", &d.method, &err), err);
    d.decay = (aploc_decay)APLOC_DECAY_INIT;
    ck_assert_ok(aploc_method_get_decay(d.method, &d.decay, &err), err);
    ck_assert_ok(aploc_plan_create(d.times, &d.decay, NULL, &d.plan, &err), err);
    d.n = aploc_communes_count(d.communes);
    d.demand = calloc((size_t)d.n, sizeof *d.demand);
    d.apl = calloc((size_t)d.n, sizeof *d.apl);
    d.other = calloc((size_t)d.n, sizeof *d.other);
    d.supply = aploc_communes_column(d.communes, APLOC_SUPPLY);
    d.population = aploc_communes_column(d.communes, APLOC_POPULATION);
    ck_assert(d.demand && d.apl && d.other && d.supply && d.population);
    ck_assert_ok(aploc_demand_standardise(d.communes, d.method, NULL, d.demand, NULL, &err), err);
    ck_assert_ok(aploc_solve(d.plan, d.demand, d.supply, d.apl, NULL, &err), err);
    return d;
}

void demo_plan(demo *d)
{
    must(aploc_plan_create(d->times, &d->decay, NULL, &d->plan, NULL) == 0);
}

void demo_plan_free(demo *d)
{
    aploc_plan_free(d->plan);
    d->plan = NULL;
}

void demo_free(demo *d)
{
    aploc_plan_free(d->plan);
    aploc_method_free(d->method);
    aploc_times_free(d->times);
    aploc_communes_free(d->communes);
    free(d->demand);
    free(d->apl);
    free(d->other);
}

static void add(TCase *tests)
{
    add_tables(tests);
    add_engine(tests);
    add_studies(tests);
    add_zonings(tests);
    tcase_add_test(tests, every_function_has_a_case);
}

int main(void)
{
    atomic_store(&n_allowed, INT32_MAX);
    find_spared();
    roll = mmap(NULL, sizeof *roll, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return roll == MAP_FAILED ? 1 : run_tests("starved", add);
}
