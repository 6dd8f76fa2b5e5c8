/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APL_ANALYSIS_LEAST_SQUARES_H
#define APL_ANALYSIS_LEAST_SQUARES_H

/* Least squares by the QR decomposition of GSL's linear algebra: the only file that includes it.
 * Nothing here can raise GSL's error handler: sizes agree, and no memory is allocated inside. */

#include <stdint.h>

/* Decompose X (m by n, m >= n >= 1, row by row) in place and turn y into Q'y: afterwards the upper
 * triangle of the first n rows of X is R, and least squares of X on y are those of R on the first n
 * of y. `tau` has room for n. */
void apl_qr(double *x, double *y, int32_t m, int32_t n, double *tau);

/* Solve R b = y for the upper triangle of the first n rows of R, whose rows are `stride` apart; no
 * diagonal element is 0. `b` may be `y`. */
void apl_solve_upper(const double *r, int32_t stride, const double *y, int32_t n, double *b);

/* The condition number of an upper triangle of n by n without a 0 on its diagonal (rows n apart), in
 * the 1-norm, estimated. `room` has 3 n. Infinite where it is singular to the last digit. */
double apl_condition_upper(const double *r, int32_t n, double *room);

#endif
