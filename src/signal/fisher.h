/* Fisher: the distribution of the ratio of two powers. */
#ifndef TACET_SIGNAL_FISHER_H
#define TACET_SIGNAL_FISHER_H

/* Probability that a ratio with `above` and `below` degrees of freedom (> 0) exceeds `f`. */
double fisher_exceeds(double f, double above, double below);

/* The value that it exceeds with probability `p`, 0 < p < 1. */
double fisher_quantile(double p, double above, double below);

#endif
