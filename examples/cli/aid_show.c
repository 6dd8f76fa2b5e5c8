/* SPDX-License-Identifier: GPL-3.0-or-later */
/* aploc aid: its tables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aid.h"

static aploc_aid_kind kind_of(const aid_call *c, int32_t k)
{
    aploc_aid_kind kind = APLOC_AID_KIND_INIT;
    aploc_aid_get_kind(c->aid, k, &kind, NULL);
    return kind;
}

/* The class of a row of the list. */
static aploc_status class_of(const aid_call *c, const aploc_listed *row, int32_t *zone,
                             aploc_error *err)
{
    char names[512] = "";
    int32_t n = 0;
    const aploc_listed *rows = aploc_listing_rows(c->listing, &n);
    *zone = aploc_aid_find_class(c->aid, row->zone);
    if (*zone >= 0)
        return APLOC_OK;
    for (int32_t k = 0; k < aploc_aid_class_count(c->aid); k++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", k ? ", " : "",
                 aploc_aid_class(c->aid, k));
    return fail(err, APLOC_ERR_UNIT,
                "%s:%lld: found the class '%s' of '%s', expected one of aid '%s': %s",
                c->zoning_path, (long long)aploc_listing_line(c->listing, (int32_t)(row - rows)),
                row->zone, row->code, aploc_aid_get_text(c->aid, APLOC_AID_NAME), names);
}

/* "10 000", "25 % of fees, at most 50 000", "at most 50 000 over 5 years", "0". */
static const char *opened_text(const aploc_aid_kind *kind, double opens, char *text, size_t size)
{
    const char *most = kind->most ? "at most " : "";
    if (opens == 0.0)
        snprintf(text, size, "0");
    else if (kind->fees && isnan(kind->cap))
        snprintf(text, size, "%s %% of fees", exactly(round(opens * 1e8) / 1e6));
    else if (kind->fees)
        snprintf(text, size, "%s %% of fees, at most %s", exactly(round(opens * 1e8) / 1e6),
                 readable(kind->cap, 0));
    else if (kind->over)
        snprintf(text, size, "%s%s over %d years", most, readable(opens, 0), (int)kind->over);
    else
        snprintf(text, size, "%s%s", most, readable(opens, 0));
    return text;
}

/* A row a kind, a column a class; how many of the list are in each. */
static aploc_status print_classes(const aid_call *c, const int32_t *counts, aploc_error *err)
{
    int32_t n = aploc_aid_class_count(c->aid);
    table cells = table_create(2 + n);
    table_add(&cells, "kind");
    table_add(&cells, "per");
    for (int32_t z = 0; z < n; z++)
        table_add(&cells, aploc_aid_class(c->aid, z));
    for (int32_t k = 0; k < aploc_aid_kind_count(c->aid); k++) {
        const aploc_aid_kind kind = kind_of(c, k);
        char limit[64];
        snprintf(limit, sizeof limit, "%s%s%s%s", kind.per, kind.years ? ", " : "",
                 kind.years ? readable(kind.years, 0) : "", kind.years ? " at most" : "");
        table_add(&cells, kind.name);
        table_add(&cells, limit);
        for (int32_t z = 0; z < n; z++) {
            double opens = 0.0;
            char text[160];
            aploc_status known = aploc_aid_opens(c->aid, k, z, &opens, NULL);
            table_add(&cells, known ? "?" : opened_text(&kind, opens, text, sizeof text));
        }
    }
    table_add(&cells, "places of the list");
    table_add(&cells, "");
    for (int32_t z = 0; z < n; z++)
        table_add(&cells, readable(counts[z], 0));
    return table_print(&cells, stdout, err);
}

static aploc_status print_codes(const aid_call *c, aploc_error *err)
{
    static const char *const header[] = {"code", "class", "kind", "per", "opens"};
    int32_t n = 0, zone = 0;
    const aploc_listed *rows = aploc_listing_rows(c->listing, &n);
    table cells = table_create(sizeof header / sizeof *header);
    for (size_t k = 0; k < sizeof header / sizeof *header; k++)
        table_add(&cells, header[k]);
    for (int code = 0; code < c->n_codes; code++) {
        int32_t row = 0;
        while (row < n && strcmp(rows[row].code, c->codes[code]) != 0)
            row++;
        class_of(c, &rows[row], &zone, NULL);
        for (int32_t k = 0; k < aploc_aid_kind_count(c->aid); k++) {
            const aploc_aid_kind kind = kind_of(c, k);
            double opens = 0.0;
            char text[160];
            aploc_status known = aploc_aid_opens(c->aid, k, zone, &opens, NULL);
            table_add(&cells, rows[row].code);
            table_add(&cells, rows[row].zone);
            table_add(&cells, kind.name);
            table_add(&cells, kind.per);
            table_add(&cells, known ? "?" : opened_text(&kind, opens, text, sizeof text));
        }
    }
    return table_print(&cells, stdout, err);
}

static void write_opened(const aid_call *c, const aploc_listed *row, int32_t zone, aploc_writer *to)
{
    for (int32_t k = 0; k < aploc_aid_kind_count(c->aid); k++) {
        const aploc_aid_kind kind = kind_of(c, k);
        double opens = (double)NAN;
        aploc_aid_opens(c->aid, k, zone, &opens, NULL);
        aploc_writer_text(to, row->code);
        aploc_writer_text(to, row->zone);
        aploc_writer_text(to, kind.name);
        aploc_writer_text(to, kind.per);
        aploc_writer_number(to, kind.fees && opens > 0.0 ? (double)NAN : opens);
        aploc_writer_number(to, kind.fees && opens > 0.0 ? opens : (double)NAN);
        aploc_writer_number(to, opens > 0.0 ? kind.cap : (double)NAN);
        aploc_writer_number(to, kind.years ? kind.years : (double)NAN);
        aploc_writer_number(to, kind.over ? kind.over : (double)NAN);
        aploc_writer_text(to, kind.most && opens > 0.0 ? "yes" : "");
        aploc_writer_end_row(to);
    }
}

/* Whether a code was named, or none was. */
static bool is_asked(const aid_call *c, const char *code)
{
    for (int k = 0; k < c->n_codes; k++)
        if (strcmp(c->codes[k], code) == 0)
            return true;
    return c->n_codes == 0;
}

static aploc_status write_all(const aid_call *c, aploc_error *err)
{
    static const char *const header[] = {"code",  "class", "kind",  "per",  "amount",
                                         "share", "cap",   "years", "over", "most"};
    int32_t n = 0, zone = 0;
    const aploc_listed *rows = aploc_listing_rows(c->listing, &n);
    aploc_writer *to;
    aploc_status status =
        output_create(c->output, header, sizeof header / sizeof *header, &to, err);
    if (status)
        return status;
    for (int32_t k = 0; k < n; k++)
        if (is_asked(c, rows[k].code) && class_of(c, &rows[k], &zone, NULL) == APLOC_OK)
            write_opened(c, &rows[k], zone, to);
    return output_commit(to, APLOC_OK, err);
}

aploc_status aid_look_up(aid_call *c, aploc_error *err)
{
    int32_t n = 0, zone = 0, counts[APLOC_AID_CLASSES_MAX] = {0};
    const aploc_listed *rows = aploc_listing_rows(c->listing, &n);
    bool found[AID_CODES_MAX] = {false};
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < n && !status; k++) {
        if (is_asked(c, rows[k].code))
            status = class_of(c, &rows[k], &zone, err);
        if (!status && is_asked(c, rows[k].code))
            counts[zone]++;
        for (int code = 0; code < c->n_codes; code++)
            found[code] |= strcmp(c->codes[code], rows[k].code) == 0;
    }
    for (int code = 0; code < c->n_codes && !status; code++)
        if (!found[code])
            status = fail(err, APLOC_ERR_CODE_UNKNOWN, "found --code '%s', expected a code of %s",
                          c->codes[code], c->zoning_path);
    if (!status && c->output)
        status = write_all(c, err);
    if (status || c->quiet)
        return status;
    return c->n_codes ? print_codes(c, err) : print_classes(c, counts, err);
}

static aploc_status write_lines(const aid_call *c, aploc_error *err)
{
    static const char *const header[] = {"code",   "department", "class", "kind",
                                         "amount", "most",       "words"};
    aploc_writer *to;
    aploc_status status =
        output_create(c->output, header, sizeof header / sizeof *header, &to, err);
    if (status)
        return status;
    for (int32_t k = 0; k < c->n_rows; k++) {
        aploc_aid_line line = APLOC_AID_LINE_INIT;
        aploc_aid_sum_get(c->sum, k, &line, NULL);
        aploc_writer_text(to, c->rows[k].code);
        aploc_writer_text(to, aploc_aid_sum_area(c->sum, line.area));
        aploc_writer_text(to, aploc_aid_class(c->aid, line.zone));
        aploc_writer_text(to, kind_of(c, line.kind).name);
        aploc_writer_number(to, line.amount);
        aploc_writer_text(to, line.most ? "yes" : "");
        aploc_writer_text(to, line.words);
        aploc_writer_end_row(to);
    }
    return output_commit(to, APLOC_OK, err);
}

/* Cells go to a CSV, or to a table for people. */
static void put(table *cells, aploc_writer *to, const char *text)
{
    if (cells)
        table_add(cells, text);
    else
        aploc_writer_text(to, text);
}

static void put_amount(table *cells, aploc_writer *to, double amount)
{
    if (cells)
        table_add(cells, readable(amount, amount == floor(amount) ? 0 : 2));
    else
        aploc_writer_number(to, amount);
}

static void put_area(const aid_call *c, int32_t a, table *cells, aploc_writer *to)
{
    double count = 0.0, amount = aploc_aid_sum_total(c->sum, a, -1, &count);
    put(cells, to, a < 0 ? "all" : aploc_aid_sum_area(c->sum, a));
    put_amount(cells, to, count);
    put_amount(cells, to, amount);
    for (int32_t z = 0; z < aploc_aid_class_count(c->aid); z++) {
        amount = aploc_aid_sum_total(c->sum, a, z, &count);
        put_amount(cells, to, count);
        put_amount(cells, to, amount);
    }
    if (!cells)
        aploc_writer_end_row(to);
}

typedef struct area_key {
    const char *text;
    int32_t area;
} area_key;

static int by_text(const void *one, const void *other)
{
    const area_key *a = one, *b = other;
    return strcmp(a->text, b->text);
}

/* A row a department, by code, and one for all; of each class and in all how many and how much. */
static aploc_status put_table(const aid_call *c, table *cells, aploc_writer *to, aploc_error *err)
{
    int32_t n = aploc_aid_sum_area_count(c->sum);
    area_key *areas = calloc((size_t)n + 1, sizeof *areas);
    if (!areas)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the departments");
    put(cells, to, "department");
    put(cells, to, "count");
    put(cells, to, "amount");
    for (int32_t z = 0; z < aploc_aid_class_count(c->aid); z++) {
        char name[128];
        snprintf(name, sizeof name, "%s count", aploc_aid_class(c->aid, z));
        put(cells, to, name);
        put(cells, to, aploc_aid_class(c->aid, z));
    }
    if (!cells)
        aploc_writer_end_row(to);
    for (int32_t a = 0; a < n; a++)
        areas[a] = (area_key){aploc_aid_sum_area(c->sum, a), a};
    qsort(areas, (size_t)n, sizeof *areas, by_text);
    for (int32_t a = 0; a < n && c->department; a++)
        put_area(c, areas[a].area, cells, to);
    put_area(c, -1, cells, to);
    free(areas);
    return APLOC_OK;
}

static aploc_status write_table(const aid_call *c, aploc_error *err)
{
    size_t length = strlen(c->table);
    bool markdown = length > 3 && strcmp(c->table + length - 3, ".md") == 0;
    table cells = table_create(3 + 2 * aploc_aid_class_count(c->aid));
    aploc_writer *to;
    aploc_status status = output_create(c->table, NULL, 0, &to, err);
    if (status)
        return status;
    status = put_table(c, markdown ? &cells : NULL, to, err);
    if (!status && markdown)
        status = table_write(&cells, TABLE_MARKDOWN, to, err);
    return output_commit(to, status, err);
}

aploc_status aid_show_sum(const aid_call *c, aploc_error *err)
{
    aploc_status status = c->output ? write_lines(c, err) : APLOC_OK;
    if (!status && c->table)
        status = write_table(c, err);
    if (status || c->quiet)
        return status;
    table cells = table_create(3 + 2 * aploc_aid_class_count(c->aid));
    bool most = false;
    for (int32_t k = 0; k < c->n_rows; k++) {
        aploc_aid_line line = APLOC_AID_LINE_INIT;
        aploc_aid_sum_get(c->sum, k, &line, NULL);
        most |= line.most;
    }
    printf("%s: %s; amounts in %s%s\n\n", one_line(aploc_aid_get_text(c->aid, APLOC_AID_NAME)),
           one_line(aploc_aid_get_text(c->aid, APLOC_AID_TITLE)),
           one_line(aploc_aid_get_text(c->aid, APLOC_AID_CURRENCY)),
           most ? ", some of them the most that may be paid" : "");
    status = put_table(c, &cells, NULL, err);
    return status ? status : table_print(&cells, stdout, err);
}
