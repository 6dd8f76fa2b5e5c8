/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/system.h"
#include "base/threads.h"

enum {
    BLOCK = 1 << 17,
    PIECE = 1 << 18, /* bytes that a thread reads at once */
    TOLD = 1 << 19   /* after which whoever watches is told */
};

/* Why it cannot be read on. */
static aploc_status read_failure(const apl_source *source, aploc_error *err)
{
    apl_place place = {.file = source->path, .line = source->line + 1};
    switch (source->file.reason) {
    case Z_MEM_ERROR:
        return apl_fail_at(err, APLOC_ERR_MEMORY, place, "not enough memory to read on");
    case Z_ERRNO:
        return apl_fail_at(err, APLOC_ERR_READ, place,
                           "found a failure of the disk or system (%s), expected to read on",
                           apl_words_of(source->file.code));
    case Z_BUF_ERROR:
        return apl_fail_at(err, APLOC_ERR_FORMAT, place,
                           "found the end of the file in the middle of its gzip data, expected a "
                           "whole file");
    default:
        return apl_fail_at(err, APLOC_ERR_FORMAT, place,
                           "found damaged gzip data, expected a whole file");
    }
}

static aploc_status tell_progress(apl_source *source, aploc_error *err)
{
    if (!source->progress)
        return APLOC_OK;
    double done = 0.0;
    if (source->size > 0)
        done = (double)source->file.taken / (double)source->size;
    if (!(done >= 0.0))
        done = 0.0;
    if (done > 1.0)
        done = 1.0;
    if (source->progress(source->progress_data, source->what, done))
        return apl_fail_at(err, APLOC_ERR_CANCELLED, (apl_place){.file = source->path},
                           "reading was stopped by the caller");
    return APLOC_OK;
}

enum { HAS_HIGH = 1, HAS_ZERO = 2, HAS_RETURN = 4 };

/* What bytes hold. */
static int look_at(const char *text, int64_t length)
{
    unsigned char all = 0, zeros = 0, returns = 0;
    for (int64_t k = 0; k < length; k++) {
        all |= (unsigned char)text[k];
        zeros |= text[k] == '\0';
        returns |= text[k] == '\r';
    }
    return (all >= 0x80 ? HAS_HIGH : 0) | (zeros ? HAS_ZERO : 0) | (returns ? HAS_RETURN : 0);
}

/* Let the next `length` bytes of the buffer, which hold `seen`, wait with the others. */
static void add(apl_source *source, int64_t length, int seen)
{
    if (source->begin == source->end)
        source->has_high = source->has_zero = source->has_return = 0;
    source->end += length;
    source->has_high |= (seen & HAS_HIGH) != 0;
    source->has_zero |= (seen & HAS_ZERO) != 0;
    source->has_return |= (seen & HAS_RETURN) != 0;
}

/* Room for so many bytes more behind those that wait, which move to the front. */
static aploc_status make_room(apl_source *source, int64_t more, aploc_error *err)
{
    int64_t waiting = source->end - source->begin;
    if (source->begin > 0)
        memmove(source->buffer, source->buffer + source->begin, (size_t)waiting);
    source->begin = 0;
    source->end = waiting;
    return APL_GROW(source->buffer, &source->room, waiting + more, err);
}

/* Read up to `more` bytes behind those that wait, or learn that there are no more. */
static aploc_status fill(apl_source *source, int more, aploc_error *err)
{
    aploc_status status = make_room(source, more, err);
    char *to = source->buffer + source->end;
    int64_t n = -1;
    while (!status && n < 0) { /* after a signal, the caller may want to stop */
        status = tell_progress(source, err);
        if (!status)
            n = apl_gunzip_read(&source->file, to, (size_t)more);
    }
    if (status)
        return status;
    if (n == 0) {
        if (source->file.reason != Z_OK)
            return read_failure(source, err);
        source->at_end = 1;
        return apl_file_check(source->file.fd, source->path, &source->state, err);
    }
    add(source, n, look_at(to, n));
    return APLOC_OK;
}

/* Pieces of a plain file, for threads to read. */
typedef struct reading {
    const apl_gunzip *file;
    char *to;
    int64_t length;
    atomic_int seen;
    atomic_llong good; /* bytes before the first piece that came short */
} reading;

static void read_piece(void *data, int64_t piece, int32_t thread)
{
    (void)thread;
    reading *r = data;
    int64_t at = piece * PIECE, wanted = r->length - at < PIECE ? r->length - at : PIECE;
    int64_t n = apl_gunzip_peek(r->file, r->to + at, (size_t)wanted, at);
    atomic_fetch_or(&r->seen, look_at(r->to + at, n));
    long long good = atomic_load(&r->good);
    while (n < wanted && at + n < good && !atomic_compare_exchange_weak(&r->good, &good, at + n))
        ;
}

/* Read up to `more` bytes of a plain file behind those that wait, in pieces. Where
 * a piece comes short, whatever the reason, they end; when nothing came, the usual way says why. */
static aploc_status read_plain(apl_source *source, int64_t more, int32_t n_threads,
                               aploc_error *err)
{
    aploc_status status = tell_progress(source, err);
    if (!status)
        status = make_room(source, more, err);
    if (status)
        return status;
    reading r = {.file = &source->file, .to = source->buffer + source->end, .length = more};
    atomic_init(&r.seen, 0);
    atomic_init(&r.good, more);
    apl_parallel_pieces(apl_thread_count(n_threads, more, PIECE), (more + PIECE - 1) / PIECE,
                        read_piece, &r);
    int64_t good = atomic_load(&r.good);
    if (good == 0 || !apl_gunzip_skip(&source->file, good))
        return fill(source, BLOCK, err);
    add(source, good, atomic_load(&r.seen));
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

    if (!*path)
        return apl_fail(err, APLOC_ERR_OPEN, "found an empty path, expected a table");
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
    apl_file_look(fd, &source->state);
    if (source->state.is_regular)
        source->size = source->state.bytes;
    status = apl_gunzip_open(&source->file, fd, err);
    fd = -1; /* it belongs to source->file now */
    APL_TRY(status);
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
    apl_gunzip_close(&source->file);
    free(source->buffer);
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

aploc_status apl_source_more(apl_source *source, int64_t wanted, int32_t n_threads,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    while (!status && !source->at_end && source->end - source->begin < wanted) {
        int64_t more = wanted - (source->end - source->begin);
        if (source->progress && more > TOLD)
            more = TOLD;
        int64_t left = source->size - source->file.taken; /* of a regular file, unless it grew */
        if (left >= PIECE && apl_gunzip_is_plain(&source->file))
            status = read_plain(source, more < left ? more : left, n_threads, err);
        else
            status = fill(source, more < BLOCK ? (int)more : BLOCK, err);
    }
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
