/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a file in INI. */
#include "tables/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file_state.h"
#include "base/memory.h"
#include "base/system.h"

static aploc_status cannot_open(const char *path, const char *what, int reason, aploc_error *err)
{
    apl_place place = {.file = path};
    if (reason == EISDIR)
        return apl_fail_at(err, APLOC_ERR_OPEN, place, "found a folder, expected a %s", what);
    return apl_fail_at(err, APLOC_ERR_OPEN, place,
                       "found nothing that can be opened (%s), expected a %s", apl_words_of(reason),
                       what);
}

/* Read up to `length` bytes, whatever signals come; their number, or -1 with errno. */
static int64_t read_all(int fd, char *bytes, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t n = read(fd, bytes + done, length - done);
        if (n < 0 && errno != EINTR)
            return -1;
        if (n == 0)
            break;
        done += n > 0 ? (size_t)n : 0;
    }
    return (int64_t)done;
}

aploc_status apl_ini_load(const char *path, const char *what, char **text, size_t *length,
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char *bytes = NULL;
    apl_file_state state;
    if (!*path)
        return apl_fail(err, APLOC_ERR_OPEN, "found an empty path, expected a %s", what);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return cannot_open(path, what, errno, err);
    apl_file_look(fd, &state);
    APL_TRY(APL_NEW(bytes, APL_INI_LARGEST + 1, err));
    int64_t n = read_all(fd, bytes, APL_INI_LARGEST + 1);
    if (n < 0) {
        int reason = errno;
        status = reason == EISDIR
                     ? cannot_open(path, what, reason, err)
                     : apl_fail_at(err, APLOC_ERR_READ, (apl_place){.file = path},
                                   "found that reading failed (%s), expected a whole file",
                                   apl_words_of(reason));
        goto out;
    }
    APL_TRY(apl_file_check(fd, path, &state, err));
    *length = (size_t)n;
    *text = bytes;
    bytes = NULL;
out:
    close(fd);
    free(bytes);
    return status;
}
