/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_FILES_H
#define BENCH_FILES_H

/* The inputs of a measurement: a folder with the tables that `aploc synth` writes, and the same
 * numbers as arrays in files, for tools that take arrays. */

#include <aploc/aploc.h>

/* Pairs by place of demand, each with its own place at 0 minutes where demand and supply are one. */
typedef struct arrays {
    int32_t n_demand, n_supply;
    int64_t n_pairs;
    int32_t *from, *to;
    double *minutes, *demand, *supply;
} arrays;

/* The tables, as the library reads them. */
typedef struct tables {
    aploc_communes *communes;
    aploc_communes *sites; /* NULL: care is in the communes */
    aploc_times *times;
} tables;

/* Read communes.csv, sites.csv when there is one, and the times of that name. */
aploc_status tables_read(const char *folder, const char *times, tables *t, aploc_error *err);
void tables_free(tables *t);

/* Write from.i32, to.i32, minutes.f64, demand.f64, supply.f64 into the folder: 0 or 1 for failed. */
int arrays_write(const char *folder, const tables *t);

/* Read them: 0 or 1 for failed. */
int arrays_read(const char *folder, arrays *a);
void arrays_free(arrays *a);

/* A file of numbers, whole: 0 or 1 for failed. `bytes` says how many were read. */
int file_write(const char *folder, const char *name, const void *data, size_t bytes);
void *file_read(const char *folder, const char *name, size_t *bytes);

#endif
