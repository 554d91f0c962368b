/* Counts: how many of several things that may have happened did. */
#ifndef TACET_ACCORD_COUNTS_H
#define TACET_ACCORD_COUNTS_H

#include "tacet/base.h"

/* One more thing that happened `many` times with probability p, or not at all, independent of what
 * is in `kept_p`: there, the probabilities of 0 to `most` times; of more is what is missing to 1.
 */
void counts_add(double *kept_p, size_t most, double p, size_t many);

/* The largest probability that at least k (1 or more) of n things happen, whatever depends on what
 * (Rueger, Das maximale Signifikanzniveau des Tests, Metrika 25, 1978, theorem 1). `ascending` are
 * their probabilities. */
double at_least_most_p(const double *ascending, size_t n, size_t k);

/* The smallest; `ascending` is turned into those of the opposites. */
double at_least_least_p(double *ascending, size_t n, size_t k);

#endif
