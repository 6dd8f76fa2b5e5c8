/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/system.h"

enum { TRIES = 100, LONGEST_NAME = 200 };

static aploc_status open_failure(const char *path, int code, aploc_error *err)
{
    return apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = path},
                       "found that it cannot be written (%s), expected a folder and a name open to "
                       "writing",
                       apl_words_of(code));
}

aploc_status apl_output_failure(const apl_output *output, int code, aploc_error *err)
{
    return apl_fail_at(err, APLOC_ERR_WRITE, (apl_place){.file = output->path},
                       "found that writing failed (%s), expected room and a sound disk",
                       apl_words_of(code));
}

/* Write into a device, a pipe or what stdout is, as it is. */
static aploc_status open_directly(apl_output *output, aploc_error *err)
{
    /* stdout may be a file that others write to as well: share its position. */
    int is_stdout = strcmp(output->path, "/dev/stdout") == 0;
    output->fd = is_stdout ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                           : open(output->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (output->fd < 0)
        return open_failure(output->path, errno, err);
    output->is_open = 1;
    return APLOC_OK;
}

/* A name that no other writer of this process takes, and hardly one of another. */
static void name_temporary(const char *target, char *name, size_t size)
{
    static atomic_uint count;
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t bits = (uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 20 ^ (uint64_t)getpid() << 40;
    bits = (bits + atomic_fetch_add(&count, 1)) * UINT64_C(0x9E3779B97F4A7C15);
    const char *slash = strrchr(target, '/');
    int folder = slash ? (int)(slash - target) + 1 : 0;
    snprintf(name, size, "%.*s.%.*s.%08lx", folder, target, (int)LONGEST_NAME, target + folder,
             (unsigned long)(bits >> 32));
}

/* Make the temporary file. The system applies the umask to its mode, which cannot be asked for
 * without changing it; a file that is replaced hands its mode on. */
static aploc_status open_temporary(apl_output *output, const struct stat *replaced,
                                   aploc_error *err)
{
    size_t size = strlen(output->target) + 16;
    aploc_status status = APL_NEW(output->temporary, (int64_t)size, err);
    if (status)
        return status;
    int fd = -1;
    for (int k = 0; k < TRIES && fd < 0; k++) {
        name_temporary(output->target, output->temporary, size);
        fd = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0) {
        int code = errno;
        free(output->temporary); /* it is not ours to remove */
        output->temporary = NULL;
        return open_failure(output->path, code, err);
    }
    if (replaced)
        (void)fchmod(fd, replaced->st_mode & 0777);
    output->fd = fd;
    output->is_open = 1;
    return APLOC_OK;
}

aploc_status apl_output_open(apl_output *output, const char *path, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char resolved[PATH_MAX];
    struct stat facts, link;
    *output = (apl_output){0};
    APL_TRY(apl_text_copy(path, &output->path, err));
    if (!*path) {
        status =
            apl_fail(err, APLOC_ERR_OPEN, "found an empty name for the output, expected a file");
        goto out;
    }
    if (strcmp(path, "/dev/stdout") == 0) {
        status = open_directly(output, err);
        goto out;
    }
    int exists = stat(path, &facts) == 0;
    if (!exists && (errno != ENOENT || !*path)) {
        status = open_failure(path, errno, err);
    } else if (!exists && lstat(path, &link) == 0) {
        status = apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = path},
                             "found a link to nothing, expected a file or a link to one");
    } else if (exists && S_ISDIR(facts.st_mode)) {
        status = apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = path},
                             "found a folder, expected a file");
    } else if (exists && !S_ISREG(facts.st_mode)) {
        status = open_directly(output, err);
    } else if (exists && !realpath(path, resolved)) {
        status = open_failure(path, errno, err);
    } else {
        APL_TRY(apl_text_copy(exists ? resolved : path, &output->target, err));
        APL_TRY(open_temporary(output, exists ? &facts : NULL, err));
    }
out:
    if (status)
        apl_output_close(output);
    return status;
}

int apl_output_write(const apl_output *output, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(output->fd, bytes, length);
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0) {
            bytes += n;
            length -= (size_t)n;
        }
    }
    return 0;
}

void apl_output_hurry(const apl_output *output)
{
#ifdef SYNC_FILE_RANGE_WRITE
    (void)sync_file_range(output->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)output;
#endif
}

/* Sync the folder, so that the new name survives a crash. It is no failure when it cannot be: the
 * table is there. */
static void sync_folder(const char *target)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(target, '/');
    int length = slash ? (int)(slash - target) + 1 : 0;
    snprintf(folder, sizeof folder, "%.*s.", length, target);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

aploc_status apl_output_commit(apl_output *output, aploc_error *err)
{
    int code = 0;
    if (output->temporary && fsync(output->fd) != 0)
        code = errno;
    output->is_open = 0;
    if (close(output->fd) != 0 && !code && errno != EINTR)
        code = errno;
    if (!code && output->temporary && rename(output->temporary, output->target) != 0)
        code = errno;
    if (code)
        return apl_output_failure(output, code, err);
    if (output->temporary) {
        free(output->temporary);
        output->temporary = NULL;
        sync_folder(output->target);
    }
    return APLOC_OK;
}

void apl_output_close(apl_output *output)
{
    if (output->is_open)
        close(output->fd);
    if (output->temporary)
        (void)unlink(output->temporary);
    free(output->path);
    free(output->target);
    free(output->temporary);
    *output = (apl_output){0};
}
