/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for reasons: numbers as short as they can be without misleading. */
#include <aploc/number.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "zoning/zones.h"

void apl_reason(apl_part *part, const char *format, ...)
{
    char words[2 * APL_REASON_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    apl_copy_text(part->reason, sizeof part->reason, words);
}

static int side(double value, double bound)
{
    return value < bound ? -1 : value > bound;
}

void apl_apl_text(double apl, double bound, char text[32])
{
    double rounded = round(apl * 1000.0) / 1000.0;
    aploc_number_write(isnan(bound) || side(rounded, bound) == side(apl, bound) ? rounded : apl,
                       text);
}

void apl_percent_text(double part, double all, char text[32])
{
    aploc_number_write(all > 0.0 ? round(part / all * 1000.0) / 10.0 : 0.0, text);
}

void apl_people_text(double people, char text[32])
{
    aploc_number_write(round(people), text);
}
