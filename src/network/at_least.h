/* At least: the lower end of a Poisson-binomial distribution. */
#ifndef TACET_NETWORK_AT_LEAST_H
#define TACET_NETWORK_AT_LEAST_H

#include "tacet/network/coverage.h"

enum { COUNT_FEWER = 8 };

/* P(exactly k have happened), k = 0 to 7; begin with {{1.0}}. */
struct count {
    double p[COUNT_FEWER];
};

/* One more thing that happens with probability p. */
void count_add(struct count *count, double p);

#endif
