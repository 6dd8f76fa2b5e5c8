/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/places_scan.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/threads.h"
#include "tables/encoding.h"
#include "tables/field.h"

enum {
    PARTS_MAX = 64,
    LONGEST_CODE = 47,
    EIGHT = 8,          /* bytes that are read at once, of which the text must have so many */
    LONGEST_DIGITS = 15 /* below 2^53, so that digits / 10^n is the nearest double (decimal.c) */
};

static const double powers[LONGEST_DIGITS + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* A part of the text, scanned by one thread. */
typedef struct part {
    const apl_place_rules *rules;
    const char *text; /* all of it: what spans are counted from */
    const char *begin, *end;
    const char *limit; /* the end of the whole text */
    int64_t first_row;
    apl_scanned_places done;
} part;

/* Whether a field that ends here is one of the row's right number: the last alone ends the line. */
static int ends_field(const apl_place_rules *r, const char *text, int is_last)
{
    if (!is_last)
        return *text == r->separator;
    return *text == '\n' || (*text == '\r' && text[1] == '\n');
}

static const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);

/* Eight bytes as a number, the first of them lowest. */
static uint64_t eight_bytes(const char *text)
{
    uint64_t eight;
    memcpy(&eight, text, sizeof eight);
    return le64toh(eight);
}

/* The digits that a text begins with as a number, and how many; 8: at least so many. How many cannot be
 * guessed, so that no byte is asked for itself: what is no digit is found by the lowest top bit, the digits
 * before it move up to the top, and neighbours are added up. */
static inline uint64_t take_digits(const char *text, int *n)
{
    uint64_t digits = eight_bytes(text) ^ ones * '0';
    uint64_t others = ((digits + ones * 0x76) | digits) & tops;
    *n = others ? __builtin_ctzll(others) >> 3 : EIGHT;
    if (*n == 0)
        return 0;
    digits <<= 64 - 8 * *n;
    digits = (digits * 10 + (digits >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    digits = (digits * 100 + (digits >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    return (digits * 10000 + (digits >> 32)) & UINT64_C(0xFFFFFFFF);
}

/* The same for up to 15. */
static uint64_t take_all_digits(const char *text, int *n)
{
    uint64_t digits = 0;
    for (*n = 0; text[*n] >= '0' && text[*n] <= '9' && *n <= LONGEST_DIGITS; ++*n)
        digits = digits * 10 + (uint64_t)(text[*n] - '0');
    return digits;
}

/* A plain decimal, "12", "12.5" or "-12.5", or nothing, where it may be so; the end of its field, NULL when
 * it is another number, or none. */
static inline const char *scan_number(const apl_place_rules *r, const apl_field_rules *f,
                                      const char *text, const char *limit, int is_last,
                                      double *value)
{
    int n = 0, decimals = 0, negative = *text == '-';
    text += negative;
    if (limit - text < EIGHT)
        return NULL;
    uint64_t digits = take_digits(text, &n);
    if (n == EIGHT)
        digits = take_all_digits(text, &n);
    text += n;
    if (n > 0 && *text == r->mark && r->mark) {
        if (limit - ++text < EIGHT)
            return NULL;
        uint64_t fraction = take_digits(text, &decimals);
        if (decimals == EIGHT)
            fraction = take_all_digits(text, &decimals);
        text += decimals;
        if (decimals == 0 || n + decimals > LONGEST_DIGITS)
            return NULL;
        digits = digits * (uint64_t)powers[decimals] + fraction;
    }
    if (n > LONGEST_DIGITS || !ends_field(r, text, is_last) ||
        (negative && !(f->may & APL_MAY_BE_NEGATIVE)))
        return NULL;
    if (n == 0) {
        *value = NAN;
        return !negative && (f->may & APL_MAY_MISS) ? text : NULL;
    }
    double size = (double)digits;
    if (decimals > 0)
        size /= powers[decimals];
    *value = negative ? -size : size;
    return f->limit > 0 && size > f->limit ? NULL : text;
}

/* The bytes of eight that end a text or are none of it: the separator, quotes, control characters. The
 * lowest that is marked is one; those above it may be none. */
static uint64_t stops_of(uint64_t eight, uint64_t separators)
{
    uint64_t differs = eight ^ separators, quotes = eight ^ ones * '"';
    return (((differs - ones) & ~differs) | ((quotes - ones) & ~quotes) |
            ((eight - ones * ' ') & ~eight)) &
           tops;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A text as it is: UTF-8, without quotes, or blanks to be taken away. */
static const char *scan_text(const apl_place_rules *r, const char *text, const char *limit,
                             int is_last, int *has_high)
{
    const char *begin = text;
    uint64_t high = 0, separators = ones * (unsigned char)r->separator;
    for (;; text += EIGHT) {
        if (limit - text < EIGHT)
            return NULL;
        uint64_t eight = eight_bytes(text), stops = stops_of(eight, separators);
        high |=
            eight & tops; /* what comes after the text may be, too: then it is looked at in vain */
        if (stops) {
            text += __builtin_ctzll(stops) >> 3;
            break;
        }
    }
    if (!ends_field(r, text, is_last))
        return NULL;
    if (text > begin && (is_blank(*begin) || is_blank(text[-1])))
        return NULL;
    if (high && !apl_is_ascii(begin, text - begin)) {
        if (!apl_is_utf8(begin, text - begin))
            return NULL;
        *has_high = 1;
    }
    return text;
}

static const char *scan_code(const apl_place_rules *r, const char *text, int is_last)
{
    const char *begin = text;
    while (*text != r->separator && *text > ' ' && *text < 0x7F && *text != '"')
        text++;
    int64_t length = text - begin;
    return length >= 1 && length <= LONGEST_CODE && ends_field(r, text, is_last) ? text : NULL;
}

/* One row: the line after it; NULL when it needs care. */
static const char *scan_row(part *p, const char *text)
{
    const apl_place_rules *r = p->rules;
    const char *begin = text;
    int64_t row = p->first_row + p->done.rows;
    int has_high = 0;
    for (int32_t column = 0; column < r->n_columns; column++) {
        const apl_field_rules *f = &r->columns[column];
        int is_last = column == r->n_columns - 1;
        const char *end = NULL;
        if (f->use == APL_USE_NUMBER)
            end = scan_number(r, f, text, p->limit, is_last, &f->values[row * f->stride]);
        else if (f->use == APL_USE_CODE)
            end = scan_code(r, text, is_last);
        else
            end = scan_text(r, text, p->limit, is_last, &has_high);
        if (!end)
            return NULL;
        if (f->use != APL_USE_NUMBER)
            f->spans[row] = (apl_span){(uint32_t)(text - p->text), (uint32_t)(end - text)};
        text = is_last ? end : end + 1;
    }
    int is_return = *text == '\r';
    if (text - begin >= APL_LINE_MAX - 1)
        return NULL;
    p->done.has_high |= has_high;
    p->done.crlf |= is_return;
    return text + 1 + is_return;
}

static void scan_parts(void *data, int64_t begin, int64_t end)
{
    for (part *p = (part *)data + begin; p < (part *)data + end; p++) {
        const char *text = p->begin;
        while (text < p->end) {
            const char *next = scan_row(p, text);
            if (!next)
                break;
            p->done.rows++;
            text = next;
        }
        p->done.bytes = text - p->begin;
    }
}

int64_t apl_places_scan_room(const char *text, int64_t length)
{
    int64_t lines = 0;
    const char *end = text + length;
    while (text < end && (text = memchr(text, '\n', (size_t)(end - text)))) {
        lines++;
        text++;
    }
    return lines;
}

apl_scanned_places apl_places_scan(const apl_place_rules *rules, const char *text, int64_t length,
                                   int32_t n_threads)
{
    part parts[PARTS_MAX];
    apl_scanned_places all = {0};
    const char *begin = text, *end = text + length;
    int64_t row = 0;
    int32_t n = n_threads < PARTS_MAX ? n_threads : PARTS_MAX;
    for (int32_t k = 0; k < n; k++) {
        const char *cut = text + length / n * (k + 1);
        if (k == n - 1 || cut >= end)
            cut = end;
        else if (cut > begin)
            cut = (const char *)memchr(cut - 1, '\n', (size_t)(end - cut + 1)) + 1;
        else
            cut = begin;
        parts[k] = (part){.rules = rules,
                          .text = text,
                          .begin = begin,
                          .end = cut,
                          .limit = end,
                          .first_row = row};
        row += k < n - 1 ? apl_places_scan_room(begin, cut - begin) : 0;
        begin = cut;
    }
    apl_parallel(n, n, NULL, scan_parts, parts);
    /* A row that is scanned is one line: what parts have scanned counts up to the first row that needs care. */
    for (int32_t k = 0; k < n; k++) {
        all.bytes += parts[k].done.bytes;
        all.rows += parts[k].done.rows;
        all.has_high |= parts[k].done.has_high;
        all.crlf |= parts[k].done.crlf;
        if (parts[k].done.bytes < parts[k].end - parts[k].begin)
            break;
    }
    return all;
}
