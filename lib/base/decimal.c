/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"

#include <aploc/number.h>

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { LONGEST_DECIMAL = 255 };

/* Powers of ten that a double holds exactly. */
static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum { LARGEST_EXACT_POWER = 22 };

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a decimal is made of: digits * 10^exponent, exact when `exact`. */
typedef struct parts {
    uint64_t digits;
    int64_t exponent;
    int negative;
    int exact;
} parts;

/* Take one more digit, or note that the number has more than fit. */
static void take_digit(parts *number, char c)
{
    if (number->digits > (UINT64_MAX - 9) / 10)
        number->exact = 0;
    else
        number->digits = number->digits * 10 + (uint64_t)(c - '0');
}

/* Check the grammar and split; 0 when it is not a decimal. */
static int split(const char *text, size_t length, parts *number)
{
    size_t at = 0;
    int n_digits = 0;
    *number = (parts){.exact = 1};
    if (at < length && (text[at] == '+' || text[at] == '-'))
        number->negative = text[at++] == '-';
    for (; at < length && is_digit(text[at]); at++, n_digits++)
        take_digit(number, text[at]);
    if (at < length && text[at] == '.') {
        for (at++; at < length && is_digit(text[at]); at++, n_digits++) {
            take_digit(number, text[at]);
            number->exponent--;
        }
    }
    if (n_digits == 0)
        return 0;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        int64_t exponent = 0;
        int negative = 0;
        at++;
        if (at < length && (text[at] == '+' || text[at] == '-'))
            negative = text[at++] == '-';
        if (at == length)
            return 0;
        for (; at < length && is_digit(text[at]); at++)
            if (exponent < 100000)
                exponent = exponent * 10 + (text[at] - '0');
        number->exponent += negative ? -exponent : exponent;
    }
    return at == length;
}

/* glibc's own reader, told to use the C locale: right in all cases the quick way leaves out. */
static double read_exactly(const char *text, size_t length)
{
    char copy[LONGEST_DECIMAL + 1];
    memcpy(copy, text, length);
    copy[length] = '\0';
    /* For "C" this returns a static object and cannot fail. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = strtod_l(copy, NULL, plain);
    freelocale(plain);
    return value;
}

aploc_status apl_decimal_read(const char *text, size_t length, double *value)
{
    parts number;
    if (length > LONGEST_DECIMAL || !split(text, length, &number))
        return APLOC_ERR_NUMBER;
    double result;
    /* Both operands are exact, so one correctly rounded operation gives the nearest double
     * (Clinger 1990). */
    if (number.exact && number.digits <= (UINT64_C(1) << 53) &&
        number.exponent >= -LARGEST_EXACT_POWER && number.exponent <= LARGEST_EXACT_POWER) {
        result = (double)number.digits;
        if (number.exponent < 0)
            result /= exact_powers[-number.exponent];
        else
            result *= exact_powers[number.exponent];
        if (number.negative)
            result = -result;
    } else {
        result = read_exactly(text, length);
    }
    if (!isfinite(result))
        return APLOC_ERR_RANGE;
    *value = result;
    return APLOC_OK;
}

aploc_status aploc_number_read(const char *text, size_t length, double *value, aploc_error *err)
{
    if (!text || !value)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no text or nowhere to put its number");
    const char *slash = memchr(text, '/', length);
    double above = 0.0, below = 1.0;
    aploc_status status = apl_decimal_read(text, slash ? (size_t)(slash - text) : length, &above);
    if (!status && slash)
        status = apl_decimal_read(slash + 1, length - (size_t)(slash + 1 - text), &below);
    if (!status && (below == 0.0 || !isfinite(above / below)))
        status = APLOC_ERR_RANGE;
    int shown = length < 60 ? (int)length : 60;
    if (status == APLOC_ERR_RANGE)
        return apl_fail(err, status, "found '%.*s', expected a number that fits a double", shown,
                        text);
    if (status)
        return apl_fail(err, status, "found '%.*s', expected a number", shown, text);
    *value = above / below;
    return APLOC_OK;
}

/* The digits of a number before `end`, two for each long division; where they begin. */
static char *write_digits(uint64_t digits, char *end)
{
    for (; digits >= 100; digits /= 100) {
        unsigned two = (unsigned)(digits % 100);
        *--end = (char)('0' + two % 10);
        *--end = (char)('0' + two / 10);
    }
    unsigned rest = (unsigned)digits;
    *--end = (char)('0' + rest % 10);
    if (rest >= 10)
        *--end = (char)('0' + rest / 10);
    return end;
}

/* Write the number digits / 10^decimals, with at most 20 decimals. */
static size_t write_fixed(uint64_t digits, int decimals, int negative, char *text)
{
    char buffer[APLOC_NUMBER_SIZE], *end = buffer + sizeof buffer, *at = end;
    uint64_t whole = digits;
    if (decimals > 0) {
        /* Digits are below 10^18, and 10^19 fits 64 bits. */
        uint64_t power = (uint64_t)exact_powers[decimals < 19 ? decimals : 19];
        whole = digits / power;
        at = write_digits(digits - whole * power, end);
        while (end - at < decimals)
            *--at = '0';
        *--at = '.';
    }
    at = write_digits(whole, at);
    if (negative)
        *--at = '-';
    memcpy(text, at, (size_t)(end - at));
    text[end - at] = '\0';
    return (size_t)(end - at);
}

/* The C library writes the locale's decimal mark, of one byte or several: make it a point. */
static size_t with_point(char *text)
{
    char *mark = text + strspn(text, "+-0123456789");
    if (!*mark || *mark == 'e')
        return strlen(text);
    char *rest = mark + strcspn(mark, "0123456789");
    *mark = '.';
    memmove(mark + 1, rest, strlen(rest) + 1);
    return strlen(text);
}

__extension__ typedef unsigned __int128 wide;

/* The nearest `digits` / 10^decimals to a number of at least 1e-4 and less than 1e15, for 15 to 17
 * digits: the fewest that read back to it, as "%.*g" would round them; 0 where it takes the long way.
 * All is exact: with a number m / 2^s, what is compared are multiples of 2^-s 10^-decimals. */
static uint64_t shortest(double size, int *decimals)
{
    static const uint64_t tens[] = {UINT64_C(1000000000000000), UINT64_C(10000000000000000),
                                    UINT64_C(100000000000000000)};
    uint64_t bits = 0;
    memcpy(&bits, &size, sizeof bits);
    uint64_t m = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
    int s = 1075 - (int)(bits >> 52);
    if (m == UINT64_C(1) << 52) /* below a power of two doubles are closer */
        return 0;
    int whole = 0; /* decimal digits before the point; less than 0 where zeros follow it */
    while (whole < LARGEST_EXACT_POWER && size >= exact_powers[whole])
        whole++;
    for (double small = size; whole <= 0 && small < 0.1; small *= 10.0)
        whole--;
    for (int k = 0; k < 3; k++) {
        *decimals = 15 + k - whole;
        if (*decimals < 0 || *decimals > 20)
            return 0;
        wide power = (uint64_t)exact_powers[*decimals < 10 ? *decimals : 10];
        power *= (uint64_t)exact_powers[*decimals < 10 ? 0 : *decimals - 10];
        wide exact = m * power, unit = (wide)1 << s, rest = exact & (unit - 1);
        uint64_t n = (uint64_t)(exact >> s);
        n += rest > unit / 2 || (rest == unit / 2 && (n & 1));
        if (n > tens[k] || n < tens[k] / 10) /* the digits before the point were miscounted */
            return 0;
        wide found = (wide)n << s, off = found > exact ? found - exact : exact - found;
        if (2 * off < power || (2 * off == power && m % 2 == 0))
            return n;
    }
    return 0;
}

/* A number below 10^15 as digits / 10^decimals with few decimals, the usual case: one division gives
 * the same double back. With more decimals than are needed zeros follow, and no more of them can do
 * what fewer cannot, as long as the digits are below 10^15. */
static int few_decimals(double size, uint64_t *digits, int *decimals)
{
    *decimals = 0;
    *digits = (uint64_t)size;
    if ((double)*digits == size)
        return 1;
    for (*decimals = 6; size * exact_powers[*decimals] >= 1e15;)
        --*decimals;
    *digits = (uint64_t)(size * exact_powers[*decimals] + 0.5);
    return (double)*digits / exact_powers[*decimals] == size;
}

size_t aploc_number_write(double value, char *text)
{
    if (isnan(value))
        return strlen(strcpy(text, "nan"));
    if (isinf(value))
        return strlen(strcpy(text, value > 0 ? "inf" : "-inf"));
    double size = fabs(value);
    int decimals = 0;
    uint64_t found = 0;
    if (size < 1e15 && (size >= 1e-4 || size == 0.0)) {
        if (!few_decimals(size, &found, &decimals))
            found = shortest(size, &decimals);
        if (found || size == 0.0) {
            for (; decimals > 0 && found % 10 == 0; decimals--)
                found /= 10;
            return write_fixed(found, decimals, signbit(value) != 0, text);
        }
    }
    char buffer[64];
    for (int digits = 15; digits <= 17; digits++) {
        double back = 0.0;
        snprintf(buffer, sizeof buffer, "%.*g", digits, value);
        size_t length = with_point(buffer);
        if (apl_decimal_read(buffer, length, &back) == APLOC_OK && back == value)
            break;
    }
    return strlen(strcpy(text, buffer));
}

size_t aploc_number_write_fixed(double value, int32_t decimals, char *text)
{
    char buffer[64];
    decimals = decimals < 0 ? 0 : decimals > 12 ? 12 : decimals;
    if (!(fabs(value) < 1e15))
        return aploc_number_write(value, text);
    /* The C library rounds the exact value, to even under the usual rounding mode. */
    snprintf(buffer, sizeof buffer, "%.*f", (int)decimals, value);
    with_point(buffer);
    int is_zero = buffer[strcspn(buffer, "123456789")] == '\0';
    return strlen(strcpy(text, buffer + (is_zero && *buffer == '-')));
}
