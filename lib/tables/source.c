/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/system.h"

enum { BLOCK = 1 << 17, PIECE = 1 << 20 };

/* Why zlib could not read on. */
static aploc_status read_failure(apl_source *source, int reason, int code, aploc_error *err)
{
    apl_place place = {.file = source->path, .line = source->line + 1};
    switch (reason) {
    case Z_MEM_ERROR:
        return apl_fail_at(err, APLOC_ERR_MEMORY, place, "not enough memory to read on");
    case Z_ERRNO:
        return apl_fail_at(err, APLOC_ERR_READ, place,
                           "found a failure of the disk or system (%s), expected to read on",
                           apl_words_of(code));
    case Z_BUF_ERROR:
        return apl_fail_at(err, APLOC_ERR_READ, place,
                           "found the end of the file in the middle of its gzip data, expected a "
                           "whole file");
    default:
        return apl_fail_at(err, APLOC_ERR_READ, place,
                           "found damaged gzip data, expected a whole file");
    }
}

static double part_read(const apl_source *source)
{
    double done = 0.0;
    if (source->size > 0)
        done = (double)gzoffset(source->file) / (double)source->size;
    if (!(done >= 0.0))
        done = 0.0;
    return done > 1.0 ? 1.0 : done;
}

static aploc_status tell_progress(apl_source *source, aploc_error *err)
{
    if (!source->progress)
        return APLOC_OK;
    double done = source->piece ? source->piece->done : source->done;
    if (!source->ahead)
        done = part_read(source);
    if (source->progress(source->progress_data, source->what, done))
        return apl_fail_at(err, APLOC_ERR_CANCELLED, (apl_place){.file = source->path},
                           "reading was stopped by the caller");
    return APLOC_OK;
}

/* Read a piece, and look what it may hold. */
static void read_piece(const apl_source *source, char *bytes, int length, apl_source_piece *piece)
{
    errno = 0;
    int n = gzread(source->file, bytes, (unsigned)length);
    *piece = (apl_source_piece){.bytes = piece->bytes, .length = n > 0 ? n : 0, .code = errno};
    if (n <= 0) {
        gzerror(source->file, &piece->reason);
        return;
    }
    unsigned char all = 0;
    for (int k = 0; k < n; k++)
        all |= (unsigned char)bytes[k];
    piece->has_high = all >= 0x80;
    piece->has_zero = memchr(bytes, '\0', (size_t)n) != NULL;
    piece->has_return = memchr(bytes, '\r', (size_t)n) != NULL;
}

static aploc_status fill_ahead(void *data, int slot, int *is_last, aploc_error *err)
{
    apl_source *source = data;
    apl_source_piece *piece = &source->pieces[slot];
    (void)err; /* a failure has the line of whoever meets it */
    read_piece(source, piece->bytes, PIECE, piece);
    piece->done = part_read(source);
    *is_last = piece->length == 0;
    return APLOC_OK;
}

void apl_source_read_ahead(apl_source *source)
{
    aploc_status status = APLOC_OK;
    if (source->ahead || source->at_end || source->size <= PIECE)
        return;
    for (int k = 0; k < APL_AHEAD_SLOTS && !status; k++)
        status = APL_NEW(source->pieces[k].bytes, PIECE, NULL);
    source->done = part_read(source);
    if (!status)
        status = apl_ahead_start(1, fill_ahead, source, &source->ahead, NULL);
    source->ahead = status ? NULL : source->ahead;
}

/* Bring up to `more` bytes, at least one but at the end, to `to`; what they may hold, and why there are
 * none, is in `piece`. */
static void take(apl_source *source, char *to, int more, apl_source_piece *piece)
{
    if (!source->ahead) {
        read_piece(source, to, more, piece);
        return;
    }
    if (!source->piece || (source->taken == source->piece->length && source->piece->length > 0)) {
        int slot = -1;
        (void)apl_ahead_next(source->ahead, &slot, NULL); /* filling cannot fail */
        source->piece = &source->pieces[slot];
        source->taken = 0;
    }
    *piece = *source->piece;
    if (piece->length - source->taken < more)
        more = (int)(piece->length - source->taken);
    piece->length = more;
    memcpy(to, source->piece->bytes + source->taken, (size_t)more);
    source->taken += more;
}

/* Note what the bytes that wait may hold, of which the last have just come. */
static void note(apl_source *source, const apl_source_piece *piece)
{
    if (source->begin + piece->length == source->end)
        source->has_high = source->has_zero = source->has_return = 0;
    source->has_high |= piece->has_high;
    source->has_zero |= piece->has_zero;
    source->has_return |= piece->has_return;
}

/* Read up to `more` bytes behind those that wait, or learn that there are no more. */
static aploc_status fill(apl_source *source, int more, aploc_error *err)
{
    int64_t waiting = source->end - source->begin;
    if (source->begin > 0)
        memmove(source->buffer, source->buffer + source->begin, (size_t)waiting);
    source->begin = 0;
    source->end = waiting;
    aploc_status status = APL_GROW(source->buffer, &source->room, waiting + more, err);
    if (!status)
        status = tell_progress(source, err);
    if (status)
        return status;
    apl_source_piece piece = {0};
    take(source, source->buffer + waiting, more, &piece);
    if (piece.length == 0) {
        if (piece.reason != Z_OK && piece.reason != Z_STREAM_END)
            return read_failure(source, piece.reason, piece.code, err);
        source->at_end = 1;
        return APLOC_OK;
    }
    source->end += piece.length;
    note(source, &piece);
    return APLOC_OK;
}

aploc_status apl_source_open(apl_source *source, const char *path, aploc_progress_fn progress,
                             void *progress_data, aploc_error *err)
{
    *source = (apl_source){.path = path, .progress = progress, .progress_data = progress_data};
    aploc_status status = APLOC_OK;
    apl_place place = {.file = path};
    const char *slash = strrchr(path, '/');
    static const char verb[] = "reading ";
    memcpy(source->what, verb, sizeof verb);
    apl_copy_text(source->what + sizeof verb - 1, sizeof source->what - (sizeof verb - 1),
                  slash ? slash + 1 : path);

    struct stat facts = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        status = apl_fail_at(err, APLOC_ERR_OPEN, place,
                             "found nothing that can be opened (%s), expected a table",
                             apl_words_of(errno));
        goto out;
    }
    if (fstat(fd, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        status = apl_fail_at(err, APLOC_ERR_OPEN, place, "found a folder, expected a file");
        goto out;
    }
    if (S_ISREG(facts.st_mode))
        source->size = facts.st_size;
    source->file = gzdopen(fd, "rb");
    if (!source->file) {
        status = apl_fail_at(err, APLOC_ERR_MEMORY, place, "not enough memory to open the file");
        goto out;
    }
    fd = -1; /* it belongs to source->file now */
    gzbuffer(source->file, BLOCK);
    APL_TRY(fill(source, BLOCK, err));
out:
    if (fd >= 0)
        close(fd);
    if (status)
        apl_source_close(source);
    return status;
}

void apl_source_close(apl_source *source)
{
    apl_ahead_stop(source->ahead);
    source->ahead = NULL;
    for (int k = 0; k < APL_AHEAD_SLOTS; k++) {
        free(source->pieces[k].bytes);
        source->pieces[k].bytes = NULL;
    }
    if (source->file)
        gzclose_r(source->file);
    free(source->buffer);
    source->file = NULL;
    source->buffer = NULL;
}

/* The length of the line at `begin`, its end included; 0 when the end was not read yet. */
static int64_t line_length(const apl_source *source)
{
    const char *text = source->buffer + source->begin;
    int64_t n = source->end - source->begin;
    if (!source->has_return) {
        const char *end = memchr(text, '\n', (size_t)n);
        if (end)
            return end - text + 1;
    } else {
        int64_t at = 0;
        while (at < n && text[at] != '\n' && text[at] != '\r')
            at++;
        if (at < n && text[at] == '\n')
            return at + 1;
        if (at + 1 < n)
            return text[at + 1] == '\n' ? at + 2 : at + 1;
    }
    return source->at_end ? n : 0;
}

aploc_status apl_source_more(apl_source *source, int64_t wanted, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    while (!status && !source->at_end && source->end - source->begin < wanted)
        status = fill(source, (int)(wanted - (source->end - source->begin)), err);
    return status;
}

aploc_status apl_source_line(apl_source *source, const char **text, int64_t *length,
                             aploc_error *err)
{
    apl_place place = {.file = source->path, .line = source->line + 1};
    int64_t found = line_length(source);
    while (found == 0 && !source->at_end && source->end - source->begin <= APL_LINE_MAX) {
        aploc_status status = fill(source, BLOCK, err);
        if (status)
            return status;
        found = line_length(source);
    }
    const char *line = source->buffer + source->begin;
    if (found > APL_LINE_MAX || (found == 0 && !source->at_end))
        return apl_fail_at(err, APLOC_ERR_LINE, place,
                           "found a line of more than %d bytes, expected lines that end",
                           (int)APL_LINE_MAX);
    if (source->has_zero && memchr(line, '\0', (size_t)found))
        return apl_fail_at(err, APLOC_ERR_ENCODING, place,
                           "found a zero byte, expected text (UTF-8 or Windows-1252)");
    if (found) {
        source->line++;
        source->begin += found;
        if (found >= 2 && line[found - 1] == '\n' && line[found - 2] == '\r')
            source->crlf = 1;
    }
    *text = line;
    *length = found;
    return APLOC_OK;
}
