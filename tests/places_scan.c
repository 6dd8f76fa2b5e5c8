/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way through a table of places against the careful one, which conditions on rows ask for: the same
 * table, the same report, the same words for what is wrong, whatever is in the file. */
#include "tables/places_scan.h"

#include <math.h>

#include <aploc/aploc.h>

#include "folder.h"
#include "support.h"
#include "tables/field.h"

enum { COLUMNS = 12, HEADER = 90, TEXT_SIZE = 1 << 20 };

static char text[TEXT_SIZE];

/* ---- what is scanned at all ---- */

static apl_scanned_places scan_text(const apl_place_rules *rules, const char *lines)
{
    apl_parts cut;
    apl_parts_cut(&cut, lines, (int64_t)strlen(lines), 0, 1);
    return apl_places_scan(rules, &cut);
}

START_TEST(numbers)
{
    static const struct {
        const char *field;
        int may, taken;
        double value;
    } all[] = {{"0", 0, 1, 0},
               {"7", 0, 1, 7},
               {"1234567", 0, 1, 1234567},
               {"12345678", 0, 1, 12345678},
               {"123456789012345", 0, 1, 123456789012345},
               {"1234567890123456", 0, 0, 0},
               {"12.5", 0, 1, 12.5},
               {"0.1", 0, 1, 0.1},
               {"1.2345678", 0, 1, 1.2345678},
               {"1234567.1234567", 0, 1, 1234567.1234567},
               {"1.23456789012345", 0, 1, 1.23456789012345},
               {"1.234567890123456", 0, 0, 0},
               {"12.", 0, 0, 0},
               {".5", 0, 0, 0},
               {"12,5", 0, 0, 0},
               {"1.2.3", 0, 0, 0},
               {"-3.25", APL_MAY_BE_NEGATIVE, 1, -3.25},
               {"-3.25", 0, 0, 0},
               {"-", APL_MAY_BE_NEGATIVE | APL_MAY_MISS, 0, 0},
               {"+3", 0, 0, 0},
               {"1e3", 0, 0, 0},
               {" 3", 0, 0, 0},
               {"3 ", 0, 0, 0},
               {"3a", 0, 0, 0},
               {"NA", APL_MAY_MISS, 0, 0},
               {"", APL_MAY_MISS, 1, NAN},
               {"", 0, 0, 0},
               {"180", APL_MAY_BE_NEGATIVE, 1, 180},
               {"\"3\"", 0, 0, 0}};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        for (int is_last = 0; is_last < 2; is_last++) {
            double values[2] = {-9, -9};
            apl_span spans[2];
            apl_field_rules number = {APL_USE_NUMBER, all[k].may, 0, values, 1, NULL};
            apl_field_rules code = {APL_USE_CODE, 0, 0, NULL, 1, spans};
            apl_field_rules columns[2] = {is_last ? code : number, is_last ? number : code};
            apl_place_rules rules = {',', '.', 2, columns};
            int n = is_last ? sprintf(text, "c,%s\n", all[k].field)
                            : sprintf(text, "%s,c\n", all[k].field);
            /* A line behind it, which may be scanned or not: the last eight bytes are the reader's. */
            sprintf(text + n, "%s\n", "01234567,c");
            apl_scanned_places done = scan_text(&rules, text);
            ck_assert_msg((done.rows > 0) == all[k].taken, "'%s': %d rows", all[k].field,
                          (int)done.rows);
            if (!all[k].taken)
                continue;
            ck_assert_int_ge(done.bytes, n);
            ck_assert(isnan(all[k].value) ? isnan(values[0]) : values[0] == all[k].value);
        }
    }
}
END_TEST

START_TEST(limits_and_marks)
{
    double values[4];
    apl_span spans[4];
    apl_field_rules columns[2] = {{APL_USE_CODE, 0, 0, NULL, 1, spans},
                                  {APL_USE_NUMBER, APL_MAY_BE_NEGATIVE, 90, values, 1, NULL}};
    apl_place_rules rules = {';', ',', 2, columns};
    const char *lines = "a;90\nb;-90,0\nc;12,5\r\nd;90,01\ne;1\n";
    apl_scanned_places done = scan_text(&rules, lines);
    ck_assert_int_eq(done.rows, 3);
    ck_assert_int_eq(done.crlf, 1);
    ck_assert(values[1] == -90.0 && values[2] == 12.5);
    ck_assert_int_eq(scan_text(&rules, "a;89\nb;91\nc;5\nd;6\n").rows, 1);
    rules.mark = 0; /* not known yet */
    ck_assert_int_eq(scan_text(&rules, lines).rows, 1);
    lines = "a;-90,01\nb;1\nc;2\n";
    rules.mark = ',';
    ck_assert_int_eq(scan_text(&rules, lines).rows, 0);
}
END_TEST

/* All rows of a plain table but the last are scanned, by any number of threads, into the same places. */
START_TEST(parts)
{
    enum { N = 3000 };
    static double values[2][N], ages[2][2 * N];
    static apl_span codes[2][N], names[2][N];
    char *to = text;
    for (int k = 0; k < N; k++)
        to += sprintf(to, "%05d|L\xC3\xA9o %d|%d|%d.25|%d%s", k, k % 70, k % 9, k, 2 * k,
                      k % 3 ? "\n" : "\r\n");
    for (int32_t threads = 1; threads <= 9; threads++) {
        int at = threads > 1;
        apl_field_rules columns[5] = {{APL_USE_CODE, 0, 0, NULL, 1, codes[at]},
                                      {APL_USE_TEXT, 0, 0, NULL, 1, names[at]},
                                      {APL_USE_NUMBER, 0, 0, ages[at], 2, NULL},
                                      {APL_USE_NUMBER, 0, 0, values[at], 1, NULL},
                                      {APL_USE_NUMBER, 0, 0, ages[at] + 1, 2, NULL}};
        apl_place_rules rules = {'|', '.', 5, columns};
        apl_parts cut;
        apl_parts_cut(&cut, text, to - text, threads, threads);
        ck_assert_int_eq(cut.lines, N);
        apl_scanned_places done = apl_places_scan(&rules, &cut);
        ck_assert_int_eq(done.rows, N - 1);
        ck_assert_int_eq(done.has_high, 1);
        for (int k = 0; k < N - 1; k++) {
            ck_assert(values[at][k] == k + 0.25 && ages[at][2 * k] == k % 9 &&
                      ages[at][2 * k + 1] == 2 * k);
            ck_assert_uint_eq(codes[at][k].length, 5);
            ck_assert_mem_eq(&names[at][k], &names[0][k], sizeof(apl_span));
            ck_assert_mem_eq(text + names[at][k].at, "L\xC3\xA9o ", 5);
        }
    }
}
END_TEST

/* ---- against the careful way ---- */

typedef struct outcome {
    aploc_status status;
    aploc_communes *places;
    aploc_read_report report;
    aploc_error err;
} outcome;

static outcome read_table(const char *path, int is_careful, int32_t n_threads)
{
    static const aploc_keep every = {"every", "1"};
    outcome o = {.report = APLOC_READ_REPORT_INIT};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.n_threads = n_threads;
    options.keep = &every;
    options.n_keep = is_careful;
    o.status = aploc_communes_read_csv(path, &options, &o.places, &o.report, &o.err);
    return o;
}

static void check_groups(const aploc_communes *a, const aploc_communes *b)
{
    int32_t n = aploc_communes_group_count(a), count = aploc_communes_count(a), p = 0, q = 0;
    ck_assert_int_eq(n, aploc_communes_group_count(b));
    for (int32_t g = 0; g < n; g++) {
        const int32_t *x = aploc_communes_group_levels(a, g, &p);
        const int32_t *y = aploc_communes_group_levels(b, g, &q);
        ck_assert_str_eq(aploc_communes_group_name(a, g), aploc_communes_group_name(b, g));
        ck_assert_int_eq(p, q);
        ck_assert_mem_eq(x, y, (size_t)count * sizeof *x);
        for (int32_t level = 0; level < p; level++)
            ck_assert_str_eq(aploc_communes_group_text(a, g, level),
                             aploc_communes_group_text(b, g, level));
    }
}

static void check_places(const aploc_communes *a, const aploc_communes *b)
{
    int32_t count = aploc_communes_count(a), n = 0, m = 0;
    ck_assert_int_eq(count, aploc_communes_count(b));
    for (int32_t i = 0; i < count; i++) {
        ck_assert_str_eq(aploc_communes_code(a, i), aploc_communes_code(b, i));
        ck_assert_str_eq(aploc_communes_name(a, i), aploc_communes_name(b, i));
        ck_assert_int_eq(aploc_communes_find(a, aploc_communes_code(b, i)), i);
    }
    for (int32_t role = 0; role < APLOC_ROLE_COUNT; role++) {
        const double *x = aploc_communes_column(a, role), *y = aploc_communes_column(b, role);
        ck_assert_int_eq(x != NULL, y != NULL);
        for (int32_t i = 0; x && i < count; i++)
            ck_assert(memcmp(&x[i], &y[i], sizeof *x) == 0 || (isnan(x[i]) && isnan(y[i])));
    }
    (void)aploc_communes_ages(a, &n);
    (void)aploc_communes_ages(b, &m);
    ck_assert_int_eq(n, m);
    for (int64_t k = 0; k < (int64_t)n * count; k++)
        ck_assert_bits(aploc_communes_age_table(a)[k], aploc_communes_age_table(b)[k]);
    check_groups(a, b);
}

/* Whether it was read. */
static int check_both(const char *path, int32_t n_threads)
{
    outcome a = read_table(path, 0, n_threads), b = read_table(path, 1, n_threads);
    ck_assert_msg(a.status == b.status, "%s / %s", a.err.message, b.err.message);
    ck_assert_str_eq(a.err.message, b.err.message);
    ck_assert_str_eq(a.err.code, b.err.code);
    ck_assert_int_eq(a.err.line, b.err.line);
    ck_assert_int_eq(a.err.column, b.err.column);
    if (!a.status) {
        check_places(a.places, b.places);
        ck_assert_int_eq(a.report.n_rows, b.report.n_rows);
        ck_assert_int_eq(a.report.n_kept, b.report.n_kept);
        ck_assert_int_eq(a.report.encoding, b.report.encoding);
        ck_assert_int_eq(a.report.decimal, b.report.decimal);
        ck_assert_int_eq(a.report.crlf, b.report.crlf);
        ck_assert_int_eq(a.report.separator, b.report.separator);
        ck_assert_str_eq(a.report.used, b.report.used);
    }
    aploc_communes_free(a.places);
    aploc_communes_free(b.places);
    return !a.status;
}

/* How a table is written. */
typedef struct style {
    char separator, mark;
    const char *end;
    int odd; /* one field in so many */
    int latin;
    int mixes; /* line ends */
} style;

static const char *const header[COLUMNS] = {"every",   "code", "dep",          "name",
                                            "age 0-4", "lat",  "population",   "age 5+",
                                            "supply",  "zone", "standardised", "lon"};

static const char *odd_field(uint64_t *seed)
{
    static const char *const odd[] = {"",
                                      "NA",
                                      " 12",
                                      "12 ",
                                      "\"12\"",
                                      "\"a,b;c\"",
                                      "\"two\nlines\"",
                                      "\"x\"\"y\"",
                                      "1 234",
                                      "12.5",
                                      "12,5",
                                      "1e2",
                                      "-4",
                                      "-0",
                                      "+4",
                                      "12.",
                                      ".5",
                                      "abc",
                                      "nan",
                                      "0x10",
                                      "12345678901234567",
                                      "99.1234567890123456",
                                      "\302\2407",
                                      "7\xC2\xA0",
                                      "\xC3\xA9t\xC3\xA9",
                                      "\xE9t\xE9",
                                      "\t5",
                                      "5\t",
                                      "a\tb",
                                      "\x01",
                                      "\"",
                                      "a\"b",
                                      "1234567890123456789012345678901234567890123456789",
                                      "\xC3",
                                      "4\r",
                                      "180.5",
                                      "00000001",
                                      "A b",
                                      "b  "};
    return odd[random_below(seed, sizeof odd / sizeof *odd)];
}

static char *put_number(char *to, double value, int decimals, char mark)
{
    int n = sprintf(to, "%.*f", decimals, value);
    for (int k = 0; k < n; k++)
        if (to[k] == '.')
            to[k] = mark;
    return to + n;
}

/* Texts that are alike at their beginning, and one of eight bytes. */
static const char *const zones[] = {"", "rural", "couronne", "couronne A", "couronne B"};

static char *put_field(char *to, int column, int row, const style *s, uint64_t *seed)
{
    if (column > 0 && s->odd && random_below(seed, s->odd) == 0)
        return to + sprintf(to, "%s", odd_field(seed));
    switch (column) {
    case 0:
        return to + sprintf(to, "1");
    case 1:
        return to + sprintf(to, "%05d", row * 7);
    case 2:
        return to + sprintf(to, "%02d", row / 9);
    case 3:
        return to + sprintf(to, s->latin ? "L\xE9on %d" : "L\xC3\xA9on %d", random_below(seed, 60));
    case 4:
    case 7:
        return to + sprintf(to, "%d", random_below(seed, random_below(seed, 2) ? 90 : 20000));
    case 5:
    case 11:
        return put_number(to, 180 * random_unit(seed) - 90, 1 + random_below(seed, 9), s->mark);
    case 9:
        return to + sprintf(to, "%s", zones[random_below(seed, 5)]);
    default:
        return put_number(to, 30000 * random_unit(seed), random_below(seed, 4), s->mark);
    }
}

static size_t make_table(int rows, const style *s, uint64_t *seed)
{
    char *to = text;
    for (int k = 0; k < COLUMNS; k++)
        to += sprintf(to, "%s%c", header[k], k < COLUMNS - 1 ? s->separator : '\n');
    for (int row = 0; row < rows; row++) {
        for (int k = 0; k < COLUMNS; k++) {
            to = put_field(to, k, row, s, seed);
            if (k < COLUMNS - 1)
                *to++ = s->separator;
        }
        to += sprintf(to, "%s", s->mixes && random_below(seed, 200) == 0 ? "\r\n" : s->end);
        if (s->odd && random_below(seed, 4 * s->odd) == 0)
            to += sprintf(to, "%s", random_below(seed, 2) ? "\n" : "  \r\n");
        if (s->odd && random_below(seed, 40 * s->odd) == 0)
            to -= random_below(seed, 9); /* fields that are missing, or run together */
    }
    size_t length = (size_t)(to - text);
    return s->odd && random_below(seed, 3) == 0 ? length - strlen(s->end) : length;
}

static style some_style(uint64_t *seed, int odd)
{
    static const char separators[] = ",;\t|";
    static const char *const ends[] = {"\n", "\r\n"};
    style s = {.odd = odd};
    s.separator = separators[random_below(seed, 4)];
    s.mark = s.separator != ',' && random_below(seed, 2) ? ',' : '.';
    s.end = ends[random_below(seed, 2)];
    s.latin = random_below(seed, 5) == 0;
    s.mixes = random_below(seed, 3) == 0;
    return s;
}

START_TEST(plain_tables)
{
    uint64_t seed = 61;
    for (int k = 0; k < 60; k++) {
        style s = some_style(&seed, 0);
        size_t length = make_table(1 + random_below(&seed, 200), &s, &seed);
        ck_assert(check_both(file_of_bytes("p.csv", text, length), random_below(&seed, 4)));
    }
}
END_TEST

START_TEST(odd_tables)
{
    uint64_t seed = 62;
    int good = 0, n = 1500;
    for (int k = 0; k < n; k++) {
        style s = some_style(&seed, 1 << (3 + random_below(&seed, 10)));
        size_t length = make_table(1 + random_below(&seed, 90), &s, &seed);
        int32_t at = HEADER + random_below(&seed, (int32_t)length - HEADER);
        char other = (char)random_below(&seed, 256);
        /* Any byte but of `every` and of what may hold it, zeros included. */
        if (k % 10 == 0 && text[at - 1] != '\n' && !strchr("\r\n\"", text[at]) &&
            (!other || !strchr("\r\n\"", other)))
            text[at] = other;
        good += check_both(file_of_bytes("o.csv", text, length), random_below(&seed, 4));
    }
    ck_assert_int_gt(good, n / 10);
    ck_assert_int_lt(good, n - n / 10);
}
END_TEST

/* More than a thread is worth, and one field that is odd, anywhere; a code that comes again. */
START_TEST(large_tables)
{
    uint64_t seed = 63;
    int good = 0;
    for (int k = 0; k < 24; k++) {
        style s = some_style(&seed, k % 4 > 1 ? 1 << (8 + random_below(&seed, 10)) : 0);
        size_t length = make_table(11000, &s, &seed);
        ck_assert_uint_gt(length, 3 << 18);
        if (k % 4 == 1) {
            char *first = strstr(text + length / 2, s.end), *again = strstr(first + 90000, s.end);
            memcpy(again + strlen(s.end), first + strlen(s.end), 7);
        }
        int is_good = check_both(file_of_bytes("l.csv", text, length), 1 + random_below(&seed, 4));
        ck_assert(k % 4 > 1 || is_good == (k % 4 == 0));
        good += is_good;
    }
    ck_assert_int_ge(good, 6);
    ck_assert_int_lt(good, 24);
}
END_TEST

/* The comma is no decimal mark where it separates the fields, whatever the caller says. */
START_TEST(a_mark_that_separates)
{
    aploc_error err = {0};
    char *to = text + sprintf(text, "code,population,supply\n");
    for (int k = 0; k < 100; k++)
        to += sprintf(to, "%03d,%d,%d\n", k, k, 2 * k);
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.decimal = ',';
    aploc_communes *c = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of("m.csv", text), &options, &c, NULL, &err), err);
    for (int k = 0; k < 100; k++)
        ck_assert(aploc_communes_column(c, APLOC_POPULATION)[k] == k &&
                  aploc_communes_column(c, APLOC_SUPPLY)[k] == 2 * k);
    aploc_communes_free(c);
}
END_TEST

/* One column for two uses, and bound columns that the table has no use for, are left to the reader. */
START_TEST(columns_of_two_uses)
{
    aploc_error err = {0};
    char *to = text + sprintf(text, "code,people,x\n");
    for (int k = 0; k < 100; k++)
        to += sprintf(to, "%03d,%d.5,%d\n", k, k, k);
    static const aploc_column bound[] = {
        {"population", "people"}, {"supply", "people"}, {"minutes", "x"}};
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.columns = bound;
    options.n_columns = 3;
    aploc_communes *c = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of("t.csv", text), &options, &c, NULL, &err), err);
    for (int k = 0; k < 100; k++) {
        ck_assert_bits(aploc_communes_column(c, APLOC_POPULATION)[k], k + 0.5);
        ck_assert_bits(aploc_communes_column(c, APLOC_SUPPLY)[k], k + 0.5);
    }
    ck_assert_int_eq(aploc_communes_group_count(c), 1);
    aploc_communes_free(c);
}
END_TEST

/* Rows that a condition leaves out. */
START_TEST(rows_left_out)
{
    static const aploc_keep even = {"kind", "even"};
    aploc_error err = {0};
    char *to = text + sprintf(text, "code,kind,population\n");
    for (int k = 0; k < 100; k++)
        to += sprintf(to, "%03d,%s,%d\n", k, k % 2 ? "odd" : "even", k);
    aploc_read_options options = APLOC_READ_OPTIONS_INIT;
    options.keep = &even;
    options.n_keep = 1;
    aploc_communes *c = NULL;
    ck_assert_ok(aploc_communes_read_csv(file_of("k.csv", text), &options, &c, NULL, &err), err);
    ck_assert_int_eq(aploc_communes_count(c), 50);
    for (int k = 0; k < 50; k++)
        ck_assert(aploc_communes_column(c, APLOC_POPULATION)[k] == 2 * k);
    aploc_communes_free(c);
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_unchecked_fixture(tests, folder_make, folder_remove);
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, limits_and_marks);
    tcase_add_test(tests, parts);
    tcase_add_test(tests, plain_tables);
    tcase_add_test(tests, odd_tables);
    tcase_add_test(tests, large_tables);
    tcase_add_test(tests, columns_of_two_uses);
    tcase_add_test(tests, a_mark_that_separates);
    tcase_add_test(tests, rows_left_out);
}

int main(void)
{
    return run_tests("places_scan", add);
}
