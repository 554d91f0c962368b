/* The normal distribution. */
#ifndef TACET_INCIDENT_NORMAL_H
#define TACET_INCIDENT_NORMAL_H

#include <math.h>

static inline double normal_density(double z)
{
    return exp(-0.5 * z * z) / sqrt(2.0 * M_PI);
}

static inline double normal_below(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

#endif
