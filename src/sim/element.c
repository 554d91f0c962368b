/* Element: spherical and conical wave fronts at the microphones of an array. */
#include "element.h"

#include <math.h>

#include "streams.h"

/* Where the element of the channel really hangs; a channel of no element is dead. */
static void hang(const struct tct_scene *scene, uint32_t station, uint32_t channel,
                 struct tct_scene_microphone *e)
{
    const struct tct_scene_station *s = &scene->stations[station];
    const struct tct_element *stated = s->elements, *end = s->elements + s->element_count;
    while (stated < end && stated->channel != channel)
        stated++;
    e->plain = false;
    e->dead = stated == end;
    if (e->dead)
        return;
    struct tct_random random = stream_open(scene->seed, STREAM_ELEMENT, station, channel);
    e->x_m = stated->x_m + stated->position_sigma_m * tct_random_normal(&random);
    e->y_m = stated->y_m + stated->position_sigma_m * tct_random_normal(&random);
    e->z_m = stated->z_m + stated->position_sigma_m * tct_random_normal(&random);
    double gain_db = scene->microphones.gain_sigma_db * tct_random_normal(&random);
    e->gain = pow(10.0, gain_db / 20.0);
    e->late_s = scene->microphones.late_sigma_s * tct_random_normal(&random);
}

struct tct_scene_microphone tct_scene_microphone(const struct tct_scene *scene, uint32_t station,
                                                 uint32_t channel)
{
    const struct tct_scene_station *s = &scene->stations[station];
    struct tct_scene_microphone e = {.gain = 1.0, .plain = true};
    if (s->element_count > 0)
        hang(scene, station, channel, &e);
    for (size_t i = 0; i < s->fault_count; i++) {
        const struct tct_scene_fault *fault = &s->faults[i];
        if (fault->channel != channel)
            continue;
        e.plain = false;
        e.gain *= pow(10.0, fault->gain_db / 20.0);
        e.late_s += fault->late_s;
        e.dead = e.dead || fault->dead;
    }
    return e;
}

/* The front of a bullet's shock runs along the flight with the bullet and away from it at right
 * angles to the cone: along / (M c) + distance sqrt(1 - 1 / M^2) / c. */
static double cone_late_s(const struct tct_scene_microphone *e, const struct tct_scene_arrival *a,
                          double speed_m_s)
{
    double to[3], there[3], along = 0.0, along_there = 0.0, off2 = 0.0, off2_there = 0.0;
    const double offset[3] = {e->x_m, e->y_m, e->z_m};
    for (int i = 0; i < 3; i++) {
        to[i] = -(double)a->from_m[i]; /* the station, seen from the flight */
        there[i] = to[i] + offset[i];
        along += to[i] * (double)a->flight[i];
        along_there += there[i] * (double)a->flight[i];
    }
    for (int i = 0; i < 3; i++) {
        off2 += pow(to[i] - along * (double)a->flight[i], 2.0);
        off2_there += pow(there[i] - along_there * (double)a->flight[i], 2.0);
    }
    double mach = (double)a->mach;
    return ((along_there - along) / mach +
            (sqrt(off2_there) - sqrt(off2)) * sqrt(1.0 - 1.0 / (mach * mach))) /
           speed_m_s;
}

double element_late_s(const struct tct_scene_microphone *e, const struct tct_scene *scene,
                      const struct tct_scene_arrival *a)
{
    const struct tct_scene_air *air = &scene->airs[a->sound.air];
    double c = tct_sound_speed_m_s(air->air.temperature_c);
    double x = -(double)a->from_m[0], y = -(double)a->from_m[1], z = -(double)a->from_m[2];
    if (e->x_m == 0.0 && e->y_m == 0.0 && e->z_m == 0.0)
        return e->late_s;
    if (a->mach > 1.0f) {
        double range = sqrt(x * x + y * y + z * z);
        double wind = range > 0.0 ? (air->wind_x_m_s * x + air->wind_y_m_s * y) / range : 0.0;
        return e->late_s + cone_late_s(e, a, c + wind);
    }
    return e->late_s +
           tct_travel_time_s(x + e->x_m, y + e->y_m, z + e->z_m, c, air->wind_x_m_s,
                             air->wind_y_m_s) -
           tct_travel_time_s(x, y, z, c, air->wind_x_m_s, air->wind_y_m_s);
}

double element_reach_s(const struct tct_scene_microphone *e)
{
    /* The slowest that sound goes against the wind. */
    return fabs(e->late_s) + sqrt(e->x_m * e->x_m + e->y_m * e->y_m + e->z_m * e->z_m) / 200.0;
}
