/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_ERROR_H
#define APL_BASE_ERROR_H

/* How the library fills the caller's aploc_error. Internal names start with apl_. */

#include <stddef.h>

#include <aploc/status.h>

/* Where a fault stands. A NULL text or a 0 number means: none. */
typedef struct apl_place {
    const char *file;
    int64_t line;
    int32_t column;
    const char *code;
} apl_place;

/* Fill `err` (unless NULL) and return `status`. The text says what was found and what was expected;
 * numbers go through aploc_number_write, since "%g" depends on the locale. */
aploc_status apl_fail(aploc_error *err, aploc_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a place: the message opens with "FILE:LINE: " (or "FILE: "). */
aploc_status apl_fail_at(aploc_error *err, aploc_status status, apl_place place, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

/* Refuse a member `reserved` of a public struct that is not 0: APLOC_ERR_OPTIONS. */
aploc_status apl_check_reserved(const char *of, int32_t reserved, aploc_error *err);

/* Copy a text into a fixed array; one that does not fit is cut at a character and ends in "…". */
void apl_copy_text(char *array, size_t size, const char *text);

/* Run a call that returns a status; on failure leave through the label `out`, where `status` is
 * returned and whatever was taken is given back. */
#define APL_TRY(call)                                                                              \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != APLOC_OK)                                                                    \
            goto out;                                                                              \
    } while (0)

#endif
