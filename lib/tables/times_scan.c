/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_scan.h"

#include <string.h>

#include "base/threads.h"
#include "tables/source.h"

enum {
    PARTS_MAX = 64,
    LONGEST_CODE = 47,
    RECENT_BITS = 10,
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

/* A plain decimal, "12" or "12.5"; 0 when it is another number, or none. */
static int read_minutes(const char *text, const char *end, char mark, double *minutes)
{
    uint64_t digits = 0;
    int n = 0, decimals = 0;
    for (; text < end && *text >= '0' && *text <= '9' && n <= LONGEST_DIGITS; text++, n++)
        digits = digits * 10 + (uint64_t)(*text - '0');
    if (n > 0 && mark && text < end && *text == mark)
        for (text++; text < end && *text >= '0' && *text <= '9' && n <= LONGEST_DIGITS;
             text++, n++, decimals++)
            digits = digits * 10 + (uint64_t)(*text - '0');
    if (text != end || n == 0 || n > LONGEST_DIGITS)
        return 0;
    *minutes = (double)digits / powers[decimals];
    return 1;
}

/* The place of a code; `last`, when not NULL, is where the same column stood in the row before. */
static int32_t find(const apl_texts *codes, const char *text, const char *end, const char *last,
                    int32_t last_place)
{
    int64_t length = end - text;
    if (length < 1 || length > LONGEST_CODE)
        return -1;
    if (last && memcmp(last, text, (size_t)length + 1) == 0)
        return last_place;
    return apl_texts_find(codes, text, length);
}

/* A part of the text, scanned by one thread. */
typedef struct part {
    const apl_scan_rules *rules;
    const char *begin, *end;
    apl_scan_pairs pairs;
    apl_scanned done;
    uint64_t
        last_key; /* of the place that the row before starts from, where it was told by its key */
    int32_t last_place;
    apl_key *recent; /* the places that rows went to lately, by the hash of their key */
} part;

static void add_pair(part *p, int32_t i, int32_t j, double minutes)
{
    int64_t k = p->done.rows++;
    p->pairs.from[k] = i;
    p->pairs.to[k] = j;
    p->pairs.minutes[k] = minutes;
    p->done.own += i == j;
    p->done.own_not_zero += i == j && minutes != 0.0;
}

/* The key of a code that ends in the separator, and its length; 0 when it is too long for a key. */
static uint64_t key_at(const char *text, char separator, int *length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t bytes = apl_key_bytes(text), differs = bytes ^ ones * (unsigned char)separator;
    /* The lowest bit that is set is of the first byte that is the separator. */
    uint64_t ends = (differs - ones) & ~differs & ones << 7;
    if (!ends)
        return 0;
    *length = __builtin_ctzll(ends) / 8;
    return apl_key_of(bytes, *length);
}

/* The place of a key. Places near each other have the same neighbours: most were met a few rows ago,
 * and stand where the processor finds them at once. */
static int32_t find_recent(part *p, uint64_t key)
{
    apl_key *recent = &p->recent[key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - RECENT_BITS)];
    if (recent->key != key)
        *recent = (apl_key){key, apl_keys_find(p->rules->to_keys, key)};
    return (int32_t)recent->number;
}

/* Rows of the usual form, from, to, minutes and nothing else, whose codes have keys: no byte of such a
 * code needs care, since that of its place does not. NULL for any other row. */
static const char *scan_usual(part *p, const char *text)
{
    const apl_scan_rules *r = p->rules;
    int length = 0, decimals = 0, n = 0;
    uint64_t key = key_at(text, r->separator, &length);
    if (!key)
        return NULL;
    int32_t i = key == p->last_key ? p->last_place : apl_keys_find(r->from_keys, key);
    text += length + 1;
    uint64_t to_key = key_at(text, r->separator, &length);
    if (i < 0 || !to_key)
        return NULL;
    int32_t j = find_recent(p, to_key);
    text += length + 1;
    uint64_t digits = 0;
    for (; *text >= '0' && *text <= '9' && n <= LONGEST_DIGITS; text++, n++)
        digits = digits * 10 + (uint64_t)(*text - '0');
    if (n > 0 && *text == r->mark && r->mark)
        for (text++; *text >= '0' && *text <= '9' && n <= LONGEST_DIGITS; text++, n++, decimals++)
            digits = digits * 10 + (uint64_t)(*text - '0');
    int is_return = *text == '\r';
    if (j < 0 || n == 0 || n > LONGEST_DIGITS || text[is_return] != '\n')
        return NULL;
    p->last_key = key;
    p->last_place = i;
    p->done.crlf |= is_return;
    add_pair(p, i, j, (double)digits / powers[decimals]);
    return text + 1 + is_return;
}

/* One row: its pair, and the line after it; NULL when it needs care. */
static const char *scan_row(part *p, const char *text, const char **last_from)
{
    const apl_scan_rules *r = p->rules;
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
        } else if (column == r->minutes && !read_minutes(text, end, r->mark, &minutes)) {
            return NULL;
        }
        text = *end == r->separator ? end + 1 : end;
    }
    if (text - begin >= APL_LINE_MAX - 1)
        return NULL;
    int64_t k = p->done.rows;
    int32_t i = find(r->from_codes, from, from_end, *last_from, k ? p->pairs.from[k - 1] : -1);
    int32_t j = find(r->to_codes, to, to_end, NULL, -1);
    if (i < 0 || j < 0)
        return NULL;
    add_pair(p, i, j, minutes);
    p->done.crlf |= *text == '\r';
    *last_from = from;
    return text + (*text == '\r' ? 2 : 1);
}

static void scan_parts(void *data, int64_t begin, int64_t end)
{
    for (part *p = (part *)data + begin; p < (part *)data + end; p++) {
        const apl_scan_rules *r = p->rules;
        const char *last_from = NULL, *text = p->begin;
        apl_key recent[1 << RECENT_BITS] = {{0, 0}};
        p->recent = recent;
        int is_usual = r->from_keys && r->to_keys && r->n_columns == 3 && r->from == 0 &&
                       r->to == 1 && r->minutes == 2;
        while (text < p->end) {
            const char *next = NULL;
            if (is_usual && p->end - text >= LONGEST_USUAL && (next = scan_usual(p, text))) {
                last_from = text;
                text = next;
                continue;
            }
            next = scan_row(p, text, &last_from);
            if (!next)
                break;
            text = next;
        }
        p->done.bytes = text - p->begin;
    }
}

/* Pairs of a part move up behind those of the parts before. */
static void move_up(const part *p, apl_scan_pairs to)
{
    size_t n = (size_t)p->done.rows;
    memmove(to.from, p->pairs.from, n * sizeof *to.from);
    memmove(to.to, p->pairs.to, n * sizeof *to.to);
    memmove(to.minutes, p->pairs.minutes, n * sizeof *to.minutes);
}

int64_t apl_times_scan_room(const apl_scan_rules *rules, int64_t length)
{
    /* Each field has an end of one byte at least, and three are not empty. */
    return length / (rules->n_columns + 3);
}

apl_scanned apl_times_scan(const apl_scan_rules *rules, const char *text, int64_t length,
                           int32_t n_threads, apl_scan_pairs pairs)
{
    part parts[PARTS_MAX];
    apl_scanned all = {0};
    const char *begin = text, *end = text + length;
    int32_t n = n_threads < PARTS_MAX ? n_threads : PARTS_MAX;
    for (int32_t k = 0; k < n; k++) {
        const char *cut = text + length / n * (k + 1);
        if (k == n - 1 || cut >= end)
            cut = end;
        else if (cut > begin)
            cut = (const char *)memchr(cut - 1, '\n', (size_t)(end - cut + 1)) + 1;
        else
            cut = begin;
        /* Before this part there can be no more rows than that. */
        int64_t at = apl_times_scan_room(rules, begin - text);
        parts[k] = (part){.rules = rules, .begin = begin, .end = cut};
        parts[k].pairs = (apl_scan_pairs){pairs.from + at, pairs.to + at, pairs.minutes + at};
        begin = cut;
    }
    apl_parallel(n, n, NULL, scan_parts, parts);
    /* What parts have scanned counts up to the first row that needs care. */
    for (int32_t k = 0; k < n; k++) {
        if (k > 0)
            move_up(&parts[k], (apl_scan_pairs){pairs.from + all.rows, pairs.to + all.rows,
                                                pairs.minutes + all.rows});
        all.bytes += parts[k].done.bytes;
        all.rows += parts[k].done.rows;
        all.own += parts[k].done.own;
        all.own_not_zero += parts[k].done.own_not_zero;
        all.crlf |= parts[k].done.crlf;
        if (parts[k].done.bytes < parts[k].end - parts[k].begin)
            break;
    }
    return all;
}
