/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/encoding.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

int apl_is_ascii(const char *text, int64_t length)
{
    unsigned char all = 0;
    for (int64_t k = 0; k < length; k++)
        all |= (unsigned char)text[k];
    return all < 0x80;
}

int apl_is_utf8(const char *text, int64_t length)
{
    uint32_t point = 0;
    for (int64_t at = 0; at < length;) {
        uint64_t eight = UINT64_C(1) << 63;
        if (length - at >= 8)
            memcpy(&eight, text + at, sizeof eight);
        if (!(eight & UINT64_C(0x8080808080808080))) { /* nearly all text is ASCII */
            at += 8;
            continue;
        }
        int n = apl_utf8_decode((const unsigned char *)text + at, length - at, &point);
        if (n == 0)
            return 0;
        at += n;
    }
    return 1;
}

/* What Windows-1252 has where Latin-1 has control characters (Unicode's CP1252.TXT). */
static const uint16_t from_0x80[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

static int is_in_1252(uint32_t point)
{
    if (point < 0x80 || (point >= 0xA0 && point <= 0xFF))
        return 1;
    for (int k = 0; k < 32; k++)
        if (from_0x80[k] == point)
            return point > 0xFF;
    return 0;
}

int apl_is_utf8_of_1252(const char *text, int64_t length)
{
    uint32_t point = 0;
    for (int64_t at = 0; at < length;) {
        int n = apl_utf8_decode((const unsigned char *)text + at, length - at, &point);
        if (n == 0 || !is_in_1252(point))
            return 0;
        at += n;
    }
    return 1;
}

int64_t apl_utf8_from_1252(const char *text, int64_t length, char *utf8)
{
    char *to = utf8;
    for (int64_t k = 0; k < length; k++) {
        unsigned char c = (unsigned char)text[k];
        uint32_t point = c >= 0x80 && c < 0xA0 ? from_0x80[c - 0x80] : c;
        if (point < 0x80) {
            *to++ = (char)point;
        } else if (point < 0x800) {
            *to++ = (char)(0xC0 | point >> 6);
            *to++ = (char)(0x80 | (point & 0x3F));
        } else {
            *to++ = (char)(0xE0 | point >> 12);
            *to++ = (char)(0x80 | (point >> 6 & 0x3F));
            *to++ = (char)(0x80 | (point & 0x3F));
        }
    }
    return to - utf8;
}

/* The letters of U+00C0 to U+00FF without their accents; '*' where there is none. */
static const char plain_letters[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts"
                                    "aaaaaaaceeeeiiiidnooooo*ouuuuyty";

static int separates(uint32_t point)
{
    return point == ' ' || point == '\t' || point == '\n' || point == '\r' || point == '_' ||
           point == '-' || point == '.' || point == ':' || point == 0xA0 || point == 0x202F ||
           (point >= 0x2009 && point <= 0x2015);
}

void apl_fold(const char *text, char separator, char *folded, size_t size)
{
    size_t used = 0;
    int64_t length = (int64_t)strlen(text);
    for (int64_t at = 0; at < length;) {
        uint32_t point = 0xFFFD;
        int n = apl_utf8_decode((const unsigned char *)text + at, length - at, &point);
        at += n ? n : 1;
        char plain[3] = {'?', '\0', '\0'};
        if (separates(point))
            plain[0] = separator;
        else if (point >= 'A' && point <= 'Z')
            plain[0] = (char)(point - 'A' + 'a');
        else if (point < 0x80)
            plain[0] = (char)point;
        else if (point >= 0xC0 && point <= 0xFF)
            plain[0] = plain_letters[point - 0xC0];
        else if (point == 0x152 || point == 0x153)
            memcpy(plain, "oe", 3);
        else if (point >= 0x300 && point <= 0x36F) /* an accent that stands by itself */
            plain[0] = '\0';
        for (const char *c = plain; *c && used + 1 < size; c++)
            folded[used++] = *c;
    }
    folded[used] = '\0';
}

const char *apl_shown(const char *text, char *shown, size_t size)
{
    apl_copy_text(shown, size, text);
    return shown;
}

/* The bytes of the character that a text begins with; 0 when it is none that may be shown. */
static int64_t shown_bytes(const char *text, size_t length)
{
    const unsigned char *c = (const unsigned char *)text;
    if (c[0] < 0x20 || c[0] == 0x7F || (c[0] == 0xC2 && length > 1 && c[1] < 0xA0))
        return 0;
    for (int64_t n = 1; n <= 4 && (size_t)n <= length; n++)
        if (apl_is_utf8(text, n))
            return n;
    return 0;
}

void apl_show_bytes(char *to, size_t size, const char *text, size_t length)
{
    size_t used = 0;
    for (size_t k = 0, n; k < length; k += n) {
        char piece[8];
        int64_t bytes = shown_bytes(text + k, length - k);
        n = bytes ? (size_t)bytes : 1;
        if (bytes)
            snprintf(piece, sizeof piece, "%.*s", (int)bytes, text + k);
        else if (text[k] == '\n' || text[k] == '\r' || text[k] == '\t')
            snprintf(piece, sizeof piece, "\\%c",
                     text[k] == '\n'   ? 'n'
                     : text[k] == '\r' ? 'r'
                                       : 't');
        else
            snprintf(piece, sizeof piece, "\\x%02X", (unsigned)(unsigned char)text[k]);
        if (used + strlen(piece) + 4 > size) {
            strcpy(piece, "\xE2\x80\xA6");
            n = length;
        }
        used += (size_t)snprintf(to + used, size - used, "%s", piece);
    }
    to[used] = '\0';
}
