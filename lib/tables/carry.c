/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of places carried through a map. */
#include "tables/carry.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sums.h"

/* What carrying works with. */
typedef struct work {
    const aploc_carry_map *map;
    const aploc_communes *old;
    aploc_communes *made;
    aploc_carry_report *report; /* the caller's, or one to be thrown away */
    double *before, *after;     /* room for a column of each */
} work;

/* The total of the numbers that are there. */
static double total(const double *values, int64_t n)
{
    apl_sum sum = {0};
    for (int64_t k = 0; k < n; k++)
        if (!isnan(values[k]))
            apl_sum_add(&sum, values[k]);
    return apl_sum_value(sum);
}

/* The total of what places left out had. */
static double total_left_out(const work *w, const double *values)
{
    apl_sum sum = {0};
    for (int32_t i = 0; i < w->old->count; i++)
        if (w->map->kinds[i] == APLOC_CHANGE_LEFT_OUT && !isnan(values[i]))
            apl_sum_add(&sum, values[i]);
    return apl_sum_value(sum);
}

/* The total of the numbers that went into a missing sum. */
static double total_unknown(const work *w, const double *values, const double *carried)
{
    const apl_links *t = &w->map->targets;
    apl_sum sum = {0};
    for (int32_t i = 0; i < w->old->count; i++)
        for (int64_t at = t->starts[i]; at < t->starts[i + 1]; at++)
            if (isnan(carried[t->ends[at]]) && !isnan(values[i]))
                apl_sum_add(&sum, apl_carry_part(w->map, i, at, values[i]));
    return apl_sum_value(sum);
}

static aploc_status carry_sums(work *w, int role, aploc_error *err)
{
    const double *old = w->old->columns[role].values;
    double *values = w->made->columns[role].values;
    aploc_status status = aploc_carry_map_apply(w->map, old, values, err);
    if (status)
        return status;
    w->report->before[role] = total(old, w->old->count);
    w->report->after[role] = total(values, w->made->count);
    w->report->left_out[role] = total_left_out(w, old);
    w->report->unknown[role] = total_unknown(w, old, values);
    return APLOC_OK;
}

/* The place of the target table that new commune `k` is, when it says where it lies; else -1. */
static int32_t located(const work *w, int32_t k)
{
    const aploc_communes *onto = w->map->onto;
    const double *lon = aploc_communes_column(onto, APLOC_LON);
    const double *lat = aploc_communes_column(onto, APLOC_LAT);
    int32_t i = aploc_communes_find(onto, apl_texts_get(&w->map->codes, k));
    return i >= 0 && lon && lat && !isnan(lon[i]) && !isnan(lat[i]) ? i : -1;
}

/* Whether place `i` is new commune `k`, or is held by it whole. */
static int is_whole(const work *w, int32_t i, int32_t k)
{
    const apl_links *t = &w->map->targets;
    return t->starts[i + 1] - t->starts[i] == 1 ||
           strcmp(apl_texts_get(&w->map->codes, k), apl_texts_get(&w->old->codes, i)) == 0;
}

static void carry_degrees(work *w, int role)
{
    for (int32_t k = 0; k < w->made->count; k++) {
        int32_t there = located(w, k), i = apl_carry_model(w->map, k);
        double *value = &w->made->columns[role].values[k];
        if (there >= 0)
            *value = w->map->onto->columns[role].values[there];
        else
            *value = is_whole(w, i, k) ? w->old->columns[role].values[i] : NAN;
    }
}

static void carry_apl(work *w)
{
    const apl_links *s = &w->map->sources;
    const double *apl = w->old->columns[APLOC_APL].values;
    const double *weights = w->old->columns[APLOC_STANDARDISED].values;
    if (!weights)
        weights = w->old->columns[APLOC_POPULATION].values;
    for (int32_t k = 0; k < w->made->count; k++) {
        double *value = &w->made->columns[APLOC_APL].values[k];
        apl_sum sum = {0}, weight = {0};
        int64_t begin = s->starts[k], end = s->starts[k + 1];
        for (int64_t at = begin; at < end; at++) {
            double share = weights ? s->shares[at] * weights[s->ends[at]] : NAN;
            apl_sum_add(&sum, share * apl[s->ends[at]]);
            apl_sum_add(&weight, share);
        }
        /* NaN too where the sum is too large: a compensated one is then. */
        *value = apl_sum_value(sum) / apl_sum_value(weight);
        if (end - begin == 1)
            *value = apl[s->ends[begin]];
    }
}

static aploc_status carry_numbers(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int role = 0; role < APLOC_ROLE_COUNT; role++) {
        if (!w->old->columns[role].values)
            continue;
        APL_TRY(APL_NEW(w->made->columns[role].values, w->made->count, err));
        if (role == APLOC_LON || role == APLOC_LAT)
            carry_degrees(w, role);
        else if (role == APLOC_APL)
            carry_apl(w);
        else
            APL_TRY(carry_sums(w, role, err));
    }
out:
    return status;
}

static aploc_status carry_ages(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = w->old->n_ages;
    const double *old = w->old->age_table.values;
    apl_sum left_out = {0};
    if (n == 0)
        return APLOC_OK;
    APL_TRY(APL_NEW(w->made->ages, n, err));
    APL_TRY(APL_NEW(w->made->age_table.values, (int64_t)n * w->made->count, err));
    APL_TRY(APL_NEW(w->before, w->old->count, err));
    APL_TRY(APL_NEW(w->after, w->made->count, err));
    double *made = w->made->age_table.values;
    memcpy(w->made->ages, w->old->ages, (size_t)n * sizeof *w->made->ages);
    w->made->n_ages = n;
    for (int32_t a = 0; a < n; a++) {
        for (int32_t i = 0; i < w->old->count; i++)
            w->before[i] = old[(int64_t)i * n + a];
        APL_TRY(aploc_carry_map_apply(w->map, w->before, w->after, err));
        for (int32_t k = 0; k < w->made->count; k++)
            made[(int64_t)k * n + a] = w->after[k];
        apl_sum_add(&left_out, total_left_out(w, w->before));
    }
    w->report->ages_before = total(old, (int64_t)n * w->old->count);
    w->report->ages_after = total(made, (int64_t)n * w->made->count);
    w->report->ages_left_out = apl_sum_value(left_out);
out:
    return status;
}

static aploc_status carry_codes(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_group *old = &w->old->names;
    apl_group *names = &w->made->names;
    APL_TRY(apl_text_copy(w->old->path, &w->made->path, err));
    for (int32_t k = 0; k < w->map->codes.count; k++) {
        const char *code = apl_texts_get(&w->map->codes, k);
        APL_TRY(apl_texts_add(&w->made->codes, code, (int64_t)strlen(code), &w->made->count, err));
    }
    w->made->count = w->map->codes.count;
    if (!old->levels)
        goto out;
    APL_TRY(APL_NEW(names->levels, w->made->count, err));
    for (int32_t k = 0; k < w->made->count; k++) {
        const char *name = apl_carry_name(w->map, k);
        if (!name)
            name = aploc_communes_name(w->old, apl_carry_model(w->map, k));
        APL_TRY(apl_texts_add(&names->texts, name, (int64_t)strlen(name), &names->levels[k], err));
    }
out:
    return status;
}

static int is_pole(const char *name, const char *const *poles, int32_t n_poles)
{
    for (int32_t p = 0; p < n_poles; p++)
        if (strcmp(name, poles[p]) == 0)
            return 1;
    return 0;
}

static aploc_status carry_groups(work *w, const char *const *poles, int32_t n_poles,
                                 aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char **texts = NULL;
    APL_TRY(APL_ZEROED(w->made->groups, w->old->n_groups, err));
    w->made->n_groups = w->old->n_groups;
    for (int32_t g = 0; g < w->old->n_groups; g++) {
        const apl_group *old = &w->old->groups[g];
        int pole = is_pole(old->name, poles, n_poles);
        free(texts);
        texts = NULL;
        if (pole) {
            APL_TRY(APL_NEW(texts, old->texts.count, err));
            APL_TRY(apl_carry_poles(w->map, old, texts, w->report, err));
        }
        APL_TRY(apl_carry_group(w->map, old, texts, &w->made->groups[g], err));
        apl_carry_conflicts(w->map, old, texts, w->report);
    }
out:
    free(texts);
    return status;
}

static aploc_status carry_header(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_ZEROED(w->made->header, w->old->n_header, err));
    for (; w->made->n_header < w->old->n_header; w->made->n_header++) {
        const apl_header *old = &w->old->header[w->made->n_header];
        apl_header *made = &w->made->header[w->made->n_header];
        *made = (apl_header){NULL, old->kind, old->index};
        APL_TRY(apl_text_copy(old->name, &made->name, err));
    }
out:
    return status;
}

/* What the report says of the map alone. */
static void describe(const aploc_carry_map *map, aploc_carry_report *r)
{
    const apl_links *s = &map->sources;
    r->n_before = map->places->count;
    r->n_after = map->codes.count;
    for (int32_t i = 0; i < map->places->count; i++) {
        const char *code = apl_texts_get(&map->places->codes, i);
        r->kinds[map->kinds[i]]++;
        if (map->kinds[i] == APLOC_CHANGE_LEFT_OUT) {
            int32_t n = r->kinds[APLOC_CHANGE_LEFT_OUT] - 1;
            apl_carry_note(r->left, &n, code,
                           map->splits[i] >= 0 ? apl_texts_get(&map->lost, map->splits[i]) : "",
                           "");
        }
        if (map->stray[i])
            apl_carry_note(r->strays, &r->n_stray, code, "", "");
    }
    for (int32_t k = 0; k < map->codes.count; k++) {
        const char *code = apl_texts_get(&map->codes, k);
        int64_t n_whole = 0;
        for (int64_t at = s->starts[k]; at < s->starts[k + 1]; at++)
            n_whole += s->shares[at] == 1.0;
        r->n_made += n_whole > 1;
        if (map->onto && aploc_communes_find(map->onto, code) < 0)
            apl_carry_note(r->beyond, &r->n_beyond, code, "", "");
    }
    for (int32_t k = 0; k < map->absent.count; k++)
        apl_carry_note(r->absent, &r->n_absent, apl_texts_get(&map->codes, map->absent_in[k]),
                       apl_texts_get(&map->absent, k), "");
    for (int32_t i = 0; i < aploc_communes_count(map->onto); i++) {
        const char *code = aploc_communes_code(map->onto, i);
        if (apl_texts_find(&map->codes, code, (int64_t)strlen(code)) < 0)
            apl_carry_note(r->unreached, &r->n_unreached, code, "", "");
    }
}

static aploc_status check_arguments(const aploc_carry_map *map, const char *const *poles,
                                    int32_t n_poles, aploc_communes **carried,
                                    const aploc_carry_report *report, aploc_error *err)
{
    if (!map || !carried || n_poles < 0 || (n_poles && !poles))
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found %s, expected %s",
                        !map       ? "NULL as the map"
                        : !carried ? "NULL as the place of the table"
                                   : "no names of pole columns",
                        !map       ? "one"
                        : !carried ? "somewhere to put it"
                                   : "n_poles of them, at least 0");
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a carry report of %zu bytes, expected %zu "
                        "(APLOC_CARRY_REPORT_INIT)",
                        report->size, sizeof *report);
    for (int32_t p = 0; p < n_poles; p++) {
        if (!poles[p])
            return apl_fail(err, APLOC_ERR_ARGUMENT,
                            "found NULL as a pole column, expected a name");
        if (aploc_communes_group_find(map->places, poles[p]) < 0)
            return apl_fail_at(
                err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = map->places->path},
                "found no group column '%s', expected one with the codes of poles", poles[p]);
    }
    if (map->codes.count == 0)
        return apl_fail_at(err, APLOC_ERR_NO_VALUE, (apl_place){.file = map->places->path},
                           "found nothing to carry: every commune splits and is left out, expected "
                           "one at least that does not");
    return APLOC_OK;
}

aploc_status aploc_communes_carry(const aploc_carry_map *map, const char *const *poles,
                                  int32_t n_poles, aploc_communes **carried,
                                  aploc_carry_report *report, aploc_error *err)
{
    aploc_status status = check_arguments(map, poles, n_poles, carried, report, err);
    aploc_carry_report made = APLOC_CARRY_REPORT_INIT;
    work w = {.map = map, .report = &made};
    if (status)
        return status;
    w.old = map->places;
    APL_TRY(APL_ZEROED(w.made, 1, err));
    APL_TRY(carry_codes(&w, err));
    APL_TRY(carry_numbers(&w, err));
    APL_TRY(carry_ages(&w, err));
    APL_TRY(carry_groups(&w, poles, n_poles, err));
    APL_TRY(carry_header(&w, err));
    describe(map, &made);
    if (report)
        *report = made;
    *carried = w.made;
    w.made = NULL;
out:
    aploc_communes_free(w.made);
    free(w.before);
    free(w.after);
    return status;
}
