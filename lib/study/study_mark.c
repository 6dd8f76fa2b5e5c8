/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fingerprint of a cell: a digest of everything that its values depend on, and of nothing else.
 * Names of vintages and professions are not in it, nor paths: a file that moves is the same file. */
#include <aploc/measure.h>
#include <aploc/number.h>
#include <aploc/version.h>

#include <string.h>

#include "study/study_run.h"

static void add(apl_digest *digest, const char *key, const char *text)
{
    apl_digest_add(digest, key, strlen(key) + 1);
    apl_digest_add(digest, text, strlen(text) + 1);
}

static void add_number(apl_digest *digest, const char *key, double value)
{
    char text[APLOC_NUMBER_SIZE];
    aploc_number_write(value, text);
    add(digest, key, text);
}

/* A file and how its columns are bound; `*whole` becomes 0 when it cannot be read. */
static aploc_status add_file(apl_job *job, apl_digest *digest, apl_study_file file,
                             const char *path, int *whole, aploc_error *err)
{
    const apl_bindings *columns = &job->study->vintages[job->vintage].columns[file];
    const apl_item *item = NULL;
    if (!path)
        return APLOC_OK;
    aploc_status status = apl_job_digest(job, path, &item, err);
    if (status)
        return status;
    *whole = *whole && *item->sha256;
    add(digest, apl_study_file_keys[file], item->sha256);
    for (int32_t k = 0; k < columns->n; k++) {
        add(digest, "column", columns->at[k].role);
        add(digest, "=", columns->at[k].name);
    }
    return APLOC_OK;
}

aploc_status apl_job_mark(apl_job *job, const apl_study_cell *cell, char mark[APL_DIGEST_SIZE],
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const apl_vintage *v = &job->study->vintages[cell->vintage];
    const apl_profession *p = &job->study->professions[cell->profession];
    const aploc_method *method = NULL;
    apl_digest *digest = NULL;
    aploc_error inner;
    int whole = 1;
    *mark = '\0';
    status = apl_job_method(job, cell->cell.method, &method, &inner);
    if (status && apl_job_ends(status)) {
        if (err)
            *err = inner;
        return status;
    }
    if (status) /* without a method there is nothing to compute, nor to compare */
        return APLOC_OK;
    APL_TRY(apl_digest_new(&digest, err));
    add(digest, "aploc", aploc_version());
    add(digest, "method", aploc_method_get_text(method, APLOC_METHOD_FILE));
    APL_TRY(add_file(job, digest, APL_FILE_COMMUNES, v->paths[APL_FILE_COMMUNES], &whole, err));
    APL_TRY(add_file(job, digest, APL_FILE_SITES, v->paths[APL_FILE_SITES], &whole, err));
    APL_TRY(add_file(job, digest, APL_FILE_TIMES, v->paths[APL_FILE_TIMES], &whole, err));
    if (cell->source == APLOC_ORIGIN_PRACTITIONERS) {
        APL_TRY(add_file(job, digest, APL_FILE_PRACTITIONERS, cell->supply, &whole, err));
        add(digest, "profession", p->word ? p->word : "");
        add_number(digest, "year", v->year);
        add_number(digest, "max_age", cell->cell.max_age);
    } else if (cell->source == APLOC_ORIGIN_GIVEN) {
        APL_TRY(add_file(job, digest, APL_FILE_SUPPLY, cell->supply, &whole, err));
        add(digest, "supply_column", p->supply_column ? p->supply_column : "");
    }
    add_number(digest, "supply_scale", p->supply_scale);
    add_number(digest, "unknown", v->unknown);
    add_number(digest, "repeated", v->repeated);
    if (apl_study_has_ages(job->study, cell)) {
        APL_TRY(add_file(job, digest, APL_FILE_AGES, v->paths[APL_FILE_AGES], &whole, err));
        for (int32_t k = 0; k < v->n_keep; k++) {
            add(digest, "keep", v->keep[k].column);
            add(digest, "=", v->keep[k].value);
        }
    }
    add_number(digest, "missing", apl_study_missing(job->study, cell));
    add_number(digest, "demand", p->demand);
    add_number(digest, "age_classes", p->age_classes);
    add_number(digest, "oldest_age", p->oldest_age);
    add_number(digest, "variant",
               cell->cell.variant == APLOC_VARIANT_OF_METHOD ? aploc_method_get_variant(method)
                                                             : cell->cell.variant);
    apl_digest_end(digest, mark);
    if (!whole)
        *mark = '\0';
out:
    apl_digest_free(digest);
    return status;
}
