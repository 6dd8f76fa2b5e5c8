/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two lists say of each commune and quarter. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tables/communes.h"
#include "zoning/diff.h"

/* What one reading works with. */
typedef struct work {
    aploc_zoning_diff *diff;
    const aploc_diff_options *o;
    apl_texts quarters;
} work;

static aploc_status take_people(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_zoning_diff *diff = w->diff;
    const double *population = aploc_communes_column(diff->communes, APLOC_POPULATION);
    const char *path = aploc_communes_path(diff->communes);
    APL_TRY(APL_NEW(diff->people, diff->n_places, err));
    APL_TRY(APL_NEW(diff->homes, diff->n_places, err));
    for (int32_t i = 0; i < diff->n_communes; i++) {
        const char *code = aploc_communes_code(diff->communes, i);
        diff->homes[i] = i;
        diff->people[i] = population ? population[i] : (double)NAN;
        if (isnan(diff->people[i]))
            return apl_fail_at(err, APLOC_ERR_NO_VALUE, (apl_place){.file = path, .code = code},
                               "found no population of '%s', expected a number", code);
    }
    for (int32_t k = 0; k < w->o->n_qpvs; k++) {
        const aploc_qpv *qpv = &w->o->qpvs[k];
        int32_t number, place = diff->n_communes + k;
        int32_t commune = qpv->commune ? aploc_communes_find(diff->communes, qpv->commune) : -1;
        if (!qpv->code || commune < 0 || !(qpv->people >= 0.0) ||
            !(qpv->people <= diff->people[commune]))
            return apl_fail_at(err, APLOC_ERR_UNIT, (apl_place){.code = qpv->code},
                               "found quarter '%s' in '%s', expected a commune of %s with as many "
                               "people",
                               qpv->code ? qpv->code : "", qpv->commune ? qpv->commune : "", path);
        APL_TRY(apl_texts_add(&w->quarters, qpv->code, (int64_t)strlen(qpv->code), &number, err));
        if (number != k || aploc_communes_find(diff->communes, qpv->code) >= 0)
            return apl_fail_at(
                err, APLOC_ERR_CODE_REPEATED, (apl_place){.code = qpv->code},
                "found quarter '%s' where another or a commune has this code, expected "
                "codes of their own",
                qpv->code);
        diff->homes[place] = commune;
        diff->people[place] = qpv->people;
        diff->people[commune] -= qpv->people;
    }
out:
    return status;
}

/* The number of a class: those of the rules, or one that is new. */
static aploc_status class_of(work *w, const aploc_listed *row, const char *path, int32_t *zone,
                             aploc_error *err)
{
    const apl_place place = {.file = path, .code = row->code};
    int64_t length = (int64_t)strlen(row->zone);
    *zone = length ? apl_texts_find(&w->diff->classes, row->zone, length) : -1;
    if (!length || *zone >= 0)
        return APLOC_OK;
    if (w->o->rules)
        return apl_fail_at(err, APLOC_ERR_UNIT, place,
                           "found the class '%s' of '%s', expected one of rules '%s'", row->zone,
                           row->code, w->o->rules->texts[APLOC_RULES_NAME]);
    if (w->diff->classes.count == APLOC_DIFF_CLASSES_MAX)
        return apl_fail_at(err, APLOC_ERR_UNIT, place,
                           "found more than %d classes, at '%s', expected fewer",
                           APLOC_DIFF_CLASSES_MAX, row->zone);
    return apl_texts_add(&w->diff->classes, row->zone, length, zone, err);
}

static aploc_status take_list(work *w, int side, const aploc_listed *rows, int32_t n,
                              aploc_error *err)
{
    enum { NOT_SAID = -2 };
    aploc_zoning_diff *diff = w->diff;
    const char *path = side ? w->o->after : w->o->before;
    aploc_status status = APL_NEW(diff->zones[side], diff->n_places, err);
    int32_t *zones = diff->zones[side];
    for (int32_t p = 0; p < diff->n_places && !status; p++)
        zones[p] = NOT_SAID;
    for (int32_t k = 0; k < n && !status; k++) {
        const char *code = rows[k].code;
        if (!code || !rows[k].zone)
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found row %d of a list without code or class, expected both",
                            (int)k + 1);
        int32_t place = aploc_communes_find(diff->communes, code);
        if (place < 0) {
            int32_t quarter = apl_texts_find(&w->quarters, code, (int64_t)strlen(code));
            place = quarter < 0 ? -1 : diff->n_communes + quarter;
        }
        const apl_place at = {.file = path, .code = code};
        if (place < 0)
            return apl_fail_at(
                err, APLOC_ERR_CODE_UNKNOWN, at, "found the code '%s', expected a code of %s%s",
                code, apl_communes_called(diff->communes), w->o->n_qpvs ? " or a quarter" : "");
        if (zones[place] != NOT_SAID)
            return apl_fail_at(err, APLOC_ERR_CODE_REPEATED, at,
                               "found the code '%s' again, expected each code once", code);
        status = class_of(w, &rows[k], path, &zones[place], err);
    }
    for (int32_t p = 0; p < diff->n_places && !status; p++)
        if (zones[p] == NOT_SAID)
            zones[p] = p < diff->n_communes ? -1 : zones[diff->homes[p]];
    return status;
}

static aploc_status take_rules(work *w, aploc_error *err)
{
    aploc_zoning_diff *diff = w->diff;
    for (int32_t k = 0; w->o->rules && k < w->o->rules->n_classes; k++) {
        const char *name = w->o->rules->classes[k].name;
        int32_t number;
        aploc_status status =
            apl_texts_add(&diff->classes, name, (int64_t)strlen(name), &number, err);
        if (status)
            return status;
        diff->covered[k] = !w->o->n_covered && k < w->o->rules->n_classes - 1;
        diff->any_covered |= diff->covered[k];
    }
    return APLOC_OK;
}

static aploc_status take_covered(work *w, aploc_error *err)
{
    for (int32_t k = 0; k < w->o->n_covered; k++) {
        const char *name = w->o->covered[k];
        int32_t zone = name ? apl_texts_find(&w->diff->classes, name, (int64_t)strlen(name)) : -1;
        if (zone < 0)
            return apl_fail(err, APLOC_ERR_OPTIONS,
                            "found the covered class '%s', expected one of the %s",
                            name ? name : "", w->o->rules ? "rules" : "lists");
        w->diff->covered[zone] = w->diff->any_covered = 1;
    }
    return APLOC_OK;
}

aploc_status apl_diff_take(aploc_zoning_diff *diff, const aploc_listed *const *lists,
                           const int32_t *counts, const aploc_diff_options *o, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.diff = diff, .o = o};
    diff->n_communes = aploc_communes_count(diff->communes);
    if (o->n_qpvs > INT32_MAX - diff->n_communes)
        return apl_fail(err, APLOC_ERR_TOO_LARGE, "found more quarters than can be counted");
    diff->n_places = diff->n_communes + o->n_qpvs;
    APL_TRY(take_people(&w, err));
    APL_TRY(take_rules(&w, err));
    for (int side = 0; side < 2; side++)
        APL_TRY(take_list(&w, side, lists[side], counts[side], err));
    APL_TRY(take_covered(&w, err));
out:
    apl_texts_free(&w.quarters);
    return status;
}
