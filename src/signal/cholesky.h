/* Cholesky: small positive definite systems by their triangular factor. */
#ifndef TACET_SIGNAL_CHOLESKY_H
#define TACET_SIGNAL_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* Overwrites the lower triangle of `a` (`order` rows, each `stride` >= `order` long, of which the
 * lower triangle is read) with its factor L: a = L L'. False when it is not positive definite. */
bool cholesky_factor(double *a, size_t stride, size_t order);

/* Solves L x = `b` in place. */
void cholesky_forward(const double *factor, size_t stride, size_t order, double *b);

/* Solves L L' x = `b` in place. */
void cholesky_solve(const double *factor, size_t stride, size_t order, double *b);

#endif
