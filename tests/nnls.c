/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights that are not negative: against every active set, tried in turn by the normal equations. */
#include <aploc/weights.h>

#include <math.h>

#include "analysis/least_squares.h"
#include "normal.h"
#include "support.h"

enum { MOST = 8 };

/* Solve a small system by elimination; 0 when it is singular. */
static int eliminate(int n, long double a[MOST][MOST + 1], long double *x)
{
    for (int k = 0; k < n; k++) {
        int best = k;
        for (int i = k + 1; i < n; i++)
            if (fabsl(a[i][k]) > fabsl(a[best][k]))
                best = i;
        if (a[best][k] == 0)
            return 0;
        for (int j = 0; j <= n; j++) {
            long double t = a[k][j];
            a[k][j] = a[best][j];
            a[best][j] = t;
        }
        for (int i = 0; i < n; i++)
            for (int j = n; i != k && j >= k; j--)
                a[i][j] -= a[i][k] / a[k][k] * a[k][j];
    }
    for (int k = 0; k < n; k++)
        x[k] = a[k][n] / a[k][k];
    return 1;
}

/* Least squares over the classes of a set, by the normal equations; the sum of squares, or -1 when
 * one is negative. `inverse` becomes the diagonal of (X'X)^-1. */
static long double try_set(int m, int n, const double *x, const double *y, unsigned set,
                           long double *w, long double *inverse)
{
    int of[MOST], k = 0;
    long double a[MOST][MOST + 1], b[MOST][MOST + 1], found[MOST], squares = 0;
    for (int j = 0; j < n; j++) {
        w[j] = 0;
        inverse[j] = 0;
        if (set >> j & 1)
            of[k++] = j;
    }
    for (int r = 0; r < k; r++)
        for (int c = 0; c <= k; c++) {
            b[r][c] = 0;
            for (int i = 0; i < m; i++)
                b[r][c] += (long double)x[i * n + of[r]] * (c < k ? x[i * n + of[c]] : y[i]);
        }
    memcpy(a, b, sizeof a);
    if (k && !eliminate(k, a, found))
        return -1;
    for (int r = 0; r < k; r++) {
        if (found[r] < 0)
            return -1;
        w[of[r]] = found[r];
    }
    for (int q = 0; q < k; q++) {
        memcpy(a, b, sizeof a);
        for (int r = 0; r < k; r++)
            a[r][k] = r == q;
        eliminate(k, a, found);
        inverse[of[q]] = found[q];
    }
    for (int i = 0; i < m; i++) {
        long double off = y[i];
        for (int j = 0; j < n; j++)
            off -= w[j] * x[i * n + j];
        squares += off * off;
    }
    return squares;
}

START_TEST(no_active_set_is_better)
{
    enum { N = 30, CLASSES = 6 };
    int held = 0;
    uint64_t state = 11;
    for (int round = 0; round < 150; round++) {
        static double residents[N * CLASSES];
        double standardised[N], weights[CLASSES], errors[CLASSES];
        aploc_error err = {0};
        aploc_recover_options how = APLOC_RECOVER_OPTIONS_INIT;
        aploc_recover_report report = APLOC_RECOVER_REPORT_INIT;
        how.by = APLOC_ROWS_ALIKE;
        /* Half of the true weights are 0, and the noise is large: some would come out negative. */
        for (int i = 0; i < N; i++) {
            standardised[i] = 0;
            for (int a = 0; a < CLASSES; a++) {
                residents[i * CLASSES + a] = floor(100 * random_unit(&state));
                standardised[i] += (a % 2 ? 0.0 : 1.0) * residents[i * CLASSES + a];
            }
            standardised[i] = fmax(0, standardised[i] + 40 * normal(&state));
        }
        ck_assert_ok(aploc_weights_recover(N, CLASSES, NULL, residents, standardised, &how, weights,
                                           errors, &report, &err),
                     err);
        long double best = -1, w[MOST], inverse[MOST], best_w[MOST] = {0}, best_inverse[MOST] = {0};
        for (unsigned set = 0; set < 1U << CLASSES; set++) {
            long double squares = try_set(N, CLASSES, residents, standardised, set, w, inverse);
            if (squares >= 0 && (best < 0 || squares < best)) {
                best = squares;
                memcpy(best_w, w, sizeof w);
                memcpy(best_inverse, inverse, sizeof inverse);
            }
        }
        int n_zero = 0;
        for (int a = 0; a < CLASSES; a++)
            n_zero += best_w[a] == 0;
        double s = sqrt((double)best / (N - (CLASSES - n_zero)));
        ck_assert_int_eq(report.n_zero, n_zero);
        ck_assert(fabs(report.deviation / s - 1) < 1e-10);
        for (int a = 0; a < CLASSES; a++) {
            ck_assert_msg(fabs(weights[a] - (double)best_w[a]) < 1e-10, "%g, %Lg", weights[a],
                          best_w[a]);
            if (best_w[a] == 0) {
                ck_assert(weights[a] == 0 && isnan(errors[a]));
                held++;
            } else {
                ck_assert(fabs(errors[a] / (s * sqrt((double)best_inverse[a])) - 1) < 1e-9);
            }
        }
    }
    ck_assert_msg(held > 100, "only %d weights were held at 0", held);
}
END_TEST

START_TEST(condition_numbers)
{
    const double scaled[] = {2, 0, 0, 2}, leaning[] = {1, 1, 0, 0.5}, flat[] = {1, 1, 0, 5e-324};
    double room[6];
    ck_assert_double_eq(apl_condition_upper(scaled, 2, room), 1);
    /* |R| = 1.5, and of its inverse (1 -2; 0 2): 4. */
    ck_assert_double_eq(apl_condition_upper(leaning, 2, room), 6);
    ck_assert(isinf(apl_condition_upper(flat, 2, room)));
}
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, no_active_set_is_better);
    tcase_add_test(tests, condition_numbers);
}

int main(void)
{
    return run_tests("nnls", add);
}
