/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times in HDF5, and the tables of a grid. */
#include "synth/write.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "synth/matrix.h"
#include "synth/roads.h"
#include "synth/ways.h"

static const char what[] = "writing times.h5";

/* ---- between communes ---- */

typedef struct between {
    const apl_territory *territory;
    double max_minutes;
} between;

static void end_roads(void *own)
{
    apl_roads_free(own);
}

static aploc_status make_row(void *data, int32_t row, apl_lane *lane, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    const between *b = data;
    const apl_road *pairs = NULL;
    apl_roads *roads = lane->own;
    int64_t n = 0;
    if (!roads)
        APL_TRY(apl_roads_create(b->territory, b->max_minutes, &roads, err));
    lane->own = roads;
    APL_TRY(apl_roads_from(roads, b->territory->order[row], &pairs, &n, err));
    APL_TRY(apl_lane_grow(lane, lane->n + n, err));
    for (int64_t k = 0; k < n; k++) {
        lane->to[lane->n] = pairs[k].row;
        lane->tenths[lane->n++] = (uint16_t)pairs[k].tenths;
    }
    APL_TRY(apl_lane_end_row(lane, n, err));
out:
    return status;
}

aploc_status apl_write_times_h5(const apl_territory *territory, const aploc_synth_options *options,
                                apl_h5 *h5, aploc_synth_report *report, aploc_error *err)
{
    aploc_status status;
    const char **codes = NULL;
    between b = {territory, options->max_minutes};
    APL_TRY(APL_NEW(codes, territory->n, err));
    for (int32_t r = 0; r < territory->n; r++)
        codes[r] = territory->communes[territory->order[r]].code;
    const apl_matrix matrix = {.territory = territory,
                               .what = what,
                               .n_rows = territory->n,
                               .n_columns = territory->n,
                               .n_blocks = territory->n,
                               .same_places = 1,
                               .from = codes,
                               .n_threads = options->n_threads,
                               .make = make_row,
                               .end_lane = end_roads,
                               .data = &b};
    APL_TRY(apl_matrix_write(&matrix, h5, &report->n_pairs, err));
out:
    free(codes);
    return status;
}

/* ---- from cells to sites ---- */

/* Codes of all cells, as pointers and, after them, the texts, in one block. */
static aploc_status codes_of_cells(const apl_cells *cells, char ***codes, aploc_error *err)
{
    char **block = NULL;
    aploc_status status = apl_array_new(&block, cells->n, sizeof *block + APL_CELL_CODE_SIZE, err);
    if (status)
        return status;
    char *text = (char *)(block + cells->n);
    for (int32_t r = 0; r < cells->territory->n; r++) {
        for (int64_t k = cells->first[r]; k < cells->first[r + 1]; k++) {
            block[k] = text + (size_t)k * APL_CELL_CODE_SIZE;
            apl_cell_code(cells, r, k, block[k]);
        }
    }
    *codes = block;
    return APLOC_OK;
}

aploc_status apl_write_grid_h5(const apl_cells *cells, const aploc_synth_options *options,
                               apl_h5 *h5, aploc_synth_report *report, aploc_error *err)
{
    aploc_status status;
    char **from = NULL;
    const char **to = NULL;
    apl_ways ways = {0};
    APL_TRY(apl_ways_start(&ways, cells, options->max_minutes, err));
    APL_TRY(codes_of_cells(cells, &from, err));
    APL_TRY(APL_NEW(to, cells->n_sites, err));
    for (int32_t j = 0; j < cells->n_sites; j++)
        to[j] = cells->territory->communes[cells->sites[j]].code;
    const apl_matrix matrix = {.territory = cells->territory,
                               .what = what,
                               .n_rows = cells->n,
                               .n_columns = cells->n_sites,
                               .n_blocks = cells->territory->n,
                               .from = (const char *const *)from,
                               .to = to,
                               .n_threads = options->n_threads,
                               .make = apl_ways_make,
                               .end_lane = apl_ways_end_lane,
                               .data = &ways};
    APL_TRY(apl_matrix_write(&matrix, h5, &report->n_pairs, err));
out:
    apl_ways_end(&ways);
    free(from);
    free(to);
    return status;
}

aploc_status apl_write_cells(const apl_cells *cells, aploc_writer *writer,
                             aploc_synth_report *report, aploc_error *err)
{
    static const char *const header[] = {"code",       "commune",      "lon", "lat",
                                         "population", "standardised", NULL};
    aploc_status status = APLOC_OK;
    const apl_territory *territory = cells->territory;
    char code[APL_CELL_CODE_SIZE];
    double x, y;
    apl_write_header(writer, header);
    for (int32_t r = 0; r < territory->n; r++) {
        const apl_commune *c = &territory->communes[territory->order[r]];
        /* Its people are as old as those of the commune. */
        double need = c->population > 0 ? c->standardised / (double)c->population : 0.0;
        for (int64_t k = cells->first[r]; k < cells->first[r + 1]; k++) {
            double people = (double)cells->cells[k].population;
            apl_cell_code(cells, r, k, code);
            apl_cell_middle(&cells->cells[k], &x, &y);
            aploc_writer_text(writer, code);
            aploc_writer_text(writer, c->code);
            apl_write_point(writer, territory, x, y);
            aploc_writer_number(writer, people);
            aploc_writer_number(writer, floor(people * need * 100.0 + 0.5) / 100.0);
            aploc_writer_end_row(writer);
        }
        if (r % 256 == 0)
            APL_TRY(apl_territory_tell(territory, "writing cells.csv", r, territory->n, err));
    }
    report->n_cells = cells->n;
    report->n_sites = cells->n_sites;
out:
    return status;
}

aploc_status apl_write_sites(const apl_cells *cells, aploc_writer *writer, aploc_error *err)
{
    static const char *const header[] = {"code", "name", "lon", "lat", "supply", NULL};
    aploc_status status = APLOC_OK;
    const apl_territory *territory = cells->territory;
    char name[APL_NAME_SIZE];
    apl_write_header(writer, header);
    for (int32_t j = 0; j < cells->n_sites; j++) {
        const apl_commune *c = &territory->communes[cells->sites[j]];
        aploc_writer_text(writer, c->code);
        apl_name_write(territory, cells->sites[j], name);
        aploc_writer_text(writer, name);
        apl_write_point(writer, territory, c->x, c->y);
        aploc_writer_number(writer, c->supply);
        aploc_writer_end_row(writer);
    }
    APL_TRY(apl_territory_tell(territory, "writing sites.csv", 1, 1, err));
out:
    return status;
}
