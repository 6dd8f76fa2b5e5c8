/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_scan.h"

#include <string.h>

#include "tables/source.h"

enum {
    LONGEST_USUAL = 64, /* more bytes than a row of the usual form looks at */
    LONGEST_DIGITS = 15 /* below 2^53, so that digits / 10^n is the nearest double (decimal.c) */
};

static const double powers[LONGEST_DIGITS + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* What a byte is in a row without quotes. */
enum { BYTE_CARE, BYTE_BLANK, BYTE_PLAIN };

static int kind_of(char c)
{
    if (c > ' ' && c < 0x7F && c != '"')
        return BYTE_PLAIN;
    return c == ' ' ? BYTE_BLANK : BYTE_CARE;
}

/* The end of the field that starts at `text`: a separator or a line end; NULL when a byte needs care.
 * Blanks matter at the ends of fields that are used, and nowhere else. */
static const char *field_end(const char *text, char separator, int may_be_blank)
{
    for (;; text++) {
        int kind = kind_of(*text);
        if (*text == separator || *text == '\n' || (*text == '\r' && text[1] == '\n'))
            return text;
        if (kind == BYTE_CARE || (kind == BYTE_BLANK && !may_be_blank))
            return NULL;
    }
}

/* A plain decimal, "12" or "12.5"; where it ends, NULL when it is another number, or none. */
static const char *any_minutes(const char *text, char mark, double *minutes)
{
    uint64_t digits = 0;
    int n = 0, decimals = 0;
    for (; *text >= '0' && *text <= '9' && n <= LONGEST_DIGITS; text++, n++)
        digits = digits * 10 + (uint64_t)(*text - '0');
    if (n > 0 && mark && *text == mark)
        for (text++; *text >= '0' && *text <= '9' && n <= LONGEST_DIGITS; text++, n++, decimals++)
            digits = digits * 10 + (uint64_t)(*text - '0');
    if (n == 0 || n > LONGEST_DIGITS)
        return NULL;
    *minutes = (double)digits / powers[decimals];
    return text;
}

/* The place of a code; `last`, when not NULL, is where the same column stood in the row before. */
static int32_t find(const apl_texts *codes, const char *text, const char *end, const char *last,
                    int32_t last_place)
{
    int64_t length = end - text;
    if (length < 1 || length > APL_LONGEST_CODE)
        return -1;
    if (last && memcmp(last, text, (size_t)length + 1) == 0)
        return last_place;
    return apl_texts_find(codes, text, length);
}

/* What a scan has found so far: of a part, by one thread. */
typedef struct finding {
    const apl_scan_rules *rules;
    apl_scan_pairs pairs; /* of the part */
    apl_scanned done;
} finding;

/* The scan of all parts. */
typedef struct scanning {
    const apl_scan_rules *rules;
    apl_scan_pairs pairs;
    apl_scanned done[APL_PARTS_MAX]; /* of each part */
} scanning;

static inline void add_pair(finding *f, int32_t i, int32_t j, double minutes)
{
    int64_t k = f->done.rows++;
    f->pairs.from[k] = i;
    f->pairs.to[k] = j;
    f->pairs.minutes[k] = minutes;
    if (i == j) {
        f->done.own++;
        f->done.own_not_zero += minutes != 0.0;
    }
}

/* What digits are divided by when there are so many bytes from the decimal mark to the end. */
static const double divisors[APL_EIGHT] = {1e0, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

/* Minutes whose line ends within eight bytes, in LF or, where it is `crlf`, in CRLF: where they end, NULL when
 * they need more care. How many digits come cannot be guessed, so that no byte is asked for itself: the
 * decimal mark is taken out, and all digits move up to the top. */
static inline const char *few_minutes(const char *text, char mark, int crlf, double *minutes)
{
    uint64_t eight = apl_eight(text);
    uint64_t end = apl_lowest_bit(apl_eight_equal(eight, '\n')) >> 8 * crlf;
    uint64_t point = apl_lowest_bit((apl_eight_equal(eight, mark) & (end - 1)) | end);
    uint64_t whole = (point >> 7) - 1; /* the bytes before the point, or the end */
    if (end == 0 || whole == 0)
        return NULL;
    int at_end = __builtin_ctzll(end), at_point = __builtin_ctzll(point);
    uint64_t values = ((eight & whole) | (eight >> 8 & ~whole)) ^ APL_EIGHT_ONES * '0';
    values <<= (71 - at_end + 8 * (point != end)) & 63;
    if (apl_eight_no_digits(values) || (crlf && text[at_end / 8] != '\r'))
        return NULL;
    *minutes = (double)(int64_t)apl_eight_number(values) / divisors[(at_end - at_point) / 8];
    return text + at_end / 8;
}

/* A code that begins rows: eight bytes of it and what follows, those of them that count, and its place. */
typedef struct start {
    uint64_t bytes, counted;
    int length;
    int32_t place;
} start;

static int find_start(const apl_scan_rules *r, uint64_t eight, start *s)
{
    uint64_t end = apl_lowest_bit(apl_eight_equal(eight, r->separator));
    if (end == 0)
        return 0;
    s->bytes = eight;
    s->counted = end | (end - 1);
    s->length = __builtin_ctzll(end) / 8;
    s->place = apl_keys_find(r->from_keys, apl_key_of(eight, s->length));
    return s->place >= 0;
}

/* Rows of the usual form, from, to, minutes and nothing else, whose codes have keys: no byte of such a code
 * needs care, since that of its place does not. Stops at any other row, and near the end of the part. What
 * mostly stays as it was in the row before, its start, the length of codes, the line end, is guessed to do so
 * and not waited for. */
static inline const char *scan_usual(finding *f, const char *text, const char *end, int crlf)
{
    /* Copies: what is written cannot change them, as far as a compiler sees. */
    const apl_scan_rules rules = *f->rules, *r = &rules;
    const apl_keys to_keys = *rules.to_keys;
    const char mark = r->mark ? r->mark : '\n'; /* which is none: it ends them */
    finding own = *f;
    start from;
    uint64_t to_end = 0;
    int to_length = 0;
    if (end - text < LONGEST_USUAL || !find_start(r, apl_eight(text), &from))
        return text;
    while (end - text >= LONGEST_USUAL) {
        uint64_t eight = apl_eight(text);
        if ((eight ^ from.bytes) & from.counted && !find_start(r, eight, &from))
            break;
        const char *at = text + from.length + 1;
        eight = apl_eight(at);
        uint64_t ends = apl_lowest_bit(apl_eight_equal(eight, r->separator));
        if (ends != to_end) {
            if (ends == 0)
                break;
            to_end = ends;
            to_length = __builtin_ctzll(ends) / 8;
        }
        int32_t to = apl_keys_find(&to_keys, apl_key_of(eight, to_length));
        at += to_length + 1;
        double minutes;
        const char *line_end = few_minutes(at, mark, crlf, &minutes);
        if (!line_end) {
            line_end = any_minutes(at, r->mark, &minutes);
            if (!line_end || line_end[crlf] != '\n' || (crlf && *line_end != '\r'))
                break;
        }
        if (to < 0)
            break;
        add_pair(&own, from.place, to, minutes);
        own.done.crlf |= crlf;
        text = line_end + crlf + 1;
    }
    *f = own;
    return text;
}

/* One row: its pair, and the line after it; NULL when it needs care. `*last_from`, when not NULL, is where
 * the row before, whose pair is there, has its start. */
static const char *scan_row(finding *f, const char *text, const char **last_from)
{
    const apl_scan_rules *r = f->rules;
    const char *from = NULL, *from_end = NULL, *to = NULL, *to_end = NULL;
    const char *begin = text;
    double minutes = -1.0;
    for (int32_t column = 0; column < r->n_columns; column++) {
        int used = column == r->from || column == r->to || column == r->minutes;
        const char *end = field_end(text, r->separator, !used);
        if (!end || (*end == r->separator) != (column < r->n_columns - 1))
            return NULL;
        if (column == r->from) {
            from = text;
            from_end = end;
        } else if (column == r->to) {
            to = text;
            to_end = end;
        } else if (column == r->minutes && any_minutes(text, r->mark, &minutes) != end) {
            return NULL;
        }
        text = *end == r->separator ? end + 1 : end;
    }
    if (text - begin >= APL_LINE_MAX - 1)
        return NULL;
    int64_t k = f->done.rows;
    int32_t i = find(r->from_codes, from, from_end, *last_from, k ? f->pairs.from[k - 1] : -1);
    int32_t j = find(r->to_codes, to, to_end, NULL, -1);
    if (i < 0 || j < 0)
        return NULL;
    add_pair(f, i, j, minutes);
    f->done.crlf |= *text == '\r';
    *last_from = from;
    return text + (*text == '\r' ? 2 : 1);
}

static void scan_part(void *data, apl_parts *parts, int32_t k)
{
    scanning *s = data;
    apl_part *p = &parts->part[k];
    const apl_scan_rules *r = s->rules;
    const int64_t at = p->first_row;
    const int is_usual = r->from_keys && r->to_keys && r->n_columns == 3 && r->from == 0 &&
                         r->to == 1 && r->minutes == 2;
    finding f = {.rules = r};
    f.pairs = (apl_scan_pairs){s->pairs.from + at, s->pairs.to + at, s->pairs.minutes + at};
    const char *text = p->begin, *last_from = NULL;
    int crlf = 0; /* the last line ended so */
    while (text < p->end) {
        const char *next = text;
        if (is_usual)
            next = crlf ? scan_usual(&f, text, p->end, 1) : scan_usual(&f, text, p->end, 0);
        if (next > text)
            last_from = NULL;
        text = next;
        next = scan_row(&f, text, &last_from);
        if (!next)
            break;
        crlf = next[-2] == '\r';
        text = next;
    }
    p->bytes = text - p->begin;
    p->rows = f.done.rows;
    p->crlf = f.done.crlf;
    s->done[k] = f.done;
}

apl_scanned apl_times_scan(const apl_scan_rules *rules, apl_parts *parts, apl_scan_pairs pairs)
{
    scanning s = {.rules = rules, .pairs = pairs};
    apl_part all;
    int32_t n = apl_parts_scan(parts, scan_part, &s, &all);
    apl_scanned done = {.bytes = all.bytes, .rows = all.rows, .crlf = all.crlf};
    for (int32_t k = 0; k < n; k++) {
        done.own += s.done[k].own;
        done.own_not_zero += s.done[k].own_not_zero;
    }
    return done;
}
