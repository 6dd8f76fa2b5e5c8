/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <nettle/base16.h>
#include <nettle/sha2.h>

#include "base/memory.h"
#include "base/system.h"

enum { PIECE = 1 << 16 };

struct apl_digest {
    struct sha256_ctx state;
};

aploc_status apl_digest_new(apl_digest **digest, aploc_error *err)
{
    aploc_status status = APL_NEW(*digest, 1, err);
    if (!status)
        sha256_init(&(*digest)->state);
    return status;
}

void apl_digest_add(apl_digest *digest, const void *bytes, size_t length)
{
    sha256_update(&digest->state, length, bytes);
}

static void end(struct sha256_ctx *state, char hex[APL_DIGEST_SIZE])
{
    uint8_t raw[SHA256_DIGEST_SIZE];
    sha256_digest(state, sizeof raw, raw);
    base16_encode_update(hex, sizeof raw, raw);
    hex[APL_DIGEST_SIZE - 1] = '\0';
}

void apl_digest_end(apl_digest *digest, char hex[APL_DIGEST_SIZE])
{
    end(&digest->state, hex);
}

void apl_digest_free(apl_digest *digest)
{
    free(digest);
}

/* Add what `fd` gives to the state; its length. */
static aploc_status add_all(int fd, apl_place place, struct sha256_ctx *state, unsigned char *piece,
                            int64_t *total, apl_digest_step *step, void *data, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (ssize_t n = 1; n != 0 && !status;) {
        n = read(fd, piece, PIECE);
        if (n < 0 && errno != EINTR)
            return apl_fail_at(err, APLOC_ERR_READ, place,
                               "found that reading failed (%s), expected a sound file",
                               apl_words_of(errno));
        if (n > 0) {
            sha256_update(state, (size_t)n, piece);
            *total += n;
        }
        if (step)
            status = step(data, n > 0 ? n : 0, err);
    }
    return status;
}

aploc_status apl_digest_file_by_steps(const char *path, char hex[APL_DIGEST_SIZE], int64_t *bytes,
                                      apl_digest_step *step, void *data, aploc_error *err)
{
    struct sha256_ctx state;
    unsigned char *piece = NULL;
    int64_t total = 0;
    apl_place place = {.file = path};
    sha256_init(&state);
    if (!*path)
        return apl_fail(err, APLOC_ERR_OPEN, "found an empty path, expected a file");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return apl_fail_at(err, APLOC_ERR_OPEN, place,
                           "found that it cannot be opened (%s), expected a readable file",
                           apl_words_of(errno));
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(piece, PIECE, err));
    APL_TRY(add_all(fd, place, &state, piece, &total, step, data, err));
    end(&state, hex);
    if (bytes)
        *bytes = total;
out:
    free(piece);
    close(fd);
    return status;
}

aploc_status apl_digest_file(const char *path, char hex[APL_DIGEST_SIZE], int64_t *bytes,
                             aploc_error *err)
{
    return apl_digest_file_by_steps(path, hex, bytes, NULL, NULL, err);
}
