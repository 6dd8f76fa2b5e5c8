/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A zoning from its parts, and what it says. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"
#include "zoning/zones.h"

/* Settle a choice: as called, else as the rules say. */
static aploc_status settle(const aploc_rules *rules, aploc_zoning_options *o, aploc_error *err)
{
    const struct {
        const char *name;
        int32_t *value, usual, most;
    } choices[] = {
        {"assign", &o->assign, rules->values.assign, APLOC_ASSIGN_LIST},
        {"scope", &o->scope, rules->values.scope, APLOC_SCOPE_DEPARTMENT},
        {"straddle", &o->straddle, rules->values.straddle, APLOC_STRADDLE_NEAREST},
        {"ties", &o->ties, rules->values.ties, APLOC_TIES_TOGETHER},
        {"regions", &o->regions, rules->values.regions, APLOC_REGIONS_MAJORITY},
        {"disagreement", &o->disagreement, rules->values.disagreement, APLOC_DISAGREEMENT_LARGEST},
    };
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++) {
        if (*choices[k].value < 0 || *choices[k].value > choices[k].most)
            return apl_fail(err, APLOC_ERR_OPTIONS, "found %s %d, expected 0 to %d",
                            choices[k].name, (int)*choices[k].value, (int)choices[k].most);
        if (*choices[k].value == 0)
            *choices[k].value = choices[k].usual;
    }
    if (!o->weight)
        o->weight = rules->texts[APLOC_RULES_WEIGHT];
    if (!o->people)
        o->people = rules->texts[APLOC_RULES_PEOPLE];
    return APLOC_OK;
}

static aploc_status check_options(const aploc_zoning_options *o, aploc_error *err)
{
    if (o->size != sizeof *o)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found options of %zu bytes, expected %zu", o->size,
                        sizeof *o);
    if (!o->mesh || o->n_qpvs < 0 || o->n_decisions < 0 || (o->n_qpvs > 0 && !o->qpvs) ||
        (o->n_decisions > 0 && !o->decisions) || o->n_overlays < 0 ||
        (o->n_overlays > 0 && !o->overlays))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found no mesh, or quarters, decisions or places of overlays that are not "
                        "there, expected them");
    if (o->missing != APLOC_REFUSE && o->missing != APLOC_SKIP)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found missing %d, expected 0 or 1",
                        (int)o->missing);
    return apl_check_reserved("aploc_zoning_options", o->reserved, err);
}

/* The column that the scope needs. Thresholds and lists ask for no areas: units stay whole. */
static aploc_status check_scope(aploc_zoning_options *o, aploc_error *err)
{
    if (o->assign == APLOC_ASSIGN_THRESHOLDS || o->assign == APLOC_ASSIGN_LIST)
        o->scope = APLOC_SCOPE_NATION;
    if (o->scope == APLOC_SCOPE_REGION && !o->region)
        return apl_fail(
            err, APLOC_ERR_OPTIONS,
            "found no column of regions, in which these rules count, expected one (region)");
    if (o->scope == APLOC_SCOPE_DEPARTMENT && !o->department)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found no column of departments, in which these rules count, expected one "
                        "(department)");
    return APLOC_OK;
}

void apl_zoning_recount(aploc_zoning *z, const int32_t *underneath, const int32_t *on_top,
                        const int32_t *overlays)
{
    int32_t n = z->rules->n_classes + 1, n_overlays = z->rules->n_overlays;
    for (int32_t scope = APLOC_SCOPE_NATION; scope <= APLOC_SCOPE_DEPARTMENT; scope++) {
        apl_areas *areas = &z->areas[scope];
        memset(areas->people, 0, (size_t)areas->count * (size_t)n * sizeof *areas->people);
        memset(areas->covered, 0, (size_t)areas->count * (size_t)n * sizeof *areas->covered);
        for (int64_t k = 0; k < (int64_t)areas->count * n_overlays; k++)
            areas->lifted[k] = 0.0;
        for (int32_t k = 0; k < z->n_places; k++) {
            int32_t p = z->order[k];
            int64_t a = areas->of_places[p];
            areas->people[a * n + (underneath[p] < 0 ? n - 1 : underneath[p])] += z->people[p];
            areas->covered[a * n + (on_top[p] < 0 ? n - 1 : on_top[p])] += z->people[p];
            if (overlays[p] >= 0)
                areas->lifted[a * n_overlays + overlays[p]] += z->people[p];
        }
    }
}

aploc_status apl_zoning_count_people(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = z->rules->n_classes + 1, *underneath = NULL;
    APL_TRY(apl_zoning_lift(z, err));
    for (int32_t scope = APLOC_SCOPE_NATION; scope <= APLOC_SCOPE_DEPARTMENT; scope++) {
        apl_areas *areas = &z->areas[scope];
        APL_TRY(APL_NEW(areas->people, (int64_t)areas->count * n, err));
        APL_TRY(APL_NEW(areas->covered, (int64_t)areas->count * n, err));
        APL_TRY(APL_NEW(areas->lifted, (int64_t)areas->count * z->rules->n_overlays, err));
    }
    APL_TRY(APL_NEW(underneath, z->n_places, err));
    for (int32_t p = 0; p < z->n_places; p++)
        underneath[p] = z->parts[z->part_of[p]].zone;
    apl_zoning_recount(z, underneath, z->zones, z->overlay_of);
out:
    free(underneath);
    return status;
}

aploc_status aploc_zoning_create(const aploc_rules *rules, const aploc_communes *communes,
                                 const double *apl, const aploc_zoning_options *options,
                                 aploc_zoning **zoning, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_zoning *z = NULL;
    if (!rules || !communes || !apl || !options || !zoning)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no rules, communes, APL or options, or nowhere to put the zoning");
    APL_TRY(check_options(options, err));
    APL_TRY(APL_ZEROED(z, 1, err));
    z->rules = apl_rules_hold(rules);
    z->communes = apl_communes_hold(communes);
    z->options = *options;
    APL_TRY(settle(rules, &z->options, err));
    APL_TRY(check_scope(&z->options, err));
    APL_TRY(apl_zoning_take_units(z, apl, err));
    APL_TRY(apl_zoning_take_areas(z, err));
    APL_TRY(apl_zoning_take_overlays(z, err));
    APL_TRY(apl_zoning_cut_quarters(z, err));
    APL_TRY(apl_zoning_make_parts(z, err));
    APL_TRY(apl_zoning_assign(z, err));
    APL_TRY(apl_zoning_count_people(z, err));
    /* What was borrowed for the call. */
    z->options.mesh = z->options.region = z->options.department = NULL;
    z->options.weight = z->options.people = NULL;
    z->options.qpvs = NULL;
    z->options.decisions = NULL;
    z->options.overlays = NULL;
    *zoning = z;
    z = NULL;
out:
    aploc_zoning_free(z);
    return status;
}

/* What a solved zoning has of its own. */
static void free_own(aploc_zoning *z)
{
    for (int32_t scope = 0; scope < APL_SCOPES; scope++) {
        free(z->areas[scope].people);
        free(z->areas[scope].covered);
        free(z->areas[scope].lifted);
    }
    free(z->parts);
    free(z->part_of);
    free(z->zones);
    free(z->overlay_of);
    free(z->ceilings);
    free(z->moves);
    free(z->fills);
}

void aploc_zoning_free(aploc_zoning *z)
{
    if (!z || !apl_let_go(&z->holders))
        return;
    free_own(z);
    if (z->plain) {
        aploc_zoning_free(z->plain);
        free(z);
        return;
    }
    for (int32_t scope = 0; scope < APL_SCOPES; scope++) {
        free(z->areas[scope].texts);
        free(z->areas[scope].of_places);
    }
    apl_texts_free(&z->quarters);
    free(z->order);
    free(z->units);
    free(z->members);
    free(z->people);
    free(z->apl);
    free(z->forced);
    aploc_communes_free(z->communes);
    aploc_rules_free(z->rules);
    free(z);
}

int32_t aploc_zoning_part_count(const aploc_zoning *zoning)
{
    return zoning ? zoning->n_parts : 0;
}

aploc_status aploc_zoning_get_part(const aploc_zoning *zoning, int32_t k, aploc_zone_part *part,
                                   aploc_error *err)
{
    if (!zoning || !part)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no zoning or nowhere to put a part");
    if (part->size != sizeof *part)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a part of %zu bytes, expected %zu",
                        part->size, sizeof *part);
    if (k < 0 || k >= zoning->n_parts)
        return apl_fail(err, APLOC_ERR_INDEX, "found part %d, expected 0 to %d", (int)k,
                        (int)zoning->n_parts - 1);
    const apl_part *p = &zoning->parts[k];
    *part = (aploc_zone_part){.size = sizeof *part,
                              .unit = p->code,
                              .area = zoning->areas[zoning->options.scope].texts[p->area],
                              .reason = p->reason,
                              .apl = p->apl,
                              .people = p->people,
                              .zone = p->zone,
                              .rank = p->rank,
                              .n_communes = p->n_communes,
                              .quarter = apl_zoning_is_quarter(zoning, p->unit)};
    return APLOC_OK;
}

const int32_t *aploc_zoning_parts(const aploc_zoning *zoning)
{
    return zoning->part_of;
}

int32_t aploc_zoning_scope(const aploc_zoning *zoning)
{
    return zoning->options.scope;
}

const double *aploc_zoning_people(const aploc_zoning *zoning)
{
    return zoning->people;
}

static const apl_areas *areas_of(const aploc_zoning *zoning, int32_t scope)
{
    return zoning && scope >= APLOC_SCOPE_NATION && scope <= APLOC_SCOPE_DEPARTMENT
               ? &zoning->areas[scope]
               : NULL;
}

int32_t aploc_zoning_area_count(const aploc_zoning *zoning, int32_t scope)
{
    const apl_areas *areas = areas_of(zoning, scope);
    return areas ? areas->count : 0;
}

const char *aploc_zoning_area(const aploc_zoning *zoning, int32_t scope, int32_t a)
{
    const apl_areas *areas = areas_of(zoning, scope);
    return areas && a >= 0 && a < areas->count ? areas->texts[a] : NULL;
}

/* The people of one class in a row of them, of none, or of all. */
static double people_in(const aploc_zoning *zoning, const double *people, int32_t zone)
{
    int32_t n = zoning->rules->n_classes + 1;
    double all = 0.0;
    if (zone >= -1)
        return people[zone < 0 ? n - 1 : zone];
    for (int32_t k = 0; k < n; k++)
        all += people[k];
    return all;
}

double aploc_zoning_people_of(const aploc_zoning *zoning, int32_t scope, int32_t a, int32_t zone)
{
    const apl_areas *areas = areas_of(zoning, scope);
    if (!areas || a < 0 || a >= areas->count || zone < -2 || zone >= zoning->rules->n_classes)
        return (double)NAN;
    return people_in(zoning, areas->people + (int64_t)a * (zoning->rules->n_classes + 1), zone);
}

double aploc_zoning_covered(const aploc_zoning *zoning, int32_t scope, int32_t a, int32_t zone)
{
    const apl_areas *areas = areas_of(zoning, scope);
    if (!areas || a < 0 || a >= areas->count || zone < -2 || zone >= zoning->rules->n_classes)
        return (double)NAN;
    return people_in(zoning, areas->covered + (int64_t)a * (zoning->rules->n_classes + 1), zone);
}

double aploc_zoning_lifted(const aploc_zoning *zoning, int32_t scope, int32_t a, int32_t k)
{
    const apl_areas *areas = areas_of(zoning, scope);
    if (!areas || a < 0 || a >= areas->count || k < 0 || k >= zoning->rules->n_overlays)
        return (double)NAN;
    return areas->lifted[(int64_t)a * zoning->rules->n_overlays + k];
}

double aploc_zoning_ceiling(const aploc_zoning *zoning, int32_t a, int32_t zone)
{
    if (!zoning || a < 0 || a >= zoning->areas[zoning->options.scope].count || zone < 0 ||
        zone >= zoning->rules->n_classes)
        return (double)NAN;
    return zoning->ceilings[(int64_t)a * zoning->rules->n_classes + zone];
}
