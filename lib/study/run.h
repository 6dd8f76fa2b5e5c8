/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_RUN_H
#define APL_STUDY_RUN_H

/* A run in memory: cells, and what several of them share, each thing once. */

#include <aploc/run.h>

/* Places and the times between them. */
typedef struct apl_territory {
    char *name;
    aploc_communes *communes; /* held, as the others */
    aploc_communes *sites;    /* NULL: care is in the communes */
    aploc_times *times;
} apl_territory;

/* A demand: one a commune of a territory. */
typedef struct apl_people {
    char *name;
    int32_t territory;
    double *demand;
} apl_people;

enum { APL_CELL_TEXTS = 6, APL_NAME_MAX = 120, APL_CELL_TEXT_MAX = 255, APL_NOTES_MAX = 4095 };

typedef struct apl_cell {
    aploc_cell cell; /* as it is given out: its pointers point to what is held here */
    int32_t territory, people, method; /* -1 in a cell that failed before it had one */
    char *texts[APL_CELL_TEXTS];       /* name, vintage, profession, message, fingerprint, notes */
    double *supply, *values;
    int32_t n_supply, n_values;
    aploc_solve_report report;
    aploc_demand_report demand_report;
    aploc_supply_report supply_report;
} apl_cell;

typedef struct apl_input {
    aploc_input input;
    char *role, *path;
    char sha256[65];
} apl_input;

/* Arrays of pointers, so that what was given out stays where it is while the run grows. */
struct aploc_run {
    char *study;
    apl_cell **cells;
    apl_territory **territories;
    apl_people **peoples;
    aploc_method **methods; /* held; by the name in their text */
    apl_input **inputs;
    int64_t cells_room, territories_room, peoples_room, methods_room, inputs_room;
    int32_t n_cells, n_territories, n_peoples, n_methods, n_inputs;
};

/* Whether a text can be the name of a cell, territory or people (run.h). */
int apl_run_is_name(const char *text);

/* Note an input whose digest is known. */
aploc_status apl_run_note_input(aploc_run *run, const char *role, const char *path,
                                const char *sha256, int64_t bytes, aploc_error *err);

#endif
