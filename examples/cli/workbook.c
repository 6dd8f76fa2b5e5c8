/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workbook.h"

#include <math.h>
#include <string.h>

int limits_read(const char *text, double limits[LIMITS_MAX])
{
    int n = 0;
    for (const char *end; *text; text = *end ? end + 1 : end) {
        size_t length = strcspn(text, ",");
        double limit = APLOC_NO_MAX_AGE;
        end = text + length;
        if (*end && !end[1])
            return 0;
        if (!(length == 4 && strncmp(text, "none", 4) == 0) &&
            (aploc_number_read(text, length, &limit, NULL) || limit <= 0.0))
            return 0;
        for (int k = 0; k < n; k++)
            if (limits[k] == limit)
                return 0;
        if (n == LIMITS_MAX)
            return 0;
        limits[n++] = limit;
    }
    return n;
}

const char *limit_name(double limit)
{
    return limit == APLOC_NO_MAX_AGE ? "all" : exactly(limit);
}

/* Rounded as it is published: to the nearest thousandth of the number as it is. */
static void put_thousandths(aploc_writer *writer, double value)
{
    char text[APLOC_NUMBER_SIZE];
    aploc_number_write_fixed(value, 3, text);
    aploc_writer_text(writer, isnan(value) ? "" : text);
}

static const char *column_name(const char *what, const char *more, char name[160])
{
    snprintf(name, 160, "%s%s%s", what, *more ? "_" : "", more);
    return name;
}

aploc_status workbook_write(const char *output, const workbook *book, aploc_error *err)
{
    aploc_writer *writer;
    char name[160];
    const double *population = aploc_communes_column(book->communes, APLOC_POPULATION);
    aploc_status status = output_create(output, NULL, 0, &writer, err);
    if (status)
        return status;
    aploc_writer_text(writer, "code");
    aploc_writer_text(writer, "commune");
    for (int k = 0; k < book->n_limits; k++)
        aploc_writer_text(writer, column_name("apl", book->limits[k], name));
    aploc_writer_text(writer, column_name("standardised", book->year, name));
    aploc_writer_text(writer, column_name("population", book->year, name));
    aploc_writer_end_row(writer);
    for (int32_t i = 0; i < aploc_communes_count(book->communes); i++) {
        aploc_writer_text(writer, aploc_communes_code(book->communes, i));
        aploc_writer_text(writer, aploc_communes_name(book->communes, i));
        for (int k = 0; k < book->n_limits; k++)
            put_thousandths(writer, book->apl[k] ? book->apl[k][i] : NAN);
        put_thousandths(writer, book->standardised ? book->standardised[i] : NAN);
        aploc_writer_number(writer, population ? population[i] : NAN);
        aploc_writer_end_row(writer);
    }
    return output_commit(writer, APLOC_OK, err);
}
