/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/age_field.h"

#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "tables/ages.h"
#include "tables/encoding.h"
#include "tables/field.h"

enum { SHOWN = 64 };

int apl_is_one_of(const char *folded, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(folded, *words) == 0)
            return 1;
    return 0;
}

int apl_means_all(const char *folded)
{
    static const char *const totals[] = {"t",        "total",     "totale", "ensemble",  "both",
                                         "all",      "tous",      "toutes", "bothsexes", "allages",
                                         "tousages", "deuxsexes", NULL};
    return apl_is_one_of(folded, totals);
}

/* The class that a label names; `total` when it is all ages. */
static aploc_status class_of_label(const apl_reader *reader, const apl_roles *roles,
                                   const char *code, aploc_age_class *ages, int *total,
                                   aploc_error *err)
{
    static const char *const endings[] = {"", "an", "ans", "year", "years", NULL};
    int32_t column = roles->column[APL_ROLE_AGE_CLASS];
    char folded[SHOWN], shown[SHOWN], name[SHOWN];
    int64_t length = 0;
    const char *text = apl_reader_text(reader, column, &length);
    apl_fold(text, 0, folded, sizeof folded);
    *total = apl_means_all(folded);
    if (*total || apl_ages_of_column(text, ages))
        return APLOC_OK;
    /* A year of age alone. */
    size_t digits = strspn(folded, "0123456789");
    int32_t year = 0;
    for (size_t k = 0; k < digits && k < 4; k++)
        year = year * 10 + (folded[k] - '0');
    if (digits > 0 && year <= APL_AGES_OLDEST && apl_is_one_of(folded + digits, endings)) {
        *ages = (aploc_age_class){year, year};
        return APLOC_OK;
    }
    return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(reader, column, code),
                       "found '%s' in column '%s', expected an age class such as 0-4, 17 or 90+",
                       apl_shown(text, shown, sizeof shown),
                       apl_shown(apl_reader_name(reader, column), name, sizeof name));
}

/* A whole age of at most `most`; NaN in `value` when the field may be empty and is. */
static aploc_status read_age(apl_reader *reader, int32_t column, int rules, double least,
                             const char *code, double *value, aploc_error *err)
{
    char name[SHOWN];
    aploc_status status = apl_field_number(reader, column, rules, code, value, err);
    if (status || isnan(*value))
        return status;
    if (*value != floor(*value) || *value < least || *value > APL_AGES_OLDEST) {
        char found[APLOC_NUMBER_SIZE], lowest[APLOC_NUMBER_SIZE];
        aploc_number_write(*value, found);
        aploc_number_write(least, lowest);
        return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(reader, column, code),
                           "found the age %s in column '%s', expected a whole number from %s to %d",
                           found, apl_shown(apl_reader_name(reader, column), name, sizeof name),
                           lowest, (int)APL_AGES_OLDEST);
    }
    return APLOC_OK;
}

static aploc_status class_of_bounds(apl_reader *reader, const apl_roles *roles, const char *code,
                                    aploc_age_class *ages, aploc_error *err)
{
    double from = 0.0, to = 0.0;
    aploc_status status =
        read_age(reader, roles->column[APL_ROLE_AGE_FROM], 0, 0.0, code, &from, err);
    if (!status)
        status =
            read_age(reader, roles->column[APL_ROLE_AGE_TO], APL_MAY_MISS, from, code, &to, err);
    if (!status)
        *ages = (aploc_age_class){(int32_t)from, isnan(to) ? APLOC_AGE_OPEN : (int32_t)to};
    return status;
}

aploc_status apl_field_ages(apl_reader *reader, const apl_roles *roles, const char *code,
                            aploc_age_class *ages, int *all, aploc_error *err)
{
    *all = 0;
    if (roles->column[APL_ROLE_AGE_FROM] >= 0 && roles->column[APL_ROLE_AGE_TO] >= 0)
        return class_of_bounds(reader, roles, code, ages, err);
    return class_of_label(reader, roles, code, ages, all, err);
}
