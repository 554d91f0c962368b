/* The normal distribution. */
#ifndef TACET_NETWORK_NORMAL_H
#define TACET_NETWORK_NORMAL_H

#include <math.h>

/* That a standard normal number is below z. */
static inline double normal_below(double z)
{
    return 0.5 * erfc(-z * M_SQRT1_2);
}

#endif
