/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and dates: the C library's own, in the locale C, says what they are. */
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { LONGEST = 255 };

static locale_t plain_locale(void)
{
    static locale_t plain;
    if (!plain)
        plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return plain;
}

static size_t digits(const char *text)
{
    size_t n = 0;
    while (text[n] >= '0' && text[n] <= '9')
        n++;
    return n;
}

/* The bytes of the decimal that a text starts with; 0 when it starts with none. */
static size_t decimal_length(const char *text)
{
    const char *at = text + (*text == '+' || *text == '-');
    size_t whole = digits(at), part = 0;
    at += whole;
    if (*at == '.')
        part = digits(++at), at += part;
    if (whole + part == 0)
        return 0;
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1 + (at[1] == '+' || at[1] == '-');
        if (digits(exponent) == 0)
            return 0;
        at = exponent + digits(exponent);
    }
    return (size_t)(at - text);
}

/* What the text is, told apart from the library: 0 when it is not a number. */
static int oracle(const char *text, size_t size, double *value)
{
    size_t first = strlen(text) == size ? decimal_length(text) : 0, second = 0;
    if (first == 0)
        return 0;
    *value = strtod_l(text, NULL, plain_locale());
    if (text[first] == '/') {
        second = decimal_length(text + first + 1);
        if (second == 0 || first + 1 + second != size)
            return 0;
        double below = strtod_l(text + first + 1, NULL, plain_locale());
        if (isinf(below)) /* each part is a number that a double holds */
            *value = INFINITY;
        *value /= below;
        return 1;
    }
    return first == size;
}

static void read_number(int which, const uint8_t *data, size_t size)
{
    double expected = 0.0, value = -7.5, again = 0.0;
    char *text = calloc(1, size + 1), written[APLOC_NUMBER_SIZE];
    aploc_error err = {0};
    (void)which;
    memcpy(text, data, size);
    aploc_status status = aploc_number_read(text, size, &value, &err);
    int known = oracle(text, size, &expected);
    free(text);
    if (size > LONGEST && status == APLOC_ERR_NUMBER)
        return;
    if (status) {
        fuzz_law(status == APLOC_ERR_NUMBER || status == APLOC_ERR_RANGE, "status %d", (int)status);
        fuzz_law(!known || !isfinite(expected), "refused: '%s'", err.message);
        fuzz_law(status == APLOC_ERR_RANGE || !known, "'%s'", err.message);
        fuzz_law(value == -7.5 && strstr(err.message, "found ") && strstr(err.message, "expected "),
                 "'%s'", err.message);
        return;
    }
    fuzz_law(known && memcmp(&expected, &value, sizeof value) == 0, "found %a, expected %a", value,
             known ? expected : (double)NAN);
    size_t length = aploc_number_write(value, written);
    fuzz_law(length == strlen(written) && length < sizeof written, "length %d", (int)length);
    fuzz_law(aploc_number_read(written, length, &again, NULL) == APLOC_OK &&
                 memcmp(&again, &value, sizeof value) == 0,
             "'%s' is read as %a, not %a", written, again, value);
}

/* Eight bytes are a double, the ninth says how many decimals. */
static void write_number(int which, const uint8_t *data, size_t size)
{
    double value = 0.0, again = 0.0;
    char text[APLOC_NUMBER_SIZE], other[400];
    (void)which;
    if (size < 9)
        return;
    memcpy(&value, data, sizeof value);
    size_t length = aploc_number_write(value, text);
    fuzz_law(length == strlen(text) && length < sizeof text, "length %d", (int)length);
    if (!isfinite(value)) {
        fuzz_law(strcmp(text, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf") == 0, "%s", text);
        return;
    }
    fuzz_law(aploc_number_read(text, length, &again, NULL) == APLOC_OK &&
                 memcmp(&again, &value, sizeof value) == 0,
             "'%s' is read as %a, not %a", text, again, value);
    int decimals = data[8] % 13;
    length = aploc_number_write_fixed(value, decimals, text);
    if (fabs(value) >= 1e15)
        return;
    snprintf(other, sizeof other, "%.*f", decimals, value); /* the tests run in the locale C */
    const char *expected =
        other + (other[0] == '-' && strspn(other + 1, "0.") == strlen(other + 1));
    fuzz_law(length == strlen(text) && strcmp(text, expected) == 0, "found %s, expected %s", text,
             expected);
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static void read_date(int which, const uint8_t *data, size_t size)
{
    char text[64] = "", again[64];
    int32_t date = -7, same = 0;
    aploc_error err = {0};
    (void)which;
    memcpy(text, data, size < sizeof text - 1 ? size : sizeof text - 1);
    aploc_status status = aploc_date_read(text, &date, &err);
    if (status) {
        fuzz_law(status == APLOC_ERR_RANGE && date == -7 && strstr(err.message, "expected "),
                 "'%s'", err.message);
        return;
    }
    int year = date / 10000, month = date / 100 % 100, day = date % 100;
    fuzz_law(year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
                 day <= days_of(year, month),
             "'%s' is read as %d", text, (int)date);
    snprintf(again, sizeof again, "%04d-%02d-%02d", year, month, day);
    fuzz_law(aploc_date_read(again, &same, &err) == APLOC_OK && same == date, "'%s' is not %d",
             again, (int)date);
}

const fuzz_target fuzz_numbers[] = {{"number", read_number, 0},
                                    {"double", write_number, 0},
                                    {"date", read_date, 0},
                                    {NULL, NULL, 0}};
