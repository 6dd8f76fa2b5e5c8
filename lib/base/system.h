/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_SYSTEM_H
#define APL_BASE_SYSTEM_H

#include <string.h>

/* The system's words for an errno, in English: strerror would follow the locale. */
static inline const char *apl_words_of(int code)
{
    const char *words = strerrordesc_np(code);
    return words ? words : "unknown error";
}

#endif
