/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void path_of(const char *folder, const char *name, char path[4096])
{
    snprintf(path, 4096, "%s/%s", folder, name);
}

aploc_status tables_read(const char *folder, const char *times, tables *t, aploc_error *err)
{
    char path[4096];
    *t = (tables){0};
    path_of(folder, "communes.csv", path);
    aploc_status status = aploc_communes_read_csv(path, NULL, &t->communes, NULL, err);
    path_of(folder, "sites.csv", path);
    if (!status && access(path, F_OK) == 0)
        status = aploc_communes_read_csv(path, NULL, &t->sites, NULL, err);
    path_of(folder, times, path);
    if (!status)
        status = aploc_times_read(path, t->communes, t->sites, NULL, &t->times, NULL, err);
    if (status)
        tables_free(t);
    return status;
}

void tables_free(tables *t)
{
    aploc_times_free(t->times);
    aploc_communes_free(t->sites);
    aploc_communes_free(t->communes);
    *t = (tables){0};
}

int file_write(const char *folder, const char *name, const void *data, size_t bytes)
{
    char path[4096];
    path_of(folder, name, path);
    FILE *file = fopen(path, "wb");
    int failed = !file || fwrite(data, 1, bytes, file) != bytes;
    if (file)
        failed |= fclose(file) != 0;
    if (failed)
        fprintf(stderr, "engine: %s cannot be written\n", path);
    return failed;
}

void *file_read(const char *folder, const char *name, size_t *bytes)
{
    char path[4096];
    path_of(folder, name, path);
    FILE *file = fopen(path, "rb");
    long size = file && !fseek(file, 0, SEEK_END) ? ftell(file) : -1;
    char *data = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (data) {
        rewind(file);
        *bytes = fread(data, 1, (size_t)size, file);
        if (*bytes != (size_t)size) {
            free(data);
            data = NULL;
        }
    }
    if (file)
        fclose(file);
    if (!data)
        fprintf(stderr, "engine: %s cannot be read\n", path);
    return data;
}

/* Row by row, ascending, with the own place first in line where it is due. */
static int64_t fill(const tables *t, arrays *a)
{
    int own = !t->sites;
    int64_t at = 0;
    for (int32_t i = 0; i < a->n_demand; i++) {
        const int32_t *to;
        const double *minutes;
        int64_t n = aploc_times_row(t->times, i, &to, &minutes);
        int due = own;
        for (int64_t k = 0; k <= n; k++) {
            if (due && (k == n || to[k] >= i)) {
                a->from[at] = a->to[at] = i;
                a->minutes[at++] = 0;
                due = 0;
            }
            if (k == n || (own && to[k] == i))
                continue;
            a->from[at] = i;
            a->to[at] = to[k];
            a->minutes[at++] = minutes[k];
        }
    }
    return at;
}

int arrays_write(const char *folder, const tables *t)
{
    arrays a = {.n_demand = aploc_times_demand_count(t->times),
                .n_supply = aploc_times_supply_count(t->times)};
    const aploc_communes *sites = t->sites ? t->sites : t->communes;
    const double *demand = aploc_communes_column(t->communes, APLOC_STANDARDISED);
    const double *supply = aploc_communes_column(sites, APLOC_SUPPLY);
    if (!demand)
        demand = aploc_communes_column(t->communes, APLOC_POPULATION);
    size_t room = (size_t)aploc_times_pair_count(t->times) + (size_t)a.n_demand;
    a.from = malloc(room * sizeof *a.from);
    a.to = malloc(room * sizeof *a.to);
    a.minutes = malloc(room * sizeof *a.minutes);
    int failed = !demand || !supply || !a.from || !a.to || !a.minutes;
    if (failed) {
        fprintf(stderr, "engine: found no demand, supply or memory, expected all three\n");
    } else {
        size_t n = (size_t)fill(t, &a);
        failed = file_write(folder, "from.i32", a.from, n * sizeof *a.from) ||
                 file_write(folder, "to.i32", a.to, n * sizeof *a.to) ||
                 file_write(folder, "minutes.f64", a.minutes, n * sizeof *a.minutes) ||
                 file_write(folder, "demand.f64", demand, (size_t)a.n_demand * sizeof *demand) ||
                 file_write(folder, "supply.f64", supply, (size_t)a.n_supply * sizeof *supply);
    }
    arrays_free(&a);
    return failed;
}

int arrays_read(const char *folder, arrays *a)
{
    size_t pairs = 0, demand = 0, supply = 0, unused;
    *a = (arrays){0};
    a->from = file_read(folder, "from.i32", &unused);
    a->to = file_read(folder, "to.i32", &unused);
    a->minutes = file_read(folder, "minutes.f64", &pairs);
    a->demand = file_read(folder, "demand.f64", &demand);
    a->supply = file_read(folder, "supply.f64", &supply);
    a->n_pairs = (int64_t)(pairs / sizeof(double));
    a->n_demand = (int32_t)(demand / sizeof(double));
    a->n_supply = (int32_t)(supply / sizeof(double));
    if (a->from && a->to && a->minutes && a->demand && a->supply)
        return 0;
    arrays_free(a);
    return 1;
}

void arrays_free(arrays *a)
{
    free(a->from);
    free(a->to);
    free(a->minutes);
    free(a->demand);
    free(a->supply);
    *a = (arrays){0};
}
