/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/least_squares.h"

#include <math.h>
#include <gsl/gsl_linalg.h>

void apl_qr(double *x, double *y, int32_t m, int32_t n, double *tau)
{
    gsl_matrix_view a = gsl_matrix_view_array(x, (size_t)m, (size_t)n);
    gsl_vector_view t = gsl_vector_view_array(tau, (size_t)n);
    gsl_vector_view b = gsl_vector_view_array(y, (size_t)m);
    gsl_linalg_QR_decomp(&a.matrix, &t.vector);
    gsl_linalg_QR_QTvec(&a.matrix, &t.vector, &b.vector);
}

void apl_solve_upper(const double *r, int32_t stride, const double *y, int32_t n, double *b)
{
    for (int32_t i = n - 1; i >= 0; i--) {
        double sum = y[i];
        for (int32_t j = i + 1; j < n; j++)
            sum -= r[(int64_t)i * stride + j] * b[j];
        b[i] = sum / r[(int64_t)i * stride + i];
    }
}

double apl_condition_upper(const double *r, int32_t n, double *room)
{
    gsl_matrix_const_view a = gsl_matrix_const_view_array(r, (size_t)n, (size_t)n);
    gsl_vector_view work = gsl_vector_view_array(room, 3 * (size_t)n);
    double reciprocal = 0.0;
    gsl_linalg_tri_rcond(CblasUpper, &a.matrix, &reciprocal, &work.vector);
    return reciprocal > 0.0 ? 1.0 / reciprocal : INFINITY;
}
