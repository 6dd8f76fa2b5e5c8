/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections [overlay NAME] of a rules file: groups of places that a class is put on. */
#include <string.h>

#include "method/method.h"
#include "zoning/rules.h"

static aploc_status take_overlay(aploc_rules *rules, const char *section, aploc_error *err)
{
    const apl_ini *ini = &rules->ini;
    const apl_ini_entry *head = apl_ini_find(ini, section, NULL);
    const apl_ini_entry *title = apl_ini_find(ini, section, "title");
    const apl_ini_entry *zone = apl_ini_find(ini, section, "class");
    const apl_ini_entry *quarters = apl_ini_find(ini, section, "quarters");
    const apl_ini_entry *departments = apl_ini_find(ini, section, "departments");
    if (rules->n_overlays == APLOC_ZONE_OVERLAYS_MAX)
        return apl_rules_wrong(rules, head, err, "found more than %d overlays, expected fewer",
                               APLOC_ZONE_OVERLAYS_MAX);
    if (!zone)
        return apl_rules_wrong(rules, head, err, "found no key 'class' in [%s], expected one",
                               section);
    if (quarters && strcmp(quarters->value, "yes") != 0 && strcmp(quarters->value, "no") != 0)
        return apl_rules_wrong(rules, quarters, err, "found quarters '%s', expected yes or no",
                               quarters->value);
    apl_overlay *overlay = &rules->overlays[rules->n_overlays++];
    *overlay = (apl_overlay){.shown = {.size = sizeof overlay->shown,
                                       .name = section + strlen("overlay "),
                                       .departments = departments ? departments->value : "",
                                       .zone = -1,
                                       .quarters = quarters && strcmp(quarters->value, "yes") == 0},
                             .zone = zone,
                             .departments = departments};
    overlay->shown.title = title ? title->value : overlay->shown.name;
    if (departments && overlay->shown.quarters)
        return apl_rules_wrong(rules, departments, err,
                               "found 'departments' beside 'quarters', expected one or the other");
    if (apl_method_unknown(zone, NULL))
        return APLOC_OK;
    overlay->shown.zone = apl_rules_class(rules, zone->value, strlen(zone->value));
    if (overlay->shown.zone < 0)
        return apl_rules_wrong(rules, zone, err, "found class '%s' in [%s], expected a class",
                               zone->value, section);
    return APLOC_OK;
}

aploc_status apl_rules_take_overlays(aploc_rules *rules, aploc_error *err)
{
    for (int64_t k = 0; k < rules->ini.n; k++) {
        const apl_ini_entry *entry = &rules->ini.entries[k];
        if (entry->key || strncmp(entry->section, "overlay ", 8) != 0)
            continue;
        aploc_status status = take_overlay(rules, entry->section, err);
        if (status)
            return status;
    }
    return APLOC_OK;
}

int apl_rules_lift_quarters(const aploc_rules *rules)
{
    for (int32_t k = 0; k < rules->n_overlays; k++)
        if (rules->overlays[k].shown.quarters)
            return 1;
    return 0;
}

int32_t aploc_rules_overlay_count(const aploc_rules *rules)
{
    return rules ? rules->n_overlays : 0;
}

aploc_status aploc_rules_get_overlay(const aploc_rules *rules, int32_t k,
                                     aploc_zone_overlay *overlay, aploc_error *err)
{
    if (!rules || !overlay)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no rules or nowhere to put an overlay");
    if (overlay->size != sizeof *overlay)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found an overlay of %zu bytes, expected %zu",
                        overlay->size, sizeof *overlay);
    if (k < 0 || k >= rules->n_overlays)
        return apl_fail(err, APLOC_ERR_INDEX, "found overlay %d, expected 0 to %d", (int)k,
                        (int)rules->n_overlays - 1);
    *overlay = rules->overlays[k].shown;
    return APLOC_OK;
}
