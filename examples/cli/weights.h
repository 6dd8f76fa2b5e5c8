/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_WEIGHTS_H
#define APLOC_CLI_WEIGHTS_H

/* Age weights that were computed, and the ways to write them. */

#include "cli.h"

typedef struct found_weights {
    int32_t n;
    const aploc_age_class *classes;
    double *weights;
    double *errors;    /* NULL where there are none */
    int32_t sex;       /* aploc_sex */
    char source[1200]; /* what they were made of, in a line */
    char fit[400];     /* how well, in a line; "" where there is nothing to say */
} found_weights;

/* "0-4" or "90+", in the ring of readable. */
const char *class_text(aploc_age_class age);

/* Write a section [ages], or a whole method file with its [ages] replaced by it; `method` may be
 * NULL. */
aploc_status weights_write(const found_weights *w, const aploc_method *method, const char *output,
                           aploc_error *err);

#endif
