/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Age weights recovered from standardised populations. */
#include <aploc/weights.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/least_squares.h"
#include "analysis/nnls.h"
#include "analysis/sample.h"
#include "base/memory.h"
#include "tables/ages.h"

enum { LISTED = 200 };

/* A class whose part that is not made of others is smaller than this, over its length, is made of
 * them: rounding leaves some 1e-14, people who move between two classes much more. */
static const double collinear = 1e-10;

/* What one recovery works with. */
typedef struct work {
    int32_t n_places, n; /* places in all, classes */
    const aploc_age_class *classes;
    const double *residents, *standardised;
    double *factor; /* of each place; 0: left out */
    double *x, *y;  /* the places that count, times their factor */
    double *r;      /* n by n: R, its columns of length 1 */
    double *length; /* of the columns before */
    double *tau, *weights, *errors, *room;
    int32_t m; /* places that count */
} work;

static const char *name_of(const work *w, int32_t a, char text[APL_AGES_SIZE])
{
    if (w->classes)
        return apl_ages_text(w->classes[a], text);
    snprintf(text, APL_AGES_SIZE, "%d", (int)a + 1);
    return text;
}

static double people_of(const work *w, int32_t i)
{
    double people = 0.0;
    for (int32_t a = 0; a < w->n; a++)
        people += w->residents[(int64_t)i * w->n + a];
    return people;
}

/* Missing is NaN; all else must be a number that is not negative. */
static aploc_status check_value(const char *what, double value, int32_t i, aploc_error *err)
{
    return isnan(value) ? APLOC_OK : apl_number_check(what, value, APL_NOT_NEGATIVE, i, err);
}

/* Find the factor of each place. */
static aploc_status weigh_places(work *w, const aploc_recover_options *options,
                                 aploc_recover_report *done, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    for (int32_t i = 0; i < w->n_places; i++) {
        for (int32_t a = 0; a < w->n; a++)
            APL_TRY(
                check_value("number of residents", w->residents[(int64_t)i * w->n + a], i, err));
        APL_TRY(check_value("standardised population", w->standardised[i], i, err));
        if (options->rows)
            APL_TRY(apl_number_check("factor", options->rows[i], APL_NOT_NEGATIVE, i, err));
        double people = people_of(w, i), factor = 1.0;
        w->factor[i] = 0.0;
        if (isnan(people) || isnan(w->standardised[i])) {
            done->n_missing++;
            continue;
        }
        if (options->rows)
            factor = options->rows[i];
        else if (options->by == APLOC_ROWS_BY_PEOPLE && people > 0.0)
            factor = 1.0 / sqrt(people);
        if (!(people > 0.0) || !(factor > 0.0)) {
            done->n_empty++;
            continue;
        }
        w->factor[i] = factor;
        w->m++;
    }
    done->n_used = w->m;
    if (w->m <= w->n)
        status = apl_fail(err, APLOC_ERR_NO_VALUE,
                          "found %d places with residents by age and a standardised population, "
                          "expected more than the %d age classes",
                          (int)w->m, (int)w->n);
out:
    return status;
}

/* Put the places that count into a matrix, decompose it, and scale its columns to length 1. */
static aploc_status decompose(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    int64_t row = 0;
    APL_TRY(APL_NEW(w->x, (int64_t)w->m * w->n, err));
    APL_TRY(APL_NEW(w->y, w->m, err));
    for (int32_t i = 0; i < w->n_places; i++) {
        if (!(w->factor[i] > 0.0))
            continue;
        for (int32_t a = 0; a < w->n; a++)
            w->x[row * w->n + a] = w->factor[i] * w->residents[(int64_t)i * w->n + a];
        w->y[row++] = w->factor[i] * w->standardised[i];
    }
    apl_qr(w->x, w->y, w->m, w->n, w->tau);
    for (int32_t a = 0; a < w->n; a++) {
        w->length[a] = 0.0;
        for (int32_t k = 0; k <= a; k++)
            w->length[a] = hypot(w->length[a], w->x[(int64_t)k * w->n + a]);
        if (!isfinite(w->length[a]) || !isfinite(w->y[a])) {
            status = apl_fail(err, APLOC_ERR_OVERFLOW,
                              "found residents or standardised populations whose squares exceed a "
                              "number, expected usual sizes");
            goto out;
        }
        for (int32_t k = 0; k < w->n && w->length[a] > 0.0; k++)
            w->r[(int64_t)k * w->n + a] = k <= a ? w->x[(int64_t)k * w->n + a] / w->length[a] : 0.0;
    }
out:
    return status;
}

/* Column `a` is made of those before it: say which. */
static aploc_status refuse_collinear(work *w, int32_t a, aploc_error *err)
{
    char list[LISTED] = "", text[APL_AGES_SIZE], name[APL_AGES_SIZE];
    size_t used = 0;
    double *share = w->room;
    for (int32_t k = 0; k < a; k++)
        share[k] = w->r[(int64_t)k * w->n + a];
    apl_solve_upper(w->r, w->n, share, a, share);
    for (int32_t k = 0; k < a && used < LISTED - 32; k++)
        if (fabs(share[k]) > 1e-6)
            used += (size_t)snprintf(list + used, LISTED - used, "%s%s", used ? " " : "",
                                     name_of(w, k, text));
    return apl_fail(err, APLOC_ERR_RANGE,
                    "found the age class %s to be made of others in all %d places (%s), expected "
                    "classes that vary apart: merge some, or add places",
                    name_of(w, a, name), (int)w->m, list);
}

static aploc_status check_rank(work *w, aploc_error *err)
{
    char text[APL_AGES_SIZE];
    for (int32_t a = 0; a < w->n; a++) {
        if (!(w->length[a] > 0.0))
            return apl_fail(err, APLOC_ERR_NO_VALUE,
                            "found nobody in age class %s in all %d places, expected some",
                            name_of(w, a, text), (int)w->m);
        if (!(fabs(w->r[(int64_t)a * w->n + a]) > collinear))
            return refuse_collinear(w, a, err);
    }
    return APLOC_OK;
}

/* Keep the places with the largest residuals. */
static void note_residual(const work *w, int32_t i, double residual, aploc_recover_report *done)
{
    int32_t k = APLOC_RESIDUALS_MAX;
    double size = fabs(residual) * w->factor[i];
    while (k > 0 && (done->worst[k - 1] < 0 ||
                     fabs(done->worst_residual[k - 1]) * w->factor[done->worst[k - 1]] < size))
        k--;
    for (int32_t j = APLOC_RESIDUALS_MAX - 1; j > k; j--) {
        done->worst[j] = done->worst[j - 1];
        done->worst_residual[j] = done->worst_residual[j - 1];
    }
    if (k < APLOC_RESIDUALS_MAX) {
        done->worst[k] = i;
        done->worst_residual[k] = residual;
    }
}

/* The best that one weight for all ages can do: what age explains is measured against it. */
static double variation(const work *w)
{
    double above = 0.0, below = 0.0, sum = 0.0;
    for (int32_t i = 0; i < w->n_places; i++) {
        if (!(w->factor[i] > 0.0))
            continue;
        double people = w->factor[i] * people_of(w, i);
        above += people * (w->factor[i] * w->standardised[i]);
        below += people * people;
    }
    for (int32_t i = 0; i < w->n_places; i++) {
        if (!(w->factor[i] > 0.0))
            continue;
        double off = w->factor[i] * (w->standardised[i] - above / below * people_of(w, i));
        sum += off * off;
    }
    return sum;
}

/* The fit of the weights, and from it their standard errors. */
static void find_fit(work *w, aploc_recover_report *done)
{
    double squares = 0.0, plain = 0.0;
    int32_t n_free = 0;
    for (int32_t k = 0; k < APLOC_RESIDUALS_MAX; k++)
        done->worst[k] = -1;
    for (int32_t i = 0; i < w->n_places; i++) {
        if (!(w->factor[i] > 0.0))
            continue;
        double residual = w->standardised[i];
        for (int32_t a = 0; a < w->n; a++)
            residual -= w->weights[a] * w->residents[(int64_t)i * w->n + a];
        squares += (w->factor[i] * residual) * (w->factor[i] * residual);
        plain += residual * residual;
        note_residual(w, i, residual, done);
    }
    for (int32_t a = 0; a < w->n; a++)
        n_free += !isnan(w->errors[a]);
    double around = variation(w);
    done->n_zero = w->n - n_free;
    done->deviation = sqrt(squares / (w->m - n_free));
    done->residual = sqrt(plain / w->m);
    done->r2 = around > 0.0 ? 1.0 - squares / around : 1.0;
    for (int32_t a = 0; a < w->n; a++)
        w->errors[a] *= done->deviation;
}

static aploc_status check_call(const work *w, const aploc_recover_options *options,
                               const double *weights, const aploc_recover_report *report,
                               aploc_error *err)
{
    if (w->n_places < 0 || w->n < 1 || w->n > APLOC_CLASSES_MAX)
        return apl_fail(err, APLOC_ERR_ARGUMENT,
                        "found %d places and %d classes, expected places, and 1 to %d classes",
                        (int)w->n_places, (int)w->n, APLOC_CLASSES_MAX);
    if (!w->residents || !w->standardised || !weights)
        return apl_fail(err, APLOC_ERR_ARGUMENT, "found no %s, expected some",
                        !w->residents      ? "residents"
                        : !w->standardised ? "standardised populations"
                                           : "room for the weights");
    if (options->size != sizeof *options || (report && report->size != sizeof *report))
        return apl_fail(err, APLOC_ERR_OPTIONS,
                        "found options of %zu bytes and a report of %zu, expected %zu and %zu",
                        options->size, report ? report->size : sizeof *report, sizeof *options,
                        sizeof *report);
    if (options->by != APLOC_ROWS_BY_PEOPLE && options->by != APLOC_ROWS_ALIKE)
        return apl_fail(err, APLOC_ERR_OPTIONS, "found by = %d, expected an aploc_rows",
                        (int)options->by);
    return apl_check_reserved("aploc_recover_options", options->reserved, err);
}

static aploc_status make_room(work *w, aploc_error *err)
{
    aploc_status status = APLOC_OK;
    APL_TRY(APL_NEW(w->factor, w->n_places, err));
    APL_TRY(APL_ZEROED(w->r, (int64_t)w->n * w->n, err));
    APL_TRY(APL_NEW(w->length, w->n, err));
    APL_TRY(APL_NEW(w->tau, w->n, err));
    APL_TRY(APL_NEW(w->weights, w->n, err));
    APL_TRY(APL_NEW(w->errors, w->n, err));
    APL_TRY(APL_NEW(w->room, 3 * (int64_t)w->n, err));
out:
    return status;
}

/* Solve in units of the scaled columns, and scale back. */
static aploc_status solve(work *w, aploc_recover_report *done, aploc_error *err)
{
    done->condition = apl_condition_upper(w->r, w->n, w->room);
    aploc_status status = apl_nnls(w->r, w->y, w->n, w->weights, w->errors, err);
    double largest = 0.0;
    for (int32_t a = 0; !status && a < w->n; a++) {
        w->weights[a] /= w->length[a];
        w->errors[a] /= w->length[a];
        largest = fmax(largest, w->weights[a]);
    }
    if (status)
        return status;
    if (!(largest > 0.0))
        return apl_fail(err, APLOC_ERR_NO_VALUE,
                        "found standardised populations of 0 everywhere, expected some above 0");
    find_fit(w, done);
    if (!isfinite(largest) || !isfinite(done->deviation) || !isfinite(done->r2))
        return apl_fail(err, APLOC_ERR_OVERFLOW,
                        "found weights or residuals that exceed a number, expected usual sizes");
    return APLOC_OK;
}

aploc_status aploc_weights_recover(int32_t n_places, int32_t n_classes,
                                   const aploc_age_class *classes, const double *residents,
                                   const double *standardised, const aploc_recover_options *options,
                                   double *weights, double *errors, aploc_recover_report *report,
                                   aploc_error *err)
{
    static const aploc_recover_options defaults = APLOC_RECOVER_OPTIONS_INIT;
    aploc_status status = APLOC_OK;
    aploc_recover_report done = APLOC_RECOVER_REPORT_INIT;
    work w = {.n_places = n_places,
              .n = n_classes,
              .classes = classes,
              .residents = residents,
              .standardised = standardised};
    options = options ? options : &defaults;
    APL_TRY(check_call(&w, options, weights, report, err));
    APL_TRY(make_room(&w, err));
    APL_TRY(weigh_places(&w, options, &done, err));
    APL_TRY(decompose(&w, err));
    APL_TRY(check_rank(&w, err));
    APL_TRY(solve(&w, &done, err));
    memcpy(weights, w.weights, (size_t)n_classes * sizeof *weights);
    if (errors)
        memcpy(errors, w.errors, (size_t)n_classes * sizeof *errors);
    if (report)
        *report = done;
out:
    free(w.factor);
    free(w.x);
    free(w.y);
    free(w.r);
    free(w.length);
    free(w.tau);
    free(w.weights);
    free(w.errors);
    free(w.room);
    return status;
}
