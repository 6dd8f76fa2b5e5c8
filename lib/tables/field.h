/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_FIELD_H
#define APL_TABLES_FIELD_H

/* Fields as numbers and as codes. */

#include <endian.h>
#include <string.h>

#include "tables/reader.h"

/* What a number may be besides finite and not negative. */
enum {
    APL_MAY_MISS = 1, /* empty or "NA": NaN */
    APL_MAY_BE_NEGATIVE = 2
};

/* Digits alone, as residents are counted: whole up to 10^15, so that a double holds them. */
static inline int apl_field_is_whole(const char *text, int64_t length, double *value)
{
    int64_t whole = 0;
    if (length < 1 || length > 15)
        return 0;
    for (int64_t k = 0; k < length; k++) {
        unsigned digit = (unsigned)(unsigned char)text[k] - '0';
        if (digit > 9)
            return 0;
        whole = whole * 10 + digit;
    }
    *value = (double)whole;
    return 1;
}

/* The same of up to four digits, most numbers of residents, whose number cannot be guessed: eight bytes
 * are read, of which the last digit comes to the top. Fields of a row have so many behind them. */
static inline int apl_field_is_short(const char *text, int64_t length, double *value)
{
    uint32_t four;
    if (length < 1 || length > 4)
        return 0;
    memcpy(&four, text, sizeof four);
    four = (le32toh(four) ^ UINT32_C(0x30303030)) << (32 - 8 * length);
    if (((four + UINT32_C(0x76767676)) | four) & UINT32_C(0x80808080))
        return 0;
    *value = (double)((four & 0xFF) * 1000 + (four >> 8 & 0xFF) * 100 + (four >> 16 & 0xFF) * 10 +
                      (four >> 24));
    return 1;
}

/* Read a field of the present row as a number. `code` is that of the row, for the error; may be
 * NULL. What may not be negative may be "-0", and is 0. Any 4xx. */
aploc_status apl_field_number(apl_reader *reader, int32_t column, int rules, const char *code,
                              double *value, aploc_error *err);

/* Take a field of the present row as a code: not empty, at most 47 bytes, blanks around it left
 * out. APLOC_ERR_NO_VALUE, APLOC_ERR_RANGE. */
aploc_status apl_field_code(apl_reader *reader, int32_t column, const char **code, int64_t *length,
                            aploc_error *err);

/* The same as a name of any length. APLOC_ERR_NO_VALUE. */
aploc_status apl_field_name(apl_reader *reader, int32_t column, const char **name, int64_t *length,
                            aploc_error *err);

#endif
