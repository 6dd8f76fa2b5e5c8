/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_STUDY_RUN_H
#define APL_STUDY_STUDY_RUN_H

/* A study at work: what was read and made for its cells, each thing once. */

#include <aploc/ages.h>
#include <aploc/communes.h>
#include <aploc/method.h>
#include <aploc/plan.h>
#include <aploc/practitioners.h>
#include <aploc/times.h>

#include "base/digest.h"
#include "base/file_state.h"
#include "study/run.h"
#include "study/study.h"

/* Room for the notes of a file: two lines with a code of 47 bytes. */
enum { APL_ROWS_NOTE_SIZE = 256 };

/* Something that cells share, made when the first of them needs it. What could not be made is not
 * tried again: each cell fails with the same error. */
typedef struct apl_item {
    const char *name, *detail; /* what it is of */
    aploc_error fault;         /* status 0: it is there */
    aploc_method *method;
    aploc_practitioners *practitioners;
    aploc_plan *plan;
    aploc_decay decay; /* of the plan */
    double *numbers;   /* a demand, or a supply */
    aploc_demand_report report;
    char sha256[APL_DIGEST_SIZE]; /* of a file, or of a method's text */
    int64_t bytes;
    apl_file_state state;          /* of a file, before its digest */
    char rows[APL_ROWS_NOTE_SIZE]; /* which of a file were left out */
} apl_item;

/* Pointers, so that an item stays where it is. */
typedef struct apl_items {
    apl_item **at;
    int64_t room;
    int32_t n;
} apl_items;

/* What a cell is computed with; borrowed from the job. */
typedef struct apl_inputs {
    const aploc_method *method;
    const apl_item *demand;
    const aploc_plan *plan;
    double *supply;
    aploc_supply_report report; /* size 0 where there is none */
    const char *supply_rows;    /* the notes of its file; NULL */
    const char *ages_rows;      /* of that of the residents by age; NULL */
} apl_inputs;

typedef struct apl_job {
    const aploc_study *study;
    const aploc_study_options *options;
    aploc_run *run;
    apl_items methods; /* by their names in the study */
    apl_items files;   /* digests, by the paths of the study */

    /* Of the vintage at work: */
    int32_t vintage;
    int territory_tried;
    aploc_error territory_fault;
    aploc_communes *communes, *sites;
    aploc_times *times;
    char rows[APL_FILE_TIMES + 1][APL_ROWS_NOTE_SIZE]; /* notes of the territory's files */
    int ages_tried;
    aploc_error ages_fault;
    aploc_ages *ages;
    char ages_rows[APL_ROWS_NOTE_SIZE];
    apl_items practitioners, supplies, demands, plans;

    /* Progress: the cell at work, and how much of the study is behind it. */
    const char *what;
    double from, to; /* of the study, while a table is read */
} apl_job;

/* Find an item or add an empty one; `*made` says which. APLOC_ERR_MEMORY. */
aploc_status apl_items_take(apl_items *items, const char *name, const char *detail, apl_item **item,
                            int *made, aploc_error *err);
void apl_items_free(apl_items *items);

/* Whether an error ends the study, and not the cell alone. */
int apl_job_ends(aploc_status status);

/* Read a method of the study, or say why it cannot be. */
aploc_status apl_job_method(apl_job *job, const char *name, const aploc_method **method,
                            aploc_error *err);

/* The digest of a file of the study; "" when it cannot be had. */
aploc_status apl_job_digest(apl_job *job, const char *path, const apl_item **item,
                            aploc_error *err);

/* APLOC_ERR_READ when a file of which there is a digest was written to since, or is another by now: what was
 * read after the digest need not be what the digest is of. */
aploc_status apl_job_check_files(apl_job *job, aploc_error *err);

/* The fingerprint of a cell; "" when one of its files cannot be read. (study_mark.c) */
aploc_status apl_job_mark(apl_job *job, const apl_study_cell *cell, char mark[APL_DIGEST_SIZE],
                          aploc_error *err);

/* Let go of the tables of the vintage before, and be at another. (study_tables.c) */
void apl_job_enter(apl_job *job, int32_t vintage);

/* Read places and times of the vintage. */
aploc_status apl_job_territory(apl_job *job, aploc_error *err);

/* Be at the places and times of a cell of the run before. */
aploc_status apl_job_adopt(apl_job *job, int32_t before, aploc_error *err);

/* How to read a table of the vintage, and what part of a cell the next step takes. */
aploc_read_options apl_job_options(apl_job *job, apl_study_file file);
void apl_job_step(apl_job *job, double part);

/* Make the demand of a cell, and say what becomes of it in a run: one of a table of ages cannot
 * be made again from what the run keeps. (study_demand.c) */
aploc_status apl_job_demand(apl_job *job, const apl_study_cell *cell, const aploc_method *method,
                            apl_item **item, aploc_error *err);
int32_t apl_job_demand_origin(const apl_job *job, const apl_study_cell *cell);

/* What a message calls by the option of a command, a study says by a key. (study_demand.c) */
void apl_study_say_keys(aploc_error *fault);

/* Make what a cell is computed with; `supply` is the caller's to free. */
aploc_status apl_job_inputs(apl_job *job, const apl_study_cell *cell, apl_inputs *inputs,
                            aploc_error *err);

/* Note which rows of a file were left out. (study_notes.c) */
void apl_note_rows(char note[APL_ROWS_NOTE_SIZE], apl_study_file file, const aploc_read_report *r);

/* The notes of a cell, from those of its tables. */
void apl_job_notes(const apl_job *job, const apl_inputs *inputs, char notes[APL_NOTES_MAX + 1]);

/* An aploc_progress_fn for the tables: the part of a step becomes a part of the study. */
int apl_job_tell(void *job, const char *what, double done);

#endif
