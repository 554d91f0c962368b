/* Fisher: the distribution of the ratio of two powers, by the incomplete beta function (Abramowitz
 * & Stegun 26.6.2; the continued fraction 26.5.8 by Lentz's method). */
#include "fisher.h"

#include <math.h>

static double beta_fraction(double x, double a, double b)
{
    enum { TERMS = 500 };
    static const double TINY = 1e-300, DONE = 1e-14;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < TINY ? TINY : d);
    double value = d;
    for (int m = 1; m < TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        for (int half = 0; half < 2; half++) {
            double term = half == 0 ? even : odd;
            d = 1.0 + term * d;
            d = 1.0 / (fabs(d) < TINY ? TINY : d);
            c = 1.0 + term / c;
            c = fabs(c) < TINY ? TINY : c;
            value *= c * d;
            if (half == 1 && fabs(c * d - 1.0) < DONE)
                return value;
        }
    }
    return value;
}

static double incomplete_beta(double x, double a, double b)
{
    if (x <= 0.0)
        return 0.0;
    if (x >= 1.0)
        return 1.0;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1.0) / (a + b + 2.0))
        return front * beta_fraction(x, a, b) / a;
    return 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

double fisher_exceeds(double f, double above, double below)
{
    if (!(f > 0.0))
        return 1.0;
    return incomplete_beta(below / (below + above * f), 0.5 * below, 0.5 * above);
}

double fisher_quantile(double p, double above, double below)
{
    double low = 0.0, high = 1.0;
    while (fisher_exceeds(high, above, below) > p && high < 1e12)
        high *= 2.0;
    for (int step = 0; step < 100; step++) {
        double middle = 0.5 * (low + high);
        if (fisher_exceeds(middle, above, below) > p)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}
