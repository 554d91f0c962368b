/* Distributions of rates. */
#ifndef TACET_TENSION_CHANCES_H
#define TACET_TENSION_CHANCES_H

/* Probability that a gamma variable of mean shape / weight is below x (Abramowitz & Stegun 6.5). */
double gamma_below(double shape, double weight, double x);

/* And what it is below with probability p, 0 < p < 1. */
double gamma_quantile(double shape, double weight, double p);

/* Probability that a gamma variable is below `share` of another: a beta integral (Abramowitz &
 * Stegun 26.5). */
double gamma_less(double shape, double weight, double share, double other_shape,
                  double other_weight);

#endif
