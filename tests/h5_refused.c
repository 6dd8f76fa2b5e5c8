/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 that fails: the n-th call of HDF5 that the library makes fails, for every n, alone and with all
 * after it, in every public call that reads or writes HDF5. It fails with a message, leaves outputs and
 * files as they were and nothing open; or it does not, and then the result is what it always is. */
#include "h5_refusing.h"
#include "h5_sample.h"
#include "runs.h"
#include "tables/times.h"

enum { N = 60 }; /* places: their pairs fill more than the smallest of datasets */

/* What the calls are given. */
typedef struct stage {
    aploc_communes *places, *few;
    aploc_times *times;
    aploc_run *run;
    aploc_decay decay;
    double demand[N], supply[N];
    char run_file[400], times_file[400], csv[400], sample[400], out[400], folder[400];
} stage;

/* A call; when it succeeds, all that can be seen of it goes into a digest. */
typedef aploc_status attempt(stage *s, apl_digest *seen, aploc_error *err);

static void watch(int is_on)
{
    atomic_store(&refusing_watched, is_on);
}

/* From here on the call `n` fails, alone or with all after it, and the call `also`. */
static void refuse(long n, int forever, long also)
{
    atomic_store(&refusing_allowed, n);
    atomic_store(&refusing_forever, forever);
    atomic_store(&refusing_also, also);
    watch(1);
}

/* Add what a file holds. */
static void add_file(apl_digest *seen, const char *path)
{
    size_t length = 0;
    char *bytes = bytes_of_file(path, &length);
    ck_assert_ptr_nonnull(bytes);
    apl_digest_add(seen, bytes, length);
    free(bytes);
}

/* ---- the calls ---- */

static aploc_status write_the_run(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_status status = aploc_run_write_h5(s->run, s->out, NULL, err);
    watch(0);
    if (!status)
        add_file(seen, s->out);
    return status;
}

static aploc_status read_the_run(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_run *run = NULL;
    aploc_error own = {0};
    aploc_status status = aploc_run_read_h5(s->run_file, NULL, &run, err);
    watch(0);
    if (status) {
        ck_assert_ptr_null(run);
        return status;
    }
    ck_assert_ok(aploc_run_write_h5(run, s->out, NULL, &own), own);
    add_file(seen, s->out);
    file_of("out", "before");
    aploc_run_free(run);
    return APLOC_OK;
}

/* Verifying goes on after a fault: it may find any, and no equal cell that is none. */
static aploc_status verify_the_run(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_verify_report report = APLOC_VERIFY_REPORT_INIT;
    aploc_verify_options options = APLOC_VERIFY_OPTIONS_INIT;
    options.n_threads = 1;
    aploc_status status = aploc_verify_h5(s->run_file, &options, &report, err);
    watch(0);
    if (!status && report.n_faults)
        status = apl_fail(err, APLOC_ERR_DIGEST, "%d faults", (int)report.n_faults);
    else if (!status)
        apl_digest_add(seen, &report, sizeof report);
    return status;
}

static aploc_status write_the_times(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_status status = aploc_times_write_h5(s->out, s->times, s->places, NULL, err);
    watch(0);
    if (!status)
        add_file(seen, s->out);
    return status;
}

static aploc_status read_the_times(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_times *times = NULL;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.n_threads = 1;
    aploc_status status =
        aploc_times_read_h5(s->times_file, s->places, NULL, &options, &times, &report, err);
    watch(0);
    if (status) {
        ck_assert(!times && report.n_rows == 0);
        return status;
    }
    for (int32_t i = 0; i < N; i++) {
        const int32_t *to = NULL;
        const double *minutes = NULL;
        size_t n = (size_t)aploc_times_row(times, i, &to, &minutes);
        apl_digest_add(seen, to, n * sizeof *to);
        apl_digest_add(seen, minutes, n * sizeof *minutes);
    }
    aploc_times_free(times);
    return APLOC_OK;
}

static aploc_status look_at_the_times(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    aploc_status status = aploc_times_look_h5(s->times_file, &facts, err);
    watch(0);
    ck_assert(!status || facts.pair_count == 0);
    apl_digest_add(seen, &facts, sizeof facts);
    return status;
}

static aploc_status plan_from_the_file(stage *s, apl_digest *seen, aploc_error *err)
{
    double apl[N];
    aploc_error own = {0};
    aploc_plan *plan = NULL;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    options.n_threads = how.n_threads = 1;
    aploc_status status = aploc_plan_create_from_file(s->times_file, s->places, NULL, &s->decay,
                                                      &how, &options, &plan, NULL, err);
    watch(0);
    if (status) {
        ck_assert_ptr_null(plan);
        return status;
    }
    ck_assert_ok(aploc_solve(plan, s->demand, s->supply, apl, NULL, &own), own);
    apl_digest_add(seen, apl, sizeof apl);
    aploc_plan_free(plan);
    return APLOC_OK;
}

static aploc_status solve_from_the_file(stage *s, apl_digest *seen, aploc_error *err)
{
    double apl[N] = {7};
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    options.n_threads = 1;
    aploc_status status = aploc_solve_file(s->times_file, s->places, NULL, &s->decay, s->demand,
                                           s->supply, apl, &options, err);
    watch(0);
    ck_assert(!status || apl[0] == 7);
    apl_digest_add(seen, apl, sizeof apl);
    return status;
}

/* Going over the pairs without keeping them. */
static aploc_status look_before_a_plan(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    how.supply = s->supply;
    how.n_threads = 1;
    aploc_status status =
        aploc_plan_look_file(s->times_file, s->places, NULL, &s->decay, &how, NULL, &facts, err);
    watch(0);
    ck_assert(!status || facts.pair_count == 0);
    apl_digest_add(seen, &facts, sizeof facts);
    return status;
}

/* A third of the places: what the others are called is asked for. */
static aploc_status solve_for_a_few(stage *s, apl_digest *seen, aploc_error *err)
{
    double apl[N] = {7};
    aploc_read_report rows = APLOC_READ_REPORT_INIT;
    aploc_solve_file_options options = APLOC_SOLVE_FILE_OPTIONS_INIT;
    options.n_threads = 1;
    options.unknown = APLOC_SKIP;
    options.rows = &rows;
    aploc_status status = aploc_solve_file(s->times_file, s->few, NULL, &s->decay, s->demand,
                                           s->supply, apl, &options, err);
    watch(0);
    ck_assert(!status || (apl[0] == 7 && rows.n_unknown == 0));
    ck_assert(status || rows.n_unknown_codes == N - N / 3);
    apl_digest_add(seen, apl, sizeof apl);
    return status;
}

static aploc_status convert(const char *in, stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_convert_report report = APLOC_CONVERT_REPORT_INIT;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.n_threads = 1;
    aploc_status status = aploc_times_convert(in, s->out, &options, &report, err);
    watch(0);
    ck_assert(!status || report.pair_count == 0);
    if (!status)
        add_file(seen, s->out);
    return status;
}

static aploc_status convert_to_h5(stage *s, apl_digest *seen, aploc_error *err)
{
    return convert(s->csv, s, seen, err);
}

static aploc_status convert_to_csv(stage *s, apl_digest *seen, aploc_error *err)
{
    return convert(s->times_file, s, seen, err);
}

static aploc_status make_a_territory(stage *s, apl_digest *seen, aploc_error *err)
{
    static const char *const names[] = {"communes.csv", "cells.csv", "sites.csv", "times.h5",
                                        "practitioners.csv"};
    aploc_synth_options options = APLOC_SYNTH_OPTIONS_INIT;
    options.n_communes = 5;
    options.n_cells = 9;
    options.times_format = APLOC_SYNTH_H5;
    options.n_threads = 1;
    aploc_status status = aploc_synth_write(s->folder, &options, NULL, err);
    watch(0);
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char path[500];
        snprintf(path, sizeof path, "%s/%s", s->folder, names[k]);
        if (!status)
            add_file(seen, path);
        (void)unlink(path);
    }
    (void)rmdir(s->folder); /* nothing else is in it: folder_count sees that */
    return status;
}

/* All that a file may hold, and what can be asked of it. */
static aploc_status walk_the_sample(stage *s, apl_digest *seen, aploc_error *err)
{
    char hex[APL_DIGEST_SIZE];
    aploc_status status = digest_of(s->sample, hex, err);
    watch(0);
    if (!status)
        apl_digest_add(seen, hex, sizeof hex);
    return status;
}

static aploc_status ask_the_sample(stage *s, apl_digest *seen, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    int64_t rows = 0, whole = 0;
    double number = 0.0;
    char **texts = NULL, *text = NULL, *of_text = NULL, some[12] = {0};
    APL_TRY(apl_h5_open(s->sample, &h5, err));
    APL_TRY(apl_h5_read_texts(h5, "/names", &rows, &texts, err));
    APL_TRY(apl_h5_read_text(h5, "/text", &text, err));
    APL_TRY(apl_h5_read_text_rows(h5, "/names", 1, 2, some, err));
    APL_TRY(apl_h5_get_text(h5, "/", "format", &of_text, err));
    APL_TRY(apl_h5_get_integer(h5, "/x", "nc", &whole, err));
    APL_TRY(apl_h5_get_number(h5, "/a/u8", "scale", &number, err));
    apl_digest_add(seen, texts[0], strlen(texts[0]));
    apl_digest_add(seen, text, strlen(text));
    apl_digest_add(seen, some, sizeof some);
    apl_digest_add(seen, of_text, strlen(of_text));
    ck_assert(whole == 2 && number == 0.1 && rows == 3);
out:
    free(texts);
    free(text);
    free(of_text);
    apl_h5_close(h5);
    watch(0);
    return status;
}

/* ---- what each is put through ---- */

enum { NEVER = INT32_MAX };

/* One attempt, of which the call `n` fails, alone, with all after it, or with the call `also`; the digest
 * of what is seen, "" when it failed. Returns how many calls there were. */
static long try_call(attempt *call, stage *s, long n, int forever, long also,
                     char hex[APL_DIGEST_SIZE], const char *what)
{
    aploc_error err = {0}, own = {0};
    apl_digest *seen = NULL;
    ck_assert_ok(apl_digest_new(&seen, &own), own);
    file_of("out", "before");
    int n_files = folder_count(0);
    long n_open = atomic_load(&refusing_open);
    refuse(n, forever, also);
    aploc_status status = call(s, seen, &err);
    long calls = n - atomic_load(&refusing_allowed);
    apl_digest_end(seen, hex);
    apl_digest_free(seen);
    ck_assert_msg(atomic_load(&refusing_open) == n_open, "%s, %ld: %ld things stay open", what, n,
                  atomic_load(&refusing_open) - n_open);
    ck_assert_msg(folder_count(0) == n_files, "%s, %ld: a file stays", what, n);
    if (status) {
        size_t length = 0;
        hex[0] = '\0';
        ck_assert_msg(calls > n || calls > also, "%s: %d, %s", what, (int)status, err.message);
        ck_assert_msg(err.status == status && err.message[0], "%s, %ld: %d without a message", what,
                      n, (int)status);
        char *bytes = bytes_of_file(s->out, &length);
        ck_assert_msg(length == 6 && memcmp(bytes, "before", 6) == 0, "%s, %ld: output", what, n);
        free(bytes);
    }
    return calls;
}

/* Of many calls, some, and the last 40, which read what matters; more when much is asked for. */
static long next_call(long n, long end, int forever)
{
    long last = end - 40, next = n + 1 + n / (getenv("APLOC_DEEP") && !forever ? 400 : 3);
    return n >= last ? n + 1 : next < last ? next : last;
}

static void put_through(const char *what, attempt *call, stage *s)
{
    char good[APL_DIGEST_SIZE], hex[APL_DIGEST_SIZE];
    long n_failed = 0, n_calls = try_call(call, s, NEVER, 0, NEVER, good, what);
    long spare = -1, n_spare = 0; /* the first call whose failure is made up for by many others */
    ck_assert_msg(good[0] && n_calls > 10, "%s: %ld calls", what, n_calls);
    for (int forever = 0; forever < 2; forever++)
        for (long n = 0; n < n_calls; n = next_call(n, n_calls, forever)) {
            long calls = try_call(call, s, n, forever, NEVER, hex, what);
            ck_assert_msg(!hex[0] || strcmp(hex, good) == 0, "%s, %ld: another result", what, n);
            n_failed += !hex[0];
            if (hex[0] && calls > n_calls + n_calls / 4 && spare < 0) {
                spare = n;
                n_spare = calls;
            }
        }
    for (long n = spare + 1; n < n_spare; n = spare + next_call(n - spare, n_spare - spare, 0)) {
        (void)try_call(call, s, n, 0, spare, hex, what);
        ck_assert_msg(!hex[0] || strcmp(hex, good) == 0, "%s, %ld, %ld: another result", what,
                      spare, n);
        n_failed += !hex[0];
    }
    ck_assert_msg(n_failed > 10, "%s: %ld failures", what, n_failed);
    printf("# %s: %ld calls of HDF5, %ld failures\n", what, n_calls, n_failed);
}

/* ---- the stage ---- */

static stage staged;

static void put_path(char path[400], const char *name)
{
    snprintf(path, 400, "%s", file_path(name));
}

/* Files and tables; made once, before the processes of the tests. */
static void stage_make(void)
{
    static double minutes[N * N];
    static char text[N * N * 20 + 40];
    char *at = text + sprintf(text, "from,to,minutes\n");
    const char *codes[N];
    static char code_texts[N][8];
    stage *s = &staged;
    aploc_error err = {0};
    aploc_places places = APLOC_PLACES_INIT;
    world w = make_world();
    for (int i = 0; i < N; i++) {
        codes[i] = code_texts[i];
        snprintf(code_texts[i], sizeof code_texts[i], "%05d", i);
        s->demand[i] = 100.0 + i;
        s->supply[i] = i % 3 ? 0.0 : 50.0;
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            minutes[i * N + j] = (i * 7 + j * 13) % 40 + 0.5;
            at += sprintf(at, "%s,%s,%.1f\n", codes[i], codes[j], minutes[i * N + j]);
        }
    places.codes = codes;
    places.count = N;
    s->decay = (aploc_decay)APLOC_DECAY_INIT;
    s->decay.kind = APLOC_DECAY_LINEAR;
    s->decay.cut = 30;
    ck_assert_ok(aploc_communes_from_arrays(&places, &s->places, &err), err);
    places.count = N / 3;
    ck_assert_ok(aploc_communes_from_arrays(&places, &s->few, &err), err);
    ck_assert_ok(aploc_times_from_matrix(N, N, minutes, &s->times, &err), err);
    s->times->same_places = 1;
    ck_assert_ok(aploc_run_create(&s->run, &err), err);
    add_computed(s->run, &w, "first", APLOC_VARIANT_E2SFCA, 0, 1);
    add_computed(s->run, &w, "second", APLOC_VARIANT_NEAREST, 1, 1);
    ck_assert_ok(aploc_run_add_input(s->run, "times", file_of("i.csv", "x\n"), "i.csv", &err), err);
    ck_assert_ok(aploc_run_set_study(s->run, "[study]\nname = s\n", &err), err);
    free_world(&w);
    put_path(s->run_file, "run.h5");
    put_path(s->times_file, "times.h5");
    put_path(s->csv, "times.csv");
    put_path(s->sample, "sample.h5");
    put_path(s->out, "out");
    put_path(s->folder, "made");
    file_of("times.csv", text);
    ck_assert_ok(aploc_run_write_h5(s->run, s->run_file, NULL, &err), err);
    ck_assert_ok(aploc_times_write_h5(s->times_file, s->times, s->places, NULL, &err), err);
    write_sample(s->sample, 3);
}

static void stage_free(void)
{
    aploc_communes_free(staged.places);
    aploc_communes_free(staged.few);
    aploc_times_free(staged.times);
    aploc_run_free(staged.run);
}

static const struct {
    const char *what;
    attempt *call;
} cases[] = {{"writing a run", write_the_run},
             {"reading a run", read_the_run},
             {"verifying a run", verify_the_run},
             {"writing times", write_the_times},
             {"reading times", read_the_times},
             {"looking at times", look_at_the_times},
             {"a plan from a file", plan_from_the_file},
             {"solving from a file", solve_from_the_file},
             {"looking before a plan", look_before_a_plan},
             {"solving for a few", solve_for_a_few},
             {"converting to HDF5", convert_to_h5},
             {"converting to CSV", convert_to_csv},
             {"a territory", make_a_territory},
             {"walking", walk_the_sample},
             {"asking", ask_the_sample}};

START_TEST(a_call_of_hdf5_that_fails)
{
    put_through(cases[_i].what, cases[_i].call, &staged);
}
END_TEST

/* Whatever call fails, alone: an attribute that is there counts as there, a shape is whole or none. */
START_TEST(small_questions_each_call_failing)
{
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    ck_assert_ok(apl_h5_open(staged.sample, &h5, &err), err);
    for (int question = 0; question < 2; question++) {
        long n = 0, n_failed = 0;
        for (int is_over = 0; !is_over; n++) {
            apl_h5_shape shape = {.width = 7};
            aploc_status status = APLOC_OK;
            int is_there = 1;
            refuse(n, 0, NEVER);
            if (question)
                status = apl_h5_look(h5, "/a/u8", &shape, &err);
            else
                is_there = apl_h5_has(h5, "/a/u8", "scale");
            watch(0);
            is_over = atomic_load(&refusing_allowed) >= 0;
            n_failed += status != APLOC_OK;
            ck_assert_msg(is_there, "%ld", n);
            ck_assert_msg(shape.width == (question && !status ? 1 : 7), "%ld", n);
        }
        ck_assert(n > 5 && (!question || n_failed > 10));
    }
    ck_assert(!apl_h5_has(h5, "/a/u8", "none") && !apl_h5_has(h5, "/none", "scale"));
    apl_h5_close(h5);
}
END_TEST

/* However many pairs have a code that the table lacks, the codes are read once. */
START_TEST(codes_that_lack_are_not_read_for_each_pair)
{
    char hex[APL_DIGEST_SIZE];
    long all = try_call(solve_from_the_file, &staged, NEVER, 0, NEVER, hex, "all");
    long few = try_call(solve_for_a_few, &staged, NEVER, 0, NEVER, hex, "a few");
    ck_assert_msg(few < all + N * 2, "%ld calls of HDF5 for all, %ld for a few", all, few);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_checked_fixture(tests, stage_make, stage_free);
    tcase_add_test(tests, small_questions_each_call_failing);
    tcase_add_test(tests, codes_that_lack_are_not_read_for_each_pair);
    tcase_add_loop_test(tests, a_call_of_hdf5_that_fails, 0, sizeof cases / sizeof *cases);
}

int main(void)
{
    return run_tests("h5_refused", add);
}
