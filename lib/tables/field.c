/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/field.h"

#include <math.h>
#include <string.h>

#include "base/decimal.h"
#include "tables/encoding.h"
#include "tables/texts.h"

enum { LONGEST_NUMBER = 255, SHOWN = 64 };

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The blanks of French files: around fields, and between thousands. */
static const char *const blanks[] = {" ", "\xC2\xA0", "\xE2\x80\x89", "\xE2\x80\xAF"};
enum { N_BLANKS = sizeof blanks / sizeof *blanks };

/* The bytes of the blank that `text` starts with; 0 when it starts with none. */
static int64_t blank_at_start(const char *text, int64_t length)
{
    for (int k = 0; k < N_BLANKS; k++) {
        int64_t size = (int64_t)strlen(blanks[k]);
        if (length >= size && memcmp(text, blanks[k], (size_t)size) == 0)
            return size;
    }
    return 0;
}

/* The bytes of the blank that `text` ends in; 0 when it ends in none. */
static int64_t blank_at_end(const char *text, int64_t length)
{
    for (int k = 0; k < N_BLANKS; k++) {
        int64_t size = (int64_t)strlen(blanks[k]);
        if (length >= size && memcmp(text + length - size, blanks[k], (size_t)size) == 0)
            return size;
    }
    return 0;
}

/* Copy a number without the blanks between its thousands and with a point for a comma; the length
 * of the copy, 0 when it cannot be a number. `mark` is the decimal mark met, 0 when none. */
static int64_t normalise(const char *text, int64_t length, char *copy, char *mark)
{
    int64_t used = 0, at = 0, group = 0;
    int grouped = 0;
    *mark = 0;
    if (length > LONGEST_NUMBER)
        return 0;
    if (at < length && (text[at] == '-' || text[at] == '+'))
        copy[used++] = text[at++];
    while (at < length) {
        int64_t blank = blank_at_start(text + at, length - at);
        if (is_digit(text[at])) {
            copy[used++] = text[at++];
            group++;
        } else if (blank) {
            if (group == 0 || group > 3 || (grouped && group != 3))
                return 0;
            grouped = 1;
            group = 0;
            at += blank;
        } else {
            break;
        }
    }
    if (grouped && group != 3)
        return 0;
    if (at < length && (text[at] == ',' || text[at] == '.')) {
        *mark = text[at++];
        copy[used++] = '.';
    }
    for (; at < length; at++)
        copy[used++] = text[at];
    return used;
}

/* nan, inf and infinity, with or without a sign, in any case. */
static int is_not_finite(const char *text, int64_t length)
{
    static const char *const words[] = {"nan", "inf", "infinity"};
    if (length > 0 && (*text == '-' || *text == '+')) {
        text++;
        length--;
    }
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        int64_t k = 0;
        while (k < length && words[w][k] && (text[k] | 0x20) == words[w][k])
            k++;
        if (k == length && !words[w][k] && k > 0)
            return 1;
    }
    return 0;
}

static int is_plain(char c)
{
    return c > ' ' && c < 0x7F;
}

static int64_t trim(char **text, int64_t length)
{
    if (length > 0 && is_plain(**text) && is_plain((*text)[length - 1]))
        return length;
    for (int64_t blank; length > 0; *text += blank, length -= blank)
        if ((blank = **text == '\t' ? 1 : blank_at_start(*text, length)) == 0)
            break;
    for (int64_t blank; length > 0; length -= blank)
        if ((blank = (*text)[length - 1] == '\t' ? 1 : blank_at_end(*text, length)) == 0)
            break;
    (*text)[length] = '\0';
    return length;
}

/* What is wrong with a text that is no number. */
static aploc_status number_failure(const apl_reader *reader, int32_t column, int rules,
                                   const char *code, aploc_status status, const char *text,
                                   char mark, aploc_error *err)
{
    apl_place place = apl_reader_place(reader, column, code);
    const char *name = apl_reader_name(reader, column);
    char shown[SHOWN], shown_name[SHOWN];
    apl_shown(text, shown, sizeof shown);
    apl_shown(name, shown_name, sizeof shown_name);
    size_t length = strlen(text);
    int is_nan = length > 0 && (text[length - 1] | 0x20) == 'n';
    if (is_not_finite(text, (int64_t)length))
        return apl_fail_at(
            err, APLOC_ERR_NOT_FINITE, place,
            "found '%s' in column '%s', expected a finite number%s", shown, shown_name,
            is_nan && rules & APL_MAY_MISS ? ", or nothing (or NA) where there is none" : "");
    if (status == APLOC_ERR_RANGE)
        return apl_fail_at(err, status, place,
                           "found '%s' in column '%s', expected a number that fits a double", shown,
                           shown_name);
    if (mark && reader->decimal)
        return apl_fail_at(err, status, place,
                           "found '%s' in column '%s', expected a number with the decimal mark "
                           "'%c', as in the rest of the file",
                           shown, shown_name, reader->decimal);
    if (mark == ',')
        return apl_fail_at(err, status, place,
                           "found '%s' in column '%s', expected a number with a decimal point, "
                           "since the comma separates the fields",
                           shown, shown_name);
    if (length > LONGEST_NUMBER && strspn(text, "+-.,eE0123456789") == length)
        return apl_fail_at(
            err, status, place,
            "found '%s' in column '%s', %zu characters, expected a number of at most "
            "%d",
            shown, shown_name, length, LONGEST_NUMBER);
    return apl_fail_at(err, status, place, "found '%s' in column '%s', expected a number", shown,
                       shown_name);
}

/* Read what is not a plain number with a point. */
static aploc_status read_slowly(apl_reader *reader, int32_t column, int rules, const char *code,
                                const char *text, int64_t length, double *value, aploc_error *err)
{
    char copy[LONGEST_NUMBER + 1], mark = 0;
    int64_t used = normalise(text, length, copy, &mark);
    aploc_status status =
        used ? apl_decimal_read(copy, (size_t)used, value) : (aploc_status)APLOC_ERR_NUMBER;
    if (status)
        return number_failure(reader, column, rules, code, status, text, 0, err);
    if (mark) {
        if (!reader->decimal && (mark == '.' || reader->separator != ','))
            reader->decimal = mark;
        if (mark != reader->decimal)
            return number_failure(reader, column, rules, code, APLOC_ERR_NUMBER, text, mark, err);
    }
    return APLOC_OK;
}

aploc_status apl_field_number(apl_reader *reader, int32_t column, int rules, const char *code,
                              double *value, aploc_error *err)
{
    int64_t length = 0;
    char *text = apl_reader_text(reader, column, &length);
    if (apl_field_is_whole(text, length, value))
        return APLOC_OK;
    double number = 0.0;
    aploc_status status = APLOC_OK;
    /* The usual case: a number with a point, or none, after points or nothing. */
    if (apl_decimal_read(text, (size_t)length, &number) != APLOC_OK ||
        (reader->decimal != '.' && memchr(text, '.', (size_t)length))) {
        length = trim(&text, length);
        if (length == 0 || strcmp(text, "NA") == 0) {
            if (!(rules & APL_MAY_MISS)) {
                char shown[SHOWN];
                return apl_fail_at(err, APLOC_ERR_NO_VALUE, apl_reader_place(reader, column, code),
                                   "found %s in column '%s', expected a number",
                                   length ? "'NA'" : "nothing",
                                   apl_shown(apl_reader_name(reader, column), shown, sizeof shown));
            }
            *value = NAN;
            return APLOC_OK;
        }
        status = read_slowly(reader, column, rules, code, text, length, &number, err);
        if (status)
            return status;
    }
    if (number < 0.0 && !(rules & APL_MAY_BE_NEGATIVE)) {
        char shown[SHOWN], shown_name[SHOWN];
        return apl_fail_at(
            err, APLOC_ERR_NEGATIVE, apl_reader_place(reader, column, code),
            "found '%s' in column '%s', expected a number that is not negative",
            apl_shown(text, shown, sizeof shown),
            apl_shown(apl_reader_name(reader, column), shown_name, sizeof shown_name));
    }
    /* Results show what was read: a sign that says nothing goes no further. */
    *value = rules & APL_MAY_BE_NEGATIVE ? number : fabs(number);
    return APLOC_OK;
}

static aploc_status get_text(apl_reader *reader, int32_t column, const char *what,
                             const char **text, int64_t *length, aploc_error *err)
{
    char *field = apl_reader_text(reader, column, length);
    char shown[SHOWN];
    *length = trim(&field, *length);
    if (*length == 0)
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, apl_reader_place(reader, column, NULL),
                           "found nothing in column '%s', expected a %s",
                           apl_shown(apl_reader_name(reader, column), shown, sizeof shown), what);
    *text = field;
    return APLOC_OK;
}

aploc_status apl_field_code(apl_reader *reader, int32_t column, const char **code, int64_t *length,
                            aploc_error *err)
{
    char shown[SHOWN];
    const char *text = NULL;
    aploc_status status = get_text(reader, column, "code", &text, length, err);
    if (status)
        return status;
    if (*length > APL_LONGEST_CODE)
        return apl_fail_at(
            err, APLOC_ERR_RANGE, apl_reader_place(reader, column, text),
            "found a code of %lld bytes in column '%s', expected at most %d", (long long)*length,
            apl_shown(apl_reader_name(reader, column), shown, sizeof shown), (int)APL_LONGEST_CODE);
    *code = text;
    return APLOC_OK;
}

aploc_status apl_field_name(apl_reader *reader, int32_t column, const char **name, int64_t *length,
                            aploc_error *err)
{
    return get_text(reader, column, "name", name, length, err);
}
