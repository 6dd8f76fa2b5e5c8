/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables being written: they read back to the bit, and appear whole or not at all. */
#include <aploc/csv.h>

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/stat.h>

#include <aploc/communes.h>

#include "folder.h"
#include "support.h"

static aploc_writer *start(const char *path, char separator)
{
    aploc_error err = {0};
    aploc_writer *writer = NULL;
    ck_assert_ok(aploc_writer_create(path, separator, &writer, &err), err);
    return writer;
}

static void finish(aploc_writer *writer)
{
    aploc_error err = {0};
    ck_assert_ok(aploc_writer_commit(writer, &err), err);
}

static void check_file(const char *path, const char *expected)
{
    size_t length = 0;
    char *bytes = bytes_of_file(path, &length);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(length, strlen(expected));
    ck_assert_str_eq(bytes, expected);
    free(bytes);
}

/* A small table that says `text`. */
static void write_small(const char *path, const char *text)
{
    aploc_writer *writer = start(path, ',');
    aploc_writer_text(writer, text);
    aploc_writer_end_row(writer);
    finish(writer);
}

static const char *const odd[] = {"plain", "a;b",    "a,b",   "a\tb",   "say \"so\"",  "\"",
                                  "a\nb",  "a\r\nb", " lead", "trail ", "L\xC3\xA9on", ""};
enum { N_ODD = sizeof odd / sizeof *odd, N_NUMBERS = 2000 };

static double number_at(int k, uint64_t *state)
{
    double value = random_unit(state);
    return k % 3 == 0 ? value : k % 3 == 1 ? value * 1e300 : (double)random_below(state, 100000);
}

START_TEST(round_trip)
{
    static const char separators[] = {',', ';', '\t'};
    static const char *const names[] = {"r.csv", "r.csv.gz"};
    for (int which = 0; which < 6; which++) {
        const char *path = file_path(names[which % 2]);
        uint64_t state = 3;
        aploc_writer *writer = start(path, separators[which / 2]);
        aploc_writer_text(writer, "code");
        aploc_writer_text(writer, "population");
        aploc_writer_text(writer, "odd text");
        aploc_writer_end_row(writer);
        for (int k = 0; k < N_NUMBERS; k++) {
            char code[16];
            snprintf(code, sizeof code, "%05d", k);
            aploc_writer_text(writer, code);
            aploc_writer_number(writer, k == 7 ? NAN : number_at(k, &state));
            aploc_writer_text(writer, odd[k % N_ODD]);
            aploc_writer_end_row(writer);
        }
        finish(writer);
        aploc_communes *c = NULL;
        aploc_error err = {0};
        aploc_read_report report = APLOC_READ_REPORT_INIT;
        ck_assert_ok(aploc_communes_read_csv(path, NULL, &c, &report, &err), err);
        ck_assert_int_eq(report.separator, separators[which / 2]);
        ck_assert_int_eq(report.gzip, which % 2);
        ck_assert_int_eq(aploc_communes_count(c), N_NUMBERS);
        state = 3;
        for (int32_t k = 0; k < N_NUMBERS; k++) {
            double value = aploc_communes_column(c, APLOC_POPULATION)[k];
            if (k == 7)
                ck_assert(isnan(value));
            else
                ck_assert_bits(value, number_at(k, &state));
            ck_assert_str_eq(
                aploc_communes_group_text(c, 0, aploc_communes_group_levels(c, 0, NULL)[k]),
                odd[k % N_ODD]);
        }
        aploc_communes_free(c);
    }
}
END_TEST

START_TEST(exact_bytes)
{
    const char *path = file_path("b.csv");
    aploc_writer *writer = start(path, ';');
    aploc_writer_text(writer, "a,b");
    aploc_writer_text(writer, "c;d");
    aploc_writer_text(writer, NULL);
    aploc_writer_number(writer, 1.5);
    aploc_writer_number(writer, NAN);
    aploc_writer_end_row(writer);
    aploc_writer_number(writer, NAN); /* alone in its row: an empty line would be no row */
    aploc_writer_end_row(writer);
    aploc_writer_number(writer, 0.0);
    aploc_writer_end_row(writer);
    finish(writer);
    check_file(path, "a,b;\"c;d\";;1.5;\n\"\"\n0\n");
}
END_TEST

START_TEST(nothing_until_commit)
{
    folder_count(1);
    const char *path = file_path("x.csv");
    aploc_writer *writer = start(path, ',');
    aploc_writer_text(writer, "new");
    ck_assert_int_ne(access(path, F_OK), 0);
    aploc_writer_free(writer);
    ck_assert_int_eq(folder_count(0), 0);
    aploc_writer_free(NULL);

    file_of("x.csv", "old");
    writer = start(path, ',');
    for (int k = 0; k < 100000; k++)
        aploc_writer_text(writer, "much");
    check_file(path, "old");
    aploc_writer_free(writer);
    check_file(path, "old");
    ck_assert_int_eq(folder_count(0), 1);

    /* A commit that cannot rename, since a folder took the name. */
    path = file_path("taken");
    writer = start(path, ',');
    aploc_writer_text(writer, "new");
    ck_assert_int_eq(mkdir(path, 0777), 0);
    aploc_error err = {0};
    ck_assert_fails(aploc_writer_commit(writer, &err), APLOC_ERR_WRITE);
    ck_assert_str_eq(err.file, path);
    ck_assert_int_eq(folder_count(0), 2);
    writer = NULL;
    ck_assert_fails(aploc_writer_create(path, ',', &writer, &err), APLOC_ERR_OPEN);
    ck_assert_ptr_null(writer);

    write_small(file_path("x.csv"), "new");
    check_file(file_path("x.csv"), "new\n");
    ck_assert_int_eq(folder_count(0), 2);
}
END_TEST

START_TEST(modes_and_links)
{
    struct stat facts;
    mode_t mask = umask(027);
    write_small(file_path("m.csv"), "a");
    umask(mask);
    ck_assert_int_eq(stat(file_path("m.csv"), &facts), 0);
    ck_assert_int_eq(facts.st_mode & 0777, 0640);
    ck_assert_int_eq(chmod(file_path("m.csv"), 0604), 0);
    ck_assert_int_eq(symlink("m.csv", file_path("link.csv")), 0);
    write_small(file_path("link.csv"), "through");
    ck_assert_int_eq(lstat(file_path("link.csv"), &facts), 0);
    ck_assert(S_ISLNK(facts.st_mode));
    check_file(file_path("m.csv"), "through\n");
    ck_assert_int_eq(stat(file_path("m.csv"), &facts), 0);
    ck_assert_int_eq(facts.st_mode & 0777, 0604);
    aploc_writer *writer = NULL;
    ck_assert_int_eq(symlink("nowhere", file_path("lost.csv")), 0);
    ck_assert_fails(aploc_writer_create(file_path("lost.csv"), ',', &writer, NULL), APLOC_ERR_OPEN);
}
END_TEST

START_TEST(equal_tables_equal_bytes)
{
    size_t length[2];
    char *bytes[2];
    for (int k = 0; k < 2; k++) {
        const char *path = file_path(k ? "two.csv.gz" : "one.csv.gz");
        if (k)
            sleep(1); /* a time stamp would differ */
        write_small(path, "the same");
        bytes[k] = bytes_of_file(path, &length[k]);
        ck_assert_ptr_nonnull(bytes[k]);
    }
    ck_assert_uint_eq(length[0], length[1]);
    ck_assert_int_eq(memcmp(bytes[0], bytes[1], length[0]), 0);
    ck_assert_int_eq((unsigned char)bytes[0][0], 0x1F);
    free(bytes[0]);
    free(bytes[1]);
}
END_TEST

START_TEST(devices_and_failures)
{
    aploc_error err = {0};
    aploc_writer *writer = NULL;
    write_small("/dev/null", "gone");
    if (access("/dev/full", W_OK) == 0) {
        writer = start("/dev/full", ',');
        for (int k = 0; k < 100000; k++)
            aploc_writer_text(writer, "much");
        ck_assert_fails(aploc_writer_commit(writer, &err), APLOC_ERR_WRITE);
        ck_assert_ptr_nonnull(strstr(err.message, "No space left"));
        writer = start("/dev/full", ',');
        aploc_writer_text(writer, "little");
        ck_assert_fails(aploc_writer_commit(writer, NULL), APLOC_ERR_WRITE);
    }
    writer = NULL;
    ck_assert_fails(aploc_writer_create(file_path("none/x.csv"), ',', &writer, &err),
                    APLOC_ERR_OPEN);
    ck_assert_ptr_nonnull(strstr(err.message, "No such file or directory"));
    ck_assert_fails(aploc_writer_create(test_folder, ',', &writer, &err), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_writer_create("", ',', &writer, &err), APLOC_ERR_OPEN);
    ck_assert_fails(aploc_writer_create(NULL, ',', &writer, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_writer_create("x", '.', &writer, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_writer_create("x", ',', NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_writer_commit(NULL, &err), APLOC_ERR_ARGUMENT);
    ck_assert_ptr_null(writer);
}
END_TEST

/* A host that ignores SIGPIPE learns by the status that nobody reads. */
START_TEST(pipe_without_a_reader)
{
    aploc_error err = {0};
    int ends[2];
    char path[40];
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    aploc_writer *writer = start(path, ',');
    close(ends[0]);
    aploc_writer_text(writer, "gone");
    aploc_writer_end_row(writer);
    ck_assert_fails(aploc_writer_commit(writer, &err), APLOC_ERR_WRITE);
    ck_assert_msg(strstr(err.message, "Broken pipe") != NULL, "%s", err.message);
    close(ends[1]);
    signal(SIGPIPE, before);
}
END_TEST

START_TEST(stdout_keeps_its_position)
{
    const char *path = file_path("log.txt");
    file_of("log.txt", "before\n");
    int kept = dup(STDOUT_FILENO), log = open(path, O_WRONLY | O_APPEND);
    ck_assert(kept >= 0 && log >= 0);
    fflush(stdout);
    dup2(log, STDOUT_FILENO);
    write_small("/dev/stdout", "table");
    dup2(kept, STDOUT_FILENO);
    close(log);
    close(kept);
    check_file(path, "before\ntable\n");
}
END_TEST

START_TEST(lines_are_as_they_are)
{
    const char *path = file_path("lines.md");
    aploc_writer *writer = start(path, ',');
    aploc_writer_line(writer, "| say \"so\", | 1 |");
    aploc_writer_line(writer, NULL);
    aploc_writer_line(writer, " end ");
    ck_assert_ptr_null(fopen(path, "r"));
    finish(writer);
    check_file(path, "| say \"so\", | 1 |\n\n end \n");
}
END_TEST

/* ---- many rows at once ---- */

enum { MANY = 20011 };

static const char *odd_text(const void *data, int32_t row)
{
    return row % 7 == 6 ? NULL : odd[((const int *)data)[row]];
}

/* Row by row, the usual way. */
static void write_rows(aploc_writer *writer, int32_t n, const int *texts, const double *numbers)
{
    for (int32_t row = 0; row < n; row++) {
        aploc_writer_text(writer, odd_text(texts, row));
        if (numbers)
            aploc_writer_number(writer, numbers[row]);
        aploc_writer_text(writer, NULL);
        aploc_writer_end_row(writer);
    }
}

START_TEST(many_rows)
{
    static int texts[MANY];
    static double numbers[MANY];
    static const int32_t counts[] = {0, 1, 5, 511, 512, 513, 8192, MANY};
    uint64_t state = 71;
    for (int k = 0; k < MANY; k++) {
        texts[k] = random_below(&state, N_ODD);
        numbers[k] = random_below(&state, 9) ? number_at(k, &state) : (double)NAN;
    }
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        for (int32_t threads = 1; threads <= 4; threads++) {
            const char *names[] = {"one.csv", "many.csv"};
            const char separator = threads % 2 ? ',' : ';';
            const aploc_write_column columns[] = {
                {NULL, odd_text, texts}, {numbers, NULL, NULL}, {NULL, NULL, NULL}};
            aploc_writer *writer = start(file_path(names[0]), separator);
            aploc_writer_line(writer, "begin");
            write_rows(writer, counts[k], texts, numbers);
            aploc_writer_line(writer, "end");
            finish(writer);
            writer = start(file_path(names[1]), separator);
            aploc_writer_line(writer, "begin");
            aploc_writer_rows(writer, counts[k], 3, columns, threads);
            aploc_writer_line(writer, "end");
            finish(writer);
            size_t length = 0;
            char *bytes = bytes_of_file(file_path(names[0]), &length);
            ck_assert_ptr_nonnull(bytes);
            check_file(file_path(names[1]), bytes);
            free(bytes);
        }
    }
}
END_TEST

/* A row of one empty field is quoted, so that it is a row; a table that is compressed. */
START_TEST(many_rows_of_one_column)
{
    static double numbers[9000];
    for (int k = 0; k < 9000; k++)
        numbers[k] = k % 3 ? (double)NAN : k;
    const aploc_write_column column = {numbers, NULL, NULL};
    aploc_writer *writer = start(file_path("one.csv"), ',');
    for (int k = 0; k < 9000; k++) {
        aploc_writer_number(writer, numbers[k]);
        aploc_writer_end_row(writer);
    }
    finish(writer);
    writer = start(file_path("many.csv.gz"), ',');
    aploc_writer_rows(writer, 9000, 1, &column, 2);
    finish(writer);
    size_t length = 0;
    char *bytes = bytes_of_file(file_path("one.csv"), &length), *unpacked = malloc(length + 1);
    gzFile file = gzopen(file_path("many.csv.gz"), "rb");
    ck_assert(bytes && unpacked && file);
    ck_assert_int_eq(gzread(file, unpacked, (unsigned)length + 1), (int)length);
    ck_assert_mem_eq(unpacked, bytes, length);
    gzclose(file);
    free(bytes);
    free(unpacked);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, many_rows);
    tcase_add_test(tests, many_rows_of_one_column);
    tcase_add_test(tests, round_trip);
    tcase_add_test(tests, exact_bytes);
    tcase_add_test(tests, lines_are_as_they_are);
    tcase_add_test(tests, nothing_until_commit);
    tcase_add_test(tests, modes_and_links);
    tcase_add_test(tests, equal_tables_equal_bytes);
    tcase_add_test(tests, devices_and_failures);
    tcase_add_test(tests, pipe_without_a_reader);
    tcase_add_test(tests, stdout_keeps_its_position);
}

int main(void)
{
    return run_tests("writer", add);
}
