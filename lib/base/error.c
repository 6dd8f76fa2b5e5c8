/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* One row a status: what names, texts and the tests walk over. */
static const struct {
    aploc_status status;
    const char *name;
    const char *text;
} statuses[] = {
#define ROW(status, text)                                                                          \
    {                                                                                              \
        status, #status, text                                                                      \
    }
    ROW(APLOC_OK, "success"),
    ROW(APLOC_ERR_ARGUMENT, "an argument is missing or outside its domain"),
    ROW(APLOC_ERR_OPTIONS, "an option struct has an unknown size or an invalid field"),
    ROW(APLOC_ERR_CANCELLED, "the caller asked to stop"),
    ROW(APLOC_ERR_UNSUPPORTED, "something that was left out of this build"),
    ROW(APLOC_ERR_MEMORY, "not enough memory"),
    ROW(APLOC_ERR_TOO_LARGE, "a size exceeds what can be addressed"),
    ROW(APLOC_ERR_OPEN, "a file or folder cannot be opened"),
    ROW(APLOC_ERR_READ, "reading a file failed midway"),
    ROW(APLOC_ERR_WRITE, "writing a file failed"),
    ROW(APLOC_ERR_EMPTY, "a file without data"),
    ROW(APLOC_ERR_ENCODING, "a file that is not text"),
    ROW(APLOC_ERR_LINE, "a line without end, or a stray quote"),
    ROW(APLOC_ERR_ROW_LENGTH, "a row with fewer or more fields than the header"),
    ROW(APLOC_ERR_COLUMN_MISSING, "a column that is needed is missing"),
    ROW(APLOC_ERR_COLUMN_REPEATED, "a column that is used stands twice in the header"),
    ROW(APLOC_ERR_FORMAT, "a file that is not of this form or version, or is damaged"),
    ROW(APLOC_ERR_DIGEST, "data that do not have the digest that stands with them"),
    ROW(APLOC_ERR_NUMBER, "not a number"),
    ROW(APLOC_ERR_NEGATIVE, "a negative number where none may be"),
    ROW(APLOC_ERR_NOT_FINITE, "a number that is not finite"),
    ROW(APLOC_ERR_NO_VALUE, "a value is missing"),
    ROW(APLOC_ERR_RANGE, "a value outside its domain"),
    ROW(APLOC_ERR_CODE_UNKNOWN, "a code that is not in the table it refers to"),
    ROW(APLOC_ERR_CODE_REPEATED, "a code given twice"),
    ROW(APLOC_ERR_PAIR_REPEATED, "a pair of places given twice"),
    ROW(APLOC_ERR_INDEX, "an index outside its table"),
    ROW(APLOC_ERR_CHANGE, "a change of codes that cannot be carried"),
    ROW(APLOC_ERR_METHOD_SYNTAX, "a method file that cannot be parsed"),
    ROW(APLOC_ERR_METHOD_KEY, "a section or key that is unknown, repeated or missing in a method"),
    ROW(APLOC_ERR_METHOD_VALUE, "a value outside its domain in a method"),
    ROW(APLOC_ERR_METHOD_UNKNOWN, "a value that the method needs and does not know"),
    ROW(APLOC_ERR_METHOD_NAME, "no built-in method or rules have this name"),
    ROW(APLOC_ERR_METHOD_AGES, "the age classes of the data are not those of the method"),
    ROW(APLOC_ERR_OVERFLOW, "a result too large for a number"),
    ROW(APLOC_ERR_NO_DEMAND, "no demand"),
    ROW(APLOC_ERR_STUDY, "a study that cannot be"),
    ROW(APLOC_ERR_CELL, "a name for two things in a run"),
    ROW(APLOC_ERR_RULES, "zoning rules that cannot be"),
    ROW(APLOC_ERR_RULES_UNKNOWN, "a value that the zoning rules need and do not know"),
    ROW(APLOC_ERR_UNIT, "a unit, area or class that cannot be"),
#undef ROW
};

const char *aploc_status_name(aploc_status status)
{
    for (size_t k = 0; k < sizeof statuses / sizeof *statuses; k++)
        if (statuses[k].status == status)
            return statuses[k].name;
    return "unknown status";
}

const char *aploc_status_text(aploc_status status)
{
    for (size_t k = 0; k < sizeof statuses / sizeof *statuses; k++)
        if (statuses[k].status == status)
            return statuses[k].text;
    return "unknown status";
}

/* End an array that was cut with "…", without splitting a UTF-8 character. */
static void mark_cut(char *array, size_t size)
{
    static const char dots[] = "\xe2\x80\xa6";
    size_t at = size - sizeof dots;
    while (at > 0 && ((unsigned char)array[at] & 0xC0) == 0x80)
        at--;
    memcpy(array + at, dots, sizeof dots);
}

void apl_copy_text(char *array, size_t size, const char *text)
{
    size_t at = 0;
    for (; text && text[at] && at < size - 1; at++)
        array[at] = text[at];
    array[at] = '\0';
    if (text && text[at])
        mark_cut(array, size);
}

/* The bytes of the character that a text begins with; 0 when it begins with none. */
static size_t character_bytes(const char *text)
{
    uint32_t point;
    return (size_t)apl_utf8_decode((const unsigned char *)text, (int64_t)strnlen(text, 4), &point);
}

/* A precision such as "%.64s" may cut a character, and what a file has in the place of a text need not be one:
 * "…" stands in the place of what is none. */
static void mend_cut_characters(char *text, size_t size)
{
    char mended[sizeof((aploc_error *)0)->message * 3] = "";
    size_t used = 0, n;
    for (const char *at = text; *at; at += n) {
        n = character_bytes(at);
        if (n) {
            memcpy(mended + used, at, n);
            used += n;
            continue;
        }
        for (n = 1; ((unsigned char)at[n] & 0xC0) == 0x80; n++) {
        }
        memcpy(mended + used, "\xe2\x80\xa6", 3);
        used += 3;
    }
    mended[used] = '\0';
    apl_copy_text(text, size, mended);
}

__attribute__((format(printf, 4, 0))) static void
fill(aploc_error *err, aploc_status status, apl_place place, const char *format, va_list args)
{
    err->status = status;
    err->line = place.line;
    err->column = place.column;
    apl_copy_text(err->code, sizeof err->code, place.code);
    mend_cut_characters(err->code, sizeof err->code);
    apl_copy_text(err->file, sizeof err->file, place.file);
    int used = 0;
    if (place.file && !*place.file)
        place.file = NULL; /* a table that was not read has no name to begin with */
    if (place.file && place.line)
        used = snprintf(err->message, sizeof err->message, "%s:%lld: ", err->file,
                        (long long)place.line);
    else if (place.file)
        used = snprintf(err->message, sizeof err->message, "%s: ", err->file);
    int more = vsnprintf(err->message + used, sizeof err->message - (size_t)used, format, args);
    if (more < 0)
        err->message[used] = '\0';
    else if ((size_t)(used + more) >= sizeof err->message)
        mark_cut(err->message, sizeof err->message);
    mend_cut_characters(err->message + used, sizeof err->message - (size_t)used);
    /* One line, whatever a file name or a field holds. */
    for (char *c = err->message; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
}

aploc_status apl_fail(aploc_error *err, aploc_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, status, (apl_place){0}, format, args);
        va_end(args);
    }
    return status;
}

aploc_status apl_fail_at(aploc_error *err, aploc_status status, apl_place place, const char *format,
                         ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        fill(err, status, place, format, args);
        va_end(args);
    }
    return status;
}

aploc_status apl_check_reserved(const char *of, int32_t reserved, aploc_error *err)
{
    if (reserved == 0)
        return APLOC_OK;
    return apl_fail(err, APLOC_ERR_OPTIONS, "found %s with reserved = %d, expected 0", of,
                    (int)reserved);
}
