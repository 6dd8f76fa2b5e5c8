/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section [ages] of a method file. */
#include "method/method.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void apl_age_text(aploc_age_class age, char text[APL_AGE_TEXT_SIZE])
{
    if (age.to == APLOC_AGE_OPEN)
        snprintf(text, APL_AGE_TEXT_SIZE, "%d+", (int)age.from);
    else
        snprintf(text, APL_AGE_TEXT_SIZE, "%d-%d", (int)age.from, (int)age.to);
}

/* Read up to three digits; returns what follows, NULL when there is no digit. */
static const char *read_age(const char *text, int32_t *age)
{
    int n = 0;
    *age = 0;
    for (; n < 3 && text[n] >= '0' && text[n] <= '9'; n++)
        *age = *age * 10 + (text[n] - '0');
    return n ? text + n : NULL;
}

/* "0-4" or "90+", whole years. */
static int read_class(const char *text, aploc_age_class *age)
{
    const char *rest = read_age(text, &age->from);
    if (!rest)
        return 0;
    if (strcmp(rest, "+") == 0) {
        age->to = APLOC_AGE_OPEN;
        return 1;
    }
    if (*rest != '-')
        return 0;
    rest = read_age(rest + 1, &age->to);
    return rest && !*rest && age->from <= age->to;
}

/* Classes follow each other without a hole: what is missing or double would go unnoticed. */
static aploc_status check_order(const aploc_method *method, aploc_age_class age, apl_place place,
                                aploc_error *err)
{
    if (method->n_classes == 0)
        return APLOC_OK;
    aploc_age_class before = method->classes[method->n_classes - 1];
    char here[APL_AGE_TEXT_SIZE], last[APL_AGE_TEXT_SIZE];
    apl_age_text(age, here);
    apl_age_text(before, last);
    if (before.to == APLOC_AGE_OPEN)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place,
                           "found age class %s after %s, expected none after an open class", here,
                           last);
    if (age.from != before.to + 1)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place,
                           "found age class %s after %s, expected a class that starts at %d", here,
                           last, (int)before.to + 1);
    return APLOC_OK;
}

static aploc_status take_class(aploc_method *method, const apl_ini *ini, const apl_ini_entry *entry,
                               aploc_error *err)
{
    aploc_age_class age = {0, 0};
    double weight = 1.0;
    apl_place place = apl_method_place(ini, entry);
    if (!read_class(entry->key, &age))
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, place,
                           "found key '%s' in [ages], expected a class such as 0-4 or 90+",
                           entry->key);
    aploc_status status = check_order(method, age, place, err);
    if (!status && !apl_method_unknown(entry, NULL)) {
        status = apl_method_number(ini, entry, entry->value, strlen(entry->value), &weight, err);
        if (!status && weight < 0.0)
            status = apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place,
                                 "found weight %s, expected a number of at least 0", entry->value);
    }
    if (status)
        return status;
    method->classes[method->n_classes] = age;
    method->weights[method->n_classes++] = weight;
    return APLOC_OK;
}

aploc_status apl_method_take_ages(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_ini_entry *section = apl_ini_find(ini, "ages", NULL);
    const apl_ini_entry *whole = apl_ini_find(ini, "ages", "weights");
    if (!section)
        return APLOC_OK;
    if (whole && !apl_method_unknown(whole, NULL))
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, whole),
                           "found weights = %s, expected '?', or a key for each class such as "
                           "0-4 = 1.27",
                           whole->value);
    APL_TRY(APL_NEW(method->classes, ini->n, err));
    APL_TRY(APL_NEW(method->weights, ini->n, err));
    double sum = 0.0;
    for (int64_t k = 0; k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        if (strcmp(entry->section, "ages") != 0 || !entry->key || entry == whole)
            continue;
        if (whole)
            return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, entry),
                               "found key '%s' beside 'weights', expected one or the other",
                               entry->key);
        APL_TRY(take_class(method, ini, entry, err));
        sum += method->weights[method->n_classes - 1];
    }
    if (!whole && method->n_classes == 0)
        status = apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, section),
                             "found no class in [ages], expected classes such as 0-4 = 1.27");
    else if (!whole && !(sum > 0.0))
        status = apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, section),
                             "found only weights of 0 in [ages], expected one above 0");
out:
    return status;
}
