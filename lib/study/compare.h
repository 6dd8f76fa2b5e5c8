/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_STUDY_COMPARE_H
#define APL_STUDY_COMPARE_H

/* A comparison in memory, and the steps that make it. Side 0 is before, side 1 after. */

#include <aploc/compare.h>

/* Places of two tables, matched by code. */
typedef struct apl_match {
    int32_t n;             /* in both */
    int32_t *at[2];        /* their numbers on each side, in the order of the comparison */
    int32_t n_only[2];     /* on one side alone */
    int32_t first_only[2]; /* the first of them; -1 when there are none */
} apl_match;

struct aploc_comparison {
    int32_t n;
    int32_t *places[2];
    double *demand[2];
    int32_t split;
    int32_t n_factors;                   /* that differ; 0 without a split */
    int32_t factors[APLOC_FACTOR_COUNT]; /* which: that of bit b of a state */
    int32_t n_states;                    /* 2^n_factors; before and after without a split */
    double *states;                      /* the value of place i in state s at [s * n + i] */
    double *parts;                       /* NULL without a split */
    aploc_compare_report report;
};

/* Match the places of two tables. */
aploc_status apl_match_places(const aploc_communes *before, const aploc_communes *after,
                              apl_match *match, aploc_error *err);

void apl_match_free(apl_match *match);

/* Whether each place has the same number on a side as in the comparison, and none is left out. */
int apl_match_is_identity(const apl_match *match, int side);

/* Find the factors that differ, and compute every state of them, and the parts of each place. The
 * communes have been matched, all of them. */
aploc_status apl_compare_split(aploc_comparison *c, const aploc_cell *const cells[2],
                               const apl_match *communes, int32_t n_threads, aploc_error *err);

/* From the values of the states, k factors, to the part of each of the four; 0 for those that do not
 * differ, NaN for all when a value is not a number. */
aploc_status apl_compare_parts(const aploc_comparison *c, const double *values, double *parts,
                               aploc_error *err);

/* The values of a side. */
static inline double *apl_compare_end(const aploc_comparison *c, int side)
{
    return c->states + (side && c->n_states > 1 ? (size_t)(c->n_states - 1) * (size_t)c->n : 0);
}

#endif
