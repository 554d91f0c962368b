/* Whether rescaled times are what they should be. */
#include <math.h>
#include <stdlib.h>

#include "tacet/tension/hawkes.h"

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Kolmogorov's distribution with Stephens' correction (1970, JRSS B 32, 115) for few. */
static double probability_beyond(double distance, size_t count)
{
    double root = sqrt((double)count), sum = 0.0;
    double x = (root + 0.12 + 0.11 / root) * distance;
    if (x < 0.2)
        return 1.0; /* beyond 1 - 1e-12; the series would not converge */
    for (int k = 1; k <= 100; k++)
        sum += (k % 2 == 1 ? 2.0 : -2.0) * exp(-2.0 * k * k * x * x);
    return fmin(fmax(sum, 0.0), 1.0);
}

void tct_residual_ks(const double *residuals, size_t count, double *ret_distance, double *ret_p)
{
    double *sorted = calloc(count + 1, sizeof(*sorted)), most = 0.0;
    *ret_distance = 1.0;
    *ret_p = (double)NAN;
    if (sorted == NULL || count == 0) {
        free(sorted);
        return;
    }
    for (size_t i = 0; i < count; i++)
        sorted[i] = -expm1(-residuals[i]);
    qsort(sorted, count, sizeof(*sorted), ascending);
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, sorted[i] - (double)i / (double)count);
        most = fmax(most, (double)(i + 1) / (double)count - sorted[i]);
    }
    free(sorted);
    *ret_distance = most;
    *ret_p = probability_beyond(most, count);
}
