/* Cholesky: small positive definite systems by their triangular factor (Golub & Van Loan 1996,
 * algorithm 4.2.1). */
#include "cholesky.h"

#include <math.h>

bool cholesky_factor(double *a, size_t stride, size_t order)
{
    for (size_t i = 0; i < order; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * stride + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * stride + k] * a[j * stride + k];
            if (i == j && !(sum > 0.0))
                return false;
            a[i * stride + j] = i == j ? sqrt(sum) : sum / a[j * stride + j];
        }
    return true;
}

void cholesky_forward(const double *factor, size_t stride, size_t order, double *b)
{
    for (size_t i = 0; i < order; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= factor[i * stride + k] * b[k];
        b[i] /= factor[i * stride + i];
    }
}

void cholesky_solve(const double *factor, size_t stride, size_t order, double *b)
{
    cholesky_forward(factor, stride, order, b);
    for (size_t i = order; i-- > 0;) {
        for (size_t k = i + 1; k < order; k++)
            b[i] -= factor[k * stride + i] * b[k];
        b[i] /= factor[i * stride + i];
    }
}
