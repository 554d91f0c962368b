/* Noise table: prints how many pulses a detector finds where there is none, for the campaign.
 *
 * usage: noise-table [SECONDS] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "listen.h"

/* White noise through one pole at `corner` of the rate: brown above it. */
static struct sound sound_new_brown(double rate_hz, double seconds, double corner_hz, uint64_t seed)
{
    struct sound sound = sound_new(rate_hz, seconds, 1.0, seed);
    double pole = exp(-2.0 * M_PI * corner_hz / rate_hz), level = sqrt(1.0 - pole * pole);
    double state = 0.0;
    for (size_t i = 0; i < sound.count; i++) {
        state = pole * state + level * (double)sound.samples[i];
        sound.samples[i] = (float)(0.01 * state);
    }
    return sound;
}

/* Wind: brown noise above 5 Hz whose level wanders over 7 dB within seconds, over a faint hiss. */
static struct sound sound_new_wind(double rate_hz, double seconds, uint64_t seed)
{
    struct sound sound = sound_new_brown(rate_hz, seconds, 5.0, seed);
    struct tct_random random;
    tct_random_init(&random, seed, 1);
    double gust = 0.0, share = 1.0 / (1.5 * rate_hz);
    for (size_t i = 0; i < sound.count; i++) {
        gust += -share * gust + sqrt(2.0 * share) * 0.8 * tct_random_normal(&random);
        sound.samples[i] =
            (float)((double)sound.samples[i] * exp(gust) + 1e-5 * tct_random_normal(&random));
    }
    return sound;
}

static size_t count_pulses(struct sound sound)
{
    static struct heard heard;
    listen_all(&sound, &heard);
    sound_free(&sound);
    return (size_t)heard.counts.pulses;
}

int main(int argc, char **argv)
{
    static const double rates[] = {100.0, 12000.0, 48000.0};
    double hour_s = argc > 1 ? strtod(argv[1], NULL) : 3600.0;
    printf("%9s %9s %6s %6s %6s %6s\n", "rate Hz", "seconds", "white", "pink", "brown", "wind");
    for (size_t r = 0; r < TCT_COUNT(rates); r++) {
        double length_s = rates[r] > 12000.0 ? hour_s / 6.0 : hour_s;
        size_t white = count_pulses(sound_new(rates[r], length_s, 0.001, 1));
        size_t pink = count_pulses(sound_new_pink(rates[r], length_s, 0.001, 2));
        size_t brown = count_pulses(sound_new_brown(rates[r], length_s, 0.002 * rates[r], 3));
        size_t wind = count_pulses(sound_new_wind(rates[r], length_s, 4));
        printf("%9.0f %9.0f %6zu %6zu %6zu %6zu\n", rates[r], length_s, white, pink, brown, wind);
        (void)fflush(stdout);
    }
    return 0;
}
