/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_CLI_DESCRIBE_H
#define APLOC_CLI_DESCRIBE_H

/* The figures of a set of communes, and how they are shown. */

#include "options.h"

/* Communes with an APL: one of each array a commune. */
typedef struct sample {
    int32_t n;
    double *apl;
    double *mean_weights;  /* for means */
    double *share_weights; /* for quantiles, shares and inequality: people */
} sample;

/* A row of the summary: all communes, or a group. */
typedef struct figures {
    const char *name; /* of the group; "" for all */
    int32_t n_communes;
    double people;
    double mean, min, max;
    aploc_tenths tenths;
    double below[BELOW_MAX]; /* shares, from 0 to 1 */
    int32_t n_zero;
    double people_zero;
    double gini;
    aploc_group_parts theil; /* parts NaN where there are no groups */
} figures;

/* Compute every figure but the parts of Theil. */
aploc_status describe(const sample *s, const double *below, int n_below, figures *f,
                      aploc_error *err);

/* Compute the figures of each group that has communes: `levels` has the group of each, whose texts are
 * those of the column `group` of `groups`. Rows are added behind the first `*n_rows`, by the texts. */
aploc_status describe_groups(const sample *all, const int32_t *levels, int32_t n_levels,
                             const aploc_communes *groups, int32_t group, const double *below,
                             int n_below, figures *rows, int32_t *n_rows, aploc_error *err);

/* A number for people; "-" where it is not defined. */
const char *shown(double value, int decimals);
const char *shown_percent(double share);

/* What a summary is shown with. */
typedef struct presentation {
    const double *below;
    int n_below;
    const char *by; /* the column of the groups; NULL when there are none */
    const char *mean_weight, *share_weight;
} presentation;

/* Write the figures of all (the first) and of the groups: a row each of a CSV. */
void show_csv(const presentation *p, const figures *rows, int32_t n_rows, aploc_writer *to);

/* The same for people: a list of the figures of all, their tenths, and a table of the groups. */
aploc_status show_tables(const presentation *p, const figures *rows, int32_t n_rows, bool markdown,
                         aploc_writer *to, aploc_error *err);

#endif
