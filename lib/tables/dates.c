/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "tables/changes.h"
#include "tables/encoding.h"

/* Take at most `most` digits; the number, or -1 when there is none. */
static int32_t take_digits(const char **text, int most)
{
    int32_t number = 0;
    int n = 0;
    for (; n < most && **text >= '0' && **text <= '9'; n++)
        number = number * 10 + (*(*text)++ - '0');
    return n ? number : -1;
}

static int take_mark(const char **text, char mark)
{
    return **text == mark ? (*text)++ != NULL : 0;
}

static int is_day(int32_t year, int32_t month, int32_t day)
{
    static const int8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= 1000 && month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && leap);
}

aploc_status aploc_date_read(const char *text, int32_t *date, aploc_error *err)
{
    if (!text || !date)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL, expected a date");
    const char *at = text;
    int32_t year = take_digits(&at, 4), month = 1, day = 1;
    if (take_mark(&at, '-')) {
        month = take_digits(&at, 2);
        day = take_mark(&at, '-') ? take_digits(&at, 2) : -1;
    } else if (take_mark(&at, '/')) {
        day = year;
        month = take_digits(&at, 2);
        year = take_mark(&at, '/') ? take_digits(&at, 4) : -1;
    }
    if (*at || !is_day(year, month, day)) {
        char shown[64];
        return apl_fail(err, APLOC_ERR_RANGE,
                        "found '%s', expected a date: 2019-01-01, 01/01/2019 or 2019",
                        apl_shown(text, shown, sizeof shown));
    }
    *date = year * 10000 + month * 100 + day;
    return APLOC_OK;
}

const char *apl_date_text(int32_t date, char text[APL_DATE_SIZE])
{
    snprintf(text, APL_DATE_SIZE, "%04d-%02d-%02d", (int)(date / 10000 % 10000),
             (int)(date / 100 % 100), (int)(date % 100));
    return text;
}
