/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit: what overlays put on top of the classes, and what is underneath. */
#include "base/memory.h"
#include "zoning/audit.h"

/* Whether a place is in an overlay of a class: the first one, or -1. */
static int32_t overlay_of_class(const aploc_zoning *z, int32_t place, int32_t zone)
{
    for (int32_t k = 0; k < z->rules->n_overlays; k++)
        if ((z->members[place] >> k & 1) && z->rules->overlays[k].shown.zone == zone)
            return k;
    return -1;
}

aploc_status apl_audit_know_overlays(aploc_audit *audit, const aploc_rules *rules, aploc_error *err)
{
    for (int32_t k = 0; k < rules->n_overlays && !audit->options.underneath; k++) {
        const apl_overlay *overlay = &rules->overlays[k];
        int unknown = overlay->shown.zone < 0;
        if (!unknown && *overlay->shown.departments != '?')
            continue;
        audit->options.underneath = 1;
        return apl_audit_add(
            audit, apl_finding_on(APLOC_AUDIT_CHECK_OVERLAY, APLOC_AUDIT_UNKNOWN, "", 0.0, -1), err,
            "the rules do not know the %s of overlay '%s' (?): the list is held as if there were "
            "no "
            "overlays",
            unknown ? "class" : "departments", overlay->shown.name);
    }
    return APLOC_OK;
}

aploc_status apl_audit_lift(aploc_audit *audit, const int32_t *bases, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const aploc_zoning *z = audit->z;
    APL_TRY(APL_NEW(audit->overlays, z->n_places, err));
    APL_TRY(APL_NEW(audit->unsaid, z->n_places, err));
    for (int32_t p = 0; p < z->n_places; p++) {
        int32_t zone = audit->on_top[p], on = zone < 0 ? -1 : overlay_of_class(z, p, zone);
        int32_t said = bases[p] >= 0;
        audit->unsaid[p] = on >= 0 && !said ? zone : -1;
        audit->overlays[p] = on >= 0 && bases[p] != zone ? on : -1;
        audit->zones[p] = said ? bases[p] : on >= 0 ? -1 : zone;
    }
out:
    return status;
}

double apl_audit_unsaid(const aploc_audit *audit, int32_t scope, int32_t a, int32_t zone)
{
    const aploc_zoning *z = audit->z;
    double people = 0.0;
    for (int32_t p = 0; p < z->n_places; p++)
        if (audit->unsaid[p] >= 0 && audit->unsaid[p] <= zone && z->areas[scope].of_places[p] == a)
            people += z->people[p];
    return people;
}

/* A place in another class than what is underneath and its overlays give. */
static aploc_status hold_place(aploc_audit *audit, int32_t p, aploc_error *err)
{
    const aploc_zoning *z = audit->z;
    const char *code = apl_place_code(z, p);
    int32_t zone = audit->on_top[p], base = audit->unsaid[p] >= 0 ? zone : audit->zones[p];
    int32_t on = apl_overlay_on(z, p, base);
    int32_t due = on < 0 ? base : z->rules->overlays[on].shown.zone;
    if (zone < 0 || base < 0 || zone == due)
        return APLOC_OK;
    aploc_audit_finding f =
        apl_finding_on(APLOC_AUDIT_CHECK_OVERLAY, APLOC_AUDIT_BROKEN, code, z->people[p], zone);
    if (on < 0)
        return apl_audit_add(audit, f, err,
                             "'%s' is %s, and %s underneath; no overlay puts it there", code,
                             apl_class_name(audit, zone), apl_class_name(audit, base));
    return apl_audit_add(audit, f, err, "'%s' is %s; overlay '%s' puts it in %s", code,
                         apl_class_name(audit, zone), z->rules->overlays[on].shown.name,
                         apl_class_name(audit, due));
}

aploc_status apl_audit_overlays(aploc_audit *audit, aploc_error *err)
{
    const aploc_zoning *z = audit->z;
    aploc_status status = APLOC_OK;
    apl_codes lifted[APLOC_ZONE_OVERLAYS_MAX] = {{0}}, unsaid = {0};
    char people[32];
    for (int32_t p = 0; p < z->n_places && !status; p++) {
        if (audit->overlays[p] >= 0)
            apl_codes_add(&lifted[audit->overlays[p]], apl_place_code(z, p), z->people[p]);
        if (audit->unsaid[p] >= 0)
            apl_codes_add(&unsaid, apl_place_code(z, p), z->people[p]);
        status = hold_place(audit, p, err);
    }
    for (int32_t k = 0; k < z->rules->n_overlays && !status; k++) {
        const aploc_zone_overlay *overlay = &z->rules->overlays[k].shown;
        if (lifted[k].n == 0)
            continue;
        apl_people_text(lifted[k].people, people);
        status = apl_audit_add(audit,
                               apl_finding_on(APLOC_AUDIT_CHECK_OVERLAY, APLOC_AUDIT_KEPT, "",
                                              lifted[k].people, overlay->zone),
                               err, "%s people are %s by overlay '%s': %s", people,
                               apl_class_name(audit, overlay->zone), overlay->name, lifted[k].text);
    }
    if (status || unsaid.n == 0)
        return status;
    apl_people_text(unsaid.people, people);
    return apl_audit_add(
        audit,
        apl_finding_on(APLOC_AUDIT_CHECK_OVERLAY, APLOC_AUDIT_UNKNOWN, "", unsaid.people, -1), err,
        "the list does not say the class underneath an overlay (column base) of %s "
        "people, who are left out of ceilings, shares and thresholds: %s",
        people, unsaid.text);
}
