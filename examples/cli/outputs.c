/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs: looked at before the work starts (none may replace an input, each must be possible), and
 * written whole or not at all, whatever signal comes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* Refuse an output beside which no file can be made. */
static aploc_status check_folder(const char *output, aploc_error *err)
{
    const char *slash = strrchr(output, '/');
    char *folder = slash ? strndup(output, (size_t)(slash - output) + 1) : strdup(".");
    if (!folder)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the name of an output");
    int reason = access(folder, W_OK | X_OK) == 0 ? 0 : errno;
    free(folder);
    if (!reason)
        return APLOC_OK;
    return fail(err, APLOC_ERR_OPEN,
                "%s: found that it cannot be written (%s), expected a folder and a name open to "
                "writing",
                output, strerror(reason));
}

aploc_status output_check(const char *const *inputs, int n, const char *output, aploc_error *err)
{
    struct stat one, other;
    if (stat(output, &one) != 0)
        return check_folder(output, err);
    for (int k = 0; k < n && S_ISREG(one.st_mode); k++)
        if (inputs[k] && stat(inputs[k], &other) == 0 && one.st_dev == other.st_dev &&
            one.st_ino == other.st_ino)
            return fail(err, APLOC_ERR_ARGUMENT,
                        "%s: found the output to be an input too, expected another file", output);
    return APLOC_OK;
}

/* The name of a file in full, links of its folders followed; to be freed. The file need not be there. */
static char *full_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    char *real = folder ? realpath(folder, NULL) : NULL, *full = NULL;
    if (real && asprintf(&full, "%s/%s", real, name) < 0)
        full = NULL;
    free(folder);
    free(real);
    return full;
}

aploc_status outputs_apart(const char *one, const char *other, aploc_error *err)
{
    struct stat a, b;
    if (!one || !other)
        return APLOC_OK;
    char *first = full_name(one), *second = full_name(other);
    bool same = first && second && strcmp(first, second) == 0;
    if (stat(one, &a) == 0 && stat(other, &b) == 0)
        same = a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    free(first);
    free(second);
    return same ? fail(err, APLOC_ERR_ARGUMENT,
                       "found one file, '%s', for two outputs, expected two", one)
                : APLOC_OK;
}

aploc_status output_create(const char *output, const char *const *header, size_t n,
                           aploc_writer **writer, aploc_error *err)
{
    /* What went to standard output is out: there is nothing to tidy up. */
    if (strcmp(output, "/dev/stdout") != 0)
        interrupt_hold();
    aploc_status status = aploc_writer_create(output, ',', writer, err);
    if (status) {
        interrupt_release();
        return status;
    }
    for (size_t k = 0; k < n; k++)
        aploc_writer_text(*writer, header[k]);
    if (n > 0)
        aploc_writer_end_row(*writer);
    return APLOC_OK;
}

aploc_status output_commit(aploc_writer *writer, aploc_status status, aploc_error *err)
{
    if (!status && !interrupt_came())
        status = aploc_writer_commit(writer, err);
    else
        aploc_writer_free(writer);
    interrupt_release();
    return status;
}
