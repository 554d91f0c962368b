/* Refraction: arcs, shadows and what is lost in them, to first order. */
#include "tacet/acoustics.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

/* What any shadow receives by scattering. */
static const double deepest_db = 25.0;

double tct_arc_time_s(double range_m, double speed_a_m_s, double speed_b_m_s, double bending_per_s)
{
    double straight_s = range_m / sqrt(speed_a_m_s * speed_b_m_s);
    double u = 0.5 * fabs(bending_per_s) * straight_s;
    return u > 0.0 ? straight_s * asinh(u) / u : straight_s;
}

double tct_shadow_edge_m(double height_a_m, double height_b_m, double speed_m_s,
                         double bending_per_s)
{
    if (bending_per_s >= 0.0)
        return INFINITY;
    double radius_m = speed_m_s / -bending_per_s;
    return sqrt(2.0 * radius_m * height_a_m) + sqrt(2.0 * radius_m * height_b_m);
}

static double edge_db(const struct tct_obstacle *o, double frequency_hz)
{
    return 10.0 * log10(3.0 + 20.0 * 2.0 * o->detour_m * frequency_hz / o->sound_speed_m_s);
}

static double shadow_db(const struct tct_obstacle *o, double frequency_hz)
{
    double k = 2.0 * pi * frequency_hz / o->sound_speed_m_s;
    double radius_m = o->sound_speed_m_s / -o->bending_per_s;
    double np_per_m = 0.5 * sqrt(3.0) * 1.0188 * cbrt(k / (2.0 * radius_m * radius_m));
    return 20.0 / log(10.0) * np_per_m * o->shadow_m;
}

double tct_obstacle_db(const struct tct_obstacle *obstacle, double frequency_hz)
{
    double db = 0.0;
    if (obstacle->detour_m > 0.0)
        db = edge_db(obstacle, frequency_hz);
    if (obstacle->shadow_m > 0.0 && obstacle->bending_per_s < 0.0)
        db = fmax(db, shadow_db(obstacle, frequency_hz));
    return fmin(db, deepest_db);
}
