/* Traffic: vehicles that pass: engines low, tyres around 900 Hz, loudest when nearest. */
#include <math.h>
#include <string.h>

#include "noise.h"
#include "streams.h"

static const double two_pi = 6.28318530717958647692;

/* A vehicle is heard so many seconds before and after it is nearest, and passes that fast at that
 * distance. */
static const double heard_s = 60.0;
static const double slow_m_s = 8.0, fast_m_s = 22.0, near_m = 15.0, far_m = 150.0;

static const double engine_hz = 90.0, tyre_hz = 900.0, tyre_kept_s = 0.0006, tyre_share = 0.25;

static void tune(struct traffic *t, double rate_hz)
{
    double tyre = fmin(tyre_hz, 0.3 * rate_hz);
    double kept = exp(-t->sample_s / tyre_kept_s);
    t->kept = exp(-two_pi * engine_hz * t->sample_s);
    t->ring[0] = 2.0 * kept * cos(two_pi * tyre * t->sample_s);
    t->ring[1] = kept * kept;
}

/* One sample of a vehicle's sound, of the power of `filtered_power`. */
static double next(struct traffic *t, double white)
{
    t->low = t->kept * t->low + (1.0 - t->kept) * white;
    double ring = white + t->ring[0] * t->ring_1 - t->ring[1] * t->ring_2;
    t->ring_2 = t->ring_1;
    t->ring_1 = ring;
    return t->low + tyre_share * (1.0 - t->ring[1]) * ring;
}

/* What the filter makes of white noise of power 1: the sum of the squares of its response. */
static double filtered_power(struct traffic *t)
{
    double power = 0.0;
    for (double n = 0.0; n < 0.1 / t->sample_s; n += 1.0) {
        double y = next(t, n == 0.0 ? 1.0 : 0.0);
        power += y * y;
    }
    t->low = t->ring_1 = t->ring_2 = 0.0;
    return power;
}

void traffic_init(struct traffic *t, const struct noise_place *place)
{
    const struct tct_scene_noise *noise = &place->scene->noise;
    memset(t, 0, sizeof(*t));
    if (noise->traffic_pa <= 0.0 || noise->vehicles_per_hour <= 0.0)
        return;
    /* All microphones of a station hear the same vehicles, each with sound of its own: a road is no
     * point. */
    t->random = stream_open(place->scene->seed, STREAM_TRAFFIC, place->station, place->window);
    t->white = stream_open(place->scene->seed, STREAM_TRAFFIC, place->station,
                           stream_window(place->channel + 1, place->window));
    t->sample_s = 1.0 / place->scene->sample_rate_hz;
    tune(t, place->scene->sample_rate_hz);
    t->pa = noise->traffic_pa / sqrt(filtered_power(t));
    t->gap_s = 3600.0 / noise->vehicles_per_hour;
    t->next_s = -heard_s + t->gap_s * tct_random_exponential(&t->random);
}

/* Brings the list of vehicles to the moment `at_s`. */
static void come_and_go(struct traffic *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->at_s - t->vehicles[i].nearest_s < heard_s)
            t->vehicles[kept++] = t->vehicles[i];
    t->count = kept;
    while (t->next_s < t->at_s + heard_s) {
        double speed = slow_m_s + (fast_m_s - slow_m_s) * tct_random_uniform(&t->random);
        double nearest = near_m * pow(far_m / near_m, tct_random_uniform(&t->random));
        if (t->count < VEHICLES)
            t->vehicles[t->count++] = (struct vehicle){t->next_s, nearest / speed};
        t->next_s += t->gap_s * tct_random_exponential(&t->random);
    }
}

static double loudness(const struct traffic *t, double at_s)
{
    double power = 0.0;
    for (size_t i = 0; i < t->count; i++) {
        double away = (at_s - t->vehicles[i].nearest_s) / t->vehicles[i].length_s;
        power += 1.0 / (1.0 + away * away);
    }
    return t->pa * sqrt(power);
}

void traffic_add(struct traffic *t, float *pa)
{
    if (t->pa <= 0.0)
        return;
    float white[NOISE_BLOCK];
    come_and_go(t);
    gaussian_block(&t->white, white);
    double from = loudness(t, t->at_s);
    t->at_s += NOISE_BLOCK * t->sample_s;
    double step = (loudness(t, t->at_s) - from) / NOISE_BLOCK;
    for (int i = 0; i < NOISE_BLOCK; i++)
        pa[i] += (float)((from + step * i) * next(t, (double)white[i]));
}
