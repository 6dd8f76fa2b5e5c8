/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file_state.h"

#include <sys/stat.h>

static void take(const struct stat *facts, apl_file_state *state)
{
    *state = (apl_file_state){S_ISREG(facts->st_mode), facts->st_dev, facts->st_ino, facts->st_size,
                              facts->st_mtim};
}

void apl_file_look(int fd, apl_file_state *state)
{
    struct stat facts = {0};
    *state = (apl_file_state){0};
    if (fstat(fd, &facts) == 0)
        take(&facts, state);
}

void apl_file_look_at(const char *path, apl_file_state *state)
{
    struct stat facts = {0};
    *state = (apl_file_state){0};
    if (stat(path, &facts) == 0)
        take(&facts, state);
}

static int is_as(const apl_file_state *now, const apl_file_state *then)
{
    return now->is_regular == then->is_regular && now->device == then->device &&
           now->number == then->number && now->bytes == then->bytes &&
           now->changed.tv_sec == then->changed.tv_sec &&
           now->changed.tv_nsec == then->changed.tv_nsec;
}

int apl_file_is_still(const char *path, const apl_file_state *then)
{
    apl_file_state now;
    apl_file_look_at(path, &now);
    return is_as(&now, then);
}

aploc_status apl_file_check(int fd, const char *path, const apl_file_state *then, aploc_error *err)
{
    apl_file_state now;
    if (!then->is_regular)
        return APLOC_OK;
    apl_file_look(fd, &now);
    if (is_as(&now, then))
        return APLOC_OK;
    if (now.bytes == then->bytes)
        return apl_fail_at(err, APLOC_ERR_READ, (apl_place){.file = path},
                           "found that it was written to while it was read (the time of its last "
                           "change is another), expected a file that stays as it is");
    return apl_fail_at(err, APLOC_ERR_READ, (apl_place){.file = path},
                       "found that it was written to while it was read (%lld bytes at first, then "
                       "%lld), expected a file that stays as it is",
                       (long long)then->bytes, (long long)now.bytes);
}
