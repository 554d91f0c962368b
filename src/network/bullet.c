/* Bullet: Whitham's cone of a bullet that slows down as exp(-drag distance). What is heard first
 * left the line of fire where the cone's half angle is that of Mach there (Fermat). */
#include "bullet.h"

#include <math.h>

/* Rifle bullets of 5 to 13 mm lose 0.4 to 1 of their speed's logarithm in a kilometre; what that is
 * off, the speed at the muzzle and the error of the model make up for. */
static const double DRAG_PER_M = 0.7e-3;

/* The N-wave of a slower bullet is too long and weak to be heard as one. */
static const double MACH_LEAST = 1.05;

/* Of the place on the line: the time is least there, so that it is right to 10 us. Of the angle. */
enum { HALVINGS = 10, ANGLE_HALVINGS = 16 };

/* Keeps an angle on this side of an edge. */
static const double ROUNDING_RAD = 1e-6;

/* How far beside the line the wave passes that left it at `at_m`, where it comes `along_m`. */
static double passes_m(double at_m, double along_m, double speed_m_s, double sound_speed_m_s)
{
    double mach = speed_m_s * exp(-DRAG_PER_M * at_m) / sound_speed_m_s;
    return (along_m - at_m) * sqrt(fmax(0, mach * mach - 1));
}

double bullet_heard_s(double range_m, double off_rad, double speed_m_s, double sound_speed_m_s)
{
    double along_m = range_m * cos(off_rad), beside_m = range_m * sin(off_rad);
    double mach = speed_m_s / sound_speed_m_s;
    if (mach <= MACH_LEAST || passes_m(0, along_m, speed_m_s, sound_speed_m_s) < beside_m)
        return (double)NAN;
    double low = 0, high = fmin(along_m, log(mach / MACH_LEAST) / DRAG_PER_M);
    if (passes_m(high, along_m, speed_m_s, sound_speed_m_s) > beside_m)
        return (double)NAN;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (passes_m(middle, along_m, speed_m_s, sound_speed_m_s) > beside_m)
            low = middle;
        else
            high = middle;
    }
    return expm1(DRAG_PER_M * low) / (DRAG_PER_M * speed_m_s) +
           hypot(along_m - low, beside_m) / sound_speed_m_s;
}

/* The least angle off the line at which anything is heard: nearer to it the wave would have left a
 * bullet that is too slow by then. passes_m there, solved for the angle. */
static double least_off_rad(double range_m, double speed_m_s, double sound_speed_m_s)
{
    double last_m = log(speed_m_s / sound_speed_m_s / MACH_LEAST) / DRAG_PER_M;
    double opening = sqrt(MACH_LEAST * MACH_LEAST - 1);
    double share = last_m * opening / (range_m * MACH_LEAST);
    return share < 1 ? fmax(0, acos(share) - atan2(1, opening)) : 0;
}

double bullet_off_rad(double range_m, double heard_s, double speed_m_s, double sound_speed_m_s)
{
    if (speed_m_s <= MACH_LEAST * sound_speed_m_s || heard_s > range_m / sound_speed_m_s)
        return (double)NAN;
    /* The farther off, the later, up to the edge of the cone, where it comes with the blast. */
    double low = least_off_rad(range_m, speed_m_s, sound_speed_m_s);
    double high = acos(sound_speed_m_s / speed_m_s);
    if (bullet_heard_s(range_m, low + ROUNDING_RAD, speed_m_s, sound_speed_m_s) > heard_s)
        return (double)NAN;
    for (int i = 0; i < ANGLE_HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (bullet_heard_s(range_m, middle, speed_m_s, sound_speed_m_s) < heard_s)
            low = middle;
        else
            high = middle;
    }
    return low + ROUNDING_RAD;
}
