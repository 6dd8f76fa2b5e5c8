/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_SYNTH_WRITE_H
#define APL_SYNTH_WRITE_H

/* What the files that write a territory share. */

#include <aploc/csv.h>
#include <aploc/synth.h>

#include "base/h5.h"
#include "synth/cells.h"
#include "synth/territory.h"

/* A row of column names, NULL at the end. */
void apl_write_header(aploc_writer *writer, const char *const *names);

/* Two fields: longitude and latitude of a point. */
void apl_write_point(aploc_writer *writer, const apl_territory *territory, double x, double y);

/* Times between communes, or from cells to sites, into a file that was created on disk. */
aploc_status apl_write_times_h5(const apl_territory *territory, const aploc_synth_options *options,
                                apl_h5 *h5, aploc_synth_report *report, aploc_error *err);
aploc_status apl_write_grid_h5(const apl_cells *cells, const aploc_synth_options *options,
                               apl_h5 *h5, aploc_synth_report *report, aploc_error *err);

/* The tables of cells and of sites. */
aploc_status apl_write_cells(const apl_cells *cells, aploc_writer *writer,
                             aploc_synth_report *report, aploc_error *err);
aploc_status apl_write_sites(const apl_cells *cells, aploc_writer *writer, aploc_error *err);

#endif
