/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section [supply] of a method file. */
#include "method/method.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"

static const char section[] = "supply";

/* The keys that are one number above 0. */
static const struct {
    const char *key;
    size_t offset;
} numbers[] = {{"floor", offsetof(aploc_method_supply, floor)},
               {"cap", offsetof(aploc_method_supply, cap)},
               {"max_age", offsetof(aploc_method_supply, max_age)},
               {"fte", offsetof(aploc_method_supply, fte)}};
enum { N_NUMBERS = sizeof numbers / sizeof *numbers };

/* The keys that are one of some words: the place of a word is its value in the public header. */
static const struct {
    const char *key;
    size_t offset;
    const char *words[4];
} choices[] = {
    {"unit", offsetof(aploc_method_supply, unit), {"acts", "fte"}},
    {"first_year", offsetof(aploc_method_supply, first_year), {"as_is", "full"}},
    {"part_year", offsetof(aploc_method_supply, part_year), {"as_is", "scaled", "keep"}},
    {"locums", offsetof(aploc_method_supply, locums), {"keep", "move"}},
    {"salaried", offsetof(aploc_method_supply, salaried), {"floor", "keep"}},
    {"secondary", offsetof(aploc_method_supply, secondary), {"floor", "keep"}},
};
enum { N_CHOICES = sizeof choices / sizeof *choices };

static aploc_status take_numbers(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    for (size_t k = 0; k < N_NUMBERS; k++) {
        double value = (double)NAN;
        const apl_ini_entry *entry = apl_ini_find(ini, section, numbers[k].key);
        if (entry && !apl_method_unknown(entry, NULL)) {
            aploc_status status = apl_method_positive(ini, entry, &value, err);
            if (status)
                return status;
        }
        memcpy((char *)&method->supply + numbers[k].offset, &value, sizeof value);
    }
    return APLOC_OK;
}

static aploc_status take_choices(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    for (size_t k = 0; k < N_CHOICES; k++) {
        const apl_ini_entry *entry = apl_ini_find(ini, section, choices[k].key);
        if (!entry || apl_method_unknown(entry, NULL))
            continue;
        char list[64] = "";
        int32_t value = -1;
        for (int32_t w = 0; choices[k].words[w]; w++) {
            if (strcmp(choices[k].words[w], entry->value) == 0)
                value = w;
            if (w)
                strcat(list, " ");
            strcat(list, choices[k].words[w]);
        }
        if (value < 0)
            return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, entry),
                               "found %s '%s', expected one of %s", entry->key, entry->value, list);
        memcpy((char *)&method->supply + choices[k].offset, &value, sizeof value);
    }
    return APLOC_OK;
}

/* One step, "acts:fte", after those before it. */
static aploc_status take_step(aploc_method *method, const apl_ini *ini, const apl_ini_entry *entry,
                              const char *text, size_t length, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *colon = memchr(text, ':', length);
    int64_t n = method->supply.n_steps;
    apl_place place = apl_method_place(ini, entry);
    if (!colon)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place,
                           "found '%.*s' in 'fte_steps', expected acts:fte such as 273:0.2",
                           (int)length, text);
    APL_TRY(APL_GROW(method->step_acts, &method->step_acts_capacity, n + 1, err));
    APL_TRY(APL_GROW(method->step_fte, &method->step_fte_capacity, n + 1, err));
    double *acts = &method->step_acts[n], *fte = &method->step_fte[n];
    APL_TRY(apl_method_number(ini, entry, text, (size_t)(colon - text), acts, err));
    APL_TRY(
        apl_method_number(ini, entry, colon + 1, length - (size_t)(colon + 1 - text), fte, err));
    if (n == 0 ? *acts != 0.0 : !(*acts > acts[-1]))
        status =
            apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place, "found the step '%.*s', expected %s",
                        (int)length, text, n == 0 ? "the first one at 0 acts" : "ascending acts");
    else if (*fte < (n == 0 ? 0.0 : fte[-1]))
        status =
            apl_fail_at(err, APLOC_ERR_METHOD_VALUE, place,
                        "found the step '%.*s', expected full-time equivalents of at least 0 that "
                        "do not fall",
                        (int)length, text);
    method->supply.n_steps++;
out:
    return status;
}

static aploc_status take_steps(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(ini, section, "fte_steps");
    if (!entry || apl_method_unknown(entry, NULL))
        return APLOC_OK;
    for (const char *at = entry->value; *at; at += strspn(at, " \t")) {
        size_t length = strcspn(at, " \t");
        aploc_status status = take_step(method, ini, entry, at, length, err);
        if (status)
            return status;
        at += length;
    }
    method->supply.step_acts = method->step_acts;
    method->supply.step_fte = method->step_fte;
    return APLOC_OK;
}

/* What no key by itself can be wrong about. */
static aploc_status check_together(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    aploc_method_supply *supply = &method->supply;
    const apl_ini_entry *cap = apl_ini_find(ini, section, "cap");
    const apl_ini_entry *floor = apl_ini_find(ini, section, "floor");
    const apl_ini_entry *fte = apl_ini_find(ini, section, "fte");
    const apl_ini_entry *steps = apl_ini_find(ini, section, "fte_steps");
    const apl_ini_entry *unit = apl_ini_find(ini, section, "unit");
    const apl_ini_entry *first_year = apl_ini_find(ini, section, "first_year");
    if (supply->floor > supply->cap)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, cap),
                           "found cap %s below floor %s, expected a cap of at least the floor",
                           cap->value, floor->value);
    if (fte && steps)
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, fte),
                           "found key 'fte' beside 'fte_steps', expected one or the other");
    if (steps && unit && !apl_method_unknown(unit, NULL) && supply->unit != APLOC_SUPPLY_FTE)
        return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, unit),
                           "found unit '%s' beside 'fte_steps', expected fte", unit->value);
    if (steps && !unit)
        supply->unit = APLOC_SUPPLY_FTE;
    if (!fte && !steps && supply->unit == APLOC_SUPPLY_FTE)
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, unit),
                           "found unit = fte without 'fte' or 'fte_steps', expected one of them");
    if (!fte && !steps && supply->first_year == APLOC_FIRST_YEAR_FULL)
        return apl_fail_at(
            err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, first_year),
            "found first_year = full without 'fte' or 'fte_steps', expected one of them");
    return APLOC_OK;
}

aploc_status apl_method_take_supply(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    method->supply = (aploc_method_supply)APLOC_METHOD_SUPPLY_INIT;
    APL_TRY(take_numbers(method, ini, err));
    APL_TRY(take_choices(method, ini, err));
    APL_TRY(take_steps(method, ini, err));
    APL_TRY(check_together(method, ini, err));
out:
    return status;
}
