/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables/times_text.h"

#include <string.h>

#include <aploc/number.h>

#include "base/memory.h"
#include "tables/times_h5.h"

enum { MOST_DECIMALS = 20 };

static const char *const field_names[APL_FIELDS] = {"from", "to", "minutes"};
static const char *const quote_names[] = {"none", "codes", "all"};

void apl_times_form_free(apl_times_form *form)
{
    free(form->header);
    *form = (apl_times_form){0};
}

aploc_status apl_times_form_plain(apl_times_form *form, aploc_error *err)
{
    *form = (apl_times_form){.separator = ',',
                             .mark = '.',
                             .fields = {APL_FIELD_FROM, APL_FIELD_TO, APL_FIELD_MINUTES},
                             .line_end = "\n",
                             .final_end = 1};
    return apl_text_copy("from,to,minutes", &form->header, err);
}

/* ---- rows ---- */

static char *put_code(const apl_times_form *form, const char *code, char *to)
{
    const char special[] = {'"', '\r', '\n', form->separator, '\0'};
    int quoted = form->quotes != APL_QUOTES_NONE || code[strcspn(code, special)] != '\0';
    if (quoted)
        *to++ = '"';
    for (; *code; code++) {
        if (*code == '"')
            *to++ = '"';
        *to++ = *code;
    }
    if (quoted)
        *to++ = '"';
    return to;
}

/* A number as aploc_number_write has it; those of few decimals, nearly all, by hand. */
static size_t number_text(double minutes, char *text)
{
    int64_t number = apl_times_whole(minutes, 1000);
    if (number < 0)
        return aploc_number_write(minutes, text);
    char digits[APLOC_NUMBER_SIZE];
    int n = 0, decimals = 3;
    for (; decimals > 0 && number % 10 == 0; decimals--)
        number /= 10;
    size_t length = 0;
    do {
        digits[n++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || n <= decimals);
    while (n > 0) {
        if (n == decimals)
            text[length++] = '.';
        text[length++] = digits[--n];
    }
    text[length] = '\0';
    return length;
}

static char *put_minutes(const apl_times_form *form, double minutes, char *to)
{
    char text[APLOC_NUMBER_SIZE];
    size_t length = number_text(minutes, text);
    const char *point = memchr(text, '.', length);
    int is_plain = !memchr(text, 'e', length);
    int32_t decimals = point ? (int32_t)(text + length - point) - 1 : 0;
    if (form->quotes == APL_QUOTES_ALL)
        *to++ = '"';
    for (size_t k = 0; k < length; k++)
        *to++ = text[k] == '.' ? form->mark : text[k];
    if (is_plain && form->decimals > 0 && !point)
        *to++ = form->mark;
    for (; is_plain && decimals < form->decimals; decimals++)
        *to++ = '0';
    if (form->quotes == APL_QUOTES_ALL)
        *to++ = '"';
    return to;
}

static size_t write_row(const apl_times_form *form, const char *from, const char *to,
                        double minutes, char row[APL_TIMES_ROW])
{
    char *at = row;
    for (int k = 0; k < APL_FIELDS; k++) {
        if (k > 0)
            *at++ = form->separator;
        at = form->fields[k] == APL_FIELD_FROM ? put_code(form, from, at)
             : form->fields[k] == APL_FIELD_TO ? put_code(form, to, at)
                                               : put_minutes(form, minutes, at);
    }
    for (const char *end = form->line_end; *end; end++)
        *at++ = *end;
    return (size_t)(at - row);
}

/* Which row of the table a pair stands in: mostly that of the pair before it. */
static int32_t place_of(const aploc_times *t, int64_t pair, int32_t near)
{
    if (t->offsets[near] <= pair && pair < t->offsets[near + 1])
        return near;
    int32_t low = 0, high = t->n_demand;
    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        if (t->offsets[middle] <= pair)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t apl_times_rows_get(apl_times_rows *rows, const apl_times_form *form, int64_t k,
                          char row[APL_TIMES_ROW])
{
    int64_t pair = rows->order ? rows->order[k] : k;
    rows->place = place_of(rows->times, pair, rows->place);
    return write_row(form, rows->from[rows->place], rows->to[rows->times->to[pair]],
                     rows->times->minutes[pair], row);
}

/* ---- attributes ---- */

aploc_status apl_times_form_write(apl_h5 *h5, const char *group, const apl_times_form *form,
                                  aploc_error *err)
{
    aploc_status status = APLOC_OK;
    char columns[32];
    const char separator[] = {form->separator, '\0'}, mark[] = {form->mark, '\0'};
    snprintf(columns, sizeof columns, "%s,%s,%s", field_names[form->fields[0]],
             field_names[form->fields[1]], field_names[form->fields[2]]);
    APL_TRY(apl_h5_make_group(h5, group, err));
    APL_TRY(apl_h5_set_text(h5, group, "header", form->header, err));
    APL_TRY(apl_h5_set_text(h5, group, "columns", columns, err));
    APL_TRY(apl_h5_set_text(h5, group, "separator", separator, err));
    APL_TRY(apl_h5_set_text(h5, group, "decimal_mark", mark, err));
    APL_TRY(apl_h5_set_integer(h5, group, "decimals", form->decimals, err));
    APL_TRY(apl_h5_set_text(h5, group, "quotes", quote_names[form->quotes], err));
    APL_TRY(apl_h5_set_text(h5, group, "line_end", form->line_end, err));
    APL_TRY(apl_h5_set_integer(h5, group, "byte_order_mark", form->bom, err));
    APL_TRY(apl_h5_set_integer(h5, group, "final_line_end", form->final_end, err));
out:
    return status;
}

/* Read an attribute that is one of a few texts, and tell which. */
static aploc_status read_choice(apl_h5 *h5, const char *group, const char *name,
                                const char *const *choices, int n, int *choice, aploc_error *err)
{
    char *text = NULL;
    aploc_status status = apl_h5_get_text(h5, group, name, &text, err);
    if (status)
        return status;
    for (*choice = 0; *choice < n && strcmp(text, choices[*choice]) != 0; ++*choice)
        ;
    if (*choice == n)
        status = apl_h5_fail(h5, err,
                             "found '%.40s' in the attribute %s of %s, expected one of %d "
                             "others",
                             text, name, group, n);
    free(text);
    return status;
}

static aploc_status read_limited(apl_h5 *h5, const char *group, const char *name, int32_t most,
                                 int32_t *value, aploc_error *err)
{
    int64_t number = 0;
    aploc_status status = apl_h5_get_integer(h5, group, name, &number, err);
    if (!status && (number < 0 || number > most))
        status = apl_h5_fail(h5, err, "found %lld in the attribute %s of %s, expected 0 to %d",
                             (long long)number, name, group, (int)most);
    if (!status)
        *value = (int32_t)number;
    return status;
}

aploc_status apl_times_form_read(apl_h5 *h5, const char *group, apl_times_form *form,
                                 aploc_error *err)
{
    static const char *const separators[] = {",", ";", "\t", "|"};
    static const char *const marks[] = {".", ","};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    static const char *const orders[] = {"from,to,minutes", "from,minutes,to", "to,from,minutes",
                                         "to,minutes,from", "minutes,from,to", "minutes,to,from"};
    static const apl_times_field fields[][APL_FIELDS] = {
        {APL_FIELD_FROM, APL_FIELD_TO, APL_FIELD_MINUTES},
        {APL_FIELD_FROM, APL_FIELD_MINUTES, APL_FIELD_TO},
        {APL_FIELD_TO, APL_FIELD_FROM, APL_FIELD_MINUTES},
        {APL_FIELD_TO, APL_FIELD_MINUTES, APL_FIELD_FROM},
        {APL_FIELD_MINUTES, APL_FIELD_FROM, APL_FIELD_TO},
        {APL_FIELD_MINUTES, APL_FIELD_TO, APL_FIELD_FROM}};
    aploc_status status = APLOC_OK;
    int choice = 0;
    *form = (apl_times_form){0};
    APL_TRY(apl_h5_get_text(h5, group, "header", &form->header, err));
    if (strpbrk(form->header, "\r\n")) {
        status = apl_h5_fail(h5, err,
                             "found several lines in the attribute header of %s, expected "
                             "one",
                             group);
        goto out;
    }
    APL_TRY(read_choice(h5, group, "columns", orders, 6, &choice, err));
    memcpy(form->fields, fields[choice], sizeof form->fields);
    APL_TRY(read_choice(h5, group, "separator", separators, 4, &choice, err));
    form->separator = separators[choice][0];
    APL_TRY(read_choice(h5, group, "decimal_mark", marks, 2, &choice, err));
    form->mark = marks[choice][0];
    APL_TRY(read_choice(h5, group, "quotes", quote_names, 3, &choice, err));
    form->quotes = (apl_times_quotes)choice;
    APL_TRY(read_choice(h5, group, "line_end", ends, 3, &choice, err));
    strcpy(form->line_end, ends[choice]);
    APL_TRY(read_limited(h5, group, "decimals", MOST_DECIMALS, &form->decimals, err));
    APL_TRY(read_limited(h5, group, "byte_order_mark", 1, &form->bom, err));
    APL_TRY(read_limited(h5, group, "final_line_end", 1, &form->final_end, err));
    if (form->mark == form->separator)
        status = apl_h5_fail(h5, err,
                             "found the comma as decimal mark and separator in %s, expected "
                             "two marks",
                             group);
out:
    return status;
}
