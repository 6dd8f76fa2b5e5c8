/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From communes to units: who lives there, and the mean of what they reach. */
#include <math.h>
#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "base/sums.h"
#include "tables/communes.h"
#include "zoning/assign.h"
#include "zoning/zones.h"

const char *apl_zoning_unit_code(const aploc_zoning *z, int32_t unit)
{
    int32_t n_levels = 0;
    aploc_communes_group_levels(z->communes, z->mesh, &n_levels);
    return unit < n_levels ? aploc_communes_group_text(z->communes, z->mesh, unit)
                           : apl_texts_get(&z->quarters, unit - n_levels);
}

int apl_zoning_is_quarter(const aploc_zoning *z, int32_t unit)
{
    int32_t n_levels = 0;
    aploc_communes_group_levels(z->communes, z->mesh, &n_levels);
    return unit >= n_levels;
}

apl_place apl_commune_place(const aploc_zoning *z, int32_t i)
{
    return (apl_place){.file = aploc_communes_path(z->communes),
                       .line = aploc_communes_line(z->communes, i),
                       .code = aploc_communes_code(z->communes, i)};
}

/* A number of a group column; NaN where it is missing. */
static aploc_status group_number(const aploc_zoning *z, int32_t group, int32_t i, double *value,
                                 aploc_error *err)
{
    const int32_t *levels = aploc_communes_group_levels(z->communes, group, NULL);
    const char *text = aploc_communes_group_text(z->communes, group, levels[i]);
    *value = (double)NAN;
    if (!*text || strcmp(text, "NA") == 0)
        return APLOC_OK;
    if (aploc_number_read(text, strlen(text), value, NULL) != APLOC_OK)
        return apl_fail_at(err, APLOC_ERR_NUMBER, apl_commune_place(z, i),
                           "found '%s' in column '%s' of commune '%s', expected a number", text,
                           aploc_communes_group_name(z->communes, group),
                           aploc_communes_code(z->communes, i));
    return APLOC_OK;
}

/* Of one commune: sums of shares stay finite, and whole people exact. */
static const double most_people = 1e12;

/* A column of numbers by name: of people, or a weight. */
static aploc_status take_numbers(const aploc_zoning *z, const char *option, const char *name,
                                 double *values, aploc_error *err)
{
    const double *column = NULL;
    int32_t group = -1;
    if (strcmp(name, "population") == 0)
        column = aploc_communes_column(z->communes, APLOC_POPULATION);
    else if (strcmp(name, "standardised") == 0)
        column = aploc_communes_column(z->communes, APLOC_STANDARDISED);
    else
        group = aploc_communes_group_find(z->communes, name);
    if (!column && group < 0)
        return apl_fail_at(
            err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = aploc_communes_path(z->communes)},
            "found no column '%s', which the rules need (%s), expected one", name, option);
    for (int32_t i = 0; i < z->n_communes; i++) {
        aploc_status status = APLOC_OK;
        if (column)
            values[i] = column[i];
        else
            status = group_number(z, group, i, &values[i], err);
        if (status)
            return status;
        if (isnan(values[i]))
            return apl_fail_at(err, APLOC_ERR_NO_VALUE, apl_commune_place(z, i),
                               "found no '%s' of commune '%s', expected a number", name,
                               aploc_communes_code(z->communes, i));
        if (values[i] < 0.0)
            return apl_fail_at(err, APLOC_ERR_RANGE, apl_commune_place(z, i),
                               "found a negative '%s' of commune '%s', expected at least 0", name,
                               aploc_communes_code(z->communes, i));
        if (values[i] > most_people)
            return apl_fail_at(err, APLOC_ERR_RANGE, apl_commune_place(z, i),
                               "found '%s' of commune '%s' above 1e12, expected fewer", name,
                               aploc_communes_code(z->communes, i));
    }
    return APLOC_OK;
}

static aploc_status take_mesh(aploc_zoning *z, aploc_error *err)
{
    const char *path = aploc_communes_path(z->communes);
    z->mesh = aploc_communes_group_find(z->communes, z->options.mesh);
    if (z->mesh < 0)
        return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = path},
                           "found no column '%s' to take units from, expected one without another "
                           "role",
                           z->options.mesh);
    const int32_t *levels = aploc_communes_group_levels(z->communes, z->mesh, &z->n_units);
    for (int32_t i = 0; i < z->n_communes; i++) {
        z->units[i] = levels[i];
        if (!*aploc_communes_group_text(z->communes, z->mesh, levels[i]))
            return apl_fail_at(err, APLOC_ERR_UNIT, apl_commune_place(z, i),
                               "found nothing in column '%s' of commune '%s', expected its unit",
                               z->options.mesh, aploc_communes_code(z->communes, i));
    }
    return APLOC_OK;
}

/* What a mean is taken from; {0} to start with. */
typedef struct terms {
    apl_sum sum, weight;
    double low, high;
} terms;

/* The mean of a unit, and that where nothing weighs. */
typedef struct mean {
    terms weighted, plain;
} mean;

static void add_to(terms *t, double value, double weight)
{
    if (!(weight > 0.0))
        return;
    t->low = t->weight.sum > 0.0 ? fmin(t->low, value) : value;
    t->high = t->weight.sum > 0.0 ? fmax(t->high, value) : value;
    apl_sum_add_product(&t->sum, value, weight);
    apl_sum_add(&t->weight, weight);
}

/* A mean is among its values, and that of equal ones is theirs: thresholds include their value. */
static double value_of(const terms *t)
{
    return t->weight.sum > 0.0 ? fmin(fmax(apl_sum_quotient(t->sum, t->weight), t->low), t->high)
                               : (double)NAN;
}

/* The means of the units, over the communes that have an APL. */
static aploc_status take_means(aploc_zoning *z, const double *apl, const double *weights,
                               aploc_error *err)
{
    aploc_status status = APLOC_OK;
    mean *means = NULL;
    APL_TRY(APL_ZEROED(means, z->n_units, err));
    for (int32_t i = 0; i < z->n_communes; i++) {
        const char *code = aploc_communes_code(z->communes, i);
        if (isnan(apl[i]) && z->options.missing == APLOC_REFUSE) {
            status = apl_fail_at(err, APLOC_ERR_NO_VALUE, apl_commune_place(z, i),
                                 "found no APL of commune '%s', expected a number", code);
            goto out;
        }
        if (!isnan(apl[i]) && !(apl[i] >= 0.0 && isfinite(apl[i]))) {
            char text[APLOC_NUMBER_SIZE];
            aploc_number_write(apl[i], text);
            status = apl_fail_at(err, APLOC_ERR_RANGE, apl_commune_place(z, i),
                                 "found an APL of %s of commune '%s', expected a finite number "
                                 "from 0",
                                 text, code);
            goto out;
        }
    }
    for (int32_t k = 0; k < z->n_communes; k++) {
        int32_t i = z->order[k];
        if (isnan(apl[i]))
            continue;
        mean *of = &means[z->units[i]];
        add_to(&of->weighted, apl[i], weights[i]);
        add_to(&of->plain, apl[i], 1.0);
    }
    for (int32_t u = 0; u < z->n_units; u++)
        z->apl[u] =
            value_of(means[u].weighted.weight.sum > 0.0 ? &means[u].weighted : &means[u].plain);
out:
    free(means);
    return status;
}

static aploc_status class_named(const aploc_zoning *z, const char *name, const char *whose,
                                int32_t *zone, aploc_error *err)
{
    *zone = apl_rules_class(z->rules, name, strlen(name));
    if (*zone >= 0)
        return APLOC_OK;
    return apl_fail_at(err, APLOC_ERR_UNIT, (apl_place){.code = whose},
                       "found the class '%s' for '%s', expected one of rules '%s'", name, whose,
                       z->rules->texts[APLOC_RULES_NAME]);
}

/* The number of the unit of that code among the mesh's, or -1. */
static int32_t find_unit(const aploc_zoning *z, const char *code)
{
    for (int32_t u = 0; u < z->n_units; u++)
        if (strcmp(apl_zoning_unit_code(z, u), code) == 0)
            return u;
    return -1;
}

/* Whether a quarter without a decision stays in the unit of its commune: one in an overlay, without an
 * APL of its own; and one whose unit is not among those whose quarters may be classed apart. */
static int stays(const aploc_zoning *z, const aploc_qpv *qpv, int32_t unit)
{
    const aploc_rules *rules = z->rules;
    const char *name = rules->values.quarters;
    int32_t only = apl_rules_class(rules, name, strlen(name)), assign = z->options.assign;
    if (qpv->decision)
        return 0;
    if (apl_rules_lift_quarters(rules) && isnan(qpv->apl))
        return 1;
    return only >= 0 && (assign == APLOC_ASSIGN_THRESHOLDS || assign == APLOC_ASSIGN_BOTH) &&
           !isnan(z->apl[unit]) && apl_usual_class(rules, z->apl[unit]) != only;
}

/* Quarters become places and units of their own, behind the others, unless they stay in theirs. */
static aploc_status take_quarters(aploc_zoning *z, const double *apl, aploc_error *err)
{
    int32_t n_levels = z->n_units;
    for (int32_t k = 0; k < z->options.n_qpvs; k++) {
        const aploc_qpv *qpv = &z->options.qpvs[k];
        int32_t number, place = z->n_communes + k;
        if (!qpv->code || !*qpv->code || !qpv->commune || !(qpv->people >= 0.0) ||
            !isfinite(qpv->people) || (!isnan(qpv->apl) && !(qpv->apl >= 0.0)))
            return apl_fail(err, APLOC_ERR_RANGE,
                            "found a quarter (QPV) '%s' without code, commune or people, or with a "
                            "wrong APL, expected all of them",
                            qpv->code ? qpv->code : "");
        int32_t commune = aploc_communes_find(z->communes, qpv->commune);
        if (commune < 0)
            return apl_fail_at(err, APLOC_ERR_CODE_UNKNOWN, (apl_place){.code = qpv->code},
                               "found quarter '%s' in commune '%s', expected a code of %s",
                               qpv->code, qpv->commune, apl_communes_called(z->communes));
        aploc_status status =
            apl_texts_add(&z->quarters, qpv->code, (int64_t)strlen(qpv->code), &number, err);
        if (status)
            return status;
        if (number != k || find_unit(z, qpv->code) >= 0 ||
            aploc_communes_find(z->communes, qpv->code) >= 0)
            return apl_fail_at(
                err, APLOC_ERR_CODE_REPEATED, (apl_place){.code = qpv->code},
                "found quarter '%s' where another, a commune or a unit has this code, "
                "expected codes of their own",
                qpv->code);
        z->units[place] = stays(z, qpv, z->units[commune]) ? z->units[commune] : n_levels + k;
        z->people[place] = qpv->people;
        z->apl[n_levels + k] = isnan(qpv->apl) ? apl[commune] : qpv->apl;
        z->forced[n_levels + k] = -1;
        if (qpv->decision)
            status = class_named(z, qpv->decision, qpv->code, &z->forced[n_levels + k], err);
        if (status)
            return status;
    }
    z->n_units += z->options.n_qpvs;
    return APLOC_OK;
}

static aploc_status take_decisions(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_texts codes = {0};
    int32_t number;
    for (int32_t u = 0; u < z->n_units; u++) {
        const char *code = apl_zoning_unit_code(z, u);
        APL_TRY(apl_texts_add(&codes, code, (int64_t)strlen(code), &number, err));
    }
    for (int32_t k = 0; k < z->options.n_decisions; k++) {
        const aploc_decision *decision = &z->options.decisions[k];
        if (!decision->unit || !decision->zone) {
            status = apl_fail(err, APLOC_ERR_ARGUMENT,
                              "found a decision without unit or class, expected both");
            goto out;
        }
        number = apl_texts_find(&codes, decision->unit, (int64_t)strlen(decision->unit));
        if (number < 0)
            status = apl_fail(err, APLOC_ERR_CODE_UNKNOWN,
                              "found a decision on unit '%s', expected one of column '%s' of %s",
                              decision->unit, z->options.mesh, apl_communes_called(z->communes));
        else if (z->forced[number] >= 0)
            status = apl_fail(err, APLOC_ERR_CODE_REPEATED,
                              "found a second decision on '%s', expected one", decision->unit);
        else
            status = class_named(z, decision->zone, decision->unit, &z->forced[number], err);
        if (status)
            goto out;
        /* Whatever it followed, a quarter that is decided on is a unit of its own. */
        if (number >= z->n_units - z->options.n_qpvs)
            z->units[z->n_communes + number - (z->n_units - z->options.n_qpvs)] = number;
    }
out:
    apl_texts_free(&codes);
    return status;
}

typedef struct coded {
    const char *code;
    int32_t place;
} coded;

static int by_code(const void *one, const void *other)
{
    const coded *a = one, *b = other;
    return strcmp(a->code, b->code);
}

/* The places by their codes: communes, then quarters. */
static aploc_status take_order(aploc_zoning *z, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    coded *places = NULL;
    APL_TRY(APL_NEW(places, z->n_places, err));
    APL_TRY(APL_NEW(z->order, z->n_places, err));
    for (int32_t p = 0; p < z->n_places; p++) {
        const char *quarter = p < z->n_communes ? "" : z->options.qpvs[p - z->n_communes].code;
        places[p].code = p < z->n_communes ? aploc_communes_code(z->communes, p)
                         : quarter         ? quarter
                                           : "";
        places[p].place = p;
    }
    qsort(places, (size_t)z->n_communes, sizeof *places, by_code);
    qsort(places + z->n_communes, (size_t)z->options.n_qpvs, sizeof *places, by_code);
    for (int32_t k = 0; k < z->n_places; k++)
        z->order[k] = places[k].place;
out:
    free(places);
    return status;
}

aploc_status apl_zoning_take_units(aploc_zoning *z, const double *apl, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    double *weights = NULL;
    z->n_communes = aploc_communes_count(z->communes);
    if (z->options.n_qpvs > INT32_MAX - z->n_communes)
        return apl_fail(err, APLOC_ERR_TOO_LARGE, "found more quarters than can be counted");
    z->n_places = z->n_communes + z->options.n_qpvs;
    APL_TRY(APL_ZEROED(z->units, z->n_places, err));
    APL_TRY(APL_ZEROED(z->people, z->n_places, err));
    APL_TRY(APL_ZEROED(z->part_of, z->n_places, err));
    APL_TRY(take_order(z, err));
    APL_TRY(take_mesh(z, err));
    APL_TRY(APL_ZEROED(z->apl, (int64_t)z->n_units + z->options.n_qpvs, err));
    APL_TRY(APL_ZEROED(z->forced, (int64_t)z->n_units + z->options.n_qpvs, err));
    for (int32_t u = 0; u < z->n_units; u++)
        z->forced[u] = -1;
    APL_TRY(APL_ZEROED(weights, z->n_communes, err));
    APL_TRY(take_numbers(z, "people", z->options.people, z->people, err));
    APL_TRY(take_numbers(z, "weight", z->options.weight, weights, err));
    APL_TRY(take_means(z, apl, weights, err));
    APL_TRY(take_quarters(z, apl, err));
    APL_TRY(take_decisions(z, err));
out:
    free(weights);
    return status;
}

aploc_status apl_zoning_cut_quarters(aploc_zoning *z, aploc_error *err)
{
    for (int32_t k = 0; k < z->options.n_qpvs; k++) {
        const aploc_qpv *qpv = &z->options.qpvs[z->order[z->n_communes + k] - z->n_communes];
        int32_t commune = aploc_communes_find(z->communes, qpv->commune);
        char left[32], found[32];
        if (qpv->people > z->people[commune]) {
            apl_people_text(qpv->people, found);
            apl_people_text(z->people[commune], left);
            return apl_fail_at(
                err, APLOC_ERR_UNIT, (apl_place){.code = qpv->code},
                "found %s people in quarter '%s', expected at most the %s of commune "
                "'%s' that are in no other",
                found, qpv->code, left, qpv->commune);
        }
        z->people[commune] -= qpv->people;
    }
    return APLOC_OK;
}
