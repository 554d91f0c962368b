/* Direction: from a slowness that was measured to azimuth and elevation. */
#ifndef TACET_SIGNAL_DIRECTION_H
#define TACET_SIGNAL_DIRECTION_H

#include <stdbool.h>

#include "geometry.h"
#include "tacet/signal/bearing.h"

/* Fills azimuth, elevation and their covariance, the slowness and its own, and the apparent speed.
 * `slowness` and `covariance` are along the axes of the geometry, whose rank is 2 or 3. Azimuth is
 * NAN when two mirrored answers fit. */
void direction_of(const struct geometry *geometry, const double *slowness, double covariance[3][3],
                  const struct tct_bearing_air *air, struct tct_bearing *bearing);

#endif
