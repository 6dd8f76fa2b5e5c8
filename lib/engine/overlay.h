/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ENGINE_OVERLAY_H
#define APL_ENGINE_OVERLAY_H

/* The rows of a plan in one orientation, some of them replaced by rows that lie beside it. */

#include "base/error.h"
#include "engine/rows.h"

/* A row that is not the plan's. */
typedef struct apl_own_row {
    int64_t generation; /* in which it was made: a later one makes its own copy */
    int32_t n, room;
    int32_t *index;  /* ascending */
    double *weights; /* above 0 */
    double *minutes; /* NaN where those of the plan hold */
} apl_own_row;

typedef struct apl_overlay {
    const apl_rows *rows; /* the plan's */
    int32_t n_planned;    /* how many of them */
    int32_t n;            /* rows by now: those behind the plan's are all own */
    int64_t room;         /* of `own` */
    apl_own_row **own;    /* NULL: that of the plan */
    int32_t *index;       /* room for a copy of the longest row of the plan */
    double *weights;
} apl_overlay;

/* What a term of a sum is: weight times x, x alone, or weight times weight times x. */
typedef enum apl_term { APL_TERM_WEIGHTED, APL_TERM_ONES, APL_TERM_TWICE } apl_term;

static inline double apl_term_value(apl_term term, double weight, double x)
{
    return term == APL_TERM_ONES       ? x
           : term == APL_TERM_WEIGHTED ? weight * x
                                       : weight * (weight * x);
}

/* A row as it is read: valid up to the next row that is read, or changed. */
typedef struct apl_row_view {
    int32_t n;
    const int32_t *index;
    const double *weights;
    const double *minutes; /* NULL for a row of the plan */
} apl_row_view;

/* Freed by apl_overlay_free also after a failure. */
aploc_status apl_overlay_init(apl_overlay *o, const apl_rows *rows, int32_t n, aploc_error *err);
void apl_overlay_free(apl_overlay *o);

apl_row_view apl_overlay_row(const apl_overlay *o, int32_t r);

/* The sum of the terms over row `r`, added by ascending index. */
double apl_overlay_sum(const apl_overlay *o, int32_t r, apl_term term, const double *x);

/* Where index `k` stands in a row, or should: the first place that is not below it. */
int32_t apl_row_find(const apl_own_row *row, int32_t k);

/* A row of `n` entries copied from `view`, with room for `more`. */
aploc_status apl_own_row_copy(apl_row_view view, int32_t more, int64_t generation,
                              apl_own_row **row, aploc_error *err);
void apl_own_row_free(apl_own_row *row);

/* Make room for one more entry of a row. */
aploc_status apl_own_row_grow(apl_own_row *row, aploc_error *err);

/* Let the entry of index `k` have this weight, added where it is not there; a weight of 0 takes it
 * out. There is room. */
void apl_own_row_set(apl_own_row *row, int32_t k, double weight, double minutes);

#endif
