/* Fire that nobody heard, near what was heard. */
#include <math.h>

#include "rounds.h"
#include "tacet/incident/corroboration.h"

/* Whoever fires at somebody stands within some hundreds of metres of the line, and so of him. */
static const double RADII_M[] = {300.0, 700.0};

enum { DIRECTIONS = 8 };

double tct_unheard_p(const struct tct_coverage_port *coverage, struct tct_plane place,
                     int64_t time_ns)
{
    double sum = 0.0;
    for (size_t ring = 0; ring < TCT_COUNT(RADII_M); ring++)
        for (int k = 0; k < DIRECTIONS; k++) {
            double azimuth_rad = k * (2.0 * M_PI / DIRECTIONS);
            struct tct_plane at = {place.x_m + RADII_M[ring] * sin(azimuth_rad),
                                   place.y_m + RADII_M[ring] * cos(azimuth_rad)};
            double p = coverage->heard_p(coverage->user, at, time_ns, TCT_FIRING_SMALL_ARMS);
            if (isnan(p))
                return (double)NAN;
            sum += none_heard_p(p, ROUNDS_MOST);
        }
    return sum / (DIRECTIONS * TCT_COUNT(RADII_M));
}
