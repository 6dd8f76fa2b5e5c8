/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines without quotes are split without libcsv, and come out as it splits them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/system.h"
#include "tables/reader.h"

#include "folder.h"
#include "support.h"
#include "tables/gzip.h"

enum { COLUMNS = 3, LINES = 12, TEXT_SIZE = 2000 };

/* What libcsv makes of a text: fields, each ended by a newline, and rows by a semicolon. */
typedef struct split {
    char text[4 * TEXT_SIZE];
    size_t used;
} split;

static void add_field(void *text, size_t length, void *data)
{
    split *s = data;
    memcpy(s->text + s->used, text, length);
    s->used += length;
    s->text[s->used++] = '\n';
}

static void add_row(int end, void *data)
{
    split *s = data;
    (void)end;
    s->text[s->used++] = ';';
}

static void split_by_libcsv(const char *text, char separator, split *s)
{
    struct csv_parser parser;
    s->used = 0;
    ck_assert_int_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL), 0);
    csv_set_delim(&parser, (unsigned char)separator);
    ck_assert_uint_eq(csv_parse(&parser, text, strlen(text), add_field, add_row, s), strlen(text));
    ck_assert_int_eq(csv_fini(&parser, add_field, add_row, s), 0);
    csv_free(&parser);
}

static void split_by_reader(const char *text, char separator, split *s)
{
    const aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    apl_reader reader;
    aploc_error err = {0};
    s->used = 0;
    ck_assert_ok(apl_reader_open(&reader, file_of("t.csv", text), &options, &err), err);
    ck_assert_int_eq(reader.separator, separator);
    for (int32_t c = 0; c < COLUMNS; c++)
        add_field(reader.names_text + reader.names[c].at, (size_t)reader.names[c].length, s);
    add_row(0, s);
    for (int more = 1;;) {
        ck_assert_ok(apl_reader_next(&reader, &more, &err), err);
        if (!more)
            break;
        for (int32_t c = 0; c < COLUMNS; c++) {
            int64_t length = 0;
            const char *field = apl_reader_text(&reader, c, &length);
            ck_assert_int_eq(field[length], '\0');
            add_field(reader.text + reader.fields[c].at, (size_t)length, s);
        }
        add_row(0, s);
    }
    apl_reader_close(&reader);
}

/* A row of a few bytes that matter, quoted fields among them where `quotes` says so. */
static char *put_row(char *at, uint64_t *seed, char separator, int quotes)
{
    static const char bytes[] = "  \t\tab1.-";
    static const char *const quoted[] = {"\"\"", "\" a \"", "\"x\"\"y\"", "\"1\n2\"", " \"b\" "};
    for (int c = 0; c < COLUMNS; c++) {
        *at++ = c > 0 ? separator : 'x'; /* so that the row is never blank */
        if (c > 0 && quotes && random_below(seed, 6) == 0) {
            at += sprintf(at, "%s", quoted[random_below(seed, 5)]);
            continue;
        }
        for (int n = random_below(seed, 5); n > 0; n--) {
            char byte = bytes[random_below(seed, (int32_t)sizeof bytes - 1)];
            *at++ = byte == separator ? 'z' : byte;
        }
    }
    return at;
}

START_TEST(as_libcsv_splits)
{
    static const char separators[] = {',', ';', '\t', '|'}, *const ends[] = {"\n", "\r\n", "\r"};
    static split one, other;
    uint64_t seed = 5;
    for (int trial = 0; trial < 2000; trial++) {
        char text[TEXT_SIZE], separator = separators[trial % 4];
        char *at = text + sprintf(text, " a %cb%c c\n", separator, separator);
        for (int k = 0; k < LINES; k++) {
            at = put_row(at, &seed, separator, trial % 3 == 0);
            int is_last = k == LINES - 1 && random_below(&seed, 2);
            at += sprintf(at, "%s", is_last ? "" : ends[random_below(&seed, trial % 5 ? 2 : 3)]);
            if (random_below(&seed, 5) == 0 && !is_last)
                at += sprintf(at, "%s\n", separator == '\t' ? "  " : " \t");
            if (random_below(&seed, 8) == 0 && !is_last)
                at += sprintf(at, "\n");
        }
        split_by_libcsv(text, separator, &one);
        split_by_reader(text, separator, &other);
        ck_assert_msg(one.used == other.used && memcmp(one.text, other.text, one.used) == 0,
                      "trial %d:\n%s", trial, text);
    }
}
END_TEST

static void be_called(int number)
{
    (void)number;
}

/* Descriptors that fail, that know no places, and that a signal interrupts. */
START_TEST(what_cannot_be_read)
{
    aploc_error err = {0};
    apl_gunzip in;
    char bytes[8] = "";
    int ends[2];
    ck_assert_ok(apl_gunzip_open(&in, open("/", O_RDONLY | O_DIRECTORY), &err), err);
    for (int again = 0; again < 2; again++)
        ck_assert_int_eq(apl_gunzip_read(&in, bytes, sizeof bytes), 0);
    ck_assert(in.reason == Z_ERRNO && in.code == EISDIR && !apl_gunzip_is_plain(&in));
    apl_gunzip_close(&in);

    const struct itimerval soon = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
    const struct sigaction calls = {.sa_handler =
                                        be_called}; /* calls of the system are not begun again */
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_ok(apl_gunzip_open(&in, ends[0], &err), err);
    ck_assert_int_eq(sigaction(SIGALRM, &calls, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &soon, NULL), 0);
    ck_assert_int_eq(apl_gunzip_read(&in, bytes, sizeof bytes), -1);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
    ck_assert_int_eq(in.reason, Z_OK);
    ck_assert_int_eq(write(ends[1], "abcd", 4), 4);
    ck_assert_int_eq(apl_gunzip_read(&in, bytes, sizeof bytes), 4);
    ck_assert_int_eq(memcmp(bytes, "abcd", 4), 0);
    ck_assert_int_eq(apl_gunzip_skip(&in, 1), 0);
    apl_gunzip_close(&in);
    close(ends[1]);

    ck_assert_int_eq(apl_read_at(-1, bytes, sizeof bytes, 0), -1);
    ck_assert_int_eq(errno, EBADF);
    ck_assert_str_eq(apl_words_of(ENOENT), "No such file or directory");
    ck_assert_str_eq(apl_words_of(99999), "unknown error");
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, as_libcsv_splits);
    tcase_add_test(tests, what_cannot_be_read);
}

int main(void)
{
    return run_tests("reader", add);
}
