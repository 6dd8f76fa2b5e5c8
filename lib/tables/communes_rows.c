/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/communes_rows.h"

#include <string.h>

#include "base/memory.h"
#include "base/threads.h"

enum {
    SCAN_BLOCK = 1 << 20,        /* bytes scanned at once: they stay in the cache */
    SCAN_FEW = 16,               /* rows, for which a scan is not worth its while */
    FETCHED = 8,                 /* texts ahead */
    FORESEEN_MAX = 1 << 20,      /* rows for which room is made before they are seen */
    ROWS_WITH_CARE_MAX = 1 << 16 /* between two scans */
};

/* One use of a column; a column of two uses is left to the reader. */
static int use(apl_places_work *w, int32_t column, apl_field_rules rules)
{
    if (w->rules[column].values || w->rules[column].stride)
        return 0;
    w->rules[column] = rules;
    w->rules[column].stride = rules.stride ? rules.stride : 1;
    return 1;
}

static int use_text(apl_places_work *w, int32_t column, apl_texts *texts, int32_t **levels)
{
    apl_field_use kind = w->n_texts ? APL_USE_TEXT : APL_USE_CODE;
    w->texts[w->n_texts++] = (apl_text_column){.column = column,
                                               .texts = texts,
                                               .levels = levels,
                                               .are_names = texts == &w->communes->names.texts};
    return use(w, column, (apl_field_rules){.use = kind});
}

aploc_status apl_places_start_scans(apl_places_work *w, const aploc_read_options *options,
                                    aploc_error *err)
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
        if (w->roles.column[apl_place_numbers[role].role] >= 0)
            is_plain &= use(w, w->roles.column[apl_place_numbers[role].role],
                            (apl_field_rules){APL_USE_NUMBER, apl_place_numbers[role].rules,
                                              apl_place_numbers[role].limit, NULL, 1, NULL});
    for (int32_t a = 0; a < c->n_ages; a++)
        is_plain &= use(w, w->roles.ages[a].column,
                        (apl_field_rules){APL_USE_NUMBER, 0, 0, NULL, c->n_ages, NULL});
    for (int32_t k = 0; k < w->reader.n_columns; k++)
        is_plain &= w->rules[k].stride > 0;
    w->n_texts = is_plain ? w->n_texts : 0;
out:
    return status;
}

/* How many rows the whole file has, judging by `rows` in `bytes` of it, and a few more. */
static int64_t foresee(const apl_places_work *w, int64_t rows, int64_t bytes)
{
    double all = (double)rows * 1.125 * (double)w->reader.source.size / (double)bytes + 16.0;
    return all < FORESEEN_MAX ? (int64_t)all : FORESEEN_MAX;
}

/* Room for so many places more, behind those that are there; at the start, for all that can be foreseen. */
static aploc_status make_room(apl_places_work *w, int64_t more, int64_t bytes, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    aploc_communes *c = w->communes;
    int64_t n = c->count + more;
    if (!w->is_foreseen) {
        w->is_foreseen = 1;
        int64_t all = foresee(w, more, bytes);
        n = all > n ? all : n;
        APL_TRY(apl_texts_reserve(&c->codes, (int32_t)n, err));
        if (!c->age_table.values)
            APL_TRY(APL_NEW(c->age_table.values, c->age_table.room = n * c->n_ages, err));
        if (w->roles.column[APL_ROLE_NAME] >= 0)
            APL_TRY(APL_GROW(c->names.texts.offsets, &c->names.texts.offsets_room, n + 1, err));
    }
    if (c->names.levels || w->roles.column[APL_ROLE_NAME] >= 0)
        APL_TRY(APL_GROW(c->names.levels, &c->names.room, n, err));
    for (int32_t g = 0; g < c->n_groups; g++)
        APL_TRY(APL_GROW(c->groups[g].levels, &c->groups[g].room, n, err));
    for (int role = 0; role < APLOC_ROLE_COUNT; role++) {
        int32_t column = w->roles.column[apl_place_numbers[role].role];
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
    apl_places_work *w;
    const char *text;
    int64_t n_rows;
} taking;

/* What taking text k needs is fetched some texts before. */
static uint32_t fetch(const taking *t, const apl_text_column *column, int64_t k)
{
    if (k >= t->n_rows || column->are_names)
        return 0;
    const apl_span *span = &column->spans[k];
    return apl_texts_fetch(column->texts, apl_span_text(span, t->text), span->length);
}

static void take_texts(const taking *t, apl_text_column *column)
{
    int32_t first = t->w->communes->count, number = 0;
    int32_t *levels = column->levels ? *column->levels + first : NULL;
    uint32_t fetched[FETCHED];
    column->status = APLOC_OK;
    for (int64_t k = 0; k < FETCHED; k++)
        fetched[k] = fetch(t, column, k);
    for (int64_t k = 0; k < t->n_rows && !column->status; k++) {
        const apl_span *span = &column->spans[k];
        const char *text = apl_span_text(span, t->text);
        uint32_t hash = fetched[k % FETCHED];
        fetched[k % FETCHED] = fetch(t, column, k + FETCHED);
        column->n_new = k;
        if (levels && k > 0 && apl_span_same(span, span - 1, t->text)) {
            levels[k] = levels[k - 1];
            continue;
        }
        column->status =
            column->are_names
                ? apl_texts_append(column->texts, text, span->length, &number, &column->err)
                : apl_texts_add_fetched(column->texts, hash, text, span->length, &number,
                                        &column->err);
        if (levels)
            levels[k] = number;
        else if (number < first + k)
            return;
    }
    column->n_new = t->n_rows;
}

static void take_column(void *data, int64_t k, int32_t thread)
{
    const taking *t = data;
    (void)thread;
    take_texts(t, &t->w->texts[k]);
}

/* Take the rows that were scanned as the next places: their numbers are there already. */
static aploc_status take_places(apl_places_work *w, const char *text, int64_t n_rows,
                                int32_t n_threads, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_source *source = &w->reader.source;
    apl_text_column *codes = w->texts;
    taking t = {.w = w, .text = text, .n_rows = n_rows};
    APL_TRY(apl_lines_add_many(&w->lines, source->line + 1, n_rows, err));
    apl_parallel_pieces(n_threads, w->n_texts, take_column, &t);
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
        status = apl_places_refuse_repeat(w, place, number, err);
        goto out;
    }
    w->communes->count += (int32_t)n_rows;
out:
    return status;
}

aploc_status apl_places_take_scanned(apl_places_work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_reader *reader = &w->reader;
    apl_source *source = &reader->source;
    if (w->n_texts == 0 || reader->encoding == APLOC_WINDOWS_1252)
        goto out;
    APL_TRY(apl_source_more(source, SCAN_BLOCK, w->n_threads, err));
    const char *text = source->buffer + source->begin;
    const char *last = memrchr(text, '\n', (size_t)(source->end - source->begin));
    if (!last)
        goto out;
    int64_t length = last + 1 - text;
    char mark = reader->decimal != reader->separator ? reader->decimal : 0;
    const apl_place_rules rules = {reader->separator, mark, reader->n_columns, w->rules};
    apl_parts parts;
    apl_parts_cut(&parts, text, length, 0, apl_thread_count(w->n_threads, length, APL_PART_BYTES));
    if (parts.lines > INT32_MAX - 1 - w->communes->count) /* the texts have the words for it */
        goto out;
    APL_TRY(make_room(w, parts.lines, length, err));
    apl_scanned_places done = apl_places_scan(&rules, &parts);
    if (done.rows < SCAN_FEW && done.bytes < length && w->with_care < ROWS_WITH_CARE_MAX)
        w->with_care *= 2;
    else if (done.rows >= SCAN_FEW)
        w->with_care = 1;
    if (done.rows == 0)
        goto out;
    APL_TRY(take_places(w, text, done.rows, parts.n_threads, err));
    if (done.has_high)
        reader->encoding = APLOC_UTF8;
    reader->n_rows += done.rows;
    source->line += done.rows;
    source->begin += done.bytes;
    source->crlf |= done.crlf;
out:
    return status;
}
