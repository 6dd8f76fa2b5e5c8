/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>

#include "base/system.h"

aploc_status apl_digest_file(const char *path, char hex[65], int64_t *bytes, aploc_error *err)
{
    struct sha256_ctx context;
    uint8_t buffer[65536], digest[SHA256_DIGEST_SIZE];
    FILE *file = fopen(path, "rbe");
    if (!file)
        return apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = path},
                           "found nothing that can be opened (%s), expected a file",
                           apl_words_of(errno));
    sha256_init(&context);
    *bytes = 0;
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0; *bytes += (int64_t)n)
        sha256_update(&context, n, buffer);
    int failed = ferror(file);
    fclose(file);
    if (failed)
        return apl_fail_at(err, APLOC_ERR_READ, (apl_place){.file = path}, "reading failed");
    sha256_digest(&context, sizeof digest, digest);
    for (size_t k = 0; k < sizeof digest; k++)
        snprintf(hex + 2 * k, 3, "%02x", digest[k]);
    return APLOC_OK;
}
