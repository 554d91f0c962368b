/* Negative binomial probabilities and their slopes. */
#include "negative_binomial.h"

#include <math.h>

/* By recurrence and the asymptotic series (Abramowitz & Stegun 6.3.18). */
double digamma(double x)
{
    double shift = 0.0;
    for (; x < 8.0; x += 1.0)
        shift -= 1.0 / x;
    double y = 1.0 / (x * x);
    return shift + log(x) - 0.5 / x - y * (1.0 / 12.0 - y * (1.0 / 120.0 - y / 252.0));
}

double nb_log_p(double n, double mean, double size)
{
    double none = -size * log1p(mean / size);
    if (n <= 0.0)
        return none;
    return lgamma(n + size) - lgamma(size) - lgamma(n + 1.0) + none + n * log(mean / (size + mean));
}

void nb_slopes(double n, double mean, double size, double *ret_by_mean, double *ret_by_log_size)
{
    *ret_by_mean = n / mean - (n + size) / (size + mean);
    *ret_by_log_size = size * (digamma(n + size) - digamma(size) - log1p(mean / size) +
                               (mean - n) / (size + mean));
}

/* From the mode both ways, where nothing underflows that is not nothing. */
void nb_fill(double mean, double size, double *ret_p, size_t count)
{
    double odds = mean / (size + mean);
    size_t mode = size > 1.0 ? (size_t)fmin(mean * (size - 1.0) / size, (double)count - 1.0) : 0;
    ret_p[mode] = exp(nb_log_p((double)mode, mean, size));
    for (size_t n = mode; n + 1 < count; n++)
        ret_p[n + 1] = ret_p[n] * odds * ((double)n + size) / ((double)n + 1.0);
    for (size_t n = mode; n > 0; n--)
        ret_p[n - 1] = ret_p[n] * (double)n / (odds * ((double)n - 1.0 + size));
}

/* The tail falls by `odds` a step in the end, and by a gaussian's before: a bound by Chernoff's
 * inequality, at the angle halfway to where the generating function ends. */
size_t nb_reach(double mean, double size)
{
    double odds = mean / (size + mean), tilt = -0.5 * log(odds);
    double generated = -size * (log1p(-odds * exp(tilt)) - log1p(-odds));
    return (size_t)fmax(ceil((generated + 21.0) / tilt), 1.0);
}
