/* Absorption: what the air takes from a tone, and the loss by distance alone. */
#include "tacet/acoustics.h"

#include <math.h>

/* ISO 9613-1:1993: reference pressure and temperature (clause 4.2), triple point (annex B). */
static const double reference_pa = 101325.0;
static const double reference_k = 293.15;
static const double triple_point_k = 273.16;

/* Molar concentration of water vapour in percent, ISO 9613-1 equations (B.1) to (B.3). */
static double water_vapour_pct(const struct tct_air *air, double temperature_k)
{
    double exponent = -6.8346 * pow(triple_point_k / temperature_k, 1.261) + 4.6151;
    double saturation = pow(10.0, exponent);
    return 100.0 * air->relative_humidity * saturation * reference_pa / air->pressure_pa;
}

double tct_absorption_db_per_m(const struct tct_air *air, double frequency_hz)
{
    double temperature_k = air->temperature_c + 273.15;
    double warmth = temperature_k / reference_k;
    double pressure = air->pressure_pa / reference_pa;
    double h = water_vapour_pct(air, temperature_k);

    /* Relaxation frequencies of oxygen and nitrogen, equations (3) and (4). */
    double oxygen_hz = pressure * (24.0 + 4.04e4 * h * (0.02 + h) / (0.391 + h));
    double nitrogen_hz =
        pressure / sqrt(warmth) * (9.0 + 280.0 * h * exp(-4.170 * (1.0 / cbrt(warmth) - 1.0)));

    /* Equation (5): the classical part, then oxygen, then nitrogen. */
    double f2 = frequency_hz * frequency_hz;
    double classical = 1.84e-11 / pressure * sqrt(warmth);
    double oxygen = 0.01275 * exp(-2239.1 / temperature_k) / (oxygen_hz + f2 / oxygen_hz);
    double nitrogen = 0.1068 * exp(-3352.0 / temperature_k) / (nitrogen_hz + f2 / nitrogen_hz);
    return 8.686 * f2 * (classical + pow(warmth, -2.5) * (oxygen + nitrogen));
}

double tct_spreading(double range_m)
{
    return range_m > 1.0 ? 1.0 / range_m : 1.0;
}
