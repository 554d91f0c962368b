/* Noise that differs from station to station and changes over the hour. Random access: it is a sum
 * of a few sines of random periods and phases, which is near to normal. */
#include <math.h>

#include "streams.h"
#include "tacet/sim.h"

enum { SINES = 8 };

/* Periods lie between these shares of the stated one, log-uniform. */
static const double shortest_share = 0.5, longest_share = 4.0;

static const double two_pi = 6.28318530717958647692;

double tct_scene_noise_change(const struct tct_scene *scene, uint32_t station, double at_s)
{
    const struct tct_scene_noise *noise = &scene->noise;
    if (noise->station_sigma_db <= 0.0 && noise->change_sigma_db <= 0.0)
        return 1.0;
    struct tct_random random = stream_open(scene->seed, STREAM_NOISE_CHANGE, station, 0);
    double db = noise->station_sigma_db * tct_random_normal(&random), sum = 0.0;
    for (int i = 0; i < SINES && noise->change_sigma_db > 0.0; i++) {
        double share =
            shortest_share * pow(longest_share / shortest_share, tct_random_uniform(&random));
        double phase = tct_random_uniform(&random);
        sum += sin(two_pi * (at_s / (share * noise->change_s) + phase));
    }
    db += noise->change_sigma_db * sum / sqrt(0.5 * SINES);
    return pow(10.0, db / 20.0);
}
