/* Rain: drops on a microphone's shelter, each a short ringing at a random moment, over the hiss of
 * the many that fall around it. */
#include <math.h>
#include <string.h>

#include "noise.h"
#include "streams.h"

static const double two_pi = 6.28318530717958647692;

/* A drop rings at some pitch between, and dies away with some time constant between. */
static const double low_hz = 700.0, high_hz = 5000.0, short_s = 0.0004, long_s = 0.002;

/* After so many time constants it is gone. */
static const double heard_for = 8.0;

void rain_init(struct rain *rain, const struct noise_place *place)
{
    const struct tct_scene *scene = place->scene;
    memset(rain, 0, sizeof(*rain));
    rain->random = stream_open(scene->seed, STREAM_RAIN, place->station,
                               stream_window(place->channel, place->window));
    rain->rate_hz = scene->sample_rate_hz;
    rain->sample_s = 1.0 / scene->sample_rate_hz;
    if (scene->noise.rain_pa <= 0.0)
        return;
    double half_pa = scene->noise.rain_pa * sqrt(0.5);
    /* The difference of two white samples has the power 2. */
    rain->hiss_pa = (float)(half_pa * sqrt(0.5));
    /* A drop of height A holds A^2 tau / 4; the mean square of an exponential height is 2. */
    double mean_tau_s = (long_s - short_s) / log(long_s / short_s);
    rain->gap_s = 1.0 / scene->noise.drops_per_s;
    rain->drop_pa = half_pa * sqrt(rain->gap_s / (2.0 * mean_tau_s / 4.0));
    rain->next_s = rain->gap_s * tct_random_exponential(&rain->random);
}

/* One drop into what is still to come, from sample `at` on: a resonator that is struck once. */
static void fall(struct rain *rain, size_t at)
{
    double highest_hz = fmin(high_hz, 0.4 * rain->rate_hz),
           lowest_hz = fmin(low_hz, 0.5 * highest_hz);
    double hz = lowest_hz * pow(highest_hz / lowest_hz, tct_random_uniform(&rain->random));
    double tau_s = short_s * pow(long_s / short_s, tct_random_uniform(&rain->random));
    double height = rain->drop_pa * tct_random_exponential(&rain->random);
    double kept = exp(-rain->sample_s / tau_s), turn = two_pi * hz * rain->sample_s;
    double once = 2.0 * kept * cos(turn), twice = kept * kept;
    double y_1 = 0.0, y = height * kept * sin(turn);
    size_t length = (size_t)ceil(heard_for * tau_s * rain->rate_hz);
    for (size_t i = at; i < at + length && i < NOISE_BLOCK + RAIN_TAIL; i++) {
        rain->tail[i] += (float)y;
        double next = once * y - twice * y_1;
        y_1 = y;
        y = next;
    }
}

void rain_add(struct rain *rain, float *pa)
{
    if (rain->hiss_pa <= 0.0f)
        return;
    float white[NOISE_BLOCK];
    double block_s = NOISE_BLOCK * rain->sample_s;
    while (rain->next_s < block_s) {
        fall(rain, (size_t)(rain->next_s * rain->rate_hz));
        rain->next_s += rain->gap_s * tct_random_exponential(&rain->random);
    }
    rain->next_s -= block_s;
    gaussian_block(&rain->random, white);
    for (int i = 0; i < NOISE_BLOCK; i++) {
        pa[i] += rain->tail[i] + rain->hiss_pa * (white[i] - rain->before);
        rain->before = white[i];
    }
    memmove(rain->tail, rain->tail + NOISE_BLOCK, RAIN_TAIL * sizeof(*rain->tail));
    memset(rain->tail + RAIN_TAIL, 0, NOISE_BLOCK * sizeof(*rain->tail));
}
