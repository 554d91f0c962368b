/* Tacet acoustics: what air does to a sound. Pure functions, shared by the locator and the
 * simulator. */
#ifndef TACET_ACOUSTICS_H
#define TACET_ACOUSTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "tacet/base.h"

/* Speed of sound in dry air at `temperature_c` (-80 to 80), m/s: c = 20.03 sqrt(T), T in kelvin;
 * 0.08 % below the 343.2 m/s at 20 C of ISO 9613-1. */
TCT_API double tct_sound_speed_m_s(double temperature_c);

/* Seconds that a sound needs from a source to a receiver at (dx, dy, dz) metres from it, in air
 * with the given speed of sound and horizontal wind (where it blows TO, x and y, m/s), to first
 * order in wind / speed: |r| / (c + w . r / |r|). The wind must be slower than sound. */
TCT_API double tct_travel_time_s(double dx_m, double dy_m, double dz_m, double sound_speed_m_s,
                                 double wind_x_m_s, double wind_y_m_s);

/* What absorption depends on. */
struct tct_air {
    double temperature_c;     /* -50 to 60 */
    double relative_humidity; /* 0 to 1, over water */
    double pressure_pa;       /* 20,000 to 120,000 */
};

/* Atmospheric absorption of a pure tone of `frequency_hz` (> 0), dB/m: ISO 9613-1:1993, equations
 * (3) to (5), humidity by annex B. Accurate to 10 % over 0.05 % to 5 % of water vapour. */
TCT_API double tct_absorption_db_per_m(const struct tct_air *air, double frequency_hz);

/* Spherical spreading: the factor from the pressure at 1 m to that at `range_m`; 1 inside 1 m. */
TCT_API double tct_spreading(double range_m);

/* Friedlander's pulse at `time_s` after its onset, peak 1: (1 - t/tau) exp(-t/tau), 0 before; the
 * positive phase lasts tau (> 0). */
TCT_API double tct_friedlander(double time_s, double positive_phase_s);

/* Mean of Friedlander's pulse over the interval of `width_s` (> 0) around `time_s`, in closed form:
 * the integral of the pulse is t exp(-t/tau). It is what a converter that integrates over its
 * sampling interval reads; the onset may lie anywhere between two samples. */
TCT_API double tct_friedlander_mean(double time_s, double width_s, double positive_phase_s);

/* A blast at one place: Friedlander's pulse. */
struct tct_blast {
    double peak_pa;
    double positive_phase_s;
};

/* The blast of `charge_kg` (1e-6 to 1e6) of TNT in free air of `pressure_pa` at `range_m`: Kinney &
 * Graham, Explosive Shocks in Air, 2nd ed. 1985 (peak: equation 6-2; fitted to 500 m for 1 kg),
 * distance and time scaled with the cube root of the mass (Hopkinson 1915, Cranz 1926), pressure
 * after Sachs (1944). Far away the peak falls as 1 / range, 84 kPa m for 1 kg, and the positive
 * phase, which grows from 0.08 ms at half a metre (and nearer), stays at 4.2 ms. A charge on hard
 * ground works as 1.8 times it in free air. Without absorption. */
TCT_API struct tct_blast tct_explosion(double charge_kg, double range_m, double pressure_pa);

/* A bullet that flies straight and slows down as exp(-drag * distance): drag with the square of the
 * speed. */
struct tct_bullet {
    double diameter_m, length_m; /* > 0 */
    double speed_m_s;            /* at the muzzle, > 0 */
    double drag_per_m;           /* >= 0; a rifle's: some 0.0007 */
};

TCT_API double tct_bullet_speed_m_s(const struct tct_bullet *bullet, double flown_m);

/* Seconds to fly so far. */
TCT_API double tct_bullet_flight_s(const struct tct_bullet *bullet, double flown_m);

/* An N-wave: it rises to its peak, falls in a straight line to minus the peak and comes back. */
struct tct_shock {
    double peak_pa;
    double duration_s; /* from peak to suction */
    double rise_s;
};

/* The shock wave of a bullet of `mach` `miss_m` from its trajectory, without absorption: Whitham
 * (1952), as in Maher (2006); below Mach 1.05 that of 1.05, inside half a metre that of half a
 * metre. */
TCT_API struct tct_shock tct_shock_wave(const struct tct_bullet *bullet, double mach, double miss_m,
                                        double sound_speed_m_s, double pressure_pa);

/* Where on the trajectory the shock wave leaves that a receiver hears. */
struct tct_shock_emission {
    double flown_m;  /* from the muzzle */
    double flight_s; /* after the shot */
    double mach;     /* there */
    double leg_m;    /* from there to the receiver, at right angles to the cone */
};

/* For a receiver `along_m` down the line of fire from the muzzle and `miss_m` (>= 0) beside it; the
 * bullet flies `flight_m`. The wave's normal and the trajectory enclose the angle whose cosine is
 * 1 / Mach (the cone's half angle has it for its sine): of all emissions that one arrives first
 * (Fermat). False outside of the region that the cone sweeps over, where no shock wave is heard,
 * and where the bullet is slower than Mach 1.05. */
TCT_API bool tct_shock_emission(const struct tct_bullet *bullet, double sound_speed_m_s,
                                double along_m, double miss_m, double flight_m,
                                struct tct_shock_emission *ret);

/* An N-wave of peak 1 at `time_s` after its onset, rise >= 0. */
TCT_API double tct_n_wave(double time_s, double duration_s, double rise_s);

/* Its mean over `width_s` (> 0) around `time_s`, in closed form, as tct_friedlander_mean. */
TCT_API double tct_n_wave_mean(double time_s, double width_s, double duration_s, double rise_s);

/* Seconds over `range_m` along the arc on which a sound bends where its effective speed, the wind's
 * part along the path included, changes by `bending_per_s` (m/s per m, up is positive) with height:
 * speed_a and speed_b are those at its two ends. Exact for a linear profile, and never longer than
 * the straight way: (2 / g) asinh(g r / (2 sqrt(speed_a speed_b))). */
TCT_API double tct_arc_time_s(double range_m, double speed_a_m_s, double speed_b_m_s,
                              double bending_per_s);

/* How far a sound is heard that bends up: over flat ground, from a source to a receiver at those
 * heights over it (>= 0), until the ray that grazes the ground has passed: sqrt(2 R h) of each, R =
 * speed / |bending| (Salomons, Computational Atmospheric Acoustics, 2001). Infinite
 * when it does not bend up. */
TCT_API double tct_shadow_edge_m(double height_a_m, double height_b_m, double speed_m_s,
                                 double bending_per_s);

/* What stands in the way of a path, besides air. */
struct tct_obstacle {
    double sound_speed_m_s;
    double detour_m;      /* over an edge, longer than the straight line; 0: none */
    double shadow_m;      /* of the path lie in an acoustic shadow; 0: none */
    double bending_per_s; /* there, < 0 */
};

/* Its loss at `frequency_hz`, dB, the greater of two:
 * - over an edge 10 log10(3 + 20 N), N = 2 detour / wave length: Maekawa's curve (Applied Acoustics
 *   1, 1968) as ISO 9613-2:1996 has it, equation (14) with C2 = 40, for ground counted apart;
 * - in a shadow that of the creeping wave over hard ground, 8.686 (sqrt(3)/2) 1.0188
 *   (k / (2 R^2))^(1/3) a metre (Pierce, Acoustics, 1981, chapter 9; k the wave number, 1.0188 the
 *   first zero of the derivative of Airy's function).
 * Neither takes more than 25 dB, ISO 9613-2's limit for a thick screen: turbulence scatters that
 * much into any shadow. */
TCT_API double tct_obstacle_db(const struct tct_obstacle *obstacle, double frequency_hz);

/* How the ground sends back a spherical wave that meets it at the grazing angle of sine `sine`
 * (over 0 to 1) and travels `range_m` (> 0) in all: the complex coefficient, for the time factor
 * exp(-i w t). Impedance by Delany & Bazley (1970) with one flow resistivity in kPa s/m2 (10 snow,
 * 200 grass, 20,000 asphalt; Chessell 1977), the ground reacting locally; the plane wave's
 * coefficient and the ground wave's function F of the numerical distance, as in Chessell (1977) and
 * Attenborough (1988). */
struct tct_complex {
    double re, im;
};
TCT_API struct tct_complex tct_ground_reflection(double flow_resistivity, double frequency_hz,
                                                 double sine, double range_m,
                                                 double sound_speed_m_s);

/* Absorption along a path as a filter on samples.
 *
 * A finite impulse response of minimum phase: absorption by relaxation is causal, hence its phase
 * follows from its magnitude (Kramers & Kronig), and nothing arrives before the onset. Made from
 * the real cepstrum of the wanted magnitude (Oppenheim & Schafer, Discrete-Time Signal Processing,
 * 3rd ed., section 13.6.2). Attenuation beyond 90 dB is kept at 90 dB. */
enum { TCT_AIR_FILTER_TAPS_MAX = 512 };

struct tct_air_filter {
    double sample_rate_hz;
    size_t tap_count;
    double
        absorption_np_per_m[2 * TCT_AIR_FILTER_TAPS_MAX + 1]; /* on 2 tap_count + 1 frequencies */
    double cosine[4 * TCT_AIR_FILTER_TAPS_MAX];               /* one turn in 4 tap_count steps */
};

/* Prepares filters for `sample_rate_hz` (100 to 192,000). The responses last 6 ms: absorption's end
 * with the slowest relaxation that matters, nitrogen's, some 200 Hz in common air, so that they are
 * seven of its time constants. Errors: TCT_ERR_USE when the rate or the air is outside the ranges
 * above or not finite. */
TCT_API TCT_MUST_CHECK enum tct_status tct_air_filter_init(struct tct_air_filter *filter,
                                                           const struct tct_air *air,
                                                           double sample_rate_hz,
                                                           struct tct_error *err);

/* The same with responses of 30 ms, or as long as TCT_AIR_FILTER_TAPS_MAX allow: for ground and
 * obstacles, which tell low tones apart. */
TCT_API TCT_MUST_CHECK enum tct_status tct_air_filter_init_long(struct tct_air_filter *filter,
                                                                const struct tct_air *air,
                                                                double sample_rate_hz,
                                                                struct tct_error *err);

/* The `filter->tap_count` taps for a path of `range_m` (>= 0); 0 m gives 1, 0, 0, ... */
TCT_API void tct_air_filter_taps(const struct tct_air_filter *filter, double range_m,
                                 double *ret_taps);

/* The same with an obstacle in the way, whose loss has the minimal phase, too: what comes over an
 * edge does not come before its time. */
TCT_API void tct_obstacle_taps(const struct tct_air_filter *filter, double range_m,
                               const struct tct_obstacle *obstacle, double *ret_taps);

/* Taps for what the ground sends back, against what comes straight: causal by construction, since
 * they follow from the real part of the coefficient alone (Oppenheim & Schafer, section 12.1). */
TCT_API void tct_ground_taps(const struct tct_air_filter *filter, double flow_resistivity,
                             double sine, double range_m, double sound_speed_m_s, double *ret_taps);

#endif
