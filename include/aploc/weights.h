/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APLOC_WEIGHTS_H
#define APLOC_WEIGHTS_H

/** @file
 *  Age weights: from what each class consumes, or recovered from published standardised
 *  populations. Either way they can stand in the section [ages] of a method file. */

#include <stddef.h>
#include <stdint.h>

#include <aploc/communes.h>
#include <aploc/csv.h>
#include <aploc/export.h>
#include <aploc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How many age classes a table of consumption has at most, and weights can be recovered for: a class
 *  for each of the years 0 to 149 and an open one. */
#define APLOC_CLASSES_MAX 151

/** Read a table of consumption by age class: a row a class, with the columns age_class (or age_from
 *  and age_to), consumption and population.
 *
 *  @param[in]  path         not NULL; plain or gzip
 *  @param[in]  options      NULL for the defaults; `unknown` and `repeated` are not used here
 *  @param[out] classes      room for APLOC_CLASSES_MAX, not NULL: youngest first, not overlapping
 *  @param[out] consumption  likewise, in any unit (acts, euros); not negative
 *  @param[out] population   likewise, residents; not negative
 *  @param[out] n            how many; not NULL. All four are untouched on failure
 *  @param[out] report       what was found; may be NULL
 *  @param[out] err          filled on failure, with file and line; may be NULL
 *  @return as aploc_ages_read_csv, without codes: APLOC_ERR_CODE_REPEATED for a class given twice.
 *  Threads: any. Complexity: O(bytes). Since 0.1. */
APLOC_API aploc_status aploc_consumption_read_csv(const char *path,
                                                  const aploc_read_options *options,
                                                  aploc_age_class *classes, double *consumption,
                                                  double *population, int32_t *n,
                                                  aploc_read_report *report, aploc_error *err);

/** Compute age weights from what each class consumes and how many people it has:
 *
 *      w[a] = (C[a] / P[a]) / (sum C / sum P)
 *
 *  the consumption of a head of the class over that of a head of the whole population (IRDES,
 *  Document de travail 70, 2016, table 2). Their mean over these people is 1.
 *  @param[in]  n            classes, at least 1
 *  @param[in]  consumption  n numbers, finite, not negative, one above 0; in any unit
 *  @param[in]  population   n numbers, finite, above 0
 *  @param[out] weights      n numbers; may be one of the inputs; untouched on failure
 *  @param[out] err          filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE;
 *          APLOC_ERR_NO_VALUE for a class without people, or consumption of 0 everywhere;
 *          APLOC_ERR_OVERFLOW. Threads: any. Complexity: O(classes). Since 0.1. */
APLOC_API aploc_status aploc_weights_from_consumption(int32_t n, const double *consumption,
                                                      const double *population, double *weights,
                                                      aploc_error *err);

/** How much each place counts when weights are recovered. */
typedef enum aploc_rows {
    APLOC_ROWS_BY_PEOPLE = 0, /**< its residual over the square root of its residents */
    APLOC_ROWS_ALIKE = 1      /**< its residual as it is */
} aploc_rows;

/** How to recover weights. All zero but `size`: as the defaults said here. */
typedef struct aploc_recover_options {
    size_t size;        /**< sizeof(aploc_recover_options) */
    const double *rows; /**< n_places factors of the residuals, finite, not negative, in place of
                              `by`; NULL: none */
    int32_t by;         /**< aploc_rows */
    int32_t reserved;   /**< 0 */
} aploc_recover_options;

/** Initialiser of aploc_recover_options. */
#define APLOC_RECOVER_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(aploc_recover_options), NULL, 0, 0                                                  \
    }

/** How many places with large residuals a report holds at most. */
#define APLOC_RESIDUALS_MAX 10

/** How well weights were recovered. */
typedef struct aploc_recover_report {
    size_t size;       /**< set by the caller to sizeof(aploc_recover_report) */
    int32_t n_used;    /**< places that count */
    int32_t n_missing; /**< left out: their standardised population or residents are missing */
    int32_t n_empty;   /**< left out: nobody lives there, or their factor is 0 */
    int32_t n_zero;    /**< classes whose weight is held at 0, which would be negative otherwise */
    double r2;         /**< share of the variation, by the factors of the places, that age explains
                             beyond one weight for all ages: at most 1 */
    double deviation;  /**< s, the residual standard deviation, times the factor of a place: by
                             people, that of a place of one resident */
    double residual;   /**< root mean square of the residuals as they are, in people */
    double condition;  /**< condition number (1-norm, estimated) of the classes scaled to one
                             length: 1 at best; from about 1e3 on standard errors are large */
    int32_t worst[APLOC_RESIDUALS_MAX]; /**< the places with the largest residuals, factor included,
                                             largest first; -1 where there are no more */
    double worst_residual[APLOC_RESIDUALS_MAX]; /**< theirs: given less recovered, in people */
} aploc_recover_report;

/** Initialiser of aploc_recover_report. */
#define APLOC_RECOVER_REPORT_INIT                                                                  \
    {                                                                                              \
        sizeof(aploc_recover_report), 0, 0, 0, 0, 0, 0, 0, 0, {0},                                 \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

/** Recover age weights from standardised populations and residents by age.
 *
 *  Finds w >= 0 that minimises sum_i f[i]^2 (D[i] - sum_a w[a] P[i][a])^2, by the active set method
 *  of Lawson and Hanson (Solving Least Squares Problems, 1974, chapter 23: NNLS) on the QR
 *  decomposition of the f[i] P[i][a].
 *
 *  The factor f[i] of a place is 1 / sqrt(sum_a P[i][a]) unless the options say otherwise: what
 *  a class leaves open (who is how old within it) adds up over people, so that the variance of D
 *  grows with them; what rounding adds is small beside it. Where the classes are exactly those that
 *  D was made with, only rounding is left, and APLOC_ROWS_ALIKE is the better choice.
 *
 *  Standard errors are those of the classes above 0, sqrt(s^2 (X'X)^-1) with X their columns and
 *  s^2 = sum of squares / (places - classes above 0), as if the others were known to be 0; they
 *  hold when the residuals are independent.
 *  @param[in]  n_places      more than n_classes of them must count
 *  @param[in]  n_classes     1 to APLOC_CLASSES_MAX
 *  @param[in]  classes       n_classes, for messages; NULL: they are numbered there
 *  @param[in]  residents     P: n_places * n_classes numbers, place by place; not negative; NaN:
 *                            missing
 *  @param[in]  standardised  D: n_places numbers, not negative; NaN: missing
 *  @param[in]  options       NULL for the defaults
 *  @param[out] weights       w: n_classes numbers
 *  @param[out] errors        standard errors: n_classes numbers, NaN where the weight is held at 0;
 *                            may be NULL
 *  @param[out] report        may be NULL. All three are untouched on failure
 *  @param[out] err           filled on failure; may be NULL
 *  @return APLOC_OK; APLOC_ERR_ARGUMENT, also for too many classes; APLOC_ERR_OPTIONS, also for a
 *          `reserved` that is not 0; APLOC_ERR_NEGATIVE, APLOC_ERR_NOT_FINITE; APLOC_ERR_NO_VALUE
 *          when too few places count, a class has nobody
 *          anywhere, or the standardised populations are 0 everywhere; APLOC_ERR_RANGE when a class
 *          is a combination of others, which the message names; APLOC_ERR_OVERFLOW;
 *          APLOC_ERR_MEMORY.
 *  Threads: any. Complexity: O(places * classes^2 + classes^4), since the active set is decomposed
 *  anew whenever a class joins or leaves it; 35 000 places and 20 classes are far below a second,
 *  some tenths of a second for the second term with 151 classes. 8 bytes a place and class. Since
 *  0.1. */
APLOC_API aploc_status aploc_weights_recover(int32_t n_places, int32_t n_classes,
                                             const aploc_age_class *classes,
                                             const double *residents, const double *standardised,
                                             const aploc_recover_options *options, double *weights,
                                             double *errors, aploc_recover_report *report,
                                             aploc_error *err);

#ifdef __cplusplus
}
#endif

#endif
