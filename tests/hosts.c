/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hosts of all kinds: with locales, threads, children, OpenMP regions and error handlers of their own.
 * The library gives each the same bits, and leaves what is theirs as it was. */
#include <dlfcn.h>
#include <locale.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <aploc/aploc.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_log.h>
#ifdef HAVE_HDF5
#include <hdf5.h>
#endif

#include "folder.h"
#include "support.h"
#include "territory.h"

enum { PLACES = 1500, PAIRS_A_PLACE = 400, THREADS = 8 };

static int32_t from[PLACES * PAIRS_A_PLACE], to[PLACES * PAIRS_A_PLACE];
static double minutes[PLACES * PAIRS_A_PLACE], demand[PLACES], supply[PLACES];

/* Six hundred thousand pairs: enough for several threads. */
static void make_pairs(void)
{
    uint64_t seed = 21;
    for (int32_t i = 0; i < PLACES; i++) {
        int32_t first = random_below(&seed, PLACES);
        for (int32_t k = 0; k < PAIRS_A_PLACE; k++) {
            from[i * PAIRS_A_PLACE + k] = i;
            to[i * PAIRS_A_PLACE + k] = (first + k * 7) % PLACES;
            minutes[i * PAIRS_A_PLACE + k] = 25.0 * random_unit(&seed);
        }
        demand[i] = 3000.0 * random_unit(&seed);
        supply[i] = i % 3 ? 0.0 : 20000.0 * random_unit(&seed);
    }
}

/* The functions that are called: those of this program, or of a library that was opened. */
static struct api {
    __typeof__(&aploc_times_from_pairs) times_from_pairs;
    __typeof__(&aploc_times_free) times_free;
    __typeof__(&aploc_plan_create) plan_create;
    __typeof__(&aploc_plan_free) plan_free;
    __typeof__(&aploc_solve) solve;
} api = {aploc_times_from_pairs, aploc_times_free, aploc_plan_create, aploc_plan_free, aploc_solve};

/* From pairs to an APL; whether all calls succeeded. */
static int compute(int32_t n_threads, double apl[PLACES])
{
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_decay decay = some_decay(0);
    aploc_plan_options planning = APLOC_PLAN_OPTIONS_INIT;
    aploc_solve_options solving = APLOC_SOLVE_OPTIONS_INIT;
    planning.n_threads = solving.n_threads = n_threads;
    int done = api.times_from_pairs(PLACES, PLACES, (int64_t)PLACES * PAIRS_A_PLACE, from, to,
                                    minutes, &times, NULL) == APLOC_OK &&
               api.plan_create(times, &decay, &planning, &plan, NULL) == APLOC_OK &&
               api.solve(plan, demand, supply, apl, &solving, NULL) == APLOC_OK;
    api.plan_free(plan);
    api.times_free(times);
    return done;
}

static double *expected(void)
{
    static double apl[PLACES];
    static int is_made;
    if (!is_made) {
        make_pairs();
        ck_assert(compute(1, apl));
        is_made = 1;
    }
    return apl;
}

static int is_expected(int32_t n_threads)
{
    double *apl = calloc(PLACES, sizeof *apl);
    int same = apl && compute(n_threads, apl) && memcmp(apl, expected(), PLACES * sizeof *apl) == 0;
    free(apl);
    return same;
}

/* ---- children ---- */

static int child_status(void)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        alarm(60);
        _exit(is_expected(0) && is_expected(4) ? 0 : 1);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return status;
}

START_TEST(forks_before_and_after)
{
    (void)expected();
    ck_assert_int_eq(child_status(), 0);
    ck_assert(is_expected(4));
    ck_assert_int_eq(child_status(), 0);
    ck_assert(is_expected(4));
}
END_TEST

/* ---- threads ---- */

typedef struct job {
    const aploc_plan *plan; /* shared by those that have one */
    int rounds, n_threads, good;
    pthread_t thread;
} job;

static void *run_job(void *data)
{
    job *j = data;
    double *apl = calloc(PLACES, sizeof *apl);
    aploc_solve_options solving = APLOC_SOLVE_OPTIONS_INIT;
    solving.n_threads = j->n_threads;
    for (int k = 0; apl && k < j->rounds; k++) {
        if (j->plan)
            j->good += aploc_solve(j->plan, demand, supply, apl, &solving, NULL) == APLOC_OK &&
                       memcmp(apl, expected(), PLACES * sizeof *apl) == 0;
        else
            j->good += is_expected(j->n_threads);
    }
    free(apl);
    return NULL;
}

START_TEST(eight_threads_share_a_plan_while_others_make_theirs)
{
    static job jobs[THREADS + 3];
    aploc_times *times = NULL;
    aploc_plan *plan = NULL;
    aploc_decay decay = some_decay(0);
    aploc_error err = {0};
    const int rounds = getenv("APLOC_DEEP") ? 40 : 6;
    (void)expected();
    ck_assert_ok(aploc_times_from_pairs(PLACES, PLACES, (int64_t)PLACES * PAIRS_A_PLACE, from, to,
                                        minutes, &times, &err),
                 err);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    for (int k = 0; k < THREADS + 3; k++) {
        jobs[k] = (job){.plan = k < THREADS ? plan : NULL,
                        .rounds = k < THREADS ? rounds : rounds / 3,
                        .n_threads = k % 2 ? 1 : 3};
        ck_assert_int_eq(pthread_create(&jobs[k].thread, NULL, run_job, &jobs[k]), 0);
    }
    for (int k = 0; k < THREADS + 3; k++) {
        pthread_join(jobs[k].thread, NULL);
        ck_assert_int_eq(jobs[k].good, jobs[k].rounds);
    }
    aploc_plan_free(plan);
    aploc_times_free(times);
}
END_TEST

START_TEST(within_a_parallel_region)
{
    int good = 0;
    (void)expected();
#pragma omp parallel num_threads(3) reduction(+ : good)
    good += is_expected(4);
    ck_assert_int_ge(good, 1);
#pragma omp parallel for num_threads(2) reduction(+ : good)
    for (int k = 0; k < 4; k++)
        good += 100 * is_expected(1 + k % 2);
    ck_assert_int_ge(good, 401);
}
END_TEST

/* ---- locales ---- */

/* Tables in and out: the bytes of the table. */
static char *bytes_in_and_out(void)
{
    size_t length = 0;
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    aploc_times *times = NULL;
    aploc_method *method = NULL;
    aploc_decay decay = APLOC_DECAY_INIT;
    aploc_writer *to_file = NULL;
    double apl[2] = {0};
    aploc_plan *plan = NULL;
    const char *c = file_of("c.csv", "code;population;offre\nA;1000,25;5400,5\nB;500,125;1 000\n");
    const char *t = file_of("t.csv", "from,to,minutes\nA,B,12.25\nB,A,7.1\n");
    ck_assert_ok(aploc_communes_read_csv(c, NULL, &communes, NULL, &err), err);
    ck_assert_ok(aploc_times_read_csv(t, communes, NULL, NULL, &times, NULL, &err), err);
    ck_assert_ok(aploc_method_builtin("mg-dt70-exponential", &method, &err), err);
    ck_assert_ok(aploc_method_get_decay(method, &decay, &err), err);
    ck_assert_ok(aploc_plan_create(times, &decay, NULL, &plan, &err), err);
    ck_assert_ok(aploc_solve(plan, aploc_communes_column(communes, APLOC_POPULATION),
                             aploc_communes_column(communes, APLOC_SUPPLY), apl, NULL, &err),
                 err);
    ck_assert_ok(aploc_writer_create(file_path("out.csv"), ',', &to_file, &err), err);
    aploc_writer_number(to_file, apl[0]);
    aploc_writer_number(to_file, apl[1]);
    aploc_writer_end_row(to_file);
    ck_assert_ok(aploc_writer_commit(to_file, &err), err);
    aploc_plan_free(plan);
    aploc_method_free(method);
    aploc_times_free(times);
    aploc_communes_free(communes);
    return bytes_of_file(file_path("out.csv"), &length);
}

START_TEST(locales)
{
    static const char *const names[] = {"C", "fr_FR.UTF-8", "de_DE.UTF-8"};
    char call[1000], shown[40];
    char *plain = bytes_in_and_out();
    ck_assert_ptr_nonnull(strchr(plain, '.'));
    setenv("LOCPATH", test_folder, 1);
    for (int k = 0; k < 3; k++) {
        snprintf(call, sizeof call, "localedef -i %.5s -f UTF-8 %s/%s 2>/dev/null", names[k],
                 test_folder, names[k]);
        if (k > 0 && system(call) != 0) {
            printf("# no locale %s can be made (package locales)\n", names[k]);
            continue;
        }
        for (int of_thread = 0; of_thread < 2; of_thread++) {
            locale_t own = of_thread ? newlocale(LC_ALL_MASK, names[k], (locale_t)0) : (locale_t)0;
            ck_assert(of_thread ? own != (locale_t)0 : setlocale(LC_ALL, names[k]) != NULL);
            locale_t before = of_thread ? uselocale(own) : (locale_t)0;
            char *bytes = bytes_in_and_out();
            ck_assert_str_eq(bytes, plain);
            snprintf(shown, sizeof shown, "%g", 1.5);
            ck_assert_str_eq(shown, k ? "1,5" : "1.5");
            ck_assert_str_eq(setlocale(LC_ALL, NULL), of_thread ? "C" : names[k]);
            free(bytes);
            if (of_thread) {
                ck_assert(uselocale(before) == own);
                freelocale(own);
            }
            ck_assert_ptr_nonnull(setlocale(LC_ALL, "C"));
        }
    }
    free(plain);
    snprintf(call, sizeof call, "rm -rf %s/??_??.UTF-8", test_folder);
    ck_assert_int_eq(system(call), 0);
}
END_TEST

/* ---- error handlers ---- */

static int gsl_calls, h5_calls;

static void on_gsl(const char *reason, const char *file, int line, int code)
{
    (void)reason, (void)file, (void)line, (void)code;
    gsl_calls++;
}

#ifdef HAVE_HDF5
static herr_t on_h5(hid_t stack, void *data)
{
    (void)stack;
    ck_assert_ptr_eq(data, &h5_calls);
    h5_calls++;
    return 0;
}
#endif

/* Let both libraries fail on behalf of the host: its handlers must hear of it, once each. */
static void fail_both(void)
{
    const int gsl_before = gsl_calls, h5_before = h5_calls;
    gsl_sf_result result;
    (void)gsl_sf_log_e(-1.0, &result);
    ck_assert_int_eq(gsl_calls, gsl_before + 1);
#ifdef HAVE_HDF5
    ck_assert_int_lt(H5Fopen("/no/such/file.h5", H5F_ACC_RDONLY, H5P_DEFAULT), 0);
    ck_assert_int_eq(h5_calls, h5_before + 1);
#else
    (void)h5_before;
#endif
}

static int during(void *data, const char *what, double done)
{
    (void)what, (void)done;
    ++*(int *)data;
    fail_both();
    return 0;
}

START_TEST(error_handlers_of_the_host)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    aploc_times *times = NULL;
    aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
    int calls = 0;
    char *plain = bytes_in_and_out();
    gsl_set_error_handler(on_gsl);
#ifdef HAVE_HDF5
    ck_assert_int_ge(H5Eset_auto2(H5E_DEFAULT, on_h5, &h5_calls), 0);
#endif
    fail_both();
    char *bytes = bytes_in_and_out();
    ck_assert_str_eq(bytes, plain);
    const char *c = file_of("c.csv", "code,population\nA,1\nB,2\n");
    const char *t = file_of("t.csv", "from,to,minutes\nA,B,12.25\nB,A,7.1\n");
    reading.progress = during;
    reading.progress_data = &calls;
    ck_assert_ok(aploc_communes_read_csv(c, &reading, &communes, NULL, &err), err);
    aploc_status status = aploc_times_convert(t, file_path("t.h5"), &reading, NULL, &err);
    ck_assert_int_eq(status, status == APLOC_ERR_UNSUPPORTED ? status : APLOC_OK);
    if (!status) {
        ck_assert_ok(
            aploc_times_read_h5(file_path("t.h5"), communes, NULL, &reading, &times, NULL, &err),
            err);
        file_of("bad.h5", "\x89HDF\r\n\x1a\n damaged");
        aploc_times_free(times);
        const int before = h5_calls;
        times = NULL;
        reading.progress = NULL;
        ck_assert_int_ne(
            aploc_times_read_h5(file_path("bad.h5"), communes, NULL, &reading, &times, NULL, &err),
            APLOC_OK);
        ck_assert_int_eq(h5_calls, before); /* its failures are not the host's */
    }
    ck_assert_int_gt(calls, 1);
    fail_both();
    aploc_communes_free(communes);
    free(bytes);
    free(plain);
}
END_TEST

#ifdef HAVE_HDF5
/* The last of a host's functions at the end of its process: HDF5 fails on its behalf. */
static void at_end(void)
{
    const int before = h5_calls;
    _exit(H5Fopen("/no/such/file.h5", H5F_ACC_RDONLY, H5P_DEFAULT) < 0 && h5_calls == before + 1
              ? 7
              : 1);
}

static herr_t on_old_h5(void *data)
{
    return on_h5(H5E_DEFAULT, data);
}

/* A damaged file was met; the host's function of errors listens on until the process is gone. */
START_TEST(error_handler_at_the_end)
{
    aploc_communes *communes = NULL;
    aploc_times *times = NULL;
    const char *c = file_of("c.csv", "code,population\nA,1\nB,2\n");
    file_of("bad.h5", "\x89HDF\r\n\x1a\n damaged");
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        int set =
            _i ? H5Eset_auto1(on_old_h5, &h5_calls) : H5Eset_auto2(H5E_DEFAULT, on_h5, &h5_calls);
        if (set < 0 || atexit(at_end) != 0 ||
            aploc_communes_read_csv(c, NULL, &communes, NULL, NULL) ||
            !aploc_times_read_h5(file_path("bad.h5"), communes, NULL, NULL, &times, NULL, NULL))
            _exit(2);
        exit(3);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 7);
}
END_TEST
#endif

/* ---- a library that comes and goes ---- */

/* Take the functions of a library. */
static int take(void *library)
{
    static const char *const names[] = {"aploc_times_from_pairs", "aploc_times_free",
                                        "aploc_plan_create", "aploc_plan_free", "aploc_solve"};
    void *found[5];
    for (int k = 0; k < 5; k++)
        if (!(found[k] = dlsym(library, names[k])))
            return 0;
    memcpy(&api, found, sizeof api);
    return 1;
}

START_TEST(opened_and_closed)
{
    const char *path = getenv("APLOC_LIBRARY");
    (void)expected();
    pid_t child = fork(); /* nothing of this process shall keep it */
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        for (int k = 0; k < 100; k++) {
            void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
            if (!library || !take(library))
                _exit(1);
            if (k % 25 == 0 && !is_expected(2))
                _exit(2);
            if (dlclose(library) != 0)
                _exit(3);
        }
        _exit(0);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, locales);
    tcase_add_test(tests, error_handlers_of_the_host);
    tcase_add_test(tests, within_a_parallel_region);
    tcase_add_test(tests, eight_threads_share_a_plan_while_others_make_theirs);
    if (getenv("APLOC_NO_FORK"))
        return; /* a sanitizer of threads does not follow children */
#ifdef HAVE_HDF5
    tcase_add_loop_test(tests, error_handler_at_the_end, 0, 2);
#endif
    tcase_add_test(tests, forks_before_and_after);
    tcase_add_test(tests, opened_and_closed);
}

int main(void)
{
    return run_tests("hosts", add);
}
