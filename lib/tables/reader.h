/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_TABLES_READER_H
#define APL_TABLES_READER_H

/* Rows of a CSV file, as UTF-8, with the place of every field. libcsv splits; this file knows where
 * it is and what is wrong. */

#include <csv.h>
#include <stdint.h>

#include <aploc/csv.h>

#include "base/error.h"
#include "tables/source.h"

typedef struct apl_field {
    int64_t at;     /* in the text of the row, where a zero ends it */
    int64_t line;   /* where it begins */
    int64_t length; /* without the zero */
} apl_field;

typedef struct apl_reader {
    apl_source source;
    struct csv_parser parser;
    char separator;
    char decimal; /* 0 until a number with a mark was met */
    char bom;
    int32_t encoding;      /* aploc_encoding; ASCII until another byte was met */
    int64_t encoding_line; /* where that was Windows-1252 */

    /* The header. */
    char *names_text;
    apl_field *names;
    int32_t n_columns; /* 0 while the header is read */
    int64_t header_line;

    /* The present row. */
    char *text;
    int64_t text_used, text_room;
    apl_field *fields;
    int64_t n_fields, fields_room;
    int64_t row_line;   /* where it begins */
    int64_t row_bytes;  /* of its physical lines so far */
    int64_t field_line; /* where the field that is being read begins */
    int row_ended;
    int64_t n_rows; /* data rows given */
    int64_t n_left; /* data rows that a condition left out */

    const aploc_keep *keep; /* the caller's: which rows are given */
    int32_t *keep_columns;  /* of each condition */
    int32_t n_keep;

    char *converted; /* a line of Windows-1252 as UTF-8 */
    int64_t converted_room;
} apl_reader;

/* Open a table and read its header. `options` has been checked. Closed also after a failure. */
aploc_status apl_reader_open(apl_reader *reader, const char *path,
                             const aploc_read_options *options, aploc_error *err);

/* Let go of a reader that was opened, or is all zero. */
void apl_reader_close(apl_reader *reader);

/* Read the next row that meets the caller's conditions, of exactly n_columns fields; `more` is 0 at
 * the end of the file, which is an error (APLOC_ERR_EMPTY) when there was no row at all. */
aploc_status apl_reader_next(apl_reader *reader, int *more, aploc_error *err);

/* Put the dialect and the number of rows into a report. */
void apl_reader_report(const apl_reader *reader, aploc_read_report *report);

/* The name of a column. */
static inline const char *apl_reader_name(const apl_reader *reader, int32_t column)
{
    return reader->names_text + reader->names[column].at;
}

/* The text of a field of the present row, ended by a zero; the row is the reader's own to change.
 */
static inline char *apl_reader_text(const apl_reader *reader, int32_t column, int64_t *length)
{
    *length = reader->fields[column].length;
    return reader->text + reader->fields[column].at;
}

/* Where a field of the present row stands. */
static inline apl_place apl_reader_place(const apl_reader *reader, int32_t column, const char *code)
{
    return (apl_place){.file = reader->source.path,
                       .line = reader->fields[column].line,
                       .column = column + 1,
                       .code = code};
}

#endif
