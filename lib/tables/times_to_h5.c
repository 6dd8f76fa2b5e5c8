/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/seal.h"
#include "tables/encoding.h"
#include "tables/field.h"
#include "tables/lines.h"
#include "tables/roles.h"
#include "tables/texts.h"
#include "tables/times_convert.h"
#include "tables/times_h5.h"
#include "tables/times_text.h"

enum {
    NEEDED =
        APL_ROLE_BIT(APL_ROLE_FROM) | APL_ROLE_BIT(APL_ROLE_TO) | APL_ROLE_BIT(APL_ROLE_MINUTES)
};

/* The codes of one column: as they came, and sorted. */
typedef struct places {
    apl_texts codes;
    int32_t last;  /* number of the last one; files mostly hold the pairs of a place together */
    int32_t *rank; /* of each number */
    char **sorted; /* borrowed from `codes` */
} places;

typedef struct work {
    apl_reader reader;
    apl_roles roles;
    apl_times_form form;
    places from, to;
    int32_t *rows, *columns; /* of each pair, numbers and then ranks */
    double *minutes;
    int64_t n, rows_room, columns_room, minutes_room;
    apl_lines lines;
    aploc_times *times;
    int64_t *order, n_order;
} work;

/* ---- reading ---- */

static aploc_status add_code(work *w, places *p, int32_t column, int32_t *number, aploc_error *err)
{
    const char *code = NULL;
    int64_t length = 0;
    aploc_status status = apl_field_code(&w->reader, column, &code, &length, err);
    if (status)
        return status;
    if (p->codes.count == 0 || strcmp(code, apl_texts_get(&p->codes, p->last)) != 0)
        status = apl_texts_add(&p->codes, code, length, &p->last, err);
    *number = p->last;
    return status;
}

/* Digits behind the decimal mark, as the text has them. */
static int32_t decimals_of(const apl_reader *reader, int32_t column)
{
    int64_t length = 0;
    const char *text = apl_reader_text(reader, column, &length);
    size_t before = strcspn(text, ".,");
    int32_t n = 0;
    while (text[before] && text[before + 1 + (size_t)n] >= '0' &&
           text[before + 1 + (size_t)n] <= '9')
        n++;
    return n < 20 ? n : 20;
}

static aploc_status add_row(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t from = 0, to = 0, column = w->roles.column[APL_ROLE_MINUTES];
    double minutes = 0.0;
    APL_TRY(add_code(w, &w->from, w->roles.column[APL_ROLE_FROM], &from, err));
    APL_TRY(add_code(w, &w->to, w->roles.column[APL_ROLE_TO], &to, err));
    int32_t decimals = decimals_of(&w->reader, column);
    APL_TRY(apl_field_number(&w->reader, column, 0, apl_texts_get(&w->from.codes, from), &minutes,
                             err));
    if (w->n == 0 || decimals < w->form.decimals)
        w->form.decimals = decimals;
    APL_TRY(APL_GROW(w->rows, &w->rows_room, w->n + 1, err));
    APL_TRY(APL_GROW(w->columns, &w->columns_room, w->n + 1, err));
    APL_TRY(APL_GROW(w->minutes, &w->minutes_room, w->n + 1, err));
    APL_TRY(apl_lines_add(&w->lines, w->reader.row_line, err));
    w->rows[w->n] = from;
    w->columns[w->n] = to;
    w->minutes[w->n++] = minutes;
out:
    return status;
}

static aploc_status read_rows(work *w, const char *in, const aploc_read_options *options,
                              aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(apl_reader_open(&w->reader, in, options, err));
    APL_TRY(apl_roles_bind(&w->reader, options, NEEDED, NEEDED, &w->roles, err));
    for (;;) {
        int more = 0;
        APL_TRY(apl_reader_next(&w->reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_row(w, err));
    }
out:
    return status;
}

/* ---- the form of the text: a guess, from its first lines; comparing tells whether it is right ---- */

/* Which of the fields of a row open with a quote: one code alone may need them. */
static apl_times_quotes quotes_of(const work *w, const char *line, int64_t length)
{
    int32_t column = 0;
    int inside = 0, starts = 1, of_code = 0, of_number = 0;
    for (int64_t k = 0; k < length; k++) {
        if (starts && line[k] == '"') {
            of_code +=
                column == w->roles.column[APL_ROLE_FROM] || column == w->roles.column[APL_ROLE_TO];
            of_number |= column == w->roles.column[APL_ROLE_MINUTES];
        }
        inside ^= line[k] == '"';
        starts = !inside && line[k] == w->reader.separator;
        column += starts;
    }
    return of_number ? APL_QUOTES_ALL : of_code == 2 ? APL_QUOTES_CODES : APL_QUOTES_NONE;
}

static aploc_status take_header(work *w, const char *line, int64_t length, aploc_error *err)
{
    w->form.bom = length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0;
    const char *text = line + (w->form.bom ? 3 : 0), *end = line + length;
    while (end > text && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    if (end < line + length)
        apl_copy_text(w->form.line_end, sizeof w->form.line_end,
                      line + length - end == 2 ? "\r\n"
                      : end[0] == '\r'         ? "\r"
                                               : "\n");
    int in_quotes = 0; /* a name goes on in the next line */
    for (const char *c = text; c < end; c++)
        in_quotes ^= *c == '"';
    /* Other columns, or another encoding, are not kept. */
    if (w->reader.n_columns != APL_FIELDS || in_quotes || !apl_is_utf8(text, end - text) ||
        memchr(text, '\0', (size_t)(end - text)))
        return APLOC_OK;
    free(w->form.header);
    w->form.header = NULL;
    aploc_status status = APL_ZEROED(w->form.header, end - text + 1, err);
    if (!status)
        memcpy(w->form.header, text, (size_t)(end - text));
    return status;
}

static void order_fields(work *w)
{
    static const apl_role roles[APL_FIELDS] = {APL_ROLE_FROM, APL_ROLE_TO, APL_ROLE_MINUTES};
    for (int f = 0; f < APL_FIELDS; f++) {
        int at = 0;
        for (int g = 0; g < APL_FIELDS; g++)
            at += w->roles.column[roles[g]] < w->roles.column[roles[f]];
        w->form.fields[at] = (apl_times_field)f;
    }
}

/* The three names of a header that is not kept as it is. */
static aploc_status name_columns(work *w, aploc_error *err)
{
    static const char *const names[] = {"from", "to", "minutes"};
    free(w->form.header);
    w->form.header = NULL;
    aploc_status status = APL_NEW(w->form.header, 32, err);
    if (!status)
        snprintf(w->form.header, 32, "%s%c%s%c%s", names[w->form.fields[0]], w->form.separator,
                 names[w->form.fields[1]], w->form.separator, names[w->form.fields[2]]);
    return status;
}

/* A pipe that was read holds no first lines any more: its form is the usual one. */
static aploc_status guess_form(work *w, const char *in, int is_read_twice, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_source source = {0};
    const char *line = NULL;
    int64_t length = 0;
    w->form.separator = w->reader.separator;
    w->form.mark = w->reader.decimal ? w->reader.decimal : '.';
    strcpy(w->form.line_end, "\n");
    w->form.final_end = 1;
    order_fields(w);
    APL_TRY(name_columns(w, err));
    if (!is_read_twice)
        goto out;
    APL_TRY(apl_source_open(&source, in, NULL, NULL, err));
    do /* lines before the header: empty ones, or "sep=;" */
        APL_TRY(apl_source_line(&source, &line, &length, err));
    while (length > 0 && source.line < w->reader.header_line);
    APL_TRY(take_header(w, line, length, err));
    APL_TRY(apl_source_line(&source, &line, &length, err));
    w->form.quotes = quotes_of(w, line, length);
out:
    apl_source_close(&source);
    return status;
}

/* ---- the table ---- */

static int compare_codes(const void *a, const void *b, void *texts)
{
    return strcmp(apl_texts_get(texts, *(const int32_t *)a),
                  apl_texts_get(texts, *(const int32_t *)b));
}

/* Codes in their order: the file does not depend on which came first. */
static aploc_status sort_places(places *p, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int32_t n = p->codes.count, *numbers = NULL;
    APL_TRY(APL_NEW(numbers, n, err));
    APL_TRY(APL_NEW(p->rank, n, err));
    APL_TRY(APL_NEW(p->sorted, n, err));
    for (int32_t k = 0; k < n; k++)
        numbers[k] = k;
    qsort_r(numbers, (size_t)n, sizeof *numbers, compare_codes, &p->codes);
    for (int32_t k = 0; k < n; k++) {
        p->rank[numbers[k]] = k;
        p->sorted[k] = p->codes.pool + p->codes.offsets[numbers[k]];
    }
out:
    free(numbers);
    return status;
}

static aploc_status refuse_repeat(const work *w, const int64_t pair[2], aploc_error *err)
{
    const char *from = w->from.sorted[w->rows[pair[1]]];
    apl_place place = {.file = w->reader.source.path,
                       .line = apl_lines_get(&w->lines, pair[1]),
                       .column = w->roles.column[APL_ROLE_FROM] + 1,
                       .code = from};
    return apl_fail_at(err, APLOC_ERR_PAIR_REPEATED, place,
                       "found the pair from '%s' to '%s' again, after line %lld, expected each "
                       "pair once",
                       from, w->to.sorted[w->columns[pair[1]]],
                       (long long)apl_lines_get(&w->lines, pair[0]));
}

static aploc_status build(work *w, const aploc_read_options *options, aploc_convert_report *report,
                          aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_repeats repeats;
    APL_TRY(sort_places(&w->from, err));
    APL_TRY(sort_places(&w->to, err));
    for (int64_t k = 0; k < w->n; k++) {
        w->rows[k] = w->from.rank[w->rows[k]];
        w->columns[k] = w->to.rank[w->columns[k]];
    }
    APL_TRY(apl_times_build_first(w->from.codes.count, w->to.codes.count, 0, w->n, w->rows,
                                  w->columns, w->minutes, &w->times, &repeats, err));
    if (repeats.count && options->repeated == APLOC_REFUSE)
        status = refuse_repeat(w, repeats.pairs[0], err);
    report->n_repeated = repeats.count;
out:
    return status;
}

/* Where a pair stands in the table. */
static int64_t find_pair(const aploc_times *t, int32_t row, int32_t column)
{
    int64_t low = t->offsets[row], high = t->offsets[row + 1];
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (t->to[middle] <= column)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Which pair each row of the text is; nothing when they follow each other. */
static aploc_status find_order(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint8_t *seen = NULL;
    int64_t n = aploc_times_pair_count(w->times);
    int is_ordered = 1;
    APL_TRY(APL_NEW(w->order, n, err));
    APL_TRY(APL_ZEROED(seen, n, err));
    w->n_order = 0;
    for (int64_t k = 0; k < w->n; k++) {
        int64_t pair = find_pair(w->times, w->rows[k], w->columns[k]);
        if (seen[pair]) /* a repetition, left out */
            continue;
        seen[pair] = 1;
        is_ordered &= pair == w->n_order;
        w->order[w->n_order++] = pair;
    }
    if (is_ordered) {
        free(w->order);
        w->order = NULL;
    }
out:
    free(seen);
    return status;
}

/* ---- comparing ---- */

/* Where the end of a line begins. */
static size_t end_of(const char *line, size_t length)
{
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    return length;
}

/* A line and what comes back in its place; their ends, too, when these differ. */
static void show_both(aploc_convert_report *report, const char *line, size_t length,
                      const char *mine, size_t size)
{
    size_t ends[2] = {end_of(line, length), end_of(mine, size)};
    int same_end = length - ends[0] == size - ends[1] &&
                   memcmp(line + ends[0], mine + ends[1], length - ends[0]) == 0;
    apl_show_bytes(report->was, sizeof report->was, line, same_end ? ends[0] : length);
    apl_show_bytes(report->becomes, sizeof report->becomes, mine, same_end ? ends[1] : size);
}

/* The header line that comes back. */
static aploc_status header_line(const apl_times_form *form, char **line, aploc_error *err)
{
    size_t size = strlen(form->header) + 8;
    aploc_status status = APL_NEW(*line, (int64_t)size, err);
    if (!status)
        snprintf(*line, size, "%s%s%s", form->bom ? "\xEF\xBB\xBF" : "", form->header,
                 form->line_end);
    return status;
}

/* Compare the next line of the text with what comes back in its place; 0 when they differ. The last
 * line may lack its end. */
static int is_same(work *w, const char *line, int64_t length, const char *mine, size_t size,
                   int is_last)
{
    size_t end = strlen(w->form.line_end);
    if (is_last && (size_t)length == size - end && memcmp(line, mine, size - end) == 0) {
        w->form.final_end = 0;
        return 1;
    }
    return (size_t)length == size && memcmp(line, mine, size) == 0;
}

/* Read the text again, line by line, beside the one that comes back. `hex` is the digest of both when
 * they are the same. */
static aploc_status compare(work *w, const char *in, const aploc_read_options *options,
                            char hex[APL_DIGEST_SIZE], aploc_convert_report *report,
                            aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_source source = {0};
    apl_digest *digest = NULL;
    char row[APL_TIMES_ROW], *header = NULL;
    const char *line = NULL;
    int64_t length = 0, n = aploc_times_pair_count(w->times);
    apl_times_rows rows = {
        .times = w->times, .from = w->from.sorted, .to = w->to.sorted, .order = w->order};
    APL_TRY(header_line(&w->form, &header, err));
    APL_TRY(apl_digest_new(&digest, err));
    APL_TRY(apl_source_open(&source, in, options->progress, options->progress_data, err));
    APL_TRY(apl_file_check(source.file.fd, in, &w->reader.source.state, err));
    report->same_text = 1;
    for (int64_t k = -1; k <= n && report->same_text; k++) {
        const char *mine = k < 0 ? header : row;
        size_t size = k < 0   ? strlen(header)
                      : k < n ? apl_times_rows_get(&rows, &w->form, k, row)
                              : 0;
        APL_TRY(apl_source_line(&source, &line, &length, err));
        apl_digest_add(digest, line, (size_t)length);
        if (k == n ? length == 0 : is_same(w, line, length, mine, size, k == n - 1))
            continue;
        report->same_text = 0;
        report->line = k + 2;
        show_both(report, line, (size_t)length, mine, size);
    }
    apl_digest_end(digest, hex);
out:
    apl_source_close(&source);
    apl_digest_free(digest);
    free(header);
    return status;
}

/* ---- writing ---- */

static aploc_status write_order(const work *w, apl_h5 *h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    uint32_t *narrow = NULL;
    if (w->n_order > UINT32_MAX) {
        APL_TRY(apl_h5_write(h5, APL_TIMES_ORDER, APL_H5_I64, w->n_order, 0, w->order, err));
        goto out;
    }
    APL_TRY(APL_NEW(narrow, w->n_order, err));
    for (int64_t k = 0; k < w->n_order; k++)
        narrow[k] = (uint32_t)w->order[k];
    APL_TRY(apl_h5_write(h5, APL_TIMES_ORDER, APL_H5_U32, w->n_order, 0, narrow, err));
out:
    free(narrow);
    return status;
}

static aploc_status write_file(work *w, const char *out, const char *hex,
                               aploc_convert_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_h5 *h5 = NULL;
    apl_h5_shape shape;
    APL_TRY(apl_h5_create(out, &h5, err));
    APL_TRY(apl_h5_write_format(h5, APL_TIMES_FORMAT, APL_TIMES_VERSION, err));
    APL_TRY(apl_times_write_group(h5, "/", w->times, (const char *const *)w->from.sorted,
                                  (const char *const *)w->to.sorted, err));
    APL_TRY(apl_times_form_write(h5, APL_TIMES_TEXT, &w->form, err));
    if (report->same_text == 1)
        APL_TRY(apl_h5_set_text(h5, APL_TIMES_TEXT, "sha256", hex, err));
    if (w->order)
        APL_TRY(write_order(w, h5, err));
    APL_TRY(apl_h5_look(h5, "/minutes", &shape, err));
    apl_copy_text(report->minutes, sizeof report->minutes, apl_h5_type_name(shape.type));
    APL_TRY(apl_h5_get_integer(h5, "/minutes", "scale", &report->scale, err));
    APL_TRY(apl_seal_put_digests(h5, err));
    APL_TRY(apl_h5_commit(h5, err));
out:
    apl_h5_close(h5);
    return status;
}

static void places_free(places *p)
{
    apl_texts_free(&p->codes);
    free(p->rank);
    free(p->sorted);
}

aploc_status apl_times_csv_to_h5(const char *in, const char *out, const aploc_read_options *options,
                                 aploc_convert_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    work w = {0};
    char hex[APL_DIGEST_SIZE];
    APL_TRY(read_rows(&w, in, options, err));
    APL_TRY(build(&w, options, report, err));
    APL_TRY(find_order(&w, err));
    int is_read_twice = w.reader.source.size > 0;
    APL_TRY(guess_form(&w, in, is_read_twice, err));
    report->same_text = -1;
    if (is_read_twice)
        APL_TRY(compare(&w, in, options, hex, report, err));
    APL_TRY(write_file(&w, out, hex, report, err));
    report->from_count = w.from.codes.count;
    report->to_count = w.to.codes.count;
    report->pair_count = aploc_times_pair_count(w.times);
out:
    places_free(&w.from);
    places_free(&w.to);
    aploc_times_free(w.times);
    apl_times_form_free(&w.form);
    free(w.order);
    free(w.rows);
    free(w.columns);
    free(w.minutes);
    apl_lines_free(&w.lines);
    apl_roles_free(&w.roles);
    apl_reader_close(&w.reader);
    return status;
}
