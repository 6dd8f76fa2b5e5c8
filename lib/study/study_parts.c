/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vintages and the professions of a study. */
#include <aploc/ages.h>
#include <aploc/family.h>
#include <aploc/number.h>

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "study/run.h"
#include "study/study.h"
#include "tables/roles.h"

const char *const apl_study_file_keys[APL_FILE_COUNT] = {"communes", "sites",         "times",
                                                         "supply",   "practitioners", "ages"};

/* The entry of a key for a vintage: in its own section, else in that of all. */
static const apl_ini_entry *find(const apl_ini *ini, const char *own, const char *all,
                                 const char *key)
{
    const apl_ini_entry *entry = apl_ini_find(ini, own, key);
    return entry ? entry : apl_ini_find(ini, all, key);
}

static aploc_status number_of(const apl_ini *ini, const apl_ini_entry *entry, const char *text,
                              double *value, aploc_error *err)
{
    aploc_error inner;
    aploc_status status = aploc_number_read(text, strlen(text), value, &inner);
    if (!status)
        return APLOC_OK;
    return apl_fail_at(err, status == APLOC_ERR_NUMBER ? status : APLOC_ERR_STUDY,
                       (apl_place){.file = ini->file, .line = entry->line}, "%s for '%s' in [%s]",
                       inner.message, entry->key, entry->section);
}

/* One of some words: its place in the list, which a NULL ends. */
static aploc_status choose(const apl_ini *ini, const apl_ini_entry *entry, const char *const *words,
                           int32_t *chosen, aploc_error *err)
{
    char list[128] = "";
    if (!entry)
        return APLOC_OK;
    for (int32_t k = 0; words[k]; k++) {
        if (strcmp(entry->value, words[k]) == 0) {
            *chosen = k;
            return APLOC_OK;
        }
        strcat(list, k ? " " : "");
        strcat(list, words[k]);
    }
    return apl_study_fault(ini, entry, err, "found %s '%s', expected one of %s", entry->key,
                           entry->value, list);
}

/* A year, as a number of 1900 to 2100. */
static int year_of(const char *text, int32_t *year)
{
    double number = 0.0;
    if (aploc_number_read(text, strlen(text), &number, NULL) || !(number >= 1900.0) ||
        !(number <= 2100.0) || number != floor(number))
        return 0;
    *year = (int32_t)number;
    return 1;
}

static aploc_status take_year(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                              apl_vintage *v, aploc_error *err)
{
    const char *text = NULL;
    if (!entry) {
        (void)year_of(v->name, &v->year); /* a vintage that is named after no year has none */
        return APLOC_OK;
    }
    aploc_status status =
        apl_study_fill(study, ini, entry, entry->value, v->name, NULL, &text, err);
    if (!status && !year_of(text, &v->year))
        status = apl_study_fault(
            ini, entry, err, "found year '%s', expected a whole number from 1900 to 2100", text);
    return status;
}

/* The files of which a role may be bound: "supply code" is the role `code` of the supply. A role that
 * stands alone is meant for the table where it is usual. */
static apl_study_file file_of(const apl_vintage *v, const char *key, const char **role)
{
    for (int k = 0; k < APL_FILE_COUNT; k++) {
        size_t length = strlen(apl_study_file_keys[k]);
        if (k == APL_FILE_PRACTITIONERS || strncmp(key, apl_study_file_keys[k], length) != 0 ||
            key[length] != ':')
            continue;
        *role = key + length + 1;
        return (apl_study_file)k;
    }
    *role = key;
    if (strncmp(key, "practice:", 9) == 0)
        return APL_FILE_PRACTITIONERS;
    if (strcmp(key, "sex") == 0 || strncmp(key, "age_", 4) == 0)
        return APL_FILE_AGES;
    if (strcmp(key, "from") == 0 || strcmp(key, "to") == 0 || strcmp(key, "minutes") == 0)
        return APL_FILE_TIMES;
    if (strcmp(key, "supply") != 0)
        return APL_FILE_COMMUNES;
    return v->paths[APL_FILE_SUPPLY]  ? APL_FILE_SUPPLY
           : v->paths[APL_FILE_SITES] ? APL_FILE_SITES
                                      : APL_FILE_COMMUNES;
}

/* "column supply code = NAME". */
static aploc_status take_column(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                                apl_vintage *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char key[128] = "";
    size_t used = 0;
    const char *role = NULL, *name = NULL;
    for (const char *at = entry->key + strlen("column"); *at && used + 2 < sizeof key;) {
        size_t blanks = strspn(at, " \t"), length = strcspn(at + blanks, " \t");
        if (used + length + 2 > sizeof key)
            break;
        if (used)
            key[used++] = ':';
        memcpy(key + used, at + blanks, length);
        used += length;
        at += blanks + length;
    }
    key[used] = '\0';
    apl_study_file file = file_of(v, key, &role);
    if (!apl_is_role(role))
        return apl_study_fault(
            ini, entry, err,
            "found '%s', expected 'column ROLE', a role of csv.h with a blank for "
            "each colon, such as 'column age 0-4' or 'column supply code'",
            entry->key);
    APL_TRY(apl_study_fill(study, ini, entry, entry->value, v->name, NULL, &name, err));
    apl_bindings *columns = &v->columns[file];
    for (int32_t k = 0; k < columns->n; k++)
        if (strcmp(columns->at[k].role, role) == 0) {
            columns->at[k].name = name; /* the vintage's own, after that of all */
            goto out;
        }
    APL_TRY(APL_GROW(columns->at, &columns->room, columns->n + 1, err));
    APL_TRY(apl_study_keep(study, role, strlen(role), &columns->at[columns->n].role, err));
    columns->at[columns->n++].name = name;
out:
    return status;
}

static aploc_status take_columns(aploc_study *study, const apl_ini *ini, const char *section,
                                 apl_vintage *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int64_t k = 0; !status && k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        if (entry->key && strcmp(entry->section, section) == 0 &&
            strncmp(entry->key, "column ", 7) == 0)
            status = take_column(study, ini, entry, v, err);
    }
    return status;
}

/* "keep COLUMN = VALUE". */
static aploc_status take_keep(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                              apl_vintage *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const char *column = entry->key + strlen("keep"), *value = NULL;
    int32_t k = 0;
    column += strspn(column, " \t");
    if (!v->paths[APL_FILE_AGES])
        return apl_study_fault(ini, entry, err,
                               "found '%s' and no key 'ages' for vintage %s, expected both",
                               entry->key, v->name);
    APL_TRY(apl_study_fill(study, ini, entry, entry->value, v->name, NULL, &value, err));
    while (k < v->n_keep && strcmp(v->keep[k].column, column) != 0)
        k++;
    if (k == v->n_keep) {
        APL_TRY(APL_GROW(v->keep, &v->keep_room, k + 1, err));
        v->keep[k] = (aploc_keep){NULL, NULL};
        APL_TRY(apl_study_keep(study, column, strlen(column), &v->keep[k].column, err));
        v->n_keep++;
    }
    v->keep[k].value = value; /* the vintage's own, after that of all */
out:
    return status;
}

static aploc_status take_keeps(aploc_study *study, const apl_ini *ini, const char *section,
                               apl_vintage *v, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int64_t k = 0; !status && k < ini->n; k++) {
        const apl_ini_entry *entry = &ini->entries[k];
        if (entry->key && strcmp(entry->section, section) == 0 &&
            strncmp(entry->key, "keep ", 5) == 0)
            status = take_keep(study, ini, entry, v, err);
    }
    return status;
}

static aploc_status take_vintage(aploc_study *study, const apl_ini *ini, apl_vintage *v,
                                 aploc_error *err)
{
    static const char *const policies[] = {"error", "skip", NULL};
    static const char *const missing[] = {"error", "fill", NULL};
    static const char all[] = "vintage";
    aploc_status status = APLOC_OK;
    char own[APL_NAME_MAX + 16];
    strcat(strcpy(own, "vintage "), v->name);
    const apl_ini_entry *section = apl_ini_find(ini, own, NULL);
    v->missing = -1;
    for (int k = 0; k < APL_FILE_COUNT; k++) {
        const apl_ini_entry *entry = find(ini, own, all, apl_study_file_keys[k]);
        if (entry)
            APL_TRY(
                apl_study_fill(study, ini, entry, entry->value, v->name, NULL, &v->paths[k], err));
        if (v->paths[k] && (k < APL_FILE_SUPPLY || k == APL_FILE_AGES) &&
            strstr(v->paths[k], "{profession}"))
            APL_TRY(apl_study_fault(ini, entry, err,
                                    "found {profession} in '%s', expected it in supply or "
                                    "practitioners only",
                                    entry->key));
        if (!v->paths[k] && (k == APL_FILE_COMMUNES || k == APL_FILE_TIMES))
            APL_TRY(apl_study_fault(
                ini, section ? section : apl_ini_find(ini, all, NULL), err,
                "found no key '%s' for vintage %s, expected one in [vintage %s] or [vintage]",
                apl_study_file_keys[k], v->name, v->name));
    }
    APL_TRY(take_year(study, ini, find(ini, own, all, "year"), v, err));
    APL_TRY(choose(ini, find(ini, own, all, "unknown"), policies, &v->unknown, err));
    APL_TRY(choose(ini, find(ini, own, all, "repeated"), policies, &v->repeated, err));
    APL_TRY(choose(ini, find(ini, own, all, "missing"), missing, &v->missing, err));
    APL_TRY(take_columns(study, ini, all, v, err));
    APL_TRY(take_columns(study, ini, own, v, err));
    APL_TRY(take_keeps(study, ini, all, v, err));
    APL_TRY(take_keeps(study, ini, own, v, err));
out:
    return status;
}

aploc_status apl_study_take_vintages(aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APL_ZEROED(study->vintages, study->vintage_names.n, err);
    for (int32_t k = 0; !status && k < study->vintage_names.n; k++) {
        study->vintages[k].name = study->vintage_names.at[k];
        status = take_vintage(study, ini, &study->vintages[k], err);
    }
    return status;
}

/* What stands for a method in the name of a cell: a built-in one's name, a file's without folder and
 * ".ini". */
static aploc_status take_labels(aploc_study *study, const apl_ini *ini, const apl_ini_entry *entry,
                                apl_profession *p, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < p->methods.n; k++) {
        const char *name = p->methods.at[k], *slash = strrchr(name, '/'), *label = NULL;
        size_t length = 0;
        if (slash && apl_study_is_file(name))
            name = slash + 1;
        length = strlen(name);
        if (length > 4 && strcmp(name + length - 4, ".ini") == 0)
            length -= 4;
        APL_TRY(apl_study_keep(study, name, length, &label, err));
        for (int32_t m = 0; m < k; m++)
            if (strcmp(p->labels.at[m], label) == 0)
                return apl_study_fault(ini, entry, err,
                                       "found two methods called '%s' in 'methods', expected "
                                       "files of different names",
                                       label);
        if (!apl_run_is_name(label))
            return apl_study_fault(ini, entry, err,
                                   "found method '%s', expected a file's name of letters, digits, "
                                   "'-', '_', '.' or '+'",
                                   p->methods.at[k]);
        APL_TRY(APL_GROW(p->labels.at, &p->labels.room, k + 1, err));
        p->labels.at[p->labels.n++] = label;
    }
out:
    return status;
}

static aploc_status check_variants(const apl_ini *ini, const apl_ini_entry *entry,
                                   const apl_words *names, aploc_error *err)
{
    for (int32_t k = 0; k < names->n; k++) {
        char list[160] = "method";
        int known = strcmp(names->at[k], "method") == 0;
        for (int32_t v = 0; v < APLOC_VARIANT_COUNT; v++) {
            known |= strcmp(names->at[k], aploc_variant_name(v)) == 0;
            strcat(strcat(list, " "), aploc_variant_name(v));
        }
        if (!known)
            return apl_study_fault(ini, entry, err, "found variant '%s', expected one of %s",
                                   names->at[k], list);
    }
    return APLOC_OK;
}

static aploc_status check_limits(const apl_ini *ini, const apl_ini_entry *entry,
                                 const apl_words *limits, aploc_error *err)
{
    for (int32_t k = 0; k < limits->n; k++) {
        double age = 0.0, other = 0.0;
        const char *word = limits->at[k];
        if (strcmp(word, "none") == 0 || strcmp(word, "method") == 0)
            continue;
        if (aploc_number_read(word, strlen(word), &age, NULL) || !(age > 0.0) || strchr(word, '/'))
            return apl_study_fault(ini, entry, err,
                                   "found '%s' in 'max_ages', expected an age above 0, none or "
                                   "method",
                                   word);
        for (int32_t m = 0; m < k; m++)
            if (aploc_number_read(limits->at[m], strlen(limits->at[m]), &other, NULL) == APLOC_OK &&
                other == age)
                return apl_study_fault(ini, entry, err,
                                       "found '%s' and '%s' in 'max_ages', expected each age "
                                       "once",
                                       limits->at[m], word);
    }
    return APLOC_OK;
}

static aploc_status take_lists(aploc_study *study, const apl_ini *ini, const char *own,
                               apl_profession *p, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_ini_entry *methods = apl_ini_find(ini, own, "methods");
    const apl_ini_entry *variants = find(ini, own, "study", "variants");
    const apl_ini_entry *limits = find(ini, own, "study", "max_ages");
    const apl_ini_entry of_method = {own, "", "method", 0};
    if (!methods)
        return apl_study_fault(ini, apl_ini_find(ini, own, NULL), err,
                               "found no key 'methods' in [%s], expected one", own);
    APL_TRY(apl_study_words(study, ini, methods, " \t", &p->methods, err));
    APL_TRY(take_labels(study, ini, methods, p, err));
    APL_TRY(
        apl_study_words(study, ini, variants ? variants : &of_method, " \t", &p->variants, err));
    APL_TRY(check_variants(ini, variants, &p->variants, err));
    APL_TRY(apl_study_words(study, ini, limits ? limits : &of_method, " \t", &p->limits, err));
    APL_TRY(check_limits(ini, limits, &p->limits, err));
    p->limits_entry = apl_ini_find(ini, own, "max_ages");
out:
    return status;
}

/* How age classes of the data become those of the method. */
static aploc_status take_fit(const apl_ini *ini, const char *own, apl_profession *p,
                             aploc_error *err)
{
    static const char *const fits[] = {"match", "refit", NULL};
    const apl_ini_entry *oldest = find(ini, own, "study", "oldest_age");
    double age = 0.0;
    aploc_status status =
        choose(ini, find(ini, own, "study", "age_classes"), fits, &p->age_classes, err);
    if (status || !oldest)
        return status;
    if (p->age_classes != APLOC_AGES_REFIT)
        return apl_study_fault(ini, oldest, err,
                               "found oldest_age without age_classes = refit for profession %s, "
                               "expected both",
                               p->name);
    if (aploc_number_read(oldest->value, strlen(oldest->value), &age, NULL) || !(age >= 2.0) ||
        !(age <= 150.0) || age != floor(age))
        return apl_study_fault(ini, oldest, err,
                               "found oldest_age '%s', expected a whole number from 2 to 150",
                               oldest->value);
    p->oldest_age = (int32_t)age;
    return APLOC_OK;
}

static aploc_status take_profession(aploc_study *study, const apl_ini *ini, apl_profession *p,
                                    aploc_error *err)
{
    static const char *const demands[] = {"auto", "standardised", "ages", "population", NULL};
    aploc_status status = APLOC_OK;
    char own[APL_NAME_MAX + 16];
    strcat(strcpy(own, "profession "), p->name);
    const struct {
        const char *key, **text;
    } texts[] = {
        {"practitioners", &p->word}, {"supply", &p->supply}, {"supply_column", &p->supply_column}};
    p->below = (double)NAN;
    p->supply_scale = 1.0;
    if (!apl_ini_find(ini, own, NULL))
        return apl_study_fault(ini, apl_ini_find(ini, "study", "professions"), err,
                               "found no section [%s], expected one", own);
    APL_TRY(take_lists(study, ini, own, p, err));
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        const apl_ini_entry *entry = apl_ini_find(ini, own, texts[k].key);
        if (entry)
            APL_TRY(apl_study_keep(study, entry->value, strlen(entry->value), texts[k].text, err));
    }
    if (p->word && p->supply)
        APL_TRY(apl_study_fault(ini, apl_ini_find(ini, own, "supply"), err,
                                "found practitioners and supply in [%s], expected one or the other",
                                own));
    if (p->word && p->supply_column)
        APL_TRY(apl_study_fault(ini, apl_ini_find(ini, own, "supply_column"), err,
                                "found practitioners and supply_column in [%s], expected one or "
                                "the other",
                                own));
    const apl_ini_entry *below = find(ini, own, "study", "below");
    const apl_ini_entry *scale = apl_ini_find(ini, own, "supply_scale");
    if (below)
        APL_TRY(number_of(ini, below, below->value, &p->below, err));
    if (scale)
        APL_TRY(number_of(ini, scale, scale->value, &p->supply_scale, err));
    if (!(p->supply_scale > 0.0))
        APL_TRY(apl_study_fault(ini, scale, err, "found supply_scale %s, expected a number above 0",
                                scale->value));
    APL_TRY(choose(ini, find(ini, own, "study", "demand"), demands, &p->demand, err));
    APL_TRY(take_fit(ini, own, p, err));
out:
    return status;
}

aploc_status apl_study_take_professions(aploc_study *study, const apl_ini *ini, aploc_error *err)
{
    aploc_status status = APL_ZEROED(study->professions, study->profession_names.n, err);
    for (int32_t k = 0; !status && k < study->profession_names.n; k++) {
        study->professions[k].name = study->profession_names.at[k];
        status = take_profession(study, ini, &study->professions[k], err);
    }
    return status;
}
