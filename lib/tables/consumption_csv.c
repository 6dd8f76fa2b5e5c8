/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of consumption by age class. */
#include <string.h>

#include <aploc/weights.h>

#include "tables/age_field.h"
#include "tables/ages.h"
#include "tables/dialect.h"
#include "tables/field.h"
#include "tables/roles.h"

#define NEEDED (APL_ROLE_BIT(APL_ROLE_CONSUMPTION) | APL_ROLE_BIT(APL_ROLE_POPULATION))
#define WANTED                                                                                     \
    (NEEDED | APL_ROLE_BIT(APL_ROLE_AGE_CLASS) | APL_ROLE_BIT(APL_ROLE_AGE_FROM) |                 \
     APL_ROLE_BIT(APL_ROLE_AGE_TO))

/* By the first age of the class. */
typedef struct by_age {
    int64_t line[APL_AGES_OLDEST + 1]; /* 0: no class */
    int32_t to[APL_AGES_OLDEST + 1];
    double consumption[APL_AGES_OLDEST + 1], population[APL_AGES_OLDEST + 1];
} by_age;

/* Take the present row. */
static aploc_status add_row(apl_reader *reader, const apl_roles *roles, by_age *table,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_age_class ages = {0, 0};
    char text[APL_AGES_SIZE];
    int all = 0;
    APL_TRY(apl_field_ages(reader, roles, NULL, &ages, &all, err));
    if (all)
        return APLOC_OK;
    int64_t *line = &table->line[ages.from];
    if (*line)
        return apl_fail_at(
            err, APLOC_ERR_CODE_REPEATED,
            (apl_place){.file = reader->source.path, .line = reader->row_line},
            "found a class from %d on, %s, again, after line %lld, expected each age once",
            (int)ages.from, apl_ages_text(ages, text), (long long)*line);
    *line = reader->row_line;
    table->to[ages.from] = ages.to;
    APL_TRY(apl_field_number(reader, roles->column[APL_ROLE_CONSUMPTION], 0, NULL,
                             &table->consumption[ages.from], err));
    APL_TRY(apl_field_number(reader, roles->column[APL_ROLE_POPULATION], 0, NULL,
                             &table->population[ages.from], err));
out:
    return status;
}

/* The classes in their order, which must not overlap; how many. */
static aploc_status put_in_order(const by_age *table, const char *path, aploc_age_class *classes,
                                 int32_t *n, aploc_error *err)
{
    *n = 0;
    for (int32_t from = 0; from <= APL_AGES_OLDEST; from++) {
        char text[APL_AGES_SIZE], other[APL_AGES_SIZE];
        if (!table->line[from])
            continue;
        classes[*n] = (aploc_age_class){from, table->to[from]};
        if (*n && classes[*n - 1].to >= from)
            return apl_fail_at(
                err, APLOC_ERR_COLUMN_REPEATED,
                (apl_place){.file = path, .line = table->line[from]},
                "found the age classes %s and %s, expected classes that do not overlap",
                apl_ages_text(classes[*n - 1], text), apl_ages_text(classes[*n], other));
        ++*n;
    }
    if (*n == 0)
        return apl_fail_at(err, APLOC_ERR_EMPTY, (apl_place){.file = path},
                           "found no age class, expected some");
    return APLOC_OK;
}

static aploc_status check_form(const apl_reader *reader, const apl_roles *roles, aploc_error *err)
{
    if (roles->column[APL_ROLE_AGE_CLASS] >= 0 ||
        (roles->column[APL_ROLE_AGE_FROM] >= 0 && roles->column[APL_ROLE_AGE_TO] >= 0))
        return APLOC_OK;
    return apl_fail_at(err, APLOC_ERR_COLUMN_MISSING,
                       (apl_place){.file = reader->source.path, .line = reader->header_line},
                       "found no age classes, expected the column age_class, or age_from and "
                       "age_to");
}

aploc_status aploc_consumption_read_csv(const char *path, const aploc_read_options *options,
                                        aploc_age_class *classes, double *consumption,
                                        double *population, int32_t *n, aploc_read_report *report,
                                        aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_reader reader = {.n_rows = 0};
    apl_roles roles = {.n_ages = 0};
    by_age table = {.line = {0}};
    aploc_age_class found[APLOC_CLASSES_MAX];
    int32_t n_found = 0;
    if (!path || !classes || !consumption || !population || !n)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected one",
                        path ? "room for the consumption by class" : "path");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&reader, path, options, err));
    APL_TRY(apl_roles_bind(&reader, options, WANTED, NEEDED, &roles, err));
    APL_TRY(check_form(&reader, &roles, err));
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_row(&reader, &roles, &table, err));
    }
    APL_TRY(put_in_order(&table, path, found, &n_found, err));
    for (int32_t k = 0; k < n_found; k++) {
        classes[k] = found[k];
        consumption[k] = table.consumption[found[k].from];
        population[k] = table.population[found[k].from];
    }
    *n = n_found;
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&reader, report);
        report->n_kept = n_found;
        apl_roles_describe(&reader, &roles, report->used, sizeof report->used);
    }
out:
    apl_roles_free(&roles);
    apl_reader_close(&reader);
    return status;
}
