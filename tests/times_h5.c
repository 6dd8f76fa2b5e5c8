/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Travel times in HDF5: the same table, bit for bit, as from CSV or as was written. */
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include <aploc/aploc.h>

#include "base/h5.h"
#include "folder.h"
#include "support.h"
#include "tables/times_h5.h"

static aploc_communes *communes_of(const char *name, const char *codes)
{
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    char text[4000] = "code\n";
    strcat(text, codes);
    ck_assert_ok(aploc_communes_read_csv(file_of(name, text), NULL, &communes, NULL, &err), err);
    return communes;
}

static void check_equal(const aploc_times *a, const aploc_times *b)
{
    ck_assert_int_eq(aploc_times_demand_count(a), aploc_times_demand_count(b));
    ck_assert_int_eq(aploc_times_supply_count(a), aploc_times_supply_count(b));
    ck_assert_int_eq(a->same_places, b->same_places);
    for (int32_t i = 0; i < aploc_times_demand_count(a); i++) {
        const int32_t *to_a, *to_b;
        const double *minutes_a, *minutes_b;
        int64_t n = aploc_times_row(a, i, &to_a, &minutes_a);
        ck_assert_int_eq(n, aploc_times_row(b, i, &to_b, &minutes_b));
        for (int64_t k = 0; k < n; k++) {
            ck_assert_int_eq(to_a[k], to_b[k]);
            ck_assert_bits(minutes_a[k], minutes_b[k]);
        }
    }
}

/* Read a text as it is, and after a conversion; both ways must agree in all that is told. */
static void read_both(const char *text, const aploc_communes *communes, const aploc_communes *sites,
                      int32_t unknown)
{
    aploc_error err = {0};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_read_report from_csv = APLOC_READ_REPORT_INIT, from_h5 = APLOC_READ_REPORT_INIT;
    aploc_times *csv = NULL, *h5 = NULL;
    options.unknown = unknown;
    const char *in = file_of("times.csv", text), *out = file_path("times.h5");
    ck_assert_ok(aploc_times_convert(in, out, NULL, NULL, &err), err);
    ck_assert_ok(aploc_times_read(in, communes, sites, &options, &csv, &from_csv, &err), err);
    ck_assert_ok(aploc_times_read(out, communes, sites, &options, &h5, &from_h5, &err), err);
    check_equal(csv, h5);
    ck_assert_int_eq(from_csv.n_rows, from_h5.n_rows);
    ck_assert_int_eq(from_csv.n_kept, from_h5.n_kept);
    ck_assert_int_eq(from_csv.n_own, from_h5.n_own);
    ck_assert_int_eq(from_csv.n_own_not_zero, from_h5.n_own_not_zero);
    ck_assert_int_eq(from_csv.n_unknown, from_h5.n_unknown);
    ck_assert_int_eq(from_csv.n_unknown_codes, from_h5.n_unknown_codes);
    aploc_times_free(csv);
    aploc_times_free(h5);
}

START_TEST(the_same_table_as_from_csv)
{
    aploc_communes *communes = communes_of("c.csv", "d\nb\na\nc\n");
    aploc_communes *sites = communes_of("s.csv", "y\nx\n");
    read_both("from,to,minutes\na,b,1.1\nd,a,2\nb,b,3\na,a,0\nc,d,0.3\n", communes, NULL, 0);
    read_both("from,to,minutes\na,x,1.1\nd,y,2\nb,x,3\n", communes, sites, 0);
    read_both("from,to,minutes\na,q,1\nq,b,2\nb,r,3\nq,r,4\na,b,5\n", communes, NULL, APLOC_SKIP);
    /* What the times are, by hand. */
    aploc_times *times = NULL;
    const int32_t *to;
    const double *minutes;
    ck_assert_ok(aploc_times_read_h5(file_path("times.h5"), communes, NULL,
                                     &(aploc_read_options){.size = sizeof(aploc_read_options),
                                                           .unknown = APLOC_SKIP},
                                     &times, NULL, NULL),
                 (aploc_error){0});
    ck_assert_int_eq(aploc_times_pair_count(times), 1);
    ck_assert_int_eq(aploc_times_row(times, 2, &to, &minutes), 1);
    ck_assert_int_eq(to[0], 1);
    ck_assert_bits(minutes[0], 5.0);
    aploc_times_free(times);
    aploc_communes_free(communes);
    aploc_communes_free(sites);
}
END_TEST

START_TEST(unknown_codes_are_refused_with_their_reason)
{
    aploc_communes *communes = communes_of("c.csv", "01001\n01002\n");
    aploc_times *times = NULL;
    aploc_error err = {0};
    const char *out = file_path("times.h5");
    ck_assert_ok(aploc_times_convert(file_of("t.csv", "from,to,minutes\n1001,01002,3\n"), out, NULL,
                                     NULL, &err),
                 err);
    ck_assert_fails(aploc_times_read_h5(out, communes, NULL, NULL, &times, NULL, &err),
                    APLOC_ERR_CODE_UNKNOWN);
    ck_assert_ptr_nonnull(strstr(err.message, "times.h5: found the code '1001' in /from, expected "
                                              "one of the 2 codes of "));
    ck_assert_ptr_nonnull(strstr(err.message, "'01001' is there: a leading zero was lost"));
    ck_assert_str_eq(err.code, "1001");
    ck_assert_ptr_null(times);
    aploc_communes_free(communes);
}
END_TEST

/* Write minutes as a table of one row, look how they are kept, read them back. */
static apl_h5_type kept_as(const double *minutes, int32_t n, int64_t *scale)
{
    aploc_error err = {0};
    aploc_times *times = NULL;
    apl_times_group group = {0};
    apl_h5 *h5 = NULL;
    apl_h5_shape shape;
    int32_t from[8] = {0}, to[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    ck_assert_ok(aploc_times_from_pairs(2, 9, n, from, to, minutes, &times, &err), err);
    ck_assert_ok(apl_h5_create(file_path("m.h5"), &h5, &err), err);
    ck_assert_ok(apl_times_write_group(h5, "/times/all", times, NULL, NULL, &err), err);
    ck_assert_ok(apl_h5_commit(h5, &err), err);
    apl_h5_close(h5);
    ck_assert_ok(apl_h5_open(file_path("m.h5"), &h5, &err), err);
    ck_assert_ok(apl_h5_look(h5, "/times/all/minutes", &shape, &err), err);
    ck_assert_ok(apl_h5_get_integer(h5, "/times/all/minutes", "scale", scale, &err), err);
    ck_assert_ok(apl_times_read_group(h5, "/times/all", NULL, &group, &err), err);
    apl_h5_close(h5);
    ck_assert(!group.from && !group.to);
    check_equal(times, group.times);
    apl_times_group_free(&group);
    aploc_times_free(times);
    return shape.type;
}

START_TEST(minutes_keep_every_bit)
{
    static const struct {
        double minutes[4];
        apl_h5_type type;
        int64_t scale;
    } cases[] = {
        {{1, 2, 3, 65535}, APL_H5_U16, 1},         {{1, 2, 3, 65536}, APL_H5_U32, 1},
        {{0.1, 12.3, 0, 6553.5}, APL_H5_U16, 10},  {{0.1, 12.3, 0, 6553.6}, APL_H5_U32, 10},
        {{0.01, 12.3, 0, 5}, APL_H5_U16, 100},     {{4294967294.0, 0, 0, 0}, APL_H5_U32, 1},
        {{1e-9, 0, 0, 4}, APL_H5_U32, 1000000000}, {{0.25, 1e-10, 0, 0}, APL_H5_F64, 1},
        {{(double)0.1f, 1, 2, 3}, APL_H5_F32, 1},  {{0x1p-40, 1, 2, 3}, APL_H5_F32, 1},
        {{1e300, 1, 2, 3}, APL_H5_F64, 1},         {{0.1 + 0.2, 1, 2, 3}, APL_H5_F64, 1},
        {{-0.0, 1, 2, 3}, APL_H5_F32, 1},          {{0.1, 4294967295.0, 0, 0}, APL_H5_F64, 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int64_t scale = 0;
        apl_h5_type type = kept_as(cases[k].minutes, 4, &scale);
        ck_assert_msg(type == cases[k].type && scale == cases[k].scale, "case %zu: %s over %lld", k,
                      apl_h5_type_name(type), (long long)scale);
    }
    int64_t scale = 0;
    ck_assert_int_eq(kept_as(cases[0].minutes, 0, &scale), APL_H5_U16);
}
END_TEST

/* Decimal texts of up to three decimals are what division gives back. */
START_TEST(whole_numbers_are_the_decimals_that_were_read)
{
    for (int64_t k = 0; k < 200000; k++) {
        char text[32];
        double value = 0.0;
        int length = snprintf(text, sizeof text, "%lld.%03lld", (long long)(k / 1000),
                              (long long)(k % 1000));
        ck_assert_int_eq(aploc_number_read(text, (size_t)length, &value, NULL), APLOC_OK);
        ck_assert_int_eq(apl_times_whole(value, 1000), k);
    }
}
END_TEST

START_TEST(tables_are_written_and_read_back)
{
    enum { N = 500 };
    aploc_error err = {0};
    char codes[N * 6 + 1] = "";
    for (int k = 0; k < N; k++)
        sprintf(codes + strlen(codes), "%05d\n", k * 7 % N);
    aploc_communes *communes = communes_of("c.csv", codes);
    static double minutes[N * N];
    uint64_t state = 4;
    for (int k = 0; k < N * N; k++)
        minutes[k] = random_unit(&state) < 0.5 ? NAN : random_below(&state, 900) / 10.0;
    aploc_times *times = NULL, *again = NULL;
    ck_assert_ok(aploc_times_from_matrix(N, N, minutes, &times, &err), err);
    ck_assert_ok(aploc_times_write_h5(file_path("a.h5"), times, communes, NULL, &err), err);
    ck_assert_ok(aploc_times_read_h5(file_path("a.h5"), communes, NULL, NULL, &again, NULL, &err),
                 err);
    check_equal(times, again);
    aploc_times_free(again);
    /* Beside a table of sites, and into text. */
    ck_assert_ok(aploc_times_write_h5(file_path("b.h5"), times, communes, communes, &err), err);
    ck_assert_ok(aploc_times_convert(file_path("b.h5"), file_path("b.csv"), NULL, NULL, &err), err);
    ck_assert_ok(aploc_times_read(file_path("b.csv"), communes, NULL, NULL, &again, NULL, &err),
                 err);
    check_equal(times, again);
    aploc_times_free(again);
    aploc_times_free(times);
    aploc_communes_free(communes);
}
END_TEST

static int stop(void *data, const char *what, double done)
{
    (void)what;
    int *calls = data;
    ck_assert(done >= 0.0 && done <= 1.0);
    return ++*calls >= 1;
}

/* Cuts the file of times at a call of progress. */
typedef struct knife {
    char path[400];
    int calls, at;
} knife;

static int cut(void *data, const char *what, double done)
{
    knife *k = data;
    struct stat facts;
    (void)what;
    (void)done;
    if (++k->calls == k->at) {
        ck_assert_int_eq(stat(k->path, &facts), 0);
        ck_assert_int_eq(truncate(k->path, facts.st_size - 4000), 0);
    }
    return 0;
}

/* However far it was read: the whole table, or none. */
START_TEST(files_that_are_cut_while_they_are_read)
{
    enum { N = 90 };
    static double minutes[N * N];
    char codes[N * 6 + 1] = "";
    aploc_error err = {0};
    aploc_times *times = NULL;
    int n_cut = 0;
    for (int k = 0; k < N; k++)
        sprintf(codes + strlen(codes), "%05d\n", k);
    for (int k = 0; k < N * N; k++)
        minutes[k] = sqrt(k + 1.0); /* eight bytes each */
    aploc_communes *places = communes_of("c.csv", codes);
    ck_assert_ok(aploc_times_from_matrix(N, N, minutes, &times, &err), err);
    times->same_places = 1;
    for (int at = 1, calls = 1; at <= calls; at++) {
        aploc_times *read = NULL;
        aploc_read_options options = APLOC_READ_OPTIONS_INIT;
        knife k = {"", 0, at};
        snprintf(k.path, sizeof k.path, "%s", file_path("cut.h5"));
        ck_assert_ok(aploc_times_write_h5(k.path, times, places, NULL, &err), err);
        options.progress = cut;
        options.progress_data = &k;
        aploc_status status =
            aploc_times_read_h5(k.path, places, NULL, &options, &read, NULL, &err);
        calls = k.calls;
        ck_assert((status == APLOC_OK) == (read != NULL));
        if (!status)
            check_equal(read, times);
        n_cut += status != APLOC_OK;
        aploc_times_free(read);
    }
    ck_assert_int_gt(n_cut, 0);
    aploc_times_free(times);
    aploc_communes_free(places);
}
END_TEST

START_TEST(wrong_calls_are_refused)
{
    aploc_communes *communes = communes_of("c.csv", "a\nb\n");
    aploc_communes *three = communes_of("d.csv", "a\nb\nc\n");
    aploc_times *times = NULL, *none = NULL;
    aploc_error err = {0};
    const int32_t from[] = {0}, to[] = {1};
    const double minutes[] = {3};
    const char *in = file_of("t.csv", "from,to,minutes\na,b,3\n"), *out = file_path("t.h5");
    ck_assert_ok(aploc_times_from_pairs(2, 2, 1, from, to, minutes, &times, &err), err);
    ck_assert_ok(aploc_times_convert(in, out, NULL, NULL, &err), err);
    ck_assert_fails(aploc_times_read(NULL, communes, NULL, NULL, &none, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_read_h5(out, NULL, NULL, NULL, &none, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_read_h5(out, communes, NULL, NULL, NULL, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_read_h5(in, communes, NULL, NULL, &none, NULL, &err),
                    APLOC_ERR_FORMAT);
    ck_assert_fails(aploc_times_write_h5(NULL, times, communes, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_write_h5(out, times, three, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_write_h5(out, times, communes, three, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_write_h5(file_path("no/t.h5"), times, communes, NULL, &err),
                    APLOC_ERR_OPEN);
    ck_assert_fails(aploc_times_convert(in, NULL, NULL, NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_convert(in, file_path("x.csv"), NULL, NULL, &err),
                    APLOC_ERR_ARGUMENT);
    aploc_convert_report report = APLOC_CONVERT_REPORT_INIT;
    report.size = 3;
    ck_assert_fails(aploc_times_convert(in, out, NULL, &report, &err), APLOC_ERR_OPTIONS);
    int calls = 0;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.progress = stop;
    options.progress_data = &calls;
    ck_assert_fails(aploc_times_read_h5(out, communes, NULL, &options, &none, NULL, &err),
                    APLOC_ERR_CANCELLED);
    ck_assert_fails(aploc_times_convert(out, file_path("y.csv"), &options, NULL, &err),
                    APLOC_ERR_CANCELLED);
    ck_assert_ptr_null(none);
    aploc_times_free(times);
    aploc_communes_free(communes);
    aploc_communes_free(three);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, the_same_table_as_from_csv);
    tcase_add_test(tests, unknown_codes_are_refused_with_their_reason);
    tcase_add_test(tests, minutes_keep_every_bit);
    tcase_add_test(tests, whole_numbers_are_the_decimals_that_were_read);
    tcase_add_test(tests, tables_are_written_and_read_back);
    tcase_add_test(tests, files_that_are_cut_while_they_are_read);
    tcase_add_test(tests, wrong_calls_are_refused);
}

int main(void)
{
    return run_tests("times_h5", add);
}
