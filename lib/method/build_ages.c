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

/* What [ages] says of one sex, or of both alike. */
typedef struct side {
    aploc_age_class *classes;
    double *weights;
    int32_t n;
} side;

/* Classes follow each other without a hole: what is missing or double would go unnoticed. */
static aploc_status check_order(const side *of, aploc_age_class age, apl_place place,
                                aploc_error *err)
{
    if (of->n == 0)
        return APLOC_OK;
    aploc_age_class before = of->classes[of->n - 1];
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

/* `key` is that of the entry, without the sex before it. */
static aploc_status take_class(side *of, const apl_ini *ini, const apl_ini_entry *entry,
                               const char *key, aploc_error *err)
{
    aploc_age_class age = {0, 0};
    double weight = 1.0;
    apl_place place = apl_method_place(ini, entry);
    if (!read_class(key, &age))
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, place,
                           "found key '%s' in [ages], expected a class such as 0-4 or 90+",
                           entry->key);
    aploc_status status = check_order(of, age, place, err);
    if (!status && !apl_method_unknown(entry, NULL)) {
        status = apl_method_number(ini, entry, entry->value, strlen(entry->value), &weight, err);
        if (!status && weight < 0.0)
            status = apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place,
                                 "found weight %s, expected a number of at least 0", entry->value);
    }
    if (status)
        return status;
    of->classes[of->n] = age;
    of->weights[of->n++] = weight;
    return APLOC_OK;
}

/* A key that holds one of some words: the number of the word, `choice` untouched without the key. */
static aploc_status take_word(const apl_ini *ini, const char *key, const char *const *words,
                              const char *list, int32_t *choice, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(ini, "ages", key);
    if (!entry)
        return APLOC_OK;
    for (int32_t k = 0; words[k]; k++)
        if (strcmp(entry->value, words[k]) == 0) {
            *choice = k;
            return APLOC_OK;
        }
    return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, entry),
                       "found %s '%s', expected one of %s", key, entry->value, list);
}

/* Weights of women and of men: the same classes for both, and no word on whose care it is. */
static aploc_status check_sides(const side *women, const side *men, const apl_ini *ini,
                                aploc_error *err)
{
    const apl_ini_entry *section = apl_ini_find(ini, "ages", NULL);
    const apl_ini_entry *sex = apl_ini_find(ini, "ages", "sex");
    if (sex)
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, sex),
                           "found key 'sex' beside weights of women and men, expected one or the "
                           "other");
    if (women->n == men->n &&
        memcmp(women->classes, men->classes, (size_t)men->n * sizeof *men->classes) == 0)
        return APLOC_OK;
    return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, section),
                       "found %d classes of women and %d of men that are not the same, expected "
                       "the same (sex = women where care is for women alone)",
                       (int)women->n, (int)men->n);
}

/* The classes of the section: of both sexes alike, or of women and of men. */
static aploc_status take_classes(side *women, side *men, const apl_ini *ini, aploc_error *err)
{
    const apl_ini_entry *plain = NULL, *of_sex = NULL;
    for (int64_t k = 0; k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        if (strcmp(entry->section, "ages") != 0 || !entry->key || strcmp(entry->key, "sex") == 0 ||
            strcmp(entry->key, "normalise") == 0)
            continue;
        int of_women = strncmp(entry->key, "women ", 6) == 0;
        int of_men = strncmp(entry->key, "men ", 4) == 0;
        const char *key = entry->key + (of_women ? 6 : of_men ? 4 : 0);
        *(of_women || of_men ? &of_sex : &plain) = entry;
        if (plain && of_sex)
            return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, entry),
                               "found '%s' beside '%s', expected classes of both sexes alike, or "
                               "of women and of men",
                               entry->key, (entry == plain ? of_sex : plain)->key);
        aploc_status status =
            take_class(of_men ? men : women, ini, entry, key + strspn(key, " \t"), err);
        if (status)
            return status;
    }
    return of_sex ? check_sides(women, men, ini, err) : APLOC_OK;
}

/* "weights = ?": nothing is known but whose care it is. */
static aploc_status take_unknown(const apl_ini *ini, const apl_ini_entry *whole, aploc_error *err)
{
    if (!apl_method_unknown(whole, NULL))
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, whole),
                           "found weights = %s, expected '?', or a key for each class such as "
                           "0-4 = 1.27",
                           whole->value);
    for (int64_t k = 0; k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        if (strcmp(entry->section, "ages") == 0 && entry->key && entry != whole &&
            strcmp(entry->key, "sex") != 0 && strcmp(entry->key, "normalise") != 0)
            return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, entry),
                               "found key '%s' beside 'weights', expected one or the other",
                               entry->key);
    }
    return APLOC_OK;
}

aploc_status apl_method_take_ages(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    static const char *const sexes[] = {"both", "women", "men", NULL};
    static const char *const normalisations[] = {"none", "mean", NULL};
    aploc_status status = APLOC_OK;
    const apl_ini_entry *section = apl_ini_find(ini, "ages", NULL);
    const apl_ini_entry *whole = apl_ini_find(ini, "ages", "weights");
    side women = {NULL, NULL, 0}, men = {NULL, NULL, 0};
    if (!section)
        return APLOC_OK;
    APL_TRY(take_word(ini, "sex", sexes, "both women men", &method->sex, err));
    APL_TRY(take_word(ini, "normalise", normalisations, "none mean", &method->normalise, err));
    if (whole)
        return take_unknown(ini, whole, err);
    APL_TRY(APL_NEW(women.classes, ini->n, err));
    APL_TRY(APL_NEW(women.weights, ini->n, err));
    APL_TRY(APL_NEW(men.classes, ini->n, err));
    APL_TRY(APL_NEW(men.weights, ini->n, err));
    APL_TRY(take_classes(&women, &men, ini, err));
    double sum = 0.0;
    for (int32_t k = 0; k < women.n; k++)
        sum += women.weights[k] + (men.n ? men.weights[k] : 0.0);
    if (women.n == 0)
        status = apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, section),
                             "found no class in [ages], expected classes such as 0-4 = 1.27");
    else if (!(sum > 0.0))
        status = apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, section),
                             "found only weights of 0 in [ages], expected one above 0");
    if (status)
        goto out;
    method->n_classes = women.n;
    method->classes = women.classes;
    method->weights = women.weights;
    women = (side){NULL, NULL, 0};
    if (men.n) {
        method->weights_men = men.weights;
        men.weights = NULL;
    }
out:
    free(women.classes);
    free(women.weights);
    free(men.classes);
    free(men.weights);
    return status;
}
