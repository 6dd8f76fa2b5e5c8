/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_RUN_H5_H
#define APL_STUDY_RUN_H5_H

/* What writing and reading a run file share: the layout of data/FORMATS.md. */

#include <aploc/runfile.h>

#include "base/digest.h"
#include "base/h5.h"
#include "study/run.h"

#define APL_RUN_FORMAT "aploc run"
enum { APL_RUN_FORMAT_VERSION = 1, APL_RUN_PATH_SIZE = 512 };

/* "/demand/2023": the path of a part of the run. One too long is none, "". */
const char *apl_run_path(char path[APL_RUN_PATH_SIZE], const char *group, const char *name);

/* The name of a method as a part of a path: what is not of the letters of a cell's name is %XX. Freed
 * by free. APLOC_ERR_ARGUMENT for one too long. */
aploc_status apl_run_method_path(const aploc_method *method, char path[APL_RUN_PATH_SIZE],
                                 aploc_error *err);

/* Everything of a cell but its arrays, as attributes of its dataset. */
aploc_status apl_run_put_cell(apl_h5 *h5, const char *path, const aploc_cell *cell, int32_t number,
                              const char *method, aploc_error *err);

/* A cell as it is read: the texts and reports that `cell` points to. */
typedef struct apl_run_attributes {
    char *territory, *people, *method, *vintage, *profession, *message, *fingerprint, *notes;
    int64_t number;
    aploc_solve_report report;
    aploc_demand_report demand_report;
    aploc_supply_report supply_report;
} apl_run_attributes;

/* Read them; `a` is let go by apl_run_free_attributes, whatever this returns. Texts and reports are
 * set in `cell`, its arrays and tables are not. APLOC_ERR_FORMAT. */
aploc_status apl_run_get_cell(apl_h5 *h5, const char *path, aploc_cell *cell, apl_run_attributes *a,
                              aploc_error *err);

/* The name of the first number that two reports do not have in common, and the two numbers; NULL when
 * they are equal to the bit. */
const char *apl_run_compare_reports(const aploc_solve_report *a, const aploc_solve_report *b,
                                    double numbers[2]);
const char *apl_run_compare_demand_reports(const aploc_demand_report *a,
                                           const aploc_demand_report *b, double numbers[2]);

void apl_run_free_attributes(apl_run_attributes *a);

/* The digest of times, for files that keep no more of them. */
aploc_status apl_times_digest(const aploc_times *times, char hex[APL_DIGEST_SIZE],
                              aploc_error *err);

#endif
