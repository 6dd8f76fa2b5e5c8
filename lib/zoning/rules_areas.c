/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections [nation], [region X] and [department X] of a rules file: ceilings by class. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "method/method.h"
#include "zoning/rules.h"

static const char margin[] = " margin";

/* Whether a section is one of an area; which, and the area's code. */
static int is_area(const char *section, int32_t *scope, const char **area)
{
    static const char region[] = "region ", department[] = "department ";
    if (strcmp(section, "nation") == 0) {
        *scope = APLOC_SCOPE_NATION;
        *area = section;
    } else if (strncmp(section, region, sizeof region - 1) == 0) {
        *scope = APLOC_SCOPE_REGION;
        *area = section + sizeof region - 1;
    } else if (strncmp(section, department, sizeof department - 1) == 0) {
        *scope = APLOC_SCOPE_DEPARTMENT;
        *area = section + sizeof department - 1;
    } else
        return 0;
    return 1;
}

static aploc_status wrong_key(const aploc_rules *rules, const apl_ini_entry *entry,
                              aploc_error *err)
{
    char list[512] = "";
    for (int32_t k = 0; k < rules->n_classes; k++) {
        const char *name = rules->classes[k].name;
        if (strlen(list) + strlen(name) + 5 > sizeof list)
            break;
        strcat(list, k ? ", '" : "'");
        strcat(list, name);
        strcat(list, "'");
    }
    return apl_rules_wrong(rules, entry, err,
                           "found key '%s' in [%s], expected 'name' or a class: %s", entry->key,
                           entry->section, list);
}

static aploc_status add_row(aploc_rules *rules, apl_ceiling row, aploc_error *err)
{
    aploc_status status =
        APL_GROW(rules->ceilings, &rules->ceilings_room, rules->n_ceilings + 1, err);
    if (!status)
        rules->ceilings[rules->n_ceilings++] = row;
    return status;
}

/* "NAME = 71.3 %" or "NAME = 1834765", and "NAME margin = 2346". */
static aploc_status take_ceiling(aploc_rules *rules, const apl_ini_entry *entry, apl_ceiling row,
                                 aploc_error *err)
{
    char key[256];
    size_t length = strlen(entry->key), ending = sizeof margin - 1;
    row.zone = apl_rules_class(rules, entry->key, length);
    if (row.zone < 0 && length > ending && strcmp(entry->key + length - ending, margin) == 0 &&
        apl_rules_class(rules, entry->key, length - ending) >= 0) {
        /* It is taken with its ceiling, which may stand before or after it. */
        memcpy(key, entry->key, length - ending);
        key[length - ending] = '\0';
        if (apl_ini_find(&rules->ini, entry->section, key))
            return APLOC_OK;
        return apl_rules_wrong(rules, entry, err, "found '%s' without '%s', expected both",
                               entry->key, key);
    }
    if (row.zone < 0)
        return wrong_key(rules, entry, err);
    aploc_status status = apl_rules_is_share(entry->value)
                              ? apl_rules_share(rules, entry, &row.share, err)
                              : apl_rules_number(rules, entry, &row.people, err);
    if (status)
        return status;
    if (length + sizeof margin <= sizeof key) {
        memcpy(key, entry->key, length);
        memcpy(key + length, margin, sizeof margin);
        const apl_ini_entry *missed = apl_ini_find(&rules->ini, entry->section, key);
        if (missed)
            status = apl_rules_number(rules, missed, &row.margin, err);
    }
    row.entry = entry;
    return status ? status : add_row(rules, row, err);
}

aploc_status apl_rules_take_areas(aploc_rules *rules, aploc_error *err)
{
    apl_ceiling row = {.zone = -1};
    for (int64_t k = 0; k < rules->ini.n; k++) {
        const apl_ini_entry *entry = &rules->ini.entries[k];
        aploc_status status = APLOC_OK;
        int32_t scope;
        const char *area;
        if (!is_area(entry->section, &scope, &area))
            continue;
        if (!entry->key) {
            const apl_ini_entry *name = apl_ini_find(&rules->ini, entry->section, "name");
            row = (apl_ceiling){.scope = scope,
                                .zone = -1,
                                .area = area,
                                .name = name ? name->value : "",
                                .share = (double)NAN,
                                .people = (double)NAN,
                                .margin = (double)NAN};
            /* The area is known, even where no class of it has a ceiling. */
            status = add_row(rules, row, err);
        } else if (strcmp(entry->key, "name") != 0)
            status = take_ceiling(rules, entry, row, err);
        if (status)
            return status;
    }
    return APLOC_OK;
}
