/* Air: how fast a sound travels. */
#include "tacet/acoustics.h"

#include <math.h>

double tct_sound_speed_m_s(double temperature_c)
{
    return 20.03 * sqrt(273.15 + temperature_c);
}

double tct_travel_time_s(double dx_m, double dy_m, double dz_m, double sound_speed_m_s,
                         double wind_x_m_s, double wind_y_m_s)
{
    double range_m = sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m);
    if (range_m == 0.0)
        return 0.0;
    double along_m_s = (wind_x_m_s * dx_m + wind_y_m_s * dy_m) / range_m;
    return range_m / (sound_speed_m_s + along_m_s);
}
