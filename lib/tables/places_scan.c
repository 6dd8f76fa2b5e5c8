/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/places_scan.h"

#include <math.h>
#include <string.h>

#include "tables/eight.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/texts.h"

enum {
    LONGEST_DIGITS = 15 /* below 2^53, so that digits / 10^n is the nearest double (decimal.c) */
};

static const double powers[LONGEST_DIGITS + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* The scan of all parts. */
typedef struct scanning {
    const apl_place_rules *rules;
    const char *text;  /* all of it: what spans are counted from */
    const char *limit; /* its end: eight bytes are read at once, of which it must have so many */
    int has_high[APL_PARTS_MAX]; /* each part */
} scanning;

/* Whether a field that ends here is one of the row's right number: the last alone ends the line. */
static int ends_field(const apl_place_rules *r, const char *text, int is_last)
{
    if (!is_last)
        return *text == r->separator;
    return *text == '\n' || (*text == '\r' && text[1] == '\n');
}

/* The digits that a text begins with as a number, and how many; 8: at least so many. How many cannot be
 * guessed, so that no byte is asked for itself. */
static inline uint64_t take_digits(const char *text, int *n)
{
    uint64_t values = apl_eight(text) ^ APL_EIGHT_ONES * '0';
    uint64_t others = apl_eight_no_digits(values);
    *n = others ? __builtin_ctzll(others) >> 3 : APL_EIGHT;
    return *n == 0 ? 0 : apl_eight_number(values << (64 - 8 * *n));
}

/* The same for up to 15. */
static uint64_t take_all_digits(const char *text, int *n)
{
    uint64_t digits = 0;
    for (*n = 0; text[*n] >= '0' && text[*n] <= '9' && *n <= LONGEST_DIGITS; ++*n)
        digits = digits * 10 + (uint64_t)(text[*n] - '0');
    return digits;
}

/* A number of one to seven digits, which most are; NULL when the field is none. */
static inline const char *scan_whole(const apl_field_rules *f, const char *text, const char *limit,
                                     char stop, double *value)
{
    if (limit - text < APL_EIGHT)
        return NULL;
    uint64_t eight = apl_eight(text), values = eight ^ APL_EIGHT_ONES * '0';
    uint64_t others = apl_eight_no_digits(values);
    int bits = others ? __builtin_ctzll(others) & ~7 : 0;
    if (bits == 0 || (char)(eight >> bits) != stop)
        return NULL;
    double number = (double)apl_eight_number(values << (64 - bits));
    *value = number;
    return f->limit > 0 && number > f->limit ? NULL : text + bits / 8;
}

/* A plain decimal, "12", "12.5" or "-12.5", or nothing, where it may be so; the end of its field, NULL when
 * it is another number, or none. */
static inline const char *scan_number(const apl_place_rules *r, const apl_field_rules *f,
                                      const char *text, const char *limit, int is_last,
                                      double *value)
{
    int n = 0, decimals = 0, negative = *text == '-';
    text += negative;
    if (limit - text < APL_EIGHT)
        return NULL;
    uint64_t digits = take_digits(text, &n);
    if (n == APL_EIGHT)
        digits = take_all_digits(text, &n);
    text += n;
    if (n > 0 && *text == r->mark && r->mark) {
        if (limit - ++text < APL_EIGHT)
            return NULL;
        uint64_t fraction = take_digits(text, &decimals);
        if (decimals == APL_EIGHT)
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

/* The bytes of eight that end a text or are none of it, by their top bits: the separator, quotes, control
 * characters; for a code blanks, too, and all beyond ASCII. The lowest that is marked is one; those above it
 * may be none. */
static inline uint64_t stops_of(uint64_t eight, char separator, int is_code)
{
    uint64_t below = (eight - APL_EIGHT_ONES * (is_code ? ' ' + 1 : ' ')) & ~eight & APL_EIGHT_TOPS;
    uint64_t above = is_code ? ((eight + APL_EIGHT_ONES) | eight) & APL_EIGHT_TOPS : 0;
    return apl_eight_equal(eight, separator) | apl_eight_equal(eight, '"') | below | above;
}

/* The end of a text, or of a code, and its first eight bytes; NULL when the limit is too near. `high`: top
 * bits that are set in it, or in what comes after. */
static inline const char *scan_to_stop(const apl_place_rules *r, const char *text,
                                       const char *limit, int is_code, char *head, uint64_t *high)
{
    for (const char *begin = text;; text += APL_EIGHT) {
        if (limit - text < APL_EIGHT)
            return NULL;
        uint64_t eight = apl_eight(text), stops = stops_of(eight, r->separator, is_code);
        *high |= eight & APL_EIGHT_TOPS;
        if (text == begin)
            apl_eight_store(head, stops ? eight & (apl_lowest_bit(stops) - 1) >> 7 : eight);
        if (stops)
            return text + (__builtin_ctzll(stops) >> 3);
    }
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A text as it is: UTF-8, without quotes, or blanks to be taken away. */
static inline const char *scan_text(const apl_place_rules *r, const char *text, const char *limit,
                                    int is_last, char *head, int *has_high)
{
    uint64_t high = 0;
    const char *end = scan_to_stop(r, text, limit, 0, head, &high);
    if (!end || !ends_field(r, end, is_last))
        return NULL;
    if (end > text && (is_blank(*text) || is_blank(end[-1])))
        return NULL;
    if (high && !apl_is_ascii(text, end - text)) {
        if (!apl_is_utf8(text, end - text))
            return NULL;
        *has_high = 1;
    }
    return end;
}

static inline const char *scan_code(const apl_place_rules *r, const char *text, const char *limit,
                                    int is_last, char *head)
{
    uint64_t high = 0;
    const char *end = scan_to_stop(r, text, limit, 1, head, &high);
    return end && end > text && end - text <= APL_LONGEST_CODE && ends_field(r, end, is_last)
               ? end
               : NULL;
}

/* One row: the line after it; NULL when it needs care. */
static const char *scan_row(const scanning *s, const char *text, int64_t row, int *has_high)
{
    const apl_place_rules *r = s->rules;
    const char *begin = text;
    int is_high = 0;
    for (int32_t column = 0; column < r->n_columns; column++) {
        const apl_field_rules *f = &r->columns[column];
        int is_last = column == r->n_columns - 1;
        const char *end = NULL;
        if (f->use == APL_USE_NUMBER) {
            double *value = &f->values[row * f->stride];
            end = scan_whole(f, text, s->limit, is_last ? '\n' : r->separator, value);
            if (!end)
                end = scan_number(r, f, text, s->limit, is_last, value);
        } else if (f->use == APL_USE_CODE) {
            end = scan_code(r, text, s->limit, is_last, f->spans[row].head);
        } else {
            end = scan_text(r, text, s->limit, is_last, f->spans[row].head, &is_high);
        }
        if (!end)
            return NULL;
        if (f->use != APL_USE_NUMBER) {
            f->spans[row].at = (uint32_t)(text - s->text);
            f->spans[row].length = (uint32_t)(end - text);
        }
        text = is_last ? end : end + 1;
    }
    if (text - begin >= APL_LINE_MAX - 1)
        return NULL;
    *has_high |= is_high;
    return text + (*text == '\r' ? 2 : 1);
}

static void scan_part(void *data, apl_parts *parts, int32_t k)
{
    scanning *s = data;
    apl_part *p = &parts->part[k];
    const char *text = p->begin;
    s->has_high[k] = 0;
    while (text < p->end) {
        const char *next = scan_row(s, text, p->first_row + p->rows, &s->has_high[k]);
        if (!next)
            break;
        p->rows++;
        p->crlf |= next - text > 1 && next[-2] == '\r';
        text = next;
    }
    p->bytes = text - p->begin;
}

apl_scanned_places apl_places_scan(const apl_place_rules *rules, apl_parts *parts)
{
    scanning s = {
        .rules = rules, .text = parts->part[0].begin, .limit = parts->part[parts->n - 1].end};
    apl_part all;
    int32_t n = apl_parts_scan(parts, scan_part, &s, &all);
    apl_scanned_places done = {.bytes = all.bytes, .rows = all.rows, .crlf = all.crlf};
    for (int32_t k = 0; k < n; k++)
        done.has_high |= s.has_high[k];
    return done;
}
