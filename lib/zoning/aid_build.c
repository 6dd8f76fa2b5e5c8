/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the entries of a file of aid to kinds and classes. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <aploc/changes.h>
#include <aploc/number.h>

#include "base/memory.h"
#include "method/method.h"
#include "zoning/aid.h"

static aploc_status wrong(const aploc_aid *aid, const apl_ini_entry *entry, aploc_error *err,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

static aploc_status wrong(const aploc_aid *aid, const apl_ini_entry *entry, aploc_error *err,
                          const char *format, ...)
{
    char words[768];
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    return apl_fail_at(err, APLOC_ERR_RULES, apl_method_place(&aid->ini, entry), "%s", words);
}

/* A number of at least 0, of the first `length` bytes. */
static aploc_status read_number(const aploc_aid *aid, const apl_ini_entry *entry, size_t length,
                                double *value, aploc_error *err)
{
    aploc_error inner;
    if (aploc_number_read(entry->value, length, value, &inner) != APLOC_OK)
        return wrong(aid, entry, err, "%s for '%s' in [%s]", inner.message, entry->key,
                     entry->section);
    if (*value > 1e12)
        return wrong(aid, entry, err, "found %s %s, expected at most 1e12", entry->key,
                     entry->value);
    if (!(*value >= 0.0))
        return wrong(aid, entry, err, "found %s %s, expected a number of at least 0", entry->key,
                     entry->value);
    return APLOC_OK;
}

static aploc_status take_texts(aploc_aid *aid, aploc_error *err)
{
    static const char *const keys[] = {"name", "title", "source", "currency", "from", "to"};
    const struct {
        int32_t which, *day;
    } days[] = {{APLOC_AID_FROM, &aid->from}, {APLOC_AID_TO, &aid->to}};
    for (int32_t k = 0; k < APLOC_AID_FILE; k++) {
        const apl_ini_entry *entry = apl_ini_find(&aid->ini, "aid", keys[k]);
        aid->texts[k] = entry ? entry->value : NULL;
    }
    if (!aid->texts[APLOC_AID_NAME])
        return wrong(aid, apl_ini_find(&aid->ini, "aid", NULL), err,
                     "found no key 'name' in [aid], expected one");
    if (!aid->texts[APLOC_AID_CURRENCY])
        aid->texts[APLOC_AID_CURRENCY] = "€";
    for (int k = 0; k < 2; k++) {
        const char *text = aid->texts[days[k].which];
        if (text && aploc_date_read(text, days[k].day, NULL) != APLOC_OK)
            return wrong(aid, apl_ini_find(&aid->ini, "aid", keys[days[k].which]), err,
                         "found %s '%s', expected a day such as 2026-01-01", keys[days[k].which],
                         text);
    }
    if (aid->from && aid->to && aid->from > aid->to)
        return wrong(aid, apl_ini_find(&aid->ini, "aid", "from"), err,
                     "found from %s after to %s, expected the first day before the last",
                     aid->texts[APLOC_AID_FROM], aid->texts[APLOC_AID_TO]);
    return APLOC_OK;
}

static aploc_status take_classes(aploc_aid *aid, aploc_error *err)
{
    for (int64_t k = 0; k < aid->ini.n; k++) {
        const apl_ini_entry *entry = &aid->ini.entries[k];
        if (entry->key || strncmp(entry->section, "class ", 6) != 0)
            continue;
        if (aid->n_classes == APLOC_AID_CLASSES_MAX)
            return wrong(aid, entry, err, "found more than %d classes, expected fewer",
                         APLOC_AID_CLASSES_MAX);
        aid->classes[aid->n_classes++] = entry->section + 6;
    }
    return aid->n_classes ? APLOC_OK
                          : wrong(aid, NULL, err,
                                  "found no section [class …], expected one at "
                                  "least");
}

/* A whole number of years, from 1. */
static aploc_status take_years(const aploc_aid *aid, const char *section, const char *key,
                               int32_t *years, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(&aid->ini, section, key);
    double value = 0.0;
    if (!entry)
        return APLOC_OK;
    aploc_status status = read_number(aid, entry, strlen(entry->value), &value, err);
    if (!status && !(value >= 1.0 && value <= 100.0 && floor(value) == value))
        return wrong(aid, entry, err, "found %s %s, expected a whole number from 1 to 100", key,
                     entry->value);
    *years = (int32_t)value;
    return status;
}

/* "ZIP = 10000" or "ZIP = 25 %"; `first` is the first amount of the kind, NULL before it. */
static aploc_status take_amount(aploc_aid *aid, apl_aid_kind *kind, int32_t c,
                                const apl_ini_entry *entry, const apl_ini_entry **first,
                                aploc_error *err)
{
    size_t length = strlen(entry->value);
    int share = length > 0 && entry->value[length - 1] == '%';
    kind->opened[c] = entry;
    kind->amounts[c] = (double)NAN;
    if (apl_method_unknown(entry, NULL))
        return APLOC_OK;
    if (*first && kind->shown.fees != share)
        return wrong(aid, entry, err,
                     "found '%s' beside '%s', expected shares of fees for all classes or none",
                     entry->value, (*first)->value);
    *first = entry;
    kind->shown.fees = share;
    for (length -= (size_t)share; length > 0 && entry->value[length - 1] == ' ';)
        length--;
    aploc_status status = read_number(aid, entry, length, &kind->amounts[c], err);
    if (!status && share && kind->amounts[c] > 100.0)
        return wrong(aid, entry, err, "found %s %s, expected 0 %% to 100 %%", entry->key,
                     entry->value);
    kind->amounts[c] /= share ? 100.0 : 1.0;
    return status;
}

/* The keys of a kind that are no class are few; a class of one of these names would hide it. */
static int is_key(const char *key)
{
    static const char *const keys[] = {"title", "per", "cap", "years", "over", "most", "*"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (strcmp(keys[k], key) == 0)
            return 1;
    return 0;
}

static aploc_status take_amounts(aploc_aid *aid, apl_aid_kind *kind, aploc_error *err)
{
    const apl_ini_entry *others = apl_ini_find(&aid->ini, kind->section, "*"), *first = NULL;
    for (int64_t k = 0; k < aid->ini.n; k++) {
        const apl_ini_entry *entry = &aid->ini.entries[k];
        if (!entry->key || strcmp(entry->section, kind->section) != 0 || is_key(entry->key))
            continue;
        if (aploc_aid_find_class(aid, entry->key) < 0)
            return wrong(aid, entry, err,
                         "found key '%s' in [%s], expected title, per, cap, years, over, most, a "
                         "class, or * for the classes that are not named",
                         entry->key, entry->section);
    }
    for (int32_t c = 0; c < aid->n_classes; c++) {
        const apl_ini_entry *entry = apl_ini_find(&aid->ini, kind->section, aid->classes[c]);
        aploc_status status = entry || others
                                  ? take_amount(aid, kind, c, entry ? entry : others, &first, err)
                                  : APLOC_OK;
        if (status)
            return status;
    }
    return APLOC_OK;
}

/* What goes together. */
static aploc_status check_kind(const aploc_aid *aid, const apl_aid_kind *kind, aploc_error *err)
{
    const aploc_aid_kind *shown = &kind->shown;
    const apl_ini *ini = &aid->ini;
    const apl_ini_entry *head = apl_ini_find(ini, kind->section, NULL);
    if (!*shown->per)
        return wrong(aid, head, err, "found no key 'per' in [%s], expected what an amount is for",
                     kind->section);
    if (shown->fees && !shown->yearly)
        return wrong(aid, head, err, "found shares of fees in [%s], expected per = year",
                     kind->section);
    if (!isnan(shown->cap) && !shown->fees)
        return wrong(aid, apl_ini_find(ini, kind->section, "cap"), err,
                     "found a cap in [%s], which has no share of fees, expected none",
                     kind->section);
    if (shown->years && !shown->yearly)
        return wrong(aid, apl_ini_find(ini, kind->section, "years"), err,
                     "found years in [%s], expected per = year (or over)", kind->section);
    if (shown->over && shown->yearly)
        return wrong(aid, apl_ini_find(ini, kind->section, "over"), err,
                     "found over in [%s], which is paid per year, expected years", kind->section);
    return APLOC_OK;
}

static aploc_status take_kind(aploc_aid *aid, const apl_ini_entry *head, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_ini *ini = &aid->ini;
    const char *section = head->section;
    const apl_ini_entry *title = apl_ini_find(ini, section, "title");
    const apl_ini_entry *per = apl_ini_find(ini, section, "per");
    const apl_ini_entry *cap = apl_ini_find(ini, section, "cap");
    const apl_ini_entry *most = apl_ini_find(ini, section, "most");
    if (aid->n_kinds == APLOC_AID_KINDS_MAX)
        return wrong(aid, head, err, "found more than %d kinds, expected fewer",
                     APLOC_AID_KINDS_MAX);
    apl_aid_kind *kind = &aid->kinds[aid->n_kinds++];
    kind->section = section;
    kind->shown = (aploc_aid_kind){.size = sizeof kind->shown,
                                   .name = section + strlen("kind "),
                                   .per = per ? per->value : "",
                                   .cap = (double)NAN,
                                   .yearly = per && strcmp(per->value, "year") == 0};
    kind->shown.title = title ? title->value : kind->shown.name;
    if (most && strcmp(most->value, "yes") != 0 && strcmp(most->value, "no") != 0)
        return wrong(aid, most, err, "found most '%s', expected yes or no", most->value);
    kind->shown.most = most && strcmp(most->value, "yes") == 0;
    if (cap && !apl_method_unknown(cap, NULL))
        APL_TRY(read_number(aid, cap, strlen(cap->value), &kind->shown.cap, err));
    APL_TRY(take_years(aid, section, "years", &kind->shown.years, err));
    APL_TRY(take_years(aid, section, "over", &kind->shown.over, err));
    APL_TRY(take_amounts(aid, kind, err));
    APL_TRY(check_kind(aid, kind, err));
out:
    return status;
}

static aploc_status take_gaps(aploc_aid *aid, aploc_error *err)
{
    for (int64_t k = 0; k < aid->ini.n; k++) {
        const apl_ini_entry *entry = &aid->ini.entries[k];
        const char *hint = NULL;
        if (strncmp(entry->section, "kind ", 5) != 0 || !apl_method_unknown(entry, &hint))
            continue;
        aploc_status status = APL_GROW(aid->gaps, &aid->gaps_room, aid->n_gaps + 1, err);
        if (status)
            return status;
        aid->gaps[aid->n_gaps++] =
            (aploc_method_gap){entry->section, entry->key, hint, entry->line};
    }
    return APLOC_OK;
}

aploc_status apl_aid_build(aploc_aid *aid, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(take_texts(aid, err));
    APL_TRY(take_classes(aid, err));
    for (int64_t k = 0; k < aid->ini.n; k++) {
        const apl_ini_entry *entry = &aid->ini.entries[k];
        if (!entry->key && strncmp(entry->section, "kind ", 5) == 0)
            APL_TRY(take_kind(aid, entry, err));
    }
    if (aid->n_kinds == 0)
        status = wrong(aid, NULL, err, "found no section [kind …], expected one at least");
    if (!status)
        status = take_gaps(aid, err);
out:
    return status;
}
