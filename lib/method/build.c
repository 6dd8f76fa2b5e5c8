/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the entries of a method file to a method: texts, gaps, and the order. */
#include "method/method.h"

#include <aploc/number.h>

#include <string.h>

#include "base/memory.h"
#include "method/family.h"

int apl_method_unknown(const apl_ini_entry *entry, const char **hint)
{
    const char *value = entry->value;
    if (!value || value[0] != '?' || (value[1] && value[1] != ' ' && value[1] != '\t'))
        return 0;
    if (hint)
        *hint = value + 1 + strspn(value + 1, " \t");
    return 1;
}

apl_place apl_method_place(const apl_ini *ini, const apl_ini_entry *entry)
{
    return (apl_place){.file = ini->file, .line = entry ? entry->line : 0};
}

aploc_status apl_method_number(const apl_ini *ini, const apl_ini_entry *entry, const char *text,
                               size_t length, double *value, aploc_error *err)
{
    aploc_error inner;
    aploc_status status = aploc_number_read(text, length, value, &inner);
    if (!status)
        return APLOC_OK;
    return apl_fail_at(err, status == APLOC_ERR_NUMBER ? status : APLOC_ERR_METHOD_VALUE,
                       apl_method_place(ini, entry), "%s for '%s' in [%s]", inner.message,
                       entry->key, entry->section);
}

aploc_status apl_method_positive(const apl_ini *ini, const apl_ini_entry *entry, double *value,
                                 aploc_error *err)
{
    aploc_status status =
        apl_method_number(ini, entry, entry->value, strlen(entry->value), value, err);
    if (!status && !(*value > 0.0))
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, entry),
                           "found %s %s, expected a number above 0", entry->key, entry->value);
    return status;
}

aploc_status apl_method_copy(char **copy, const char *text, size_t length, aploc_error *err)
{
    char *block = NULL;
    aploc_status status = APL_NEW(block, (int64_t)length + 1, err);
    if (status)
        return status;
    memcpy(block, text, length);
    block[length] = '\0';
    *copy = block;
    return APLOC_OK;
}

static aploc_status take_texts(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    static const char *const keys[] = {
        [APLOC_METHOD_NAME] = "name",
        [APLOC_METHOD_TITLE] = "title",
        [APLOC_METHOD_PROFESSION] = "profession",
        [APLOC_METHOD_UNIT] = "unit",
        [APLOC_METHOD_SOURCE] = "source",
    };
    const apl_ini_entry *section = apl_ini_find(ini, "method", NULL);
    if (!apl_ini_find(ini, "method", "name"))
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, section),
                           "found no key 'name' in [method], expected one");
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const apl_ini_entry *entry = apl_ini_find(ini, "method", keys[k]);
        aploc_status status = APLOC_OK;
        if (entry)
            status = apl_method_copy(&method->texts[k], entry->value, strlen(entry->value), err);
        if (status)
            return status;
    }
    return APLOC_OK;
}

static aploc_status take_per(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(ini, "method", "per");
    method->per = 1.0;
    return entry ? apl_method_positive(ini, entry, &method->per, err) : APLOC_OK;
}

/* After the decay, which must go with the variant. Nothing can be said of an unknown kind; what
 * stands in for other unknown values goes with all of them. */
static aploc_status take_family(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(ini, "family", "variant");
    char names[128] = "";
    int32_t variant = 0;
    double largest = 0.0;
    aploc_error inner;
    if (!entry)
        return APLOC_OK;
    for (; variant < APLOC_VARIANT_COUNT; variant++) {
        if (strcmp(entry->value, aploc_variant_name(variant)) == 0)
            break;
        strcat(names, variant ? " " : "");
        strcat(names, aploc_variant_name(variant));
    }
    if (variant == APLOC_VARIANT_COUNT)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, entry),
                           "found variant '%s', expected one of %s", entry->value, names);
    if (method->decay.kind != 0) {
        const double zero = 0.0;
        aploc_status status = aploc_decay_weights(&method->decay, 1, &zero, &largest, err);
        if (status)
            return status;
    }
    if (apl_variant_check_decay(variant, method->decay.kind, largest, &inner) != APLOC_OK)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, entry), "%s",
                           inner.message);
    method->variant = variant;
    return APLOC_OK;
}

/* What may stand as "?": the numbers, not the texts. */
static aploc_status take_gaps(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    for (int64_t k = 0; k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        const char *hint = NULL;
        if (strcmp(entry->section, "method") == 0 || strcmp(entry->section, "family") == 0 ||
            !apl_method_unknown(entry, &hint))
            continue;
        aploc_status status =
            APL_GROW(method->gaps, &method->gaps_capacity, method->n_gaps + 1, err);
        if (status)
            return status;
        /* Its three texts in one block, the section first. */
        size_t section = strlen(entry->section) + 1, key = strlen(entry->key) + 1;
        size_t words = strlen(hint) + 1;
        char *texts = NULL;
        status = APL_NEW(texts, (int64_t)(section + key + words), err);
        if (status)
            return status;
        memcpy(texts, entry->section, section);
        memcpy(texts + section, entry->key, key);
        memcpy(texts + section + key, hint, words);
        method->gaps[method->n_gaps++] =
            (apl_gap){{texts, texts + section, texts + section + key, entry->line}, texts};
    }
    return APLOC_OK;
}

aploc_status apl_method_build(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(take_texts(method, ini, err));
    APL_TRY(take_per(method, ini, err));
    APL_TRY(apl_method_take_decay(method, ini, err));
    APL_TRY(apl_method_take_ages(method, ini, err));
    APL_TRY(apl_method_take_supply(method, ini, err));
    APL_TRY(take_family(method, ini, err));
    APL_TRY(take_gaps(method, ini, err));
out:
    return status;
}
