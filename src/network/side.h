/* Side: how far a place is from the line, in standard errors. */
#ifndef TACET_NETWORK_SIDE_H
#define TACET_NETWORK_SIDE_H

#include "tacet/network.h"

/* Distance of a normally distributed place from a line of at least 2 points, in its own standard
 * errors across the line; positive on the left. 0 for a line without direction. */
double side_distance(const struct tct_plane *line, size_t line_count, struct tct_plane mean,
                     const double covariance_m2[3]);

#endif
