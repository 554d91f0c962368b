/* Counts: how many of several things that may have happened did. */
#include "counts.h"

#include <math.h>

void counts_add(double *kept_p, size_t most, double p, size_t many)
{
    for (size_t n = most + 1; n-- > 0;) {
        double before = n >= many ? kept_p[n - many] : 0.0;
        kept_p[n] = (1.0 - p) * kept_p[n] + p * before;
    }
}

double at_least_most_p(const double *ascending, size_t n, size_t k)
{
    double sum = 0.0, least = 1.0;
    if (k > n)
        return 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += ascending[i];
        /* Without the n - i - 1 largest, of which all may have happened. */
        if (n - i - 1 < k)
            least = fmin(least, sum / (double)(k - (n - i - 1)));
    }
    return least;
}

double at_least_least_p(double *ascending, size_t n, size_t k)
{
    if (k > n)
        return 0.0;
    for (size_t i = 0; i < n - i; i++) {
        double low = ascending[i], high = ascending[n - 1 - i];
        ascending[i] = 1.0 - high;
        ascending[n - 1 - i] = 1.0 - low;
    }
    return 1.0 - at_least_most_p(ascending, n, n - k + 1);
}
