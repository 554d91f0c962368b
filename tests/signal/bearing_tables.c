/* Bearing tables: how well bearings are told, for ./dev campaign bearings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "array_world.h"

enum { TRIALS_MAX = 20000 };

struct figures {
    double error_deg[TRIALS_MAX];
    size_t count, missed, inside, used_wrong;
    double bound_deg, sigma_deg, el_inside;
};

static double wrap(double angle)
{
    return remainder(angle, 2.0 * M_PI);
}

static int by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

typedef void spoil_fn(struct array_world *world, struct tct_random *random);

struct setting {
    const char *name;
    size_t elements;
    double radius_m, rate_hz, tau_s;
    enum sampling sampling;
    spoil_fn *spoil;
};

static void one_trial(const struct setting *setting, double db, struct tct_random *random,
                      struct figures *figures)
{
    struct array_world world;
    world_ring(&world, setting->elements, setting->radius_m,
               2.0 * M_PI * tct_random_uniform(random), setting->rate_hz);
    world.sampling = setting->sampling;
    for (size_t i = 0; i < world.count; i++)
        world.noise[i] = pow(10.0, -db / 20.0);
    if (setting->spoil != NULL)
        setting->spoil(&world, random);
    struct tct_bearing_config config = {world.rate_hz, world.elements, world.count};
    struct tct_bearing_finder *finder;
    size_t bytes = tct_bearing_finder_bytes(&config);
    void *memory = malloc(bytes);
    TCT_ASSERT(tct_bearing_finder_init(memory, bytes, &config, &finder, NULL) == TCT_OK);
    size_t before = tct_bearing_before(finder), after = tct_bearing_after(finder);
    world_noise(&world, before + after, random);
    struct array_shot shot = {
        .azimuth_rad = 2.0 * M_PI * tct_random_uniform(random),
        .elevation_rad = M_PI / 6.0 * tct_random_uniform(random),
        .onset_s = ((double)before / world.rate_hz) +
                   0.001 * (tct_random_uniform(random) - 0.5),
        .peak = 1.0,
        .tau_s = setting->tau_s};
    world_add(&world, &shot);
    struct tct_bearing_air air = {343.0, 2.0};
    struct tct_bearing bearing;
    const float *channels[TCT_ELEMENTS_MAX];
    for (size_t i = 0; i < world.count; i++)
        channels[i] = world.samples[i];
    size_t found = tct_bearing_find(finder, channels, UINT32_MAX >> (32 - world.count), &air,
                                    &bearing, 1);
    if (found == 0 || isnan(bearing.azimuth_rad)) {
        figures->missed++;
    } else {
        double error = wrap(bearing.azimuth_rad - shot.azimuth_rad);
        figures->error_deg[figures->count++] = fabs(error) * 180.0 / M_PI;
        figures->inside += fabs(error) <= 1.96 * bearing.azimuth_sigma_rad;
        figures->el_inside += fabs(bearing.elevation_rad - shot.elevation_rad) <=
                              1.96 * bearing.elevation_sigma_rad;
        figures->sigma_deg += bearing.azimuth_sigma_rad * 180.0 / M_PI;
        figures->used_wrong += bearing.wrong != 0 || bearing.turned != 0;
    }
    figures->bound_deg += world_bound_rad(&world, &shot) * 180.0 / M_PI;
    world_free(&world);
    free(memory);
}

static void table(const struct setting *setting, size_t trials)
{
    static const double LEVELS[] = {40, 20, 10};
    static struct figures figures;
    printf("%s\n", setting->name);
    for (size_t l = 0; l < TCT_COUNT(LEVELS); l++) {
        struct tct_random random;
        tct_random_init(&random, 1, l);
        figures = (struct figures){.count = 0};
        for (size_t t = 0; t < trials; t++)
            one_trial(setting, LEVELS[l], &random, &figures);
        qsort(figures.error_deg, figures.count, sizeof(double), by_size);
        double n = (double)figures.count;
        printf("  %4.0f dB: median %7.3f p95 %8.3f sigma %7.3f bound(median) %7.3f; inside %5.1f "
               "el %5.1f none %zu changed %zu\n",
               LEVELS[l], figures.error_deg[figures.count / 2],
               figures.error_deg[(size_t)(n * 0.95)], figures.sigma_deg / n,
               0.6745 * figures.bound_deg / (double)trials, 100.0 * (double)figures.inside / n,
               100.0 * figures.el_inside / n, figures.missed, figures.used_wrong);
    }
}

int main(int argc, char **argv)
{
    size_t trials = argc > 1 ? (size_t)atoi(argv[1]) : 300;
    const struct setting settings[] = {
        {"six, averaged", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, NULL},
        {"six, bare", 6, 0.25, 48000, 0.6e-3, SAMPLING_BARE, NULL},
        {"six, rounded", 6, 0.25, 48000, 0.6e-3, SAMPLING_ROUNDED, NULL},
        {"three, averaged", 3, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, NULL},
        {"three, bare", 3, 0.25, 48000, 0.6e-3, SAMPLING_BARE, NULL},
        {"four, averaged", 4, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, NULL},
        {"eight, averaged, 1 m, 16 kHz", 8, 1.0, 16000, 2e-3, SAMPLING_AVERAGED, NULL},
    };
    for (size_t i = 0; i < TCT_COUNT(settings); i++)
        table(&settings[i], trials);
    return 0;
}
