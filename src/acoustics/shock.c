/* Shock: the ballistic shock wave of a bullet (Whitham 1952, "The flow pattern of a supersonic
 * projectile"; in numbers for small arms Maher 2006). */
#include "tacet/acoustics.h"

#include <math.h>

/* What the shock front's thickness goes by: some mean free path of air. */
static const double free_path_m = 6.8e-8;

/* Nearer, Whitham's far field does not hold yet: some hundred diameters. */
static const double nearest_m = 0.5;

/* Slower, Whitham's N-wave grows without end, and what is heard is something else. */
static const double slowest_mach = 1.05;

struct tct_shock tct_shock_wave(const struct tct_bullet *bullet, double mach, double miss_m,
                                double sound_speed_m_s, double pressure_pa)
{
    double m = mach > slowest_mach ? mach : slowest_mach, over = m * m - 1.0;
    double b = miss_m > nearest_m ? miss_m : nearest_m;
    double slender = bullet->diameter_m / sqrt(sqrt(bullet->length_m));
    struct tct_shock shock;
    shock.duration_s =
        1.82 * m * sqrt(sqrt(b)) * slender / (sound_speed_m_s * pow(over, 3.0 / 8.0));
    shock.peak_pa = 0.53 * pressure_pa * pow(over, 1.0 / 8.0) * slender / pow(b, 0.75);
    shock.rise_s = free_path_m / sound_speed_m_s * pressure_pa / shock.peak_pa;
    return shock;
}

double tct_bullet_speed_m_s(const struct tct_bullet *bullet, double flown_m)
{
    return bullet->speed_m_s * exp(-bullet->drag_per_m * flown_m);
}

double tct_bullet_flight_s(const struct tct_bullet *bullet, double flown_m)
{
    double k = bullet->drag_per_m * flown_m;
    double stretch = fabs(k) > 1e-9 ? expm1(k) / k : 1.0;
    return flown_m / bullet->speed_m_s * stretch;
}

/* How far from the cosine of the cone's normal the direction to the receiver is: positive while the
 * wave that leaves here passes behind it. Falls all along the flight. */
static double ahead(const struct tct_bullet *bullet, double c, double along_m, double miss_m,
                    double flown_m)
{
    double leg_m = hypot(along_m - flown_m, miss_m);
    double cosine = leg_m > 0.0 ? (along_m - flown_m) / leg_m : 0.0;
    return cosine - c / tct_bullet_speed_m_s(bullet, flown_m);
}

bool tct_shock_emission(const struct tct_bullet *bullet, double sound_speed_m_s, double along_m,
                        double miss_m, double flight_m, struct tct_shock_emission *ret)
{
    double low = 0.0, high = flight_m;
    if (ahead(bullet, sound_speed_m_s, along_m, miss_m, low) < 0.0 ||
        ahead(bullet, sound_speed_m_s, along_m, miss_m, high) > 0.0)
        return false;
    for (int i = 0; i < 100 && high - low > 1e-9; i++) {
        double middle = 0.5 * (low + high);
        if (ahead(bullet, sound_speed_m_s, along_m, miss_m, middle) >= 0.0)
            low = middle;
        else
            high = middle;
    }
    ret->flown_m = 0.5 * (low + high);
    ret->flight_s = tct_bullet_flight_s(bullet, ret->flown_m);
    ret->mach = tct_bullet_speed_m_s(bullet, ret->flown_m) / sound_speed_m_s;
    ret->leg_m = hypot(along_m - ret->flown_m, miss_m);
    return ret->mach >= slowest_mach;
}

double tct_n_wave(double time_s, double duration_s, double rise_s)
{
    double t = time_s;
    if (t < 0.0 || t >= duration_s + 2.0 * rise_s)
        return 0.0;
    if (t < rise_s)
        return t / rise_s;
    t -= rise_s;
    if (t <= duration_s)
        return 1.0 - 2.0 * t / duration_s;
    return (t - duration_s) / rise_s - 1.0;
}

/* The wave's integral from its onset. */
static double impulse(double time_s, double duration_s, double rise_s)
{
    double t = time_s;
    if (t <= 0.0 || t >= duration_s + 2.0 * rise_s)
        return 0.0;
    if (t < rise_s)
        return 0.5 * t * t / rise_s;
    t -= rise_s;
    if (t <= duration_s)
        return 0.5 * rise_s + t - t * t / duration_s;
    t -= duration_s;
    return 0.5 * rise_s - t + 0.5 * t * t / rise_s;
}

double tct_n_wave_mean(double time_s, double width_s, double duration_s, double rise_s)
{
    double half_s = 0.5 * width_s;
    return (impulse(time_s + half_s, duration_s, rise_s) -
            impulse(time_s - half_s, duration_s, rise_s)) /
           width_s;
}
