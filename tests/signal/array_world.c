/* Array world: what the microphones of an array hear of made-up impulses. */
#include "array_world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double RISE_S = 0.1e-3;

void world_ring(struct array_world *world, size_t count, double radius_m, double turn,
                double rate_hz)
{
    *world = (struct array_world){.count = count, .rate_hz = rate_hz, .sound_speed_m_s = 343.0};
    for (size_t i = 0; i < count; i++) {
        double angle = turn + 2.0 * M_PI * (double)i / (double)count;
        world->elements[i] = (struct tct_element){
            .channel = (uint32_t)i, .x_m = radius_m * cos(angle), .y_m = radius_m * sin(angle)};
        world->truth[i] = world->elements[i];
        world->gain[i] = 1.0;
    }
}

void world_noise(struct array_world *world, size_t length, struct tct_random *random)
{
    world->length = length;
    for (size_t i = 0; i < world->count; i++) {
        world->samples[i] = malloc(length * sizeof(float));
        TCT_ASSERT(world->samples[i] != NULL);
        for (size_t j = 0; j < length; j++)
            world->samples[i][j] = (float)(world->noise[i] * tct_random_normal(random));
    }
}

void world_free(struct array_world *world)
{
    for (size_t i = 0; i < world->count; i++)
        free(world->samples[i]);
}

static double pulse(double t, double tau, double rise)
{
    if (t < 0.0)
        return 0.0;
    if (t < rise)
        return t / rise;
    double u = (t - rise) / tau;
    return (1.0 - u) * exp(-u);
}

/* What the converter makes of a pulse that began `t` seconds ago. */
static double sampled(const struct array_world *world, double t, double tau)
{
    enum { STEPS = 32 };
    double rise = world->sampling == SAMPLING_ROUNDED ? RISE_S : 0.0, sum = 0.0;
    if (world->sampling == SAMPLING_BARE)
        return pulse(t, tau, rise);
    double half = 0.5 / world->rate_hz;
    if (rise == 0.0) {
        /* The integral of the pulse is t exp(-t / tau). */
        double from = fmax(t - half, 0.0), to = fmax(t + half, 0.0);
        return (to * exp(-to / tau) - from * exp(-from / tau)) * world->rate_hz;
    }
    for (int i = 0; i < STEPS; i++)
        sum += pulse(t + half * ((2.0 * i + 1.0) / STEPS - 1.0), tau, rise);
    return sum / STEPS;
}

/* Seconds by which a wave from there is later at the element than at the station's place. */
static double delay_of(const struct array_world *world, const struct tct_element *e, double azimuth,
                       double elevation)
{
    double along = e->x_m * sin(azimuth) * cos(elevation) + e->y_m * cos(azimuth) * cos(elevation) +
                   e->z_m * sin(elevation);
    return -along / world->sound_speed_m_s;
}

void world_add(struct array_world *world, const struct array_shot *shot)
{
    for (size_t i = 0; i < world->count; i++) {
        double at = shot->onset_s + world->late_s[i] +
                    delay_of(world, &world->truth[i], shot->azimuth_rad, shot->elevation_rad);
        size_t from = (size_t)fmax(floor(at * world->rate_hz) - 2.0, 0.0);
        size_t end = from + (size_t)(14.0 * shot->tau_s * world->rate_hz) + 8;
        for (size_t j = from; j < end && j < world->length; j++)
            world->samples[i][j] +=
                (float)(world->gain[i] * shot->peak *
                        sampled(world, (double)j / world->rate_hz - at, shot->tau_s));
    }
}

/* Information on the delay of one channel: squares of the change of each sample with it. */
static double delay_information(const struct array_world *world, const struct array_shot *shot,
                                size_t i)
{
    static const double STEP_S = 1e-8;
    double sum = 0.0, scale = world->gain[i] * shot->peak / (2.0 * STEP_S * world->noise[i]);
    for (int j = -2; j < (int)(14.0 * shot->tau_s * world->rate_hz); j++) {
        /* Halfway between samples, as on average. */
        double t = ((double)j + 0.25) / world->rate_hz;
        double change = scale * (sampled(world, t + STEP_S, shot->tau_s) -
                                 sampled(world, t - STEP_S, shot->tau_s));
        sum += change * change;
    }
    return sum;
}

double world_bound_rad(const struct array_world *world, const struct array_shot *shot)
{
    static const double STEP_RAD = 1e-6;
    double f[3][3] = {{0}};
    for (size_t i = 0; i < world->count; i++) {
        const struct tct_element *e = &world->truth[i];
        double az = shot->azimuth_rad, el = shot->elevation_rad;
        double row[3] = {
            (delay_of(world, e, az + STEP_RAD, el) - delay_of(world, e, az - STEP_RAD, el)) /
                (2.0 * STEP_RAD),
            (delay_of(world, e, az, el + STEP_RAD) - delay_of(world, e, az, el - STEP_RAD)) /
                (2.0 * STEP_RAD),
            1.0};
        double information = delay_information(world, shot, i);
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                f[j][k] += information * row[j] * row[k];
    }
    /* The first element of the inverse, by cofactors. */
    double a = f[1][1] * f[2][2] - f[1][2] * f[2][1];
    double b = f[0][1] * f[2][2] - f[0][2] * f[2][1];
    double c = f[0][1] * f[1][2] - f[0][2] * f[1][1];
    return sqrt(a / (f[0][0] * a - f[0][1] * b + f[0][2] * c));
}
