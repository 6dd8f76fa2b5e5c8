/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_SYSTEM_H
#define APL_BASE_SYSTEM_H

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The system's words for an errno, in English: strerror would follow the locale. */
static inline const char *apl_words_of(int code)
{
    const char *words = strerrordesc_np(code);
    return words ? words : "unknown error";
}

/* Read up to `length` bytes at `offset`, whatever signals come: fewer at the end of the file only; -1
 * with errno on failure. */
static inline ssize_t apl_read_at(int fd, void *bytes, size_t length, off_t offset)
{
    size_t done = 0;
    while (done < length) {
        ssize_t n = pread(fd, (char *)bytes + done, length - done, offset + (off_t)done);
        if (n < 0 && errno != EINTR)
            return -1;
        if (n == 0)
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)done;
}

#endif
