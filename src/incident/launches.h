/* Launches and impacts: which places, of those that sound like explosions, were fired from. */
#ifndef TACET_INCIDENT_LAUNCHES_H
#define TACET_INCIDENT_LAUNCHES_H

#include "nearest.h"

/* How long a projectile of a heavy weapon flies, at least. */
enum { FLIGHT_LEAST_S = 2 };

/* A place that fired or was struck; what is asked of it is set in `impact_p`. */
struct blast {
    int64_t first_ns;
    double first_sigma_s;
    double explosions;      /* how many are expected of its shots: a sum of probabilities */
    double left_p, right_p; /* on whose ground it is */
    bool leads, follows;    /* a flight */
    double impact_p;        /* that what exploded there had been fired from elsewhere */
};

/* Half of what sounds like an explosion is taken for impacts. What is known beyond that is in the
 * order: an impact follows its launch, across the line, by a flight. Places in the order in which
 * they begin. Takes time in proportion to the number of places that begin within a flight of each
 * other. */
void tell_impacts(struct blast *places, size_t count);

#endif
