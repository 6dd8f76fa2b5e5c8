/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs, looked at before the work starts: none may replace an input, and each must be possible. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* Whether a file can be made beside `output`; errno says why not. */
static bool is_possible(const char *output, aploc_error *err)
{
    const char *slash = strrchr(output, '/');
    size_t length = slash ? (size_t)(slash - output) + 1 : 1;
    char *folder = malloc(length + 1);
    if (!folder)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory") == APLOC_OK;
    memcpy(folder, slash ? output : ".", length);
    folder[length] = '\0';
    bool possible = access(folder, W_OK | X_OK) == 0;
    free(folder);
    if (!possible)
        (void)fail(err, APLOC_ERR_OPEN,
                   "%s: found that it cannot be written (%s), expected a folder and a name open to "
                   "writing",
                   output, strerror(errno));
    return possible;
}

aploc_status output_check(const char *const *inputs, int n, const char *output, aploc_error *err)
{
    struct stat one, other;
    if (stat(output, &one) != 0)
        return is_possible(output, err) ? APLOC_OK : err->status;
    for (int k = 0; k < n && S_ISREG(one.st_mode); k++)
        if (inputs[k] && stat(inputs[k], &other) == 0 && one.st_dev == other.st_dev &&
            one.st_ino == other.st_ino)
            return fail(err, APLOC_ERR_ARGUMENT,
                        "%s: found the output to be an input too, expected another file", output);
    return APLOC_OK;
}
