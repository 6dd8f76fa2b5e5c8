/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_RUN_H5_READ_H
#define APL_STUDY_RUN_H5_READ_H

/* A run file that is read cell by cell: by whoever needs all of them, and by whoever wants to know
 * which cannot be had. */

#include "study/run_h5.h"

/* Tables that cells share, read when the first cell asks for them. */
typedef struct apl_run_table {
    char *path; /* within the file */
    aploc_communes *communes, *sites;
    aploc_times *times;
    aploc_method *method;
    double *demand;
    int64_t n_demand;
    char *territory; /* of a demand */
} apl_run_table;

typedef struct apl_run_reader {
    apl_h5 *h5;
    const char *folder; /* where times kept by digest are looked for; NULL: see there */
    const aploc_read_options *times; /* and how they are read; may be NULL */
    aploc_run *run;                  /* what was read so far */
    char **cells;                    /* names, in their order */
    int64_t n_cells;
    apl_run_table *tables;
    int64_t n_tables, room;
} apl_run_reader;

/* Open a run file, and see that it is one. All of `reader` is let go by apl_run_reader_close, whatever
 * this returns. APLOC_ERR_OPEN, APLOC_ERR_FORMAT, APLOC_ERR_MEMORY, APLOC_ERR_UNSUPPORTED. */
aploc_status apl_run_reader_open(apl_run_reader *reader, const char *path, aploc_error *err);
void apl_run_reader_close(apl_run_reader *reader);

/* Read into the run: study and inputs; the names of the cells; the k-th cell. */
aploc_status apl_run_read_rest(apl_run_reader *reader, aploc_error *err);
aploc_status apl_run_read_names(apl_run_reader *reader, aploc_error *err);
aploc_status apl_run_read_cell(apl_run_reader *reader, int64_t k, aploc_error *err);

/* The times that a file keeps by digest, from the file of times that has them (run_h5_times.c).
 * APLOC_ERR_OPEN. */
aploc_status apl_run_find_times(const apl_run_reader *reader, const char *path,
                                const aploc_communes *communes, const aploc_communes *sites,
                                aploc_times **times, aploc_error *err);

/* Where an input lies: in the folder (its path there, else its name alone, unless another input has
 * the same name); without one, beside the run file or under its path as it is. Freed by free; NULL in
 * `*found` when it is nowhere. APLOC_ERR_MEMORY. */
aploc_status apl_run_find_input(const apl_run_reader *reader, const char *path, char **found,
                                aploc_error *err);

/* Whether another input has the name that a path ends in. */
int apl_run_shares_name(const aploc_run *run, const char *path);

#endif
