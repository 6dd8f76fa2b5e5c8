/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of aid: read, and what they say. */
#include "zoning/aid.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/builtin.h"
#include "base/memory.h"
#include "method/method.h"

static const apl_ini_section sections[] = {
    {"aid", "name title source currency from to"}, {"class*", "title"}, {"kind*", NULL}};
static const apl_ini_form form = {.what = "file of aid",
                                  .sections = sections,
                                  .n_sections = sizeof sections / sizeof *sections,
                                  .syntax = APLOC_ERR_RULES,
                                  .key = APLOC_ERR_RULES,
                                  .value = APLOC_ERR_RULES};

aploc_status aploc_aid_parse(const char *text, size_t length, const char *source, aploc_aid **aid,
                             aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_aid *built = NULL;
    if (!text || !source || !aid)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no text, no source or nowhere to put the aid");
    APL_TRY(APL_ZEROED(built, 1, err));
    APL_TRY(apl_text_copy(source, &built->file, err));
    APL_TRY(apl_ini_read(text, length, built->file, &form, &built->ini, err));
    APL_TRY(apl_method_copy(&built->text, text, length, err));
    APL_TRY(apl_aid_build(built, err));
    built->texts[APLOC_AID_FILE] = built->text;
    *aid = built;
    built = NULL;
out:
    aploc_aid_free(built);
    return status;
}

aploc_status aploc_aid_read(const char *path, aploc_aid **aid, aploc_error *err)
{
    char *text = NULL;
    size_t length = 0;
    if (!path || !aid)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no path or nowhere to put the aid");
    aploc_status status = apl_ini_load(path, form.what, &text, &length, err);
    if (!status)
        status = aploc_aid_parse(text, length, path, aid, err);
    free(text);
    return status;
}

aploc_status aploc_aid_builtin(const char *name, aploc_aid **aid, aploc_error *err)
{
    char source[128], names[APL_BUILTIN_NAMES_SIZE];
    if (!name || !aid)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no name or nowhere to put the aid");
    const apl_builtin *builtin = apl_builtin_find(&apl_aids, name);
    if (builtin) {
        snprintf(source, sizeof source, "%s.ini", name);
        return aploc_aid_parse((const char *)builtin->text, builtin->length, source, aid, err);
    }
    apl_builtin_names(&apl_aids, names);
    return apl_fail(err, APLOC_ERR_METHOD_NAME, "found aid '%.64s', expected one of %s", name,
                    names);
}

const char *aploc_aid_builtin_name(int32_t k)
{
    return apl_builtin_name(&apl_aids, k);
}

void aploc_aid_free(aploc_aid *aid)
{
    if (!aid || !apl_let_go(&aid->holders))
        return;
    apl_ini_free(&aid->ini);
    free(aid->file);
    free(aid->text);
    free(aid->gaps);
    free(aid);
}

const char *aploc_aid_get_text(const aploc_aid *aid, int32_t which)
{
    if (which < 0 || which >= APLOC_AID_TEXT_COUNT)
        return NULL;
    return aid->texts[which] ? aid->texts[which] : "";
}

const aploc_method_gap *aploc_aid_get_gap(const aploc_aid *aid, int32_t k)
{
    return aid && k >= 0 && k < aid->n_gaps ? &aid->gaps[k] : NULL;
}

int32_t aploc_aid_class_count(const aploc_aid *aid)
{
    return aid ? aid->n_classes : 0;
}

const char *aploc_aid_class(const aploc_aid *aid, int32_t c)
{
    return c >= 0 && c < aid->n_classes ? aid->classes[c] : NULL;
}

int32_t aploc_aid_find_class(const aploc_aid *aid, const char *name)
{
    for (int32_t c = 0; c < aid->n_classes; c++)
        if (strcmp(aid->classes[c], name) == 0)
            return c;
    return -1;
}

int32_t aploc_aid_kind_count(const aploc_aid *aid)
{
    return aid ? aid->n_kinds : 0;
}

aploc_status aploc_aid_get_kind(const aploc_aid *aid, int32_t k, aploc_aid_kind *kind,
                                aploc_error *err)
{
    if (!aid || !kind)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no aid or nowhere to put a kind");
    if (kind->size != sizeof *kind)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a kind of %zu bytes, expected %zu",
                        kind->size, sizeof *kind);
    if (k < 0 || k >= aid->n_kinds)
        return apl_fail(err, APLOC_ERR_INDEX, "found kind %d, expected 0 to %d", (int)k,
                        (int)aid->n_kinds - 1);
    *kind = aid->kinds[k].shown;
    return APLOC_OK;
}

int32_t aploc_aid_find_kind(const aploc_aid *aid, const char *name)
{
    for (int32_t k = 0; k < aid->n_kinds; k++)
        if (strcmp(aid->kinds[k].shown.name, name) == 0)
            return k;
    return -1;
}

static aploc_status unknown(const aploc_aid *aid, const apl_ini_entry *entry, aploc_error *err)
{
    const char *hint = "";
    apl_method_unknown(entry, &hint);
    return apl_fail_at(err, APLOC_ERR_RULES_UNKNOWN, apl_method_place(&aid->ini, entry),
                       "found no value of [%s] %s (?), expected one in a copy of the file%s%s",
                       entry->section, entry->key, *hint ? "; who publishes it: " : "", hint);
}

aploc_status aploc_aid_opens(const aploc_aid *aid, int32_t k, int32_t c, double *amount,
                             aploc_error *err)
{
    if (!aid || !amount)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no aid or nowhere to put an amount");
    if (k < 0 || k >= aid->n_kinds || c < 0 || c >= aid->n_classes)
        return apl_fail(err, APLOC_ERR_INDEX,
                        "found kind %d and class %d, expected 0 to %d and 0 to %d", (int)k, (int)c,
                        (int)aid->n_kinds - 1, (int)aid->n_classes - 1);
    const apl_aid_kind *kind = &aid->kinds[k];
    const apl_ini_entry *cap = apl_ini_find(&aid->ini, kind->section, "cap");
    if (kind->opened[c] && isnan(kind->amounts[c]))
        return unknown(aid, kind->opened[c], err);
    if (kind->opened[c] && cap && apl_method_unknown(cap, NULL))
        return unknown(aid, cap, err);
    *amount = kind->opened[c] ? kind->amounts[c] : 0.0;
    return APLOC_OK;
}
