/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <csv.h>
#include <string.h>

#include <aploc/csv.h>
#include <aploc/number.h>

#include "base/memory.h"
#include "base/output.h"
#include "base/threads.h"
#include "tables/gzip.h"
#include "tables/writer.h"

enum {
    BUFFER = 1 << 16,
    ROWS_A_PART = 1 << 9,    /* that one thread writes into memory at a time */
    PARTS_A_THREAD = 1 << 3, /* before what they have written is put together */
    FIELDS_A_THREAD = 1 << 12
};

struct aploc_writer {
    apl_output output;
    apl_gzip *gzip; /* NULL when the table is plain */
    char separator;
    int64_t n_fields;    /* of the present row so far */
    int row_has_text;    /* a row of one empty field would be an empty line, which readers skip */
    aploc_status failed; /* the first failure, and its errno */
    int failed_code;
    int64_t used;
    char *quoted; /* a field with its quotes */
    int64_t quoted_room;
    /* One that writes into memory, for another one to put into a file. */
    int is_in_memory;
    char *memory;
    int64_t in_memory, memory_room;
    char buffer[BUFFER];
};

/* Keep a failure for commit. */
static void keep_failure(aploc_writer *writer, aploc_status status, int code)
{
    if (!writer->failed) {
        writer->failed = status;
        writer->failed_code = code;
    }
}

static void flush_to_memory(aploc_writer *w)
{
    aploc_status status = APL_GROW(w->memory, &w->memory_room, w->in_memory + w->used, NULL);
    if (status) {
        keep_failure(w, status, 0);
        return;
    }
    memcpy(w->memory + w->in_memory, w->buffer, (size_t)w->used);
    w->in_memory += w->used;
}

/* Write bytes to where the table goes. */
static void write_out(aploc_writer *writer, const char *bytes, size_t length, int is_last)
{
    int code = writer->gzip ? apl_gzip_write(writer->gzip, bytes, length, is_last)
                            : apl_output_write(&writer->output, bytes, length);
    if (code)
        keep_failure(writer, APLOC_ERR_WRITE, code);
}

static void flush(aploc_writer *writer, int is_last)
{
    if (writer->failed || (writer->used == 0 && !is_last))
        return;
    if (writer->is_in_memory)
        flush_to_memory(writer);
    else
        write_out(writer, writer->buffer, (size_t)writer->used, is_last);
    writer->used = 0;
}

static void put(aploc_writer *writer, const char *bytes, size_t length)
{
    while (length > 0 && !writer->failed) {
        size_t room = (size_t)(BUFFER - writer->used), part = length < room ? length : room;
        memcpy(writer->buffer + writer->used, bytes, part);
        writer->used += (int64_t)part;
        bytes += part;
        length -= part;
        if (writer->used == BUFFER)
            flush(writer, 0);
    }
}

/* The same for many, which go where they go without being copied first. */
static void put_all(aploc_writer *writer, const char *bytes, size_t length)
{
    flush(writer, 0);
    if (!writer->failed && length > 0)
        write_out(writer, bytes, length, 0);
}

aploc_status aploc_writer_create(const char *path, char separator, aploc_writer **writer,
                                 aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_writer *w = NULL;
    if (!path || !writer || (separator != ',' && separator != ';' && separator != '\t'))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %s, expected a path, the separator ',', ';' or tab, and somewhere "
                        "to put the writer",
                        path && writer ? "another separator" : "NULL");
    APL_TRY(APL_ZEROED(w, 1, err));
    w->separator = separator;
    APL_TRY(apl_output_open(&w->output, path, err));
    size_t length = strlen(path);
    if (length > 3 && strcmp(path + length - 3, ".gz") == 0)
        APL_TRY(apl_gzip_new(&w->output, &w->gzip, err));
    *writer = w;
    w = NULL;
out:
    aploc_writer_free(w);
    return status;
}

static void put_one(aploc_writer *writer, char byte)
{
    if (writer->failed)
        return;
    writer->buffer[writer->used++] = byte; /* there is always room for one */
    if (writer->used == BUFFER)
        flush(writer, 0);
}

static void start_field(aploc_writer *writer)
{
    if (writer->n_fields++ > 0)
        put_one(writer, writer->separator);
}

/* Whether a reader would take the bare text for something else. */
static int needs_quotes(const char *text, size_t length, char separator)
{
    int is_special = 0;
    if (length == 0)
        return 0;
    for (size_t k = 0; k < length; k++)
        is_special |= text[k] == '"' || text[k] == '\r' || text[k] == '\n' || text[k] == separator;
    return is_special || text[0] == ' ' || text[0] == '\t' || text[length - 1] == ' ' ||
           text[length - 1] == '\t';
}

void aploc_writer_text(aploc_writer *writer, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    start_field(writer);
    writer->row_has_text |= length > 0;
    if (!needs_quotes(text, length, writer->separator)) {
        put(writer, text, length);
        return;
    }
    size_t needed = csv_write2(NULL, 0, text, length, '"');
    aploc_status status = APL_GROW(writer->quoted, &writer->quoted_room, (int64_t)needed, NULL);
    if (status) {
        keep_failure(writer, status, 0);
        return;
    }
    csv_write2(writer->quoted, needed, text, length, '"');
    put(writer, writer->quoted, needed);
}

void aploc_writer_number(aploc_writer *writer, double value)
{
    start_field(writer);
    if (value != value)
        return;
    writer->row_has_text = 1;
    if (BUFFER - writer->used < APLOC_NUMBER_SIZE)
        flush(writer, 0);
    if (!writer->failed)
        writer->used += (int64_t)aploc_number_write(value, writer->buffer + writer->used);
}

void aploc_writer_end_row(aploc_writer *writer)
{
    if (writer->n_fields <= 1 && !writer->row_has_text)
        put(writer, "\"\"", 2);
    put_one(writer, '\n');
    writer->n_fields = 0;
    writer->row_has_text = 0;
}

/* ---- many rows ---- */

static void put_rows(aploc_writer *writer, int64_t first, int64_t end, int32_t n_columns,
                     const aploc_write_column *columns)
{
    for (int64_t row = first; row < end; row++) {
        for (int32_t k = 0; k < n_columns; k++) {
            const aploc_write_column *c = &columns[k];
            if (c->numbers)
                aploc_writer_number(writer, c->numbers[row]);
            else
                aploc_writer_text(writer, c->text ? c->text(c->data, (int32_t)row) : NULL);
        }
        aploc_writer_end_row(writer);
    }
}

/* What threads write into memory at the same time: part k has its rows from first + k * ROWS_A_PART on. */
typedef struct writing {
    int64_t first, end;
    int32_t n_columns;
    const aploc_write_column *columns;
    aploc_writer **parts;
} writing;

static void put_part(void *data, int64_t k, int32_t thread)
{
    const writing *w = data;
    int64_t first = w->first + k * ROWS_A_PART, last = first + ROWS_A_PART;
    aploc_writer *part = w->parts[k];
    (void)thread;
    part->in_memory = part->used = 0;
    if (first < w->end)
        put_rows(part, first, last < w->end ? last : w->end, w->n_columns, w->columns);
    flush(part, 0);
}

/* Writers into memory; none where there is no memory for all. */
static aploc_writer **make_parts(int32_t n, char separator)
{
    aploc_writer **parts = NULL;
    aploc_status status = APL_ZEROED(parts, n, NULL);
    for (int32_t k = 0; k < n && !status; k++) {
        status = APL_ZEROED(parts[k], 1, NULL);
        if (!status) {
            parts[k]->separator = separator;
            parts[k]->is_in_memory = 1;
        }
    }
    if (!status)
        return parts;
    for (int32_t k = 0; parts && k < n; k++)
        aploc_writer_free(parts[k]);
    free(parts);
    return NULL;
}

void aploc_writer_rows(aploc_writer *writer, int32_t n_rows, int32_t n_columns,
                       const aploc_write_column *columns, int32_t n_threads)
{
    int32_t n_used = apl_thread_count(n_threads, (int64_t)n_rows * n_columns, FIELDS_A_THREAD);
    int32_t n = n_used * PARTS_A_THREAD;
    writing w = {.end = n_rows, .n_columns = n_columns, .columns = columns};
    if (n_used > 1)
        w.parts = make_parts(n, writer->separator);
    if (!w.parts) {
        put_rows(writer, 0, n_rows, n_columns, columns);
        return;
    }
    for (; w.first < w.end; w.first += (int64_t)n * ROWS_A_PART) {
        apl_parallel_pieces(n_used, n, put_part, &w);
        for (int32_t k = 0; k < n; k++) {
            put_all(writer, w.parts[k]->memory, (size_t)w.parts[k]->in_memory);
            if (w.parts[k]->failed)
                keep_failure(writer, w.parts[k]->failed, w.parts[k]->failed_code);
        }
        apl_output_hurry(&writer->output);
    }
    for (int32_t k = 0; k < n; k++)
        aploc_writer_free(w.parts[k]);
    free(w.parts);
}

void apl_writer_bytes(aploc_writer *writer, const char *bytes, size_t length)
{
    put(writer, bytes, length);
}

void aploc_writer_line(aploc_writer *writer, const char *text)
{
    if (text)
        put(writer, text, strlen(text));
    put(writer, "\n", 1);
}

aploc_status aploc_writer_commit(aploc_writer *writer, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (!writer)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL, expected a writer");
    flush(writer, 1);
    if (writer->failed == APLOC_ERR_WRITE)
        status = apl_output_failure(&writer->output, writer->failed_code, err);
    else if (writer->failed)
        status = apl_fail_at(err, writer->failed, (apl_place){.file = writer->output.path},
                             "not enough memory to write the table");
    else
        status = apl_output_commit(&writer->output, err);
    aploc_writer_free(writer);
    return status;
}

void aploc_writer_free(aploc_writer *writer)
{
    if (!writer)
        return;
    apl_gzip_free(writer->gzip);
    apl_output_close(&writer->output);
    free(writer->quoted);
    free(writer->memory);
    free(writer);
}
