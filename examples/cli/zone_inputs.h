/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_ZONE_INPUTS_H
#define APLOC_CLI_ZONE_INPUTS_H

/* What zonings and audits are made of: the options that name it, and what was read. */

#include "inputs.h"

typedef struct zone_inputs {
    /* as called */
    const char *rules_name, *communes_path, *apl_path, *run_path, *cell, *qpv_path;
    aploc_zoning_options options;
    aploc_column columns[COLUMNS_MAX], apl_columns[COLUMNS_MAX];
    int32_t n_columns, n_apl_columns;
    const char *overlays[APLOC_ZONE_OVERLAYS_MAX]; /* NAME=COLUMN or NAME=FILE */
    int32_t n_overlays;
    const char *output, *table; /* where a list and a table shall appear; NULL: nowhere */
    bool without_apl;           /* the command can do without --apl and --run */
    bool quiet;

    /* as read */
    aploc_rules *rules;
    aploc_run *run;
    aploc_communes *communes, *apl_table, *quarters;
    double *apl; /* one a commune; NULL without */
    aploc_qpv *qpvs;
    aploc_overlay_places places[APLOC_ZONE_OVERLAYS_MAX];
    aploc_communes *overlay_tables[APLOC_ZONE_OVERLAYS_MAX];
    progress_bar bar;
} zone_inputs;

/* The options above, as a child of a command's own. Its input is a zone_inputs. */
extern const struct argp zone_inputs_argp;

/* Read all of it. */
aploc_status zone_inputs_read(zone_inputs *c, aploc_error *err);

/* Refuse outputs that would replace one of the inputs, `also` (may be NULL), or each other. */
aploc_status zone_inputs_spare(const zone_inputs *c, const char *also, aploc_error *err);

void zone_inputs_free(zone_inputs *c);

/* Read a table of places. */
aploc_status zone_read_table(zone_inputs *c, const char *path, const aploc_column *columns,
                             int32_t n, aploc_communes **read, aploc_error *err);

/* The places of --overlay, once the communes are read (zone_overlays.c). */
aploc_status zone_overlays_take(zone_inputs *c, aploc_error *err);
void zone_overlays_free(zone_inputs *c);

/* The file of an --overlay; NULL when it is a column. */
const char *zone_overlay_file(const char *overlay);

/* A wrong call unless a table is named .csv, .csv.gz or .md, or is standard output. */
void table_check_name(const char *path, struct argp_state *state);

/* "FILE:LINE" of a row of a table that was read, for a message; in a small ring of buffers. */
const char *zone_place(const aploc_communes *rows, int32_t row);

/* The library knows quarters and lists by their codes: put the file and line of a row before the message of
 * an error that has its code, and no other file. */
void zone_locate(const aploc_communes *rows, aploc_error *err);

/* The text of a row in a group column; NULL when the table lacks it or the row is empty there. */
const char *zone_text_of(const aploc_communes *rows, const char *column, int32_t row);

#endif
