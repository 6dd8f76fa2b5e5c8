/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/nnls.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "analysis/least_squares.h"
#include "base/memory.h"

/* What the search works with. */
typedef struct search {
    const double *r, *y;
    int32_t n;
    int32_t *set; /* the columns that are free, in the order in which they came */
    int32_t n_set;
    double *columns; /* those columns of R, n by n_set, decomposed */
    double *right, *tau, *trial;
} search;

/* Least squares over the free columns, into `trial`. */
static void solve_free(search *s)
{
    for (int32_t i = 0; i < s->n; i++)
        for (int32_t k = 0; k < s->n_set; k++)
            s->columns[(int64_t)i * s->n_set + k] =
                s->set[k] >= i ? s->r[(int64_t)i * s->n + s->set[k]] : 0.0;
    memcpy(s->right, s->y, (size_t)s->n * sizeof *s->right);
    apl_qr(s->columns, s->right, s->n, s->n_set, s->tau);
    apl_solve_upper(s->columns, s->n_set, s->right, s->n_set, s->trial);
}

/* The column at 0 whose growth lowers the residual most; -1 when none does. */
static int32_t steepest(const search *s, const double *x, double *residual)
{
    int32_t best = -1;
    double steep = 0.0, size = 0.0;
    for (int32_t i = 0; i < s->n; i++) {
        residual[i] = s->y[i];
        for (int32_t j = i; j < s->n; j++)
            residual[i] -= s->r[(int64_t)i * s->n + j] * x[j];
        size = fmax(size, fabs(s->y[i]));
    }
    for (int32_t j = 0; j < s->n; j++) {
        double slope = 0.0, length = 0.0;
        if (x[j] > 0.0)
            continue;
        for (int32_t i = 0; i <= j; i++) {
            slope += s->r[(int64_t)i * s->n + j] * residual[i];
            length = fmax(length, fabs(s->r[(int64_t)i * s->n + j]));
        }
        /* What rounding makes of a slope of 0 is none; slopes compare by column of one length. */
        if (slope > 16.0 * s->n * DBL_EPSILON * length * size && slope / length > steep) {
            steep = slope / length;
            best = j;
        }
    }
    return best;
}

/* Let the free columns that would not stay above 0 go back to 0, as late as they can; whether there
 * are such. */
static int step_back(search *s, double *x)
{
    double step = 1.0;
    int32_t kept = 0, worst = -1;
    for (int32_t k = 0; k < s->n_set; k++) {
        double from = x[s->set[k]], to = s->trial[k];
        if (to <= 0.0 && from / (from - to) < step) {
            step = from / (from - to);
            worst = k;
        }
        if (to <= 0.0 && worst < 0)
            worst = k;
    }
    if (worst < 0)
        return 0;
    int32_t leaves = s->set[worst];
    for (int32_t k = 0; k < s->n_set; k++) {
        int32_t j = s->set[k];
        x[j] += step * (s->trial[k] - x[j]);
        if (j == leaves || !(x[j] > 0.0))
            x[j] = 0.0;
        else
            s->set[kept++] = j;
    }
    s->n_set = kept;
    return 1;
}

/* The square roots of the diagonal of (X'X)^-1 = R^-1 R^-T: the lengths of the rows of R^-1. */
static void find_errors(search *s, double *errors)
{
    for (int32_t j = 0; j < s->n; j++)
        errors[j] = NAN;
    for (int32_t k = 0; k < s->n_set; k++)
        errors[s->set[k]] = 0.0;
    for (int32_t c = 0; c < s->n_set; c++) {
        for (int32_t k = 0; k < s->n_set; k++)
            s->right[k] = k == c ? 1.0 : 0.0;
        apl_solve_upper(s->columns, s->n_set, s->right, s->n_set, s->trial);
        for (int32_t k = 0; k <= c; k++)
            errors[s->set[k]] = hypot(errors[s->set[k]], s->trial[k]);
    }
}

aploc_status apl_nnls(const double *r, const double *y, int32_t n, double *x, double *errors,
                      aploc_error *err)
{
    aploc_status status = APLOC_OK;
    search s = {.r = r, .y = y, .n = n};
    double *residual = NULL;
    APL_TRY(APL_NEW(s.set, n, err));
    APL_TRY(APL_NEW(s.columns, (int64_t)n * n, err));
    APL_TRY(APL_NEW(s.right, n, err));
    APL_TRY(APL_NEW(s.tau, n, err));
    APL_TRY(APL_NEW(s.trial, n, err));
    APL_TRY(APL_NEW(residual, n, err));
    for (int32_t j = 0; j < n; j++)
        x[j] = 0.0;
    /* Each round ends at a lower residual than the one before, but for rounding: the bound, that of
     * Lawson and Hanson's own program, is never met by sound data. */
    for (int32_t rounds = 3 * n; rounds > 0; rounds--) {
        int32_t j = steepest(&s, x, residual);
        if (j < 0)
            break;
        s.set[s.n_set++] = j;
        solve_free(&s);
        /* A column that comes in below 0 has a slope of nothing but rounding. */
        if (!(s.trial[s.n_set - 1] > 0.0)) {
            s.n_set--;
            break;
        }
        while (step_back(&s, x))
            if (s.n_set > 0)
                solve_free(&s);
        for (int32_t k = 0; k < s.n_set; k++)
            x[s.set[k]] = s.trial[k];
    }
    if (s.n_set > 0)
        solve_free(&s);
    for (int32_t k = 0; k < s.n_set; k++)
        x[s.set[k]] = s.trial[k];
    find_errors(&s, errors);
out:
    free(s.set);
    free(s.columns);
    free(s.right);
    free(s.tau);
    free(s.trial);
    free(residual);
    return status;
}
