/* Tacet acoustics: what air does to a sound. Pure functions, shared by the locator and the
 * simulator. */
#ifndef TACET_ACOUSTICS_H
#define TACET_ACOUSTICS_H

#include "tacet/base.h"

/* Speed of sound in dry air at `temperature_c` (-80 to 80), m/s: c = 20.03 sqrt(T), T in kelvin;
 * 0.08 % below the 343.2 m/s at 20 C of ISO 9613-1. */
TCT_API double tct_sound_speed_m_s(double temperature_c);

/* Seconds that a sound needs from a source to a receiver at (dx, dy, dz) metres from it, in air
 * with the given speed of sound and horizontal wind (where it blows TO, x and y, m/s), to first
 * order in wind / speed: |r| / (c + w . r / |r|). The wind must be slower than sound. */
TCT_API double tct_travel_time_s(double dx_m, double dy_m, double dz_m, double sound_speed_m_s,
                                 double wind_x_m_s, double wind_y_m_s);

#endif
