/* Cost of arrays: one bearing, the beams that listen all the time, one window of infrasound. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tacet/signal/array.h"

enum { ELEMENTS = 6, SECONDS = 20 };

static double now_s(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static void make_elements(struct tct_element *elements, double radius_m)
{
    memset(elements, 0, ELEMENTS * sizeof(*elements));
    for (size_t i = 0; i < ELEMENTS; i++) {
        elements[i].channel = (uint32_t)i;
        elements[i].x_m = radius_m * cos(M_PI / 3.0 * (double)i);
        elements[i].y_m = radius_m * sin(M_PI / 3.0 * (double)i);
    }
}

/* Noise, and a shot every `every_s` from the east; 0 for none. */
static void make_sound(float *samples, const struct tct_element *element, double rate_hz,
                       size_t count, double every_s, uint64_t seed)
{
    struct tct_random random;
    tct_random_init(&random, seed, 0);
    for (size_t j = 0; j < count; j++) {
        double t = (double)j / rate_hz + element->x_m / 340.0;
        double since = every_s > 0.0 ? fmod(t, every_s) : -1.0;
        double shot = since < 0.0 ? 0.0 : (1.0 - since / 0.6e-3) * exp(-since / 0.6e-3);
        samples[j] = (float)(0.003 * tct_random_normal(&random) + 0.1 * shot);
    }
}

static struct tct_bearing_air air(double sample, void *user)
{
    (void)sample;
    (void)user;
    return (struct tct_bearing_air){340.0, 2.0};
}

static void count(const struct tct_array_pulse *pulse, void *user)
{
    size_t *bearings = user;
    *bearings += pulse->aimed;
}

static void count_wave(const struct tct_wave *wave, void *user)
{
    (void)wave;
    ++*(size_t *)user;
}

/* Seconds of processor time for `seconds` of sound. */
static double hear(double rate_hz, double every_s, size_t *ret_bearings, size_t *ret_bytes)
{
    struct tct_element elements[ELEMENTS];
    const float *channels[ELEMENTS];
    size_t length = (size_t)(rate_hz * SECONDS);
    float *samples = malloc(ELEMENTS * length * sizeof(float));
    make_elements(elements, 0.25);
    struct tct_array_config config = {tct_detector_defaults(rate_hz), elements, ELEMENTS};
    struct tct_array_detector *detector;
    *ret_bytes = tct_array_bytes(&config);
    *ret_bearings = 0;
    void *memory = malloc(*ret_bytes);
    if (samples == NULL || memory == NULL ||
        tct_array_init(memory, *ret_bytes, &config, &detector, NULL) != TCT_OK)
        exit(1);
    for (size_t i = 0; i < ELEMENTS; i++) {
        make_sound(samples + i * length, &elements[i], rate_hz, length, every_s, i);
        channels[i] = samples + i * length;
    }
    double started = now_s();
    tct_array_feed(detector, channels, length, air, count, ret_bearings);
    tct_array_finish(detector, air, count, ret_bearings);
    double took = now_s() - started;
    free(memory);
    free(samples);
    return took;
}

static void infrasound(void)
{
    enum { RATE = 100, LENGTH = RATE * 1200 };
    static float samples[ELEMENTS][LENGTH];
    struct tct_element elements[ELEMENTS];
    const float *channels[ELEMENTS];
    size_t waves = 0;
    make_elements(elements, 75.0);
    struct tct_wave_config config = tct_wave_defaults(RATE, elements, ELEMENTS);
    struct tct_wave_detector *detector;
    size_t bytes = tct_wave_bytes(&config);
    void *memory = malloc(bytes);
    if (memory == NULL || tct_wave_init(memory, bytes, &config, &detector, NULL) != TCT_OK)
        exit(1);
    for (size_t i = 0; i < ELEMENTS; i++) {
        make_sound(samples[i], &elements[i], RATE, LENGTH, 0.0, i);
        channels[i] = samples[i];
    }
    double started = now_s();
    tct_wave_feed(detector, channels, LENGTH, count_wave, &waves);
    double took = now_s() - started;
    printf("infrasound, 100 Hz, windows of 10 s every 5 s: %.2f ms a window, %.0f times real time, "
           "%zu bytes\n",
           1e3 * took / 239.0, LENGTH / (double)RATE / took, bytes);
    free(memory);
}

int main(void)
{
    static const double RATES_HZ[] = {12000, 48000};
    printf("%d microphones, radius 0.25 m\n", ELEMENTS);
    for (size_t i = 0; i < TCT_COUNT(RATES_HZ); i++) {
        size_t none, bearings, bytes;
        double quiet = hear(RATES_HZ[i], 0.0, &none, &bytes);
        double shots = hear(RATES_HZ[i], 0.5, &bearings, &bytes);
        printf("%6.0f Hz: noise %5.0f times real time, %zu bytes; a shot with its bearing %6.2f ms "
               "(%zu of them)\n",
               RATES_HZ[i], SECONDS / quiet, bytes, 1e3 * (shots - quiet) / (double)bearings,
               bearings);
    }
    infrasound();
    return 0;
}
