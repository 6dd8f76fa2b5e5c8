/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_BASE_H5_SIGNATURE_H
#define APL_BASE_H5_SIGNATURE_H

/* The first bytes of an HDF5 file: what can be told without HDF5. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { APL_H5_HEAD = 48 };

typedef struct apl_h5_signature {
    int64_t end; /* where the file ends by its own account; 0 when not told here */
    int is_open; /* a program opened it for writing and has not closed it */
} apl_h5_signature;

/* Read them; 0 when they are not those of an HDF5 file. The account is that of superblocks of
 * version 2 and 3, the ones that carry a checksum. */
static inline int apl_h5_signature_read(const char *head, size_t length, apl_h5_signature *facts)
{
    *facts = (apl_h5_signature){0};
    if (length < 8 || memcmp(head, "\211HDF\r\n\032\n", 8) != 0)
        return 0;
    if (length < APL_H5_HEAD || head[8] < 2 || head[8] > 3 || head[9] != 8)
        return 1;
    facts->is_open = head[8] == 3 && head[11] != 0;
    uint64_t end = 0;
    for (int k = 7; k >= 0; k--)
        end = end << 8 | (unsigned char)head[28 + k];
    facts->end = end > INT64_MAX ? INT64_MAX : (int64_t)end;
    return 1;
}

#endif
