/* Incomplete gamma and beta integrals: a series, and continued fractions by Lentz's method. */
#include "chances.h"

#include <math.h>

enum { TERMS_MOST = 100000 };

static const double ENOUGH = 1e-14, TINY = 1e-300;

double gamma_below(double shape, double weight, double x)
{
    double y = weight * x;
    if (!(y > 0.0))
        return 0.0;
    double head = exp(shape * log(y) - y - lgamma(shape));
    if (y < shape + 1.0) {
        double term = 1.0 / shape, sum = term;
        for (int k = 1; k < TERMS_MOST && term > sum * ENOUGH; k++)
            sum += term *= y / (shape + k);
        return fmin(head * sum, 1.0);
    }
    double b = y + 1.0 - shape, c = 1.0 / TINY, d = 1.0 / b, fraction = d;
    for (int k = 1; k < TERMS_MOST; k++) {
        double a = -(double)k * ((double)k - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        fraction *= c * d;
        if (fabs(c * d - 1.0) < ENOUGH)
            break;
    }
    return fmin(fmax(1.0 - head * fraction, 0.0), 1.0);
}

double gamma_quantile(double shape, double weight, double p)
{
    enum { HALVINGS = 100 };
    double low = 0.0, high = (shape + 1.0) / weight;
    while (gamma_below(shape, weight, high) < p)
        high *= 2.0;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (gamma_below(shape, weight, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

/* The continued fraction of the incomplete beta integral; fast where x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < TINY ? TINY : d);
    double fraction = d;
    for (int k = 1; k < TERMS_MOST; k++) {
        double even = k * (b - k) * x / ((a + 2 * k - 1.0) * (a + 2.0 * k));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        fraction *= c * d;
        double odd = -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2 * k + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        fraction *= c * d;
        if (fabs(c * d - 1.0) < ENOUGH)
            break;
    }
    return fraction;
}

double gamma_less(double shape, double weight, double share, double other_shape,
                  double other_weight)
{
    double x = share * weight / (other_weight + share * weight), a = shape, b = other_shape;
    if (!(x > 0.0 && x < 1.0))
        return x > 0.0 ? 1.0 : 0.0;
    double head = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1.0) / (a + b + 2.0))
        return fmin(head * beta_fraction(a, b, x) / a, 1.0);
    return fmax(1.0 - head * beta_fraction(b, a, 1.0 - x) / b, 0.0);
}
