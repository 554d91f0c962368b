/* The side of many shots from one place. */
#ifndef TACET_INCIDENT_SIDES_H
#define TACET_INCIDENT_SIDES_H

#include "tacet/incident/firing.h"

/* Their paths are shared, and so are most of the errors of their places: they are one witness.
 * Their log odds are averaged, not added, the better known places counting the more. Begin with
 * zeros. */
struct side_mean {
    double weight, undetermined; /* sums */
    double odds_weight, log_odds;
};

void side_mean_add(struct side_mean *mean, const struct tct_firing *firing);

/* Sum 1. Exchanging the sides of all that was added exchanges these exactly. */
void side_mean_p(const struct side_mean *mean, double ret_p[TCT_SIDE_COUNT]);

#endif
