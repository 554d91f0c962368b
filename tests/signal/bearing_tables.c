/* Bearing tables: how well bearings are told, for ./dev campaign bearings.
 *
 * usage: bearing-tables [TRIALS [SEED [NUMBER]]]; NUMBER: of one table alone, from 0 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "array_world.h"

enum { TRIALS_MAX = 20000 };

struct figures {
    double error_deg[TRIALS_MAX];
    size_t count, missed, inside, used_wrong, doubled;
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

struct trial {
    struct array_world world;
    struct array_shot shots[2];
    struct tct_bearing bearings[2];
    size_t shot_count, found;
};

static void run_trial(const struct setting *setting, double db, size_t shots,
                      struct tct_random *random, struct trial *trial)
{
    struct array_world *world = &trial->world;
    world_ring(world, setting->elements, setting->radius_m, 2.0 * M_PI * tct_random_uniform(random),
               setting->rate_hz);
    world->sampling = setting->sampling;
    for (size_t i = 0; i < world->count; i++)
        world->noise[i] = pow(10.0, -db / 20.0);
    if (setting->spoil != NULL)
        setting->spoil(world, random);
    struct tct_bearing_config config = {world->rate_hz, world->elements, world->count};
    struct tct_bearing_finder *finder;
    size_t bytes = tct_bearing_finder_bytes(&config);
    void *memory = malloc(bytes);
    TCT_ASSERT(tct_bearing_finder_init(memory, bytes, &config, &finder, NULL) == TCT_OK);
    size_t before = tct_bearing_before(finder), after = tct_bearing_after(finder);
    world_noise(world, before + after, random);
    trial->shot_count = shots;
    for (size_t i = 0; i < shots; i++) {
        trial->shots[i] =
            (struct array_shot){.azimuth_rad = 2.0 * M_PI * tct_random_uniform(random),
                                .elevation_rad = M_PI / 6.0 * tct_random_uniform(random),
                                .onset_s = ((double)before / world->rate_hz) +
                                           0.001 * (tct_random_uniform(random) - 0.5),
                                .peak = 1.0,
                                .tau_s = setting->tau_s};
        /* The second one up to 2 ms later, from somewhere else, half as loud or more. */
        if (i == 1) {
            trial->shots[1].onset_s = trial->shots[0].onset_s + 0.002 * tct_random_uniform(random);
            trial->shots[1].azimuth_rad = trial->shots[0].azimuth_rad + M_PI / 6.0 +
                                          (2.0 * M_PI - M_PI / 3.0) * tct_random_uniform(random);
            trial->shots[1].peak = 0.5 + 0.5 * tct_random_uniform(random);
        }
        world_add(world, &trial->shots[i]);
    }
    struct tct_bearing_air air = {343.0, 2.0};
    const float *channels[TCT_ELEMENTS_MAX];
    for (size_t i = 0; i < world->count; i++)
        channels[i] = world->samples[i];
    trial->found = tct_bearing_find(finder, channels, UINT32_MAX >> (32 - world->count), &air,
                                    trial->bearings, 2);
    free(memory);
    world_free(world);
}

static double azimuth_error(const struct tct_bearing *bearing, const struct array_shot *shot)
{
    return fabs(wrap(bearing->azimuth_rad - shot->azimuth_rad));
}

static void take_error(const struct tct_bearing *bearing, const struct array_shot *shot,
                       struct figures *figures)
{
    double error = azimuth_error(bearing, shot);
    figures->error_deg[figures->count++] = error * 180.0 / M_PI;
    figures->inside += error <= 1.96 * bearing->azimuth_sigma_rad;
    figures->el_inside +=
        fabs(bearing->elevation_rad - shot->elevation_rad) <= 1.96 * bearing->elevation_sigma_rad;
    figures->sigma_deg += bearing->azimuth_sigma_rad * 180.0 / M_PI;
    figures->used_wrong += bearing->wrong != 0 || bearing->turned != 0;
}

static void one_trial(const struct setting *setting, double db, struct tct_random *random,
                      struct figures *figures)
{
    static struct trial trial;
    run_trial(setting, db, 1, random, &trial);
    if (trial.found == 0 || isnan(trial.bearings[0].azimuth_rad))
        figures->missed++;
    else
        take_error(&trial.bearings[0], &trial.shots[0], figures);
    figures->doubled += trial.found > 1;
    figures->bound_deg += world_bound_rad(&trial.world, &trial.shots[0]) * 180.0 / M_PI;
}

/* Two shots at once: each bearing goes with the shot it is nearer to. */
static void two_table(const struct setting *setting, size_t trials)
{
    static const double LEVELS[] = {40, 30, 20, 15};
    static struct figures figures;
    static struct trial trial;
    printf("two at once: %s\n", setting->name);
    for (size_t l = 0; l < TCT_COUNT(LEVELS); l++) {
        struct tct_random random;
        tct_random_init(&random, 2, l);
        figures = (struct figures){.count = 0};
        for (size_t t = 0; t < trials; t++) {
            run_trial(setting, LEVELS[l], 2, &random, &trial);
            if (trial.found < 2) {
                figures.missed++;
                continue;
            }
            const struct tct_bearing *b = trial.bearings;
            bool crossed =
                azimuth_error(&b[0], &trial.shots[0]) > azimuth_error(&b[0], &trial.shots[1]);
            take_error(&b[0], &trial.shots[crossed], &figures);
            take_error(&b[1], &trial.shots[!crossed], &figures);
        }
        qsort(figures.error_deg, figures.count, sizeof(double), by_size);
        double n = (double)figures.count;
        printf("  %4.0f dB: both in %5.1f %%; median %7.3f p95 %8.3f sigma %7.3f; inside %5.1f\n",
               LEVELS[l], 100.0 * (double)(trials - figures.missed) / (double)trials,
               figures.error_deg[figures.count / 2], figures.error_deg[(size_t)(n * 0.95)],
               figures.sigma_deg / n, 100.0 * (double)figures.inside / n);
    }
}

static void table(const struct setting *setting, size_t trials, uint64_t seed)
{
    static const double LEVELS[] = {40, 20, 10};
    static struct figures figures;
    printf("%s\n", setting->name);
    for (size_t l = 0; l < TCT_COUNT(LEVELS); l++) {
        struct tct_random random;
        tct_random_init(&random, seed, l);
        figures = (struct figures){.count = 0};
        for (size_t t = 0; t < trials; t++)
            one_trial(setting, LEVELS[l], &random, &figures);
        qsort(figures.error_deg, figures.count, sizeof(double), by_size);
        double n = (double)figures.count;
        printf("  %4.0f dB: median %7.3f p95 %8.3f sigma %7.3f bound(median) %7.3f; inside %5.1f "
               "el %5.1f none %zu changed %zu two %zu\n",
               LEVELS[l], figures.error_deg[figures.count / 2],
               figures.error_deg[(size_t)(n * 0.95)], figures.sigma_deg / n,
               0.6745 * figures.bound_deg / (double)trials, 100.0 * (double)figures.inside / n,
               100.0 * figures.el_inside / n, figures.missed, figures.used_wrong, figures.doubled);
    }
}

/* What can be wrong with an array; each takes the element that it spoils by chance. */
static size_t any(const struct array_world *world, struct tct_random *random)
{
    return (size_t)(tct_random_uniform(random) * (double)world->count);
}

static void one_deaf(struct array_world *world, struct tct_random *random)
{
    world->gain[any(world, random)] = 0.0;
}

static void one_noisy(struct array_world *world, struct tct_random *random)
{
    world->noise[any(world, random)] *= 30.0;
}

static void one_late(struct array_world *world, struct tct_random *random)
{
    world->late_s[any(world, random)] = 0.3e-3 + 0.5e-3 * tct_random_uniform(random);
}

static void one_far_off(struct array_world *world, struct tct_random *random)
{
    world->late_s[any(world, random)] = 0.02;
}

static void one_turned(struct array_world *world, struct tct_random *random)
{
    world->gain[any(world, random)] = -1.0;
}

static void unequal_gains(struct array_world *world, struct tct_random *random)
{
    for (size_t i = 0; i < world->count; i++)
        world->gain[i] = 0.5 + tct_random_uniform(random);
}

static void misplaced(struct array_world *world, struct tct_random *random)
{
    static const double SIGMA_M = 0.005;
    for (size_t i = 0; i < world->count; i++) {
        world->elements[i].position_sigma_m = SIGMA_M;
        world->truth[i].x_m += SIGMA_M * tct_random_normal(random);
        world->truth[i].y_m += SIGMA_M * tct_random_normal(random);
        world->truth[i].z_m += SIGMA_M * tct_random_normal(random);
    }
}

/* Elements anywhere in a box as high as it is wide. */
static void anywhere(struct array_world *world, struct tct_random *random)
{
    for (size_t i = 0; i < world->count; i++) {
        struct tct_element *e = &world->elements[i];
        e->x_m = 0.6 * tct_random_uniform(random);
        e->y_m = 0.6 * tct_random_uniform(random);
        e->z_m = 0.6 * tct_random_uniform(random);
        world->truth[i] = *e;
    }
}

/* Elements anywhere on the ground. */
static void anywhere_level(struct array_world *world, struct tct_random *random)
{
    anywhere(world, random);
    for (size_t i = 0; i < world->count; i++)
        world->elements[i].z_m = world->truth[i].z_m = 0.0;
}

int main(int argc, char **argv)
{
    size_t trials = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200;
    const struct setting settings[] = {
        {"six, 0.25 m, 48 kHz, fronts averaged over a sample", 6, 0.25, 48000, 0.6e-3,
         SAMPLING_AVERAGED, NULL},
        {"the same, fronts sampled bare", 6, 0.25, 48000, 0.6e-3, SAMPLING_BARE, NULL},
        {"the same, fronts that rise in 0.1 ms", 6, 0.25, 48000, 0.6e-3, SAMPLING_ROUNDED, NULL},
        {"three", 3, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, NULL},
        {"three, bare", 3, 0.25, 48000, 0.6e-3, SAMPLING_BARE, NULL},
        {"four", 4, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, NULL},
        {"eight, 1 m, 16 kHz, 2 ms", 8, 1.0, 16000, 2e-3, SAMPLING_AVERAGED, NULL},
        {"six, 0.1 m, 96 kHz", 6, 0.1, 96000, 0.6e-3, SAMPLING_ROUNDED, NULL},
        {"six anywhere on the ground", 6, 0.3, 48000, 0.6e-3, SAMPLING_AVERAGED, anywhere_level},
        {"six anywhere in a box", 6, 0.3, 48000, 0.6e-3, SAMPLING_AVERAGED, anywhere},
        {"six, gains 0.5 to 1.5", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, unequal_gains},
        {"six, places off by 5 mm", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, misplaced},
        {"five, 0.4 m, 24 kHz, 1 ms", 5, 0.4, 24000, 1e-3, SAMPLING_AVERAGED, NULL},
        {"seven, 1 m, 32 kHz, 0.4 ms, bare", 7, 1.0, 32000, 0.4e-3, SAMPLING_BARE, NULL},
        {"five anywhere in a box, 96 kHz, 1 ms", 5, 0.3, 96000, 1e-3, SAMPLING_ROUNDED, anywhere},
        {"four, 0.15 m, 96 kHz, 0.3 ms, bare", 4, 0.15, 96000, 0.3e-3, SAMPLING_BARE, NULL},
        {"three, 0.5 m, 32 kHz, 0.8 ms", 3, 0.5, 32000, 0.8e-3, SAMPLING_ROUNDED, NULL},
        {"six, one deaf", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, one_deaf},
        {"six, one 30 times as noisy", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, one_noisy},
        {"six, one late by 0.3 to 0.8 ms", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, one_late},
        {"six, one late by 20 ms", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, one_far_off},
        {"six, one of the wrong polarity", 6, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, one_turned},
        {"four, one of the wrong polarity", 4, 0.25, 48000, 0.6e-3, SAMPLING_AVERAGED, one_turned},
    };
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    for (size_t i = 0; i < TCT_COUNT(settings); i++)
        if (argc < 4 || strtoul(argv[3], NULL, 10) == i)
            table(&settings[i], trials, seed);
    if (argc > 3)
        return 0;
    two_table(&settings[0], trials);
    two_table(&settings[1], trials);
    return 0;
}
