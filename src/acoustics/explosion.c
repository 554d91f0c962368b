/* Explosion: peak and positive phase of a charge's blast at any distance, by Hopkinson & Cranz's
 * scaling of distance and time with the cube root of the mass, Sachs's of pressure, and the curves
 * of Kinney & Graham, Explosive Shocks in Air, 2nd ed. 1985, for TNT in free air. */
#include "tacet/acoustics.h"

#include <math.h>

static const double sea_level_pa = 101325.0;

/* Metres per cube root of a kilogram, in air of sea level. */
static double scaled_distance(double charge_kg, double range_m, double pressure_pa)
{
    return range_m * cbrt(pressure_pa / sea_level_pa / charge_kg);
}

/* Nearer, the fitted duration grows without end; it is shortest here. */
static const double nearest = 0.5;

static double square(double x)
{
    return x * x;
}

struct tct_blast tct_explosion(double charge_kg, double range_m, double pressure_pa)
{
    double z = scaled_distance(charge_kg, fmax(range_m, 1e-3), pressure_pa);
    struct tct_blast blast;
    blast.peak_pa =
        pressure_pa * 808.0 * (1.0 + square(z / 4.5)) /
        sqrt((1.0 + square(z / 0.048)) * (1.0 + square(z / 0.32)) * (1.0 + square(z / 1.35)));
    z = fmax(z, nearest);
    double ms =
        980.0 * (1.0 + pow(z / 0.54, 10.0)) /
        ((1.0 + pow(z / 0.02, 3.0)) * (1.0 + pow(z / 0.74, 6.0)) * sqrt(1.0 + square(z / 6.9)));
    blast.positive_phase_s = 1e-3 * ms * cbrt(charge_kg * sea_level_pa / pressure_pa);
    return blast;
}
