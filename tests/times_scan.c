/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way through a file of times against the careful one, row by row through libcsv: the same
 * pairs, the same report, the same words for what is wrong, whatever is in the file. */
#include "tables/times_scan.h"

#include <aploc/aploc.h>

#include "careful.h"
#include "folder.h"
#include "support.h"

enum { ROWS = 40, TEXT_SIZE = CAREFUL_BYTES, PLACES = 30 };

static aploc_communes *places;

static void start(void)
{
    char text[1000], *at = text + sprintf(text, "code\n");
    folder_make();
    for (int k = 0; k < PLACES; k++)
        at += sprintf(at, "%05d\n", 1000 + 37 * k);
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(file_of("c.csv", text), NULL, &places, NULL, &err), err);
}

static void end(void)
{
    aploc_communes_free(places);
    folder_remove();
}

/* The two ways must agree on a file. Returns whether it was good. */
static int check_file(const char *text, size_t length, int skip)
{
    static outcome o;
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_times *times = NULL;
    aploc_error err = {0};
    options.unknown = skip ? APLOC_SKIP : APLOC_REFUSE;
    options.repeated = APLOC_SKIP;
    const char *path = file_of_bytes("t.csv", text, length);
    read_carefully(path, places, &options, &o);
    aploc_status status = aploc_times_read_csv(path, places, NULL, &options, &times, &report, &err);
    ck_assert_msg(status == o.status, "found %d '%s', expected %d '%s' for\n%.*s", status,
                  err.message, o.status, o.err.message, (int)length, text);
    ck_assert_str_eq(err.message, o.err.message);
    ck_assert_int_eq(err.column, o.err.column);
    if (status)
        return 0;
    ck_assert_int_eq(report.n_rows, o.n_rows);
    ck_assert_int_eq(report.n_unknown, o.n_unknown);
    ck_assert_int_eq(report.n_own, o.n_own);
    ck_assert_int_eq(report.n_kept + report.n_repeated, o.n);
    ck_assert_int_eq(report.decimal, o.decimal);
    for (int64_t k = o.n - 1; k >= 0; k--) {
        const int32_t *to;
        const double *minutes;
        int64_t n = aploc_times_row(times, o.from[k], &to, &minutes), at = 0, first = 0;
        while (at < n && to[at] != o.to[k])
            at++;
        ck_assert_int_lt(at, n);
        while (o.from[first] != o.from[k] || o.to[first] != o.to[k])
            first++;
        ck_assert_bits(minutes[at], o.minutes[first]);
    }
    aploc_times_free(times);
    return 1;
}

/* A file of plain rows, of one of several forms. */
static size_t write_file(uint64_t *seed, char *text)
{
    static const char *const headers[] = {"from,to,minutes", "minutes;to;from", "to\tfrom\tminutes",
                                          "name,from,note,to,minutes,more"};
    static const char separators[] = {',', ';', '\t', ','};
    int form = random_below(seed, 4), crlf = random_below(seed, 4) == 0,
        rows = random_below(seed, ROWS);
    char s = separators[form], mark = s == ';' && random_below(seed, 2) ? ',' : '.';
    const char *line_end = crlf ? "\r\n" : "\n";
    char *at = text + sprintf(text, "%s%s", headers[form], line_end);
    for (int k = 0; k < rows; k++) {
        char number[40];
        int from = 1000 + 37 * random_below(seed, PLACES),
            to = 1000 + 37 * random_below(seed, PLACES);
        if (random_below(seed, 5) == 0)
            sprintf(number, "%d", random_below(seed, 100));
        else
            sprintf(number, "%d%c%d", random_below(seed, 100), mark, random_below(seed, 1000));
        if (form == 0)
            at += sprintf(at, "%05d%c%05d%c%s", from, s, to, s, number);
        else if (form == 1)
            at += sprintf(at, "%s%c%05d%c%05d", number, s, to, s, from);
        else if (form == 2)
            at += sprintf(at, "%05d%c%05d%c%s", to, s, from, s, number);
        else
            at += sprintf(at, "a b,%05d,,%05d,%s,x", from, to, number);
        at += sprintf(at, "%s", k == rows - 1 && random_below(seed, 3) == 0 ? "" : line_end);
    }
    return (size_t)(at - text);
}

START_TEST(files_of_many_forms)
{
    static char text[TEXT_SIZE];
    uint64_t seed = 4;
    int good = 0;
    for (int trial = 0; trial < trials(3000); trial++) {
        size_t length = write_file(&seed, text);
        good += check_file(text, length, trial % 2);
    }
    ck_assert_int_gt(good, trials(2500));
}
END_TEST

START_TEST(damaged_files)
{
    static const char bytes[] = "\"\"\r\n,;. \t-+e09\x80\xE9\0|'";
    static char text[TEXT_SIZE];
    uint64_t seed = 9;
    int good = 0;
    for (int trial = 0; trial < trials(12000); trial++) {
        size_t length = write_file(&seed, text);
        for (int hits = 1 + random_below(&seed, 3); hits > 0; hits--) {
            size_t at = (size_t)random_below(&seed, (int32_t)length);
            char byte = bytes[random_below(&seed, sizeof bytes - 1)];
            if (random_below(&seed, 3) == 0 && length > 1) { /* lost */
                memmove(text + at, text + at + 1, length - at - 1);
                length--;
            } else if (random_below(&seed, 2)) { /* replaced */
                text[at] = byte;
            } else { /* come in */
                memmove(text + at + 1, text + at, length - at);
                text[at] = byte;
                length++;
            }
        }
        good += check_file(text, length, trial % 2);
    }
    /* Both happen, often. */
    ck_assert_int_gt(good, trials(1000));
    ck_assert_int_lt(good, trials(11000));
}
END_TEST

START_TEST(the_same_at_any_number_of_threads)
{
    enum { LINES = 5000 };
    static char text[LINES * 24];
    static int32_t from[8][LINES * 4], to[8][LINES * 4];
    static double minutes[8][LINES * 4];
    uint64_t seed = 31;
    apl_keys keys;
    ck_assert_int_eq(apl_keys_make(&places->codes, &keys, NULL), APLOC_OK);
    for (int trial = 0; trial < trials(40); trial++) {
        char *at = text;
        int with_care = trial % 2 ? random_below(&seed, LINES) : -1;
        for (int k = 0; k < LINES; k++)
            at += sprintf(at, "%s%05d,%05d,%d.%d\n", k == with_care ? " " : "",
                          1000 + 37 * random_below(&seed, PLACES),
                          1000 + 37 * random_below(&seed, PLACES), random_below(&seed, 60),
                          random_below(&seed, 10));
        const apl_scan_rules rules = {.separator = ',',
                                      .mark = '.',
                                      .n_columns = 3,
                                      .to = 1,
                                      .minutes = 2,
                                      .from_codes = &places->codes,
                                      .to_codes = &places->codes,
                                      .from_keys = trial % 4 < 2 ? &keys : NULL,
                                      .to_keys = &keys};
        apl_scanned first = {0};
        for (int n = 1; n <= 8; n++) {
            apl_scan_pairs pairs = {from[n - 1], to[n - 1], minutes[n - 1]};
            apl_parts cut;
            apl_parts_cut(&cut, text, at - text, n, n);
            ck_assert_int_eq(cut.lines, LINES);
            apl_scanned done = apl_times_scan(&rules, &cut, pairs);
            if (n == 1)
                first = done;
            ck_assert_int_eq(done.rows, with_care < 0 ? LINES : with_care);
            ck_assert_int_eq(done.bytes, first.bytes);
            ck_assert_int_eq(done.own, first.own);
            ck_assert_int_eq(done.own_not_zero, first.own_not_zero);
            size_t rows = (size_t)done.rows;
            ck_assert_int_eq(memcmp(from[0], from[n - 1], rows * sizeof **from), 0);
            ck_assert_int_eq(memcmp(to[0], to[n - 1], rows * sizeof **to), 0);
            ck_assert_int_eq(memcmp(minutes[0], minutes[n - 1], rows * sizeof **minutes), 0);
        }
    }
    apl_keys_free(&keys);
}
END_TEST

/* Rows that follow a quoted one, an empty line and a line that is too long keep their line numbers. */
START_TEST(lines_after_rows_with_care)
{
    enum { LONG = (1 << 20) + 10 };
    char *text = malloc(LONG + 1000);
    ck_assert_ptr_nonnull(text);
    int length =
        sprintf(text, "from,to,minutes,note\n01000,01037,1.5,\n\n\"01037\",01000,2,\"a\nb\"\n"
                      "01074,01000,3,c\n01074,01037,4,d\n01074,01037,x,e\n");
    check_file(text, (size_t)length, 0);
    aploc_times *times = NULL;
    aploc_error err = {0};
    ck_assert_int_eq(
        aploc_times_read_csv(file_path("t.csv"), places, NULL, NULL, &times, NULL, &err),
        APLOC_ERR_NUMBER);
    ck_assert_int_eq(err.line, 8);
    length = sprintf(text, "from,to,minutes,note\n01000,01037,1.5,");
    memset(text + length, 'x', LONG);
    length += LONG;
    length += sprintf(text + length, "\n");
    ck_assert_int_eq(check_file(text, (size_t)length, 0), 0);
    free(text);
}
END_TEST

/* Codes that look like parts of rows, are too long for a key, or differ in their last byte only. */
START_TEST(codes_and_their_keys)
{
    apl_texts texts = {0};
    apl_keys keys;
    static const char *const codes[] = {"1",   "10",   "100",      "2A004", "2B004", "1234567",
                                        "a b", "a\"b", "87654321", "é",     "-",     "0"};
    enum { CODES = sizeof codes / sizeof *codes };
    for (int k = 0; k < CODES; k++) {
        int32_t number = 0;
        ck_assert_int_eq(apl_texts_add(&texts, codes[k], (int64_t)strlen(codes[k]), &number, NULL),
                         APLOC_OK);
    }
    ck_assert_int_eq(apl_keys_make(&texts, &keys, NULL), APLOC_OK);
    for (int k = 0; k < CODES; k++) {
        char bytes[8] = "";
        int length = (int)strlen(codes[k]), longest = APL_KEY_LONGEST;
        int has_key = length <= longest && !strpbrk(codes[k], " \"\xC3");
        memcpy(bytes, codes[k], (size_t)(length < 8 ? length : 8));
        uint64_t key = apl_key_of(apl_eight(bytes), length < longest ? length : longest);
        ck_assert_int_eq(apl_keys_find(&keys, key), has_key ? k : -1);
        if (length < longest) /* a zero byte is a byte */
            ck_assert_int_eq(apl_keys_find(&keys, apl_key_of(apl_eight(bytes), length + 1)), -1);
        ck_assert_int_eq(apl_keys_find(&keys, key ^ 8), -1);
    }
    apl_keys_free(&keys);
    apl_texts_free(&texts);
}
END_TEST

/* More places than are remembered at once, many of them alike but for a byte. */
START_TEST(many_places)
{
    enum { CODES = 4000, LINES = 20000 };
    static char text[LINES * 24];
    static int32_t from[LINES * 5], to[LINES * 5], expected[LINES][2];
    static double minutes[LINES * 5];
    apl_texts texts = {0};
    apl_keys keys;
    uint64_t seed = 77;
    for (int k = 0; k < CODES; k++) {
        char code[16];
        int32_t number = 0, length = sprintf(code, "%d%05d", k % 3, k / 3);
        ck_assert_int_eq(apl_texts_add(&texts, code, length, &number, NULL), APLOC_OK);
    }
    ck_assert_int_eq(apl_keys_make(&texts, &keys, NULL), APLOC_OK);
    char *at = text;
    for (int k = 0; k < LINES; k++) {
        expected[k][0] = random_below(&seed, CODES);
        expected[k][1] = random_below(&seed, CODES);
        at += sprintf(at, "%s,%s,%d\n", apl_texts_get(&texts, expected[k][0]),
                      apl_texts_get(&texts, expected[k][1]), k % 60);
    }
    const apl_scan_rules rules = {.separator = ',',
                                  .n_columns = 3,
                                  .to = 1,
                                  .minutes = 2,
                                  .from_codes = &texts,
                                  .to_codes = &texts,
                                  .from_keys = &keys,
                                  .to_keys = &keys};
    apl_parts cut;
    apl_parts_cut(&cut, text, at - text, 2, 2);
    apl_scanned done = apl_times_scan(&rules, &cut, (apl_scan_pairs){from, to, minutes});
    ck_assert_int_eq(done.rows, LINES);
    for (int k = 0; k < LINES; k++) {
        ck_assert_int_eq(from[k], expected[k][0]);
        ck_assert_int_eq(to[k], expected[k][1]);
        ck_assert_bits(minutes[k], k % 60);
    }
    apl_keys_free(&keys);
    apl_texts_free(&texts);
}
END_TEST

/* Numbers of every length, in lines of both ends: the nearest double, or left to the careful way. */
START_TEST(minutes_of_all_forms)
{
    enum { LONGEST = 17 };
    static const char digits[] = "98765432101234567890";
    apl_keys keys;
    ck_assert_int_eq(apl_keys_make(&places->codes, &keys, NULL), APLOC_OK);
    for (int form = 0; form < 2 * 2 * LONGEST * LONGEST; form++) {
        int before = form / 4 % LONGEST, after = form / 4 / LONGEST, has_point = form % 2;
        const char *line_end = form / 2 % 2 ? "\r\n" : "\n";
        char number[50], row[100], text[400] = "";
        int32_t from[4], to[4];
        double minutes[4];
        sprintf(number, "%.*s%s%.*s", before, digits, has_point ? "." : "", has_point ? after : 0,
                digits + 3);
        sprintf(row, "01000,01037,%s%s", number, line_end);
        for (int k = 0; k < 4; k++)
            strcat(text, row);
        for (int is_known = 0; is_known < 2; is_known++) { /* the decimal mark */
            const apl_scan_rules rules = {.separator = ',',
                                          .mark = is_known ? '.' : 0,
                                          .n_columns = 3,
                                          .to = 1,
                                          .minutes = 2,
                                          .from_codes = &places->codes,
                                          .to_codes = &places->codes,
                                          .from_keys = &keys,
                                          .to_keys = &keys};
            int n_digits = before + (has_point ? after : 0);
            int is_good = before > 0 && n_digits <= 15 && (is_known || !has_point);
            apl_parts cut;
            apl_parts_cut(&cut, text, (int64_t)strlen(text), 1, 1);
            apl_scanned done = apl_times_scan(&rules, &cut, (apl_scan_pairs){from, to, minutes});
            ck_assert_msg(done.rows == (is_good ? 4 : 0), "%s: %d rows", row, (int)done.rows);
            ck_assert_int_eq(done.crlf, is_good && line_end[0] == '\r');
            for (int k = 0; k < done.rows; k++)
                ck_assert_bits(minutes[k], strtod(number, NULL));
        }
    }
    apl_keys_free(&keys);
}
END_TEST

/* A file of several windows, which threads read and scan in pieces: rows that need care, lines of both ends
 * and a damaged row anywhere change neither pairs nor the numbers of lines, packed or not. */
START_TEST(files_of_many_pieces)
{
    enum { LINES = 400000, ROOM = LINES * 24 };
    char *text = malloc(ROOM);
    uint8_t *expected = malloc(LINES);
    uint64_t seed = 5;
    ck_assert(text && expected);
    for (int trial = 0; trial < 2; trial++) {
        int rare = trial ? 50000 : 3000, bad = trial ? random_below(&seed, LINES) : -1;
        char *at = text + sprintf(text, "from,to,minutes\n");
        for (int k = 0; k < LINES; k++) {
            int from = k * PLACES / LINES, with_care = random_below(&seed, rare) == 0;
            expected[k] = (uint8_t)random_below(&seed, 250);
            at += sprintf(at, with_care ? "\"%05d\",%05d,%d.%d%s" : "%05d,%05d,%d.%d%s",
                          1000 + 37 * from, 1000 + 37 * (k % PLACES), expected[k] / 10,
                          expected[k] % 10,
                          k == bad   ? "x\n"
                          : k % rare ? "\n"
                                     : "\r\n");
        }
        for (int way = 1; way <= 3; way++) {
            aploc_read_options options = APLOC_READ_OPTIONS_INIT;
            aploc_times *times = NULL;
            aploc_read_report report = APLOC_READ_REPORT_INIT;
            aploc_error err = {0};
            options.repeated = APLOC_SKIP;
            options.n_threads = way; /* more than the machine may have, too */
            const char *path = file_of_bytes("t.csv", text, (size_t)(at - text));
            if (way == 3)
                path = gzip_file_of("t.csv.gz", text);
            aploc_status status =
                aploc_times_read_csv(path, places, NULL, &options, &times, &report, &err);
            if (bad >= 0) {
                ck_assert_int_eq(status, APLOC_ERR_NUMBER);
                ck_assert_int_eq(err.line, bad + 2);
                continue;
            }
            ck_assert_ok(status, err);
            ck_assert_int_eq(report.n_rows, LINES);
            ck_assert_int_eq(report.crlf, 1);
            for (int i = 0, k = 0; i < PLACES; i++) {
                const int32_t *to;
                const double *minutes;
                ck_assert_int_eq(aploc_times_row(times, i, &to, &minutes), PLACES);
                while (k * PLACES / LINES < i)
                    k++;
                for (int n = 0; n < PLACES; n++)
                    ck_assert_bits(minutes[(k + n) % PLACES], expected[k + n] / 10.0);
            }
            aploc_times_free(times);
        }
    }
    free(text);
    free(expected);
}
END_TEST

/* Pairs in order become the table as they are, unless one comes again. */
START_TEST(pairs_in_order)
{
    aploc_times *times = NULL;
    aploc_error err = {0};
    const int32_t *to = NULL;
    const char *good = file_of("t.csv", "from,to,minutes\n01037,01000,1\n01037,01074,2\n"
                                        "01037,01111,3\n01111,01000,4\n");
    ck_assert_ok(aploc_times_read_csv(good, places, NULL, NULL, &times, NULL, &err), err);
    ck_assert_int_eq(aploc_times_row(times, 0, NULL, NULL), 0);
    ck_assert_int_eq(aploc_times_row(times, 1, &to, NULL), 3);
    ck_assert(to[0] == 0 && to[1] == 2 && to[2] == 3);
    ck_assert_int_eq(aploc_times_row(times, 2, NULL, NULL), 0);
    ck_assert_int_eq(aploc_times_row(times, 3, &to, NULL), 1);
    ck_assert_int_eq(aploc_times_row(times, PLACES - 1, NULL, NULL), 0);
    aploc_times_free(times);
    const char *again = file_of("t.csv", "from,to,minutes\n01037,01000,1\n01037,01074,2\n"
                                         "01037,01074,2\n01111,01000,4\n");
    ck_assert_fails(aploc_times_read_csv(again, places, NULL, NULL, &times, NULL, &err),
                    APLOC_ERR_PAIR_REPEATED);
    ck_assert_int_eq(err.line, 4);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, start, end);
    tcase_add_test(tests, files_of_many_forms);
    tcase_add_test(tests, damaged_files);
    tcase_add_test(tests, the_same_at_any_number_of_threads);
    tcase_add_test(tests, lines_after_rows_with_care);
    tcase_add_test(tests, codes_and_their_keys);
    tcase_add_test(tests, many_places);
    tcase_add_test(tests, minutes_of_all_forms);
    tcase_add_test(tests, files_of_many_pieces);
    tcase_add_test(tests, pairs_in_order);
}

int main(void)
{
    return run_tests("times_scan", add);
}
