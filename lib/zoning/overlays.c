/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays: which places are in them, and the class that they put on each. */
#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"
#include "zoning/zones.h"

static uint32_t bit_of(int32_t overlay)
{
    return UINT32_C(1) << overlay;
}

const char *apl_place_code(const aploc_zoning *z, int32_t place)
{
    return place < z->n_communes ? aploc_communes_code(z->communes, place)
                                 : apl_texts_get(&z->quarters, place - z->n_communes);
}

int32_t apl_zoning_place(const aploc_zoning *z, const char *code)
{
    int32_t commune = aploc_communes_find(z->communes, code);
    if (commune >= 0)
        return commune;
    int32_t quarter = apl_texts_find(&z->quarters, code, (int64_t)strlen(code));
    return quarter < 0 ? -1 : z->n_communes + quarter;
}

/* The communes of one département, by the text of its column. */
static aploc_status take_department(aploc_zoning *z, int32_t overlay, const char *text,
                                    size_t length, aploc_error *err)
{
    int32_t found = 0;
    int32_t group = aploc_communes_group_find(z->communes, z->options.department);
    const int32_t *levels = aploc_communes_group_levels(z->communes, group, NULL);
    for (int32_t i = 0; i < z->n_communes; i++) {
        const char *here = aploc_communes_group_text(z->communes, group, levels[i]);
        if (strlen(here) != length || memcmp(here, text, length) != 0)
            continue;
        z->members[i] |= bit_of(overlay);
        found = 1;
    }
    if (found)
        return APLOC_OK;
    return apl_fail_at(
        err, APLOC_ERR_UNIT,
        (apl_place){.file = z->rules->file, .line = z->rules->overlays[overlay].departments->line},
        "found department '%.*s' in overlay '%s', expected one of column '%s' of %s", (int)length,
        text, z->rules->overlays[overlay].shown.name, z->options.department,
        apl_communes_called(z->communes));
}

static aploc_status take_departments(aploc_zoning *z, int32_t k, aploc_error *err)
{
    const apl_overlay *overlay = &z->rules->overlays[k];
    aploc_status status = APLOC_OK;
    if (!z->options.department)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found no column of departments, of which overlay '%s' is, expected one "
                        "(department)",
                        overlay->shown.name);
    for (const char *at = overlay->departments->value; *at && !status;) {
        size_t length = strcspn(at, " \t");
        if (length)
            status = take_department(z, k, at, length, err);
        at += length + strspn(at + length, " \t");
    }
    return status;
}

/* The places that the call says. */
static aploc_status take_listed(aploc_zoning *z, int32_t k, aploc_error *err)
{
    const char *name = z->rules->overlays[k].shown.name;
    const aploc_overlay_places *places = NULL;
    for (int32_t o = 0; o < z->options.n_overlays; o++)
        if (strcmp(z->options.overlays[o].overlay, name) == 0)
            places = &z->options.overlays[o];
    if (!places)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found no places of overlay '%s', which the rules have, expected them "
                        "(overlay)",
                        name);
    for (int32_t c = 0; c < places->n_codes; c++) {
        int32_t place = places->codes[c] ? apl_zoning_place(z, places->codes[c]) : -1;
        if (place < 0)
            return apl_fail(err, APLOC_ERR_CODE_UNKNOWN,
                            "found the code '%s' in overlay '%s', expected a commune of %s or a "
                            "quarter",
                            places->codes[c] ? places->codes[c] : "", name,
                            apl_communes_called(z->communes));
        z->members[place] |= bit_of(k);
    }
    return APLOC_OK;
}

/* What the call says is of overlays whose places are not said by the rules, each once. */
static aploc_status check_listed(const aploc_zoning *z, aploc_error *err)
{
    for (int32_t o = 0; o < z->options.n_overlays; o++) {
        const aploc_overlay_places *places = &z->options.overlays[o];
        int32_t k = 0, n = z->rules->n_overlays;
        if (!places->overlay || places->n_codes < 0 || (places->n_codes > 0 && !places->codes))
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found places of an overlay without its name or codes, expected both");
        while (k < n && strcmp(z->rules->overlays[k].shown.name, places->overlay) != 0)
            k++;
        if (k == n)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found places of overlay '%s', expected one of rules '%s'",
                            places->overlay, z->rules->texts[APLOC_RULES_NAME]);
        if (z->rules->overlays[k].departments || z->rules->overlays[k].shown.quarters)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found places of overlay '%s', which the rules say, expected none",
                            places->overlay);
        for (int32_t other = 0; other < o; other++)
            if (strcmp(z->options.overlays[other].overlay, places->overlay) == 0)
                return apl_fail(err, APLOC_ERR_OPTIONS,
                                "found places of overlay '%s' twice, expected them once",
                                places->overlay);
    }
    return APLOC_OK;
}

/* All places of one overlay; its class must be known. */
static aploc_status take_overlay(aploc_zoning *z, int32_t k, aploc_error *err)
{
    const apl_overlay *overlay = &z->rules->overlays[k];
    if (overlay->shown.zone < 0)
        return apl_rules_unknown(z->rules, overlay->zone, err);
    if (overlay->departments && *overlay->departments->value == '?')
        return apl_rules_unknown(z->rules, overlay->departments, err);
    if (overlay->departments)
        return take_departments(z, k, err);
    if (!overlay->shown.quarters)
        return take_listed(z, k, err);
    for (int32_t p = z->n_communes; p < z->n_places; p++)
        z->members[p] |= bit_of(k);
    return APLOC_OK;
}

aploc_status apl_zoning_take_overlays(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_ZEROED(z->members, z->n_places, err));
    APL_TRY(check_listed(z, err));
    for (int32_t k = 0; k < z->rules->n_overlays && !z->options.underneath; k++)
        APL_TRY(take_overlay(z, k, err));
    for (int32_t q = 0; q < z->options.n_qpvs; q++) {
        int32_t place = z->n_communes + q;
        int32_t commune = aploc_communes_find(z->communes, z->options.qpvs[q].commune);
        z->members[place] |= z->members[commune];
        if (z->units[place] == z->units[commune])
            z->members[commune] |= APL_FOLLOWED;
    }
out:
    return status;
}

int apl_is_followed(const aploc_zoning *z, int32_t commune)
{
    return (z->members[commune] & APL_FOLLOWED) != 0;
}

int32_t apl_overlay_on(const aploc_zoning *z, int32_t place, int32_t zone)
{
    int32_t best = -1;
    for (int32_t k = 0; k < z->rules->n_overlays; k++) {
        int32_t own = z->rules->overlays[k].shown.zone;
        if ((z->members[place] & bit_of(k)) && (zone < 0 || own < zone)) {
            best = k;
            zone = own;
        }
    }
    return best;
}

aploc_status apl_zoning_lift(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(z->zones, z->n_places, err));
    APL_TRY(APL_NEW(z->overlay_of, z->n_places, err));
    for (int32_t p = 0; p < z->n_places; p++) {
        int32_t zone = z->parts[z->part_of[p]].zone, on = apl_overlay_on(z, p, zone);
        z->overlay_of[p] = on;
        z->zones[p] = on < 0 ? zone : z->rules->overlays[on].shown.zone;
    }
out:
    return status;
}

const int32_t *aploc_zoning_classes(const aploc_zoning *zoning)
{
    return zoning->zones;
}

const int32_t *aploc_zoning_overlays(const aploc_zoning *zoning)
{
    return zoning->overlay_of;
}
