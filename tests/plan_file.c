/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan straight from a file is the plan of the table of times, and what is wrong is told the same. */
#include "base/h5.h"
#include "streams.h"
#include "tables/times_h5.h"

/* ---- the usual way beside the short one ---- */

typedef struct made {
    aploc_status status;
    aploc_plan *plan;
    aploc_read_report rows;
    aploc_error err;
} made;

static made usual_way(const char *path, const aploc_communes *communes, const aploc_communes *sites,
                      const aploc_decay *decay, const aploc_plan_options *how,
                      const aploc_read_options *reading)
{
    made m = {.rows = APLOC_READ_REPORT_INIT};
    aploc_times *times = NULL;
    m.status = aploc_times_read(path, communes, sites, reading, &times, &m.rows, &m.err);
    if (!m.status)
        m.status = aploc_plan_create(times, decay, how, &m.plan, &m.err);
    aploc_times_free(times);
    return m;
}

static made short_way(const char *path, const aploc_communes *communes, const aploc_communes *sites,
                      const aploc_decay *decay, const aploc_plan_options *how,
                      const aploc_read_options *reading)
{
    made m = {.rows = APLOC_READ_REPORT_INIT};
    m.status = aploc_plan_create_from_file(path, communes, sites, decay, how, reading, &m.plan,
                                           &m.rows, &m.err);
    return m;
}

/* Both ways, equal in all that is told; the status. */
static aploc_status check_both(const char *path, const aploc_communes *communes,
                               const aploc_communes *sites, const aploc_decay *decay,
                               const aploc_plan_options *how, const aploc_read_options *reading)
{
    made a = usual_way(path, communes, sites, decay, how, reading);
    made b = short_way(path, communes, sites, decay, how, reading);
    ck_assert_int_eq(a.status, b.status);
    ck_assert_int_eq(a.plan != NULL, b.plan != NULL);
    if (a.status) {
        ck_assert_str_eq(a.err.message, b.err.message);
        ck_assert_str_eq(a.err.code, b.err.code);
    } else {
        check_same_plan(a.plan, b.plan);
        ck_assert_int_eq(a.rows.n_rows, b.rows.n_rows);
        ck_assert_int_eq(a.rows.n_kept, b.rows.n_kept);
        ck_assert_int_eq(a.rows.n_own, b.rows.n_own);
        ck_assert_int_eq(a.rows.n_own_not_zero, b.rows.n_own_not_zero);
        ck_assert_int_eq(a.rows.n_unknown, b.rows.n_unknown);
        ck_assert_str_eq(a.rows.used, b.rows.used);
    }
    aploc_plan_free(a.plan);
    aploc_plan_free(b.plan);
    return a.status;
}

START_TEST(the_plan_of_the_table)
{
    uint64_t seed = 83;
    int refused = 0;
    for (int k = 0; k < trials(140); k++) {
        scene s = make_scene(&seed, 70);
        aploc_decay decay = some_decay((uint64_t)k);
        aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
        aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
        how.own = random_below(&seed, 3);
        how.supply = random_below(&seed, 2) ? s.supply : NULL;
        how.n_threads = reading.n_threads = random_below(&seed, 3);
        refused += check_both(s.path, s.communes, s.sites, &decay, &how, &reading) ==
                   APLOC_ERR_OPTIONS; /* APLOC_OWN_ZERO of other sites */
        check_both(s.path, s.communes, s.sites, &decay, NULL, NULL);
        free_scene(&s);
    }
    ck_assert_int_gt(refused, trials(5));
    ck_assert_int_lt(refused, trials(70));
}
END_TEST

/* More pairs than a thread and a chunk are worth; all kinds of places and times as above. */
START_TEST(a_plan_by_several_threads)
{
    uint64_t seed = 85;
    for (int k = 0; k < 2; k++) {
        scene s = make_scene(&seed, 2);
        do {
            free_scene(&s);
            s = make_scene(&seed, 1500);
        } while (s.n < 1000 || s.m < 1000);
        for (uint64_t d = 0; d < 2; d++) {
            aploc_decay decay = some_decay(d);
            aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
            aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
            how.n_threads = reading.n_threads = 2;
            how.supply = s.supply;
            ck_assert_int_eq(check_both(s.path, s.communes, s.sites, &decay, &how, &reading), 0);
        }
        free_scene(&s);
    }
}
END_TEST

/* The short way is taken: minutes of tenths come as codes, columns as they stand, and no table of them is
 * made; places of the tables that the file does not have are passed over. */
START_TEST(minutes_come_as_codes)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    const aploc_read_options *reading = &(aploc_read_options)APLOC_READ_OPTIONS_INIT;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    apl_times_coded coded = {0};
    aploc_communes *communes = places_of("c.csv", 4, 0, 2), *all = places_of("a.csv", 8, 0, 1);
    const int32_t from[] = {0, 0, 1, 1, 3}, to[] = {1, 3, 0, 1, 2};
    const double minutes[] = {1.5, 20, 3, 0.5, 4.1};
    const char *path = file_path("tenths.h5");
    int done = 0;
    ck_assert_ok(aploc_times_from_pairs(4, 4, 5, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_times_write_h5(path, times, communes, NULL, &err), err);
    ck_assert_ok(
        apl_times_read_coded(path, communes, NULL, reading, NULL, 1, &coded, &report, &done, &err),
        err);
    ck_assert_int_eq(done, 1);
    ck_assert_ptr_null(coded.head.minutes);
    ck_assert_ptr_null(coded.columns);
    ck_assert_int_eq(coded.scale, 10);
    int n_met = 0;
    for (int k = 0; k < 5; k++) {
        ck_assert_bits(coded.codes[k] / (double)coded.scale, minutes[k]);
        ck_assert_int_eq(coded.narrow[k], to[k]);
        ck_assert_int_eq(coded.is_met[coded.codes[k]], 1);
    }
    for (int32_t code = 0; code < APL_TIMES_CODES; code++)
        n_met += coded.is_met[code];
    ck_assert_int_eq(n_met, 5);
    apl_times_coded_free(&coded);
    ck_assert_ok(
        apl_times_read_coded(path, all, NULL, reading, NULL, 1, &coded, &report, &done, &err), err);
    ck_assert_int_eq(done, 1);
    ck_assert_int_eq(coded.head.n_demand, 8);
    for (int j = 0; j < 4; j++) {
        ck_assert_int_eq(coded.columns[j], 2 * j);
        ck_assert_int_eq(coded.head.offsets[2 * j], times->offsets[j]);
        ck_assert_int_eq(coded.head.offsets[2 * j + 2], times->offsets[j + 1]);
    }
    apl_times_coded_free(&coded);
    aploc_times_free(times);
    aploc_communes_free(communes);
    aploc_communes_free(all);
}
END_TEST

/* Columns as a dataset of any type has them; to be freed. */
static void *columns_as(apl_h5_type type, const int32_t *to, int64_t n)
{
    size_t width = apl_h5_type_width(type);
    char *bytes = calloc((size_t)n + 1, width);
    ck_assert_ptr_nonnull(bytes);
    for (int64_t k = 0; k < n; k++) {
        int64_t value = to[k]; /* little-endian, as the file is */
        memcpy(bytes + (size_t)k * width, &value, width);
    }
    return bytes;
}

/* A file of times whose columns are of a type, and whose minutes are random, of one byte. */
static const char *other_file(const aploc_times *times, const aploc_communes *places,
                              apl_h5_type type, uint64_t *seed)
{
    const char *path = file_path("other.h5");
    aploc_error err = {0};
    apl_h5 *h5 = NULL;
    int64_t n = aploc_times_pair_count(times);
    void *to = columns_as(type, times->to, n);
    uint8_t *minutes = malloc((size_t)n + 1);
    const char **codes = malloc((size_t)times->n_demand * sizeof *codes);
    ck_assert(minutes && codes);
    for (int64_t k = 0; k < n; k++)
        minutes[k] = (uint8_t)random_below(seed, 256);
    for (int32_t i = 0; i < times->n_demand; i++)
        codes[i] = aploc_communes_code(places, i);
    ck_assert_ok(apl_h5_create(path, &h5, &err), err);
    ck_assert_ok(apl_h5_write_format(h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "from_count", times->n_demand, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "to_count", times->n_supply, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "pair_count", n, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/", "same_places", 1, &err), err);
    ck_assert_ok(apl_h5_write_texts(h5, "/from", times->n_demand, codes, &err), err);
    ck_assert_ok(
        apl_h5_write(h5, "/offsets", APL_H5_I64, times->n_demand + 1LL, 0, times->offsets, &err),
        err);
    ck_assert_ok(apl_h5_write(h5, "/index", type, n, 0, to, &err), err);
    ck_assert_ok(apl_h5_write(h5, "/minutes", APL_H5_U8, n, 0, minutes, &err), err);
    ck_assert_ok(apl_h5_set_integer(h5, "/minutes", "scale", 10, &err), err);
    ck_assert_ok(apl_h5_commit(h5, &err), err);
    apl_h5_close(h5);
    free(to);
    free(minutes);
    free(codes);
    return path;
}

/* Random pairs of n places, at 0 minutes. */
static aploc_times *some_times(int n, uint64_t *seed)
{
    int32_t *from = malloc(2 * (size_t)(n * n) * sizeof *from), *to = from + n * n;
    double *minutes = calloc((size_t)(n * n), sizeof *minutes);
    aploc_error err = {0};
    aploc_times *times = NULL;
    int at = 0;
    ck_assert(from && minutes);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (random_below(seed, 3)) {
                from[at] = i;
                to[at++] = j;
            }
    ck_assert_ok(aploc_times_from_pairs(n, n, at, from, to, minutes, &times, &err), err);
    free(from);
    free(minutes);
    return times;
}

static const apl_h5_type types[] = {APL_H5_U8, APL_H5_U16, APL_H5_U32, APL_H5_I32, APL_H5_I64};

/* What a plan of a file is told to take, when nobody has any supply but `supply`. */
static aploc_times_facts look_at(const char *path, const aploc_communes *places,
                                 const double *supply)
{
    aploc_error err = {0};
    aploc_times_facts facts = APLOC_TIMES_FACTS_INIT;
    aploc_decay decay = some_decay(0);
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    how.supply = supply;
    ck_assert_ok(aploc_plan_look_file(path, places, NULL, &decay, &how, NULL, &facts, &err), err);
    return facts;
}

/* Pairs of which none is used are held by their codes: two bytes for the minutes, two or four for the column. */
START_TEST(columns_are_counted_by_their_type)
{
    static const double nothing[40];
    uint64_t seed = 95;
    aploc_times *times = some_times(40, &seed);
    aploc_communes *places = places_of("s.csv", 40, 0, 1);
    int64_t bytes[5], n = aploc_times_pair_count(times);
    for (int k = 0; k < 5; k++) {
        const char *path = other_file(times, places, types[k], &seed);
        aploc_times_facts facts = look_at(path, places, nothing);
        ck_assert_int_eq(facts.pair_count, n);
        bytes[k] = facts.bytes_of_plan;
    }
    ck_assert_int_eq(bytes[0], bytes[1]);
    ck_assert_int_ge(bytes[1], 4 * n);
    for (int k = 2; k < 5; k++)
        ck_assert_int_eq(bytes[k] - bytes[1], 2 * n);
    aploc_times_free(times);
    aploc_communes_free(places);
}
END_TEST

START_TEST(columns_of_other_types)
{
    uint64_t seed = 93;
    for (int k = 0; k < 40; k++) {
        int n = 1 + random_below(&seed, 60);
        aploc_times *times = some_times(n, &seed);
        /* The file has every second place of the tables. */
        aploc_communes *all = places_of("all.csv", 2 * n, 0, 1),
                       *some = places_of("s.csv", n, 0, 2);
        const char *path = other_file(times, some, types[k % 5], &seed);
        aploc_decay decay = some_decay((uint64_t)k);
        aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
        double supply[120];
        how.own = random_below(&seed, 3);
        how.n_threads = random_below(&seed, 4);
        for (int j = 0; j < 2 * n; j++)
            supply[j] = random_below(&seed, 2);
        how.supply = random_below(&seed, 2) ? supply : NULL;
        ck_assert_int_eq(check_both(path, some, NULL, &decay, NULL, NULL), 0);
        ck_assert_int_eq(check_both(path, all, NULL, &decay, &how, NULL), 0);
        aploc_times_free(times);
        aploc_communes_free(all);
        aploc_communes_free(some);
    }
}
END_TEST

/* One that is no place, one that comes twice, and two in the wrong order. */
START_TEST(columns_that_cannot_be)
{
    static const aploc_status expected[] = {APLOC_ERR_INDEX, APLOC_ERR_PAIR_REPEATED,
                                            APLOC_ERR_FORMAT};
    uint64_t seed = 94;
    aploc_decay decay = some_decay(0);
    for (int k = 0; k < 15; k++) {
        aploc_times *times = some_times(40, &seed);
        aploc_communes *places = places_of("s.csv", 40, 0, 1);
        int32_t *last = &times->to[times->offsets[40] - 1];
        int32_t was = last[-1];
        ck_assert_int_gt(times->offsets[40] - times->offsets[39], 1);
        if (k % 3 == 2)
            last[-1] = *last;
        *last = k % 3 ? was : k % 2 ? 40 : -1;
        const char *path = other_file(times, places, types[k / 3], &seed);
        ck_assert_int_eq(look_at(path, places, NULL).pair_count, aploc_times_pair_count(times));
        ck_assert_int_eq(check_both(path, places, NULL, &decay, NULL, NULL), expected[k % 3]);
        aploc_times_free(times);
        aploc_communes_free(places);
    }
}
END_TEST

START_TEST(a_table_of_text)
{
    aploc_communes *communes = places_of("c.csv", 3, 0, 1);
    const char *good = "from,to,minutes\np0000,p0001,2.5\np0001,p0002,12\np0002,p0000,30\n";
    const char *bad = "from,to,minutes\np0000,p0001,2.5\np0000,p0001,12\n";
    for (uint64_t k = 0; k < 7; k++) {
        aploc_decay decay = some_decay(k);
        ck_assert_int_eq(check_both(file_of("good.csv", good), communes, NULL, &decay, NULL, NULL),
                         APLOC_OK);
        ck_assert_int_eq(check_both(file_of("bad.csv", bad), communes, NULL, &decay, NULL, NULL),
                         APLOC_ERR_PAIR_REPEATED);
    }
    aploc_communes_free(communes);
}
END_TEST

/* ---- what is wrong ---- */

START_TEST(tables_that_lack_codes_or_have_more)
{
    uint64_t seed = 87;
    int refused = 0, good = 0;
    aploc_decay decay = some_decay(0);
    for (int k = 0; k < trials(60); k++) {
        scene s = make_scene(&seed, 40);
        int first = random_below(&seed, 4), step = 1 + random_below(&seed, 3);
        aploc_communes *other = places_of("other.csv", 1 + random_below(&seed, 60), first, step);
        aploc_communes *sites =
            s.sites ? places_of("o.csv", 1 + random_below(&seed, 60), first, step) : NULL;
        aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
        refused += check_both(s.path, other, sites, &decay, NULL, &reading) != APLOC_OK;
        reading.unknown = APLOC_SKIP;
        good += check_both(s.path, other, sites, &decay, NULL, &reading) == APLOC_OK;
        aploc_communes_free(other);
        aploc_communes_free(sites);
        free_scene(&s);
    }
    ck_assert_int_gt(refused, trials(10));
    ck_assert_int_lt(refused, trials(60));
    ck_assert_int_eq(good, trials(60));
}
END_TEST

/* Whatever byte is changed: the same answer, in the same words. */
START_TEST(damage_is_told_as_usual)
{
    uint64_t seed = 89;
    int found = 0, n = 0;
    aploc_decay decay = some_decay(0);
    scene s = make_scene(&seed, 2);
    do {
        free_scene(&s);
        s = make_scene(&seed, 60);
    } while (s.n < 40 || !s.sites || s.m < 40);
    size_t length = 0;
    char *bytes = bytes_of_file(s.path, &length);
    for (size_t at = 48; at < length; at += 1 + (size_t)random_below(&seed, trials_apart(240))) {
        char was = bytes[at];
        bytes[at] ^= (char)(1 << random_below(&seed, 8));
        file_of_bytes("scene.h5", bytes, length);
        aploc_status status = check_both(s.path, s.communes, s.sites, &decay, NULL, NULL);
        found += status == APLOC_ERR_DIGEST || status == APLOC_ERR_FORMAT;
        n++;
        bytes[at] = was;
    }
    ck_assert_int_gt(n, trials(30));
    ck_assert_int_gt(found, n / 4);
    free(bytes);
    free_scene(&s);
}
END_TEST

static int stop(void *data, const char *what, double done)
{
    (void)done;
    ck_assert_str_eq(what, "reading scene.h5");
    ++*(int *)data;
    return 1;
}

START_TEST(wrong_calls_and_a_caller_who_stops)
{
    uint64_t seed = 91;
    aploc_error err = {0};
    aploc_plan *plan = NULL;
    scene s = make_scene(&seed, 20);
    aploc_decay decay = some_decay(0), none = APLOC_DECAY_INIT;
    aploc_plan_options how = APLOC_PLAN_OPTIONS_INIT;
    aploc_read_options reading = APLOC_READ_OPTIONS_INIT;
    aploc_read_report rows = APLOC_READ_REPORT_INIT;
    int calls = 0;
    const struct {
        const char *path;
        const aploc_communes *communes;
        const aploc_decay *decay;
        aploc_plan **plan;
    } bad[] = {{NULL, s.communes, &decay, &plan},
               {s.path, NULL, &decay, &plan},
               {s.path, s.communes, NULL, &plan},
               {s.path, s.communes, &decay, NULL}};
    for (int k = 0; k < 4; k++)
        ck_assert_fails(aploc_plan_create_from_file(bad[k].path, bad[k].communes, NULL,
                                                    bad[k].decay, NULL, NULL, bad[k].plan, NULL,
                                                    &err),
                        APLOC_ERR_ARGUMENT);
    ck_assert_int_eq(check_both("/no/such.h5", s.communes, s.sites, &decay, NULL, NULL),
                     APLOC_ERR_OPEN);
    how.own = 7;
    ck_assert_int_eq(check_both(s.path, s.communes, s.sites, &decay, &how, NULL),
                     APLOC_ERR_OPTIONS);
    how.own = 0;
    how.n_threads = -1;
    ck_assert_int_eq(check_both(s.path, s.communes, s.sites, &decay, &how, NULL),
                     APLOC_ERR_OPTIONS);
    how.n_threads = 0;
    double was = s.supply[0];
    s.supply[0] = -1.0;
    how.supply = s.supply;
    ck_assert_int_eq(check_both(s.path, s.communes, s.sites, &decay, &how, NULL),
                     APLOC_ERR_NEGATIVE);
    s.supply[0] = was;
    how.size = 8;
    ck_assert_fails(aploc_plan_create_from_file(s.path, s.communes, s.sites, &decay, &how, NULL,
                                                &plan, NULL, &err),
                    APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_plan_create_from_file(s.path, s.communes, s.sites, &none, NULL, NULL,
                                                &plan, NULL, &err),
                    APLOC_ERR_OPTIONS);
    rows.size = 8;
    ck_assert_fails(aploc_plan_create_from_file(s.path, s.communes, s.sites, &decay, NULL, NULL,
                                                &plan, &rows, &err),
                    APLOC_ERR_OPTIONS);
    reading.progress = stop;
    reading.progress_data = &calls;
    ck_assert_fails(aploc_plan_create_from_file(s.path, s.communes, s.sites, &decay, NULL, &reading,
                                                &plan, NULL, &err),
                    APLOC_ERR_CANCELLED);
    ck_assert_int_eq(calls, 1);
    ck_assert_ptr_null(plan);
    free_scene(&s);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, the_plan_of_the_table);
    tcase_add_test(tests, a_plan_by_several_threads);
    tcase_add_test(tests, minutes_come_as_codes);
    tcase_add_test(tests, columns_of_other_types);
    tcase_add_test(tests, columns_that_cannot_be);
    tcase_add_test(tests, columns_are_counted_by_their_type);
    tcase_add_test(tests, a_table_of_text);
    tcase_add_test(tests, tables_that_lack_codes_or_have_more);
    tcase_add_test(tests, damage_is_told_as_usual);
    tcase_add_test(tests, wrong_calls_and_a_caller_who_stops);
}

int main(void)
{
    return run_tests("plan_file", add);
}
