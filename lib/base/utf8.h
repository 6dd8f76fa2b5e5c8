/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_UTF8_H
#define APL_BASE_UTF8_H

#include <stdint.h>

/* Decode the character at `text` (at least 1 byte) into `point`; its bytes, 0 when ill-formed. */
static inline int apl_utf8_decode(const unsigned char *text, int64_t length, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = text[0];
    int n = first < 0x80       ? 1
            : first >> 5 == 6  ? 2
            : first >> 4 == 14 ? 3
            : first >> 3 == 30 ? 4
                               : 0;
    if (n == 0 || n > length)
        return 0;
    uint32_t value = n == 1 ? first : first & (0x7FU >> n);
    for (int k = 1; k < n; k++) {
        if ((text[k] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (text[k] & 0x3FU);
    }
    if (value < least[n] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return n;
}

#endif
