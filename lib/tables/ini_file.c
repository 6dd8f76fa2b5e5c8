/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a file in INI. */
#include "tables/ini.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"
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

aploc_status apl_ini_load(const char *path, const char *what, char **text, size_t *length,
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char *read = NULL;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return cannot_open(path, what, errno, err);
    APL_TRY(APL_NEW(read, APL_INI_LARGEST + 1, err));
    errno = 0;
    *length = fread(read, 1, APL_INI_LARGEST + 1, file);
    if (ferror(file)) {
        int reason = errno;
        status = reason == EISDIR
                     ? cannot_open(path, what, reason, err)
                     : apl_fail_at(err, APLOC_ERR_READ, (apl_place){.file = path},
                                   "found that reading failed (%s), expected a whole file",
                                   apl_words_of(reason));
        goto out;
    }
    *text = read;
    read = NULL;
out:
    fclose(file);
    free(read);
    return status;
}
