/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "zoning/rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/builtin.h"
#include "base/memory.h"
#include "method/method.h"
#include "tables/texts.h"

static const apl_ini_section sections[] = {
    {"zoning", "name title profession unit source"},
    {"units", "mesh weight people regions disagreement"},
    {"assignment",
     "by scope straddle ties substitution addition addition_of quarters low_band high_band"},
    {"class*", "title colour max below share picked"},
    {"overlay*", "title class quarters departments"},
    {"nation", NULL},
    {"region*", NULL},
    {"department*", NULL},
};
static const apl_ini_form form = {.what = "file of zoning rules",
                                  .sections = sections,
                                  .n_sections = sizeof sections / sizeof *sections,
                                  .syntax = APLOC_ERR_RULES,
                                  .key = APLOC_ERR_RULES,
                                  .value = APLOC_ERR_RULES};

aploc_status aploc_rules_parse(const char *text, size_t length, const char *source,
                               aploc_rules **rules, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_rules *built = NULL;
    if (!text || !source || !rules)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no text, no source or nowhere to put the rules");
    APL_TRY(APL_ZEROED(built, 1, err));
    APL_TRY(apl_text_copy(source, &built->file, err));
    APL_TRY(apl_ini_read(text, length, built->file, &form, &built->ini, err));
    APL_TRY(apl_method_copy(&built->text, text, length, err));
    built->texts[APLOC_RULES_FILE] = built->text;
    APL_TRY(apl_rules_build(built, err));
    *rules = built;
    built = NULL;
out:
    aploc_rules_free(built);
    return status;
}

aploc_status aploc_rules_read(const char *path, aploc_rules **rules, aploc_error *err)
{
    char *text = NULL;
    size_t length = 0;
    if (!path || !rules)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no path or nowhere to put the rules");
    aploc_status status = apl_ini_load(path, form.what, &text, &length, err);
    if (!status)
        status = aploc_rules_parse(text, length, path, rules, err);
    free(text);
    return status;
}

aploc_status aploc_rules_builtin(const char *name, aploc_rules **rules, aploc_error *err)
{
    char source[128], names[APL_BUILTIN_NAMES_SIZE];
    if (!name || !rules)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no name or nowhere to put the rules");
    const apl_builtin *builtin = apl_builtin_find(&apl_zonings, name);
    if (builtin) {
        snprintf(source, sizeof source, "%s.ini", name);
        return aploc_rules_parse((const char *)builtin->text, builtin->length, source, rules, err);
    }
    apl_builtin_names(&apl_zonings, names);
    return apl_fail(err, APLOC_ERR_METHOD_NAME, "found rules '%.64s', expected one of %s", name,
                    names);
}

const char *aploc_rules_builtin_name(int32_t k)
{
    return apl_builtin_name(&apl_zonings, k);
}

aploc_rules *apl_rules_hold(const aploc_rules *rules)
{
    aploc_rules *held = APL_HELD(aploc_rules, rules);
    apl_hold(&held->holders);
    return held;
}

void aploc_rules_free(aploc_rules *rules)
{
    if (!rules || !apl_let_go(&rules->holders))
        return;
    apl_ini_free(&rules->ini);
    free(rules->file);
    free(rules->text);
    free(rules->ceilings);
    free(rules->gaps);
    free(rules);
}

const char *aploc_rules_get_text(const aploc_rules *rules, int32_t which)
{
    if (which < 0 || which >= APLOC_RULES_TEXT_COUNT)
        return NULL;
    return rules->texts[which] ? rules->texts[which] : "";
}

const aploc_method_gap *aploc_rules_get_gap(const aploc_rules *rules, int32_t k)
{
    return rules && k >= 0 && k < rules->n_gaps ? &rules->gaps[k] : NULL;
}

aploc_status aploc_rules_get_values(const aploc_rules *rules, aploc_rules_values *values,
                                    aploc_error *err)
{
    if (!rules || !values)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no rules or nowhere to put their values");
    if (values->size != sizeof *values)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found values of %zu bytes, expected %zu",
                        values->size, sizeof *values);
    *values = rules->values;
    return APLOC_OK;
}

int32_t aploc_rules_class_count(const aploc_rules *rules)
{
    return rules ? rules->n_classes : 0;
}

aploc_status aploc_rules_get_class(const aploc_rules *rules, int32_t k, aploc_zone_class *zone,
                                   aploc_error *err)
{
    if (!rules || !zone)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no rules or nowhere to put a class");
    if (zone->size != sizeof *zone)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a class of %zu bytes, expected %zu",
                        zone->size, sizeof *zone);
    if (k < 0 || k >= rules->n_classes)
        return apl_fail(err, APLOC_ERR_INDEX, "found class %d, expected 0 to %d", (int)k,
                        (int)rules->n_classes - 1);
    *zone = rules->classes[k];
    return APLOC_OK;
}

int32_t apl_rules_class(const aploc_rules *rules, const char *name, size_t length)
{
    for (int32_t k = 0; k < rules->n_classes; k++)
        if (strlen(rules->classes[k].name) == length &&
            memcmp(rules->classes[k].name, name, length) == 0)
            return k;
    return -1;
}

aploc_status apl_rules_unknown(const aploc_rules *rules, const apl_ini_entry *entry,
                               aploc_error *err)
{
    const char *hint = "";
    apl_method_unknown(entry, &hint);
    apl_fail(err, APLOC_ERR_RULES_UNKNOWN,
             "rules '%s' do not know [%s] %s (%s:%lld); %s%s%sfill it in a copy of the file",
             rules->texts[APLOC_RULES_NAME], entry->section, entry->key, rules->file,
             (long long)entry->line, *hint ? "who publishes it: " : "", hint, *hint ? "; " : "");
    if (err) {
        apl_copy_text(err->file, sizeof err->file, rules->file);
        err->line = entry->line;
    }
    return APLOC_ERR_RULES_UNKNOWN;
}

int64_t apl_share_units(double share)
{
    return (int64_t)llround(share * 1e8);
}

double apl_people_of_share(int64_t units, double all)
{
    return (double)units * all / 1e8;
}

static int is_of(const apl_ceiling *row, int32_t scope, const char *area)
{
    return row->scope == scope && (scope == APLOC_SCOPE_NATION || strcmp(row->area, area) == 0 ||
                                   (*row->name && strcmp(row->name, area) == 0));
}

/* The rows of an area: its own, else those of "*"; -1 when there are none. */
static int64_t first_row(const aploc_rules *rules, int32_t scope, const char *area)
{
    for (int64_t k = 0; k < rules->n_ceilings; k++)
        if (is_of(&rules->ceilings[k], scope, area))
            return k;
    for (int64_t k = 0; k < rules->n_ceilings; k++)
        if (is_of(&rules->ceilings[k], scope, "*"))
            return k;
    return -1;
}

static aploc_status no_area(const aploc_rules *rules, int32_t scope, const char *area,
                            aploc_error *err)
{
    const char *name = rules->texts[APLOC_RULES_NAME];
    if (scope == APLOC_SCOPE_NATION)
        return apl_fail_at(err, APLOC_ERR_RULES_UNKNOWN, (apl_place){.file = rules->file},
                           "rules '%s' have no ceilings of the nation, expected a section [nation]",
                           name);
    const char *what = scope == APLOC_SCOPE_REGION ? "region" : "department";
    return apl_fail_at(err, APLOC_ERR_RULES_UNKNOWN, (apl_place){.file = rules->file},
                       "rules '%s' have no ceilings of %s '%s', expected a section [%s %s]", name,
                       what, area, what, area);
}

aploc_status aploc_rules_get_ceiling(const aploc_rules *rules, int32_t scope, const char *area,
                                     int32_t k, double people, double *ceiling, double *margin,
                                     aploc_error *err)
{
    if (!rules || !area || !ceiling || scope < APLOC_SCOPE_NATION ||
        scope > APLOC_SCOPE_DEPARTMENT || !(people >= 0.0) || !isfinite(people))
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no rules, area, scope or people, or nowhere to put the ceiling");
    if (k < 0 || k >= rules->n_classes)
        return apl_fail(err, APLOC_ERR_INDEX, "found class %d, expected 0 to %d", (int)k,
                        (int)rules->n_classes - 1);
    int64_t at = first_row(rules, scope, area);
    if (at < 0)
        return no_area(rules, scope, area, err);
    const char *section = rules->ceilings[at].area;
    double found = (double)NAN, missed = (double)NAN;
    for (; at < rules->n_ceilings; at++) {
        const apl_ceiling *row = &rules->ceilings[at];
        if (row->scope != scope || row->area != section || row->zone != k)
            continue;
        if (apl_method_unknown(row->entry, NULL))
            return apl_rules_unknown(rules, row->entry, err);
        found = isnan(row->share) ? row->people
                                  : round(apl_people_of_share(apl_share_units(row->share), people));
        missed = row->margin;
    }
    *ceiling = found;
    if (margin)
        *margin = missed;
    return APLOC_OK;
}
