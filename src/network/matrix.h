/* Small symmetric positive definite matrices: Cholesky factor, solution, inverse. Row-major n x n.
 */
#ifndef TACET_NETWORK_MATRIX_H
#define TACET_NETWORK_MATRIX_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Replaces the lower triangle of `a` by L with a = L L', but for its diagonal, which holds 1 /
 * L_ii: all later divisions are multiplications. False when `a` is not positive definite. */
static inline bool matrix_factor(size_t n, double *a)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i != j)
                a[i * n + j] = sum * a[j * n + j];
            else if (sum > 0.0 && isfinite(sum))
                a[i * n + i] = 1.0 / sqrt(sum);
            else
                return false;
        }
    }
    return true;
}

/* Solves L L' x = b in place. */
static inline void matrix_solve(size_t n, const double *factor, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= factor[i * n + k] * b[k];
        b[i] *= factor[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= factor[k * n + i] * b[k];
        b[i] *= factor[i * n + i];
    }
}

/* The inverse from the factor; all of it, not the lower triangle alone. */
static inline void matrix_inverse(size_t n, const double *factor, double *ret_inverse)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            ret_inverse[i * n + j] = i == j ? 1.0 : 0.0;
        matrix_solve(n, factor, ret_inverse + i * n);
    }
}

#endif
