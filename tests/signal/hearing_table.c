/* Hearing table: how many faint shots an array hears, how many there were not, and the bearings of
 * those that it heard, for ./dev campaign bearings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "array_world.h"
#include "tacet/signal/array.h"

enum { SHOTS_MAX = 1000 };

struct score {
    const struct array_shot *shots;
    bool heard[SHOTS_MAX];
    double error_deg[SHOTS_MAX], time_square, rate_hz;
    size_t count, bearings, inside, false_ones;
};

static struct tct_bearing_air air(double sample, void *user)
{
    (void)sample;
    (void)user;
    return (struct tct_bearing_air){343.0, 2.0};
}

static void take(const struct tct_array_pulse *pulse, void *user)
{
    struct score *score = user;
    for (size_t i = 0; i < score->count; i++) {
        const struct array_shot *shot = &score->shots[i];
        double late_s = pulse->pulse.onset_sample / score->rate_hz - shot->onset_s;
        if (fabs(late_s) > 0.005 || score->heard[i])
            continue;
        score->heard[i] = true;
        double z = late_s * score->rate_hz / pulse->pulse.sigma_sample;
        score->time_square += z * z;
        if (pulse->aimed) {
            double off =
                fabs(remainder(pulse->bearing.azimuth_rad - shot->azimuth_rad, 2.0 * M_PI));
            score->inside += off <= 1.96 * pulse->bearing.azimuth_sigma_rad;
            score->error_deg[score->bearings++] = off * 180.0 / M_PI;
        }
        return;
    }
    score->false_ones++;
}

static int by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void row(size_t elements, double db, enum sampling sampling, size_t shots)
{
    static struct array_shot made[SHOTS_MAX];
    static struct score score;
    struct array_world world;
    struct tct_random random;
    tct_random_init(&random, 1, (uint64_t)(db * 10) + elements);
    world_ring(&world, elements, 0.25, 0.3, 48000);
    world.sampling = sampling;
    for (size_t i = 0; i < elements; i++)
        world.noise[i] = 0.1 * pow(10.0, -db / 20.0);
    world_noise(&world, (size_t)(48000 * (2.0 + 0.5 * (double)shots)), &random);
    for (size_t n = 0; n < shots; n++) {
        made[n] = (struct array_shot){.azimuth_rad = 2.0 * M_PI * tct_random_uniform(&random),
                                      .elevation_rad = M_PI / 6.0 * tct_random_uniform(&random),
                                      .onset_s =
                                          1.0 + 0.5 * (double)n + 0.1 * tct_random_uniform(&random),
                                      .peak = 0.1,
                                      .tau_s = 0.6e-3};
        world_add(&world, &made[n]);
    }
    score = (struct score){.shots = made, .count = shots, .rate_hz = 48000};
    struct tct_array_config config = {
        .detector = tct_detector_defaults(48000), .elements = world.elements, .count = elements};
    struct tct_array_detector *detector;
    size_t bytes = tct_array_bytes(&config), heard = 0;
    void *memory = malloc(bytes);
    TCT_ASSERT(tct_array_init(memory, bytes, &config, &detector, NULL) == TCT_OK);
    const float *channels[TCT_ELEMENTS_MAX];
    for (size_t i = 0; i < elements; i++)
        channels[i] = world.samples[i];
    tct_array_feed(detector, channels, world.length, air, take, &score);
    tct_array_finish(detector, air, take, &score);
    for (size_t n = 0; n < shots; n++)
        heard += score.heard[n];
    qsort(score.error_deg, score.bearings, sizeof(double), by_size);
    printf("%8zu %8s %5.0f %8.1f %8zu %9.1f %9.3f %9.3f %8.1f %8.2f\n", elements,
           sampling == SAMPLING_BARE ? "bare" : "averaged", db,
           100.0 * (double)heard / (double)shots, score.false_ones,
           100.0 * (double)score.bearings / (double)(heard > 0 ? heard : 1),
           score.bearings > 0 ? score.error_deg[score.bearings / 2] : (double)NAN,
           score.bearings > 0 ? score.error_deg[(score.bearings * 95) / 100] : (double)NAN,
           100.0 * (double)score.inside / (double)(score.bearings > 0 ? score.bearings : 1),
           sqrt(score.time_square / (double)(heard > 0 ? heard : 1)));
    world_free(&world);
    free(memory);
}

int main(int argc, char **argv)
{
    size_t shots = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 100;
    if (shots < 1 || shots > SHOTS_MAX)
        return 2;
    printf("shots half a second apart, radius 0.25 m, 48 kHz, positive phase 0.6 ms; azimuths in "
           "degrees\n");
    printf("%8s %8s %5s %8s %8s %9s %9s %9s %8s %8s\n", "elements", "fronts", "dB", "heard %",
           "false", "bearing %", "median", "p95", "inside", "time z");
    for (size_t elements = 3; elements <= 8; elements = elements < 4 ? 4 : elements + 2)
        row(elements, 10.0, SAMPLING_AVERAGED, shots);
    static const double LEVELS[] = {40.0, 20.0, 10.0};
    for (size_t l = 0; l < TCT_COUNT(LEVELS); l++)
        row(6, LEVELS[l], SAMPLING_BARE, shots);
    for (size_t l = 0; l < TCT_COUNT(LEVELS) - 1; l++)
        row(6, LEVELS[l], SAMPLING_AVERAGED, shots);
    return 0;
}
