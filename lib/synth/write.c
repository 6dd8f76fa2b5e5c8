/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a territory: travel times, and two tables for each vintage. */
#include <aploc/number.h>
#include <aploc/synth.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <aploc/csv.h>

#include "base/memory.h"
#include "synth/care.h"
#include "synth/people.h"
#include "synth/random.h"
#include "synth/roads.h"
#include "synth/territory.h"
#include "synth/write.h"

enum { LEAST = 2, MOST = 5000000 };

/* The middle of the map: open water, so that no real place lies under it. Kilometres to a degree
 * there; one number for the whole map, since a cosine is not the same on all machines. */
static const double middle_lon = -15.0, middle_lat = 46.5;
static const double km_of_lon = 76.6, km_of_lat = 111.2;

/* How far from the middle a map may reach, kilometres: larger ones are drawn smaller. */
static const double map_reach = 4000.0;

/* A file in the making. */
typedef struct table {
    char what[48]; /* "writing " and its name */
    aploc_writer *writer;
} table;

void apl_write_header(aploc_writer *writer, const char *const *names)
{
    for (; *names; names++)
        aploc_writer_text(writer, *names);
    aploc_writer_end_row(writer);
}

/* Those who have left are numbered by their last year, so that more vintages change no id. */
static void write_id(const apl_practice *row, int32_t number, char *text, size_t size)
{
    if (row->last_year == APL_YEAR)
        snprintf(text, size, "P%07d", (int)number);
    else
        snprintf(text, size, "L%d%05d", (int)row->last_year, (int)number);
}

static void write_practice(aploc_writer *writer, const apl_territory *territory,
                           const apl_practice *row)
{
    static const char *const professions[] = {"gp", "nurse"};
    static const char *const ranks[] = {"main", "secondary"};
    static const char *const standings[] = {"liberal", "salaried", "locum"};
    char id[24];
    write_id(row, row->id, id, sizeof id);
    aploc_writer_text(writer, id);
    aploc_writer_text(writer, territory->communes[row->commune].code);
    aploc_writer_text(writer, professions[row->profession]);
    aploc_writer_number(writer, row->birth_year);
    aploc_writer_number(writer, row->acts);
    aploc_writer_number(writer, row->months);
    aploc_writer_text(writer, ranks[row->rank]);
    aploc_writer_text(writer, standings[row->status]);
    write_id(row, row->replaces, id, sizeof id);
    aploc_writer_text(writer, row->replaces ? id : NULL);
    aploc_writer_end_row(writer);
}

static aploc_status write_practitioners(apl_territory *territory, int32_t year, const table *out,
                                        aploc_synth_report *report, aploc_error *err)
{
    static const char *const header[] = {"id",     "commune", "profession", "birth_year", "acts",
                                         "months", "rank",    "status",     "replaces",   NULL};
    aploc_status status;
    apl_care *care = NULL;
    APL_TRY(apl_care_create(territory, year, &care, err));
    apl_write_header(out->writer, header);
    for (int32_t r = 0; r < territory->n; r++) {
        const apl_practice *rows = NULL;
        int32_t n_rows = 0;
        APL_TRY(apl_care_commune(care, territory->order[r], &rows, &n_rows, err));
        for (int32_t k = 0; k < n_rows; k++)
            write_practice(out->writer, territory, &rows[k]);
        if (year == APL_YEAR)
            report->n_practitioners += n_rows;
        if (r % 1024 == 0)
            APL_TRY(apl_territory_tell(territory, out->what, r, territory->n, err));
    }
out:
    apl_care_free(care);
    return status;
}

/* Degrees, to the fifth decimal: about a metre. */
static double degrees(double km, double km_of_degree, double middle)
{
    return floor((middle + km / km_of_degree) * 1e5 + 0.5) / 1e5;
}

void apl_write_point(aploc_writer *writer, const apl_territory *territory, double x, double y)
{
    const apl_land *land = &territory->land;
    double half = 1.6 * land->radius;
    double shrink = half > map_reach ? half / map_reach : 1.0;
    aploc_writer_number(writer, degrees((x - land->x) / shrink, km_of_lon, middle_lon));
    aploc_writer_number(writer, degrees((y - land->y) / shrink, km_of_lat, middle_lat));
}

static void write_place(aploc_writer *writer, const apl_territory *territory, int32_t i)
{
    static const char *const types[] = {"centre", "suburb", "small town", "country"};
    const apl_commune *c = &territory->communes[i], *all = territory->communes;
    char text[APL_NAME_SIZE];
    aploc_writer_text(writer, c->code);
    apl_name_write(territory, i, text);
    aploc_writer_text(writer, text);
    apl_department_code(c->department, text);
    aploc_writer_text(writer, text);
    snprintf(text, sizeof text, "R%02d", (int)c->region + 1);
    aploc_writer_text(writer, text);
    snprintf(text, sizeof text, "E%s", all[c->epci].code);
    aploc_writer_text(writer, text);
    aploc_writer_text(writer, all[c->tvs].code);
    aploc_writer_text(writer, types[c->type]);
    apl_write_point(writer, territory, c->x, c->y);
    aploc_writer_number(writer, c->altitude);
}

static aploc_status write_communes(apl_territory *territory, int32_t year, const table *out,
                                   aploc_synth_report *report, aploc_error *err)
{
    static const char *const header[] = {
        "code",      "name",        "department", "region",    "epci",       "tvs",
        "type",      "lon",         "lat",        "altitude",  "population", "standardised",
        "supply",    "age_0_4",     "age_5_9",    "age_10_14", "age_15_19",  "age_20_24",
        "age_25_29", "age_30_34",   "age_35_39",  "age_40_44", "age_45_49",  "age_50_54",
        "age_55_59", "age_60_64",   "age_65_69",  "age_70_74", "age_75_79",  "age_80_84",
        "age_85_89", "age_90_plus", NULL};
    aploc_status status;
    apl_random *random = NULL;
    APL_TRY(apl_random_create(territory->seed, APL_STREAM_AGES, &random, err));
    apl_write_header(out->writer, header);
    for (int32_t r = 0; r < territory->n; r++) {
        int32_t residents[APL_AGE_COUNT], i = territory->order[r];
        apl_commune *c = &territory->communes[i];
        apl_people_ages(c, random, residents);
        int32_t population = c->population;
        if (year < APL_YEAR)
            population = apl_people_before(territory, i, APL_YEAR - year, residents);
        else
            report->population += (double)population;
        write_place(out->writer, territory, i);
        aploc_writer_number(out->writer, population);
        aploc_writer_number(out->writer, c->standardised);
        aploc_writer_number(out->writer, c->supply);
        for (int a = 0; a < APL_AGE_COUNT; a++)
            aploc_writer_number(out->writer, residents[a]);
        aploc_writer_end_row(out->writer);
        if (r % 1024 == 0)
            APL_TRY(apl_territory_tell(territory, out->what, r, territory->n, err));
    }
out:
    apl_random_free(random);
    return status;
}

static aploc_status write_times(const apl_territory *territory, double max_minutes,
                                const table *out, aploc_synth_report *report, aploc_error *err)
{
    static const char *const header[] = {"from", "to", "minutes", NULL};
    aploc_status status;
    apl_roads *roads = NULL;
    APL_TRY(apl_roads_create(territory, max_minutes, &roads, err));
    apl_write_header(out->writer, header);
    for (int32_t r = 0; r < territory->n; r++) {
        const apl_road *pairs = NULL;
        int64_t n = 0;
        APL_TRY(apl_roads_from(roads, territory->order[r], &pairs, &n, err));
        for (int64_t k = 0; k < n; k++) {
            aploc_writer_text(out->writer, territory->communes[territory->order[r]].code);
            aploc_writer_text(out->writer,
                              territory->communes[territory->order[pairs[k].row]].code);
            aploc_writer_number(out->writer, pairs[k].tenths / 10.0);
            aploc_writer_end_row(out->writer);
        }
        report->n_pairs += n;
        if (r % 256 == 0)
            APL_TRY(apl_territory_tell(territory, out->what, r, territory->n, err));
    }
    APL_TRY(apl_territory_tell(territory, out->what, 1, 1, err));
out:
    apl_roads_free(roads);
    return status;
}

/* The form of the times, and what goes with a grid. */
static aploc_status check_form(const aploc_synth_options *options, aploc_error *err)
{
    int32_t n = options->n_cells;
    if (options->times_format != APLOC_SYNTH_CSV && options->times_format != APLOC_SYNTH_H5)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found times_format = %d, expected an aploc_synth_format",
                        (int)options->times_format);
    if (options->n_threads < 0)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d threads, expected 0 or more",
                        (int)options->n_threads);
    if (n != 0 && (n < options->n_communes || n > MOST))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found %d cells, expected 0 for none, or %d to %d: one a commune at least",
                        (int)n, (int)options->n_communes, MOST);
    if (n != 0 && (options->n_vintages != 1 || options->times_format != APLOC_SYNTH_H5))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found a grid with %d vintages and times in %s, expected 1 and HDF5",
                        (int)options->n_vintages,
                        options->times_format == APLOC_SYNTH_H5 ? "HDF5" : "CSV");
    return APLOC_OK;
}

static aploc_status check(const char *folder, const aploc_synth_options *options,
                          const aploc_synth_report *report, aploc_error *err)
{
    if (!folder || !*folder)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no folder, expected its name");
    if (options->size != sizeof *options)
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found options of another version, expected size %zu", sizeof *options);
    if (report && report->size != sizeof *report)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found a report of %zu bytes, expected %zu",
                        report->size, sizeof *report);
    if (options->n_communes < LEAST || options->n_communes > MOST)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d communes, expected %d to %d",
                        (int)options->n_communes, LEAST, MOST);
    if (options->n_vintages < 1 || options->n_vintages > APL_MOST_VINTAGES)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found %d vintages, expected 1 to %d",
                        (int)options->n_vintages, APL_MOST_VINTAGES);
    if (!(options->max_minutes >= 5.0 && options->max_minutes <= 120.0)) {
        char text[APLOC_NUMBER_SIZE];
        aploc_number_write(options->max_minutes, text);
        return apl_fail(err, APLOC_ERR_OPTIONS, "found times up to %s minutes, expected 5 to 120",
                        text);
    }
    return check_form(options, err);
}

/* Make the folder when it is missing; `made` says so. */
static aploc_status make_folder(const char *folder, int *made, aploc_error *err)
{
    struct stat found;
    *made = mkdir(folder, 0777) == 0;
    if (*made || (errno == EEXIST && stat(folder, &found) == 0 && S_ISDIR(found.st_mode)))
        return APLOC_OK;
    return apl_fail_at(err, APLOC_ERR_OPEN, (apl_place){.file = folder},
                       "cannot be made or is not a folder, expected a folder in one that is there");
}

static aploc_status open_h5(const char *folder, apl_h5 **h5, aploc_error *err)
{
    char *path = NULL;
    size_t size = strlen(folder) + sizeof "/times.h5";
    aploc_status status = APL_NEW(path, (int64_t)size, err);
    if (status)
        return status;
    snprintf(path, size, "%s/times.h5", folder);
    status = apl_h5_create_on_disk(path, h5, err);
    free(path);
    return status;
}

static aploc_status open_table(const char *folder, const char *name, int32_t year, table *out,
                               aploc_error *err)
{
    static const char prefix[] = "writing ";
    aploc_status status;
    char *path = NULL, vintage[16] = "";
    if (year < APL_YEAR)
        snprintf(vintage, sizeof vintage, "-%d", (int)year);
    snprintf(out->what, sizeof out->what, "%s%s%s.csv", prefix, name, vintage);
    const char *file = out->what + sizeof prefix - 1;
    size_t size = strlen(folder) + strlen(file) + 2;
    APL_TRY(APL_NEW(path, (int64_t)size, err));
    snprintf(path, size, "%s/%s", folder, file);
    APL_TRY(aploc_writer_create(path, ',', &out->writer, err));
out:
    free(path);
    return status;
}

enum { COMMUNES, PRACTITIONERS, TIMES, CELLS = 2 * APL_MOST_VINTAGES + 1, SITES, N_TABLES };

/* Tables 0 and 1 are those of the latest year, 2 the times; then two for each year before. */
static table *table_of(table *tables, int32_t year, int which)
{
    int32_t before = APL_YEAR - year;
    return &tables[before == 0 ? which : 2 * before + 1 + which];
}

static aploc_status write_vintages(apl_territory *territory, int32_t first, table *tables,
                                   aploc_synth_report *report, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    /* Practitioners come before communes, which say what supply they add up to. */
    for (int32_t year = APL_YEAR; year >= first; year--) {
        APL_TRY(write_practitioners(territory, year, table_of(tables, year, PRACTITIONERS), report,
                                    err));
        APL_TRY(write_communes(territory, year, table_of(tables, year, COMMUNES), report, err));
    }
out:
    return status;
}

static aploc_status open_tables(const char *folder, const aploc_synth_options *options,
                                int32_t first, table *tables, apl_h5 **h5, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t year = APL_YEAR; year >= first; year--) {
        APL_TRY(open_table(folder, "communes", year, table_of(tables, year, COMMUNES), err));
        APL_TRY(
            open_table(folder, "practitioners", year, table_of(tables, year, PRACTITIONERS), err));
    }
    if (options->n_cells) {
        APL_TRY(open_table(folder, "cells", APL_YEAR, &tables[CELLS], err));
        APL_TRY(open_table(folder, "sites", APL_YEAR, &tables[SITES], err));
    }
    if (options->times_format == APLOC_SYNTH_H5)
        APL_TRY(open_h5(folder, h5, err));
    else
        APL_TRY(open_table(folder, "times", APL_YEAR, &tables[TIMES], err));
out:
    return status;
}

static aploc_status write_grid(const apl_territory *territory, const aploc_synth_options *options,
                               table *tables, apl_h5 *h5, aploc_synth_report *report,
                               aploc_error *err)
{
    aploc_status status;
    apl_cells cells = {0};
    APL_TRY(apl_cells_make(&cells, territory, options->n_cells, err));
    if (!cells.n_sites) {
        status = apl_fail(err, APLOC_ERR_OPTIONS,
                          "found no supply in %d communes, expected more of them",
                          (int)options->n_communes);
        goto out;
    }
    APL_TRY(apl_write_cells(&cells, tables[CELLS].writer, report, err));
    APL_TRY(apl_write_sites(&cells, tables[SITES].writer, err));
    APL_TRY(apl_write_grid_h5(&cells, options, h5, report, err));
out:
    apl_cells_end(&cells);
    return status;
}

aploc_status aploc_synth_write(const char *folder, const aploc_synth_options *options,
                               aploc_synth_report *report, aploc_error *err)
{
    const aploc_synth_options defaults = APLOC_SYNTH_OPTIONS_INIT;
    aploc_synth_report found = APLOC_SYNTH_REPORT_INIT;
    table tables[N_TABLES] = {{.writer = NULL}};
    apl_territory *territory = NULL;
    apl_h5 *h5 = NULL;
    int made = 0;
    if (!options)
        options = &defaults;
    aploc_status status = check(folder, options, report, err);
    if (status)
        return status;
    int32_t first = APL_YEAR + 1 - options->n_vintages;
    APL_TRY(make_folder(folder, &made, err));
    APL_TRY(open_tables(folder, options, first, tables, &h5, err));
    APL_TRY(apl_territory_create(options, &territory, err));
    found.n_communes = territory->n;
    APL_TRY(write_vintages(territory, first, tables, &found, err));
    if (options->n_cells)
        APL_TRY(write_grid(territory, options, tables, h5, &found, err));
    else if (h5)
        APL_TRY(apl_write_times_h5(territory, options, h5, &found, err));
    else
        APL_TRY(write_times(territory, options->max_minutes, &tables[TIMES], &found, err));
    for (int32_t k = 0; k < N_TABLES; k++) {
        aploc_writer *writer = tables[k].writer;
        tables[k].writer = NULL;
        if (writer)
            APL_TRY(aploc_writer_commit(writer, err));
    }
    if (h5)
        APL_TRY(apl_h5_commit(h5, err));
    if (report)
        *report = found;
out:
    for (int32_t k = 0; k < N_TABLES; k++)
        aploc_writer_free(tables[k].writer);
    apl_h5_close(h5);
    apl_territory_free(territory);
    /* Only an empty folder goes. */
    if (status && made)
        rmdir(folder);
    return status;
}
