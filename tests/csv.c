/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialects of CSV, and what is said of damaged files. */
#include <math.h>

#include "tables.h"
#include "watch.h"

/* The same table in many dialects. */
static void check_two(const char *path, const char *name, char separator, char decimal)
{
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *communes = read_good(path, &report);
    ck_assert_int_eq(aploc_communes_count(communes), 2);
    ck_assert_str_eq(aploc_communes_code(communes, 0), "01001");
    ck_assert_str_eq(aploc_communes_code(communes, 1), "2A004");
    ck_assert_str_eq(aploc_communes_name(communes, 0), name);
    ck_assert_str_eq(aploc_communes_name(communes, 1), "Ajaccio");
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[0], 767.5);
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[1], 70659.0);
    ck_assert_int_eq(report.separator, separator);
    ck_assert_int_eq(report.decimal, decimal);
    ck_assert_int_eq(report.n_rows, 2);
    ck_assert_int_eq(report.n_kept, 2);
    aploc_communes_free(communes);
}

START_TEST(separators_and_decimal_marks)
{
    check_two(file_of("a.csv", "code,name,pop\n01001,A,767.5\n2A004,Ajaccio,70659\n"), "A", ',',
              '.');
    check_two(file_of("b.csv", "code;name;pop\n01001;A;767,5\n2A004;Ajaccio;70659\n"), "A", ';',
              ',');
    check_two(file_of("c.csv", "code\tname\tpop\n01001\tA\t767,5\n2A004\tAjaccio\t70659\n"), "A",
              '\t', ',');
    check_two(file_of("d.csv", "code|name|pop\n01001|A|767.5\n2A004|Ajaccio|70659\n"), "A", '|',
              '.');
    check_two(file_of("e.csv", "code,name,pop\n01001,\"A, \"\"b\"\"\",767.5\n2A004,Ajaccio,70659"),
              "A, \"b\"", ',', '.');
    /* The most frequent in the header, outside quotes. */
    check_two(file_of("f.csv", "code;name;pop;\"a,b,c,d,e\"\n01001;A;767,5;\n2A004;Ajaccio;70659;"),
              "A", ';', ',');
}
END_TEST

START_TEST(line_ends_and_marks)
{
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    check_two(file_of("a.csv", "code,name,pop\r\n01001,A,767.5\r\n2A004,Ajaccio,70659\r\n"), "A",
              ',', '.');
    check_two(file_of("b.csv", "code,name,pop\r01001,A,767.5\r2A004,Ajaccio,70659\r"), "A", ',',
              '.');
    check_two(file_of("c.csv", "\n\ncode,name,pop\n\n01001,A,767.5\n  \n2A004,Ajaccio,70659"), "A",
              ',', '.');
    const char *path = file_of("d.csv", "\xEF\xBB\xBF"
                                        "code,name,pop\r\n01001,\"A\r\nb\",767.5\r\n"
                                        "2A004,Ajaccio,70659\r\n");
    check_two(path, "A\r\nb", ',', '.');
    aploc_communes_free(read_good(path, &report));
    ck_assert_int_eq(report.bom, 1);
    ck_assert_int_eq(report.crlf, 1);
    ck_assert_int_eq(report.gzip, 0);
    path = gzip_file_of("e.csv", "code;name;pop\n01001;A;767,5\n2A004;Ajaccio;70659\n");
    check_two(path, "A", ';', ',');
    aploc_communes_free(read_good(path, &report));
    ck_assert_int_eq(report.gzip, 1);
    ck_assert_int_eq(report.bom, 0);
    ck_assert_int_eq(report.crlf, 0);
}
END_TEST

START_TEST(encodings)
{
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes_free(read_good(file_of("a.csv", "code\n01\n"), &report));
    ck_assert_int_eq(report.encoding, APLOC_ASCII);
    const char *path = file_of("b.csv", "code;name;pop\n01001;L\xC3\xA9 \xC5\x93uf;767,5\n"
                                        "2A004;Ajaccio;70\xC2\xA0"
                                        "659\n");
    check_two(path, "L\xC3\xA9 \xC5\x93uf", ';', ',');
    aploc_communes_free(read_good(path, &report));
    ck_assert_int_eq(report.encoding, APLOC_UTF8);
    /* Windows-1252: é, oe as one letter, the euro sign, and a blank among thousands. */
    path = file_of("c.csv", "code;name;pop\n01001;L\xE9 \x9Cuf \x80;767,5\n2A004;Ajaccio;70\xA0"
                            "659\n");
    check_two(path, "L\xC3\xA9 \xC5\x93uf \xE2\x82\xAC", ';', ',');
    aploc_communes_free(read_good(path, &report));
    ck_assert_int_eq(report.encoding, APLOC_WINDOWS_1252);
    /* The caller's names are UTF-8, whatever the file is. */
    aploc_column bound = {"population", "M\xC3\xA9"
                                        "d"};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.columns = &bound;
    options.n_columns = 1;
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(file_of("d.csv", "code;M\xE9"
                                                          "d\n01;4\n"),
                                         &options, &communes, NULL, &err),
                 err);
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[0], 4.0);
    aploc_communes_free(communes);
    refuse_text("code;name\n01;\xC3\xA9\n02;\xE9\n", APLOC_ERR_ENCODING, 3, 0, "not UTF-8");
    refuse_text("code;name\n01;\xE9\n02;a\n03;L\xC3\xA9\xE2\x80\x99\n", APLOC_ERR_ENCODING, 4, 0,
                "Windows-1252 at line 2");
    /* In capitals, with a quotation mark or a hard blank behind: two letters, and no UTF-8 of one. */
    path = file_of("e.csv", "code;name\n01;\xC9t\xE9\n02;CAF\xC9\xBB\n03;MARCH\xC9\xA0!\n");
    communes = read_good(path, &report);
    ck_assert_int_eq(report.encoding, APLOC_WINDOWS_1252);
    ck_assert_str_eq(aploc_communes_name(communes, 1), "CAF\xC3\x89\xC2\xBB");
    aploc_communes_free(communes);
}
END_TEST

/* The separator is looked for in the whole header line, however long. */
START_TEST(long_headers)
{
    enum { LONG = 300000 };
    char *text = malloc(LONG + 100), *at = text;
    ck_assert_ptr_nonnull(text);
    at += sprintf(at, "\r\n\"a, b, ");
    memset(at, 'x', LONG);
    at += LONG;
    sprintf(at, "\"\tcode\tpop\n1\t01\t767,5\n");
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *communes = read_good(file_of("long.csv", text), &report);
    ck_assert_int_eq(report.separator, '\t');
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[0], 767.5);
    aploc_communes_free(communes);
    free(text);
}
END_TEST

/* The population that a field of a `;` file reads as; NaN when it is refused. */
static double number_of(const char *field, aploc_status expected)
{
    char text[200];
    aploc_communes *communes = NULL;
    double value = NAN;
    snprintf(text, sizeof text, "code;pop\n01;%s\n", field);
    ck_assert_msg(aploc_communes_read_csv(file_of("n.csv", text), NULL, &communes, NULL, NULL) ==
                      expected,
                  "'%s'", field);
    if (communes)
        value = aploc_communes_column(communes, APLOC_POPULATION)[0];
    aploc_communes_free(communes);
    return value;
}

START_TEST(numbers)
{
    ck_assert_bits(number_of("1 234 567", APLOC_OK), 1234567.0);
    ck_assert_bits(number_of("1\xC2\xA0"
                             "234,5",
                             APLOC_OK),
                   1234.5);
    ck_assert_bits(number_of("12\xE2\x80\x89"
                             "345.25",
                             APLOC_OK),
                   12345.25);
    ck_assert_bits(number_of("123\xE2\x80\xAF"
                             "456",
                             APLOC_OK),
                   123456.0);
    ck_assert_bits(number_of("\" 12,5 \"", APLOC_OK), 12.5);
    ck_assert_bits(number_of("+1e3", APLOC_OK), 1000.0);
    ck_assert_bits(number_of("0,1", APLOC_OK), 0.1);
    ck_assert(isnan(number_of("", APLOC_OK)));
    ck_assert(isnan(number_of("NA", APLOC_OK)));
    static const char *const wrong[] = {"12 34",   "1234 567", "1 2345",   " 1  234",  "1.234,5",
                                        "1,234,5", "0x10",     "twelve",   "1 234 ,5", "-",
                                        ",",       "1 23",     "12 345 6", "1e",       "#N/A"};
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        number_of(wrong[k], APLOC_ERR_NUMBER);
    static const char *const not_finite[] = {"nan", "NaN", "inf", "-Inf", "+INFINITY"};
    for (size_t k = 0; k < sizeof not_finite / sizeof *not_finite; k++)
        number_of(not_finite[k], APLOC_ERR_NOT_FINITE);
    number_of("-1", APLOC_ERR_NEGATIVE);
    /* A sign that says nothing, and what is rounded to nothing. */
    static const char *const zeros[] = {"-0", "-0,0", "\" -0 \"", "-0e9", "-1e-400"};
    for (size_t k = 0; k < sizeof zeros / sizeof *zeros; k++)
        ck_assert_bits(number_of(zeros[k], APLOC_OK), 0.0);
    number_of("1e999", APLOC_ERR_RANGE);
}
END_TEST

START_TEST(the_first_mark_decides)
{
    refuse_text("code;pop;supply\n01;1,5;2\n02;3;2.5\n", APLOC_ERR_NUMBER, 3, 3,
                "expected a number with the decimal mark ','");
    refuse_text("code;pop;supply\n01;1.5;2\n02;3;2,5\n", APLOC_ERR_NUMBER, 3, 3,
                "expected a number with the decimal mark '.'");
    refuse_text("code,pop\n01,\"1,5\"\n", APLOC_ERR_NUMBER, 2, 2, "the comma separates");
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.decimal = ',';
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    const char *path = file_of("a.csv", "code,pop\n01,\"1,5\"\n");
    ck_assert_ok(aploc_communes_read_csv(path, &options, &communes, NULL, &err), err);
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[0], 1.5);
    aploc_communes_free(communes);
    refuse(file_of("b.csv", "code,pop\n01,1.5\n"), &options, APLOC_ERR_NUMBER, 2, 2, "'1.5'");
}
END_TEST

START_TEST(damaged_files)
{
    refuse(file_path("nowhere.csv"), NULL, APLOC_ERR_OPEN, 0, 0, "No such file");
    refuse(test_folder, NULL, APLOC_ERR_OPEN, 0, 0, "found a folder");
    refuse_text("", APLOC_ERR_EMPTY, 0, 0, "an empty file");
    refuse_text("\n\n", APLOC_ERR_EMPTY, 0, 0, "an empty file");
    refuse_text("code,name\n\n", APLOC_ERR_EMPTY, 1, 0, "no row");
    refuse(file_of_bytes("z.csv", "code\n0\0001\n", 9), NULL, APLOC_ERR_ENCODING, 2, 0,
           "a zero byte");
    refuse_text("\xFF\xFE"
                "code",
                APLOC_ERR_ENCODING, 0, 0, "UTF-16");
    refuse_text("\xFE\xFF"
                "code",
                APLOC_ERR_ENCODING, 0, 0, "UTF-16");
    refuse_text("PK\3\4", APLOC_ERR_ENCODING, 0, 0, "workbook");
    refuse_text("\211HDF\r\n", APLOC_ERR_ENCODING, 0, 0, "HDF5");
    refuse_text("PAR1", APLOC_ERR_ENCODING, 0, 0, "Parquet");
    refuse_text("code,name\n01,\"a\n02,b\n", APLOC_ERR_LINE, 2, 2, "not closed");
    refuse_text("code,name\n01,a\"b\n", APLOC_ERR_LINE, 2, 2, "a stray quote");
    refuse_text("code,name\n01,\"a\n02,\"Def\"\n", APLOC_ERR_LINE, 3, 2, "opens at line 2");
    refuse_text("code,name,pop\n01,a\n", APLOC_ERR_ROW_LENGTH, 2, 0,
                "found 2 fields, expected 3 as in the header");
    /* Rows are counted in lines of the file, also after fields of several lines. */
    refuse_text("code,name\n01,\"a\nb\"\n\n02\n", APLOC_ERR_ROW_LENGTH, 5, 0, "found 1 field,");
    refuse_text("code,name,supply\n01,\"a\n\nb\",\"\nx\"\n", APLOC_ERR_NUMBER, 4, 3, "'supply'");
    refuse_text("code,supply\n01,\n", APLOC_ERR_NO_VALUE, 2, 2, "found nothing");
    refuse_text("code,0-4\n01,NA\n", APLOC_ERR_NO_VALUE, 2, 2, "'NA'");
    refuse_text("code,name\n\"  \",a\n", APLOC_ERR_NO_VALUE, 2, 1, "expected a code");

    size_t length = 3 << 20;
    char *bytes = malloc(length);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 'x', length);
    memcpy(bytes, "code,name\n", 10);
    refuse(file_of_bytes("z.csv", bytes, length), NULL, APLOC_ERR_LINE, 2, 0, "a line of more");
    for (size_t k = 13; k < length; k += 100)
        bytes[k] = '\n';
    bytes[10] = '"';
    refuse(file_of_bytes("z.csv", bytes, length), NULL, APLOC_ERR_LINE, 2, 1, "not closed");
    free(bytes);
}
END_TEST

START_TEST(damaged_gzip)
{
    uint64_t state = 7;
    char *text = malloc(40 * 5000), *to = text;
    ck_assert_ptr_nonnull(text);
    to += sprintf(to, "code,pop\n");
    for (int k = 0; k < 5000; k++)
        to += sprintf(to, "%05d,%d\n", k, (int)random_below(&state, 1000000));
    size_t length = 0;
    char *bytes = bytes_of_file(gzip_file_of("a.csv.gz", text), &length);
    aploc_communes_free(read_good(file_path("a.csv.gz"), NULL));
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    ck_assert_fails(aploc_communes_read_csv(file_of_bytes("b.csv.gz", bytes, length / 2), NULL,
                                            &communes, NULL, &err),
                    APLOC_ERR_FORMAT);
    ck_assert(strstr(err.message, "middle of its gzip data") && err.line > 1);
    bytes[length - 6] ^= 1; /* the checksum */
    ck_assert_fails(aploc_communes_read_csv(file_of_bytes("c.csv.gz", bytes, length), NULL,
                                            &communes, NULL, &err),
                    APLOC_ERR_FORMAT);
    ck_assert(strstr(err.message, "damaged gzip data") && err.line >= 1);
    bytes[length - 6] ^= 1;
    /* Two members, the second damaged at its first byte; and zeros behind the first. */
    char *two = calloc(2, length);
    ck_assert_ptr_nonnull(two);
    memcpy(two, bytes, length);
    aploc_communes_free(read_good(file_of_bytes("d.csv.gz", two, 2 * length), NULL));
    memcpy(two + length, bytes, length);
    two[length] ^= 1;
    ck_assert_fails(aploc_communes_read_csv(file_of_bytes("e.csv.gz", two, 2 * length), NULL,
                                            &communes, NULL, &err),
                    APLOC_ERR_FORMAT);
    ck_assert(strstr(err.message, "damaged gzip data") != NULL);
    free(two);
    free(bytes);
    free(text);
}
END_TEST

START_TEST(progress_and_cancel)
{
    size_t length = 1 << 20;
    char *text = malloc(length + 20), *to = text;
    ck_assert_ptr_nonnull(text);
    to += sprintf(to, "code\n");
    for (int k = 0; to < text + length; k++)
        to += sprintf(to, "%07d\n", k);
    const char *path = file_of("many.csv", text);
    free(text);
    watch w = {0};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.progress = watch_progress;
    options.progress_data = &w;
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    ck_assert_ok(aploc_communes_read_csv(path, &options, &communes, NULL, &err), err);
    ck_assert_int_ge(w.calls, 4);
    ck_assert_double_eq(w.last, 1.0);
    ck_assert_str_eq(w.what, "reading many.csv");
    aploc_communes_free(communes);
    communes = NULL;
    for (int stop = 1; stop <= 4; stop++) {
        w = (watch){.stop_at = stop};
        ck_assert_fails(aploc_communes_read_csv(path, &options, &communes, NULL, &err),
                        APLOC_ERR_CANCELLED);
        ck_assert_int_eq(w.calls, stop);
        ck_assert_ptr_null(communes);
    }
}
END_TEST

/* A mark says UTF-8: what follows must be. */
START_TEST(mark_and_encoding_agree)
{
    refuse_text("\xEF\xBB\xBF"
                "code,name\n01001,\xC9tang\n",
                APLOC_ERR_ENCODING, 2, 0, "found bytes that are not UTF-8 in a file of UTF-8");
}
END_TEST

START_TEST(quoted_field_over_a_million_bytes)
{
    enum { LINES = 30000 };
    static const char line[] = "a line of the very long field\n------\n";
    char *text = calloc(LINES + 2, sizeof line);
    ck_assert_ptr_nonnull(text);
    char *end = text + sprintf(text, "code,name\n01001,\"");
    for (int k = 0; k < LINES; k++, end += sizeof line - 1)
        memcpy(end, line, sizeof line);
    strcpy(end, "\"\n");
    refuse_text(text, APLOC_ERR_LINE, 2, 2, "is not closed after a million bytes");
    free(text);
}
END_TEST

START_TEST(first_line_may_say_the_separator)
{
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *communes =
        read_good(file_of("sep.csv", "sep=|\r\ncode|name,x;y\r\n01001|A,B\r\n"), &report);
    ck_assert_int_eq(report.separator, '|');
    ck_assert_int_eq(report.n_rows, 1);
    ck_assert_str_eq(aploc_communes_group_text(communes, 0, 0), "A,B");
    aploc_communes_free(communes);
    refuse_text("sep=;\ncode;population\n01001;x\n", APLOC_ERR_NUMBER, 3, 2, "found 'x'");
}
END_TEST

/* Names over several lines, as spreadsheets write them. */
START_TEST(the_whole_header_tells_the_separator)
{
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *communes =
        read_good(file_of("h.csv", "\"name,\nas, of, 2025\";code\r\n\"A,B\";01001\r\n"), &report);
    ck_assert_int_eq(report.separator, ';');
    ck_assert_int_eq(report.n_rows, 1);
    ck_assert_str_eq(aploc_communes_code(communes, 0), "01001");
    aploc_communes_free(communes);
    /* A line end separates nothing. */
    refuse_text("sep=\r\ncode;population\r\n01001;1\r\n", APLOC_ERR_COLUMN_MISSING, 1, 0, "'sep='");
}
END_TEST

/* Writes to the file at a call of progress: cut to `length`, or as long as before. */
typedef struct writer_beside {
    const char *path;
    long length; /* 0: one byte is written anew */
    int calls, at;
} writer_beside;

static int write_beside(void *data, const char *what, double done)
{
    writer_beside *w = data;
    (void)what;
    (void)done;
    if (++w->calls != w->at)
        return 0;
    FILE *file = fopen(w->path, "r+");
    ck_assert_ptr_nonnull(file);
    if (!w->length)
        ck_assert_int_eq(fputc('c', file), 'c');
    ck_assert_int_eq(fclose(file), 0);
    if (w->length)
        ck_assert_int_eq(truncate(w->path, w->length), 0);
    return 0;
}

/* Cut between two rows, the rest is a table; written to, it may be of two tables. */
START_TEST(a_file_that_is_written_to_while_it_is_read)
{
    enum { ROWS = 200000 };
    char *text = malloc(8 * ROWS + 10), *to = text + 5;
    ck_assert_ptr_nonnull(text);
    memcpy(text, "code\n", 5);
    for (int k = 0; k < ROWS; k++)
        to += sprintf(to, "%07d\n", k);
    for (int k = 0; k < 4; k++) {
        aploc_error err = {0};
        aploc_communes *communes = NULL;
        const char *path = file_of("long.csv", text);
        writer_beside w = {path, k % 2 ? 0 : 5 + 8 * (ROWS - 100), 0, 2 + k / 2};
        aploc_read_options options = APLOC_READ_OPTIONS_INIT;
        options.progress = write_beside;
        options.progress_data = &w;
        aploc_status status = aploc_communes_read_csv(path, &options, &communes, NULL, &err);
        ck_assert_int_ge(w.calls, w.at);
        ck_assert_fails(status, APLOC_ERR_READ);
        ck_assert_ptr_null(communes);
        ck_assert_ptr_nonnull(strstr(err.message, "written to while it was read"));
    }
    free(text);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, mark_and_encoding_agree);
    tcase_add_test(tests, quoted_field_over_a_million_bytes);
    tcase_add_test(tests, first_line_may_say_the_separator);
    tcase_add_test(tests, the_whole_header_tells_the_separator);
    tcase_add_test(tests, a_file_that_is_written_to_while_it_is_read);
    tcase_add_test(tests, separators_and_decimal_marks);
    tcase_add_test(tests, line_ends_and_marks);
    tcase_add_test(tests, encodings);
    tcase_add_test(tests, long_headers);
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, the_first_mark_decides);
    tcase_add_test(tests, damaged_files);
    tcase_add_test(tests, damaged_gzip);
    tcase_add_test(tests, progress_and_cancel);
}

int main(void)
{
    return run_tests("csv", add);
}
