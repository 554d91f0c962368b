/* Wind: turbulence at a microphone, as a cascade of poles and zeros; gusts swell it. */
#include <math.h>
#include <string.h>

#include "noise.h"
#include "streams.h"

static const double pi = 3.14159265358979323846;

/* Turbulence in the inertial range: power falls as f^(-5/3) (Kolmogorov 1941; for microphones
 * Raspet, Webster & Dillion 2006). A pole and a zero a decade make that slope, on average: between
 * pole p and zero 10^(5/6) p the amplitude falls as 1 / f, from there to 10 p not at all. */
static void tune(struct wind *filter, double sample_rate_hz)
{
    double first_hz = 1.0, middle_hz = 0.0;
    for (int i = 0; i < WIND_SECTIONS; i++) {
        double pole_hz = first_hz * pow(10.0, i), zero_hz = pole_hz * pow(10.0, 5.0 / 6.0);
        filter->pole[i] = exp(-2.0 * pi * pole_hz / sample_rate_hz);
        filter->zero[i] = exp(-2.0 * pi * zero_hz / sample_rate_hz);
        if (pole_hz <= 20.0)
            middle_hz = sqrt(pole_hz * zero_hz); /* where the cascade meets the straight slope */
    }
    /* Density wanted at f: K f^(-5/3), with power above 20 Hz of 1: K = 2/3 20^(2/3). White noise
     * of power 1 has the density 2 / rate. */
    double wanted = 2.0 / 3.0 * pow(20.0, 2.0 / 3.0) * pow(middle_hz, -5.0 / 3.0);
    double power = 2.0 / sample_rate_hz;
    double turn = 2.0 * pi * middle_hz / sample_rate_hz;
    for (int i = 0; i < WIND_SECTIONS; i++) {
        double z = filter->zero[i], p = filter->pole[i];
        power *= (1.0 - 2.0 * z * cos(turn) + z * z) / (1.0 - 2.0 * p * cos(turn) + p * p);
    }
    filter->gain = sqrt(wanted / power);
}

static float next(struct wind *filter, float white)
{
    double x = filter->gain * (double)white;
    for (int i = 0; i < WIND_SECTIONS; i++) {
        double y =
            x - filter->zero[i] * filter->before[i] + filter->pole[i] * filter->before[i + 1];
        filter->before[i] = x;
        x = y;
    }
    filter->before[WIND_SECTIONS] = x;
    return (float)x;
}

void wind_init(struct wind *wind, const struct noise_place *place)
{
    const struct tct_scene *scene = place->scene;
    memset(wind, 0, sizeof(*wind));
    wind->random = stream_open(scene->seed, STREAM_WIND, place->station,
                               stream_window(place->channel, place->window));
    wind->pa = (float)scene->noise.wind_pa;
    tune(wind, scene->sample_rate_hz);
    wind->gusts = scene->noise.gusts;
    if (wind->gusts <= 0.0)
        return;
    /* All microphones of a station stand in the same gust. */
    wind->gust_random = stream_open(scene->seed, STREAM_GUSTS, place->station, place->window);
    wind->kept = exp(-NOISE_BLOCK / scene->sample_rate_hz / scene->noise.gust_s);
    wind->swell = tct_random_normal(&wind->gust_random);
}

/* The next value of a Gaussian process of first order; its exponential has the mean square 1. */
static double next_swell(struct wind *wind)
{
    double fresh = sqrt(1.0 - wind->kept * wind->kept);
    wind->swell = wind->kept * wind->swell + fresh * tct_random_normal(&wind->gust_random);
    return exp(wind->gusts * wind->swell - wind->gusts * wind->gusts);
}

void wind_add(struct wind *wind, float *pa)
{
    if (wind->pa <= 0.0f)
        return;
    float drawn[NOISE_BLOCK];
    gaussian_block(&wind->random, drawn);
    if (wind->gusts <= 0.0) {
        for (int i = 0; i < NOISE_BLOCK; i++)
            pa[i] += wind->pa * next(wind, drawn[i]);
        return;
    }
    double before = exp(wind->gusts * wind->swell - wind->gusts * wind->gusts);
    double step = (next_swell(wind) - before) / NOISE_BLOCK;
    for (int i = 0; i < NOISE_BLOCK; i++)
        pa[i] += wind->pa * (float)(before + step * i) * next(wind, drawn[i]);
}
