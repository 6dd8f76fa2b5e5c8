/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Travel times: pairs, matrices and files give the same table, and refuse the same faults. */
#include <aploc/times.h>

#include <math.h>

#include "folder.h"
#include "support.h"

/* Two tables with the same pairs, to the bit. */
static void check_equal(const aploc_times *a, const aploc_times *b)
{
    ck_assert_int_eq(aploc_times_demand_count(a), aploc_times_demand_count(b));
    ck_assert_int_eq(aploc_times_supply_count(a), aploc_times_supply_count(b));
    ck_assert_int_eq(aploc_times_pair_count(a), aploc_times_pair_count(b));
    for (int32_t i = 0; i < aploc_times_demand_count(a); i++) {
        const int32_t *to_a, *to_b;
        const double *minutes_a, *minutes_b;
        int64_t n = aploc_times_row(a, i, &to_a, &minutes_a);
        ck_assert_int_eq(n, aploc_times_row(b, i, &to_b, &minutes_b));
        ck_assert_int_eq(memcmp(to_a, to_b, (size_t)n * sizeof *to_a), 0);
        ck_assert_int_eq(memcmp(minutes_a, minutes_b, (size_t)n * sizeof *minutes_a), 0);
    }
}

enum { N_DEMAND = 60, N_SUPPLY = 45, N_CELLS = N_DEMAND * N_SUPPLY };

/* A matrix with holes, and its pairs in a random order. */
static int64_t make_pairs(double *matrix, int32_t *from, int32_t *to, double *minutes)
{
    uint64_t state = 5;
    int64_t n = 0;
    for (int32_t k = 0; k < N_CELLS; k++) {
        int hole = random_below(&state, 3) == 0;
        matrix[k] = hole ? (k % 2 ? NAN : INFINITY) : (double)random_below(&state, 900) / 10.0;
        if (hole)
            continue;
        int64_t at = random_below(&state, (int32_t)n + 1);
        from[n] = from[at];
        to[n] = to[at];
        minutes[n] = minutes[at];
        from[at] = k / N_SUPPLY;
        to[at] = k % N_SUPPLY;
        minutes[at] = matrix[k];
        n++;
    }
    return n;
}

static aploc_communes *make_places(const char *name, char letter, int n)
{
    char text[4000], *at = text;
    aploc_communes *places = NULL;
    at += sprintf(at, "code\n");
    for (int k = 0; k < n; k++)
        at += sprintf(at, "%c%03d\n", letter, k);
    ck_assert_fails(aploc_communes_read_csv(file_of(name, text), NULL, &places, NULL, NULL),
                    APLOC_OK);
    return places;
}

START_TEST(three_ways_to_one_table)
{
    static double matrix[N_CELLS], minutes[N_CELLS];
    static int32_t from[N_CELLS], to[N_CELLS];
    static char text[N_CELLS * 24];
    aploc_error err = {0};
    int64_t n = make_pairs(matrix, from, to, minutes);
    aploc_times *by_matrix = NULL, *by_pairs = NULL, *by_file = NULL;
    ck_assert_ok(aploc_times_from_matrix(N_DEMAND, N_SUPPLY, matrix, &by_matrix, &err), err);
    ck_assert_ok(aploc_times_from_pairs(N_DEMAND, N_SUPPLY, n, from, to, minutes, &by_pairs, &err),
                 err);
    char *at = text + sprintf(text, "dest;duree;orig\n");
    for (int64_t k = 0; k < n; k++)
        at += sprintf(at, "s%03d;%d,%d;d%03d\n", to[k], (int)(minutes[k] * 10 + 0.5) / 10,
                      (int)(minutes[k] * 10 + 0.5) % 10, from[k]);
    aploc_communes *communes = make_places("d.csv", 'd', N_DEMAND);
    aploc_communes *sites = make_places("s.csv", 's', N_SUPPLY);
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    ck_assert_ok(aploc_times_read_csv(file_of("t.csv", text), communes, sites, NULL, &by_file,
                                      &report, &err),
                 err);
    check_equal(by_matrix, by_pairs);
    check_equal(by_matrix, by_file);
    ck_assert_int_eq(aploc_times_pair_count(by_file), n);
    ck_assert_int_eq(report.n_rows, n);
    ck_assert_int_eq(report.n_kept, n);
    ck_assert_int_eq(report.n_own, 0);
    ck_assert_str_eq(report.used, "from=orig, to=dest, minutes=duree");
    /* Ascending, and the very cells of the matrix. */
    for (int32_t i = 0; i < N_DEMAND; i++) {
        const int32_t *row;
        const double *values;
        int64_t length = aploc_times_row(by_file, i, &row, &values);
        for (int64_t k = 0; k < length; k++) {
            ck_assert(k == 0 || row[k - 1] < row[k]);
            ck_assert_bits(values[k], matrix[i * N_SUPPLY + row[k]]);
        }
    }
    ck_assert_int_eq(aploc_times_row(by_file, -1, NULL, NULL), 0);
    ck_assert_int_eq(aploc_times_row(by_file, N_DEMAND, NULL, NULL), 0);
    aploc_times_free(by_matrix);
    aploc_times_free(by_pairs);
    aploc_times_free(by_file);
    aploc_times_free(NULL);
    aploc_communes_free(communes);
    aploc_communes_free(sites);
}
END_TEST

static void refuse_pairs(int32_t from, int32_t to, double minutes, aploc_status status,
                         const char *words)
{
    int32_t all_from[] = {0, 1, from}, all_to[] = {1, 2, to};
    double all_minutes[] = {3, 4, minutes};
    aploc_times *times = NULL;
    aploc_error err = {0};
    ck_assert_fails(aploc_times_from_pairs(3, 4, 3, all_from, all_to, all_minutes, &times, &err),
                    status);
    ck_assert_ptr_null(times);
    ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
}

/* As many as are worth several threads, in order and from the last to the first. */
START_TEST(many_pairs)
{
    enum { ROWS = 3000, COLUMNS = 300, PAIRS = ROWS * COLUMNS };
    int32_t *from = malloc(PAIRS * sizeof *from), *to = malloc(PAIRS * sizeof *to);
    double *minutes = malloc(PAIRS * sizeof *minutes);
    ck_assert(from && to && minutes);
    for (int backwards = 0; backwards < 2; backwards++) {
        aploc_times *times = NULL;
        aploc_error err = {0};
        for (int32_t k = 0; k < PAIRS; k++) {
            int32_t pair = backwards ? PAIRS - 1 - k : k;
            from[k] = pair / COLUMNS;
            to[k] = pair % COLUMNS;
            minutes[k] = pair;
        }
        ck_assert_ok(aploc_times_from_pairs(ROWS, COLUMNS, PAIRS, from, to, minutes, &times, &err),
                     err);
        for (int32_t i = 0; i < ROWS; i++) {
            const int32_t *row_to = NULL;
            const double *row_minutes = NULL;
            ck_assert_int_eq(aploc_times_row(times, i, &row_to, &row_minutes), COLUMNS);
            for (int32_t k = 0; k < COLUMNS; k++)
                ck_assert(row_to[k] == k && row_minutes[k] == i * COLUMNS + k);
        }
        aploc_times_free(times);
    }
    free(from);
    free(to);
    free(minutes);
}
END_TEST

START_TEST(faults_of_arrays)
{
    refuse_pairs(3, 0, 1, APLOC_ERR_INDEX, "pair 2: found the start 3, expected 0 to 2");
    refuse_pairs(-1, 0, 1, APLOC_ERR_INDEX, "start -1");
    refuse_pairs(0, 4, 1, APLOC_ERR_INDEX, "end 4, expected 0 to 3");
    refuse_pairs(0, 0, -1.5, APLOC_ERR_NEGATIVE, "pair 2 (from 0 to 0): found -1.5 minutes");
    refuse_pairs(0, 0, NAN, APLOC_ERR_NOT_FINITE, "nan");
    refuse_pairs(0, 0, INFINITY, APLOC_ERR_NOT_FINITE, "inf");
    refuse_pairs(1, 2, 9, APLOC_ERR_PAIR_REPEATED,
                 "pair 2: found the pair from 1 to 2 again, "
                 "after pair 1");
    /* The repeat that comes first in the input, whatever the rows are. */
    static const int32_t from[] = {2, 1, 0, 1, 0}, to[] = {0, 1, 2, 1, 2};
    static const double minutes[] = {1, 2, 3, 4, 5};
    aploc_times *times = NULL;
    aploc_error err = {0};
    ck_assert_fails(aploc_times_from_pairs(3, 3, 5, from, to, minutes, &times, &err),
                    APLOC_ERR_PAIR_REPEATED);
    ck_assert_ptr_nonnull(strstr(err.message, "pair 3: found the pair from 1 to 1 again, after "
                                              "pair 1"));
    ck_assert_fails(aploc_times_from_pairs(0, 3, 0, NULL, NULL, NULL, &times, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_from_pairs(3, 3, -1, from, to, minutes, &times, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_from_pairs(3, 3, 1, from, NULL, minutes, &times, NULL),
                    APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_from_matrix(2, 0, minutes, &times, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_times_from_matrix(2, 2, NULL, &times, NULL), APLOC_ERR_ARGUMENT);
    static const double bad[] = {1, 2, 3, -INFINITY};
    ck_assert_fails(aploc_times_from_matrix(2, 2, bad, &times, &err), APLOC_ERR_NEGATIVE);
    ck_assert_ptr_nonnull(strstr(err.message, "row 1, column 1: found -inf minutes"));
    ck_assert_ptr_null(times);
    /* No pair at all is legal. */
    ck_assert_ok(aploc_times_from_pairs(3, 2, 0, NULL, NULL, NULL, &times, &err), err);
    ck_assert_int_eq(aploc_times_pair_count(times), 0);
    ck_assert_int_eq(aploc_times_row(times, 1, NULL, NULL), 0);
    aploc_times_free(times);
}
END_TEST

START_TEST(faults_of_files)
{
    static const struct {
        const char *text;
        aploc_status status;
        int64_t line;
        int32_t column;
        const char *code, *words;
    } wrong[] = {
        {"from,to,minutes\nc000,c001,3\n\nc001,c000,4\nc000,c001,5\n", APLOC_ERR_PAIR_REPEATED, 5,
         1, "c000", "from 'c000' to 'c001' again, after line 2"},
        {"from,to,minutes\nc000,c009,3\n", APLOC_ERR_CODE_UNKNOWN, 2, 2, "c009", "'c009'"},
        {"from,to,minutes\nc009,c000,3\n", APLOC_ERR_CODE_UNKNOWN, 2, 1, "c009", "'from'"},
        {"from,to,minutes\nc000,c001,-1\n", APLOC_ERR_NEGATIVE, 2, 3, "c000", "'-1'"},
        {"from,to,minutes\nc000,c001,nan\n", APLOC_ERR_NOT_FINITE, 2, 3, "c000",
         "found 'nan' in column 'minutes', expected a finite number"},
        {"from,to,minutes\nc000,c001,\n", APLOC_ERR_NO_VALUE, 2, 3, "c000", "nothing"},
        {"from,to,minutes\nc000,,1\n", APLOC_ERR_NO_VALUE, 2, 2, "", "a code"},
        {"from,to,speed\nc000,c001,1\n", APLOC_ERR_COLUMN_MISSING, 1, 0, "", "'minutes'"},
        {"from,to,minutes\n", APLOC_ERR_EMPTY, 1, 0, "", "no row"},
    };
    aploc_communes *c = make_places("c.csv", 'c', 3);
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        aploc_error err = {0};
        aploc_times *times = NULL;
        const char *path = file_of("w.csv", wrong[k].text);
        ck_assert_fails(aploc_times_read_csv(path, c, NULL, NULL, &times, NULL, &err),
                        wrong[k].status);
        ck_assert_ptr_null(times);
        ck_assert_msg(strstr(err.message, wrong[k].words) != NULL, "%s", err.message);
        ck_assert_int_eq(err.line, wrong[k].line);
        ck_assert_int_eq(err.column, wrong[k].column);
        ck_assert_str_eq(err.code, wrong[k].code);
    }
    aploc_times *times = NULL;
    ck_assert_fails(aploc_times_read_csv("x", NULL, NULL, NULL, &times, NULL, NULL),
                    APLOC_ERR_ARGUMENT);
    aploc_communes_free(c);
}
END_TEST

START_TEST(left_out_and_own)
{
    aploc_communes *c = make_places("c.csv", 'c', 3);
    const char *path = file_of("t.csv", "from,to,minutes\n"
                                        "c000,c000,0\n" /* own */
                                        "c001,c001,2\n" /* own, not zero */
                                        "x,c000,1\n"
                                        "c002,c001,5\n"
                                        "c000,y,bad\n"
                                        "c002,c001,6\n"
                                        "x,y,1\n"
                                        "c002,c000,7\n"
                                        "c000,c000,0\n"
                                        "c002,c001,8\n");
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_error err = {0};
    aploc_times *times = NULL;
    ck_assert_fails(aploc_times_read_csv(path, c, NULL, &options, &times, &report, &err),
                    APLOC_ERR_CODE_UNKNOWN);
    options.unknown = APLOC_SKIP;
    ck_assert_fails(aploc_times_read_csv(path, c, NULL, &options, &times, &report, &err),
                    APLOC_ERR_PAIR_REPEATED);
    ck_assert_int_eq(err.line, 7);
    options.repeated = APLOC_SKIP;
    ck_assert_ok(aploc_times_read_csv(path, c, NULL, &options, &times, &report, &err), err);
    ck_assert_int_eq(report.n_rows, 10);
    ck_assert_int_eq(report.n_kept, 4);
    ck_assert_int_eq(report.n_own, 3);
    ck_assert_int_eq(report.n_own_not_zero, 1);
    ck_assert_int_eq(report.n_unknown, 3);
    ck_assert_int_eq(report.n_unknown_codes, 2);
    ck_assert_int_eq(report.unknown[0].line, 4);
    ck_assert_str_eq(report.unknown[1].code, "y");
    ck_assert_int_eq(report.n_repeated, 3);
    ck_assert_int_eq(report.repeated[0].line, 7);
    ck_assert_str_eq(report.repeated[0].code, "c002");
    ck_assert_str_eq(report.repeated[0].other, "c001");
    ck_assert_int_eq(report.repeated[1].line, 10);
    ck_assert_int_eq(report.repeated[2].line, 11);
    ck_assert_int_eq(report.repeated[3].line, 0);
    /* The first of equal pairs stays; own pairs stay as given. */
    const int32_t *to;
    const double *minutes;
    ck_assert_int_eq(aploc_times_row(times, 2, &to, &minutes), 2);
    ck_assert(to[0] == 0 && to[1] == 1 && minutes[0] == 7 && minutes[1] == 5);
    ck_assert_int_eq(aploc_times_row(times, 1, &to, &minutes), 1);
    ck_assert(to[0] == 1 && minutes[0] == 2);
    aploc_times_free(times);
    aploc_communes_free(c);
}
END_TEST

START_TEST(real_times)
{
    const char *shared = getenv("APLOC_SHARED");
    char path[600], times_path[600];
    snprintf(path, sizeof path, "%s/isere/communes.csv", shared ? shared : "");
    snprintf(times_path, sizeof times_path, "%s/isere/times.csv", shared ? shared : "");
    FILE *file = fopen(times_path, "rb");
    if (!file) {
        printf("# skipped: no real data at '%s'\n", times_path);
        return;
    }
    fclose(file);
    aploc_error err = {0};
    aploc_communes *c = NULL;
    aploc_times *times = NULL;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &c, NULL, &err), err);
    ck_assert_ok(aploc_times_read_csv(times_path, c, NULL, NULL, &times, &report, &err), err);
    ck_assert_int_eq(aploc_times_pair_count(times), 120041);
    ck_assert_int_eq(report.n_own, 0);
    /* The first row of the file: 38539,38320,9.12. */
    const int32_t *to;
    const double *minutes;
    int64_t n = aploc_times_row(times, aploc_communes_find(c, "38539"), &to, &minutes), k = 0;
    while (k < n && to[k] != aploc_communes_find(c, "38320"))
        k++;
    ck_assert_int_lt(k, n);
    ck_assert_bits(minutes[k], 9.12);
    aploc_times_free(times);
    aploc_communes_free(c);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, three_ways_to_one_table);
    tcase_add_test(tests, many_pairs);
    tcase_add_test(tests, faults_of_arrays);
    tcase_add_test(tests, faults_of_files);
    tcase_add_test(tests, left_out_and_own);
    tcase_add_test(tests, real_times);
}

int main(void)
{
    return run_tests("times", add);
}
