/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "method/method.h"

#include <stdio.h>
#include <string.h>

#include "base/builtin.h"
#include "base/memory.h"

static const apl_ini_section sections[] = {
    {"method", "name title profession unit per source"},
    {"decay", "kind steps points rate scale exponent cut"},
    {"ages", NULL},
    {"supply", "floor cap max_age fte fte_steps unit first_year part_year locums salaried "
               "secondary"},
    {"family", "variant"},
};
static const apl_ini_form form = {.what = "method file",
                                  .sections = sections,
                                  .n_sections = sizeof sections / sizeof *sections,
                                  .syntax = APLOC_ERR_METHOD_SYNTAX,
                                  .key = APLOC_ERR_METHOD_KEY,
                                  .value = APLOC_ERR_METHOD_VALUE};

aploc_status aploc_method_parse(const char *text, size_t length, const char *source,
                                aploc_method **method, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_method *built = NULL;
    apl_ini ini = {0};
    if (!text || !source || !method)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no text, no source or nowhere to put the method");
    APL_TRY(apl_ini_read(text, length, source, &form, &ini, err));
    APL_TRY(APL_ZEROED(built, 1, err));
    APL_TRY(apl_method_copy(&built->file, source, strlen(source), err));
    APL_TRY(apl_method_copy(&built->texts[APLOC_METHOD_FILE], text, length, err));
    APL_TRY(apl_method_build(built, &ini, err));
    *method = built;
    built = NULL;
out:
    aploc_method_free(built);
    apl_ini_free(&ini);
    return status;
}

aploc_status aploc_method_read(const char *path, aploc_method **method, aploc_error *err)
{
    char *text = NULL;
    size_t length = 0;
    if (!path || !method)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no path or nowhere to put the method");
    aploc_status status = apl_ini_load(path, form.what, &text, &length, err);
    if (!status)
        status = aploc_method_parse(text, length, path, method, err);
    free(text);
    return status;
}

aploc_status aploc_method_builtin(const char *name, aploc_method **method, aploc_error *err)
{
    char source[128], names[APL_BUILTIN_NAMES_SIZE];
    if (!name || !method)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no name or nowhere to put the method");
    const apl_builtin *builtin = apl_builtin_find(&apl_methods, name);
    if (builtin) {
        snprintf(source, sizeof source, "%s.ini", name);
        return aploc_method_parse((const char *)builtin->text, builtin->length, source, method,
                                  err);
    }
    apl_builtin_names(&apl_methods, names);
    return apl_fail(err, APLOC_ERR_METHOD_NAME, "found method '%.64s', expected one of %s", name,
                    names);
}

const char *aploc_method_builtin_name(int32_t k)
{
    return apl_builtin_name(&apl_methods, k);
}

aploc_method *apl_method_hold(const aploc_method *method)
{
    aploc_method *held = APL_HELD(aploc_method, method);
    if (held)
        apl_hold(&held->holders);
    return held;
}

void aploc_method_free(aploc_method *method)
{
    if (!method || !apl_let_go(&method->holders))
        return;
    for (int k = 0; k < APLOC_METHOD_TEXT_COUNT; k++)
        free(method->texts[k]);
    for (int64_t k = 0; k < method->n_gaps; k++)
        free(method->gaps[k].texts);
    free(method->gaps);
    free(method->file);
    free(method->minutes);
    free(method->values);
    free(method->classes);
    free(method->weights);
    free(method->weights_men);
    free(method->step_acts);
    free(method->step_fte);
    free(method);
}

double aploc_method_get_per(const aploc_method *method)
{
    return method->per;
}

const char *aploc_method_get_text(const aploc_method *method, int32_t which)
{
    if (which < 0 || which >= APLOC_METHOD_TEXT_COUNT)
        return NULL;
    return method->texts[which] ? method->texts[which] : "";
}

/* A value of a method is needed and not known. */
static aploc_status refuse_gap(const aploc_method *method, const aploc_method_gap *gap,
                               aploc_error *err)
{
    apl_fail(err, APLOC_ERR_METHOD_UNKNOWN,
             "method '%s' does not know [%s] %s (%s:%lld); %s%s%sfill it in a copy of the file",
             method->texts[APLOC_METHOD_NAME], gap->section, gap->key, method->file,
             (long long)gap->line, *gap->hint ? "who publishes it: " : "", gap->hint,
             *gap->hint ? "; " : "");
    if (err) {
        apl_copy_text(err->file, sizeof err->file, method->file);
        err->line = gap->line;
    }
    return APLOC_ERR_METHOD_UNKNOWN;
}

aploc_status apl_method_refuse_gaps(const aploc_method *method, const char *section,
                                    const char *const *unneeded, aploc_error *err)
{
    for (int64_t k = 0; k < method->n_gaps; k++) {
        const aploc_method_gap *gap = &method->gaps[k].gap;
        int needed = strcmp(gap->section, section) == 0;
        for (const char *const *key = unneeded; needed && key && *key; key++)
            needed = strcmp(gap->key, *key) != 0;
        if (needed)
            return refuse_gap(method, gap, err);
    }
    return APLOC_OK;
}

aploc_status aploc_method_get_decay(const aploc_method *method, aploc_decay *decay,
                                    aploc_error *err)
{
    if (!method || !decay)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no method or nowhere to put its decay");
    if (decay->size != sizeof *decay)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a decay of %zu bytes, expected %zu",
                        decay->size, sizeof *decay);
    aploc_status status = apl_method_refuse_gaps(method, "decay", NULL, err);
    if (!status)
        *decay = method->decay;
    return status;
}

aploc_status aploc_method_get_ages(const aploc_method *method, aploc_method_ages *ages,
                                   aploc_error *err)
{
    if (!method || !ages)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no method or nowhere to put its ages");
    if (ages->size != sizeof *ages)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found method ages of %zu bytes, expected %zu",
                        ages->size, sizeof *ages);
    aploc_status status = apl_method_refuse_gaps(method, "ages", NULL, err);
    if (!status)
        *ages = (aploc_method_ages){.size = sizeof *ages,
                                    .classes = method->classes,
                                    .weights = method->weights,
                                    .weights_men = method->weights_men,
                                    .n_classes = method->n_classes,
                                    .sex = method->sex,
                                    .normalise = method->normalise};
    return status;
}

int32_t aploc_method_get_sex(const aploc_method *method)
{
    return method->sex;
}

aploc_status aploc_method_get_supply(const aploc_method *method, aploc_method_supply *supply,
                                     aploc_error *err)
{
    if (!method || !supply)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no method or nowhere to put its rules");
    if (supply->size != sizeof *supply)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found supply rules of %zu bytes, expected %zu",
                        supply->size, sizeof *supply);
    *supply = method->supply;
    return APLOC_OK;
}

int32_t aploc_method_get_variant(const aploc_method *method)
{
    return method->variant;
}

const aploc_method_gap *aploc_method_get_gap(const aploc_method *method, int32_t k)
{
    return method && k >= 0 && k < method->n_gaps ? &method->gaps[k].gap : NULL;
}
