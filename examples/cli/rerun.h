/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_RERUN_H
#define APLOC_CLI_RERUN_H

/* A study that was run, and the tables that are made of it. */

#include "cli.h"
#include "describe.h"

/* A cell with the figures of its communes. */
typedef struct result {
    aploc_study_cell asked;
    aploc_cell cell;
    const char *limit;   /* "all", "65" …; "" where the study names none */
    const char *variant; /* its name */
    const char *method;  /* its name, or, of a cell that failed, what the study calls it */
    bool has_figures;    /* it has values, one a commune */
    figures national;    /* where it has */
} result;

/* Something that was assumed: a row of notes.csv. */
typedef struct note {
    const char *of;   /* the vintage, demand or cell that it is of */
    const char *file; /* as the study names it; "" for none */
    const char *what;
    double count, amount; /* of rows, places or classes; of people or activity; NaN: none */
    char detail[640];
} note;

/* Something of a cell that could not be made. */
typedef struct fault {
    const result *cell;
    char *message;
} fault;

typedef struct rerun {
    const char *study_path;
    const char *output; /* NULL: the study's own */
    int32_t n_threads;
    bool fresh, replace, quiet, verbose;

    aploc_study *study;
    aploc_run *before, *run;
    aploc_study_report report;
    result *results; /* one a cell, in order */
    int32_t n_results;
    note *notes;
    int32_t n_notes;
    char **inputs; /* the files it was computed from, as they can be opened */
    int n_inputs;
    char *stage;            /* the folder in which the tables are made */
    int lock;               /* of it; -1: there is none */
    bool made_folder;       /* the output folder was not there */
    int n_files, n_removed; /* of the output folder */
    fault *faults;          /* what could not be made, by cell */
    int32_t n_faults;
    progress_bar bar;
} rerun;

/* Whether the study wants this kind of table. */
bool rerun_wants(const rerun *r, const char *table);

/* The path at which a table is made: a text of its own; NULL, with the error filled, without memory. */
char *rerun_path(const rerun *r, const char *name, const char *ending, aploc_error *err);

/* Start a table there, with a header; end it. */
aploc_status rerun_create(rerun *r, const char *name, const char *ending, const char *const *header,
                          size_t n, aploc_writer **writer, aploc_error *err);
aploc_status rerun_commit(rerun *r, aploc_writer *writer, aploc_status status, aploc_error *err);

/* Make the output folder, when there is none, and in it one for the tables to be made in; move them to
 * their places, with a list of them in files.csv, and take away those of the run before that this one
 * does not make; let go of the folder, with everything in it that was not moved: what was there stays
 * as it was (rerun_folder.c). */
aploc_status rerun_open_folder(rerun *r, aploc_error *err);
aploc_status rerun_commit_folder(rerun *r, aploc_error *err);
void rerun_close_folder(rerun *r, aploc_error *err);

/* End what runs that were killed left in a folder that is there: their files go, or, when they had been
 * about to be moved, are moved. */
aploc_status rerun_recover_folder(rerun *r, aploc_error *err);

/* Of rerun_folder.c for rerun_moves.c: a path to be freed, NULL without memory; the failure then; the
 * digest of a file, of the one input of a run without cells. */
char *rerun_join(const char *folder, const char *start, const char *name);
aploc_status rerun_no_memory(aploc_error *err);
aploc_status rerun_digest(const char *path, aploc_run **scratch, const aploc_input **facts,
                          aploc_error *err);

/* Move the files that were made to their places, all or none; end the moves that a run wrote down in
 * its folder, and did not finish; whether a run before has written a file of this name
 * (rerun_moves.c). */
aploc_status rerun_move_files(rerun *r, char *const *names, int n, aploc_error *err);
aploc_status rerun_finish_moves(rerun *r, const char *stage, aploc_error *err);
bool rerun_has_written(const rerun *r, const char *name);

/* The figures of all cells (rerun_cells.c). */
aploc_status rerun_describe(rerun *r, aploc_error *err);

/* What was assumed, by the cells: taken, said on stderr, and put into a report (rerun_notes.c). */
aploc_status rerun_take_notes(rerun *r, aploc_error *err);
void rerun_warn(const rerun *r);
aploc_status rerun_put_notes(const rerun *r, aploc_writer *to, aploc_error *err);

/* The communes of a cell that have a value; given back by sample_free. `places`, unless NULL, are
 * their indices, to be freed. */
aploc_status rerun_sample(const result *one, sample *s, int32_t **places, aploc_error *err);
void sample_free(sample *s);

/* The figures of the groups of a column, for a cell that has figures: `rows` to be freed; none, after
 * a line on stderr, when the communes do not have the column. */
aploc_status rerun_groups(rerun *r, const result *one, const char *column, figures **rows,
                          int32_t *n_rows, aploc_error *err);

/* Add a fault, once a cell. */
aploc_status rerun_add_fault(rerun *r, const result *one, const char *message, aploc_error *err);

/* The line of the k-th fault, "CELL: …", or "3 cells: …" for all those that say the same; false when
 * one before it had them. */
bool rerun_fault_line(const rerun *r, int32_t k, char *line, size_t size);

/* How many thresholds a cell has: 0 or 1. */
int rerun_below(const result *one);

/* A change between a cell and that of the vintage after it. */
typedef struct change {
    const result *before, *after;
    double mean, ln_mean;        /* after less before */
    double supply, demand, rest; /* the parts of ln_mean; NaN where there are none */
} change;

/* The k-th change of the study, in the order of the first cells; false when there are no more. */
bool rerun_change(const rerun *r, int32_t k, change *c);

/* The tables. */
aploc_status rerun_write_series(rerun *r, aploc_error *err);
aploc_status rerun_write_summary(rerun *r, aploc_error *err);
aploc_status rerun_write_tenths(rerun *r, aploc_error *err);
aploc_status rerun_write_groups(rerun *r, aploc_error *err);
aploc_status rerun_write_supply(rerun *r, aploc_error *err);
aploc_status rerun_write_changes(rerun *r, aploc_error *err);
aploc_status rerun_write_cells(rerun *r, aploc_error *err);
aploc_status rerun_write_notes(rerun *r, aploc_error *err);
aploc_status rerun_write_report(rerun *r, aploc_error *err);

#endif
