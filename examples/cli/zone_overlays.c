/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --overlay: the places of an overlay, from a column of the communes or from a list. */
#include <stdlib.h>
#include <string.h>

#include "zone_inputs.h"

static bool ends_in(const char *text, const char *ending)
{
    size_t length = strlen(text), n = strlen(ending);
    return length >= n && strcmp(text + length - n, ending) == 0;
}

const char *zone_overlay_file(const char *overlay)
{
    const char *value = strchr(overlay, '=') + 1;
    return strchr(value, '/') || ends_in(value, ".csv") || ends_in(value, ".csv.gz") ? value : NULL;
}

/* The codes of a list. */
static aploc_status take_list(zone_inputs *c, int32_t k, const char **codes, aploc_error *err)
{
    const aploc_communes *rows = c->overlay_tables[k];
    for (int32_t i = 0; i < aploc_communes_count(rows); i++) {
        codes[i] = aploc_communes_code(rows, i);
        if (aploc_communes_find(c->communes, codes[i]) < 0 &&
            (!c->quarters || aploc_communes_find(c->quarters, codes[i]) < 0))
            return fail(err, APLOC_ERR_CODE_UNKNOWN,
                        "%s: found the code '%s', expected a code of %s%s", zone_place(rows, i),
                        codes[i], c->communes_path, c->quarters ? " or a quarter" : "");
    }
    c->places[k].n_codes = aploc_communes_count(rows);
    return APLOC_OK;
}

/* The communes that a column says are in it. */
static aploc_status take_column(zone_inputs *c, int32_t k, const char *column, const char **codes,
                                aploc_error *err)
{
    if (aploc_communes_group_find(c->communes, column) < 0)
        return fail(err, APLOC_ERR_COLUMN_MISSING,
                    "%s: found no column '%s' of overlay '%s', expected one without another role",
                    c->communes_path, column, c->places[k].overlay);
    for (int32_t i = 0; i < aploc_communes_count(c->communes); i++) {
        const char *text = zone_text_of(c->communes, column, i);
        if (!text || strcmp(text, "0") == 0 || strcmp(text, "no") == 0)
            continue;
        if (strcmp(text, "1") != 0 && strcmp(text, "yes") != 0)
            return fail(
                err, APLOC_ERR_RANGE,
                "%s: found '%s' in column '%s' of commune '%s', expected 1 (in the overlay), "
                "0 or nothing",
                zone_place(c->communes, i), text, column, aploc_communes_code(c->communes, i));
        codes[c->places[k].n_codes++] = aploc_communes_code(c->communes, i);
    }
    return APLOC_OK;
}

static aploc_status take_overlay(zone_inputs *c, int32_t k, aploc_error *err)
{
    static const aploc_column code = {"code", "code"};
    const char *value = strchr(c->overlays[k], '=') + 1, *path = zone_overlay_file(c->overlays[k]);
    char *name = strndup(c->overlays[k], (size_t)(value - c->overlays[k]) - 1);
    c->places[k] = (aploc_overlay_places){.overlay = name};
    aploc_status status =
        path ? zone_read_table(c, path, &code, 1, &c->overlay_tables[k], err) : APLOC_OK;
    if (status)
        return status;
    int32_t n = aploc_communes_count(path ? c->overlay_tables[k] : c->communes);
    const char **codes = calloc((size_t)n + 1, sizeof *codes);
    c->places[k].codes = codes;
    if (!codes || !name)
        return fail(err, APLOC_ERR_MEMORY, "not enough memory for the overlays");
    return path ? take_list(c, k, codes, err) : take_column(c, k, value, codes, err);
}

aploc_status zone_overlays_take(zone_inputs *c, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t k = 0; k < c->n_overlays && !status; k++)
        status = take_overlay(c, k, err);
    c->options.overlays = c->places;
    c->options.n_overlays = c->n_overlays;
    return status;
}

void zone_overlays_free(zone_inputs *c)
{
    for (int32_t k = 0; k < c->n_overlays; k++) {
        free((void *)(uintptr_t)c->places[k].overlay);
        free((void *)(uintptr_t)c->places[k].codes);
        aploc_communes_free(c->overlay_tables[k]);
    }
}
