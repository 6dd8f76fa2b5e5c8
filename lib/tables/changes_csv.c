/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/changes.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/roles.h"

#define NEEDED                                                                                     \
    (APL_ROLE_BIT(APL_ROLE_CHANGE_DATE) | APL_ROLE_BIT(APL_ROLE_CHANGE_FROM) |                     \
     APL_ROLE_BIT(APL_ROLE_CHANGE_TO))
#define WANTED                                                                                     \
    (NEEDED | APL_ROLE_BIT(APL_ROLE_CHANGE_MOD) | APL_ROLE_BIT(APL_ROLE_CHANGE_FROM_TYPE) |        \
     APL_ROLE_BIT(APL_ROLE_CHANGE_TO_TYPE) | APL_ROLE_BIT(APL_ROLE_CHANGE_FROM_NAME) |             \
     APL_ROLE_BIT(APL_ROLE_CHANGE_TO_NAME) | APL_ROLE_BIT(APL_ROLE_CHANGE_SHARE))

enum { SHOWN = 64 };

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    aploc_changes *changes;
} work;

void aploc_changes_free(aploc_changes *changes)
{
    if (!changes)
        return;
    free(changes->path);
    apl_texts_free(&changes->codes);
    apl_texts_free(&changes->names);
    free(changes->rows);
    free(changes);
}

int64_t aploc_changes_count(const aploc_changes *changes)
{
    return changes ? changes->count : 0;
}

int32_t aploc_changes_day(const aploc_changes *changes, int last)
{
    if (!changes || changes->count == 0)
        return 0;
    return changes->rows[last ? changes->count - 1 : 0].date;
}

/* A failure about the text of a field. */
static aploc_status field_failure(const work *w, int32_t column, const char *expected,
                                  aploc_error *err)
{
    char shown[SHOWN], name[SHOWN];
    int64_t length = 0;
    const char *text = apl_reader_text(&w->reader, column, &length);
    return apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, NULL),
                       "found %s%s%s in column '%s', expected %s", length ? "'" : "",
                       length ? apl_shown(text, shown, sizeof shown) : "nothing", length ? "'" : "",
                       apl_shown(apl_reader_name(&w->reader, column), name, sizeof name), expected);
}

static aploc_status read_date(work *w, int32_t *date, aploc_error *err)
{
    int32_t column = w->roles.column[APL_ROLE_CHANGE_DATE];
    int64_t length = 0;
    char copy[32];
    const char *text = apl_reader_text(&w->reader, column, &length);
    while (*text == ' ')
        text++;
    apl_copy_text(copy, sizeof copy, text);
    for (size_t end = strlen(copy); end > 0 && copy[end - 1] == ' '; end--)
        copy[end - 1] = '\0';
    if (aploc_date_read(copy, date, NULL) != APLOC_OK)
        return field_failure(w, column, "a date: 2019-01-01, 01/01/2019 or 2019", err);
    return APLOC_OK;
}

/* The type of a commune: 'C', 'A' for an arrondissement, 0 for one without numbers of its own. */
static aploc_status read_type(work *w, apl_role role, char *type, aploc_error *err)
{
    static const struct {
        const char *word;
        char type;
    } types[] = {{"", 'C'}, {"com", 'C'}, {"arm", 'A'}, {"coma", 0}, {"comd", 0}};
    int32_t column = w->roles.column[role];
    int64_t length = 0;
    char folded[16];
    *type = 'C';
    if (column < 0)
        return APLOC_OK;
    apl_fold(apl_reader_text(&w->reader, column, &length), 0, folded, sizeof folded);
    for (size_t k = 0; k < sizeof types / sizeof *types; k++)
        if (strcmp(folded, types[k].word) == 0) {
            *type = types[k].type;
            return APLOC_OK;
        }
    return field_failure(w, column, "COM, ARM, COMA or COMD", err);
}

static aploc_status read_code(work *w, apl_role role, int32_t *number, aploc_error *err)
{
    const char *code = NULL;
    int64_t length = 0;
    aploc_status status = apl_field_code(&w->reader, w->roles.column[role], &code, &length, err);
    return status ? status : apl_texts_add(&w->changes->codes, code, length, number, err);
}

static aploc_status read_name(work *w, apl_role role, int32_t *number, aploc_error *err)
{
    int64_t length = 0;
    *number = -1;
    if (w->roles.column[role] < 0)
        return APLOC_OK;
    const char *name = apl_reader_text(&w->reader, w->roles.column[role], &length);
    return length ? apl_texts_add(&w->changes->names, name, length, number, err) : APLOC_OK;
}

/* A number that may be missing (NaN), and must else be above 0 and at most `most`. */
static aploc_status read_number(work *w, apl_role role, double most, const char *expected,
                                double *number, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t column = w->roles.column[role];
    *number = NAN;
    if (column < 0)
        return APLOC_OK;
    APL_TRY(apl_field_number(&w->reader, column, APL_MAY_MISS, NULL, number, err));
    if (*number <= 0.0 || *number > most || (most > 1.0 && *number != floor(*number)))
        status = field_failure(w, column, expected, err);
out:
    return status;
}

/* Take the present row, unless it is about a commune without numbers of its own. */
static aploc_status add_change(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_changes *c = w->changes;
    apl_change row = {.share = NAN, .line = w->reader.row_line};
    char from_type = 0, to_type = 0;
    double mod = 0.0;
    APL_TRY(read_date(w, &row.date, err));
    APL_TRY(read_number(w, APL_ROLE_CHANGE_MOD, 99.0, "a whole number of 1 to 99", &mod, err));
    APL_TRY(
        read_number(w, APL_ROLE_CHANGE_SHARE, 1.0, "a share above 0, at most 1", &row.share, err));
    APL_TRY(read_type(w, APL_ROLE_CHANGE_FROM_TYPE, &from_type, err));
    APL_TRY(read_type(w, APL_ROLE_CHANGE_TO_TYPE, &to_type, err));
    if (!from_type || from_type != to_type)
        goto out;
    row.mod = isnan(mod) ? 0 : (int32_t)mod;
    APL_TRY(read_code(w, APL_ROLE_CHANGE_FROM, &row.from, err));
    APL_TRY(read_code(w, APL_ROLE_CHANGE_TO, &row.to, err));
    APL_TRY(read_name(w, APL_ROLE_CHANGE_FROM_NAME, &row.from_name, err));
    APL_TRY(read_name(w, APL_ROLE_CHANGE_TO_NAME, &row.to_name, err));
    APL_TRY(APL_GROW(c->rows, &c->room, c->count + 1, err));
    c->rows[c->count++] = row;
out:
    return status;
}

/* By date, then by code, then as they stand in the file. */
static int compare_rows(const void *one, const void *other)
{
    const apl_change *a = one, *b = other;
    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

aploc_status aploc_changes_read_csv(const char *path, const aploc_read_options *options,
                                    aploc_changes **changes, aploc_read_report *report,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.changes = NULL};
    if (!path || !changes)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as %s, expected %s",
                        path ? "the place of the changes" : "the path",
                        path ? "somewhere to put them" : "a file");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, WANTED, NEEDED, &w.roles, err));
    APL_TRY(APL_ZEROED(w.changes, 1, err));
    APL_TRY(apl_text_copy(path, &w.changes->path, err));
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w.reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_change(&w, err));
    }
    if (w.changes->count)
        qsort(w.changes->rows, (size_t)w.changes->count, sizeof *w.changes->rows, compare_rows);
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.changes->count;
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
    *changes = w.changes;
    w.changes = NULL;
out:
    aploc_changes_free(w.changes);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
