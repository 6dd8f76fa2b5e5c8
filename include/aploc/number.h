/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_NUMBER_H
#define APLOC_NUMBER_H

/** @file
 *  Numbers as text, whatever the locale of the program. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes that aploc_number_write may need, the ending zero included. */
#define APLOC_NUMBER_SIZE 32

/** Write a number in a short decimal form that reads back to the same bits: with as few of 15, 16 or
 *  17 significant digits as do, without the zeros at their end.
 *
 *  The decimal mark is a point. Whole numbers below 10^15 have no mark and no exponent; NaN and
 *  infinities are "nan", "inf", "-inf"; minus zero is "-0".
 *  @param[in]  value  any double
 *  @param[out] text   at least APLOC_NUMBER_SIZE bytes, not NULL; ended by a zero
 *  @return the length without the ending zero.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API size_t aploc_number_write(double value, char *text);

/** Write a number with so many decimals, rounded from its exact value, halves to the even digit.
 *
 *  The decimal mark is a point; a result of 0 has no sign. From 10^15 on in size, and for NaN and
 *  infinities, the text is that of aploc_number_write.
 *  @param[in]  value     any double
 *  @param[in]  decimals  0 to 12; what is outside counts as the nearer of the two
 *  @param[out] text      at least APLOC_NUMBER_SIZE bytes, not NULL; ended by a zero
 *  @return the length without the ending zero.
 *  Threads: any. Complexity: O(1). Since 0.1. */
APLOC_API size_t aploc_number_write_fixed(double value, int32_t decimals, char *text);

/** Read a number, correctly rounded.
 *
 *  Accepted: [+-] digits, with at most one decimal point, then optionally e or E and a whole
 *  exponent; also a fraction of two such numbers, "2/3"; each of at most 255 bytes. The whole text must
 *  be the number: no blanks, no "inf" or "nan", no hexadecimal.
 *  @param[in]  text   UTF-8, not NULL
 *  @param[in]  length bytes of `text`
 *  @param[out] value  the number; always finite
 *  @param[out] err    filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT when `text` or `value` is NULL; APLOC_ERR_NUMBER when the
 *          text is not a number; APLOC_ERR_RANGE when it is too large for a double, or a fraction
 *          divides by zero. A number too small for a double becomes 0 or the nearest subnormal.
 *  Threads: any. Complexity: O(length). Since 0.1. */
APLOC_API aploc_status aploc_number_read(const char *text, size_t length, double *value,
                                         aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
