/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the entries of a rules file to rules: texts, words, classes, gaps. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "method/method.h"
#include "zoning/rules.h"

aploc_status apl_rules_wrong(const aploc_rules *rules, const apl_ini_entry *entry, aploc_error *err,
                             const char *format, ...)
{
    char words[768];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    return apl_fail_at(err, APLOC_ERR_RULES, apl_method_place(&rules->ini, entry), "%s", words);
}

int apl_rules_is_share(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && text[length - 1] == '%';
}

static aploc_status read_number(const aploc_rules *rules, const apl_ini_entry *entry, size_t length,
                                double *value, aploc_error *err)
{
    aploc_error inner;
    if (aploc_number_read(entry->value, length, value, &inner) != APLOC_OK)
        return apl_rules_wrong(rules, entry, err, "%s for '%s' in [%s]", inner.message, entry->key,
                               entry->section);
    return APLOC_OK;
}

aploc_status apl_rules_share(const aploc_rules *rules, const apl_ini_entry *entry, double *share,
                             aploc_error *err)
{
    size_t length = strlen(entry->value);
    double percent = 0.0;
    *share = (double)NAN;
    if (apl_method_unknown(entry, NULL))
        return APLOC_OK;
    if (!apl_rules_is_share(entry->value))
        return apl_rules_wrong(rules, entry, err, "found %s '%s', expected a share such as 12.8 %%",
                               entry->key, entry->value);
    for (length--; length > 0 && entry->value[length - 1] == ' ';)
        length--;
    aploc_status status = read_number(rules, entry, length, &percent, err);
    if (status)
        return status;
    if (!(percent >= 0.0 && percent <= 100.0))
        return apl_rules_wrong(rules, entry, err, "found %s %s, expected 0 %% to 100 %%",
                               entry->key, entry->value);
    *share = percent / 100.0;
    return APLOC_OK;
}

aploc_status apl_rules_number(const aploc_rules *rules, const apl_ini_entry *entry, double *value,
                              aploc_error *err)
{
    *value = (double)NAN;
    if (apl_method_unknown(entry, NULL))
        return APLOC_OK;
    aploc_status status = read_number(rules, entry, strlen(entry->value), value, err);
    if (!status && *value < 0.0)
        return apl_rules_wrong(rules, entry, err, "found %s %s, expected a number of at least 0",
                               entry->key, entry->value);
    return status;
}

/* The texts, which are always known. */
static aploc_status take_texts(aploc_rules *rules, aploc_error *err)
{
    static const struct {
        int32_t which;
        const char *section, *key, *usual;
        int needed;
    } keys[] = {{APLOC_RULES_NAME, "zoning", "name", NULL, 1},
                {APLOC_RULES_TITLE, "zoning", "title", NULL, 0},
                {APLOC_RULES_PROFESSION, "zoning", "profession", NULL, 0},
                {APLOC_RULES_UNIT, "zoning", "unit", NULL, 0},
                {APLOC_RULES_SOURCE, "zoning", "source", NULL, 0},
                {APLOC_RULES_MESH, "units", "mesh", NULL, 0},
                {APLOC_RULES_WEIGHT, "units", "weight", NULL, 1},
                {APLOC_RULES_PEOPLE, "units", "people", "population", 0}};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const apl_ini_entry *entry = apl_ini_find(&rules->ini, keys[k].section, keys[k].key);
        if (!entry && keys[k].needed)
            return apl_rules_wrong(rules, apl_ini_find(&rules->ini, keys[k].section, NULL), err,
                                   "found no key '%s' in [%s], expected one", keys[k].key,
                                   keys[k].section);
        rules->texts[keys[k].which] = entry ? entry->value : keys[k].usual;
    }
    return APLOC_OK;
}

/* The keys that are one of some words: the place of a word, from 1, is its value in the header. */
static aploc_status take_words(aploc_rules *rules, aploc_error *err)
{
    static const struct {
        const char *section, *key;
        size_t offset;
        int32_t usual; /* 0: needed */
        const char *words[6];
    } choices[] = {
        {"assignment",
         "by",
         offsetof(aploc_rules_values, assign),
         0,
         {"thresholds", "shares", "ceilings", "both", "list"}},
        {"assignment",
         "scope",
         offsetof(aploc_rules_values, scope),
         APLOC_SCOPE_NATION,
         {"nation", "region", "department"}},
        {"assignment",
         "straddle",
         offsetof(aploc_rules_values, straddle),
         APLOC_STRADDLE_UPPER,
         {"lower", "upper", "nearest"}},
        {"assignment",
         "ties",
         offsetof(aploc_rules_values, ties),
         APLOC_TIES_CODE,
         {"code", "together"}},
        {"units",
         "regions",
         offsetof(aploc_rules_values, regions),
         APLOC_REGIONS_OWN,
         {"own", "majority"}},
        {"units",
         "disagreement",
         offsetof(aploc_rules_values, disagreement),
         APLOC_DISAGREEMENT_KEEP,
         {"keep", "largest"}},
    };
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        const apl_ini_entry *entry = apl_ini_find(&rules->ini, choices[k].section, choices[k].key);
        int32_t value = entry ? 0 : choices[k].usual;
        char list[128] = "";
        for (int32_t w = 0; choices[k].words[w]; w++) {
            if (entry && strcmp(choices[k].words[w], entry->value) == 0)
                value = w + 1;
            strcat(list, w ? " " : "");
            strcat(list, choices[k].words[w]);
        }
        if (!value && !entry)
            return apl_rules_wrong(rules, apl_ini_find(&rules->ini, choices[k].section, NULL), err,
                                   "found no key '%s' in [%s], expected one", choices[k].key,
                                   choices[k].section);
        if (!value)
            return apl_rules_wrong(rules, entry, err, "found %s '%s', expected one of %s",
                                   entry->key, entry->value, list);
        memcpy((char *)&rules->values + choices[k].offset, &value, sizeof value);
    }
    return APLOC_OK;
}

/* The shares of [assignment], none of which is needed to class units in order of APL. */
static aploc_status take_limits(aploc_rules *rules, aploc_error *err)
{
    static const struct {
        const char *key;
        size_t offset;
    } limits[] = {{"substitution", offsetof(aploc_rules_values, substitution)},
                  {"addition", offsetof(aploc_rules_values, addition)},
                  {"low_band", offsetof(aploc_rules_values, low_band)},
                  {"high_band", offsetof(aploc_rules_values, high_band)}};
    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++) {
        const apl_ini_entry *entry = apl_ini_find(&rules->ini, "assignment", limits[k].key);
        double share = (double)NAN;
        aploc_status status = entry ? apl_rules_share(rules, entry, &share, err) : APLOC_OK;
        if (status)
            return status;
        memcpy((char *)&rules->values + limits[k].offset, &share, sizeof share);
    }
    const apl_ini_entry *of = apl_ini_find(&rules->ini, "assignment", "addition_of");
    const apl_ini_entry *addition = apl_ini_find(&rules->ini, "assignment", "addition");
    rules->values.of = of ? of->value : "";
    if (addition && !of)
        return apl_rules_wrong(
            rules, addition, err,
            "found addition without addition_of, expected the class whose people "
            "it is a share of");
    if (of && apl_rules_class(rules, of->value, strlen(of->value)) < 0)
        return apl_rules_wrong(rules, of, err, "found addition_of '%s', expected a class",
                               of->value);
    const apl_ini_entry *quarters = apl_ini_find(&rules->ini, "assignment", "quarters");
    rules->values.quarters = quarters ? quarters->value : "";
    if (quarters && apl_rules_class(rules, quarters->value, strlen(quarters->value)) < 0)
        return apl_rules_wrong(rules, quarters, err, "found quarters '%s', expected a class",
                               quarters->value);
    return APLOC_OK;
}

static int is_colour(const char *text)
{
    return strlen(text) == 7 && text[0] == '#' && strspn(text + 1, "0123456789abcdefABCDEF") == 6;
}

static aploc_status take_class(aploc_rules *rules, const char *section, aploc_error *err)
{
    const apl_ini *ini = &rules->ini;
    const apl_ini_entry *head = apl_ini_find(ini, section, NULL);
    const apl_ini_entry *title = apl_ini_find(ini, section, "title");
    const apl_ini_entry *colour = apl_ini_find(ini, section, "colour");
    const apl_ini_entry *max = apl_ini_find(ini, section, "max");
    const apl_ini_entry *below = apl_ini_find(ini, section, "below");
    const apl_ini_entry *share = apl_ini_find(ini, section, "share");
    const apl_ini_entry *picked = apl_ini_find(ini, section, "picked");
    aploc_status status = APLOC_OK;
    if (rules->n_classes == APLOC_ZONE_CLASSES_MAX)
        return apl_rules_wrong(rules, head, err, "found more than %d classes, expected fewer",
                               APLOC_ZONE_CLASSES_MAX);
    if (strcmp(head->section, "class name") == 0)
        return apl_rules_wrong(rules, head, err,
                               "found a class 'name', expected another word: it is a key of areas");
    if (max && below)
        return apl_rules_wrong(rules, below, err,
                               "found 'below' beside 'max', expected one or the other");
    if (colour && !is_colour(colour->value))
        return apl_rules_wrong(rules, colour, err,
                               "found colour '%s', expected one such as #d73027", colour->value);
    if (picked && strcmp(picked->value, "yes") != 0 && strcmp(picked->value, "no") != 0)
        return apl_rules_wrong(rules, picked, err, "found picked '%s', expected yes or no",
                               picked->value);
    aploc_zone_class *zone = &rules->classes[rules->n_classes];
    zone->size = sizeof *zone;
    zone->name = section + strlen("class ");
    zone->title = title ? title->value : zone->name;
    zone->colour = colour ? colour->value : "";
    zone->max = zone->share = (double)NAN;
    zone->strict = below != NULL;
    zone->picked = picked && strcmp(picked->value, "yes") == 0;
    if (max || below)
        status = apl_rules_number(rules, max ? max : below, &zone->max, err);
    if (!status && share)
        status = apl_rules_share(rules, share, &zone->share, err);
    rules->sections[rules->n_classes++] = section;
    return status;
}

/* Thresholds do not fall from class to class; the shares before the last leave it something. */
static aploc_status check_classes(const aploc_rules *rules, aploc_error *err)
{
    double highest = 0.0;
    int64_t units = 0;
    if (rules->n_classes < 2)
        return apl_rules_wrong(rules, NULL, err,
                               "found %d sections [class …], expected two at least",
                               (int)rules->n_classes);
    for (int32_t k = 0; k < rules->n_classes; k++) {
        const aploc_zone_class *zone = &rules->classes[k];
        const apl_ini_entry *at =
            apl_ini_find(&rules->ini, rules->sections[k], zone->strict ? "below" : "max");
        if (zone->max < highest)
            return apl_rules_wrong(rules, at, err,
                                   "found a threshold of %s, expected at least that of the class "
                                   "before",
                                   at->value);
        if (!isnan(zone->max))
            highest = zone->max;
        if (!isnan(zone->share) && k + 1 < rules->n_classes)
            units += apl_share_units(zone->share);
        if (units > 100000000)
            return apl_rules_wrong(rules, apl_ini_find(&rules->ini, rules->sections[k], "share"),
                                   err,
                                   "found shares of more than 100 %% up to here, expected less");
    }
    return APLOC_OK;
}

static aploc_status take_gaps(aploc_rules *rules, aploc_error *err)
{
    for (int64_t k = 0; k < rules->ini.n; k++) {
        const apl_ini_entry *entry = &rules->ini.entries[k];
        const char *hint = NULL;
        if (strcmp(entry->section, "zoning") == 0 || strcmp(entry->section, "units") == 0 ||
            !apl_method_unknown(entry, &hint))
            continue;
        aploc_status status = APL_GROW(rules->gaps, &rules->gaps_room, rules->n_gaps + 1, err);
        if (status)
            return status;
        rules->gaps[rules->n_gaps++] =
            (aploc_method_gap){entry->section, entry->key, hint, entry->line};
    }
    return APLOC_OK;
}

aploc_status apl_rules_build(aploc_rules *rules, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    rules->values.size = sizeof rules->values;
    APL_TRY(take_texts(rules, err));
    APL_TRY(take_words(rules, err));
    for (int64_t k = 0; k < rules->ini.n; k++) {
        const apl_ini_entry *entry = &rules->ini.entries[k];
        if (!entry->key && strncmp(entry->section, "class ", 6) == 0)
            APL_TRY(take_class(rules, entry->section, err));
    }
    APL_TRY(check_classes(rules, err));
    APL_TRY(take_limits(rules, err));
    APL_TRY(apl_rules_take_areas(rules, err));
    APL_TRY(apl_rules_take_overlays(rules, err));
    APL_TRY(take_gaps(rules, err));
out:
    return status;
}
