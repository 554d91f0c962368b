/* Rounds that are fired together are heard in the same air against the same noise: many are heard
 * together or not at all, nearly, and count as three at most. */
#ifndef TACET_INCIDENT_ROUNDS_H
#define TACET_INCIDENT_ROUNDS_H

#include <math.h>

static const double ROUNDS_MOST = 3.0;

/* That none of so many rounds is heard, each with this probability. */
static inline double none_heard_p(double heard_p, double rounds)
{
    return pow(1.0 - fmin(fmax(heard_p, 0.0), 1.0), fmin(fmax(rounds, 1.0), ROUNDS_MOST));
}

#endif
