/* The air of one moment, as the locator believes it from the weather table. */
#ifndef TACET_NETWORK_AIR_H
#define TACET_NETWORK_AIR_H

#include "tacet/network.h"

struct air {
    double sound_speed_m_s;
    double wind_x_m_s, wind_y_m_s; /* where it blows to */
};

/* Wind across the way turns a wave front by its share of the speed of sound: 0.5 degrees at 3 m/s.
 * No bearing is known better than that. */
#define BEARING_SIGMA_LEAST_RAD 0.0087

/* The sample of the weather table that holds at `time_ns`; 15 C and calm when the table is empty.
 */
struct air air_at(const struct tct_network *network, int64_t time_ns);

#endif
