/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/h5.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/h5_signature.h"
#include "base/system.h"

/* What needs no HDF5. */

static const struct {
    const char *name;
    size_t width;
} types[] = {
    [APL_H5_U8] = {"uint8", 1},    [APL_H5_U16] = {"uint16", 2}, [APL_H5_U32] = {"uint32", 4},
    [APL_H5_I32] = {"int32", 4},   [APL_H5_I64] = {"int64", 8},  [APL_H5_F32] = {"float32", 4},
    [APL_H5_F64] = {"float64", 8}, [APL_H5_TEXT] = {"text", 0},
};

const char *apl_h5_type_name(apl_h5_type type)
{
    return types[type].name;
}

size_t apl_h5_type_width(apl_h5_type type)
{
    return types[type].width;
}

int apl_h5_is(const char *path)
{
    char head[APL_H5_HEAD];
    apl_h5_signature signature;
    struct stat facts;
    /* A pipe is not opened: who writes into it would be let go, and come no more. */
    if (stat(path, &facts) != 0 || !S_ISREG(facts.st_mode))
        return 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return 0;
    ssize_t n = -1;
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode))
        n = apl_read_at(fd, head, sizeof head, 0);
    close(fd);
    return n > 0 && apl_h5_signature_read(head, (size_t)n, &signature);
}
