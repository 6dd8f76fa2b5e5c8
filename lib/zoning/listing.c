/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of an audit, from a file: every row, also those that stand twice. */
#include <string.h>

#include <aploc/audit.h>

#include "base/memory.h"
#include "tables/dialect.h"
#include "tables/field.h"
#include "tables/lines.h"
#include "tables/roles.h"

struct aploc_listing {
    char *texts; /* of each row its code, its class and that underneath, each ended by a zero */
    int64_t used, room;
    int64_t *offsets; /* three a row */
    int64_t n, offsets_room;
    apl_lines lines;
    aploc_listed *rows;
};

static int32_t find_column(const apl_reader *reader, const char *name)
{
    for (int32_t k = 0; k < reader->n_columns; k++)
        if (strcmp(apl_reader_name(reader, k), name) == 0)
            return k;
    return -1;
}

static aploc_status add_text(aploc_listing *listing, const char *text, int64_t length,
                             aploc_error *err)
{
    aploc_status status = APL_GROW(listing->texts, &listing->room, listing->used + length + 1, err);
    if (!status)
        status = APL_GROW(listing->offsets, &listing->offsets_room, listing->n + 1, err);
    if (status)
        return status;
    listing->offsets[listing->n++] = listing->used;
    memcpy(listing->texts + listing->used, text, (size_t)length);
    listing->texts[listing->used + length] = '\0';
    listing->used += length + 1;
    return APLOC_OK;
}

static aploc_status add_row(aploc_listing *listing, apl_reader *reader, int32_t code_column,
                            int32_t zone_column, int32_t base_column, aploc_error *err)
{
    const char *code = NULL;
    int64_t length = 0;
    aploc_status status = apl_field_code(reader, code_column, &code, &length, err);
    if (!status && listing->n / 3 == INT32_MAX)
        return apl_fail_at(err, APLOC_ERR_TOO_LARGE, apl_reader_place(reader, code_column, code),
                           "found more rows than can be counted");
    if (!status)
        status = apl_lines_add(&listing->lines, reader->fields[code_column].line, err);
    if (!status)
        status = add_text(listing, code, length, err);
    if (status)
        return status;
    const char *zone = apl_reader_text(reader, zone_column, &length);
    status = add_text(listing, zone, length, err);
    if (status)
        return status;
    const char *base = base_column < 0 ? "" : apl_reader_text(reader, base_column, &length);
    return add_text(listing, base, base_column < 0 ? 0 : length, err);
}

static aploc_status point_at_rows(aploc_listing *listing, aploc_error *err)
{
    aploc_status status = APL_NEW(listing->rows, listing->n / 3, err);
    for (int64_t k = 0; k < listing->n / 3 && !status; k++)
        listing->rows[k] = (aploc_listed){listing->texts + listing->offsets[3 * k],
                                          listing->texts + listing->offsets[3 * k + 1],
                                          listing->texts + listing->offsets[3 * k + 2]};
    return status;
}

aploc_status aploc_listing_read_csv(const char *path, const char *zone,
                                    const aploc_read_options *options, aploc_listing **listing,
                                    aploc_error *err)
{
    aploc_status status = APLOC_OK;
    apl_reader reader = {0};
    apl_roles roles = {0};
    aploc_listing *made = NULL;
    int more = 1;
    if (!path || !zone || !listing)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found no path, no column of classes or nowhere to put the list");
    APL_TRY(apl_options_check(&options, NULL, err));
    APL_TRY(APL_ZEROED(made, 1, err));
    APL_TRY(apl_reader_open(&reader, path, options, err));
    APL_TRY(apl_roles_bind(&reader, options, APL_ROLE_BIT(APL_ROLE_CODE),
                           APL_ROLE_BIT(APL_ROLE_CODE), &roles, err));
    int32_t column = find_column(&reader, zone), base = find_column(&reader, "base");
    if (column < 0) {
        status =
            apl_fail_at(err, APLOC_ERR_COLUMN_MISSING, (apl_place){.file = path},
                        "found no column '%s', expected one with the class of each commune", zone);
        goto out;
    }
    for (;;) {
        APL_TRY(apl_reader_next(&reader, &more, err));
        if (!more)
            break;
        APL_TRY(add_row(made, &reader, roles.column[APL_ROLE_CODE], column, base, err));
    }
    APL_TRY(point_at_rows(made, err));
    *listing = made;
    made = NULL;
out:
    apl_roles_free(&roles);
    apl_reader_close(&reader);
    aploc_listing_free(made);
    return status;
}

void aploc_listing_free(aploc_listing *listing)
{
    if (!listing)
        return;
    free(listing->texts);
    free(listing->offsets);
    apl_lines_free(&listing->lines);
    free(listing->rows);
    free(listing);
}

const aploc_listed *aploc_listing_rows(const aploc_listing *listing, int32_t *n)
{
    *n = listing ? (int32_t)(listing->n / 3) : 0;
    return listing ? listing->rows : NULL;
}

int64_t aploc_listing_line(const aploc_listing *listing, int32_t k)
{
    return listing && k >= 0 && k < listing->lines.n_rows ? apl_lines_get(&listing->lines, k) : 0;
}
