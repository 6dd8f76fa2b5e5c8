/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study file: its section [study], and the texts of all. */
#include "study/study.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "study/run.h"

static const apl_ini_section sections[] = {
    {"study", "name title output vintages professions max_ages variants groups below demand "
              "age_classes oldest_age tables"},
    {"vintage",
     "communes sites times supply practitioners year unknown repeated missing ages keep* column*"},
    {"vintage*",
     "communes sites times supply practitioners year unknown repeated missing ages keep* column*"},
    {"profession*", "methods practitioners supply supply_column supply_scale max_ages variants "
                    "below demand age_classes oldest_age"},
};

static const apl_ini_form form = {.what = "study file",
                                  .sections = sections,
                                  .n_sections = sizeof sections / sizeof *sections,
                                  .syntax = APLOC_ERR_STUDY,
                                  .key = APLOC_ERR_STUDY,
                                  .value = APLOC_ERR_STUDY};

aploc_status apl_study_keep(aploc_study *study, const char *text, size_t length, const char **copy,
                            aploc_error *err)
{
    char *made = NULL;
    aploc_status status = APLOC_OK;
    APL_TRY(APL_GROW(study->kept, &study->kept_room, study->n_kept + 1, err));
    APL_TRY(APL_NEW(made, (int64_t)length + 1, err));
    memcpy(made, text, length);
    made[length] = '\0';
    study->kept[study->n_kept++] = made;
    *copy = made;
out:
    return status;
}

aploc_status apl_study_fault(const apl_ini *ini, const apl_ini_entry *entry, aploc_error *err,
                             const char *format, ...)
{
    char text[sizeof err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return apl_fail_at(err, APLOC_ERR_STUDY,
                       (apl_place){.file = ini->file, .line = entry ? entry->line : 0}, "%s", text);
}

aploc_status apl_study_words(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                             const char *separators, apl_words *words, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    if (!entry)
        return APLOC_OK;
    for (const char *at = entry->value;;) {
        at += strspn(at, separators);
        at += strspn(at, " \t");
        size_t length = strcspn(at, separators);
        const char *next = at + length;
        while (length && strchr(" \t", at[length - 1]))
            length--;
        if (!*at)
            break;
        if (length) {
            APL_TRY(APL_GROW(words->at, &words->room, words->n + 1, err));
            APL_TRY(apl_study_keep(study, at, length, &words->at[words->n], err));
            for (int32_t k = 0; k < words->n; k++)
                if (strcmp(words->at[k], words->at[words->n]) == 0)
                    return apl_study_fault(ini, entry, err,
                                           "found '%s' twice in '%s', expected it once",
                                           words->at[k], entry->key);
            words->n++;
        }
        at = next;
    }
    if (words->n == 0)
        status =
            apl_study_fault(ini, entry, err, "found no word in '%s', expected some", entry->key);
out:
    return status;
}

aploc_status apl_study_fill(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                            const char *text, const char *vintage, const char *profession,
                            const char **filled, aploc_error *err)
{
    const struct {
        const char *word, *text;
    } holes[] = {{"{vintage}", vintage}, {"{profession}", profession}};
    const char *key = entry->key ? entry->key : "a path";
    char made[4096];
    size_t used = 0;
    while (*text) {
        const char *piece = text;
        size_t taken = 1, length = 1;
        if (*text == '{') {
            size_t k = 0;
            while (k < 2 && strncmp(text, holes[k].word, strlen(holes[k].word)) != 0)
                k++;
            if (k == 2)
                return apl_study_fault(ini, entry, err,
                                       "found '%.40s' in '%s', expected {vintage}%s", text, key,
                                       profession ? " or {profession}" : "");
            taken = strlen(holes[k].word);
            piece = holes[k].text ? holes[k].text : text;
            length = holes[k].text ? strlen(piece) : taken;
        }
        if (used + length >= sizeof made)
            return apl_study_fault(ini, entry, err,
                                   "found '%s' of more than %zu bytes, expected fewer", key,
                                   sizeof made - 1);
        memcpy(made + used, piece, length);
        used += length;
        text += taken;
    }
    return apl_study_keep(study, made, used, filled, err);
}

int apl_study_is_file(const char *method)
{
    size_t length = strlen(method);
    return strchr(method, '/') || (length > 4 && strcmp(method + length - 4, ".ini") == 0);
}

aploc_status apl_study_path(const aploc_study *study, const char *path, char **opened,
                            aploc_error *err)
{
    size_t folder = *path == '/' ? 0 : strlen(study->folder), length = strlen(path) + 1;
    char *made = NULL;
    aploc_status status = APL_NEW(made, (int64_t)(folder + length), err);
    if (status)
        return status;
    memcpy(made, study->folder, folder);
    memcpy(made + folder, path, length);
    *opened = made;
    return APLOC_OK;
}

/* A list of names, each of which may be part of a cell's. */
static aploc_status take_names(aploc_study *study, const apl_ini *ini, const char *key,
                               apl_words *names, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(ini, "study", key);
    if (!entry)
        return apl_study_fault(ini, apl_ini_find(ini, "study", NULL), err,
                               "found no key '%s' in [study], expected one", key);
    aploc_status status = apl_study_words(study, ini, entry, " \t", names, err);
    for (int32_t k = 0; !status && k < names->n; k++)
        if (!apl_run_is_name(names->at[k]))
            status = apl_study_fault(ini, entry, err,
                                     "found '%s' in '%s', expected letters, digits, '-', '_', '.' "
                                     "or '+', not starting with '.'",
                                     names->at[k], key);
    return status;
}

static aploc_status take_output(aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    const apl_ini_entry *entry = apl_ini_find(ini, "study", "output");
    char *path = NULL;
    aploc_status status =
        apl_study_path(study, entry ? entry->value : study->texts[APLOC_STUDY_NAME], &path, err);
    if (!status)
        status = apl_study_keep(study, path, strlen(path), &study->texts[APLOC_STUDY_OUTPUT], err);
    free(path);
    return status;
}

static aploc_status take_tables(aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    static const char known[] = "full drees summary tenths groups supply changes report";
    const apl_ini_entry *entry = apl_ini_find(ini, "study", "tables");
    apl_ini_entry all = {"study", "tables", known, 0};
    aploc_status status =
        apl_study_words(study, ini, entry ? entry : &all, " \t", &study->tables, err);
    for (int32_t k = 0; !status && k < study->tables.n; k++) {
        const char *word = study->tables.at[k], *at = known;
        size_t length = strlen(word);
        while ((at = strstr(at, word)) &&
               !((at == known || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')))
            at++;
        if (!at)
            status = apl_study_fault(ini, entry, err, "found '%s' in 'tables', expected some of %s",
                                     word, known);
    }
    return status;
}

static aploc_status take_study(aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_ini_entry *name = apl_ini_find(ini, "study", "name");
    const apl_ini_entry *title = apl_ini_find(ini, "study", "title");
    const apl_ini_entry *groups = apl_ini_find(ini, "study", "groups");
    if (!name)
        return apl_study_fault(ini, apl_ini_find(ini, "study", NULL), err,
                               "found no key 'name' in [study], expected one");
    if (!apl_run_is_name(name->value))
        return apl_study_fault(ini, name, err,
                               "found name '%s', expected letters, digits, '-', '_', '.' or '+', "
                               "not starting with '.'",
                               name->value);
    APL_TRY(apl_study_keep(study, name->value, strlen(name->value), &study->texts[APLOC_STUDY_NAME],
                           err));
    const char *text = title ? title->value : "";
    APL_TRY(apl_study_keep(study, text, strlen(text), &study->texts[APLOC_STUDY_TITLE], err));
    APL_TRY(take_output(study, ini, err));
    APL_TRY(take_names(study, ini, "vintages", &study->vintage_names, err));
    APL_TRY(take_names(study, ini, "professions", &study->profession_names, err));
    APL_TRY(apl_study_words(study, ini, groups, groups && strchr(groups->value, ',') ? "," : " \t",
                            &study->groups, err));
    APL_TRY(take_tables(study, ini, err));
out:
    return status;
}

/* "vintage 2021" names something that [study] must list. */
static aploc_status check_sections(const aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    const struct {
        const char *section, *key;
        const apl_words *names;
    } kinds[] = {{"vintage ", "vintages", &study->vintage_names},
                 {"profession ", "professions", &study->profession_names}};
    for (int64_t e = 0; e < ini->n; e++) {
        const apl_ini_entry *entry = &ini->entries[e];
        for (size_t k = 0; !entry->key && k < sizeof kinds / sizeof *kinds; k++) {
            size_t length = strlen(kinds[k].section);
            const apl_words *names = kinds[k].names;
            int32_t n = 0;
            if (strncmp(entry->section, kinds[k].section, length) != 0)
                continue;
            while (n < names->n && strcmp(names->at[n], entry->section + length) != 0)
                n++;
            if (n == names->n)
                return apl_study_fault(ini, entry, err,
                                       "found section [%s], expected one of the '%s' of [study]",
                                       entry->section, kinds[k].key);
        }
    }
    return APLOC_OK;
}

static aploc_status parse(aploc_study *study, const char *path, const char *text, size_t length,
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_ini ini = {0};
    const char *slash = strrchr(path, '/');
    APL_TRY(apl_ini_read(text, length, path, &form, &ini, err));
    APL_TRY(
        apl_study_keep(study, path, slash ? (size_t)(slash + 1 - path) : 0, &study->folder, err));
    APL_TRY(apl_study_keep(study, text, length, &study->texts[APLOC_STUDY_FILE], err));
    if (!apl_ini_find(&ini, "study", NULL))
        APL_TRY(apl_study_fault(&ini, NULL, err, "found no section [study], expected one"));
    APL_TRY(take_study(study, &ini, err));
    APL_TRY(check_sections(study, &ini, err));
    APL_TRY(apl_study_take_vintages(study, &ini, err));
    APL_TRY(apl_study_take_professions(study, &ini, err));
    APL_TRY(apl_study_take_cells(study, &ini, err));
    for (int32_t k = 0; k < study->profession_names.n; k++)
        study->professions[k].limits_entry = NULL; /* the entries go with the text */
out:
    apl_ini_free(&ini);
    return status;
}

aploc_status aploc_study_read(const char *path, aploc_study **study, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_study *made = NULL;
    char *text = NULL;
    size_t length = 0;
    if (!path || !study)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no path or nowhere to put the study");
    APL_TRY(apl_ini_load(path, form.what, &text, &length, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    APL_TRY(parse(made, path, text, length, err));
    *study = made;
    made = NULL;
out:
    free(text);
    aploc_study_free(made);
    return status;
}
