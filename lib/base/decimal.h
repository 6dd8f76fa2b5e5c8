/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_DECIMAL_H
#define APL_BASE_DECIMAL_H

/* Decimal numbers as text, whatever the locale. */

#include <stddef.h>

#include <aploc/status.h>

/* Read [+-]digits[.digits][e[+-]digits], at most 255 bytes, correctly rounded. Returns APLOC_OK,
 * APLOC_ERR_NUMBER, or APLOC_ERR_RANGE when it is too large; builds no message, since the caller
 * knows the place. `value` is set on success only. */
aploc_status apl_decimal_read(const char *text, size_t length, double *value);

#endif
