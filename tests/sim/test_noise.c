/* Noise: Gaussian, white, of the stated level; wind with the stated slope and level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "near.h"
#include "noise.h"

static const double pi = 3.14159265358979323846;

static struct noise noise_of(double white_pa, double wind_pa)
{
    struct tct_scene scene = {
        .seed = 3, .sample_rate_hz = 12000.0, .noise = {.white_pa = white_pa, .wind_pa = wind_pa}};
    struct noise noise;
    noise_init(&noise, &(struct noise_place){.scene = &scene, .speed_m_s = 340.0});
    return noise;
}

static void white_is_gaussian(void **state)
{
    (void)state;
    struct noise noise = noise_of(1.0, 0.0);
    enum { BLOCKS = 4000 };
    double n = (double)BLOCKS * NOISE_BLOCK;
    double m1 = 0.0, m2 = 0.0, m3 = 0.0, m4 = 0.0, tail = 0.0;
    float x[NOISE_BLOCK];
    for (int b = 0; b < BLOCKS; b++) {
        noise_next(&noise, x);
        for (int i = 0; i < NOISE_BLOCK; i++) {
            double v = (double)x[i];
            m1 += v / n;
            m2 += v * v / n;
            m3 += v * v * v / n;
            m4 += v * v * v * v / n;
            tail += fabs(v) > 3.0 ? 1.0 : 0.0;
        }
    }
    /* Five standard errors of each moment. */
    assert_near(m1, 0.0, 5.0 / sqrt(n));
    assert_near(m2, 1.0, 5.0 * sqrt(2.0 / n));
    assert_near(m3, 0.0, 5.0 * sqrt(15.0 / n));
    assert_near(m4, 3.0, 5.0 * sqrt(96.0 / n));
    double expected = erfc(3.0 / sqrt(2.0)) * n;
    assert_near(tail, expected, 5.0 * sqrt(expected));
}

/* Mean power density around `hz`, by periodograms of blocks with a Hann window. */
static double density_at(struct noise *noise, double hz, double rate_hz)
{
    enum { LENGTH = 24 * NOISE_BLOCK, RUNS = 60 };
    static float x[LENGTH];
    double power = 0.0;
    for (int run = 0; run < RUNS; run++) {
        for (int i = 0; i < LENGTH; i += NOISE_BLOCK)
            noise_next(noise, x + i);
        double complex sum = 0.0;
        for (int i = 0; i < LENGTH; i++) {
            double hann = 0.5 - 0.5 * cos(2.0 * pi * i / LENGTH);
            sum += hann * (double)x[i] * cexp(-I * 2.0 * pi * hz / rate_hz * i);
        }
        power += creal(sum * conj(sum));
    }
    return 2.0 * power / RUNS / (rate_hz * 0.375 * LENGTH);
}

static void wind_falls_with_its_slope(void **state)
{
    (void)state;
    struct noise noise = noise_of(0.0, 1.0);
    for (double hz = 20.0; hz < 2000.0; hz *= 2.5) {
        double exact = 2.0 / 3.0 * pow(20.0, 2.0 / 3.0) * pow(hz, -5.0 / 3.0);
        /* 60 periodograms: 0.56 dB; ripple of the cascade: some 1.5 dB. */
        assert_near(10.0 * log10(density_at(&noise, hz, 12000.0) / exact), 0.0, 3.5);
    }
}

static void streams_differ_and_repeat(void **state)
{
    (void)state;
    struct tct_scene scene = {.seed = 3, .sample_rate_hz = 12000.0, .noise = {.white_pa = 1.0}};
    float x[NOISE_BLOCK], y[NOISE_BLOCK];
    struct noise a, b;
    noise_init(&a, &(struct noise_place){.scene = &scene, .speed_m_s = 340.0});
    noise_init(&b, &(struct noise_place){.scene = &scene, .speed_m_s = 340.0});
    noise_next(&a, x);
    noise_next(&b, y);
    assert_memory_equal(x, y, sizeof(x));
    static const uint32_t others[][3] = {{0, 0, 1}, {1, 0, 0}, {1, 0, 1}, {0, 1, 0}};
    for (size_t k = 0; k < TCT_COUNT(others); k++) {
        noise_init(&b, &(struct noise_place){.scene = &scene,
                                             .station = others[k][0],
                                             .channel = others[k][1],
                                             .window = others[k][2],
                                             .speed_m_s = 340.0});
        noise_next(&b, y);
        double product = 0.0;
        for (int i = 0; i < NOISE_BLOCK; i++)
            product += (double)(x[i] * y[i]) / NOISE_BLOCK;
        assert_near(product, 0.0, 5.0 / sqrt(NOISE_BLOCK));
    }
}

/* Root mean square over `seconds`, and the highest sample. */
static double level_of(struct noise *noise, double seconds, double *ret_peak)
{
    float x[NOISE_BLOCK];
    double power = 0.0, blocks = ceil(seconds * 12000.0 / NOISE_BLOCK);
    *ret_peak = 0.0;
    for (double b = 0.0; b < blocks; b += 1.0) {
        noise_next(noise, x);
        for (int i = 0; i < NOISE_BLOCK; i++) {
            power += (double)x[i] * (double)x[i] / (blocks * NOISE_BLOCK);
            *ret_peak = fmax(*ret_peak, fabs((double)x[i]));
        }
    }
    return sqrt(power);
}

static struct noise noise_at(struct tct_scene *scene, double x_m, double y_m)
{
    struct noise noise;
    noise_init(&noise,
               &(struct noise_place){.scene = scene, .x_m = x_m, .y_m = y_m, .speed_m_s = 340.0});
    return noise;
}

static void kinds_have_their_level(void **state)
{
    (void)state;
    double peak;
    struct tct_scene scene = {.seed = 3, .sample_rate_hz = 12000.0};
    scene.noise = (struct tct_scene_noise){.rain_pa = 0.2, .drops_per_s = 50.0};
    struct noise rain = noise_at(&scene, 0.0, 0.0);
    assert_near(level_of(&rain, 300.0, &peak) / 0.2, 1.0, 0.08);
    assert_true(peak > 10.0 * 0.2); /* drops stand out */
    scene.noise = (struct tct_scene_noise){.engine_pa = 0.2, .engine_hz = 45.0};
    struct noise engine = noise_at(&scene, 0.0, 0.0);
    assert_near(level_of(&engine, 60.0, &peak) / 0.2, 1.0, 0.01);
    assert_true(peak < 8.0 * 0.2);
    scene.noise = (struct tct_scene_noise){.wind_pa = 0.2, .gusts = 0.5, .gust_s = 2.0};
    struct noise gusty = noise_at(&scene, 0.0, 0.0);
    scene.noise.gusts = 0.0;
    struct noise even = noise_at(&scene, 0.0, 0.0);
    assert_near(level_of(&gusty, 900.0, &peak) / level_of(&even, 900.0, &peak), 1.0, 0.15);
    /* Vehicles: never louder than the nearest of all, a few at a time, and audible in between. */
    scene.noise = (struct tct_scene_noise){.traffic_pa = 0.2, .vehicles_per_hour = 60.0};
    struct noise traffic = noise_at(&scene, 0.0, 0.0);
    double level = level_of(&traffic, 600.0, &peak);
    assert_true(level > 0.02 && level < 0.2);
    assert_true(peak > 0.3 && peak < 2.0);
    /* A song sounds a part of the time. */
    scene.noise = (struct tct_scene_noise){.birds_pa = 0.2, .songs_per_minute = 60.0};
    struct noise birds = noise_at(&scene, 0.0, 0.0);
    level = level_of(&birds, 300.0, &peak);
    assert_true(level > 0.06 && level < 0.3);
}

/* The highest correlation of two stretches over lags of up to 21 samples either way. */
static double best_agreement(const float *a, const float *b, int count, double *ret_power)
{
    double best = 0.0;
    for (int lag = -21; lag <= 21; lag++) {
        double same = 0.0, power = 0.0, other = 0.0;
        for (int i = 0; i < count; i++) {
            same += (double)a[i] * (double)b[i + lag];
            power += (double)a[i] * (double)a[i];
            other += (double)b[i + lag] * (double)b[i + lag];
        }
        if (power * other > 0.0)
            best = fmax(best, same / sqrt(power * other));
        *ret_power = power;
    }
    return best;
}

/* At an array's elements birds and engines are the same sound at other times. */
static void birds_and_engines_come_from_a_side(void **state)
{
    (void)state;
    enum { LENGTH = 64 * NOISE_BLOCK };
    static float here[LENGTH], there[LENGTH];
    for (int kind = 0; kind < 2; kind++) {
        struct tct_scene scene = {.seed = 5, .sample_rate_hz = 12000.0};
        if (kind == 0)
            scene.noise = (struct tct_scene_noise){.birds_pa = 0.2, .songs_per_minute = 100.0};
        else
            scene.noise = (struct tct_scene_noise){.engine_pa = 0.2, .engine_hz = 60.0};
        struct noise a = noise_at(&scene, 0.0, 0.0), b = noise_at(&scene, 0.0, 0.0);
        struct noise c = noise_at(&scene, 0.5, 0.3);
        for (int i = 0; i < LENGTH; i += NOISE_BLOCK) {
            float again[NOISE_BLOCK];
            noise_next(&a, here + i);
            noise_next(&b, again);
            noise_next(&c, there + i);
            assert_memory_equal(here + i, again, sizeof(again));
        }
        /* Syllable by syllable they agree somewhere within the 21 samples that the way between them
         * takes at most. */
        double agreed = 0.0, whole = 0.0;
        for (int from = 512; from + 1024 < LENGTH; from += 512) {
            double power = 0.0;
            agreed += best_agreement(here + from, there + from, 512, &power) * power;
            whole += power;
        }
        assert_true(whole > 0.0);
        assert_true(agreed / whole > 0.9);
    }
}

static void a_recording_repeats_at_its_level(void **state)
{
    (void)state;
    static float tone[8000];
    for (int i = 0; i < 8000; i++)
        tone[i] = (float)(sqrt(2.0) * sin(2.0 * pi * 440.0 * i / 8000.0));
    struct tct_scene scene = {.seed = 3, .sample_rate_hz = 12000.0};
    scene.noise.background = (struct tct_scene_background){tone, 8000, 8000.0, 0.3};
    struct noise noise = noise_at(&scene, 0.0, 0.0);
    double peak;
    assert_near(level_of(&noise, 10.0, &peak) / 0.3, 1.0, 0.02);
    /* The tone, at another rate: its density is all at 440 Hz. */
    double at = density_at(&noise, 440.0, 12000.0), beside = density_at(&noise, 520.0, 12000.0);
    assert_true(at > 1e5 * beside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_is_gaussian),
        cmocka_unit_test(wind_falls_with_its_slope),
        cmocka_unit_test(streams_differ_and_repeat),
        cmocka_unit_test(kinds_have_their_level),
        cmocka_unit_test(birds_and_engines_come_from_a_side),
        cmocka_unit_test(a_recording_repeats_at_its_level),
    };
    return cmocka_run_group_tests_name("sim/noise", tests, NULL, NULL);
}
