/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The section [decay] of a method file. */
#include "method/method.h"

#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "method/decay.h"

static const char section[] = "decay";

/* The keys of [decay] that are one number. */
static const struct {
    const char *key;
    size_t offset;
} numbers[] = {{"rate", offsetof(aploc_decay, rate)},
               {"scale", offsetof(aploc_decay, scale)},
               {"exponent", offsetof(aploc_decay, exponent)},
               {"cut", offsetof(aploc_decay, cut)}};
enum { N_NUMBERS = sizeof numbers / sizeof *numbers };

/* Points that are valid, in the place of unknown ones while the rest is checked. */
static const double stand_in_minutes[] = {0.0, 1.0}, stand_in_values[] = {1.0, 0.0};

static int has_key(const apl_decay_shape *shape, const char *key)
{
    /* No key is part of another. */
    return strstr(shape->keys, key) != NULL;
}

/* The kind that the section names, by `kind` or by `steps` alone; NULL when it stands as "?". */
static aploc_status find_shape(const apl_ini *ini, const apl_decay_shape **shape, aploc_error *err)
{
    const apl_ini_entry *kind = apl_ini_find(ini, section, "kind");
    const apl_ini_entry *steps = apl_ini_find(ini, section, "steps");
    if (!apl_ini_find(ini, section, NULL))
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, NULL),
                           "found no section [decay], expected one");
    if (!kind && !steps)
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY,
                           apl_method_place(ini, apl_ini_find(ini, section, NULL)),
                           "found neither 'steps' nor 'kind' in [decay], expected one of them");
    const char *name = kind ? kind->value : "steps";
    char names[128] = "";
    *shape = NULL;
    int is_open = kind && apl_method_unknown(kind, NULL);
    for (size_t k = 0; apl_decay_shape_at(k); k++) {
        const apl_decay_shape *candidate = apl_decay_shape_at(k);
        if (strcmp(candidate->name, name) == 0)
            *shape = candidate;
        if (k)
            strcat(names, " ");
        strcat(names, candidate->name);
    }
    if (steps && (*shape || is_open) && strcmp(name, "steps") != 0)
        return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, steps),
                           "found key 'steps' with kind = %s, expected kind = steps or none", name);
    if (*shape || is_open)
        return APLOC_OK;
    return apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, kind),
                       "found kind '%s', expected one of %s", name, names);
}

/* Every key that the kind needs is there (the scale of a power is 1 when it is not, a cut may be
 * missing after a last step of 0), and no other. */
static aploc_status check_keys(const apl_ini *ini, const apl_decay_shape *shape, aploc_error *err)
{
    static const char *const keys[] = {"steps", "points", "rate", "scale", "exponent", "cut"};
    const apl_ini_entry *kind = apl_ini_find(ini, section, "kind");
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const apl_ini_entry *entry = apl_ini_find(ini, section, keys[k]);
        if (entry && !has_key(shape, keys[k]))
            return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, entry),
                               "found key '%s' with kind = %s, expected only %s", keys[k],
                               shape->name, shape->keys);
        int optional = (shape->kind == APLOC_DECAY_POWER && strcmp(keys[k], "scale") == 0) ||
                       (shape->kind == APLOC_DECAY_STEPS && strcmp(keys[k], "cut") == 0);
        if (!entry && has_key(shape, keys[k]) && !optional)
            return apl_fail_at(err, APLOC_ERR_METHOD_KEY, apl_method_place(ini, kind),
                               "found kind = %s without key '%s', expected %s", shape->name,
                               keys[k], shape->keys);
    }
    return APLOC_OK;
}

/* One point, "minutes:weight". */
static aploc_status take_point(aploc_method *method, const apl_ini *ini, const apl_ini_entry *entry,
                               const char *text, size_t length, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *colon = memchr(text, ':', length);
    int64_t n = method->decay.n_points;
    if (!colon) {
        status = apl_fail_at(err, APLOC_ERR_METHOD_VALUE, apl_method_place(ini, entry),
                             "found '%.*s' in '%s', expected minutes:weight such as 10:2/3",
                             (int)length, text, entry->key);
        goto out;
    }
    APL_TRY(APL_GROW(method->minutes, &method->minutes_capacity, n + 1, err));
    APL_TRY(APL_GROW(method->values, &method->values_capacity, n + 1, err));
    APL_TRY(apl_method_number(ini, entry, text, (size_t)(colon - text), &method->minutes[n], err));
    APL_TRY(apl_method_number(ini, entry, colon + 1, length - (size_t)(colon + 1 - text),
                              &method->values[n], err));
    method->decay.n_points++;
out:
    return status;
}

static aploc_status take_points(aploc_method *method, const apl_ini *ini,
                                const apl_ini_entry *entry, aploc_error *err)
{
    aploc_decay *decay = &method->decay;
    if (apl_method_unknown(entry, NULL)) {
        decay->minutes = stand_in_minutes;
        decay->values = stand_in_values;
        decay->n_points = 2;
        return APLOC_OK;
    }
    for (const char *at = entry->value; *at; at += strspn(at, " \t")) {
        size_t length = strcspn(at, " \t");
        aploc_status status = take_point(method, ini, entry, at, length, err);
        if (status)
            return status;
        at += length;
    }
    decay->minutes = method->minutes;
    decay->values = method->values;
    return APLOC_OK;
}

/* The numbers that are there; 1, which is in every domain, for those that are not known. */
static aploc_status take_numbers(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    for (size_t k = 0; k < N_NUMBERS; k++) {
        const apl_ini_entry *entry = apl_ini_find(ini, section, numbers[k].key);
        if (!entry)
            continue;
        double value = 1.0;
        if (!apl_method_unknown(entry, NULL)) {
            /* Steps may come without a cut, which is 0 in aploc_decay, but not with a cut of 0. */
            aploc_status status = apl_method_positive(ini, entry, &value, err);
            if (status)
                return status;
        }
        memcpy((char *)&method->decay + numbers[k].offset, &value, sizeof value);
    }
    return APLOC_OK;
}

aploc_status apl_method_take_decay(aploc_method *method, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_decay_shape *shape = NULL;
    method->decay = (aploc_decay)APLOC_DECAY_INIT;
    APL_TRY(find_shape(ini, &shape, err));
    if (shape)
        APL_TRY(check_keys(ini, shape, err));
    const apl_ini_entry *points = apl_ini_find(ini, section, "steps");
    if (!points)
        points = apl_ini_find(ini, section, "points");
    if (points)
        APL_TRY(take_points(method, ini, points, err));
    APL_TRY(take_numbers(method, ini, err));
    /* Of an unknown kind no more can be said. */
    if (!shape)
        goto out;
    method->decay.kind = shape->kind;
    if (shape->kind == APLOC_DECAY_POWER && !apl_ini_find(ini, section, "scale"))
        method->decay.scale = 1.0;
    const char *parameter = NULL;
    aploc_error inner;
    if (apl_decay_check(&method->decay, &parameter, &inner) != APLOC_OK) {
        const apl_ini_entry *entry = apl_ini_find(ini, section, parameter);
        status = apl_fail_at(err, APLOC_ERR_METHOD_VALUE,
                             apl_method_place(ini, entry ? entry : points), "%s", inner.message);
    }
out:
    return status;
}
