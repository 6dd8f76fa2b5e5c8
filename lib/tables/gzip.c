/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/gzip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum {
    BLOCK = 1 << 17,
    GZIP_BITS = 15 + 16, /* the largest window, in a gzip file */
    USUAL_MEMORY = 8     /* zlib's default, that of its own way to files */
};

/* ---- reading ---- */

aploc_status apl_gunzip_open(apl_gunzip *in, int fd, aploc_error *err)
{
    *in = (apl_gunzip){.fd = fd};
    aploc_status status = APL_NEW(in->raw, BLOCK, err);
    if (status)
        close(fd);
    return status;
}

/* Take bytes of the file; their number, 0 at its end or on failure, -1 when a signal came. */
static int64_t take(apl_gunzip *in, void *bytes, size_t length)
{
    ssize_t n = read(in->fd, bytes, length);
    if (n < 0 && errno == EINTR)
        return -1;
    if (n < 0) {
        in->reason = Z_ERRNO;
        in->code = errno;
        return 0;
    }
    in->at_end = n == 0;
    in->taken += n;
    return n;
}

/* Let at least `wanted` bytes wait, or all there are; -1 when a signal came. */
static int have(apl_gunzip *in, size_t wanted)
{
    while (in->end - in->at < wanted && !in->at_end && !in->reason) {
        memmove(in->raw, in->raw + in->at, in->end - in->at);
        in->end -= in->at;
        in->at = 0;
        int64_t n = take(in, in->raw + in->end, BLOCK - in->end);
        if (n < 0)
            return -1;
        in->end += (size_t)n;
    }
    return 0;
}

/* Begin with gzip data, where such are next: at the head of the file, or of another member. */
static void begin_member(apl_gunzip *in)
{
    if (in->end - in->at < 2 || in->raw[in->at] != 0x1F || in->raw[in->at + 1] != 0x8B)
        return;
    in->reason = in->has_stream ? inflateReset(&in->stream) : inflateInit2(&in->stream, GZIP_BITS);
    in->has_stream |= in->reason == Z_OK;
    in->is_gzip = in->in_member = 1;
}

static int64_t inflate_some(apl_gunzip *in, void *bytes, size_t length)
{
    in->stream.next_in = in->raw + in->at;
    in->stream.avail_in = (uInt)(in->end - in->at);
    in->stream.next_out = bytes;
    in->stream.avail_out = (uInt)(length < BLOCK ? length : BLOCK);
    const uInt room = in->stream.avail_out;
    int result = inflate(&in->stream, Z_NO_FLUSH);
    in->at = in->end - in->stream.avail_in;
    in->in_member = result != Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        in->reason = result;
    return room - in->stream.avail_out;
}

/* Bytes as they are. */
static int64_t copy(apl_gunzip *in, void *bytes, size_t length)
{
    const size_t waiting = in->end - in->at, n = waiting < length ? waiting : length;
    if (waiting == 0)
        return in->at_end ? 0 : take(in, bytes, length);
    memcpy(bytes, in->raw + in->at, n);
    in->at += n;
    return (int64_t)n;
}

/* Behind gzip data only zeros may stand, which tapes and blocks leave; anything else is a member that is
 * damaged. */
static void pass_zeros(apl_gunzip *in)
{
    for (; in->at < in->end; in->at++)
        if (in->raw[in->at] != 0) {
            in->reason = Z_DATA_ERROR;
            return;
        }
}

int64_t apl_gunzip_read(apl_gunzip *in, void *bytes, size_t length)
{
    for (;;) {
        if (in->is_known && !in->is_gzip)
            return in->reason ? 0 : copy(in, bytes, length);
        if (have(in, in->in_member ? 1 : 2))
            return -1;
        if (!in->in_member && !in->reason)
            begin_member(in);
        if (in->reason)
            return 0;
        in->is_known = 1;
        if (in->is_gzip && !in->in_member) {
            if (in->at == in->end)
                return 0;
            pass_zeros(in);
            continue;
        }
        if (in->is_gzip && in->at == in->end) {
            in->reason = Z_BUF_ERROR; /* the file ends before they do */
            return 0;
        }
        int64_t n = in->is_gzip ? inflate_some(in, bytes, length) : 0;
        if (n > 0)
            return n;
    }
}

int apl_gunzip_is_plain(const apl_gunzip *in)
{
    return in->is_known && !in->is_gzip && !in->reason && !in->at_end && in->at == in->end;
}

int64_t apl_gunzip_peek(const apl_gunzip *in, void *bytes, size_t length, int64_t ahead)
{
    ssize_t n = pread(in->fd, bytes, length, in->taken + ahead);
    return n < 0 ? 0 : n;
}

int apl_gunzip_skip(apl_gunzip *in, int64_t length)
{
    if (lseek(in->fd, in->taken + length, SEEK_SET) != in->taken + length)
        return 0;
    in->taken += length;
    return 1;
}

void apl_gunzip_close(apl_gunzip *in)
{
    if (in->has_stream)
        (void)inflateEnd(&in->stream);
    if (in->raw)
        close(in->fd);
    free(in->raw);
    *in = (apl_gunzip){0};
}

/* ---- writing ---- */

aploc_status apl_gzip_new(const apl_output *output, apl_gzip **gzip, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_gzip *made = NULL;
    APL_TRY(APL_ZEROED(made, 1, err));
    made->output = output;
    APL_TRY(APL_NEW(made->packed, BLOCK, err));
    if (deflateInit2(&made->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_BITS, USUAL_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        status = apl_fail_at(err, APLOC_ERR_MEMORY, (apl_place){.file = output->path},
                             "not enough memory to compress");
        goto out;
    }
    *gzip = made;
    made = NULL;
out:
    if (made)
        free(made->packed);
    free(made);
    return status;
}

int apl_gzip_write(apl_gzip *gzip, const void *bytes, size_t length, int is_last)
{
    z_stream *z = &gzip->stream;
    z->next_in = bytes;
    z->avail_in = (uInt)length;
    do {
        z->next_out = gzip->packed;
        z->avail_out = BLOCK;
        (void)deflate(z, is_last ? Z_FINISH : Z_NO_FLUSH);
        int code = apl_output_write(gzip->output, (const char *)gzip->packed, BLOCK - z->avail_out);
        if (code)
            return code;
    } while (z->avail_out == 0);
    return 0;
}

void apl_gzip_free(apl_gzip *gzip)
{
    if (!gzip)
        return;
    (void)deflateEnd(&gzip->stream);
    free(gzip->packed);
    free(gzip);
}
