/* Blast: the pressure pulse of a muzzle or an explosion (Friedlander 1946; for small arms Maher
 * 2006, "Modeling and signal processing of acoustic gunshot recordings"). */
#include "tacet/acoustics.h"

#include <math.h>

double tct_friedlander(double time_s, double positive_phase_s)
{
    if (time_s < 0.0)
        return 0.0;
    double t = time_s / positive_phase_s;
    return (1.0 - t) * exp(-t);
}

/* The pulse's integral from its onset. */
static double impulse(double time_s, double positive_phase_s)
{
    return time_s > 0.0 ? time_s * exp(-time_s / positive_phase_s) : 0.0;
}

double tct_friedlander_mean(double time_s, double width_s, double positive_phase_s)
{
    double half_s = 0.5 * width_s;
    return (impulse(time_s + half_s, positive_phase_s) -
            impulse(time_s - half_s, positive_phase_s)) /
           width_s;
}
