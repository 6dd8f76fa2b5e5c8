/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialects of CSV, the roles of columns, and what is said of damaged files. */
#include <aploc/communes.h>

#include <math.h>

#include "folder.h"
#include "support.h"

/* Read a table of places that must be good. */
static aploc_communes *read_good(const char *path, aploc_read_report *report)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    ck_assert_ok(aploc_communes_read_csv(path, NULL, &communes, report, &err), err);
    return communes;
}

/* Read a table that must be refused, with this status, at this place, with these words. */
static void refuse(const char *path, const aploc_read_options *options, aploc_status status,
                   int64_t line, int32_t column, const char *words)
{
    aploc_error err = {0};
    aploc_communes *communes = NULL;
    ck_assert_fails(aploc_communes_read_csv(path, options, &communes, NULL, &err), status);
    ck_assert_ptr_null(communes);
    ck_assert_int_eq(err.status, status);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_msg(err.line == line && err.column == column, "line %d, column %d in '%s'",
                  (int)err.line, (int)err.column, err.message);
    ck_assert_int_eq(aploc_communes_read_csv(path, options, &communes, NULL, NULL), status);
}

static void refuse_text(const char *text, aploc_status status, int64_t line, int32_t column,
                        const char *words)
{
    refuse(file_of("refused.csv", text), NULL, status, line, column, words);
}

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

START_TEST(usual_names)
{
    static const char *const headers[] = {
        "CODGEO;LIBGEO;Pop. totale;Pop_Standardis\303\251e;Offre;Longitude;Latitude;APL",
        "Code-INSEE;Nom;PTOT;popstd;ETP;long;lat;apl",
        "d\xC3\xA9pcom;Libell\xC3\xA9;population municipale;standardized;fte;LON;LAT;A.P.L.",
        "id;commune;pmun;standardised;supply;lon;lat;Apl",
    };
    for (size_t k = 0; k < sizeof headers / sizeof *headers; k++) {
        char text[300];
        snprintf(text, sizeof text, "%s\n01;Un;1;2;3;4;5;6\n", headers[k]);
        aploc_communes *communes = read_good(file_of("a.csv", text), NULL);
        ck_assert_str_eq(aploc_communes_code(communes, 0), "01");
        ck_assert_str_eq(aploc_communes_name(communes, 0), "Un");
        for (int role = 0; role < APLOC_ROLE_COUNT; role++)
            ck_assert_bits(aploc_communes_column(communes, role)[0], role + 1.0);
        ck_assert_int_eq(aploc_communes_group_count(communes), 0);
        aploc_communes_free(communes);
    }
    /* The name that stands first in the list wins; the other column is a group. */
    aploc_read_report report = APLOC_READ_REPORT_INIT;
    aploc_communes *communes = read_good(file_of("b.csv", "id,insee,pop\n7,01,3\n"), &report);
    ck_assert_str_eq(aploc_communes_code(communes, 0), "01");
    ck_assert_str_eq(aploc_communes_group_name(communes, 0), "id");
    ck_assert_str_eq(report.used, "code=insee, population=pop");
    aploc_communes_free(communes);
    refuse_text("code,name,Code\n01,a,b\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "'Code' at field 3");
    refuse_text("key,nom\n01,a\n", APLOC_ERR_COLUMN_MISSING, 1, 0, "the columns 'key', 'nom'");
}
END_TEST

START_TEST(bound_names)
{
    aploc_column bound[] = {{"code", "place"}, {"population", "code"}, {"age:0-4", "babies"}};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.columns = bound;
    options.n_columns = 3;
    aploc_communes *communes = NULL;
    aploc_error err = {0};
    const char *path = file_of("a.csv", "code,place,babies,0-4,times\n7,01,2,99,x\n");
    ck_assert_ok(aploc_communes_read_csv(path, &options, &communes, NULL, &err), err);
    ck_assert_str_eq(aploc_communes_code(communes, 0), "01");
    ck_assert_bits(aploc_communes_column(communes, APLOC_POPULATION)[0], 7.0);
    ck_assert_bits(aploc_communes_age_table(communes)[0], 2.0);
    ck_assert_int_eq(aploc_communes_group_find(communes, "0-4"), 0);
    aploc_communes_free(communes);
    refuse(file_of("b.csv", "code,Place,babies\n1,2,3\n"), &options, APLOC_ERR_COLUMN_MISSING, 1, 0,
           "expected 'place'");
    refuse(file_of("c.csv", "code,place,babies,place\n1,2,3,4\n"), &options,
           APLOC_ERR_COLUMN_REPEATED, 1, 4, "expected it once");
    bound[1] = (aploc_column){"foo", "code"};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "the role 'foo'");
    bound[1] = (aploc_column){"age:9-4", "code"};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "the role 'age:9-4'");
    bound[1] = (aploc_column){"code", "code"};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "bound twice");
    bound[1] = (aploc_column){"code", NULL};
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "NULL");
    /* A role that this table has no use for is not looked for. */
    bound[1] = (aploc_column){"minutes", "nowhere"};
    ck_assert_ok(aploc_communes_read_csv(path, &options, &communes, NULL, &err), err);
    aploc_communes_free(communes);
}
END_TEST

START_TEST(options_are_checked)
{
    const char *path = file_of("a.csv", "code\n01\n");
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.size = 3;
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "3 bytes");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.separator = 'x';
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "'x'");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.decimal = ';';
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "';'");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.n_columns = 1;
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "NULL");
    options = (aploc_read_options)APLOC_READ_OPTIONS_INIT;
    options.unknown = 7;
    refuse(path, &options, APLOC_ERR_OPTIONS, 0, 0, "7");
    aploc_communes *communes = NULL;
    aploc_read_report report = {.size = 1};
    ck_assert_fails(aploc_communes_read_csv(path, NULL, &communes, &report, NULL),
                    APLOC_ERR_OPTIONS);
    ck_assert_fails(aploc_communes_read_csv(NULL, NULL, &communes, NULL, NULL), APLOC_ERR_ARGUMENT);
    ck_assert_fails(aploc_communes_read_csv(path, NULL, NULL, NULL, NULL), APLOC_ERR_ARGUMENT);
}
END_TEST

START_TEST(age_columns)
{
    static const char *const names[] = {"0-4",
                                        "0_4",
                                        "age_0_4",
                                        "age:0-4",
                                        "Age 0 to 4",
                                        "0\303\2404ans",
                                        "0 \303\240 4 ans",
                                        "0 A 4",
                                        "de 0 \303\240 4 ans",
                                        "00-04",
                                        "0\342\200\2234"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char text[100];
        int32_t n = 0;
        snprintf(text, sizeof text, "code;%s\n01;5\n", names[k]);
        aploc_communes *communes = read_good(file_of("a.csv", text), NULL);
        const aploc_age_class *ages = aploc_communes_ages(communes, &n);
        ck_assert_msg(n == 1 && ages[0].from == 0 && ages[0].to == 4, "'%s'", names[k]);
        aploc_communes_free(communes);
    }
    static const char *const open[] = {
        "90+",     "age_90_plus",    "90_et_plus", "90ansetplus", "age:90+",
        "age_90+", "90 ans et plus", "90 et +",    "90 ans et +", "ages 90 and over"};
    for (size_t k = 0; k < sizeof open / sizeof *open; k++) {
        char text[100];
        int32_t n = 0;
        snprintf(text, sizeof text, "code;%s\n01;5\n", open[k]);
        aploc_communes *communes = read_good(file_of("a.csv", text), NULL);
        const aploc_age_class *ages = aploc_communes_ages(communes, &n);
        ck_assert_msg(n == 1 && ages[0].from == 90 && ages[0].to == APLOC_AGE_OPEN, "'%s'",
                      open[k]);
        aploc_communes_free(communes);
    }
    aploc_communes *none = read_good(
        file_of("b.csv", "code,2016,bv2012,apl_65,apl_mg2018_65,p16_17,04,200-204,9-4,pop_0_4,f\n"
                         "01,a,b,c,d,e,f,g,h,i,j\n"),
        NULL);
    ck_assert_ptr_null(aploc_communes_ages(none, NULL));
    ck_assert_ptr_null(aploc_communes_age_table(none));
    ck_assert_int_eq(aploc_communes_group_count(none), 10);
    aploc_communes_free(none);
    refuse_text("code,0-4,4-9\n01,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "do not overlap");
    refuse_text("code,0-4,age_0_4\n01,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "do not overlap");
    refuse_text("code,90+,95-99\n01,1,1\n", APLOC_ERR_COLUMN_REPEATED, 1, 3, "do not overlap");
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
                    APLOC_ERR_READ);
    ck_assert(strstr(err.message, "middle of its gzip data") && err.line > 1);
    bytes[length - 6] ^= 1; /* the checksum */
    ck_assert_fails(aploc_communes_read_csv(file_of_bytes("c.csv.gz", bytes, length), NULL,
                                            &communes, NULL, &err),
                    APLOC_ERR_READ);
    ck_assert(strstr(err.message, "damaged gzip data") && err.line >= 1);
    free(bytes);
    free(text);
}
END_TEST

typedef struct watch {
    int calls, stop_at;
    double last;
    char what[100];
} watch;

static int watch_progress(void *data, const char *what, double done)
{
    watch *w = data;
    ck_assert(done >= w->last && done <= 1.0);
    w->last = done;
    snprintf(w->what, sizeof w->what, "%s", what);
    return ++w->calls == w->stop_at;
}

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

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, separators_and_decimal_marks);
    tcase_add_test(tests, line_ends_and_marks);
    tcase_add_test(tests, encodings);
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, the_first_mark_decides);
    tcase_add_test(tests, usual_names);
    tcase_add_test(tests, bound_names);
    tcase_add_test(tests, options_are_checked);
    tcase_add_test(tests, age_columns);
    tcase_add_test(tests, damaged_files);
    tcase_add_test(tests, damaged_gzip);
    tcase_add_test(tests, progress_and_cancel);
}

int main(void)
{
    return run_tests("csv", add);
}
