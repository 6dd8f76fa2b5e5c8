/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_MEASURE_H
#define APLOC_CLI_MEASURE_H

/* The measure that a method asks for, computed: the APL, or another of the family. */

#include "inputs.h"

typedef struct measure {
    int32_t variant;              /* aploc_variant */
    const aploc_communes *places; /* those of the values: i2sfca has one a place of supply */
    double *values;               /* NaN where there is none: no supply is near */
    int64_t n_pairs;              /* that the measure uses */
    aploc_plan *plan;
    aploc_solve_report report;
} measure;

/* Compute the measure of the method in `in`; with in->other_supplies the plan is kept fit for any.
 * Given back by measure_free, whatever this returns. */
aploc_status measure_run(inputs *in, measure *m, aploc_error *err);

/* The same for another supply, without a report. */
aploc_status measure_again(const inputs *in, const measure *m, const double *supply, double *values,
                           aploc_error *err);

void measure_free(measure *m);

/* Whether a method gives consultations a head, for which 2.5 and the size of a usual mean are known;
 * and the warning that a mean of them is one of heads. */
bool is_in_consultations(const aploc_method *method, int32_t variant);
void warn_of_heads(const aploc_method *method, int32_t variant, double mean);

/* Of which files the demand and the supply are. */
enum { SOURCES_SIZE = 420 };
void measure_sources(const inputs *in, char text[SOURCES_SIZE]);

/* What the engine says of the inputs, with codes in the place of numbers (numbered.h). */
aploc_status measure_fault(aploc_status status, const inputs *in, aploc_error *err);

#endif
