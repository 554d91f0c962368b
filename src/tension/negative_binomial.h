/* The negative binomial distribution by mean and size; a gamma mixture of Poisson ones. */
#ifndef TACET_TENSION_NEGATIVE_BINOMIAL_H
#define TACET_TENSION_NEGATIVE_BINOMIAL_H

#include <stddef.h>

/* Slope of log gamma. */
double digamma(double x);

/* log p(n); mean > 0, size > 0. */
double nb_log_p(double n, double mean, double size);

/* Its slopes by the mean and by the logarithm of the size. */
void nb_slopes(double n, double mean, double size, double *ret_by_mean, double *ret_by_log_size);

/* Probabilities of 0 to count - 1. */
void nb_fill(double mean, double size, double *ret_p, size_t count);

/* The least count to which all but about 1e-9 of the distribution reaches. */
size_t nb_reach(double mean, double size);

#endif
