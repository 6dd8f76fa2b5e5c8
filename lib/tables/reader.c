/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/reader.h"

#include <endian.h>
#include <string.h>

#include "base/memory.h"
#include "tables/dialect.h"
#include "tables/encoding.h"

enum { MARK_BLOCK = 64 }; /* bytes */

/* libcsv has a field: copy it, since the next one takes its place. The room was made before. */
static void take_field(void *text, size_t length, void *data)
{
    apl_reader *reader = data;
    int64_t kept = reader->n_columns ? reader->n_columns : reader->fields_room - 1;
    if (reader->n_fields < kept) {
        reader->fields[reader->n_fields] = (apl_field){
            .at = reader->text_used, .line = reader->field_line, .length = (int64_t)length};
        char *to = reader->text + reader->text_used;
        memcpy(to, text, length);
        to[length] = '\0';
        reader->text_used += (int64_t)length + 1;
    }
    reader->n_fields++;
    reader->field_line = reader->source.line;
}

static void take_row_end(int end, void *data)
{
    (void)end;
    apl_reader *reader = data;
    reader->row_ended = 1;
}

static int is_blank_byte(char c)
{
    return c == ' ' || c == '\t';
}

static int is_blank(const char *text, int64_t length)
{
    for (int64_t k = 0; k < length; k++)
        if (text[k] != ' ' && text[k] != '\t' && text[k] != '\r' && text[k] != '\n')
            return 0;
    return 1;
}

/* Which of the 64 bytes at `text` are `byte`: bit k for byte k. The sum of a byte's low seven bits and
 * 0x7F has its high bit clear where they are 0, alone; the product gathers eight such bits. */
static uint64_t bytes_equal(const char *text, unsigned char byte)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F), one = UINT64_C(0x0101010101010101);
    uint64_t mask = 0;
    for (int k = 0; k < 8; k++) {
        uint64_t eight;
        memcpy(&eight, text + 8 * k, sizeof eight);
        eight = le64toh(eight) ^ one * byte;
        uint64_t differs = ((eight & low) + low) | eight | low;
        mask |= (~differs >> 7) * UINT64_C(0x0102040810204080) >> 56 << 8 * k;
    }
    return mask;
}

/* Copy a line and note what stands after each separator as a field: `fields` has room for one more than
 * are kept, which ends the last. How many fields there are; 0 when there is a quote. The line is
 * looked at in blocks, of which the row has room for a whole one more. */
static int64_t mark_fields(apl_reader *reader, const char *text, int64_t length, int64_t kept)
{
    apl_field *fields = reader->fields;
    char *to = reader->text;
    int64_t n = 1;
    memcpy(to, text, (size_t)length);
    memset(to + length, 0, MARK_BLOCK);
    fields[0].at = 0;
    for (int64_t block = 0; block < length; block += MARK_BLOCK) {
        if (bytes_equal(to + block, '"'))
            return 0;
        uint64_t ends = bytes_equal(to + block, (unsigned char)reader->separator);
        for (; ends; ends &= ends - 1, n++)
            if (n <= kept)
                fields[n].at = block + __builtin_ctzll(ends) + 1;
    }
    if (n <= kept)
        fields[n].at = length + 1;
    return n;
}

/* Finish the field that ends before `next`: without the blanks around it, as libcsv does. */
static void trim_field(apl_reader *reader, apl_field *field, int64_t next)
{
    char *text = reader->text;
    int64_t begin = field->at, end = next - 1;
    while (begin < end && is_blank_byte(text[begin]))
        begin++;
    while (end > begin && is_blank_byte(text[end - 1]))
        end--;
    text[end] = '\0';
    *field = (apl_field){.at = begin, .line = reader->row_line, .length = end - begin};
}

/* Split a line that holds no quote, which needs no parser: nearly all do. Returns 0, and has noted
 * nothing, for any other. The room was made before. */
static int split_plain(apl_reader *reader, const char *text, int64_t length)
{
    int64_t kept = reader->n_columns ? reader->n_columns : reader->fields_room - 1;
    if (length == 0 || text[length - 1] != '\n')
        return 0;
    int64_t end = length - 1;
    end -= end > 0 && text[end - 1] == '\r';
    if (reader->source.has_return && memchr(text, '\r', (size_t)end))
        return 0;
    int64_t n = mark_fields(reader, text, end, kept);
    if (n == 0)
        return 0;
    if (n == 1 && is_blank(text, length)) /* an empty line, or blanks only: no row */
        return 1;
    for (int64_t k = 0; k < n && k < kept; k++)
        trim_field(reader, &reader->fields[k], reader->fields[k + 1].at);
    reader->n_fields = n;
    reader->row_ended = 1;
    return 1;
}

/* Make `*text` UTF-8. The first line that is not ASCII decides for the file. In one of Windows-1252 a line that
 * is UTF-8 of the same characters throughout was not meant otherwise: "\xC3\xA9" is no two of its letters. */
static aploc_status decode(apl_reader *reader, const char **text, int64_t *length, aploc_error *err)
{
    if (!reader->source.has_high || apl_is_ascii(*text, *length))
        return APLOC_OK;
    if (reader->encoding != APLOC_WINDOWS_1252) {
        int good = apl_is_utf8(*text, *length);
        if (!good && reader->encoding == APLOC_UTF8)
            return apl_fail_at(
                err, APLOC_ERR_ENCODING,
                (apl_place){.file = reader->source.path, .line = reader->source.line},
                "found bytes that are not UTF-8 in a file of UTF-8, expected one encoding");
        reader->encoding = good ? APLOC_UTF8 : APLOC_WINDOWS_1252;
        if (good)
            return APLOC_OK;
        reader->encoding_line = reader->source.line;
    } else if (apl_is_utf8_of_1252(*text, *length)) {
        return apl_fail_at(err, APLOC_ERR_ENCODING,
                           (apl_place){.file = reader->source.path, .line = reader->source.line},
                           "found UTF-8 in a file that is Windows-1252 at line %lld, expected one "
                           "encoding",
                           (long long)reader->encoding_line);
    }
    aploc_status status =
        APL_GROW(reader->converted, &reader->converted_room, *length * APL_BYTES_OF_1252, err);
    if (status)
        return status;
    *length = apl_utf8_from_1252(*text, *length, reader->converted);
    *text = reader->converted;
    return APLOC_OK;
}

static aploc_status not_closed(apl_reader *reader, const char *by, aploc_error *err)
{
    apl_place place = {.file = reader->source.path,
                       .line = reader->field_line,
                       .column = (int32_t)reader->n_fields + 1};
    return apl_fail_at(err, APLOC_ERR_LINE, place,
                       "found a quote that opens field %lld and is not closed %s, expected a "
                       "closing quote",
                       (long long)reader->n_fields + 1, by);
}

/* Why libcsv stopped. */
static aploc_status parse_failure(apl_reader *reader, aploc_error *err)
{
    apl_place place = {.file = reader->source.path,
                       .line = reader->source.line,
                       .column = (int32_t)reader->n_fields + 1};
    if (csv_error(&reader->parser) != CSV_EPARSE)
        return apl_fail_at(err, APLOC_ERR_MEMORY, place, "not enough memory for field %lld",
                           (long long)reader->n_fields + 1);
    if (reader->field_line != reader->source.line)
        return apl_fail_at(err, APLOC_ERR_LINE, place,
                           "found a stray quote in field %lld, which opens at line %lld, expected "
                           "quotes around a whole field, and doubled inside",
                           (long long)reader->n_fields + 1, (long long)reader->field_line);
    return apl_fail_at(err, APLOC_ERR_LINE, place,
                       "found a stray quote in field %lld, expected quotes around a whole field, "
                       "and doubled inside",
                       (long long)reader->n_fields + 1);
}

/* Feed libcsv line by line until a row is whole; none is when the file ends. */
static aploc_status read_row(apl_reader *reader, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int open = 0; /* within a quoted field that goes on over lines */
    reader->n_fields = reader->text_used = reader->row_bytes = 0;
    reader->row_ended = 0;
    while (!reader->row_ended) {
        const char *text = NULL;
        int64_t length = 0;
        APL_TRY(apl_source_line(&reader->source, &text, &length, err));
        if (length == 0) {
            if (csv_fini(&reader->parser, take_field, take_row_end, reader))
                status = not_closed(reader, "by the end of the file", err);
            break;
        }
        APL_TRY(decode(reader, &text, &length, err));
        if (!open) {
            reader->row_line = reader->field_line = reader->source.line;
            reader->row_bytes = 0;
        }
        reader->row_bytes += length;
        if (open && reader->row_bytes > APL_LINE_MAX) {
            status = not_closed(reader, "after a million bytes", err);
            break;
        }
        /* As many bytes as came in, and a zero for each field, of which there are fewer. */
        APL_TRY(APL_GROW(reader->text, &reader->text_room, 2 * reader->row_bytes + 2 + MARK_BLOCK,
                         err));
        if (reader->n_columns == 0)
            APL_TRY(APL_GROW(reader->fields, &reader->fields_room, reader->row_bytes + 2, err));
        if (!open && split_plain(reader, text, length))
            continue;
        size_t fed =
            csv_parse(&reader->parser, text, (size_t)length, take_field, take_row_end, reader);
        if (fed != (size_t)length) {
            status = parse_failure(reader, err);
            break;
        }
        if (!reader->row_ended && !open)
            open = !is_blank(text, length);
    }
out:
    return status;
}

/* Read the header row and keep it; the fields of rows get room of their own. */
static aploc_status read_header(apl_reader *reader, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_place place = {.file = reader->source.path};
    APL_TRY(read_row(reader, err));
    if (!reader->row_ended) {
        status = apl_fail_at(err, APLOC_ERR_EMPTY, place,
                             "found an empty file, expected a header line and rows");
        goto out;
    }
    reader->names_text = reader->text;
    reader->names = reader->fields;
    reader->header_line = reader->row_line;
    reader->text = NULL;
    reader->fields = NULL;
    reader->text_room = reader->fields_room = 0;
    APL_TRY(APL_NEW(reader->fields, reader->n_fields + 1, err));
    reader->n_columns = (int32_t)reader->n_fields;
out:
    return status;
}

/* Excel opens a table with "sep=;" on a line of its own: it is no header, and says the separator. */
static aploc_status take_separator_line(apl_reader *reader, char *told, aploc_error *err)
{
    apl_source *source = &reader->source;
    const char *bytes = source->buffer + source->begin, *line = NULL;
    int64_t length = source->end - source->begin;
    if (length < 6 || memcmp(bytes, "sep=", 4) != 0 || bytes[4] == '\r' || bytes[4] == '\n' ||
        (bytes[5] != '\r' && bytes[5] != '\n'))
        return APLOC_OK;
    if (!*told)
        *told = bytes[4];
    return apl_source_line(source, &line, &length, err);
}

/* How many bytes of the header stand in [begin, end): from the first that is not blank, at `*first`, to a line
 * end outside quotes; `*is_whole` when that was met. */
static int64_t header_length(const apl_source *source, int64_t *first, int *is_whole)
{
    const char *bytes = source->buffer + source->begin;
    int64_t length = source->end - source->begin;
    *first = 0;
    while (*first < length && is_blank(bytes + *first, 1))
        ++*first;
    int64_t last = *first;
    for (int quoted = 0; last < length; last++) {
        quoted ^= bytes[last] == '"';
        if (!quoted && (bytes[last] == '\r' || bytes[last] == '\n'))
            break;
    }
    *is_whole = last < length;
    return last - *first;
}

/* Guess the separator by the whole header, whose names may go over lines. */
static aploc_status guess_separator(apl_reader *reader, aploc_error *err)
{
    apl_source *source = &reader->source;
    int is_whole = 0;
    int64_t first = 0, length = header_length(source, &first, &is_whole);
    while (!is_whole && !source->at_end && first + length <= APL_LINE_MAX) {
        aploc_status status = apl_source_more(source, 2 * (first + length) + 1, 1, err);
        if (status)
            return status;
        length = header_length(source, &first, &is_whole);
    }
    reader->separator = apl_separator_of(source->buffer + source->begin + first, length);
    return APLOC_OK;
}

/* Find the columns of the caller's conditions. */
static aploc_status bind_keep(apl_reader *reader, const aploc_read_options *options,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (options->n_keep == 0)
        return APLOC_OK;
    APL_TRY(APL_NEW(reader->keep_columns, options->n_keep, err));
    for (int32_t k = 0; k < options->n_keep; k++) {
        char shown[64];
        const char *name = options->keep[k].column;
        apl_place place = {.file = reader->source.path, .line = reader->header_line};
        int32_t n = 0;
        for (int32_t c = 0; c < reader->n_columns; c++)
            if (strcmp(apl_reader_name(reader, c), name) == 0) {
                reader->keep_columns[k] = c;
                n++;
            }
        apl_shown(name, shown, sizeof shown);
        if (n != 1)
            return apl_fail_at(err, n ? APLOC_ERR_COLUMN_REPEATED : APLOC_ERR_COLUMN_MISSING, place,
                               "found %s column '%s', expected one, to keep rows by",
                               n ? "more than one" : "no", shown);
    }
    reader->keep = options->keep;
    reader->n_keep = options->n_keep;
out:
    return status;
}

aploc_status apl_reader_open(apl_reader *reader, const char *path,
                             const aploc_read_options *options, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    *reader = (apl_reader){.decimal = options->decimal};
    /* In strict mode libcsv stops at a stray quote and keeps no memory but one growing buffer. */
    csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    csv_set_blk_size(&reader->parser, 4096);
    apl_source *source = &reader->source;
    APL_TRY(apl_source_open(source, path, options->progress, options->progress_data, err));

    const char *bytes = source->buffer + source->begin;
    APL_TRY(apl_signature_check(path, source->size > 0, bytes, source->end - source->begin, err));
    if (source->end - source->begin >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        source->begin += 3;
        reader->bom = 1;
        reader->encoding = APLOC_UTF8;
    }
    char told = options->separator;
    APL_TRY(take_separator_line(reader, &told, err));
    reader->separator = told;
    if (!told)
        APL_TRY(guess_separator(reader, err));
    csv_set_delim(&reader->parser, (unsigned char)reader->separator);
    APL_TRY(read_header(reader, err));
    APL_TRY(bind_keep(reader, options, err));
out:
    if (status)
        apl_reader_close(reader);
    return status;
}

void apl_reader_close(apl_reader *reader)
{
    apl_source_close(&reader->source);
    csv_free(&reader->parser);
    free(reader->names_text);
    free(reader->names);
    free(reader->text);
    free(reader->fields);
    free(reader->converted);
    free(reader->keep_columns);
    *reader = (apl_reader){0};
}

/* No row was given: the file has none, or none that meets the conditions. */
static aploc_status no_row(const apl_reader *reader, aploc_error *err)
{
    char column[64], value[64];
    apl_place place = {.file = reader->source.path, .line = reader->header_line};
    if (reader->n_left == 0)
        return apl_fail_at(err, APLOC_ERR_EMPTY, place,
                           "found a header line and no row, expected at least one row");
    return apl_fail_at(err, APLOC_ERR_EMPTY, place,
                       "found no row with %s = '%s'%s among %lld, expected at least one to keep",
                       apl_shown(reader->keep[0].column, column, sizeof column),
                       apl_shown(reader->keep[0].value, value, sizeof value),
                       reader->n_keep > 1 ? " and the other conditions" : "",
                       (long long)reader->n_left);
}

/* Whether the present row meets the conditions. */
static int is_kept(const apl_reader *reader)
{
    for (int32_t k = 0; k < reader->n_keep; k++) {
        int64_t length = 0;
        const char *text = apl_reader_text(reader, reader->keep_columns[k], &length);
        while (length > 0 && (*text == ' ' || *text == '\t'))
            text++, length--;
        while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
            length--;
        if ((size_t)length != strlen(reader->keep[k].value) ||
            memcmp(text, reader->keep[k].value, (size_t)length) != 0)
            return 0;
    }
    return 1;
}

aploc_status apl_reader_next(apl_reader *reader, int *more, aploc_error *err)
{
    for (;;) {
        aploc_status status = read_row(reader, err);
        if (status)
            return status;
        *more = reader->row_ended;
        if (!reader->row_ended)
            return reader->n_rows ? APLOC_OK : no_row(reader, err);
        if (reader->n_fields != reader->n_columns)
            return apl_fail_at(err, APLOC_ERR_ROW_LENGTH,
                               (apl_place){.file = reader->source.path, .line = reader->row_line},
                               "found %lld field%s, expected %d as in the header",
                               (long long)reader->n_fields, reader->n_fields == 1 ? "" : "s",
                               (int)reader->n_columns);
        if (is_kept(reader))
            break;
        reader->n_left++;
    }
    reader->n_rows++;
    return APLOC_OK;
}

void apl_reader_report(const apl_reader *reader, aploc_read_report *report)
{
    report->n_rows = reader->n_rows;
    report->encoding = reader->encoding;
    report->separator = reader->separator;
    report->decimal = reader->decimal;
    report->bom = reader->bom;
    report->crlf = (char)reader->source.crlf;
    report->gzip = (char)reader->source.file.is_gzip;
}
