/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/communes.h"

#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "tables/dialect.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/lines.h"
#include "tables/places_scan.h"
#include "tables/roles.h"

enum {
    SCAN_BLOCK = 1 << 20,        /* bytes scanned at once: they stay in the cache */
    SCAN_GRAIN = 1 << 18,        /* that are worth a thread */
    SCAN_FEW = 16,               /* rows, for which a scan is not worth its while */
    ROWS_WITH_CARE_MAX = 1 << 16 /* between two scans */
};

/* The numeric columns and what their values may be. */
static const struct {
    apl_role role;
    int rules;
    double limit; /* of the absolute value; 0: none */
} numeric[APLOC_ROLE_COUNT] = {
    [APLOC_POPULATION] = {APL_ROLE_POPULATION, APL_MAY_MISS, 0},
    [APLOC_STANDARDISED] = {APL_ROLE_STANDARDISED, APL_MAY_MISS, 0},
    [APLOC_SUPPLY] = {APL_ROLE_SUPPLY, 0, 0},
    [APLOC_LON] = {APL_ROLE_LON, APL_MAY_MISS | APL_MAY_BE_NEGATIVE, 180},
    [APLOC_LAT] = {APL_ROLE_LAT, APL_MAY_MISS | APL_MAY_BE_NEGATIVE, 90},
    [APLOC_APL] = {APL_ROLE_APL, APL_MAY_MISS, 0},
};

static const uint64_t needed = APL_ROLE_BIT(APL_ROLE_CODE);
static const uint64_t wanted = APL_ROLE_BIT(APL_ROLE_CODE) | APL_ROLE_BIT(APL_ROLE_NAME) |
                               APL_ROLE_BIT(APL_ROLE_POPULATION) |
                               APL_ROLE_BIT(APL_ROLE_STANDARDISED) | APL_ROLE_BIT(APL_ROLE_SUPPLY) |
                               APL_ROLE_BIT(APL_ROLE_LON) | APL_ROLE_BIT(APL_ROLE_LAT) |
                               APL_ROLE_BIT(APL_ROLE_APL) | APL_ROLES_AGES;

/* A column of texts in rows that were scanned. */
typedef struct text_column {
    int32_t column;
    apl_texts *texts;
    int32_t **levels; /* where the number of each row goes; NULL: it is that of the place */
    apl_span *spans;
    int64_t n_new; /* of the codes: rows before the first that has one again */
    aploc_status status;
    aploc_error err;
} text_column;

/* What one reading works with. */
typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_lines lines;
    aploc_communes *communes;
    int32_t *group_columns; /* the column of each group */
    /* Scans; without texts there are none. */
    int32_t n_threads;
    apl_field_rules *rules; /* one a column */
    text_column *texts;     /* the codes first */
    int32_t n_texts;
    apl_span *spans; /* of one text column after the other */
    int64_t spans_room;
    int64_t with_care; /* rows to read with care before the next scan: more and more of them in a
                          file where most need it */
} work;

/* Every column without a role is a group. */
static aploc_status start_groups(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int32_t n = 0;
    for (int32_t k = 0; k < w->reader.n_columns; k++)
        n += !w->roles.taken[k];
    APL_TRY(APL_ZEROED(c->groups, n, err));
    APL_TRY(APL_NEW(w->group_columns, n, err));
    for (int32_t k = 0; k < w->reader.n_columns; k++) {
        if (w->roles.taken[k])
            continue;
        APL_TRY(apl_text_copy(apl_reader_name(&w->reader, k), &c->groups[c->n_groups].name, err));
        w->group_columns[c->n_groups++] = k;
    }
out:
    return status;
}

/* What each column of the file became, so that the table can be written as it came. */
static aploc_status keep_header(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    APL_TRY(APL_ZEROED(c->header, w->reader.n_columns, err));
    for (int32_t k = 0; k < w->reader.n_columns; k++) {
        APL_TRY(apl_text_copy(apl_reader_name(&w->reader, k), &c->header[k].name, err));
        c->header[k].kind = APL_COLUMN_CODE;
        c->n_header++;
    }
    if (w->roles.column[APL_ROLE_NAME] >= 0)
        c->header[w->roles.column[APL_ROLE_NAME]].kind = APL_COLUMN_NAME;
    for (int32_t a = 0; a < w->roles.n_ages; a++)
        c->header[w->roles.ages[a].column] =
            (apl_header){c->header[w->roles.ages[a].column].name, APL_COLUMN_AGES, a};
    for (int32_t role = 0; role < APLOC_ROLE_COUNT; role++) {
        int32_t k = w->roles.column[numeric[role].role];
        if (k >= 0)
            c->header[k] = (apl_header){c->header[k].name, APL_COLUMN_NUMBER, role};
    }
    for (int32_t g = 0; g < c->n_groups; g++)
        c->header[w->group_columns[g]] =
            (apl_header){c->header[w->group_columns[g]].name, APL_COLUMN_GROUP, g};
    if (w->roles.column[APL_ROLE_CODE] >= 0)
        c->header[w->roles.column[APL_ROLE_CODE]].kind = APL_COLUMN_CODE;
out:
    return status;
}

static aploc_status start_ages(work *w, aploc_error *err)
{
    aploc_communes *c = w->communes;
    aploc_status status = APL_NEW(c->ages, w->roles.n_ages, err);
    if (status)
        return status;
    c->n_ages = w->roles.n_ages;
    for (int32_t a = 0; a < c->n_ages; a++)
        c->ages[a] = w->roles.ages[a].ages;
    return APLOC_OK;
}

static aploc_status add_to_group(work *w, apl_group *group, int32_t column, aploc_error *err)
{
    int64_t length = 0;
    const char *text = apl_reader_text(&w->reader, column, &length);
    int32_t count = w->communes->count;
    aploc_status status = APL_GROW(group->levels, &group->room, count + 1, err);
    if (status)
        return status;
    /* Communes of one department, or basin, mostly stand together. */
    if (count > 0 && apl_texts_is(&group->texts, group->levels[count - 1], text, length)) {
        group->levels[count] = group->levels[count - 1];
        return APLOC_OK;
    }
    return apl_texts_add(&group->texts, text, length, &group->levels[count], err);
}

static aploc_status add_number(work *w, int role, const char *code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t column = w->roles.column[numeric[role].role];
    apl_column *to = &w->communes->columns[role];
    double value = 0.0, limit = numeric[role].limit;
    if (column < 0)
        return APLOC_OK;
    APL_TRY(APL_GROW(to->values, &to->room, w->communes->count + 1, err));
    APL_TRY(apl_field_number(&w->reader, column, numeric[role].rules, code, &value, err));
    if (limit > 0 && (value < -limit || value > limit)) {
        char shown[64], name[64];
        int64_t length = 0;
        const char *text = apl_reader_text(&w->reader, column, &length);
        status = apl_fail_at(err, APLOC_ERR_RANGE, apl_reader_place(&w->reader, column, code),
                             "found '%s' in column '%s', expected degrees from -%d to %d",
                             apl_shown(text, shown, sizeof shown),
                             apl_shown(apl_reader_name(&w->reader, column), name, sizeof name),
                             (int)limit, (int)limit);
        goto out;
    }
    to->values[w->communes->count] = value;
out:
    return status;
}

/* Residents by age: most of the fields of a row, and whole numbers. */
static aploc_status add_ages(work *w, const char *code, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int64_t first = (int64_t)c->count * c->n_ages;
    APL_TRY(APL_GROW(c->age_table.values, &c->age_table.room, first + c->n_ages, err));
    for (int32_t a = 0; a < c->n_ages; a++) {
        int64_t length = 0;
        int32_t column = w->roles.ages[a].column;
        const char *text = apl_reader_text(&w->reader, column, &length);
        double *value = &c->age_table.values[first + a];
        if (!apl_field_is_short(text, length, value))
            APL_TRY(apl_field_number(&w->reader, column, 0, code, value, err));
    }
out:
    return status;
}

static aploc_status refuse_repeat(const work *w, apl_place place, int32_t number, aploc_error *err)
{
    return apl_fail_at(err, APLOC_ERR_CODE_REPEATED, place,
                       "found the code '%s' again, after line %lld, expected each code once",
                       place.code, (long long)apl_lines_get(&w->lines, number));
}

/* Take the present row as the next place. */
static aploc_status add_place(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    const char *code = NULL;
    int64_t length = 0;
    int32_t number = 0, column = w->roles.column[APL_ROLE_CODE];
    APL_TRY(apl_field_code(&w->reader, column, &code, &length, err));
    APL_TRY(apl_texts_add(&c->codes, code, length, &number, err));
    if (number < c->count) {
        status = refuse_repeat(w, apl_reader_place(&w->reader, column, code), number, err);
        goto out;
    }
    APL_TRY(apl_lines_add(&w->lines, w->reader.fields[column].line, err));
    if (w->roles.column[APL_ROLE_NAME] >= 0)
        APL_TRY(add_to_group(w, &c->names, w->roles.column[APL_ROLE_NAME], err));
    for (int role = 0; role < APLOC_ROLE_COUNT; role++)
        APL_TRY(add_number(w, role, code, err));
    APL_TRY(add_ages(w, code, err));
    for (int32_t g = 0; g < c->n_groups; g++)
        APL_TRY(add_to_group(w, &c->groups[g], w->group_columns[g], err));
    c->count++;
out:
    return status;
}

/* ---- scans ---- */

/* One use of a column; a column of two uses is left to the reader. */
static int use(work *w, int32_t column, apl_field_rules rules)
{
    if (w->rules[column].values || w->rules[column].stride)
        return 0;
    w->rules[column] = rules;
    w->rules[column].stride = rules.stride ? rules.stride : 1;
    return 1;
}

static int use_text(work *w, int32_t column, apl_texts *texts, int32_t **levels)
{
    apl_field_use kind = w->n_texts ? APL_USE_TEXT : APL_USE_CODE;
    w->texts[w->n_texts++] = (text_column){.column = column, .texts = texts, .levels = levels};
    return use(w, column, (apl_field_rules){.use = kind});
}

/* What the columns are used for; no texts where that is no matter for scans. */
static aploc_status start_scans(work *w, const aploc_read_options *options, aploc_error *err)
{
    static const char separators[] = ",;\t|";
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int is_plain = w->reader.separator && strchr(separators, w->reader.separator) != NULL &&
                   options->n_keep == 0; /* the reader knows which rows are meant */
    w->n_threads = options->n_threads;
    w->with_care = 1;
    APL_TRY(APL_ZEROED(w->rules, w->reader.n_columns, err));
    APL_TRY(APL_ZEROED(w->texts, 2 + (int64_t)c->n_groups, err));
    is_plain &= use_text(w, w->roles.column[APL_ROLE_CODE], &c->codes, NULL);
    if (w->roles.column[APL_ROLE_NAME] >= 0)
        is_plain &= use_text(w, w->roles.column[APL_ROLE_NAME], &c->names.texts, &c->names.levels);
    for (int32_t g = 0; g < c->n_groups; g++)
        is_plain &= use_text(w, w->group_columns[g], &c->groups[g].texts, &c->groups[g].levels);
    for (int role = 0; role < APLOC_ROLE_COUNT; role++)
        if (w->roles.column[numeric[role].role] >= 0)
            is_plain &= use(w, w->roles.column[numeric[role].role],
                            (apl_field_rules){APL_USE_NUMBER, numeric[role].rules,
                                              numeric[role].limit, NULL, 1, NULL});
    for (int32_t a = 0; a < c->n_ages; a++)
        is_plain &= use(w, w->roles.ages[a].column,
                        (apl_field_rules){APL_USE_NUMBER, 0, 0, NULL, c->n_ages, NULL});
    for (int32_t k = 0; k < w->reader.n_columns; k++)
        is_plain &= w->rules[k].stride > 0;
    w->n_texts = is_plain ? w->n_texts : 0;
out:
    return status;
}

/* Room for so many places more, behind those that are there. */
static aploc_status make_room(work *w, int64_t more, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int64_t n = c->count + more;
    if (n > INT32_MAX) { /* the texts have the words for it */
        w->n_texts = 0;
        goto out;
    }
    if (c->names.levels || w->roles.column[APL_ROLE_NAME] >= 0)
        APL_TRY(APL_GROW(c->names.levels, &c->names.room, n, err));
    for (int32_t g = 0; g < c->n_groups; g++)
        APL_TRY(APL_GROW(c->groups[g].levels, &c->groups[g].room, n, err));
    for (int role = 0; role < APLOC_ROLE_COUNT; role++) {
        int32_t column = w->roles.column[numeric[role].role];
        if (column < 0)
            continue;
        APL_TRY(APL_GROW(c->columns[role].values, &c->columns[role].room, n, err));
        w->rules[column].values = c->columns[role].values + c->count;
    }
    APL_TRY(APL_GROW(c->age_table.values, &c->age_table.room, n * c->n_ages, err));
    for (int32_t a = 0; a < c->n_ages; a++)
        w->rules[w->roles.ages[a].column].values =
            c->age_table.values + (int64_t)c->count * c->n_ages + a;
    APL_TRY(APL_GROW(w->spans, &w->spans_room, more * w->n_texts, err));
    for (int32_t t = 0; t < w->n_texts; t++)
        w->rules[w->texts[t].column].spans = w->texts[t].spans = w->spans + t * more;
out:
    return status;
}

/* The texts that wait to be taken, a column at a time. */
typedef struct taking {
    work *w;
    const char *text;
    int64_t n_rows;
    atomic_int next;
} taking;

static void take_texts(const taking *t, text_column *column)
{
    int32_t first = t->w->communes->count, number = 0;
    int32_t *levels = column->levels ? *column->levels + first : NULL;
    column->status = APLOC_OK;
    for (int64_t k = 0; k < t->n_rows && !column->status; k++) {
        const char *text = t->text + column->spans[k].at;
        int64_t length = column->spans[k].length;
        column->n_new = k;
        if (levels && first + k > 0 && apl_texts_is(column->texts, levels[k - 1], text, length)) {
            levels[k] = levels[k - 1];
            continue;
        }
        column->status = apl_texts_add(column->texts, text, length, &number, &column->err);
        if (levels)
            levels[k] = number;
        else if (number < first + k)
            return;
    }
    column->n_new = t->n_rows;
}

static void take_columns(void *data, int64_t begin, int64_t end)
{
    taking *t = data;
    (void)begin;
    (void)end;
    for (int at; (at = atomic_fetch_add(&t->next, 1)) < t->w->n_texts;)
        take_texts(t, &t->w->texts[at]);
}

/* Take the rows that were scanned as the next places: their numbers are there already. */
static aploc_status take_places(work *w, const char *text, int64_t n_rows, int32_t n_threads,
                                aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_source *source = &w->reader.source;
    text_column *codes = w->texts;
    taking t = {.w = w, .text = text, .n_rows = n_rows};
    atomic_init(&t.next, 0);
    APL_TRY(apl_lines_add_many(&w->lines, source->line + 1, n_rows, err));
    apl_parallel(n_threads, w->n_texts, NULL, take_columns, &t);
    for (int32_t k = 0; k < w->n_texts; k++)
        if (w->texts[k].status) {
            if (err)
                *err = w->texts[k].err;
            status = w->texts[k].status;
            goto out;
        }
    if (codes->n_new < n_rows) {
        const apl_span *span = &codes->spans[codes->n_new];
        int32_t number = apl_texts_find(&w->communes->codes, text + span->at, span->length);
        apl_place place = {.file = source->path,
                           .line = source->line + 1 + codes->n_new,
                           .column = codes->column + 1,
                           .code = apl_texts_get(&w->communes->codes, number)};
        status = refuse_repeat(w, place, number, err);
        goto out;
    }
    w->communes->count += (int32_t)n_rows;
out:
    return status;
}

/* Take the rows that wait and need no care. */
static aploc_status scan(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_reader *reader = &w->reader;
    apl_source *source = &reader->source;
    if (w->n_texts == 0 || reader->encoding == APLOC_WINDOWS_1252)
        goto out;
    APL_TRY(apl_source_more(source, SCAN_BLOCK, err));
    const char *text = source->buffer + source->begin;
    const char *last = memrchr(text, '\n', (size_t)(source->end - source->begin));
    if (!last)
        goto out;
    int64_t length = last + 1 - text;
    const apl_place_rules rules = {reader->separator, reader->decimal, reader->n_columns, w->rules};
    APL_TRY(make_room(w, apl_places_scan_room(text, length), err));
    int32_t n_threads = apl_thread_count(w->n_threads, length, SCAN_GRAIN);
    apl_scanned_places done = apl_places_scan(&rules, text, length, n_threads);
    if (done.rows < SCAN_FEW && done.bytes < length && w->with_care < ROWS_WITH_CARE_MAX)
        w->with_care *= 2;
    else if (done.rows >= SCAN_FEW)
        w->with_care = 1;
    if (done.rows == 0)
        goto out;
    APL_TRY(take_places(w, text, done.rows, n_threads, err));
    if (done.has_high)
        reader->encoding = APLOC_UTF8;
    reader->n_rows += done.rows;
    source->line += done.rows;
    source->begin += done.bytes;
    source->crlf |= done.crlf;
out:
    return status;
}

/* Take all rows. */
static aploc_status read_rows(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int more = 1; more;) {
        APL_TRY(scan(w, err));
        for (int64_t k = w->with_care; k > 0 && more; k--) {
            APL_TRY(apl_reader_next(&w->reader, &more, err));
            if (more)
                APL_TRY(add_place(w, err));
        }
    }
out:
    return status;
}

aploc_status aploc_communes_read_csv(const char *path, const aploc_read_options *options,
                                     aploc_communes **communes, aploc_read_report *report,
                                     aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {.communes = NULL};
    if (!path || !communes)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found NULL as %s, expected %s",
                        path ? "the place of the communes" : "the path",
                        path ? "somewhere to put them" : "a file");
    APL_TRY(apl_options_check(&options, report, err));
    APL_TRY(apl_reader_open(&w.reader, path, options, err));
    APL_TRY(apl_roles_bind(&w.reader, options, wanted, needed, &w.roles, err));
    APL_TRY(APL_ZEROED(w.communes, 1, err));
    APL_TRY(apl_text_copy(path, &w.communes->path, err));
    APL_TRY(start_groups(&w, err));
    APL_TRY(start_ages(&w, err));
    APL_TRY(keep_header(&w, err));
    APL_TRY(start_scans(&w, options, err));
    APL_TRY(read_rows(&w, err));
    if (report) {
        *report = (aploc_read_report)APLOC_READ_REPORT_INIT;
        apl_reader_report(&w.reader, report);
        report->n_kept = w.communes->count;
        apl_roles_describe(&w.reader, &w.roles, report->used, sizeof report->used);
    }
    *communes = w.communes;
    w.communes = NULL;
out:
    aploc_communes_free(w.communes);
    free(w.group_columns);
    free(w.rules);
    free(w.texts);
    free(w.spans);
    apl_lines_free(&w.lines);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
